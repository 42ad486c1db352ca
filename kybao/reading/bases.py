"""What a figure is compared with: "so với cùng kỳ", "kế hoạch tỉnh giao", "tổng số hộ" → `Base`."""

from __future__ import annotations

import re

from kybao.reading.claim import Base

_WORDS: tuple[tuple[Base, str], ...] = (
    (Base.SAME_PERIOD, r"cùng kỳ|cùng kì|cùng dịp|cùng thời (?:điểm|gian)|cùng tháng|cùng quý|CK"),
    (
        Base.PREVIOUS_PERIOD,
        r"(?:tháng|quý|tuần|kỳ|đợt|niên vụ|vụ|giai đoạn|nhiệm kỳ) (?:liền |liền kề |kề )?trước|(?:ngày )?hôm (?:trước|qua)|"
        r"ngày trước",
    ),
    (
        Base.PLAN,
        r"kế hoạch|dự toán|số (?:được )?giao|chỉ tiêu|nghị quyết|KH|DT|mục tiêu|định mức|nhiệm vụ (?:chi|thu)|"
        r"(?<!bàn )giao(?! (?:thông|dịch|lưu|đất|quân|nhận|ban|tiếp|thừa))",
    ),
    (Base.PREVIOUS_YEAR, r"năm (?:học )?trước|năm ngoái"),
    (
        Base.DATE,
        r"(?:đầu|cuối) (?:năm|kỳ|nhiệm kỳ|tháng|quý)|thời điểm|ngày \d[\d/]*|trước (?:khi )?(?:sáp nhập|sắp xếp)",
    ),
    (Base.TOTAL, r"tổng(?: số)?|(?:số|dân số|diện tích|lực lượng|toàn)(?= [^\W\d_])|dân số"),
)
_NAMED = re.compile(
    "|".join(rf"(?P<{base.name}>\b(?:{words})\b)" for base, words in _WORDS),
    re.IGNORECASE,
)
_SO = re.compile(r"\bso(?: sánh)?(?: với)?\s+", re.IGNORECASE)
_ABOUT = re.compile(r"\s*về\s(?:(?!so\s)[^\W\d_]+\s*){1,6}", re.IGNORECASE)  # "tăng 12,6% về vốn so với cùng kỳ"
_PAST_YEAR = re.compile(
    r"\bnăm (?:học )?\d{4}\b|"
    r"\b(?:niên vụ|vụ|mùa|hè thu|đông xuân|thu đông) (?:[^\W\d_]+(?: |-)){0,3}\d{4}\b",
    re.IGNORECASE,
)
_MONTHS = re.compile(r"\d{1,2} tháng(?: đầu)?(?: năm)?(?! cuối)\b", re.IGNORECASE)
_MONTH = re.compile(r"\b(tháng|quý)\s(\d{1,2}|[IV]+)\b(?:\s?[/.-]\s?|\snăm\s)?(\d{4})?", re.IGNORECASE)
_DAY = re.compile(r"(?:ngày |thời điểm )*\d{1,2}[/.-]\d{1,2}\b", re.IGNORECASE)
_CLAUSE_END = re.compile(
    r"[;(]|\.(?!\w)|,|\b(?:và|nhưng|trong đó|gồm)\s(?=(?:đạt|bằng|chiếm|tăng|giảm|vượt|cao|thấp)\b)|\btrong đó\b"
)
# What may follow a percentage and names no whole that it is of.
_NO_WHOLE = frozenset(
    [
        "so",
        "và",
        "với",
        "trong",
        "tại",
        "ở",
        "để",
        "do",
        "vì",
        "nên",
        "thì",
        "mà",
        "là",
        "còn",
        "nhưng",
        "tăng",
        "giảm",
        "vượt",
        "bằng",
        "đạt",
        "chiếm",
        "trên",
        "dưới",
        "theo",
        "khi",
        "nếu",
        "sau",
        "trước",
        "vào",
        "ra",
        "hoặc",
        "hay",
        "đã",
        "đang",
        "sẽ",
        "được",
        "bị",
        "có",
        "không",
        "chưa",
        "cao",
        "thấp",
        "hơn",
        "kém",
        "cùng",
        "tương",
        "từ",
        "đến",
        "tới",
        "trở",
        "trung",
        "bình",
        "quân",
        "mỗi",
        "nhờ",
        "về",
        "ước",
        "thuộc",
        "như",
        "cho",
        "gồm",
        "bao",
    ]
)
_OTHER_WHOLES = re.compile(r"\s*(?:của )?(?:GRDP|GDP|GNI|hạn mức|trung bình|bình quân|mức)\b", re.IGNORECASE)
_FIRST_WORD = re.compile(r"\s*([^\W\d_]+)")
_LINKS = re.compile(r"\s*(?:so(?: với)?|của|trên|trong)\s", re.IGNORECASE)


def base_of(words: str, month: str = "") -> Base:
    """The base that the words after (or before) a percentage or a change name; the first named counts.

    `month` is the month or quarter that the text itself speaks of: "so với tháng 7/2018" is the same period where that is July.

    >>> base_of(" so với cùng kỳ năm trước"), base_of(" KH do UBND tỉnh giao"), base_of(" (")
    (<Base.SAME_PERIOD: 'same_period'>, <Base.PLAN: 'plan'>, <Base.UNSTATED: 'unstated'>)
    """
    return _base(clause_of(words), month)


def clause_of(words: str) -> str:
    """What of the words behind a figure still belongs to it; a bracket that closes right there doesn't end it."""
    words = words.lstrip()
    if words.startswith(")"):
        words = words[1:]
    return _CLAUSE_END.split(words, maxsplit=1)[0]


def _base(clause: str, month: str) -> Base:
    about = _ABOUT.match(clause)
    clause = clause[about.end() :] if about else clause
    so = _SO.search(clause)
    named = _NAMED.search(clause, so.end() if so else 0)
    if so:
        clause = clause[so.end() :]
        timed = _timed(clause, month)
        if timed and not (named and named.lastgroup == Base.SAME_PERIOD.name):
            return timed
    if named:
        return Base[str(named.lastgroup)]
    return Base.OTHER if so and clause.strip() else Base.UNSTATED


def _timed(clause: str, month: str) -> Base | None:
    """ "so với tháng 6", "so với tháng 7/2018", "so với 6 tháng đầu năm 2020", "so với năm 2015", "so với vụ xuân năm 2013"."""
    if _MONTHS.match(clause):
        return Base.SAME_PERIOD
    if _DAY.match(clause):
        return Base.DATE
    dated = _MONTH.match(clause)
    if dated:
        same = (
            bool(month)
            and dated.group(3) is not None
            and f"{dated.group(1)} {dated.group(2).lstrip('0')}".lower() == month
        )
        return Base.SAME_PERIOD if same else Base.PREVIOUS_PERIOD
    year = _PAST_YEAR.search(clause)
    named = _NAMED.search(clause)
    return Base.PREVIOUS_YEAR if year and not (named and named.start() < year.start()) else None


def base_of_percent(words: str, month: str = "") -> Base:
    """The base of a level: as `base_of`, and a noun right behind it is the whole that it is a share of ("42,8% diện tích gieo")."""
    clause = clause_of(words)
    base = _base(clause, month)
    if base is not Base.UNSTATED or words.lstrip().startswith(")"):
        return base
    if _OTHER_WHOLES.match(clause):
        return Base.OTHER
    if _PAST_YEAR.match(clause.lstrip()):
        return Base.PREVIOUS_YEAR
    first = _FIRST_WORD.match(clause)
    return Base.TOTAL if first and first.group(1).lower() not in _NO_WHOLE else Base.UNSTATED


def base_of_value(words: str, month: str = "") -> Base:
    """The base of a value printed as base: "so với 38,4 triệu đồng của năm 2018"."""
    clause = clause_of(words)
    base = _base(clause, month)
    return Base.PREVIOUS_YEAR if base is Base.UNSTATED and _PAST_YEAR.search(clause) else base


def adjoins(words: str) -> bool:
    """Whether a plan or period is named right behind a percentage: "48,9% dự toán", "105% cùng kỳ"."""
    clause = clause_of(words)
    link = _LINKS.match(clause)
    named = _NAMED.match(clause, link.end() if link else len(clause) - len(clause.lstrip()))
    return named is not None and named.lastgroup != Base.DATE.name
