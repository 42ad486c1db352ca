"""Totals and their parts: "27 trường hợp, trong đó: 17 …; 08 …; 02 …", "gồm", brackets, closing totals, remainders.

What a word announces is read as announced, whether it adds up or not. Where no word does, the figures themselves must
show it: a run of like figures right behind (or before) another that add up to it exactly.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, auto
from itertools import combinations, pairwise

from kybao.reading.claim import Breakdown
from kybao.reading.clauses import Part, Role
from kybao.reading.comparisons import covers, noun_behind, same_measure
from kybao.reading.figure import Qualifier
from kybao.reading.measures import MONEY, dimension
from kybao.reading.view import View

_MOST_PARTS = 60  # of one total: a longer run of figures is no breakdown
_REACH = 400  # characters from a total to its first part
_BACK = 8  # figures back among which a total is looked for
_RUN = 12  # figures that may add up where no word announces it


class Opening(Enum):
    ALL = auto()  # gồm, bao gồm, chia ra
    SOME = auto()  # trong đó
    BRACKET = auto()
    COLON = auto()
    AMONG = auto()  # "Trong 24 chỉ tiêu, có 20 … , 05 …"


_SOME_WORDS = re.compile(r"\btrong (?:số đó|số này|đó|số (?:[^\W\d_]+ ){1,5}?có\b(?=[^,;.]*$))\b", re.IGNORECASE)
_ALL_WORDS = re.compile(
    r"(?<!không )(?<!chưa )(?<!kinh phí )\b(?:bao gồm|gồm(?: có)?|chia ra|cụ thể(?: là)?|trong đó gồm|chia thành)\b",
    re.IGNORECASE,
)
_AMONG = re.compile(r"(?:^|[.;]\s*)trong(?: tổng)?(?: số)?\s*$", re.IGNORECASE)
_COLON = re.compile(r"(?!\s*[,;])[^;.:()]{0,60}:\s*(?:[^\W\d_]|$)[^:]*$")
_REST = re.compile(
    r"(?<!không )(?<!xuống )(?<!giảm )\bcòn(?: lại)?(?: là| tồn| nợ| thiếu)?(?:\s+(?!tăng|giảm)\w+){0,8}\s*$|\bsố còn lại\b[^;.]*$",
    re.IGNORECASE,
)
_LEFT = re.compile(r"[^;.,(]{0,20}\bcòn (?:lại|trong hạn)\b", re.IGNORECASE)
# A bracket that tells of another time or of the plan divides nothing.
_ANOTHER_TIME = re.compile(
    r"\(\s*(?:cùng kỳ|CK|kỳ trước|năm (?:học )?trước|tháng trước|quý (?:trước|[IV\d]+/\d{4})|KH|kế hoạch|DT|dự toán|chỉ tiêu)\b[^;()]*$",
    re.IGNORECASE,
)
_PAST_VALUE = re.compile(r"\bso(?: với)?\s[^;()]{3,50}\(\s*$", re.IGNORECASE)  # "vượt xa so với cùng kỳ (35 triệu USD)"
_CLOSING = re.compile(
    r"\b(?:tổng(?: cộng| số| hợp| kinh phí| diện tích| giá trị)?|"
    r"cộng(?: chung)?|tất cả|tính chung)\b[^,;:()]{0,60}:?\s*$",
    re.IGNORECASE,
)
_CLOSED = re.compile(
    r"(?:tổng cộng|cộng chung|tổng(?: số)?(?: tiền| kinh phí| vốn)?(?: là)?|"
    r"tổng cộng các khoản|cộng)\s*:?\s*$|trên (?:là|đạt)\s*$|các (?:khoản|loại)[^,;:()]{0,20}$",
    re.IGNORECASE,
)
_OF_TOTAL = re.compile(r"(?:[/%]|\b(?:trên|trong|của|so với|chiếm))\s*tổng\b[^,;:()]*$", re.IGNORECASE)
_NEGATED = re.compile(r"\b(?:không|chưa)\s+((?:[^\W\d_]+ ?){1,4})", re.IGNORECASE)
_WITH = re.compile(
    r"\bvới (?:tổng )?(?:số tiền|diện tích|kinh phí|chiều dài|giá trị|số vốn)|\bbình quân\b", re.IGNORECASE
)
_LIST_WORDS = re.compile(r"\b(?:trong (?:số )?đó|gồm|cụ thể)\s*:?|[;.]\s", re.IGNORECASE)


# "mỗi khẩu 15 kg": an amount for each, no part of a total.
_EACH = re.compile(r"\bmỗi\s[^,;.()]{1,40}$", re.IGNORECASE)


def _is_for_each(part: Part) -> bool:
    return "mỗi" in part.low and _EACH.search(part.before) is not None


@dataclass(slots=True)
class _Found:
    total: Part
    parts: tuple[Part, ...]
    complete: bool = False
    bracketed: bool = False
    remainder: bool = False


def breakdowns_of(view: View, parts: Sequence[Part]) -> Iterator[Breakdown]:
    """All breakdowns of a text, announced ones first; each total with the same parts once."""
    counted = [part for part in parts if part.counts and not part.is_whole and not _is_for_each(part)]
    announced = list(_announced(view.text, parts, counted))
    found = [*announced, *_remainders(counted, announced)]
    found += _complements(counted, found)
    found += _adding_up(parts, counted, found)
    found += _closed(counted, found)
    found += _of_wholes(found)
    nearest: dict[tuple[Decimal, tuple[int, ...]], _Found] = {}
    for one in _without_begun(found):
        if one.parts:
            key = (one.total.figure.value, tuple(part.item.start for part in one.parts))
            nearest[key] = min(nearest.get(key, one), one, key=_distance)
    for one in nearest.values():
        first = min(one.total.item.start, one.parts[0].item.start)
        last = max(one.total.item.end, one.parts[-1].item.end)
        yield Breakdown(
            one.total.figure,
            tuple(part.figure for part in one.parts),
            view.span(first, last),
            one.complete,
            one.bracketed,
            one.remainder,
        )


def until_full(total: Part, chosen: Sequence[Part]) -> tuple[Part, ...]:
    """The parts up to where they make the total: what follows then belongs to another one."""
    value = Decimal(0)
    for count, part in enumerate(chosen, start=1):
        value += part.figure.value
        if count >= 2 and value == total.figure.value:
            return tuple(chosen[:count])
    return tuple(chosen)


def _added(parts: Sequence[Part]) -> Decimal:
    return sum((part.figure.value for part in parts), Decimal(0))


def _distance(one: _Found) -> int:
    return abs(one.total.item.start - one.parts[0].item.start)


def _without_begun(found: Sequence[_Found]) -> Iterator[_Found]:
    """Leaves out what another goes on with and fills: "Trong đó, thu nội địa 28 tỷ đồng. Thu xuất nhập khẩu 15 tỷ đồng"."""
    full: defaultdict[int, list[_Found]] = defaultdict(list)
    for one in found:
        if _added(one.parts) == one.total.figure.value:
            full[one.total.item.start].append(one)
    for one in found:
        others = full[one.total.item.start][:_BACK]
        if one.complete or not any(_goes_further(one, other) for other in others):
            yield one


def _goes_further(one: _Found, other: _Found) -> bool:
    count = len(one.parts)
    return len(other.parts) > count and other.parts[:count] == one.parts


# Announced breakdowns


def _announced(text: str, parts: Sequence[Part], counted: Sequence[Part]) -> Iterator[_Found]:
    place = {part.item.start: number for number, part in enumerate(counted)}
    for index, first in enumerate(parts):
        number = place.get(first.item.start)
        if number is None:
            continue
        opening = _opening(first, *_before(text, parts, index))
        if opening is None or number == 0:
            continue
        if opening is Opening.BRACKET and text[first.item.start].isalpha():
            continue  # "13.503.000 đồng (Mười ba triệu, năm trăm linh ba nghìn đồng)"
        following = _list(text, counted, number, opening)
        for total, chosen in _by_measure(text, counted, number, following, opening):
            chosen = until_full(total, _up_to(total, chosen) if opening is Opening.SOME else chosen)
            total = _whole_of(total, chosen)
            if opening is Opening.SOME and len(chosen) > 1:
                chosen = chosen[:1] if len(chosen) > 2 and _makes_first(chosen) else _apart(total, chosen)
            least = (
                1
                if opening is Opening.SOME
                or (opening is Opening.BRACKET and same_measure(total.figure.measure, chosen[0].figure.measure))
                else 2
            )
            if len(chosen) == 1 and total.whole is not None and chosen[0].whole is None:
                continue
            if len(chosen) == 1 and total.whole is None and chosen[0].whole is not None and opening is Opening.BRACKET:
                continue  # "38 vụ (38/45 vụ)"
            if _outsized(total, chosen) > _OUTSIZED.get(opening, len(chosen)):
                continue
            if len(chosen) < least or (len(chosen) == 1 and chosen[0].figure.value > total.figure.value):
                continue
            complete = (opening is Opening.ALL and not _is_select(first, total, chosen)) or (
                len(chosen) > 1 and bool(_REST.search(chosen[-1].before) or (len(chosen) == 2 and _pair(*chosen)))
            )
            yield _Found(total, chosen, complete, opening in (Opening.BRACKET, Opening.COLON))


def _apart(total: Part, chosen: Sequence[Part]) -> tuple[Part, ...]:
    """ "286 thôn, trong đó có 274 thôn, bản, có 32 thôn đặc biệt khó khăn": two that are more than the total may overlap."""
    overlap = len(chosen) == 2 and _added(chosen) > total.figure.value and _ALSO.search(chosen[1].before) is not None
    return tuple(chosen[:1] if overlap else chosen)


_ALSO = re.compile(r",\s(?:và )?có\s*$", re.IGNORECASE)


def _is_select(first: Part, total: Part, chosen: Sequence[Part]) -> bool:
    """ "5.800 người. Cụ thể, việc làm mới 1.830 lao động, xuất khẩu lao động 101 người": some of them, by far not all."""
    return _IN_DETAIL.match(first.before) is not None and len(chosen) == 2 and _added(chosen) * 2 < total.figure.value


_IN_DETAIL = re.compile(r"\s*cụ thể\s?,", re.IGNORECASE)


def _makes_first(chosen: Sequence[Part]) -> bool:
    """ "7.150 đơn, trong đó 5.590 đơn đủ điều kiện với 650 đơn khiếu nại, 280 đơn tố cáo và 4.660 đơn kiến nghị"."""
    return _added(chosen[1:]) == chosen[0].figure.value


def _up_to(total: Part, chosen: Sequence[Part]) -> Sequence[Part]:
    """The parts before one that is more than the total: "8.500 hồ sơ, trong đó 7.660 …; các huyện tiếp nhận 13.000 hồ sơ"."""
    over = next((at for at, part in enumerate(chosen) if at and part.figure.value > total.figure.value), len(chosen))
    return chosen[:over]


def _whole_of(total: Part, chosen: Sequence[Part]) -> Part:
    """The y of an x/y where the parts make that: "09/15 xã đạt chuẩn. Cụ thể: 09 xã …, 02 xã …, 04 xã …"."""
    whole = total.whole
    return whole if whole is not None and _added(chosen) == whole.figure.value != total.figure.value else total


def _before(text: str, parts: Sequence[Part], index: int) -> tuple[Part | None, str]:
    """The part before one on its level or above it, and the words between; a bracket that closed by then is passed over."""
    first = parts[index]
    at = index - 1
    while (
        at > max(0, index - _BACK)
        and parts[at].sentence == first.sentence
        and parts[at].depth > first.depth
        and not parts[at].counts
    ):
        at -= 1
    if at == index - 1 or at < 0:
        return (parts[at] if at >= 0 else None), first.before
    start = parts[at + 1].item.start - len(parts[at + 1].before)
    return parts[at], _outside(text[start : first.item.start])


# How many parts of a list that no word announces may be more than its total: one in a bracket may be a slip.
_OUTSIZED = {Opening.COLON: 0, Opening.BRACKET: 1}


def _outsized(total: Part, chosen: Sequence[Part]) -> int:
    return sum(part.figure.value > total.figure.value for part in chosen)


def _opening(first: Part, previous: Part | None, words: str) -> Opening | None:
    """The words that announce a list which begins with this figure."""
    if previous is None:
        return None
    outside = words.rsplit("(", 1)[-1] if first.depth > previous.depth else words
    if some := _SOME_WORDS.search(words):
        if ";" in words[some.end() :]:
            return None  # "…, trong đó các xã vùng cao đã xong; các xã vùng thấp 245 ha"
        return Opening.ALL if _ALL_WORDS.search(words) else Opening.SOME
    if announced := _ALL_WORDS.search(words):
        anew = first.sentence != previous.sentence and len(words[: announced.start()].split()) > _ANAPHORA
        return None if anew else Opening.ALL
    if first.sentence != previous.sentence:
        return None
    if first.depth > previous.depth and not re.search(r"[;.]", outside):
        return None if _ANOTHER_TIME.search(words) or _PAST_VALUE.search(words) else Opening.BRACKET
    if _AMONG.search(previous.before) and previous.counts:
        return Opening.AMONG
    return (
        Opening.COLON
        if (_COLON.match(words) and not previous.is_whole) or (_COLON.match(words) and ":" in words[:3])
        else None
    )


def _list(text: str, counted: Sequence[Part], number: int, opening: Opening) -> list[Part]:
    """The figures on the level of the first part, until the list ends."""
    first = counted[number]
    chosen = [first]
    mark = ""
    # "8 vụ, làm chết 2 người; 44 vụ, …": what else an item tells separates no items.
    ahead = counted[number + 1 : number + _BACK]
    lone = not any(same_measure(part.figure.measure, first.figure.measure) for part in ahead)
    for at in range(number + 1, min(len(counted), number + _MOST_PARTS)):
        part, before = counted[at], counted[at - 1]
        if part.path[: len(first.path)] != first.path:
            break
        if part.depth > first.depth:
            continue
        between = _outside(text[chosen[-1].item.end : part.item.start])
        if part.sentence != first.sentence and not _goes_on(first, part, before):
            break
        if _SOME_WORDS.search(between) or _ALL_WORDS.search(between) or _ends_list(part.before):
            break
        if part.figure.qualifier in (Qualifier.FROM, Qualifier.TO) or _LESS.search(part.before):
            continue
        here = (
            "."
            if part.sentence != before.sentence
            else ";"
            if ";" in between
            else ","
            if _COMMA.search(between)
            else ""
        )
        alike = lone or same_measure(part.figure.measure, first.figure.measure)
        if here in (";", ".") and mark == "," and opening is not Opening.BRACKET:
            break
        mark = mark or (here if alike else "")
        chosen.append(part)
    return chosen


def _ends_list(words: str) -> bool:
    return _CLOSED.search(words) is not None and not words.rstrip().endswith("các loại")


# "thu nội địa 20 tỷ đồng …; thu nội địa không kể tiền sử dụng đất 19 tỷ đồng": no part beside the one that it is of.
_LESS = re.compile(r"\b(?:không|chưa) (?:kể|tính|bao gồm)\b[^;.()]{0,80}$", re.IGNORECASE)
_SHORT_LABEL = 4  # words of a part that is a sentence by itself
_ANAPHORA = 4  # words before "gồm" in a new sentence that may still speak of the sentence before
_COMMA = re.compile(r",|\bvà\b")


def _outside(words: str) -> str:
    """The words between two figures without what stands in brackets between them."""
    return re.sub(r"\([^()]*\)", "", words)


def _goes_on(first: Part, part: Part, before: Part) -> bool:
    """Parts in the sentences after: those that begin with the same words as the first part, or after "Trong đó"."""
    if part.sentence == before.sentence:
        return True
    if re.match(r"\s*trong (?:số )?đó\b", part.before, re.IGNORECASE):
        return True
    if first.whole is not None and part.whole is not None and len(part.before.split()) <= _SHORT_LABEL:
        return True  # "Trong đó lúa 40/38 ha. Đậu 25/25 ha. Ngô 31/35 ha."
    head = _head(_LIST_WORDS.split(first.before)[-1])
    return bool(head) and _head(part.before) == head


def _head(words: str) -> str:
    """The first two words of a label, by which parallel parts are known."""
    found = re.findall(r"\w+", words.lower())[:2]
    return " ".join(found) if len(found) == 2 else ""


def _by_measure(
    text: str, counted: Sequence[Part], number: int, following: Sequence[Part], opening: Opening
) -> Iterator[tuple[Part, tuple[Part, ...]]]:
    """A total for each measure in the list: "36 vụ/41 đối tượng (ma túy 14 vụ/16 đối tượng; …)" has two."""
    first = following[0]
    totals = list(_totals(text, counted, number, opening))
    if opening is Opening.SOME and any(t.sentence == first.sentence and not t.depth for t in totals[:1]):
        totals = [total for total in totals if total.sentence == first.sentence]
    named = _NAMED_TOTAL.search(first.before)
    if named:
        totals = [total for total in totals if covers(named.group(1), total)] or totals
    totals = _called_alike(first, totals)
    bare = opening is Opening.BRACKET and len(following) > 2 and not any(part.figure.measure for part in following)
    mixed = not first.depth and len({_cumulative(part) for part in following}) > 1
    taken: set[int] = set()
    for measure, basis in dict.fromkeys((part.figure.measure, _cumulative(part)) for part in following):
        fitting = [
            t for t in totals if same_measure(t.figure.measure, measure) or (not measure and (bare or _plain(t)))
        ]
        fitting = fitting or [t for t in totals if t.whole and not t.figure.measure and measure in t.figure.topic]
        alike = [t for t in fitting if _cumulative(t) == basis] if mixed else []
        total = next(iter(alike or fitting), None)
        if total is None or total.item.start in taken:
            continue
        if (
            opening is Opening.SOME
            and total.sentence != first.sentence
            and total.figure.value < following[0].figure.value
        ):
            continue  # "10 dự án mới; 1 dự án cũ. Trong số này, có 9 dự án …"
        rivals = [t for t in fitting if t.sentence == total.sentence and t.depth == total.depth and t.whole is None]
        if len(rivals) > 1 and taken and not mixed:
            continue  # "làm 27 người chết, 37 người bị thương. Trong đó, 8 vụ …, chết 2 người, bị thương 20 người"
        own = tuple(
            p
            for p in following
            if (same_measure(p.figure.measure, total.figure.measure or measure) or not p.figure.measure)
            and (p is first or not _BELONGING.search(p.before))
        )
        if mixed and len({_cumulative(t) for t in fitting}) > 1:
            own = tuple(p for p in own if _cumulative(p) == basis)
        if own and len(own) < len(following) and not taken and _kinds(text, following):
            together = _added(following) == total.figure.value
            own = tuple(following) if own[0] is not first or (together and opening is not Opening.SOME) else own
        if _of_one_kind(total, own):
            taken.add(total.item.start)
            yield total, _ratios_alike(own)
    if taken or not totals:
        return
    # "146 văn bản: 38 quyết định, 21 báo cáo": things called by a kind of their own
    total = totals[0]
    called = dimension(total.figure.measure) == "count" and len(following) > 1 and _kinds(text, following)
    called = called and all(part.figure.value <= total.figure.value for part in following)
    if called and (opening is not Opening.SOME or len({p.figure.measure for p in following}) < len(following)):
        yield total, tuple(following)


def _called_alike(first: Part, totals: Sequence[Part]) -> list[Part]:
    """The totals that may be meant, those of what the first part counts first: "49 người chết. … Cụ thể, Lào Cai 5 người chết"."""
    noun = noun_behind(first).partition(" ")[0]
    near = [total for total in totals if first.sentence - total.sentence <= 1]
    if near and first.depth > near[0].depth and same_measure(near[0].figure.measure, first.figure.measure):
        return near  # "2.886 đơn (gồm 359 đơn khiếu nại; …)"
    named = [total for total in totals if noun and noun_behind(total).partition(" ")[0] == noun]
    if not named or named[0] in near[:1]:
        return near
    alike = [total for total in named if total.figure.measure == first.figure.measure]
    return [*alike, *(total for total in near if total not in alike)]


def _cumulative(part: Part) -> bool:
    return part.figure.basis == "luỹ kế"


def _kinds(text: str, following: Sequence[Part]) -> bool:
    """Whether every item of a list counts one thing: "3.140 trẻ em, 2.512 bệnh nhân nặng"."""
    counts = all(dimension(part.figure.measure) == "count" and not _WITH.search(part.before) for part in following)
    return counts and _one_each(text, following)


_BELONGING = re.compile(r"\bthuộc(?: địa bàn)?\s*$", re.IGNORECASE)  # "8 huyện … (trong đó 20 xã thuộc 5 huyện)"
_NAMED_TOTAL = re.compile(r"\btrong số ((?:[^\W\d_]+ ){1,4}?)có\b", re.IGNORECASE)


def _plain(total: Part) -> bool:
    return dimension(total.figure.measure) == "count"


def _of_one_kind(total: Part, own: Sequence[Part]) -> bool:
    money = total.figure.measure in MONEY
    if "/" in total.figure.measure:
        return False  # "58 tạ/ha; trong đó huyện A 61 tạ/ha": no rate is made of rates
    return bool(own) and all((part.figure.measure in MONEY) == money or not part.figure.measure for part in own)


def _ratios_alike(own: tuple[Part, ...]) -> tuple[Part, ...]:
    """ "trong đó đủ điều kiện 70 đơn; đã giải quyết 62/70 đơn": a stage of what went before, no further part."""
    if own[0].whole is not None:
        return own
    kept: list[Part] = []
    for part in own:
        if part.whole is not None and part.whole.figure.value in {p.figure.value for p in kept}:
            break
        kept.append(part)
    return tuple(kept)


def _one_each(text: str, mixed: Sequence[Part]) -> bool:
    """Whether the parts stand one an item: a comma, a semicolon or "và" between any two, no slash."""
    return all(
        re.search(r"[,;.]|\bvà\b", text[one.item.end : other.item.start])
        and "/" not in text[one.item.end : other.item.start]
        for one, other in pairwise(mixed)
    )


def _totals(text: str, counted: Sequence[Part], number: int, opening: Opening) -> Iterator[Part]:
    """Figures that the list may divide, nearest first: before it, in no bracket that is closed by then."""
    first = counted[number]
    named = _SOME_WORDS.search(first.before)
    for at in range(number - 1, max(-1, number - 1 - _BACK), -1):
        total = counted[at]
        if first.item.start - total.item.end > _REACH or first.sentence - total.sentence > 2:
            return
        if total.path != first.path[: len(total.path)]:
            continue
        if opening is Opening.BRACKET and total.depth >= first.depth:
            continue
        if opening in (Opening.COLON, Opening.AMONG, Opening.BRACKET):
            if total.sentence != first.sentence:
                return
            if (
                ";" in _outside(text[total.item.end : first.item.start]).split("(", 1)[0]
                and opening is not Opening.AMONG
            ):
                return
        if total.figure.qualifier is Qualifier.UNDER:
            continue
        if named and total.figure.qualifier in (Qualifier.FROM, Qualifier.TO):
            continue
        yield total


# Remainders


def _is_left(rest: Part) -> bool:
    words = rest.before.rsplit(",", 1)[-1].rsplit(";", 1)[-1]
    return ("còn" in rest.low and _REST.search(words) is not None) or _LEFT.match(rest.after) is not None


def _remainders(counted: Sequence[Part], announced: Sequence[_Found]) -> Iterator[_Found]:
    """ "Kinh phí 5,6 tỷ đồng, đã chi 4,2 tỷ đồng, còn 1,5 tỷ đồng"; "152/180 hồ sơ …; còn 28 hồ sơ đang thẩm định"."""
    known = {part.item.start for one in announced if len(one.parts) > 1 for part in one.parts}
    for number, rest in enumerate(counted):
        if rest.depth or number == 0 or not _is_left(rest):
            continue
        before = [
            p for p in counted[max(0, number - _BACK) : number] if rest.sentence - p.sentence <= 1 and not p.depth
        ]
        ratio = before[-1] if before and before[-1].whole is not None else None
        if ratio is not None and ratio.whole is not None:
            if same_measure(ratio.whole.figure.measure, rest.figure.measure) or not rest.figure.measure:
                yield _Found(ratio.whole, (ratio, rest), True, remainder=True)
            continue
        like = [p for p in before if same_measure(p.figure.measure, rest.figure.measure)]
        if done := next((p for p in reversed(like) if _is_rest_of(p, rest)), None):
            yield _Found(done.whole or done, (done, rest), True, remainder=True)
            continue
        if len(like) < 2 or rest.item.start in known:
            continue
        left = _left_of(like, rest)
        if left is not None and not _BALANCES.search(left[0].before + rest.before):
            yield _Found(left[0], (*left[1:], rest), True, remainder=True)


_BALANCES = re.compile(r"\b(?:đầu|cuối) (?:năm|kỳ)\b", re.IGNORECASE)


def _is_rest_of(done: Part, rest: Part) -> bool:
    """ "Thực hiện 45/50 chỉ tiêu, trong đó …; còn 5 chỉ tiêu chưa đạt"."""
    return done.whole is not None and done.figure.value + rest.figure.value == done.whole.figure.value


def _left_of(like: Sequence[Part], rest: Part) -> tuple[Part, ...] | None:
    """The total of which something is left, and what was taken from it: one figure, or several in one sentence."""
    done = like[-1]
    exact = [t for t in like[:-1] if t.figure.value == done.figure.value + rest.figure.value]
    exact = [t for t in exact if t.whole is None] or exact
    if exact:
        return exact[-1], done
    run = [part for part in like if part.sentence == rest.sentence]
    if len(run) > 2 and run[0].whole is None:
        value = sum((part.figure.value for part in run[1:]), rest.figure.value)
        near = abs(value - run[0].figure.value) * 8 < run[0].figure.value
        return tuple(run) if near else None
    nearest = [t for t in like[-2:-1] if t.figure.value > max(done.figure.value, rest.figure.value)]
    return (nearest[-1], done) if nearest and done.sentence == rest.sentence else None


# Closing totals


def _closed(counted: Sequence[Part], found: Sequence[_Found]) -> Iterator[_Found]:
    """ "thu thuế 86,5 tỷ đồng; thu đất 24,2 tỷ đồng; tổng cộng 110,7 tỷ đồng": the parts stand before their total."""
    children = {part.item.start for one in found for part in one.parts}
    has_parts = {one.total.item.start for one in found}
    for number, total in enumerate(counted):
        if number < 2 or total.depth or total.item.start in has_parts or not _CLOSING.search(total.before):
            continue
        starts_sentence = counted[number - 1].sentence != total.sentence
        run: list[Part] = []
        value = Decimal(0)
        fitting: list[Part] = []
        for part in reversed(counted[max(0, number - _RUN) : number]):
            if total.sentence - part.sentence > (2 if starts_sentence else 0):
                break
            if part.depth or part.item.start in children or not _addable(total, part):
                continue
            run.insert(0, part)
            value += part.figure.value
            if len(run) >= 2 and (value == total.figure.value or _rounds_to(value, total, run)):
                fitting = list(run)
        strong = _CLOSED.search(total.before) and not _OF_TOTAL.search(total.before)
        near = [part for part in run if total.sentence - part.sentence <= 1]
        near = [p for p in near if same_measure(p.figure.measure, total.figure.measure)]
        strong = strong and all(part.figure.value <= total.figure.value for part in near)
        if fitting:
            yield _Found(total, tuple(fitting), True)
        elif strong and len(run := near) >= 2 and _all_of_one_frame(run, counted, number):
            yield _Found(total, tuple(run), True)


def _rounds_to(value: Decimal, total: Part, run: Sequence[Part]) -> bool:
    """Whether two or more figures with decimals make their total but for the rounding of each."""
    decimals = all(part.figure.decimals and part.figure.step == total.figure.step for part in run)
    return decimals and abs(value - total.figure.value) * 2 <= total.figure.step * (len(run) + 1)


def _all_of_one_frame(run: Sequence[Part], counted: Sequence[Part], number: int) -> bool:
    """Whether nothing but the run (and what it counts in other measures) stands in the sentences before the total."""
    sentences = {part.sentence for part in run}
    others = [p for p in counted[max(0, number - _RUN) : number] if p.sentence in sentences and not p.depth]
    return len(others) <= 2 * len(run) and not any(part.figure.qualifier is not Qualifier.EXACT for part in run)


def _addable(total: Part, part: Part) -> bool:
    if same_measure(total.figure.measure, part.figure.measure):
        return True
    return dimension(total.figure.measure) == dimension(part.figure.measure) == "count" and total.figure.measure in (
        "trường hợp",
        "",
        "đối tượng",
        "lượt",
    )


# Parts that exclude each other by their names


_PAIRS = tuple(
    (re.compile(one, re.IGNORECASE), re.compile(other, re.IGNORECASE))
    for one, other in (
        (r"\bnam\b", r"\bnữ\b"),
        (r"\bđạt\b", r"\b(?:không|chưa) đạt\b"),
        (r"(?<!không )\bthành\b", r"\bkhông thành\b"),
        (r"(?<!không )\bđủ\b", r"\bkhông đủ\b"),
        (r"(?<!không )\bthuộc thẩm quyền", r"\bkhông thuộc thẩm quyền"),
        (r"\bđúng hạn\b", r"\b(?:quá|trễ|chậm) hạn\b|\bđang (?:giải quyết|xử lý)"),
        (r"\bxử phạt\b|\bphạt\b", r"\bnhắc nhở\b"),
    )
)


def _complements(counted: Sequence[Part], found: Sequence[_Found]) -> Iterator[_Found]:
    """ "Hòa giải 17 vụ, thành 14 vụ; không thành 02 vụ; chuyển 02 vụ": what is and what isn't are all there is."""
    children = {part.item.start for one in found for part in one.parts}
    for number in range(1, len(counted) - 1):
        one, total = counted[number], counted[number - 1]
        if one.item.start in children or one.depth or total.depth or total.sentence != one.sentence:
            continue
        if not same_measure(total.figure.measure, one.figure.measure):
            continue
        for other in counted[number + 1 : number + 4]:
            if _pair(one, other) and total.figure.value >= max(one.figure.value, other.figure.value):
                run = _both_and_more(one, other, counted[number + 1 : number + 7], total)
                if run:
                    yield _Found(total, run, True)
                break


def _both_and_more(one: Part, other: Part, following: Sequence[Part], total: Part) -> tuple[Part, ...]:
    """What is, what isn't, and what stands behind them while they don't reach the total."""
    if following[0] is not other:
        return (one, other) if one.figure.value + other.figure.value == total.figure.value else ()
    run = [one, other]
    for part in following[1:]:
        if part.sentence != one.sentence or part.depth or not same_measure(part.figure.measure, one.figure.measure):
            break
        if _added(run) >= total.figure.value:
            break
        run.append(part)
    return tuple(run)


def _pair(one: Part, other: Part) -> bool:
    if (
        one.sentence != other.sentence
        or one.path != other.path
        or not same_measure(one.figure.measure, other.figure.measure)
    ):
        return False
    first, second = _label(one), _label(other)
    if any(a.search(first) and b.search(second) and not b.search(first) for a, b in _PAIRS):
        return True
    negated = _NEGATED.search(second)
    words = " ".join(negated.group(1).split()[:2]).lower() if negated else ""
    return len(words) > 3 and words in first.lower() and not _NEGATED.search(first)


def _label(part: Part) -> str:
    """The words on both sides of a figure that name it, within its clause."""
    return f"{_LABEL_START.split(part.before)[-1]} {_LABEL_END.split(part.after, maxsplit=1)[0]}"


_LABEL_START, _LABEL_END = re.compile(r"[,;.(]"), re.compile(r"[,;.()]")


# Figures that add up though no word says so


def _adding_up(parts: Sequence[Part], counted: Sequence[Part], found: Sequence[_Found]) -> Iterator[_Found]:
    known: dict[int, list[set[int]]] = {}
    for one in found:
        known.setdefault(one.total.item.start, []).append({part.item.start for part in one.parts})
    inner = {part.item.start: one.total.item.start for one in found for part in one.parts}
    pool = [part for part in parts if part.counts and not part.depth and not _BALANCE.search(part.before)]
    for number, total in enumerate(pool):
        if total.is_whole:
            continue
        whole = total.whole or total
        if whole is not total and whole.figure.value == total.figure.value:
            continue
        for run in _runs_behind(whole, pool, number, inner):
            places = {part.item.start for part in run}
            if not any(places <= others for others in known.get(whole.item.start, ())):
                yield _Found(whole, run)
    for total in parts:
        if total.role is Role.BASE_VALUE and total.item.start not in known:
            end = bisect_left(counted, total.item.start, key=_start)
            before = [p for p in counted[max(0, end - _RUN) : end] if p.sentence == total.sentence and not p.depth]
            if run := _run_before(total, before) or _run_around(total, before, counted[end : end + 1]):
                yield _Found(total, run)


def _start(part: Part) -> int:
    return part.item.start


_BALANCE = re.compile(
    r"\b(?:xuất siêu|nhập siêu|thặng dư|thâm hụt|kết dư|bội thu|"
    r"bội chi|chênh lệch|tồn quỹ|tồn dư|lợi nhuận)\b[^,;]*$",
    re.IGNORECASE,
)


def _runs_behind(total: Part, pool: Sequence[Part], number: int, inner: dict[int, int]) -> Iterator[tuple[Part, ...]]:
    """The runs of like figures behind a total that add up to it exactly, with nothing of its kind left out.

    Figures that are parts of one of the run themselves are passed over.
    """
    far = 5 if "tổng" in total.before.lower() else 2
    behind = [p for p in pool[number + 1 : number + 1 + _RUN] if p.sentence - total.sentence <= far and p is not total]
    if total.is_whole:
        behind = [pool[number], *behind]
    if len(behind) < 2:
        return iter(())
    alike = [p for p in behind if same_measure(p.figure.measure, total.figure.measure)]
    if not total.figure.measure and behind:
        alike = [p for p in behind if p.figure.measure and same_measure(p.figure.measure, behind[0].figure.measure)]
    runs: list[tuple[Part, ...]] = list(_full_runs(total, [p for p in alike if not p.is_whole], inner))
    runs = runs or list(_full_runs(total, [p for p in alike if p.is_whole], inner))
    if not runs and total.figure.value >= 200 and dimension(total.figure.measure) == "count":
        runs = list(_full_runs(total, [p for p in behind if dimension(p.figure.measure) == "count"], inner))[:1]
    if not runs and total.figure.value >= 200:
        near = [p for p in alike if p.sentence == total.sentence]
        pairs: Iterator[tuple[Part, ...]] = combinations(near, 2)
        runs = [pair for pair in pairs if pair[0].figure.value + pair[1].figure.value == total.figure.value][:1]
    return iter(runs)


def _full_runs(total: Part, alike: Sequence[Part], inner: dict[int, int]) -> Iterator[tuple[Part, ...]]:
    at = skipped = 0
    while at < len(alike) and skipped < 3:
        run, value = list[Part](), Decimal(0)
        for part in alike[at:]:
            if inner.get(part.item.start) in {p.item.start for p in run}:
                continue
            run.append(part)
            value += part.figure.value
            if value >= total.figure.value:
                break
        full = value == total.figure.value and len(run) >= 2
        strays = (
            total.figure.value < 200 and not total.is_whole and run[0].sentence == total.sentence != run[-1].sentence
        )
        telling = total.figure.value >= 20 or len(run) >= 3 or total.figure.decimals > 0 or total.is_whole
        begins = (
            at == 0 or ";" in alike[at].before or alike[at].sentence != alike[at - 1].sentence or bool(skipped == 0)
        )
        if full and telling and not strays and (begins or total.figure.value >= 100):
            yield tuple(run)
            at = alike.index(run[-1]) + 1
        else:
            at, skipped = at + 1, skipped + 1


def _run_around(total: Part, before: Sequence[Part], behind: Sequence[Part]) -> tuple[Part, ...]:
    """ "trực tuyến 1.486 hồ sơ, chiếm 58,3% tổng số (2.548 hồ sơ); trực tiếp 1.062 hồ sơ": one on each side of their total."""
    run = (*before[-1:], *behind)
    alike = all(same_measure(part.figure.measure, total.figure.measure) and not part.depth for part in run)
    full = len(run) == 2 and run[0].figure.value + run[1].figure.value == total.figure.value
    return run if alike and full and run[1].sentence == total.sentence else ()


def _run_before(total: Part, before: Sequence[Part]) -> tuple[Part, ...]:
    value, run = Decimal(0), list[Part]()
    for part in reversed(before):
        if not same_measure(part.figure.measure, total.figure.measure):
            continue
        value += part.figure.value
        run.insert(0, part)
        if len(run) >= 2 and value == total.figure.value and total.figure.value >= 20:
            return tuple(run)
    return ()


def _of_wholes(found: Sequence[_Found]) -> Iterator[_Found]:
    """ "215,4/312,8 tỷ đồng; trong đó … 190,1/260,6 …; … 25,3/52,2": the wholes are divided as their parts are."""
    for one in found:
        wholes = [part.whole for part in one.parts]
        if one.total.whole is not None and len(wholes) >= 2 and all(wholes):
            values = [whole.figure.value for whole in wholes if whole]
            if len(set(values)) > 1 or sum(values, Decimal(0)) == one.total.whole.figure.value:
                yield _Found(one.total.whole, tuple(whole for whole in wholes if whole), one.complete, one.bracketed)
