"""The folder of a month's files: written anew whenever the report is no longer the one that they were made of."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kybao.calendar import Period
from kybao.documents import read_bytes

if TYPE_CHECKING:
    from kybao.composing.models import Report

pytestmark = pytest.mark.django_db
THE_18TH = date(2022, 1, 18)


@pytest.fixture
def report() -> Report:
    from kybao.composing.models import Binding, Contribution, Report
    from kybao.registry.models import Regime, Section, Unit

    receiver = Unit.objects.create(code="ubnd-ha-an", name="Ủy ban nhân dân huyện Hà An", listed_name="UBND Hà An")
    regime = Regime.objects.create(
        code="thang", name="Báo cáo tháng", receiver=receiver, frequency="month", deadline_day=15, agency="UBND",
        symbol="BC-UBND", place="Hà An", subject="Tình hình {kỳ này}", post="CHỦ TỊCH", signer="Nguyễn Quốc Trung",
    )  # fmt: skip
    section = Section.objects.create(regime=regime, key="I", position=0, kind="chapter", number="I", title="KINH TẾ")
    made = Report.objects.create(regime=regime, period=Period.parse("2022-01"))
    passage = Contribution.objects.create(report=made, section=section, position=0, text="Đàn trâu có ⟦0⟧ con.")
    Binding.objects.create(contribution=passage, token=0, printed="1.242")
    return made


def in_the_folder(folder: Path) -> str:
    path = folder / "bao-cao-2022-01.docx"
    return " ".join(block.text for block in read_bytes(path.read_bytes(), path.name).blocks)


def rewrite(report: Report, printed: str) -> None:
    from kybao.composing.models import Binding

    Binding.objects.filter(contribution__report=report).update(printed=printed)


def approve(report: Report) -> Report:
    from kybao.composing.issue.approving import approve

    approve(report)
    return report


def issue(report: Report) -> Report:
    from kybao.composing.issue.issuing import issue

    issue(approve(report), THE_18TH)
    return report


def replace(report: Report) -> Report:
    from kybao.composing.issue.replacing import replace

    return replace(issue(report), "Nhập sai")


def replace_and_issue(report: Report) -> Report:
    from kybao.composing.issue.issuing import issue

    new = replace(report)
    rewrite(new, "1.224")
    issue(approve(new), date(2022, 1, 20))
    return new


def withdraw(report: Report) -> Report:
    from kybao.composing.issue.replacing import withdraw

    return withdraw(replace(report))


def write_otherwise(report: Report) -> Report:
    rewrite(report, "9.999")
    return report


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (write_otherwise, "Đàn trâu có 9.999 con"),
        (issue, "Số: 01/BC-UBND"),
        (replace, "này thay thế Báo cáo số 01/BC-UBND"),
        (replace_and_issue, "Số: 02/BC-UBND"),
        (withdraw, "Số: 01/BC-UBND"),
    ],
)
def test_files_follow_the_report_through_every_step(
    report: Report, tmp_path: Path, step: Callable[[Report], Report], words: str
) -> None:
    from kybao.composing.paper.outputs import keep_up_to_date

    keep_up_to_date(report, tmp_path)
    assert words not in in_the_folder(tmp_path)
    keep_up_to_date(step(report), tmp_path)
    assert words in in_the_folder(tmp_path)


def test_files_of_the_report_as_it_stands_are_left_alone(report: Report, tmp_path: Path) -> None:
    from kybao.composing.paper.outputs import keep_up_to_date

    issue(report)
    keep_up_to_date(report, tmp_path)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    keep_up_to_date(report, tmp_path)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize("damage", ["missing", "half written"])
def test_what_is_missing_or_was_not_finished_is_written_anew(report: Report, tmp_path: Path, damage: str) -> None:
    from kybao.composing.paper.outputs import keep_up_to_date

    keep_up_to_date(report, tmp_path)
    kept = (tmp_path / "bao-cao-2022-01.docx").read_bytes()
    if damage == "missing":
        (tmp_path / "bao-cao-2022-01.docx").unlink()
    else:  # a process that is killed in the middle leaves no mark
        (tmp_path / "bao-cao-2022-01.docx").write_bytes(b"khac")
        (tmp_path / ".made-from").unlink()
    keep_up_to_date(report, tmp_path)
    assert len((tmp_path / "bao-cao-2022-01.docx").read_bytes()) == len(kept)
