"""Scales and units of measure after a numeral: "205,8 nghìn con", "6.254 m2", "135.000.000 đồng", "04 vụ".

Physical and money units are a closed list. What is counted (con, hộ, hồ sơ …) is an open class: the lexicon holds the
usual counting words, and any other common noun that follows a numeral is taken as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from msgspec import Struct

SCALES = {
    "trăm": Decimal(100), "chục": Decimal(10), "nghìn": Decimal(1000), "ngàn": Decimal(1000), "vạn": Decimal(10000),
    "triệu": Decimal(10**6), "tr": Decimal(10**6), "tỷ": Decimal(10**9), "tỉ": Decimal(10**9),
    "nghìn tỷ": Decimal(10**12), "ngàn tỷ": Decimal(10**12), "nghìn tỉ": Decimal(10**12), "ngàn tỉ": Decimal(10**12),
    "nghìn triệu": Decimal(10**9), "triệu triệu": Decimal(10**12), "triệu tỷ": Decimal(10**15),
}  # fmt: skip

MONEY = frozenset({"đồng", "USD", "EUR"})
PERCENT = "%"
POINTS = "điểm phần trăm"
TIMES = "lần"

# As printed (lower case) → the unit's one name.
_PHYSICAL = {
    "đồng": "đồng", "đ": "đồng", "vnđ": "đồng", "vnd": "đồng", "usd": "USD", "đô la mỹ": "USD", "đô la": "USD", "eur": "EUR",
    "%": PERCENT, "phần trăm": PERCENT, "điểm phần trăm": POINTS, "điểm %": POINTS, "điểm%": POINTS, "‰": "‰", "%o": "‰", "phần nghìn": "‰",
    "lần": TIMES,
    "ha": "ha", "hecta": "ha", "héc ta": "ha", "hécta": "ha", "m2": "m2", "m²": "m2", "mét vuông": "m2", "m3": "m3", "m³": "m3",
    "mét khối": "m3", "km2": "km2", "km²": "km2", "km": "km", "ki lô mét": "km",
    "m": "m", "mét": "m", "mét dài": "m", "md": "m", "mm": "mm", "cm": "cm",
    "l": "lít", "tấn": "tấn", "tạ": "tạ", "yến": "yến", "kg": "kg", "g": "g", "gam": "g", "gram": "g", "lít": "lít", "kw": "kW",
    "kwh": "kWh", "mw": "MW", "mwp": "MWp", "mwh": "MWh", "kva": "kVA", "kv": "kV", "°c": "°C", "độ": "độ", "độ c": "°C",
    "giờ": "giờ", "phút": "phút", "ngày": "ngày",
    "tháng": "tháng", "năm": "năm", "tuổi": "tuổi", "tháng tuổi": "tháng tuổi", "ngày tuổi": "ngày tuổi",
    "điểm": "điểm", "tạ/ha": "tạ/ha", "tấn/ha": "tấn/ha", "kg/ha": "kg/ha",
    "người/km2": "người/km2", "m2/người": "m2/người", "kg/người": "kg/người", "ngày công": "ngày công", "ngày người": "ngày người",
}  # fmt: skip

# Counting words of two or more syllables; those of one syllable are found by `_NOUN`.
_COUNTED = """
lượt người|lượt khách|lượt hộ|lượt bệnh nhân|lượt truy cập|lượt tin bài|lượt xe|lượt phương tiện|lượt cán bộ|lượt ý kiến|lượt giáo viên|lượt học sinh
trường hợp|hồ sơ|đối tượng|hộ gia đình|hộ nghèo|hộ cận nghèo|hộ dân|hộ kinh doanh|hộ cá thể|gia đình|cá nhân|tập thể|tổ chức
doanh nghiệp|công ty|tổng công ty|hợp tác xã|tổ hợp tác|dự án|công trình|hạng mục|đơn vị|cơ quan|cơ sở|địa phương|thị trấn|thành phố|tổ dân phố|khu dân cư|khu phố
đồng chí|đồng bào|học viên|thành viên|chủ thể|tổ viên|cộng tác viên|tình nguyện viên|người có công|liệt sĩ|thương binh|bệnh binh
học sinh|giáo viên|sinh viên|trẻ em|thanh niên|phụ nữ|cán bộ|công chức|viên chức|đảng viên|hội viên|đoàn viên|chiến sĩ|chiến sỹ|công dân|nhân dân
lao động|người dân|người lao động|bệnh nhân|bác sĩ|bác sỹ|điều dưỡng|giường bệnh|văn bản|quyết định|nghị quyết|thông báo|kế hoạch|báo cáo|công văn|tờ trình|chỉ thị
chương trình|phóng sự|chuyên đề|chuyên mục|mô hình|sản phẩm|tiêu chí|chỉ tiêu|nhiệm vụ|nội dung|ý kiến|kiến nghị|đề nghị|phản ánh|đơn thư|vụ việc|vụ án|bị can|bị cáo
phương tiện|ô tô|xe ô tô|mô tô|xe máy|xe mô tô|giấy phép|giấy chứng nhận|chứng chỉ|thẻ bảo hiểm|cuộc thanh tra|cuộc kiểm tra|cuộc họp|hội nghị|lớp tập huấn|buổi tuyên truyền
hành khách|khách hàng|hội nghị|hội thảo|câu lạc bộ|di tích|lễ hội|thiết bị|vị trí|thuê bao
địa chỉ|địa điểm|điểm cầu|điểm trường|trường học|phòng học|nhà văn hóa|nhà văn hoá|gói thầu|nhà thầu|đồ án|đề án|đề tài|sáng kiến|sự kiện|danh hiệu|cháu bé|con lợn|con trâu|con bò
thủ tục|thủ tục hành chính|dịch vụ công|điểm nghẽn|ca mắc|ca bệnh|ca nhiễm|ca tử vong|mũi tiêm|liều vắc xin|suất quà|phần quà|ngôi nhà|căn nhà|tin bài|bản tin|bài viết|tờ rơi|băng rôn
nhân khẩu|chi bộ|chi hội|pa nô|áp phích|khẩu hiệu|tờ gấp|tác phẩm|nghệ nhân|hiện vật|vận động viên|trang trại|tàu cá|diện tích
lĩnh vực|sự cố|dân tộc|nghi phạm|ngư dân|nghi can|thí sinh|xã viên|hộ viên|cử tri|đại biểu|chỉ số|loại hình|hồ đập|cửa hàng
nhà máy|khu công nghiệp|cụm công nghiệp|khách du lịch|lượt tuyên truyền|nghìn lượt|sào|quyền sử dụng|thửa đất|lô đất|hợp đồng|gia súc|gia cầm|vụ tai nạn|cuộc thi|giải thưởng|huy chương
""".strip()  # noqa: E501
_COUNTED_WORDS = frozenset(_COUNTED.replace("\n", "|").split("|"))

# Counting words of one syllable: after a numeral they are counted, whatever stands before it.
_COUNTERS = """
    con hộ người vụ ca trẻ em cháu cây xã phường huyện quận tỉnh thôn xóm bản ấp lớp trường cuộc buổi đợt lượt tin bài suất hồ đơn thẻ
    phiếu giường máy xe tàu thuyền chiếc cái bộ quyển cuốn tấm bức ngôi căn nhà gói lô thửa giải cụ vị tổ đội chi đảng tuyến cầu kênh
    hố bể ao trạm chợ sào công tờ bao túi viên chai thùng khoản đoàn chốt chuyến phiên điểm cơ doanh mẹ bé ông bà khách bệnh mẫu liều
    mũi nhóm lao học giáo cán phòng đề hội cặp đôi bó bầu đàn ổ chuồng lồng bè giếng cột cống phim vở đĩa ngành lĩnh nước
"""
_COUNTER = frozenset(_COUNTERS.split())

# What follows a numeral and is no noun: verbs, conjunctions, prepositions, adverbs, comparisons.
_NO_NOUNS = """
    đạt bằng chiếm tăng giảm vượt hụt so với và hoặc là có được đã đang sẽ do của cho từ đến tại trên dưới ở trong theo về để
    gồm bao còn nhưng nên thì mà khi nếu sau trước vào ra lên xuống hơn kém nhất này đó kể cả tính ước gần khoảng cùng cụ
    nhằm qua bởi như hay tới nộp thu chi giải phát xử không chưa hết hiện thực tiếp ban hoàn tương đương ứng lũy luỹ xong đồng
    đề khởi tố bắt điều bị làm tổng số phải thuộc nằm gắn quá đúng đều cũng vẫn ngoài kế mới khác đủ trở nhỏ lớn thứ cao thấp nhiều ít
    toàn mỗi một hai ba bốn sáu bảy tám chín mười các những kiểm trồng cấp diễn x nhờ ngay tuy song bình trung phấn đấu chỉ thi xếp
    đứng lại nhận giao nuôi bán mua xây sản lần
"""
_NO_NOUN = frozenset(_NO_NOUNS.split())
# Words of that list that are nouns all the same, unless one of these follows: "45 giải nhất", and "12 giải quyết xong".
_NOUN_UNLESS = {
    "giải": frozenset({"quyết", "ngân", "phóng", "thể", "tỏa", "toả", "đáp", "trình", "trí", "mã", "thích", "nhiệt"}),
    "cụ": frozenset({"thể"}),
    "điều": frozenset({"trị", "tra", "chỉnh", "hành", "động", "kiện", "dưỡng", "chuyển", "tiết"}),
    "chi": frozenset({"trả", "cho", "ngân", "phí", "tiêu", "thường", "đầu", "hỗ", "từ", "tiền"}),
    "ban": frozenset({"hành", "bố", "đầu"}),
    "đề": frozenset({"nghị", "xuất", "ra", "cập"}),
}  # fmt: skip

PHYSICAL = frozenset(_PHYSICAL.values())
_UNITS = {**{word: word for word in _COUNTED_WORDS}, **_PHYSICAL}
_UNRATED = frozenset({PERCENT, TIMES, POINTS})
_ONE, _MILLION = Decimal(1), Decimal(10**6)

# Up to five words after a numeral, each with the small figure of an area or volume ("km2").
_WORD = r"[^\W\d_]+(?:[23](?!\d))?"
_WORDS = re.compile(rf"\s{{0,2}}({_WORD})(?: ({_WORD})(?: ({_WORD})(?: ({_WORD})(?: ({_WORD}))?)?)?)?")
_SIGN = re.compile(r"\s{0,2}(%o|%|‰|°[cC]|điểm\s?%)")
_SHORT_MONEY = re.compile(r"\.\s?(?:đồng|đ)(?![^\W_])")  # "16,5 tr.đồng"
_SHORT_SCALED = re.compile(r"\.([^\W\d_]+(?:\.[kK]m)?)(?![^\W_])")  # "28,4 Tr.SP", "281,3 Tr.người.Km"
# "đợt 1 năm 2022", "kỳ 2 tháng 5": a place in the calendar, no length of time.
_CALENDAR = frozenset({"năm", "tháng", "ngày"})
_CALENDAR_PLACE = re.compile(
    r"năm\s(?:19|20)\d{2}(?!\d)|tháng\s\d{1,2}(?![.,]?\d|\s(?:ngày|tuần|giờ))|ngày\s\d{1,2}\s?(?:/|tháng)",
    re.IGNORECASE,
)
_MOST_WORDS = 3  # of one unit
# How many words the longest unit has that begins with a word.
_LONGEST_FROM: dict[str, int] = {}
for _unit in _UNITS:
    _first, *_others = _unit.split(" ")
    _LONGEST_FROM[_first] = max(_LONGEST_FROM.get(_first, 0), min(1 + len(_others), _MOST_WORDS))
# What a rate is per: "/năm", "/km2", "/hợp tác xã"; never a plan ("1.215 ca/KH 1.400 ca").
_LONGEST_FIRST = "|".join(sorted(map(re.escape, _COUNTED_WORDS), key=len, reverse=True))
_PER = re.compile(
    rf"/(?!(?:KH|kế hoạch|DT|dự toán|chỉ tiêu|tổng|TS)\b)(?:(?:ngày đêm|{_LONGEST_FIRST})(?![^\W_])|[^\W\d_]+[23]?(?:/[^\W\d_]+)?)",
    re.IGNORECASE,
)
# Abbreviations that are counted.
_COUNTED_SHORT = frozenset(
    {
        "HTX",
        "LĐ",
        "CBCNV",
        "DA",
        "SV",
        "HV",
        "GCN",
        "DN",
        "TTHC",
        "CBCC",
        "CBCCVC",
        "HS",
        "HSSV",
        "GPXD",
        "GCNQSDĐ",
        "THT",
        "ĐV",
        "GV",
        "BN",
        "TH",
        "HCV",
        "HCB",
        "HCĐ",
    }
)
# Years, months and days after a number are a length of time only where no calendar is meant; see `figures`.


class Measure(Struct, frozen=True, gc=False):
    """The scale and unit read at `text[…:end]`; `unit` is "" where none stands there."""

    unit: str
    scale: Decimal
    end: int


def measure_at(text: str, position: int) -> Measure:
    """The scale and the unit of measure that follow a numeral ending at `position`.

    >>> measure_at("205,8 nghìn con bằng", 5), measure_at("8,199 tỷ/234,05 tỷ đồng", 5).unit
    (Measure(unit='con', scale=Decimal('1000'), end=15), 'đồng')
    >>> measure_at("355trường hợp", 3).unit, measure_at("1242 bằng 108 %", 4), measure_at("108 %", 3).unit
    ('trường hợp', Measure(unit='', scale=Decimal('1'), end=4), '%')
    """
    if sign := _SIGN.match(text, position):
        return Measure(_UNITS[sign.group(1).lower()], _ONE, sign.end())
    found = _WORDS.match(text, position)
    if found is None:
        return Measure("", _ONE, position)
    words = [word for word in found.groups() if word]
    small = [word.lower() for word in words]
    used, scale = _scale(small)
    if small[used - 1 : used] == ["tr"] and (money := _SHORT_MONEY.match(text, found.end(used))):
        return Measure("đồng", scale, money.end())
    if used and small[used - 1] == "tr" and (short := _SHORT_SCALED.match(text, found.end(used))):
        return Measure(short.group(1).lower(), scale, short.end())
    if used < len(small) and small[used] in _CALENDAR and _CALENDAR_PLACE.match(text, found.start(used + 1)):
        return Measure("", scale, found.end(used) if used else position)
    longest = _LONGEST_FROM.get(small[used], 0) if used < len(small) else 0
    for last in range(min(used + longest, len(small)), used, -1):
        if unit := _UNITS.get(" ".join(small[used:last])):
            return _with_rate(text, unit, scale, found.end(last))
    if used < len(words):
        following = " ".join(words[used + 1 : used + 3])
        if counted := _counted(words[used], following):
            return _with_rate(text, counted, scale, found.end(used + 1))
    # "8,199 tỷ": a bare scale of millions or more is money in these reports.
    return Measure("đồng" if scale >= _MILLION else "", scale, found.end(used) if used else position)


def _scale(words: Sequence[str]) -> tuple[int, Decimal]:
    """How many of the first words are a scale, and which."""
    if len(words) > 1 and (scale := SCALES.get(f"{words[0]} {words[1]}")):
        return 2, scale
    scale = SCALES.get(words[0])
    return (1, scale) if scale else (0, _ONE)


def _counted(word: str, following: str) -> str:
    """What a noun after a numeral counts, "" where the word is no noun; `following` are the two words behind it."""
    if word.islower():
        if word in _NOUN_UNLESS:
            verb = following.partition(" ")[0] in _NOUN_UNLESS[word] and following != "thể thao"
            return "" if verb else word
        return "" if word in _NO_NOUN or word in SCALES else word
    if word in _COUNTED_SHORT:
        return word
    # "02 Nhà bia ghi tên liệt sĩ"
    small = word.lower()
    return small if word.istitle() and small in _COUNTER and not following[:1].isupper() else ""


def _with_rate(text: str, unit: str, scale: Decimal, end: int) -> Measure:
    """ "7 tỷ đồng/năm", "14,6 tiêu chí/xã", "38 triệu lượt người.km", "160 tin, bài": the whole is one unit."""
    if text.startswith(".km", end) and not text[end + 3 : end + 4].isalnum():
        return Measure(unit + ".km", scale, end + 3)
    if unit == "tin" and text.startswith(", bài", end):
        return Measure("tin, bài", scale, end + 5)
    if text.startswith("/", end) and unit not in _UNRATED and (per := _PER.match(text, end)):
        return Measure(unit + per.group().lower(), scale, per.end())
    return Measure(unit, scale, end)


def is_counter(unit: str) -> bool:
    """Whether a unit is sure to be one: a unit of measure or a usual counting word, not just any noun."""
    first = unit.partition("/")[0]
    return first in _COUNTED_WORDS or first in _COUNTER or first in PHYSICAL or first in _COUNTED_SHORT


def dimension(unit: str) -> str:
    """What units may be added to one another: money, each physical unit by itself, and counts of anything."""
    if unit in MONEY or unit in PHYSICAL:
        return unit
    return "count" if "/" not in unit else unit
