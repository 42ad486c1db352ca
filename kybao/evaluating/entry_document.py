"""An entry as a `Document` of its own, and its labels' places as spans of that document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from kybao.documents import Document, Span, document_of_text
from kybao.evaluating.corpus_format import BrokenCorpus, cells_of, is_rule
from kybao.evaluating.labels import Entry, Stretch, is_row


@dataclass(frozen=True, slots=True)
class EntryDocument:
    """`document` holds the entry's text, after a report's head where its date of issue is known.

    `head` is the number of blocks before the text; nothing that is read in them counts for or against the reader.
    """

    document: Document
    head: int
    _places: Mapping[
        tuple[int, int], tuple[int, int]
    ]  # (line, first character) of a paragraph or cell → (block, its offset)
    _cells: frozenset[int]

    def span(self, stretch: Stretch) -> Span:
        line, start = max(place for place in self._places if place <= (stretch.line, stretch.start))
        block, offset = self._places[line, start]
        return Span(block, stretch.start - start + offset, stretch.end - start + offset)

    def is_running(self, span: Span) -> bool:
        """Whether a span lies in running text of the entry: neither in the head nor in a table."""
        return not self.is_in_head(span) and span.block not in self._cells

    def is_in_head(self, span: Span) -> bool:
        return span.block < self.head


def document_of(entry: Entry) -> EntryDocument:
    """The entry as the reader meets it. Raises `BrokenCorpus` where its lines don't come back as they are written."""
    # The title keeps the text from being read as the end of the line before it.
    head = [_dated(entry.issued), "## BÁO CÁO"] if entry.issued else []
    document = document_of_text("\n\n".join([*head, *_passages(entry)]), entry.name)
    places: dict[tuple[int, int], tuple[int, int]] = {}
    block = len(head)
    for number, line in enumerate(entry.lines):
        for start, end in _pieces(entry, number):
            text = document.blocks[block].text if block < len(document.blocks) else None
            if text is None or not line[start:end].endswith(text):
                raise BrokenCorpus(
                    [f"{entry.file}, mục “{entry.name}”: dòng “{line}” không đọc được thành một đoạn riêng."]
                )
            # What stands before the text in its line is the mark of a heading or list item; its positions count as the text's start.
            places[number, start] = (block, -(end - start - len(text)))
            block += 1
    return EntryDocument(document, len(head), places, document.table_blocks())


def _dated(day: date) -> str:
    """The head of a report, in the official form (Nghị định 30/2020/NĐ-CP): noughts before days below 10 and months 1 and 2."""
    month = f"{day.month:02}" if day.month < 3 else str(day.month)
    return f"Nơi ban hành, ngày {day.day:02} tháng {month} năm {day.year}"


def _passages(entry: Entry) -> Iterator[str]:
    """Paragraphs, and the rows of a table together."""
    rows: list[str] = []
    for line in (*entry.lines, ""):
        if is_row(line):
            rows.append(line)
            continue
        if rows:
            yield "\n".join(rows)
            rows = []
        if line:
            yield line


def _pieces(entry: Entry, number: int) -> Iterator[tuple[int, int]]:
    """Where the paragraph or the cells of a line start and end in it; a rule between head and rows has none."""
    line = entry.lines[number]
    if not is_row(line):
        yield 0, len(line)
    elif not is_rule(line):
        yield from cells_of(line)
