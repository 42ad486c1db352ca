"""A server that is killed (kill -9) while a report is filed: what was receipted is there afterwards, and nothing by halves."""

from __future__ import annotations

import os
import re
import signal
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path
from typing import IO

import pytest

_ADDRESS = re.compile(r"http://localhost:\d+")
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_PREVIEW = re.compile(r"/xem-truoc/[0-9a-f-]{36}/")
_RECEIPT = re.compile(r"/bai-nop/[0-9a-f-]{36}/bien-nhan/")
PASSWORD = "con trâu đi trước"
PREPARED = f"""
from kybao.starting import migrate, set_up_django
set_up_django()
migrate()
from kybao.calendar import Period
from kybao.filing.obliging import oblige
from kybao.people.models import Account, Membership
from kybao.registry.models import Indicator, Regime, Unit
committee = Unit.objects.create(code="ha-an", name="UBND huyện Hà An", listed_name="Hà An")
unit = Unit.objects.create(code="y-te", name="Phòng Y tế", listed_name="Phòng Y tế", parent=committee)
regime = Regime.objects.create(
    code="thang", name="Báo cáo tháng", receiver=committee, frequency="month", deadline_day=17,
    agency="UBND", symbol="BC-UBND", place="Hà An", subject="Tình hình tháng",
)
Indicator.objects.create(
    code="lua", name="Sản lượng lúa", sector="Chung", kind="flow", measure="tấn", phrase="sản lượng lúa",
)
oblige(regime, Period.parse("2022-01"))
account = Account(username="hoa", full_name="Nông Thị Hoa")
account.set_password({PASSWORD!r})
account.save()
Membership.objects.create(account=account, role="reporter", unit=unit)
"""
PAGE = "/viec-cua-toi/2022-01/y-te/"
WHOLE = (1, 1, 1, True)  # what `stored` gives of a version of which nothing is missing
MOMENTS = (0.0, 0.3, 0.6, 0.8, 0.95)  # of the time that a filing which is let alone takes


class Visitor:
    """A reporter's browser without scripts; a redirect is given, not followed."""

    def __init__(self) -> None:
        self._open = urllib.request.build_opener(_NoRedirect, urllib.request.HTTPCookieProcessor(CookieJar())).open

    def get(self, address: str) -> str:
        with self._open(address, timeout=30) as answer:
            return str(answer.read().decode())

    def post(self, address: str, form_on: str, body: dict[str, str], file: tuple[str, bytes] | None = None) -> str:
        """Where the answer leads."""
        return self.send(address, self.token(form_on), body, file)

    def token(self, page: str) -> str:
        found = _TOKEN.search(self.get(page))
        assert found
        return found[1]

    def send(self, address: str, token: str, body: dict[str, str], file: tuple[str, bytes] | None = None) -> str:
        data, kind = _form({"csrfmiddlewaretoken": token, **body}, file)
        asked = urllib.request.Request(address, data, {"Content-Type": kind, "Referer": address})
        try:
            with self._open(asked, timeout=30) as answer:
                return str(answer.url)
        except urllib.error.HTTPError as answer:
            return str(answer.headers.get("Location", answer.code))


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


def _form(fields: dict[str, str], file: tuple[str, bytes] | None) -> tuple[bytes, str]:
    if file is None:
        return urllib.parse.urlencode(fields).encode(), "application/x-www-form-urlencoded"
    mark = "----kybao"
    parts = [
        f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    head = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{file[0]}"\r\n\r\n'
    return b"".join(
        (*parts, head.encode(), file[1], f"\r\n--{mark}--\r\n".encode())
    ), f"multipart/form-data; boundary={mark}"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made: Path = tmp_path_factory.mktemp("killed")
    subprocess.run([sys.executable, "-c", PREPARED], env=environment(made), check=True)
    return made


def environment(folder: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return kept | {"KYBAO_DATA": str(folder), "PYTHONUNBUFFERED": "1"}


@contextmanager
def served(folder: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Kybao on the folder, with all of its processes in a group of their own, which is killed at the end at the latest."""
    command = [sys.executable, "-c", "from kybao.cli import main; main()", "serve", "--port", "0"]
    with (folder / "log").open("a") as log:
        server = subprocess.Popen(
            command, env=environment(folder), stdout=subprocess.PIPE, stderr=log, text=True, start_new_session=True
        )
        try:
            yield _address(server.stdout, folder), server
        finally:
            kill(server)
            assert server.stdout is not None
            server.stdout.close()


def _address(lines: IO[str] | None, folder: Path) -> str:
    found = next((found.group() for line in lines or () if (found := _ADDRESS.search(line))), None)
    assert found, (folder / "log").read_text()
    return found


def kill(server: subprocess.Popen[str]) -> None:
    if server.poll() is None:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def report(number: int) -> tuple[str, bytes]:
    """A report with one finding and one fact, unlike any other's."""
    text = f"Sản lượng lúa đạt {number} tấn.\n\nĐã giải quyết 08 hồ sơ (trong đó: đúng hạn 07 hồ sơ, quá hạn 02 hồ sơ)."
    return f"bao-cao-{number}.md", text.encode()


def stored(folder: Path) -> dict[int, tuple[int, int, int, bool]]:
    """What the database has of each version: findings, facts, entries of the history, and whether its bytes are there."""
    with closing(sqlite3.connect(next(folder.glob("*.sqlite3")))) as database:
        rows = database.execute(
            """SELECT version,
              (SELECT count(*) FROM filing_submissionfinding AS f WHERE f.submission_id = s.id),
              (SELECT count(*) FROM filing_fact AS f WHERE f.submission_id = s.id),
              (SELECT count(*) FROM people_historyentry AS h WHERE h.action = 'filing.filed'
                AND replace(h.object_id, '-', '') = replace(s.public_id, '-', '')),
              EXISTS (SELECT 1 FROM filing_storedfile AS b WHERE b.sha256 = s.file_id)
            FROM filing_submission AS s ORDER BY version"""
        ).fetchall()
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    return {version: (findings, facts, told, bool(kept)) for version, findings, facts, told, kept in rows}


@dataclass(frozen=True)
class Filing:
    """A filing during which the server was killed: "" for `receipt` where no answer came."""

    number: int
    preview: str
    receipt: str


def test_what_was_receipted_is_there_and_nothing_is_by_halves_whenever_the_server_is_killed(folder: Path) -> None:
    visitor = Visitor()
    with served(folder) as (site, _):
        visitor.post(
            f"{site}/tai-khoan/dang-nhap/", f"{site}/tai-khoan/dang-nhap/", {"login": "hoa", "password": PASSWORD}
        )
        preview = upload(visitor, site, 1)
        token = visitor.token(site + preview)
        begun = time.monotonic()
        receipt = visitor.send(f"{site}{preview}nop", token, {})
        took = time.monotonic() - begun
    killed = [Filing(1, preview, receipt)]
    for number, moment in enumerate(MOMENTS, 2):
        with served(folder) as (site, server):
            made_whole(visitor, site, folder, killed[-1])
            preview = upload(visitor, site, number)
            token = visitor.token(site + preview)
            killer = threading.Timer(took * moment, kill, [server])
            killer.start()
            try:
                receipt = visitor.send(f"{site}{preview}nop", token, {})
            except OSError:
                receipt = ""
            killer.join()
        killed.append(Filing(number, preview, receipt))
    with served(folder) as (site, _):
        made_whole(visitor, site, folder, killed[-1])
    assert any(not filing.receipt for filing in killed), "the server was never killed before it answered"
    verified = subprocess.run(
        [sys.executable, "-c", "from kybao.cli import main; main()", "audit", "verify"],
        env=environment(folder), capture_output=True, text=True,
    )  # fmt: skip
    assert verified.returncode == 0, verified.stdout + verified.stderr


def made_whole(visitor: Visitor, site: str, folder: Path, filing: Filing) -> None:
    """The server runs again: the filing is there whole if it was receipted, else whole or not at all and can be done again."""
    before = dict.fromkeys(range(1, filing.number), WHOLE)
    after = before | {filing.number: WHOLE}
    filed = stored(folder)
    assert filed in ((after,) if filing.receipt else (before, after)), filing
    if filing.receipt:
        assert re.search(r"\b[0-9a-f]{64}\b", visitor.get(site + filing.receipt)), filing
    elif filed == before:  # what was looked at is still there to be filed
        assert _RECEIPT.search(visitor.post(f"{site}{filing.preview}nop", site + filing.preview, {})), filing
    assert stored(folder) == after, filing


def upload(visitor: Visitor, site: str, number: int) -> str:
    """The preview of a report."""
    found = _PREVIEW.search(visitor.post(f"{site}{PAGE}tep", f"{site}{PAGE}", {}, report(number)))
    assert found
    return found.group()
