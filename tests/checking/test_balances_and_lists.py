"""Rules over a sentence or a document: differences, stocks, restated measures, shares of unnamed totals, numbered lines, durations."""

from __future__ import annotations

import pytest

from kybao.checking import check
from kybao.documents import document_of_text


def eyed(text: str) -> list[tuple[str, str, str]]:
    found = check(document_of_text(text))
    return [(finding.rule, finding.verdict.value, finding.quote) for finding in found if finding.needs_eye]


WRONG = [
    ("balance", "8,11 tỷ USD", "Xuất khẩu đạt 24,96 tỷ USD, nhập khẩu đạt 17,85 tỷ USD, thặng dư thương mại 8,11 tỷ USD."),
    ("balance", "114 hộ", "Đầu năm có 142 hộ; trong năm thoát nghèo 38 hộ; cuối năm còn 114 hộ."),
    ("remainder", "55 ha", "Toàn xã có 320 ha lúa, đã thu hoạch 275 ha, còn lại 55 ha chưa thu hoạch."),
    ("proportion", "75,2%", "Được giao 52 nhà, đã khởi công 48 nhà (92,3%), hoàn thành 36 nhà (75,2%)."),
    ("restated", "1.251 hộ", "Tổng số hộ nghèo toàn huyện 1.215 hộ.\n\nVề an sinh xã hội: tổng số hộ nghèo toàn huyện 1.251 hộ."),
    ("line_sequence", "d", "a) Tuyên truyền 06 buổi.\n\nb) Phát 1.200 tờ rơi.\n\nd) Treo 24 băng rôn."),
    ("line_sequence", "1.4", "1.1. Gieo trồng 8.412 ha.\n\n1.2. Giá trị 12,5 tỷ đồng.\n\n1.4. Có 215 hộ."),
    ("duration", "05", "Lớp tập huấn diễn ra trong 05 ngày, từ ngày 06/3/2023 đến ngày 08/3/2023."),
    ("direction", "2,27%", "GRDP tăng 2,56%, thấp hơn mức tăng của năm 2020 (2,27%)."),
    ("share", "5,9%", "Kết quả xếp loại học lực: giỏi 11,2%, khá 40,3%, trung bình 45,6%, yếu 5,9%."),
    ("repeated_item", "Nguyễn Trung Trực", "Đã khảo sát các tuyến: Nguyễn Trung Trực, Lạc Hồng, Tôn Đức Thắng, Nguyễn Trung Trực."),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "quote", "text"), WRONG, ids=[f"{w[0]}: {w[1]}" for w in WRONG])
def test_what_does_not_hold_is_found_and_nothing_else(rule: str, quote: str, text: str) -> None:
    assert eyed(text) == [(rule, "contradicts", quote)]


SILENT = [
    "Xuất khẩu đạt 24,96 tỷ USD, nhập khẩu đạt 17,85 tỷ USD, xuất siêu 7,11 tỷ USD.",
    "Tổng số hộ nghèo toàn huyện 1.215 hộ.\n\nTổng số hộ cận nghèo toàn huyện 806 hộ.",
    "Tổng số hộ nghèo đầu năm toàn huyện 1.215 hộ.\n\nTổng số hộ nghèo cuối năm toàn huyện 1.051 hộ.",
    "Xảy ra 02 vụ cháy tại xã Hưng Đạo.\n\nXảy ra 03 vụ cháy tại xã Hưng Đạo.",
    "a) Tuyên truyền 06 buổi.\n\nb) Phát 1.200 tờ rơi.\n\nNội dung khác.\n\nd) Treo 24 băng rôn.",
    "4. Trồng trọt: 1.215 ha.\n\n6. Chăn nuôi: 8.640 con.",
    "Lớp tập huấn diễn ra trong 03 ngày, từ ngày 06/3/2023 đến ngày 08/3/2023.",
    "Có 120 hộ đăng ký, giải quyết 90 hộ, đạt 80%.",
    "Viện kiểm sát kiểm sát điều tra 74 vụ.",
]


@pytest.mark.parametrize("text", SILENT)
def test_nothing_is_said_of_what_holds_or_can_not_be_refuted(text: str) -> None:
    assert eyed(text) == []
