"""Printed reports as data that stays, and what changed from one to the other."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from kybao.composing.paper.comparing import Change, changes
from kybao.composing.paper.frozen import Printed, from_data, sha256, to_data
from kybao.documents.official import (
    Annex,
    AnnexGroup,
    AnnexRow,
    Column,
    Grid,
    Heading,
    OfficialReport,
    Paragraph,
    Run,
    Stated,
)

UNITS = Grid(
    ("BIỂU TỔNG HỢP",), (Column("TT", 1.3, "center"), Column("Tên", 6.4, "left"), Column("Nộp chậm", 2, "center")), ()
)
REPORT = OfficialReport(
    superior="UBND TỈNH CAO BẰNG",
    agency="ỦY BAN NHÂN DÂN\nTHÀNH PHỐ CAO BẰNG",
    number=None,
    symbol="BC-UBND",
    place="Thành phố Cao Bằng",
    dated=None,
    kind="BÁO CÁO",
    subject=("Tình hình tháng 01",),
    body=(),
    recipients=("Lưu: VT",),
    authority="TM. ỦY BAN NHÂN DÂN",
    post="CHỦ TỊCH",
    signer="Nguyễn Quốc Trung",
    annexes=(UNITS,),
)
ROW = AnnexRow(
    code="1",
    name="Đàn trâu",
    measure="con",
    depth=0,
    value=Decimal("1242"),
    same_period=Decimal("1150.50"),
    plans=(None, Decimal("0.10")),
    stated=(Stated(Decimal("108.0"), None),),
    source="TTDVNN: 21.xlsx",
)
ANNEX = Annex(("PHỤ BIỂU",), "Thực hiện", "Cùng kỳ", ("KH tỉnh giao",), (AnnexGroup("Kinh tế", (ROW,)),))
texts = some.text(max_size=40)
headings = some.builds(Heading, some.integers(1, 4), texts, texts)
paragraphs = some.builds(
    Paragraph,
    some.lists(some.builds(Run, texts, some.booleans()), max_size=3).map(tuple),
    some.sampled_from(["", "-", "+"]),
)


@given(
    body=some.lists(headings | paragraphs, max_size=5).map(tuple),
    dated=some.none() | some.dates(),
    value=some.decimals(allow_nan=False, allow_infinity=False),
    width=some.floats(0.1, 30),
)
def test_a_frozen_report_comes_back_as_it_was_through_any_json(
    body: tuple[Heading | Paragraph, ...], dated: date | None, value: Decimal, width: float
) -> None:
    grid = replace(UNITS, columns=(Column("TT", width, "left"),), rows=(("1",),))
    annex = replace(ANNEX, groups=(AnnexGroup("Kinh tế", (replace(ROW, value=value),)),))
    printed = Printed(replace(REPORT, body=body, dated=dated, annexes=(grid,)), annex)
    data = to_data(printed)
    kept = json.loads(json.dumps(data, sort_keys=True))
    assert from_data(kept) == printed
    assert str(from_data(kept).annex.groups[0].rows[0].value) == str(value)
    assert sha256(kept) == sha256(data)


def test_the_hash_tells_any_change() -> None:
    before = sha256(to_data(Printed(REPORT, ANNEX)))
    assert before != sha256(to_data(Printed(replace(REPORT, signer="Nguyễn Quốc Trọng"), ANNEX)))
    assert before != sha256(to_data(Printed(REPORT, replace(ANNEX, groups=()))))


def of(*parts: str | Heading, rows: tuple[tuple[str, ...], ...] = ()) -> OfficialReport:
    body = tuple(part if isinstance(part, Heading) else Paragraph((Run(part),)) for part in parts)
    return replace(REPORT, body=body, annexes=(replace(UNITS, rows=rows),))


ECONOMY, SOCIETY = Heading(2, "I.", "KINH TẾ"), Heading(2, "II.", "XÃ HỘI")


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (of("Đàn trâu có 1.242 con."), of("Đàn trâu có 1.242 con."), ()),
        (
            of(ECONOMY, "Đàn trâu có 1.242 con, bằng 108%. Đàn bò có 245 con."),
            of(ECONOMY, "Đàn trâu có 1.224 con, bằng 106,4%. Đàn bò có 245 con."),
            (
                Change(
                    "I. KINH TẾ",
                    "Đàn trâu có 1.242 con, bằng 108%.",
                    "Đàn trâu có 1.224 con, bằng 106,4%.",
                    (("1.242", "1.224"), ("108%", "106,4%")),
                ),
            ),
        ),
        (
            of(ECONOMY, "Đàn bò có 245 con.", SOCIETY, "Trường học hoạt động bình thường."),
            of(ECONOMY, "Đàn bò có 245 con.", SOCIETY, "Trường học hoạt động bình thường. Có 12 trường đạt chuẩn."),
            (Change("II. XÃ HỘI", "", "Có 12 trường đạt chuẩn."),),
        ),
        (
            of(ECONOMY, "Đàn bò có 245 con. Giá cả ổn định."),
            of(ECONOMY, "Đàn bò có 245 con."),
            (Change("I. KINH TẾ", "Giá cả ổn định.", ""),),
        ),
        (
            of(SOCIETY, "Khám bệnh cho 3.150 lượt người."),
            of(SOCIETY, "Tổ chức 02 lớp tập huấn về chuyển đổi số."),
            (
                Change("II. XÃ HỘI", "", "Tổ chức 02 lớp tập huấn về chuyển đổi số."),
                Change("II. XÃ HỘI", "Khám bệnh cho 3.150 lượt người.", ""),
            ),
        ),
        (
            of(rows=(("1", "Phòng Y tế", ""), ("2", "Phòng Nội vụ", "x"))),
            of(rows=(("1", "Phòng Y tế", "x"), ("2", "Phòng Nội vụ", "x"))),
            (Change("BIỂU TỔNG HỢP", "1; Phòng Y tế", "1; Phòng Y tế; Nộp chậm"),),
        ),
    ],
    ids=["nothing", "figures", "added", "left out", "another sentence", "row of a table"],
)
def test_changes_are_told_by_sentence_and_figure(
    before: OfficialReport, after: OfficialReport, expected: tuple[Change, ...]
) -> None:
    assert changes(before, after) == expected


def test_a_long_report_written_anew_is_compared_quickly() -> None:
    before = of(*(f"Câu thứ {number} nói về việc {number * 7} của ngành." for number in range(800)))
    after = of(*(f"Đoạn mới {number} viết lại hoàn toàn, khác trước, số {number * 11}." for number in range(800)))
    start = time.process_time()
    assert len(changes(before, after)) == 1600
    assert time.process_time() - start < 10
