"""What a unit's form asks for: a text for each passage that it owes, and a number for each figure that it reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kybao.documents.official import Column, Grid, Paragraph, Run
from kybao.filing.matching import CODE_HEAD
from kybao.filing.models import Fact
from kybao.reading.numerals import parse

_VALUE_HEADS = {
    Fact.Basis.ACTUAL: "Thực hiện",
    Fact.Basis.ESTIMATE: "Ước thực hiện",
    Fact.Basis.YEAR_TO_DATE: "Luỹ kế",
    Fact.Basis.PLAN: "Kế hoạch",
    Fact.Basis.PLAN_PROVINCE: "Kế hoạch tỉnh giao",
    Fact.Basis.PLAN_COUNCIL: "Kế hoạch HĐND giao",
}


@dataclass(frozen=True, slots=True)
class TextField:
    """A passage of the outline. `earlier` is what the unit wrote there in its report before, by paragraphs; `alone` says
    that the unit owes no other passage under the same heading."""

    section: str
    title: str
    part: str
    lead: str
    alone: bool = True
    earlier: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        return f"muc.{self.section}"


@dataclass(frozen=True, slots=True)
class NumberField:
    """A figure that the unit reported before, asked for again. `measure` is what it is counted in, scale included ("tỷ
    đồng"); `earlier` the numeral that was reported."""

    code: str
    name: str
    basis: Fact.Basis
    measure: str
    earlier: str

    @property
    def key(self) -> str:
        return f"so.{self.code}.{self.basis.value}"

    @property
    def kind(self) -> str:
        return _VALUE_HEADS[self.basis]


@dataclass(frozen=True, slots=True)
class UnitForm:
    """`earlier` names the period that the earlier texts and figures are from, "" where there is none."""

    texts: tuple[TextField, ...]
    numbers: tuple[NumberField, ...]
    earlier: str = ""

    @property
    def keys(self) -> tuple[str, ...]:
        return (*(field.key for field in self.texts), *(field.key for field in self.numbers))


def numeral_fault(text: str) -> str:
    """What is wrong with a number as it was typed, and how to mend it; "" where nothing is.

    >>> numeral_fault("1.234,5"), numeral_fault("-3"), numeral_fault("")
    ('', '', '')
    >>> numeral_fault("12 con")
    '“12 con” không phải là số. Hãy viết như 1.234,5 và không ghi đơn vị tính.'
    """
    digits = text.strip().removeprefix("-").removeprefix("−").strip()
    well_formed = digits[:1].isdigit() and all(sign in "0123456789.," for sign in digits) and len(digits) <= 30
    if not text.strip() or (well_formed and parse(digits)):
        return ""
    return f"“{text.strip()[:40]}” không phải là số. Hãy viết như 1.234,5 và không ghi đơn vị tính."


def paragraphs(field: TextField, text: str) -> tuple[Paragraph, ...]:
    """A field's text as the paragraphs of its passage, a line each; the first follows the passage's run-in title.

    Where other passages follow under the heading, it is one paragraph, so that no line is read as the next passage.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    lines = lines if field.alone else ["\n".join(lines)] if lines else []
    made: list[Paragraph] = []
    for line in lines:
        sign, bare = (line[0], line[1:].strip()) if line[0] in "-+" and line[1:2] == " " else ("", line)
        if field.lead and not made:
            made.append(Paragraph((Run(f"{field.lead}: ", bold=True), Run(bare)), marker="-"))
        else:
            made.append(Paragraph((Run(bare),), marker=sign))
    return tuple(made)


def number_columns(fields: Sequence[NumberField]) -> tuple[str, ...]:
    """The heads of the columns that hold values, in the order of their kinds."""
    used = {field.basis for field in fields}
    return tuple(head for basis, head in _VALUE_HEADS.items() if basis in used)


@dataclass(frozen=True, slots=True)
class NumberRow:
    """One row of the table of figures: an indicator in one measure, with a field for each kind of value or None."""

    code: str
    name: str
    measure: str
    fields: tuple[NumberField | None, ...]

    @property
    def earlier(self) -> str:
        """ "thực hiện 245, kế hoạch 980"."""
        return ", ".join(f"{field.kind.lower()} {field.earlier}" for field in self.fields if field)


def number_rows(fields: Sequence[NumberField]) -> tuple[NumberRow, ...]:
    heads = number_columns(fields)
    rows: dict[tuple[str, str], dict[str, NumberField]] = {}
    for field in fields:
        rows.setdefault((field.code, field.measure), {})[field.kind] = field
    return tuple(
        NumberRow(code, next(iter(row.values())).name, measure, tuple(row.get(head) for head in heads))
        for (code, measure), row in rows.items()
    )


def number_grid(title: str, fields: Sequence[NumberField], texts: Mapping[str, str]) -> Grid | None:
    """The figures that were typed, as a table in which each row names its indicator by its code; None without any."""
    heads = number_columns(fields)
    rows = tuple(
        (
            row.name,
            row.measure,
            *(" ".join(texts.get(field.key, "").split()) if field else "" for field in row.fields),
            row.code,
        )
        for row in number_rows(fields)
        if any(field and texts.get(field.key, "").strip() for field in row.fields)
    )
    columns = (
        Column("Chỉ tiêu", 7, "left"),
        Column("Đơn vị tính", 3, "center"),
        *(Column(head, 3, "right") for head in heads),
        Column(CODE_HEAD, 4, "left"),
    )
    return Grid((title,), columns, rows) if rows else None
