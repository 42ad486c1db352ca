"""TCVN3 and VNI text → Unicode; what is fine is never touched."""

import io
import unicodedata

import docx
import pytest
import xlsxwriter
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st

from kybao.documents import UnreadableFile, read_bytes
from kybao.documents.legacy import TCVN3, VNI, Encoding, converted, detect, encoding_of_font, is_syllable, to_unicode

SMALL = "ăâđêôơư" + "".join(
    unicodedata.normalize("NFC", base + tone) for base in "aăâeêioôơuưy" for tone in "\u0300\u0301\u0303\u0309\u0323"
)
TO_TCVN3 = {letter: code for code, letter in TCVN3.items()}
TO_VNI = {letter: code for code, letter in VNI.items()}
TCVN3_NOTE = "Đã chuyển từ bảng mã TCVN3 (ABC) sang Unicode."
VNI_NOTE = "Đã chuyển từ bảng mã VNI-Windows sang Unicode."
SENTENCE = "Tổng đàn trâu của thành phố Cao Bằng hiện có 1.242 con, bằng 108% so với cùng kỳ năm trước; đàn lợn được 10.277 con."
WORDS = st.sampled_from("nghị quyết thực hiện đường trưởng giữa ngoài thủy lợi kỹ thuật bằng ưu đất".split())  # noqa: SIM905


def in_tcvn3(text):
    return "".join(TO_TCVN3.get(letter, letter) for letter in text)


def in_vni(text):
    return "".join(TO_VNI.get(letter, letter) for letter in text)


@pytest.mark.parametrize("letter", list(SMALL))
def test_every_letter_with_its_tone_is_in_both_tables(letter):
    assert to_unicode(TO_TCVN3[letter], Encoding.TCVN3) == letter
    assert to_unicode(TO_VNI[letter], Encoding.VNI) == letter
    assert to_unicode(TO_VNI[letter.upper()], Encoding.VNI) == letter.upper()
    assert to_unicode(TO_TCVN3[letter], Encoding.TCVN3_CAPITALS) == letter.upper()


@given(st.lists(WORDS, min_size=1).map(" ".join))
def test_text_comes_back_from_either_encoding(text):
    assert to_unicode(in_tcvn3(text), Encoding.TCVN3) == text
    assert to_unicode(in_vni(text), Encoding.VNI) == text
    assert to_unicode(in_vni(text.upper()), Encoding.VNI) == text.upper()


@given(st.text())
def test_text_with_letters_of_unicode_is_left_as_it_is(text):
    text += " đường"
    for encoding in Encoding:
        assert to_unicode(text, encoding) == text


@pytest.mark.parametrize(
    ("written", "encoding", "meant"),
    [
        ("Thµnh phè Cao B»ng", Encoding.TCVN3, "Thành phố Cao Bằng"),
        ("B¸O C¸O", Encoding.TCVN3, "BÁO CÁO"),
        ("§Ò ¸n 06", Encoding.TCVN3, "Đề án 06"),
        ("b¸o c¸o", Encoding.TCVN3_CAPITALS, "BÁO CÁO"),
        ("COÄNG HOØA XAÕ HOÄI", Encoding.VNI, "CỘNG HÒA XÃ HỘI"),
        ("Ñoäc laäp - Töï do", Encoding.VNI, "Độc lập - Tự do"),
        ("\uf0a7\uf0d2 \uf0b8n", Encoding.TCVN3, "Đề án"),
    ],
)
def test_texts_as_offices_wrote_them(written, encoding, meant):
    assert to_unicode(written, encoding) == meant


@pytest.mark.parametrize(
    ("font", "encoding"),
    [
        (".VnTime", Encoding.TCVN3),
        (".VnTimeH", Encoding.TCVN3_CAPITALS),
        (".vnarial", Encoding.TCVN3),
        ("VNI-Times", Encoding.VNI),
        ("Times New Roman", Encoding.UNICODE),
        ("Vni", Encoding.UNICODE),
        ("", Encoding.UNICODE),
    ],
)
def test_a_font_tells_its_encoding(font, encoding):
    assert encoding_of_font(font) is encoding


@pytest.mark.parametrize(
    "text",
    [
        SENTENCE,
        "Bà con xã Nà Ngần có 3 con bò và 15 con gà",
        "Diện tích 6.254 m², nhiệt độ 25°C ± 2, giá 3 £ và 5 µg",
        "Café, résumé, naïve, déjà vu",
        "",
    ],
)
def test_text_that_is_fine_is_not_taken_for_legacy(text):
    assert detect([text]) is Encoding.UNICODE


def test_the_encoding_shows_in_the_text():
    assert detect([in_tcvn3(SENTENCE)]) is Encoding.TCVN3
    assert detect([in_vni(SENTENCE)]) is Encoding.VNI


def test_a_text_that_reads_better_as_it_stands_is_left():
    assert converted("bao nhiêu", Encoding.TCVN3) == "bao nhiêu"


@pytest.mark.parametrize(
    "word", ["nghiêng", "quyết", "giữa", "khuya", "ưu", "yên", "thuyền", "ở", "ngoèo", "Đường", "gì", "quỹ", "thuở"]
)
def test_vietnamese_syllables(word):
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["Thµnh", "Thaønh", "được2", "strong", "phố́"])
def test_what_is_no_syllable(word):
    assert not is_syllable(word)


def document(**runs_by_font):
    word = docx.Document()
    paragraph = word.add_paragraph()
    for text, font in runs_by_font.items():
        paragraph.add_run(text).font.name = font
    out = io.BytesIO()
    word.save(out)
    return read_bytes(out.getvalue(), "bc.docx")


def test_word_runs_are_converted_by_their_font():
    read = document(
        **{
            in_tcvn3("Tổng đàn bò: "): ".VnTime",
            "245 con, đạt kế hoạch ": "Times New Roman",
            in_vni("được giao"): "VNI-Times",
        }
    )
    assert [block.text for block in read.blocks] == ["Tổng đàn bò: 245 con, đạt kế hoạch được giao"]
    assert read.notes == (TCVN3_NOTE, VNI_NOTE)


def test_a_letter_and_its_mark_may_stand_in_two_runs():
    assert document(**{"Thaø": "VNI-Times", "nh pho": "VNI-Times", "á": "VNI-Times"}).blocks[0].text == "Thành phố"


def test_a_soft_hyphen_of_word_is_a_letter_in_tcvn3():
    word = docx.Document()
    run = word.add_paragraph().add_run("d")
    run.font.name = ".VnTime"
    run._r.append(run._r.makeelement(qn("w:softHyphen")))
    run.add_text("¬ng")
    out = io.BytesIO()
    word.save(out)
    assert read_bytes(out.getvalue(), "bc.docx").blocks[0].text == "dương"


def test_unicode_text_under_a_legacy_font_is_left_as_it_is():
    read = document(**{SENTENCE: ".VnTime"})
    assert read.blocks[0].text == SENTENCE
    assert read.notes == ()


def test_the_font_may_come_from_a_style_or_from_the_defaults():
    word = docx.Document()
    word.styles["Normal"].font.name = ".VnTime"
    word.add_paragraph(in_tcvn3("đàn lợn"))
    out = io.BytesIO()
    word.save(out)
    assert read_bytes(out.getvalue(), "bc.docx").blocks[0].text == "đàn lợn"


def test_word_text_whose_font_says_nothing_is_known_by_its_letters():
    read = document(**{in_tcvn3(SENTENCE): "Times New Roman"})
    assert read.blocks[0].text == SENTENCE
    assert read.notes == (TCVN3_NOTE,)


def test_sheets_are_converted_by_their_letters():
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet("B1")
        sheet.write_column(0, 0, [in_tcvn3(text) for text in ("Tổng đàn trâu", "Đàn lợn", "Gia cầm", "Thủy sản")])
        sheet.write_column(0, 1, [1242, 10277, 205800, 8.2])
    read = read_bytes(out.getvalue(), "bc.xlsx")
    assert [block.text for block in read.blocks][1:5] == ["Tổng đàn trâu", "1.242", "Đàn lợn", "10.277"]
    assert TCVN3_NOTE in read.notes


MARKED = unicodedata.normalize("NFD", SENTENCE)


@pytest.mark.parametrize(
    ("data", "notes"),
    [
        (SENTENCE.encode(), ()),
        (SENTENCE.encode("utf-8-sig"), ()),
        (SENTENCE.encode("utf-16"), ()),
        (SENTENCE.encode("utf-16-le"), ()),
        (SENTENCE.encode("utf-16-be"), ()),
        (SENTENCE.encode("utf-32"), ()),
        (MARKED.encode(), ()),
        (in_tcvn3(SENTENCE).encode("latin-1"), (TCVN3_NOTE,)),
        (in_tcvn3(SENTENCE).encode(), (TCVN3_NOTE,)),
        (in_vni(SENTENCE).encode("cp1252"), (VNI_NOTE,)),
        (in_vni(SENTENCE).encode(), (VNI_NOTE,)),
    ],
)
def test_text_files_in_every_encoding_that_offices_use(data, notes):
    read = read_bytes(data, "bc.txt")
    assert [block.text for block in read.blocks] == [SENTENCE]
    assert read.notes == notes


def test_windows_1258_with_combining_marks():
    # Windows lays the tone after the letter: a + breve and circumflex are letters of the code page, tones are marks.
    parts = []
    for letter in SENTENCE:
        pieces = unicodedata.normalize("NFD", letter)
        tones = [piece for piece in pieces if piece in "\u0300\u0301\u0303\u0309\u0323"]
        base = unicodedata.normalize("NFC", "".join(piece for piece in pieces if piece not in tones))
        parts.append(base + "".join(tones))
    read = read_bytes("".join(parts).encode("cp1258"), "bc.txt")
    assert read.blocks[0].text == SENTENCE
    assert read.notes == ("Đã chuyển từ bảng mã windows-1258 sang Unicode.",)


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (bytes(range(128, 256)) * 20, "Không nhận ra bảng mã của tệp chữ."),
        (b"\xff\xfe" + b"\x00\xd8" * 40, "Không nhận ra bảng mã của tệp chữ."),
        (b"abc\x00def" * 9, "Nội dung tệp không phải là chữ."),
        (b"\x01\x02\x03\x04" * 99, "Nội dung tệp không phải là chữ."),
    ],
)
def test_bytes_that_are_no_text(data, what):
    with pytest.raises(UnreadableFile) as caught:
        read_bytes(data, "bc.txt")
    assert caught.value.what == what
    assert caught.value.where == "bc.txt"
