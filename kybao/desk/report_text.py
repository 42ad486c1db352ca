"""The report as its page shows it: the very words that are printed, in sentences that can be spoken of, whose figures lead
to their source and bear what was found there."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse

from kybao.checking.presenting.wording import VERDICTS
from kybao.composing.models import Binding, Contribution, Report, ReportComment
from kybao.composing.paper.assembling import paragraph_of
from kybao.composing.paper.outputs import Contents
from kybao.composing.text.printing import PrintedHeading, PrintedParagraph, PrintedPart, PrintedPassage
from kybao.desk.places import place_of
from kybao.documents.official import form as paper
from kybao.filing.models import Submission, SubmissionFinding
from kybao.reading.sentences import sentences

_FIRST_RANK = 3  # the page's own headings take h1 and h2
_LAST_RANK = 6
_WEIGHT = {verdict.value: weight for weight, verdict in enumerate(VERDICTS)}


@dataclass(frozen=True, slots=True)
class Found:
    """What the checker says at a figure; `explained` where the unit has given its reason against it."""

    start: int
    end: int
    verdict: str
    explanation: str
    explained: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """Plain text, or a figure with the `href` of its source. `bound` says that a fact stands behind it."""

    text: str
    href: str = ""
    title: str = ""
    bound: bool = False
    finding: Found | None = None


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment with the sentence that it stands at: `moved` where the sentence is no longer as it was."""

    comment: ReportComment
    moved: bool

    @property
    def id(self) -> str:
        return f"gop-y-{self.comment.public_id}"


@dataclass(frozen=True, slots=True)
class Sentence:
    """`place` names it in a form ("<thread>.<start>.<end>"); `remarked` says that an open comment stands at it."""

    place: str
    text: str
    pieces: tuple[Piece, ...]
    remarked: bool = False


@dataclass(frozen=True, slots=True)
class Passage:
    """What one unit contributed to a paragraph; `source` is "" for the office's own words. `number` counts in the paragraph.

    `id` is what a link to it needs; "" where it stands in no passage of the report any more.
    """

    number: int
    id: str
    sentences: tuple[Sentence, ...]
    source: str = ""
    href: str = ""
    file: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """`id` is its first passage's; "" where the paragraph can't be spoken of."""

    marker: str
    lead: str
    passages: tuple[Passage, ...]
    id: str = ""
    remarks: tuple[Remark, ...] = ()

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        return tuple(sentence for passage in self.passages for sentence in passage.sentences)

    @property
    def pieces(self) -> tuple[Piece, ...]:
        return tuple(piece for sentence in self.sentences for piece in sentence.pieces)


@dataclass(frozen=True, slots=True)
class Heading:
    """`level` is how it is printed (1 part … 4 subsection), `rank` the h that it is, `id` what the outline links to."""

    id: str
    level: int
    rank: int
    number: str
    title: str
    empty: bool


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A grid of the report, or one of its annexes."""

    id: str
    title: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


Part = Heading | Paragraph | Table


@dataclass(frozen=True, slots=True)
class ShownReport:
    """`lost` are the comments whose passage is not on the page any more."""

    official: paper.OfficialReport
    parts: tuple[Part, ...]
    annexes: tuple[Table, ...]
    lost: tuple[Remark, ...]


def shown_report(
    contents: Contents, body: Sequence[PrintedPart], comments: Sequence[ReportComment] = ()
) -> ShownReport:
    """What is printed of a report, `body` being its passages as they stand now.

    The words are those of `contents`, which may be frozen; a paragraph that still stands in the report leads to its sources.
    """
    written = contents.official()
    sources = _sources(contents.report)
    live = _LiveParts(contents.report, body, comments, sources)
    hrefs = {source.unit: source.page for source in sources.values()}
    parts = tuple(_parts(written.body, live))
    annexes = tuple(
        _table(grid, f"bieu-{number}", hrefs if number == 1 else {}) for number, grid in enumerate(written.annexes, 1)
    )
    on_page = {remark.comment.pk for part in parts if isinstance(part, Paragraph) for remark in part.remarks}
    return ShownReport(written, parts, annexes, tuple(Remark(one, True) for one in comments if one.pk not in on_page))


def _parts(body: Sequence[paper.Element], live: _LiveParts) -> Iterator[Part]:
    rank = _FIRST_RANK - 1
    for number, element in enumerate(body):
        if isinstance(element, paper.Heading):
            rank = min(_FIRST_RANK + element.level - 1, rank + 1, _LAST_RANK)
            yield Heading(
                live.heading_id(element) or f"muc-{number}",
                element.level,
                rank,
                element.number,
                element.title,
                _is_empty(body, number),
            )
        elif isinstance(element, paper.Paragraph):
            yield live.paragraph(element) or _plain(element)
        else:
            yield _table(element, f"bang-{number}", {})


def _is_empty(body: Sequence[paper.Element], place: int) -> bool:
    """Whether nothing stands under a heading before the next that is as high."""
    heading = body[place]
    assert isinstance(heading, paper.Heading)
    following = next(
        (one for one in body[place + 1 :] if not isinstance(one, paper.Heading) or one.level <= heading.level), None
    )
    return following is None or isinstance(following, paper.Heading)


def _plain(paragraph: paper.Paragraph) -> Paragraph:
    lead = paragraph.runs[0].text if paragraph.runs and paragraph.runs[0].italic else ""
    text = paragraph.text.removeprefix(lead).strip()
    whole = Sentence("", text, (Piece(text),))
    return Paragraph(paragraph.marker, lead.removesuffix(":"), (Passage(1, "", (whole,)),))


def _table(grid: paper.Grid, id: str, hrefs: Mapping[str, str]) -> Table:
    rows = (tuple(Cell(text, hrefs.get(text, "")) for text in row) for row in grid.rows)
    return Table(id, grid.title, tuple(column.title for column in grid.columns), tuple(rows))


@dataclass(frozen=True, slots=True)
class _Source:
    """A submission that figures come from."""

    unit: str
    file: str
    page: str


def _sources(report: Report) -> dict[int, _Source]:
    """All that was sent for the report's period, by key; a unit's last version comes last."""
    sent = Submission.objects.filter(obligation__regime=report.regime_id, obligation__period=report.period)
    rows = sent.order_by("version").values_list("pk", "obligation__unit__listed_name", "file_name", "public_id")
    return {
        key: _Source(unit, file, reverse("desk:submission", args=(public_id,))) for key, unit, file, public_id in rows
    }


class _LiveParts:
    """The report's passages as they stand now, to be found by what is printed of them."""

    def __init__(
        self,
        report: Report,
        body: Sequence[PrintedPart],
        comments: Sequence[ReportComment],
        sources: Mapping[int, _Source],
    ) -> None:
        self._sources = sources
        self._paragraphs: defaultdict[tuple[str, str], deque[PrintedParagraph]] = defaultdict(deque)
        self._headings: dict[tuple[str, str], str] = {}
        self._findings = _by_place(
            SubmissionFinding.objects.filter(submission__contributions__report=report)
            .select_related("overruling")
            .distinct()
        )
        self._comments: defaultdict[int | None, list[ReportComment]] = defaultdict(list)
        for comment in comments:
            self._comments[comment.contribution_id].append(comment)
        for part in body:
            if isinstance(part, PrintedHeading):
                self._headings.setdefault((part.number, part.title), f"muc-{part.section.key.lower()}")
            else:
                self._paragraphs[part.marker, paragraph_of(part).text].append(part)

    def heading_id(self, heading: paper.Heading) -> str:
        return self._headings.pop((heading.number, heading.title), "")

    def paragraph(self, printed: paper.Paragraph) -> Paragraph | None:
        waiting = self._paragraphs.get((printed.marker, printed.text))
        if not waiting:
            return None
        found = waiting.popleft()
        remarks: list[Remark] = []
        passages = tuple(self._passage(number, one, remarks) for number, one in enumerate(found.passages, 1))
        return Paragraph(found.marker, found.lead, passages, passages[0].id, tuple(remarks))

    def _passage(self, number: int, passage: PrintedPassage, remarks: list[Remark]) -> Passage:
        contribution, submission = passage.contribution, passage.contribution.submission
        text = "".join(piece.text for piece in passage.pieces)
        open_places: list[tuple[int, int]] = []
        for comment in (*self._comments.get(contribution.pk, ()), *self._orphans_of(contribution, text)):
            place = _where(comment, text)
            remarks.append(Remark(comment, place is None))
            if place is not None and comment.resolved_at is None:
                open_places.append(place)
        id = f"doan-{contribution.thread}"
        spoken = tuple(_sentences(contribution, text, self._pieces(passage), open_places))
        if submission is None or contribution.block is None:
            return Passage(number, id, spoken)
        href = reverse("desk:submission", args=(submission.public_id,)) + place_of(contribution.block, None)
        return Passage(number, id, spoken, submission.obligation.unit.listed_name, href, submission.file_name)

    def _orphans_of(self, contribution: Contribution, text: str) -> list[ReportComment]:
        """Comments whose passage was drafted anew, and whose words stand in this one of the same section."""
        orphans = self._comments.get(None, [])
        found = [one for one in orphans if one.section_id == contribution.section_id and one.quote in text]
        for one in found:
            orphans.remove(one)
        return found

    def _pieces(self, passage: PrintedPassage) -> tuple[Piece, ...]:
        contribution = passage.contribution
        bindings = {binding.token: binding for binding in contribution.bindings.all()}
        findings = self._findings_of(contribution)
        made: list[Piece] = []
        at = 0
        for piece in passage.pieces:
            binding = None if piece.token is None else bindings.get(piece.token)
            if binding is None:
                made.append(Piece(piece.text))
            else:
                # The unit's own words are found at fault in the unit's file, edited ones as they are printed here.
                printed_here = contribution.findings is not None
                span = (at, at + len(piece.text)) if printed_here else (binding.start, binding.end)
                made.append(self._figure(piece.text, binding, contribution, _touching(findings, *span)))
            at += len(piece.text)
        return tuple(made)

    def _findings_of(self, contribution: Contribution) -> Sequence[Found]:
        if contribution.findings is None:
            return self._findings.get((contribution.submission_id or 0, contribution.block or 0), ())
        rows = (Found(row["start"], row["end"], row["verdict"], row["explanation"]) for row in contribution.findings)
        return sorted(rows, key=lambda one: _WEIGHT[one.verdict])

    def _figure(self, text: str, binding: Binding, contribution: Contribution, finding: Found | None) -> Piece:
        """A figure leads to where it was written, or to where its fact was read."""
        fact, key = binding.fact, contribution.submission_id
        block, start = contribution.block, binding.start
        if start is None and fact is not None:
            key, block, start = fact.submission_id, fact.block, fact.start
        source = None if key is None else self._sources.get(key)
        if source is None or start is None:
            return Piece(text, finding=finding)
        name = f"{fact.indicator.name} · " if fact else ""
        state = "đã liên kết với số liệu" if fact else "trích nguyên văn"
        return Piece(
            text,
            source.page + place_of(block, start),
            f"{name}{source.unit} · {source.file} · {state}",
            fact is not None,
            finding,
        )


def _sentences(
    contribution: Contribution, text: str, pieces: Sequence[Piece], remarked: Sequence[tuple[int, int]]
) -> Iterator[Sentence]:
    """The pieces of a passage, sentence by sentence; each takes the blanks behind it with it."""
    spans = sentences(text) or [(0, len(text))]
    ends = [start for start, _ in spans[1:]] + [len(text)]
    rest, at = deque(pieces), 0
    for (start, end), until in zip(spans, ends, strict=True):
        taken: list[Piece] = []
        while rest and at < until:
            piece = rest.popleft()
            if not piece.href and at + len(piece.text) > until:
                cut = until - at
                rest.appendleft(Piece(piece.text[cut:]))
                piece = Piece(piece.text[:cut])
            at += len(piece.text)
            taken.append(piece)
        place = f"{contribution.thread}.{start}.{end}"
        yield Sentence(place, text[start:end], tuple(taken), any(a < end and start < b for a, b in remarked))


def _where(comment: ReportComment, text: str) -> tuple[int, int] | None:
    """Where the words of a comment stand in the passage now, the words themselves deciding."""
    start, end = comment.start or 0, comment.end or 0
    if text[start:end] == comment.quote:
        return start, end
    found = text.find(comment.quote)
    return (found, found + len(comment.quote)) if found >= 0 else None


def _touching(findings: Iterable[Found], start: int | None, end: int | None) -> Found | None:
    if start is None or end is None:
        return None
    return next((one for one in findings if one.start < end and start < one.end), None)


def _by_place(findings: Iterable[SubmissionFinding]) -> Mapping[tuple[int, int], list[Found]]:
    """Findings by submission and block, what must be mended first in front."""
    placed: dict[tuple[int, int], list[Found]] = {}
    for row in sorted(findings, key=lambda one: _WEIGHT[one.verdict]):
        found = Found(row.start, row.end, row.verdict, row.explanation, hasattr(row, "overruling"))
        placed.setdefault((row.submission_id, row.block), []).append(found)
    return placed
