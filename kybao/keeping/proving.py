"""What must hold in a database before it is trusted: its pages, its references, the hashes of its files, its history."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.db import connection

from kybao.filing.models import StoredFile
from kybao.people.history import verify


class Unsound(Exception):
    """Why a database is not whole; Vietnamese."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What was looked at: how many stored files and entries of the history, and the hash of the last entry."""

    files: int
    entries: int
    last_hash: str


def prove() -> Proof:
    """Looks through the whole default database. Raises `Unsound` at the first thing that does not hold."""
    if connection.vendor == "sqlite":
        _prove_pages()
    connection.check_constraints()
    files = _prove_files()
    history = verify()
    if history.broken is not None:
        raise Unsound(f"lịch sử không còn nguyên vẹn từ mục số {history.broken}: {history.why}")
    return Proof(files, history.entries, history.last_hash)


def _prove_pages() -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check(1)")
        (result,) = cursor.fetchone()
    if result != "ok":
        raise Unsound(f"cơ sở dữ liệu hỏng ({result})")


def _prove_files() -> int:
    count = 0
    for file in StoredFile.objects.iterator(chunk_size=20):
        count += 1
        if hashlib.sha256(file.content).hexdigest() != file.sha256:
            raise Unsound(f"tệp có dấu vân tay {file.sha256} không còn như lúc nhận")
    return count
