"""Word files as offices make them → blocks and tables."""

import io
import zipfile
from copy import deepcopy

import docx
import pytest
from docx.enum.text import WD_BREAK
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from kybao.documents import BlockKind, read_bytes
from kybao.documents.word_numbering import formatted

H, P, ITEM = BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.ITEM


def saved(word):
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


def read(word):
    return read_bytes(saved(word), "bc.docx")


def shown(document):
    return [(block.kind, block.level, block.marker, block.text) for block in document.blocks]


def texts(document):
    return [block.text for block in document.blocks]


def bold(word, text):
    word.add_paragraph().add_run(text).bold = True


def test_headings_by_style_and_by_bold_numbers():
    word = docx.Document()
    word.add_heading("Phần thứ nhất", 1)
    bold(word, "I. LĨNH VỰC KINH TẾ")
    bold(word, "1. Nông nghiệp")
    bold(word, "1.1. Trồng trọt")
    bold(word, "a) Lúa")
    bold(word, "Nơi nhận:")
    word.add_paragraph("1. Đàn trâu hiện có 1.242 con, đàn bò có 245 con.")
    word.add_paragraph("- Lợn: 10.277 con")
    word.add_paragraph("+ Gà: 188,9 nghìn con")
    assert shown(read(word)) == [
        (H, 1, "", "Phần thứ nhất"),
        (H, 2, "", "I. LĨNH VỰC KINH TẾ"),
        (H, 3, "", "1. Nông nghiệp"),
        (H, 4, "", "1.1. Trồng trọt"),
        (H, 5, "", "a) Lúa"),
        (P, 0, "", "Nơi nhận:"),
        (P, 0, "", "1. Đàn trâu hiện có 1.242 con, đàn bò có 245 con."),
        (ITEM, 1, "-", "Lợn: 10.277 con"),
        (ITEM, 2, "+", "Gà: 188,9 nghìn con"),
    ]


def test_the_title_of_a_part_stands_in_the_next_paragraph():
    word = docx.Document()
    bold(word, "PHẦN I")
    bold(word, "TÌNH HÌNH THỰC HIỆN NHIỆM VỤ THÁNG 01")
    assert [kind for kind, *_ in shown(read(word))] == [H, H]


def test_a_vietnamese_style_name_and_an_outline_level_make_headings():
    word = docx.Document()
    style = word.styles.add_style("Tiêu đề 2 của cơ quan", 1)
    word.add_paragraph("Kinh tế", style=style)
    paragraph = word.add_paragraph("Văn hóa")
    paragraph._p.get_or_add_pPr().append(parse_xml(f'<w:outlineLvl {nsdecls("w")} w:val="2"/>'))
    assert shown(read(word)) == [(H, 2, "", "Kinh tế"), (H, 3, "", "Văn hóa")]


NUMBERING = f"""<w:numbering {nsdecls("w")}>
<w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="multilevel"/>
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1."/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%2."/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%2.%3."/></w:lvl>
<w:lvl w:ilvl="3"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%4)"/></w:lvl>
<w:lvl w:ilvl="4"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="\uf02d"/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="1"><w:startOverride w:val="1"/></w:lvlOverride></w:num>
</w:numbering>"""


def numbered(levels):
    word = docx.Document()
    word.part.numbering_part._element[:] = list(parse_xml(NUMBERING))
    for num, level in levels:
        properties = word.add_paragraph("Đàn trâu có 5 con.")._p.get_or_add_pPr()
        properties.append(
            parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{num}"/></w:numPr>')
        )
    return [block.marker for block in read(word).blocks]


@pytest.mark.parametrize(
    ("levels", "printed"),
    [
        ([(1, 0), (1, 1), (1, 1), (1, 2), (1, 2), (1, 3), (1, 4)], ["I.", "1.", "2.", "2.1.", "2.2.", "a)", "-"]),
        ([(1, 0), (1, 1), (1, 0), (1, 1)], ["I.", "1.", "II.", "1."]),
        ([(1, 1), (1, 1), (2, 1), (2, 1)], ["1.", "2.", "1.", "2."]),
        ([(1, 2), (9, 0), (1, 8), (0, 0)], ["1.1.", "", "", ""]),
    ],
)
def test_automatic_numbers_are_printed_as_word_prints_them(levels, printed):
    assert numbered(levels) == printed


@pytest.mark.parametrize(
    ("number", "style", "printed"),
    [
        (9, "upperRoman", "IX"),
        (27, "lowerLetter", "aa"),
        (3, "decimalZero", "03"),
        (12, "decimal", "12"),
        (5, "none", ""),
    ],
)
def test_number_formats(number, style, printed):
    assert formatted(number, style) == printed


def test_tracked_changes_are_read_as_if_accepted_and_hidden_text_is_not_read():
    word = docx.Document()
    paragraph = word.add_paragraph("Đàn bò có ")
    for tag, text in (("del", "200"), ("ins", "245"), ("moveFrom", "300")):
        inner = "delText" if tag == "del" else "t"
        paragraph._p.append(
            parse_xml(
                f'<w:{tag} {nsdecls("w")} w:id="1" w:author="a"><w:r><w:{inner}>{text}</w:{inner}></w:r></w:{tag}>'
            )
        )
    paragraph.add_run(" con")
    paragraph.add_run(" bí mật").font.hidden = True
    assert texts(read(word)) == ["Đàn bò có 245 con"]


def test_raised_digits_are_units_or_powers_but_never_one_digit_more():
    word = docx.Document()
    paragraph = word.add_paragraph("Diện tích 2.885,6 m")
    paragraph.add_run("2").font.superscript = True
    paragraph.add_run("; thu 13,566")
    paragraph.add_run("1").font.superscript = True
    paragraph.add_run(" tỷ đồng")
    assert texts(read(word)) == ["Diện tích 2.885,6 m2; thu 13,566¹ tỷ đồng"]


def test_line_ends_tabs_and_hyphens_of_word():
    word = docx.Document()
    run = word.add_paragraph().add_run("Số:\t27/BC")
    run._r.append(run._r.makeelement(qn("w:noBreakHyphen")))
    run.add_text("UBND")
    run.add_break(WD_BREAK.LINE)
    run.add_text("Cao Bằng")
    assert texts(read(word)) == ["Số:\t27/BC-UBND\nCao Bằng"]


BOX = """<w:r {ns} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml">
<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><w:txbxContent><w:p><w:r><w:t>Trong hộp: 12 ca</w:t></w:r></w:p></w:txbxContent>
</w:drawing></mc:Choice><mc:Fallback><w:pict><w:txbxContent><w:p><w:r><w:t>Trong hộp: 12 ca</w:t></w:r></w:p></w:txbxContent></w:pict>
</mc:Fallback></mc:AlternateContent></w:r>"""


def test_a_text_box_is_read_once_after_its_paragraph():
    word = docx.Document()
    word.add_paragraph("Trước")._p.append(parse_xml(BOX.format(ns=nsdecls("w"))))
    word.add_paragraph("Sau")
    assert texts(read(word)) == ["Trước", "Trong hộp: 12 ca", "Sau"]


def test_content_controls_are_read_and_the_table_of_contents_is_not():
    word = docx.Document()
    paragraph = word.add_paragraph("Trong khung: 3 xã")
    control = parse_xml(f"<w:sdt {nsdecls('w')}><w:sdtContent/></w:sdt>")
    paragraph._p.addprevious(control)
    control[0].append(paragraph._p)
    word.add_paragraph("Kinh tế\t3", style=word.styles.add_style("toc 1", 1))
    assert texts(read(word)) == ["Trong khung: 3 xã"]


def test_headers_and_footers_are_left_out():
    word = docx.Document()
    word.sections[0].header.paragraphs[0].text = "Trang 1"
    word.sections[0].footer.paragraphs[0].text = "Lưu hành nội bộ"
    word.add_paragraph("Nội dung")
    assert texts(read(word)) == ["Nội dung"]


FOOTNOTES = (
    f'<w:footnotes {nsdecls("w")}><w:footnote w:type="separator" w:id="0"><w:p/></w:footnote>'
    '<w:footnote w:id="1"><w:p><w:r><w:t>Không tính xã Vĩnh Quang.</w:t></w:r></w:p></w:footnote></w:footnotes>'
)


def test_a_footnote_follows_its_paragraph():
    from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    word = docx.Document()
    paragraph = word.add_paragraph("Tổng số 11 xã, phường")
    paragraph._p.append(parse_xml(f'<w:r {nsdecls("w")}><w:footnoteReference w:id="1"/></w:r>'))
    word.add_paragraph("Hết")
    part = Part(PackURI("/word/footnotes.xml"), CONTENT_TYPE.WML_FOOTNOTES, FOOTNOTES.encode(), word.part.package)
    word.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    assert texts(read(word)) == ["Tổng số 11 xã, phường", "Không tính xã Vĩnh Quang.", "Hết"]


def test_merged_cells_stand_once_with_their_spans():
    word = docx.Document()
    word.add_paragraph("Biểu 1. Đàn vật nuôi")
    table = word.add_table(3, 3)
    table.cell(0, 0).merge(table.cell(1, 0)).text = "TT"
    table.cell(0, 1).merge(table.cell(0, 2)).text = "Số con"
    table.cell(1, 1).text, table.cell(1, 2).text = "Trâu", "Bò"
    for column, text in enumerate(("1", "1.242", "245")):
        table.cell(2, column).text = text
    (found,) = read(word).tables
    assert found.name == "Biểu 1. Đàn vật nuôi"
    assert (found.row_count, found.column_count) == (3, 3)
    spans = [(cell.row, cell.column, cell.row_span, cell.column_span) for cell in found.cells]
    assert spans == [(0, 0, 2, 1), (0, 1, 1, 2), (1, 1, 1, 1), (1, 2, 1, 1), (2, 0, 1, 1), (2, 1, 1, 1), (2, 2, 1, 1)]
    assert found.at(1, 0) is found.cells[0]


def test_a_nested_table_is_a_table_of_its_own_after_the_outer_one():
    word = docx.Document()
    table = word.add_table(1, 2)
    table.cell(0, 0).text = "Ngoài"
    table.cell(0, 1).text = "Cạnh"
    table.cell(0, 0).add_table(1, 1).cell(0, 0).text = "Trong"
    word.add_paragraph("Sau")
    document = read(word)
    assert texts(document) == ["Ngoài", "Cạnh", "Trong", "Sau"]
    assert [len(found.cells) for found in document.tables] == [2, 1]


def test_many_nested_tables_are_read_without_end_of_stack():
    word = docx.Document()
    cell = word.add_table(1, 1).cell(0, 0)
    for depth in range(60):
        cell.text = f"Bảng {depth}"
        cell = cell.add_table(1, 1).cell(0, 0)
    cell.text = "Trong cùng"
    document = read(word)
    assert len(document.tables) == 61
    assert document.blocks[-1].text == "Trong cùng"


def rewritten(data, change):
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            new.writestr(member.filename, change(old.read(member)))
    return out.getvalue()


def a_word_file():
    word = docx.Document()
    word.add_paragraph("Đàn bò có 245 con.")
    word.add_table(1, 1).cell(0, 0).text = "12,5 ha"
    return saved(word)


def test_strict_office_open_xml():
    def strict(part):
        for old, new in (
            (
                b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
                b"http://purl.oclc.org/ooxml/wordprocessingml/main",
            ),
            (
                b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
                b"http://purl.oclc.org/ooxml/officeDocument/relationships",
            ),
        ):
            part = part.replace(old, new)
        return part

    assert texts(read_bytes(rewritten(a_word_file(), strict), "bc.docx")) == ["Đàn bò có 245 con.", "12,5 ha"]


def test_a_file_with_macros():
    plain = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    data = rewritten(
        a_word_file(), lambda part: part.replace(plain, b"application/vnd.ms-word.document.macroEnabled.main+xml")
    )
    assert texts(read_bytes(data, "bc.docm")) == ["Đàn bò có 245 con.", "12,5 ha"]


@pytest.mark.parametrize("name", ["bc.pdf", "bc.xlsx", "bc.txt", "bc", "BC.DOC"])
def test_the_content_tells_a_word_file_whatever_its_name(name):
    assert read_bytes(a_word_file(), name).media == "docx"


def test_a_table_of_many_cells_is_read_in_linear_time():
    word = docx.Document()
    table = word.add_table(1, 4)
    for cell in table.rows[0].cells:
        cell.text = "1.242"
    row = table.rows[0]._tr
    for _ in range(4_000):
        table._tbl.append(deepcopy(row))
    assert len(read(word).tables[0].cells) == 4 * 4_001
