"""Forty units filing in the same minute while two hundred people read.

Usage: python benchmarks/office_load.py [--folder FOLDER] [--months 24] [--readers 200] [--seconds 60]

Makes a demonstration (`kybao demo`) in FOLDER where there is none, serves it as an office would (`kybao serve`, one
process on SQLite, or PostgreSQL by DATABASE_URL), and plays the minute before the deadline: each unit's reporter opens
their page, hands over a Word file of a real unit of January 2022, looks at the preview and files it, at a moment drawn
from the minute; each reader opens a page, thinks for some seconds, and opens another. All requests come from this same
machine and its cores, so that the server has less of them than in an office. Prints latencies by page, and ends with
status 1 where anything was refused or lost.
"""

from __future__ import annotations

import argparse
import asyncio
import io
import os
import random
import re
import ssl
import subprocess
import sys
import time
import zipfile
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import httpx

HERE = Path(__file__).resolve().parent
FILES = HERE.parent / "data" / "cao-bang-2022-01" / "files"
KYBAO = [sys.executable, "-c", "from kybao.cli import main; main()"]
SHARED = ssl.create_default_context()  # each client would make one of its own, at a tenth of a second
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass
class Heard:
    """What came back: seconds by kind of page, what went wrong, the receipts."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    faults: list[str] = field(default_factory=list)
    filed: list[float] = field(default_factory=list)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, default=HERE.parent / "var" / "office_load")
    parser.add_argument("--months", type=int, default=24)
    parser.add_argument("--readers", type=int, default=200)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--thinking", type=float, default=30, help="seconds that a reader stays on a page, on average")
    parser.add_argument("--port", type=int, default=8399)
    options = parser.parse_args()
    os.environ["KYBAO_DATA"] = str(options.folder)
    if not (options.folder / "secret-key").exists():
        subprocess.run([*KYBAO, "demo", str(options.folder), "--months", str(options.months)], check=True)
    office = Office.prepared(options.readers)
    with subprocess.Popen([*KYBAO, "serve", "--port", str(options.port)], stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        next(line for line in server.stdout if "http" in line)
        try:
            heard = asyncio.run(play(office, f"http://localhost:{options.port}", options.seconds, options.thinking))
            memory = peak_memory(server.pid)
        finally:
            server.terminate()
    report(heard, office, options.seconds, memory)
    sys.exit(1 if heard.faults or len(heard.filed) < len(office.reporters) else 0)


@dataclass(frozen=True)
class Office:
    """The cookie of each person's session; of reporters also the address of what they owe."""

    reporters: dict[str, str]
    readers: tuple[str, ...]
    pages: tuple[str, ...]

    @classmethod
    def prepared(cls, readers: int) -> Office:
        """Signs everybody in, since two hundred people do not do so in one minute: argon2 is made to be slow."""
        from kybao import starting

        starting.set_up_django()
        starting.migrate()
        from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
        from django.contrib.sessions.backends.db import SessionStore

        from kybao.filing.models import Obligation, Submission
        from kybao.people.models import Account, Membership
        from kybao.people.policy import Role
        from kybao.registry.models import Indicator, Regime

        def signed_in(account: Account) -> str:
            session = SessionStore()
            session[SESSION_KEY] = str(account.pk)
            session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
            session[HASH_SESSION_KEY] = account.get_session_auth_hash()
            session.create()
            return str(session.session_key)

        regime = Regime.objects.get()
        newest = Obligation.objects.order_by("-period").values_list("period", flat=True)[0]
        owed = Obligation.objects.filter(period=newest).select_related("unit")
        accounts = {
            row.unit_id: row.account for row in Membership.objects.filter(role=Role.REPORTER).select_related("account")
        }
        reporters = {
            f"/viec-cua-toi/{newest}/{one.unit.code}/": signed_in(accounts[one.unit_id])
            for one in owed
            if one.unit_id in accounts
        }
        looking = []
        for number in range(readers):
            account, made = Account.objects.get_or_create(
                username=f"doc-{number}", defaults={"full_name": f"Người đọc {number}"}
            )
            if made:
                Membership.objects.create(account=account, role=Role.LEADER, unit=regime.receiver)
            looking.append(signed_in(account))
        months = sorted(Obligation.objects.values_list("period", flat=True).distinct())[-6:]
        some = Submission.objects.order_by("-pk").values_list("public_id", flat=True)[:40]
        indicators = Indicator.objects.order_by("code").values_list("code", flat=True)[:40]
        pages = [
            f"/thang/{month}/{page}"
            for month in months
            for page in ("", "bao-cao/", "chi-tieu/", "toan-canh/", "phat-hien/")
        ]
        pages += [f"/bai-nop/{one}/" for one in some] + [f"/chi-tieu/{code}/" for code in indicators]
        pages += ["/tim/?q=dan+lon", "/tim/?q=thu+ngan+sach", "/tim/?q=10.277"]
        return cls(reporters, tuple(looking), tuple(pages))


async def play(office: Office, address: str, seconds: int, thinking: float) -> Heard:
    heard, chance, end = Heard(), random.Random(1), time.monotonic() + seconds
    files = sorted(FILES.glob("*.docx"))
    people = [
        reader(heard, address, cookie, office.pages, random.Random(number), end, thinking)
        for number, cookie in enumerate(office.readers)
    ]
    people += [
        reporter(heard, address, cookie, page, files[number % len(files)], chance.uniform(0, seconds * 0.9))
        for number, (page, cookie) in enumerate(office.reporters.items())
    ]
    await asyncio.gather(*people)
    return heard


async def reader(
    heard: Heard,
    address: str,
    cookie: str,
    pages: tuple[str, ...],
    chance: random.Random,
    end: float,
    thinking: float,
) -> None:
    async with client(address, cookie) as http:
        await asyncio.sleep(chance.uniform(0, thinking))
        while time.monotonic() < end:
            page = chance.choice(pages)
            await get(heard, http, page, kind_of(page))
            await asyncio.sleep(chance.uniform(0.5 * thinking, 1.5 * thinking))


async def reporter(heard: Heard, address: str, cookie: str, page: str, file: Path, wait: float) -> None:
    await asyncio.sleep(wait)
    async with client(address, cookie) as http:
        start = time.monotonic()
        opened = await get(heard, http, page, "việc của tôi")
        if opened is None:
            return
        sent = await post(
            heard, http, page + "tep", opened, "đưa tệp lên", files={"file": (file.name, of_its_own(file, page))}
        )
        if sent is None:
            return
        while "/nop" not in sent.text:
            if time.monotonic() - start > 60:
                heard.faults.append(f"{page}: không có bản xem trước")
                return
            await asyncio.sleep(0.5)
            again = await get(heard, http, sent.url.path, "xem trước")
            if again is None:
                return
            sent = again
        filed = await post(heard, http, sent.url.path + "nop", sent, "nộp")
        if filed is not None and "bien-nhan" in filed.url.path:
            heard.filed.append(time.monotonic() - start)
        elif filed is not None:
            heard.faults.append(f"{page}: không có biên nhận")


def of_its_own(file: Path, mark: str) -> bytes:
    """The file with a comment in its archive, so that it is none that was filed before."""
    data = io.BytesIO(file.read_bytes())
    with zipfile.ZipFile(data, "a") as archive:
        archive.comment = mark.encode()
    return data.getvalue()


def client(address: str, cookie: str) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        base_url=address, cookies={"sessionid": cookie}, timeout=60, follow_redirects=True, verify=SHARED
    )


async def get(heard: Heard, http: httpx.AsyncClient, page: str, kind: str) -> httpx.Response | None:
    return await timed(heard, kind, page, http.get(page))


async def post(
    heard: Heard,
    http: httpx.AsyncClient,
    page: str,
    shown: httpx.Response,
    kind: str,
    files: dict[str, tuple[str, bytes]] | None = None,
) -> httpx.Response | None:
    token = TOKEN.search(shown.text)
    data = {"csrfmiddlewaretoken": token.group(1) if token else ""}
    return await timed(heard, kind, page, http.post(page, data=data, files=files))


async def timed(heard: Heard, kind: str, page: str, request: object) -> httpx.Response | None:
    start = time.perf_counter()
    try:
        response: httpx.Response = await request  # type: ignore[misc]
    except httpx.HTTPError as error:
        heard.faults.append(f"{page}: {type(error).__name__}")
        return None
    heard.seconds[kind].append(time.perf_counter() - start)
    if response.status_code != 200:
        heard.faults.append(f"{page}: {response.status_code}")
        return None
    return response


def kind_of(page: str) -> str:
    parts = page.partition("?")[0].strip("/").split("/")
    return {
        "thang": parts[-1] if len(parts) > 2 else "tổng quan",
        "bai-nop": "bài nộp",
        "chi-tieu": "một chỉ tiêu",
        "tim": "tìm",
    }[parts[0]]


def peak_memory(pid: int) -> float:
    """Megabytes that the server and what it started had at most."""
    pids = [
        str(pid),
        *subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False).stdout.split(),
    ]
    return sum(
        int(line.split()[1]) / 1000
        for one in pids
        for line in Path(f"/proc/{one}/status").read_text().splitlines()
        if line.startswith("VmHWM")
    )


def report(heard: Heard, office: Office, seconds: int, memory: float) -> None:
    print(f"{len(office.reporters)} units filing and {len(office.readers)} readers in {seconds} s")
    print(f"peak memory of the server: {memory:.0f} MB")
    print("| page | requests | median ms | 95 % ms | slowest ms |")
    print("| --- | --- | --- | --- | --- |")
    for kind, times in sorted(heard.seconds.items()):
        middle, high, slowest = (1000 * share_of(times, share) for share in (50, 95, 100))
        print(f"| {kind} | {len(times)} | {middle:.0f} | {high:.0f} | {slowest:.0f} |")
    print(f"filed: {len(heard.filed)} of {len(office.reporters)}")
    if heard.filed:
        middle, slowest = share_of(heard.filed, 50), share_of(heard.filed, 100)
        print(f"from opening the page to the receipt: {middle:.1f} s (median), {slowest:.1f} s (slowest)")
    for fault in heard.faults[:20]:
        print("fault:", fault)
    print(f"faults: {len(heard.faults)}")


def share_of(times: list[float], percent: int) -> float:
    return sorted(times)[min(len(times) - 1, len(times) * percent // 100)]


if __name__ == "__main__":
    main()
