"""The report 27/BC-UBND of Cao Bằng city, January 2022: what doesn't hold in it, found by hand, and what must stay silent."""

from __future__ import annotations

from pathlib import Path

import pytest

from kybao.checking import Finding, check
from kybao.documents import Document, read_document

SOURCE = Path(__file__).parents[2] / "data/cao-bang-2022-01/source/27-bc-ubnd.md"


@pytest.fixture(scope="module")
def document() -> Document:
    return read_document(SOURCE)


@pytest.fixture(scope="module")
def findings(document: Document) -> tuple[Finding, ...]:
    return check(document)


# (rule, verdict, quote, stated, computed, words of the source near it)
EXPECTED = [
    ("growth", "contradicts", "14,3 nghìn con", "14300", "26003.3", "gà có 188,9 nghìn con"),
    ("caseload", "contradicts", "40 hồ sơ", "40", "39", "đã tiếp nhận 40 hồ sơ"),
    ("sum", "contradicts", "08 hồ sơ", "8", "9", "Cấp mới giấy phép xây dựng: 07 hồ sơ"),
    ("ratio", "truncated", "3%", "3", "3.5", "8,199 tỷ/234,05 tỷ đồng"),
    ("after_issue", "contradicts", "21/01/2022", "2022-01-21", "2022-01-18", "Đến ngày 21/01/2022 thực hiện đạt"),
    ("ratio", "truncated", "66,2%", "66.2", "66.267", "348,5/525,9 tỷ đồng"),
    ("ratio", "rounding", "81,5%", "81.5", "81.562", "347,7 /426,3 tỷ đồng"),
    ("ratio", "truncated", "94,8%", "94.8", "94.886", "404,5/ 426,3 tỷ đồng"),
    ("repeated_item", "contradicts", "Phố đi bộ ven sông bằng, phường Hợp Giang, thành phố Cao Bằng", "", "", "dự án trọng điểm"),
    ("lunar_year", "contradicts", "Nhân Dân", "Nhân Dân", "Nhâm Dần", "Xuân Nhân Dân năm 2022"),
    ("doubled_words", "contradicts", "xếp hạng xếp hạng", "xếp hạng xếp hạng", "xếp hạng", "chính quyền điện tử cấp phường"),
    (
        "doubled_words", "contradicts", "kiểm tra, giám sát về kiểm tra, giám sát", "kiểm tra, giám sát về kiểm tra, giám sát",
        "kiểm tra, giám sát", "tăng cường kỷ luật, kỷ cương hành chính",
    ),
    ("heading_sequence", "contradicts", "b", "b", "a", "Y tế"),
    ("doubled_words", "contradicts", "số số", "số số", "số", "Tổng số số F1"),
    ("date", "contradicts", "tháng 15/01/2022", "tháng 15/01/2022", "2022-01-15", "Số trẻ sinh"),
    ("direction", "contradicts", "giảm, tăng 02 trẻ", "giảm", "tăng", "57 trẻ giảm, tăng 02 trẻ"),
    ("doubled_words", "contradicts", "được được", "được được", "được", "289 thẻ"),
    ("ratio", "truncated", "75,09%", "75.09", "75.0973", "193/257 hồ sơ"),
    ("name", "undecided", "Nà Rạ", "Nà Rạ", "Nà Rựa", "Mỏ sắt Nà Rạ"),
    ("lunar_year", "contradicts", "Nhân Dân", "Nhân Dân", "Nhâm Dần", "tết Nguyên Đán Nhân Dân"),
    ("row_sequence", "contradicts", "13", "13", "12", "13"),
    ("row_sequence", "contradicts", "18", "18", "17", "18"),
    ("row_sequence", "contradicts", "27", "27", "26", "27"),
    ("after_issue", "contradicts", "19/01/2022", "2022-01-19", "2022-01-18", "Nộp 19/01/2022"),
    ("after_issue", "contradicts", "19/01/2022", "2022-01-19", "2022-01-18", "Nộp 19/01/2022"),
]  # fmt: skip


@pytest.mark.parametrize("expected", EXPECTED, ids=[f"{row[0]}: {row[2]}" for row in EXPECTED])
def test_each_slip_found_by_hand_is_found(
    expected: tuple[str, ...], document: Document, findings: tuple[Finding, ...]
) -> None:
    rule, verdict, quote, stated, computed, near = expected
    assert [
        finding
        for finding in findings
        if (finding.rule, finding.verdict, finding.quote, finding.stated, finding.computed)
        == (rule, verdict, quote, stated, computed)
        and near in document.blocks[finding.span.block].text
    ]


def test_nothing_else_is_reported(findings: tuple[Finding, ...]) -> None:
    found = sorted((finding.rule, str(finding.verdict), finding.quote) for finding in findings if finding.needs_eye)
    assert found == sorted((row[0], row[1], row[2]) for row in EXPECTED)


# What holds: (rule, the stated figure, words of the source near it).
HOLDING = [
    ("growth", "108 %", "Tổng đàn trâu"),
    ("growth", "133,15%", "đàn bò hiện có 245 con"),
    ("growth", "153,3%", "đàn lợn hiện có khoảng 10.277 con"),
    ("growth", "101,49%", "Sản lượng thủy sản tháng 01"),
    ("growth", "101,54%", "7,93 tấn"),
    ("sum", "8,2 tấn", "7,93 tấn"),
    ("sum", "0,27 tấn", "cá được 0,17 tấn"),
    ("sum", "25,350 tỷ đồng", "Hộ cá thể ước đạt 16,85 tỷ đồng"),
    ("sum", "27 trường hợp", "Tổng số công trình xây dựng"),
    ("sum", "17 công trình", "13 công trình năm 2021"),
    ("sum", "08 công trình", "06 công trình năm 2021"),
    ("sum", "02 công trình", "01 công trình năm 2021"),
    ("sum", "331,12 tỷ đồng", "321,27 tỷ đồng"),
    ("ratio", "3,37%", "13,566 tỷ đồng/403 tỷ đồng"),
    ("sum", "347,7", "246,9/ 322,2 tỷ đồng"),
    ("ratio", "76,6%", "246,9/ 322,2 tỷ đồng"),
    ("ratio", "96,8%", "100,8/104,1 tỷ đồng"),
    ("ratio", "86,1%", "31/36 hồ sơ"),
    ("remainder", "05 hồ sơ", "31/36 hồ sơ"),
    ("ratio", "66,7%", "20/30 Quyết định"),
    ("ratio", "62,5%", "10/16 hồ sơ"),
    ("sum", "558 trường hợp", "F0 điều trị tại nhà 141 trường hợp"),
    ("ratio", "98,1%", "55.417/56.468"),
    ("ratio", "91,1%", "51.470/56.468"),
    ("ratio", "21,8%", "12.287/56.468"),
    ("listing", "07 xã", "xã Hưng Đạo, Chu Trinh, Vĩnh Quang"),
    ("share", "11", "Tốt 6/11 (55%)"),
    ("share", "23", "Tốt 21/23 (91,3%)"),
    ("ratio", "55%", "Tốt 6/11 (55%)"),
    ("ratio", "36%", "khá 4/11 (36%)"),
    ("ratio", "9%", "trung bình 1/11 (9%)"),
    ("ratio", "91,3%", "21/23"),
    ("ratio", "8,7%", "2/23"),
    ("ratio", "31,9%", "323/1014"),
    ("ratio", "98%", "3278/3346"),
    ("ratio", "93%", "3100/3346"),
    ("ratio", "71,6%", "184/257"),
    ("caseload", "257 hồ sơ", "đã tiếp nhận 257 hồ sơ"),
    ("sum", "102 trường hợp", "Chứng thực chữ ký người dịch"),
    ("anniversary", "81 năm", "28/01/1941-28/01/2022"),
    ("anniversary", "92 năm", "03/2/1930-03/2/2022"),
    ("citation", "19/6/2020", "116/2020/QH14"),
    ("citation", "19/4/2021", "52/2021/NĐ-CP"),
    ("citation", "28/12/2021", "125/2021/NĐ-CP"),
    ("cited_twice", "07/7/2021", "23/2021/QĐ-TTg"),
]


@pytest.mark.parametrize(("rule", "quote", "near"), HOLDING, ids=[f"{row[0]}: {row[1]}" for row in HOLDING])
def test_what_holds_is_said_to_hold(
    rule: str, quote: str, near: str, document: Document, findings: tuple[Finding, ...]
) -> None:
    assert [
        finding
        for finding in findings
        if not finding.needs_eye
        and finding.rule == rule
        and quote in finding.quote
        and near in _around(document, finding)
    ]


def _around(document: Document, finding: Finding) -> str:
    """The finding's block, and the next: a page break tears some sentences."""
    return " ".join(block.text for block in document.blocks[finding.span.block : finding.span.block + 3])


SILENT = [
    "Ước giải ngân đến ngày 31/01/2022",
    "trong đó: Đơn không thuộc thẩm quyền giải quyết 03 đơn",
    "khởi tố 04 vụ/04 đối tượng",
    "04/16 lô đất tiếp giáp",
    "phân công công tác đối với 02 công chức",
    "Kết quả 96,43% đạt cơ quan",
    "Tình hình thực hiện các mục tiêu",
    "tính đến thời điểm ngày 18/12/2021",
    "Kè chống sạt lở bờ, ổn định dân cư bờ phải Sông Hiến, thành phố Cao Bằng; Phố đi bộ",
]


@pytest.mark.parametrize("words", SILENT)
def test_these_words_stay_silent(words: str, document: Document, findings: tuple[Finding, ...]) -> None:
    places = [(block.index, block.text.find(words)) for block in document.blocks if words in block.text]
    assert places
    for block, start in places:
        assert not [
            f for f in findings if f.needs_eye and f.span.block == block and start <= f.span.start < start + len(words)
        ]


def test_every_finding_quotes_its_place_and_explains_itself(document: Document, findings: tuple[Finding, ...]) -> None:
    for finding in findings:
        assert finding.quote == document.quote(finding.span) != ""
        assert finding.explanation.endswith(".")
    assert list(findings) == sorted(findings, key=lambda finding: finding.span)
