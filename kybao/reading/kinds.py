"""What a number is that stands in no date and no citation: a quantity, or a number that names, numbers or reaches something.

Vietnamese names things by a noun with a number behind it ("tổ 7", "Tiểu dự án 3") and counts them by a number with a noun
behind it ("7 tổ"). Where both stand around a number ("thôn 12 hộ"), the sure counting word decides.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from msgspec import Struct

from kybao.reading.figure import FigureKind
from kybao.reading.letters import UPPER
from kybao.reading.measures import MONEY, PERCENT, POINTS, TIMES, Measure, is_counter, measure_at
from kybao.reading.numerals import Numeral

# Words after which a number names a thing, whatever follows it.
_ALWAYS_NAMED = """
thứ|lần thứ|kỳ họp thứ|khoá thứ|khóa thứ
tiểu dự án|quốc lộ|tỉnh lộ|huyện lộ|hương lộ|ql|tl|hl|hẻm|ngõ|ngách|kiệt|số nhà|nhà số|phòng số
tờ bản đồ|tuyến nhánh|nhánh|nhánh số|mũi tiêm|lữ đoàn|trung đoàn|sư đoàn|quân khu|tiểu đoàn|đại đội|tầm nhìn|phiên bản|top|tcvn|qcvn
iso|iso/iec|khu tái định cư
đường số|tỉnh lộ số|gói thầu số|biểu số|mẫu số|phụ lục số|tiêu chí số|chỉ tiêu số|ô số|lô số|thửa số|tờ số
covid|km|cọc|thông tư|nghị định|công điện|u|phân khu|block|cách mạng công nghiệp|công nghiệp lần thứ|kênh số|tổ số|nhóm số|đội số
xếp hạng|xếp thứ hạng|mốc|khoảnh|phác đồ|đồn biên phòng|ban chỉ đạo|bcđ|qđ|nq|nđ|windows|office
""".strip()
# After these it names, unless a sure counting word follows ("tổ 7", but "tổ 12 người").
_NAMED_OR_COUNTED = """
tổ|tổ dân phố|tdp|khu|khu phố|khu dân cư|khu vực|xóm|thôn|bản|ấp|khóm|tiểu khu|đội|mũi|liều|dự án|hợp phần|tiểu hợp phần|nội dung|nhiệm vụ
tiêu chí|chỉ tiêu|đường|đường tỉnh|đường huyện|lô|thửa|số|bãi|tuyến|gói thầu|mẫu|biểu|phụ lục|lớp|khối|cấp|hạng|loại|nhóm|mức|mức độ
cấp độ|đợt|lần|vòng|kỳ|khoá|khóa|chương|mục|phần|bảng|hình|trang|dòng|cột|kỳ họp|phiên họp|hội nghị lần|kênh|hợp đồng|dãy|tầng
chùm|giai đoạn|đề án|chương trình|nghị quyết|quyết định|chỉ thị|luật|kế hoạch số|văn bản số|công văn số|bão số|quy định|thế kỷ
thập niên|bước|ca số|trạm|cầu|nhà máy|cụm|câu|bài|thủy điện|thuỷ điện|quận|phường
trung ương|tổ công tác|lực lượng|cảnh sát|đồn|bậc|bến|giếng|cổng|phòng|làng|buôn|bon|sóc|phố|kho|điểm số|chốt|cửa khẩu|phiên bản số|tàu|tw
ron|bệnh viện|bệnh xá|bn|cao tốc|cao tốc ct|buýt|kết luận|thông báo|hướng dẫn|pháp lệnh|công văn|cv|vùng|tuần|kíp|tiết|quyển|ô|nền|lộ
lô đất|phiên|đh|đt
""".strip()
_ALWAYS = frozenset(_ALWAYS_NAMED.replace("\n", "|").split("|"))
_EITHER = frozenset(_NAMED_OR_COUNTED.replace("\n", "|").split("|"))
_BY_LAST_WORD: defaultdict[str, list[str]] = defaultdict(list)
for _phrase in sorted(_ALWAYS | _EITHER, key=len, reverse=True):
    _BY_LAST_WORD[_phrase.rpartition(" ")[2]].append(_phrase)
# Words that end like one of these and name nothing: "tổng số 35/41 chỉ tiêu", "kỷ luật 7 đảng viên".
_NAMELESS = re.compile(
    r"(?:(?:tổng|sĩ|sỹ|dân|quân|chỉ|hệ|con|trong|tỷ|trị|hiệu|đa|thiểu|doanh|ước|tham|một|vô|và|của|có|các) số"
    r"|(?:kỷ|pháp|lâm) luật|(?:đã|được|để|mới|tiếp tục|thực hiện|cung|trợ|bổ|được) cấp|sản xuất khối"
    r"|(?:cơ|văn|nhật|bài|căn|kịch|ấn|xuất|tư) bản"
    r"|(?:thành|góp|một|gồm|chi|đa|phân) phần|(?:toàn|cả|trong) khối|hai cấp|(?:trong|toàn|các) tổ|ước mức"
    r"|(?:danh|hạng|chuyên) mục|(?:còn|từ|trong|toàn|cùng|đầu|cuối|giữa|các) kỳ|thành phố"
    r"|(?:các|văn|dự|cấp|nguyên|tiêm|quốc|hải|đề|phòng) phòng"
    r"|đóng tàu"
    r"|(?:toàn|dân) làng|(?:yêu|nhu|toàn|thỉnh) cầu|(?:đại|tiêu|phát|thời gian) biểu|(?:mô|tình|loại|địa|điển|màn) hình|trực tuyến"
    r"|(?:trung|sơ|cao|phân|khẩn|thứ|đẳng|các|cùng) cấp|(?:quân|bộ|liên) đội|nông thôn|tầng lớp"
    r"|(?:các|phân|nhiều|kim|chủng|thể|nhân) loại"
    r"|định mức|(?:nghĩa|thời) trang|(?:sinh|mét) khối|giỗ tổ|lấy mẫu|(?:đoạn|con|làm|các|những|trên|mặt|băng) đường)$"
)
_ROADS = frozenset(("quốc lộ", "tỉnh lộ", "huyện lộ", "hương lộ", "ql", "tl", "hl"))
# Scales of names: a grade, a class or a stage is never a large number.
_LEAST_COUNT = {
    "cấp": 5,
    "hạng": 5,
    "loại": 20,
    "mức": 10,
    "mức độ": 10,
    "lần": 10,
    "phần": 10,
    "vòng": 10,
    "kỳ": 12,
    "cầu": 20,
}
_PLACE_NAMERS = """
tổ|tổ dân phố|tdp|khu|khu phố|khu dân cư|khu vực|xóm|thôn|bản|ấp|khóm|tiểu khu|tầng|lô|dãy|số
""".strip()
_PLACES = frozenset(_PLACE_NAMERS.split("|"))
_IN_PLACE = re.compile(
    rf"\s(?:nhà|toà|tòa|khu|dãy|phường|xã|thị trấn|huyện|quận|thành phố|thị xã|thôn|TP\.?|bệnh viện)\s[{UPPER}]"
)
_DOTTED = re.compile(r"\d{1,2}\.\d{1,2}")
_DOTTED_NAMERS = frozenset(
    {"mục", "tiêu chí", "phụ lục", "nội dung", "biểu", "bảng", "phần", "hình", "phiên bản", "cách mạng công nghiệp", "chương", "chỉ tiêu"}
)  # fmt: skip

_GLUED_BEFORE = re.compile(r"[^\W\d_][\w.-]{0,30}$")  # Covid-19, F0, C2A, K65, ATK2
_NO_GLUE = re.compile(r"(?:x|đ|[.,:;])$")
_GLUED_AFTER = re.compile(r"[A-ZĐ]{1,3}(?![^\W\d_])|[a-z](?![^\W_])")  # 2A, 5K, 7A, 3b
_SYMBOL_AFTER = re.compile(r"[-/](?!(?:KH|DT|CT|TS)\b)[A-ZĐ]{2,}")
_ELEVATION = re.compile(r"(?:cốt|nền|cao độ|cao trình|cos|code|mực nước)\s?[+-]$|\b[xy]\s?=$")
_MULTIPLIED = re.compile(r"(?:gấp|tăng|giảm|bằng|gấp đến|gấp hơn|gấp gần)(?: khoảng| hơn| gần| trên| tới| đến)?\s*$")
_GOES_ON = re.compile(r",\s|\s(?:và|đến|hoặc|&)\s|,\svà\s|\s?[-–/]\s?|;\s")
_MARKER_BEFORE = re.compile(r"(?:^|[:;,.–-]|\b(?:và|gồm|là|sau|như))\s*\(?$")
_FACILITY = re.compile(
    r"(?:thủy điện|thuỷ điện|nhà máy|trường|mầm non|mẫu giáo|tiểu học|thcs|thpt|công ty|hồ chứa|trạm|cụm công nghiệp|khu công nghiệp|"
    r"xi măng|dự án|cầu|chợ|khu đô thị|nhóm trẻ)\s[^.;:,\d]{1,30}$"
)
_VARIETY = re.compile(r"\bgiống\b[^.;:%]{0,80}[^\W\d_]\s$")
_VERSION = re.compile(r"\d{1,2}\.\d{1,2}")
_STATED_BY = "đạt là bằng tăng giảm có được khoảng từ đến với trên hơn gần còn ước dưới vượt và"
_STATING = frozenset(_STATED_BY.split())
_PROPER = re.compile(rf"(?:[{UPPER}][^\W\d_]*\s){{2,5}}$")
_PROPER_COUNTED = re.compile(rf"\s*[,;]\s*(?:và\s)?(?:[^\W\d_]+\s){{0,3}}[{UPPER}][^\W\d_]*\s\d{{1,4}}(?![^\W_])")
# "(xã Hưng Đạo 12, xã Chu Trinh 15)": after another place and its number.
_LISTED_BEFORE = re.compile(
    r"[^\W\d_]\s\d[\d.]{0,6}\s?[,;]\s(?:và\s)?(?:(?:xã|phường|thị trấn|huyện|thôn|xóm|bản)\s)?$", re.IGNORECASE
)
_COUNTED_BEFORE = re.compile(r"\s\d{1,4}\s?[,;]\s$")
_LINE_START = re.compile(
    rf"[\s\"“'*+•–-]{{0,8}}(?:(?P<bracket>\()?(?P<number>\d{{1,2}}(?:\.\d{{1,2}}){{0,4}})"
    rf"(?:[.)]\)?(?=\s|$)|/(?=\s+[^\d\s])|\s?[-–](?=\s?[{UPPER}])|(?P<bare>(?=\s+[{UPPER}])|(?=\s*$)))"
    r"|(?i:biểu mẫu|biểu|bảng|mẫu|phụ lục|phần|chương|hình|mục)(?:\ssố)?\s"
    r"(?P<caption>\d{1,3}[a-zđ]?(?:[/-][A-ZĐ-]{1,12})?)(?=\s?[.:(]|\s*$))"
)
_SCALE = re.compile(r"1(?<![\d.,/]1)\s?[:/]\s?(?:\d{1,3}\.000|\d{1,3}\.\d00|\d{3,6})(?![\d]|[.,]\d)")
_SCALE_CUE = re.compile(r"tỷ lệ|tỉ lệ|\btl\b|bản đồ|quy hoạch|trích đo|bình đồ|bản vẽ")
_SCALES = frozenset({"200", "500", "1000", "2000", "5000", "10000", "25000", "50000", "100000", "250000", "1000000"})
_PHONE = re.compile(r"(?<![\d.,/])(?:\+84\s?|\(?0)\d{1,3}\)?(?:[ .-]?\d{2,4}){2,3}(?![\d]|[.,]\d)")
_PLATE = re.compile(r"(?<!\d)\d{2}[A-ZĐ]{1,2}\d?\s?[-–.]?\s?\d{3}\.?\d{2}(?!\d)")
_COORDINATE = re.compile(r"\d{1,3}°\s?\d{1,2}(?:[′'’]\s?(?:\d{1,2}(?:[.,]\d{1,4})?[\"”″'])?)?")
_ROUND_THE_CLOCK = re.compile(r"(?<![\d/.,])24/(?:24(?=\s?(?:giờ|h)(?![^\W_]))|7(?![\d/]))")
_COVID = re.compile(r"(?:covid|cov|ncov)\s?[-–]?\s?\d{1,2}(?!\d)")
_REACHED_BY = re.compile(
    r"\b(điện thoại|đt|sđt|hotline|tài khoản|stk|fax|mã số thuế|mst|mã số|cccd|cmnd|đường dây nóng|tổng đài|mã bưu chính|bưu chính|zalo)\b"
    r"[^.;\d()]{0,40}"
)
_REACH = re.compile(r"\d{3,16}(?:[ .-]\d{2,5}){0,4}(?![\d]|,\d)")


class Stretch(Struct, frozen=True, gc=False):
    """A number, or several that make one, of a known kind at `text[start:end]`."""

    start: int
    end: int
    kind: FigureKind


def line_number(text: str, heading: bool) -> Stretch | None:
    """The number that a heading, a list item or a caption begins with: "3.1. Y tế", "1) …", "Biểu 01: …"."""
    found = _LINE_START.match(text)
    if found is None:
        return None
    if found["caption"]:
        return Stretch(*found.span("caption"), FigureKind.NUMBERING)
    if found["bare"] is not None and not heading and "." not in found["number"]:
        return None
    return Stretch(*found.span("number"), FigureKind.NUMBERING)


def stretches(text: str, low: str) -> Iterator[Stretch]:
    """Map scales, telephone and account numbers, plates, coordinates and the name of a disease, wherever they stand."""
    if "1/" in text or "1:" in text or "1 /" in text:
        yield from _map_scales(text, low)
    if "°" in text:
        yield from (Stretch(*found.span(), FigureKind.NAME) for found in _COORDINATE.finditer(text))
    if "cov" in low:
        yield from (Stretch(*found.span(), FigureKind.NAME) for found in _COVID.finditer(low))
    if "24/" in text:
        yield from (Stretch(*found.span(), FigureKind.NAME) for found in _ROUND_THE_CLOCK.finditer(low))
    if _has_one(low, _VEHICLES):
        yield from (Stretch(*found.span(), FigureKind.NAME) for found in _PLATE.finditer(text))
    yield from _contacts(text, low)


def _has_one(low: str, words: tuple[str, ...]) -> bool:
    return any(map(low.__contains__, words))


def _map_scales(text: str, low: str) -> Iterator[Stretch]:
    last = -1
    for found in _SCALE.finditer(text):
        start, end = found.span()
        follows = last >= 0 and start - last <= 5
        if follows or _SCALE_CUE.search(low, max(0, start - 60), start) or _denominator(found.group()) in _SCALES:
            yield Stretch(start, end, FigureKind.SCALE)
            last = end


def _denominator(scale: str) -> str:
    return re.sub(r"^1\s?[:/]\s?|\.", "", scale)


def _contacts(text: str, low: str) -> Iterator[Stretch]:
    cued_by = {found.end(): found.group(1) for found in _REACHED_BY.finditer(low)} if _has_one(low, _CUES) else {}
    for found in _PHONE.finditer(text) if _PHONE_PLACE.search(text) else ():
        digits = sum(map(str.isdecimal, found.group()))
        cued = any(0 <= found.start() - end <= 60 for end in cued_by)
        if digits >= (8 if cued else 10):
            yield Stretch(*found.span(), FigureKind.CONTACT)
    for end, cue in cued_by.items():
        reached = _REACH.match(text, end)
        if reached is None or _GROUPED.fullmatch(reached.group()):
            continue
        measure = measure_at(text, reached.end())
        counts = measure.scale != 1 or is_counter(measure.unit)
        if not counts and reached.end() - end >= (3 if cue in _SHORT_NUMBERS else 6):
            yield Stretch(*reached.span(), FigureKind.CONTACT)


_SHORT_NUMBERS = frozenset({"hotline", "đường dây nóng", "tổng đài"})
_GROUPED = re.compile(r"\d{3}(?:\.\d{3})+")
_CUES = (
    "điện thoại",
    "đt",
    "hotline",
    "tài khoản",
    "stk",
    "fax",
    "mst",
    "mã số",
    "cccd",
    "cmnd",
    "dây nóng",
    "tổng đài",
    "bưu chính",
    "zalo",
)
_PHONE_PLACE = re.compile(r"0\d{1,3}\)?[ .-]?\d{2}[\d .-]{3}")
_VEHICLES = ("xe", "biển", "bks", "tô")


class Neighbour(Struct, frozen=True, gc=False):
    """The number before one: what it is, where it ends, and its value."""

    kind: FigureKind
    end: int
    value: Decimal


def kind_of(
    text: str, low: str, numeral: Numeral, measure: Measure, before: Neighbour | None, dots_group: bool = True
) -> FigureKind:
    """What a number is; a quantity where nothing says otherwise.

    `low` is the text in lower case; `dots_group` says that the document's dots stand between thousands, not before decimals.
    """
    start, end = numeral.start, numeral.end
    if measure.unit == PERCENT:
        return FigureKind.PERCENT
    if measure.unit == POINTS:
        return FigureKind.POINT
    if numeral.words:
        return FigureKind.QUANTITY
    if _is_marker(text, numeral, before):
        return FigureKind.NUMBERING
    if _is_glued(text, low, numeral, measure, before) or _is_named(text, low, numeral, measure, before):
        return FigureKind.NAME
    if measure.unit == TIMES and _MULTIPLIED.search(low, max(0, start - 20), start):
        return FigureKind.TIMES
    if not measure.unit and measure.scale == 1 and _is_called(text, low, start, end, dots_group):
        return FigureKind.NAME
    return FigureKind.QUANTITY


def _is_marker(text: str, numeral: Numeral, before: Neighbour | None) -> bool:
    """ "gồm: (1) …; (2) …": numbers of items within a sentence, each one more than the one before."""
    start, end = numeral.start, numeral.end
    if end - start > 2 or not text.startswith(") ", end) or text[end + 2 : end + 3].isdecimal():
        return False
    if not _MARKER_BEFORE.search(text, max(0, start - 8), start):
        return False
    mark = f"({int(numeral.value) + 1})" if text[start - 1 : start] == "(" else f"{int(numeral.value) + 1}) "
    first = numeral.value == 1 and mark in text[end : end + 2000]
    return first or f"{int(numeral.value) - 1}) " in text[max(0, start - 2000) : start]


def _is_glued(text: str, low: str, numeral: Numeral, measure: Measure, before: Neighbour | None) -> bool:
    start, end = numeral.start, numeral.end
    previous = text[start - 1 : start]
    joined = before is not None and before.end >= start - 1 and previous in "-–—+"
    if joined and before and before.kind is FigureKind.NAME and previous == "+":
        return True  # Km12+500
    if previous and previous not in " (,;:.)/" and not joined:
        if previous in "+-=" and not measure.unit and _ELEVATION.search(low, max(0, start - 14), start):
            return True
        glued = _GLUED_BEFORE.search(text, max(0, start - 30, before.end if before else 0), start)
        if glued and not _NO_GLUE.search(glued.group()):
            # "đạt120 ha": a blank got lost.
            return not (glued.group().islower() and len(glued.group()) > 1 and is_counter(measure.unit))
    following = text[end : end + 1]
    if not following or following in " .,;)":
        return False
    # "5G" and "10g"
    physical = (
        measure.unit
        and measure.end - end <= 3
        and is_counter(measure.unit)
        and not (following.isupper() and measure.end - end == 1)
    )
    return bool((_GLUED_AFTER.match(text, end) and not physical) or _SYMBOL_AFTER.match(text, end))


def _is_named(text: str, low: str, numeral: Numeral, measure: Measure, before: Neighbour | None) -> bool:
    start, end = numeral.start, numeral.end
    if measure.scale != 1 or measure.unit in MONEY:
        return False
    printed = text[start:end]
    plain = printed.isdecimal() and len(printed) <= 4
    counted = bool(measure.unit) and is_counter(measure.unit) and (text[end] in " %²" or measure.end - end > 1)
    if measure.unit == "thành viên" and numeral.value <= 2 and low.endswith(("hữu hạn ", "tnhh "), 0, start):
        return True  # "công ty TNHH 1 thành viên"
    # "12 lớp 345 em" counts twice; "12 lớp 1" has a name at its end.
    name = _namer(low, start, before.end if before and measure.unit else 0)
    if name:
        if not plain:
            return name in _DOTTED_NAMERS and bool(_DOTTED.fullmatch(printed))
        if name in _ALWAYS:
            return not (name in _ROADS and measure.unit in ("km", "m"))
        if numeral.value > _LEAST_COUNT.get(name, 9999):
            return False
        if name in _PLACES and _IN_PLACE.match(text, end):
            return True
        return not counted and not _ratio_of_counts(text, end, name)
    if before and before.kind is FigureKind.NAME and plain and not counted and start - before.end <= 5:
        return _GOES_ON.fullmatch(text, before.end, start) is not None or (
            text[before.end : start] == ":" and numeral.value > 1900
        )
    return False


_RATIO_AFTER = re.compile(r"\s?/\s?\d")
# Names that are themselves written with a slash.
_SLASHED = frozenset(
    {"đường", "phố", "số", "lô", "thửa", "tổ", "mốc", "hạng", "mức độ", "tuyến", "nhóm", "khu", "kênh"}
)


def _ratio_of_counts(text: str, end: int, name: str) -> bool:
    """ "khối 12/15 lớp": a part of a whole that is counted."""
    return name not in _SLASHED and _RATIO_AFTER.match(text, end) is not None


def _namer(low: str, start: int, floor: int) -> str:
    """The naming word or words that a number's text before it ends in; "" where there are none, or where the number
    before counts them."""
    stop = start
    while stop > floor and low[stop - 1] in " .":
        stop -= 1
    if stop == start or start - stop > 2:
        return ""
    head = low[max(floor, stop - 24) : stop]
    candidates = _BY_LAST_WORD.get(_last_word(head))
    if not candidates:
        return ""
    for phrase in candidates:
        left = head[: -len(phrase)]
        if head.endswith(phrase) and not left[-1:].isalnum():
            return "" if _NAMELESS.search(head) else phrase
    return ""


def _last_word(head: str) -> str:
    return head.rpartition(" ")[2].lstrip("(\"“”'*[,.;:/-–")


def _is_called(text: str, low: str, start: int, end: int, dots_group: bool) -> bool:
    """Whether a number without a measure is the end of a name: "Đài Thơm 8", "giống Nhị ưu 838", "chuyển đổi số 4.0"."""
    if text[start - 1 : start] != " " or text.startswith(("/", " /"), end):
        return False
    printed = text[start:end]
    if dots_group and _VERSION.fullmatch(printed):
        words = low[max(0, start - 20) : start].split()
        return bool(words) and words[-1].isalpha() and words[-1] not in _STATING
    if not printed.isdecimal() or len(printed) > 3:
        return False
    return _VARIETY.search(low, max(0, start - 90), start) is not None or _is_proper(text, low, start, end)


def _is_proper(text: str, low: str, start: int, end: int) -> bool:
    """ "thủy điện Bảo Lâm 1": a number behind a proper name, unless each of several names has one ("Hưng Đạo 12, Chu Trinh 15")."""
    if text[start - 2 : start - 1].isalnum() and _FACILITY.search(low, max(0, start - 48), start):
        return bool(re.match(rf"[{UPPER}]", text[text.rfind(" ", 0, start - 1) + 1 : start]))
    name = _PROPER.search(text, max(0, start - 40), start)
    if (
        name is None
        or _PROPER_COUNTED.match(text, end)
        or _LISTED_BEFORE.search(text, max(0, name.start() - 24), name.start())
    ):
        return False
    return not _COUNTED_BEFORE.search(text, max(0, name.start() - 12), name.start())
