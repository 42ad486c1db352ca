"""Scales and units of measure after a numeral: "205,8 nghìn con", "6.254 m2", "135.000.000 đồng", "04 vụ".

Physical and money units are a closed list. What is counted (con, hộ, hồ sơ …) is an open class: the lexicon holds the
usual counting words, and any other common noun that follows a numeral is taken as it stands.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

SCALES = {
    "trăm": Decimal(100), "chục": Decimal(10), "nghìn": Decimal(1000), "ngàn": Decimal(1000), "vạn": Decimal(10000),
    "triệu": Decimal(10**6), "tr": Decimal(10**6), "tr.": Decimal(10**6), "tỷ": Decimal(10**9), "tỉ": Decimal(10**9),
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
    "%": PERCENT, "phần trăm": PERCENT, "điểm %": POINTS, "điểm phần trăm": POINTS, "‰": "‰", "%o": "‰", "phần nghìn": "‰",
    "lần": TIMES,
    "ha": "ha", "hecta": "ha", "héc ta": "ha", "hécta": "ha", "m2": "m2", "m²": "m2", "mét vuông": "m2", "m3": "m3", "m³": "m3",
    "mét khối": "m3", "km2": "km2", "km²": "km2", "km": "km", "ki lô mét": "km",
    "m": "m", "mét": "m", "mét dài": "m", "md": "m", "mm": "mm", "cm": "cm",
    "tấn": "tấn", "tạ": "tạ", "yến": "yến", "kg": "kg", "g": "g", "gam": "g", "gram": "g", "lít": "lít", "kw": "kW",
    "kwh": "kWh", "mw": "MW", "mwp": "MWp", "kva": "kVA", "kv": "kV", "°c": "°C", "độ": "độ", "giờ": "giờ", "phút": "phút", "ngày": "ngày",
    "tháng": "tháng", "năm": "năm", "tuổi": "tuổi", "điểm": "điểm", "tạ/ha": "tạ/ha", "tấn/ha": "tấn/ha", "kg/ha": "kg/ha",
    "người/km2": "người/km2", "m2/người": "m2/người", "kg/người": "kg/người", "ngày công": "ngày công", "ngày người": "ngày người",
}  # fmt: skip

# Counting words of two or more syllables; those of one syllable are found by `_NOUN`.
_COUNTED = """
lượt người|lượt khách|lượt hộ|lượt bệnh nhân|lượt truy cập|lượt tin bài|lượt xe|lượt phương tiện|lượt cán bộ|lượt ý kiến|lượt giáo viên|lượt học sinh
trường hợp|hồ sơ|đối tượng|hộ gia đình|hộ nghèo|hộ cận nghèo|hộ dân|hộ kinh doanh|hộ cá thể|gia đình|cá nhân|tập thể|tổ chức
doanh nghiệp|hợp tác xã|tổ hợp tác|dự án|công trình|hạng mục|đơn vị|cơ quan|cơ sở|địa phương|thị trấn|thành phố|tổ dân phố|khu dân cư|khu phố
học sinh|giáo viên|sinh viên|trẻ em|thanh niên|phụ nữ|cán bộ|công chức|viên chức|đảng viên|hội viên|đoàn viên|chiến sĩ|chiến sỹ|công dân|nhân dân
lao động|người dân|người lao động|bệnh nhân|bác sĩ|bác sỹ|điều dưỡng|giường bệnh|văn bản|quyết định|nghị quyết|thông báo|kế hoạch|báo cáo|công văn|tờ trình|chỉ thị
chương trình|phóng sự|chuyên đề|chuyên mục|mô hình|sản phẩm|tiêu chí|chỉ tiêu|nhiệm vụ|nội dung|ý kiến|kiến nghị|đề nghị|phản ánh|đơn thư|vụ việc|vụ án|bị can|bị cáo
phương tiện|ô tô|xe ô tô|mô tô|xe máy|xe mô tô|giấy phép|giấy chứng nhận|chứng chỉ|thẻ bảo hiểm|mét khối gỗ|cuộc thanh tra|cuộc kiểm tra|cuộc họp|hội nghị|lớp tập huấn|buổi tuyên truyền
địa chỉ|địa điểm|điểm cầu|điểm trường|trường học|phòng học|nhà văn hóa|nhà văn hoá|gói thầu|nhà thầu|đồ án|đề án|đề tài|sáng kiến|sự kiện|danh hiệu|cháu bé|con lợn|con trâu|con bò
thủ tục|thủ tục hành chính|dịch vụ công|điểm nghẽn|ca mắc|ca bệnh|ca nhiễm|ca tử vong|mũi tiêm|liều vắc xin|suất quà|phần quà|ngôi nhà|căn nhà|tin bài|tin, bài|bản tin|bài viết|tờ rơi|băng rôn
nhà máy|khu công nghiệp|cụm công nghiệp|khách du lịch|lượt tuyên truyền|nghìn lượt|sào|quyền sử dụng|thửa đất|lô đất|hợp đồng|gia súc|gia cầm|vụ tai nạn|cuộc thi|giải thưởng|huy chương
""".strip()  # noqa: E501
_COUNTED_WORDS = frozenset(_COUNTED.replace("\n", "|").split("|"))

# What follows a numeral and is no noun: verbs, conjunctions, prepositions, adverbs, comparisons.
_NO_NOUNS = """
    đạt bằng chiếm tăng giảm vượt hụt so với và hoặc là có được đã đang sẽ do của cho từ đến tại trên dưới ở trong theo về để
    gồm bao còn nhưng nên thì mà khi nếu sau trước vào ra lên xuống hơn kém nhất này đó kể cả tính ước gần khoảng cùng cụ
    nhằm qua bởi như hay tới nộp thu chi giải phát xử không chưa hết hiện thực tiếp ban hoàn tương đương ứng lũy luỹ xong đồng
    đề khởi tố bắt điều bị làm tổng số phải thuộc nằm gắn quá đúng đều cũng vẫn ngoài kế mới khác đủ trở nhỏ lớn thứ cao thấp nhiều ít
    toàn mỗi một hai ba bốn sáu bảy tám chín mười các những
"""
_NO_NOUN = frozenset(_NO_NOUNS.split())

_SPACE = r"\s{0,2}"
_SCALE = re.compile(
    rf"{_SPACE}({'|'.join(sorted(map(re.escape, SCALES), key=len, reverse=True))})(?![^\W\d_])", re.IGNORECASE
)
# A sign ends by itself ("2,4%KH"); a word must end there.
_UNIT = re.compile(
    rf"{_SPACE}({'|'.join(sorted(map(re.escape, _PHYSICAL), key=len, reverse=True))})(?:(?<=%)|(?![^\W_]))",
    re.IGNORECASE,
)
_PHRASE = re.compile(
    rf"{_SPACE}({'|'.join(sorted(map(re.escape, _COUNTED_WORDS), key=len, reverse=True))})(?![^\W_])", re.IGNORECASE
)
_NOUN = re.compile(rf"{_SPACE}([^\W\d_]+)")
_PER = re.compile(r"/(?:[^\W\d_]+2?)(?:/[^\W\d_]+)?")
# Years, months and days after a number are a length of time only where no calendar is meant; see `figures`.


@dataclass(frozen=True, slots=True)
class Measure:
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
    scale, end = Decimal(1), position
    if found := _SCALE.match(text, end):
        scale, end = SCALES[found.group(1).lower()], found.end()
    if found := _UNIT.match(text, end):
        unit = _PHYSICAL[found.group(1).lower()]
        per = _PER.match(text, found.end())
        # "7 tỷ đồng/năm", "45 tạ/ha": the whole is one unit.
        if per and unit not in (PERCENT, TIMES) and not text[found.end() + 1].isdigit():
            return Measure(unit + per.group().lower(), scale, per.end())
        return Measure(unit, scale, found.end())
    if found := _PHRASE.match(text, end):
        return Measure(found.group(1).lower(), scale, found.end())
    if found := _NOUN.match(text, end):
        word = found.group(1)
        if word.islower() and word not in _NO_NOUN and word not in SCALES:
            return Measure(word, scale, found.end())
        if word in ("HTX", "GCN", "DN", "TTHC", "CBCC", "HS", "GPXD", "GCNQSDĐ"):
            return Measure(word, scale, found.end())
    # "8,199 tỷ": a bare scale of millions or more is money in these reports.
    return Measure("đồng" if scale >= 10**6 else "", scale, end)


def dimension(unit: str) -> str:
    """What units may be added to one another: money, each physical unit by itself, and counts of anything."""
    if unit in MONEY or unit in _PHYSICAL.values():
        return unit
    return "count" if "/" not in unit else unit
