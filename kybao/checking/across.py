"""One measure stated twice in a document: "tổng số hộ nghèo 1.215 hộ" here, "tổng số hộ nghèo 1.251 hộ" there."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from kybao.checking.finding import Finding, Verdict
from kybao.checking.intervals import bounds
from kybao.checking.neighbours import sentence_at
from kybao.checking.wording import finding, shown
from kybao.documents.model import Span
from kybao.reading.claim import Breakdown, Comparison, Ratio
from kybao.reading.figure import Figure, FigureKind, Qualifier
from kybao.reading.figures import Placed
from kybao.reading.reading import Passage, Reading

# Only a total or the state of a whole place is one thing wherever it is told of; "xảy ra 02 vụ" may be another two.
_ONE_THING = re.compile(
    r"\btổng (?:số|diện tích|đàn|thu|chi|dân số|vốn|kinh phí|dư nợ|sản lượng|giá trị)\b|"
    r"\b(?:toàn|trên địa bàn|cả) (?:tỉnh|huyện|xã|thành phố|thị xã|phường|thị trấn)\b|\bdân số\b|\btỷ lệ\b",
    re.IGNORECASE,
)
_PERIOD = re.compile(
    r"\b(?:tháng|quý|năm|kỳ|ngày|tuần|vụ|đợt|giai đoạn|lũy kế|luỹ kế|ước|"
    r"dự kiến|kế hoạch|dự toán|chỉ tiêu|đầu|cuối|cùng kỳ|phấn đấu|mục tiêu|"
    r"thêm|mới|trước|sau|hiện|còn|đến|tới|từ|tăng|giảm|đạt chuẩn nâng cao)\b|\d",
    re.IGNORECASE,
)
_NEW_COUNTRYSIDE = "nông thôn mới"  # a programme's name, in which nothing is new
_LEAST_WORDS = 4  # of a label that tells one thing


def check_restated(reading: Reading) -> Iterator[Finding]:
    """The same words, measure and basis, both exact and with no period between them, must come with the same value.

    Only labels of four words or more that name a total or a whole place, and that speak of no period, plan or change; only figures
    in different sentences that are no level, change or base value themselves. Anything else may be two things.
    """
    told = set[Span]()
    roles = _in_roles(reading)
    wholes = {claim.part: claim.whole for claim in reading.claims if isinstance(claim, Ratio)}
    seen: dict[tuple[str, str, str, object], tuple[Figure, tuple[int, int], int, frozenset[str]]] = {}
    for number, passage in enumerate(reading.passages):
        ends = {item.figure.span: item.end for item in passage.placed}
        for item in passage.placed:
            if item.figure in roles:
                continue
            whole = wholes.get(item.figure)
            label = _label(passage, item, ends.get(whole.span, item.end) if whole else item.end)
            if not label:
                continue
            sentence = sentence_at(passage, item.start)
            key = (label, item.figure.measure, item.figure.basis, whole.value if whole else None)
            times = frozenset(_TIME.findall(passage.view.low, *sentence))
            first, place, where, then = seen.setdefault(key, (item.figure, sentence, number, times))
            if (place, where) == (sentence, number) or bounds(first).overlaps(bounds(item.figure)):
                continue
            if times and then and times.isdisjoint(then):
                continue  # "Tháng 4 … . Tháng 5 …"
            told.add(item.figure.span)
            yield finding(
                reading, "restated", Verdict.CONTRADICTS, item.figure.span,
                f"“{label}” nêu là {shown(reading, item.figure)}, nhưng chỗ trước đó nêu {shown(reading, first)}.",
                item.figure.value, first.value, (first.span,),
            )  # fmt: skip
    yield from (one for one in _swapped(reading) if one.span not in told)


@dataclass(frozen=True, slots=True)
class _Statement:
    """A figure, the telling words of what it is of, and the times that its sentence names."""

    figure: Figure
    words: frozenset[str]
    times: frozenset[str]
    place: tuple[int, int]  # the passage, and where the sentence begins


# Words that tell neither what is counted nor of which whole.
_EMPTY_WORDS = """
    toàn trên địa bàn của là có đạt ước được hiện nay đến còn mới đã và cả các tỉnh huyện xã thành phố phường thị trấn số tổng với trong đó
    giảm tăng so như vậy bằng chỉ kết quả dự toán kế hoạch
"""
_EMPTY = frozenset(_EMPTY_WORDS.split())
_WHOLE = re.compile(
    r"\b(?:toàn|cả|trên địa bàn) (?:tỉnh|huyện|xã|thành phố|thị xã|phường|thị trấn|quận|ngành)\b", re.IGNORECASE
)
_SWAPPED_WORDS = 4  # of what is counted, where no whole place is named; two where one is


def _swapped(reading: Reading) -> Iterator[Finding]:
    """One thing stated twice, with two neighbouring digits changed about: "46,5% dự toán … 45,6% dự toán", "86 hộ nghèo … 68".

    Such figures are hardly ever two true ones, so that fewer words in common are enough; the times named must be the same.
    """
    seen: dict[str, list[_Statement]] = {}
    for now in _statements(reading, _of_the_same_digits(reading)):
        digits = _digits(now.figure)
        others = seen.setdefault("".join(sorted(digits)), [])
        twin = next((one for one in others if _is_swap(_digits(one.figure), digits) and _one_thing(one, now)), None)
        if twin is not None:
            yield finding(
                reading, "restated", Verdict.CONTRADICTS, now.figure.span,
                f"Nêu {shown(reading, now.figure)}, nhưng chỗ trước đó nêu {shown(reading, twin.figure)} cho cùng nội dung; "
                f"có thể hai chữ số đã bị đảo.",
                now.figure.value, twin.figure.value, (twin.figure.span,),
            )  # fmt: skip
        if len(others) < _MOST:
            others.append(now)


def _of_the_same_digits(reading: Reading) -> set[Span]:
    """The exact figures that share their digits with another one in another order."""
    groups: dict[str, dict[str, list[Span]]] = {}
    for passage in reading.passages:
        for item in passage.placed:
            figure = item.figure
            if figure.kind in (FigureKind.QUANTITY, FigureKind.PERCENT) and figure.qualifier is Qualifier.EXACT:
                digits = _digits(figure)
                groups.setdefault("".join(sorted(digits)), {}).setdefault(digits, []).append(figure.span)
    return {span for group in groups.values() if len(group) > 1 for spans in group.values() for span in spans}


_MOST = 20


def _one_thing(one: _Statement, other: _Statement) -> bool:
    same = one.words == other.words or (
        len(min(one.words, other.words, key=len)) >= _SWAPPED_WORDS
        and (one.words <= other.words or other.words <= one.words)
    )
    alike = one.figure.kind is other.figure.kind and one.figure.decimals == other.figure.decimals
    return same and alike and one.times == other.times and one.place != other.place


def _is_swap(one: str, other: str) -> bool:
    differing = [at for at, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    return len(differing) == 2 and differing[1] == differing[0] + 1


def _digits(figure: Figure) -> str:
    return f"{figure.stated:f}".replace(".", "")


def _statements(reading: Reading, told: Collection[Span]) -> Iterator[_Statement]:
    if not told:
        return
    levels = {c.percent: c.subject for c in reading.claims if isinstance(c, Comparison) and c.percent is not None}
    changes = {
        f for c in reading.claims if isinstance(c, Comparison) for f in (c.change, c.change_percent, c.base_value)
    }
    for number, passage in enumerate(reading.passages):
        for item in passage.placed:
            figure = item.figure
            if figure.span not in told or figure in changes or not (figure.topic or figure in levels):
                continue
            topic = levels[figure].topic if figure in levels else figure.topic
            behind = _BEHIND.match(passage.view.text, item.end)
            words = frozenset(f"{topic} {figure.measure} {behind.group() if behind else ''}".lower().split()) - _EMPTY
            start, end = sentence_at(passage, item.start)
            least = 2 if _WHOLE.search(passage.view.text, start, end) else _SWAPPED_WORDS
            if len(words - {"%"}) >= least:
                times = frozenset(_TIME.findall(passage.view.low, start, end))
                yield _Statement(figure, words, times, (number, start))


_TIME = re.compile(r"\b(?:tháng|quý|năm|kỳ|tuần|vụ|đợt|ngày|giai đoạn) [\w/-]+")
_BEHIND = re.compile(r"(?:\s[^\W\d_]+){0,3}")


def _label(passage: Passage, item: Placed, end: int) -> str:
    """What a figure is of, in words that mean one thing in all of the document; "" where they don't."""
    figure = item.figure
    if figure.kind not in (FigureKind.QUANTITY, FigureKind.PERCENT) or figure.qualifier is not Qualifier.EXACT:
        return ""
    topic = figure.topic
    if not _ONE_THING.search(topic) or _PERIOD.search(topic):
        return ""
    behind = re.split(r"[,;.:()\d]", passage.view.text[end : end + 60], maxsplit=1)[0]
    words = f"{topic} {behind}".lower().split()
    tells = len(words) >= _LEAST_WORDS and not _PERIOD.search(behind.replace(_NEW_COUNTRYSIDE, ""))
    return " ".join(words) if tells else ""


def _in_roles(reading: Reading) -> set[Figure]:
    """Figures that say something of another one, or a part of it."""
    found: set[Figure] = set()
    for claim in reading.claims:
        if isinstance(claim, Comparison):
            found |= {f for f in (claim.percent, claim.change, claim.change_percent, claim.base_value) if f}
        elif isinstance(claim, Ratio):
            found |= {f for f in (claim.whole, claim.percent) if f}
        elif isinstance(claim, Breakdown):
            found |= set(claim.parts)
    return found
