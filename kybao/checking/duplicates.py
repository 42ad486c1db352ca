"""What stands twice: list items, words, sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from operator import eq

from kybao.checking.finding import Finding, Verdict
from kybao.checking.spelling import folded
from kybao.checking.wording import finding
from kybao.documents.model import BlockKind, Span
from kybao.reading.claim import Listing
from kybao.reading.letters import UPPER
from kybao.reading.reading import Passage, Reading

_WORD = re.compile(r"[^\W_]+")
_ELLIPSIS = re.compile(r"…|\.\.\.")
_LEAST_WORDS = 12  # of a sentence whose repetition is worth a look: shorter ones are formulas


def check_repeated_items(reading: Reading) -> Iterator[Finding]:
    """An item of a list in running text ("…: A; B; A") stands once. Case, punctuation and tone placement don't tell items apart."""
    for passage in reading.passages:
        for start, end in passage.sentences:
            if passage.view.text.count(";", start, end) >= 2:
                yield from _repeated_in(reading, passage, start, end)
        yield from _repeated_names(reading, passage)
    yield from _repeated_lines(reading)


def _repeated_lines(reading: Reading) -> Iterator[Finding]:
    """A line of four words or more that stands word for word twice in one list of lines."""
    seen: dict[str, Span] = {}
    for block in reading.document.blocks:
        if block.kind is not BlockKind.ITEM:
            seen = {}
            continue
        words = " ".join(block.text.lower().strip(" .;,").split())
        if words.count(" ") < _LINE_WORDS - 1:
            continue
        span = Span(block.index, 0, len(block.text))
        twin = seen.setdefault(words, span)
        if twin is not span:
            yield finding(
                reading, "repeated_item", Verdict.CONTRADICTS, span,
                f"“{block.text.strip()}” đã được liệt kê trước đó trong cùng danh sách.", evidence=(twin,),
            )  # fmt: skip


_LINE_WORDS = 4


_NAMES = re.compile(rf":\s*((?:[{UPPER}]\w*(?: [{UPPER}0-9]\w*){{1,5}}|[^\W\d_]{{2,8}} \d{{1,4}}),(?:[^.;:]*))")


def _repeated_names(reading: Reading, passage: Passage) -> Iterator[Finding]:
    """A name that stands twice in a list of names ("các tuyến: A, B, A, C"), or in the lines of one list."""
    for claim in passage.claims:
        if isinstance(claim, Listing):
            yield from _twice(reading, claim.items)
    told = {item for claim in passage.claims if isinstance(claim, Listing) for item in claim.items}
    for match in _NAMES.finditer(passage.view.text):
        at, spans = match.start(1), list[Span]()
        for piece in match.group(1).split(","):
            left = at + len(piece) - len(piece.lstrip())
            spans.append(passage.view.span(left, max(left, at + len(piece.rstrip()))))
            at += len(piece) + 1
        if len(spans) >= 4 and not told & set(spans):
            yield from _twice(reading, spans)


def _twice(reading: Reading, items: Sequence[Span]) -> Iterator[Finding]:
    seen: dict[str, Span] = {}
    for span in items:
        words = reading.document.quote(span).strip()
        twin = seen.setdefault(words.lower(), span)
        if twin is not span and len(words) > 2:
            yield finding(
                reading, "repeated_item", Verdict.CONTRADICTS, span,
                f"“{words}” đã được liệt kê trước đó trong cùng danh sách.", evidence=(twin,),
            )  # fmt: skip


def _repeated_in(reading: Reading, passage: Passage, start: int, end: int) -> Iterator[Finding]:
    seen: dict[object, Span] = {}
    text = passage.view.text
    colon = text.find(":", start, end)
    at = colon + 1 if 0 <= colon < text.find(";", start, end) else start
    for piece in text[at:end].split(";"):
        item = _ELLIPSIS.split(piece, maxsplit=1)[0].rstrip(" .,")
        words = _WORD.findall(item)
        left = at + len(item) - len(item.lstrip())
        span = passage.view.span(left, max(left, at + len(item)))
        at += len(piece) + 1
        if len(words) < 4 or any(word.isdigit() for word in words):
            continue
        key = folded(" ".join(words))
        twin = seen.get(key)
        if twin is not None:
            yield finding(
                reading, "repeated_item", Verdict.CONTRADICTS, span,
                f"“{reading.document.quote(span)}” đã được liệt kê trước đó trong cùng danh sách.", evidence=(twin,),
            )  # fmt: skip
        else:
            seen[key] = span


# Words of one syllable that are neither doubled on purpose (luôn luôn, ngày ngày) nor meet across two words of which the
# first ends as the second begins ("Ủy ban ban hành", "thiết bị bị hỏng", "phân công công tác", "hợp tác xã xã Hưng Đạo").
_FUNCTION_WORDS = "được của và các những đã là cho với để sẽ đang nếu nhưng hoặc thì đạt về vào"
_NEVER_TWICE = frozenset(_FUNCTION_WORDS.split())


def check_doubled_words(reading: Reading) -> Iterator[Finding]:
    """ "xếp hạng xếp hạng", "được được": words printed twice over.

    A single syllable counts only if it is never doubled in Vietnamese on purpose (unlike luôn luôn, dần dần); names are left alone.
    """
    for passage in reading.passages:
        text = passage.view.text
        for start, middle, end in _doubled(text):
            once, words = text[start : middle - 1], text[start : middle - 1].split()
            named = text[max(0, start - 5) : start].lower() == "viện "  # "Viện kiểm sát kiểm sát điều tra"
            if named:
                continue
            counted = once.lower() == "số" and text[max(0, start - 5) : start].lower() == "tổng "
            if len(words) == 1 and once.lower() not in _NEVER_TWICE and not counted:
                continue
            if all(word[0].isupper() for word in words) or (text[middle].isupper() and not once[0].isupper()):
                continue
            if len(words) > 1 and (len({word.lower() for word in words}) == 1 or words[0].lower() in _STEP_BY_STEP):
                continue
            span = passage.view.span(start, end)
            yield finding(
                reading, "doubled_words", Verdict.CONTRADICTS, span, f"“{once}” bị lặp hai lần liền nhau.", text[start:end], once
            )  # fmt: skip


_STEP_BY_STEP = frozenset({"từng", "mỗi", "đời", "lớp"})  # "từng bước từng bước" is said on purpose
_MOST_DOUBLED = 5  # words


def _doubled(text: str) -> Iterator[tuple[int, int, int]]:
    """Where one to five words of letters are followed by the same: (start, start of the second, end)."""
    words = text.lower().split(" ")
    if len(words) < 2:
        return
    ends = [word.rstrip(_PUNCTUATION) for word in words]
    told: set[str] = set()
    for count in range(1, _MOST_DOUBLED + 1):
        same = list(map(eq, words, islice(ends, count, None)))
        if True not in same:
            continue
        run = 0
        for index, equal in enumerate(same):
            run = run + 1 if equal and words[index].isalpha() else 0
            if run == count:
                run = 0
                once = " ".join(words[index - count + 1 : index + 1])
                if once not in told:
                    told.add(once)
                    pattern = rf"(?<![\w/-]){re.escape(once)} ({re.escape(once)})(?![\w/-])"
                    for match in re.finditer(pattern, text, re.IGNORECASE):
                        yield match.start(), match.start(1), match.end()


_PUNCTUATION = ',.;:)”"'  # what may follow the second time, not the first: "hành chính, hành chính" isn't said twice


def check_repeated_sentences(reading: Reading) -> Iterator[Finding]:
    """A sentence of a dozen words or more that stands word for word twice: a person must say whether on purpose."""
    seen: dict[str, Span] = {}
    cells = reading.document.table_blocks()
    for passage in reading.passages:
        if passage.view.block in cells:
            continue
        for start, end in passage.sentences:
            words = " ".join(passage.view.text[start:end].lower().split())
            if words.count(" ") + 1 < _LEAST_WORDS:
                continue
            span = passage.view.span(start, end)
            if words in seen:
                yield finding(
                    reading, "repeated_sentence", Verdict.UNDECIDED, span,
                    "Câu này đã có nguyên văn ở phần trước của văn bản; cần xem có bị lặp không.", evidence=(seen[words],),
                )  # fmt: skip
            else:
                seen[words] = span
