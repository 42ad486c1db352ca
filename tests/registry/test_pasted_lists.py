"""What people paste, and how each row is understood."""

from __future__ import annotations

from io import BytesIO

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from kybao.documents.errors import UnreadableFile
from kybao.registry.pasted.indicators import pasted_indicators
from kybao.registry.pasted.outline import Owner, pasted_outline, text_of_outline
from kybao.registry.pasted.rows import text_of_file
from kybao.registry.pasted.units import pasted_units

COMMITTEE = ("ubnd-ha-an", "UBND huyện Hà An")
OWNERS = (
    Owner("nn", ("Phòng Nông nghiệp và Môi trường", "Phòng NN-MT"), "phòng"),
    Owner("yte", ("Phòng Y tế", "Phòng Y tế"), "phòng"),
    Owner("binh-minh", ("Ủy ban nhân dân xã Bình Minh", "UBND xã Bình Minh"), "xã"),
    Owner("tan-lap", ("Ủy ban nhân dân phường Tân Lập", "UBND phường Tân Lập"), "phường"),
)


@pytest.mark.parametrize(
    ("pasted", "understood"),
    [
        pytest.param(
            "Phòng Y tế\nỦy ban nhân dân xã Bình Minh",
            [("phong-y-te", "Phòng Y tế", "phòng"), ("ubnd-xa-binh-minh", "Ủy ban nhân dân xã Bình Minh", "xã")],
            id="names alone",
        ),
        pytest.param("TT\tTên đơn vị\n1\tPhòng Y tế", [("phong-y-te", "Phòng Y tế", "phòng")], id="numbered, with a head"),
        pytest.param("1\tPhòng Y tế\n2\tHội CTĐ", [("phong-y-te", "Phòng Y tế", "phòng"), ("hoi-ctd", "Hội CTĐ", "hội")], id="numbered"),
        pytest.param("yte\tPhòng Y tế\tP. Y tế", [("yte", "Phòng Y tế", "phòng")], id="codes first"),
        pytest.param("Tên\tMã\tLoại\nPhòng Y tế\tyte\tsở", [("yte", "Phòng Y tế", "sở")], id="columns in any order"),
        pytest.param("Mai Châu", [("mai-chau", "Mai Châu", "")], id="a name that tells no kind"),
    ],
)  # fmt: skip
def test_units_are_understood(pasted: str, understood: list[tuple[str, str, str]]) -> None:
    rows = pasted_units(pasted, COMMITTEE, {})
    assert [(row.code, row.name, row.kind) for row in rows] == understood
    assert not any(row.faults for row in rows)
    assert {row.parent for row in rows} == {COMMITTEE[0]}


def test_a_unit_may_stand_under_another_of_the_list_by_its_name() -> None:
    rows = pasted_units("Phòng Y tế\t\t\t\nTrạm Y tế xã A\t\t\tphòng y tế", COMMITTEE, {})
    assert [(row.code, row.parent) for row in rows][1] == ("tram-y-te-xa-a", "phong-y-te")


def test_a_unit_that_is_there_keeps_its_code() -> None:
    (row,) = pasted_units("UBND xã Bình Minh", COMMITTEE, {"xbm": ("Ủy ban nhân dân xã Bình Minh",)})
    assert (row.code, row.known) == ("xbm", True)


@pytest.mark.parametrize(
    ("pasted", "fault"),
    [
        ("Phòng Y tế\nPhòng y tế", "Trùng mã hoặc trùng tên với dòng 1"),
        ("Mã\tTên\nyte\tPhòng Y tế\nyte\tPhòng Tư pháp", "Trùng mã hoặc trùng tên với dòng 2"),
        ("Mã\tTên\ny tế\tPhòng Y tế", "Mã “y tế” không dùng được"),
        ("Mã\tTên\nyte\t", "Chưa có tên"),
        ("Trạm 1\t\t\tPhòng Ytế\nPhòng Y tế", "Có phải “Phòng Y tế” không?"),
        ("x" * 201, "dài hơn 200 chữ"),
        ("Mã\tTên\nubnd-ha-an\tHuyện", "chính cơ quan nhận báo cáo"),
    ],
)
def test_what_is_wrong_with_a_unit_is_said_at_its_row(pasted: str, fault: str) -> None:
    said = [fault for row in pasted_units(pasted, COMMITTEE, {}) for fault in row.faults]
    assert len(said) == 1
    assert fault in said[0]


@given(st.text(alphabet="aă ÂđP-12;.,\t\n[]>&|x", max_size=200))
def test_any_text_is_understood_or_has_its_faults_said(text: str) -> None:
    for row in pasted_units(text, COMMITTEE, {}):
        assert row.faults or (row.name and row.code and row.parent)
    for section in pasted_outline(text, OWNERS):
        assert section.faults or section.title
    for indicator in pasted_indicators(text, {}):
        assert indicator.faults or (indicator.phrase and indicator.kind)


OUTLINE = """\
Phần thứ nhất: KẾT QUẢ {KỲ NÀY}
> Trong tháng, huyện đã đạt kết quả sau:
I. KINH TẾ
1. Nông nghiệp\tPhòng NN-MT; các xã, phường
1.1. Trồng trọt [Phòng Nông nghiệp và Môi trường]
II. XÃ HỘI
a) Y tế\tphòng y tế
Phần thứ hai: NHIỆM VỤ {KỲ SAU}
1. Y tế\tTất cả"""


def test_an_outline_is_a_tree_by_its_numbers_with_the_units_that_write() -> None:
    rows = pasted_outline(OUTLINE, OWNERS)
    assert [(row.key, row.parent, row.kind, row.printed_number, row.owners) for row in rows] == [
        ("p1", "", "part", "Phần thứ nhất:", ()),
        ("office", "p1", "paragraph", "", ()),
        ("p1-I", "p1", "chapter", "I", ()),
        ("p1-I-1", "p1-I", "section", "1", ("nn", "binh-minh", "tan-lap")),
        ("p1-I-1-1", "p1-I-1", "subsection", "1.1", ("nn",)),
        ("p1-II", "p1", "chapter", "II", ()),
        ("p1-II-a", "p1-II", "subsection", "a", ("yte",)),
        ("p2", "", "part", "Phần thứ hai:", ()),
        ("p2-1", "p2", "section", "1", ("nn", "yte", "binh-minh", "tan-lap")),
    ]
    assert not any(row.faults for row in rows)


def test_an_outline_written_out_reads_back_the_same() -> None:
    rows = pasted_outline(OUTLINE, OWNERS)
    again = pasted_outline(text_of_outline(rows, {owner.code: owner.names[-1] for owner in OWNERS}), OWNERS)
    assert [(row.key, row.title, row.owners) for row in again] == [(row.key, row.title, row.owners) for row in rows]


def test_an_outline_without_numbers_follows_its_indentation() -> None:
    rows = pasted_outline("Kinh tế\n    Nông nghiệp\n        Trồng trọt\nXã hội\n\tY tế", OWNERS)
    assert [(row.title, row.depth) for row in rows] == [
        ("Kinh tế", 0),
        ("Nông nghiệp", 1),
        ("Trồng trọt", 2),
        ("Xã hội", 0),
        ("Y tế", 1),
    ]


def test_an_outline_of_a_spreadsheet_has_its_number_in_a_column_of_its_own() -> None:
    rows = pasted_outline("Số\tMục\tĐơn vị\nI\tKinh tế\n1\tNông nghiệp\tPhòng NN-MT", OWNERS)
    assert [(row.printed_number, row.title, row.owners) for row in rows] == [
        ("I", "Kinh tế", ()),
        ("1", "Nông nghiệp", ("nn",)),
    ]


def test_a_unit_that_is_not_there_is_named_with_the_one_that_may_be_meant() -> None:
    (row,) = pasted_outline("1. Y tế [Phòng I tế]", OWNERS)
    assert row.faults == (
        "Không thấy đơn vị “Phòng I tế”. Có phải “Phòng Y tế” không? Hãy sửa tên, hoặc thêm đơn vị ở bước Đơn vị.",
    )


@pytest.mark.parametrize(
    ("pasted", "understood"),
    [
        ("Đàn trâu\tcon\tNông nghiệp\tcó đến cuối kỳ\t\tsố trâu", ("dan-trau", "con", "stock", "", "đàn trâu|số trâu")),
        ("Tỷ lệ hộ nghèo\t%", ("ty-le-ho-ngheo", "%", "ratio", "", "tỷ lệ hộ nghèo")),
        ("Chỉ tiêu\tĐVT\tCách cộng\nThu ngân sách\tđồng\tcộng dồn", ("thu-ngan-sach", "đồng", "flow", "", "thu ngân sách")),
        ("Đàn lợn\tcon\t\t\tTổng đàn", ("dan-lon", "con", "flow", "tong", "đàn lợn")),
    ],
)  # fmt: skip
def test_indicators_are_understood(pasted: str, understood: tuple[str, ...]) -> None:
    (row,) = pasted_indicators(pasted, {"tong": ("Tổng đàn",)})
    assert (row.code, row.measure, row.kind, row.parent, row.phrase) == understood
    assert not row.faults


@pytest.mark.parametrize(
    ("pasted", "fault"),
    [
        ("Đàn lợn\tcon\tNN\tcộng bừa", "Không hiểu cách cộng “cộng bừa”"),
        ("Đàn lợn\tcon\tNN\t\tTổng đàm", "Có phải “Tổng đàn” không?"),
        ("Đàn lợn\nĐàn lợn", "Trùng mã hoặc trùng tên với dòng 1"),
    ],
)
def test_what_is_wrong_with_an_indicator_is_said_at_its_row(pasted: str, fault: str) -> None:
    assert fault in " ".join(
        fault for row in pasted_indicators(pasted, {"tong": ("Tổng đàn",)}) for fault in row.faults
    )


def test_a_workbook_is_what_pasting_it_would_give() -> None:
    file = BytesIO()
    book = xlsxwriter.Workbook(file)
    sheet = book.add_worksheet()
    for number, row in enumerate([["TT", "Tên đơn vị"], [1, "Phòng Y tế"], [2, "Công an"]]):
        sheet.write_row(number, 0, row)
    book.close()
    assert text_of_file("don-vi.xlsx", file.getvalue()) == "TT\tTên đơn vị\n1\tPhòng Y tế\n2\tCông an"
    assert text_of_file("don-vi.csv", "Tên;Loại\nPhòng Y tế;phòng".encode()) == "Tên\tLoại\nPhòng Y tế\tphòng"


@pytest.mark.parametrize(("name", "data"), [("trong.csv", b"\n\n"), ("hong.xlsx", b"PK\x03\x04hong")])
def test_a_file_that_is_no_list_is_refused_in_words(name: str, data: bytes) -> None:
    with pytest.raises(UnreadableFile, match="Hãy"):
        text_of_file(name, data)
