"""Numerals of running text → `Decimal`.

Vietnamese prose groups thousands with a dot and marks decimals with a comma (10.277,5); some offices paste English-style
figures (10,277.5). One numeral alone is often undecidable (8,199; 1.242), so the style is settled once per document
by the numerals that admit only one reading.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum


class Style(StrEnum):
    VIETNAMESE = "vietnamese"  # 1.234,5
    ENGLISH = "english"  # 1,234.5


@dataclass(frozen=True, slots=True)
class Numeral:
    """A numeral at `text[start:end]`; `decimals` counts the decimals printed. `words` says that it is spelt out."""

    start: int
    end: int
    value: Decimal
    decimals: int
    words: bool = False


_DIGITS = r"\d+(?:[.,]\d+)*"
# OCR: "3. 573 con" and "95, 5%" (a stray blank after the separator), "l2", "1O0" (letters for digits).
_TORN_THOUSANDS = (
    r"(?<![\d.,])[1-9]\d{0,2}\. \d{3}(?![\d.]|,\d)(?=\s*(?:con|ha|hộ|người|tấn|đồng|triệu|tỷ|tỉ|nghìn|lượt|m2|m²|kg)\b)"
)
_TORN_DECIMALS = r"(?<![\d.,])(?<!\d, )\d{1,3}, \d{1,2}(?=\s?%)"
_LOOKALIKE = r"(?<![\w.,/-])(?=[\dlIO]*\d)(?=\d*[lIO])[\dl][\dlIO]+(?:[.,][\dlIO]+)*(?![\w])"
# The lookahead settles most places at once: the rest is tried only where a digit or its lookalike stands.
_NUMERAL = re.compile(rf"(?=[\dlIO])(?:{_TORN_THOUSANDS}|{_TORN_DECIMALS}|{_LOOKALIKE}|{_DIGITS})")
_LOOKALIKES = str.maketrans({"l": "1", "I": "1", "O": "0"})

_DIGIT = re.compile(r"\d")
_ONLY_VIETNAMESE = re.compile(r"\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:\.\d{3}){2,}|\d+,(?:\d{1,2}|\d{4,})")
_ONLY_ENGLISH = re.compile(r"\d{1,3}(?:,\d{3})+\.\d+|\d{1,3}(?:,\d{3}){2,}|\d+\.(?:\d{1,2}|\d{4,})")


def style_of(texts: Iterable[str]) -> Style:
    """The style that most unequivocal numerals of a document are written in; Vietnamese where nothing tells.

    >>> style_of(["đạt 1,234.5 triệu đồng, bằng 98.5% kế hoạch"]), style_of(["đạt 8,199 tỷ đồng"])
    (<Style.ENGLISH: 'english'>, <Style.VIETNAMESE: 'vietnamese'>)
    """
    vietnamese = english = 0
    for text in texts:
        for match in re.finditer(rf"(?<![\w./-]){_DIGITS}(?![\w/])", text):
            # Dates, versions and section numbers (18.1.2022, 6.1.) are written with dots in both styles.
            dotted_number = text[match.end() : match.end() + 1] == "." or match.group().count(".") > 1
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


def find_numerals(text: str, style: Style = Style.VIETNAMESE) -> Iterator[Numeral]:
    """All numerals of a text in digits, in order; those in words are found by `find_spelt`."""
    if not _DIGIT.search(text):
        return
    for match in _NUMERAL.finditer(text):
        yield from _well_formed(match.group(), match.start(), style)


def _well_formed(text: str, start: int, style: Style) -> Iterator[Numeral]:
    parsed = parse(text, style)
    if parsed is not None:
        yield Numeral(start, start + len(text), *parsed)
        return
    # "1,2,3" or "6.1.2": no one number; its pieces are read alone.
    for piece in re.finditer(r"\d+", text):
        yield Numeral(start + piece.start(), start + piece.end(), Decimal(piece.group()), 0)


_UNITS = {
    "không": 0, "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5, "nhăm": 5,
    "sáu": 6, "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9,
}  # fmt: skip
_SCALES = {"trăm": 100, "nghìn": 1000, "ngàn": 1000, "triệu": 10**6, "tỷ": 10**9, "tỉ": 10**9}
_TENS = {"mươi", "mười"}
# Every numeral of two words or more holds one of these, whatever the case of its first letter.
_ALWAYS_THERE = re.compile(r"(?:ươi|ười|răm|ghìn|gàn|riệu|t[ỷỉ]|T[ỷỉ]|TRĂM|NGHÌN|TRIỆU|MƯƠI|MƯỜI|TỶ)")
_NUMBER_WORD = re.compile(rf"(?<![^\W_])(?:{'|'.join([*_UNITS, *_SCALES, *_TENS, 'linh', 'lẻ'])})(?![^\W_])", re.IGNORECASE)


def find_spelt(text: str) -> Iterator[Numeral]:
    """Numerals in words of at least two words ("hai mươi lăm", "một trăm linh hai"), and "mười".

    A single word (một, hai, ba …) is too often no number ("một số", "ba bên"): see `spelt_digit`.

    >>> [int(n.value) for n in find_spelt("hai mươi lăm hộ, một trăm linh hai người và mười hai xã")]
    [25, 102, 12]
    """
    if not _ALWAYS_THERE.search(text):
        return
    run: list[re.Match[str]] = []
    for word in _NUMBER_WORD.finditer(text):
        if run and text[run[-1].end() : word.start()] != " ":
            yield from _spelt(run)
            run = []
        run.append(word)
    if run:
        yield from _spelt(run)


def spelt_digit(word: str) -> Decimal | None:
    """2 to 9 as one word; not "một" (also "a") nor "năm" (also "year")."""
    value = _UNITS.get(word.lower())
    return (
        Decimal(value)
        if value and value > 1 and word.lower() in {"hai", "ba", "bốn", "sáu", "bảy", "tám", "chín"}
        else None
    )


def _spelt(run: list[re.Match[str]]) -> Iterator[Numeral]:
    words = [word.group().lower() for word in run]
    while words and words[0] in {"linh", "lẻ", "mươi", "mốt", "lăm", "nhăm", "tư", *_SCALES}:
        words, run = words[1:], run[1:]
    # "một triệu" alone is a scale after a word; "ba mươi" and "mười" are numbers.
    if len(words) < 2 and words != ["mười"]:
        return
    value = _value_of(words)
    if value is not None:
        yield Numeral(run[0].start(), run[-1].end(), Decimal(value), 0, words=True)


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
