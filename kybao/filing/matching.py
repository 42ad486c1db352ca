"""Figures of a reading → facts against an indicator catalogue. Pure: no Django, no database.

What an indicator is called in prose is data, not code: each catalogue entry carries two cues. `phrase` must occur close
to the figure (the words before it in its clause, or the noun after it); `within` must occur in the wider context (the
section's titles, the run-in lead, the text so far). A cue is a list of alternatives (`|`), each of terms that must all
occur (`&`) or must not (`!term`). Case, tone placement (hoá/hóa) and punctuation don't matter.

A figure is given to the one entry whose cue is the most specific; where two are equally good, it is given to none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from kybao.documents.model import BlockKind, Document, Span
from kybao.reading.claim import Base, Breakdown, Comparison, Direction, Ratio
from kybao.reading.figure import Figure, FigureKind
from kybao.reading.figures import Placed
from kybao.reading.outline import Node, NumberStyle
from kybao.reading.reading import Passage, Reading
from kybao.reading.tables import Basis, Column, ColumnRole, Row, TableReading

_TEXT_REACH = 2000  # characters of text before a figure that count as its context: the longest paragraphs of reports
_NEAR_REACH = 260  # characters before a figure in which its phrase must stand
_AFTER_REACH = 90
_SENTENCE = 60  # a table's cell of at least so many characters holds prose (sheets with an explanation below)


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way to say it: all of `terms`, none of `without`; folded text."""

    terms: tuple[str, ...]
    without: tuple[str, ...] = ()


Cue = tuple[Alternative, ...]


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """An indicator as the catalogue states it. `measure` is its base unit: values of facts are in it.

    `kind` is flow, stock, ratio or average; `parent` the code of the whole that it is part of, or "";
    `owner` the code of the unit whose business it is, or "".
    """

    code: str
    name: str
    measure: str
    sector: str
    kind: str
    parent: str
    owner: str
    phrase: Cue
    within: Cue


@dataclass(frozen=True, slots=True)
class FoundFact:
    """A fact read in a document.

    `basis` is actual, estimate, plan, plan_province, plan_council or year_to_date. `comparison` is "" (the value itself,
    in the indicator's measure), percent_of_plan, percent_of_same_period, percent_of_previous_year or share (percent),
    change_on_same_period or change_on_previous_year (signed, in the indicator's measure). A percent_of_plan whose plan's
    giver is named has that plan as its basis; else the basis of the value that is compared.
    `figure` is the printed figure, `span` its place, `quote` its exact text.
    """

    code: str
    basis: str
    comparison: str
    value: Decimal
    figure: Figure
    span: Span
    quote: str


def load(rows: Iterable[Mapping[str, str]]) -> tuple[CatalogueEntry, ...]:
    """The catalogue from rows with the columns of `indicators.csv` (code, name, measure, sector, kind, parent, owner,
    phrase, within). Raises ValueError, in Vietnamese, on a code stated twice, an unknown parent or an empty phrase."""
    entries = tuple(
        CatalogueEntry(
            **{
                name: row.get(name, "").strip()
                for name in ("code", "name", "measure", "sector", "kind", "parent", "owner")
            },
            phrase=cue(row.get("phrase", "")),
            within=cue(row.get("within", "")),
        )
        for row in rows
    )
    codes = [entry.code for entry in entries]
    for entry in entries:
        if codes.count(entry.code) > 1:
            raise ValueError(f"Danh mục chỉ tiêu: mã “{entry.code}” được khai hai lần. Hãy bỏ một dòng.")
        if entry.parent and entry.parent not in codes:
            raise ValueError(
                f"Danh mục chỉ tiêu: “{entry.code}” thuộc “{entry.parent}”, nhưng không có mã này. Hãy sửa cột parent."
            )
        if not entry.phrase:
            raise ValueError(f"Danh mục chỉ tiêu: “{entry.code}” chưa có cụm từ nhận biết. Hãy điền cột phrase.")
    return entries


def cue(text: str) -> Cue:
    """A cue as data.

    >>> cue("đàn trâu | trâu & !tiêm")
    (Alternative(terms=('đàn trâu',), without=()), Alternative(terms=('trâu',), without=('tiêm',)))
    """
    alternatives = []
    for piece in text.split("|"):
        terms = [term.strip() for term in piece.split("&") if term.strip(" !")]
        if terms:
            alternatives.append(
                Alternative(
                    tuple(folded(term) for term in terms if not term.startswith("!")),
                    tuple(folded(term[1:]) for term in terms if term.startswith("!")),
                )
            )
    return tuple(alternatives)


_TONES = dict(zip(["oá", "oà", "oả", "oã", "oạ", "oé", "oè", "oẻ", "oẽ", "oẹ", "uý", "uỳ", "uỷ", "uỹ", "uỵ"], ["óa", "òa", "ỏa", "õa", "ọa", "óe", "òe", "ỏe", "õe", "ọe", "úy", "ùy", "ủy", "ũy", "ụy"], strict=True))  # fmt: skip  # noqa: E501
_OLD_TONE = re.compile("|".join(_TONES))


def folded(text: str) -> str:
    """Text as cues see it: lower case, one tone placement, words separated by single spaces.

    >>> folded("Tổng mức lưu chuyển hàng hoá, thương mại - dịch vụ")
    'tổng mức lưu chuyển hàng hóa thương mại dịch vụ'
    """
    words = re.sub(r"[^\w%]+", " ", text.lower()).strip()
    return _OLD_TONE.sub(lambda match: _TONES[match.group()], words)


def facts_of(
    reading: Reading, catalogue: Sequence[CatalogueEntry], tables: Sequence[TableReading] = ()
) -> tuple[FoundFact, ...]:
    """The facts that a reading states, in reading order, each at every place where it is stated.

    What the document announces for the next period (its part on coming tasks) is no fact of this one.
    `tables` are the readings of the document's tables, where their cells are to give facts too.
    """
    known = {entry.code: entry for entry in catalogue}
    cells = frozenset(cell.block for table in tables for cell in table.table.cells)
    found: list[FoundFact] = []
    for passage, titles, intro in _reported(reading, cells):
        found += _PassageFacts(reading.document, passage, f"{titles} {intro}", catalogue, known).facts()
    for table in tables:
        found += _table_facts(reading.document, table, catalogue)
    by_place = {fact.span: fact for fact in reversed(found)}
    return tuple(by_place[span] for span in sorted(by_place))


# --- where a figure stands ---------------------------------------------------------------------------------------

_FUTURE = re.compile(
    r"nhiệm vụ(?: công tác)?,?(?: giải pháp)?(?: chủ yếu| công tác)? trọng tâm|phương hướng|nhiệm vụ,? giải pháp|kế hoạch công tác tháng"
    r"|chương trình công tác tháng|nhiệm vụ tháng|công tác trọng tâm",
    re.IGNORECASE,
)
_PAST = re.compile(r"tình hình|kết quả|đánh giá", re.IGNORECASE)
_PART = re.compile(r"\s*(?:phần|[IVX]+[.)/]|[A-D][.)])", re.IGNORECASE)
_NUMBERED = re.compile(r"\s*(?:phần\b|[IVX]+[.)/]|[A-D][.)]|\d{1,2}[.)])", re.IGNORECASE)
_TITLE = 200  # characters that no line of a title reaches
_BULLET = re.compile(r"\s*([-+•*–])\s")


def _reported(reading: Reading, cells: frozenset[int]) -> Iterator[tuple[Passage, str, str]]:
    """The passages that report on the period, each with the titles above it and the items that introduce it."""
    document, ahead, begun = reading.document, False, False
    intros: list[tuple[str, str]] = []
    for passage in reading.passages:
        block, text = document.blocks[passage.view.block], passage.view.text
        if block.index in cells or (block.kind is BlockKind.CELL and len(text) < _SENTENCE):
            continue
        # Before the first numbered heading or long paragraph, a heading is the title, which often names both parts.
        begun = begun or bool(_NUMBERED.match(text)) or len(text) > _TITLE
        if begun and _heads(block.kind, text):
            ahead = _announces(text, ahead)
        if block.kind is BlockKind.HEADING:
            intros = []
            continue
        bullet = _BULLET.match(text)
        marker = block.marker or (bullet.group(1) if bullet else "")
        if not marker:
            intros = []
        while any(mark == marker for mark, _ in intros):
            intros.pop()
        if not ahead:
            yield passage, _titles(reading.outline.path(block.index)), " ".join(intro for _, intro in intros)
        if text.rstrip().endswith(":") and len(text) < 300:
            intros.append((marker, text))


def _heads(kind: BlockKind, text: str) -> bool:
    return kind is BlockKind.HEADING or (
        len(text) < 160 and bool(_PART.match(text)) and not text.rstrip().endswith((".", ";"))
    )


def _announces(title: str, ahead: bool) -> bool:
    """Whether what stands under this title is announced for the next period; `ahead`: whether what stands above it is."""
    if _FUTURE.search(title) and not _PAST.search(title):
        return True
    return ahead and not (_PART.match(title) and _PAST.search(title))


def _titles(path: Sequence[Node]) -> str:
    return " ".join(node.title for node in path if node.style is not NumberStyle.NONE)


# --- which indicator a figure is of -------------------------------------------------------------------------------

# What counts alike in these reports: the measure printed and the measure of the indicator need only be of one family.
_FAMILIES = tuple(
    frozenset(words.split("|"))
    for words in (
        "người|cá nhân|công chức|viên chức|cán bộ|lao động|đối tượng|thanh niên|học sinh|em|trẻ|trẻ em|cháu|giáo viên|bệnh nhân|"
        "công dân|nhân viên|người lao động|đảng viên|sinh viên|nạn nhân|chiến sĩ|phụ nữ|bị can|nhân khẩu|khách|khẩu",
        "vụ|vụ việc|vụ án|vụ tai nạn|trường hợp|ca|ca mắc|ca bệnh|ca nhiễm|lượt|việc|cuộc",
        "hồ sơ|trường hợp|bộ|bộ hồ sơ|thủ tục|giấy phép|giấy chứng nhận|giấy|gcn|hs|đơn|gpxd",
        "công trình|trường hợp|hạng mục|nhà|dự án|ngôi nhà|căn nhà",
        "hộ|hộ gia đình|hộ dân|gia đình|hộ nghèo|hộ cận nghèo|hộ kinh doanh|trường hợp",
        "quyết định|thông báo|văn bản|hồ sơ|trường hợp",
        "ô tô|xe|chiếc|xe ô tô|phương tiện",
        "mô tô|xe|chiếc|xe mô tô|xe máy|phương tiện",
        "lượt|lượt người|lượt khách|lượt truy cập|lượt bệnh nhân|người|khách",
        "xã|phường|thị trấn|đơn vị|thành phố|địa phương",
        "đơn vị|cơ sở|cơ quan|doanh nghiệp|tổ chức|trường|trường học",
        "tin bài|tin, bài|tin|bài|lượt tin bài|bản tin|bài viết",
        "suất|phần quà|suất quà|quà",
        "cuộc|cuộc thanh tra|cuộc kiểm tra|buổi|hội nghị|buổi tuyên truyền",
        "đơn|đơn thư|vụ việc|trường hợp",
        "doanh nghiệp|công ty|hợp tác xã|htx",
        "xóm|thôn|bản|tổ dân phố|tổ",
        "con|con trâu|con bò|con lợn|gia súc|gia cầm",
    )
)
# Physical units as multiples of one: a fact is converted to its indicator's own.
_PHYSICAL = {
    "m2": ("area", Decimal(1)), "ha": ("area", Decimal(10_000)), "km2": ("area", Decimal(1_000_000)),
    "kg": ("mass", Decimal(1)), "tạ": ("mass", Decimal(100)), "tấn": ("mass", Decimal(1000)),
    "m": ("length", Decimal(1)), "km": ("length", Decimal(1000)), "m3": ("volume", Decimal(1)),
}  # fmt: skip
_NOT_COUNTED = frozenset({"đồng", "%", "tạ/ha", *_PHYSICAL})


def convert(value: Decimal, measure: str, target: str) -> Decimal | None:
    """`value` of `measure` in the indicator's measure; None where the two don't measure the same.

    >>> convert(Decimal("15000"), "m2", "ha"), convert(Decimal(2), "vụ tai nạn", "vụ"), convert(Decimal(2), "ha", "đồng")
    (Decimal('1.5'), Decimal('2'), None)
    """
    if measure == target:
        return value
    if measure in _PHYSICAL and target in _PHYSICAL:
        (kind, factor), (target_kind, target_factor) = _PHYSICAL[measure], _PHYSICAL[target]
        return value * factor / target_factor if kind == target_kind else None
    if target in _NOT_COUNTED or measure in _NOT_COUNTED:
        return None
    return value if _counted_alike(measure, target) else None


@lru_cache(maxsize=10_000)
def _counted_alike(measure: str, target: str) -> bool:
    """Whether two counting words may count the same: a bare number, one family, or one the other's longer form."""
    if not measure or any(measure in family and target in family for family in _FAMILIES):
        return True
    return measure.startswith(target + " ") or target.startswith(measure + " ")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A figure's words: `before` and `after` close by, folded and padded with blanks; `context` farther off, as printed."""

    before: str
    after: str
    context: str

    @classmethod
    def of(cls, before: str, after: str, context: str) -> Surroundings:
        return cls(f" {folded(before)} ", f" {folded(after)} ", context)

    def wide(self) -> str:
        """The context, in reading order, and what follows the figure; folded and padded."""
        return f" {folded(self.context)}{self.after}"


# Between an indicator's name and a figure that is another thing's: "đàn trâu phát triển tốt, hỗ trợ 15 con giống".
_OTHER_DOING = re.compile(
    r" (?:(?<!thường )hỗ trợ|tiêm phòng|tiêm|tiêu hủy|giết mổ|mua|bán|xuất bán|chết|mắc|phát sinh)(?= )"
)
# Right before a figure whose noun names the indicator, only these: "phát sinh 74 ca cúm" is of the ca cúm all the same.
_DOING_TO = re.compile(
    r" (?:(?<!thường )hỗ trợ|cấp phát|tiêm phòng|tiêm|tiêu hủy|giết mổ|mua|bán|xuất bán|chết)(?: \w+)? $"
)


Score = tuple[int, int, int]  # length of the phrase, lateness of the context, nearness of the phrase


def best_entry(figure: Figure, words: Surroundings, catalogue: Sequence[CatalogueEntry]) -> CatalogueEntry | None:
    """The one entry that names the figure best, or None: the longest phrase, then the nearest context and phrase."""
    best = _best(figure, words, catalogue)
    return best[1] if best else None


def _best(
    figure: Figure, words: Surroundings, catalogue: Sequence[CatalogueEntry]
) -> tuple[Score, CatalogueEntry] | None:
    named = [(score, entry) for entry in catalogue if (score := _named_score(figure, words, entry))]
    wide = words.wide() if named else ""
    scored: list[tuple[Score, CatalogueEntry]] = []
    for (length, nearness), entry in named:
        within = max((_within_score(one, wide) for one in entry.within), default=0)
        if within >= 0:
            scored.append(((length, within, nearness), entry))
    scored.sort(key=lambda item: item[0], reverse=True)
    return None if not scored or (len(scored) > 1 and scored[0][0] == scored[1][0]) else scored[0]


def _named_score(figure: Figure, words: Surroundings, entry: CatalogueEntry) -> tuple[int, int] | None:
    """The best score of an entry's phrases; None where none occurs or the figure is of another measure."""
    if (entry.measure == "%") != (figure.kind is FigureKind.PERCENT):
        return None
    if convert(figure.value, figure.measure, entry.measure) is None:
        return None
    return max((score for one in entry.phrase if (score := _phrase_score(one, words))), default=None)


def _phrase_score(one: Alternative, words: Surroundings) -> tuple[int, int] | None:
    """(length of the terms found, nearness), or None where one is missing or another's doing stands between."""
    near = words.before + words.after
    if any(f" {term} " in near for term in one.without) or not one.terms:
        return None
    nearness = 0
    for term in one.terms:
        padded = f" {term} "
        if padded in words.after or padded in words.before[:-1] + words.after:
            doing = _DOING_TO.search(words.before)
            if doing and not any(known in doing.group() for known in one.terms):
                return None
            continue
        at = words.before.rfind(padded)
        if at < 0:
            return None
        gap = words.before[at + len(padded) - 1 :]
        if any(doing.group().strip() not in one.terms for doing in _OTHER_DOING.finditer(gap)):
            return None
        nearness = min(nearness, -len(gap))
    return sum(map(len, one.terms)), nearness


def _within_score(one: Alternative, wide: str) -> int:
    """How late in the context the last of the terms begins (later is nearer); -1 where it doesn't hold."""
    if any(f" {term} " in wide for term in one.without):
        return -1
    return min((wide.rfind(f" {term} ") for term in one.terms), default=0)


# --- the facts of running text ------------------------------------------------------------------------------------

_CLAUSE_END = re.compile(r"[;.](?=\s)|\n")
_PIECE_END = re.compile(r"[,;:(\[)]|\.(?=\s|$)|\s-\s|\b(?:và|trong đó|gồm|bao gồm|bằng|so với)\b", re.IGNORECASE)
_AFTER_END = re.compile(r"[,;:()\[\]]|\.(?=\s|$)|\b(?:và|trong đó|gồm|bao gồm|bằng|so với|tăng|giảm)\b", re.IGNORECASE)
_MOVED = re.compile(
    r"\b(?:tăng|giảm|vượt|hụt|thấp hơn|cao hơn)(?: thêm| đi| lên| khoảng| gần| hơn| trên)?\s*$", re.IGNORECASE
)
# A named part of the area, before the figure or right after its measure: the figure is not the reporting unit's own.
_PLACE = r"(?i:tại|ở|riêng|thuộc|của)\s+(?:xã|phường|thị trấn|thôn|xóm|tổ|bản|huyện)\s+(?:dân phố\s+)?(?:[A-ZĐÀ-Ỹ]|\d)"
_ELSEWHERE = re.compile(rf"\b{_PLACE}")
_ELSEWHERE_AFTER = re.compile(rf"\s*\S+(?:\s\S+)?\s{_PLACE}")
_ASSIGNED = re.compile(r"\bgiao(?: là| vốn)?\s*$", re.IGNORECASE)
_SHARE = re.compile(r"\b(?:chiếm|tỷ lệ|tỉ lệ)\b[^,;.]{0,25}$", re.IGNORECASE)
_GIVEN = re.compile(
    r"(?:do\s+)?(HĐND|hội đồng nhân dân|UBND tỉnh|tỉnh|trung ương)[^,;.()\d]{0,30}\s+giao", re.IGNORECASE
)
_ANNOUNCED = re.compile(r"\b(?:trong đó|bao gồm|gồm|trong số đó)\b", re.IGNORECASE)
_BASES = {"ước": "estimate", "kế hoạch": "plan", "luỹ kế": "year_to_date", "lũy kế": "year_to_date"}
_COMPARED = {Base.SAME_PERIOD: "same_period", Base.PREVIOUS_YEAR: "previous_year"}
_HUNDRED = Decimal(100)


def plan_of(words: str) -> str:
    """Whose plan the words name.

    >>> plan_of("KH do UBND tỉnh giao"), plan_of("KH do HĐND thành phố giao"), plan_of("kế hoạch giao")
    ('plan_province', 'plan_council', 'plan')
    """
    given = _GIVEN.search(words)
    if not given:
        return "plan"
    return (
        "plan_council"
        if given.group(1).lower().startswith(("hđnd", "hội đồng")) and "tỉnh" not in given.group().lower()
        else "plan_province"
    )


def _counts(figure: Figure) -> bool:
    """Whether a figure is a quantity to be matched; an age ("dưới 5 tuổi") or a bare year ("giá so sánh 2010") only names."""
    year = not figure.measure and not figure.decimals and figure.numeral.length == 4 and 1990 <= figure.value < 2100
    return figure.is_quantity and figure.measure != "tuổi" and not year


class _PassageFacts:
    """The facts of one passage; figures keep their first use, so that one figure gives at most one fact."""

    def __init__(
        self,
        document: Document,
        passage: Passage,
        context: str,
        catalogue: Sequence[CatalogueEntry],
        known: Mapping[str, CatalogueEntry],
    ) -> None:
        self._document, self._passage, self._context, self._catalogue, self._known = (
            document,
            passage,
            context,
            catalogue,
            known,
        )
        self._quantities = [item for item in passage.placed if _counts(item.figure)]
        self._at = {item.figure.span: item for item in self._quantities}
        self._wholes = {claim.whole.span for claim in passage.claims if isinstance(claim, Ratio)}
        self._named: dict[Span, CatalogueEntry] = {}
        self._facts: dict[Span, FoundFact] = {}

    def facts(self) -> list[FoundFact]:
        derived = set(self._derived())
        for index, item in enumerate(self._quantities):
            if item.figure.span not in derived:
                self._name(index, item)
        self._inherit_estimates()
        base = Base.UNSTATED
        for claim in self._passage.claims:
            if isinstance(claim, Ratio):
                self._ratio(claim)
            elif isinstance(claim, Comparison):
                base = self._comparison(claim, base)
        return list(self._facts.values())

    def _derived(self) -> Iterator[Span]:
        """The figures that say something of another figure, and have no indicator of their own."""
        for claim in self._passage.claims:
            if isinstance(claim, Ratio):
                yield claim.whole.span
                if claim.percent:
                    yield claim.percent.span
            elif isinstance(claim, Comparison):
                for figure in (claim.percent, claim.change, claim.change_percent, claim.base_value):
                    if figure:
                        yield figure.span

    def _name(self, index: int, item: Placed) -> None:
        text = self._passage.view.text
        if _MOVED.search(text[max(0, item.start - 30) : item.start]):
            return
        before, after = self._near(index, item)
        if _ELSEWHERE.search(before) or _ELSEWHERE_AFTER.match(after):
            return
        context = f"{self._context} {text[max(0, item.start - _TEXT_REACH) : item.start]}"
        entry = best_entry(item.figure, Surroundings.of(before, after, context), self._catalogue)
        if entry:
            self._named[item.figure.span] = entry
            basis = "plan" if _ASSIGNED.search(before) else _BASES.get(item.figure.basis, "actual")
            self._put(entry, basis, "", item.figure, item.figure.value, item.figure.measure)

    def _near(self, index: int, item: Placed) -> tuple[str, str]:
        """The words close to a figure: from the end of what belongs to the figure before it; and up to the next piece."""
        text = self._passage.view.text
        floor = max(0, item.start - _NEAR_REACH)
        if index:
            earlier = self._quantities[index - 1].end
            end = _PIECE_END.search(text, earlier, item.start)
            floor = max(floor, end.start() if end else earlier)
        for end in _CLAUSE_END.finditer(text, floor, item.start):
            floor = end.end()
        return text[floor : item.start], self._after(index)

    def _after(self, index: int) -> str:
        """The words after a figure, its measure included; after the whole where the figure is the part of a ratio."""
        text, item = self._passage.view.text, self._quantities[index]
        following = self._quantities[index + 1] if index + 1 < len(self._quantities) else None
        if following and following.figure.span in self._wholes and text[item.end : following.start].strip() == "/":
            return self._after(index + 1)
        limit = min(following.start if following else len(text), item.end + _AFTER_REACH)
        end = _AFTER_END.search(text, item.end, limit)
        return text[item.start + item.figure.numeral.length : end.start() if end else limit]

    def _inherit_estimates(self) -> None:
        """The parts of an estimate are estimates: by a breakdown that was read, or by the catalogue after "trong đó"."""
        parts = {
            part.span: claim.total.span
            for claim in self._passage.claims
            if isinstance(claim, Breakdown)
            for part in claim.parts
        }
        stated: dict[str, Span] = {}  # the value last stated of each indicator
        for item in self._quantities:
            span = item.figure.span
            fact = self._facts.get(span)
            if fact is None:
                continue
            whole = self._facts.get(parts.get(span) or self._announced(fact, stated, item.start) or span)
            if fact.basis == "actual" and whole and whole.basis == "estimate":
                fact = self._facts[span] = replace(fact, basis="estimate")
            stated[fact.code] = span

    def _announced(self, fact: FoundFact, stated: Mapping[str, Span], start: int) -> Span | None:
        """The whole that a part was announced of: its parent in the catalogue, stated before a "trong đó"."""
        whole = stated.get(self._known[fact.code].parent)
        between = self._passage.view.text[self._at[whole].end : start] if whole else ""
        return whole if _ANNOUNCED.search(between) else None

    def _ratio(self, claim: Ratio) -> None:
        entry, subject = self._named.get(claim.part.span), self._facts.get(claim.part.span)
        if not entry or not subject:
            return
        planned = claim.base is Base.PLAN
        plan = plan_of(self._words_after(claim.percent)) if claim.percent and planned else "plan"
        whole = entry if planned else self._known.get(entry.parent)
        if whole:
            self._put(
                whole, plan if planned else subject.basis, "", claim.whole, claim.whole.value, claim.whole.measure
            )
        if claim.percent:
            basis = plan if planned and plan != "plan" else subject.basis
            self._put(entry, basis, "percent_of_plan" if planned else "share", claim.percent)

    def _comparison(self, claim: Comparison, before: Base) -> Base:
        """Puts the facts of a comparison; returns the base that the next one without a base of its own goes by."""
        entry, subject = self._named.get(claim.subject.span), self._facts.get(claim.subject.span)
        shared = bool(claim.percent and _SHARE.search(self._words_before(claim.percent)))
        base = before if claim.base is Base.UNSTATED and not shared else claim.base
        if not entry or not subject:
            return base
        if base in _COMPARED:
            self._compared(claim, entry, subject.basis, _COMPARED[base])
        elif base is Base.PLAN:
            self._planned(claim, entry, subject.basis)
        elif claim.percent and (shared or base is Base.TOTAL):
            self._put(entry, subject.basis, "share", claim.percent)
        return base

    def _compared(self, claim: Comparison, entry: CatalogueEntry, basis: str, period: str) -> None:
        sign = Decimal(-1 if claim.direction is Direction.DOWN else 1)
        if claim.percent:
            self._put(entry, basis, f"percent_of_{period}", claim.percent)
        elif claim.change_percent and entry.measure != "%":
            self._put(
                entry, basis, f"percent_of_{period}", claim.change_percent, _HUNDRED + sign * claim.change_percent.value
            )
        if claim.change:
            measure = claim.change.measure or claim.subject.measure
            named = self._named_after(claim.change) or entry
            self._put(named, basis, f"change_on_{period}", claim.change, sign * claim.change.value, measure)

    def _named_after(self, figure: Figure) -> CatalogueEntry | None:
        """The indicator that a change names itself: "giảm 2 vụ, tăng 1 người chết"."""
        index = next((i for i, item in enumerate(self._quantities) if item.figure.span == figure.span), None)
        if index is None:
            return None
        text, start = self._passage.view.text, self._quantities[index].start
        context = f"{self._context} {text[max(0, start - _TEXT_REACH) : start]}"
        return best_entry(figure, Surroundings.of("", self._after(index), context), self._catalogue)

    def _planned(self, claim: Comparison, entry: CatalogueEntry, basis: str) -> None:
        plan = plan_of(f"{claim.giver} giao") if claim.giver else "plan"
        if claim.percent and entry.measure != "%":
            self._put(entry, basis if plan == "plan" else plan, "percent_of_plan", claim.percent)
        if claim.base_value:
            self._put(entry, plan, "", claim.base_value, claim.base_value.value, claim.base_value.measure)

    def _put(
        self,
        entry: CatalogueEntry,
        basis: str,
        comparison: str,
        figure: Figure,
        value: Decimal | None = None,
        measure: str = "%",
    ) -> None:
        stated = figure.value if value is None else value
        converted = stated if measure == "%" else convert(stated, measure, entry.measure)
        if figure.span not in self._facts and converted is not None:
            quote = self._document.quote(figure.span)
            self._facts[figure.span] = FoundFact(entry.code, basis, comparison, converted, figure, figure.span, quote)

    def _words_after(self, figure: Figure) -> str:
        item = self._at.get(figure.span)
        return re.split(r"[,;.(]", self._passage.view.text[item.end : item.end + 60], maxsplit=1)[0] if item else ""

    def _words_before(self, figure: Figure) -> str:
        item = self._at.get(figure.span)
        return self._passage.view.text[max(0, item.start - 40) : item.start] if item else ""


# --- the facts of tables ------------------------------------------------------------------------------------------

_TABLE_BASES = {
    Basis.ACTUAL: "actual", Basis.NONE: "actual", Basis.ESTIMATE: "estimate", Basis.YEAR_TO_DATE: "year_to_date",
    Basis.PLAN: "plan", Basis.PLAN_PROVINCE: "plan_province", Basis.PLAN_COUNCIL: "plan_council",
}  # fmt: skip
_OWN = (Basis.ACTUAL, Basis.ESTIMATE, Basis.YEAR_TO_DATE, Basis.NONE)  # what a row reports of the period itself
CODE_HEAD = "Mã chỉ tiêu"
"""The head of the column by which prepared forms name the indicator of each row."""


def _table_facts(document: Document, table: TableReading, catalogue: Sequence[CatalogueEntry]) -> Iterator[FoundFact]:
    """The facts of a table's rows. An indicator is one row's: the row that has its code, else the row whose label names it
    best; of equals, none."""
    known = {entry.code: entry for entry in catalogue}
    codes = _codes(document, table)
    named: dict[str, list[tuple[Score, Row, Column]]] = {}
    for row in table.rows:
        valued = [column for column in table.with_role(ColumnRole.VALUE) if row.figure(column.index)]
        valued = [column for column in valued if not _names_codes(column)]
        column = next((column for column in valued if column.basis in _OWN), valued[0] if valued else None)
        subject = row.figure(column.index) if column else None
        if column is None or subject is None:
            continue
        if coded := known.get(codes.get(row.index, "")):
            yield from _row_facts(document, table, coded, row, column)
            continue
        if not row.label:
            continue
        above = " ".join(parent.label for parent in table.ancestors(row))
        best = _best(subject, Surroundings.of(row.label, "", f"{table.title} {above} {row.label}"), catalogue)
        if best:
            named.setdefault(best[1].code, []).append((best[0], row, column))
    for code, rows in named.items():
        rows.sort(key=lambda item: item[0], reverse=True)
        if len(rows) == 1 or rows[0][0] > rows[1][0]:
            yield from _row_facts(document, table, known[code], rows[0][1], rows[0][2])


def names_codes(table: TableReading) -> bool:
    """Whether a table is a prepared form's: a list of indicators by their codes, whose rows are no parts of each other."""
    return any(_names_codes(column) for column in table.columns)


def _codes(document: Document, table: TableReading) -> dict[int, str]:
    """The code of the indicator that each row of a prepared form has, by the row's index."""
    columns = {column.index for column in table.columns if _names_codes(column)}
    cells = (cell for cell in table.table.cells if cell.column in columns)
    return {cell.row: document.blocks[cell.block].text.strip() for cell in cells}


def _names_codes(column: Column) -> bool:
    return folded(column.head) == folded(CODE_HEAD)


def _row_facts(
    document: Document, table: TableReading, entry: CatalogueEntry, row: Row, stated: Column
) -> Iterator[FoundFact]:
    basis = _row_basis(stated, row.label)
    for column in table.columns:
        figure = None if _names_codes(column) else row.figure(column.index)
        fact = _cell_fact(entry, column, figure, basis, plan_of(row.label)) if figure else None
        if figure and fact:
            yield FoundFact(entry.code, *fact, figure, figure.span, document.quote(figure.span))


def _row_basis(column: Column, label: str) -> str:
    """The basis of a row's own value: its column's, unless its label says that it is an estimate."""
    basis = _TABLE_BASES.get(column.basis, "actual")
    return "estimate" if basis == "actual" and label.lower().startswith("ước") else basis


def _cell_fact(
    entry: CatalogueEntry, column: Column, figure: Figure, actual: str, plan: str
) -> tuple[str, str, Decimal] | None:
    """(basis, comparison, value) of a row's cell; None where its column states no fact of this period.

    `actual` is the basis of the row's own value, `plan` whose plan the row's label names.
    """
    basis = _TABLE_BASES.get(column.basis)
    if column.role is ColumnRole.VALUE:
        value = convert(figure.value, figure.measure, entry.measure)
        basis = plan if column.basis is Basis.PLAN else actual if basis == "actual" else basis
        return (basis, "", value) if basis and value is not None else None
    compared = actual if column.basis is Basis.NONE or basis is None else basis
    if column.role is ColumnRole.PERCENT and column.base is Base.PLAN:
        return (plan if compared == actual and plan != "plan" else compared), "percent_of_plan", figure.value
    if column.role is ColumnRole.PERCENT and column.base is Base.TOTAL:
        return compared, "share", figure.value
    period = _COMPARED.get(column.base)
    if column.role is ColumnRole.PERCENT and period:
        return compared, f"percent_of_{period}", figure.value
    if column.role is ColumnRole.CHANGE and period:
        value = convert(figure.value, figure.measure, entry.measure)
        return (compared, f"change_on_{period}", value) if value is not None else None
    return None
