"""Everything in one file while Kybao runs, and back: nothing more, nothing less, on both databases and between them."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction

from kybao.keeping.apart import make_sound
from kybao.keeping.backing_up import back_up, drop_older
from kybao.keeping.bundle import BrokenBundle, unpack
from kybao.keeping.proving import Unsound, prove
from kybao.keeping.restoring import restore
from kybao.keeping.rows import count_rows
from kybao.people.history import Subject, record, verify
from kybao.people.models import HistoryEntry
from kybao.people.protection import is_protected, unprotect

PROGRAM = "from kybao.cli import main; main()"
Kybao = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def unprotected(transactional_db: None) -> Iterator[None]:
    """A restored history is protected again; what empties the database after a test could not do so."""
    yield
    unprotect(connection)


@pytest.fixture
def note() -> Callable[[str], None]:
    def write(name: str) -> None:
        with transaction.atomic():
            record("test.noted", Subject("test", "1", name))

    return write


@pytest.fixture
def kybao(tmp_path: Path) -> Kybao:
    """The command line on a data folder of its own, on SQLite."""
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment["KYBAO_DATA"] = str(tmp_path / "other")

    def run(*line: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", PROGRAM, *line], env=environment, capture_output=True, text=True, check=False
        )

    return run


def names() -> list[str]:
    return list(
        HistoryEntry.objects.filter(action="test.noted").order_by("number").values_list("object_name", flat=True)
    )


def test_what_came_after_the_backup_is_gone_and_what_came_before_is_back(
    unprotected: None, note: Callable[[str], None], tmp_path: Path
) -> None:
    note("trước khi sao lưu")
    made = back_up(tmp_path / "a.zip")
    note("sau khi sao lưu")
    done = restore(made.path)
    assert names() == ["trước khi sao lưu"]
    assert (done.proof.entries, done.proof.last_hash) == (1, made.manifest.history)
    assert is_protected(connection)


def test_both_acts_stand_in_the_history_and_what_was_there_is_kept(
    unprotected: None, note: Callable[[str], None], tmp_path: Path
) -> None:
    made = back_up(tmp_path / "a.zip")
    note("bị thay thế")
    done = restore(made.path)
    assert [entry.action for entry in HistoryEntry.objects.order_by("number")] == ["keeping.restored"]
    assert verify().broken is None
    restore(done.before.path)
    assert names() == ["bị thay thế"]


def test_every_value_is_the_same_afterwards(unprotected: None, january: Any, tmp_path: Path) -> None:
    """The whole month of January 2022: figures to the last digit, files to the last byte."""
    from kybao.filing.models import Fact, StoredFile

    facts = sorted(Fact.objects.values_list("pk", "value"))
    files = {file.sha256: bytes(file.content) for file in StoredFile.objects.all()}
    rows = count_rows()
    made = back_up(tmp_path / "january.zip")
    restore(made.path)
    assert sorted(Fact.objects.values_list("pk", "value")) == facts
    assert {file.sha256: bytes(file.content) for file in StoredFile.objects.all()} == files
    assert all(type(value) is Decimal for _, value in facts)
    assert {**count_rows(), "people_historyentry": 0} == {**rows, "people_historyentry": 0}


def test_another_kind_of_database_takes_it_over_and_gives_it_back(
    unprotected: None, note: Callable[[str], None], kybao: Kybao, tmp_path: Path
) -> None:
    note("đi một vòng")
    made = back_up(tmp_path / "here.zip")
    there = kybao("restore", str(made.path), "--yes")
    assert there.returncode == 0, there.stderr
    assert kybao("audit", "verify").returncode == 0
    back = kybao("backup", str(tmp_path / "there.zip"), "--json")
    assert json.loads(back.stdout)["rows"] == sum(made.manifest.rows.values()) + 1, "the restoring is an entry more"
    restore(tmp_path / "there.zip")
    assert names() == ["đi một vòng"]
    note("và viết tiếp")  # sequences stand behind the last row
    assert verify().broken is None


def test_rows_written_meanwhile_are_wholly_in_the_backup_or_not_at_all(
    unprotected: None, note: Callable[[str], None], tmp_path: Path
) -> None:
    stop = threading.Event()

    def write() -> None:
        try:
            while not stop.is_set():
                note("đang làm việc")
        finally:
            connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        manifests = [back_up(tmp_path / f"{number}.zip").manifest for number in range(2)]
    finally:
        stop.set()
        writer.join()
    assert manifests[0].rows["people_historyentry"] < manifests[1].rows["people_historyentry"] <= len(names()) + 2
    restore(tmp_path / "1.zip")
    assert verify().broken is None


def test_a_reader_sees_all_old_rows_or_all_restored_ones(
    unprotected: None, note: Callable[[str], None], tmp_path: Path
) -> None:
    note("một")
    made = back_up(tmp_path / "a.zip")
    for _ in range(5):
        note("hai")
    seen: set[tuple[str, ...]] = set()
    stop = threading.Event()

    def read() -> None:
        try:
            while not stop.is_set():
                seen.add(tuple(names()))
        finally:
            connection.close()

    reader = threading.Thread(target=read)
    reader.start()
    try:
        restore(made.path)
        time.sleep(0.2)
    finally:
        stop.set()
        reader.join()
    assert seen == {("một",), ("một", *["hai"] * 5)}


def damaged(path: Path, part: str) -> Path:
    """A copy of a backup in which one byte of one part is another."""
    copy = path.with_name("damaged.zip")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(copy, "w") as target:
        for name in source.namelist():
            data = bytearray(source.read(name))
            if name == part:
                data[len(data) // 2] ^= 1
            target.writestr(name, bytes(data))
    return copy


def test_a_damaged_backup_changes_nothing(unprotected: None, note: Callable[[str], None], tmp_path: Path) -> None:
    made = back_up(tmp_path / "a.zip")
    note("giữ nguyên")
    before = count_rows()
    with pytest.raises(BrokenBundle, match=r"phần kybao\.sqlite3 không còn như lúc sao lưu"):
        restore(damaged(made.path, "kybao.sqlite3"))
    assert count_rows() == before
    assert names() == ["giữ nguyên"]


def with_history_changed(database: Path) -> None:
    with closing(sqlite3.connect(database)) as file:
        file.execute("DROP TRIGGER IF EXISTS history_no_update")
        file.execute("UPDATE people_historyentry SET object_name = 'khác'")
        file.commit()


def with_a_later_migration(database: Path) -> None:
    with closing(sqlite3.connect(database)) as file:
        file.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('filing', '9999_later', '2030-01-01')")
        file.commit()


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (with_history_changed, "lịch sử không còn nguyên vẹn từ mục số 1"),
        (with_a_later_migration, "do bản Kybao mới hơn ghi ra"),
        (lambda path: path.write_bytes(b"kybao" * 2000), "file is not a database"),
    ],
)
def test_a_database_that_is_not_whole_is_refused(
    unprotected: None, note: Callable[[str], None], tmp_path: Path, change: Callable[[Path], object], why: str
) -> None:
    note("một")
    unpack(back_up(tmp_path / "a.zip").path, tmp_path / "out")
    change(tmp_path / "out" / "kybao.sqlite3")
    with pytest.raises(Unsound, match=why):
        make_sound(tmp_path / "out" / "kybao.sqlite3")


@pytest.mark.parametrize(
    ("content", "says"), [(b"", "không phải là bản sao lưu"), (b"PK\x03\x04 gi do", "không phải là bản sao lưu")]
)
def test_another_file_is_refused(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "thu.zip"
    path.write_bytes(content)
    with pytest.raises(BrokenBundle, match=says):
        unpack(path, tmp_path / "out")


def test_a_backup_holds_keys_and_is_for_its_owner_alone(unprotected: None, tmp_path: Path) -> None:
    (settings.DATA_DIR / "transfer-key.pem").write_text("khoá")
    made = back_up(tmp_path / "a.zip")
    assert made.path.stat().st_mode & 0o077 == 0
    (settings.DATA_DIR / "transfer-key.pem").write_text("khoá khác")
    assert restore(made.path).changed_keys == ("transfer-key.pem",)
    assert (settings.DATA_DIR / "transfer-key.pem").read_text() == "khoá"
    (settings.DATA_DIR / "transfer-key.pem").unlink()


def test_the_newest_backups_are_kept(tmp_path: Path) -> None:
    for day in range(1, 6):
        (tmp_path / f"kybao-2026-01-0{day}-020000.zip").touch()
    (tmp_path / "cua-toi.zip").touch()
    drop_older(tmp_path, 2)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "cua-toi.zip",
        "kybao-2026-01-04-020000.zip",
        "kybao-2026-01-05-020000.zip",
    ]


def test_the_proof_sees_a_file_that_has_changed(transactional_db: None) -> None:
    from kybao.filing.models import StoredFile

    StoredFile.objects.bulk_create([StoredFile(sha256="0" * 64, content=b"khac", size=4)])
    with pytest.raises(Unsound, match="không còn như lúc nhận"):
        prove()


@pytest.mark.parametrize("delay", [0.3, 0.6, 0.9, 1.2, 1.6])
def test_killed_at_any_moment_nothing_half_done_is_left(kybao: Kybao, tmp_path: Path, delay: float) -> None:
    """The backup is there whole or not at all; the database that a restore was to replace is the old or the new one."""
    assert kybao("backup", str(tmp_path / "first.zip")).returncode == 0
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment["KYBAO_DATA"] = str(tmp_path / "other")
    for line in (["backup", str(tmp_path / "second.zip")], ["restore", str(tmp_path / "first.zip"), "--yes"]):
        process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM, *line],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        time.sleep(delay)
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    for path in tmp_path.glob("*.zip"):
        unpack(path, tmp_path / f"{path.stem}-out")
    verified = kybao("audit", "verify", "--json")
    assert json.loads(verified.stdout)["holds"], verified.stdout
