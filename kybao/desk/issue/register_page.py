"""The register of a year (số đi): what took each number, and the numbers that nothing has taken."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.urls import reverse

from kybao.composing.models import Register, RegisterEntry, Report
from kybao.desk.access import Month, User
from kybao.people.policy import Right
from kybao.people.scope import scope_of


@dataclass(frozen=True, slots=True)
class Line:
    """`what` is the document; `href` leads to it where it is a report of Kybao."""

    entry: RegisterEntry
    what: str
    href: str


def registers_for(user: User, right: Right = Right.READ_REPORTS) -> list[Register]:
    """The newest year first."""
    rows = scope_of(user, right).narrow(Register.objects.all(), committee=("committee",))
    return list(rows.select_related("committee").order_by("-year", "committee__code", "symbol"))


def line_of(entry: RegisterEntry) -> Line:
    report = entry.report
    if report is None:
        return Line(entry, entry.note or "Văn bản không nêu tên", "")
    kind = f"{report.regime.report_kind.capitalize()} {report.period.label}"
    replaced = f", thay thế số {report.replaces.number:02}" if report.replaces and report.replaces.number else ""
    return Line(entry, f"{kind}{replaced}", _page_of(report))


def _page_of(report: Report) -> str:
    version = max(report.versions.all(), key=lambda one: one.number, default=None)
    if version is not None:
        return reverse("desk:version", args=(version.public_id,))
    return Month(report.regime, report.period, named=True).address("report")


def gaps(numbers: Iterable[int], last: int) -> Iterator[tuple[int, int]]:
    """The runs of numbers up to the last that nothing has taken.

    >>> list(gaps([1, 2, 5, 27], 27))
    [(3, 4), (6, 26)]
    """
    wanted = 1
    for number in sorted(numbers):
        if number > wanted:
            yield wanted, number - 1
        wanted = max(wanted, number + 1)
    if wanted <= last:
        yield wanted, last


def gaps_in_words(runs: Iterable[tuple[int, int]]) -> str:
    """
    >>> gaps_in_words([(3, 3), (6, 26)])
    '03; 06–26'
    """
    return "; ".join(f"{first:02}" if first == last else f"{first:02}–{last:02}" for first, last in runs)
