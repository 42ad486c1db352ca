"""Markdown, plain text and HTML → blocks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kybao.documents import BlockKind, UnreadableFile, document_of_text, read_bytes
from kybao.documents.content import printable

H, P, ITEM, CELL = BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.CELL


def shown(document):
    return [(block.kind, block.level, block.marker, block.text) for block in document.blocks]


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("## **I. KINH TẾ**", [(H, 2, "", "**I. KINH TẾ**")]),
        ("Dòng một  \ndòng hai\n\nĐoạn sau", [(P, 0, "", "Dòng một  \ndòng hai"), (P, 0, "", "Đoạn sau")]),
        ("- a\n  - b", [(ITEM, 1, "-", "a"), (ITEM, 2, "-", "b")]),
        ("6.254 m<sup>2</sup>", [(P, 0, "", "6.254 m<sup>2</sup>")]),
        ("1.\tNông nghiệp phát triển.", [(P, 0, "", "1.\tNông nghiệp phát triển.")]),
        ("-\tĐàn bò 245 con", [(ITEM, 1, "-", "Đàn bò 245 con")]),
        ("TT\tTên\n1\tTrâu\n2\tBò", [(CELL, 0, "", text) for text in ("TT", "Tên", "1", "Trâu", "2", "Bò")]),
        ("| A | B |\n|---|---|\n| 1 | 2 |", [(CELL, 0, "", text) for text in ("A", "B", "1", "2")]),
        ("a\x00b\x0bc\x1b[0m", [(P, 0, "", "abc[0m")]),
    ],
)
def test_markdown(text, blocks):
    assert shown(document_of_text(text)) == blocks


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_any_text_is_read_and_its_blocks_are_slices_of_it(text):
    document = document_of_text(text)
    source = printable(text)
    cells = document.table_blocks()
    assert all(block.text in source for block in document.blocks if block.index not in cells)


@pytest.mark.parametrize("piece", ["\t", "- ", "|", "|--", "#", "a\tb\n\n", "1\t2\n"])
def test_hostile_text_takes_linear_time(piece, growth):
    assert growth(lambda size: document_of_text(piece * (10_000 * size))) < 24


HTML = """<html><head><title>x</title><style>p{}</style></head><body><script>1</script>
<h2>I. KINH TẾ</h2><p>Đàn bò<br>có <b>245</b> con.</p><ul><li>Lợn<ul><li>Nái</li></ul></li></ul><ol><li>Một</li><li>Hai</li></ol>
<p hidden>ẩn</p><div style="display: none">ẩn</div>
<table><caption>Biểu 1</caption><tr><th rowspan="2">TT</th><th colspan="2">Số con</th></tr><tr><th>Trâu</th><th>Bò</th></tr>
<tr><td>1</td><td>1.242<table><tr><td>lồng</td></tr></table></td><td>245</td></tr></table><p>Hết</p></body></html>"""


def test_html():
    document = read_bytes(HTML.encode(), "bc.html")
    assert shown(document) == [
        (H, 2, "", "I. KINH TẾ"),
        (P, 0, "", "Đàn bò\ncó 245 con."),
        (ITEM, 1, "-", "Lợn"),
        (ITEM, 2, "-", "Nái"),
        (ITEM, 1, "1.", "Một"),
        (ITEM, 1, "2.", "Hai"),
        *((CELL, 0, "", text) for text in ("TT", "Số con", "Trâu", "Bò", "1", "1.242", "245", "lồng")),
        (P, 0, "", "Hết"),
    ]
    outer, inner = document.tables
    assert outer.name == "Biểu 1"
    assert [(cell.row, cell.column, cell.row_span, cell.column_span) for cell in outer.cells[:4]] == [
        (0, 0, 2, 1),
        (0, 1, 1, 2),
        (1, 1, 1, 1),
        (1, 2, 1, 1),
    ]
    assert len(inner.cells) == 1


@pytest.mark.parametrize("text", ["<div>" * 20_000 + "a", "<table><tr><td>" * 5_000 + "a"])
def test_html_that_is_nested_too_deep(text):
    with pytest.raises(UnreadableFile, match=r"bc\.html: Nội dung lồng nhau quá sâu\. Hãy mở bằng Word"):
        read_bytes(text.encode(), "bc.html")


@pytest.mark.parametrize(("before", "piece"), [("", "<p>"), ("a", "<"), ("a<table>", "<tr><td>"), ("<ol>", "<li>a")])
def test_hostile_html_takes_linear_time(before, piece, growth):
    assert growth(lambda size: read_bytes((before + piece * (2_000 * size) + "a").encode(), "bc.html")) < 24


@given(st.text(min_size=1))
def test_any_html_is_read(text):
    document = read_bytes(f"<p>Đàn bò {text}".encode("utf-8", "replace").replace(b"\0", b""), "bc.html")
    assert document.blocks[0].text.startswith("Đàn bò")
