"""Sentences in the manner of many committees' reports, and what the checker says of them.

Each row was reckoned by hand from the sentence alone.
"""

# ruff: noqa: E501
from __future__ import annotations

import pytest

from kybao.checking import Finding, check
from kybao.documents import document_of_text


def eyed(text: str) -> list[Finding]:
    """What needs a person's eye."""
    return [finding for finding in check(document_of_text(text)) if finding.needs_eye]


WRONG = [
    # ratio
    ("ratio", "contradicts", "75%", "Cấp giấy chứng nhận cho 312/400 hộ, đạt 75%."),
    ("ratio", "truncated", "85,8%", "Số xã đạt chuẩn quốc gia về y tế là 79/92 xã, đạt 85,8%."),
    ("ratio", "contradicts", "46,5%", "Thu ngân sách nhà nước thực hiện 1.245,6/2.800 tỷ đồng, đạt 46,5% dự toán tỉnh giao."),
    ("ratio", "contradicts", "91%", "Số trẻ được uống vitamin A là 4.512/4.650 trẻ (đạt 91%)."),
    ("ratio", "contradicts", "8,9%", "Đã giải ngân 125,4 tỷ đồng/140,8 tỷ đồng, đạt 8,9% kế hoạch vốn."),
    # growth
    ("growth", "contradicts", "112,5%", "Đàn trâu hiện có 12.450 con, bằng 112,5% so với cùng kỳ (tăng 450 con)."),
    ("growth", "contradicts", "8,5%", "Tổng mức bán lẻ ước đạt 1.250 tỷ đồng, tăng 8,5% so với cùng kỳ năm trước (1.200 tỷ đồng)."),
    ("growth", "contradicts", "04 vụ", "Xảy ra 12 vụ tai nạn giao thông, giảm 04 vụ so với cùng kỳ năm 2019 (15 vụ)."),
    ("growth", "contradicts", "25%", "Phạm pháp hình sự xảy ra 45 vụ, tăng 5 vụ (25%) so với cùng kỳ."),
    ("growth", "contradicts", "6,2%", "Sản lượng lương thực ước đạt 52.340 tấn, bằng 105,2% so với cùng kỳ, tăng 6,2% so với cùng kỳ."),
    # direction
    ("direction", "contradicts", "12,3 tỷ đồng", "Thu nội địa đạt 210,5 tỷ đồng, bằng 94,5% so với cùng kỳ (tăng 12,3 tỷ đồng)."),
    ("direction", "contradicts", "giảm, tăng 02 trẻ", "Số trẻ sinh ra là 57 trẻ giảm, tăng 02 trẻ so với cùng kỳ năm 2021."),
    # sums
    ("sum", "contradicts", "58 dự án", "Toàn tỉnh có 58 dự án, bao gồm: 20 dự án nhóm B và 37 dự án nhóm C."),
    ("sum", "contradicts", "08 hồ sơ", "Đã giải quyết 08 hồ sơ (cấp mới: 07 hồ sơ, điều chỉnh: 02 hồ sơ)."),
    ("sum", "contradicts", "1.250 người", "Giải quyết việc làm cho 1.250 người, trong đó: nam 640 người, nữ 620 người."),
    ("sum", "contradicts", "15,6 tấn", "Sản lượng thủy sản đạt 15,6 tấn, trong đó cá 9,2 tấn, tôm 3,1 tấn, thủy sản khác 2,8 tấn."),
    ("sum", "contradicts", "27 trường hợp", "Kiểm tra 27 trường hợp, trong đó: số công trình đúng phép 17 trường hợp; số công trình không phép 08 trường hợp; số công trình sai phép 04 trường hợp."),
    # caseloads and remainders
    ("caseload", "contradicts", "120 đơn", "Trong kỳ tiếp nhận 120 đơn; đã giải quyết 95 đơn; đang giải quyết 20 đơn."),
    ("remainder", "contradicts", "07 hồ sơ", "Đã giải quyết 30/36 hồ sơ, còn lại 07 hồ sơ đang xử lý."),
    # shares
    ("proportion", "contradicts", "78,7%", "Hệ thống tiếp nhận 3.256 hồ sơ (trực tuyến 2.856 hồ sơ, chiếm 78,7%; trực tiếp 400 hồ sơ)."),
    ("share", "contradicts", "25%", "Cơ cấu kinh tế: nông, lâm nghiệp chiếm 30%, công nghiệp - xây dựng chiếm 40%, dịch vụ chiếm 25%."),
    ("share", "contradicts", "11", "Kết quả xếp loại: Tốt 6/11 (55%), khá 5/11 (45%), trung bình 1/11 (9%)."),
    # lists
    ("listing", "contradicts", "05 xã", "Dịch xảy ra tại 05 xã (Minh Tâm, Quang Thành, Hưng Đạo, Thể Dục)."),
    # dates
    ("date", "contradicts", "31/02/2023", "Kế hoạch hoàn thành trước ngày 31/02/2023."),
    ("date", "contradicts", "tháng 15/01/2022", "Số trẻ sinh tính đến tháng 15/01/2022 là 57 trẻ."),
    ("date", "contradicts", "10/3/2021", "Thời gian thực hiện từ ngày 15/3/2021 đến ngày 10/3/2021."),
    ("weekday", "contradicts", "thứ Ba, ngày 17/01/2022", "Hội nghị tổ chức vào thứ Ba, ngày 17/01/2022."),
    ("anniversary", "contradicts", "90 năm", "Tuyên truyền kỷ niệm 90 năm Ngày thành lập Đảng (03/02/1930 - 03/02/2022)."),
    ("lunar_year", "contradicts", "Quý Mão", "Tổ chức Tết trồng cây xuân Quý Mão 2024."),
    ("lunar_year", "contradicts", "Nhân Dân", "Đảm bảo an ninh trật tự dịp Tết Nguyên đán Nhân Dân năm 2022."),
    # duplicates
    ("doubled_words", "contradicts", "xếp hạng xếp hạng", "Tổ chức đánh giá xếp hạng xếp hạng mức độ chính quyền điện tử."),
    ("doubled_words", "contradicts", "được được", "Trả thẻ căn cước được được 289 thẻ."),
    ("repeated_item", "contradicts", "Phố đi bộ ven sông bằng, phường Hợp Giang", "Các dự án trọng điểm như: Phố đi bộ ven sông Bằng, phường Hợp Giang; Kè chống sạt lở bờ trái sông Hiến; Phố đi bộ ven sông bằng, phường Hợp Giang... tiến độ được đảm bảo."),
    # citations
    ("citation", "contradicts", "19/4/2020", "Thực hiện Nghị định số 52/2021/NĐ-CP ngày 19/4/2020 của Chính phủ."),
    ("citation", "contradicts", "01/NQ-CP", "Thực hiện Nghị định số 01/NQ-CP ngày 08/01/2022 của Chính phủ."),
    ("citation", "contradicts", "Luật số 45/2013/QH14", "Căn cứ Luật số 45/2013/QH14 về đất đai."),
    ("cited_twice", "contradicts", "02/7/2021", "Nghị quyết 68/NQ-CP ngày 01/7/2021 của Chính phủ được triển khai; đến nay Nghị quyết 68/NQ-CP ngày 02/7/2021 của Chính phủ đã hỗ trợ 120 người."),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "verdict", "quote", "text"), WRONG, ids=[f"{w[0]}: {w[2]}" for w in WRONG])
def test_what_does_not_hold_is_found(rule: str, verdict: str, quote: str, text: str) -> None:
    found = [(finding.rule, finding.verdict.value, quote in finding.quote) for finding in eyed(text)]
    assert (rule, verdict, True) in found


@pytest.mark.parametrize("text", [w[3] for w in WRONG])
def test_and_nothing_else_is_said_of_it(text: str) -> None:
    assert len(eyed(text)) == 1


HOLDS = [
    ("ratio", "Cấp giấy chứng nhận cho 312/400 hộ, đạt 78%."),
    ("ratio", "Thu ngân sách đạt 1.245,6 tỷ đồng/2.800 tỷ đồng, đạt 44,5% dự toán."),
    ("ratio", "Giải ngân được 950,25 triệu đồng/1,2 tỷ đồng, đạt 79,2%."),
    ("growth", "Đàn trâu hiện có 12.450 con, bằng 103,8% so với cùng kỳ (tăng 450 con)."),
    ("growth", "Xảy ra 12 vụ tai nạn giao thông, giảm 03 vụ so với cùng kỳ năm 2019 (15 vụ)."),
    ("growth", "Phạm pháp hình sự xảy ra 45 vụ, tăng 5 vụ (12,5%) so với cùng kỳ."),
    ("growth", "Sản lượng ước đạt 52.340 tấn, bằng 105,2% so với cùng kỳ, tăng 5,2% so với cùng kỳ."),
    ("sum", "Toàn tỉnh có 58 dự án, bao gồm: 20 dự án nhóm B và 38 dự án nhóm C."),
    ("sum", "Giải quyết việc làm cho 1.250 người, trong đó: nam 640 người, nữ 610 người."),
    ("caseload", "Trong kỳ tiếp nhận 120 đơn; đã giải quyết 95 đơn; đang giải quyết 25 đơn."),
    ("remainder", "Đã giải quyết 30/36 hồ sơ, còn lại 06 hồ sơ đang xử lý."),
    ("share", "Cơ cấu kinh tế: nông, lâm nghiệp chiếm 30%, công nghiệp - xây dựng chiếm 40%, dịch vụ chiếm 30%."),
    (
        "proportion",
        "Toàn tỉnh có 95/110 xã đạt chuẩn, trong đó 25 xã đạt chuẩn nâng cao (chiếm 26,3%), 03 xã kiểu mẫu.",
    ),
    ("growth", "Tỷ lệ hộ nghèo giảm từ 12,5% xuống còn 10,2% (giảm 2,3%)."),
    (
        "growth",
        "Giá trị sản xuất đạt 2.356,8 tỷ đồng, đạt 47,1% kế hoạch năm (5.000 tỷ đồng), tăng 10,2% so với cùng kỳ.",
    ),
    (
        "growth",
        "Tai nạn giao thông 09 vụ, làm 05 người chết, 07 người bị thương; so với cùng kỳ giảm 02 vụ (18,2%), tăng 01 người chết (25%), giảm 03 người bị thương (30%).",
    ),
    (
        "growth",
        "Xảy ra 52 vụ, làm chết 28 người, bị thương 45 người. So với cùng kỳ năm trước, giảm 8 vụ (-13,3%), giảm 4 người chết (-12,5%), tăng 5 người bị thương (+12,5%).",
    ),
    (
        "caseload",
        "Tiếp nhận 12.456 hồ sơ (kỳ trước chuyển sang 320 hồ sơ, tiếp nhận mới 12.136 hồ sơ); đã giải quyết 12.105 hồ sơ; đang giải quyết 351 hồ sơ.",
    ),
    ("ratio", "Budget: thu đạt 1,234.5 triệu đồng/2,500.0 triệu đồng, đạt 49.4% kế hoạch."),
    ("listing", "Dịch xảy ra tại 04 xã (Minh Tâm, Quang Thành, Hưng Đạo, Thể Dục)."),
    ("weekday", "Hội nghị tổ chức vào thứ Hai, ngày 17/01/2022."),
    ("anniversary", "Tuyên truyền kỷ niệm 92 năm Ngày thành lập Đảng (03/02/1930 - 03/02/2022)."),
    ("lunar_year", "Tổ chức Tết trồng cây xuân Giáp Thìn 2024."),
    ("citation", "Thực hiện Nghị định số 52/2021/NĐ-CP ngày 19/4/2021 của Chính phủ."),
]


@pytest.mark.parametrize(("rule", "text"), HOLDS)
def test_what_holds_is_said_to_hold(rule: str, text: str) -> None:
    findings = check(document_of_text(text))
    assert rule in [finding.rule for finding in findings]
    assert not [finding for finding in findings if finding.needs_eye]


SILENT = """
Chỉ số sản xuất công nghiệp tháng 6 tăng 8,7% so với cùng kỳ; trong đó khai khoáng giảm 2,1%, chế biến, chế tạo tăng 9,5%.
Thu ngân sách nhà nước trên địa bàn đạt 1.234,5 tỷ đồng, đạt 48,9% dự toán Trung ương giao, 45,1% dự toán HĐND tỉnh giao, tăng 12,3% so với cùng kỳ.
Thu nội địa đạt 850 tỷ đồng, đạt 85% kế hoạch, tăng 5% so với cùng kỳ.
Tỷ lệ hộ nghèo còn 5,2%, giảm 1,1% so với năm 2020.
Tổng đàn lợn 45.600 con, đạt 95% kế hoạch, tăng 3.200 con so với cùng kỳ.
Khám chữa bệnh cho 5.230 lượt người, trong đó: bảo hiểm y tế 4.800 lượt người, trẻ em dưới 6 tuổi 1.200 lượt người.
Phát hiện 36 vụ, 41 đối tượng vi phạm; khởi tố 04 vụ/04 đối tượng.
Tổ chức 10 hội nghị, trong đó 8 hội nghị trực tiếp.
Tổng thu ngân sách đạt 100 tỷ đồng, trong đó thu nội địa 80 tỷ đồng, thu xuất nhập khẩu 15 tỷ đồng.
Tình hình tăng, giảm biên chế được theo dõi thường xuyên.
Tiếp tục luôn luôn quan tâm, từng bước từng bước nâng cao đời sống; nhà nhà, người người thi đua.
Ủy ban ban hành quyết định; hợp tác xã xã Hưng Đạo; thiết bị bị hỏng; phân công công tác; cơ sở sở hữu.
Đại hội Đảng bộ lần thứ XIX, kỳ họp thứ năm, ngày 12/12/2021.
Kế hoạch phát triển kinh tế - xã hội 5 năm 2021-2025; vụ Đông Xuân 2021-2022.
Dự kiến đến ngày 31/12/2022 hoàn thành 95% kế hoạch.
Số điện thoại 02063.852.139; tờ bản đồ số 12, thửa đất số 345; Quốc lộ 3; tỷ lệ 1/500.
Năng suất lúa đạt 58,5 tạ/ha, tăng 1,2 tạ/ha so với cùng kỳ; sản lượng ước đạt 12.300 tấn.
Trồng được khoảng 24,5 ha cây rau các loại bằng 102,24% so với cùng kỳ năm trước.
Kết quả 96,43% đạt cơ quan, đơn vị chuẩn văn hóa, vượt 1,43% chỉ tiêu giao.
Thành lập mới 120 doanh nghiệp, tăng 20% so với cùng kỳ, tổng vốn đăng ký 1.500 tỷ đồng, giảm 5% so với cùng kỳ.
Chỉ số giá tiêu dùng tháng 5/2018 tăng 0,55% so với tháng trước, tăng 3,86% so với cùng kỳ năm trước.
Kim ngạch xuất khẩu ước đạt 1,25 tỷ USD, tăng 15,2%, trong đó khu vực FDI đạt 1,02 tỷ USD, tăng 16,8%.
Đón 125.000 lượt khách, trong đó khách quốc tế 5.200 lượt; tổng thu từ du lịch đạt 85 tỷ đồng.
Vốn đầu tư công năm 2023 là 1.250 tỷ đồng (ngân sách trung ương 700 tỷ đồng, ngân sách địa phương 550 tỷ đồng).
Giải ngân đến 30/6/2023 đạt 512 tỷ đồng, bằng 41% kế hoạch.
Toàn huyện có 15 xã, thị trấn với 125 thôn, bản; dân số 62.350 người.
Xảy ra 05 vụ tai nạn giao thông, làm chết 02 người, bị thương 04 người; so với cùng kỳ giảm 02 vụ, giảm 01 người chết, tăng 01 người bị thương.
Công nhận 21/23 cơ quan đạt chuẩn; 11/11 xã hoàn thành; 04/16 lô đất.
Tiêm mũi 1 được 55.417/56.468 đạt 98,1%; tiêm mũi 2 được 51.470/56.468 đạt 91,1%.
Học sinh khá, giỏi chiếm 65%, tăng 2,5% so với năm học trước.
Thực hiện Nghị quyết số 01/NQ-CP ngày 01/01/2021 và Nghị quyết số 01/NQ-CP ngày 08/01/2022 của Chính phủ.
Căn cứ Nghị quyết số 116/2020/QH14 ngày 19/6/2020; Quy định số 05-QĐ/TW; Quyết định 12-QĐ/TU; Chương trình số 10-CTr/TU.
Chi ngân sách địa phương ước thực hiện 3.250 tỷ đồng, đạt 42% dự toán, bằng 108,5% cùng kỳ.
Diện tích gieo trồng cây hàng năm đạt 12.560 ha, bằng 99,8% kế hoạch, bằng 101,2% cùng kỳ (tăng 148 ha).
Toàn tỉnh có 254 hợp tác xã, trong đó có 180 hợp tác xã nông nghiệp, 45 hợp tác xã có doanh thu trên 1 tỷ đồng.
Thu hút 12 dự án với tổng vốn 560 tỷ đồng, tăng 3 dự án và 120 tỷ đồng so với cùng kỳ.
Tỷ lệ giải quyết đúng hạn đạt 98,5%, cao hơn 0,5 điểm phần trăm so với cùng kỳ.
Tổng dư nợ đạt 12.560 tỷ đồng, tăng 8,2% so với đầu năm; nợ xấu 125,6 tỷ đồng, chiếm 1% tổng dư nợ; huy động vốn 13.250 tỷ đồng, tăng 10,5%.
Khách quốc tế 5.200 lượt, trong đó khách châu Âu 1.200 lượt (chiếm 4% tổng số khách cả nước), khách châu Á 4.000 lượt.
Có 03 đơn vị (Sở Kế hoạch và Đầu tư, Sở Tài chính, Sở Lao động - Thương binh và Xã hội) hoàn thành.
Tổng số cán bộ là 256 người, trong đó: nữ 120 người, đảng viên 180 người, dân tộc thiểu số 95 người.
Thu hút 15 dự án đầu tư (10 dự án FDI với tổng vốn 120 triệu USD, 05 dự án trong nước với tổng vốn 1.250 tỷ đồng).
Đào tạo nghề 6.120 người, vượt 2% kế hoạch; mỗi ngày 45 lượt khách; bồi dưỡng 6 tháng 20 người.
Lũy kế 6 tháng thu 4.500 tỷ đồng, đạt 52,3% dự toán và tăng 8,1% so với cùng kỳ năm 2015.
""".strip().splitlines()


@pytest.mark.parametrize("text", SILENT)
def test_nothing_is_said_of_what_nobody_can_refute(text: str) -> None:
    assert [(finding.rule, finding.quote, finding.explanation) for finding in eyed(text)] == []
