"""Corpus files → `Entry`s, or every malformed line with a message. The format is written down in `corpus/README.md`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from kybao.checking.finding import Verdict
from kybao.evaluating.labels import ClaimKind, ClaimLabel, Entry, FigureLabel, Role, Stretch, VerdictLabel, is_row
from kybao.reading.claim import Base, Direction
from kybao.reading.figure import QUANTITIES, FigureKind, Qualifier

_Name = TypeVar("_Name", bound=StrEnum)

_FIGURE = re.compile(r"F(\d+) (.+)")
_NUMBERED = re.compile(r"F(\d+)")
_CELL = re.compile(r"R(\d+)C(\d+)")
_RULE_ROW = re.compile(r"\|(?:\s*:?-{2,}:?\s*\|)+")
_PLACES = re.compile(r'("[^"]*"|[^"|\s]+)(?:\||$)')
_MADE_OF = {
    "percent": Role.PERCENT,
    "change": Role.CHANGE,
    "change_percent": Role.CHANGE_PERCENT,
    "base_value": Role.BASE_VALUE,
}


class BrokenCorpus(Exception):
    """A corpus that can't be used; `faults` are Vietnamese sentences, each with its file and line."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)


class _Fault(Exception):
    """What is wrong with the line at hand."""


def read_corpus(path: Path) -> tuple[Entry, ...]:
    """All entries of a corpus file, or of a folder's `*.corpus` files by name. Raises `BrokenCorpus`."""
    files = sorted(path.glob("*.corpus")) if path.is_dir() else [path]
    if not files:
        raise BrokenCorpus([f"{path}: không có tệp .corpus nào trong thư mục. Hãy nêu thư mục khác."])
    entries: list[Entry] = []
    faults: list[str] = []
    for file in files:
        try:
            entries += parse_corpus(file.read_text("utf-8"), str(file))
        except BrokenCorpus as error:
            faults += error.faults
        except UnicodeDecodeError:
            faults.append(f"{file}: không phải văn bản UTF-8. Hãy lưu lại tệp theo UTF-8.")
        except OSError:
            faults.append(f"{file}: không mở được tệp. Hãy kiểm tra tên tệp, đường dẫn và quyền đọc.")
    faults += _repeated(entries)
    if faults:
        raise BrokenCorpus(faults)
    return tuple(entries)


def parse_corpus(text: str, file: str) -> tuple[Entry, ...]:
    """The entries of a corpus file's text, in order. Raises `BrokenCorpus` with a message for every malformed line."""
    entries: list[Entry] = []
    faults: list[str] = []
    for first, lines in _paragraphs(unicodedata.normalize("NFC", text)):
        entry = _Reader(file, first)
        for number, line in enumerate(lines, start=first):
            try:
                entry.take(line)
            except _Fault as fault:
                faults.append(f"{file}, dòng {number}: {fault}")
        try:
            entries.append(entry.whole())
        except _Fault as fault:
            faults.append(f"{file}, dòng {first}: {fault}")
    if faults:
        raise BrokenCorpus(faults)
    return tuple(entries)


def _paragraphs(text: str) -> Iterator[tuple[int, list[str]]]:
    """Runs of lines between blank ones, with the number of the first."""
    run: list[str] = []
    for number, line in enumerate([*text.splitlines(), ""], start=1):
        if line.strip():
            run.append(line.rstrip())
        elif run:
            yield number - len(run), run
            run = []


def _repeated(entries: Iterable[Entry]) -> Iterator[str]:
    first: dict[str, Entry] = {}
    for entry in entries:
        if (other := first.setdefault(entry.name, entry)) is not entry:
            yield f"{entry.file}, dòng {entry.line}: mã “{entry.name}” đã có ở {other.file}, dòng {other.line}. Hãy đặt mã khác."


@dataclass(slots=True)
class _Reader:
    """Collects one entry, line by line."""

    file: str
    line: int
    name: str = ""
    tags: tuple[str, ...] = ()
    issued: date | None = None
    lines: list[str] = field(default_factory=list)
    figures: dict[int, FigureLabel] = field(default_factory=dict)
    claims: list[ClaimLabel] = field(default_factory=list)
    verdicts: list[VerdictLabel] = field(default_factory=list)
    faulty: bool = False

    def take(self, line: str) -> None:
        mark = line[0]
        if mark not in _LINES:
            self.faulty = True
            raise _Fault(f"dòng bắt đầu bằng “{mark}” không thuộc dạng nào (@ # > F C V).")
        try:
            _LINES[mark](self, line)
        except _Fault:
            self.faulty = True
            raise

    def whole(self) -> Entry:
        if not self.faulty:
            self._look_over()
        return Entry(
            self.name, self.tags, self.file, self.line, self.issued, tuple(self.lines),
            tuple(self.figures.values()), tuple(self.claims), tuple(self.verdicts),
        )  # fmt: skip

    def _look_over(self) -> None:
        if not self.name:
            raise _Fault("mục chưa có dòng mã “@ mã | nhãn phân loại”.")
        if not self.lines:
            raise _Fault(f"mục “{self.name}” không có dòng nguyên văn “> …”.")
        if unlabelled := self._unlabelled():
            raise _Fault(f"mục “{self.name}” có chữ số chưa có nhãn F: {', '.join(unlabelled)}.")

    def head(self, line: str) -> None:
        if self.name:
            raise _Fault("mục đã có dòng mã. Hãy để một dòng trống trước mục mới.")
        name, _, tags = line[1:].partition("|")
        if not (name := name.strip()):
            raise _Fault("thiếu mã sau “@”.")
        self.name, self.tags = name, tuple(tag.strip() for tag in tags.split(",") if tag.strip())

    def note(self, line: str) -> None:
        """`# issued 2019-03-18`; any other `#` line is a remark."""
        words = line[1:].split()
        if words[:1] != ["issued"]:
            return
        try:
            (day,) = words[1:]
            self.issued = date.fromisoformat(day)
        except ValueError:
            raise _Fault("ngày ban hành phải viết “# issued 2019-03-18”.") from None

    def put(self, line: str) -> None:
        if self.figures or self.claims or self.verdicts:
            raise _Fault("nguyên văn phải đứng trước các nhãn.")
        text = line[1:].strip()
        if not text:
            raise _Fault("dòng nguyên văn trống.")
        if is_row(text) and not text.endswith("|"):
            raise _Fault("hàng của bảng phải kết thúc bằng “|”.")
        self.lines.append(text)

    def figure(self, line: str) -> None:
        match = _FIGURE.fullmatch(line)
        fields = [part.strip() for part in match[2].split("|")] if match else []
        if match is None or len(fields) not in (4, 5):
            raise _Fault("con số phải viết “F1 trích | giá trị | đơn vị | loại [| mức]”.")
        number, (quote, printed, measure, kind_name) = int(match[1]), fields[:4]
        if number != len(self.figures) + 1:
            raise _Fault(f"F{number} đứng sau F{len(self.figures)}. Hãy đánh số liên tục theo thứ tự trong nguyên văn.")
        kind = _named(FigureKind, kind_name, "loại")
        qualifier = _named(Qualifier, fields[4], "mức") if len(fields) == 5 else Qualifier.EXACT
        place = self._found(quote, self._last())
        if place is None:
            raise _Fault(f"không thấy “{quote}” trong nguyên văn, sau con số trước đó.")
        self.figures[number] = FigureLabel(number, quote, place, kind, _value(printed, kind), measure, qualifier)

    def claim(self, line: str) -> None:
        name, _, rest = line[1:].strip().partition(" ")
        kind = _named(ClaimKind, name, "nhận định")
        claim = _CLAIMS[kind](rest.strip())
        for _, number in claim.figures:
            if number not in self.figures:
                raise _Fault(f"nhận định dùng F{number}, nhưng không có con số này ở trên.")
        self.claims.append(claim)

    def verdict(self, line: str) -> None:
        match = re.fullmatch(r"V (\S+) (\S+) (.+?)(?: computed=(.+))?", line)
        if match is None:
            raise _Fault("kết luận phải viết “V quy-tắc kết-luận nơi [computed=…]”.")
        places = [part[1] for part in _PLACES.finditer(match[3])]
        if "|".join(places) != match[3].strip():
            raise _Fault(f'nơi “{match[3]}” phải là F1, R3C4 hoặc "chữ trong câu", cách nhau bằng “|”.')
        verdict = _named(Verdict, match[2], "kết luận")
        self.verdicts.append(VerdictLabel(match[1], verdict, tuple(map(self._place, places)), match[4] or ""))

    def _place(self, place: str) -> Stretch:
        if match := _NUMBERED.fullmatch(place):
            if int(match[1]) not in self.figures:
                raise _Fault(f"kết luận dùng {place}, nhưng không có con số này ở trên.")
            return self.figures[int(match[1])].place
        if match := _CELL.fullmatch(place):
            return self._cell(int(match[1]), int(match[2]))
        quote = place.strip('"')
        for number, line in enumerate(self.lines):
            if quote and (start := line.find(quote)) >= 0:
                return Stretch(number, start, start + len(quote))
        raise _Fault(f"không thấy “{quote}” trong nguyên văn.")

    def _cell(self, row: int, column: int) -> Stretch:
        rows = [(i, line) for i, line in enumerate(self.lines) if is_row(line) and not is_rule(line)]
        if not 1 <= row <= len(rows):
            raise _Fault(f"không có ô R{row}C{column}: bảng có {len(rows)} hàng.")
        number, line = rows[row - 1]
        cells = list(cells_of(line))
        if not 1 <= column <= len(cells):
            raise _Fault(f"không có ô R{row}C{column}: hàng {row} có {len(cells)} cột.")
        return Stretch(number, *cells[column - 1])

    def _last(self) -> Stretch:
        return self.figures[len(self.figures)].place if self.figures else Stretch(0, 0, 0)

    def _found(self, quote: str, after: Stretch) -> Stretch | None:
        """The first place of a quote behind the last label that cuts no number in two."""
        if not quote:
            return None
        whole = re.compile(rf"(?<![\d]){re.escape(quote)}(?!\d)" if quote[0].isdigit() else re.escape(quote))
        for number in range(after.line, len(self.lines)):
            start = after.end if number == after.line else 0
            if not is_row(self.lines[number]) and (found := whole.search(self.lines[number], start)):
                return Stretch(number, *found.span())
        return None

    def _unlabelled(self) -> list[str]:
        """The digits of the running text that no label covers, with what stands about them."""
        places = [label.place for label in self.figures.values()]
        found: list[str] = []
        for number, line in enumerate(self.lines):
            if not is_row(line):
                plain = list(_MARKUP.sub(lambda tag: " " * len(tag[0]), line))
                for place in places:
                    if place.line == number:
                        plain[place.start : place.end] = " " * (place.end - place.start)
                found += [f"“{line[m.start() : m.end()]}”" for m in re.finditer(r"\S*\d\S*", "".join(plain))]
        return found


_MARKUP = re.compile(r"</?[a-z]{1,6}\d?/?>")


def is_rule(row: str) -> bool:
    """Whether a table row is the rule under its head, which counts for none: "| --- | --- |"."""
    return _RULE_ROW.fullmatch(row) is not None


def cells_of(row: str) -> Iterator[tuple[int, int]]:
    """Where the text of each cell of a table row starts and ends, without the blanks about it."""
    at = 1
    for cell in row[1:-1].split("|"):
        start = at + len(cell) - len(cell.lstrip())
        yield min(start, at + len(cell)), max(min(start, at + len(cell)), at + len(cell.rstrip()))
        at += len(cell) + 1


_LINES: dict[str, Callable[[_Reader, str], None]] = {
    "@": _Reader.head,
    "#": _Reader.note,
    ">": _Reader.put,
    "F": _Reader.figure,
    "C": _Reader.claim,
    "V": _Reader.verdict,
}


def _named(names: type[_Name], name: str, what: str) -> _Name:
    try:
        return names(name)
    except ValueError:
        raise _Fault(f"{what} “{name}” không có; chọn trong: {', '.join(filter(None, names))}.") from None


def _value(printed: str, kind: FigureKind) -> Decimal | None:
    if kind not in QUANTITIES:
        if printed != "-":
            raise _Fault(f"giá trị của loại {kind} phải là “-”.")
        return None
    try:
        return Decimal(printed)
    except InvalidOperation:
        raise _Fault(f"giá trị “{printed}” phải là số viết với dấu chấm thập phân.") from None


def _ratio(text: str) -> ClaimLabel:
    match = re.fullmatch(r"F(\d+)/F(\d+)((?: [a-z_]+=\w+)*)", text)
    if match is None:
        raise _Fault("tỷ lệ phải viết “C ratio F1/F2 [percent=F3] base=…”.")
    options = _options(match[3].split(), {"percent": Role.PERCENT})
    named = {(Role.PART, int(match[1])), (Role.WHOLE, int(match[2]))}
    return replace(options, kind=ClaimKind.RATIO, figures=options.figures | named)


def _comparison(text: str) -> ClaimLabel:
    match = re.fullmatch(r"F(\d+)((?: [a-z_]+=\w+)*)(?: (up|down))?", text)
    if match is None:
        raise _Fault("so sánh phải viết “C comparison F1 [percent=F2] [change=F3] … base=… [up|down]”.")
    options = _options(match[2].split(), _MADE_OF)
    figures = options.figures | {(Role.SUBJECT, int(match[1]))}
    return replace(options, figures=figures, direction=Direction(match[3] or ""))


def _breakdown(text: str) -> ClaimLabel:
    match = re.fullmatch(r"F(\d+) =((?: F\d+)+)( complete)?", text)
    if match is None:
        raise _Fault("tổng và các phần phải viết “C breakdown F1 = F2 F3 [complete]”.")
    parts = {(Role.ONE_OF, int(number)) for number in _NUMBERED.findall(match[2])}
    return ClaimLabel(ClaimKind.BREAKDOWN, frozenset({(Role.TOTAL, int(match[1])), *parts}), complete=bool(match[3]))


def _listing(text: str) -> ClaimLabel:
    match = re.fullmatch(r"F(\d+) = (.+)", text)
    items = tuple(item.strip() for item in match[2].split(";")) if match else ()
    if match is None or not all(items):
        raise _Fault("danh sách phải viết “C listing F1 = mục 1; mục 2; …”.")
    return ClaimLabel(ClaimKind.LISTING, frozenset({(Role.COUNT, int(match[1]))}), items=items)


_CLAIMS: dict[ClaimKind, Callable[[str], ClaimLabel]] = {
    ClaimKind.RATIO: _ratio,
    ClaimKind.COMPARISON: _comparison,
    ClaimKind.BREAKDOWN: _breakdown,
    ClaimKind.LISTING: _listing,
}


def _options(words: Sequence[str], roles: dict[str, Role]) -> ClaimLabel:
    """A comparison with what `percent=F2 … base=plan` say."""
    base: Base | None = None
    figures: set[tuple[Role, int]] = set()
    for word in words:
        name, _, value = word.partition("=")
        if name == "base":
            base = _named(Base, value, "gốc so sánh")
        elif name in roles and (match := _NUMBERED.fullmatch(value)):
            figures.add((roles[name], int(match[1])))
        else:
            raise _Fault(f"“{word}” không có trong nhận định này; chọn trong: {', '.join(roles)}, base.")
    if base is None:
        raise _Fault("nhận định thiếu base=….")
    return ClaimLabel(ClaimKind.COMPARISON, frozenset(figures), base)
