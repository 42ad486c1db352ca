"""A unit's paragraphs find their place in the committee's outline."""

import pytest

from kybao.documents import document_of_text
from kybao.filing.placing import Heading, Passage, Placed, found_headings, place

HEADINGS = (
    Heading("p1", "TÌNH HÌNH THỰC HIỆN CÁC MỤC TIÊU KINH TẾ XÃ HỘI THÁNG 01 NĂM 2022", ("p1",)),
    Heading("p1-4", "Tài chính - Kế hoạch", ("p1", "p1-4")),
    Heading("p1-6", "Công tác phát triển quỹ đất và GPMB", ("p1", "p1-6")),
    Heading("p1-y", "Y tế", ("p1", "p1-y")),
    Heading("p2", "NHỮNG NHIỆM VỤ CÔNG TÁC TRỌNG TÂM THÁNG 02 NĂM 2022", ("p2",), "Phần thứ hai"),
    Heading("p2-4", "Tài chính - Kế hoạch", ("p2", "p2-4")),
)
PASSAGES = (
    Passage("thu", "p1-4", ""),
    Passage("giai-ngan", "p1-4", ""),
    Passage("dau-gia", "p1-6", "Công tác đấu giá quyền sử dụng đất"),
    Passage("gpmb", "p1-6", "Công tác giải phóng mặt bằng"),
    Passage("nhiem-vu", "p2-4", ""),
)


def placed(text: str) -> list[tuple[str, str, str]]:
    document = document_of_text(text)
    return [
        (one.heading, one.passage, document.blocks[one.block].text[one.start :])
        for one in place(document, HEADINGS, PASSAGES)
    ]


def test_paragraphs_answer_the_passages_under_their_heading_in_order() -> None:
    assert placed("## 4. Tài chính - Kế hoạch\n\nThu được 13 tỷ.\n\nGiải ngân đạt 66,2%.") == [
        ("p1-4", "thu", "Thu được 13 tỷ."),
        ("p1-4", "giai-ngan", "Giải ngân đạt 66,2%."),
    ]


def test_a_lead_finds_its_passage_whatever_the_order_and_is_cut_off() -> None:
    text = (
        "## 6.2. Công tác phát triển quỹ đất và GPMB\n\n"
        "*Công tác giải phóng mặt bằng:* Đo đạc được 2.885,6 m².\n\nCông tác đấu giá quyền sử dụng đất: Thu 50.061,170 triệu đồng."
    )
    assert [(passage, said.removeprefix("* ")) for _, passage, said in placed(text)] == [
        ("gpmb", "Đo đạc được 2.885,6 m²."),
        ("dau-gia", "Thu 50.061,170 triệu đồng."),
    ]


def test_the_same_title_in_two_parts_is_told_apart_by_the_part() -> None:
    text = (
        "# Phần thứ hai: NHỮNG NHIỆM VỤ CÔNG TÁC TRỌNG TÂM THÁNG 02 NĂM 2022\n\n"
        "## 4. Tài chính - Kế hoạch\n\nTăng cường thu nợ đọng."
    )
    assert placed(text) == [("p2-4", "nhiem-vu", "Tăng cường thu nợ đọng.")]


@pytest.mark.parametrize(
    "heading",
    ["4. TÀI CHÍNH – KẾ HOẠCH", "IV. Tài chính, kế hoạch:", "4. Tai chinh - Kế hoach", "**4. Tài chính - Kế hoạch**"],
)
def test_a_heading_is_known_by_its_title_up_to_case_marks_and_misread_letters(heading: str) -> None:
    assert placed(f"{heading}\n\nThu được 13 tỷ.") == [("p1-4", "thu", "Thu được 13 tỷ.")]


def test_a_title_that_begins_with_a_letter_word_is_not_cut() -> None:
    assert [heading for heading, _, _ in placed("b) Y tế\n\nKhám 3.041 lượt.")] == ["p1-y"]


def test_a_part_is_known_by_its_number_on_a_line_of_its_own_and_by_a_title_broken_over_two() -> None:
    text = (
        "Phần thứ hai:\n\nNHỮNG NHIỆM VỤ CÔNG TÁC TRỌNG TÂM\n\nTHÁNG 02 NĂM 2022\n\n"
        "4. Tài chính - Kế hoạch\n\nTăng cường thu nợ đọng."
    )
    assert placed(text) == [("p2-4", "nhiem-vu", "Tăng cường thu nợ đọng.")]


def test_more_than_is_owed_is_kept_under_the_heading() -> None:
    text = "## 4. Tài chính - Kế hoạch\n\nMột.\n\nHai.\n\nBa."
    assert [passage for _, passage, _ in placed(text)] == ["thu", "giai-ngan", ""]


def test_head_and_signature_are_no_part_of_the_report() -> None:
    text = "UBND THÀNH PHỐ\n\n## 4. Tài chính - Kế hoạch\n\nThu được 13 tỷ.\n\nTrên đây là báo cáo của Phòng./.\n\nNơi nhận: VP."
    assert placed(text) == [("p1-4", "thu", "Thu được 13 tỷ.")]


def test_a_sheet_of_one_column_is_read_like_prose() -> None:
    # One column of a spreadsheet comes as cells; here a table of one column made by hand.
    from kybao.documents.model import Block, BlockKind, Cell, Document, Table

    texts = ("Thuyết minh", "4. Tài chính - Kế hoạch", "Thu được 13 tỷ.")
    blocks = tuple(
        Block(number, BlockKind.HEADING if number == 0 else BlockKind.CELL, text) for number, text in enumerate(texts)
    )
    table = Table(0, (Cell(0, 0, 1), Cell(1, 0, 2)), 2, 1, "Thuyết minh", 0)
    document = Document("a.xlsx", "xlsx", blocks, (table,))
    assert place(document, HEADINGS, PASSAGES) == (Placed(2, "p1-4", "thu", 0),)


def test_conformity_asks_for_headings() -> None:
    document = document_of_text("## 4. Tài chính - Kế hoạch\n\nThu được 13 tỷ.")
    assert found_headings(document, HEADINGS) == {"p1-4"}
