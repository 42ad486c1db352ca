"""The one table of rules, to be read from top to bottom. Each looks at a whole `Reading` and knows no document."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from kybao.checking.finding import Finding
from kybao.checking.growth import check_growth
from kybao.checking.ratios import check_ratios
from kybao.checking.sums import check_sums
from kybao.reading.reading import Reading


@dataclass(frozen=True, slots=True)
class Rule:
    """`code` stands in `Finding.rule`; `name` is what people read; `source` says why it must hold."""

    code: str
    name: str
    find: Callable[[Reading], Iterator[Finding]]
    source: str


_ARITHMETIC = "Số học trên các số liệu của chính văn bản"

RULES: tuple[Rule, ...] = (
    Rule("ratio", "Tỷ lệ x/y", check_ratios, _ARITHMETIC),
    Rule("growth", "Tăng, giảm so với gốc", check_growth, _ARITHMETIC),
    Rule("sum", "Tổng và các phần", check_sums, _ARITHMETIC),
)
