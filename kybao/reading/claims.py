"""Figures of one running text → claims, from the words that stand between them.

Vietnamese reports say what a figure is compared with in a small set of connecting words (bằng, đạt, chiếm, tăng, giảm,
vượt, so với, trong đó, gồm, còn lại). Each figure gets a role from the words around it; neighbouring roles make a claim.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum, auto

from kybao.documents.model import Span
from kybao.reading.claim import Base, Breakdown, Claim, Comparison, Direction, Listing, Ratio
from kybao.reading.figure import FigureKind, Qualifier
from kybao.reading.figures import Placed
from kybao.reading.letters import UPPER
from kybao.reading.measures import MONEY, dimension
from kybao.reading.sentences import sentences
from kybao.reading.view import View

_NEAR = 120  # characters before a figure in which the words that give its role stand
_MOST_PARTS = 60  # of one total: a longer run of figures is no breakdown


class Role(Enum):
    SUBJECT = auto()
    LEVEL = auto()  # bằng/đạt/chiếm x%
    CHANGE = auto()  # tăng/giảm n hoặc n%
    BASE_VALUE = auto()  # so với 1.150 con cùng kỳ
    OTHER = auto()


_UP = r"(?:tăng(?: thêm| lên)?|vượt|nhiều hơn|cao hơn|lớn hơn|dôi)"
_DOWN = r"(?:giảm(?: đi| còn| xuống)?|thấp hơn|ít hơn|hụt|thiếu hụt|kém)"
_AMOUNT = (
    r"(?:\s+(?:khoảng|gần|hơn|trên|được|là|tương ứng|tương đương|"
    r"so với cùng kỳ(?: năm trước| năm \d{4})?|so với (?:tháng|quý|năm) trước|so (?:với )?cùng kỳ))*\s*$"
)
_CHANGE_UP = re.compile(rf"\b{_UP}{_AMOUNT}", re.IGNORECASE)
_CHANGE_DOWN = re.compile(rf"\b{_DOWN}{_AMOUNT}", re.IGNORECASE)
_LEVEL = re.compile(
    r"\b(?:bằng|đạt|chiếm|tương đương|tương ứng)(?:\s+(?:tỷ lệ|tỉ lệ|được|khoảng|gần|trên|hơn|là|với|mức))*\s*:?\s*$|"
    r"\b(?:tỷ lệ|tỉ lệ)(?:\s+(?:là|đạt|chiếm))?\s*:?\s*$",
    re.IGNORECASE,
)
_BASE_VALUE = re.compile(
    r"\b(?:so với|so|cùng kỳ(?: năm (?:trước|\d{4}))?(?: là| đạt|:)?|(?:kế hoạch|dự toán)(?: giao| năm)? (?:là|:))\s*$",
    re.IGNORECASE,
)
# "so với cùng kỳ năm 2019 (15 vụ)"
_BASE_IN_BRACKET = re.compile(
    r"\b(?:cùng kỳ|(?:năm|tháng|quý) trước|so với (?:năm|tháng|quý) \d[\d/]*)[^().;,\d]{0,15}"
    r"(?:năm \d{4}\s*|\d{4}\s*)?\(\s*(?:là |đạt |có )?$",
    re.IGNORECASE,
)
# "đạt 47,1% kế hoạch năm (5.000 tỷ đồng)", "đạt 55,8% dự toán (dự toán 739,6 tỷ đồng)"
_PLAN_IN_BRACKET = re.compile(
    r"\b(?:kế hoạch|dự toán|chỉ tiêu|KH|DT)[^().;,\d]{0,30}\(\s*(?:(?:kế hoạch|dự toán|chỉ tiêu|KH|DT)[^().;,\d]{0,25})?$",
    re.IGNORECASE,
)
# "tăng 5 vụ (12,5%)", "giảm 3 vụ, tương ứng 20%": the same change once more
_SAME_CHANGE = re.compile(
    r"\s*(?:(?:[^\W\d_]{1,7}\s){0,4}\(\s*[-+–]?\s*|,\s*(?=tương))(?:tương (?:ứng|đương)(?: với)?(?: tăng| giảm)?)?\s*",
    re.IGNORECASE,
)
_BASES: tuple[tuple[Base, re.Pattern[str]], ...] = (
    (Base.SAME_PERIOD, re.compile(r"\bcùng kỳ|\bcùng thời điểm|\bcùng tháng|\bCK\b", re.IGNORECASE)),
    (Base.PREVIOUS_PERIOD, re.compile(r"\b(?:tháng|quý|tuần|kỳ) trước|\bso với (?:tháng|quý) \d", re.IGNORECASE)),
    (
        Base.PLAN,
        re.compile(r"\b(?:kế hoạch|dự toán|chỉ tiêu|nghị quyết|KH|DT|mục tiêu|định mức|giao)\b", re.IGNORECASE),
    ),
    (Base.PREVIOUS_YEAR, re.compile(r"\b(?:năm trước|năm ngoái)\b|\bso (?:với )?năm \d{4}", re.IGNORECASE)),
    (Base.DATE, re.compile(r"\bđầu (?:năm|kỳ|nhiệm kỳ)|\bcuối năm|\bthời điểm", re.IGNORECASE)),
    (Base.TOTAL, re.compile(r"\btổng\b|\btổng số\b|\bsố (?:hộ|người|hồ sơ)\b", re.IGNORECASE)),
)
_GIVER = re.compile(
    r"(?:do )?((?:UBND|HĐND|TU|Trung ương|Chính phủ|tỉnh|huyện|thành phố|thị xã|cấp trên)[^,;.()\d]{0,30}?)\s+giao",
    re.IGNORECASE,
)
_OPEN_PARTS = re.compile(r"\btrong (?:đó|số đó)\b", re.IGNORECASE)
_ALL_PARTS = re.compile(
    r"(?<!không )(?<!chưa )\b(?:bao gồm|gồm(?: có)?|chia ra|cụ thể(?: là)?|trong đó gồm)\b", re.IGNORECASE
)
_NEW_TOTAL = re.compile(r"\btổng\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Part:
    """A figure in its sentence: its role, the words just after it, and how deep in brackets it stands."""

    item: Placed
    role: Role
    direction: Direction
    depth: int
    before: str  # between the figure before and this one
    after: str  # between this figure and the next, or the end of the sentence
    whole: Decimal | None = None  # of "62/70 đơn", for the 62
    is_whole: bool = False  # of "62/70 đơn", for the 70


def find_claims(
    view: View, placed: Sequence[Placed], runs: Sequence[tuple[int, int]] | None = None
) -> tuple[Claim, ...]:
    """All claims of one running text, in the order of their first figure. `runs` are its sentences, where they are known."""
    quantities = [item for item in placed if item.figure.is_quantity]
    if len(quantities) < 1:
        return ()
    claims: list[Claim] = []
    groups = [
        _parts(view.text, start, end, quantities) for start, end in (sentences(view.text) if runs is None else runs)
    ]
    earlier: Sequence[Part] = ()
    for parts in groups:
        ratios = list(_ratios(view, parts))
        claims += ratios
        claims += _comparisons(view, parts, ratios, earlier)
        claims += _listings(view, parts)
        earlier = [part for part in parts[-_FAR:] if part.role is Role.SUBJECT]
    claims += _breakdowns(view, groups)
    return tuple(sorted(claims, key=lambda claim: (claim.span.block, claim.span.start, claim.span.end)))


def _parts(text: str, start: int, end: int, quantities: Sequence[Placed]) -> list[Part]:
    first, last = (bisect_left(quantities, place, key=lambda item: item.start) for place in (start, end))
    inside = quantities[first:last]
    parts: list[Part] = []
    at = counted = start
    depth = 0
    for index, item in enumerate(inside):
        following = inside[index + 1].start if index + 1 < len(inside) else end
        before, after = text[at : item.start], text[item.end : following]
        role, direction = _role(item, before[-_NEAR:], parts[-1] if parts else None)
        depth += text.count("(", counted, item.start) - text.count(")", counted, item.start)
        whole = (
            inside[index + 1].figure.value
            if index + 1 < len(inside) and _is_ratio(text, item, inside[index + 1])
            else None
        )
        parts.append(
            Part(item, role, direction, depth, before, after, whole, bool(parts and parts[-1].whole is not None))
        )
        at, counted = item.end, item.start
    return parts


# "…; công suất sử dụng giường bệnh đạt 98,5%": a clause of its own names what the percentage is of
# "đạt 84,6% dự toán Trung ương giao, 78,3% dự toán tỉnh giao"
_AND_LEVEL = re.compile(r"\s?(?:KH|DT|kế hoạch|dự toán|chỉ tiêu|so với|cùng kỳ)[^;.(]{0,60}(?:,|\svà)\s", re.IGNORECASE)
_NEW_CLAUSE = re.compile(
    r";\s*(?!(?:và |đã |cũng |ước |hiện )*(?:đạt|bằng|chiếm|tăng|giảm|vượt|so|tương|tỷ lệ|tỉ lệ)\b)[^;\d,(]*[^\W\d_]+\s[^\W\d_]+[^;\d(]*$",
    re.IGNORECASE,
)
_SLASH = re.compile(r"(?:\s[^\W\d_]+){0,2}\s*/\s*")
# Lengths of time and ages are compared with nothing: "10 tháng, IIP tăng 5,4%".
_DURATIONS = frozenset({"tháng", "năm", "ngày", "giờ", "phút", "tuổi", "quý", "tuần"})


_BRACKETED = re.compile(r"\(\s*(?:khoảng |gần |trên |hơn )?$")


def _role(item: Placed, before: str, previous: Part | None) -> tuple[Role, Direction]:
    kind = item.figure.kind
    if (
        previous
        and previous.role is Role.CHANGE
        and _SAME_CHANGE.fullmatch(before)
        and item.percent != previous.item.percent
    ):
        named = item.percent or "tương" in before
        if named and not (previous.direction is Direction.UP and item.percent and item.figure.value >= 100):
            return Role.CHANGE, previous.direction
    if kind is FigureKind.TIMES:
        return Role.OTHER, Direction.NONE
    if _CHANGE_UP.search(before):
        return Role.CHANGE, Direction.UP
    if _CHANGE_DOWN.search(before) and not before.rstrip().endswith(("còn", "xuống")):
        return Role.CHANGE, Direction.DOWN
    if kind is FigureKind.POINT:
        return Role.OTHER, Direction.NONE
    if kind is FigureKind.PERCENT:
        bracketed = _BRACKETED.search(before)
        if previous and previous.role is Role.LEVEL and previous.item.percent and _AND_LEVEL.fullmatch(before):
            return Role.LEVEL, Direction.NONE
        level = (_LEVEL.search(before) and not _NEW_CLAUSE.search(before)) or bracketed
        return (Role.LEVEL if level else Role.SUBJECT), Direction.NONE
    planned = previous and previous.role is Role.LEVEL and _PLAN_IN_BRACKET.search(before)
    if (_BASE_VALUE.search(before) and before.strip()) or _BASE_IN_BRACKET.search(before) or planned:
        return Role.BASE_VALUE, Direction.NONE
    if item.figure.measure in _DURATIONS:
        return Role.OTHER, Direction.NONE
    return Role.SUBJECT, Direction.NONE


_CLAUSE_END = re.compile(r"[;(.]|,\s*(?:tăng|giảm|đạt|bằng|vượt|chiếm)\b")


def base_of(words: str) -> Base:
    """The base that the words after (or before) a percentage or a change name; the first named counts.

    >>> base_of(" so với cùng kỳ năm trước"), base_of(" KH do UBND tỉnh giao"), base_of(" (")
    (<Base.SAME_PERIOD: 'same_period'>, <Base.PLAN: 'plan'>, <Base.UNSTATED: 'unstated'>)
    """
    clause = _CLAUSE_END.split(words, maxsplit=1)[0]
    found = [(match.start(), base) for base, pattern in _BASES if (match := pattern.search(clause))]
    return min(found)[1] if found else Base.UNSTATED


def _span(view: View, first: Placed, last: Placed) -> Span:
    return view.span(min(first.start, last.start), max(first.end, last.end))


def _is_ratio(text: str, part: Placed, whole: Placed) -> bool:
    a, b = part.figure, whole.figure
    joined = text[part.end : whole.start]
    slash = _SLASH.fullmatch(joined) and (joined.lstrip().startswith("/") or a.measure == b.measure)
    words = re.fullmatch(r"\s*(?:trên tổng số|trong tổng số|/tổng số|trên)\s*", joined, re.IGNORECASE)
    if not (slash or words) or FigureKind.PERCENT in (a.kind, b.kind) or a.value > b.value * 20:
        return False
    return a.measure == b.measure or not a.measure or not b.measure


def _ratios(view: View, parts: Sequence[Part]) -> Iterator[Ratio]:
    for index in range(len(parts) - 1):
        part, whole = parts[index], parts[index + 1]
        if not _is_ratio(view.text, part.item, whole.item):
            continue
        third = parts[index + 2] if index + 2 < len(parts) else None
        close = third and (third.depth > whole.depth or not re.search(r";", third.before))
        percent = third if third and third.role is Role.LEVEL and third.item.percent and close else None
        base = base_of(percent.after) if percent else Base.TOTAL
        yield Ratio(
            part.item.figure,
            whole.item.figure,
            percent.item.figure if percent else None,
            _span(view, part.item, (percent or whole).item),
            Base.TOTAL if base is Base.UNSTATED else base,
        )


@dataclass(slots=True)
class _Open:
    """A comparison while its figures are being collected."""

    base: Base
    percent: Part | None = None
    change: Part | None = None
    change_percent: Part | None = None
    base_value: Part | None = None

    def takes(self, part: Part) -> bool:
        if part.role is Role.LEVEL:
            return self.percent is None
        if part.role is Role.BASE_VALUE:
            return self.base_value is None
        return (self.change_percent if part.item.percent else self.change) is None

    def put(self, part: Part) -> None:
        if part.role is Role.LEVEL:
            self.percent = part
        elif part.role is Role.BASE_VALUE:
            self.base_value = part
        elif part.item.percent:
            self.change_percent = part
        else:
            self.change = part


def _comparisons(
    view: View, parts: Sequence[Part], ratios: Sequence[Ratio], earlier: Sequence[Part]
) -> Iterator[Comparison]:
    """Each figure with what is said of it. A sentence that begins with a change speaks of the figures `earlier`, in the one before."""
    in_ratio = {figure.span for ratio in ratios for figure in (ratio.whole, ratio.percent) if figure}
    wholes = {ratio.whole.span for ratio in ratios}
    takes_up = (
        bool(parts) and parts[0].role is Role.CHANGE and not parts[0].item.percent and _TAKES_UP.match(parts[0].before)
    )
    subjects: list[Part] = list(earlier) if takes_up else []
    runs: list[list[Part]] = [[] for _ in subjects]
    owner: int | None = None
    for part in parts:
        if part.item.figure.span in wholes:
            continue
        if part.role is Role.SUBJECT:
            start = subjects[-1] if subjects and _reached_from(subjects[-1], part) else None
            subjects.append(part)
            runs.append([replace(start, role=Role.BASE_VALUE, after="")] if start else [])
            owner = len(subjects) - 1
        elif (
            subjects
            and part.role in (Role.LEVEL, Role.CHANGE, Role.BASE_VALUE)
            and part.item.figure.span not in in_ratio
        ):
            if part.role is Role.CHANGE and not part.item.percent:
                owner = _owner(part, subjects)
            if owner is not None:
                runs[owner].append(part)
    for subject, run in zip(subjects, runs, strict=True):
        yield from _compared(view, subject, run)


_REACHED = re.compile(r"\s*(?:xuống(?: còn)?|lên(?: đến| tới| thành)?|còn)\s*", re.IGNORECASE)


def _reached_from(first: Part, part: Part) -> bool:
    """ "giảm từ 12,5% xuống còn 10,2%": the first figure is the base of the second."""
    same = first.item.figure.kind is part.item.figure.kind and first.item.figure.measure == part.item.figure.measure
    return same and bool(_REACHED.fullmatch(part.before)) and first.before.rstrip().lower().endswith("từ")


_TAKES_UP = re.compile(r"\s*(?:tăng|giảm|so (?:với )?(?:cùng kỳ|tháng|quý|năm)|cùng kỳ)", re.IGNORECASE)
_FAR = 10  # subjects back that a change may speak of


def _owner(change: Part, subjects: Sequence[Part]) -> int | None:
    """Which figure a change belongs to: the last of its measure; by the words behind it where several have that measure.

    "09 vụ, làm 05 người chết, 07 người bị thương; giảm 02 vụ, tăng 01 người chết": each change finds its own.
    """
    measure, last = change.item.figure.measure, len(subjects) - 1
    if not measure:
        return last
    near = range(max(0, last + 1 - _FAR), last + 1)
    same = [index for index in near if subjects[index].item.figure.measure == measure]
    if not same:
        latest = subjects[last].item.figure
        bare = not latest.measure and dimension(measure) == "count"
        alone = len(subjects) == 1 and dimension(latest.measure) == dimension(measure)
        return last if bare or alone else None
    if len(same) > 1 and change.depth <= subjects[last].depth:
        noun = _noun(change)
        named = [index for index in same if noun and _noun(subjects[index]) == noun]
        named = named or [index for index in same if noun and subjects[index].before.rstrip().lower().endswith(noun)]
        if named:
            return named[-1]
    return last if last in same else (same[0] if len(same) == 1 else None)


def _noun(part: Part) -> str:
    """The word or two right behind a figure and its measure: "chết", "bị thương"."""
    found = re.match(r"\s*([^\W\d_]+(?: [^\W\d_]+)?)", part.after)
    return found.group(1).lower() if found and not found.group(1).lower().startswith("so") else ""


_OF_BASE = re.compile(r"\b(?:bằng|tương đương)\b", re.IGNORECASE)
_SHARE = re.compile(r"\b(?:chiếm|tỷ lệ|tỉ lệ)\b", re.IGNORECASE)
_OVER_PLAN = re.compile(r"\b(?:vượt|hụt|thiếu)\b", re.IGNORECASE)


def _agree(level: Part, change: Part, base: Base) -> bool:
    """Whether a level percent and a change may be said of one base.

    A plan is exceeded or missed ("vượt"), it isn't risen from; a share ("chiếm 30%") has a total and no base;
    "đạt 85%" without a base is mostly of a plan; a bracket ("45 người (30%)") is a share unless a change went before it.
    """
    if base in (Base.PLAN, Base.TOTAL):
        return bool(_OVER_PLAN.search(change.before[-40:]))
    words = level.before[-40:]
    if _SHARE.search(words):
        return False
    bracketed = words.rstrip().endswith("(")
    return (
        base is not Base.UNSTATED
        or bool(_OF_BASE.search(words))
        or (bracketed and change.item.start < level.item.start)
    )


def _joins(group: _Open, part: Part, base: Base, linked: bool) -> bool:
    if not group.takes(part):
        return False
    shared = base if base is not Base.UNSTATED else group.base
    moved = group.change or group.change_percent
    if part.role is Role.LEVEL and moved and not _agree(part, moved, shared):
        return False
    if part.role is Role.CHANGE and group.percent and not _agree(group.percent, part, shared):
        return False
    return base in (group.base, Base.UNSTATED) or (group.base is Base.UNSTATED and linked)


def _compared(view: View, subject: Part, run: Sequence[Part]) -> Iterator[Comparison]:
    groups: list[_Open] = []
    for index, part in enumerate(run):
        figure = part.item.figure
        base = base_of(part.after)
        if base is Base.UNSTATED and re.search(r"so (?:với )?", part.before):
            base = base_of(part.before.rsplit(",", 1)[-1])
        linked = index > 0 and bool(
            part.depth > run[index - 1].depth or re.match(r"\s*(?:\(|,|và|hay|tức)", part.before)
        )
        same_unit = (
            part.item.percent
            or not figure.measure
            or dimension(figure.measure) == dimension(subject.item.figure.measure)
        )
        if part.role is not Role.LEVEL and not part.item.percent and not same_unit:
            continue
        if groups and _joins(groups[-1], part, base, linked or part.role is Role.BASE_VALUE):
            groups[-1].put(part)
            groups[-1].base = base if groups[-1].base is Base.UNSTATED else groups[-1].base
        else:
            groups.append(_Open(base))
            groups[-1].put(part)
    for group in groups:
        moved = group.change or group.change_percent
        last = max(
            (p for p in (group.percent, group.change, group.change_percent, group.base_value) if p),
            key=lambda p: p.item.end,
        )
        giver = _GIVER.search(last.after) or (_GIVER.search(group.percent.after) if group.percent else None)
        yield Comparison(
            subject=subject.item.figure,
            base=group.base,
            span=_span(view, subject.item, last.item),
            percent=group.percent.item.figure if group.percent else None,
            change=group.change.item.figure if group.change else None,
            change_percent=group.change_percent.item.figure if group.change_percent else None,
            base_value=group.base_value.item.figure if group.base_value else None,
            direction=moved.direction if moved else Direction.NONE,
            giver=giver.group(1).strip() if giver else "",
        )


def _summable(total: Placed, part: Placed) -> bool:
    a, b = total.figure, part.figure
    if FigureKind.PERCENT in (a.kind, b.kind) or b.kind is not FigureKind.QUANTITY:
        return False
    if (a.measure in MONEY) != (b.measure in MONEY):
        return False
    return a.measure == b.measure or not b.measure or dimension(a.measure) == dimension(b.measure) == "count"


def _breakdowns(view: View, groups: Sequence[Sequence[Part]]) -> Iterator[Breakdown]:
    for number, parts in enumerate(groups):
        subjects = [part for part in parts if _counts(part)]
        later = [p for group in groups[number + 1 : number + 9] for p in group[:_MOST_PARTS] if _counts(p)]
        for index, total in enumerate(subjects):
            rest = subjects[index + 1 : index + 2] or later[:1]
            if not rest:
                continue
            first = rest[0]
            between = view.text[total.item.end : first.item.start]
            if len(between) > 400:
                continue
            complete, opened = bool(_ALL_PARTS.search(between)), bool(_OPEN_PARTS.search(between))
            bracket = first.depth > total.depth and re.match(r"\s*\([^();]*$", between) is not None
            listed = bool(_NEW_TOTAL.search(total.before[-60:])) and re.match(r"\s*[;:,]", between) is not None
            if not (complete or opened or bracket or listed):
                continue
            listed = listed and not (complete or opened or bracket)
            following = subjects[index + 1 : index + 1 + _MOST_PARTS]
            if opened or not following:
                following = following + _continued(view, number, groups, first, total)
            chosen = _siblings(view.text, total, following, bracket)
            if first.depth < total.depth:
                continue  # a figure in a bracket is no total of what stands outside
            figures = tuple(p.item.figure for p in chosen)
            if listed and not _of_one_thing(total, chosen):
                continue
            if len(figures) >= 2 and all(_summable(total.item, p.item) for p in chosen):
                bracketed = bracket and not opened and not complete
                yield Breakdown(
                    total.item.figure, figures, _span(view, total.item, chosen[-1].item), complete, bracketed
                )


_EMPTY_WORDS = "tổng số là đạt ước có trong tháng năm của được trên địa bàn toàn tỉnh huyện xã và các"
_EMPTY = frozenset(_EMPTY_WORDS.split())


def _of_one_thing(total: Part, chosen: Sequence[Part]) -> bool:
    """Whether parts that no word announces are named after their total: "Tổng số F1: 558; số F1 tại nhà: 553; F1 tập trung 05"."""
    named = {word for word in re.findall(r"\w+", total.before[-60:].lower())[-8:] if word not in _EMPTY}
    return all(
        named & set(re.findall(r"\w+", re.split(r"[;:,(]", part.before.lower().rstrip(" :("))[-1])) for part in chosen
    )


def _counts(part: Part) -> bool:
    """Whether a figure can be a total or a part: a quantity of its own, not the whole of a ratio ("246,9/322,2 tỷ đồng")."""
    subject = part.role is Role.SUBJECT and part.item.figure.kind is FigureKind.QUANTITY
    return subject and not part.is_whole


def _continued(view: View, number: int, groups: Sequence[Sequence[Part]], first: Part, total: Part) -> list[Part]:
    """Parts in the sentences after: those that begin with the same words as the first part, or after "Trong đó"."""
    head = _head(_LEAD.split(first.before)[-1])
    more: list[Part] = []
    for group in groups[number + 1 :]:
        if not group:
            break
        lead = group[0].before.strip()
        if _OPEN_PARTS.match(lead) or (head and _head(lead) == head):
            more += [p for p in group if _counts(p)]
        else:
            break
    return more


_LEAD = re.compile(r"\b(?:trong (?:đó|số đó)|gồm|cụ thể)\s*:?|[;.]\s", re.IGNORECASE)


def _head(words: str) -> str:
    """The first two words of a label, by which parallel parts are known."""
    found = re.findall(r"\w+", words.lower())[:2]
    return " ".join(found) if len(found) == 2 else ""


def _siblings(text: str, total: Part, following: Sequence[Part], bracket: bool) -> list[Part]:
    """The parts on one level: within the bracket, or at the total's own depth outside brackets, until another total."""
    if not following:
        return []
    depth = following[0].depth
    chosen: list[Part] = []
    for position, part in enumerate(following):
        if bracket and part.depth < depth:
            break
        if part.depth > depth:
            continue
        if position and (_OPEN_PARTS.search(part.before) or _ALL_PARTS.search(part.before)):
            break
        if part.item.figure.qualifier in (Qualifier.FROM, Qualifier.TO):
            break
        if part.whole is not None and part.whole in {total.item.figure.value, *(p.item.figure.value for p in chosen)}:
            break  # "trong đó đủ điều kiện 70 đơn; đã giải quyết 62/70 đơn": a stage of what went before, no further part
        if not _summable(total.item, part.item):
            if re.search(r"\bvới (?:tổng )?(?:số tiền|diện tích|kinh phí)", part.before):
                continue
            break
        chosen.append(part)
    return chosen


_NAME_ITEM = re.compile(
    rf"(?:và |các |xã |phường |thị trấn |huyện |thôn |xóm |bản |tổ |trường |thành phố |thị xã )*[{UPPER}]"
)
# What is counted and then called by name in a bracket or after a colon.
_NAMED = frozenset(
    [
        *(
            "xã",
            "phường",
            "thị trấn",
            "huyện",
            "thôn",
            "xóm",
            "bản",
            "tỉnh",
            "thành phố",
            "thị xã",
            "đơn vị",
            "cơ quan",
        ),
        *(
            "trường",
            "địa phương",
            "khu phố",
            "tổ dân phố",
            "doanh nghiệp",
            "hợp tác xã",
            "sở",
            "điểm",
            "chợ",
            "cụm công nghiệp",
        ),
    ]
)
_LIST = re.compile(r"([^().;:\d]{0,60})(?:\(|:\s|\bgồm:?\s)(?:gồm:?\s|là:?\s)?([^()\d;:.]+)\)?")
_OTHER_NOUN = re.compile(r"\b(?:các|của|tại|ở|thuộc|cho|với)\s", re.IGNORECASE)
_HIGHER = re.compile(r"(?:huyện|thành phố|tỉnh|thị xã)\s", re.IGNORECASE)


def _listings(view: View, parts: Sequence[Part]) -> Iterator[Listing]:
    """ "07 xã, phường (xã Hưng Đạo, Chu Trinh …)": a count and the names in the bracket right after it."""
    for part in parts:
        figure = part.item.figure
        counted = (
            figure.kind is FigureKind.QUANTITY and not figure.decimals and figure.scale == 1 and 2 <= figure.value <= 60
        )
        if part.role is not Role.SUBJECT or not counted or figure.measure.lower() not in _NAMED:
            continue
        tail = view.text[part.item.end : part.item.end + 600]
        match = _LIST.match(tail)
        if not match or _OTHER_NOUN.search(match[1]) or (")" not in tail[: match.end()] and "(" in match.group()):
            continue
        items = _names(match[2], int(figure.value))
        if not items or (
            not _HIGHER.match(figure.measure) and any(_HIGHER.match(match[2], start) for start, _ in items)
        ):
            continue
        start = part.item.end + match.start(2)
        spans = tuple(view.span(start + first, start + last) for first, last in items)
        open_ended = bool(re.search(r"…|\.\.\.|v\.v", tail[match.start(2) : match.end() + 3]))
        yield Listing(figure, spans, view.span(part.item.start, start + len(match[2])), open_ended)


def _names(text: str, count: int) -> list[tuple[int, int]]:
    """The names in a list, as places in it; none where they aren't names, or where "và" leaves their number in doubt.

    "Sở Kế hoạch và Đầu tư" is one name, "Ba Bể và Na Rì" are two: the division that gives the count is taken.
    """
    by_comma = _pieces(text, r",|…|\.\.\.")
    by_all = _pieces(text, r",|…|\.\.\.|\svà\s")
    fewest, most = len(by_comma), len(by_all)
    chosen = by_comma if count == fewest else by_all
    names = all(_NAME_ITEM.match(text, start) for start, _ in chosen)
    doubtful = fewest < count < most
    return chosen if len(chosen) >= 2 and names and not doubtful else []


def _pieces(text: str, separators: str) -> list[tuple[int, int]]:
    pieces, at = [], 0
    for match in [*re.finditer(separators, text), None]:
        piece = text[at : match.start() if match else len(text)]
        start = at + len(piece) - len(piece.lstrip())
        if piece.strip():
            pieces.append((start, start + len(piece.strip())))
        at = match.end() if match else len(text)
    return pieces
