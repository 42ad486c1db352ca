"""An issued report goes from one Kybao to the one above, over a connection that breaks; each in its own process and database."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from kybao.exchange.transfer.package import BrokenPackage, opened, packed

_LOWER = """
from datetime import date, time
from kybao import starting
starting.set_up_django()
starting.migrate()
from kybao.calendar import Period
from kybao.composing.text.drafting import draft
from kybao.composing.issue.issuing import enter_issued
from kybao.filing.obliging import oblige
from kybao.filing.receiving import receive
from kybao.registry.models import Regime, Section, Unit
ward = Unit.objects.create(code="ubnd-phuong", name="Ủy ban nhân dân phường A", listed_name="UBND phường A")
group = Unit.objects.create(code="to-1", name="Tổ dân phố 1", listed_name="Tổ 1", parent=ward)
regime = Regime.objects.create(
    code="phuong", name="Báo cáo tháng của phường", receiver=ward, frequency="month", deadline_day=10, deadline_time=time(17),
    agency="UBND PHƯỜNG A", symbol="BC-UBND", place="Phường A", subject="Kinh tế - xã hội {kỳ này}",
)
part = Section.objects.create(regime=regime, key="i", position=0, kind="part", number="I", title="NÔNG NGHIỆP")
Section.objects.create(
    regime=regime, key="i-1", parent=part, position=1, kind="paragraph", text="Tổng đàn lợn 1.270 con. Cây ngô 8,5 ha."
)
period = Period.parse("2024-03")
oblige(regime, period)
enter_issued(draft(regime, period), 12, date(2024, 3, 14))
"""


class Line:
    """A wire between two programs that can be cut after so many bytes have gone up."""

    def __init__(self, address: str) -> None:
        target = urlsplit(address)
        self.target = (str(target.hostname), int(target.port or 80))
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.left: int | None = None
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.listener.getsockname()[1]}"

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self.listener.accept()
            except OSError:
                return
            far = socket.create_connection(self.target)
            threading.Thread(target=self._carry, args=(near, far, True), daemon=True).start()
            threading.Thread(target=self._carry, args=(far, near, False), daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket, up: bool) -> None:
        with suppress(OSError):
            while data := source.recv(1024):
                if up and self.left is not None:
                    self.left -= len(data)
                    if self.left < 0:
                        break
                target.sendall(data)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def line(served: Any) -> Iterator[Line]:
    made = Line(served.address)
    yield made
    made.listener.close()


def program(folder: Path, *arguments: str, secret: str = "") -> subprocess.CompletedProcess[str]:
    """Runs Python with the Kybao whose data are in a folder."""
    environment = os.environ | {"KYBAO_DATA": str(folder)} | ({"KYBAO_ABOVE_TOKEN": secret} if secret else {})
    environment.pop("DATABASE_URL", None)
    command = [sys.executable, *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=environment, timeout=180)


@pytest.fixture(scope="module")
def ward(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data of another Kybao, that of a ward, whose report of March 2024 is issued."""
    folder = tmp_path_factory.mktemp("ward")
    made = program(folder, "-c", _LOWER)
    assert made.returncode == 0, made.stderr
    return folder


@pytest.fixture
def lower(ward: Path, tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs Python with a Kybao of that ward, fresh for each test."""
    shutil.copytree(ward, tmp_path / "ward")
    return lambda *arguments, secret="": program(tmp_path / "ward", *arguments, secret=secret)


_PUSH = """
import sys, json
from kybao import starting
starting.set_up_django()
from kybao.composing.models import Report
from kybao.exchange.models import Delivery
from kybao.exchange.transfer.sending import Above, NotDelivered, deliver
address, secret = sys.argv[1:]
try:
    deliver(Report.objects.get(), Above(address, secret, "thang", "phuong-a"), part_bytes=4096)
except NotDelivered as error:
    print(json.dumps({"error": str(error)}))
else:
    one = Delivery.objects.get()
    print(json.dumps({"receipt": one.receipt, "sha256": one.package_id}))
"""


def transfers(served: Any, secret: str) -> list[dict[str, Any]]:
    answer = httpx.get(f"{served.address}/api/transfers", headers={"Authorization": f"Bearer {secret}"})
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def test_a_broken_connection_is_taken_up_again_and_the_report_taken_once(
    served: Any, token: Callable[..., str], lower: Callable[..., Any], line: Line
) -> None:
    secret = token("phuong-a-gui", "write:submissions", unit="phuong-a")
    line.left = 16_000
    broken = json.loads(lower("-c", _PUSH, line.address, secret).stdout)
    assert "Mất kết nối" in broken["error"]
    (half,) = transfers(served, secret)
    assert 0 < half["received"] < half["size"]
    assert not half["complete"]

    line.left = None
    done = json.loads(lower("-c", _PUSH, line.address, secret).stdout)
    (whole,) = transfers(served, secret)
    assert whole == done["receipt"]
    assert (whole["complete"], whole["sha256"], whole["version"]) == (True, done["sha256"], 2)

    again = json.loads(lower("-c", _PUSH, line.address, secret).stdout)
    assert again == done
    assert len(transfers(served, secret)) == 1


def test_what_was_pushed_is_read_above(served: Any, token: Callable[..., str], lower: Callable[..., Any]) -> None:
    secret = token("phuong-b-gui", "write:submissions", "read:submissions", "read:facts", unit="phuong-b")
    command = ("push", "2024-03", "--to", served.address, "--as", "phuong-b", "--regime-there", "thang")
    done = lower("-c", "from kybao.cli import main; main()", *command, secret=secret)
    assert "đã nhận báo cáo tháng 03 năm 2024" in done.stdout, done.stderr
    (row,) = transfers(served, secret)
    query = {"submission": row["submission"]}
    answer = httpx.get(f"{served.address}/api/facts", params=query, headers={"Authorization": f"Bearer {secret}"})
    values = {one["indicator"]: one["value"] for one in answer.json()["items"]}
    assert values == {"chan-nuoi.lon": "1270", "trong-trot.ngo": "8.5"}


def test_a_unit_pushes_for_itself_alone(served: Any, token: Callable[..., str], lower: Callable[..., Any]) -> None:
    secret = token("xa-c-gui", "write:submissions", unit="xa-c")
    answer = json.loads(lower("-c", _PUSH, served.address, secret).stdout)
    assert "không được nộp báo cáo của Phường A" in answer["error"]


class TestPackages:
    KEY = Ed25519PrivateKey.generate()

    @given(st.binary(max_size=200))
    def test_what_was_packed_is_opened(self, content: bytes) -> None:
        data = packed({"period": "2024-03"}, "bao-cao.docx", {"bao-cao.docx": content}, self.KEY)
        package = opened(data)
        assert (package.files["bao-cao.docx"], package.report) == (content, "bao-cao.docx")
        assert data == packed({"period": "2024-03"}, "bao-cao.docx", {"bao-cao.docx": content}, self.KEY)

    @given(st.data())
    def test_no_byte_can_be_changed_unnoticed(self, data: st.DataObject) -> None:
        whole = packed({"period": "2024-03"}, "a.txt", {"a.txt": "Tổng đàn lợn 1.270 con.".encode()}, self.KEY)
        place = data.draw(st.integers(0, len(whole) - 1))
        changed = whole[:place] + bytes([whole[place] ^ data.draw(st.integers(1, 255))]) + whole[place + 1 :]
        try:
            found = opened(changed)
        except BrokenPackage:
            return
        assert found == opened(whole)  # a byte that says nothing, as a date of the archive

    @pytest.mark.parametrize("data", [b"", b"PK", b"PK\x05\x06" + b"\x00" * 18])
    def test_what_is_no_package_is_said(self, data: bytes) -> None:
        with pytest.raises(BrokenPackage, match="Không đọc được gói"):
            opened(data)
