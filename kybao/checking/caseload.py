"""Files received, dealt with, withdrawn and pending: what came in must be somewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, auto

from kybao.checking.finding import Finding, Verdict
from kybao.checking.intervals import HUNDRED, bounds
from kybao.checking.neighbours import Neighbours
from kybao.checking.verdicts import judge
from kybao.checking.wording import finding, like, numeral, shown
from kybao.documents.model import Span
from kybao.reading.claim import Breakdown, Ratio
from kybao.reading.figure import Figure, FigureKind, Qualifier
from kybao.reading.figures import Placed
from kybao.reading.reading import Passage, Reading


class _Stage(Enum):
    RECEIVED = auto()
    CARRIED = auto()  # from the period before
    DONE = auto()
    PENDING = auto()
    WITHDRAWN = auto()
    SUBSET = auto()  # a part of one of these: on time, late
    OTHER = auto()


# The first that a figure's words match counts.
_STAGES = (
    (_Stage.SUBSET, r"quá hạn|trễ hạn|chậm hạn|trước hạn|đúng hạn|trực tuyến|qua bưu|trực tiếp"),
    (_Stage.CARRIED, r"(?:kỳ|tháng|năm|quý) trước|chuyển sang|tồn đầu|tồn từ|tồn kỳ"),
    (_Stage.WITHDRAWN, r"\bhủy|\bhuỷ|\brút|trả lại|từ chối|không đủ điều kiện|không thuộc thẩm quyền|không thụ lý"),
    (_Stage.PENDING, r"\bcòn(?: lại)?(?: là)?\s*$|"
     r"đang (?:được |trong )?(?:thời gian |quá trình )?(?:giải quyết|xử lý|thẩm định|xem xét|thụ lý|thực hiện)|"
     r"chưa (?:được )?(?:giải quyết|xử lý)|trong hạn|còn lại"),
    (_Stage.RECEIVED, r"tiếp nhận|thụ lý|nhận được|phải giải quyết"),
    (_Stage.DONE, r"đã (?:được |thực hiện )?(?:giải quyết|xử lý)|giải quyết xong|đã hoàn thành|đã trả kết quả|đã trả"),
)  # fmt: skip
_STAGE = tuple((stage, re.compile(words)) for stage, words in _STAGES)
_RECEIVING = re.compile(r"[Tt]iếp nhận|[Tt]hụ lý|[Nn]hận được|[Pp]hải giải quyết")
_RECEIVED = ("iếp nhận", "hụ lý", "hận được", "hải giải quyết")  # some part of `_RECEIVING` in any case
_CASES = frozenset(
    {
        "hồ sơ",
        "đơn",
        "vụ",
        "vụ việc",
        "vụ án",
        "trường hợp",
        "đơn thư",
        "ý kiến",
        "kiến nghị",
        "thủ tục",
        "việc",
        "tthc",
    }
)
_SLASH = re.compile(r"\s*/\s*")
_SETTLED = re.compile(r"đã (?:thực hiện )?giải quyết")
_CLAUSE = re.compile(r"[.;]\s|\(")
_REACH = 700  # characters in which the stages of one caseload follow each other


@dataclass(frozen=True, slots=True)
class _Case:
    figure: Figure
    stage: _Stage


def check_caseloads(reading: Reading) -> Iterator[Finding]:
    """Received = dealt with + withdrawn + pending, where the text gives one figure for each.

    "tiếp nhận 40 hồ sơ, giải quyết 08, xin hủy 08, đang giải quyết 23" leaves one file unaccounted for. On-time and late
    files are parts of these and aren't added. With two figures for one stage the caseload is unclear, and only a sum that
    fits is reported.
    """
    splits = {claim.total: claim for claim in reading.claims if isinstance(claim, Breakdown)}
    parts = {part for claim in reading.claims if isinstance(claim, Breakdown) for part in claim.parts}
    for passage in reading.passages:
        for received, cases in _caseloads(passage):
            if received in parts:
                continue  # "tiếp nhận 1.245 hồ sơ, trong đó kỳ trước chuyển sang 182, tiếp nhận mới 1.063"
            yield from _checked(reading, received, cases, splits)


def _caseloads(passage: Passage) -> Iterator[tuple[Figure, list[_Case]]]:
    text, low = passage.view.text, passage.view.low
    if not any(map(text.__contains__, _RECEIVED)) or not _RECEIVING.search(text):
        return
    placed = [item for item in passage.placed if item.figure.kind is FigureKind.QUANTITY]
    depths = _depths(text, placed)
    open_case: tuple[Figure, int, int, list[_Case]] | None = None
    at = 0
    for index, item in enumerate(placed):
        words, at = _CLAUSE.split(low[max(at, item.start - 120) : item.start])[-1], item.end
        if _SLASH.fullmatch(words):
            continue  # the whole of a ratio
        figure = item.figure
        if figure.measure.lower() not in _CASES and not _shares_measure(text, placed, index):
            continue
        stage = next((stage for stage, pattern in _STAGE if pattern.search(words)), _Stage.OTHER)
        nested = open_case is not None and depths[index] > open_case[2]
        if stage is _Stage.RECEIVED and not nested and not _SETTLED.search(words):
            if open_case:
                yield open_case[0], open_case[3]
            open_case = (figure, item.end, depths[index], [])
        elif open_case and item.start - open_case[1] < _REACH and depths[index] <= open_case[2]:
            open_case[3].append(_Case(figure, stage))
    if open_case:
        yield open_case[0], open_case[3]


def _shares_measure(text: str, placed: Sequence[Placed], index: int) -> bool:
    """ "193/257 hồ sơ": the part has its measure from the whole."""
    after = placed[index + 1] if index + 1 < len(placed) else None
    return bool(
        after and after.figure.measure.lower() in _CASES and _SLASH.fullmatch(text, placed[index].end, after.start)
    )


def _depths(text: str, placed: Sequence[Placed]) -> list[int]:
    depths, depth, at = [], 0, 0
    for item in placed:
        depth += text.count("(", at, item.start) - text.count(")", at, item.start)
        depths.append(depth)
        at = item.start
    return depths


def _checked(
    reading: Reading, received: Figure, cases: Sequence[_Case], splits: dict[Figure, Breakdown]
) -> Iterator[Finding]:
    by_stage = {stage: [case.figure for case in cases if case.stage is stage] for stage in _Stage}
    done, pending, gone = by_stage[_Stage.DONE], by_stage[_Stage.PENDING], by_stage[_Stage.WITHDRAWN]
    parts = [*done, *gone, *pending]
    if not done or not pending or any(part.qualifier is not Qualifier.EXACT for part in [received, *parts]):
        return
    carried = sum((part.value for part in by_stage[_Stage.CARRIED]), start=received.value * 0)
    total = sum((part.value for part in parts), start=received.value * 0)
    added = " + ".join(numeral(reading, part) for part in parts)
    evidence = tuple(part.span for part in parts)
    if total in (received.value, received.value + carried):
        yield finding(
            reading, "caseload", Verdict.HOLDS, received.span,
            f"Tiếp nhận {shown(reading, received)}, đúng bằng {added} đã giải quyết, hủy hoặc trả lại, đang giải quyết.",
            received.value, total, evidence,
        )  # fmt: skip
    elif (
        len(done) == len(pending) == 1 and len(gone) <= 1 and not carried and not _is_told(received, pending[0], splits)
    ):
        other = _by_nested_sum(received, parts, splits)
        hint = f"; nếu {shown(reading, other[0])} là {other[1]} như các phần của nó cộng lại thì khớp" if other else ""
        yield finding(
            reading, "caseload", Verdict.CONTRADICTS, received.span,
            f"Nêu tiếp nhận {shown(reading, received)}, nhưng đã giải quyết, hủy hoặc trả lại và đang giải quyết "
            f"cộng lại là {added} = {total}{hint}.",
            received.value, total, evidence,
        )  # fmt: skip


def _is_told(received: Figure, pending: Figure, splits: dict[Figure, Breakdown]) -> bool:
    """Whether what is pending is read as what is left of the cases: `check_remainders` speaks of it then."""
    split = splits.get(received)
    return split is not None and split.remainder and split.parts[-1] == pending


def _by_nested_sum(
    received: Figure, parts: Sequence[Figure], splits: dict[Figure, Breakdown]
) -> tuple[Figure, object] | None:
    """The part whose own breakdown adds up to another value with which the whole caseload would fit."""
    total = sum((part.value for part in parts), start=received.value * 0)
    for part in parts:
        if part in splits:
            own = sum((piece.value for piece in splits[part].parts), start=received.value * 0)
            if own != part.value and total - part.value + own == received.value:
                return part, own
    return None


_REST = re.compile(
    r"\b(còn lại|đang (?:trong )?(?:thời gian |quá trình )?(?:giải quyết|xử lý)|chưa (?:giải quyết|xử lý))",
    re.IGNORECASE,
)


def check_remainders(reading: Reading) -> Iterator[Finding]:
    """What is left of a total: "còn lại 55 ha", "31/36 hồ sơ …, 05 hồ sơ đang xử lý"."""
    told = set[Span]()
    for one in _of_breakdowns(reading):
        told.add(one.span)
        yield one
    yield from (one for one in _of_ratios(reading) if one.span not in told)


def _of_ratios(reading: Reading) -> Iterator[Finding]:
    """What isn't done of a ratio's whole, when named right after it."""
    for passage in reading.passages:
        ratios = [claim for claim in passage.claims if isinstance(claim, Ratio)]
        if not ratios:
            continue
        text = passage.view.text
        places = {item.figure.span: item for item in passage.placed}
        for claim in ratios:
            last = places.get((claim.percent or claim.whole).span)
            nearest = passage.figures_from(last.end, last.end + 60) if last else ()
            after = next((item for item in nearest if item.figure.is_quantity), None)
            if last is None or after is None or after.figure.kind is not FigureKind.QUANTITY:
                continue
            between, tail = text[last.end : after.start], text[after.end : after.end + 60]
            named = re.search(r"còn lại\s*(?:là\s*)?:?\s*$", between) or _REST.match(re.sub(r"^[^\w]*", "", tail))
            if "." in between or not named or after.figure.measure not in (claim.whole.measure, "") or "/" in tail[:2]:
                continue
            yield from _complement(reading, claim, after.figure, "còn lại" in between + named.group())


def _is_rest_of_share(rest: Figure, around: Neighbours) -> bool:
    """Whether a figure is what a percentage before it leaves of another: "đường huyện 785 km; cứng hóa 71,6%, còn 223 km"."""
    near = around.before(rest, (FigureKind.QUANTITY, FigureKind.PERCENT))
    shares = [figure for figure in near if figure.kind is FigureKind.PERCENT]
    wholes = [figure for figure in near if figure.measure == rest.measure]
    return any(
        (bounds(whole) * (HUNDRED - bounds(share))).overlaps(bounds(rest) * HUNDRED)
        for share in shares
        for whole in wholes
    )


_LEFT = re.compile(r"\bcòn lại\b|\bcòn\s*$", re.IGNORECASE)


def _of_breakdowns(reading: Reading) -> Iterator[Finding]:
    """ "320 ha, đã thu hoạch 275 ha, còn lại 55 ha": the last part must be what is left after the others."""
    around = Neighbours(reading)
    for claim in reading.claims:
        if not isinstance(claim, Breakdown) or not claim.remainder:
            continue
        *others, rest = claim.parts
        value = claim.total.value - sum((part.value for part in others), start=Decimal(0))
        allowed = bounds(claim.total)
        for part in others:
            allowed = allowed - bounds(part)
        verdict = judge(rest, value, allowed)
        of = " − ".join([shown(reading, claim.total), *(shown(reading, part) for part in others)])
        text, at = reading.document.blocks[rest.span.block].text, rest.span
        is_all = (
            _LEFT.search(text, max(0, at.start - 40), at.start) or "còn lại" in text[at.start : at.end + 30].lower()
        )
        if verdict is Verdict.CONTRADICTS and ((rest.value < value and not is_all) or _is_rest_of_share(rest, around)):
            continue  # the others may be somewhere else, or it is left of something else
        sentence = {
            Verdict.HOLDS: f"Nêu {shown(reading, rest)}, đúng với phần còn lại {of}.",
            Verdict.CONTRADICTS: f"Nêu {shown(reading, rest)}, nhưng phần còn lại là {of} = {like(rest, value)}.",
        }.get(
            verdict,
            f"Nêu {shown(reading, rest)}, còn {of} = {like(rest, value)}; chênh lệch trong phạm vi làm tròn của các số đã nêu.",
        )
        yield finding(
            reading, "remainder", verdict, rest.span, sentence, rest.value, value,
            (claim.total.span, *(part.span for part in others)),
        )  # fmt: skip


def _complement(reading: Reading, claim: Ratio, rest: Figure, remainder: bool) -> Iterator[Finding]:
    value = claim.whole.value - claim.part.value
    of = f"{numeral(reading, claim.part)}/{shown(reading, claim.whole)}"
    if value == rest.value:
        yield finding(
            reading, "remainder", Verdict.HOLDS, rest.span, f"Nêu {shown(reading, rest)}, đúng với phần còn lại của {of}.",
            rest.value, value, (claim.part.span, claim.whole.span),
        )  # fmt: skip
    elif remainder or rest.value > value:
        yield finding(
            reading, "remainder", Verdict.CONTRADICTS, rest.span, f"Nêu {shown(reading, rest)}, nhưng phần còn lại của {of} là {value}.",
            rest.value, value, (claim.part.span, claim.whole.span),
        )  # fmt: skip
    else:
        yield finding(
            reading, "remainder", Verdict.UNDECIDED, rest.span,
            f"Nêu {shown(reading, rest)}, còn phần chưa xong của {of} là {value}; cần xem {value - rest.value} phần khác ở đâu.",
            rest.value, value, (claim.part.span, claim.whole.span),
        )  # fmt: skip
