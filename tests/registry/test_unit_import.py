"""Units from spreadsheets: what a sheet says, what it would change, and what is wrong with it."""

import io
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import openpyxl
import pytest

from kybao.documents.errors import UnreadableFile
from kybao.registry.history import BEGINNING, OPEN
from kybao.registry.models import RegistryChange, Succession, Unit
from kybao.registry.recording import Refused, recorded
from kybao.registry.succession import rename, withdraw
from kybao.registry.unit_import import DifferenceKind, Preview, apply, preview
from kybao.registry.unit_sheets import BadSheets, read_sheets
from kybao.registry.units import lineage_between

pytestmark = pytest.mark.django_db

UNIT_HEAD = ["TT", "mã", "tên", "loại", "mã TCTK", "đơn vị cha", "từ ngày", "đến ngày", "quyết định"]
EVENT_HEAD = ["TT", "hình thức", "ngày", "đơn vị nguồn", "đơn vị đích", "nhóm chỉ tiêu", "tỷ lệ", "quyết định"]
UNITS: list[list[object]] = [
    [1, "tinh", "Tỉnh", "tỉnh", "04", None, None, None, None],
    [2, "a", "Xã A", "xã", "01201", "tinh", None, "31/01/2020", None],
    [3, "b", "Xã B", "xã", "01204", "tinh", None, date(2020, 1, 31), None],
    [4, "ab", "Xã AB", "xã", 1207, "tinh", "01/02/2020", None, "NQ 01"],
]
EVENTS: list[list[object]] = [[1, "Sáp nhập", "01/02/2020", "a; b", "ab", None, None, "NQ 01"]]


def workbook(units: Sequence[Sequence[object]], events: Sequence[Sequence[object]] | None = None) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Đơn vị"
    sheet.append(["DANH MỤC ĐƠN VỊ"])
    for row in (UNIT_HEAD, *units):
        sheet.append(list(row))
    if events is not None:
        sheet = book.create_sheet("Thay đổi")
        for row in (EVENT_HEAD, *events):
            sheet.append(list(row))
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def seen(units: Sequence[Sequence[object]], events: Sequence[Sequence[object]] | None = None) -> Preview:
    return preview(read_sheets([("danh mục.xlsx", workbook(units, events))]))


def test_a_dry_run_shows_and_changes_nothing() -> None:
    found = seen(UNITS, EVENTS)
    assert found.text.splitlines() == [
        "Sẽ thêm 5, sửa 0, kết thúc 0, bỏ 0.",
        "+ Tỉnh (tinh), từ trước – nay",
        "+ Xã A (a), từ trước – 31/01/2020",
        "+ Xã B (b), từ trước – 31/01/2020",
        "+ Xã AB (ab), 01/02/2020 – nay",
        "+ Sáp nhập Xã A và Xã B thành Xã AB từ ngày 01/02/2020",
    ]
    assert not Unit.objects.exists()


def test_what_was_shown_is_then_taken_over() -> None:
    apply(seen(UNITS, EVENTS), why="Danh mục ban đầu", by="Văn phòng")
    (state,) = recorded()["ab"]
    assert (state.name, state.gso_code, state.parent, state.decision) == ("Xã AB", "01207", "tinh", "NQ 01")
    assert [part.unit for part in lineage_between(date(2020, 1, 1), date(2021, 1, 1)).of("ab")] == ["a", "b"]
    edit = RegistryChange.objects.get()
    assert (edit.why, edit.by) == ("Danh mục ban đầu", "Văn phòng")
    assert edit.what == "Nhập bảng tính: Sẽ thêm 5, sửa 0, kết thúc 0, bỏ 0."


def test_the_same_sheet_again_changes_nothing() -> None:
    apply(seen(UNITS, EVENTS))
    again = apply(seen(UNITS, EVENTS))
    assert (again.differences, again.text) == ((), "Không có gì thay đổi.")
    assert RegistryChange.objects.count() == 1


def test_what_changes_is_shown_old_and_new() -> None:
    apply(seen(UNITS, EVENTS))
    units = [list(row) for row in UNITS]
    units[3][2] = "Xã An Bình"
    units.append([5, "ab", "Phường An Bình", "phường", "01207", "tinh", "01/01/2024", None, "NQ 02"])
    units[3][7] = "31/12/2023"
    found = seen(units, EVENTS)
    assert [(each.kind, each.changes) for each in found.differences] == [
        (DifferenceKind.CHANGED, (("tên", "Xã AB", "Xã An Bình"), ("tên in", "Xã AB", "Xã An Bình"))),
        (DifferenceKind.ENDED, (("đến ngày", "nay", "31/12/2023"),)),
        (DifferenceKind.ADDED, ()),
    ]
    apply(found)
    assert Unit.objects.get(code="ab").name == "Phường An Bình"


def test_a_row_without_an_end_lasts_until_the_next() -> None:
    apply(
        seen(
            [
                UNITS[0],
                [2, "x", "Xã X", "", "", "tinh", "", "", ""],
                [3, "x", "Phường X", "", "", "tinh", "05/03/2021", "", ""],
            ]
        )
    )
    assert [(state.first, state.last) for state in recorded()["x"]] == [
        (BEGINNING, date(2021, 3, 4)),
        (date(2021, 3, 5), OPEN),
    ]


def test_a_succession_that_the_sheet_no_longer_has_goes() -> None:
    apply(seen(UNITS, EVENTS))
    found = seen(UNITS, [])
    assert [str(each) for each in found.differences] == ["− Sáp nhập Xã A và Xã B thành Xã AB từ ngày 01/02/2020"]
    apply(found)
    assert not Succession.objects.exists()


def test_a_sheet_of_units_alone_says_nothing_of_successions() -> None:
    apply(seen(UNITS, EVENTS))
    assert seen(UNITS).differences == ()


def test_shares_of_a_split_stand_in_one_row_a_group() -> None:
    split = [
        UNITS[0],
        [2, "a", "Xã A", "", "", "tinh", "", "31/01/2020", ""],
        [3, "a1", "Xã A Một", "", "", "tinh", "01/02/2020", "", ""],
        [4, "a2", "Xã A Hai", "", "", "tinh", "01/02/2020", "", ""],
    ]
    events = [
        [1, "chia tách", "01/02/2020", "a", "a1; a2", "", "0,6; 0,4", "NQ 01"],
        [1, "chia tách", "01/02/2020", "a", "a1; a2", "Y tế", "25%; 75%", "NQ 01"],
    ]
    apply(seen(split, events))
    assert Succession.objects.count() == 1
    days = date(2020, 1, 1), date(2021, 1, 1)
    assert [part.share for part in lineage_between(*days).of("a2")] == [Decimal("0.4")]
    assert [part.share for part in lineage_between(*days, "Y tế").of("a2")] == [Decimal("0.75")]


def changed(row: int, column: str, value: object) -> list[list[object]]:
    units = [list(each) for each in UNITS]
    units[row][UNIT_HEAD.index(column)] = value
    return units


def event(column: str, value: object) -> list[list[object]]:
    row = list(EVENTS[0])
    row[EVENT_HEAD.index(column)] = value
    return [row]


@pytest.mark.parametrize(
    ("units", "events", "fault"),
    [
        (
            changed(1, "đến ngày", "31/02/2020"),
            EVENTS,
            "Trang “Đơn vị”, dòng 4, cột “đến ngày”: “31/02/2020” không phải là ngày. Hãy ghi ngày như 01/07/2025.",
        ),
        (changed(1, "mã", ""), EVENTS, "Trang “Đơn vị”, dòng 4, cột “mã”: Chưa ghi mã đơn vị. Hãy ghi mã."),
        (changed(1, "tên", " "), EVENTS, "dòng 4, cột “tên”: Đơn vị “a” chưa có tên."),
        (changed(1, "mã TCTK", "12"), EVENTS, None),
        (changed(1, "mã TCTK", "12A"), EVENTS, "dòng 4, cột “mã TCTK”: Mã TCTK “12A” không hợp lệ."),
        (changed(1, "đơn vị cha", "tĩnh"), EVENTS, "dòng 4, cột “đơn vị cha”: Xã A thuộc đơn vị “tĩnh” từ trước đến 31/01/2020"),
        (
            changed(0, "đến ngày", "30/06/2025"),
            EVENTS,
            "dòng 6, cột “đơn vị cha”: Xã AB thuộc đơn vị “tinh” từ 01/02/2020 đến nay, nhưng đơn vị này chỉ có từ trước đến "
            "30/06/2025. Hãy chuyển sang đơn vị cấp trên khác từ ngày 01/07/2025",
        ),
        (changed(0, "đơn vị cha", "ab"), EVENTS, "dòng 3, cột “đơn vị cha”"),
        (changed(3, "mã", "a"), EVENTS, "Không có đơn vị “ab” vào ngày 01/02/2020"),
        (changed(3, "từ ngày", "05/02/2020"), EVENTS, "dòng 2, cột “đơn vị đích”: Không có đơn vị “ab” vào ngày 01/02/2020"),
        (changed(3, "từ ngày", "01/01/2020"), EVENTS, "dòng 2, cột “đơn vị đích”: Xã AB đã có trước ngày 01/02/2020"),
        (
            changed(1, "đến ngày", ""),
            EVENTS,
            "Trang “Thay đổi”, dòng 2, cột “đơn vị nguồn”: Xã A vẫn còn sau ngày 31/01/2020 (đến nay), trong khi đơn vị kế thừa "
            "bắt đầu ngày 01/02/2020. Hãy ghi ngày kết thúc 31/01/2020.",
        ),
        (UNITS, event("đơn vị nguồn", "a; z"), "cột “đơn vị nguồn”: Không có đơn vị “z” vào ngày 31/01/2020"),
        (UNITS, event("hình thức", "gộp"), "dòng 2, cột “hình thức”: Không có hình thức “gộp”. Hãy ghi một trong: thành lập,"),
        (UNITS, event("ngày", None), "cột “ngày”: Chưa ghi ngày có hiệu lực."),
        (UNITS, event("tỷ lệ", "một nửa"), "cột “tỷ lệ”: “một nửa” không phải là tỷ lệ."),
        (UNITS, event("tỷ lệ", "1"), "cột “tỷ lệ”: Sáp nhập không chia số liệu nên không có tỷ lệ."),
        (UNITS, event("quyết định", ""), "cột “quyết định”: Chưa ghi văn bản quyết định."),
    ],
)  # fmt: skip
def test_a_bad_row_is_named_with_how_to_mend_it(
    units: list[list[object]], events: list[list[object]], fault: str | None
) -> None:
    if fault is None:
        assert seen(units, events).differences
        return
    with pytest.raises(BadSheets) as bad:
        seen(units, events)
    assert fault in str(bad.value)
    assert not Unit.objects.exists()


def test_all_faults_are_named_at_once() -> None:
    units = changed(1, "đến ngày", "31/02/2020")
    units[2][1] = ""
    with pytest.raises(BadSheets) as bad:
        seen(units, event("hình thức", ""))
    assert len(bad.value.faults) == 3


def test_two_rows_of_a_unit_from_the_beginning_are_one_too_many() -> None:
    with pytest.raises(BadSheets, match="Đơn vị “b” có hai dòng cùng ngày bắt đầu"):
        seen(changed(1, "mã", "b"))


def test_units_left_without_a_parent_are_warned_of() -> None:
    apply(seen(UNITS, EVENTS))
    Unit.objects.create(code="phong", name="Phòng Y tế", listed_name="Phòng Y tế", parent=Unit.objects.get(code="ab"))
    found = seen(changed(3, "đến ngày", "30/06/2025"), EVENTS)
    assert [warning for warning in found.warnings if "Phòng Y tế thuộc đơn vị “ab”" in warning]
    assert found.text.splitlines()[-1].startswith("! Phòng Y tế")
    apply(found)


def test_a_preview_that_is_out_of_date_is_not_applied() -> None:
    apply(seen(UNITS, EVENTS))
    found = seen(changed(3, "tên", "Xã An Bình"), EVENTS)
    rename(Unit.objects.get(code="ab"), date(2024, 1, 1), "NQ 02", name="Phường AB")
    with pytest.raises(Refused, match="đã thay đổi từ lúc xem trước"):
        apply(found)


def test_what_came_from_a_sheet_is_mended_in_the_sheet() -> None:
    split = [*UNITS, [5, "c", "Xã C", "", "", "tinh", "01/02/2020", "", "NQ 01"]]
    apply(seen(split, [*EVENTS, [2, "thành lập", "01/02/2020", "", "c", "", "", "NQ 01"]]))
    with pytest.raises(Refused, match="Hãy sửa bảng tính và nhập lại"):
        withdraw(Succession.objects.filter(kind="created").get(), why="Ghi nhầm")


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_is_read_whatever_stands_between_its_cells(delimiter: str) -> None:
    lines = [["mã", "tên", "từ ngày"], ["x", "Xã X", "2020-02-01"]]
    data = "\ufeff" + "\r\n".join(delimiter.join(line) for line in lines)
    (found,) = preview(read_sheets([("đơn vị.csv", data.encode())])).differences
    assert found.subject == "Xã X (x), 01/02/2020 – nay"


def test_lists_in_cells_do_not_hide_what_stands_between_them() -> None:
    head = "mã,tên\ntinh,Tỉnh\n" + "".join(f"x{number},Xã {number}\n" for number in range(9))
    events = "hình thức,ngày,đơn vị nguồn,quyết định\nkết thúc hoạt động,01/02/2020," + ";".join(
        f"x{number}" for number in range(9)
    )
    book = read_sheets([("đơn vị.csv", head.encode()), ("thay đổi.csv", f"{events},NQ 01".encode())])
    assert book.events is not None
    assert len(book.events[0].event.sources) == 9


def test_columns_that_a_sheet_does_not_have_stay_as_they_are() -> None:
    apply(seen(UNITS, EVENTS))
    book = read_sheets([("đơn vị.csv", "mã,tên,từ ngày\nab,Xã An Bình,01/02/2020".encode())])
    apply(preview(book))
    assert (recorded()["ab"][0].gso_code, recorded()["ab"][0].parent) == ("01207", "tinh")


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("trống.xlsx", b"PK\x03\x04 not a package", "Tệp bị hỏng"),
        ("thư.csv", b"k\xc3\xadnh g\xe1\xbb\xadi,anh\n", "Không thấy dòng tiêu đề"),
    ],
)
def test_other_files_get_one_clear_message(name: str, data: bytes, why: str) -> None:
    with pytest.raises((UnreadableFile, BadSheets), match=why):
        read_sheets([(name, data)])
