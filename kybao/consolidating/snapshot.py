"""Facts and their totals as Parquet files, for analysis apart from the database: one file a period, in a folder a year.

    FOLDER/facts/year=2022/2022-01.parquet     `schema.FACTS`, in order of indicator and unit
    FOLDER/totals/year=2022/2022-01.parquet    `totals.TOTALS` of all units

A correction rewrites the file of its period, and in the totals of that period recomputes the indicator for the unit and
those above it. All else stays as it is. Any engine reads the files; DuckDB writes them.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import ibis.expr.types as ir

from kybao.calendar import Period
from kybao.consolidating.consolidation import Consolidation
from kybao.consolidating.engines import Engine
from kybao.consolidating.schema import FACTS, Row
from kybao.consolidating.totals import TOTALS

_SCHEMAS = {"facts": FACTS, "totals": TOTALS}
_KEY = ("unit", "indicator", "breakdown", "period", "basis")


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What a refresh wrote: files of facts and of totals (relative to the snapshot's folder), and how many totals."""

    facts: tuple[str, ...]
    totals: tuple[str, ...]
    recomputed: int


class Snapshot:
    """The files under `folder`, with the units, indicators and expected reporters (`schema`) that totals are made by."""

    def __init__(
        self, engine: Engine, folder: Path, units: ir.Table, indicators: ir.Table, expected: ir.Table | None = None
    ) -> None:
        self.engine = engine
        self.folder = folder
        self._tables = (units, indicators, None, expected)
        # Made once for its units and indicators; each use gives it the facts of its own files.
        self._places = Consolidation(engine, engine.table([], FACTS), *self._tables)

    def facts(self) -> ir.Table:
        return self._all("facts")

    def totals(self) -> ir.Table:
        return self._all("totals")

    def consolidation(self, lineage: ir.Table | None = None) -> Consolidation:
        """The consolidation over the snapshot: figures on the units of their own days come from its totals."""
        units, indicators, _, expected = self._tables
        return Consolidation(self.engine, self.facts(), units, indicators, lineage, expected, self.totals())

    def write(self, facts: ir.Table) -> None:
        """The whole snapshot anew, from `facts`."""
        facts = facts.select(*FACTS.names)
        periods = [Period.parse(row["period"]) for row in self.engine.rows(facts.select("period").distinct())]
        for year in sorted({period.year for period in periods}):
            of_year = [period for period in periods if period.year == year]
            for period in of_year:
                self._store("facts", period, facts.filter(facts.period == str(period)).order_by("indicator", "unit"))
            totals = self.engine.kept(self._computed(of_year))
            for period in of_year:
                self._store("totals", period, totals.filter(totals.part == str(period)))
        kept = {self._file(kind, period) for period in periods for kind in ("facts", "totals")}
        for file in self.folder.glob("*/year=*/*.parquet"):
            if file not in kept:
                file.unlink()

    def refresh(self, changes: Sequence[Row]) -> Refreshed:
        """The snapshot after `changes`: rows of `FACTS` that are new or corrected; a null value for one that is withdrawn."""
        by_period: dict[Period, list[Row]] = defaultdict(list)
        for row in changes:
            by_period[Period.parse(row["period"])].append(row)
        recomputed = 0
        for period, rows in by_period.items():
            self._store("facts", period, self._corrected(period, rows).order_by("indicator", "unit"))
            recomputed += self._recompute(period, rows)
        names = [tuple(self._name(kind, period) for period in sorted(by_period)) for kind in ("facts", "totals")]
        return Refreshed(names[0], names[1], recomputed)

    def _corrected(self, period: Period, rows: list[Row]) -> ir.Table:
        changed = self.engine.table(rows, FACTS)
        there = self._file("facts", period)
        before = self._of("facts", [period]) if there.exists() else self.engine.table([], FACTS)
        return before.anti_join(changed, list(_KEY)).union(changed.filter(changed.value.notnull()))

    def _recompute(self, period: Period, rows: list[Row]) -> int:
        units = self._places.units
        tree = units.tree(units.version(period.last))
        paths = frozenset(above for row in rows if row["unit"] in tree.parent for above in tree.upwards(row["unit"]))
        indicators = self._made_of(row["indicator"] for row in rows)
        there = self._file("totals", period)
        if not there.exists():
            paths, indicators = frozenset(tree.parent), frozenset(self._places.indicators)
        fresh = self.engine.kept(self._computed([period], paths, indicators))
        whole = fresh
        if there.exists():
            old = self._of("totals", [period])
            stays = old.filter(~(old.unit.isin(sorted(paths)) & old.indicator.isin(sorted(indicators))))
            whole = self.engine.kept(stays.union(fresh.cast(TOTALS)))
        self._store("totals", period, whole)
        return int(self.engine.rows(fresh.aggregate(n=fresh.count()))[0]["n"])

    def _computed(
        self, periods: Sequence[Period], units: frozenset[str] | None = None, indicators: frozenset[str] | None = None
    ) -> ir.Table:
        return self._places.over(self._of("facts", periods)).totals_of(periods, units, indicators)

    def _made_of(self, codes: Iterable[str]) -> frozenset[str]:
        """These indicators, and the averages that they weigh, with those averages' other sides."""
        changed = frozenset(codes)
        known = self._places.indicators
        averages = {code for code, row in known.items() if row["weight"] in changed} | (changed & known.keys())
        return frozenset(averages) | frozenset(weight for code in averages if (weight := known[code]["weight"]))

    def _all(self, kind: str) -> ir.Table:
        if not any(self.folder.glob(f"{kind}/year=*/*.parquet")):
            return self.engine.table([], _SCHEMAS[kind])
        return self.engine.parquet(self.folder / kind / "*" / "*.parquet").select(*_SCHEMAS[kind].names)

    def _of(self, kind: str, periods: Sequence[Period]) -> ir.Table:
        return self.engine.parquet(*(self._file(kind, period) for period in periods)).select(*_SCHEMAS[kind].names)

    def _store(self, kind: str, period: Period, table: ir.Table) -> None:
        """Written whole beside the old file, then put in its place, so that readers see one or the other."""
        file = self._file(kind, period)
        file.parent.mkdir(parents=True, exist_ok=True)
        unfinished = file.with_suffix(".unfinished")
        # DuckDB counts in 128-bit integers, which Parquet does not have and it would write as floats.
        self.engine.backend.to_parquet(table.cast(_SCHEMAS[kind]), unfinished, compression="zstd")
        os.replace(unfinished, file)

    def _name(self, kind: str, period: Period) -> str:
        return f"{kind}/year={period.year}/{period}.parquet"

    def _file(self, kind: str, period: Period) -> Path:
        return self.folder / self._name(kind, period)
