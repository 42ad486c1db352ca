"""One measure stated twice in a document: "tổng số hộ nghèo 1.215 hộ" here, "tổng số hộ nghèo 1.251 hộ" there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kybao.checking.finding import Finding, Verdict
from kybao.checking.intervals import bounds
from kybao.checking.wording import finding, shown
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
_LEAST_WORDS = 4  # of a label that tells one thing


def check_restated(reading: Reading) -> Iterator[Finding]:
    """The same words, measure and basis, both exact and with no period between them, must come with the same value.

    Only labels of four words or more that name a total or a whole place, and that speak of no period, plan or change; only figures
    in different sentences that are no level, change or base value themselves. Anything else may be two things.
    """
    roles = _in_roles(reading)
    wholes = {claim.part: claim.whole for claim in reading.claims if isinstance(claim, Ratio)}
    seen: dict[tuple[str, str, str, object], tuple[Figure, tuple[int, int], int]] = {}
    for number, passage in enumerate(reading.passages):
        ends = {item.figure.span: item.end for item in passage.placed}
        for item in passage.placed:
            if item.figure in roles:
                continue
            whole = wholes.get(item.figure)
            label = _label(passage, item, ends.get(whole.span, item.end) if whole else item.end)
            if not label:
                continue
            sentence = next((run for run in passage.sentences if run[0] <= item.start < run[1]), (0, 0))
            key = (label, item.figure.measure, item.figure.basis, whole.value if whole else None)
            first, place, where = seen.setdefault(key, (item.figure, sentence, number))
            if (place, where) == (sentence, number) or bounds(first).overlaps(bounds(item.figure)):
                continue
            yield finding(
                reading, "restated", Verdict.CONTRADICTS, item.figure.span,
                f"“{label}” nêu là {shown(reading, item.figure)}, nhưng chỗ trước đó nêu {shown(reading, first)}.",
                item.figure.value, first.value, (first.span,),
            )  # fmt: skip


def _label(passage: Passage, item: Placed, end: int) -> str:
    """What a figure is of, in words that mean one thing in all of the document; "" where they don't."""
    figure = item.figure
    if figure.kind not in (FigureKind.QUANTITY, FigureKind.PERCENT) or figure.qualifier is not Qualifier.EXACT:
        return ""
    if (
        len(figure.topic.split()) < _LEAST_WORDS - 1
        or not _ONE_THING.search(figure.topic)
        or _PERIOD.search(figure.topic)
    ):
        return ""
    behind = re.split(r"[,;.:()\d]", passage.view.text[end : end + 60], maxsplit=1)[0]
    label = " ".join(f"{figure.topic} {behind}".lower().split())
    return label if len(label.split()) >= _LEAST_WORDS and not _PERIOD.search(behind) else ""


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
