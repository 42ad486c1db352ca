"""Legal citations: kind, number, year, symbol, giver and date of the documents that a text cites."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from kybao.documents.model import Span
from kybao.reading.dates import DateKind, DateMention, date_from
from kybao.reading.measures import PHYSICAL, measure_at
from kybao.reading.view import View


class Citation(Struct, frozen=True, gc=False):
    """A cited document at `text[start:end]` of its view (number and symbol; without its date and giver).

    `number` is as printed ("04", "52"); `year` is the one inside the symbol (52/2021/NĐ-CP), or None; `date` the day
    printed behind it; `body` its giver ("Chính phủ"). A reference to an article has the kind "Điều" and no symbol.
    """

    start: int
    end: int
    span: Span
    kind: str
    number: str
    year: int | None
    symbol: str
    body: str = ""
    date: DateMention | None = None


_KINDS = (
    "Nghị quyết|Quyết định|Nghị định|Thông tư liên tịch|Thông tư|Chỉ thị|Kế hoạch|Công văn|Báo cáo|Tờ trình|Thông báo|Công điện|Luật|"
    "Pháp lệnh|Kết luận|Hướng dẫn|Chương trình|Đề án|Quy định|Giấy mời|Hiến pháp|Văn bản|QĐ|NQ|KH|CV"
)
_NUMBERED = re.compile(
    r"(?P<number>\d\d{0,4}[a-zđ]?)\s?(?:/\s?(?P<year>(?:19|20)\d{2})\s?)?(?P<joint>[/-])\s?"
    r"(?P<symbol>[A-ZĐ][A-ZĐa-zđ&]{0,11}\d{0,2}(?:\s?[-–/.]\s?[A-ZĐ][A-ZĐa-zđ&]{0,9}(?:\d{1,2}(?!\d))?){0,4})"
)
_SYMBOL = re.compile(r"/\s?[A-ZĐ]")  # some part of every number with its symbol
_IN_NUMBER = frozenset("0123456789.,/")
_LEAD = re.compile(rf"(?:\b({_KINDS})\s+)?(?:[Ss]ố:?\s*)?$")
_LONGEST_LEAD = 40  # characters of a kind and "số"
_ARTICLE_WORDS = re.compile(r"iều \d"), re.compile(r"hoản \d")
_ON = re.compile(r"\s*,?\s*(?:ngày\s*)?")
_DATE_REACH = 6  # characters between a symbol and its date
_DIGIT = re.compile(r"\d")
# "điểm a, b khoản 2 Điều 3", "Điều 12, 13"; no amount ("các khoản 120,5 tỷ đồng", "điều 152,4 nghìn tấn").
_ARTICLE = re.compile(
    r"\b(?:(?:điểm\s[a-zđ](?!\w)|(?:khoản|điều)\s\d{1,3}(?![\d.,]*\d)[a-zđ]?(?!\w)"
    r"(?:(?:,|\svà)\s\d{1,2}(?![\d.,]*\d)(?=\s?[,.;:)]|\s(?:và|Nghị|Luật|Bộ luật|Thông|Quyết|Điều|của|Hiến|Quy|này)|\s?$))*)"
    r"(?:,?\s)?)+",
    re.IGNORECASE,
)
_GIVER = re.compile(r"\s*của\s((?:UBND|HĐND|Chính phủ|Thủ tướng Chính phủ|Quốc hội|Bộ|Ban|Thành uỷ|Thành ủy|Tỉnh ủy|Tỉnh uỷ|Huyện ủy|Ủy ban|Hội đồng|Sở)[^,;.()\d]{0,60}?)(?=\s(?:về|ngày|quy định|phê duyệt|ban hành|và|hướng dẫn)\b|[,;.()]|$)", re.IGNORECASE)  # fmt: skip  # noqa: E501


def find_citations(view: View, dates: Sequence[DateMention] = ()) -> tuple[Citation, ...]:
    """All citations of a running text, in order. `dates` are those of the same view.

    >>> from kybao.documents.model import Block, BlockKind
    >>> from kybao.reading.view import view_of
    >>> view = view_of(Block(0, BlockKind.PARAGRAPH, "Nghị định số 52/2021/NĐ-CP của Chính phủ; Nghị quyết 01/NQ- CP"))
    >>> [(c.kind, c.number, c.year, c.symbol, c.body) for c in find_citations(view)]
    [('Nghị định', '52', 2021, 'NĐ-CP', 'Chính phủ'), ('Nghị quyết', '01', None, 'NQ-CP', '')]
    """
    text = view.text
    found: list[Citation] = []
    if not view.has_digit:
        return ()
    for match in _NUMBERED.finditer(text) if _SYMBOL.search(text) else ():
        symbol = re.sub(r"\s", "", match["symbol"]).replace("–", "-")
        # "36 vụ/41" has no symbol; "21/NQ" has one: two capitals at least, and a dash only after a number with a kind or "số".
        if text[match.start() - 1 : match.start()] in _IN_NUMBER:
            continue
        if sum(letter.isupper() for letter in symbol) < 2 or (match["joint"] == "-" and "/" not in symbol):
            continue
        found.append(_citation(view, match, symbol, dates))
    for match in _ARTICLE.finditer(text) if any(words.search(text) for words in _ARTICLE_WORDS) else ():
        if _DIGIT.search(match.group()) and not _is_amount(text, match):
            end = match.start() + len(match.group().rstrip(", "))
            number = re.findall(r"\d+", match.group())[-1]
            found.append(Citation(match.start(), end, view.span(match.start(), end), "Điều", number, None, ""))
    return tuple(sorted(found, key=lambda c: c.start))


def _is_amount(text: str, article: re.Match[str]) -> bool:
    """Whether what looks like an article is an amount: "điều 152 nghìn tấn", "các khoản 120 tỷ đồng"."""
    end = article.start() + len(article.group().rstrip(", "))
    measure = measure_at(text, end)
    return measure.scale != 1 or measure.unit in PHYSICAL


def _citation(view: View, match: re.Match[str], symbol: str, dates: Sequence[DateMention]) -> Citation:
    text, end = view.text, match.end()
    lead = _LEAD.search(text, max(0, match.start() - _LONGEST_LEAD), match.start())
    start = lead.start() if lead else match.start()
    giver, given, at = "", None, end
    for _ in range(2):  # "ngày … của …" and "của … ngày …" are both written
        if not giver and (found := _GIVER.match(text, at)):
            giver, at = found.group(1).strip(), found.end()
        day = date_from(dates, at)
        near = given is None and day and day.kind is DateKind.DAY and day.start - at <= _DATE_REACH
        if day and near and _ON.fullmatch(text, at, day.start):
            given, at = day, day.end
    return Citation(
        start, end, view.span(start, end), (lead and lead[1]) or "", match["number"],
        int(match["year"]) if match["year"] else None, symbol, giver, given,
    )  # fmt: skip
