"""How fast figures are read: Kybao beside quantulum3 and recognizers-text-number, in one run on one text length.

Usage: python benchmarks/reading_speed.py [--characters 20000] [--rounds 3]

Kybao and recognizers-text-number read the same Vietnamese text, the January 2022 report; the latter knows no Vietnamese and
is given the culture whose separators are Vietnam's (Spanish: 10.277,5). quantulum3 reads English measures alone, so it
reads an English rendering of the same kind of report (`english_report.txt`). Kybao does more in its time: besides
numbers with measures it reads claims, dates, citations, tables and the outline. What each finds is printed with its speed.
"""

from __future__ import annotations

import argparse
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
VIETNAMESE = HERE.parent / "data" / "cao-bang-2022-01" / "source" / "27-bc-ubnd.md"
ENGLISH = HERE / "english_report.txt"


@dataclass(frozen=True)
class Reader:
    """`read` gives how many figures it found."""

    name: str
    text: str
    read: Callable[[str], int]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--characters", type=int, default=20_000, help="length of each text")
    parser.add_argument("--rounds", type=int, default=3, help="the best of this many counts")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    readers = [kybao(options.characters), recognizers(options.characters), quantulum(options.characters)]
    for reader in readers:
        reader.read(reader.text[:500])  # what is loaded or compiled once is no part of reading
    best = {reader.name: float("inf") for reader in readers}
    found: dict[str, int] = {}
    for _ in range(options.rounds):
        for reader in readers:
            start = time.process_time()
            found[reader.name] = reader.read(reader.text)
            best[reader.name] = min(best[reader.name], time.process_time() - start)
    own = speed(readers[0], best)
    print(f"{'reader':<26}{'language':<12}{'characters':>11}{'Mchar/s':>9}{'figures':>9}{'Kybao is':>14}")
    for reader in readers:
        language = "English" if reader.name == "quantulum3" else "Vietnamese"
        times = "" if reader is readers[0] else f"{own / speed(reader, best):.1f} times as fast"
        print(
            f"{reader.name:<26}{language:<12}{len(reader.text):>11,}{speed(reader, best):>9.3f}{found[reader.name]:>9}  {times}"
        )


def speed(reader: Reader, seconds: dict[str, float]) -> float:
    """Millions of characters a second: bytes would favour the language with more of them a letter."""
    return len(reader.text) / seconds[reader.name] / 1e6


def of_length(path: Path, characters: int) -> str:
    text = path.read_text("utf-8")
    return (text * (characters // len(text) + 1))[:characters]


def kybao(characters: int) -> Reader:
    from kybao.documents import document_of_text
    from kybao.reading import read

    return Reader("kybao", of_length(VIETNAMESE, characters), lambda text: len(read(document_of_text(text)).figures))


def recognizers(characters: int) -> Reader:
    from recognizers_number import Culture, recognize_number

    text = of_length(VIETNAMESE, characters)
    return Reader("recognizers-text-number", text, lambda text: len(recognize_number(text, Culture.Spanish)))


def quantulum(characters: int) -> Reader:
    from quantulum3 import parser

    return Reader("quantulum3", of_length(ENGLISH, characters), lambda text: len(parser.parse(text)))


if __name__ == "__main__":
    main()
