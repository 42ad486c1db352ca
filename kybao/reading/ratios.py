"""x/y with its percentage: "21/23 trường, đạt 91,3%", "8,199 tỷ/234,05 tỷ đồng, đạt 3% kế hoạch"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kybao.reading.bases import base_of, base_of_percent
from kybao.reading.claim import Base, Ratio
from kybao.reading.clauses import Part, Role, is_bracketed_alone, shows_change
from kybao.reading.view import View

_PLANNED = re.compile(r"\b(?:KH|DT|kế hoạch|dự toán|chỉ tiêu)\b")


_COMPARED = re.compile(r"\bso(?: với)?\s(?:cùng kỳ|tháng|quý|năm)\b", re.IGNORECASE)
_ANOTHER = re.compile(
    r"\s(?:toàn (?:huyện|tỉnh|xã|thành phố|ngành)|cả (?:huyện|tỉnh|xã|nước))\s[^,;]{0,30}$", re.IGNORECASE
)


def ratios_of(view: View, parts: Sequence[Part], month: str) -> Iterator[tuple[Part, Part | None, Ratio]]:
    """Each x/y of one sentence: its x, the part that is its percentage, and the claim."""
    for index, part in enumerate(parts):
        whole = part.whole
        if whole is None:
            continue
        before = parts[index - 1] if index else None
        if shows_change(part, before):
            continue
        percent = _percent([third for third in parts[index + 2 : index + 4] if third.role is not Role.OTHER], whole)
        if percent is None and before is not None and before.percent and is_bracketed_alone(part):
            percent = before
        base = Base.UNSTATED
        if percent:
            base = base_of_percent(percent.after, month)
        if base is Base.UNSTATED and (_PLANNED.search(whole.before) or _named_plan(whole)):
            base = Base.PLAN
        if base is Base.UNSTATED and _is_over_plan(parts[index + 2 : index + 3]):
            base = Base.PLAN
        last = percent if percent and percent is not before else whole
        claim = Ratio(
            part.figure,
            whole.figure,
            percent.figure if percent else None,
            view.span(min(part.item.start, (percent or part).item.start), max(last.item.end, part.item.end)),
            base if base is not Base.UNSTATED else _past(part, before),
        )
        yield part, percent, claim


def _is_over_plan(following: Sequence[Part]) -> bool:
    """ "33/31,5 ha, vượt 1,5 ha so với kế hoạch"."""
    return bool(following) and following[0].over_plan and base_of(following[0].after) is Base.PLAN


def _past(part: Part, before: Part | None) -> Base:
    """ "giảm 13 vụ so với cùng kỳ (104/117 vụ)", "so với cùng kỳ giảm 13 vụ (104/117 vụ)": what there is over what there was."""
    base = base_of(part.before.rsplit("(", 1)[0]) if part.before.rstrip().endswith("(") else Base.UNSTATED
    if before is not None and before.role is Role.CHANGE and is_bracketed_alone(part):
        base = base_of(before.before[max(0, before.before.lower().rfind("so với")) :])
    return base if base in (Base.SAME_PERIOD, Base.PREVIOUS_PERIOD, Base.PREVIOUS_YEAR) else Base.TOTAL


def _percent(following: Sequence[Part], whole: Part) -> Part | None:
    third = following[0] if following else None
    if (
        third is None
        or third.role is not Role.LEVEL
        or not third.percent
        or _COMPARED.search(third.before)
        or _ANOTHER.search(third.before)
    ):
        return None  # "15,2 ha/30 ha, so với cùng kỳ bằng 109,8%"
    return third if third.depth > whole.depth or ";" not in third.before else None


def _named_plan(whole: Part) -> bool:
    return base_of(whole.after) is Base.PLAN and bool(_PLANNED.match(whole.after.strip()))
