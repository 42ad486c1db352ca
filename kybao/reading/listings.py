"""A count and the things that it counts, called by name: "07 xã, phường (xã Hưng Đạo, Chu Trinh, …)"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kybao.reading.claim import Listing
from kybao.reading.clauses import Part, Role
from kybao.reading.figure import FigureKind
from kybao.reading.letters import UPPER
from kybao.reading.view import View

_REACH = 700  # characters from a count to the end of its list
_MOST = 60
# What is counted and then called by name in a bracket or after a colon.
_PLACES = frozenset(
    """
    xã|phường|thị trấn|huyện|thôn|xóm|bản|tỉnh|thành phố|thị xã|đơn vị|cơ quan|trường|địa phương|khu phố|tổ dân phố|doanh nghiệp
    hợp tác xã|sở|điểm|chợ|cụm công nghiệp|làng|ấp|khóm|buôn|tổ|đặc khu|địa chỉ|công trình|dự án|dân tộc|di tích|tuyến|tuyến đường
    """.strip()
    .replace("\n    ", "|")
    .split("|")
)
# What is counted and listed by its kind, in small letters.
_KINDS = frozenset(
    [
        "tiêu chí",
        "giải",
        "môn",
        "nội dung",
        "lĩnh vực",
        "nhóm",
        "nghị định",
        "thông tư",
        "nghị quyết",
        "quyết định",
        "văn bản",
        "kế hoạch",
        "báo cáo",
        "nhiệm vụ",
        "ngành",
        "nghề",
        "loại",
        "hạng mục",
        "mô hình",
        "đề án",
        "chương trình",
    ]
)
_CALLED = _PLACES | _KINDS
_FIRST_WORDS = frozenset(name.partition(" ")[0] for name in _CALLED)
_NAME_REACH = 60  # characters behind a figure in which the name of what it counts ends
_HEAD = re.compile(
    r"(?P<noun>[^().;:\d]{0,70}?)(?:\(\s*(?:gồm|là)?:?\s*|:\s*(?:gồm:?\s*)?|,?\s\b(?:bao gồm|gồm(?: có)?|là):?\s)(?=\S)",
    re.IGNORECASE,
)
_NAME = re.compile(
    rf"(?:và |các |xã |phường |thị trấn |huyện |thôn |xóm |bản |tổ |trường |thành phố |thị xã |làng |buôn |ấp |địa chỉ )*[{UPPER}]"
)
_OTHER_NOUN = re.compile(r"\b(?:các|của|tại|ở|thuộc|cho|với)\s", re.IGNORECASE)
_HIGHER = re.compile(r"(?:huyện|thành phố|tỉnh|thị xã)\s", re.IGNORECASE)
_OPEN_END = re.compile(r"…|\.\.\.|v\.v")
_DOTS = re.compile(r"…|\.\.\.|,?\s*v\.v[.…]*")


def listings_of(view: View, parts: Sequence[Part]) -> Iterator[Listing]:
    """The lists of one text: a bracket, or what follows a colon, "gồm" or "là" up to the end of the sentence."""
    for index, part in enumerate(parts):
        if not counts_names(part):
            continue
        count = part.whole or part
        tail = view.text[count.item.end : count.item.end + _REACH]
        head = _HEAD.match(tail)
        if not head or (
            _OTHER_NOUN.search(head["noun"]) and "(" in head.group() and not _MEASURED.search(called(part))
        ):
            continue
        if _AMONG.search(head["noun"]):
            continue  # "5 nhóm tăng, trong đó tăng nhiều nhất là nhóm giao thông, …"
        listed = _listed(tail, head)
        if listed is None:
            continue
        start, end = listed
        items = _items(tail[start:end], int(part.figure.value), called(part))
        if not items:
            continue
        offset = count.item.end + start
        inside = [p for p in parts[index + 1 : index + 1 + _MOST] if offset <= p.item.start < offset + (end - start)]
        if any((p.counts and p.figure.measure) or p.role is Role.CHANGE for p in inside if p is not part.whole):
            continue
        spans = tuple(view.span(offset + first, offset + last) for first, last in items)
        open_ended = bool(_OPEN_END.search(tail[start : end + 3]))
        yield Listing(part.figure, spans, view.span(part.item.start, offset + (end - start)), open_ended)


_AMONG = re.compile(r"\btrong (?:số )?đó\b|\b(?:nhiều|cao|lớn|mạnh|thấp|ít) nhất\b", re.IGNORECASE)
_MEASURED = re.compile(r"tiêu chí|chỉ tiêu|cơ quan|địa chỉ|đơn vị")


_BY_ORDER = re.compile(r"\s(?:theo|tại) (?:Quyết định|Nghị quyết|Kế hoạch|Công văn|Thông báo)\b")


def counts_names(part: Part) -> bool:
    """Whether a figure counts things that may be called by name: a whole number from 2 to 60 of places, bodies, documents."""
    figure = part.figure
    if part.role is not Role.SUBJECT or part.is_whole or figure.kind is not FigureKind.QUANTITY or figure.decimals:
        return False
    return figure.scale == 1 and 2 <= figure.value <= _MOST and bool(called(part))


def called(part: Part) -> str:
    """What is counted, if it is something that may be called by name: "dân tộc", "xã"; else ""."""
    own = part.whole or part
    words = f"{own.figure.measure} {own.after[:_NAME_REACH]}".lower().split()[:3]
    if not words or words[0].rstrip(",:(;") not in _FIRST_WORDS:
        return ""
    return next((name for n in (3, 2, 1) if (name := " ".join(words[:n]).rstrip(",:(;")) in _CALLED), "")


def _listed(tail: str, head: re.Match[str]) -> tuple[int, int] | None:
    """Where the list stands: to the bracket's end, or to that of the sentence."""
    start = head.end()
    if "(" in head.group()[len(head["noun"]) :]:
        close = tail.find(")", start)
        return (start, close) if close > 0 else None
    end = re.compile(r"(?<!TP)(?<!St)\.(?=\s|$)|\n|…\.?(?=\s|$)|\.\.\.").search(tail, start)
    stop = end.start() if end else len(tail)
    ordered = _BY_ORDER.search(tail, start, stop)
    stop = ordered.start() if ordered else stop
    semicolon = tail.find(";", start, stop)
    colon = head.group().rstrip().endswith(":")
    if semicolon > 0 and not (colon and "," not in tail[start:semicolon]):
        stop = semicolon
    return start, stop


def _items(text: str, count: int, measure: str) -> list[tuple[int, int]]:
    """The items as places in the list; none where they aren't names, or where "và" leaves their number in doubt.

    "Sở Kế hoạch và Đầu tư" is one name, "Ba Bể và Na Rì" are two: the division that gives the count is taken.
    """
    text = _DOTS.sub(lambda found: " " * len(found.group()), text)
    if ";" in text:
        chosen = _pieces(text, r";")
        doubtful = False
    else:
        by_comma = _pieces(text, r",")
        by_all = _pieces(text, r",|\svà\s")
        chosen = by_comma if count == len(by_comma) else by_all
        doubtful = len(by_comma) < count < len(by_all)
        if measure.lower() == "địa chỉ":
            chosen = _pieces(text, r"\svà\s")
    if len(chosen) < 2 or doubtful:
        return []
    kinds = measure.lower() in _KINDS
    if kinds:
        short = all(len(text[a:b].split()) <= 6 or re.search(r"\d/", text[a:b]) for a, b in chosen)
        return chosen if short else []
    names = all(_NAME.match(text, start) for start, _ in chosen)
    higher = not _HIGHER.match(measure + " ") and any(_HIGHER.match(text, start) for start, _ in chosen)
    return chosen if names and not higher else []


def _pieces(text: str, separators: str) -> list[tuple[int, int]]:
    pieces, at = [], 0
    for match in [*re.finditer(separators, text), None]:
        piece = text[at : match.start() if match else len(text)]
        start = at + len(piece) - len(piece.lstrip())
        if piece.strip():
            pieces.append((start, start + len(piece.strip())))
        at = match.end() if match else len(text)
    return pieces
