"""The month of January 2022: in the test database for a module's tests, and served by Kybao for the browser's."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from kybao.starting import SAMPLE_MONTH

if TYPE_CHECKING:
    from kybao.exchange.month_folder import Loaded

_ADDRESS = re.compile(r"http://localhost:\d+")


@pytest.fixture(scope="module")
def january(django_db_setup: None, django_db_blocker: Any) -> Iterator[Loaded]:
    """The real month in the test database; taken out again after the module's last test."""
    from django.core.management import call_command

    from kybao.exchange.month_folder import load_month  # models can't be imported before Django is set up

    with django_db_blocker.unblock():
        yield load_month(SAMPLE_MONTH)
        call_command("flush", interactive=False, verbosity=0)


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
