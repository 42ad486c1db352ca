"""All runs on all sizes, as a Markdown table.

    python benchmarks/consolidation/run.py --data FOLDER [--sizes 1 5 20 200] [--postgres 20] [--pandas 20] [--refresh 5]

Sizes are millions of facts. `--postgres`, `--pandas` and `--refresh` are the largest sizes that they are given. Each run is a
process of its own; where the answers' sums differ, the table says so. A size's files are deleted after it, unless `--keep`.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from generate import generate
from question import ANSWER

HERE = Path(__file__).parent
COMMUNES = 3321
# Millions of facts: indicators, months.
SIZES = {1: (13, 24), 5: (63, 24), 20: (251, 24), 40: (500, 24), 100: (500, 60), 200: (500, 120)}
APPROXIMATE = {"growth", "percent_of_plan"}  # what pandas gives as floats


def run(script: str, *arguments: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, HERE / f"{script}.py", *arguments], capture_output=True, text=True, check=False
    )
    if done.returncode:
        return {"failed": (done.stderr.strip().splitlines() or ["?"])[-1][:200]}
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def agrees(one: dict[str, Any], other: dict[str, Any]) -> bool:
    for name in ANSWER:
        near = 0.01 if isinstance(one[name], float) or isinstance(other[name], float) else 0
        if abs(float(one[name]) - float(other[name])) > near or (not near and float(one[name]) != float(other[name])):
            return False
    return True


def row_of(facts: int, name: str, found: dict[str, Any], reference: dict[str, Any]) -> str:
    if "failed" in found:
        return f"| {facts:,} | {name} | – | – | – | {found['failed']} |"
    ratio = found["seconds"] / reference["seconds"] if "seconds" in reference else float("nan")
    same = "" if found is reference else "same answer" if agrees(found, reference) else "OTHER ANSWER"
    note = ", ".join(
        filter(None, (same, f"loading and indexing {found['loading']:.0f} s" if "loading" in found else ""))
    )
    return f"| {facts:,} | {name} | {found['seconds']:.1f} | {found['peak']:,.0f} | {ratio:.2f} | {note} |"


def main(data: Path, sizes: list[int], postgres: int, pandas: int, refresh: int, memory: str, keep: bool) -> None:
    print(
        "| facts | run | seconds | peak MiB | times DuckDB's | |\n| ---: | --- | ---: | ---: | ---: | --- |", flush=True
    )
    refreshes = []
    for size in sizes:
        folder = data / f"{size}m"
        facts = generate(folder, COMMUNES, *SIZES[size], seed=7)
        reference = run("run_duckdb", str(folder), "--memory", memory, "--spill", str(data / "spill"))
        print(row_of(facts, "Kybao on DuckDB", reference, reference), flush=True)
        if size <= postgres:
            print(row_of(facts, "PostgreSQL 18", run("run_postgres", str(folder)), reference), flush=True)
        if size <= pandas:
            print(row_of(facts, "pandas", run("run_pandas", str(folder)), reference), flush=True)
        if size <= refresh:
            refreshes.append((facts, run("run_refresh", str(folder))))
        if not keep:
            shutil.rmtree(folder)
    print(
        "\n| facts | snapshot written whole, s | refreshed after one correction, s | files rewritten | totals recomputed |"
    )
    print("| ---: | ---: | ---: | ---: | ---: |")
    for facts, found in refreshes:
        if "failed" in found:
            print(f"| {facts:,} | {found['failed']} | | | |")
        else:
            files = f"{found['rewritten']} of {found['files']}"
            print(
                f"| {facts:,} | {found['write']:.1f} | {found['refresh']:.2f} | {files} | {found['totals']} |",
                flush=True,
            )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--sizes", type=int, nargs="+", choices=sorted(SIZES), default=[1, 5, 20])
    parser.add_argument("--postgres", type=int, default=20)
    parser.add_argument("--pandas", type=int, default=20)
    parser.add_argument("--refresh", type=int, default=5)
    parser.add_argument("--memory", default="8GB", help="DuckDB's limit")
    parser.add_argument("--keep", action="store_true", help="keep the generated files")
    main(**vars(parser.parse_args()))
