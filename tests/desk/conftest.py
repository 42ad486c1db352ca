"""Kybao served with the month of January 2022, for the browser's tests."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client

_ADDRESS = re.compile(r"http://localhost:\d+")


@pytest.fixture
def client() -> Client:
    """A browser at the machine that Kybao runs on."""
    return Client(SERVER_NAME="localhost")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a new Kybao on a data folder of its own, as `./run` starts it."""
    folder: Path = tmp_path_factory.mktemp("desk")
    command = [sys.executable, "-c", "from kybao.cli import main; main()", "start", "--port", "0"]
    environment = os.environ | {"KYBAO_DATA": str(folder), "PYTHONUNBUFFERED": "1"}
    environment.pop("DATABASE_URL", None)
    with (
        (folder / "log").open("w") as log,
        subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=log, text=True) as server,
    ):
        assert server.stdout is not None
        address = next((found.group() for line in server.stdout if (found := _ADDRESS.search(line))), None)
        assert address, (folder / "log").read_text()
        yield address
        server.terminate()
