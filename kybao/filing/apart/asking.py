"""Has a file read in a process apart, and says in Vietnamese what stood in the way."""

from __future__ import annotations

import logging
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, astuple
from pathlib import Path
from typing import Any

from django.conf import settings

from kybao.documents.errors import UnreadableFile
from kybao.filing.apart import frames
from kybao.filing.apart.limits import Limits
from kybao.filing.placing import Heading

log = logging.getLogger("kybao.filing")
_ROOT = Path(__file__).resolve().parents[3]
_KEPT = (
    "PATH",
    "LANG",
    "LC_ALL",
    "TZ",
    "LD_LIBRARY_PATH",
    "SYSTEMROOT",
)  # of the environment; the rest may hold secrets
_GRACE = 10.0  # seconds beyond the limit, after which the process itself must have failed
_SLOW = (b"%PDF-", b"\x89PNG", b"\xff\xd8\xff", b"II*\0", b"MM\0*")
_QUICK_SHARE = 6  # what holds no pictures of pages is given a sixth of the time


def examined_apart(
    data: bytes, name: str, catalogue: Iterable[Mapping[str, str]], headings: Sequence[Heading]
) -> dict[str, Any]:
    """What `examining.examine` gives. Raises `UnreadableFile`, also where the file would take too much memory or time."""
    limits = limits_for(data)
    asked = {
        "name": name,
        "catalogue": list(catalogue),
        "headings": [astuple(heading) for heading in headings],
        "limits": asdict(limits),
    }
    with _turns:
        answers = _standing.answers(asked, data, limits.seconds + _GRACE)
    said = next((answer for answer in answers if "ended" not in answer), None)
    if said is not None and "examined" in said:
        examined: dict[str, Any] = said["examined"]
        return examined
    if said is not None and "unreadable" in said:
        raise UnreadableFile(*said["unreadable"])
    if said is not None and "fault" in said:
        log.error("reading %s failed:\n%s", name, said["fault"])
        raise UnreadableFile("Kybao gặp lỗi khi đọc tệp.", name, f"Hãy lưu lại tệp rồi thử lại; {_REPORT}")
    ended = answers[-1].get("ended", 0) if answers else 0
    log.warning("reading %s ended early: %s", name, said or ended)
    raise _too_much(name, limits, out_of_memory=bool(said) or ended == -signal.SIGKILL, ended=ended)


def stand_ready() -> None:
    """Starts the process that reads, so that the first file need not wait for it."""
    _standing.start()


def is_slow(data: bytes) -> bool:
    """Whether a file may hold pictures of pages, which take seconds to read."""
    return data.startswith(_SLOW) or b"%PDF-" in data[:1024]


def limits_for(data: bytes) -> Limits:
    seconds = float(settings.READ_SECONDS)
    return Limits(settings.READ_MEMORY_MB * 2**20, seconds if is_slow(data) else seconds / _QUICK_SHARE)


_REPORT = "nếu vẫn lỗi, hãy gửi tệp cho người quản trị."


def _too_much(name: str, limits: Limits, *, out_of_memory: bool, ended: int) -> UnreadableFile:
    if out_of_memory:
        return UnreadableFile(
            f"Đọc tệp này cần nhiều bộ nhớ hơn mức cho phép ({limits.memory // 2**20} MB).",
            name,
            "Hãy giảm độ phân giải ảnh, bỏ bớt hình hoặc chia nhỏ tệp rồi gửi lại.",
        )
    if ended in (-signal.SIGALRM, -signal.SIGXCPU, 0):
        return UnreadableFile(
            f"Đọc tệp này lâu quá mức cho phép ({limits.seconds:.0f} giây).",
            name,
            "Hãy chia nhỏ tệp, hoặc gửi bản Word thay cho bản quét.",
        )
    return UnreadableFile(
        "Chương trình đọc dừng đột ngột khi đọc tệp này: tệp hỏng, hoặc cần quá nhiều bộ nhớ.",
        name,
        f"Hãy mở tệp, lưu lại dưới tên khác rồi gửi lại; {_REPORT}",
    )


class _Standing:
    """The process that stands ready, as this process knows it; begun when first needed, and again should it be gone."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None

    def start(self) -> None:
        with self._lock:
            self._started()

    def answers(self, asked: dict[str, Any], data: bytes, patience: float) -> list[dict[str, Any]]:
        """All that is said about one file: an answer where there is one, and how the process ended.

        Where nothing at all is said, the standing process itself has gone, and a new one is asked.
        """
        said, silent = self._ask(asked, data, patience)
        return self._ask(asked, data, patience)[0] if silent else said

    def _ask(self, asked: dict[str, Any], data: bytes, patience: float) -> tuple[list[dict[str, Any]], bool]:
        mine, theirs = socket.socketpair()
        said: list[dict[str, Any]] = []
        with mine:
            with theirs:
                self._hand_over(theirs)
            mine.settimeout(patience)
            try:
                frames.send_json(mine, asked)
                frames.send(mine, data)
                while not said or "ended" not in said[-1]:
                    said.append(frames.receive_json(mine))
            except (frames.Ended, ConnectionError):
                return said, not said
            except (TimeoutError, ValueError):
                pass
        return said, False

    def _hand_over(self, link: socket.socket) -> None:
        with self._lock:
            for last in (False, True):
                control = self._started()
                try:
                    socket.send_fds(control, [b"f"], [link.fileno()])
                    return
                except ConnectionError:
                    self._forget()
                    if last:
                        raise

    def _started(self) -> socket.socket:
        if self._process is not None and self._process.poll() is None and self._control is not None:
            return self._control
        self._forget()
        self._control, theirs = socket.socketpair()
        with theirs:
            environment = {key: os.environ[key] for key in _KEPT if key in os.environ}
            self._process = subprocess.Popen(
                [sys.executable, "-m", "kybao.filing.apart.standing", str(theirs.fileno())],
                cwd="/",
                env=environment | {"PYTHONPATH": str(_ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=(theirs.fileno(),),
            )
        return self._control

    def _forget(self) -> None:
        if self._control is not None:
            self._control.close()
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        self._process = self._control = None


_standing = _Standing()
_turns = threading.BoundedSemaphore(max(2, os.cpu_count() or 1))  # files read at a time; the others wait their turn
