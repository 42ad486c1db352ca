"""The corpus format: what a line means, and what is said of a line that means nothing."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from kybao.documents import BlockKind
from kybao.evaluating import BrokenCorpus, parse_corpus, read_corpus
from kybao.evaluating.entry_document import document_of
from kybao.evaluating.labels import ClaimKind, Entry, Role, Stretch
from kybao.reading.claim import Base, Direction
from kybao.reading.figure import FigureKind, Qualifier

COWS = """@ sơn-la-2019-Q1-012 | tỉnh, quý, nông nghiệp
# issued 2019-03-18
> Đàn bò hiện có hơn 245 con, bằng 133,15% so với cùng kỳ (tăng 61 con); đàn bò của xã A có 245 con.
F1 245 con | 245 | con | quantity | over
F2 133,15% | 133.15 | % | percent
F3 61 con | 61 | con | quantity
F4 245 con | 245 | con | quantity
C comparison F1 percent=F2 change=F3 base=same_period up
V growth holds F2
V growth contradicts F1|F3|"xã A" computed=184
"""

TABLE = """@ bảng | xã
> Biểu 01: Gieo trồng
>| TT | Cây | Diện tích |
>| --- | --- | --- |
>| 1 | Lúa |  |
>|  | Cộng | 25,4 |
F1 01 | - | | numbering
V sum holds R3C3
V sequence contradicts R2C1
V sum undecided R2C3
"""


def entry(text: str) -> Entry:
    (one,) = parse_corpus(text, "a.corpus")
    return one


def test_an_entry_with_all_its_labels():
    one = entry(COWS)
    assert (one.name, one.tags, one.issued) == (
        "sơn-la-2019-Q1-012",
        ("tỉnh", "quý", "nông nghiệp"),
        date(2019, 3, 18),
    )
    assert [one.quote(label.place) for label in one.figures] == ["245 con", "133,15%", "61 con", "245 con"]
    assert one.figures[0].place < one.figures[3].place
    first = one.figures[0]
    assert (first.value, first.measure, first.kind, first.qualifier) == (
        Decimal(245),
        "con",
        FigureKind.QUANTITY,
        Qualifier.OVER,
    )
    (claim,) = one.claims
    assert claim.figures == {(Role.SUBJECT, 1), (Role.PERCENT, 2), (Role.CHANGE, 3)}
    assert (claim.kind, claim.base, claim.direction) == (ClaimKind.COMPARISON, Base.SAME_PERIOD, Direction.UP)
    assert [one.quote(place) for place in one.verdicts[1].places] == ["245 con", "61 con", "xã A"]
    assert one.verdicts[1].computed == "184"


@pytest.mark.parametrize(
    ("line", "figures", "base", "items", "complete"),
    [
        ("C ratio F1/F4 percent=F2 base=plan", {(Role.PART, 1), (Role.WHOLE, 4), (Role.PERCENT, 2)}, Base.PLAN, (), False),
        ("C ratio F1/F4 base=total", {(Role.PART, 1), (Role.WHOLE, 4)}, Base.TOTAL, (), False),
        ("C breakdown F1 = F3 F4 complete", {(Role.TOTAL, 1), (Role.ONE_OF, 3), (Role.ONE_OF, 4)}, None, (), True),
        ("C listing F1 = xã A; xã B", {(Role.COUNT, 1)}, None, ("xã A", "xã B"), False),
    ],
)  # fmt: skip
def test_claims_of_each_kind(line, figures, base, items, complete):
    claim = entry(COWS + line + "\n").claims[1]
    assert (claim.figures, claim.base, claim.items, claim.complete) == (figures, base, items, complete)


def test_the_document_of_an_entry_gives_each_label_back_its_own_text():
    one = entry(COWS)
    laid = document_of(one)
    assert laid.document.blocks[0].text == "Nơi ban hành, ngày 18 tháng 3 năm 2019"
    for label in one.figures:
        assert laid.document.quote(laid.span(label.place)) == label.quote
        assert laid.is_running(laid.span(label.place))


def test_cells_are_found_by_row_and_column_and_count_as_no_running_text():
    one = entry(TABLE)
    laid = document_of(one)
    spans = [laid.span(label.places[0]) for label in one.verdicts]
    assert [laid.document.quote(span) for span in spans] == ["25,4", "1", ""]
    assert not any(laid.is_running(span) for span in spans)
    assert laid.document.blocks[spans[0].block].kind is BlockKind.CELL


def test_list_items_and_headings_keep_their_places():
    one = entry("@ a\n> ### **2. Y tế**\n> - Khám 30 lượt;\n> + Tiêm 6 mũi.\nF1 2 | - | | numbering\n"
                "F2 30 lượt | 30 | lượt | quantity\nF3 6 mũi | 6 | mũi | quantity\n")  # fmt: skip
    laid = document_of(one)
    assert [laid.document.quote(laid.span(label.place)) for label in one.figures] == ["2", "30 lượt", "6 mũi"]


def test_a_quote_never_begins_or_ends_inside_a_longer_number():
    one = entry("@ a\n> Xã có 15 hộ của 5 hộ.\nF1 15 hộ | 15 | hộ | quantity\nF2 5 hộ | 5 | hộ | quantity\n")
    assert one.figures[1].place == Stretch(0, 16, 20)


HEAD = "@ a | xã\n> Đàn bò có 245 con, đàn lợn 30 con.\n"
FIGURES = "F1 245 con | 245 | con | quantity\nF2 30 con | 30 | con | quantity\n"


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("> Đàn bò tốt.\n", 1, "mục chưa có dòng mã “@ mã | nhãn phân loại”."),
        ("@ a | xã\n", 1, "mục “a” không có dòng nguyên văn “> …”."),
        ("@ | xã\n> Tốt.\n", 1, "thiếu mã sau “@”."),
        ("@ a\n@ b\n> Tốt.\n", 2, "mục đã có dòng mã. Hãy để một dòng trống trước mục mới."),
        ("@ a\n# issued 18/3/2019\n> Tốt.\n", 2, "ngày ban hành phải viết “# issued 2019-03-18”."),
        (HEAD, 1, "mục “a” có chữ số chưa có nhãn F: “245”, “30”."),
        (HEAD + "G1 245\n", 3, "dòng bắt đầu bằng “G” không thuộc dạng nào (@ # > F C V)."),
        (HEAD + "F1 245 con | 245 | con\n", 3, "con số phải viết “F1 trích | giá trị | đơn vị | loại [| mức]”."),
        (HEAD + "F2 245 con | 245 | con | quantity\n", 3, "F2 đứng sau F0."),
        (HEAD + "F1 45 con | 45 | con | quantity\n", 3, "không thấy “45 con” trong nguyên văn, sau con số trước đó."),
        (HEAD + "F1 245 con | 2,5 | con | quantity\n", 3, "giá trị “2,5” phải là số viết với dấu chấm thập phân."),
        (HEAD + "F1 245 con | 245 | con | số\n", 3, "loại “số” không có; chọn trong: quantity, percent"),
        (HEAD + "F1 245 con | 245 | con | name\n", 3, "giá trị của loại name phải là “-”."),
        (HEAD + "F1 245 con | 245 | con | quantity | hơn\n", 3, "mức “hơn” không có; chọn trong: about, nearly"),
        (HEAD + FIGURES + "> Thêm.\n", 5, "nguyên văn phải đứng trước các nhãn."),
        (HEAD + FIGURES + "C tổng F1 = F2\n", 5, "nhận định “tổng” không có; chọn trong: ratio, comparison"),
        (HEAD + FIGURES + "C ratio F1/F2\n", 5, "nhận định thiếu base=…."),
        (HEAD + FIGURES + "C ratio F1/F3 base=plan\n", 5, "nhận định dùng F3, nhưng không có con số này ở trên."),
        (HEAD + FIGURES + "C comparison F1 share=F2 base=plan\n", 5, "“share=F2” không có trong nhận định này"),
        (HEAD + FIGURES + "C comparison F1 percent=F2 base=kế\n", 5, "gốc so sánh “kế” không có; chọn trong: same_period"),
        (HEAD + FIGURES + "C breakdown F1\n", 5, "tổng và các phần phải viết “C breakdown F1 = F2 F3 [complete]”."),
        (HEAD + FIGURES + "C listing F1 = a;\n", 5, "danh sách phải viết “C listing F1 = mục 1; mục 2; …”."),
        (HEAD + FIGURES + "V sum F1\n", 5, "kết luận phải viết “V quy-tắc kết-luận nơi [computed=…]”."),
        (HEAD + FIGURES + "V sum wrong F1\n", 5, "kết luận “wrong” không có; chọn trong: holds, rounding"),
        (HEAD + FIGURES + "V sum holds F3\n", 5, "kết luận dùng F3, nhưng không có con số này ở trên."),
        (HEAD + FIGURES + "V sum holds R1C1\n", 5, "không có ô R1C1: bảng có 0 hàng."),
        (HEAD + FIGURES + 'V sum holds "gà"\n', 5, "không thấy “gà” trong nguyên văn."),
        (HEAD + FIGURES + "V sum holds F1 F2\n", 5, "nơi “F1 F2” phải là F1, R3C4 hoặc"),
    ],
)  # fmt: skip
def test_a_malformed_line_is_named_with_its_file_and_line(text, line, message):
    with pytest.raises(BrokenCorpus) as caught:
        parse_corpus(text, "xã.corpus")
    (fault,) = caught.value.faults
    assert fault.startswith(f"xã.corpus, dòng {line}: {message}")


def test_every_fault_of_every_file_is_told_at_once(tmp_path: Path):
    (tmp_path / "a.corpus").write_text("@ a\n> Có 5 hộ.\n\n@ b\n> Có 6 hộ.\n", "utf-8")
    (tmp_path / "b.corpus").write_bytes(b"\xff\xfe@ a")
    with pytest.raises(BrokenCorpus) as caught:
        read_corpus(tmp_path)
    assert [fault.removeprefix(f"{tmp_path}/")[:18] for fault in caught.value.faults] == [
        "a.corpus, dòng 1: ",
        "a.corpus, dòng 4: ",
        "b.corpus: không ph",
    ]


def test_a_name_given_twice_is_told_with_both_places(tmp_path: Path):
    for name in ("a", "b"):
        (tmp_path / f"{name}.corpus").write_text("@ x\n> Tốt.\n", "utf-8")
    with pytest.raises(
        BrokenCorpus, match=r"b\.corpus, dòng 1: mã “x” đã có ở .*a\.corpus, dòng 1\. Hãy đặt mã khác\."
    ):
        read_corpus(tmp_path)


@pytest.mark.parametrize(("name", "message"), [("", "không có tệp .corpus nào"), ("khong-co", "không mở được tệp")])
def test_a_corpus_that_is_not_there(tmp_path: Path, name: str, message: str):
    with pytest.raises(BrokenCorpus, match=message):
        read_corpus(tmp_path / name)


def test_the_corpus_of_the_repository_is_well_formed():
    entries = read_corpus(Path(__file__).parents[2] / "corpus")
    assert len({entry.name for entry in entries}) == len(entries)
    for one in entries:
        laid = document_of(one)
        for label in one.figures:
            assert laid.document.quote(laid.span(label.place)) == label.quote
