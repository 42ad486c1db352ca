"""The outline as a Word file for one unit to fill in: what it owes, its figures of the period before, its tasks to answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kybao.composing.models import Task
from kybao.composing.paper.outline_body import outline_body
from kybao.documents.official import Column, Grid, Heading, OfficialReport, Paragraph, Run, write_docx
from kybao.filing.models import Obligation
from kybao.filing.reference_part import NOTE
from kybao.registry.models import Section
from kybao.registry.titles import printed_title

_BLANK = "…"


@dataclass(frozen=True, slots=True)
class EarlierFigure:
    """What the unit reported for the period before, in words: "Đàn bò", "thực hiện", "245 con"."""

    indicator: str
    kind: str
    value: str


def outline_form(obligation: Obligation, figures: Sequence[EarlierFigure], tasks: Sequence[Task]) -> bytes:
    """A .docx that reads back as conforming once its blanks are filled; nothing in it reads as a figure of this period."""
    body, annexes = outline_body(obligation, _blank), _annexes(obligation, figures, tasks)
    return write_docx(unit_report(obligation, tuple(body), tuple(annexes)))


def unit_report(
    obligation: Obligation, body: tuple[Heading | Paragraph, ...], annexes: tuple[Grid, ...]
) -> OfficialReport:
    """The unit's own report to whom it reports to, not yet numbered, dated or signed."""
    regime, period, unit = obligation.regime, obligation.period, obligation.unit
    return OfficialReport(
        superior=regime.receiver.name.upper(),
        agency=unit.name.upper(),
        number=None,
        symbol="BC",
        place=regime.place,
        dated=None,
        kind="BÁO CÁO",
        subject=tuple(printed_title(regime.subject, period).splitlines()),
        body=body,
        recipients=(f"{regime.receiver.name};", "Lưu: VT."),
        authority="",
        post="THỦ TRƯỞNG ĐƠN VỊ",
        signer="",
        annexes=annexes,
        agency_in_text=unit.name,
    )


def _blank(section: Section) -> tuple[Paragraph, ...]:
    lead = (Run(f"{section.lead}: ", bold=True),) if section.lead else ()
    return (Paragraph((*lead, Run(_BLANK)), marker="-" if lead else ""),)


def _annexes(obligation: Obligation, figures: Sequence[EarlierFigure], tasks: Sequence[Task]) -> Iterator[Grid]:
    period = obligation.period
    if tasks:
        yield Grid(
            (f"TRẢ LỜI NHIỆM VỤ TRỌNG TÂM {period.label.upper()}",),
            (
                Column("TT", 1, "center"),
                Column("Nhiệm vụ", 9, "left"),
                Column("Kết quả (đã xong, đang thực hiện, chưa thực hiện) và ghi chú", 6, "left"),
            ),
            tuple((str(number), task.text, "") for number, task in enumerate(tasks, 1)),
        )
    if figures:
        before = period.previous().label
        yield Grid(
            (f"SỐ LIỆU ĐƠN VỊ ĐÃ BÁO CÁO {before.upper()}", NOTE),
            (
                Column("TT", 1, "center"),
                Column("Chỉ tiêu", 8, "left"),
                Column("Loại số liệu", 5, "left"),
                Column("Đã báo cáo", 4, "right"),
            ),
            tuple((str(n), one.indicator, one.kind, one.value) for n, one in enumerate(figures, 1)),
        )
