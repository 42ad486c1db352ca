"""x/y with its percentage: "8,199 tỷ/234,05 tỷ đồng, đạt 3% kế hoạch"."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from kybao.checking.finding import Finding, Verdict
from kybao.checking.intervals import HUNDRED, bounds
from kybao.checking.verdicts import judge
from kybao.checking.wording import finding, numeral, percent, rounded, shown
from kybao.reading.claim import Base, Ratio
from kybao.reading.figure import Qualifier
from kybao.reading.reading import Reading

# A percentage of these is no percentage of the whole that the ratio names.
_OTHER_BASES = frozenset({Base.SAME_PERIOD, Base.PREVIOUS_PERIOD, Base.PREVIOUS_YEAR, Base.DATE})


def check_ratios(reading: Reading) -> Iterator[Finding]:
    """x/y đạt p%: p must be x ÷ y × 100, as far as the digits of x, y and p tell.

    Counts are exact, so that 193/257 is 75,097…% and "75,09%" was cut off; 348,5/525,9 tỷ may be anything from
    66,252% to 66,283%. Where the stated percentage is out by a factor of a thousand, a unit was mistaken.
    """
    for claim in reading.claims:
        if (
            isinstance(claim, Ratio)
            and claim.percent is not None
            and claim.whole.value
            and claim.base not in _OTHER_BASES
        ):
            yield _checked(reading, claim)


def _checked(reading: Reading, claim: Ratio) -> Finding:
    part, whole, stated = claim.part, claim.whole, claim.percent
    assert stated is not None
    computed = part.value / whole.value * 100
    verdict = judge(stated, computed, bounds(part) / bounds(whole) * HUNDRED)
    if verdict is Verdict.ROUNDING and any(f.qualifier is not Qualifier.EXACT for f in (part, whole, stated)):
        verdict = Verdict.HOLDS  # "gần 300/412 hộ, đạt trên 72%" claims no more than that
    one_unit = part.scale == whole.scale
    ratio = f"{numeral(reading, part) if one_unit else shown(reading, part)}/{shown(reading, whole)}"
    return finding(
        reading, "ratio", verdict, stated.span,
        _SENTENCES[verdict].format(stated=shown(reading, stated), ratio=ratio, computed=percent(computed, stated.decimals))
        + _mistaken_unit(stated.value, computed, verdict),
        stated.value, rounded(computed, stated.decimals), (part.span, whole.span),
    )  # fmt: skip


_SENTENCES = {
    Verdict.HOLDS: "Nêu {stated}, đúng với {ratio} là {computed}.",
    Verdict.ROUNDING: "Nêu {stated}, còn {ratio} là {computed}; chênh lệch trong phạm vi làm tròn của các số đã nêu.",
    Verdict.TRUNCATED: "Nêu {stated}, nhưng {ratio} là {computed}; số đã nêu bị cắt bớt chữ số, chưa làm tròn.",
    Verdict.CONTRADICTS: "Nêu {stated}, nhưng {ratio} là {computed}.",
}


def _mistaken_unit(stated: Decimal, computed: Decimal, verdict: Verdict) -> str:
    if verdict is not Verdict.CONTRADICTS or not stated:
        return ""
    factor = computed / stated
    if any(abs(factor / times - 1) < Decimal("0.01") for times in (Decimal(1000), Decimal("0.001"))):
        return " Có thể đơn vị tính của một trong hai số bị nhầm (lệch nhau nghìn lần)."
    return ""
