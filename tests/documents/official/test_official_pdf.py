"""The report as a PDF, read back by pypdfium2."""

import ctypes
import re
from dataclasses import replace

import pypdfium2 as pdfium
import pypdfium2.raw as raw
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kybao.documents.official import Column, Grid, Heading, OfficialReport, Paragraph, Run, write_pdf

ONE_LINE = re.compile(r"\s+")


@pytest.fixture(scope="module")
def data(report: OfficialReport) -> bytes:
    return write_pdf(report)


def _texts(data: bytes) -> list[str]:
    return [ONE_LINE.sub(" ", page.get_textpage().get_text_range()) for page in pdfium.PdfDocument(data)]


def _tags(data: bytes, page: int = 0) -> list[str]:
    """The types of a page's structure elements, in reading order."""
    found: list[str] = []
    opened = pdfium.PdfDocument(data)[page]  # must live as long as the tree
    tree = raw.FPDF_StructTree_GetForPage(opened.raw)

    def visit(element) -> None:
        buffer = ctypes.create_string_buffer(64)
        size = raw.FPDF_StructElement_GetType(element, buffer, 64)
        found.append(buffer.raw[: size - 2].decode("utf-16-le"))
        for child in range(raw.FPDF_StructElement_CountChildren(element)):
            below = raw.FPDF_StructElement_GetChildAtIndex(element, child)
            if below:
                visit(below)

    for child in range(raw.FPDF_StructTree_CountChildren(tree)):
        visit(raw.FPDF_StructTree_GetChildAtIndex(tree, child))
    raw.FPDF_StructTree_Close(tree)
    return found


def test_the_whole_text_stands_in_the_order_of_the_form(data: bytes) -> None:
    first = _texts(data)[0]
    parts = (
        "UBND TỈNH CAO BẰNG UỶ BAN NHÂN DÂN THÀNH PHỐ CAO BẰNG",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc",
        "Số: 27/BC-UBND",
        "Thành phố Cao Bằng, ngày 18 tháng 01 năm 2022",
        "BÁO CÁO",
        "Phần thứ nhất TÌNH HÌNH THỰC HIỆN THÁNG 01 NĂM 2022",
        "I. LĨNH VỰC KINH TẾ",
        "Đàn bò hiện có 245 con bằng 133,15% (tăng 61 con).",
        "- Công tác hộ tịch: 08 trường hợp.",
        "+ Học sinh từ 12 tuổi: 3278/3346.",
        "thành phố Cao Bằng./.",
        "Nơi nhận: - UBND tỉnh Cao Bằng;",
        "TM. ỦY BAN NHÂN DÂN CHỦ TỊCH",
        "Nguyễn Quốc Trung",
    )
    places = [first.find(part) for part in parts]
    assert places == sorted(places)
    assert places[0] >= 0


def test_signs_that_mean_something_to_the_typesetter_are_only_text(data: bytes) -> None:
    assert "giá #100 $ và *hai* <ba>." in _texts(data)[0]


def test_pages_are_a4_and_a_wide_annex_lies_sideways(data: bytes) -> None:
    sizes = [tuple(round(side * 25.4 / 72) for side in page.get_size()) for page in pdfium.PdfDocument(data)]
    assert sizes == [(210, 297), (210, 297), (297, 210)]


def test_all_fonts_are_embedded(data: bytes) -> None:
    fonts = set()
    for page in pdfium.PdfDocument(data):
        for item in page.get_objects([raw.FPDF_PAGEOBJ_TEXT]):
            font = raw.FPDFTextObj_GetFont(item.raw)
            name = ctypes.create_string_buffer(128)
            raw.FPDFFont_GetBaseFontName(font, name, 128)
            fonts.add((name.value.decode().split("+")[-1], raw.FPDFFont_GetIsEmbedded(font)))
    assert {name for name, _ in fonts} >= {"LiberationSerif", "LiberationSerif-Bold", "LiberationSerif-Italic"}
    assert all(embedded == 1 for _, embedded in fonts)


def test_it_claims_to_be_archivable_and_names_its_title(data: bytes) -> None:
    assert b"<pdfaid:part>2</pdfaid:part>" in data
    assert b"<pdfaid:conformance>A</pdfaid:conformance>" in data
    metadata = pdfium.PdfDocument(data).get_metadata_dict()
    assert metadata["Title"].startswith("BÁO CÁO Tình hình thực hiện")
    assert metadata["Author"] == "UỶ BAN NHÂN DÂN THÀNH PHỐ CAO BẰNG"


def test_headings_paragraphs_and_tables_are_tagged(data: bytes, units: Grid) -> None:
    headings = [tag for tag in _tags(data) if re.fullmatch(r"H[1-6]", tag)]
    assert headings == ["H1", "H2", "H3", "H4"]
    annex = _tags(data, 1)
    assert annex.count("TH") == len(units.columns)
    assert annex.count("TR") == len(units.rows) + 1
    assert annex.count("TD") == len(units.rows) * len(units.columns)
    head, title, body, signature = 6, 3, 5, 7  # lines and paragraphs; what stands side by side is no table
    assert _tags(data).count("P") == head + title + body + signature
    assert "Table" not in _tags(data)


def test_pages_are_numbered_from_the_second_and_each_annex_anew(report: OfficialReport, units: Grid) -> None:
    long = tuple(Paragraph((Run("Tiếp tục thực hiện nhiệm vụ. " * 30),)) for _ in range(10))
    many = replace(units, rows=units.rows * 20)
    texts = _texts(write_pdf(replace(report, body=long, annexes=(many,))))
    annex = next(place for place, text in enumerate(texts) if "Phụ lục" in text)
    assert [text.split()[0] for text in texts[1:annex]] == [str(number) for number in range(2, annex + 1)]
    assert texts[annex].startswith("Phụ lục")
    assert texts[annex + 1].split()[0] == "2"
    assert all("Tên đơn vị" in text for text in texts[annex:])  # the head of the table is repeated


def test_a_wide_grid_in_the_body_turns_its_own_page_only(report: OfficialReport, wide: Grid) -> None:
    body = (Paragraph((Run("Trước."),)), wide, Paragraph((Run("Sau."),)))
    pages = list(pdfium.PdfDocument(write_pdf(replace(report, body=body, annexes=()))))
    assert [page.get_width() > page.get_height() for page in pages] == [False, True, False]


def test_a_cell_longer_than_a_page_loses_no_text(report: OfficialReport) -> None:
    words = [f"mục{number}" for number in range(1500)]
    long = Grid(("Biểu",), (Column("Nội dung", 1, "left"), Column("Ghi chú", 1, "left")), ((" ".join(words), ""),))
    text = " ".join(_texts(write_pdf(replace(report, annexes=(long,)))))
    assert [word for word in words if word not in text] == []


def test_a_letter_that_the_typeface_lacks_leaves_its_place(report: OfficialReport) -> None:
    text = _texts(write_pdf(replace(report, body=(Paragraph((Run("Bò 😀 và 中 245 con"),)),))))[0]
    assert "Bò □ và □ 245 con" in text


def test_the_same_report_gives_the_same_bytes(data: bytes, report: OfficialReport) -> None:
    assert write_pdf(report) == data


def test_a_report_without_anything_but_its_kind_can_be_written(report: OfficialReport) -> None:
    bare = replace(
        report,
        superior="",
        subject=(),
        body=(),
        recipients=(),
        authority="",
        annexes=(),
        number=None,
        dated=None,
        draft=True,
    )
    assert "DỰ THẢO" in _texts(write_pdf(bare))[0]


@settings(max_examples=40, deadline=None)
@given(text=st.text(), short=st.text(max_size=40), level=st.integers(1, 4))
@example(text="#panic() $x$ *a* <b> @c \\ // /* `d`", short="#", level=1)
@example(text="😀\u202e\x00\ue000\U000f0000\ufffc\u200d", short="\n\n", level=4)
@example(text="x" * 3000, short="\u0301", level=2)
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
    assert len(pdfium.PdfDocument(write_pdf(written))) >= 2
