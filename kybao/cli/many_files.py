"""Files read and checked in the order that they were given in: one after the other, or on all cores where they are many."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from kybao.checking import check
from kybao.checking.finding import Finding
from kybao.documents import UnreadableFile, read_document
from kybao.documents.model import Document

_MANY = 16  # files for which it pays to start other processes
_AT_ONCE = 4  # files that a process is handed at a time


@dataclass(frozen=True, slots=True)
class Checked:
    """A file's document, under the name that it was given by, with all findings; or why it can't be read."""

    file: Path
    document: Document | None
    findings: tuple[Finding, ...] = ()
    refused: str = ""


def check_files(files: Sequence[Path], processes: int | None = None) -> Iterator[Checked]:
    """All files in order. `processes` is the number of cores where nothing is said; few files are checked in this process."""
    processes = processes or os.cpu_count() or 1
    if len(files) < _MANY or processes == 1:
        yield from map(_checked, files)
        return
    with ProcessPoolExecutor(processes, initializer=_leave_interrupts) as pool:
        yield from pool.map(_checked, files, chunksize=_AT_ONCE)


def _checked(file: Path) -> Checked:
    try:
        document = replace(read_document(file), name=str(file))
    except UnreadableFile as error:
        return Checked(file, None, refused=f"{error.what} {error.mend}")
    return Checked(file, document, check(document))


def _leave_interrupts() -> None:
    """Ctrl+C is for the process that prints; it then ends the others."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
