"""January 2022 of Cao Bằng city, consolidated from the units' files: the very report that the committee issued."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from python_calamine import CalamineWorkbook

from kybao.checking import check
from kybao.documents import Document, read_bytes, read_document
from kybao.starting import SAMPLE_MONTH

if TYPE_CHECKING:
    from kybao.exchange.month_folder import Loaded

pytestmark = pytest.mark.django_db
SOURCE = SAMPLE_MONTH / "source" / "27-bc-ubnd.md"


def passages_as_issued() -> dict[str, str]:
    rows = [row for name in ("passages", "office") for row in csv.DictReader((SAMPLE_MONTH / f"{name}.csv").open())]
    return {row["key"]: row["text"] for row in rows}


def test_every_passage_comes_back_as_it_was_issued(january: Loaded) -> None:
    from kybao.composing.text.printing import PrintedParagraph, printed_body

    printed = {
        passage.contribution.section.key: "".join(piece.text for piece in passage.pieces)
        for item in printed_body(january.report)
        if isinstance(item, PrintedParagraph)
        for passage in item.passages
    }
    assert printed == passages_as_issued()


def test_every_figure_that_is_a_fact_is_bound_and_every_figure_leads_to_its_source(january: Loaded) -> None:
    from kybao.composing.models import Binding

    bindings = list(Binding.objects.select_related("fact", "contribution__submission"))
    assert len(bindings) > 230
    assert sum(binding.fact is not None for binding in bindings) / len(bindings) > 0.75
    for binding in bindings:
        contribution = binding.contribution
        if contribution.submission is not None and contribution.block is not None:
            text = contribution.submission.document.blocks[contribution.block].text
            assert text[binding.start : binding.end] == binding.printed


@pytest.mark.parametrize(
    ("code", "basis", "comparison", "value"),
    [
        ("chan-nuoi.trau", "actual", "", "1242"),
        ("chan-nuoi.trau", "actual", "percent_of_same_period", "108"),
        ("chan-nuoi.gia-cam", "actual", "", "205800"),
        ("thuy-san.san-luong", "estimate", "", "8.2"),
    ],
)
def test_figures_become_facts(january: Loaded, code: str, basis: str, comparison: str, value: str) -> None:
    from kybao.filing.models import Fact

    facts = Fact.objects.filter(
        indicator__code=code, basis=basis, comparison=comparison, submission__isnull=False, period=january.period
    )
    assert {fact.value for fact in facts} == {Decimal(value)}


def test_the_table_of_units_is_derived_and_equals_the_issued_one(january: Loaded) -> None:
    from kybao.composing.paper.assembling import units_grid

    issued = read_document(SOURCE).tables[-1]
    texts = {(cell.row, cell.column): cell.block for cell in issued.cells}
    blocks = read_document(SOURCE).blocks
    rows = [
        tuple(blocks[texts[row, column]].text if (row, column) in texts else "" for column in range(7))
        for row in range(1, issued.row_count)
    ]
    assert list(units_grid(january.report).rows) == rows


def test_next_months_tasks_have_their_units(january: Loaded) -> None:
    from kybao.composing.models import Task

    tasks = Task.objects.select_related("owner")
    assert tasks.count() > 50
    assert all(task.owner is not None and str(task.period) == "2022-02" for task in tasks)


def findings_of(document: Document) -> Counter[tuple[str, str, str, str, str]]:
    """What a person would call the same findings: rule, verdict, quote (markup and blanks aside), stated, computed."""
    return Counter(
        (
            finding.rule,
            finding.verdict.value,
            " ".join(re.sub(r"[*]+|</?su[bp]>", "", finding.quote).split()),
            finding.stated,
            finding.computed,
        )
        for finding in check(document)
        if finding.needs_eye
    )


@pytest.mark.parametrize("suffix", [".docx", ".pdf"])
def test_the_issued_files_give_the_same_findings_as_the_source(january: Loaded, suffix: str) -> None:
    from kybao.composing.paper.outputs import OUTPUTS

    output = next(output for output in OUTPUTS if output.suffix == suffix)
    issued = read_bytes(output.render(january.report), f"a{suffix}")
    assert findings_of(issued) == findings_of(read_document(SOURCE))


def test_outputs_are_the_same_bytes_each_time(january: Loaded) -> None:
    from kybao.composing.paper.outputs import OUTPUTS

    assert [output.render(january.report) for output in OUTPUTS] == [
        output.render(january.report) for output in OUTPUTS
    ]


def test_the_annex_has_live_formulas_with_their_values(january: Loaded) -> None:
    from kybao.composing.paper.annex import annex_of
    from kybao.documents.official import write_annex_xlsx

    rows = CalamineWorkbook.from_filelike(io.BytesIO(write_annex_xlsx(annex_of(january.report)))).get_sheet_by_index(0)
    buffalo = next(row for row in rows.to_python() if "Đàn trâu" in row)
    assert {1242.0, 1150.0, 92.0, 108.0, "đúng"} <= set(buffalo)


def test_loading_the_month_again_changes_nothing(january: Loaded) -> None:
    from kybao.exchange.month_folder import load_month

    def rows() -> dict[str, int]:
        with connection.cursor() as cursor:
            counts = {}
            for table in connection.introspection.table_names(cursor):
                cursor.execute(f'SELECT count(*) FROM "{table}"')
                counts[table] = cursor.fetchone()[0]
        return counts

    before = rows()
    load_month(SAMPLE_MONTH)
    assert rows() == before
