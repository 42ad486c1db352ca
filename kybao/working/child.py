"""The worker that `kybao serve` keeps beside itself: a process of its own, begun again when it dies."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

COMMAND = (sys.executable, "-c", "from kybao.cli import main; main()", "work", "--until-input-ends")
_PAUSE = 1.0  # seconds before a worker that died is begun again
_LAST_JOBS = 20.0  # seconds that the jobs in hand have to end when serving ends


@contextmanager
def worker_beside(command: Sequence[str] = COMMAND) -> Iterator[None]:
    """A worker runs while what is within goes on. Its input is a pipe that ends with this process, and so the worker does,
    however this process ends."""
    stopping = threading.Event()
    keeper = threading.Thread(target=_keep, args=(command, stopping), name="worker-keeper", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        stopping.set()
        keeper.join(_LAST_JOBS + 5)


def _keep(command: Sequence[str], stopping: threading.Event) -> None:
    while not stopping.is_set():
        with subprocess.Popen(command, stdin=subprocess.PIPE) as worker:
            while worker.poll() is None and not stopping.wait(0.5):
                pass
            assert worker.stdin is not None
            worker.stdin.close()
            try:
                worker.wait(_LAST_JOBS)
            except subprocess.TimeoutExpired:
                worker.kill()  # its jobs are taken up again by the next worker
        stopping.wait(_PAUSE)
