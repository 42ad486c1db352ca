"""A thousand variants of the January 2022 report, read and checked on two cores.

Usage: python benchmarks/thousand_reports.py [--reports 1000] [--processes 2] [--state FILE]

Each variant is the report with twenty of its digits changed, by its own seed, so that a run can be repeated. A bar on
standard error shows how far it is. Stopped (Ctrl+C) or killed, it goes on from `--state` when it is started again.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import multiprocessing
import random
import resource
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
REPORT = HERE.parent / "data" / "cao-bang-2022-01" / "source" / "27-bc-ubnd.md"
CHANGES = 20  # digits changed in each variant
BATCH = 10  # variants between two notes in the state file


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reports", type=int, default=1000)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--state", type=Path, default=HERE.parent / "var" / "thousand_reports.state")
    options = parser.parse_args()
    options.state.parent.mkdir(parents=True, exist_ok=True)
    state = State(options.state, options.reports)
    if state.batches:
        print(f"Going on after {state.done} of {options.reports} reports ({options.state}).", file=sys.stderr)
    try:
        run(state, options.processes)
    except KeyboardInterrupt:
        print(f"\nStopped after {state.done} of {options.reports}; start again to go on.", file=sys.stderr)
        sys.exit(130)
    print("", file=sys.stderr)
    seconds, verdicts = state.seconds, state.verdicts()
    print(f"{options.reports} reports of {len(REPORT.read_text('utf-8')):,} characters on {options.processes} cores")
    print(f"{seconds:.1f} s, {options.reports / seconds:.1f} reports/s, {1000 * seconds / options.reports:.1f} ms each")
    print(f"processor time: {state.cpu:.1f} s, so at least {state.cpu / options.processes:.1f} s on idle cores")
    print(
        f"peak memory of a process: {state.peak / 1e6:.0f} MB after the first batch, {state.last_peak / 1e6:.0f} MB at the end"
    )
    print("findings: " + ", ".join(f"{count:,} {verdict}" for verdict, count in sorted(verdicts.items())))
    options.state.unlink()


class State:
    """What is done, a line of JSON a batch: the file that a run goes on from."""

    def __init__(self, path: Path, reports: int) -> None:
        self.path, self.reports = path, reports
        self.batches: list[dict[str, Any]] = []
        self.before = 0.0  # seconds of the runs before
        if path.exists():
            for line in path.read_text("utf-8").splitlines():
                with contextlib.suppress(json.JSONDecodeError):  # a line that was cut off when the run was killed
                    self.batches.append(json.loads(line))
            self.before = max((batch["seconds"] for batch in self.batches), default=0.0)
        self.started = time.perf_counter()

    @property
    def done(self) -> int:
        return sum(batch["count"] for batch in self.batches)

    @property
    def seconds(self) -> float:
        return float(max(batch["seconds"] for batch in self.batches))

    @property
    def cpu(self) -> float:
        return float(sum(batch["cpu"] for batch in self.batches))

    @property
    def peak(self) -> int:
        return int(self.batches[0]["peak"])

    @property
    def last_peak(self) -> int:
        return max(int(batch["peak"]) for batch in self.batches)

    def verdicts(self) -> Counter[str]:
        return sum((Counter(batch["verdicts"]) for batch in self.batches), Counter())

    def open_batches(self) -> Iterator[tuple[int, int]]:
        done = {batch["first"] for batch in self.batches}
        for first in range(0, self.reports, BATCH):
            if first not in done:
                yield first, min(BATCH, self.reports - first)

    def note(self, batch: dict[str, Any]) -> None:
        batch["seconds"] = self.before + time.perf_counter() - self.started
        self.batches.append(batch)
        with self.path.open("a", encoding="utf-8") as out:
            out.write(json.dumps(batch) + "\n")


def run(state: State, processes: int) -> None:
    context = multiprocessing.get_context("spawn")
    with context.Pool(processes, ignore_interrupt) as pool:
        state.started = time.perf_counter()
        for batch in pool.imap_unordered(checked, state.open_batches()):
            state.note(batch)
            bar(state.done, state.reports, state.seconds)


def ignore_interrupt() -> None:
    """Ctrl+C is for the process that keeps the state; it then ends the others."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    from kybao.checking import check
    from kybao.documents import document_of_text

    check(document_of_text("Đàn bò có 245 con."))


def bar(done: int, all_of_them: int, seconds: float) -> None:
    filled = 40 * done // all_of_them
    left = seconds / done * (all_of_them - done)
    print(
        f"\r[{'#' * filled}{'.' * (40 - filled)}] {done}/{all_of_them}  {left:4.0f} s left ",
        end="",
        file=sys.stderr,
        flush=True,
    )


def checked(batch: tuple[int, int]) -> dict[str, Any]:
    from kybao.checking import check
    from kybao.documents import read_bytes

    first, count = batch
    start = time.process_time()
    original = REPORT.read_text("utf-8")
    digits = [at for at, character in enumerate(original) if character.isdigit()]
    verdicts: Counter[str] = Counter()
    for seed in range(first, first + count):
        document = read_bytes(variant(original, digits, seed).encode(), REPORT.name)
        verdicts.update(finding.verdict.value for finding in check(document))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    cpu = time.process_time() - start
    return {"first": first, "count": count, "verdicts": dict(verdicts), "peak": peak, "cpu": cpu}


def variant(text: str, digits: Sequence[int], seed: int) -> str:
    """The text with some of its digits changed; `digits` are the places of all."""
    chance = random.Random(seed)
    characters = list(text)
    for at in chance.sample(digits, CHANGES):
        characters[at] = chance.choice("123456789".replace(characters[at], ""))
    return "".join(characters)


if __name__ == "__main__":
    main()
