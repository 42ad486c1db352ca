"""The worker: takes one job after another until it is told to stop."""

from __future__ import annotations

import logging
import os
import socket
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from django.db import close_old_connections, connections
from django.utils import timezone

from kybao.working.kinds import known_kinds
from kybao.working.models import WorkerSeen
from kybao.working.queue import ask_recurring, do, forget_old, hold_longer, let_go, take, workers_holding

log = logging.getLogger("kybao.working")
_LOOK_EVERY = 0.25  # seconds between two looks at an empty queue: what a person waits for begins at once
_SIGN_EVERY = 10.0  # seconds between signs of life


class Worker:
    """Does jobs in `hands` threads at a time, asks for recurring jobs, and gives signs of life."""

    def __init__(self, hands: int = 2) -> None:
        self.name = f"{socket.gethostname()}:{os.getpid()}"
        self.hands = hands
        self._stop = threading.Event()

    def stop(self) -> None:
        """No job is begun any more; those begun are finished."""
        self._stop.set()

    def run(self) -> None:
        """Works until told to stop."""
        known_kinds()
        started = timezone.now()
        self._guarded(self._take_over)
        with ThreadPoolExecutor(self.hands + 1, "worker") as pool:
            pool.submit(self._live, started)
            hands = [pool.submit(self._work) for _ in range(self.hands)]
            for hand in hands:
                hand.result()
        WorkerSeen.objects.filter(pk=self.name).delete()
        connections.close_all()

    def run_dry(self) -> int:
        """Does what is due now and no more; how many jobs that were."""
        ask_recurring(timezone.now())
        count = 0
        while (job := take()) is not None:
            do(job)
            count += 1
        return count

    def _work(self) -> None:
        while not self._stop.is_set():
            if not self._guarded(self._one):
                self._stop.wait(_LOOK_EVERY)
        connections.close_all()

    def _one(self) -> bool:
        job = take(worker=self.name)
        if job is None:
            return False
        held = threading.Event()

        def keep_hold() -> None:
            lease = known_kinds()[job.kind].lease.total_seconds() if job.kind in known_kinds() else 60.0
            while not held.wait(lease / 3):
                self._guarded(lambda: hold_longer(job))
            connections.close_all()

        keeper = threading.Thread(target=keep_hold, daemon=True)
        keeper.start()
        try:
            do(job)
        finally:
            held.set()
            keeper.join()
        return True

    def _take_over(self) -> bool:
        """The jobs of workers of this machine that were killed need not wait until their time is over."""
        for name in workers_holding():
            host, _, process = name.rpartition(":")
            if name == self.name or (host == socket.gethostname() and not _is_there(int(process))):
                let_go(name)
        return True

    def _live(self, started: datetime) -> None:
        while True:
            self._guarded(lambda: self._sign(started))
            if self._stop.wait(_SIGN_EVERY):
                break
        connections.close_all()

    def _sign(self, started: datetime) -> bool:
        now = timezone.now()
        WorkerSeen.objects.update_or_create(pk=self.name, defaults={"started_at": started, "seen_at": now})
        ask_recurring(now)
        forget_old(now)
        return True

    def _guarded(self, step: Callable[[], bool]) -> bool:
        """A database that can't be reached for a while stops no worker."""
        try:
            close_old_connections()
            return step()
        except Exception:
            log.exception("the worker could not go on; it tries again")
            self._stop.wait(1)
            return False


def _is_there(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
