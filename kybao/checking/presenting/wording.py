"""The Vietnamese words and signs for verdicts and values. Every way of showing a finding uses the same ones."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from kybao.checking.finding import Finding, Verdict
from kybao.checking.rules import RULES


@dataclass(frozen=True, slots=True)
class VerdictWords:
    """`sign` stands beside the word, so that colour is never the only difference."""

    word: str
    sign: str


# In the order of weight: what must be mended first.
VERDICTS: dict[Verdict, VerdictWords] = {
    Verdict.CONTRADICTS: VerdictWords("mâu thuẫn", "✕"),
    Verdict.TRUNCATED: VerdictWords("cắt bỏ chữ số", "⊣"),
    Verdict.ROUNDING: VerdictWords("lệch do làm tròn", "≈"),
    Verdict.UNDECIDED: VerdictWords("chưa đủ căn cứ", "?"),
    Verdict.HOLDS: VerdictWords("đúng", "✓"),
}


_RULE_NAMES = {code: name for rule in RULES for code, name in ((rule.code, rule.name), *rule.also)}


def rule_name(rule: str) -> str:
    """What people read for `Finding.rule`; a rule that is no longer kept goes by its code.

    >>> rule_name("ratio")
    'Tỷ lệ x/y'
    """
    return _RULE_NAMES.get(rule, rule)


def counted(findings: Iterable[Finding]) -> dict[Verdict, int]:
    """How many findings of each verdict, in the order of weight; verdicts without any are left out."""
    counts = Counter(finding.verdict for finding in findings)
    return {verdict: counts[verdict] for verdict in VERDICTS if counts[verdict]}


_DECIMAL = re.compile(r"([+-]?)(\d+)(?:\.(\d+))?")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def in_vietnamese(value: str) -> str:
    """A plain decimal or an ISO date as a Vietnamese office prints it; any other text as it is.

    Four digits are not grouped: a year is a number too.

    >>> in_vietnamese("50061170000.5"), in_vietnamese("3.5032"), in_vietnamese("2022"), in_vietnamese("2022-01-21")
    ('50.061.170.000,5', '3,5032', '2022', '21/01/2022')
    >>> in_vietnamese("12; 17"), in_vietnamese("2022-02-31"), in_vietnamese("-2")
    ('12; 17', '2022-02-31', '−2')
    """
    if _DAY.fullmatch(value):
        try:
            return f"{date.fromisoformat(value):%d/%m/%Y}"
        except ValueError:
            return value
    number = _DECIMAL.fullmatch(value)
    if not number:
        return value
    sign, whole, fraction = number.groups()
    grouped = f"{int(whole):,}".replace(",", ".") if len(whole) > 4 else whole
    return f"{'−' if sign == '-' else sign}{grouped}{',' + fraction if fraction else ''}"


def shown_values(finding: Finding) -> tuple[str, str]:
    """What is stated and what follows, as people read them.

    A number that the document itself prints with a point (a section "3.3", an English-style "98.5%") keeps it.
    """
    if "." in finding.stated and finding.stated in finding.quote:
        return finding.stated, finding.computed
    return in_vietnamese(finding.stated), in_vietnamese(finding.computed)
