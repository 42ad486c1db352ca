"""A submission's document → what its page shows: the text in order, with findings, facts and figures marked in place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from itertools import groupby

from kybao.checking.finding import Verdict
from kybao.checking.presenting.inline import Run, runs
from kybao.checking.presenting.wording import VERDICTS, VerdictWords, in_vietnamese, rule_name
from kybao.desk.places import block_id, figure_id
from kybao.documents.model import Block, BlockKind, Document, Table
from kybao.filing.models import Fact, Review, SubmissionFinding
from kybao.reading.outline import outline_of

_FIRST_RANK = 3  # the page's own headings take h1 and h2
_LAST_RANK = 6


class MarkKind(IntEnum):
    """What a mark says; the lower lies outside where two cover the same characters."""

    FINDING = 0
    EVIDENCE = 1
    FACT = 2
    FIGURE = 3
    RETURNED = 4


@dataclass(frozen=True, slots=True)
class EvidenceLink:
    target: str
    quote: str


@dataclass(frozen=True, slots=True)
class Overruled:
    """The unit's reason for leaving a finding's place as it is; `by` is "" before it is filed."""

    reason: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """Why the officer returned the report, as it stands beside the sentence that it is about."""

    reason: str
    by: str
    at: datetime
    target: str


@dataclass(frozen=True, slots=True)
class Note:
    """A finding as it stands beside the text. `target` is the id of its mark, `id` its own, `place` its block and start."""

    number: int
    verdict: Verdict
    words: VerdictWords
    rule: str
    quote: str
    stated: str
    computed: str
    explanation: str
    target: str
    evidence: tuple[EvidenceLink, ...]
    overruled: Overruled | None = None
    place: tuple[int, int] = (0, 0)

    @property
    def id(self) -> str:
        return f"phat-hien-{self.number}"


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of a block's text that something is said of."""

    kind: MarkKind
    start: int
    end: int
    id: str
    title: str = ""
    note: Note | None = None


@dataclass(frozen=True, slots=True)
class MarkedSpan:
    """A mark with what lies in it. `id` is "" where another mark bears it; `last` says that the mark ends here."""

    mark: Mark
    id: str
    last: bool
    content: tuple[Run | MarkedSpan, ...]


Content = tuple[Run | MarkedSpan, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """A heading (`rank` 3 to 6, as in h3), a list item (`depth` 1 …) or a paragraph. `page` is given where a new one begins."""

    id: str
    content: Content
    notes: tuple[Note, ...]
    rank: int = 0
    depth: int = 0
    marker: str = ""
    page: int | None = None
    remarks: tuple[Remark, ...] = ()
    block: int = 0


@dataclass(frozen=True, slots=True)
class GridCell:
    id: str
    content: Content
    header: bool = False
    row_span: int = 1
    column_span: int = 1


@dataclass(frozen=True, slots=True)
class Grid:
    """A table by rows; `notes` are those on all its cells. `head` rows stay in sight while the rest scrolls."""

    name: str
    head: tuple[tuple[GridCell, ...], ...]
    rows: tuple[tuple[GridCell, ...], ...]
    notes: tuple[Note, ...]
    page: int | None = None
    remarks: tuple[Remark, ...] = ()


class MarkedText:
    """A document with its findings and facts; `figures` are further (block, start, end) that links lead to.

    `overruled` are the unit's reasons by the finding's number; `returns` the reviews that are shown at their sentences.
    """

    def __init__(
        self,
        document: Document,
        findings: Iterable[SubmissionFinding],
        facts: Iterable[Fact],
        figures: Iterable[tuple[int, int, int]] = (),
        overruled: Mapping[int, Overruled] | None = None,
        returns: Iterable[Review] = (),
    ) -> None:
        self.document = document
        self._markup = document.media in ("md", "txt")
        self._marks: dict[int, list[Mark]] = {}
        self._overruled = overruled or {}
        self._remarks: dict[int, list[Remark]] = {}
        self.notes = tuple(self._note(number, finding) for number, finding in enumerate(findings, 1))
        for fact in facts:
            if fact.block is not None and fact.start is not None and fact.end is not None:
                self._add(MarkKind.FACT, fact.block, fact.start, fact.end, title=_fact_title(fact))
        for block, start, end in figures:
            self._add(MarkKind.FIGURE, block, start, end)
        for review in returns:
            if review.block is not None and review.start is not None and review.end is not None:
                self._add(MarkKind.RETURNED, review.block, review.start, review.end, title="Bị trả lại vì câu này")
                target = figure_id(review.block, review.start)
                self._remarks.setdefault(review.block, []).append(Remark(review.reason, review.by, review.at, target))

    def parts(self) -> Iterator[Passage | Grid]:
        """The document in reading order; blocks without text are left out."""
        tables = {cell.block: table for table in self.document.tables if _is_grid(table) for cell in table.cells}
        ranks = _ranks(self.document)
        shown: set[int] = set()
        page: int | None = None
        for block in self.document.blocks:
            table = tables.get(block.index)
            if (not block.text.strip()) if table is None else (table.index in shown):
                continue
            begins = block.page if block.page is not None and block.page != page else None
            page = block.page
            if table is None:
                yield self._passage(block, ranks.get(block.index, 0), begins)
            else:
                shown.add(table.index)
                yield self._grid(table, begins)

    def _note(self, number: int, finding: SubmissionFinding) -> Note:
        verdict = Verdict(finding.verdict)
        own = (finding.block, finding.start, finding.end)
        evidence = [(b, s, e) for b, s, e in dict.fromkeys(map(tuple, finding.evidence)) if (b, s, e) != own]
        note = Note(
            number,
            verdict,
            VERDICTS[verdict],
            rule_name(finding.rule),
            " ".join(finding.quote.split()),
            in_vietnamese(finding.stated),
            in_vietnamese(finding.computed),
            finding.explanation,
            figure_id(finding.block, finding.start),
            tuple(EvidenceLink(figure_id(b, s), self._quote(b, s, e)) for b, s, e in evidence),
            self._overruled.get(number),
            (finding.block, finding.start),
        )
        self._add(MarkKind.FINDING, *own, note=note)
        for block, start, end in evidence:
            self._add(MarkKind.EVIDENCE, block, start, end)
        return note

    def _quote(self, block: int, start: int, end: int) -> str:
        text = self.document.blocks[block].text[start:end]
        return " ".join("".join(run.text or " " for run in runs(text, (), markup=self._markup)).split())

    def _add(self, kind: MarkKind, block: int, start: int, end: int, title: str = "", note: Note | None = None) -> None:
        length = len(self.document.blocks[block].text)
        first = max(min(start, length - 1), 0)  # an empty span takes the character after it, or the last one
        mark = Mark(kind, first, min(max(end, first + 1), length), figure_id(block, start), title, note)
        marks = self._marks.setdefault(block, [])
        if not any((one.kind, one.start, one.end, one.note) == (kind, mark.start, mark.end, note) for one in marks):
            marks.append(mark)

    def _passage(self, block: Block, rank: int, page: int | None) -> Passage:
        depth = block.level if block.kind is BlockKind.ITEM else 0
        return Passage(
            block_id(block.index),
            self._content(block),
            self._notes_on(block.index),
            rank,
            min(depth, 4),
            block.marker or ("–" if depth else ""),
            page,
            tuple(self._remarks.get(block.index, ())),
            block.index,
        )

    def _grid(self, table: Table, page: int | None) -> Grid:
        rows: list[list[GridCell]] = [[] for _ in range(table.row_count)]
        taken: set[tuple[int, int]] = set()
        for cell in sorted(table.cells, key=lambda cell: (cell.row, cell.column)):
            self._fill(rows[cell.row], taken, cell.row, cell.column)
            taken |= {
                (cell.row + down, cell.column + across)
                for down in range(cell.row_span)
                for across in range(cell.column_span)
            }
            content = self._content(self.document.blocks[cell.block])
            rows[cell.row].append(GridCell(block_id(cell.block), content, cell.header, cell.row_span, cell.column_span))
        for number, row in enumerate(rows):
            self._fill(row, taken, number, table.column_count)
        head = next((n for n, row in enumerate(rows) if not row or not all(cell.header for cell in row)), len(rows))
        caption = self.document.blocks[table.caption].text if table.caption is not None else table.name
        notes = tuple(note for cell in table.cells for note in self._notes_on(cell.block))
        remarks = tuple(one for cell in table.cells for one in self._remarks.get(cell.block, ()))
        return Grid(caption, tuple(map(tuple, rows[:head])), tuple(map(tuple, rows[head:])), notes, page, remarks)

    @staticmethod
    def _fill(row: list[GridCell], taken: set[tuple[int, int]], number: int, until: int) -> None:
        """Empty cells for the places before column `until` that no cell covers."""
        for column in range(until):
            if (number, column) not in taken:
                taken.add((number, column))
                row.append(GridCell("", ()))

    def _notes_on(self, block: int) -> tuple[Note, ...]:
        return tuple(mark.note for mark in self._marks.get(block, ()) if mark.note is not None)

    def _content(self, block: Block) -> Content:
        marks = self._marks.get(block.index, [])
        found = list(runs(block.text, [(mark.start, mark.end) for mark in marks], markup=self._markup))
        return nested(found, marks)


def nested(found: Sequence[Run], marks: Sequence[Mark]) -> Content:
    """Runs gathered under their marks, the longer outside. Of marks that begin alike the innermost bears the id."""
    order = sorted(range(len(marks)), key=lambda i: (marks[i].start - marks[i].end, marks[i].kind))
    place = {mark: rank for rank, mark in enumerate(order)}
    bearer = {marks[i].id: i for i in order}  # the last one wins: the shortest
    last = {mark: number for number, run in enumerate(found) for mark in run.marks}
    seen: set[int] = set()

    def gather(numbers: Sequence[int], level: int) -> Iterator[Run | MarkedSpan]:
        def mark_of(number: int) -> int | None:
            over = sorted(found[number].marks, key=place.__getitem__)
            return over[level] if level < len(over) else None

        for index, group in groupby(numbers, mark_of):
            within = list(group)
            if index is None:
                yield from (found[number] for number in within)
                continue
            mark = marks[index]
            id = mark.id if bearer[mark.id] == index and index not in seen else ""
            seen.add(index)
            yield MarkedSpan(mark, id, last[index] == within[-1], tuple(gather(within, level + 1)))

    return tuple(gather(range(len(found)), 0))


def _ranks(document: Document) -> dict[int, int]:
    """For each heading the h that it is shown as: its depth in the outline, without skipping a rank."""
    depths = {node.block: node.depth for node in outline_of(document).nodes}
    ranks: dict[int, int] = {}
    before = _FIRST_RANK - 1
    for block in document.headings():
        wanted = _FIRST_RANK + depths.get(block.index, max(block.level, 1) - 1)
        before = ranks[block.index] = min(wanted, before + 1, _LAST_RANK)
    return ranks


def _is_grid(table: Table) -> bool:
    """A sheet of a single column is running text."""
    return table.column_count > 1


def _fact_title(fact: Fact) -> str:
    kind = fact.get_comparison_display() if fact.comparison else fact.get_basis_display()
    return f"{fact.indicator.name} ({kind})"
