"""A .docx back to its officer: the same file with a Word comment on each figure that needs an eye."""

from __future__ import annotations

import io
import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import cast
from zipfile import BadZipFile

import docx
from docx.document import Document as WordDocument
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docx.oxml.text.paragraph import CT_P
from docx.oxml.text.run import CT_R
from docx.text.paragraph import Paragraph
from docx.text.run import Run
from lxml.etree import XMLSyntaxError, _Element

from kybao.checking.finding import Finding
from kybao.checking.presenting.wording import VERDICTS, rule_name, shown_values
from kybao.documents.errors import UnreadableFile
from kybao.documents.model import Document, Span
from kybao.documents.opening import read_bytes

AUTHOR = "Kybao"
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


def comment_docx(data: bytes, name: str, findings: Sequence[Finding]) -> bytes:
    """The .docx with a comment by "Kybao" on each finding that needs an eye; text and formatting stay as they are.

    `findings` are those of the document that `read_bytes(data, name)` gives. A finding whose place can't be found again
    in Word's own text stands on the first line, with its quote. Raises `UnreadableFile` where the file is no Word file.
    """
    document = read_bytes(data, name)
    try:
        word = docx.Document(io.BytesIO(data))
    except (BadZipFile, PackageNotFoundError, KeyError, ValueError, XMLSyntaxError) as error:
        raise UnreadableFile("Chỉ ghi chú thích được vào tệp Word .docx.", name, "Hãy chọn tệp .docx.") from error
    text = _WordText(word)
    places = _Places(document, text)
    for finding in sorted(findings, key=lambda finding: finding.span):
        if finding.needs_eye:
            _comment(word, text, places.of(finding.span), finding)
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


def _comment(word: WordDocument, text: _WordText, place: tuple[int, int] | None, finding: Finding) -> None:
    runs = text.runs(*place) if place else _first_runs(word)
    lines = [
        f"{VERDICTS[finding.verdict].word.capitalize()} – {rule_name(finding.rule)}",
        "" if place else f"Tại “{finding.quote}”:",
        finding.explanation,
        "; ".join(
            f"{name}: {value}" for name, value in zip(("Nêu", "suy ra"), shown_values(finding), strict=True) if value
        ),
    ]
    comment = word.add_comment(runs, author=AUTHOR, initials="KB")
    first, *others = filter(None, lines)
    comment.paragraphs[0].add_run(first).bold = True
    for line in others:
        comment.add_paragraph(line)


def _first_runs(word: WordDocument) -> list[Run]:
    first = next(word.element.body.iter(qn("w:r")), None)
    return [_run(cast(CT_R, first), word) if first is not None else word.add_paragraph().add_run()]


@dataclass(slots=True)
class _Letter:
    """One visible character as Word keeps it: `node.text[start:end]`, more than one code point where it is decomposed."""

    char: str
    node: _Element
    start: int
    end: int


class _WordText:
    """All visible characters of a Word file's body but blanks, each with the text node that it stands in."""

    def __init__(self, word: WordDocument) -> None:
        self.word = word
        self.letters = [letter for node in _text_nodes(word.element.body) for letter in _letters(node)]
        self.text = "".join(letter.char for letter in self.letters)
        self._in_node: dict[_Element, list[_Letter]] = {}
        for letter in self.letters:
            self._in_node.setdefault(letter.node, []).append(letter)

    def runs(self, first: int, last: int) -> list[Run]:
        """The runs that hold exactly the letters `first` to `last`, both inclusive; runs are split at these two ends."""
        self._split(self.letters[first].node, self.letters[first].start)
        self._split(self.letters[last].node, self.letters[last].end)
        ends = (_run_of(self.letters[first].node), _run_of(self.letters[last].node))
        return [_run(run, self.word) for run in dict.fromkeys(ends)]

    def _split(self, node: _Element, offset: int) -> None:
        """Splits the node's run in two before the character at `offset`, both with the run's formatting."""
        run = _run_of(node)
        content = [child for child in run if child.tag != qn("w:rPr")]
        place = content.index(node)
        text = _text(node)
        if offset in (0, len(text)):
            following = content[place + (1 if offset else 0) :]
            if not following or len(following) == len(content):
                return
        else:
            rest = node.makeelement(qn("w:t"))
            rest.text, node.text = text[offset:], text[:offset]
            for part in (rest, node):
                part.set(_XML_SPACE, "preserve")
            following = [rest, *content[place + 1 :]]
            moved = [letter for letter in self._in_node[node] if letter.start >= offset]
            self._in_node[node] = [letter for letter in self._in_node[node] if letter.start < offset]
            self._in_node[rest] = moved
            for letter in moved:
                letter.node, letter.start, letter.end = rest, letter.start - offset, letter.end - offset
        second = run.makeelement(qn("w:r"))
        if run.rPr is not None:
            second.append(deepcopy(run.rPr))
        second.extend(following)
        run.addnext(second)


def _text_nodes(body: _Element) -> Iterator[_Element]:
    for node in body.iter(qn("w:t"), qn("w:noBreakHyphen")):
        if _run_of(node).tag == qn("w:r") and next(node.iterancestors(_FALLBACK), None) is None:
            yield node


def _text(node: _Element) -> str:
    return "-" if node.tag == qn("w:noBreakHyphen") else node.text or ""


def _run_of(node: _Element) -> CT_R:
    return cast(CT_R, node.getparent())


def _run(element: CT_R, word: WordDocument) -> Run:
    return Run(element, Paragraph(cast(CT_P, element.getparent()), word))


def _letters(node: _Element) -> Iterator[_Letter]:
    text = _text(node)
    start = 0
    while start < len(text):
        end = start + 1
        while end < len(text) and unicodedata.combining(text[end]):
            end += 1
        for char in unicodedata.normalize("NFC", text[start:end]):
            if not char.isspace():
                yield _Letter(char, node, start, end)
        start = end


class _Places:
    """Where the spans of the document as read lie in the letters of the Word file.

    The two are matched block by block by their letters alone, so that nothing here depends on how the reader walks
    through a file, on its blanks or on what it leaves out. Text that the reader brought over from an encoding before
    Unicode has other letters than the file; there the digits and the signs around them are matched, which all share.
    """

    def __init__(self, document: Document, text: _WordText) -> None:
        self._found: dict[
            int, tuple[list[int], list[int]]
        ] = {}  # block → offsets in it and the letters that stand there
        tracks = [_Track(text, keep) for keep in (_is_letter, _is_shared)]
        reached = 0
        for block in document.blocks:
            for track in tracks:
                if match := track.match(block.text, reached):
                    self._found[block.index] = match
                    reached = match[1][-1] + 1
                    break

    def of(self, span: Span) -> tuple[int, int] | None:
        """The first and the last letter of a span, an empty one taking the letter after it; None where it isn't found."""
        if span.block not in self._found:
            return None
        offsets, letters = self._found[span.block]
        first = min(bisect_left(offsets, span.start), len(offsets) - 1)
        last = max(bisect_left(offsets, span.end) - 1, first)
        return letters[first], letters[last]


_SHARED = frozenset("0123456789.,/%()")
_ENOUGH = 4  # fewer digits and signs than this might be found anywhere


def _is_letter(char: str) -> bool:
    return not char.isspace()


def _is_shared(char: str) -> bool:
    return char in _SHARED


class _Track:
    """The letters of a Word file that one way of matching looks at."""

    def __init__(self, text: _WordText, keep: Callable[[str], bool]) -> None:
        self._keep = keep
        self._least = 1 if keep is _is_letter else _ENOUGH
        self._letters = [place for place, char in enumerate(text.text) if keep(char)]
        self._text = "".join(text.text[place] for place in self._letters)

    def match(self, text: str, reached: int) -> tuple[list[int], list[int]] | None:
        """The offsets in a block's text that this way looks at, and the letter at each, at `reached` or after it."""
        offsets = [offset for offset, char in enumerate(text) if self._keep(char)]
        if len(offsets) < self._least:
            return None
        found = self._text.find("".join(text[offset] for offset in offsets), bisect_left(self._letters, reached))
        return (offsets, self._letters[found : found + len(offsets)]) if found >= 0 else None
