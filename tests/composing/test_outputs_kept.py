"""The files in the folder of outputs follow the report behind the pages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from kybao.calendar import Period
from kybao.composing.paper.keeping_up import keep_outputs
from kybao.composing.text.drafting import report_of
from kybao.filing.models import Obligation
from kybao.filing.obliging import oblige
from kybao.filing.receiving import receive
from kybao.people.history import Subject, record
from kybao.registry.models import Regime, Unit
from kybao.working.kinds import known_kinds

pytestmark = pytest.mark.django_db
JANUARY = Period.parse("2022-01")


@pytest.fixture
def owed(settings: Any, tmp_path: Path) -> Obligation:
    settings.DATA_DIR = tmp_path
    receiver = Unit.objects.create(code="ha-an", name="UBND huyện Hà An", listed_name="Hà An")
    Unit.objects.create(code="y-te", name="Phòng Y tế", listed_name="Phòng Y tế", parent=receiver)
    regime = Regime.objects.create(
        code="thang",
        name="Báo cáo tháng",
        receiver=receiver,
        frequency="month",
        deadline_day=17,
        agency="UBND",
        symbol="BC",
        place="Hà An",
        subject="Tình hình tháng",
    )
    (obligation,) = oblige(regime, JANUARY)
    report_of(regime, JANUARY)
    return obligation


def written(folder: Path) -> dict[str, int]:
    """When each file was written, in nanoseconds."""
    found = (folder / "outputs" / "2022-01").glob("[!.]*")
    return {path.name: path.stat().st_mtime_ns for path in found}


def test_files_are_written_when_something_was_done_and_only_then(owed: Obligation, tmp_path: Path) -> None:
    (tmp_path / "outputs").mkdir()
    keep_outputs({})
    first = written(tmp_path)
    assert "bao-cao-2022-01.docx" in first
    keep_outputs({})
    assert written(tmp_path) == first
    receive(owed, "Đã khám 100 lượt người bệnh.".encode(), "y-te.md")
    keep_outputs({})
    assert written(tmp_path)["danh-sach-don-vi-2022-01.xlsx"] > first["danh-sach-don-vi-2022-01.xlsx"]


def test_what_changes_no_report_writes_nothing(owed: Obligation, tmp_path: Path) -> None:
    (tmp_path / "outputs").mkdir()
    keep_outputs({})
    first = written(tmp_path)
    record("people.signed_in", Subject("account", "x", "Ông A"))
    keep_outputs({})
    assert written(tmp_path) == first


def test_a_history_that_became_shorter_by_a_restore_is_followed_anew(owed: Obligation, tmp_path: Path) -> None:
    (tmp_path / "outputs").mkdir()
    (tmp_path / "outputs" / ".followed").write_text("1000")
    keep_outputs({})
    assert written(tmp_path)


def test_without_a_folder_of_outputs_none_are_written(owed: Obligation, tmp_path: Path) -> None:
    keep_outputs({})
    assert not (tmp_path / "outputs").exists()


def test_a_worker_knows_the_job() -> None:
    assert known_kinds()["composing.keep_outputs"].every is not None
