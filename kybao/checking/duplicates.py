"""What stands twice: list items, words, sentences."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import compress, islice, pairwise
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
        text = passage.view.text
        if text.count(";") >= 2:
            for start, end in passage.sentences:
                if text.count(";", start, end) >= 2:
                    yield from _repeated_in(reading, passage, start, end)
        if ":" in text or passage.claims:
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
    listings = [claim for claim in passage.claims if isinstance(claim, Listing)]
    for listing in listings:
        yield from _twice(reading, listing.items)
    told = {item for listing in listings for item in listing.items}
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
    text = passage.view.text
    colon = text.find(":", start, end)
    at = colon + 1 if 0 <= colon < text.find(";", start, end) else start
    items: list[tuple[str, int, int]] = []  # the words of each, and where it stands
    for piece in text[at:end].split(";"):
        item = _ELLIPSIS.split(piece, maxsplit=1)[0].rstrip(" .,")
        words = _WORD.findall(item)
        left = at + len(item) - len(item.lstrip())
        if len(words) >= 4 and not any(map(str.isdigit, words)):
            items.append((" ".join(words), left, max(left, at + len(item))))
        at += len(piece) + 1
    lengths = Counter(len(said) for said, _, _ in items)
    seen: dict[object, Span] = {}
    for said, left, right in items:
        if lengths[len(said)] == 1:
            continue  # however it is spelt, like no other one
        span = passage.view.span(left, right)
        twin = seen.setdefault(folded(said), span)
        if twin is not span:
            yield finding(
                reading, "repeated_item", Verdict.CONTRADICTS, span,
                f"“{reading.document.quote(span)}” đã được liệt kê trước đó trong cùng danh sách.", evidence=(twin,),
            )  # fmt: skip


# Words of one syllable that are neither doubled on purpose (luôn luôn, ngày ngày) nor meet across two words of which the
# first ends as the second begins ("Ủy ban ban hành", "thiết bị bị hỏng", "phân công công tác", "hợp tác xã xã Hưng Đạo").
_FUNCTION_WORDS = "được của và các những đã là cho với để sẽ đang nếu nhưng hoặc thì đạt về vào"
_NEVER_TWICE = frozenset(_FUNCTION_WORDS.split())


def check_doubled_words(reading: Reading) -> Iterator[Finding]:
    """ "xếp hạng xếp hạng", "được được": words printed twice over.

    A single syllable counts only if it is never doubled in Vietnamese on purpose (unlike luôn luôn, dần dần); names are left alone.
    """
    yield from _about_itself(reading)
    yield from _clauses_twice(reading)
    for passage, said in _doubled(reading.passages):
        text = passage.view.text
        pattern = rf"(?<![\w/-]){re.escape(said)} ({re.escape(said)})(?![\w/-])"
        for match in re.finditer(pattern, text, re.IGNORECASE):
            (start, end), middle = match.span(), match.start(1)
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


_ABOUT = " về "
_LEAST_PHRASE, _MOST_PHRASE = 4, 8  # words on both sides of "về"


def _about_itself(reading: Reading) -> Iterator[Finding]:
    """ "kiểm tra, giám sát về kiểm tra, giám sát": four words or more that stand on both sides of "về"."""
    for passage in reading.passages:
        text, low = passage.view.text, passage.view.low
        at = low.find(_ABOUT)
        while at >= 0:
            end = at + len(_ABOUT)
            if low[low.rfind(" ", 0, at) + 1 : at] not in low[end : end + 80]:
                at = low.find(_ABOUT, end)
                continue
            before, after = low[max(0, at - 80) : at].split(" "), low[end : end + 80].split(" ")
            for count in range(min(_MOST_PHRASE, len(after)), _LEAST_PHRASE - 1, -1):
                if before[-count:] == [*after[: count - 1], after[count - 1].rstrip(_PUNCTUATION)]:
                    said = " ".join(before[-count:])
                    start, stop = at - len(said), end + len(said)
                    yield finding(
                        reading, "doubled_words", Verdict.CONTRADICTS, passage.view.span(start, stop),
                        f"“{text[start:at]}” đứng cả trước lẫn sau chữ “về”.", text[start:stop], text[start:at],
                    )  # fmt: skip
                    break
            at = low.find(_ABOUT, end)


_COMMA = ", "


def _clauses_twice(reading: Reading) -> Iterator[Finding]:
    """ "86 hộ đăng ký thoát nghèo, 86 hộ đăng ký thoát nghèo, giảm 12 hộ": four words or more between commas, said right before."""
    for passage in reading.passages:
        text, at = passage.view.text, 0
        for one, other in pairwise(passage.view.low.split(_COMMA)):
            at += len(one)
            start = at - len(other)
            if (
                one.endswith(other)
                and other.count(" ") >= _LEAST_PHRASE - 1
                and (text[start - 1 : start] or " ") == " "
            ):
                stop = at + len(_COMMA) + len(other)
                yield finding(
                    reading, "doubled_words", Verdict.CONTRADICTS, passage.view.span(start, stop),
                    f"“{text[start:at]}” bị lặp hai lần liền nhau.", text[start:stop], text[start:at],
                )  # fmt: skip
            at += len(_COMMA)


_STEP_BY_STEP = frozenset({"từng", "mỗi", "đời", "lớp"})  # "từng bước từng bước" is said on purpose
_MOST_DOUBLED = 5  # words


def _doubled(passages: Sequence[Passage]) -> Iterator[tuple[Passage, str]]:
    """Each passage and one to five words of letters, in lower case, that are said twice over in it; each once a passage."""
    words: list[str] = []
    ends: list[int] = []  # where the words of each passage end
    for passage in passages:
        words += passage.view.low.split(" ")
        words += _APART
        ends.append(len(words))
    told: set[tuple[int, str]] = set()
    for count, places in sorted(_repeats(words).items()):
        run = 0
        for place, before in zip(places, (-1, *places), strict=False):
            run = run + 1 if place == before + 1 else 1
            if run == count:
                run = 0
                one = bisect_right(ends, place), " ".join(words[place - count + 1 : place + 1])
                if one not in told:
                    told.add(one)
                    yield passages[one[0]], one[1]


def _repeats(words: Sequence[str]) -> dict[int, list[int]]:
    """The places of words of letters that stand again one word on, two words on, and so up to five."""
    bare = [word.rstrip(_PUNCTUATION) for word in words]
    found: dict[int, list[int]] = {}
    for count in range(1, _MOST_DOUBLED + 1):
        again = compress(range(len(words)), map(eq, words, islice(bare, count, None)))
        if places := [place for place in again if words[place].isalpha()]:
            found[count] = places
    return found


_APART = ("",) * _MOST_DOUBLED  # between the words of two passages
_PUNCTUATION = ',.;:)”"'  # what may follow the second time, not the first: "hành chính, hành chính" isn't said twice


def check_repeated_sentences(reading: Reading) -> Iterator[Finding]:
    """A sentence of a dozen words or more that stands word for word twice: a person must say whether on purpose."""
    seen: dict[str, Span] = {}
    cells = reading.document.table_blocks()
    for passage in reading.passages:
        if passage.view.block in cells:
            continue
        for start, end in passage.sentences:
            if end - start < 2 * _LEAST_WORDS - 1:
                continue
            words = " ".join(passage.view.low[start:end].split())
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
