"""`./run` on a machine that lacks something says in Vietnamese what is missing and how to mend it."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import kybao

PROJECT = Path(kybao.__file__).resolve().parent.parent
SHELL_TOOLS = ("bash", "cat", "cmp", "dirname", "flock", "grep", "id", "mkdir", "mktemp", "rm", "tail", "touch")
NO_PACKAGE_INDEX = {"PIP_NO_INDEX": "1", "PIP_CONFIG_FILE": os.devnull, "PIP_FIND_LINKS": ""}


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """What `./run` needs of the project, in a folder whose name a shell could stumble over."""
    folder = tmp_path / "Báo cáo tháng 1"
    (folder / "scripts").mkdir(parents=True)
    for name in ("run", "scripts/environment.sh", "pyproject.toml", "requirements.txt"):
        shutil.copy(PROJECT / name, folder / name)
    return folder


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """A folder of programs in which there is no Python and no package manager."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for tool in SHELL_TOOLS:
        if found := shutil.which(tool):
            (folder / tool).symlink_to(found)
    return folder


def run(checkout: Path, programs: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [checkout / "run", "--no-serve"],
        env={"PATH": str(programs), "LC_ALL": "C", **environment},
        cwd="/",
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def link_python(programs: Path, *, first: str = "") -> None:
    python = programs / "python3"
    python.write_text(f'#!/bin/sh\n{first}\nexec "{sys.executable}" "$@"\n')
    python.chmod(0o755)


@pytest.mark.parametrize(
    "lacking",
    [
        pytest.param(None, id="no Python at all"),
        pytest.param('case "$*" in *version_info*) exit 1;; esac', id="Python 3.10"),
        pytest.param(
            'case "$*" in *ensurepip*) echo No module named ensurepip >&2; exit 1;; esac', id="no venv module"
        ),
    ],
)
def test_without_a_python_that_serves(checkout: Path, programs: Path, lacking: str | None) -> None:
    if lacking is not None:
        link_python(programs, first=lacking)
    done = run(checkout, programs)
    assert done.returncode == 1
    assert "Kybao cần Python 3.11 trở lên" in done.stderr
    assert "sudo apt install python3 python3-venv" in done.stderr
    assert not (checkout / ".venv").exists()


def test_a_library_that_cannot_be_had_is_named_and_the_next_run_starts_afresh(checkout: Path, programs: Path) -> None:
    link_python(programs)
    first = (checkout / "requirements.txt").read_text().splitlines()[1].partition("==")[0]
    for _ in range(2):
        done = run(checkout, programs, **NO_PACKAGE_INDEX)
        assert done.returncode == 1
        assert f"No matching distribution found for {first}" in done.stderr
        assert "kho thư viện không có bản dựng sẵn cho Python 3." in done.stderr
        assert done.stdout == ""
        assert (checkout / ".venv" / "unfinished").exists()
