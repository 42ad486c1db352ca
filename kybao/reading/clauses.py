"""The figures of a running text as parts of its clauses: what each is there for, by the words that stand before it.

Reports say what a figure is in a small set of connecting words: bằng, đạt, chiếm give a level; tăng, giảm, vượt a change;
"so với" and a bracket behind the name of a base give the base's own value. Everything else is a figure of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from enum import Enum, auto

from msgspec import Struct

from kybao.reading.bases import adjoins, base_of, base_of_percent, base_of_value
from kybao.reading.claim import Base, Direction
from kybao.reading.figure import Figure, FigureKind, Qualifier
from kybao.reading.figures import Placed
from kybao.reading.measures import dimension
from kybao.reading.view import View

_NEAR = 140  # characters before a figure in which the words that give its role stand


class Role(Enum):
    SUBJECT = auto()
    LEVEL = auto()  # bằng/đạt/chiếm x%, gấp x lần
    CHANGE = auto()  # tăng/giảm n hoặc n%
    BASE_VALUE = auto()  # so với 1.150 con cùng kỳ; kế hoạch (450 ha)
    OTHER = auto()


class Part(Struct):
    """A figure in its sentence.

    `before` and `after` are the words between it and its neighbours in the sentence; `name` what of `before` names the thing
    that a level or change is of ("số người chết" in "; số người chết giảm 02 người"). `path` holds the places of the brackets
    that are open around it. `whole` is the y of an x/y, for the x; `reached_from` the 14 of "từ 14 vụ xuống 9 vụ", for the 9.
    `lead` is the base whose own value this is: "Kế hoạch giao 510 ha; …", "Cùng kỳ có 18 vụ, nay …".
    """

    item: Placed
    sentence: int
    before: str
    low: str  # `before` in lower case
    after: str
    path: tuple[int, ...]
    role: Role = Role.SUBJECT
    direction: Direction = Direction.NONE
    base: Base = Base.UNSTATED  # as named between the word for the change and the figure
    name: str = ""
    over_plan: bool = False  # vượt, hụt: said of a plan before anything else
    share: bool = False  # chiếm, tỷ lệ: said of a total
    bracketed: bool = False  # alone in a bracket: "(12,5%)"
    whole: Part | None = None
    is_whole: bool = False
    reached_from: Part | None = None
    respective: bool = False  # one of several that are told in the order of their figures: "lần lượt"
    repeats: Part | None = None  # the change that this one tells once more: "tăng 5 vụ (12,5%)"
    lead: Base | None = None

    @property
    def figure(self) -> Figure:
        return self.item.figure

    @property
    def depth(self) -> int:
        return len(self.path)

    @property
    def percent(self) -> bool:
        return self.item.figure.kind is FigureKind.PERCENT

    @property
    def counts(self) -> bool:
        """Whether it can be a total or a part: a quantity of its own."""
        return self.role is Role.SUBJECT and self.item.figure.kind is FigureKind.QUANTITY


_UP = r"tăng(?: thêm| trưởng)?|vượt|nhiều hơn|cao hơn|lớn hơn|dôi(?: dư)?"
_DOWN = r"(?:kéo )?giảm(?: đi| bớt)?|thấp hơn|ít hơn|hụt|(?:còn )?thiếu(?: hụt)?|kém(?: hơn)?"
_MOVES = ("tăng", "giảm", "vượt", "hơn", "dôi", "hụt", "thiếu", "kém")  # one is in every `_UP` and `_DOWN`
_SOFT = (
    r"khoảng|gần|hơn|trên|được|là|thêm|bình quân|chỉ|mức|tuyệt đối|nhẹ|mạnh|lần lượt|tương ứng|tương đương|ước|tới|đến"
)
_BASE_NAME = (
    r"(?:so(?: với)?\s+)?(?:cùng kỳ|CK|kế hoạch|dự toán|chỉ tiêu|KH|DT|(?:năm|"
    r"tháng|quý) (?:trước|\d[\d/]*)|đầu năm)\b[^,;.()\d]{0,25}(?:\d{4}\s*)?"
)
_CHANGE = re.compile(
    rf"\b(?:(?P<up>{_UP})|"
    rf"(?P<down>{_DOWN}))(?P<gap>(?:\s+(?:{_SOFT}))*(?:\s+{_BASE_NAME})?(?:\s*(?:{_SOFT}))*)\s*[:+–-]?\s*$",
    re.IGNORECASE,
)
# "giảm từ 200 đến 300 đồng": a span of changes, no single one; "tăng lên 38%" says what was reached.
_LEVEL = re.compile(
    r"(?:\b(?:bằng|đạt|chiếm|tương đương|tương ứng|hoàn thành|thực hiện)|=)(?:\s+(?:tỷ lệ|"
    r"tỉ lệ|tỷ trọng|tỉ trọng|bao phủ|lần lượt|được|khoảng|gần|trên|hơn|là|với|mức|chỉ|cả))*\s*:?\s*$|"
    r"(?:^|[,;(–-])\s*(?:với )?(?:tỷ lệ|tỉ lệ|tỷ trọng)(?:\s+(?:là|đạt|chiếm|khoảng|gần|hơn|trên))*\s*:?\s*$",
    re.IGNORECASE,
)
_MULTIPLE = re.compile(r"\b(?:gấp|bằng)(?:\s+(?:khoảng|gần|hơn|trên|tới|đến))*\s*$", re.IGNORECASE)
_RISEN_BY = re.compile(r"\b(?:tăng|giảm)\s+gấp\b", re.IGNORECASE)
_SHARE = re.compile(r"chiếm|tỷ lệ|tỉ lệ|tỷ trọng|tỉ trọng", re.IGNORECASE)
_OVER_PLAN = re.compile(r"vượt|hụt|thiếu", re.IGNORECASE)
# Words that may stand between a separator and a level or change and name nothing.
_ADVERBS = re.compile(
    r"\b(?:và|đã|cũng|gần|khoảng|xấp xỉ|ước|hiện|mới|chỉ|đều|nhưng|tức|hay|hoặc|là|trong khi|"
    r"như vậy|tính chung|lần lượt|lại|còn|đồng thời|riêng|thì|do vậy|"
    r"kết quả|tuy nhiên|duy trì(?: tốc độ| mức| đà)?)\b",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r"[,;:.()]|\s[–-]\s")
_BASE_LEADS = re.compile(
    r"\s*(?:(?:cùng kỳ|tháng trước|quý trước|năm trước|năm ngoái|đầu năm|"
    r"cuối năm trước)\b(?! (?:tăng|giảm))[^,;.()\d]{0,50}(?:năm \d{4}\s*)?(?:[^,;.()\d]{0,30})|"
    r"(?:kế hoạch|dự toán|chỉ tiêu)(?: cả năm| năm| vốn| giao| được giao|"
    r" (?:tỉnh|huyện) giao){0,3}(?: là| trồng| năm \d{4}| thu| chi|:)?)\s*$",
    re.IGNORECASE,
)
_TIME_LEAD = re.compile(r"\s*(?:cùng kỳ|tháng|quý|năm|đầu|cuối)", re.IGNORECASE)
_SO_DIRECTLY = re.compile(r"\bso(?: với)?(?: mức| con số)?\s*$", re.IGNORECASE)
_SO_NAMED = re.compile(
    r"\bso(?: với)?\s(?:(?!và\b|với\b|đạt\b|tăng\b|giảm\b|bằng\b)[^,;.()\s]{1,15}\s){1,9}$", re.IGNORECASE
)
_IN_BRACKET_BASE = re.compile(
    r"\(\s*(?:cùng kỳ|kế hoạch|dự toán|chỉ tiêu|KH|DT|CK|trước (?:khi )?(?:sáp nhập|sắp xếp)|năm (?:học )?trước|năm \d{4}|tháng trước|"
    r"quý trước|đầu năm)\b[^,;()\d]{0,30}(?:năm \d{4}\s*|\d{4}\s*)?(?:là|đạt|có|:)?\s*$",
    re.IGNORECASE,
)
_PERIOD_OPENED = re.compile(
    r"\(\s*(?:\d{1,2} tháng(?: đầu)? năm |(?:quý [IV1-4]{1,3}|tháng \d{1,2})(?: năm |\s?/\s?))\d{4}[^,;()\d]{0,30}$",
    re.IGNORECASE,
)
_OPENED = re.compile(r"\(\s*(?:là|đạt|có|:|từ|khoảng|gần|trên|hơn|[-+–=])?\s*$", re.IGNORECASE)
_OPENED_RATE = re.compile(r"^\s*\(\s*(?:đạt )?(?:tỷ|tỉ) lệ\s*$", re.IGNORECASE)  # "tăng 6,2 tỷ đồng (đạt tỷ lệ 8,5%)"
_COMMA = re.compile(r"\s*,\s*")
_OPENED_AGAIN = re.compile(r"\(\s*(?:(?P<up>tăng)|giảm)(?:\s(?:khoảng|gần|hơn|trên|tới|là))*\s*$", re.IGNORECASE)
_AGAIN = re.compile(r"\s*,\s*(?:(?P<up>tăng)|giảm)(?:\s(?:khoảng|gần|hơn|trên|tới|là))*\s*", re.IGNORECASE)
_SAME_CHANGE = re.compile(
    r"(?:tương (?:ứng|đương)|hay|tức|=)(?: với)?(?: tăng| giảm)?(?: khoảng| là)?\s*$", re.IGNORECASE
)
_PLAN_REPEATED = re.compile(
    r",\s*(?:kế hoạch|dự toán|chỉ tiêu)(?: cả năm| năm| giao| được giao)*(?: là)?\s*$", re.IGNORECASE
)
_REACHED = re.compile(
    r"\s*(?:(?:của |vào |trong )?(?:đầu |cuối )?năm \d{4}\s+)?(?:xuống(?: còn)?|"
    r"lên(?: đến| tới| thành)?|còn|thành)\s*$",
    re.IGNORECASE,
)
_FROM = re.compile(r"\btừ\s*$", re.IGNORECASE)
_DURATIONS = frozenset({"tháng", "năm", "ngày", "giờ", "phút", "tuổi", "quý", "tuần"})
_SLASH = re.compile(
    r"(?:\s[^\W\d_]+){0,10}\s*/\s*(?:(?:KH|DT|kế hoạch|dự toán|chỉ tiêu|tổng(?: số)?)\s*)?", re.IGNORECASE
)
_BARE_SLASH = re.compile(r"\s*/\s*")
_PER = frozenset({100, 1000, 10000, 100000})
_OUT_OF = re.compile(r"\s*(?:trên tổng số|trong tổng số|/\s*tổng số|trên)\s*", re.IGNORECASE)


def parts_of(view: View, runs: Sequence[tuple[int, int]], quantities: Sequence[Placed]) -> list[Part]:
    """The quantities of a text as parts, in order; `runs` are its sentences."""
    parts = list(_laid_out(view, runs, quantities))
    for index, part in enumerate(parts):
        previous = parts[index - 1] if index and parts[index - 1].sentence == part.sentence else None
        earlier = parts[index - 2] if index > 1 and parts[index - 2].sentence == part.sentence else None
        following = parts[index + 1] if index + 1 < len(parts) else None
        if previous and (_is_ratio(previous, part) or (following and _makes(previous, part, following))):
            previous.whole, part.is_whole = part, True
            if previous.role is Role.BASE_VALUE:
                previous.role = Role.SUBJECT  # "giảm 13 vụ so với cùng kỳ (104/117 vụ)"
            part.role = Role.SUBJECT
            continue
        words, low = part.before, part.low
        if previous is not None and previous.role is Role.OTHER and previous.figure.kind is FigureKind.QUANTITY:
            # "tỷ lệ trẻ 6 tuổi vào lớp 1 đạt 100%": the age is no neighbour
            words, low = f"{previous.before} # {words}", f"{previous.low} # {low}"
            previous = earlier
        moves = any(map(low.__contains__, _MOVES))
        _give_role(part, words[-_NEAR:], moves, previous, earlier)
    for index, part in enumerate(parts):
        first = index == 0 or parts[index - 1].sentence != part.sentence
        if first and _is_result(part, parts[index + 1] if index + 1 < len(parts) else None):
            part.role, part.direction = Role.SUBJECT, Direction.NONE
    return parts


def _is_result(part: Part, following: Part | None) -> bool:
    """ "Giảm 268 hộ nghèo, đạt 60,7% kế hoạch": the decrease is what was done."""
    alone = (
        part.role is Role.CHANGE
        and part.figure.kind is FigureKind.QUANTITY
        and part.base is Base.UNSTATED
        and not part.name
    )
    level = following is not None and following.sentence == part.sentence and following.role is Role.LEVEL
    return alone and level and following is not None and adjoins(following.after) and len(part.before.split()) <= 2


def _laid_out(view: View, runs: Sequence[tuple[int, int]], quantities: Sequence[Placed]) -> Iterator[Part]:
    text, low = view.text, view.low
    index, last = 0, len(quantities)
    for number, (start, end) in enumerate(runs):
        at, path, deeper = start, list[int](), 0
        scanned = start
        while index < last and quantities[index].start < end:
            item = quantities[index]
            following = quantities[index + 1].start if index + 1 < last else end
            for place in _brackets(text, scanned, item.start):
                if text[place] == "(":
                    deeper += len(path) == _DEEPEST
                    path += [place][: _DEEPEST - len(path)]
                elif deeper:
                    deeper -= 1
                elif path:
                    path.pop()
            scanned = item.start
            after = text[item.end : min(following, end)]
            yield Part(item, number, text[at : item.start], low[at : item.start], after, tuple(path))
            at = item.end
            index += 1


def _brackets(text: str, start: int, end: int) -> Iterator[int]:
    return (match.start() for match in _BRACKET.finditer(text, start, end))


_DEEPEST = 6  # brackets within brackets that are told apart
_BRACKET = re.compile(r"[()]")


def _is_ratio(part: Part, whole: Part) -> bool:
    """ "21/23", "28 doanh nghiệp hoạt động/35 doanh nghiệp", "1.215 ca/KH 1.400 ca"; not "86 tỷ đồng/3.215 hộ"."""
    a, b, joined = part.figure, whole.figure, whole.before
    if part.is_whole or FigureKind.PERCENT in (a.kind, b.kind) or a.value > b.value * 20:
        return False
    if _BARE_SLASH.fullmatch(joined) or _OUT_OF.fullmatch(joined):
        return a.measure == b.measure or not a.measure or not b.measure
    if b.value in _PER and a.decimals:
        return False  # "108,6 bé trai/100 bé gái"
    alike = a.measure == b.measure or a.measure.startswith(b.measure + " ") or b.measure.startswith(a.measure + " ")
    return alike and bool(a.measure) and bool(b.measure) and _SLASH.fullmatch(joined) is not None


def _makes(part: Part, whole: Part, percent: Part) -> bool:
    """ "9.690 đài truyền thanh/10.599 xã, đạt tỷ lệ 91,4%": what is counted differs, and the percentage shows the ratio."""
    a, b = part.figure, whole.figure
    counts = a.kind is b.kind is FigureKind.QUANTITY and not part.is_whole and b.value > 0 and percent.percent
    if not counts or not (_SLASH.fullmatch(whole.before) and "/" in whole.before):
        return False
    if whole.sentence != percent.sentence or not re.search(r"(?:\bđạt|\btỷ lệ|\bchiếm|=)[^,;]*$", percent.before):
        return False
    return abs(a.value * 100 / b.value - percent.figure.value) <= max(percent.figure.step, _NEAR_RATIO)


_NEAR_RATIO = Decimal("0.1")  # percentage points by which a printed percentage may miss the ratio that it is of


def _give_role(part: Part, before: str, moves: bool, previous: Part | None, earlier: Part | None) -> None:
    """Sets the role of a part by the words before it, and what of these belongs to it.

    `moves` says that there is a word for a change among them.
    """
    kind = part.figure.kind
    if _is_reached(part, previous):
        part.reached_from = previous
        return
    told = earlier if previous and previous.role is Role.BASE_VALUE and _SAME_CHANGE.search(before) else previous
    if _repeats_change(part, told, before):
        return
    planned = part.percent and previous is not None and previous.percent and _PLANNED_RATE.fullmatch(before)
    if planned or (part.percent and _YEARLY.match(part.after)):
        part.role = Role.OTHER
        return
    if part.depth and _tells_of_past(part, previous, before):
        part.role = Role.OTHER
        return
    change = _CHANGE.search(before) if moves else None
    if change and not (kind is FigureKind.TIMES and change.group("up")) and not _is_noun(change, part, before):
        _set_change(part, change, before)
        return
    if previous is not None and previous.role in (Role.CHANGE, Role.LEVEL) and _goes_on(part, previous):
        part.role, part.direction, part.respective = previous.role, previous.direction, previous.respective
        part.base = previous.base
        return
    signed = _SIGNED.search(before) if kind in (FigureKind.QUANTITY, FigureKind.PERCENT) else None
    if signed and not part.depth and (before[-1:] == " " or base_of(part.after) is Base.UNSTATED):
        signed = None  # "đàn lợn 12.450 con, +12,5% so với cùng kỳ"
    if signed:
        part.role, part.direction = Role.CHANGE, Direction.UP if signed.group(1) == "+" else Direction.DOWN
        return
    if kind is FigureKind.POINT:
        part.role = Role.OTHER
        if previous and earlier and previous.depth > part.depth and before.lstrip().startswith(")"):
            _carry_change(part, previous)
        return
    if kind is FigureKind.TIMES:
        level = _MULTIPLE.search(before)
        part.role = Role.LEVEL if level and not _RISEN_BY.search(before) else Role.OTHER
        part.name = _name_in(before[: level.start()]) if level else ""
        return
    rate = previous is not None and previous.role is Role.CHANGE and previous.figure.kind is not FigureKind.QUANTITY
    if kind is FigureKind.PERCENT and (
        _IN_BRACKET_BASE.search(before)
        or (rate and not _LEVEL.search(before) and _is_base_value(part, previous, before))
    ):
        part.role = Role.BASE_VALUE
        return
    if kind is FigureKind.PERCENT and _set_level(part, previous, before):
        return
    if kind is FigureKind.QUANTITY and part.figure.measure in _DURATIONS and part.after.startswith(" trước"):
        part.role = Role.OTHER  # "so với trung bình 4 tuần trước"
        return
    if kind is FigureKind.QUANTITY and part.after.startswith((" trở lên", " trở xuống")):
        part.role = Role.OTHER  # "tàu có chiều dài từ 15 m trở lên"
        return
    if _is_base_value(part, previous, before):
        ranged = part.figure.qualifier in (Qualifier.FROM, Qualifier.TO)
        part.role = Role.OTHER if ranged else Role.BASE_VALUE
        return
    if kind is FigureKind.QUANTITY and part.figure.measure in _DURATIONS:
        part.role = Role.OTHER
        return
    lead = _BASE_LEADS.match(_SEPARATOR.split(before)[-1])
    if lead and kind is FigureKind.QUANTITY and not part.depth:
        part.lead = Base.PLAN if not _TIME_LEAD.match(lead.group()) else base_of("so với " + lead.group().strip())


def _tells_of_past(part: Part, previous: Part | None, before: str) -> bool:
    """ "(cùng kỳ bằng 22,8% và tăng 16,2%)", "42,4%/chỉ tiêu 40%": a rate of another time, or the one that was planned."""
    if not part.percent:
        return False
    if _PAST_TOLD.search(before):
        return True
    return previous is not None and previous.role is Role.OTHER and previous.percent and previous.path == part.path


_PAST_TOLD = re.compile(
    r"\(\s*(?:cùng kỳ|CK|năm trước)\b[^();]{0,40}\b(?:bằng|tăng|giảm)(?:\s(?:khoảng|gần|hơn|trên))*\s*$", re.IGNORECASE
)
_PLANNED_RATE = re.compile(r"\s*/\s*(?:KH|DT|kế hoạch|dự toán|chỉ tiêu)\s*", re.IGNORECASE)


def _is_reached(part: Part, previous: Part | None) -> bool:
    if previous is None or not _REACHED.match(part.before):
        return False
    a, b = previous.figure, part.figure
    if a.kind is not b.kind or a.measure != b.measure or previous.path != part.path:
        return False
    return bool(_FROM.search(previous.before)) or (
        previous.role is Role.SUBJECT and bool(re.fullmatch(r"\s*(?:xuống còn|thành|còn|lên thành)\s*", part.before))
    )


def _repeats_change(part: Part, previous: Part | None, before: str) -> bool:
    """ "tăng 5 vụ (12,5%)", "giảm 54 tỷ đồng, tương đương 36%", "tăng 9,92% (tăng 1.120 tỷ đồng)": one change told twice."""
    if previous is None or previous.role is not Role.CHANGE or part.percent == previous.percent:
        return False
    if part.figure.kind not in (FigureKind.QUANTITY, FigureKind.PERCENT):
        return False
    inside, words = part.depth > previous.depth, before.strip()
    told = bool(_SAME_CHANGE.search(words)) and not re.search(r"[;.]", words)
    if part.percent and not previous.percent and part.path == previous.path and part.depth and _COMMA.fullmatch(before):
        part.role, part.direction, part.over_plan = Role.CHANGE, previous.direction, previous.over_plan
        part.repeats = previous  # "(tăng 46 việc, 0,9% so với cùng kỳ)"
        return True
    again = _OPENED_AGAIN.search(before) if inside else _AGAIN.fullmatch(before) if part.percent else None
    if again and (again["up"] is not None) != (previous.direction is Direction.UP):
        return False
    told = told or (again is not None and not inside and not part.after.startswith(" về "))
    told = told or (inside and part.percent and _OPENED_RATE.search(before) is not None)
    if inside and (again or _OPENED.search(before)):
        gap = words[: words.rfind("(")].strip()
        if again and base_of(part.after) is not Base.UNSTATED and base_of(gap) is not Base.UNSTATED:
            return False  # "tăng 12 vụ so với tháng trước (tăng 5% so với cùng kỳ)"
        based = " so " in f" {gap} " and previous.figure.kind is not FigureKind.QUANTITY
        if gap and (part.percent is False or len(gap.split()) > 8 or based):
            return False
        if part.percent and not again and previous.direction is Direction.UP and part.figure.value >= 100:
            return False
        told = True
    if not told or not (part.percent or previous.percent):
        return False
    part.role, part.direction, part.bracketed, part.over_plan = (
        Role.CHANGE,
        previous.direction,
        inside,
        previous.over_plan,
    )
    part.repeats = previous
    return True


def _goes_on(part: Part, previous: Part) -> bool:
    """ "giảm 15,6% về số vụ và 28,4% về số đối tượng", "tăng lần lượt 7,1% và 9,8%", "tăng 05 vụ/09 đối tượng": one word for
    several changes."""
    if previous.role is Role.CHANGE and _BARE_SLASH.fullmatch(part.before) and part.figure.kind is FigureKind.QUANTITY:
        return previous.figure.kind is FigureKind.QUANTITY
    if part.figure.kind is not previous.figure.kind or part.path != previous.path:
        return False
    return bool(
        (_ABOUT_AND.fullmatch(part.before) and part.after.startswith((" về ", " số ")))
        or (previous.respective and _AND.fullmatch(part.before))
    )


_ABOUT_AND = re.compile(r"\s*(?:về|số)\s[^,;.()]{2,40}(?:\svà|,)(?:\s(?:khoảng|gần|hơn|trên))?\s*")
_AND = re.compile(r"\s*(?:,|và|,\s*và)\s*")
_SIGNED = re.compile(r"[(,;]\s?([-–−+])\s?$")  # "(-12 vụ, -8,8%)"
_YEARLY = re.compile(r"\s*/\s*(?:năm|tháng|quý)\b|\s*(?:mỗi|một) năm\b", re.IGNORECASE)
_ADDED = re.compile(r"\b(?:vốn|và|phần|số|đăng ký|điều chỉnh|bổ sung) tăng thêm\b[^,;]*$", re.IGNORECASE)


def _is_noun(change: re.Match[str], part: Part, before: str) -> bool:
    """ "vốn tăng thêm 165 triệu USD", "còn thiếu 09 biên chế" count something and compare nothing."""
    if _ADDED.search(before):
        return True
    lacks = change.group("down") is not None and "thiếu" in change.group("down").lower()
    lacks = lacks or (change.group("up") is not None and "dôi" in change.group("up").lower())
    return lacks and not change.group("gap").strip() and base_of(part.after) is Base.UNSTATED


def _set_change(part: Part, change: re.Match[str], before: str) -> None:
    part.role = Role.CHANGE
    part.direction = Direction.UP if change.group("up") else Direction.DOWN
    part.over_plan = bool(_OVER_PLAN.search(change.group()))
    gap = change.group("gap").strip()
    part.base = (
        base_of(f"so với {gap}" if gap.startswith(("năm ", "tháng ", "quý ")) else gap) if gap else Base.UNSTATED
    )
    part.respective = "lần lượt" in change.group().lower() or "lần lượt" in before[-60:].lower()
    part.name = _name_in(before[: change.start()])


def _carry_change(part: Part, value: Part) -> None:
    """ "cao hơn cùng kỳ (24,5%) là 8,5 điểm phần trăm": the base's value stands between the word for the change and the change."""
    found = re.search(rf"\b(?:(?P<up>{_UP})|(?P<down>{_DOWN}))\b[^,;.]*$", value.before, re.IGNORECASE)
    if found:
        value.role, part.reached_from = Role.BASE_VALUE, value
        part.role = Role.CHANGE
        part.direction = Direction.UP if found.group("up") else Direction.DOWN
        part.base = base_of("so với " + value.before[found.end("up" if found.group("up") else "down") :].strip(" ("))


def _set_level(part: Part, previous: Part | None, before: str) -> bool:
    """A percentage that says how much of something the figure before it is."""
    level = _LEVEL.search(before)
    if level:
        words = before[: level.start()]
        part.name, part.share = _name_in(words), bool(_SHARE.search(level.group()))
        part.respective = bool(_IN_ORDER.search(level.group())) or "lần lượt" in words[-60:].lower()
        if previous is None and not part.name and not adjoins(part.after):
            return False
        if (part.name.startswith("tỷ lệ") or (previous is None and _RATE_FIRST.match(words))) and not part.share:
            whole = base_of_percent(part.after)
            if whole in (Base.TOTAL, Base.UNSTATED):
                return False  # "Tỷ lệ bao phủ y tế đạt 86,5% dân số" tells the rate itself
        if part.name and not adjoins(part.after):
            return False
        if _is_mark(part, previous, level, before):
            part.role = Role.OTHER  # "12 chỉ tiêu đạt trên 75%" tells which ones
            return True
        part.role = Role.LEVEL
        return True
    if previous is None:
        return False
    if part.figure.qualifier in (Qualifier.FROM, Qualifier.TO):
        return False
    if _OPENED.search(before) or re.search(r"\(\s*(?:chiếm|đạt|bằng)\s*(?:tỷ lệ|tỉ lệ)?\s*$", before):
        part.role, part.bracketed, part.share = Role.LEVEL, True, False
        return not _IN_BRACKET_BASE.search(before)
    if _AND_LEVEL.fullmatch(before) and previous.role in _BEFORE_LEVEL and adjoins(part.after):
        part.role = Role.LEVEL
        return True
    return False


_IN_ORDER = re.compile(r"tương ứng|lần lượt", re.IGNORECASE)
_RATE_FIRST = re.compile(r"\s*(?:tỷ|tỉ) lệ\b", re.IGNORECASE)


def _is_mark(part: Part, previous: Part | None, level: re.Match[str], before: str) -> bool:
    """ "12 chỉ tiêu đạt trên 75%" tells which ones; "thu 1.730 tỷ đồng đạt trên 53% dự toán" tells how much."""
    if previous is not None and _OF_PLACES.fullmatch(before) and previous.figure.measure in _PLACES:
        return not adjoins(part.after)  # "01 địa phương giải ngân đạt 20%"
    if part.figure.qualifier not in _QUALIFIED or _SEPARATOR.search(before) or "đạt" not in level.group():
        return False
    if previous is None:
        return True
    counts = dimension(previous.figure.measure) == "count" or not adjoins(part.after)
    return previous.role is Role.SUBJECT and counts


_PLACES = frozenset(("địa phương", "đơn vị", "tỉnh", "huyện", "xã", "bộ", "ngành", "cơ quan"))
_OF_PLACES = re.compile(
    r"\s(?:có |đã )?(?:tỷ lệ )?(?:giải ngân|thu|chi|thực hiện|hoàn thành)\b[^,;:.()]{0,30}\sđạt\s", re.IGNORECASE
)
_QUALIFIED = (Qualifier.OVER, Qualifier.UNDER, Qualifier.FROM, Qualifier.TO)
_BEFORE_LEVEL = (Role.LEVEL, Role.BASE_VALUE)
_AND_LEVEL = re.compile(r"\s*\)?[^;.()]{0,60}?(?:,|\svà|,\svà)\s*", re.IGNORECASE)


def _name_in(words: str) -> str:
    """The noun that a level or change is said of, where the words name one after the last separator."""
    if _SEPARATOR.search(words) is None:
        linked = _LINKED_NAME.search(words)
        if linked is None:
            return ""
        words = ", " + linked.group(1)
    last = _ADVERBS.sub(" ", _SEPARATOR.split(words)[-1])
    if not last.strip() and ";" in words and not _TIMED.search(clause := words.rsplit(";", 1)[-1]):
        last = _ADVERBS.sub(" ", clause.strip(" ,"))
    last = re.sub(r"\bso(?: với)?\s.*$|\bcùng kỳ(?: năm (?:trước|\d{4}))?", " ", last, flags=re.IGNORECASE)
    found = " ".join(last.split()).lower()
    return found if re.search(r"[^\W\d_]{2,}", found) else ""


# What stands between a semicolon and a comma and is no name: "; tính đến nay, đạt 60%".
_TIMED = re.compile(
    r"\b(?:tính|đến|nay|sau|trong|năm|tháng|quý|so|kỳ|tuy nhiên|như vậy|do|nhờ|trước)\b|[:()]", re.IGNORECASE
)
_LINKED_NAME = re.compile(
    r"(?:^|\s)(?:và|còn|riêng|trong khi)\s((?:số|tổng|nhóm|chỉ số|giá|tỷ lệ|đàn|diện tích|sản lượng|dịch vụ)\s.*)$",
    re.IGNORECASE,
)


def _is_base_value(part: Part, previous: Part | None, before: str) -> bool:
    if _IN_BRACKET_BASE.search(before):
        return True
    if _SO_DIRECTLY.search(before) or (
        _SO_NAMED.search(before) and previous is not None and previous.role is not Role.SUBJECT
    ):
        return True
    if previous is None:
        return False
    if previous.role is Role.LEVEL and _PLAN_REPEATED.search(before):
        return True
    if previous.role is Role.CHANGE and previous.depth + 1 == part.depth and _PERIOD_OPENED.search(before):
        return True  # "so với cùng kỳ tăng 13 đơn (6 tháng đầu năm 2019 tiếp nhận 140 đơn)"
    aside = previous.bracketed and previous.depth == part.depth and previous.path != part.path
    if previous.role not in (Role.LEVEL, Role.CHANGE) or not (part.depth == previous.depth + 1 or aside):
        opened = before.rfind("(")
        so = opened >= 0 and bool(_OPENED.search(before)) and part.depth == previous.depth + 1
        return so and bool(re.search(r"(?:cao|thấp|nhiều|ít) hơn\s[^,;.()]{3,40}$", before[:opened].rstrip()))
    if not _OPENED.search(before):
        return False
    gap = before[: before.rfind("(")].strip()
    return not re.search(r"[,;.:]", gap) and (
        bool(gap) or previous.role is Role.CHANGE or previous.figure.kind is FigureKind.TIMES
    )


_YEAR_INSIDE = re.compile(r"\s*năm (?:học )?\d{4}\b", re.IGNORECASE)  # "giảm 14% (năm 2020: 512 doanh nghiệp)"


def is_bracketed_alone(part: Part) -> bool:
    """Whether nothing but the opening of a bracket stands before a figure."""
    return _OPENED_ALONE.fullmatch(part.before) is not None


_OPENED_ALONE = re.compile(r"\s*\(\s*")


def shows_change(part: Part, before: Part | None) -> bool:
    """ "giảm 3,9% (233/240)": whether an x/y is what there is and what there was, behind the change between them."""
    if before is None or part.whole is None or before.role is not Role.CHANGE:
        return False
    return before.percent and is_bracketed_alone(part)


def own_base(part: Part, month: str) -> Base:
    """The base that a base value's own words name: "(cùng kỳ đạt 90,3%)", "so với 138,8 triệu đồng năm 2018"."""
    if _PERIOD_OPENED.search(part.before):
        return Base.UNSTATED  # that of the change before it
    inside = part.before.rsplit("(", 1)[-1] if "(" in part.before else ""
    if _YEAR_INSIDE.match(inside):
        return Base.PREVIOUS_YEAR
    if inside and (named := base_of(inside, month)) is not Base.UNSTATED:
        return named
    if (behind := base_of_value(part.after, month)) is not Base.UNSTATED and "(" not in part.before:
        return behind
    clause = part.before.rsplit("(", 1)[0].rsplit(",", 1)[-1]
    return base_of(clause, month) if re.search(r"\S", clause) else Base.UNSTATED
