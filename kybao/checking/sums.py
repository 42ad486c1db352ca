"""Totals and their parts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from enum import Enum, auto

from msgspec.structs import replace

from kybao.checking.finding import Finding, Verdict
from kybao.checking.intervals import Interval, bounds
from kybao.checking.neighbours import Neighbours, one_thing
from kybao.checking.verdicts import lenient
from kybao.checking.wording import finding, like, numeral, shown
from kybao.reading.claim import Breakdown
from kybao.reading.comparisons import same_measure
from kybao.reading.figure import Figure, Qualifier
from kybao.reading.reading import Reading

# Labels that divide a total between them, so that it has no further part.
_PAIRS = tuple(
    (re.compile(one, re.IGNORECASE), re.compile(other, re.IGNORECASE))
    for one, other in (
        (r"\bnam\b", r"\bnữ\b"),
        (r"hộ cá thể|kinh tế cá thể|hộ kinh doanh", r"hợp tác xã|\bhtx\b|doanh nghiệp|tập thể"),
        (r"nuôi trồng", r"khai thác|đánh bắt"),
        (r"thành thị|đô thị", r"nông thôn"),
        (r"xuất khẩu", r"nhập khẩu"),
        (r"khách (?:du lịch )?quốc tế|nước ngoài", r"nội địa|trong nước"),
        (r"\bđã\b", r"\bđang\b|\bchưa\b"),
        (r"(?<!không )(?<!chưa )\bđạt\b", r"không đạt|chưa đạt"),
        (r"cấp mới|đăng ký mới|thành lập mới", r"điều chỉnh|cấp đổi|cấp lại"),
        (r"trước hạn|đúng hạn", r"quá hạn|trễ hạn|chậm"),
        (r"trực tuyến", r"trực tiếp"),
        (r"ngoài (?:khu vực )?nhà nước|ngoài quốc doanh", r"^(?:khu vực )?(?:kinh tế )?nhà nước|quốc doanh"),
    )
)
_REST = re.compile(r"\bkhác\b|còn lại", re.IGNORECASE)
# Labels of people and things that may belong under several heads at once, and of files that a list may give beside others.
_OVERLAPPING = re.compile(
    r"\bnữ\b|phụ nữ|thanh niên|hội viên|người có công|thai|dân tộc|đảng viên|trẻ em|cao tuổi|cận nghèo|tái phạm|trẻ hóa|"
    r"khuyết tật|số người|riêng",
    re.IGNORECASE,
)
# Who has health insurance mostly has others, too.
_HEALTH = re.compile(r"\bbhyt\b|bảo hiểm y tế", re.IGNORECASE)
_BESIDE = re.compile(r"trước hạn|đúng hạn|quá hạn|trực tuyến", re.IGNORECASE)


class _Division(Enum):
    """How the parts of a breakdown stand to its total."""

    WHOLE = auto()  # together they are the total
    APART = auto()  # they exclude one another, but there may be more of them
    BRACKET = auto()  # most likely all, but not said so
    OPEN = auto()  # may overlap, may be few
    OVERLAPPING = auto()


def check_sums(reading: Reading) -> Iterator[Finding]:
    """A total must be the sum of its parts where the wording gives all of them: "gồm", "khác", "còn lại", nam and nữ.

    "trong đó" leaves the list open: a smaller sum is silent there, and a greater one contradicts only where no label tells of
    people or files that may count under two heads. A bracket or a colon mostly gives all parts. Where the list was more
    likely misread than miswritten (`_is_doubtful`), nothing is said.
    """
    around = Neighbours(reading)
    for claim in reading.claims:
        if isinstance(claim, Breakdown) and len(claim.parts) > 1 and not claim.remainder:
            yield from _checked(reading, _fitting(claim), around)


def _fitting(claim: Breakdown) -> Breakdown:
    """The breakdown cut after the first parts that make the total, or nearly so where all of them are far more than it: what
    follows then belongs to another one."""
    value, total = claim.parts[0].value, claim.total.value
    crowded = sum((part.value for part in claim.parts), Decimal(0)) > total * _CROWDED
    for count, part in enumerate(claim.parts[1:-1], start=2):
        value += part.value
        if value == total or (crowded and abs(value - total) <= total * _NEARLY):
            return replace(claim, parts=claim.parts[:count])
    return claim


_CROWDED, _NEARLY = Decimal("1.5"), Decimal("0.03")


def _checked(reading: Reading, claim: Breakdown, around: Neighbours) -> Iterator[Finding]:
    value, allowed = total_of(claim.parts)
    stated, added = claim.total, added_up(reading, claim.parts, claim.total)
    computed = like(stated, value, max(0, max(part.decimals for part in claim.parts) - stated.decimals))
    verdict = _verdict(claim, value, allowed, _division(claim, _list_text(reading, claim)))
    if verdict is None or (verdict is Verdict.CONTRADICTS and _is_doubtful(claim, value, around)):
        return
    if verdict is not Verdict.HOLDS and _RUNNING.search(around.between(claim.parts[0], claim.parts[-1])):
        return
    verdict = lenient(verdict, (stated, *claim.parts))
    if verdict is Verdict.CONTRADICTS and _TWICE.search(around.after(claim.parts[-1], 80)):
        verdict = Verdict.UNDECIDED
    sentence = {
        Verdict.HOLDS: f"Tổng {shown(reading, stated)} đúng bằng {added}.",
        Verdict.ROUNDING: f"Nêu {shown(reading, stated)}, còn {added} = {computed}; chênh lệch trong phạm vi làm tròn của các số đã nêu.",
        Verdict.CONTRADICTS: f"Nêu {shown(reading, stated)}, nhưng các phần cộng lại là {added} = {computed}.",
        Verdict.UNDECIDED: f"Nêu {shown(reading, stated)}, còn các phần đã nêu cộng lại là {added} = {computed}; "
        + ("cần xem có phần nào tính trùng không." if value > stated.value else "cần xem có thiếu phần nào không."),
    }[verdict]
    yield finding(
        reading, "sum", verdict, stated.span, sentence, stated.value, value, (part.span for part in claim.parts)
    )


def _list_text(reading: Reading, claim: Breakdown) -> str:
    """The words of the list: from the total, where it stands before the parts."""
    text, after = reading.document.quote(claim.span), claim.total.span
    starts_there = after.block == claim.span.block and after.start == claim.span.start
    return text[after.length :] if starts_there else text


def _is_doubtful(claim: Breakdown, value: Decimal, around: Neighbours) -> bool:
    """Whether the parts are rather those of another total, or not all of them were read.

    So where another figure before them is just their sum (but for a list in brackets with a part that is more than what stands
    before it: that one is its total), one of them the sum of the next ones, or they or the last of them with the total make a
    figure before it (they stand beside it, then); where they make the total without one that is no part but a limit ("dưới 3
    tháng"); where the parts are ten times the total, or the total is a limit itself; where numbers that were not read as figures
    are just what is missing; where only some are told ("một số lĩnh vực", "…"); where a total behind them is far from their sum.
    """
    total, parts = claim.total, claim.parts
    if total.qualifier in _LIMITS or (all(part.value > total.value for part in parts) and value > total.value * 10):
        return True
    firm = [part.value for part in parts if part.qualifier not in _LIMITS]
    if len(firm) < len(parts) and sum(firm, Decimal(0)) == total.value:
        return True
    if any(_sums_up(part, parts[at + 1 :]) for at, part in enumerate(parts)):
        return True
    if parts[0].span < total.span:
        return not total.value <= value * _FAR <= total.value * _FAR**2
    its_own = claim.bracketed and any(part.value > total.value for part in parts)
    return (
        any(
            not its_own and other.value == value and same_measure(other.measure, total.measure or parts[0].measure)
            for other in around.before(parts[0])
            if other is not total
        )
        or _stands_beside(claim, around)
        or _has_more(claim, around)
        or bool(_SOME.search(around.between(total, parts[0])))
        or (value < total.value and bool(_OPEN_END.match(around.after(parts[-1], 160))))
    )


def _sums_up(part: Figure, following: Sequence[Figure]) -> bool:
    """Whether a part is itself the sum of two or more that follow right behind it: they are its parts, not the total's."""
    value = Decimal(0)
    for count, figure in enumerate(following, start=1):
        value += figure.value
        if value >= part.value:
            return count >= 2 and value == part.value >= _TELLING
    return False


_TELLING = 100  # smaller numbers add up to one another by chance


def _stands_beside(claim: Breakdown, around: Neighbours) -> bool:
    """Whether the total and the parts, or those after its own, make a figure before it: "Cây lúa 500 ha, trong đó lúa tái sinh
    90 ha; cây ngô 70 ha" after "570 ha"."""
    earlier, value = {other.value for other in around.before(claim.total)}, claim.total.value
    for part in reversed(claim.parts):
        value += part.value
        if value in earlier and (value >= _TELLING or part is claim.parts[0]):
            return True
    return False


def _has_more(claim: Breakdown, around: Neighbours) -> bool:
    """Whether numbers in the list that were not read as figures are just what its sum lacks."""
    unread = around.unread_between(claim.total, claim.parts[-1])
    if not unread:
        return False
    _, allowed = total_of(claim.parts)
    rest = Interval.exactly(sum((number * claim.total.scale for number in unread), Decimal(0)))
    return bounds(claim.total).overlaps(allowed + rest)


_RUNNING = re.compile(
    r"\b(?:đưa|nâng|lũy kế|luỹ kế|cộng dồn)\b", re.IGNORECASE
)  # what follows has what went before in it
_TWICE = re.compile(r"[^.;]*\b(?:trong đó có|có) [^.;]*\b(?:nhiều|hai|trùng)\b|tính trùng", re.IGNORECASE)
_LIMITS = (Qualifier.UNDER, Qualifier.FROM, Qualifier.TO)
_FAR = 4
_SOME = re.compile(
    r"\b(?:một số|điển hình|nổi bật|chủ yếu (?:là|ở|do|tại)|đáng chú ý|tiêu biểu|nhiều nhất|như)\b", re.IGNORECASE
)
_OPEN_END = re.compile(
    r"[^;.…]{0,40}(?:\.\.\.|…|v\.v)|[^.;]*\b(?:và|cùng) (?:các|một số|những) [^.;\d]{1,40} khác\b(?![^.;]{0,12}\d)",
    re.IGNORECASE,
)


def total_of(parts: Sequence[Figure]) -> tuple[Decimal, Interval]:
    """The sum of the parts, and what it may be."""
    total, allowed = Decimal(0), Interval.exactly(Decimal(0))
    for part in parts:
        total, allowed = total + part.value, allowed + bounds(part)
    return total, allowed


def added_up(reading: Reading, parts: Sequence[Figure], total: Figure) -> str:
    """ "16,85 + 8,5": the parts as printed; with their measures where these aren't the total's."""
    return " + ".join(numeral(reading, part) if part.scale == total.scale else shown(reading, part) for part in parts)


def _verdict(claim: Breakdown, value: Decimal, allowed: Interval, division: _Division) -> Verdict | None:
    """None where nothing can be said."""
    stated = claim.total
    if value == stated.value:
        return Verdict.HOLDS
    alike = _of_one_measure(claim)
    if not alike and division not in (_Division.WHOLE, _Division.BRACKET):
        return None  # "36 vụ, trong đó 41 đối tượng": not one kind of thing
    within, gap = bounds(stated).overlaps(allowed), abs(value - stated.value)
    if within:
        near = gap <= abs(stated.value) * Decimal("0.03")
        return Verdict.ROUNDING if division is _Division.WHOLE or near or value > stated.value else None
    if division is _Division.WHOLE:
        return Verdict.CONTRADICTS
    if alike and any(bounds(part).low > bounds(stated).high for part in claim.parts):
        return Verdict.CONTRADICTS  # no part is more than its total
    if value < stated.value and division is not _Division.BRACKET:
        return None  # there may be other parts
    # More than the total: the parts can't exclude one another. By much, they were perhaps never meant to.
    little = gap <= abs(stated.value) * _SLIP
    surely = value > stated.value and division in (_Division.APART, _Division.BRACKET)
    return Verdict.CONTRADICTS if (little or surely) and division is not _Division.OVERLAPPING else None


def _of_one_measure(claim: Breakdown) -> bool:
    """Whether total and parts count one thing: "47 ngôi nhà" and "09 nhà", "2.146 suất quà" and "120 suất"."""
    total = next((figure.measure for figure in (claim.total, *claim.parts) if figure.measure), "")
    return all(one_thing(part.measure, total) for part in claim.parts)


# How far a slip of a digit mostly moves a sum. A wider gap is taken for parts that overlap or a list that isn't complete.
_SLIP = Decimal("0.2")


def _division(claim: Breakdown, text: str) -> _Division:
    topics = [part.topic for part in claim.parts]
    if claim.complete or _REST.search(topics[-1]):
        return _Division.WHOLE
    if len(topics) == 2 and any(_divided(one, other, topics) for one, other in _PAIRS):
        return _Division.WHOLE
    labels = [text, *topics]
    insured = {bool(_HEALTH.search(topic)) for topic in topics}
    if any(_OVERLAPPING.search(label) for label in labels) or len(insured) > 1:
        return _Division.OVERLAPPING
    if claim.bracketed:
        return _Division.BRACKET
    if any(_BESIDE.search(label) for label in labels):
        return _Division.OVERLAPPING
    if len(set(topics)) < len(topics) or "" in topics:
        return _Division.OPEN
    parallel = len({" ".join(topic.split()[:2]) for topic in topics}) == 1
    return _Division.APART if parallel or all(map(_is_kind, topics)) else _Division.OPEN


def _is_kind(topic: str) -> bool:
    """Whether a label names a kind ("đàn trâu", "phá rừng"), of which a thing has one, and no quality, of which it has many."""
    return len(topic.split()) <= 5 and not _QUALITY.search(topic)


_QUALITY = re.compile(
    r"\b(?:có|đạt|được|đã|đang|chưa|không|còn|hoạt động|tham gia|là|thuộc|trên|dưới|từ|đến|tại|do|bị|mới|lần|"
    r"cao|thấp|lớn|nhỏ|trẻ|chiếm|với|hưởng|cùng|số)\b",
    re.IGNORECASE,
)


def _divided(one: re.Pattern[str], other: re.Pattern[str], topics: Sequence[str]) -> bool:
    first, second = topics
    return bool(
        (one.search(first) and other.search(second) and not one.search(second))
        or (one.search(second) and other.search(first) and not one.search(first))
    )
