"""x/y with its percentage: "21/23 trường, đạt 91,3%", "8,199 tỷ/234,05 tỷ đồng, đạt 3% kế hoạch"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kybao.reading.bases import base_of, base_of_percent
from kybao.reading.claim import Base, Ratio
from kybao.reading.clauses import Part, Role
from kybao.reading.view import View

_PLANNED = re.compile(r"\b(?:KH|DT|kế hoạch|dự toán|chỉ tiêu)\b")


def ratios_of(view: View, parts: Sequence[Part], month: str) -> Iterator[tuple[Part, Part | None, Ratio]]:
    """Each x/y of one sentence: its x, the part that is its percentage, and the claim."""
    for index, part in enumerate(parts):
        whole = part.whole
        if whole is None:
            continue
        percent = _percent(parts[index + 2 : index + 3], whole)
        base = Base.UNSTATED
        if percent:
            base = base_of_percent(percent.after, month)
        if base is Base.UNSTATED and (_PLANNED.search(whole.before) or (not percent and _named_plan(whole))):
            base = Base.PLAN
        last = percent or whole
        claim = Ratio(
            part.figure,
            whole.figure,
            percent.figure if percent else None,
            view.span(part.item.start, max(last.item.end, part.item.end)),
            Base.TOTAL if base is Base.UNSTATED else base,
        )
        yield part, percent, claim


def _percent(following: Sequence[Part], whole: Part) -> Part | None:
    third = following[0] if following else None
    if third is None or third.role is not Role.LEVEL or not third.percent:
        return None
    return third if third.depth > whole.depth or ";" not in third.before else None


def _named_plan(whole: Part) -> bool:
    return base_of(whole.after) is Base.PLAN and bool(_PLANNED.match(whole.after.strip()))
