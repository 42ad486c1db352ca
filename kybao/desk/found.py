"""The findings of a whole month, each with its unit and the words around it, what must be mended first in front.

Within a verdict they stand in the order of the table of rules, which has figures before dates and dates before form.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kybao.checking.finding import Verdict
from kybao.checking.presenting.wording import VERDICTS
from kybao.checking.rules import RULES
from kybao.filing.models import Submission, SubmissionFinding
from kybao.filing.status import StatusRow
from kybao.reading.sentences import sentences
from kybao.registry.models import Unit

_REACH = 90  # characters of the sentence that are shown on either side of the quote
_WEIGHT = {verdict.value: weight for weight, verdict in enumerate(VERDICTS)}
_PLACE = {rule.code: place for place, rule in enumerate(RULES)}


@dataclass(frozen=True, slots=True)
class Found:
    """A finding in the words that it stands in: `before`, its quote, `after`."""

    unit: Unit
    submission: Submission
    finding: SubmissionFinding
    before: str
    quote: str
    after: str


def found_in(rows: Sequence[StatusRow], verdict: Verdict | None = None) -> list[Found]:
    """The findings on the submissions that count, all or those of one verdict."""
    listed = [
        (row, finding)
        for row in rows
        if row.submission is not None
        for finding in row.submission.findings.all()
        if verdict is None or finding.verdict == verdict.value
    ]
    listed.sort(key=lambda pair: (_WEIGHT[pair[1].verdict], _PLACE.get(pair[1].rule, len(_PLACE))))
    return list(_in_words(listed))


def _in_words(listed: Sequence[tuple[StatusRow, SubmissionFinding]]) -> Iterator[Found]:
    for row, finding in listed:
        submission = row.submission
        assert submission is not None
        text = str(submission.document_data["blocks"][finding.block]["text"])
        before, quote, after = around(text, finding.start, finding.end)
        yield Found(row.obligation.unit, submission, finding, before, quote, after)


def around(text: str, start: int, end: int, reach: int = _REACH) -> tuple[str, str, str]:
    """What stands before [start, end) in its sentence, the span itself, and what stands after it; cut at words.

    >>> around("Đã họp. Đàn bò hiện có 245 con, tăng 61 con. Hết.", 23, 26)
    ('Đàn bò hiện có ', '245', ' con, tăng 61 con.')
    >>> around("Đàn bò hiện có 245 con, tăng 61 con.", 15, 18, reach=9)
    ('… hiện có ', '245', ' con, …')
    """
    first, last = next(((a, b) for a, b in sentences(text) if a <= start < b), (0, len(text)))
    before, after = text[min(first, start) : start], text[end : max(last, end)]
    if len(before) > reach:
        before = "… " + before[-reach:].partition(" ")[2]
    if len(after) > reach:
        after = after[:reach].rpartition(" ")[0] + " …"
    return before, text[start:end], after
