"""The Word copy: a comment on the figure's own runs, the text and its formatting as they were."""

import io
from collections.abc import Sequence

import docx
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from kybao.checking.finding import Finding, Verdict
from kybao.checking.presenting import comment_docx
from kybao.documents import Document, Span, UnreadableFile, read_bytes

BUDGET = [
    ("Thu cân đối: ", ""),
    ("8,199 tỷ", "b"),
    ("/234,05 tỷ đồng, đạt ", ""),
    ("3% kế", "i"),
    (" hoạch; giải quyết 7", ""),
    ("5,09", "b"),
    ("%.", ""),
]


def word_file(*paragraphs: list[tuple[str, str]], table: Sequence[Sequence[str]] = ()) -> bytes:
    word = docx.Document()
    word.add_heading("I. LĨNH VỰC KINH TẾ", 1)
    for pieces in paragraphs:
        paragraph = word.add_paragraph()
        for text, style in pieces:
            run = paragraph.add_run(text)
            run.bold, run.italic = "b" in style or None, "i" in style or None
    if table:
        grid = word.add_table(len(table), len(table[0]))
        for row, texts in zip(grid.rows, table, strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text
    out = io.BytesIO()
    word.save(out)
    return out.getvalue()


def on(document: Document, quote: str, verdict: Verdict = Verdict.CONTRADICTS) -> Finding:
    block = next(block for block in document.blocks if quote in block.text)
    span = Span(block.index, block.text.index(quote), block.text.index(quote) + len(quote))
    return Finding("ratio", verdict, span, quote, "3", "3.5032", f"Giải thích về {quote}.")


def commented(data: bytes, *quotes: str, verdict: Verdict = Verdict.CONTRADICTS) -> docx.document.Document:
    document = read_bytes(data, "bc.docx")
    return docx.Document(io.BytesIO(comment_docx(data, "bc.docx", [on(document, quote, verdict) for quote in quotes])))


def anchored(word: docx.document.Document, comment_id: int) -> str:
    """The text between the ends of a comment's range."""
    inside, text = False, ""
    for element in word.element.body.iter():
        if element.get(qn("w:id")) == str(comment_id):
            inside = element.tag == qn("w:commentRangeStart") or (inside and element.tag != qn("w:commentRangeEnd"))
        elif inside and element.tag == qn("w:t"):
            text += element.text
    return text


def looks(word: docx.document.Document) -> list[list[tuple[str, bool | None, bool | None]]]:
    """The text of every paragraph, with its formatting, letter by letter."""
    return [[(char, run.bold, run.italic) for run in p.runs for char in run.text] for p in word.paragraphs]


@pytest.mark.parametrize("quote", ["3%", "75,09%", "8,199 tỷ", "8,199 tỷ/234,05 tỷ đồng", "Thu", "%.", "LĨNH VỰC"])
def test_a_comment_lies_on_exactly_the_figure_and_nothing_else_changes(quote):
    data = word_file(BUDGET)
    word = commented(data, quote)
    (comment,) = word.comments
    assert anchored(word, comment.comment_id) == quote
    assert looks(word) == looks(docx.Document(io.BytesIO(data)))


def test_the_comment_says_what_is_stated_what_follows_and_why():
    (comment,) = commented(word_file(BUDGET), "3%").comments
    assert comment.author == "Kybao"
    assert comment.text == "Mâu thuẫn – Tỷ lệ x/y\nGiải thích về 3%.\nNêu: 3; suy ra: 3,5032"


def test_overlapping_findings_and_findings_in_table_cells_all_get_their_comment():
    data = word_file(BUDGET, table=[["TT", "Kết quả"], ["1", "Đạt 21/23 hồ sơ\n(81,3%)"]])
    quotes = ["8,199 tỷ/234,05", "234,05 tỷ đồng", "234,05", "81,3%", "TT"]
    word = commented(data, *quotes)
    assert sorted(anchored(word, comment.comment_id) for comment in word.comments) == sorted(quotes)


def test_what_holds_gets_no_comment():
    assert len(list(commented(word_file(BUDGET), "3%", verdict=Verdict.HOLDS).comments)) == 0


def test_figures_in_links_in_insertions_and_in_decomposed_letters_are_found():
    word = docx.Document(io.BytesIO(word_file(BUDGET, [("Tỷ lệ\u0309 ", ""), ("đạt 91,1%", "b")])))
    paragraph = word.paragraphs[-1]
    inserted = OxmlElement("w:ins", attrs={qn("w:id"): "900", qn("w:author"): "A"})
    paragraph.runs[-1]._r.addprevious(inserted)
    inserted.append(paragraph.runs[-1]._r)
    out = io.BytesIO()
    word.save(out)
    marked = commented(out.getvalue(), "91,1%")
    assert [anchored(marked, comment.comment_id) for comment in marked.comments] == ["91,1%"]


def test_in_a_file_in_an_encoding_before_unicode_the_figure_is_found_by_its_digits():
    word = docx.Document(io.BytesIO(word_file()))
    paragraph = word.add_paragraph()
    for text in ("Gi¶i quyÕt ®óng h¹n 21/23 hå s¬, ®¹t tû lÖ 8", "1,3% kÕ ho¹ch n¨m, thµnh phè Cao B»ng."):
        paragraph.add_run(text).font.name = ".VnTime"
    out = io.BytesIO()
    word.save(out)
    assert "Giải quyết đúng hạn" in read_bytes(out.getvalue(), "bc.docx").blocks[-1].text
    marked = commented(out.getvalue(), "81,3%")
    assert [anchored(marked, comment.comment_id) for comment in marked.comments] == ["81,3%"]


def test_a_file_that_is_no_word_file_is_refused_with_a_clear_message():
    with pytest.raises(UnreadableFile, match=r"\.docx"):
        comment_docx("Đạt 3%.".encode(), "bc.md", [])
