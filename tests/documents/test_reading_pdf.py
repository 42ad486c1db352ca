"""PDF files, tagged and not, → the same blocks as their source."""

import io
import re
import threading
from pathlib import Path

import pypdfium2
import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st

from kybao.documents import BlockKind, document_of_text, read_bytes
from kybao.documents.headings import heading_level
from kybao.documents.layout import sheet_of
from kybao.documents.lines import Glyph, joined, lines_of
from kybao.reading.view import views

FONTS = Path(__file__).parents[2] / "kybao" / "documents" / "official" / "fonts"
H, P, ITEM, CELL = BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.CELL

SETUP = """
#set page(paper: "a4", margin: (top: 20mm, bottom: 20mm, left: 30mm, right: 15mm), numbering: "1", number-align: top + center)
#set text(font: "Liberation Serif", size: 14pt, lang: "vi", hyphenate: false)
#set par(justify: true, first-line-indent: (amount: 12mm, all: true), spacing: 1em)
#show heading: set text(size: 14pt)
"""


def pdf(body, tags=True, setup=SETUP):
    return typst.compile(
        (setup + body).encode(), format="pdf", font_paths=[str(FONTS)], ignore_system_fonts=True, pdf_tags=tags
    )


def read(body, tags=True, setup=SETUP):
    return read_bytes(pdf(body, tags, setup), "bc.pdf")


def shown(document):
    return [(block.kind, block.level, block.text) for block in document.blocks]


both = pytest.mark.parametrize("tags", [True, False], ids=["tagged", "by layout"])

LONG = (
    "Tổng đàn trâu cả thành phố hiện có 1242 bằng 108 % so với cùng kỳ năm trước (tăng 92 con); đàn bò hiện có 245 con bằng "
    "133,15% (tăng 61 con); đàn lợn hiện có khoảng 10.277 con bằng 153,3% so với năm trước (tăng 3.573 con); đàn gia cầm hiện có "
    "205,8 nghìn con bằng 93,5% so với năm trước, trong đó: gà có 188,9 nghìn con bằng 87,9% so với năm trước (giảm 14,3 nghìn con)."
)
BUDGET = (
    "Kết quả thu ngân sách Nhà nước đến ngày 15/01/2022, tổng thu ngân sách trên địa bàn được 13,566 tỷ đồng/403 tỷ đồng, đạt "
    "3,37% KH do UBND tỉnh giao, đạt 2,4%KH do HĐND thành phố giao theo Nghị quyết số 44/NQ-HĐND ngày 23/12/2021."
)


@both
def test_headings_paragraphs_and_page_numbers(tags):
    body = f"#align(center)[= Phần thứ nhất:]\n== I. LĨNH VỰC KINH TẾ\n=== 1. Nông nghiệp\n{LONG}\n\n{BUDGET}"
    document = read(body, tags)
    assert [text for _, _, text in shown(document)] == [
        "Phần thứ nhất:",
        "I. LĨNH VỰC KINH TẾ",
        "1. Nông nghiệp",
        LONG,
        BUDGET,
    ]
    assert shown(document)[:3] == [(H, 1, "Phần thứ nhất:"), (H, 2, "I. LĨNH VỰC KINH TẾ"), (H, 3, "1. Nông nghiệp")]
    assert document.page_count == 1
    assert {block.page for block in document.blocks} == {1}


@both
def test_a_paragraph_that_crosses_a_page_is_one_block(tags):
    document = read("\n\n".join([LONG] * 12), tags)
    assert [block.text for block in document.blocks] == [LONG] * 12
    assert document.page_count == 2
    assert [block.page for block in document.blocks] == sorted(block.page for block in document.blocks)


@both
def test_raised_digits(tags):
    document = read("Kiểm đếm được 2.885,6 m#super[2] đất; thu 13,566#super[1] tỷ đồng.", tags)
    assert [block.text for block in document.blocks] == ["Kiểm đếm được 2.885,6 m2 đất; thu 13,566¹ tỷ đồng."]


TABLE = """Biểu 1. Đàn vật nuôi

#table(columns: (1fr, 3fr, 2fr, 2fr),
  table.header(table.cell(rowspan: 2)[TT], table.cell(rowspan: 2)[Đơn vị], table.cell(colspan: 2)[Số con], [Trâu], [Bò]),
  ..for i in range(1, 60) { ([#i], [UBND xã Vĩnh Quang], [1.242], if calc.even(i) [] else [x]) })

Hết bảng."""


@both
def test_a_table_over_pages_with_merged_heads(tags):
    document = read(TABLE, tags)
    (table,) = document.tables
    assert table.name == "Biểu 1. Đàn vật nuôi"
    assert (table.row_count, table.column_count) == (61, 4)
    spans = {(cell.row, cell.column): (cell.row_span, cell.column_span) for cell in table.cells if cell.row == 0}
    assert spans == {(0, 0): (2, 1), (0, 1): (2, 1), (0, 2): (1, 2)}
    rows = [[document.blocks[table.at(row, column).block].text for column in range(4)] for row in range(2, 61)]
    assert rows == [[str(i), "UBND xã Vĩnh Quang", "1.242", "" if i % 2 == 0 else "x"] for i in range(1, 60)]
    assert document.blocks[table.at(60, 1).block].page == document.page_count
    assert document.blocks[-1].text == "Hết bảng."


HEAD = """#set par(justify: false, first-line-indent: 0pt)
#set text(size: 12pt)
#grid(columns: (1fr, 1.2fr), align: center, row-gutter: 6pt, [UBND TỈNH CAO BẰNG], [*CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM*],
[*UBND THÀNH PHỐ*], [*Độc lập - Tự do - Hạnh phúc*], [Số: 27\\/BC-UBND], [_Cao Bằng, ngày 18 tháng 01 năm 2022_])
#align(center)[*BÁO CÁO*]
"""


def test_the_two_columns_of_a_letterhead_are_not_mixed():
    texts = [block.text for block in read(HEAD, tags=False).blocks]
    assert "Cao Bằng, ngày 18 tháng 01 năm 2022" in texts
    assert texts.index("Số: 27/BC-UBND") < texts.index("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    assert texts[-1] == "BÁO CÁO"


@both
def test_items(tags):
    document = read("- Đàn bò có 245 con;\n- Đàn lợn có 10.277 con.\n", tags)
    assert [(block.kind, block.text) for block in document.blocks] == [
        (ITEM, "Đàn bò có 245 con;"),
        (ITEM, "Đàn lợn có 10.277 con."),
    ]


@both
def test_running_titles_are_dropped(tags):
    setup = SETUP.replace('numbering: "1"', "header: [Báo cáo tháng 01 - Lưu hành nội bộ]")
    document = read("\n\n".join([LONG] * 20), tags, setup)
    assert {block.text for block in document.blocks} == {LONG}


def test_a_landscape_page_that_is_turned():
    source = pypdfium2.PdfDocument(pdf(LONG, tags=False))
    source[0].set_rotation(90)
    out = io.BytesIO()
    source.save(out)
    source.close()
    assert [block.text for block in read_bytes(out.getvalue(), "bc.pdf").blocks] == [LONG]


def test_text_that_is_set_upwards_is_read_along():
    document = read(f"#rotate(-90deg, reflow: true)[#block(width: 20cm)[{LONG}]]", tags=False)
    assert " ".join(block.text for block in document.blocks) == LONG


def normal(document):
    return [" ".join(view.text.split()) for view in views(document)]


NUMBER = st.one_of(
    st.integers(0, 99_999).map(lambda n: f"{n:,}".replace(",", ".")),
    st.decimals(0, 999, places=2).map(lambda d: str(d).replace(".", ",")),
    st.tuples(st.integers(1, 31), st.integers(1, 12)).map(lambda p: f"{p[0]:02d}/{p[1]:02d}/2022"),
    st.integers(0, 999).map(lambda n: f"{n}%"),
)
WORD = st.sampled_from(
    ["trường", "hợp,", "tăng", "(giảm", "con);", "nghìn", "bằng", "ước", "đạt", "ổn", "Thủy", "xã", "tỷ", "-", "UBND"]
)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.one_of(WORD, NUMBER), min_size=30, max_size=200), st.booleans(), st.sampled_from([11, 13, 14]))
def test_no_number_is_torn_and_no_blank_is_lost(words, tags, size):
    text = "Tổng " + " ".join(words) + " hết."
    escaped = re.sub(r"([-/()])", r"\\\1", text)
    document = read(escaped, tags, SETUP.replace("14pt, lang", f"{size}pt, lang"))
    assert " ".join(block.text for block in document.blocks) == text


def test_pages_are_read_in_threads_at_the_same_time():
    data = pdf("\n\n".join([LONG] * 8))
    texts = []
    threads = [threading.Thread(target=lambda: texts.append(normal(read_bytes(data, "bc.pdf")))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert texts == [normal(document_of_text("\n\n".join([LONG] * 8)))] * 4


def word(text, x, y, size=14.0, advance=0.5, **looks):
    return [
        Glyph(letter, x + i * advance * size, x + (i + 1) * advance * size, y, size, **looks)
        for i, letter in enumerate(text)
    ]


def test_glyphs_are_read_by_their_places_whatever_the_order_of_drawing():
    glyphs = word("Đàn b", 0, 100) + word(" có 245", 42, 100) + word("ò", 35, 100)
    (row,) = lines_of(glyphs, 1)
    assert [line.text for line in row] == ["Đàn bò có 245"]


def test_letters_drawn_twice_to_look_bold_are_read_once():
    glyphs = word("1.242", 0, 100) + word("1.242", 0.4, 100)
    assert lines_of(glyphs, 1)[0][0].text == "1.242"


def test_digits_set_a_little_apart_stay_one_number():
    assert lines_of(word("10.277", 0, 100, advance=0.5) + word("5", 42 + 3, 100), 1)[0][0].text == "10.2775"


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["theo Quyết định số 27/BC-", "UBND của tỉnh"], "theo Quyết định số 27/BC-UBND của tỉnh"),
        (["trong năm học 2021-", "2022 đạt"], "trong năm học 2021-2022 đạt"),
        (["công tác Tư pháp-", "Hộ tịch"], "công tác Tư pháp- Hộ tịch"),
        (["phát triển kinh tế -", "xã hội"], "phát triển kinh tế - xã hội"),
        (["đạt 1.242", "con"], "đạt 1.242 con"),
    ],
)
def test_a_line_s_end_inside_a_word(lines, text):
    rows = [lines_of(word(line, 0, 100 - 20 * i), 1)[0] for i, line in enumerate(lines)]
    assert joined([line for row in rows for line in row], blanks_drawn=False) == text


def test_a_page_without_text_has_no_rows():
    assert sheet_of(1, [], (), (), 842, 0).rows == []


@pytest.mark.parametrize(
    ("text", "bold", "italic", "level"),
    [
        ("PHẦN II", True, False, 1),
        ("II. LĨNH VỰC VĂN HÓA - XÃ HỘI", False, False, 2),
        ("A. TÌNH HÌNH CHUNG", True, False, 2),
        ("3) Thương mại", True, False, 3),
        ("3.1. Công tác Nội vụ", True, False, 4),
        ("b) Y tế", False, True, 5),
        ("b) Tổ chức 05 lớp tập huấn.", False, True, 0),
        ("245 con bò", True, False, 0),
        ("01/01/2022", True, False, 0),
        ("Nơi nhận:", True, False, 0),
        ("1. " + "dài " * 80, True, False, 0),
        ("TM. ỦY BAN NHÂN DÂN", True, False, 0),
    ],
)
def test_what_looks_like_a_heading(text, bold, italic, level):
    assert heading_level(text, bold=bold, italic=italic) == level
