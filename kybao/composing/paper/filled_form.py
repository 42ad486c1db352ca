"""What a unit has filled in in the browser, as the Word file that it files: a file like any other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from kybao.composing.models import Task
from kybao.composing.paper.form_fields import UnitForm, number_grid, numeral_fault, paragraphs
from kybao.composing.paper.outline_body import outline_body
from kybao.composing.paper.outline_form import unit_report
from kybao.documents.official import Column, Grid, write_docx
from kybao.filing.models import Obligation
from kybao.filing.reference_part import NOTE


class CannotMake(ValueError):
    """Why no file can be made of what was filled in; its message is Vietnamese."""


def filled_form(obligation: Obligation, form: UnitForm, texts: Mapping[str, str], tasks: Sequence[Task]) -> bytes:
    """A .docx with the texts under the outline's headings, the numbers in a table, and the answers to the tasks.

    `texts` are by the fields' keys. Raises `CannotMake` where nothing is filled in or a number is none.
    """
    if not any(texts.get(key, "").strip() for key in form.keys):
        raise CannotMake("Chưa điền ô nào. Hãy viết ít nhất một mục hoặc một số liệu rồi xem trước.")
    for field in form.numbers:
        if fault := numeral_fault(texts.get(field.key, "")):
            raise CannotMake(f"{field.name} ({field.kind.lower()}): {fault}")
    written = {field.section: paragraphs(field, texts.get(field.key, "")) for field in form.texts}
    body = outline_body(obligation, lambda section: written.get(section.key, ()))
    return write_docx(unit_report(obligation, tuple(body), tuple(_annexes(obligation, form, texts, tasks))))


def _annexes(obligation: Obligation, form: UnitForm, texts: Mapping[str, str], tasks: Sequence[Task]) -> Iterator[Grid]:
    numbers = number_grid(f"SỐ LIỆU {obligation.period.label.upper()}", form.numbers, texts)
    if numbers:
        yield numbers
    answered = [task for task in tasks if task.answer]
    if answered:
        yield Grid(
            (f"TRẢ LỜI NHIỆM VỤ TRỌNG TÂM {obligation.period.label.upper()}", NOTE),
            (Column("TT", 1, "center"), Column("Nhiệm vụ", 9, "left"), Column("Kết quả", 6, "left")),
            tuple(
                (str(number), task.text, ". ".join(filter(None, (task.get_answer_display(), task.answer_note))))
                for number, task in enumerate(answered, 1)
            ),
        )
