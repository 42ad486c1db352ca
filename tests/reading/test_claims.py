"""What a sentence says of its figures, read by its words: subject, level, change, base; totals and parts; names."""

# ruff: noqa: E501
from __future__ import annotations

import pytest

from kybao.documents import document_of_text
from kybao.reading import read
from kybao.reading.claim import Breakdown, Comparison, Listing, Ratio
from kybao.reading.figure import Figure


def said(text: str) -> list[str]:
    """Each claim in one line: kind, figures as printed, base and direction."""
    document = document_of_text(text)

    def shown(figure: Figure | None) -> str:
        return document.quote(figure.span) if figure else ""

    lines = []
    for claim in read(document).claims:
        match claim:
            case Comparison():
                roles = ("percent", "change", "change_percent", "base_value")
                told = [f"{role}={shown(getattr(claim, role))}" for role in roles if getattr(claim, role)]
                lines.append(" ".join([shown(claim.subject), *told, claim.base.value, claim.direction.value]).strip())
            case Ratio():
                lines.append(f"{shown(claim.part)}/{shown(claim.whole)} {shown(claim.percent)} {claim.base.value}")
            case Breakdown():
                lines.append(f"{shown(claim.total)} = {' + '.join(map(shown, claim.parts))}")
            case Listing():
                lines.append(f"{shown(claim.count)}: {'; '.join(map(document.quote, claim.items))}")
    return sorted(lines)


CLAIMS = [
    # bases, shared by coordinated changes
    ("Thu ngân sách đạt 560 tỷ đồng, đạt 48,9% dự toán Trung ương giao, 45,1% dự toán HĐND tỉnh giao và tăng 12,3% so với cùng kỳ.",
     ["560 tỷ đồng change_percent=12,3% same_period up", "560 tỷ đồng percent=45,1% plan", "560 tỷ đồng percent=48,9% plan"]),
    ("Bắt 18 vụ, 23 đối tượng, tăng 04 vụ, giảm 06 đối tượng so với cùng kỳ.",
     ["18 vụ change=04 vụ same_period up", "23 đối tượng change=06 đối tượng same_period down"]),
    ("Xảy ra 25 vụ tai nạn, làm chết 10 người, bị thương 18 người. So với cùng kỳ giảm 5 vụ, giảm 2 người chết và tăng 3 người bị thương.",
     ["10 người change=2 người same_period down", "18 người change=3 người same_period up", "25 vụ tai nạn change=5 vụ same_period down"]),
    ("Sản lượng lúa, ngô lần lượt đạt 3.210 tấn và 541 tấn; so với năm 2021, lần lượt giảm 4,7% và tăng 6,9%.",
     ["3.210 tấn change_percent=4,7% previous_year down", "541 tấn change_percent=6,9% previous_year up"]),
    ("Số vụ giảm 15 vụ so với cùng kỳ, còn 128 vụ.", ["128 vụ change=15 vụ same_period down"]),
    # values of bases
    ("Giải ngân 48,6 tỷ đồng, đạt 39,5% kế hoạch (123 tỷ đồng).", ["48,6 tỷ đồng percent=39,5% base_value=123 tỷ đồng plan"]),
    ("Kế hoạch giao 510 ha; thực hiện 514 ha; đạt 100,8% kế hoạch.", ["514 ha percent=100,8% base_value=510 ha plan"]),
    ("Cùng kỳ có 18 vụ, nay 14 vụ, giảm 04 vụ.", ["14 vụ change=04 vụ base_value=18 vụ same_period down"]),
    ("Tỷ lệ hộ nghèo giảm từ 12,5% xuống còn 10,2%, giảm 2,3%.", ["10,2% change_percent=2,3% base_value=12,5% unstated down"]),
    ("Sản lượng 5.980 tấn, tăng 41,9% (4.215 tấn).", ["5.980 tấn change_percent=41,9% base_value=4.215 tấn unstated up"]),
    ("Điện thương phẩm 12,45 triệu kWh, tăng 7,33% (0,85 triệu kWh).", ["12,45 triệu kWh change=0,85 triệu kWh change_percent=7,33% unstated up"]),
    ("Giá khởi điểm 72,4 tỷ đồng, giá trúng 98,6 tỷ đồng, vượt 26,2 tỷ đồng so với giá khởi điểm.",
     ["98,6 tỷ đồng change=26,2 tỷ đồng base_value=72,4 tỷ đồng other up"]),
    # what no figure is said of
    ("Chỉ số sản xuất công nghiệp tăng 8,7% so với cùng kỳ; trong đó khai khoáng giảm 2,1%.", []),
    ("Vốn đăng ký 412,5 triệu USD; điều chỉnh 41 lượt dự án, tăng 168,3 triệu USD.", []),
    # ratios
    ("Có 28 doanh nghiệp hoạt động/35 doanh nghiệp đăng ký.", ["28 doanh nghiệp/35 doanh nghiệp  total"]),
    ("Đặt vòng 1.215 ca/KH 1.400 ca, đạt 86,8%.", ["1.215 ca/1.400 ca 86,8% plan"]),
    # totals and parts
    ("Bắt 27 vụ/35 đối tượng (ma túy 12 vụ/14 đối tượng; trộm cắp 15 vụ/21 đối tượng).",
     ["27 vụ = 12 vụ + 15 vụ", "35 đối tượng = 14 đối tượng + 21 đối tượng"]),
    ("Ban hành 146 văn bản: 38 quyết định, 21 báo cáo, 87 công văn.", ["146 văn bản = 38 quyết định + 21 báo cáo + 87 công văn"]),
    ("Thu thuế 86,5 tỷ đồng; thu đất 24,2 tỷ đồng; tổng cộng 110,7 tỷ đồng.", ["110,7 tỷ đồng = 86,5 tỷ đồng + 24,2 tỷ đồng"]),
    ("Kinh phí 5,6 tỷ đồng, đã chi 4,2 tỷ đồng, còn 1,4 tỷ đồng.", ["5,6 tỷ đồng = 4,2 tỷ đồng + 1,4 tỷ đồng"]),
    ("Tổng số 42 trường hợp, trong đó:\n\n- Vi phạm xây dựng: 19 trường hợp;\n\n- Vi phạm đất đai: 23 trường hợp.",
     ["42 trường hợp = 19 trường hợp + 23 trường hợp"]),
    ("Xuất khẩu đạt 24,96 tỷ USD, nhập khẩu 17,85 tỷ USD, xuất siêu 7,11 tỷ USD.", []),
    # one change told twice, in a bracket or behind a comma
    ("Xảy ra 48 vụ, làm chết 21 người. So với cùng kỳ năm 2019 giảm 12 vụ (giảm 20%), tăng 03 người chết (tăng 16,7%).",
     ["21 người change=03 người change_percent=16,7% same_period up", "48 vụ change=12 vụ change_percent=20% same_period down"]),
    ("Xảy ra 51 vụ, bị thương 40 người; so với cùng kỳ, số vụ giảm 09 vụ, giảm 15%, số người bị thương tăng 05 người, tăng 14,3%.",
     ["40 người change=05 người change_percent=14,3% same_period up", "51 vụ change=09 vụ change_percent=15% same_period down"]),
    ("Tạo việc làm cho 8.200 người, tăng 400 người so với cùng kỳ năm 2017, đạt 82% kế hoạch (tăng 5,1% so với cùng kỳ năm 2017).",
     ["8.200 người change=400 người change_percent=5,1% same_period up", "8.200 người percent=82% plan"]),
    ("Thu 86 tỷ đồng, tăng 12 tỷ đồng so với tháng trước (tăng 30% so với cùng kỳ).",
     ["86 tỷ đồng change=12 tỷ đồng previous_period up", "86 tỷ đồng change_percent=30% same_period up"]),
    ("Huy động 9.640 tỷ đồng, tăng 610 tỷ đồng (6,76%) so với đầu năm (9.030 tỷ đồng).",
     ["9.640 tỷ đồng change=610 tỷ đồng change_percent=6,76% base_value=9.030 tỷ đồng date up"]),
    # several changes under one word
    ("Có 74 hợp tác xã và 31 tổ hợp tác hoạt động, tăng lần lượt 7,2% và 10,7% so với cùng kỳ.",
     ["31 tổ hợp tác change_percent=10,7% same_period up", "74 hợp tác xã change_percent=7,2% same_period up"]),
    ("Bắt 64 vụ, xử lý 81 đối tượng, tăng 12,3% về số vụ và 9,5% về đối tượng so với cùng kỳ.",
     ["64 vụ change_percent=12,3% same_period up", "81 đối tượng change_percent=9,5% same_period up"]),
    ("Có 260 DN thành lập mới với tổng vốn 1.870 tỷ đồng, tăng 8% về số lượng và giảm 11% về số vốn so với cùng kỳ.",
     ["1.870 tỷ đồng change_percent=11% same_period down", "260 DN change_percent=8% same_period up"]),
    ("Bắt 23 vụ/35 đối tượng (tăng 04 vụ/07 đối tượng so với tháng trước).",
     ["23 vụ change=04 vụ previous_period up", "35 đối tượng change=07 đối tượng previous_period up"]),
    # bases of other times
    ("Tiếp 140 lượt. So với tuần liền kề trước đó giảm 12 lượt (-7,9%).", ["140 lượt change=12 lượt change_percent=7,9% previous_period down"]),
    ("Xảy ra 96 vụ. So với 9 tháng đầu năm 2020, số vụ tăng 6 vụ.", ["96 vụ change=6 vụ same_period up"]),
    ("Năng suất đạt 61,2 tạ/ha, tăng 0,8 tạ/ha so với vụ hè thu 2016.", ["61,2 tạ/ha change=0,8 tạ/ha previous_year up"]),
    ("Huyện còn 17 xã, giảm 04 xã (trước sắp xếp 21 xã).", ["17 xã change=04 xã base_value=21 xã date down"]),
    ("Chi 4.200 tỷ đồng, đạt 51% nhiệm vụ chi; thu 1.730 tỷ đồng đạt trên 53% dự toán.",
     ["1.730 tỷ đồng percent=53% plan", "4.200 tỷ đồng percent=51% plan"]),
    ("Xảy ra 38 vụ, giảm 7 vụ so với cùng kỳ (38/45 vụ).", ["38 vụ change=7 vụ same_period down", "38/45 vụ  same_period"]),
    ("So với tháng trước, số lượt khách giảm 5% (190/200).", ["190 change_percent=5% base_value=200 previous_period down"]),
    # whose change it is
    ("Ghi nhận 315 ca tại 27 xã, không có tử vong, giảm 14,2% so với tuần trước.", ["315 ca change_percent=14,2% previous_period down"]),
    ("Có 640 hộ có vốn vay dưới 50 triệu đồng, chiếm 71%.", ["640 hộ percent=71% unstated"]),
    ("Phát hiện 29 vụ, trong đó phá rừng 17 vụ, khai thác 12 vụ. So với cùng kỳ giảm 5 vụ.",
     ["29 vụ = 17 vụ + 12 vụ", "29 vụ change=5 vụ same_period down"]),
    ("Điều tra làm rõ 52 vụ/77 đối tượng, đạt tỷ lệ 81,3%.", ["52 vụ percent=81,3% unstated"]),
    ("Vốn đăng ký 320 triệu USD; vốn đăng ký tăng thêm 45 triệu USD.", []),
    ("Có 6 nhóm hàng có giá tăng: thực phẩm tăng 0,7%; may mặc tăng 0,2% và nhóm hàng hóa khác tăng 0,5%.", []),
    ("Máy tính đạt 3,2 triệu sản phẩm, giảm 40%; sản phẩm may xuất khẩu, giảm 52,7%.", ["3,2 triệu sản phẩm change_percent=40% unstated down"]),
    ("Chuyển đổi 27 ha, khấu trừ 12 ha.", []),
    # a share told before its amount
    ("Xuất khẩu đạt 12,4 tỷ USD, trong đó khu vực FDI (chiếm 92% tổng giá trị) đạt 11,4 tỷ USD; trong nước đạt 1 tỷ USD.",
     ["11,4 tỷ USD percent=92% total", "12,4 tỷ USD = 11,4 tỷ USD + 1 tỷ USD"]),
    ("Rừng trồng 42 nghìn ha; rừng tự nhiên chiếm tỷ trọng 61% tổng diện tích, tương đương 65,7 nghìn ha.",
     ["65,7 nghìn ha percent=61% total"]),
    # ratios
    ("Tỷ lệ hồ sơ trực tuyến đạt 72,5% (1.450/2.000 hồ sơ).", ["1.450/2.000 hồ sơ 72,5% total"]),
    ("Tạo việc làm 4.200 người/chỉ tiêu 6.000 người (70%).", ["4.200 người/6.000 người 70% plan"]),
    # totals and their parts, and what is none
    ("Có 96 nhà bị ngập (xã Hưng Đạo 37, xã Chu Trinh 52, thị trấn 7).", ["96 nhà = 37 + 52 + 7"]),
    ("Hư hại 1.204 ha (Hà Thành 703, Minh Tân 401, Phú Hải 100).", ["1.204 ha = 703 + 401 + 100"]),
    ("Thu tháng 9 đạt 350 tỷ đồng, luỹ kế 3.100 tỷ đồng. Trong đó, thu nội địa 210 tỷ đồng, luỹ kế 1.900 tỷ đồng.",
     ["3.100 tỷ đồng = 1.900 tỷ đồng", "350 tỷ đồng = 210 tỷ đồng"]),
    ("Thu 40,5 tỷ đồng. Trong đó, thu nội địa 28,1 tỷ đồng. Thu xuất nhập khẩu 12,4 tỷ đồng.", ["40,5 tỷ đồng = 28,1 tỷ đồng + 12,4 tỷ đồng"]),
    ("Xuất khẩu đạt 1,5 tỷ USD. Nhiều mặt hàng có giá trị tăng khá gồm: thép 560 triệu USD; gỗ 24 triệu USD.", []),
    ("Có 12 người mất tích, 90 người bị thương. Các xã chịu thiệt hại nặng gồm An Bình 3 người, Hòa Lạc 2 người.", []),
    ("Giảm cả 3 tiêu chí: xảy ra 940 vụ, chết 529 người, bị thương 624 người.", []),
    ("Tiếp nhận 512 hồ sơ, đã giải quyết 430 hồ sơ, trả lại 40 hồ sơ, còn 42 hồ sơ đang thẩm định.",
     ["512 hồ sơ = 430 hồ sơ + 40 hồ sơ + 42 hồ sơ"]),
    ("Nhận 6.200 kg gạo, cấp cho 90 hộ, mỗi hộ 30 kg; đã cấp 5.100 kg, còn lại 1.100 kg.", ["6.200 kg = 5.100 kg + 1.100 kg"]),
    ("Đầu năm có 120 hộ, thoát nghèo 30 hộ, còn 96 hộ, chiếm 4,2%/tổng 2.286 hộ.", ["96 hộ percent=4,2% total"]),
    ("Giao 86 nhiệm vụ, hoàn thành 60 nhiệm vụ, 05 nhiệm vụ quá hạn, 21 nhiệm vụ còn trong hạn.",
     ["86 nhiệm vụ = 60 nhiệm vụ + 05 nhiệm vụ + 21 nhiệm vụ"]),
    ("Đến nay có 08/14 xã đạt chuẩn; không có xã dưới 10 tiêu chí. Cụ thể: 08 xã đạt 19 tiêu chí, 02 xã đạt 17 tiêu chí, 04 xã đạt 15 tiêu chí.",
     ["08/14 xã  total", "14 xã = 08 xã + 02 xã + 04 xã"]),
    ("Có 09/15 khoản thu vượt dự toán, 6 khoản thu đạt thấp.", ["09/15 khoản  total", "15 khoản = 09 + 6 khoản"]),
    ("Khai thác 8,6 nghìn tấn; nuôi trồng 5,4 nghìn tấn; tổng sản lượng 14,1 nghìn tấn.", ["14,1 nghìn tấn = 8,6 nghìn tấn + 5,4 nghìn tấn"]),
    # rates of rates
    ("Thi hành xong 1.204 việc, đạt tỷ lệ 81,5% (tăng 0,4% so với cùng kỳ, vượt 1,5% so với chỉ tiêu giao).",
     ["1.204 việc percent=81,5% unstated", "81,5% change_percent=0,4% same_period up", "81,5% change_percent=1,5% plan up"]),
    ("Có 6.310 trẻ đến lớp, đạt tỷ lệ 96,2%, tăng 1,1% so với năm học trước.",
     ["6.310 trẻ percent=96,2% unstated", "96,2% change_percent=1,1% previous_year up"]),
    ("Vốn nhà nước 7,4 nghìn tỷ đồng, chiếm 19% tổng vốn và tăng 8,5% so với cùng kỳ.",
     ["7,4 nghìn tỷ đồng change_percent=8,5% same_period up", "7,4 nghìn tỷ đồng percent=19% total"]),
    ("Tỷ lệ bao phủ bảo hiểm y tế đạt 93,4% dân số, tăng 1,2% so với năm 2021.", ["93,4% change_percent=1,2% previous_year up"]),
    ("Vốn trung ương đạt 9,7 tỷ đồng, bằng 14,3% và tăng 1,6%.",
     ["9,7 tỷ đồng change_percent=1,6% unstated up", "9,7 tỷ đồng percent=14,3% unstated"]),
    ("Giải ngân 84 tỷ đồng, bằng 41% kế hoạch (cùng kỳ năm 2019 bằng 38% và tăng 6,2%).", ["84 tỷ đồng percent=41% plan"]),
    ("Vốn trung ương 60 tỷ đồng, vốn địa phương 90 tỷ đồng, tương ứng 48,2% và 63,1% kế hoạch năm.",
     ["60 tỷ đồng percent=48,2% plan", "90 tỷ đồng percent=63,1% plan"]),
    ("Thi hành xong 510 việc, thu 86 tỷ đồng (đạt tỷ lệ 81,2% về việc và 44,5% về tiền).",
     ["510 việc percent=81,2% unstated", "86 tỷ đồng percent=44,5% unstated"]),
    ("Xong 5.310 việc (tăng 46 việc, 0,9% so với cùng kỳ).", ["5.310 việc change=46 việc change_percent=0,9% same_period up"]),
    ("Nguồn vốn đạt 64,2 nghìn tỷ đồng, tăng 5,1 nghìn tỷ đồng (đạt tỷ lệ 8,6%) so với cuối năm 2018.",
     ["64,2 nghìn tỷ đồng change=5,1 nghìn tỷ đồng change_percent=8,6% date up"]),
    ("Tỉnh có 88 xã, giảm 60 xã so với trước khi sắp xếp (148 xã), tương ứng giảm 40,54%.",
     ["88 xã change=60 xã change_percent=40,54% base_value=148 xã date down"]),
    ("Xuất khẩu 38.600 tấn, bằng 93,8% năm 2014 (41.150 tấn).", ["38.600 tấn percent=93,8% base_value=41.150 tấn previous_year"]),
    ("Lắp thiết bị 1.180/1.192 tàu có chiều dài từ 15 m trở lên, đạt 99%.", ["1.180/1.192 tàu 99% total"]),
    ("Đàn lợn 12.450 con, +12,5% so với cùng kỳ; tai nạn 9 vụ, -3 vụ so với cùng kỳ.",
     ["12.450 con change_percent=12,5% same_period up", "9 vụ change=3 vụ same_period down"]),
    ("Giá bán 6.000 – 9.000 đồng/kg, giảm 3.000 đồng/kg so với tháng trước.", []),
    ("Sau sắp xếp còn 17 đơn vị; dôi dư 214 đơn vị.", []),
    # more totals and parts
    ("Trong số việc có điều kiện, số thi hành xong là 2.095 việc. Số mới là 2.447 việc.", []),
    ("Nợ xấu từ 303 tỷ đồng xuống còn 288 tỷ đồng, dư nợ 591 tỷ đồng.", []),
    ("Xảy ra 74 vụ, làm 27 người chết, 37 người bị thương. Trong đó, 8 vụ cháy nhà, làm chết 2 người, bị thương 20 người; 66 vụ khác, làm chết 25 người.",
     ["74 vụ = 8 vụ + 66 vụ"]),
    ("Gieo trồng 1.020 ha. Cụ thể, lúa 700 ha, năng suất 60 tạ/ha; rau các loại 200 ha, năng suất 150 tạ/ha; đậu 120 ha, năng suất 14 tạ/ha.",
     ["1.020 ha = 700 ha + 200 ha + 120 ha"]),
    ("Toàn huyện có 590 km đường (quốc lộ 90 km, đường huyện 500 km).", ["590 km = 90 km + 500 km"]),
    ("Thực hiện 45/50 chỉ tiêu, trong đó 30 chỉ tiêu vượt, 15 chỉ tiêu đạt; còn 5 chỉ tiêu chưa đạt.",
     ["45 = 30 chỉ tiêu + 15 chỉ tiêu", "45/50 chỉ tiêu  total", "50 chỉ tiêu = 45 + 5 chỉ tiêu"]),
    ("Tổng thu là 560 tỷ đồng. Thu thuế 300 tỷ đồng. Thu phí 60 tỷ đồng. Thu đất 200 tỷ đồng.",
     ["560 tỷ đồng = 300 tỷ đồng + 60 tỷ đồng + 200 tỷ đồng"]),
    ("Nộp trực tuyến 1.486 hồ sơ, chiếm 58,3% tổng số hồ sơ (2.548 hồ sơ); nộp trực tiếp 1.062 hồ sơ.",
     ["1.486 hồ sơ percent=58,3% base_value=2.548 hồ sơ total", "2.548 hồ sơ = 1.486 hồ sơ + 1.062 hồ sơ"]),
    ("Kết quả xếp loại:\n\n- Tốt: 34 em;\n\n- Khá: 20 em;\n\n- Tổng cộng: 54 em.", ["54 em = 34 em + 20 em"]),
    ("Tình hình nợ thuế:\n\n- Tổng nợ: 24,1 tỷ đồng;\n\n- Nợ khó thu: 10,9 tỷ đồng;\n\n- Nợ khác: 13,2 tỷ đồng.", ["24,1 tỷ đồng = 10,9 tỷ đồng + 13,2 tỷ đồng"]),
    ("Các lực lượng xử lý 78 vụ hàng cấm; 50 vụ gian lận. Cơ quan thuế xử lý 17 vụ; 11 vụ trốn thuế.", []),
    # what real reports of communes and courts write
    ("Lúa là 115/116 ha. Đạt 99,13% so với kế hoạch.", ["115/116 ha 99,13% plan"]),
    ("Cây lạc 33/31,5 ha, vượt 1,5 ha so với KH.", ["33 change=1,5 ha plan up", "33/31,5 ha  plan"]),
    ("Tổng diện tích 96 ha. Trong đó lúa 40/38 ha. Đậu 25/25 ha. Ngô 31/35 ha.",
     ["25/25 ha  total", "31/35 ha  total", "40/38 ha  total", "96 ha = 40 + 25 + 31"]),
    ("Thu 13.503.000.000 đồng (Mười ba tỷ, năm trăm linh ba triệu đồng).", []),
    ("Khởi tố 26 vụ, 31 bị can (giảm 13,8% số vụ và 8,2% số bị can).",
     ["26 vụ change_percent=13,8% unstated down", "31 bị can change_percent=8,2% unstated down"]),
    ("Khởi tố 39 vụ với 43 bị can, tăng so với cùng kỳ năm ngoái là 8 vụ/12 bị can.",
     ["39 vụ change=8 vụ same_period up", "43 bị can change=12 bị can same_period up"]),
    ("Vốn đầu tư đạt 318 tỷ đồng, gần bằng 65% kế hoạch năm.", ["318 tỷ đồng percent=65% plan"]),
    ("Khai thác 519 m3, đạt 86,5% so với mục tiêu (600-750 m3).", ["519 m3 percent=86,5% plan"]),
    ("Số thu luỹ kế đạt 88,1 tỷ đồng. Mức thu này đạt 30,9% dự toán và tăng 22,5% so với cùng kỳ.",
     ["88,1 tỷ đồng change_percent=22,5% same_period up", "88,1 tỷ đồng percent=30,9% plan"]),
    ("Thu nộp 45 tỷ đồng, đạt 102% kế hoạch. Phát hiện 234 vụ, trong đó chủ yếu là vi phạm nhỏ, trị giá hàng trên 1,7 tỷ đồng.",
     ["45 tỷ đồng percent=102% plan"]),
    ("Lúa được 159 ha/303 ha, so với cùng kỳ năm trước bằng 109,8%.", ["159 ha percent=109,8% same_period", "159 ha/303 ha  total"]),
    ("Vận chuyển 17,8 nghìn tấn, luân chuyển 1,3 triệu tấn.km, tăng 9% về tấn và tăng 11% về tấn.km so với cùng kỳ.",
     ["1,3 triệu tấn.km change_percent=11% same_period up", "17,8 nghìn tấn change_percent=9% same_period up"]),
    ("Tiếp nhận gần 8.500 hồ sơ, trong đó 7.660 hồ sơ trực tuyến; các huyện tiếp nhận hơn 13.000 hồ sơ.", ["8.500 hồ sơ = 7.660 hồ sơ"]),
    ("Nhận 25.368 hồ sơ, giải quyết 23.239 hồ sơ. Trong tuần có tổng cộng 1.129 lượt.", []),
    ("Tổng dư nợ 758 tỷ đồng/98 hộ/25 tổ, tăng 32 tỷ đồng so với đầu năm, đạt 99% kế hoạch.",
     ["758 tỷ đồng change=32 tỷ đồng date up", "758 tỷ đồng percent=99% plan"]),
    ("Đã lắp đặt 2.912 trạm/3.200 thôn, đạt tỷ lệ 91%.", ["2.912 trạm/3.200 thôn 91% total"]),
    ("Giá trị trồng trọt đạt gần 85% kế hoạch năm, tương đương 4.312 tỷ đồng.", ["4.312 tỷ đồng percent=85% plan"]),
    ("Toàn huyện có 9 trại bò: 4 trại nuôi thịt, 12 trại giống.", []),
    ("Doanh thu vận tải đạt 412 tỷ đồng; thương mại đạt 71,4% so với kế hoạch, tăng 9,8%.", []),
    ("Công an huyện làm rõ 37/44 vụ trộm cắp (tỷ lệ hơn 84%).", ["37/44 vụ 84% total"]),
    ("Tháng 5-2017, khách đạt 412.000 lượt, giảm 3,4% so với tháng 4-2017, tuy nhiên tăng 17,2% so với tháng 5-2016.",
     ["412.000 lượt change_percent=17,2% same_period up", "412.000 lượt change_percent=3,4% previous_period down"]),
    ("Quý II/2021, doanh thu đạt 83 tỷ đồng, duy trì tốc độ tăng trưởng trên 12% so với cùng kỳ.",
     ["83 tỷ đồng change_percent=12% same_period up"]),
    ("Khách đi tàu đạt 3.120 lượt, chiếm 6,4% (giảm 21,3% so với cùng kỳ).",
     ["3.120 lượt change_percent=21,3% same_period down", "3.120 lượt percent=6,4% unstated"]),
    ("Thi hành xong 214 việc, 19 tỷ đồng, đạt tỷ lệ hơn 58% về việc và trên 31% về tiền.",
     ["19 tỷ đồng percent=31% unstated", "214 việc percent=58% unstated"]),
    ("Thuỷ sản đạt 64 triệu USD, chiếm tỉ trọng 27% kim ngạch của tỉnh.", ["64 triệu USD percent=27% total"]),
    ("Bắt giữ 118 vụ, so với cùng kỳ năm 2018 giảm 34 (118/152).",
     ["118 vụ change=34 same_period down", "118/152  same_period"]),
    ("Tội phạm về kinh tế giảm 6%, tỷ lệ làm rõ đạt 91,2%; 02 địa phương giải ngân đạt 17%.", []),
    ("Tai nạn giảm cả 3 tiêu chí (giảm 8% số vụ, giảm 13% số người chết).", []),
    ("Có 9 đơn vị vượt chỉ tiêu, gồm Chi cục Kim Bảng (vượt 41%), Chi cục Ân Thi (vượt 12%).", []),
    ("Năng suất ngô đạt 47 tạ/ha; trong đó, các xã vùng thấp 52 tạ/ha; các xã vùng cao 38 tạ/ha.", []),
    ("Cả huyện gieo 812 ha, bao gồm phía Đông 530 ha, trong đó các xã ven sông đã xong; phía Tây 282 ha.", ["812 ha = 530 ha + 282 ha"]),
    ("Xử lý 418 đơn, so với cùng kỳ tăng 27 đơn (6 tháng đầu năm 2017 tiếp nhận 391 đơn).",
     ["418 đơn change=27 đơn base_value=391 đơn same_period up"]),
    ("Tiếp nhận 912 đơn, trong đó có 700 đơn đủ điều kiện với 90 đơn khiếu nại, 31 đơn tố cáo và 579 đơn kiến nghị.",
     ["700 đơn = 90 đơn + 31 đơn + 579 đơn", "912 đơn = 700 đơn"]),
    ("Đủ điều kiện 700 đơn với 90 đơn khiếu nại; đã nhận 240 đơn (gồm 35 đơn khiếu nại; 12 đơn tố cáo và 193 đơn kiến nghị).",
     ["240 đơn = 35 đơn + 12 đơn + 193 đơn"]),
    ("Toàn tỉnh có 7 huyện và 61 xã (trong đó có 14 xã biên giới thuộc 3 huyện).", ["61 xã = 14 xã"]),
    ("Qua kiểm tra 7/9 chi hội, đến ngày 15/8/2018 toàn huyện thực hiện đạt 55% chỉ tiêu giao.", ["7/9 chi hội  total"]),
    ("Giải quyết tin báo đạt 97,5% (vượt 7,5%); án trả hồ sơ 08 vụ = 0,8% (chỉ tiêu không quá 5%).",
     ["08 vụ percent=0,8% unstated", "97,5% change_percent=7,5% unstated up"]),
    ("Cấp mới 8 dự án với tổng vốn 52 triệu USD, vượt xa so với cùng kỳ năm 2019 (17 triệu USD).", []),
    ("Toàn huyện có 6 dự án của tỉnh và 1 dự án của huyện. Trong số này, có 4 dự án giao thông; 3 dự án thuỷ lợi.", []),
    ("Tổng dư nợ là 730 tỷ đồng, cụ thể như sau:\n\n- Dư nợ ngắn hạn 410 tỷ đồng.\n\n- Dư nợ dài hạn 320 tỷ đồng.\n\n- Nợ xấu 9 tỷ đồng.",
     ["730 tỷ đồng = 410 tỷ đồng + 320 tỷ đồng"]),
    ("Thu ngân sách đạt 812 tỷ đồng. Trong đó: Thu nội địa 640 tỷ đồng; thu nội địa không kể tiền sử dụng đất 517 tỷ đồng.",
     ["812 tỷ đồng = 640 tỷ đồng"]),
    ("Toàn huyện có 143 thôn, bản, trong đó có 131 thôn, có 26 thôn đặc biệt khó khăn.", ["143 thôn = 131 thôn"]),
    ("Có 4 nhóm hàng tăng giá, trong đó, tăng cao nhất là nhóm thực phẩm, thuốc lá.", []),
    ("Đón 318.000 lượt khách, tăng 6% so với cùng kỳ (quý I/2019 đón 300.000 lượt khách).",
     ["318.000 lượt khách change_percent=6% base_value=300.000 lượt khách same_period up"]),
    ("Có 215 hợp tác xã, giảm 14% (năm 2016: 250 hợp tác xã).",
     ["215 hợp tác xã change_percent=14% base_value=250 hợp tác xã previous_year down"]),
    # names
    ("Dịch xảy ra tại 05 thôn (Nà Hin, Pù Mò, Bản Pát, Nà Mường, Suối Khua).", ["05 thôn: Nà Hin; Pù Mò; Bản Pát; Nà Mường; Suối Khua"]),
    ("Còn 04 đơn vị chưa gửi báo cáo:\n\n- Phòng Tư pháp;\n\n- Phòng Y tế;\n\n- Xã Đông Minh;\n\n- Xã Tân Lập.",
     ["04 đơn vị: Phòng Tư pháp; Phòng Y tế; Xã Đông Minh; Xã Tân Lập"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "claims"), CLAIMS, ids=[text[:50] for text, _ in CLAIMS])
def test_a_sentence_says(text: str, claims: list[str]) -> None:
    assert said(text) == sorted(claims)
