"""Findings as a compiler shows errors: the place, the sentence, the figure underlined, what is stated and what follows."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from kybao.checking.finding import Finding, Verdict
from kybao.checking.presenting.excerpts import Excerpt, Excerpts, printable
from kybao.checking.presenting.wording import VERDICTS, counted, rule_name, shown_values
from kybao.documents.model import Document

_GUTTER = "   │ "
_FIGURE, _EVIDENCE = "^", "~"
# A sentence of more lines than this is shown around its marks only.
_WHOLE_LINES = 6

_COLOURS = {
    Verdict.CONTRADICTS: "1;31",
    Verdict.TRUNCATED: "1;35",
    Verdict.ROUNDING: "1;33",
    Verdict.UNDECIDED: "1;36",
    Verdict.HOLDS: "1;32",
}
_FAINT, _BOLD, _EVIDENCE_COLOUR = "2", "1", "36"


@dataclass(frozen=True, slots=True)
class _Paint:
    on: bool

    def __call__(self, text: str, code: str) -> str:
        return f"\033[{code}m{text}\033[0m" if self.on and text else text


def terminal_text(
    document: Document, findings: Iterable[Finding], *, width: int = 100, colour: bool = False
) -> Iterator[str]:
    """One text a finding, many lines each, without a line end at its end. `width` is in columns."""
    excerpts = Excerpts(document)
    paint = _Paint(colour)
    for finding in findings:
        yield "\n".join(_lines(excerpts, finding, max(width, 40), paint))


def summary(findings: Iterable[Finding]) -> str:
    """One Vietnamese sentence on how many findings of each verdict there are.

    >>> from kybao.documents.model import Span
    >>> summary([Finding("ratio", Verdict.CONTRADICTS, Span(0, 0, 1), "3", "3", "3.5", "")] * 12)
    '12 mâu thuẫn.'
    """
    counts = counted(findings)
    if not any(verdict is not Verdict.HOLDS for verdict in counts):
        held = counts.get(Verdict.HOLDS, 0)
        return f"Không có gì cần xem lại; {held} điều đúng." if held else "Không có gì cần xem lại."
    return ", ".join(f"{count} {VERDICTS[verdict].word}" for verdict, count in counts.items()) + "."


def _lines(excerpts: Excerpts, finding: Finding, width: int, paint: _Paint) -> Iterator[str]:
    code = _COLOURS[finding.verdict]
    words = VERDICTS[finding.verdict]
    heading = paint(f"{words.sign} {words.word}", code)
    yield f"{heading}{paint(': ' + rule_name(finding.rule), _BOLD)} {paint('[' + finding.rule + ']', _FAINT)}"
    shown = excerpts.of(finding)
    for number, excerpt in enumerate(shown):
        arrow = "──▶" if number == 0 else "···"
        place = f"{printable(excerpts.document.name)} · {excerpts.place(excerpt.block)}"
        if number == 0:
            yield paint(f"  {arrow} {place}", _FAINT)
        elif excerpts.place(excerpt.block) != excerpts.place(shown[number - 1].block):
            yield paint(f"  {arrow} {excerpts.place(excerpt.block)}", _FAINT)
        yield paint(_GUTTER.rstrip(), _FAINT)
        yield from _underlined(excerpt, width, code, paint)
    yield paint(_GUTTER.rstrip(), _FAINT)
    values = zip(("nêu", "suy ra"), map(printable, shown_values(finding)), strict=True)
    told = paint(" · ", _FAINT).join(f"{name} {paint(value, _BOLD)}" for name, value in values if value)
    yield f"   {paint('= ', _FAINT)}{told}"
    for number, line in enumerate(_wrapped(printable(finding.explanation), width - 5)):
        yield ("   " + paint("= ", _FAINT) if number == 0 else "     ") + line.text


@dataclass(frozen=True, slots=True)
class _Wrapped:
    start: int
    text: str


def _underlined(excerpt: Excerpt, width: int, code: str, paint: _Paint) -> Iterator[str]:
    lines = _wrapped(excerpt.text, width - len(_GUTTER))
    hints = _hints(excerpt)
    marked = [bool(hints[line.start : line.start + len(line.text)].strip()) for line in lines]
    gap = False
    for number, line in enumerate(lines):
        near = any(marked[max(number - 1, 0) : number + 2])
        if len(lines) > _WHOLE_LINES and not near:
            if not gap:
                yield paint("   ⋮", _FAINT)
            gap = True
            continue
        gap = False
        yield paint(_GUTTER, _FAINT) + line.text
        if marked[number]:
            hint = hints[line.start : line.start + len(line.text)]
            yield paint(_GUTTER, _FAINT) + _painted_hint(_in_columns(line.text, hint).rstrip(), code, paint)


def _hints(excerpt: Excerpt) -> str:
    """For each character of the excerpt what stands under it; the figure's own mark lies over the evidence."""
    hints = [" "] * len(excerpt.text)
    for mark in sorted(excerpt.marks, key=lambda mark: not mark.evidence):
        hints[mark.start : mark.end] = (_EVIDENCE if mark.evidence else _FIGURE) * (mark.end - mark.start)
    return "".join(hints)


def _painted_hint(hint: str, code: str, paint: _Paint) -> str:
    painted: list[str] = []
    at = 0
    while at < len(hint):
        end = at
        while end < len(hint) and hint[end] == hint[at]:
            end += 1
        run = hint[at:end]
        painted.append(run if run[0] == " " else paint(run, code if run[0] == _FIGURE else _EVIDENCE_COLOUR))
        at = end
    return "".join(painted)


def _wrapped(text: str, width: int) -> Sequence[_Wrapped]:
    """Lines of at most `width` columns, broken at blanks; a longer word is cut."""
    lines: list[_Wrapped] = []
    start = 0
    while start < len(text):
        end, blank, columns = start, -1, 0
        while end < len(text) and columns + _columns(text[end]) <= width:
            columns += _columns(text[end])
            if text[end] == " ":
                blank = end
            end += 1
        if end < len(text) and text[end] != " " and blank > start:
            end = blank
        end = max(end, start + 1)
        lines.append(_Wrapped(start, text[start:end].rstrip()))
        start = end + (len(text[end:]) - len(text[end:].lstrip(" ")) if text[end : end + 1] == " " else 0)
    return lines


def _in_columns(text: str, hint: str) -> str:
    return "".join(mark * _columns(char) for char, mark in zip(text, hint, strict=True))


def _columns(char: str) -> int:
    """How many columns a terminal gives a character.

    >>> [_columns(char) for char in ("ễ", "\\u0323", "中")]
    [1, 0, 2]
    """
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
