"""The HTML page: the document whole, every mark over its own words, every finding linked with its place."""

import re
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from kybao.checking.finding import Finding, Verdict
from kybao.checking.presenting import write_page
from kybao.checking.presenting.inline import runs
from kybao.documents import Block, BlockKind, Cell, Document, Span, Table, document_of_text

TEXT = """# **BÁO CÁO**

*Chăn nuôi:* Đàn bò có **245 con** bằng 133,15% (tăng 61 con). Diện tích 6.254 m<sup>2</sup>, đạt 3%.
- Mục <script>alert(1)</script> & "khác"

TT\tĐơn vị
1\tPhòng Kinh tế
3\tThanh tra
"""


def place(document: Document, text: str) -> Span:
    block = next(block for block in document.blocks if text in block.text)
    return Span(block.index, block.text.index(text), block.text.index(text) + len(text))


def finding(
    document: Document, quote: str, *evidence: str, verdict: Verdict = Verdict.CONTRADICTS, rule: str = "ratio"
) -> Finding:
    spans = tuple(place(document, text) for text in evidence)
    return Finding(rule, verdict, place(document, quote), quote, "3", "3.5", "Nêu 3%, tính ra 3,5%.", spans)


def page_of(document: Document, *findings: Finding) -> Any:
    return html.document_fromstring(write_page([(document, findings)], "Kết quả kiểm tra"))


DOCUMENT = document_of_text(TEXT, "bao-cao.md", "md")


def test_the_whole_document_is_there_with_its_markup_shown_and_not_spelt_out():
    page = page_of(DOCUMENT, finding(DOCUMENT, "61 con"))
    for note in page.xpath("//*[@class='notes'] | //*[starts-with(@class, 'ref ')]"):
        note.drop_tree()
    text = " ".join(page.xpath("//div[@class='body']")[0].text_content().split())
    assert "Chăn nuôi: Đàn bò có 245 con bằng 133,15% (tăng 61 con). Diện tích 6.254 m2, đạt 3%." in text
    assert "TT Đơn vị 1 Phòng Kinh tế 3 Thanh tra" in re.sub(
        r"\s+", " ", " ".join(page.xpath("//table[@class='grid']//text()"))
    )
    assert "**" not in text
    assert [element.text for element in page.xpath("//div[@class='body']//b")] == ["BÁO CÁO", "245 con"]
    assert page.xpath("//sup")[0].text == "2"


def test_what_a_document_says_is_never_run():
    page = page_of(DOCUMENT)
    assert not [script for script in page.xpath("//script") if "alert" in script.text_content()]
    assert 'Mục <script>alert(1)</script> & "khác"' in page.text_content()


@pytest.mark.parametrize("quote", ["245 con", "133,15%", "6.254 m<sup>2</sup>", "Thanh tra", "BÁO CÁO"])
def test_a_mark_covers_exactly_the_figure(quote):
    marks = page_of(DOCUMENT, finding(DOCUMENT, quote)).xpath("//mark")
    assert "".join(mark.text_content() for mark in marks) == quote.replace("<sup>", "").replace("</sup>", "")


def test_overlapping_findings_are_all_marked():
    page = page_of(
        DOCUMENT, finding(DOCUMENT, "bằng 133,15%"), finding(DOCUMENT, "133,15% (tăng", verdict=Verdict.ROUNDING)
    )
    assert "".join(page.xpath("//mark[contains(@class, 'v-contradicts')]//text()")) == "bằng 133,15%"
    assert "".join(page.xpath("//mark[contains(@class, 'v-rounding')]//text()")) == "133,15% (tăng"


def test_every_link_leads_somewhere_and_no_name_is_given_twice():
    findings = [finding(DOCUMENT, q, "245 con", "Thanh tra", "61 con") for q in ("61 con", "133,15%", "3%", "BÁO CÁO")]
    page: Any = html.document_fromstring(write_page([(DOCUMENT, findings), (DOCUMENT, findings)], "Hai báo cáo"))
    names = page.xpath("//@id")
    assert len(names) == len(set(names))
    assert {link[1:] for link in page.xpath("//a/@href")} <= set(names)
    assert page.xpath("//table[@class='contents']//a/@href") == ["#d1", "#d2"]


def test_a_finding_stands_in_its_sentence_and_leads_to_its_figure_and_evidence():
    page = page_of(DOCUMENT, finding(DOCUMENT, "61 con", "245 con"))
    (sentence,) = page.xpath("//*[@class='sentence'][.//mark]")
    assert "Mâu thuẫn" in sentence.text_content()
    assert "Diện tích" not in sentence.text_content()
    (evidence,) = page.xpath("//*[@class='from']/a")
    assert page.get_element_by_id(evidence.get("href")[1:]).text_content() == "245 con"


def test_one_can_filter_by_verdict_and_by_rule_and_what_holds_is_filtered_out_at_first():
    page = page_of(DOCUMENT, finding(DOCUMENT, "61 con"), finding(DOCUMENT, "3%", verdict=Verdict.HOLDS, rule="sum"))
    boxes = {box.get("id"): box.get("checked") is not None for box in page.xpath("//input[@type='checkbox']")}
    assert boxes == {"show-v-contradicts": True, "show-v-holds": False, "show-r-ratio": True, "show-r-sum": True}
    style = page.xpath("//style")[0].text
    assert all(f"#{box}:not(:checked)" in style for box in boxes)


def test_the_page_loads_nothing_and_is_in_vietnamese():
    page = page_of(DOCUMENT, finding(DOCUMENT, "61 con"))
    assert page.get("lang") == "vi"
    assert not page.xpath("//link | //img | //iframe | //*[@src]")
    assert "url(" not in page.xpath("//style")[0].text
    assert "@import" not in page.xpath("//style")[0].text


def test_a_document_without_findings_says_so():
    assert "không có gì cần xem lại" in page_of(DOCUMENT).text_content()


def test_merged_and_missing_cells_keep_their_columns():
    texts = ["Chỉ tiêu", "Kết quả", "Tháng 1", "7"]
    blocks = tuple(Block(i, BlockKind.CELL, text) for i, text in enumerate(texts))
    cells = (Cell(0, 0, 0, 2, 1, True), Cell(0, 1, 1, 1, 2, True), Cell(1, 2, 2), Cell(2, 1, 3))
    page = page_of(Document("bang.xlsx", "xlsx", blocks, (Table(0, cells, 3, 3),)))
    rows = [
        [cell.text_content() for cell in row.xpath("./td | ./th")] for row in page.xpath("//table[@class='grid']//tr")
    ]
    assert rows == [["Chỉ tiêu", "Kết quả"], ["", "Tháng 1"], ["", "7"]]


def test_two_bold_lines_run_together_are_shown_as_two():
    document = document_of_text("**BIỂU TỔNG HỢP****Danh sách các đơn vị**", "a.md", "md")
    body = page_of(document).xpath("//div[@class='body']")[0]
    assert [b.text for b in body.xpath(".//b")] == ["BIỂU TỔNG HỢP", "Danh sách các đơn vị"]
    assert len(body.xpath(".//br")) == 1


def test_what_needs_an_eye_is_numbered_first_from_one():
    page = page_of(
        DOCUMENT,
        finding(DOCUMENT, "245 con", verdict=Verdict.HOLDS),
        finding(DOCUMENT, "3%"),
        finding(DOCUMENT, "61 con"),
    )
    numbers = {link.get("class").split()[1]: link.text for link in page.xpath("//a[starts-with(@class, 'ref ')]")}
    assert numbers["v-holds"] == "3"
    assert [link.text for link in page.xpath("//a[contains(@class, 'ref v-contradicts')]")] == ["1", "2"]


@given(
    st.text(alphabet="ab *_<>/supi\n2", max_size=60),
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=6),
    st.lists(st.integers(0, 60), max_size=4),
)
def test_runs_keep_their_order_lose_only_markup_and_know_their_marks(text, marks, cuts):
    marks = [(min(mark), max(mark)) for mark in marks]
    found = [run for run in runs(text, marks, markup=True, cuts=cuts) if not run.line_break]
    assert all(text[run.start : run.start + len(run.text)] == run.text for run in found)
    assert all(a.start + len(a.text) <= b.start for a, b in pairwise(found))
    for run in found:
        for offset in range(run.start, run.start + len(run.text)):
            assert set(run.marks) == {i for i, (start, end) in enumerate(marks) if start <= offset < end}
        assert not any(run.start < cut < run.start + len(run.text) for cut in cuts)
