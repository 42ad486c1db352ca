"""A report in the official form, as its writers' tests share it."""

from datetime import date

import pytest

from kybao.documents.official import Column, Grid, Heading, OfficialReport, Paragraph, Run

UNITS = Grid(
    title=("BIỂU TỔNG HỢP", "Danh sách các đơn vị gửi báo cáo tháng 01 năm 2022"),
    columns=(
        Column("TT", 1, "center"),
        Column("Tên đơn vị", 5, "left"),
        Column("BC nộp đúng thời hạn", 2, "center"),
        Column("Ghi chú", 3, "left"),
    ),
    rows=(
        ("1", "Phòng Tài chính - KH", "x", ""),
        ("14", "Ban Quản lý Dự án ĐT&XD", "", "Nộp 19/01/2022"),
        ("38", "UBND xã Hưng Đạo", "", "Nộp 18/01/2022"),
    ),
)
WIDE = Grid(
    ("Biểu 2: Thu ngân sách",), (Column("Khoản thu", 3, "left"), Column("Số thu", 1, "right")), (("Phí", "8,2"),), True
)
REPORT = OfficialReport(
    superior="UBND TỈNH CAO BẰNG",
    agency="UỶ BAN NHÂN DÂN THÀNH PHỐ CAO BẰNG",
    number=27,
    symbol="BC-UBND",
    place="Thành phố Cao Bằng",
    dated=date(2022, 1, 18),
    kind="BÁO CÁO",
    subject=(
        "Tình hình thực hiện các mục tiêu KT-XH tháng 01 năm 2022",
        "nhiệm vụ công tác trọng tâm tháng 02 năm 2022",
    ),
    body=(
        Heading(1, "Phần thứ nhất", "TÌNH HÌNH THỰC HIỆN THÁNG 01 NĂM 2022"),
        Heading(2, "I.", "LĨNH VỰC KINH TẾ"),
        Heading(3, "1.", "Nông nghiệp và xây dựng nông thôn mới"),
        Paragraph((Run("Chăn nuôi: ", italic=True), Run("Đàn bò hiện có 245 con bằng 133,15% (tăng 61 con)."))),
        Heading(4, "6.2.", "Công tác phát triển quỹ đất"),
        Paragraph((Run("Kiểm đếm được 2.885,6 m"), Run("2", superscript=True), Run("; giá #100 $ và *hai* <ba>."))),
        Paragraph((Run("Công tác hộ tịch: 08 trường hợp."),), marker="-"),
        Paragraph((Run("Học sinh từ 12 tuổi: 3278/3346."),), marker="+"),
        Paragraph((Run("Trên đây là báo cáo của Ủy ban nhân dân thành phố Cao Bằng."),)),
    ),
    recipients=("- UBND tỉnh Cao Bằng;", "TT Thành uỷ, HĐND TP (b/c)", "Lưu: VT."),
    authority="TM. ỦY BAN NHÂN DÂN",
    post="CHỦ TỊCH",
    signer="Nguyễn Quốc Trung",
    annexes=(UNITS, WIDE),
    agency_in_text="Ủy ban nhân dân thành phố Cao Bằng",
)


@pytest.fixture(scope="session")
def report() -> OfficialReport:
    return REPORT


@pytest.fixture(scope="session")
def units() -> Grid:
    """A grid for an upright page."""
    return UNITS


@pytest.fixture(scope="session")
def wide() -> Grid:
    """A grid for a page laid sideways."""
    return WIDE
