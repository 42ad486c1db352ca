"""Every kind of contradiction that the checker is for, in the manner of different committees; and what only looks like one.

Each sentence was judged by hand before the program read it.
"""

# ruff: noqa: E501
from __future__ import annotations

import pytest

from kybao.checking import check
from kybao.documents import document_of_text


def eyed(text: str) -> list[tuple[str, str]]:
    """(verdict, quote) of what needs a person's eye."""
    found = check(document_of_text(text))
    return [(finding.verdict.value, finding.quote) for finding in found if finding.needs_eye]


# (kind, what a person must look at, the text): nothing else is said of it.
CONTRADICTS = [
    # x/y and its percentage
    ("ratio", "87,5%", "Trạm y tế xã tiêm vắc xin cho 412/468 trẻ, đạt 87,5%."),
    ("ratio", "62,5%", "Công an phường vận động giao nộp 15/25 khẩu súng tự chế, đạt 62,5% kế hoạch."),
    ("ratio", "96,4%", "Thu nợ thuế được 12,6 tỷ đồng/13,8 tỷ đồng, đạt 96,4%."),
    ("ratio", "45,6%", "Số trường đạt chuẩn quốc gia là 31/68 trường (45,6%); năm trước đạt 30/68 trường (45,6%)."),
    # a percentage of a plan
    ("plan", "102,8%", "Diện tích ngô vụ xuân gieo trồng 1.235 ha, đạt 102,8% kế hoạch (1.215 ha)."),
    ("plan", "71,9%", "Giải ngân 182,4 tỷ đồng, bằng 71,9% kế hoạch vốn (241,5 tỷ đồng)."),
    ("plan", "49,7%", "Thu thuế ngoài quốc doanh ước thực hiện 86,2 tỷ đồng, đạt 49,7% dự toán (165 tỷ đồng)."),
    # growth: three figures of four determine the last
    ("growth", "9,8%", "Lượng khách đến Ba Bể đạt 42.150 lượt, tăng 9,8% so với cùng kỳ (39.250 lượt)."),
    ("growth", "130 con", "Đàn bò thịt có 2.860 con, tăng 130 con so với cùng kỳ năm 2018 (2.750 con)."),
    ("growth", "104,1%", "Đàn dê hiện có 1.420 con, bằng 104,1% so với cùng kỳ (tăng 75 con)."),
    ("growth", "20%", "Xảy ra 18 vụ cháy, giảm 06 vụ (20%) so với cùng kỳ năm trước."),
    ("growth", "3,2 lần", "Vốn FDI thu hút 86,4 triệu USD, gấp 3,2 lần so với cùng kỳ (21,6 triệu USD)."),
    ("growth", "1,5 điểm phần trăm", "Tỷ lệ hộ nghèo còn 8,6%, giảm 1,5 điểm phần trăm so với năm 2021 (10,8%)."),
    # a share of what it names
    ("proportion", "75,6%", "Ngô đông đã xuống giống 1.246 ha, thu hoạch được 817 ha, đạt 75,6% diện tích xuống giống."),
    ("proportion", "65,3%", "Đất rừng 21.460 ha, chiếm 65,3% diện tích tự nhiên. Diện tích tự nhiên toàn xã 34.180 ha."),
    # words twice over
    (
        "words",
        "86 hộ đăng ký thoát nghèo, 86 hộ đăng ký thoát nghèo",
        "Có 14 thôn báo cáo. 86 hộ đăng ký thoát nghèo, 86 hộ đăng ký thoát nghèo, trong đó 12 hộ ở vùng cao.",
    ),
    # sums
    ("sum", "321 đơn", "Huyện tiếp nhận 366 đơn; đơn đủ điều kiện xử lý là 321 đơn (khiếu nại 7, tố cáo 14, kiến nghị 345)."),
    ("sum", "64 dự án", "Ban Quản lý dự án triển khai 64 dự án, gồm: 41 dự án giao thông, 12 dự án thủy lợi, 10 dự án trường học."),
    ("sum", "318 trường hợp", "Xử lý 318 trường hợp, bao gồm: phạt tiền 265 trường hợp, cảnh cáo 35 trường hợp, tịch thu tang vật 19 trường hợp."),
    ("sum", "1.486 thí sinh", "Có 1.486 thí sinh dự thi, gồm 692 thí sinh nam và 784 thí sinh nữ."),
    ("sum", "36 đồng chí", "Kết nạp 36 đồng chí, trong đó nam 17 đồng chí, nữ 21 đồng chí."),
    ("sum", "5.120 con", "Tổng đàn gia súc 5.120 con, trong đó trâu 1.215 con, bò 2.640 con, ngựa 1.405 con."),
    ("sum", "18,6 km", "Bê tông hóa 18,6 km đường (trục xã 6,4 km; trục thôn 8,9 km; nội đồng 2,3 km)."),
    ("sum", "214 hồ sơ", "Giải quyết 214 hồ sơ, gồm 198 hồ sơ trước hạn và đúng hạn (trước hạn 126 hồ sơ, đúng hạn 72 hồ sơ), 15 hồ sơ quá hạn."),
    # remainders
    ("remainder", "40 ha", "Vụ mùa đã gặt 410 ha trên tổng số 460 ha, còn lại 40 ha."),
    ("remainder", "17 vụ", "Tòa án giải quyết 128/146 vụ, còn lại 17 vụ đang giải quyết."),
    # received, dealt with, pending
    ("caseload", "86 đơn", "Trong quý tiếp nhận 86 đơn; đã giải quyết 61 đơn; trả lại 12 đơn; đang xem xét 11 đơn."),
    ("caseload", "47 hồ sơ", "Tiếp nhận 374 hồ sơ, đã giải quyết 296 hồ sơ, trả lại 41 hồ sơ, còn 47 hồ sơ đang thẩm định."),
    # shares
    ("share", "18,2%", "Cơ cấu kinh tế: nông nghiệp 22,4%, công nghiệp 41,6%, dịch vụ 18,2%."),
    ("share", "3,4%", "Xếp loại học lực: giỏi 18,5%, khá 44,2%, trung bình 34,6%, yếu 3,4%."),
    ("share", "64,2%", "Toàn tỉnh có 1.250 doanh nghiệp hoạt động, trong đó khu vực dịch vụ 812 doanh nghiệp, chiếm 64,2%."),
    ("share", "47,1%", "Số hồ sơ nộp trực tuyến 12.486 hồ sơ, chiếm 58,3% tổng số hồ sơ tiếp nhận (21.416 hồ sơ); số hồ sơ nộp trực tiếp 8.930 hồ sơ, chiếm 47,1%."),
    ("share", "2,1%", "Xếp loại hạnh kiểm: tốt 2.316 em, chiếm 84,1%; khá 402 em, chiếm 14,6%; trung bình 35 em, chiếm 2,1% trên tổng số 2.753 học sinh."),
    ("share", "90,2%", "Án dân sự thụ lý 1.846 vụ, giải quyết 1.628 vụ, đạt 90,2%."),
    # counts and their lists
    ("listing", "06 xã", "Dịch lở mồm long móng xảy ra tại 06 xã (Bình Long, Dân Chủ, Hồng Việt, Nam Tuấn, Đức Long)."),
    ("listing", "04 đơn vị", "Còn 04 đơn vị chưa gửi báo cáo:\n\n- Phòng Nội vụ\n\n- Phòng Tư pháp\n\n- Trạm Khuyến nông"),
    # dates
    ("date", "30/02/2019", "Hội nghị tổng kết tổ chức ngày 30/02/2019."),
    ("date", "15/13/2020", "Đã bàn giao mặt bằng ngày 15/13/2020."),
    ("date", "05/4/2018", "Đợt cao điểm kéo dài từ ngày 20/4/2018 đến ngày 05/4/2018."),
    ("date", "tháng 6/2025", "Đảng ủy xã ban hành Nghị quyết ngày 25/7/2025, triển khai ngay trong tháng 6/2025."),
    ("date", "09/5/2019", "Nhận Công văn số 642/STNMT-QLĐĐ ngày 14/5/2019 của Sở Tài nguyên và Môi trường; ngày 09/5/2019, UBND huyện có Công văn số 218/UBND-TNMT trả lời Công văn số 642/STNMT-QLĐĐ nêu trên."),
    ("weekday", "thứ Sáu, ngày 02/9/2020", "Lễ chào cờ tổ chức vào thứ Sáu, ngày 02/9/2020."),
    ("anniversary", "75 năm", "Kỷ niệm 75 năm Cách mạng tháng Tám (19/8/1945 - 19/8/2022)."),
    ("term", "03", "Sơ kết 03 năm thực hiện Chỉ thị (2017 - 2021): toàn huyện thành lập 42 tổ tự quản."),
    ("term", "04", "Lớp tập huấn mở trong 04 ngày, từ ngày 10/5/2022 đến ngày 16/5/2022."),
    # numbering
    ("numbering", "3", "1. Sản xuất nông nghiệp đạt khá.\n\n3. Thu ngân sách đạt kế hoạch.\n\n4. Chi ngân sách đúng dự toán."),
    ("numbering", "5", "Tập trung: (1) hoàn thiện hồ sơ; (2) tổ chức hội nghị; (3) kiểm tra các đơn vị; (5) trả lời kiến nghị cử tri."),
    ("numbering", "2", "1. Thu thuế.\n\n2. Chi đầu tư.\n\n2. Chi thường xuyên.\n\n4. Dự phòng."),
    # what stands twice
    ("repeated", "Sở Công Thương: xúc tiến thương mại.", "Phân công các đồng chí phụ trách:\n\n- Sở Xây dựng: rà soát nhà ở xã hội;\n\n- Sở Công Thương: xúc tiến thương mại;\n\n- Sở Nội vụ: sắp xếp bộ máy;\n\n- Sở Công Thương: xúc tiến thương mại."),
    ("repeated", "kiểm tra, giám sát về kiểm tra, giám sát", "Thường xuyên tổ chức kiểm tra, giám sát về kiểm tra, giám sát việc chấp hành kỷ luật."),
    ("repeated", "của của", "Thực hiện chỉ đạo của của Ủy ban nhân dân tỉnh."),
    # one measure told twice
    ("restated", "1.427 tỷ đồng", "Tổng vốn đầu tư toàn xã hội trên địa bàn huyện 1.472 tỷ đồng.\n\nVề đầu tư: tổng vốn đầu tư toàn xã hội trên địa bàn huyện 1.427 tỷ đồng."),
    ("restated", "45,6%", "Thu ngân sách nhà nước trên địa bàn ước đạt 4.186 tỷ đồng, bằng 46,5% dự toán.\n\nNhư vậy, thu ngân sách nhà nước trên địa bàn mới đạt 45,6% dự toán."),
    ("restated", "68 hộ nghèo", "Toàn xã có 1.642 hộ, trong đó hộ nghèo 86 hộ.\n\nCông tác giảm nghèo: đến nay toàn xã còn 68 hộ nghèo."),
    # direction words
    ("direction", "11 vụ", "Xảy ra 38 vụ tai nạn giao thông, bằng 90,5% so với cùng kỳ (tăng 11 vụ)."),
    ("direction", "45 triệu đồng/người/năm", "Thu nhập bình quân đầu người đạt 43,6 triệu đồng/người/năm, vượt kế hoạch đề ra (45 triệu đồng/người/năm)."),
    ("direction", "tăng", "Số vụ phạm pháp hình sự tăng so với cùng kỳ (28/35 vụ)."),
    ("direction", "03 người", "Tai nạn giao thông giảm trên cả 3 mặt: xảy ra 41 vụ (giảm 11 vụ), chết 26 người (giảm 02 người), bị thương 33 người (tăng 03 người)."),
    # citations
    ("citation", "15/6/2018", "Thực hiện Nghị định số 61/2019/NĐ-CP ngày 15/6/2018 của Chính phủ."),
    ("citation", "Quyết định số 12/NQ-HĐND", "Triển khai Quyết định số 12/NQ-HĐND của HĐND tỉnh."),
    ("citation", "08/11/2011", "Nghị quyết số 30c/NQ-CP ngày 08/10/2011 của Chính phủ. Tổng kết Nghị quyết số 30c/NQ-CP ngày 08/11/2011 của Chính phủ."),
    # one name spelt in two ways
    ("name", "Thác Săng", "Nhà máy Thủy điện Thác Xăng công suất 20 MW phát điện 41,2 triệu kWh; Nhà máy Thủy điện Thác Săng nộp ngân sách 6,8 tỷ đồng."),
    ("name", "Pó Mận", "Bản Pó Mặn có 42 hộ phải di dời, đã di dời 31 hộ; điểm tái định cư bản Pó Mận đang san nền 2,4 ha."),
    ("name", "Nguyễn Văn Siện", "Công trình trường Trung học cơ sở Nguyễn Văn Xiện đạt 65% khối lượng. Công trình trường Trung học cơ sở Nguyễn Văn Siện giải ngân 4,2 tỷ đồng."),
    # units
    ("unit", "4,6 ha", "Kiên cố hóa kênh mương dài 4,6 ha."),
    ("unit", "20.881 con", "Vụ Đông Xuân gieo cấy 3.412 ha, sản lượng 20.881 con."),
    ("unit", "12.500 m2", "Tổng diện tích quy hoạch 12,5 ha (12.500 m2)."),
    ("unit", "3.450 m", "Dự án thu hồi 3.450 m đất nông nghiệp của 12 hộ."),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "quote", "text"), CONTRADICTS, ids=[f"{row[0]}: {row[1]}" for row in CONTRADICTS])
def test_what_contradicts_itself_is_found_and_nothing_else(kind: str, quote: str, text: str) -> None:
    assert eyed(text) == [("contradicts", quote)]


HOLDS = """
Trạm y tế xã tiêm vắc xin cho 412/468 trẻ, đạt 88%.
Diện tích ngô vụ xuân gieo trồng 1.235 ha, đạt 101,6% kế hoạch (1.215 ha).
Lượng khách đến Ba Bể đạt 42.150 lượt, tăng 7,4% so với cùng kỳ (39.250 lượt).
Khách quốc tế 215.000 lượt, gấp 12,8 lần cùng kỳ (16.800 lượt).
Xảy ra 18 vụ cháy, giảm 06 vụ (25%) so với cùng kỳ năm trước.
Toàn quốc xảy ra 925 vụ, làm chết 485 người và bị thương 647 người. So với cùng kỳ giảm 106 vụ (giảm 10,28%), giảm 36 người chết (giảm 6,91%) và giảm 74 người bị thương (giảm 10,26%).
Cấp tỉnh tiếp 197 lượt, trong đó: khiếu nại 52 lượt, tố cáo 13 lượt, loại khác 132 lượt (giảm 160 lượt = 44,82% so với cùng kỳ).
Xảy ra 1.326 vụ, làm chết 643 người, bị thương 1.110 người. So với tháng trước, giảm cả 03 tiêu chí: giảm 255 vụ (16,13%), 82 người chết (11,31%) và 59 người bị thương (5,05%).
Tái cử 167 người, tăng 7 người so với dự kiến, tăng 5,81% so với khóa trước.
Đến hết năm đã giải quyết 274 đơn khiếu nại và 105 đơn tố cáo; trong đó có 11 đơn đúng, 10 đơn đúng một phần, 74 đơn được rút và 179 đơn sai.
Tuyển sinh đạt 78.669 người (cao đẳng 1.702 người, trung cấp 11.315 người, sơ cấp 31.026 người, dạy nghề dưới 3 tháng 34.626 người).
Có 99 ngôi nhà hư hỏng (Điện Biên 82, Lào Cai 3, Lâm Đồng 2, Bến Tre 4, Cà Mau 5 và Trà Vinh 3).
Tiếp nhận 7.156 đơn, trong đó có 5.591 đơn đủ điều kiện xử lý với 651 đơn khiếu nại, 281 đơn tố cáo và 4.659 đơn kiến nghị.
Có 5.500 doanh nghiệp thành lập mới; một số lĩnh vực khá nóng, cụ thể có 2.700 doanh nghiệp bất động sản, 1.900 doanh nghiệp giáo dục.
Kết nạp 36 đồng chí, trong đó nữ 17 đồng chí, đoàn viên thanh niên 28 đồng chí, dân tộc thiểu số 12 đồng chí.
Có 412 hộ thoát nghèo, trong đó 120 hộ nhờ vay vốn, 86 hộ nhờ xuất khẩu lao động.
Đầu năm xã có 142 hộ nghèo, trong năm thoát nghèo 37 hộ, phát sinh mới 05 hộ, cuối năm còn 110 hộ.
Quốc lộ 215 km (QL 3: 86 km, QL 34: 92 km, QL 4A: 37 km).
Đường huyện dài 785 km; tỷ lệ cứng hóa đạt 71,6%, còn 223 km chưa được cứng hóa.
Nghiệm thu 16 nhiệm vụ: xuất sắc 03, khá 10, đạt 03.
Tổng đàn vật nuôi hơn 7 triệu con, trong đó heo gần 400 ngàn con, gia cầm gần 6,5 triệu con.
Cơ cấu kinh tế: nông nghiệp 22,4%, công nghiệp 41,6%, dịch vụ 36%.
Án dân sự thụ lý 1.846 vụ, giải quyết 1.628 vụ, đạt 88,2%.
Sơ kết 05 năm thực hiện Chỉ thị (2017 - 2021): toàn huyện thành lập 42 tổ tự quản.
Đảng ủy xã ban hành Nghị quyết ngày 25/7/2025, triển khai ngay trong tháng 8/2025.
Tập trung: (1) hoàn thiện hồ sơ; (2) tổ chức hội nghị; (3) kiểm tra các đơn vị.
Thu nhập bình quân đầu người đạt 46,3 triệu đồng/người/năm, vượt kế hoạch đề ra (45 triệu đồng/người/năm).
Số vụ phạm pháp hình sự giảm so với cùng kỳ (28/35 vụ).
Thôn Tân Lập 1 có 86 hộ, thôn Tân Lập 2 có 91 hộ, thôn Tân Lộc có 74 hộ, thôn Tân Lợi có 68 hộ.
Hồ chứa nước Khuổi Lái cấp nước cho 86 ha; hồ chứa nước Khuổi Nái cạn, ảnh hưởng 12 ha. Các hồ cách nhau 14 km.
Tổng diện tích quy hoạch 12,5 ha (125.000 m2), chiều dài tuyến 2,15 km.
Xã có 1.642 hộ, trong đó hộ nghèo 86 hộ; xã bên có 1.520 hộ, trong đó hộ nghèo 68 hộ.
Tháng 4 toàn tỉnh thu ngân sách nhà nước 462 tỷ đồng. Tháng 5 toàn tỉnh thu ngân sách nhà nước 426 tỷ đồng.
Gieo trồng cây hàng năm 2.912 ha. Cây lúa 2.341 ha, trong đó: lúa nếp 907 ha; cây ngô 371 ha; cây lạc 76 ha; cây rau 124 ha.
Toàn tỉnh tiếp nhận hơn 4,3 nghìn hồ sơ, trong đó trên 3,2 nghìn hồ sơ nộp trực tuyến, chiếm 75,7%.
Đến ngày 14.4, vốn đăng ký đạt 1.986 tỉ đồng, tăng 116% so với cùng kỳ năm trước (921 tỉ đồng).
Ngô đông đã xuống giống 1.246 ha, thu hoạch 718 ha, đạt 57,6% diện tích xuống giống.
Học sinh dân tộc thiểu số 231 em, chiếm 44,1% tổng số học sinh toàn huyện; học sinh bán trú 86 em.
Xảy ra 118 vụ trộm cắp, so với cùng kỳ năm 2022 xảy ra ít hơn 07 vụ = 5,6% (118/125 vụ); bị thương 26 người.
Toàn huyện có 61.450 người tham gia bảo hiểm, trong đó: bảo hiểm xã hội 4.860 người; bảo hiểm thất nghiệp 3.215 người; bảo hiểm y tế 60.120 người.
Giá thịt lợn hơi 68.000 đồng/kg, giảm 2.000 đồng/kg so với tháng trước; giá cá tra 28.500 đồng/kg.
""".strip().splitlines()


@pytest.mark.parametrize("text", HOLDS)
def test_nothing_is_said_of_what_holds_or_only_looks_wrong(text: str) -> None:
    assert eyed(text) == []
