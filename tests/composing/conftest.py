"""What tests of composing share: the test database for another process, and what is left when that process is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from urllib.parse import quote

import pytest
from django.db import connection

# Sets Django up, and kills itself without a word once a statement has been carried out so many times.
_WATCHED = """
import os, signal, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "kybao.settings"
import django
django.setup()
from django.db import connection
statement, times = sys.argv[1], int(sys.argv[2])
seen = 0
def watch(execute, sql, params, many, context):
    global seen
    result = execute(sql, params, many, context)
    seen += sql.startswith(statement)
    if seen == times:
        os.kill(os.getpid(), signal.SIGKILL)
    return result
with connection.execute_wrapper(watch):
"""


@pytest.fixture
def killed_at() -> Callable[..., None]:
    """Runs code in a process of its own on the test database, which dies at a statement; further arguments are `sys.argv[3:]`."""

    def run(statement: str, times: int, code: str, *arguments: str) -> None:
        indented = "".join(f"    {line}\n" for line in code.strip().splitlines())
        killed = subprocess.run(
            [sys.executable, "-c", _WATCHED + indented, statement, str(times), *arguments],
            env=os.environ | {"DATABASE_URL": _address()},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert killed.returncode == -signal.SIGKILL, killed.stderr

    return run


def _address() -> str:
    own = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{own['NAME']}"
    return f"postgresql://{own['USER']}@{quote(own['HOST'], safe='')}/{own['NAME']}"
