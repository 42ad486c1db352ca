"""Documents with their findings → one HTML page that stands alone: marks in place, each finding beside its sentence."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import takewhile

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from kybao.checking.finding import Finding, Verdict
from kybao.checking.presenting.excerpts import Excerpts
from kybao.checking.presenting.inline import Run, runs
from kybao.checking.presenting.wording import VERDICTS, VerdictWords, counted, rule_name, shown_values
from kybao.documents.model import Block, BlockKind, Document, Span, Table
from kybao.reading.sentences import sentences


def write_page(items: Sequence[tuple[Document, Sequence[Finding]]], title: str) -> str:
    """One HTML file over all documents, with nothing loaded from elsewhere. What holds is there, but filtered out at first.

    Works without JavaScript, which only lights up a finding's evidence while it is pointed at.
    """
    documents = [
        _Sheet(f"d{number}", document, findings).read() for number, (document, findings) in enumerate(items, 1)
    ]
    everything = [finding for _, findings in items for finding in findings]
    rules = sorted({finding.rule for finding in everything}, key=lambda rule: rule_name(rule).casefold())
    counts = counted(everything)
    return _template().render(
        title=title,
        documents=documents,
        counts=counts,
        verdicts=VERDICTS,
        holds=Verdict.HOLDS,
        filters=[*(f"v-{verdict.value}" for verdict in counts), *map(_rule_class, rules)],
        rules=[(_rule_class(rule), rule_name(rule), sum(f.rule == rule for f in everything)) for rule in rules],
    )


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("kybao.checking.presenting", "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    return environment.get_template("findings.html")


def _rule_class(rule: str) -> str:
    return "r-" + "".join(char if char.isascii() and char.isalnum() else "-" for char in rule)


@dataclass(frozen=True, slots=True)
class Evidence:
    target: str
    quote: str


@dataclass(frozen=True, slots=True)
class Note:
    """A finding as the page shows it. `id` and `mark` are the ends of the links between note and mark."""

    id: str
    mark: str
    number: int
    verdict: Verdict
    words: VerdictWords
    rule: str
    classes: str
    quote: str
    stated: str
    computed: str
    explanation: str
    place: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """A run with the findings whose figure it is part of. `opens` are those that begin here, `closes` those that end here."""

    run: Run
    id: str
    notes: tuple[Note, ...]
    opens: tuple[Note, ...]
    closes: tuple[Note, ...]
    evidence_of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    pieces: tuple[Piece, ...]
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Prose:
    """A heading (`level` 1 …), a list item (`depth` 1 …) or a paragraph."""

    sentences: tuple[Sentence, ...]
    level: int
    depth: int
    marker: str
    page: int | None


@dataclass(frozen=True, slots=True)
class GridCell:
    pieces: tuple[Piece, ...]
    header: bool
    row_span: int
    column_span: int


@dataclass(frozen=True, slots=True)
class Grid:
    """A table by rows, with the notes on all its cells. The first `head` rows are its header."""

    rows: tuple[tuple[GridCell, ...], ...]
    head: int
    notes: tuple[Note, ...]
    name: str


@dataclass(frozen=True, slots=True)
class SheetPage:
    id: str
    name: str
    remarks: tuple[str, ...]
    counts: dict[Verdict, int]
    notes: tuple[Note, ...]
    parts: tuple[Prose | Grid, ...]


@dataclass(slots=True)
class _BlockMarks:
    """What is to be marked in one block: the notes on it, and the evidence that lies in it."""

    notes: list[tuple[Note, Span]] = field(default_factory=list)
    evidence: list[tuple[str, Span]] = field(default_factory=list)  # (id of the note that it is evidence for, where)


class _Sheet:
    """One document on its way to the page."""

    def __init__(self, id: str, document: Document, findings: Sequence[Finding]) -> None:
        self.id = id
        self.document = document
        # What needs an eye is numbered first: the numbers that stand on the page at first have no gaps.
        self.findings = sorted(findings, key=lambda f: (not f.needs_eye, f.span, list(VERDICTS).index(f.verdict)))
        self.excerpts = Excerpts(document)
        self.markup = document.media in ("md", "txt")
        self.depths = {node.block: node.depth for node in self.excerpts.outline.nodes}
        self.marks: dict[int, _BlockMarks] = {}

    def read(self) -> SheetPage:
        notes = tuple(self._note(number, finding) for number, finding in enumerate(self.findings, 1))
        return SheetPage(
            self.id, self.document.name, self.document.notes, counted(self.findings), notes, tuple(self._parts())
        )

    def _note(self, number: int, finding: Finding) -> Note:
        id = f"{self.id}-n{number}"
        words = VERDICTS[finding.verdict]
        block = finding.span.block
        evidence = [span for span in dict.fromkeys(finding.evidence) if span != finding.span]
        note = Note(
            id, f"{self.id}-m{number}", number, finding.verdict, words, rule_name(finding.rule),
            f"v-{finding.verdict.value} {_rule_class(finding.rule)}", " ".join(finding.quote.split()),
            *shown_values(finding), finding.explanation, self.excerpts.place(block),
            tuple(Evidence(self._target(span.block, span.start), " ".join(self._visible(span).split())) for span in evidence),
        )  # fmt: skip
        self.marks.setdefault(block, _BlockMarks()).notes.append((note, self._widened(finding.span)))
        for span in evidence:
            self.marks.setdefault(span.block, _BlockMarks()).evidence.append((id, self._widened(span)))
        return note

    def _target(self, block: int, start: int) -> str:
        return f"{self.id}-b{block}-{start}"

    def _visible(self, span: Span) -> str:
        return "".join(run.text or " " for run in runs(self.document.quote(span), (), markup=self.markup))

    def _widened(self, span: Span) -> Span:
        """An empty span is a place between two characters: the one after it is marked, or the last one."""
        if span.length:
            return span
        length = len(self.document.blocks[span.block].text)
        start = max(min(span.start, length - 1), 0)
        return Span(span.block, start, min(start + 1, length))

    def _parts(self) -> Iterator[Prose | Grid]:
        tables = {cell.block: table for table in self.document.tables for cell in table.cells}
        shown: set[int] = set()
        for block in self.document.blocks:
            table = tables.get(block.index)
            if table is None:
                yield self._prose(block)
            elif table.index not in shown:
                shown.add(table.index)
                yield self._grid(table)

    def _prose(self, block: Block) -> Prose:
        level = self.depths.get(block.index, block.level - 1) + 1 if block.kind is BlockKind.HEADING else 0
        depth = block.level if block.kind is BlockKind.ITEM else 0
        marker = block.marker or ("–" if depth else "")
        return Prose(tuple(self._sentences(block)), level, depth, marker, block.page)

    def _grid(self, table: Table) -> Grid:
        rows: list[list[GridCell]] = [[] for _ in range(table.row_count)]
        reached = [0] * table.row_count  # the first column of each row that no cell has taken yet
        merged = {
            (cell.row + down, cell.column + across)
            for cell in table.cells
            for down in range(1, cell.row_span)
            for across in range(cell.column_span)
        }
        notes: list[Note] = []
        for cell in sorted(table.cells, key=lambda cell: (cell.row, cell.column)):
            holes = [column for column in range(reached[cell.row], cell.column) if (cell.row, column) not in merged]
            rows[cell.row] += [GridCell((), cell.header, 1, 1)] * len(holes)
            pieces = tuple(self._pieces(self.document.blocks[cell.block]))
            rows[cell.row].append(GridCell(pieces, cell.header, cell.row_span, cell.column_span))
            reached[cell.row] = cell.column + cell.column_span
            notes += [note for note, _ in self.marks.get(cell.block, _BlockMarks()).notes]
        head = sum(1 for _ in takewhile(lambda row: row and all(cell.header for cell in row), rows))
        return Grid(tuple(map(tuple, rows)), head if head < len(rows) else 0, tuple(notes), table.name)

    def _sentences(self, block: Block) -> Iterator[Sentence]:
        marks = self.marks.get(block.index)
        if marks is None or not marks.notes:
            yield Sentence(tuple(self._pieces(block)), ())
            return
        starts = [start for start, _ in sentences(block.text)] or [0]
        starts[0] = 0
        pieces: list[list[Piece]] = [[] for _ in starts]
        notes: list[list[Note]] = [[] for _ in starts]
        for piece in self._pieces(block, starts):
            pieces[bisect_right(starts, piece.run.start) - 1].append(piece)
        for note, span in marks.notes:
            notes[bisect_right(starts, span.start) - 1].append(note)
        yield from (Sentence(tuple(ps), tuple(ns)) for ps, ns in zip(pieces, notes, strict=True))

    def _pieces(self, block: Block, cuts: Sequence[int] = ()) -> Iterator[Piece]:
        marks = self.marks.get(block.index, _BlockMarks())
        spans = [(span.start, span.end) for _, span in marks.notes] + [
            (span.start, span.end) for _, span in marks.evidence
        ]
        found = list(runs(block.text, spans, markup=self.markup, cuts=cuts))
        first: dict[int, int] = {}
        last: dict[int, int] = {}
        for place, run in enumerate(found):
            for mark in run.marks:
                first.setdefault(mark, place)
                last[mark] = place
        for place, run in enumerate(found):
            # Longer marks outside, shorter ones inside.
            own = sorted((m for m in run.marks if m < len(marks.notes)), key=lambda m: spans[m][0] - spans[m][1])
            evidence = [m for m in run.marks if m >= len(marks.notes)]
            start = next((spans[m][0] for m in evidence if first[m] == place), None)
            yield Piece(
                run,
                self._target(block.index, start) if start is not None else "",
                tuple(marks.notes[m][0] for m in own),
                tuple(marks.notes[m][0] for m in own if first[m] == place),
                tuple(marks.notes[m][0] for m in own if last[m] == place),
                tuple(dict.fromkeys(marks.evidence[m - len(marks.notes)][0] for m in evidence)),
            )
