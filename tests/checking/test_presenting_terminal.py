"""How a finding looks in a terminal: every line is what a person reads."""

import re

import pytest

from kybao.checking.finding import Finding, Verdict
from kybao.checking.presenting.terminal import summary, terminal_text
from kybao.documents import Document, Span, document_of_text

BUDGET = """## **I. KINH TẾ**

Thu đúng tiến độ. *Phần thu cân đối:* **8,199 tỷ**/234,05 tỷ đồng, đạt 3% kế hoạch giao. Đáp ứng nhiệm vụ chi.

TT\tĐơn vị\tGhi chú
11\tHội CTĐ\t
13\tThanh tra\tNộp 19/01/2022
"""


def span_of(document: Document, text: str) -> Span:
    block = next(block for block in document.blocks if text in block.text)
    start = block.text.index(text)
    return Span(block.index, start, start + len(text))


def finding(document: Document, quote: str, *evidence: str, **parts) -> Finding:
    given = {
        "rule": "ratio",
        "verdict": Verdict.CONTRADICTS,
        "stated": "3",
        "computed": "3.5032",
        "explanation": "Nêu 3%, tính ra 3,50%.",
    }
    return Finding(
        span=span_of(document, quote),
        quote=quote,
        evidence=tuple(span_of(document, e) for e in evidence),
        **(given | parts),
    )


def shown(text: str, *quotes: str, width: int = 100, colour: bool = False, **parts) -> list[str]:
    document = document_of_text(text, "bao-cao.md", "md")
    (lines,) = terminal_text(document, [finding(document, *quotes, **parts)], width=width, colour=colour)
    return lines.split("\n")


def test_a_finding_shows_its_place_its_sentence_the_figure_and_its_evidence_and_how_it_was_computed():
    assert shown(BUDGET, "3%", "8,199 tỷ", "234,05 tỷ đồng") == [
        "✕ mâu thuẫn: Tỷ lệ x/y [ratio]",
        "  ──▶ bao-cao.md · khối 1 · I. KINH TẾ",
        "   │",
        "   │ Phần thu cân đối: 8,199 tỷ/234,05 tỷ đồng, đạt 3% kế hoạch giao.",
        "   │                   ~~~~~~~~ ~~~~~~~~~~~~~~      ^^",
        "   │",
        "   = nêu 3 · suy ra 3,5032",
        "   = Nêu 3%, tính ra 3,50%.",
    ]


@pytest.mark.parametrize(
    ("quote", "stated", "computed", "told"),
    [
        ("75,09%", "75.09", "75.0973", "nêu 75,09 · suy ra 75,0973"),
        ("10.277 con", "10277", "10300", "nêu 10.277 · suy ra 10.300"),
        ("21/01/2022", "2022-01-21", "2022-01-18", "nêu 21/01/2022 · suy ra 18/01/2022"),
        ("3.3", "3.3", "3.1", "nêu 3.3 · suy ra 3.1"),  # a section's number is no decimal
        ("tăng 02 trẻ", "tăng", "", "nêu tăng"),
    ],
)
def test_values_are_printed_as_the_document_prints_them(quote, stated, computed, told):
    assert shown(f"Mục {quote} nêu rõ.", quote, stated=stated, computed=computed)[6] == f"   = {told}"


def test_a_long_sentence_is_broken_to_the_width_with_the_marks_under_the_right_line():
    lines = shown(BUDGET, "3%", "8,199 tỷ", width=44)
    assert lines[3:7] == [
        "   │ Phần thu cân đối: 8,199 tỷ/234,05 tỷ",
        "   │                   ~~~~~~~~",
        "   │ đồng, đạt 3% kế hoạch giao.",
        "   │           ^^",
    ]


@pytest.mark.parametrize("width", [40, 57, 80, 133])
def test_every_mark_stands_under_the_characters_that_it_marks(width):
    text = "Mở đầu: " + "; ".join(f"xã số {n} đạt {n},5% kế hoạch" for n in range(10, 40)) + "."
    lines = shown(text, "31,5%", "12,5%", width=width)
    marked = {
        mark: lines[i - 1][lines[i].index(mark) : lines[i].rindex(mark) + 1]
        for i in range(len(lines))
        for mark in "^~"
        if mark in lines[i]
    }
    assert marked == {"^": "31,5%", "~": "12,5%"}
    assert all(len(line) <= width for line in lines[3:])


def test_of_a_very_long_sentence_only_the_lines_around_the_marks_are_shown():
    text = "Mở đầu: " + "; ".join(f"xã số {n} đạt {n},5% kế hoạch" for n in range(10, 60)) + "."
    lines = shown(text, "31,5%", width=60)
    assert lines.count("   ⋮") == 2
    assert len(lines) < 15


def test_in_a_table_the_row_is_shown_and_evidence_elsewhere_with_its_own_place():
    assert shown(BUDGET, "13", "11", rule="không có", stated="13", computed="12", explanation="Thiếu số 12.")[1:10] == [
        "  ──▶ bao-cao.md · khối 8 · bảng 1, hàng 3",
        "   │",
        "   │ 13 │ Thanh tra │ Nộp 19/01/2022",
        "   │ ^^",
        "  ··· khối 5 · bảng 1, hàng 2",
        "   │",
        "   │ 11 │ Hội CTĐ",
        "   │ ~~",
        "   │",
    ]


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("Tỷ lệ đạt 3% kế hoạch.", 10),
        ("Cổng 中国 đạt 3% kế hoạch.", 14),  # wide letters take two columns
        ("q\u0323uỹ đạt 3% kế hoạch.", 8),  # a mark that has no letter of its own takes none
        ("Đạt\u00a03% kế hoạch.", 4),
        ("Diện tích 6 m<sup>2</sup> đạt 3%.", 19),
    ],
)
def test_marks_stand_under_their_characters_whatever_letters_come_before(text, columns):
    assert shown(text, "3%")[4] == "   │ " + " " * columns + "^^"


def test_a_file_cannot_send_commands_to_the_terminal():
    assert not any("\033" in line for line in shown("Đạt \033[31m3% kế hoạch.", "3%", explanation="\033]0;x\007"))


def test_colour_adds_nothing_but_colour():
    plain, coloured = (shown(BUDGET, "3%", "8,199 tỷ", colour=colour) for colour in (False, True))
    assert any("\033[1;31m^^\033[0m" in line for line in coloured)
    assert [re.sub(r"\033\[[\d;]*m", "", line) for line in coloured] == plain


@pytest.mark.parametrize(
    ("verdicts", "text"),
    [
        ([], "Không có gì cần xem lại."),
        ([Verdict.HOLDS] * 3, "Không có gì cần xem lại; 3 điều đúng."),
        ([Verdict.ROUNDING] * 3 + [Verdict.CONTRADICTS] * 12, "12 mâu thuẫn, 3 lệch do làm tròn."),
        ([Verdict.UNDECIDED, Verdict.TRUNCATED, Verdict.HOLDS], "1 cắt bỏ chữ số, 1 chưa đủ căn cứ, 1 đúng."),
    ],
)
def test_the_summary_counts_by_weight(verdicts, text):
    assert summary([Finding("ratio", verdict, Span(0, 0, 1), "3", "3", "4", "") for verdict in verdicts]) == text
