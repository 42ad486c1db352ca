"""The report as a Word file, read back by python-docx."""

import hashlib
import io
import zipfile
from dataclasses import replace

import docx
import pytest
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from kybao.documents.official import Column, Grid, Heading, OfficialReport, Paragraph, Run, write_docx


@pytest.fixture(scope="module")
def word(report: OfficialReport) -> Document:
    return docx.Document(io.BytesIO(write_docx(report)))


def test_headings_are_word_headings_at_their_level(word: Document) -> None:
    found = [
        (p.style.name, p.text) for p in word.paragraphs if p.style is not None and p.style.name.startswith("Heading")
    ]
    assert found == [
        ("Heading 1", "Phần thứ nhất\nTÌNH HÌNH THỰC HIỆN THÁNG 01 NĂM 2022"),
        ("Heading 2", "I. LĨNH VỰC KINH TẾ"),
        ("Heading 3", "1. Nông nghiệp và xây dựng nông thôn mới"),
        ("Heading 4", "6.2. Công tác phát triển quỹ đất"),
        ("Heading 1", "Phụ lục I\nBIỂU TỔNG HỢP\nDanh sách các đơn vị gửi báo cáo tháng 01 năm 2022"),
        ("Heading 1", "Phụ lục II\nBiểu 2: Thu ngân sách"),
    ]


def test_margins_and_paper_are_within_the_bounds_of_the_decree(word: Document) -> None:
    sides = ("page_width", "page_height", "top_margin", "bottom_margin", "left_margin", "right_margin")
    for section in word.sections:
        width, height, top, bottom, left, right = (round(getattr(section, side).mm, 1) for side in sides)
        assert sorted((width, height)) == [210, 297]
        assert 20 <= top <= 25
        assert 20 <= bottom <= 25
        assert 30 <= left <= 35
        assert 15 <= right <= 20


def test_every_style_in_use_is_times_new_roman_in_black(word: Document) -> None:
    in_cells = [paragraph for table in word.tables for cell in table._cells for paragraph in cell.paragraphs]
    for name in {paragraph.style.name for paragraph in (*word.paragraphs, *in_cells)}:
        style = word.styles[name]
        fonts = style.element.rPr.find(qn("w:rFonts"))
        slots = [fonts.get(qn(f"w:{slot}")) for slot in ("ascii", "hAnsi", "eastAsia", "cs")]
        assert slots == ["Times New Roman"] * 4, style.name
        assert str(style.font.color.rgb) == "000000", style.name


def test_the_body_is_justified_and_indented_as_the_decree_says(word: Document) -> None:
    style = word.styles["Body Text"]
    assert style.font.size.pt == 14
    assert style.paragraph_format.alignment == WD_ALIGN_PARAGRAPH.JUSTIFY
    assert 10 <= round(style.paragraph_format.first_line_indent.mm, 1) <= 12.7
    assert style.paragraph_format.space_after.pt >= 6
    assert 1 <= style.paragraph_format.line_spacing <= 1.5


def test_italics_superscripts_and_signs_stay_what_they_are(word: Document) -> None:
    paragraph = next(p for p in word.paragraphs if p.text.startswith("Kiểm đếm"))
    assert [(r.text, bool(r.font.superscript)) for r in paragraph.runs] == [
        ("Kiểm đếm được 2.885,6 m", False),
        ("2", True),
        ("; giá #100 $ và *hai* <ba>.", False),
    ]
    assert next(p for p in word.paragraphs if p.text.startswith("Chăn nuôi")).runs[0].italic


def test_list_lines_are_in_lists_with_the_dash_and_the_plus_of_officials(word: Document) -> None:
    signs = {}
    numbering = word.part.numbering_part.element
    for paragraph in word.paragraphs:
        if paragraph.text.startswith(("Công tác hộ tịch", "Học sinh")):
            number = paragraph._p.xpath("./w:pPr/w:numPr/w:numId/@w:val")[0]
            abstract = numbering.xpath(f"./w:num[@w:numId='{number}']/w:abstractNumId/@w:val")[0]
            signs[paragraph.text.split()[0]] = numbering.xpath(
                f"./w:abstractNum[@w:abstractNumId='{abstract}']/w:lvl/w:lvlText/@w:val"
            )
    assert signs == {"Công": ["-"], "Học": ["+"]}


def test_the_head_is_a_table_without_borders(word: Document) -> None:
    head = word.tables[0]
    assert [[cell.text.strip() for cell in row.cells] for row in head.rows] == [
        [
            "UBND TỈNH CAO BẰNG\nUỶ BAN NHÂN DÂN\nTHÀNH PHỐ CAO BẰNG",
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc",
        ],
        ["Số: 27/BC-UBND", "Thành phố Cao Bằng, ngày 18 tháng 01 năm 2022"],
    ]
    assert head.style is None or head.style.name == "Normal Table"
    assert not head._tbl.xpath(".//w:tblBorders | .//w:tcBorders")


def test_the_rules_have_their_lengths(word: Document) -> None:
    left, right = word.tables[0].rows[0].cells
    agency, motto = (cell.paragraphs[-1] for cell in (left, right))
    assert agency._p.xpath("./w:pPr/w:pBdr/w:top")
    assert motto._p.xpath("./w:pPr/w:pBdr/w:top")
    length = right.width.mm - motto.paragraph_format.left_indent.mm - motto.paragraph_format.right_indent.mm
    assert length == pytest.approx(56.1, abs=0.3)  # the motto's own width in bold 13 pt


def test_the_signature_stays_together_with_the_recipients(word: Document) -> None:
    signature = word.tables[1]
    left, right = signature.rows[0].cells
    assert left.text == "Nơi nhận:\nUBND tỉnh Cao Bằng;\nTT Thành uỷ, HĐND TP (b/c);\nLưu: VT."
    assert right.text == "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\nNguyễn Quốc Trung"
    title = left.paragraphs[0].runs[0]
    assert (title.font.size.pt, title.bold, title.italic) == (12, True, True)
    assert left.paragraphs[1].style.font.size.pt == 11
    assert len(signature.rows) == 1
    assert signature.rows[0]._tr.xpath("./w:trPr/w:cantSplit")


def test_pages_are_numbered_above_the_text_but_the_first(word: Document) -> None:
    section = word.sections[0]
    assert section.different_first_page_header_footer
    assert section.first_page_header.paragraphs[0].text == ""
    header = section.header.paragraphs[0]
    assert header._p.xpath("./w:fldSimple/@w:instr") == ["PAGE"]
    assert header.style.paragraph_format.alignment == WD_ALIGN_PARAGRAPH.CENTER
    assert 13 <= header.style.font.size.pt <= 14


def test_each_annex_begins_a_section_with_numbers_of_its_own(word: Document) -> None:
    assert [s.orientation for s in word.sections] == [WD_ORIENT.PORTRAIT, WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE]
    assert [s._sectPr.xpath("./w:pgNumType/@w:start") for s in word.sections] == [[], ["1"], ["1"]]


def test_a_grid_is_a_table_whose_head_is_repeated_and_whose_rows_do_not_split(word: Document, units: Grid) -> None:
    table = word.tables[2]
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        [c.title for c in units.columns],
        *map(list, units.rows),
    ]
    assert [bool(row._tr.xpath("./w:trPr/w:tblHeader")) for row in table.rows] == [True, False, False, False]
    assert all(row._tr.xpath("./w:trPr/w:cantSplit") for row in table.rows)


def test_a_wide_grid_in_the_body_turns_its_own_pages_only(report: OfficialReport, wide: Grid) -> None:
    body = (Paragraph((Run("Trước."),)), wide, Paragraph((Run("Sau."),)))
    word = docx.Document(io.BytesIO(write_docx(replace(report, body=body, annexes=()))))
    assert [s.orientation for s in word.sections] == [WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE, WD_ORIENT.PORTRAIT]
    assert [s.different_first_page_header_footer for s in word.sections] == [True, False, False]


def test_the_file_names_its_language_title_and_author(word: Document) -> None:
    properties = word.core_properties
    assert properties.author == "UỶ BAN NHÂN DÂN THÀNH PHỐ CAO BẰNG"
    assert properties.title.startswith("BÁO CÁO Tình hình thực hiện")
    assert properties.language == "vi-VN"
    assert word.styles.element.xpath("./w:docDefaults//w:lang/@w:val") == ["vi-VN"]


def test_a_draft_is_marked(report: OfficialReport) -> None:
    word = docx.Document(io.BytesIO(write_docx(replace(report, draft=True, number=None, dated=None))))
    assert word.tables[0].rows[1].cells[0].text.endswith("DỰ THẢO")


def test_the_same_report_gives_the_same_bytes(report: OfficialReport) -> None:
    hashes = {hashlib.sha256(write_docx(report)).hexdigest() for _ in range(2)}
    assert len(hashes) == 1
    with zipfile.ZipFile(io.BytesIO(write_docx(report))) as package:
        assert {member.date_time for member in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@settings(max_examples=25, deadline=None)
@given(text=st.text(), short=st.text(max_size=40), level=st.integers(1, 4))
def test_any_text_can_be_written(report: OfficialReport, text: str, short: str, level: int) -> None:
    grid = Grid((short,), (Column(short, 1, "left"), Column("B", 2, "right")), ((text, short),))
    written = replace(
        report,
        agency=short,
        subject=(short,),
        body=(Heading(level, short, text), Paragraph((Run(text, bold=True), Run(short)), "-"), grid),
        recipients=(text, short),
        signer=text,
        annexes=(grid,),
    )
    word = docx.Document(io.BytesIO(write_docx(written)))
    assert len(word.tables) == 4
