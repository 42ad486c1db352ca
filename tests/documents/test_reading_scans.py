"""Pictures of pages → text, by character recognition."""

import io
import re
from pathlib import Path

import pypdfium2
import pytest
import typst
from PIL import Image

from kybao.documents import read_bytes, scans
from kybao.documents.errors import UnreadableFile

FONTS = Path(__file__).parents[2] / "kybao" / "documents" / "official" / "fonts"
NOTE = "Đọc bằng nhận dạng chữ (OCR) {}; cần đối chiếu các con số với bản gốc."
PAGE = """
#set page(paper: "a5", margin: 15mm)
#set text(font: "Liberation Serif", size: 13pt, lang: "vi", hyphenate: false)
#set par(justify: true, first-line-indent: (amount: 10mm, all: true))
"""
HERD = (
    "Tổng đàn trâu hiện có 1.242 con, bằng 108% so với cùng kỳ năm trước (tăng 92 con); đàn lợn hiện có khoảng 10.277 con, "
    "bằng 153,3% so với năm trước. Sản lượng thủy sản ước đạt 8,2 tấn, thu ngân sách đến ngày 15/01/2022 được 13,566 tỷ đồng."
)
TRADE = "Tổng mức lưu chuyển hàng hoá ước đạt 331,12 tỷ đồng. Trong đó: Hộ cá thể đạt 321,27 tỷ đồng; Hợp tác xã đạt 9,85 tỷ đồng."
BODY = PAGE + f"*I. LĨNH VỰC KINH TẾ*\n\n{HERD}\n\n{TRADE}"
NUMBER = re.compile(r"\d[\d.,/]*\d|\d")


def pdf(body):
    return typst.compile(body.encode(), format="pdf", font_paths=[str(FONTS)], ignore_system_fonts=True, pdf_tags=False)


def picture(body, dpi=200, turn=0.0):
    document = pypdfium2.PdfDocument(pdf(body))
    page = document[0].render(scale=dpi / 72, grayscale=True).to_pil().convert("L")
    document.close()
    return page.rotate(turn, expand=True, fillcolor=255, resample=Image.Resampling.BICUBIC)


def saved(image, form, **options):
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def scanned_pdf(body, **options):
    return saved(picture(body, **options), "PDF", resolution=options.get("dpi", 200))


def figures(document):
    return NUMBER.findall(" ".join(block.text for block in document.blocks))


EXPECTED = NUMBER.findall(HERD + TRADE)


def test_a_scan_is_read_with_all_its_figures_and_paragraphs():
    document = read_bytes(scanned_pdf(BODY), "scan.pdf")
    assert figures(document) == EXPECTED
    assert len(document.blocks) == 3
    assert document.blocks[0].text == "I. LĨNH VỰC KINH TẾ"
    assert [block.kind.value for block in document.blocks] == ["heading", "paragraph", "paragraph"]
    assert document.notes == (NOTE.format("toàn bộ tệp"),)
    assert (document.media, document.page_count) == ("pdf", 1)


@pytest.mark.parametrize(
    ("form", "name"), [("PNG", "a.png"), ("JPEG", "a.jpg"), ("TIFF", "a.tif"), ("PNG", "báo cáo.docx")]
)
def test_a_picture_is_read_as_a_scan(form, name):
    document = read_bytes(saved(picture(BODY, dpi=300), form), name)
    assert figures(document) == EXPECTED
    assert document.notes == (NOTE.format("từ ảnh"),)
    assert document.media == "image"


@pytest.mark.parametrize("turn", [1.0, 90, 180, 270])
def test_a_page_that_was_laid_askew(turn):
    assert figures(read_bytes(scanned_pdf(BODY, turn=turn), "scan.pdf")) == EXPECTED


def test_a_file_may_mix_pages_of_text_and_scanned_pages():
    mixed = pypdfium2.PdfDocument.new()
    for data in (pdf(PAGE + TRADE), scanned_pdf(BODY)):
        mixed.import_pages(pypdfium2.PdfDocument(data))
    out = io.BytesIO()
    mixed.save(out)
    document = read_bytes(out.getvalue(), "bc.pdf")
    assert document.blocks[0].text == TRADE
    assert document.notes == (NOTE.format("ở trang 2"),)
    assert figures(document) == NUMBER.findall(TRADE) + EXPECTED
    assert {block.page for block in document.blocks} == {1, 2}


TABLE = (
    PAGE
    + """#table(columns: (1fr, 4fr, 2fr, 2fr), [TT], [Tên đơn vị], [Số hộ], [Đúng hạn],
[13], [Phòng Kinh tế], [1.242], [x], [28], [Công an thành phố], [245], [], [39], [UBND xã Chu Trinh], [10.277], [x])"""
)


def test_a_scanned_table_is_read_by_its_rules():
    document = read_bytes(scanned_pdf(TABLE, dpi=300), "scan.pdf")
    (table,) = document.tables
    texts = [document.blocks[cell.block].text for cell in table.cells]
    rows = [texts[start : start + 4] for start in range(0, 16, 4)]
    assert rows == [
        ["TT", "Tên đơn vị", "Số hộ", "Đúng hạn"],
        ["13", "Phòng Kinh tế", "1.242", "x"],
        ["28", "Công an thành phố", "245", ""],
        ["39", "UBND xã Chu Trinh", "10.277", "x"],
    ]


def test_an_empty_scan_holds_no_text():
    with pytest.raises(UnreadableFile, match=r"trang\.png: Không tìm thấy chữ nào trong tệp\."):
        read_bytes(saved(Image.new("L", (1200, 1600), 255), "PNG"), "trang.png")


def test_without_the_trained_data_a_scan_says_what_is_missing(monkeypatch, tmp_path):
    monkeypatch.setattr(scans, "TRAINED", tmp_path)
    with pytest.raises(UnreadableFile) as caught:
        read_bytes(saved(picture(BODY), "PNG"), "trang.png")
    assert str(caught.value) == (
        "trang.png: Tệp là bản quét (ảnh chụp văn bản), mà máy này chưa có phần nhận dạng chữ. Hãy cài gói tesserocr cùng dữ "
        "liệu tiếng Việt (vie.traineddata), hoặc gửi bản gốc .docx."
    )


def test_the_trained_data_comes_with_its_licence():
    assert "Apache License, Version 2.0" in (scans.TRAINED / "LICENSE-vie.traineddata.txt").read_text(encoding="utf-8")
    assert scans.is_available()
