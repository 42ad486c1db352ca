"""What stands twice: list items, words, sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kybao.checking.finding import Finding, Verdict
from kybao.checking.spelling import folded
from kybao.checking.wording import finding
from kybao.documents.model import Span
from kybao.reading.reading import Passage, Reading
from kybao.reading.sentences import sentences

_WORD = re.compile(r"[^\W_]+")


def check_repeated_items(reading: Reading) -> Iterator[Finding]:
    """An item of a list in running text ("…: A; B; A") stands once. Case, punctuation and tone placement don't tell items apart."""
    for passage in reading.passages:
        text = passage.view.text
        for start, end in sentences(text):
            if text.count(";", start, end) >= 2:
                yield from _repeated_in(reading, passage, start, end)


def _repeated_in(reading: Reading, passage: Passage, start: int, end: int) -> Iterator[Finding]:
    seen: dict[tuple[object, ...], Span] = {}
    text = passage.view.text
    colon = text.find(":", start, end)
    at = colon + 1 if 0 <= colon < text.find(";", start, end) else start
    for piece in text[at:end].split(";"):
        words = _WORD.findall(piece)
        left = at + len(piece) - len(piece.lstrip())
        span = passage.view.span(left, max(left, at + len(piece.rstrip(" .…"))))
        at += len(piece) + 1
        if len(words) < 4 or any(word.isdigit() for word in words):
            continue
        key = tuple(map(folded, words))
        twin = seen.get(key)
        if twin is not None:
            yield finding(
                reading, "repeated_item", Verdict.CONTRADICTS, span,
                f"“{reading.document.quote(span)}” đã được liệt kê trước đó trong cùng danh sách.", evidence=(twin,),
            )  # fmt: skip
        else:
            seen[key] = span


# One to five words and at once the same again; linear, since every word is bounded and the repeat is literal.
_TWICE = re.compile(r"(?<![\w/-])((?:[^\W\d_]{1,15} ){0,4}[^\W\d_]{1,15}) {1,3}(\1)(?![\w/-])", re.IGNORECASE)
# Words of one syllable that are neither doubled on purpose (luôn luôn, ngày ngày) nor meet across two words of which the
# first ends as the second begins ("Ủy ban ban hành", "thiết bị bị hỏng", "phân công công tác", "hợp tác xã xã Hưng Đạo").
_NEVER_TWICE = frozenset("được của và các những đã là cho với để sẽ đang nếu nhưng hoặc thì đạt về vào".split())


def check_doubled_words(reading: Reading) -> Iterator[Finding]:
    """ "xếp hạng xếp hạng", "được được": words printed twice over.

    A single syllable counts only if it is never doubled in Vietnamese on purpose (unlike luôn luôn, dần dần); names are left alone.
    """
    for passage in reading.passages:
        for match in _TWICE.finditer(passage.view.text):
            once, again = match.group(1), match.group(2)
            words = once.split()
            counted = (
                once.lower() == "số" and passage.view.text[max(0, match.start() - 5) : match.start()].lower() == "tổng "
            )
            if len(words) == 1 and once.lower() not in _NEVER_TWICE and not counted:
                continue
            if all(word[0].isupper() for word in words) or (again[0].isupper() and not once[0].isupper()):
                continue
            if len(words) > 1 and len({word.lower() for word in words}) == 1:
                continue
            span = passage.view.span(match.start(), match.end())
            yield finding(
                reading, "doubled_words", Verdict.CONTRADICTS, span, f"“{once}” bị lặp hai lần liền nhau.", match.group(), once
            )  # fmt: skip


def check_repeated_sentences(reading: Reading) -> Iterator[Finding]:
    """A sentence of a dozen words or more that stands word for word twice: a person must say whether on purpose."""
    seen: dict[tuple[str, ...], Span] = {}
    cells = reading.document.table_blocks()
    for passage in reading.passages:
        if passage.view.block in cells:
            continue
        text = passage.view.text
        for start, end in sentences(text):
            if end - start < 50:
                continue
            words = tuple(_WORD.findall(text[start:end].lower()))
            if len(words) < 12:
                continue
            span = passage.view.span(start, end)
            if words in seen:
                yield finding(
                    reading, "repeated_sentence", Verdict.UNDECIDED, span,
                    "Câu này đã có nguyên văn ở phần trước của văn bản; cần xem có bị lặp không.", evidence=(seen[words],),
                )  # fmt: skip
            else:
                seen[words] = span
