"""Time and memory against the length of the text, and on input made to defeat the reader.

Usage: python benchmarks/growth.py [--largest 100M] [--whole 10M] [--adversaries]

Each size is read and checked in a process of its own: once as one document, up to `--whole`, and once as a stream of
documents of a report's length, up to `--largest`. A document is read as a whole, since what its rules compare stands
anywhere in it, so that its memory grows with its length; a stream of any length takes the memory of one report.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

REPORT = Path(__file__).parent.parent / "data" / "cao-bang-2022-01" / "source" / "27-bc-ubnd.md"
UNITS = {"K": 10**3, "M": 10**6}
SENTENCE = "Đàn bò hiện có 245 con, bằng 133,15% so với cùng kỳ (tăng 61 con); "
ADVERSARIES = {
    "10 MB of digits": ("9876543210", 10_000_000),
    "10 MB of “trong đó ”": ("trong đó ", 10_000_000),
    "10 MB of brackets": ("(", 10_000_000),
    "one line of 5 MB": (SENTENCE, 5_000_000),
    "200,000 short lines": ("5 hộ\n\n", 200_000 * 6),
    "1 MB of nested quotes": ("“(\"'", 1_000_000),
    "1 MB of “1/”": ("1/", 1_000_000),
}


@dataclass(frozen=True)
class Measured:
    seconds: float
    peak: int  # bytes above what the process held before
    findings: int


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--largest", type=size, default=size("100M"), help="of the stream, in characters")
    parser.add_argument("--whole", type=size, default=size("10M"), help="of one document, in characters")
    parser.add_argument("--adversaries", action="store_true", help="only the input made to defeat the reader")
    options = parser.parse_args()
    if options.adversaries:
        print(f"{'input':<26}{'seconds':>9}{'Mchar/s':>8}{'peak MB':>9}")
        for name, (piece, length) in ADVERSARIES.items():
            show(name, length, apart(one_document, piece, length))
        return
    text = REPORT.read_text("utf-8")
    print(f"{'one document':<26}{'seconds':>9}{'Mchar/s':>8}{'peak MB':>9}{'MB held a MB':>14}")
    for length in sizes(options.whole):
        show(f"{length:,}", length, apart(one_document, text, length), held=True)
    print(f"{'a stream of documents':<26}{'seconds':>9}{'Mchar/s':>8}{'peak MB':>9}")
    for length in sizes(options.largest):
        show(f"{length:,}", length, apart(stream, text, length))


def size(text: str) -> int:
    return int(text.rstrip("KM")) * UNITS.get(text[-1:], 1)


def sizes(largest: int) -> Iterator[int]:
    length = 10_000
    while length <= largest:
        yield length
        length *= 10


def show(name: str, length: int, measured: Measured, held: bool = False) -> None:
    megabytes = length / 1e6
    more = f"{measured.peak / 1e6 / megabytes:>14.0f}" if held else ""
    print(
        f"{name:<26}{measured.seconds:>9.2f}{megabytes / measured.seconds:>8.2f}{measured.peak / 1e6:>9.0f}{more}",
        flush=True,
    )


def apart(measure: object, piece: str, length: int) -> Measured:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(measured, (measure, piece, length))


def measured(measure, piece: str, length: int) -> Measured:  # type: ignore[no-untyped-def]
    measure(piece, 1_000)  # imports and compiled patterns are no part of it
    before = held_at_most()
    start = time.process_time()
    findings = measure(piece, length)
    return Measured(time.process_time() - start, held_at_most() - before, findings)


def held_at_most() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def one_document(piece: str, length: int) -> int:
    from kybao.checking import check
    from kybao.documents import document_of_text

    text = (piece * (length // len(piece) + 1))[:length]
    return len(check(document_of_text(text)))


def stream(piece: str, length: int) -> int:
    findings = 0
    for start in range(0, length, len(piece)):
        findings += one_document(piece, min(len(piece), length - start))
    return findings


if __name__ == "__main__":
    main()
