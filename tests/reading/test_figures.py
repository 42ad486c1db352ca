"""What each number of a sentence is, and what it measures."""

# ruff: noqa: E501
from __future__ import annotations

from decimal import Decimal

import pytest

from kybao.documents import document_of_text
from kybao.reading import read
from kybao.reading.figure import Figure, FigureKind, Qualifier

NAME, DATE, CITATION, NUMBERING, SCALE, CONTACT = (
    FigureKind.NAME, FigureKind.DATE, FigureKind.CITATION, FigureKind.NUMBERING, FigureKind.SCALE, FigureKind.CONTACT,
)  # fmt: skip


def figures(text: str) -> list[tuple[str, Figure]]:
    document = document_of_text(text)
    return [(document.quote(figure.span), figure) for figure in read(document).figures]


def quantities(text: str) -> list[tuple[str, str, str]]:
    return [(quote, f"{one.value:f}", one.measure) for quote, one in figures(text) if one.is_quantity]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Đàn trâu có 1242 bằng 108 % cùng kỳ.", [("1242", "1242", ""), ("108 %", "108", "%")]),
        ("Đàn lợn 10.277 con, gia cầm 205,8 nghìn con.", [("10.277 con", "10277", "con"), ("205,8 nghìn con", "205800.0", "con")]),
        ("Thu được 50.061,170 triệu đồng.", [("50.061,170 triệu đồng", "50061170000.000", "đồng")]),
        ("Phạt 149.750.000đ, chi 16,5 tr.đồng.", [("149.750.000đ", "149750000", "đồng"), ("16,5 tr.đồng", "16500000.0", "đồng")]),
        ("Đạt 348,5/525,9 tỷ đồng.", [("348,5", "348500000000.0", "đồng"), ("525,9 tỷ đồng", "525900000000.0", "đồng")]),
        ("Ngân sách 28 tỷ 450 triệu đồng.", [("28 tỷ 450 triệu đồng", "28450000000", "đồng")]),
        ("Cúm 74ca, thu hồi 1,5ha, ca nhiễm (F0)558 trường hợp.", [("74ca", "74", "ca"), ("1,5ha", "1.5", "ha"), ("558 trường hợp", "558", "trường hợp")]),
        ("Bình quân 14,6 tiêu chí/xã, 2,15 tỷ đồng/hợp tác xã.", [("14,6 tiêu chí/xã", "14.6", "tiêu chí/xã"), ("2,15 tỷ đồng/hợp tác xã", "2150000000.00", "đồng/hợp tác xã")]),
        ("Luân chuyển 38,2 triệu lượt người.km.", [("38,2 triệu lượt người.km", "38200000.0", "lượt người.km")]),
        ("Khai thác 14,215 m3 gỗ, 6.254 m2 đất.", [("14,215 m3", "14.215", "m3"), ("6.254 m2", "6254", "m2")]),
        ("Có 86 đồng chí, 112 cụ, 45 giải (02 giải nhất).", [("86 đồng chí", "86", "đồng chí"), ("112 cụ", "112", "cụ"), ("45 giải", "45", "giải"), ("02 giải", "2", "giải")]),
        ("Đã nhận 45 giải quyết xong 12 cụ thể.", [("45", "45", ""), ("12", "12", "")]),
        ("Thực hiện 1.215 ca/KH 1.400 ca.", [("1.215 ca", "1215", "ca"), ("1.400 ca", "1400", "ca")]),
        ("Sản lượng 2.000-2.500 tấn; từ 15đến 20 triệu đồng.", [("2.000", "2000", "tấn"), ("2.500 tấn", "2500", "tấn"), ("15", "15000000", "đồng"), ("20 triệu đồng", "20000000", "đồng")]),
        ("Hoàn thành 02 Nhà bia.", [("02 Nhà", "2", "nhà")]),
        ("Tăng 1,2 điểm phần trăm.", [("1,2 điểm phần trăm", "1.2", "điểm phần trăm")]),
        ("Tăng 12 điểm %, giảm 2,5 điểm%.", [("12 điểm %", "12", "điểm phần trăm"), ("2,5 điểm%", "2.5", "điểm phần trăm")]),
        ("Chi 1.618 tỷ 250 triệu đồng; đàn gà 3 triệu 200 nghìn con; nợ 2 tỷ 350 triệu.",
         [("1.618 tỷ 250 triệu đồng", "1618250000000", "đồng"), ("3 triệu 200 nghìn con", "3200000", "con"), ("2 tỷ 350 triệu", "2350000000", "đồng")]),
        ("Có 06 dân tộc, 13 lĩnh vực, 27 sự cố, 52 HCV.",
         [("06 dân tộc", "6", "dân tộc"), ("13 lĩnh vực", "13", "lĩnh vực"), ("27 sự cố", "27", "sự cố"), ("52 HCV", "52", "HCV")]),
        ("Phụ nữ trong độ tuổi 15-49 sinh con.", [("15", "15", "tuổi"), ("49", "49", "tuổi")]),
        ("Trình độ CĐ, ĐH 21 đồng chí; dưới 3 tháng 10.644 người.",
         [("21 đồng chí", "21", "đồng chí"), ("3 tháng", "3", "tháng"), ("10.644 người", "10644", "người")]),
        ("Giao 980 người/chỉ tiêu 1.200 người.", [("980 người", "980", "người"), ("1.200 người", "1200", "người")]),
    ],
)  # fmt: skip
def test_a_quantity_has_its_value_in_the_base_unit(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert quantities(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Hỗ trợ hai mươi lăm hộ và một trăm linh hai người.",
            [("hai mươi lăm hộ", "25", "hộ"), ("một trăm linh hai người", "102", "người")],
        ),
        ("Cả hai xã, một số hộ, thứ ba, ba mươi năm đổi mới.", [("ba mươi năm", "30", "năm")]),
        ("Có ba dự án và hai xã hoàn thành.", [("ba dự án", "3", "dự án"), ("hai xã", "2", "xã")]),
        ("Doanh thu gấp đôi cùng kỳ.", [("đôi", "2", "lần")]),
        ("Doanh thu tăng gấp 1,5 lần.", [("1,5 lần", "1.5", "lần")]),
        ("Lượng khách giảm một nửa.", [("một nửa", "0.5", "")]),
        ("Khoảng hai phần ba diện tích.", [("hai phần ba", "0.67", "")]),
    ],
)
def test_numbers_in_words_are_read_where_they_count(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert quantities(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tăng 3. 573 con, đạt 95, 5%.", [("3. 573 con", "3573", "con"), ("95, 5%", "95.5", "%")]),
        ("Đàn bò 5 .320 con; trồng 3. 5 ha; có 1 215 hộ.", [("5 .320 con", "5320", "con"), ("3. 5 ha", "3.5", "ha"), ("1 215 hộ", "1215", "hộ")]),
        ("Có l2 hộ, 1.2O5 ha, 2.4l5 ha, 8l2 ha.", [("l2 hộ", "12", "hộ"), ("1.2O5 ha", "1205", "ha"), ("2.4l5 ha", "2415", "ha"), ("8l2 ha", "812", "ha")]),
        ("Mua 20l xăng.", [("20l", "20", "lít")]),
    ],
)  # fmt: skip
def test_slips_of_the_scanner_are_mended(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert quantities(text) == expected


def test_a_document_that_writes_english_separators_is_read_so() -> None:
    document = document_of_text("Thu ngân sách 1,234.5 triệu đồng, đạt 98.5% kế hoạch; đàn bò 2,150 con.")
    reading = read(document)
    assert [f"{figure.value:f}" for figure in reading.figures] == ["1234500000.0", "98.5", "2150"]
    assert reading.style.value == "english"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("hơn 160 tin", Qualifier.OVER),
        ("gần 1.200 hộ", Qualifier.NEARLY),
        ("khoảng 24,5 ha", Qualifier.ABOUT),
        ("không quá 05 hộ", Qualifier.UNDER),
        ("trẻ em dưới 16 tuổi", Qualifier.UNDER),
        ("đối tượng trên 18 tuổi", Qualifier.OVER),
        ("nhiều hơn 12 hộ", Qualifier.EXACT),
    ],
)
def test_the_word_before_says_how_firmly_a_figure_stands(text: str, expected: Qualifier) -> None:
    ((_, figure),) = figures(f"Có {text}.")
    assert figure.qualifier is expected


def test_ages_are_quantities_with_their_bounds() -> None:
    found = figures("Tiêm cho trẻ từ 12 tuổi đến dưới 18 tuổi.")
    assert [(quote, one.measure, one.qualifier) for quote, one in found] == [
        ("12 tuổi", "tuổi", Qualifier.FROM),
        ("18 tuổi", "tuổi", Qualifier.UNDER),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "tổ 7, tổ 11, 12 và tổ dân phố 06", "tổ 4 phường Hòa Chung", "khu 2A, dãy C2A", "Tiểu dự án 3 thuộc Dự án 5", "mũi 3", "Covid-19, COVID -19, SARS-CoV-2",
        "các ca F0, F1", "quy định 5K", "thứ 5 toàn quốc", "Quốc lộ 4A, QL.34, ĐT.206, Km12+500", "hẻm 28/4", "lớp 1, 2, 3 và lớp 5", "mức độ 3, 4",
        "Chương trình 135", "hợp đồng 68", "Đề án 06", "Ban Chỉ đạo 389", "Đội Quản lý thị trường số 4", "bão số 12", "đội U15",
        "xe 11A-012.34", "tọa độ 22°40'15\"", "cốt nền +742,5", "tiêu chuẩn ISO 9001:2015", "phiên bản 2.0", "mạng 4G, 5G", "giống lúa Khang Dân 18, Nhị ưu 838",
        "thủy điện Bảo Lâm 1", "thửa 36, tờ số 14", "Hội nghị Trung ương 4 khoá XII", "tầng 5 nhà A3", "quận 3, phường 14",
    ],
)  # fmt: skip
def test_a_number_that_names_something_counts_nothing(text: str) -> None:
    found = figures(f"Triển khai tại {text}.")
    assert found
    assert {one.kind for _, one in found} == {NAME}, found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tổ 12 người họp; lớp 35 học sinh.", [("12 người", "12"), ("35 học sinh", "35")]),
        ("Kỷ luật 12 cán bộ, 7 đảng viên.", [("12 cán bộ", "12"), ("7 đảng viên", "7")]),
        ("Tổng số 35/41 chỉ tiêu.", [("35", "35"), ("41 chỉ tiêu", "41")]),
        ("Sĩ số 1.842/1.860 học sinh.", [("1.842", "1842"), ("1.860 học sinh", "1860")]),
        ("Số phiên 18 phiên, chợ phiên 2,16 tỷ đồng.", [("18 phiên", "18"), ("2,16 tỷ đồng", "2160000000.00")]),
        ("Các xã: Hưng Đạo 12, Chu Trinh 15, Vĩnh Quang 9.", [("12", "12"), ("15", "15"), ("9", "9")]),
    ],
)
def test_a_number_that_counts_is_no_name_though_a_naming_word_stands_before(
    text: str, expected: list[tuple[str, str]]
) -> None:
    assert [(quote, value) for quote, value, _ in quantities(text)] == expected


@pytest.mark.parametrize(
    ("text", "kind", "quotes"),
    [
        ("3.1. Công tác y tế", NUMBERING, ["3.1"]),
        ("1) Về trồng trọt", NUMBERING, ["1"]),
        ("Biểu 01: Kết quả gieo trồng", NUMBERING, ["01"]),
        ("Gồm các nội dung: (1) Rà soát; (2) Lập danh sách.", NUMBERING, ["1", "2"]),
        ("Bản đồ tỷ lệ 1:500, 1/2000 và 1/10.000", SCALE, ["1:500", "1/2000", "1/10.000"]),
        ("Điện thoại 0281 3870 123", CONTACT, ["0281 3870 123"]),
        ("Đường dây nóng: 024.3386.1234, 0912 345 678", CONTACT, ["024.3386.1234", "0912 345 678"]),
        ("Tài khoản tiếp nhận: 8600201001234 tại Ngân hàng", CONTACT, ["8600201001234"]),
        (
            "theo khoản 2 Điều 8 và Điều 12, 13 Nghị định số 15/2020/NĐ-CP",
            CITATION,
            ["khoản 2 Điều 8", "Điều 12, 13", "Nghị định số 15/2020/NĐ-CP"],
        ),
        ("Nghị quyết số 1680/NQ-UBTVQH15", CITATION, ["Nghị quyết số 1680/NQ-UBTVQH15"]),
    ],
)
def test_what_numbers_cites_or_reaches_is_one_figure_each(text: str, kind: FigureKind, quotes: list[str]) -> None:
    found = figures(text)
    assert [(quote, one.kind) for quote, one in found] == [(quote, kind) for quote in quotes]


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        ("Tính từ 27/4 đến 31/12, Quốc khánh 02/9", ["27/4", "31/12", "02/9"]),
        ("Tháng 6.2018 thu đạt; tính đến 16 giờ ngày 3/9", ["Tháng 6.2018", "16 giờ", "ngày 3/9"]),
        ("Lũy kế 9 tháng; thu ngân sách 6 tháng đầu năm", ["9 tháng", "6 tháng đầu năm"]),
        ("Vụ Hè Thu 2019, giá so sánh 2010, Tết Kỷ Hợi 2019", ["2019", "2010", "Hợi 2019"]),
        ("năm 2019, 2020 và 2021", ["năm 2019", "2020", "2021"]),
        ("giai đoạn 2021 — 2025, năm học 2021-2022", ["2021 — 2025", "năm học 2021-2022"]),
        ("Thành lập 19/5/1890", ["19/5/1890"]),
        ("từ 01-15/3/2022", ["từ 01", "15/3/2022"]),
        ("lúc 18h00 ngày 15/9/2021", ["18h00", "15/9/2021"]),
        ("quý II/2016 và tháng 8, 9", ["quý II/2016", "tháng 8, 9"]),
        ("Đến 31-10 đạt khá; xuất khẩu quý II-2023", ["Đến 31-10", "quý II-2023"]),
    ],
)
def test_a_date_is_one_figure(text: str, quotes: list[str]) -> None:
    assert [(quote, one.kind) for quote, one in figures(text)] == [(quote, DATE) for quote in quotes]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Phạt tù 9 tháng; trẻ dưới 6 tháng tuổi; thời hạn 12 tháng.", ["9 tháng", "6 tháng tuổi", "12 tháng"]),
        ("Tốt 6/11 (55%).", ["6", "11", "55%"]),
        ("Đàn bò 2015 con.", ["2015 con"]),
        ("Đạt 3/4 số xã.", ["3", "4"]),
        (
            "Cây ngắn ngày 06 ha; gạch 31,6 Tr.viên, luân chuyển 204,7 Tr.người.km.",
            ["06 ha", "31,6 Tr.viên", "204,7 Tr.người.km"],
        ),
        (
            "Có 418 công ty trách nhiệm hữu hạn 1 thành viên, 96 hợp tác xã, 12 thành viên.",
            ["418 công ty", "96 hợp tác xã", "12 thành viên"],
        ),
        ("Các khoản 120,5 tỷ đồng; sản lượng điều 152,4 nghìn tấn.", ["120,5 tỷ đồng", "152,4 nghìn tấn"]),
    ],
)
def test_what_looks_like_a_date_or_an_article_and_counts_is_a_quantity(text: str, expected: list[str]) -> None:
    assert [quote for quote, _, _ in quantities(text)] == expected


def test_half_is_exact_to_its_printed_digit() -> None:
    ((_, figure),) = figures("Giảm một nửa.")
    assert (figure.low, figure.high) == (Decimal("0.45"), Decimal("0.55"))
