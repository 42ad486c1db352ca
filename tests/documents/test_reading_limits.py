"""What can't or must not be read: one clear message each, in bounded time and memory, and nothing left behind."""

import io
import re
import resource
import zipfile
import zlib

import docx
import pypdfium2
import pytest
import typst
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from kybao.documents import UnreadableFile, opening, packages, pdf_reader, read_bytes, read_document

ACCEPTED = ".docx, .pdf, .xlsx, .md, .txt, .html hoặc ảnh quét (.png, .jpg, .tif)"


def word_file():
    word = docx.Document()
    word.add_paragraph("Đàn bò có 245 con.")
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


def sheet_file():
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        book.add_worksheet("B1").write(0, 0, "Đàn bò")
    return out.getvalue()


def pdf_file(body="Đàn bò có 245 con."):
    return typst.compile(body.encode(), format="pdf")


def picture_file(form="PNG"):
    out = io.BytesIO()
    Image.new("L", (200, 200), 255).save(out, form)
    return out.getvalue()


def package(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return out.getvalue()


def with_part(data, name, content):
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        return package({member.filename: old.read(member) for member in old.infolist()} | {name: content})


def with_body(inner):
    return (
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
        f"{inner}</w:body></w:document>"
    )


def lying_about_its_size(data):
    """The package whose parts claim to unpack to nothing."""
    out = bytearray(data)
    for signature, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = out.find(signature)
        while at >= 0:
            out[at + offset : at + offset + 4] = b"\x10\0\0\0"
            at = out.find(signature, at + 4)
    return bytes(out)


def raw_pdf(*objects):
    """A PDF of these objects, numbered from 1; the first is the catalogue."""
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start)
    return bytes(out)


CATALOGUE = b"<</Type/Catalog/Pages 2 0 R>>"


def many_pages(count):
    kids = b" ".join([b"3 0 R"] * count)
    return raw_pdf(
        CATALOGUE,
        b"<</Type/Pages/Count %d/Kids[%s]>>" % (count, kids),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
    )


def one_page(content, box=b"0 0 595 842", filters=b"/FlateDecode"):
    stream = b"<</Length %d/Filter%s>>\nstream\n%s\nendstream" % (len(content), filters, content)
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[%s]/Contents 4 0 R>>" % box
    return raw_pdf(CATALOGUE, b"<</Type/Pages/Count 1/Kids[3 0 R]>>", page, stream)


def zeros(megabytes):
    packer = zlib.compressobj(9)
    return b"".join(packer.compress(bytes(2**20)) for _ in range(megabytes)) + packer.flush()


def encrypted_pdf():
    # The standard handler with values that no empty password fits.
    return raw_pdf(CATALOGUE, b"<</Type/Pages/Count 0/Kids[]>>").replace(
        b"/Root 1 0 R",
        b"/Root 1 0 R/ID[<00><00>]/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<%s>/U<%s>>>" % (b"11" * 32, b"22" * 32),
    )


def picture_in_pdf(size):
    out = io.BytesIO()
    Image.new("1", size, 1).save(out, "PDF", resolution=size[0] / 8.27)
    return out.getvalue()


CASES = {
    "nothing": (b"", "a.docx", "Tệp rỗng, không có nội dung. Hãy kiểm tra và gửi lại đúng tệp báo cáo."),
    "blanks": (b" \n\t ", "a.txt", "Tệp rỗng, không có nội dung. Hãy kiểm tra và gửi lại đúng tệp báo cáo."),
    "no letters": (
        b"<p> </p>",
        "a.html",
        "Không tìm thấy chữ nào trong tệp. Hãy kiểm tra và gửi lại đúng tệp báo cáo.",
    ),
    "an empty page": (
        pdf_file("#rect()"),
        "a.pdf",
        "Không tìm thấy chữ nào trong tệp. Hãy kiểm tra và gửi lại đúng tệp báo cáo.",
    ),
    "another kind": (b"abc", "a.exe", f"Không đọc được loại tệp “.exe”. Hãy gửi tệp {ACCEPTED}."),
    "a text called .docx": (
        b"abc",
        "a.docx",
        "Nội dung tệp không phải dạng Word (.docx): tệp hỏng hoặc bị đổi đuôi. "
        "Hãy mở bằng phần mềm đã soạn ra tệp, lưu lại rồi gửi lại.",
    ),
    "a text called .png": (
        b"abc",
        "a.png",
        "Nội dung tệp không phải dạng ảnh (.png): tệp hỏng hoặc bị đổi đuôi. "
        "Hãy mở bằng phần mềm đã soạn ra tệp, lưu lại rồi gửi lại.",
    ),
    "rich text": (
        b"{\\rtf1 abc}",
        "a.doc",
        "Chưa đọc được tệp .rtf. Hãy mở bằng Word và lưu lại thành .docx rồi gửi lại.",
    ),
    "Word 97": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        "a.doc",
        "Tệp thuộc dạng Word/Excel cũ (.doc, .xls). Hãy mở bằng Word hoặc Excel và lưu lại thành .docx hoặc .xlsx.",
    ),
    "a Word file with a password": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
        "a.docx",
        "Tệp có mật khẩu. Hãy bỏ mật khẩu, lưu lại rồi gửi lại.",
    ),
    "half a package": (
        word_file()[:2000],
        "a.docx",
        "Tệp bị hỏng (có thể tải về hoặc gửi chưa hết). Hãy gửi lại tệp.",
    ),
    "a package of something else": (
        package({"a.txt": "abc"}),
        "a.zip",
        f"Tệp nén không phải là tệp Word hay Excel. Hãy giải nén và gửi tệp {ACCEPTED}.",
    ),
    "a binary workbook": (
        package({"xl/workbook.bin": b"\x01"}),
        "a.xlsb",
        "Chưa đọc được bảng tính nhị phân (.xlsb). Hãy lưu lại thành .xlsx rồi gửi lại.",
    ),
    "a bomb": (
        with_part(word_file(), "word/media/a.bin", bytes(packages.MAX_EXPANDED)),
        "a.docx",
        "Tệp giải nén ra quá lớn. Hãy bỏ bớt ảnh, hàng và cột trống rồi gửi lại.",
    ),
    "a part as large as a bomb": (
        with_part(word_file(), "word/document.xml", b" " * (packages.MAX_PART + 1)),
        "a.docx",
        "Tệp giải nén ra quá lớn. Hãy bỏ bớt ảnh, hàng và cột trống rồi gửi lại.",
    ),
    "too many parts": (
        package({"word/document.xml": ""} | {f"p{i}": "" for i in range(packages.MAX_MEMBERS)}),
        "a.docx",
        "Tệp giải nén ra quá lớn. Hãy bỏ bớt ảnh, hàng và cột trống rồi gửi lại.",
    ),
    "sizes that lie": (
        lying_about_its_size(with_part(word_file(), "word/media/a.bin", bytes(10 * 2**20))),
        "a.docx",
        "Tệp bị hỏng (có thể tải về hoặc gửi chưa hết). Hãy gửi lại tệp.",
    ),
    "an XML bomb": (
        with_part(
            word_file(),
            "word/document.xml",
            '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>' + with_body("<w:p>&b;</w:p>"),
        ),
        "a.docx",
        "Tệp chứa khai báo XML nguy hiểm. Hãy mở bằng Word hoặc Excel, lưu thành tệp mới rồi gửi lại.",
    ),
    "tables in tables without end": (
        with_part(
            word_file(),
            "word/document.xml",
            with_body("<w:tbl><w:tr><w:tc>" * 9_000 + "</w:tc></w:tr></w:tbl>" * 9_000),
        ),
        "a.docx",
        "Bảng hoặc nội dung lồng nhau quá sâu. Hãy bỏ các bảng lồng nhau, lưu lại rồi gửi lại.",
    ),
    "Word XML that breaks off": (
        with_part(word_file(), "word/document.xml", with_body("<w:p>")[:-9]),
        "a.docx",
        "Tệp Word bị hỏng, không mở được. Hãy mở bằng Word, lưu lại thành .docx rồi gửi lại.",
    ),
    "a PDF with a password": (encrypted_pdf(), "a.pdf", "Tệp PDF có mật khẩu. Hãy bỏ mật khẩu rồi gửi lại."),
    "a PDF that is only a head": (
        b"%PDF-1.7\nabc",
        "a.pdf",
        "Tệp PDF bị hỏng, không mở được. Hãy xuất lại PDF từ bản gốc rồi gửi lại, hoặc gửi bản .docx.",
    ),
    "a PDF without pages": (
        raw_pdf(CATALOGUE, b"<</Type/Pages/Count 0/Kids[]>>"),
        "a.pdf",
        "Tệp PDF bị hỏng, không mở được. Hãy xuất lại PDF từ bản gốc rồi gửi lại, hoặc gửi bản .docx.",
    ),
    "pages without end": (
        many_pages(pdf_reader.MAX_PAGES + 1),
        "a.pdf",
        "Tệp PDF có 501 trang, quá 500 trang. Hãy tách thành các tệp nhỏ hơn.",
    ),
    "a stream that is a bomb": (
        one_page(zeros(pdf_reader.MAX_STREAM // 2**20 + 1)),
        "a.pdf",
        "Tệp PDF giải nén ra quá lớn. Hãy xuất lại PDF từ bản gốc rồi gửi lại.",
    ),
    "a stream that is packed twice": (
        one_page(zlib.compress(zeros(2)), filters=b"[/FlateDecode /FlateDecode]"),
        "a.pdf",
        "Tệp PDF giải nén ra quá lớn. Hãy xuất lại PDF từ bản gốc rồi gửi lại.",
    ),
    "a page of a hundred thousand paths": (
        one_page(zlib.compress(b"0 0 m 9 9 l S\n" * 100_001)),
        "a.pdf",
        "Trang 1 có quá nhiều nội dung. Hãy xuất lại PDF từ bản gốc rồi gửi lại.",
    ),
    "a picture as large as a bomb": (
        picture_in_pdf((12_000, 12_000)),
        "a.pdf",
        "Ảnh ở trang 1 quá lớn. Hãy quét lại ở 300 dpi.",
    ),
    "a damaged picture": (
        picture_file()[:60],
        "a.png",
        "Tệp ảnh bị hỏng hoặc quá lớn, không mở được. Hãy quét hoặc chụp lại rồi gửi lại.",
    ),
    "bytes that are no text": (
        b"\x00\x01\x02abc" * 50,
        "a.txt",
        "Nội dung tệp không phải là chữ. Hãy mở bằng phần mềm đã soạn ra tệp và lưu lại đúng loại.",
    ),
}


@pytest.mark.parametrize(("data", "name", "message"), CASES.values(), ids=CASES)
def test_each_bad_file_gets_one_clear_message(data, name, message):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(UnreadableFile) as caught:
        read_bytes(data, name)
    assert str(caught.value) == f"{name}: {message}"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 400_000  # kilobytes


def test_a_large_file_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "lớn.pdf"
    with path.open("wb") as file:
        file.write(b"%PDF-1.7")
        file.truncate(opening.MAX_BYTES + 1)
    with pytest.raises(
        UnreadableFile, match=r"lớn\.pdf: Tệp lớn hơn 50 MB\. Hãy giảm độ phân giải ảnh hoặc chia nhỏ tệp\."
    ):
        read_document(path)


def test_large_bytes_are_refused():
    with pytest.raises(UnreadableFile, match="Tệp lớn hơn 50 MB"):
        read_bytes(b"a" * (opening.MAX_BYTES + 1), "a.txt")


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(UnreadableFile, match=r"Không mở được tệp\. Hãy kiểm tra tên tệp, đường dẫn và quyền đọc\."):
        read_document(tmp_path / "không có.docx")
    with pytest.raises(UnreadableFile, match="Không mở được tệp"):
        read_document(tmp_path)


@pytest.mark.parametrize(
    ("data", "media"),
    [(word_file(), "docx"), (sheet_file(), "xlsx"), (pdf_file(), "pdf"), (b"\n\n" + pdf_file(), "pdf")],
)
@pytest.mark.parametrize("name", ["bc.docx", "bc.xlsx", "bc.pdf", "bc.txt", "bc.html", "bc"])
def test_the_content_counts_and_not_the_name(data, media, name):
    assert read_bytes(data, name).media == media


def test_a_page_outside_of_which_text_is_drawn_is_read():
    assert read_bytes(pdf_file("#place(dx: 90cm)[Đàn bò có 245 con.]"), "a.pdf").blocks[0].text == "Đàn bò có 245 con."


def test_files_are_closed_again():
    data = pdf_file()
    for _ in range(200):
        read_bytes(data, "a.pdf")
    assert not pypdfium2.PdfDocument(data).formenv


SOURCES = [word_file(), sheet_file(), pdf_file(), picture_file("TIFF"), "Đàn bò có 245 con.".encode("utf-16")]


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(SOURCES),
    st.lists(st.tuples(st.integers(0, 10**6), st.binary(min_size=1, max_size=8)), max_size=12),
    st.integers(0, 10**6),
    st.sampled_from(["a.docx", "a.pdf", "a.txt", "a.html", "a.md"]),
)
def test_damaged_files_are_read_or_refused_with_a_message(data, patches, cut, name):
    damaged = bytearray(data)
    for place, piece in patches:
        damaged[place % len(damaged) : place % len(damaged) + len(piece)] = piece
    try:
        document = read_bytes(bytes(damaged[: max(cut % (2 * len(damaged)), 1)]), name)
    except UnreadableFile as error:
        message = str(error)
    else:
        assert any(block.text.strip() for block in document.blocks)
        message = f"{name}: Đọc được. Hãy dùng."
    assert re.fullmatch(rf"{name}: [A-ZĐ].+\. Hãy .+\.", message)
