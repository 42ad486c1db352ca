"""A paragraph's versions: kept at every save, so that nothing that was ever written is lost, and made from data again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from kybao.composing.models import Binding, Contribution, PassageVersion, Report
from kybao.composing.text.binding import printed_by_token
from kybao.composing.text.tokens import plain
from kybao.filing.models import Fact
from kybao.people.acting import actor
from kybao.registry.models import Section

_What = PassageVersion.What
_OF_PARAGRAPH = ("run_on", "marker", "lead", "text", "submission_id", "block")
_OF_FIGURE = ("token", "fact_id", "printed", "start", "end", "width", "grouped", "form", "base_id", "measure")


def bindings_of(contribution: Contribution) -> list[Binding]:
    return list(contribution.bindings.select_related("fact__indicator", "base__indicator"))


def printed_text(contribution: Contribution, bindings: Iterable[Binding]) -> str:
    """What the paragraph reads as, without marker and lead."""
    return plain(contribution.text, printed_by_token(list(bindings)))


def keep(contribution: Contribution, what: PassageVersion.What) -> PassageVersion:
    """The paragraph as it stands now, as its next version."""
    bindings = bindings_of(contribution)
    return PassageVersion.objects.create(
        report=contribution.report,
        thread=contribution.thread,
        revision=contribution.revision,
        section=contribution.section,
        what=what,
        body=_body(contribution, bindings),
        printed=printed_text(contribution, bindings),
        by="" if what == _What.DRAFTED else actor().name[:200],
    )


def keep_first(contribution: Contribution) -> None:
    """The paragraph as it was drafted, where no version of it is kept yet."""
    if not versions_of(contribution.report, contribution.thread).exists():
        keep(contribution, _What.DRAFTED)


def keep_words(report: Report, thread: UUID, section: Section, written: str, printed: str) -> PassageVersion:
    """Words that could not be saved because another's save came first."""
    return PassageVersion.objects.create(
        report=report,
        thread=thread,
        revision=0,
        section=section,
        what=_What.CONFLICT,
        body={"written": written},
        printed=printed,
        by=actor().name[:200],
    )


def versions_of(report: Report, thread: UUID) -> Any:
    """A paragraph's versions in this report and in those that it replaces, oldest first."""
    return PassageVersion.objects.filter(report__regime=report.regime_id, report__period=report.period, thread=thread)


def known_bindings(report: Report, thread: UUID, current: Iterable[Binding]) -> dict[int, Binding]:
    """Every figure that was ever bound in a paragraph, by token: as it is now, or else as it was last."""
    known = _with_facts({row["token"]: binding_from(row) for row in _figures_ever(report, thread)})
    return known | {binding.token: binding for binding in current}


def bindings_then(report: Report, thread: UUID, revision: int) -> dict[int, Binding]:
    """The figures of a paragraph as they stood at one of its revisions, by token."""
    version = versions_of(report, thread).filter(revision=revision).exclude(what=_What.CONFLICT).last()
    return _with_facts({row["token"]: binding_from(row) for row in version.body["bindings"]} if version else {})


def numerals_of(report: Report, thread: UUID) -> dict[int, Binding]:
    """The figures of a paragraph that were ever printed as bare numerals, as they were last so."""
    rows = _figures_ever(report, thread)
    return _with_facts({row["token"]: binding_from(row) for row in rows if not row["form"]})


def binding_from(row: Mapping[str, Any]) -> Binding:
    return Binding(**{field: row[field] for field in _OF_FIGURE}, scale=Decimal(row["scale"]))


def paragraph_from(body: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a contribution that a version keeps."""
    return {field: body[field] for field in _OF_PARAGRAPH}


def _figures_ever(report: Report, thread: UUID) -> list[dict[str, Any]]:
    """The figures of all of a paragraph's versions as data, those of the oldest first."""
    return [row for version in versions_of(report, thread) for row in version.body.get("bindings", ())]


def _with_facts(bindings: dict[int, Binding]) -> dict[int, Binding]:
    facts = Fact.objects.select_related("indicator").in_bulk(
        {key for binding in bindings.values() for key in (binding.fact_id, binding.base_id) if key}
    )
    for binding in bindings.values():
        binding.fact = facts.get(binding.fact_id) if binding.fact_id else None
        binding.base = facts.get(binding.base_id) if binding.base_id else None
    return bindings


def _body(contribution: Contribution, bindings: Iterable[Binding]) -> dict[str, Any]:
    figures = [
        {field: getattr(one, field) for field in _OF_FIGURE} | {"scale": f"{Decimal(one.scale):f}"} for one in bindings
    ]
    return {field: getattr(contribution, field) for field in _OF_PARAGRAPH} | {"bindings": figures}
