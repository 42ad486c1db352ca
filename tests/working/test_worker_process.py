"""A worker process killed in the middle of a job: the job is done after a restart, with one effect."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

# Kybao's command line with one more kind of job: it says that it has begun, takes its time, and adds one line to a table.
PROGRAM = """
import sys, time
from datetime import timedelta
from pathlib import Path
from kybao.starting import set_up_django
set_up_django()
from django.db import connection
from kybao.working.kinds import Kind, add_kind

def work(payload):
    with Path(payload["begun"]).open("a") as marks:
        marks.write("begun\\n")
    time.sleep(payload["seconds"])
    def effect():
        connection.cursor().execute("INSERT INTO effects VALUES (%s)", [payload["name"]])
    return effect

add_kind(Kind("slow", work, lease=timedelta(seconds=2)))
add_kind(Kind("patient", work, lease=timedelta(minutes=10)))
from kybao.cli import main
main()
"""


def kybao(folder: Path, *arguments: str) -> subprocess.Popen[bytes]:
    environment = os.environ | {"KYBAO_DATA": str(folder)}
    environment.pop("DATABASE_URL", None)
    with (folder / "log").open("ab") as log:
        return subprocess.Popen([sys.executable, "-c", PROGRAM, *arguments], env=environment, stdout=log, stderr=log)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    assert kybao(tmp_path, "work", "--once").wait(60) == 0, (tmp_path / "log").read_text()
    with database(tmp_path) as open_:
        open_.execute("CREATE TABLE effects (name TEXT)")
    return tmp_path


def database(folder: Path) -> sqlite3.Connection:
    return sqlite3.connect(folder / "kybao.sqlite3", timeout=20)


def ask(folder: Path, name: str, seconds: float, kind: str = "slow") -> Path:
    begun = folder / f"begun-{name}"
    payload = f'{{"name": "{name}", "seconds": {seconds}, "begun": "{begun}"}}'
    with database(folder) as open_:
        open_.execute(
            "INSERT INTO working_job (kind, key, payload, state, run_at, attempts, why, worker, created_at)"
            " VALUES (?, ?, ?, 'waiting', '2022-01-01', 0, '', '', '2022-01-01')",
            (kind, name, payload),
        )
    return begun


def effects(folder: Path) -> list[str]:
    with database(folder) as open_:
        return [name for (name,) in open_.execute("SELECT name FROM effects ORDER BY name")]


def wait_for(what: Callable[[], bool], *, seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_a_job_in_the_middle_of_a_kill_is_done_after_a_restart_once(folder: Path) -> None:
    begun = ask(folder, "mot", 1.0, "patient")
    first = kybao(folder, "work")
    wait_for(begun.exists)
    first.kill()
    assert first.wait() == -signal.SIGKILL
    assert effects(folder) == []
    second = kybao(folder, "work")
    wait_for(lambda: effects(folder) == ["mot"])
    time.sleep(2.5)  # another lease
    second.terminate()
    assert second.wait(20) == 0
    assert effects(folder) == ["mot"]
    assert begun.read_text() == "begun\n" * 2


def test_told_to_stop_a_worker_finishes_what_it_holds(folder: Path) -> None:
    begun = ask(folder, "hai", 1.0)
    worker = kybao(folder, "work")
    wait_for(begun.exists)
    worker.terminate()
    assert worker.wait(20) == 0
    assert effects(folder) == ["hai"]


def test_two_workers_do_each_job_once_and_a_long_job_keeps_its_worker(folder: Path) -> None:
    names = [f"viec-{number:02}" for number in range(20)]
    marks = [ask(folder, name, 0.1) for name in names]
    marks.append(ask(folder, "z-lau", 5.0))  # longer than two leases
    workers = [kybao(folder, "work") for _ in range(2)]
    wait_for(lambda: len(effects(folder)) == 21, seconds=60)
    for worker in workers:
        worker.terminate()
        assert worker.wait(20) == 0
    assert effects(folder) == [*names, "z-lau"]
    assert {mark.read_text() for mark in marks} == {"begun\n"}
