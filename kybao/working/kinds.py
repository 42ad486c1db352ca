"""The kinds of jobs there are: rooms above name theirs here, with the function that does them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from importlib import import_module
from typing import Any

from django.apps import apps

Effect = Callable[[], object]
Do = Callable[[Mapping[str, Any]], Effect | None]
MODULE = "jobs"  # of each app: the module that names its kinds


class TryLater(Exception):
    """Raised by a job that can't be done now and may be later; its message is Vietnamese and says why."""


@dataclass(frozen=True, slots=True)
class Kind:
    """How one kind of job is done.

    `do` does the long part, outside of any transaction, and may be done twice where a worker was killed. What it returns is
    called within the transaction that ends the job, so what that stores is stored once. `lease` is how long a worker may
    hold the job without a sign of life; `waits` are the pauses between attempts, so that there is one attempt more than
    pauses. `given_up` is called, in the transaction that ends the job, where the last attempt failed. `every` makes it a
    recurring job, asked for by the worker itself, and in turn once in each such time.
    """

    name: str
    do: Do
    lease: timedelta = timedelta(minutes=2)
    waits: tuple[timedelta, ...] = (timedelta(seconds=5), timedelta(minutes=1), timedelta(minutes=10))
    given_up: Callable[[Mapping[str, Any], str], object] | None = None
    every: timedelta | None = None


_KINDS: dict[str, Kind] = {}


def add_kind(kind: Kind) -> Kind:
    """Makes a kind known. Each name is one function's."""
    if kind.name in _KINDS and _KINDS[kind.name].do is not kind.do:
        raise ValueError(f"two kinds of jobs are called {kind.name}")
    _KINDS[kind.name] = kind
    return kind


def known_kinds() -> Mapping[str, Kind]:
    """All kinds by name: what the `jobs` modules of the installed apps name."""
    for app in apps.get_app_configs():
        if app.name.startswith("kybao.") and _has_jobs(app.path):
            import_module(f"{app.name}.{MODULE}")
    return _KINDS


def _has_jobs(folder: str) -> bool:
    from pathlib import Path

    return (Path(folder) / f"{MODULE}.py").is_file()
