"""A count and the list that it counts: "07 xã, phường (xã Hưng Đạo, …)"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kybao.checking.finding import Finding, Verdict
from kybao.checking.wording import finding, shown
from kybao.reading.claim import Listing
from kybao.reading.reading import Reading

_COUNTED = re.compile(r"\D+\s\d+\s*")


def check_listings(reading: Reading) -> Iterator[Finding]:
    """As many things must be listed as were counted; a list that ends in "…" may give fewer, never more."""
    for claim in reading.claims:
        if not isinstance(claim, Listing):
            continue
        stated, listed = int(claim.count.value), len(claim.items)
        if all(_COUNTED.fullmatch(reading.document.quote(item)) for item in claim.items):
            continue  # "16 nhiệm vụ: xuất sắc 03, khá 10, đạt 03" is divided, not listed
        if stated == listed:
            verdict, sentence = Verdict.HOLDS, f"Nêu {shown(reading, claim.count)}, đúng với {listed} tên được liệt kê."
        elif listed > stated or not claim.open_ended:
            verdict, sentence = Verdict.CONTRADICTS, f"Nêu {shown(reading, claim.count)}, nhưng liệt kê {listed} tên."
        else:
            continue
        yield finding(
            reading, "listing", verdict, claim.count.span, sentence, claim.count.value, str(listed), claim.items
        )
