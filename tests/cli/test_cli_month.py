"""A committee's month on the command line, as a user runs it: one data folder, one command after the other."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from kybao.starting import SAMPLE_MONTH


@pytest.fixture(scope="module")
def data_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder: Path = tmp_path_factory.mktemp("kybao")
    started = kybao(folder, "start", "--no-serve")
    assert started.returncode == 0, started.stderr
    return folder


def kybao(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"KYBAO_DATA": str(folder)}
    environment.pop("DATABASE_URL", None)
    command = [sys.executable, "-c", "from kybao.cli import main; main()", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=False)


def state(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes() for path in (folder / "outputs").rglob("*") if path.is_file()
    }


def test_a_second_start_says_the_same_and_changes_nothing(data_folder: Path) -> None:
    before = state(data_folder)
    again = kybao(data_folder, "start", "--no-serve")
    assert "Đã nhận:   35/36 đơn vị; 32 đúng hạn, 3 chậm" in again.stdout
    assert "Không có:  UBND xã Vĩnh Quang" in again.stdout
    assert state(data_folder) == before


def test_status_tells_who_was_late(data_folder: Path) -> None:
    asked = kybao(data_folder, "status", "2022-01", "--json")
    assert asked.returncode == 1  # some were late, some figures need an eye
    rows = {row["unit"]: row for row in json.loads(asked.stdout)}
    assert len(rows) == 36
    assert rows["ubnd-hung-dao"]["timeliness"] == "late"
    assert rows["ubnd-hung-dao"]["note"] == "Nộp 18/01/2022"
    assert rows["ubnd-vinh-quang"]["timeliness"] == "missing"


def test_a_month_is_written_to_a_folder(data_folder: Path, tmp_path: Path) -> None:
    written = kybao(data_folder, "month", "2022-01", "--out", str(tmp_path / "out"))
    assert written.returncode == 0
    assert {path.suffix for path in (tmp_path / "out").iterdir()} == {".docx", ".pdf", ".xlsx", ".html"}


def test_a_file_is_filed_once(data_folder: Path) -> None:
    file = str(SAMPLE_MONTH / "files" / "21-dvnn.xlsx")
    first = kybao(data_folder, "import", file, "--unit", "dvnn", "--period", "2022-02", "--json")
    again = kybao(data_folder, "import", file, "--unit", "dvnn", "--period", "2022-02", "--json")
    assert json.loads(first.stdout)["version"] == json.loads(again.stdout)["version"] == 1
    assert json.loads(again.stdout)["again"] is True


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("rong.docx", b"", "Tệp rỗng"),
        ("hong.docx", b"PK\x03\x04 not a package", "hỏng"),
        ("anh.exe", b"MZ\x90\x00", "Không đọc được loại tệp"),
    ],
)
def test_a_bad_file_is_refused_in_one_sentence_and_leaves_nothing(
    data_folder: Path, tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    (tmp_path / name).write_bytes(content)
    before = kybao(data_folder, "status", "2022-03", "--json").stdout
    refused = kybao(data_folder, "import", str(tmp_path / name), "--unit", "tckh", "--period", "2022-03")
    assert refused.returncode == 2
    assert message in refused.stderr
    assert refused.stderr.count("\n") == 1
    assert kybao(data_folder, "status", "2022-03", "--json").stdout == before


def test_nothing_more_is_filed_for_an_issued_month(data_folder: Path) -> None:
    file = str(SAMPLE_MONTH / "files" / "21-dvnn.xlsx")
    refused = kybao(data_folder, "import", file, "--unit", "tckh", "--period", "2022-01")
    assert refused.returncode == 2
    assert "Báo cáo tháng 01 năm 2022 đã ban hành (số 27) nên không nộp thêm được" in refused.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["status", "2022-13"], "Không có kỳ báo cáo “2022-13”"),
        (["month", "2030-01", "--out", "x"], "Chưa có đơn vị nào"),
        (["import", "x.docx", "--unit", "khong-co", "--period", "2022-01"], "không có đơn vị nào mang mã “khong-co”"),
        (["import", "x.docx"], "--unit"),
        (["load", "/khong/co"], "không đọc được"),
    ],
)
def test_wrong_arguments_are_answered_in_vietnamese(data_folder: Path, arguments: list[str], message: str) -> None:
    answered = kybao(data_folder, *arguments)
    assert answered.returncode == 2
    assert message in answered.stderr
    assert "Traceback" not in answered.stderr


def test_a_busy_port_is_said_to_be_busy(data_folder: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        served = kybao(data_folder, "serve", "--port", str(port))
    assert served.returncode == 2
    assert f"Cổng {port} đang có chương trình khác dùng" in served.stderr
