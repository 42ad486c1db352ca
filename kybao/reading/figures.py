"""Every number of a view → `Figure`, classified: quantities, and numbers that date, cite, number or name something."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from kybao.reading.citations import Citation
from kybao.reading.dates import DateMention
from kybao.reading.figure import Figure, FigureKind, Qualifier
from kybao.reading.kinds import Neighbour, Stretch, kind_of, line_number, stretches
from kybao.reading.measures import TIMES, Measure, is_counter, measure_at
from kybao.reading.numerals import Numeral, Style, find_numerals, find_shares, find_spelt
from kybao.reading.view import View


class Placed(Struct, frozen=True, gc=False):
    """A figure with its place in the running text of its view."""

    figure: Figure
    start: int
    end: int

    @property
    def percent(self) -> bool:
        return self.figure.kind is FigureKind.PERCENT


_QUALIFIERS = {
    **dict.fromkeys(("khoảng", "tầm", "ước chừng", "trên dưới", "xấp xỉ", "gần đúng", "chừng"), Qualifier.ABOUT),
    **dict.fromkeys(("gần",), Qualifier.NEARLY),
    **dict.fromkeys(("hơn", "trên", "quá", "tối thiểu", "ít nhất"), Qualifier.OVER),
    **dict.fromkeys(("dưới", "chưa đến", "chưa tới", "không quá", "tối đa"), Qualifier.UNDER),
}
_NO_QUALIFIER = frozenset(
    f"{word} {than}"
    for word in ("cao", "thấp", "nhiều", "ít", "lớn", "tượng", "với", "em", "người", "tuổi")
    for than in ("hơn", "trên", "dưới")
)
_AGES = frozenset({"tuổi", "tháng tuổi"})
_RANGE_AFTER, _RANGE_BEFORE = re.compile(r"\s?[-–—]\s?\d"), re.compile(r"\d\s?[-–—]\s?$")
_ESTIMATE = re.compile(r"\b(?:ước|dự kiến)\b")
_PLANNED = re.compile(r"\b(?:kế hoạch|dự toán|chỉ tiêu)(?: [^\W\d_]+){0,4} (?:là|giao|:)?\s*$")
# Where a clause ends: at these marks and words.
_MARK = re.compile(r"[.;:,()\[\]–+•]")
_BOUNDARY_WORDS = tuple(
    (word, re.compile(words))
    for word, words in (
        ("trong đó", r"trong đó\b"),
        ("gồm", r"(?:bao )?gồm\b"),
        ("cụ thể", r"cụ thể\b"),
        ("và", r"và\b"),
    )
)
# Verbs, prepositions and qualifiers between what is counted and its figure.
_VERBS = frozenset(
    """đạt|đạt được|đạt tỷ lệ|là|được|có|hiện có|ước|ước tính|ước đạt|ước tính đạt|khoảng|gần|hơn|trên|đã|với|cho|tính đến nay
bằng|đối|đối với|chiếm|chiếm tỷ lệ|thực hiện|thực hiện đạt|trồng được|do|còn|ở mức|lên|xuống|từ|đến""".replace(
        "\n", "|"
    ).split("|")
)
_MOST_VERB_WORDS = 4
_LAST_VERB_WORDS = frozenset(verb.rpartition(" ")[2] for verb in _VERBS)

# Where there are no digits, a word with which a numeral may begin or end.
_NUMBER_WORDS = ("mươi", "mười", "trăm", "nửa", "gấp", "phần", "hai ", "ba ", "bốn ", "sáu ", "bảy ", "tám ", "chín ")


def find_figures(
    view: View,
    style: Style = Style.VIETNAMESE,
    dates: Sequence[DateMention] = (),
    citations: Sequence[Citation] = (),
    heading: bool = False,
) -> tuple[Placed, ...]:
    """All numbers of a view in order. `dates` and `citations` are those found in the same view.

    Each date, citation, telephone number, map scale or heading number is one figure, whatever digits it is made of;
    its `value` is the first number in it and means nothing.
    """
    text = view.text
    low = view.low
    if not view.has_digit and not any(map(low.__contains__, _NUMBER_WORDS)):
        return ()
    named = _Named(_known(text, low, dates, citations, heading))
    words = _Words(text, low)
    placed: list[Placed] = []
    before: Neighbour | None = None
    for numeral in _numerals(text, low, style):
        if known := named.at(numeral.start):
            if not placed or placed[-1].start != known.start:
                placed.append(_naming(view, numeral, known.kind, known.start, max(known.end, numeral.end)))
                before = Neighbour(known.kind, known.end, numeral.value)
            continue
        if placed and numeral.start < placed[-1].end:
            continue  # the 2 of "m2"
        measure = _measure(text, low, numeral)
        kind = numeral.kind or kind_of(text, low, numeral, measure, before, style is Style.VIETNAMESE)
        if kind in _QUANTITIES:
            placed.append(_quantity(view, words, numeral, kind, measure, placed[-1].end if placed else 0))
        else:
            placed.append(_naming(view, numeral, kind, numeral.start, numeral.end))
        before = Neighbour(kind, placed[-1].end, numeral.value)
    return tuple(_share_measures(view, list(_joined(view, placed))))


def _measure(text: str, low: str, numeral: Numeral) -> Measure:
    """What follows a numeral; the ages of "độ tuổi 15-49", and what "hai (02) trường hợp" counts."""
    measure = measure_at(text, numeral.end)
    if measure.scale != 1 or (measure.unit and is_counter(measure.unit)):
        return measure
    start, end = numeral.start, numeral.end
    if _AGED.search(low, max(0, start - 24), start):
        return Measure("tuổi", _ONE, end)
    if text.startswith(")", end) and _SPELT_OUT.search(low, max(0, start - 12), start):
        return measure_at(text, end + 1)
    return measure


_SPELT_OUT = re.compile(r"(?:một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười) \($")
_AGED = re.compile(r"độ tuổi (?:từ )?(?:\d{1,2}\s?(?:[-–]|đến)\s?)?$")
_QUANTITIES = frozenset({FigureKind.QUANTITY, FigureKind.PERCENT, FigureKind.POINT, FigureKind.TIMES})


def _known(
    text: str, low: str, dates: Sequence[DateMention], citations: Sequence[Citation], heading: bool
) -> Iterator[Stretch]:
    """What is known to be no quantity before any number is looked at by itself; the first counts where two overlap."""
    if number := line_number(text, heading):
        yield number
    yield from stretches(text, low)
    yield from (Stretch(cited.start, cited.end, FigureKind.CITATION) for cited in citations)
    yield from (Stretch(day.start, day.end, FigureKind.DATE) for day in dates)


class _Named:
    """Stretches of known kinds, asked for by place from left to right."""

    def __init__(self, known: Iterable[Stretch]) -> None:
        # The next one to come stands last; of those that begin at one place, the first.
        self._left = sorted(known, key=lambda one: one.start)
        self._left.reverse()

    def at(self, place: int) -> Stretch | None:
        while self._left and self._left[-1].end <= place:
            self._left.pop()
        return self._left[-1] if self._left and self._left[-1].start <= place else None


def _numerals(text: str, low: str, style: Style) -> list[Numeral]:
    digits = list(find_numerals(text, style))
    spelt = [*find_spelt(low), *find_shares(low)]
    spelt += _spelt_digits(low, {numeral.start for numeral in spelt})
    return sorted([*digits, *spelt], key=lambda numeral: numeral.start) if spelt else digits


_DIGIT_WORD = re.compile(r"(?:hai|ba|bốn|sáu|bảy|tám|chín) (?=([^\W\d_]+)(?: ([^\W\d_]+))?)")
_DIGIT_WORDS = {"hai": 2, "ba": 3, "bốn": 4, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9}
# After these a word of number is no count: "thứ hai", "cả hai", "hai mươi ba".
_ORDINALS = """
    thứ tháng quý ngày mùng mồng lần đoạn bên cả một hai ba bốn năm sáu bảy tám chín phần khoản điều tổ khu lớp mươi mười trăm nghìn
    triệu tỷ gấp
"""
_NO_COUNT_AFTER = frozenset(_ORDINALS.split())
_COUNTED_ONES = """
    con người hộ xã phường huyện thôn xóm bản vụ cuộc đợt lớp trường em cháu nhà lượt tấn ha triệu tỷ nghìn điều tổ đội khu trạm
    ca trẻ cây
"""
_COUNTED_BY_WORDS = frozenset(_COUNTED_ONES.split())
_PAIRS = """
dự án|công trình|đơn vị|đối tượng|trường hợp|hồ sơ|doanh nghiệp|hợp tác|học sinh|cán bộ|cơ sở|mô hình|thị trấn|văn bản|cá nhân
tập thể|giáo viên|sản phẩm|tiêu chí|nhiệm vụ|phương tiện|gia đình|phóng sự|chương trình|quyết định|nghị quyết|kế hoạch
""".strip()
_COUNTED_PAIRS = frozenset(_PAIRS.replace("\n", "|").split("|"))


def _spelt_digits(low: str, covered: set[int]) -> Iterator[Numeral]:
    """ "hai xã", "ba dự án": one word of number before what is surely counted."""
    for found in _DIGIT_WORD.finditer(low):
        start = found.start()
        first, second = found.group(1), found.group(2)
        if first not in _COUNTED_BY_WORDS and f"{first} {second}" not in _COUNTED_PAIRS:
            continue
        if start in covered or low[start - 1 : start].isalnum():
            continue
        words = low[max(0, start - 12) : start].split()
        if not (words and (words[-1] in _NO_COUNT_AFTER or words[-1].isdecimal())):
            yield Numeral(start, found.end() - 1, Decimal(_DIGIT_WORDS[found.group()[:-1]]), 0, words=True)


def _naming(view: View, numeral: Numeral, kind: FigureKind, start: int, end: int) -> Placed:
    span = view.span(start, end)
    return Placed(Figure(kind, numeral.value, numeral.value, _ONE, numeral.decimals, "", span, span), start, end)


_ONE = Decimal(1)


def _quantity(view: View, words: _Words, numeral: Numeral, kind: FigureKind, measure: Measure, floor: int) -> Placed:
    start, end = numeral.start, measure.end
    if kind is FigureKind.TIMES and numeral.kind and measure.unit != TIMES:
        measure, end = Measure(numeral.measure, _ONE, numeral.end), numeral.end  # "một nửa số hộ", "gấp đôi cùng kỳ"
    label = words.label(start, floor)
    span = view.span(start, end)
    figure = Figure(
        kind=kind,
        value=numeral.value if measure.scale == _ONE else numeral.value * measure.scale,
        stated=numeral.value,
        scale=measure.scale,
        decimals=numeral.decimals,
        measure=measure.unit,
        span=span,
        numeral=span if end == numeral.end else view.span(start, numeral.end),
        qualifier=_qualifier(words.low, start, end, measure.unit),
        label=view.span(*label) if label else None,
        topic=" ".join(words.low[slice(*label)].split()) if label else "",
        basis=words.basis(start),
    )
    return Placed(figure, start, end)


_VERB_REACH = 50  # characters of verbs and prepositions between what is counted and its figure
_WINDOW = 200  # characters before a figure that can say what it is of
_CLAUSE = 60  # characters before a figure that can say that it is an estimate or a plan


def _qualifier(text: str, start: int, end: int, unit: str) -> Qualifier:
    words = text[max(0, start - 25) : start].split()[-2:]
    last = words[-1] if words else ""
    if last == "từ" or (text[end : end + 2].strip(" ")[:1] in _DASHES and _RANGE_AFTER.match(text, end)):
        return Qualifier.FROM
    if last[-1:] in _DASHES and _RANGE_BEFORE.search(text, max(0, start - 5), start):
        return Qualifier.TO
    pair = " ".join(words)
    found = _QUALIFIERS.get(pair) or _QUALIFIERS.get(last)
    return Qualifier.EXACT if not found or (pair in _NO_QUALIFIER and unit not in _AGES) else found


_DASHES = frozenset("-–—")


class _Words:
    """The words of a view, asked what they say of the figure behind them."""

    def __init__(self, text: str, low: str) -> None:
        self.text, self.low = text, low
        self._boundaries: list[tuple[int, int]] | None = None
        self._estimates = "ước" in low or "dự kiến" in low
        self._cumulative = "luỹ kế" in low or "lũy kế" in low
        self._plans = "kế hoạch" in low or "dự toán" in low or "chỉ tiêu" in low

    def basis(self, start: int) -> str:
        """Whether a figure is a plan, of the year to date or an estimate, by the words before it in its clause."""
        if not (self._estimates or self._cumulative or self._plans):
            return ""
        low, first = self.low, max(0, start - _WINDOW)
        first = max(low.rfind(";", first, start), low.rfind(". ", first, start), first)
        near = max(first, start - _CLAUSE)
        if self._plans and _PLANNED.search(low, near, start):
            return "kế hoạch"
        if self._cumulative and (low.find("luỹ kế", first, start) >= 0 or low.find("lũy kế", first, start) >= 0):
            return "luỹ kế"
        return "ước" if self._estimates and _ESTIMATE.search(low, near, start) else ""

    def label(self, start: int, floor: int) -> tuple[int, int] | None:
        """The words that say what a figure is of: those before it in its clause, else the clause before a colon.

        `floor` is where the figure before ends.
        """
        text = self.text
        if self._boundaries is None:
            self._boundaries = sorted(_boundaries(self.low))
        floor = max(floor, start - _WINDOW)
        boundaries = self._boundaries
        index = bisect_left(boundaries, (start, 0)) - 1
        if index >= 0 and boundaries[index][1] > start:
            index -= 1
        end = self._without_verbs(floor, start)
        while index >= 0 and boundaries[index][0] >= floor:
            before, left = boundaries[index]
            index -= 1
            if left > end:
                continue
            if len(text[left:end].strip()) > 1:
                return _trim(text, left, end)
            end = self._without_verbs(floor, max(floor, before))
        return _trim(text, floor, end) if len(text[floor:end].strip()) > 1 else None

    def _without_verbs(self, floor: int, end: int) -> int:
        """Where the verbs and marks begin that a text ends in."""
        reach = max(floor, end - _VERB_REACH)
        kept = end
        while True:
            head = self.low[reach:kept].rstrip(" :=–-")
            stop = reach + len(head)
            words = head.rsplit(" ", _MOST_VERB_WORDS)[-_MOST_VERB_WORDS:]
            if words[-1] not in _LAST_VERB_WORDS:
                return stop
            phrases = (" ".join(words[first:]) for first in range(len(words)))
            verb = next((phrase for phrase in phrases if phrase in _VERBS), None)
            if verb is None:
                return stop
            kept = stop - len(verb)


def _boundaries(low: str) -> Iterator[tuple[int, int]]:
    yield from (match.span() for match in _MARK.finditer(low))
    for word, words in _BOUNDARY_WORDS:
        if word in low:
            yield from (
                found.span() for found in words.finditer(low) if not low[found.start() - 1 : found.start()].isalnum()
            )


def _trim(text: str, start: int, end: int) -> tuple[int, int] | None:
    while start < end and not text[start].isalnum():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if end > start else None


_LINK = re.compile(r"\s?[/–—-]\s?|\s?(?:đến|tới|trên)\s(?:tổng số\s|dưới\s|gần\s|hơn\s)?")


def _share_measures(view: View, placed: Sequence[Placed]) -> Iterator[Placed]:
    """ "348,5/525,9 tỷ đồng", "2.000-2.500 con": what stands before a slash or a dash has the measure of what stands after it."""
    for index, item in enumerate(placed):
        figure = item.figure
        if figure.measure or figure.kind is not FigureKind.QUANTITY or figure.scale != 1 or index + 1 == len(placed):
            yield item
            continue
        after = placed[index + 1]
        other = after.figure
        shared = other.kind in (FigureKind.QUANTITY, FigureKind.PERCENT) and (other.measure or other.scale != 1)
        yield replace_measure(item, other) if shared and _LINK.fullmatch(view.text, item.end, after.start) else item


def _joined(view: View, placed: Sequence[Placed]) -> Iterator[Placed]:
    """ "28 tỷ 450 triệu đồng" and, by a slip of the scanner, "1 215 hộ": two numerals that are one."""
    waiting: Placed | None = None
    for item in placed:
        if waiting is not None:
            if one := _one_of_two(view, waiting, item):
                item = one
            else:
                yield waiting
        waiting = item
    if waiting is not None:
        yield waiting


def _one_of_two(view: View, first: Placed, second: Placed) -> Placed | None:
    if second.start - first.end != 1 or view.text[first.end] != " ":
        return None
    a, b = first.figure, second.figure
    if a.kind is not FigureKind.QUANTITY or b.kind is not FigureKind.QUANTITY:
        return None
    measure = b.measure
    if a.scale > b.scale > 1 and view.text[first.end - 1] in "ỷỉu" and b.value < a.scale and _counts_on(a, b):
        measure = b.measure or a.measure
        value = a.value + b.value
        stated, decimals = value / b.scale, b.decimals
    elif _is_torn(view.text, first, second):
        stated = a.stated * 1000 + b.stated
        value, decimals = stated * b.scale, b.decimals
    else:
        return None
    figure = replace(
        a, value=value, stated=stated, scale=b.scale, decimals=decimals, measure=measure,
        span=view.span(first.start, second.end), numeral=view.span(first.start, second.start + b.numeral.length),
    )  # fmt: skip
    return Placed(figure, first.start, second.end)


def _counts_on(first: Figure, second: Figure) -> bool:
    """ "7 triệu 520 nghìn con", "2 tỷ 350 triệu": a bare scale with what it counts, or money, behind the smaller one."""
    return (
        first.measure == "đồng"
        and not first.decimals
        and (second.measure in ("đồng", "") or is_counter(second.measure))
    )


def _is_torn(text: str, first: Placed, second: Placed) -> bool:
    """Whether a blank stands for the dot between thousands: three digits behind it, and what they count."""
    left = text[first.start : first.end]
    right = text[second.start : second.start + 4]
    grouped = (
        left.isdecimal() and len(left) <= 3 and left[0] != "0" and right[:3].isdecimal() and not right[3:].isdecimal()
    )
    return grouped and is_counter(second.figure.measure) and second.figure.decimals == 0


def replace_measure(item: Placed, other: Figure) -> Placed:
    figure = replace(
        item.figure, kind=other.kind, measure=other.measure, scale=other.scale, value=item.figure.stated * other.scale
    )
    return Placed(figure, item.start, item.end)


def quantities(placed: Iterable[Placed]) -> Iterator[Placed]:
    return (item for item in placed if item.figure.is_quantity)
