"""Every number of a view → `Figure`, classified: quantities, and numbers that date, cite, number or name something."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from kybao.reading.citations import Citation
from kybao.reading.dates import DateMention
from kybao.reading.figure import Figure, FigureKind, Qualifier
from kybao.reading.measures import PERCENT, POINTS, TIMES, Measure, measure_at
from kybao.reading.numerals import Numeral, Style, find_numerals, find_spelt, spelt_digit
from kybao.reading.view import View


@dataclass(frozen=True, slots=True)
class Placed:
    """A figure with its place in the running text of its view."""

    figure: Figure
    start: int
    end: int

    @property
    def percent(self) -> bool:
        return self.figure.kind is FigureKind.PERCENT


# Words after which a number names a thing and counts nothing: "tổ 7", "Tiểu dự án 3", "mũi 3", "Quốc lộ 3", "lớp 9".
_NAMERS = """
tổ|tổ dân phố|khu|khu phố|khu tái định cư|khu dân cư|xóm|thôn|bản|ấp|khóm|tiểu khu|đội|mũi|mũi tiêm|liều|tiểu dự án|dự án|hợp phần
tiểu hợp phần|nội dung|nhiệm vụ|tiêu chí|tiêu chí số|chỉ tiêu|chỉ tiêu số|quốc lộ|tỉnh lộ|huyện lộ|đường|đường số|đường tỉnh
đường huyện|ql|tl|đt|đh|lô|thửa|tờ bản đồ|ngõ|ngách|hẻm|số nhà|nhà số|phòng số|số|bãi|tuyến|tuyến nhánh|nhánh|nhánh số|gói thầu
gói thầu số|mẫu|mẫu số|biểu|biểu số|phụ lục|phụ lục số|lớp|khối|cấp|hạng|loại|nhóm|mức|mức độ|cấp độ|đợt|lần|lần thứ|vòng|kỳ
khoá|khóa|thứ|chương|mục|phần|bảng|hình|điều|khoản|điểm|trang|dòng|cột|kỳ họp|kỳ họp thứ|phiên|phiên họp thứ|hội nghị lần
lữ đoàn|trung đoàn|sư đoàn|quân khu|tiểu đoàn|đại đội|km|cọc|kênh|hợp đồng|dãy|block|tầng|ca|chùm|giai đoạn|phân khu|đề án
chương trình|top|thông tư|nghị định|nghị quyết|quyết định|chỉ thị|công điện|luật|tcvn|qcvn|iso|tầm nhìn
""".strip()
_NAMING = frozenset(_NAMERS.replace("\n", "|").split("|"))
# After these the number counts when a counting word follows it ("dự án 5 xã" does not occur; "đội 12 người" does).
_NAMERS_OR_COUNTED = """
số|điểm|cấp|ca|nội dung|nhiệm vụ|chỉ tiêu|tiêu chí|dự án|đề án|chương trình|khu|đội|tổ|lớp|khối|loại|nhóm|thôn|bản|xóm|mức|kênh
đường|hợp đồng|quyết định|tuyến|phần|lần|đợt|nghị quyết|kỳ|bảng|mục|giai đoạn|trang|tầng|khóa|khoá|gói thầu|lô|thửa|thứ|biểu|mẫu
""".strip()
_NAMING_OR_COUNT = frozenset(_NAMERS_OR_COUNTED.replace("\n", "|").split("|"))
_SCALE_CUE = re.compile(r"(?:tỷ lệ|tỉ lệ|tl|bản đồ|trích đo)\s*:?\s*$", re.IGNORECASE)
_CONTACT_CUE = re.compile(
    r"(?:điện thoại|đt|sđt|hotline|số tài khoản|tài khoản|fax|mã số thuế|mst|cccd số|cmnd số|đường dây nóng)[^.;]{0,20}$",
    re.IGNORECASE,
)
_GLUED_BEFORE = re.compile(r"[^\W\d_][\w.-]*-?$")  # Covid-19, F0, C2A, K65, ATK2
_GLUED_NAME = re.compile(r"[A-ZĐ]{1,3}(?![^\W\d_])|[a-z](?![^\W_])")  # 2A, 5K, 7A, 3b
_AGE = re.compile(r"(?:\btừ|\bđến|\bdưới|\btrên|\bđủ|\bđộ tuổi(?: từ)?)\s*(?:dưới |đủ )?$", re.IGNORECASE)
_WORD_SPELT = re.compile(r"\b(hai|ba|bốn|sáu|bảy|tám|chín)\b(?= [^\W\d_])", re.IGNORECASE)
_ORDINAL_BEFORE = re.compile(
    r"\b(?:thứ|tháng|quý|ngày|mùng|mồng|lần|giai đoạn|bên|cả|một|hai|ba|bốn|phần|khoản|điều|tổ|khu|lớp|mươi|trăm|nghìn|triệu|tỷ)\s*$",
    re.IGNORECASE,
)
_COUNTED_BY_WORDS = """
con người hộ xã phường huyện thôn xóm bản dự án công trình đơn vị vụ đối tượng trường hợp hồ sơ cuộc đợt lớp trường doanh nghiệp hợp tác xã
học sinh cán bộ em cháu nhà văn bản cá nhân tập thể thị trấn lượt tấn ha triệu tỷ nghìn cơ sở mô hình
"""
_COUNTING_AFTER_WORD = frozenset(_COUNTED_BY_WORDS.split())

_QUALIFIERS = {
    **dict.fromkeys(("khoảng", "tầm", "ước chừng", "trên dưới", "xấp xỉ", "gần đúng", "chừng"), Qualifier.ABOUT),
    **dict.fromkeys(("gần",), Qualifier.NEARLY),
    **dict.fromkeys(("hơn", "trên", "quá", "tối thiểu", "ít nhất"), Qualifier.OVER),
    **dict.fromkeys(("dưới", "chưa đến", "chưa tới", "không quá", "tối đa"), Qualifier.UNDER),
}
_FROM = re.compile(r"\b[Tt]ừ\s*$")
_RANGE_AFTER, _RANGE_BEFORE = re.compile(r"\s?[-–]\s?\d"), re.compile(r"\d\s?[-–]\s?$")
_NO_QUALIFIER = re.compile(
    r"(?:cao|thấp|nhiều|ít|lớn|đối tượng|đối với|trẻ em|người|tuổi)\s+(?:hơn|trên|dưới)\s*$", re.IGNORECASE
)
_ESTIMATE = re.compile(r"\b(?:ước|dự kiến)\b")
_PLANNED = re.compile(r"\b(?:kế hoạch|dự toán|chỉ tiêu)(?: [^\W\d_]+){0,4} (?:là|giao|:)?\s*$")
_BOUNDARY = re.compile(r"[.;:,()\[\]–+•]|\s-\s|\b[Tt]rong đó\b|\b(?:[Bb]ao )?[Gg]ồm\b|\b[Cc]ụ thể\b|\bvà\b")
_VERBS = re.compile(
    r"(?:\s*\b(?:đạt(?: được| tỷ lệ)?|là|được|có|hiện có|ước(?: tính)?(?: đạt)?|khoảng|gần|hơn|trên|đã|với|cho|tính đến nay|"
    r"bằng|đối(?: với)?|"
    r"chiếm(?: tỷ lệ)?|thực hiện(?: đạt)?|trồng được|do|còn|ở mức|lên|xuống|từ|đến)\b|[\s:=–-])+$",
    re.IGNORECASE,
)


# Digits, or a word with which a numeral may begin or end: nothing else in a text needs to be looked at.
_ANY_NUMBER = re.compile(
    r"\d|ươi|ười|[Tt]răm|[Nn]gh[ìi]n|[Tt]riệu|[Tt][ỷỉ]|TRĂM|MƯỜI|"
    r"\b(?:[Hh]ai|[Bb]a|[Bb]ốn|[Ss]áu|[Bb]ảy|[Tt]ám|[Cc]hín)\s"
)


def find_figures(
    view: View,
    style: Style = Style.VIETNAMESE,
    dates: Sequence[DateMention] = (),
    citations: Sequence[Citation] = (),
    heading: bool = False,
) -> tuple[Placed, ...]:
    """All numbers of a view in order. `dates` and `citations` are those found in the same view."""
    text = view.text
    if not _ANY_NUMBER.search(text):
        return ()
    taken = [(d.start, d.end, FigureKind.DATE) for d in dates] + [
        (c.start, c.end, FigureKind.CITATION) for c in citations
    ]
    taken.sort(reverse=True)  # the next one to come stands last
    placed: list[Placed] = []
    for numeral in _numerals(text, style):
        while taken and taken[-1][1] <= numeral.start:
            taken.pop()
        known = taken[-1][2] if taken and taken[-1][0] <= numeral.start else None
        kind = known or _kind(text, numeral, heading)
        placed.append(_placed(view, numeral, kind, placed))
    return tuple(_share_measures(view, placed))


def _numerals(text: str, style: Style) -> list[Numeral]:
    digits = list(find_numerals(text, style))
    spelt = list(find_spelt(text))
    covered = {place for n in spelt for place in range(n.start, n.end)}
    for match in _WORD_SPELT.finditer(text):
        after = _TWO_WORDS.match(text, match.end())
        counts = after and (
            after.group(1) in _COUNTING_AFTER_WORD or f"{after.group(1)} {after.group(2)}" in _COUNTED_PAIRS
        )
        value = spelt_digit(match.group())
        if (
            counts
            and value
            and match.start() not in covered
            and not _ORDINAL_BEFORE.search(text[max(0, match.start() - 12) : match.start()])
        ):
            spelt.append(Numeral(match.start(), match.end(), value, 0, words=True))
    return sorted([*digits, *spelt], key=lambda n: n.start)


_TWO_WORDS = re.compile(r"\s+([^\W\d_]+)(?: ([^\W\d_]+))?")
_COUNTED_PAIRS = frozenset({"dự án", "công trình", "đơn vị", "đối tượng", "trường hợp", "hồ sơ", "doanh nghiệp", "hợp tác", "học sinh", "cán bộ", "cơ sở", "mô hình", "thị trấn", "văn bản", "cá nhân", "tập thể"})  # fmt: skip  # noqa: E501


def _kind(text: str, numeral: Numeral, heading: bool) -> FigureKind:
    """What a number is that neither dates nor cites; a quantity where nothing says otherwise."""
    before, after = text[max(0, numeral.start - 60) : numeral.start], text[numeral.end : numeral.end + 40]
    length = numeral.end - numeral.start
    if numeral.start < 12 and not before.strip(" \"“'*+-–("):
        if numeral.decimals == 0 and _NUMBER_ENDS.match(after):
            return FigureKind.NUMBERING
        if heading and numeral.decimals <= 1 and re.match(r"[.)]?\s", after):
            return FigureKind.NUMBERING
    measure = measure_at(text, numeral.end)
    if length >= 4 and measure.unit not in ("đồng", PERCENT) and _CONTACT_CUE.search(before):
        return FigureKind.CONTACT
    if length >= 9 and _PHONE.fullmatch(text, numeral.start, numeral.end):
        return FigureKind.CONTACT
    if _is_scale(text, numeral, before, after):
        return FigureKind.SCALE
    if measure.unit == PERCENT:
        return FigureKind.PERCENT
    if measure.unit == POINTS:
        return FigureKind.POINT
    if before and before[-1] not in " (,;:.":
        glued = _GLUED_BEFORE.search(before)
        if glued and not re.search(r"(?:x|đ|[.,:;])$", glued.group()):
            return FigureKind.NAME
    if (
        after
        and after[0] not in " .,;)"
        and ((_GLUED_NAME.match(after) and not measure_is_physical(measure)) or _SYMBOL.match(after))
    ):
        return FigureKind.NAME
    if (name := _naming(before)) and not (name in _NAMING_OR_COUNT and _counts(text, numeral, measure)):
        return FigureKind.NAME
    if measure.unit == TIMES and _MULTIPLIED.search(before[-20:]):
        return FigureKind.TIMES
    return FigureKind.QUANTITY


_NUMBER_ENDS = re.compile(r"\s*[.)/]\s|\.\d|\s*[.)]$")
_PHONE = re.compile(r"0\d{8,10}|0\d{2,3}\.\d{3}\.\d{3,4}")
_SYMBOL = re.compile(r"[-/][A-ZĐ]{2,}")
_MULTIPLIED = re.compile(
    r"(?:gấp|tăng|giảm|bằng|gấp đến|gấp hơn|gấp gần)(?: khoảng| hơn| gần| trên)?\s*$", re.IGNORECASE
)


_WORD_OR_MARK = re.compile(r"[^\W\d_]+|\S")


def _naming(before: str) -> str:
    """The naming word or words that a number's text before it ends in; "" where there are none."""
    words = _WORD_OR_MARK.findall(before[-30:].lower())[-4:]
    return next((name for n in range(len(words)) if (name := " ".join(words[n:])) in _NAMING), "")


def measure_is_physical(measure: Measure) -> bool:
    return (
        measure.unit in {"đồng", "g", "m", "ha", "kg", "km", "m2", "m3", "kW", "kWh", "MW", "kV"} or measure.scale > 1
    )


def _counts(text: str, numeral: Numeral, measure: Measure) -> bool:
    """Whether a counting word stands after the numeral, so that it counts even after a naming word ("số 12 hộ")."""
    return (bool(measure.unit) and text[numeral.end : numeral.end + 1] in (" ", "%")) or measure.scale > 1


def _is_scale(text: str, numeral: Numeral, before: str, after: str) -> bool:
    if "/" not in (before[-2:] + after[:2]):
        return False
    if re.match(r"/\s?\d", after) and numeral.value == 1:
        return bool(_SCALE_CUE.search(before)) or bool(re.match(r"/\s?(?:\d{3}|\d{1,2}\.?\d{3})\b", after))
    return (
        bool(re.search(r"(?:^|\D)1/\s?$", before)) and bool(_SCALE_CUE.search(before[:-2].rstrip("1 /") + " "))
    ) or bool(
        re.search(r"(?:^|[^\d.,])1/$", before) and numeral.value in (200, 500, 1000, 2000, 5000, 10000, 25000, 50000)
    )


def _placed(view: View, numeral: Numeral, kind: FigureKind, earlier: Sequence[Placed]) -> Placed:
    text = view.text
    quantity = kind in (FigureKind.QUANTITY, FigureKind.PERCENT, FigureKind.POINT, FigureKind.TIMES)
    measure = measure_at(text, numeral.end) if quantity else Measure("", Decimal(1), numeral.end)
    if quantity and measure.end == numeral.end and text[numeral.end : numeral.end + 1] == "+":
        measure = Measure("", Decimal(1), numeral.end)
    start, end = numeral.start, max(measure.end, numeral.end)
    before = text[max(0, start - _WINDOW) : start]
    label = _label(text, start, earlier) if quantity else None
    figure = Figure(
        kind=kind,
        value=numeral.value * measure.scale,
        stated=numeral.value,
        scale=measure.scale,
        decimals=numeral.decimals,
        measure=measure.unit,
        span=view.span(start, end),
        numeral=view.span(numeral.start, numeral.end),
        qualifier=_qualifier(text, start, end) if quantity else Qualifier.EXACT,
        label=view.span(*label) if label else None,
        topic=" ".join(text[slice(*label)].lower().split()) if label else "",
        basis=_basis(before) if quantity else "",
    )
    return Placed(figure, start, end)


_VERB_REACH = 50  # characters of verbs and prepositions between what is counted and its figure
_WINDOW = 200  # characters before a figure that can say what it is of


def _qualifier(text: str, start: int, end: int) -> Qualifier:
    before = text[max(0, start - 25) : start]
    if _RANGE_AFTER.match(text, end) or _FROM.search(before):
        return Qualifier.FROM
    if _RANGE_BEFORE.search(before):
        return Qualifier.TO
    words = before.lower().split()[-2:]
    found = _QUALIFIERS.get(" ".join(words)) or _QUALIFIERS.get(words[-1] if words else "")
    return Qualifier.EXACT if not found or _NO_QUALIFIER.search(before) else found


def _basis(before: str) -> str:
    clause = before[max(before.rfind(";"), before.rfind(". "), 0) :].lower()
    if _PLANNED.search(clause[-60:]):
        return "kế hoạch"
    if "luỹ kế" in clause or "lũy kế" in clause:
        return "luỹ kế"
    return "ước" if _ESTIMATE.search(clause[-60:]) else ""


def _label(text: str, start: int, earlier: Sequence[Placed]) -> tuple[int, int] | None:
    """The words that say what a figure is of: those before it in its clause, else the clause before a colon."""
    floor = max(earlier[-1].end if earlier else 0, start - _WINDOW)
    boundaries = [m.span() for m in _BOUNDARY.finditer(text, floor, start)]
    verb = _VERBS.search(text, max(floor, start - _VERB_REACH), start)
    end = verb.start() if verb else start
    while boundaries:
        before, left = boundaries.pop()
        if left > end:
            continue
        piece = text[left:end].strip()
        if len(piece) > 1:
            return _trim(text, left, end)
        end = max(floor, before)
        verb = _VERBS.search(text, max(floor, end - _VERB_REACH), end)
        end = verb.start() if verb else end
    if len(text[floor:end].strip()) > 1:
        return _trim(text, floor, end)
    return None


def _trim(text: str, start: int, end: int) -> tuple[int, int] | None:
    while start < end and not text[start].isalnum():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if end > start else None


_LINK = re.compile(r"\s?[/–-]\s?|\s(?:đến|tới|trên)\s(?:tổng số\s)?")


def _share_measures(view: View, placed: Sequence[Placed]) -> Iterator[Placed]:
    """ "348,5/525,9 tỷ đồng", "2.000-2.500 con": what stands before a slash or a dash has the measure of what stands after it."""
    for index, item in enumerate(placed):
        after = placed[index + 1] if index + 1 < len(placed) else None
        figure = item.figure
        if (
            after is not None
            and figure.kind is FigureKind.QUANTITY
            and not figure.measure
            and figure.scale == 1
            and _LINK.fullmatch(view.text, item.end, after.start)
        ):
            other = after.figure
            if other.kind in (FigureKind.QUANTITY, FigureKind.PERCENT) and (other.measure or other.scale != 1):
                yield replace_measure(item, other)
                continue
        yield item


def replace_measure(item: Placed, other: Figure) -> Placed:
    figure = replace(
        item.figure, kind=other.kind, measure=other.measure, scale=other.scale, value=item.figure.stated * other.scale
    )
    return Placed(figure, item.start, item.end)


def quantities(placed: Iterable[Placed]) -> Iterator[Placed]:
    return (item for item in placed if item.figure.is_quantity)
