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
    # names
    ("Dịch xảy ra tại 05 thôn (Nà Hin, Pù Mò, Bản Pát, Nà Mường, Suối Khua).", ["05 thôn: Nà Hin; Pù Mò; Bản Pát; Nà Mường; Suối Khua"]),
    ("Còn 04 đơn vị chưa gửi báo cáo:\n\n- Phòng Tư pháp;\n\n- Phòng Y tế;\n\n- Xã Đông Minh;\n\n- Xã Tân Lập.",
     ["04 đơn vị: Phòng Tư pháp; Phòng Y tế; Xã Đông Minh; Xã Tân Lập"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "claims"), CLAIMS, ids=[text[:50] for text, _ in CLAIMS])
def test_a_sentence_says(text: str, claims: list[str]) -> None:
    assert said(text) == sorted(claims)
