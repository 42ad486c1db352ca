"""A unit files anew: the sentences that use its figures follow, and are listed until an officer has seen them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from kybao.calendar import Period
from kybao.composing.issue.approving import locked
from kybao.composing.models import Binding, Contribution, FigureChange, PassageVersion, Report
from kybao.composing.text.binding import printed_figure
from kybao.composing.text.drafting import subject_of
from kybao.composing.text.editing.saving import put
from kybao.composing.text.editing.versions import keep_first
from kybao.composing.text.facts_at_hand import FactsAtHand
from kybao.composing.text.tokens import pieces
from kybao.filing.models import Fact
from kybao.people.acting import actor
from kybao.people.history import record
from kybao.reading.sentences import sentence_at
from kybao.registry.models import Regime

_DIRECTION = re.compile(r"(tăng|giảm)(\s*)$", re.IGNORECASE)
_WORDS = {"tăng": "giảm", "giảm": "tăng", "Tăng": "Giảm", "Giảm": "Tăng"}
_CHANGES = (Fact.Comparison.CHANGE_ON_SAME_PERIOD, Fact.Comparison.CHANGE_ON_PREVIOUS_YEAR)


@dataclass(frozen=True, slots=True)
class Orphan:
    """A bound figure whose submission no longer counts, and which the one that counts does not state."""

    contribution: Contribution
    token: int
    printed: str
    fact: Fact


def follow(report: Report, facts: FactsAtHand | None = None) -> int:
    """Binds figures whose submission was replaced to what now counts; returns how many print otherwise. A report that is no
    draft stays as it is."""
    if report.status != Report.Status.DRAFT or not report.current or not _behind(report, facts or FactsAtHand(report)):
        return 0
    changed = 0
    with transaction.atomic():
        held = locked(report, Report.Status.DRAFT, "cập nhật")
        at_hand = FactsAtHand(held)
        by_contribution: dict[int, list[Binding]] = {}
        for binding in _behind(held, at_hand):
            by_contribution.setdefault(binding.contribution_id, []).append(binding)
        for contribution in held.contributions.filter(pk__in=by_contribution).select_related("section"):
            changed += _followed(contribution, by_contribution[contribution.pk], at_hand)
    return changed


def follow_period(regime: Regime, period: Period) -> int:
    """Lets the report of a period, where one is being written, follow what was filed, accepted or returned."""
    report = Report.objects.filter(regime=regime, period=period).select_related("regime__receiver").first()
    return follow(report) if report is not None else 0


def orphans(report: Report, facts: FactsAtHand) -> list[Orphan]:
    """The figures that nothing which counts states any more."""
    return [
        Orphan(one.contribution, one.token, printed_figure(one), one.fact)
        for one in _stale(report, facts)
        if one.fact is not None and _successor(one.fact, one, facts) is None
    ]


def see_changes(report: Report) -> int:
    """Notes that an officer has seen the sentences that changed; returns how many."""
    with transaction.atomic():
        unseen = FigureChange.objects.filter(report=report, seen_at=None)
        count = unseen.update(seen_at=timezone.now(), seen_by=actor().name[:200])
        if count:
            record("composing.figure_changes_seen", subject_of(report), after={"figures": count})
    return count


def unseen_changes(report: Report) -> list[FigureChange]:
    """The sentences that read otherwise since an officer last looked, in the order in which they changed."""
    rows = FigureChange.objects.filter(report=report, seen_at=None)
    return list(
        rows.select_related("section", "contribution", "fact__indicator", "fact__submission__obligation__unit").defer(
            "fact__submission__document_data"
        )
    )


def _stale(report: Report, facts: FactsAtHand) -> list[Binding]:
    counting = {one.pk for one in facts.counting.values()}
    rows = (
        Binding.objects.filter(contribution__report=report, fact__submission__obligation__regime=report.regime_id)
        .filter(fact__submission__obligation__period=report.period)
        .exclude(fact__submission__in=counting)
        .select_related("fact__indicator", "fact__submission", "base", "contribution")
        .defer("fact__submission__document_data")
    )
    return list(rows)


def _behind(report: Report, facts: FactsAtHand) -> list[Binding]:
    return [one for one in _stale(report, facts) if one.fact and _successor(one.fact, one, facts)]


def _successor(fact: Fact, binding: Binding, facts: FactsAtHand) -> Fact | None:
    """What the unit now states of the same thing. Where it is stated at several places: what has not changed, else the first."""
    submission = fact.submission
    sent = facts.counting.get(submission.obligation_id) if submission else None
    found = [one for one in facts.alike(fact) if sent is not None and one.submission_id == sent.pk]
    return next((one for one in found if one.value == fact.value), found[0] if found else None)


def _followed(contribution: Contribution, behind: list[Binding], facts: FactsAtHand) -> int:
    keep_first(contribution)
    bindings = list(contribution.bindings.select_related("fact__indicator", "base"))
    stale = {one.pk for one in behind}
    changes: list[tuple[Binding, str]] = []
    for binding in bindings:
        successor = _successor(binding.fact, binding, facts) if binding.pk in stale and binding.fact else None
        if successor is None or binding.fact is None:
            continue
        before = _said(contribution, binding)
        if binding.fact.comparison in _CHANGES and (binding.fact.value < 0) != (successor.value < 0):
            contribution.text = _turned(contribution.text, binding.token)
        if successor.scale != binding.fact.scale and not binding.scale:
            binding.scale = binding.fact.scale
        binding.fact = successor
        if before != _said(contribution, binding):
            binding.start = binding.end = None  # it is not where the text was taken from, but where its fact was read
            changes.append((binding, before))
        else:
            binding.save(update_fields=["fact", "scale"])
    if changes:
        put(contribution, bindings, PassageVersion.What.UPDATED)
        _list(contribution, bindings, changes)
    return len(changes)


def _list(contribution: Contribution, bindings: list[Binding], changes: list[tuple[Binding, str]]) -> None:
    rows = [
        FigureChange(
            report=contribution.report,
            contribution=contribution,
            section=contribution.section,
            token=binding.token,
            fact=binding.fact,
            before=before[:200],
            after=_said(contribution, binding)[:200],
            sentence=_sentence_with(contribution, bindings, binding.token),
        )
        for binding, before in changes
    ]
    FigureChange.objects.bulk_create(rows)
    record(
        "composing.figures_changed",
        subject_of(contribution.report),
        before={"section": str(contribution.section), "figures": [one.before for one in rows]},
        after={"section": str(contribution.section), "figures": [one.after for one in rows]},
    )


def _said(contribution: Contribution, binding: Binding) -> str:
    """The figure with "tăng" or "giảm" where the text says it right before a change."""
    figure = printed_figure(binding)
    if binding.form or binding.fact is None or binding.fact.comparison not in _CHANGES:
        return figure
    direction = _DIRECTION.search(contribution.text.partition(f"⟦{binding.token}⟧")[0])
    return f"{direction.group(1).lower()} {figure}" if direction else figure


def _turned(text: str, token: int) -> str:
    """The text with "tăng" for "giảm", or the other way round, right before a figure.

    >>> _turned("gà (giảm ⟦1⟧ nghìn con)", 1)
    'gà (tăng ⟦1⟧ nghìn con)'
    """
    before, mark, after = text.partition(f"⟦{token}⟧")
    turned = _DIRECTION.sub(lambda found: _WORDS.get(found.group(1), found.group(1)) + found.group(2), before)
    return turned + mark + after


def _sentence_with(contribution: Contribution, bindings: list[Binding], token: int) -> str:
    text, place = "", 0
    for piece in pieces(contribution.text, {one.token: printed_figure(one) for one in bindings}):
        if piece.token == token:
            place = len(text)
        text += piece.text
    return sentence_at(text, place)
