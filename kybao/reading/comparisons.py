"""A figure against a base: "245 con, bằng 133,15% so với cùng kỳ (tăng 61 con)".

Levels, changes and base values go to the figure that they are said of; those of one base make one comparison.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise

from kybao.reading.bases import base_of, base_of_percent, clause_of
from kybao.reading.claim import Base, Comparison, Direction
from kybao.reading.clauses import Part, Role, own_base, shows_change
from kybao.reading.figure import Figure, FigureKind, Qualifier
from kybao.reading.measures import dimension
from kybao.reading.view import View

_NEAREST = 40  # figures back in one sentence
FAR = 12  # subjects back that a change may speak of
_GIVER = re.compile(
    r"(?:do )?((?:UBND|HĐND|TU|Trung ương|Chính phủ|tỉnh|huyện|thành phố|thị xã|cấp trên)[^,;.()\d]{0,30}?)\s+giao",
    re.IGNORECASE,
)
# Words that every label has, and that tell no figure from another.
_EMPTY = frozenset(
    [
        "số",
        "bị",
        "tổng",
        "tỷ",
        "tỉ",
        "lệ",
        "lượng",
        "là",
        "có",
        "đạt",
        "được",
        "của",
        "về",
        "đã",
        "các",
        "và",
        "trong",
        "với",
        "cả",
        "toàn",
        "so",
        "cùng",
        "kỳ",
        "năm",
        "tháng",
        "quý",
        "nay",
        "thì",
        "riêng",
        "sản",
    ]
)
_TAKES_UP = re.compile(
    r"\s*(?:như vậy,?\s*)?(?:tăng|giảm|so (?:với )?(?:cùng kỳ|tháng|quý|tuần|năm|đầu|kỳ|giai đoạn|"
    r"\d{1,2} tháng)|cùng kỳ)",
    re.IGNORECASE,
)
_THIS = re.compile(r"\s*(?:mức|số|con số|kết quả|tổng)[^,;.()]{0,20}\bnày\b", re.IGNORECASE)
_SO = re.compile(r"\bso\b", re.IGNORECASE)
_RESPECTIVELY = re.compile(r"\blần lượt\b", re.IGNORECASE)
_ABOUT = re.compile(r"\bvề\s+((?:(?!so\b)[^\W\d_]+\s?){1,5})", re.IGNORECASE)
_OF_NUMBER = re.compile(r"\s*(số\s(?:(?!so\b)[^\W\d_]+\s?){1,3})", re.IGNORECASE)
_LEADING = re.compile(
    r"(?P<lead>^|[;.,])\s*(?:nhưng |và )?(?P<base>so(?: với)?\s[^;.()]*|cùng kỳ[^;.()]*)", re.IGNORECASE
)
_LEADS_LEVEL = re.compile(
    r"\b(so(?: với)?\s(?:(?!đạt\b|bằng\b)[^,;.()\s]{1,15}\s){1,8})(?:đạt|bằng)\b[^,;.()]*$", re.IGNORECASE
)
_ALTOGETHER = re.compile(r"\btính chung\b", re.IGNORECASE)


@dataclass(slots=True)
class _Said:
    """A level, change or base value with the base that governs it."""

    part: Part
    base: Base
    role: Role


@dataclass(slots=True)
class _Group:
    """All that is said of one subject against one base."""

    base: Base
    percent: Part | None = None
    change: Part | None = None
    change_percent: Part | None = None
    base_value: Part | None = None
    parts: list[Part] = field(default_factory=list)

    def slot(self, said: _Said) -> str:
        if said.role is Role.LEVEL:
            return "percent"
        if said.role is Role.BASE_VALUE:
            return "base_value"
        return "change_percent" if said.part.percent or said.part.figure.kind is FigureKind.TIMES else "change"

    def takes(self, said: _Said) -> bool:
        return getattr(self, self.slot(said)) is None

    def put(self, said: _Said) -> None:
        setattr(self, self.slot(said), said.part)
        self.parts.append(said.part)

    @property
    def moved(self) -> Part | None:
        return self.change or self.change_percent


def _start(part: Part) -> int:
    return part.item.start


def comparisons_of(
    view: View,
    sentence: Sequence[Part],
    earlier: Sequence[Part],
    in_ratio: frozenset[int],
    month: str,
) -> Iterator[Comparison]:
    """The comparisons of one sentence. `earlier` are the subjects before it, to which it may go back; `in_ratio` the places of
    the percentages that belong to an x/y."""
    subjects = [part for part in sentence if part.role is Role.SUBJECT and not part.is_whole]
    runs: dict[int, tuple[Part, list[_Said]]] = {}
    owners: dict[int, Part] = {}
    said = list(_governed(sentence, in_ratio, month))
    respective = _respectively(sentence, subjects, earlier)
    for index, one in enumerate(said):
        owner = respective.get(one.part.item.start)
        if one.part.repeats is not None:
            owner = owners.get(one.part.repeats.item.start)
        elif owner is None and one.role is Role.BASE_VALUE:
            beside = owners.get(said[index - 1].part.item.start) if index else None
            owner = beside if beside and _one_dimension(beside.figure, one.part.figure) else None
        if owner is None and one.part.repeats is None:
            owner = (
                _rate_beside(one, said[:index])
                or _same_rate(one, said[index - 1] if index else None, owners)
                or _told_ahead(one, subjects)
                or _owner(one, sentence, subjects, earlier)
                or _left_after(one, subjects)
            )
        if index and _is_of_nothing(one, said[index - 1], owners):
            continue
        if owner is None or (one.role is Role.LEVEL and owner.percent):
            continue
        owners[one.part.item.start] = owner
        runs.setdefault(owner.item.start, (owner, []))[1].append(one)
    yield from _named_shares(view, subjects, month)
    yield from _paired(view, sentence, said)
    for subject in subjects:
        if subject.reached_from is not None:
            runs.setdefault(subject.item.start, (subject, []))
    leads = [part for part in (*earlier[-FAR:], *subjects) if part.lead is not None]
    for _, (subject, run) in sorted(runs.items()):
        for group in _grouped(subject, run, month):
            _take_lead(subject, group, leads)
            subject = _take_named(subject, group, [*earlier[-FAR:], *subjects[:_NEAREST]])
            if group.percent or group.moved:
                yield _comparison(view, subject, group)


_RATE_OF = re.compile(r"(?:tỷ|tỉ) lệ\s+((?:[^\W\d_]+\s){1,6})\s*(?:là|đạt|chiếm)?\s*:?\s*$", re.IGNORECASE)


def _is_of_nothing(one: _Said, before: _Said, owners: dict[int, Part]) -> bool:
    """ "; thương mại đạt 69,3% so với kế hoạch, tăng 12,3%": a change beside a level of which no figure is given."""
    change, level = one.part, before.part
    alone = one.role is Role.CHANGE and change.percent and not change.name and before.role is Role.LEVEL and level.name
    beside = change.path == level.path and ";" not in change.before
    return bool(alone) and beside and level.item.start not in owners


def _named_shares(view: View, subjects: Sequence[Part], month: str) -> Iterator[Comparison]:
    """ "(trực tuyến 1.412 hồ sơ, trực tiếp 434 hồ sơ), tỷ lệ hồ sơ trực tuyến 78,5%": the percentage is that figure's share.

    So it is of the figure behind it in "khu vực FDI (chiếm 98% tổng số) đạt 10,5 tỷ USD", "chiếm 60%, tương đương 450 ha".
    """
    for number, rate in enumerate(subjects):
        following = subjects[number + 1] if rate.percent and number + 1 < len(subjects) else None
        if following is not None and following.figure.kind is FigureKind.QUANTITY and _is_told_ahead(rate, following):
            base = base_of_percent(rate.after, month)
            yield _comparison(view, following, _Group(base, percent=rate, parts=[rate]))
            continue
        named = _RATE_OF.search(rate.before) if rate.percent else None
        if named is None:
            continue
        before = [s for s in subjects[max(0, number - FAR) : number] if s.figure.kind is FigureKind.QUANTITY]
        part = next((s for s in reversed(before) if covers(named.group(1), s, tail=False)), None)
        if part is not None:
            yield _comparison(view, part, _Group(Base.UNSTATED, percent=rate, parts=[rate]))


def _told_ahead(one: _Said, subjects: Sequence[Part]) -> Part | None:
    """ "; khu vực FDI chiếm 98% tổng số, tương đương 2,4 tỷ USD": a share with a name of its own, and its amount."""
    if one.role is not Role.LEVEL:
        return None
    at = bisect_right(subjects, one.part.item.start, key=_start)
    following = subjects[at] if at < len(subjects) else None
    if following is None:
        return None
    if at == 0 and _AMOUNTS_TO.fullmatch(following.before):
        return following  # "Giá trị sản xuất đạt 80% kế hoạch, tương đương 5,9 tỷ đồng"
    named = one.part.name or _SHARE_OF_NAMED.search(one.part.before)
    return following if named and _is_told_ahead(one.part, following) else None


def _is_told_ahead(rate: Part, following: Part) -> bool:
    if _SHARE_BRACKET.search(rate.before):
        return rate.depth == following.depth + 1 and _AFTER_BRACKET.fullmatch(following.before) is not None
    return _SHARE.search(rate.before) is not None and _AMOUNTS_TO.fullmatch(following.before) is not None


_SOFT = r"(?:\s(?:khoảng|gần|trên|hơn|được))*\s*$"
_SHARE_BRACKET = re.compile(r"[^\W\d_]\s?\(\s*chiếm(?:\s(?:tỷ|tỉ) (?:lệ|trọng))?" + _SOFT, re.IGNORECASE)
_SHARE = re.compile(r"\bchiếm(?:\s(?:tỷ|tỉ) (?:lệ|trọng))?" + _SOFT, re.IGNORECASE)
_SHARE_OF_NAMED = re.compile(r"(?:[,;:.]|\btrong đó\b|\bvà\b)\s[^,;:.()]*\(\s*chiếm\b", re.IGNORECASE)
_AFTER_BRACKET = re.compile(r"[^()]*\)\s*(?:ước |hiện |đã )*(?:đạt|là|có|:)" + _SOFT, re.IGNORECASE)
_AMOUNTS_TO = re.compile(r"[^;.()]{0,80}\b(?:tương đương|tương ứng)(?: với)?" + _SOFT, re.IGNORECASE)


def _paired(view: View, sentence: Sequence[Part], said: Sequence[_Said]) -> Iterator[Comparison]:
    """ "số lượt người giảm 3,9% (233/240)": a change, and in a bracket what there is and what there was."""
    bases = {one.part.item.start: one.base for one in said}
    for change, part in pairwise(sentence):
        whole = part.whole
        if whole is not None and shows_change(part, change):
            base = bases.get(change.item.start, Base.UNSTATED)
            yield _comparison(view, part, _Group(base, change_percent=change, base_value=whole, parts=[change, whole]))


def _governed(sentence: Sequence[Part], in_ratio: frozenset[int], month: str) -> Iterator[_Said]:
    """Each level, change and base value with its base: its own, the one that leads its clause, or that of the next one."""
    leading = Base.UNSTATED
    found: list[_Said] = []
    for part in sentence:
        if ";" in part.before and not part.depth:
            leading = Base.UNSTATED
        based = "so " in part.low or "cùng kỳ" in part.low
        named = [m for m in _LEADING.finditer(part.before) if m["lead"] or part is sentence[0]] if based else []
        if named and part.role is not Role.BASE_VALUE:
            words = named[-1]["base"]
            leading = base_of(words[max(0, words.lower().rfind("so với")) :].split(",")[0], month)
        if part.role not in (Role.LEVEL, Role.CHANGE, Role.BASE_VALUE) or part.item.start in in_ratio or part.is_whole:
            continue
        base = _own(part, month)
        if base is Base.UNSTATED and part.role is Role.LEVEL and (led := _LEADS_LEVEL.search(part.before)):
            base = base_of(led.group(1), month)  # "so với dự toán đạt 56%"
        if base is Base.UNSTATED and part.role is Role.CHANGE:
            base = part.base if part.base is not Base.UNSTATED else leading
        found.append(_Said(part, base, part.role))
    for index in range(len(found) - 1, 0, -1):
        before, after = found[index - 1], found[index]
        if before.role is Role.BASE_VALUE and index > 1:
            before = found[index - 2]
        shared = before.role is after.role is Role.CHANGE or (before.part.respective and after.part.respective)
        shared = shared and before.base is Base.UNSTATED and before.part.over_plan >= after.part.over_plan
        if shared and before.part.depth == after.part.depth and _coordinated(sentence, before.part, after.part):
            before.base = after.base
    return iter(found)


def _own(part: Part, month: str) -> Base:
    if part.role is Role.LEVEL:
        return base_of_percent(part.after, month)
    if part.role is Role.BASE_VALUE:
        return own_base(part, month)
    base = base_of(part.after, month)
    # "giảm 265 số vụ khám phá": the number that fell, no total that it fell from
    return Base.UNSTATED if base is Base.TOTAL and not _SO.search(clause_of(part.after)) else base


def _coordinated(sentence: Sequence[Part], first: Part, second: Part) -> bool:
    """Whether two changes stand side by side: no new clause and no other figure of its own between them."""
    after, last = (bisect_right(sentence, part.item.start, key=_start) for part in (first, second))
    between = sentence[after:last][:_NEAREST]
    return all(";" not in part.before and part.role is not Role.SUBJECT for part in between)


def _respectively(sentence: Sequence[Part], subjects: Sequence[Part], earlier: Sequence[Part]) -> dict[int, Part]:
    """ "lần lượt đạt a, b và c; … lần lượt giảm 4,7%, tăng 6,9% và tăng 30,2%": each change has its own figure.

    So it is in "26 vụ, 31 bị can (giảm 13,8% số vụ và 8,2% số bị can)", unless a name says otherwise.
    """
    told = [part for part in sentence if part.role in (Role.CHANGE, Role.LEVEL)]
    found: dict[int, Part] = {}
    respective = [part for part in told if part.respective]
    changes = [part for part in told if part.role is Role.CHANGE]
    if len(respective) < 2 and changes and _RESPECTIVELY.search(changes[0].before):
        respective = changes
    if len(respective) > 1:
        before = [part for part in subjects if part.item.start < respective[0].item.start and not part.percent]
        before = before[-len(respective) :] if respective[0].role is Role.LEVEL else before
        before = before or list(earlier[-len(respective) :])
        alike = respective[0].role is Role.CHANGE or len({s.figure.measure for s in before}) == 1
        if alike and len(before) == len(respective):
            found |= {one.item.start: subject for one, subject in zip(respective, before, strict=True)}
    about = [part for part in told if part.percent and part.after.startswith((" về ", " số "))]
    for _, group in groupby(about, key=lambda part: part.path):
        changes = list(group)
        before = [part for part in subjects if part.item.start < changes[0].item.start and not part.percent]
        before = before[-len(changes) :] or list(earlier[-len(changes) :])
        if len(before) != len(changes) or len(changes) < 2 or changes[0].item.start in found:
            continue
        if not any(_about_another(change, before, at) for at, change in enumerate(changes)):
            found |= {change.item.start: subject for change, subject in zip(changes, before, strict=True)}
    return found


def _about_another(change: Part, subjects: Sequence[Part], at: int) -> bool:
    """Whether the name behind a change ("về số vốn") is that of another figure than the one in its place."""
    about = _ABOUT.match(change.after.lstrip()) or _OF_NUMBER.match(change.after)
    named = [number for number, s in enumerate(subjects) if about and covers(about.group(1), s)]
    return bool(named) and at not in named


def _owner(one: _Said, sentence: Sequence[Part], subjects: Sequence[Part], earlier: Sequence[Part]) -> Part | None:
    """The figure that something is said of."""
    part = one.part
    first = bisect_left(subjects, part.item.start, key=_start)
    near = [s for s in subjects[max(0, first - _NEAREST) : first] if s.path == part.path[: len(s.path)]]
    if part.role is Role.BASE_VALUE:
        same = [s for s in near if _one_dimension(s.figure, part.figure)]
        return same[-1] if same and not (part.percent and _rated_between(sentence, same[-1], part)) else None
    about = _ABOUT.search(clause_of(part.after))
    if part.role is Role.CHANGE and (part.figure.kind is FigureKind.TIMES or not part.figure.measure):
        about = about or _OF_NUMBER.match(part.after)
    name = about.group(1) if about else part.name
    takes_up = not near and first == 0 and (bool(name) or bool(_TAKES_UP.match(sentence[0].before)))
    if first == 0 and not name and _THIS.match(sentence[0].before):
        last = [s for s in earlier[-FAR:] if s.sentence == earlier[-1].sentence and not s.depth]
        return last[0] if len(last) == 1 and not part.depth and part.percent else None
    free = [s for s in near if (s.lead is None or s.lead is Base.PLAN) and not _is_end_of_range(s)]
    if near and near[-1].lead not in (None, Base.PLAN) and not free:
        takes_up = True
    all_of_them = [s for s in earlier[-FAR:] if not s.depth] if takes_up else free
    candidates = all_of_them if takes_up else _without_places(free)
    if _ALTOGETHER.search(part.before) and candidates:
        all_of_them = candidates = [max(candidates, key=lambda s: s.figure.value)]
    if part.figure.kind is FigureKind.POINT or (part.figure.measure == "‰" and part.role is Role.CHANGE):
        return _of_rate(part, sentence, candidates)
    if part.role is Role.CHANGE and not part.percent and part.figure.kind is not FigureKind.TIMES:
        lead = near[-1] if near and near[-1].lead not in (None, Base.PLAN) else None
        return _of_measure(one, name, all_of_them or (list(earlier[-FAR:]) if name else []), lead, takes_up)
    if name:
        return _named(name, all_of_them or list(earlier[-FAR:]))
    if takes_up:
        return (
            candidates[-1] if candidates and part.role is Role.CHANGE and _TAKES_UP.match(sentence[0].before) else None
        )
    if not candidates or (part.role is Role.CHANGE and part.depth and _is_of_listed(part, candidates[-1])):
        return None
    return candidates[-1]


def _rated_between(sentence: Sequence[Part], first: Part, last: Part) -> bool:
    """ "đạt 98,9%; … 09 vụ = 0,76% (chỉ tiêu không quá 5%)": another rate stands nearer."""
    at = bisect_left(sentence, last.item.start, key=_start)
    return any(
        p.percent and p.role is Role.LEVEL and p.item.start > first.item.start for p in sentence[max(0, at - 3) : at]
    )


def _is_of_listed(change: Part, last: Part) -> bool:
    """ "giảm cả 3 tiêu chí (giảm 11% số vụ, …)", "22 đơn vị vượt chỉ tiêu, gồm Cục A (vượt 164%), Cục B (vượt 100%)"."""
    if last.figure.measure in _ASPECTS:
        return change.depth > last.depth
    return _LISTED_NAME.search(change.before) is not None


_NAME_OPENED = r"(?:\s[A-ZĐÂÊÔƠƯÁÀẢÃẠÍÌÓÒÚÙÝ][^\W\d_]*)+\s?\(\s*(?:tăng|giảm|vượt)(?:\s(?:khoảng|gần|hơn|trên))*\s*$"
_LISTED_NAME = re.compile(rf"(?:^\)[^;()]{{0,40}}|\b(?:gồm|như)\b[^;()]{{0,60}}){_NAME_OPENED}")


def _is_end_of_range(part: Part) -> bool:
    """ "6.000 - 9.000 đồng/kg": neither end is what rises or falls."""
    return part.figure.qualifier in (Qualifier.FROM, Qualifier.TO) and part.reached_from is None


def _without_places(near: Sequence[Part]) -> list[Part]:
    """The figures of a clause without places and bounds at its end: "402 ca tại 33 xã", "8.700 hộ có vốn dưới 10 tỷ đồng"."""
    kept = list(near)
    while len(kept) > 1 and ";" not in kept[-1].before and kept[-1].whole is None and _is_place_or_bound(kept[-1]):
        kept.pop()
    while len(kept) > 1 and kept[-1].before.strip() == "/" and not kept[-1].is_whole:
        kept.pop()  # "làm rõ 83 vụ/121 đối tượng, đạt 79,8%"
    return kept


def _is_place_or_bound(part: Part) -> bool:
    if part.figure.qualifier is Qualifier.UNDER and part.figure.kind is FigureKind.QUANTITY:
        return True
    first = re.split(r"[ /,]", part.figure.measure, maxsplit=1)[0]
    return first in _PLACES and _LOCATIVE.search(part.before) is not None


_PLACES = frozenset(["xã", "phường", "huyện", "tỉnh", "thôn", "bản", "xóm", "ấp", "quận", "địa"])
_LOCATIVE = re.compile(r"\b(?:tại|ở|trên|thuộc|trong|của)(?: địa bàn)?\s*$", re.IGNORECASE)


def _rate_beside(one: _Said, said: Sequence[_Said]) -> Part | None:
    """ "đạt 34,5% kế hoạch, cao hơn 2,5% so với cùng kỳ": a percentage is higher than another percentage.

    So it is behind a rate, in a bracket or a clause of its own: "đạt tỷ lệ 83,5% (tăng 0,2% so với cùng kỳ)".
    """
    part = one.part
    if part.role is not Role.CHANGE or not part.percent or part.name:
        return None
    if said and _is_of_rate(part, said[-1]):
        return said[-1].part
    if not _HIGHER.search(part.before):
        return None
    before = [other.part for other in said[-2:] if other.role is Role.LEVEL and other.part.percent]
    return before[-1] if before and ";" not in part.before else None


def _same_rate(one: _Said, before: _Said | None, owners: dict[int, Part]) -> Part | None:
    """ "đạt 83,5% (tăng 0,2% so với cùng kỳ, vượt 0,3% so với chỉ tiêu)": the second change in a bracket is of the same rate."""
    if (
        before is None
        or not one.part.depth
        or one.part.path != before.part.path
        or not one.part.percent
        or one.part.name
    ):
        return None
    owner = owners.get(before.part.item.start)
    changes = before.role is one.role is Role.CHANGE
    return owner if changes and owner is not None and owner.percent else None


def _is_of_rate(part: Part, level: _Said) -> bool:
    rate = level.part
    if level.role is not Role.LEVEL or not rate.percent or level.base not in (Base.UNSTATED, Base.TOTAL):
        return False
    if part.path[:-1] == rate.path and part.depth == rate.depth + 1:
        if rate.share and level.base is Base.UNSTATED and "chiếm" in rate.before[-_SHARE_WORDS:].lower():
            return False  # "đạt 985 lượt, chiếm 81% (tăng 18% so với tháng trước)"
        return _CHANGE_OPENED.search(part.before) is not None and rate.before.count("(") == 0
    rated = _RATED.search(rate.before) is not None and level.base is Base.UNSTATED
    return part.path == rate.path and rated and _CHANGE_ALONE.fullmatch(part.before) is not None


_SHARE_WORDS = 30  # characters before a share in which "chiếm" stands
_CHANGE_OPENED = re.compile(r"^[^(),;]*\(\s*(?:tăng|giảm|vượt|cao hơn|thấp hơn)\b[^()]*$", re.IGNORECASE)
_RATED = re.compile(r"\b(?:chiếm|(?:tỷ|tỉ) lệ)" + _SOFT, re.IGNORECASE)
_CHANGE_ALONE = re.compile(r"\s*[,;]\s*(?:tăng|giảm|vượt|còn thiếu)(?:\s(?:khoảng|gần|hơn|trên))*\s*", re.IGNORECASE)
_HIGHER = re.compile(r"\b(?:cao|thấp) hơn\b", re.IGNORECASE)


def _left_after(one: _Said, subjects: Sequence[Part]) -> Part | None:
    """ "Số vụ giảm 15 vụ so với cùng kỳ, còn 128 vụ": what the change led to stands behind it."""
    if one.role is not Role.CHANGE:
        return None
    following = subjects[bisect_right(subjects, one.part.item.start, key=_start) :][:1]
    first = following[0].reached_from if following else None
    if one.part.percent and following and following[0].percent and "lệ" in following[0].before:
        return None  # "số vụ giảm 8%, tỷ lệ làm rõ đạt 83,5%"
    if first is not None and _FROM_IN_BRACKET.search(first.before):
        return following[0]  # "giảm 1,5% (từ 8,5% xuống 7,0%)"
    return following[0] if following and _LEFT.search(following[0].before) and ";" not in following[0].before else None


_FROM_IN_BRACKET = re.compile(r"\(\s*từ\s*$", re.IGNORECASE)
_LEFT = re.compile(r",\s*(?:chỉ )?còn\s*(?:lại )?$|\b(?:xuống còn|lên|đạt)\s*$", re.IGNORECASE)


def _of_rate(part: Part, sentence: Sequence[Part], candidates: Sequence[Part]) -> Part | None:
    """Percentage points are said of the percentage before them, a change in ‰ of the rate before it."""
    kind, measure = (FigureKind.PERCENT, "%") if part.figure.kind is FigureKind.POINT else (FigureKind.QUANTITY, "‰")
    end = bisect_left(sentence, part.item.start, key=_start)
    before = [
        p
        for p in sentence[max(0, end - _NEAREST) : end]
        if p.figure.kind is kind
        and p.figure.measure == measure
        and p.role in (Role.SUBJECT, Role.LEVEL)
        and p.path == part.path[: len(p.path)]
    ]
    if before:
        return before[-1]
    rates = [s for s in candidates if s.figure.kind is kind and s.figure.measure == measure]
    return rates[-1] if rates else None


def _of_measure(
    one: _Said, name: str, candidates: Sequence[Part], lead: Part | None, takes_up: bool = False
) -> Part | None:
    """Which figure an absolute change belongs to: the last of its measure; by the words around it where several have that measure.

    "09 vụ, làm 05 người chết, 07 người bị thương; giảm 02 vụ, tăng 01 người chết": each change finds its own.
    """
    if not candidates:
        return None
    change = one.part
    measure, last = change.figure.measure, candidates[-1]
    if name:
        named = [s for s in candidates if covers(name, s) and _one_dimension(s.figure, change.figure)]
        return named[-1] if named else None
    if lead is not None and (alike := [s for s in candidates if _thing(s) == _thing(lead)]):
        return alike[-1]
    if not measure:
        return last
    if last.figure.measure in _ASPECTS and measure != last.figure.measure:
        return None  # "giảm cả 3 tiêu chí: giảm 25 vụ, …"
    same = [s for s in candidates if same_measure(_unit(s.figure.measure), measure) or s.figure.measure == measure]
    if not same:
        bare = not last.figure.measure and dimension(measure) == "count"
        close = dimension(last.figure.measure) == dimension(measure) and len(candidates) == 1
        return (
            last
            if bare
            or close
            or (dimension(measure) == "count" == dimension(last.figure.measure) and change.depth > last.depth)
            else None
        )
    if len(same) > 1 and (change.depth <= same[-1].depth):
        noun = noun_behind(change)
        fitting = [s for s in same if noun and noun_behind(s) == noun] or [
            s for s in same if noun and noun in re.split(r"[,;.()]", s.before)[-1].lower()
        ]
        if fitting:
            return fitting[-1]
        if takes_up and not noun and (first := _head_of_list(same)):
            return first
        return same[-1] if same[-1] is last or not noun else None
    fresh = [s for s in candidates if s.item.start > same[-1].item.start and ";" in s.before]
    stray = one.base is Base.UNSTATED or any(dimension(s.figure.measure) == dimension(measure) for s in fresh)
    return None if fresh and stray else same[-1]


_ASPECTS = frozenset(("tiêu chí", "mặt", "chỉ số", "chỉ tiêu"))


def _head_of_list(same: Sequence[Part]) -> Part | None:
    """ "Phát hiện 43 vụ: phá rừng 11 vụ, … 2 vụ. So với cùng kỳ giảm 12 vụ": the total, not the last part."""
    run = [part for part in same if part.sentence == same[-1].sentence]
    listed = len(run) > 1 and (_LISTED.search(run[1].before) or all(";" in part.before for part in run[1:]))
    return run[0] if listed and all(part.figure.basis == run[0].figure.basis for part in run) else None


_LISTED = re.compile(r":|\btrong đó\b|\bgồm\b", re.IGNORECASE)


def noun_behind(part: Part) -> str:
    """The word or two right behind a figure and its measure: "chết", "bị thương"."""
    found = re.match(r"\s*([^\W\d_]+(?: [^\W\d_]+)?)", part.after)
    words = found.group(1).lower().split() if found else []
    while words and words[-1] in _NO_NOUNS:
        words.pop()
    return "" if words and words[0] in _NO_NOUNS else " ".join(words)


_NO_NOUNS = frozenset(("so", "là", "và", "hoặc", "với", "nhưng", "tương", "hay", "trong", "tại", "đạt", "bằng"))


def _thing(part: Part) -> str:
    return " ".join(f"{part.figure.measure} {noun_behind(part)}".split())


def _named(name: str, candidates: Sequence[Part]) -> Part | None:
    named = [s for s in candidates if covers(name, s, tail=False)] or [s for s in candidates if covers(name, s)]
    return named[-1] if named else None


def covers(name: str, subject: Part, tail: bool = True) -> bool:
    """Whether a subject's own words, with those behind it where `tail`, have every telling word of `name`."""
    words = re.findall(r"\w+", _in_full(name))
    wanted = {word for word in words if word not in _EMPTY}
    if not wanted:
        return False
    behind = _FIVE_WORDS.match(subject.after) if tail else None
    own = f"{subject.figure.topic} {subject.figure.measure} {behind.group() if behind else ''}"
    own = _in_full(own)
    return wanted <= set(re.findall(r"\w+", own))


def _in_full(words: str) -> str:
    return _SHORT.sub(lambda short: _FORMS[short.group()], words.lower())


_FORMS = {"dn": "doanh nghiệp", "htx": "hợp tác xã", "lđ": "lao động", "hs": "học sinh", "tngt": "tai nạn giao thông"}
_SHORT = re.compile(r"\b(?:dn|htx|lđ|hs|tngt)\b")
_FIVE_WORDS = re.compile(r"\s*(?:[^\W\d_]+\s?){0,5}")


def same_measure(one: str, other: str) -> bool:
    """ "lượt" and "lượt khách", "cán bộ" and "cán bộ" are one measure.

    >>> same_measure("lượt khách", "lượt"), same_measure("vụ", "người")
    (True, False)
    """
    return one == other or (bool(one) and bool(other) and (one.startswith(other + " ") or other.startswith(one + " ")))


def _one_dimension(a: Figure, b: Figure) -> bool:
    if a.kind is not b.kind:
        return False
    return not a.measure or not b.measure or dimension(_unit(a.measure)) == dimension(_unit(b.measure))


def _unit(measure: str) -> str:
    """ "đồng/tháng" is counted in "đồng"; a yield ("tạ/ha") is a unit of its own."""
    return measure.partition("/")[0] if measure.startswith(("đồng/", "USD/", "kg/người")) else measure


def _grouped(subject: Part, run: Sequence[_Said], month: str) -> Iterator[_Group]:
    groups: list[_Group] = []
    if subject.reached_from is not None:
        first = subject.reached_from
        base = Base.PREVIOUS_YEAR if re.search(r"năm \d{4}", first.after) else Base.UNSTATED
        groups.append(_Group(base, base_value=first, parts=[first]))
    for index, one in enumerate(run):
        if not _fits(one, subject):
            continue
        if one.part.bracketed and one.role is Role.CHANGE and not one.part.percent:
            one = _Said(one.part, one.base, _changed_or_base(one.part, subject, groups))
        linked = index > 0 and bool(
            one.part.depth > run[index - 1].part.depth
            or re.match(r"\s*(?:\(|,|\)|và|hay|tức|=|bằng|tăng|giảm)", one.part.before)
        )
        linked = linked or one.role is Role.BASE_VALUE or bool(groups and subject.reached_from and not groups[-1].moved)
        joined = groups[-1] if groups and _joins(groups[-1], one, linked) else _retold(groups, one)
        if joined:
            joined.put(one)
            joined.base = one.base if joined.base is Base.UNSTATED else joined.base
        elif one.role is not Role.BASE_VALUE or groups == [] or groups[-1].base_value is not None:
            groups.append(_Group(one.base))
            groups[-1].put(one)
        if one.role is Role.CHANGE and one.part.reached_from is not None:
            groups[-1].base_value = one.part.reached_from
    return iter(groups)


def _retold(groups: Sequence[_Group], one: _Said) -> _Group | None:
    """ "tăng 500 người so với cùng kỳ, đạt 100% kế hoạch (tăng 1,6% so với cùng kỳ)": one base, spoken of in two places."""
    if one.role is not Role.CHANGE or one.base not in _TIMES_PAST or one.part.over_plan:
        return None
    same = [
        group
        for group in groups[:-1]
        if group.base is one.base
        and group.moved
        and group.moved.direction is one.part.direction
        and group.takes(one)
        and group.percent is None
    ]
    return same[-1] if same else None


_TIMES_PAST = frozenset({Base.SAME_PERIOD, Base.PREVIOUS_PERIOD, Base.PREVIOUS_YEAR})


def _fits(one: _Said, subject: Part) -> bool:
    figure = one.part.figure
    if one.part.role is Role.LEVEL or one.part.percent or figure.kind in (FigureKind.TIMES, FigureKind.POINT):
        return True
    return not figure.measure or _one_dimension(subject.figure, figure) or figure.measure == subject.figure.measure


def _changed_or_base(part: Part, subject: Part, groups: Sequence[_Group]) -> Role:
    """ "tăng 7,33% (0,85 triệu kWh)" gives the change, "tăng 7,9% (2.980 tấn)" the base: which one fits the percentage better."""
    rate = groups[-1].change_percent if groups else None
    if rate is None or not subject.figure.value:
        return Role.CHANGE
    sign = -1 if rate.direction is Direction.DOWN else 1
    share = 1 + sign * rate.figure.value / 100
    if share <= 0:
        return Role.CHANGE
    base = subject.figure.value / share
    return (
        Role.BASE_VALUE
        if abs(part.figure.value - base) < abs(part.figure.value - abs(subject.figure.value - base))
        else Role.CHANGE
    )


def _joins(group: _Group, one: _Said, linked: bool) -> bool:
    if not group.takes(one):
        return False
    shared = one.base if one.base is not Base.UNSTATED else group.base
    if one.role is Role.LEVEL and group.moved and not _agree(one.part, group.moved, shared, group.base):
        return False
    if one.role is Role.CHANGE and group.percent and not _agree(group.percent, one.part, shared, group.base):
        return False
    if one.role is Role.CHANGE and one.part.over_plan != bool(group.moved and group.moved.over_plan) and group.moved:
        return False
    return one.base in (group.base, Base.UNSTATED) or (group.base is Base.UNSTATED and linked)


def _agree(level: Part, change: Part, base: Base, level_base: Base) -> bool:
    """Whether a level percent and a change may be said of one base.

    A plan is exceeded or missed ("vượt"), it isn't risen from; a share ("chiếm 30%") has a total and no base;
    "đạt 85%" without a base is mostly of a plan; a bracket ("45 người (30%)") is a share unless a change went before it.
    """
    if base in (Base.PLAN, Base.TOTAL):
        return change.over_plan and (level_base is Base.PLAN or change.item.start < level.item.start)
    if level.share or change.over_plan:
        return False
    told_first = change.item.start < level.item.start
    if level.bracketed:
        return told_first
    if base is level_base is Base.UNSTATED and change.before.strip().startswith("và "):
        return False  # "bằng 14,3% và tăng 1,6%"
    of_base = bool(re.search(r"\b(?:bằng|tương đương)\b|=", level.before[-40:], re.IGNORECASE))
    return of_base or (base is not Base.UNSTATED and (told_first or level_base is not Base.UNSTATED))


def _take_lead(subject: Part, group: _Group, leads: Sequence[Part]) -> None:
    """Gives a group the base's own value where a clause before it stated that: "Kế hoạch giao 510 ha; … đạt 100,8% kế hoạch"."""
    if group.base_value is not None:
        return
    whole = subject.whole
    if (
        whole is not None
        and group.moved
        and group.moved.over_plan
        and group.base is Base.UNSTATED
        and base_of(whole.after) is Base.PLAN
    ):
        group.base_value, group.base = whole, Base.PLAN
        return
    end = bisect_left(leads, group.parts[-1].item.start, key=_start)
    for lead in reversed(leads[max(0, end - FAR) : end]):
        if lead is subject or not _one_dimension(lead.figure, subject.figure):
            continue
        timed = (
            lead.lead is not Base.PLAN
            and group.base is Base.UNSTATED
            and bool(group.moved)
            and lead.sentence == group.parts[0].sentence
        )
        if lead.lead is group.base or timed:
            if (
                lead.figure.measure
                and subject.figure.measure
                and not same_measure(lead.figure.measure, subject.figure.measure)
            ):
                continue
            group.base_value, group.base = lead, lead.lead or group.base
            return


_BASE_NAMED = re.compile(r"\s*(?:so(?: với)?\s+)?(?P<name>(?:[^\W\d_]+\s?){2,7})", re.IGNORECASE)


def _take_named(subject: Part, group: _Group, stated: Sequence[Part]) -> Part:
    """Gives a group the base that it calls by name, where that was stated: "giá khởi điểm 72,4 tỷ đồng, vượt 26,2 tỷ đồng so với
    giá khởi điểm". The subject is then the figure before it, if the base itself was taken for it."""
    if group.base is not Base.OTHER or group.base_value is not None:
        return subject
    for part in group.parts:
        named = _BASE_NAMED.match(clause_of(part.after))
        if not named or part.after.lstrip().startswith(")"):
            continue
        name = named["name"]
        for base in reversed([p for p in stated if p.item.start < part.item.start]):
            like = _one_dimension(base.figure, subject.figure) and same_measure(
                base.figure.measure, subject.figure.measure
            )
            if not like or not _called(name, base):
                continue
            if base is subject:
                before = [
                    p for p in stated if p.item.start < base.item.start and p.figure.measure == base.figure.measure
                ]
                if not before:
                    return subject
                subject = before[-1]
            group.base_value = base
            return subject
    return subject


def _called(name: str, base: Part) -> bool:
    """Whether a figure goes by a name: its label has every telling word of it and begins with the first of them."""
    wanted = [
        word for word in re.findall(r"\w+", name.lower()) if word not in _EMPTY and word != "diện" and word != "tích"
    ]
    own = re.findall(r"\w+", base.figure.topic.lower())
    return bool(wanted) and set(wanted) <= set(own) and len(wanted) + 6 >= len(own)


def _comparison(view: View, subject: Part, group: _Group) -> Comparison:
    said = [part for part in (group.percent, group.change, group.change_percent, group.base_value) if part]
    last = max(said, key=lambda part: part.item.end)
    giver = _GIVER.search(last.after) or (_GIVER.search(group.percent.after) if group.percent else None)
    first = min(subject.item.start, *(part.item.start for part in said))

    def figure(part: Part | None) -> Figure | None:
        return part.figure if part else None

    return Comparison(
        subject=subject.figure,
        base=group.base,
        span=view.span(first, max(last.item.end, subject.item.end)),
        percent=figure(group.percent),
        change=figure(group.change),
        change_percent=figure(group.change_percent),
        base_value=figure(group.base_value),
        direction=group.moved.direction if group.moved else Direction.NONE,
        giver=giver.group(1).strip() if giver else "",
    )
