"""Numerals of running text → `Decimal`.

Vietnamese prose groups thousands with a dot and marks decimals with a comma (10.277,5); some offices paste English-style
figures (10,277.5). One numeral alone is often undecidable (8,199; 1.242), so the style is settled once per document
by the numerals that admit only one reading.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from msgspec import Struct

from kybao.reading.figure import FigureKind


class Style(StrEnum):
    VIETNAMESE = "vietnamese"  # 1.234,5
    ENGLISH = "english"  # 1,234.5


class Numeral(Struct, frozen=True, gc=False):
    """A numeral at `text[start:end]`; `decimals` counts the decimals printed. `words` says that it is spelt out.

    Words that say a factor ("một nửa", "gấp đôi") settle their `kind` and `measure` themselves.
    """

    start: int
    end: int
    value: Decimal
    decimals: int
    words: bool = False
    kind: FigureKind | None = None
    measure: str = ""


_DIGITS = r"\d+(?:[.,]\d+)*"
_PLAIN = re.compile(r"\d\d*(?:[.,]\d+)*")  # `_DIGITS`, in the form that is looked for fastest
# OCR: "3. 573 con", "5 .320 con" and "95, 5%" (a stray blank at the separator), "l2", "1O0", "2.4l5" (letters for digits).
# A dot and a blank may also end a sentence, so that a unit must follow, and the words before go on.
_MEASURED = (
    r"(?=\s?(?:%|(?:con|ha|hộ|người|tấn|tạ|kg|km|m|m2|m²|m3|m³|đồng|triệu|tỷ|tỉ|nghìn|ngàn|lượt|cây|ca|em|cháu|trẻ|xe|vụ|trường hợp|"
    r"hồ sơ|lao động|doanh nghiệp|học sinh|sản phẩm|liều|giường|phiếu)(?![^\W_])))"
)
_TORN = (
    rf"(?<![\d.,])[1-9]\d{{0,2}}(?:\. | \.)\d{{3}}(?:\.\d{{3}})*(?![\d.]|,\d){_MEASURED}|"
    rf"(?<=[^\W\d_] )\d{{1,3}}\. \d{{1,2}}(?![\d.,]){_MEASURED}|"
    r"(?<![\d.,])(?<!\d, )\d{1,3}(?:, | ,)\d{1,2}(?=\s?%)"
)
_LOOKALIKE = r"(?<![\w.,/-])(?=[\dl])[\dlIO]+(?:[.,][\dlIO]+)*(?!\w)"
# Where there may be such noise: looked for first, since most texts have none.
_NOISE_BEHIND = re.compile(r"[.,] \d| [.,]\d|[.,]?[lIO]")
_NOISE_BEFORE = re.compile(r"l[.,]?[\dO]")
_NOISY = re.compile(rf"{_TORN}|{_LOOKALIKE}|{_DIGITS}")
_LOOKALIKES = str.maketrans({"l": "1", "I": "1", "O": "0"})

_DIGIT = re.compile(r"\d")
_PIECE = re.compile(r"\d+")
_ONLY_VIETNAMESE = re.compile(r"\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:\.\d{3}){2,}|\d+,(?:\d{1,2}|\d{4,})")
_ONLY_ENGLISH = re.compile(r"\d{1,3}(?:,\d{3})+\.\d+|\d{1,3}(?:,\d{3}){2,}|\d+\.(?:\d{1,2}|\d{4,})")


_MONTH_OF_YEAR = re.compile(r"(?:0?[1-9]|1[0-2])\.(?:19|20)\d\d")
_STANDING = re.compile(r"\d(?<![\w./-]\d)(?:\d*+(?:[.,]\d++)*+)(?![\w/])")


def style_of(texts: Iterable[str]) -> Style:
    """The style that most unequivocal numerals of a document are written in; Vietnamese where nothing tells.

    >>> style_of(["đạt 1,234.5 triệu đồng, bằng 98.5% kế hoạch"]), style_of(["đạt 8,199 tỷ đồng"])
    (<Style.ENGLISH: 'english'>, <Style.VIETNAMESE: 'vietnamese'>)
    """
    vietnamese = english = 0
    for text in texts:
        for match in _STANDING.finditer(text):
            if match.group().isdecimal():
                continue
            # Dates, versions and section numbers (18.1.2022, ngày 14.4, 6.1.) are written with dots in both styles.
            dotted_number = text[match.end() : match.end() + 1] == "." or match.group().count(".") > 1
            dotted_number = dotted_number or _MONTH_OF_YEAR.fullmatch(match.group()) is not None
            dotted_number = dotted_number or text[max(0, match.start() - 5) : match.start()].lower() == "ngày "
            if _ONLY_VIETNAMESE.fullmatch(match.group()):
                vietnamese += 1
            elif _ONLY_ENGLISH.fullmatch(match.group()) and not dotted_number and match.start() > 0:
                english += 1
    return Style.ENGLISH if (english > vietnamese and english > 1) or (english and not vietnamese) else Style.VIETNAMESE


def parse(numeral: str, style: Style = Style.VIETNAMESE) -> tuple[Decimal, int] | None:
    """The value and the number of decimals of a numeral of digits; None where it is no well-formed number.

    >>> parse("50.061,170"), parse("1242"), parse("03"), parse("98.5"), parse("1,234,567.8")
    ((Decimal('50061.170'), 3), (Decimal('1242'), 0), (Decimal('3'), 0), (Decimal('98.5'), 1), (Decimal('1234567.8'), 1))
    >>> parse("8,199"), parse("8,199", Style.ENGLISH), parse("1.2.3")
    ((Decimal('8.199'), 3), (Decimal('8199'), 0), None)
    """
    text = numeral.translate(_LOOKALIKES).replace(" ", "")
    if text.isdigit():
        return Decimal(text), 0
    group, point = (".", ",") if style is Style.VIETNAMESE else (",", ".")
    for thousands, decimal in ((group, point), (point, group)):
        whole, _, fraction = text.partition(decimal)
        groups = whole.split(thousands)
        grouped = len(groups) > 1 and 1 <= len(groups[0]) <= 3 and all(len(part) == 3 for part in groups[1:])
        if fraction and not fraction.isdigit():
            continue
        if (len(groups) == 1 and fraction) or (grouped and groups[0].lstrip("0")):
            return Decimal("".join(groups) + ("." + fraction if fraction else "")), len(fraction)
    return None


def printed(
    value: Decimal, decimals: int, grouped: bool = True, width: int = 0, style: Style = Style.VIETNAMESE
) -> str:
    """A value as officials print it, rounded half up; `width` pads small counts with noughts ("03").

    >>> printed(Decimal("10277"), 0), printed(Decimal("3"), 0, width=2), printed(Decimal("1242"), 0, grouped=False)
    ('10.277', '03', '1242')
    >>> printed(Decimal("50061.17"), 3), printed(Decimal("-1234.5"), 1, style=Style.ENGLISH)
    ('50.061,170', '-1,234.5')
    """
    rounded = value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    whole, _, fraction = f"{abs(rounded):f}".partition(".")
    group, point = (".", ",") if style is Style.VIETNAMESE else (",", ".")
    digits = f"{int(whole):,}".replace(",", group) if grouped else whole
    sign = "-" if rounded < 0 else ""
    return sign + digits.rjust(width, "0") + (point + fraction if fraction else "")


def decimals_in(value: Decimal) -> int:
    """The decimals that a value is written with; of `value.normalize()`, those that it needs.

    >>> decimals_in(Decimal("23.960")), decimals_in(Decimal("23.960").normalize()), decimals_in(Decimal("4E+2"))
    (3, 2, 0)
    """
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


_LONGEST = 60  # characters: what is longer counts nothing on earth, and soon nothing that can be reckoned with


def find_numerals(text: str, style: Style = Style.VIETNAMESE) -> Iterator[Numeral]:
    """All numerals of a text in digits, in order; those in words are found by `find_spelt`."""
    found = list(_PLAIN.finditer(text))
    noisy = _NOISE_BEFORE.search(text) or any(_NOISE_BEHIND.match(text, match.end()) for match in found)
    for match in _NOISY.finditer(text) if noisy else found:
        printed = match.group()
        if len(printed) > _LONGEST:
            continue
        if printed.isdecimal():
            yield Numeral(match.start(), match.end(), Decimal(printed), 0)
        elif not noisy or _DIGIT.search(printed):
            yield from _well_formed(printed, match.start(), style)


def _well_formed(text: str, start: int, style: Style) -> Iterator[Numeral]:
    # "20l": litres, not 201.
    litres = text.endswith("l") and text[:-1].isdecimal()
    parsed = None if litres else parse(text, style)
    if parsed is not None:
        yield Numeral(start, start + len(text), *parsed)
        return
    # "1,2,3" or "6.1.2": no one number; its pieces are read alone.
    for piece in _PIECE.finditer(text):
        yield Numeral(start + piece.start(), start + piece.end(), Decimal(piece.group()), 0)


_UNITS = {
    "không": 0, "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5, "nhăm": 5,
    "sáu": 6, "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9,
}  # fmt: skip
_SCALES = {"trăm": 100, "nghìn": 1000, "ngàn": 1000, "triệu": 10**6, "tỷ": 10**9, "tỉ": 10**9}
_TENS = {"mươi", "mười"}
_WORD = "|".join([*_UNITS, *_SCALES, *_TENS, "linh", "lẻ"])
# A numeral of two words or more begins with a unit and what it is a multiple of, or with "mười".
_SPELT_START = re.compile(
    r"(?:một|hai|ba|bốn|năm|sáu|bảy|bẩy|tám|chín) (?:mươi|trăm|nghìn|ngàn|triệu|tỷ|tỉ)(?![^\W_])|mười(?![^\W_])"
)
_MULTIPLES = ("mươi", "mười", "trăm", "nghìn", "ngàn", "triệu", "tỷ", "tỉ")
_RUN = re.compile(rf"(?:(?:{_WORD})(?![^\W_]) ?)++")
_YEAR_AFTER = frozenset({"mười", "mươi", "trăm", "nghìn", "ngàn"})


def find_spelt(text: str) -> Iterator[Numeral]:
    """Numerals in words of at least two words ("hai mươi lăm", "một trăm linh hai"), and "mười", in a text in lower case.

    A single word (một, hai, ba …) is too often no number ("một số", "ba bên").

    >>> [int(n.value) for n in find_spelt("hai mươi lăm hộ, một trăm linh hai người và mười hai xã")]
    [25, 102, 12]
    >>> [int(n.value) for n in find_spelt("hai mươi năm đổi mới, hai nghìn năm trăm cây")]
    [20, 2500]
    """
    if not any(map(text.__contains__, _MULTIPLES)):
        return
    at = 0
    while found := _SPELT_START.search(text, at):
        at = found.end()
        run = _RUN.match(text, found.start())
        if run is None or text[found.start() - 1 : found.start()].isalnum():
            continue
        at = max(at, run.end())  # a run that makes no number is walked over once
        words = run.group().split()
        while len(words) > 1 and (words[-1] in {"linh", "lẻ"} or (words[-1] == "năm" and words[-2] in _YEAR_AFTER)):
            words.pop()
        value = _value_of(words)
        if value is not None:
            yield Numeral(found.start(), found.start() + len(" ".join(words)), Decimal(value), 0, words=True)


_DOUBLED = re.compile(
    r"gấp (?:(?:hơn|gần|khoảng|tới|đến) )?(đôi|rưỡi|hai|ba|bốn|năm|sáu|bảy|tám|chín)(?![^\W_])(?! rưỡi| mươi| trăm)"
)
_FACTORS = {
    "đôi": "2",
    "rưỡi": "1.5",
    "hai": "2",
    "ba": "3",
    "bốn": "4",
    "năm": "5",
    "sáu": "6",
    "bảy": "7",
    "tám": "8",
    "chín": "9",
}
_PART_OF = re.compile(r"(một|hai|ba|bốn) phần (hai|ba|tư|bốn|năm|sáu|bảy|tám|chín|mười)(?![^\W_])")
_HALF = "một nửa"
_HUNDREDTH = Decimal("0.01")


def find_shares(text: str) -> Iterator[Numeral]:
    """Factors in words, in a text in lower case: "gấp đôi" (its "đôi"), "một nửa", "hai phần ba".

    >>> [str(n.value) for n in find_shares("gấp đôi cùng kỳ; một nửa số hộ; hai phần ba diện tích")]
    ['2', '0.5', '0.67']
    """
    if "gấp" in text:
        for found in _DOUBLED.finditer(text):
            factor = Decimal(_FACTORS[found.group(1)])
            decimals = 1 if found.group(1) == "rưỡi" else 0
            yield Numeral(*found.span(1), factor, decimals, True, FigureKind.TIMES, "lần")
    if "nửa" in text:
        for found in re.finditer(_HALF, text):
            if (
                not text[found.start() - 1 : found.start()].isalnum()
                and not text[found.end() : found.end() + 1].isalnum()
            ):
                yield Numeral(*found.span(), Decimal("0.5"), 1, True, FigureKind.TIMES)
    if " phần " in text:
        for found in _PART_OF.finditer(text):
            of = 10 if found.group(2) == "mười" else _UNITS[found.group(2)]
            share = (Decimal(_UNITS[found.group(1)]) / of).quantize(_HUNDREDTH)
            if share < 1:
                yield Numeral(*found.span(), share, 2, True, FigureKind.TIMES)


def _value_of(words: list[str]) -> int | None:
    total = group = 0
    digit: int | None = None
    for word in words:
        if word == "mười":
            group, digit = group + 10, None
        elif word == "mươi":
            if digit is None:
                return None
            group, digit = group + digit * 10, None
        elif word == "trăm":
            if digit is None:
                return None
            group, digit = group + digit * 100, None
        elif word in _SCALES:
            total, group, digit = total + (group + (digit or 0)) * _SCALES[word], 0, None
        elif word in {"linh", "lẻ"}:
            digit = None
        elif digit is not None:
            return None
        else:
            digit = _UNITS[word]
    return total + group + (digit or 0) or None
