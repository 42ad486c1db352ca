"""What every run is asked, and how it answers.

For each province and the country, each indicator and each month from the second year on: the value, the same month of last
year, the year to date and that of last year, how many communes stand behind each, the growth (per cent, six decimals, null
unless both sides are complete) and, for flows, the year to date in per cent of the year's plan (null unless both are
complete). The answer is laid down in full; of it, counts and exact sums are compared between the runs.
"""

from __future__ import annotations

import json
import resource
import sys
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path

ANSWER = ("rows", "value", "same", "to_date", "same_to_date", "present", "growth", "plan", "percent_of_plan")


def asked_periods(folder: Path) -> list[str]:
    """The months from the second year on."""
    months = sorted(file.stem for file in folder.glob("facts/*/*-*.parquet"))
    return months[12:]


def report(folder: Path, answer: Callable[[Path], dict[str, object]]) -> None:
    """Runs `answer` and prints one line of JSON: seconds, peak memory in MiB (of this process) and the answer's sums."""
    started = time.perf_counter()
    found = answer(folder)
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "peak": peak} | found, default=str))
    sys.stdout.flush()


class PeakOf(threading.Thread):
    """The peak of the memory (proportional set size, MiB) of processes that `pids` names, looked at four times a second."""

    def __init__(self, pids: Callable[[], Iterable[int]]) -> None:
        super().__init__(daemon=True)
        self.pids = pids
        self.peak = 0.0
        self.ended = threading.Event()

    def run(self) -> None:
        while not self.ended.wait(0.25):
            self.peak = max(self.peak, sum(map(memory_of, self.pids())))


def memory_of(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:  # it ended meanwhile
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
