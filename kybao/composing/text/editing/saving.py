"""A paragraph is saved: against the revision that was read, so that of two saves that meet neither is lost."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from kybao.composing.issue.approving import locked
from kybao.composing.models import Binding, Contribution, PassageVersion, Report
from kybao.composing.text.binding import printed_figure
from kybao.composing.text.drafting import subject_of
from kybao.composing.text.editing.differing import merged
from kybao.composing.text.editing.reviewed import findings_in
from kybao.composing.text.editing.versions import (
    bindings_of,
    bindings_then,
    keep,
    keep_first,
    keep_words,
    known_bindings,
    numerals_of,
    printed_text,
    versions_of,
)
from kybao.composing.text.editing.written import NUMERAL, BrokenText, Mark, in_words, parts, shown, tidy
from kybao.composing.text.facts_at_hand import FactsAtHand, FormChoice, new_binding
from kybao.composing.text.figure_forms import measure_of, scale_of
from kybao.people.acting import actor
from kybao.people.history import record
from kybao.registry.models import Section

_Form, _What = Binding.Form, PassageVersion.What
_MOVED = re.compile(r"(?:tăng|giảm)\s*$", re.IGNORECASE)
_LONGEST_LEAD = 200


@dataclass(frozen=True, slots=True)
class Saved:
    contribution: Contribution


@dataclass(frozen=True, slots=True)
class Conflict:
    """The paragraph was saved by another meanwhile. `mine` is what was typed and is kept in `version`; `current` the paragraph
    as it stands, None where it was removed; `merged` holds both changes, "" where they touch the same words."""

    mine: str
    version: PassageVersion
    current: Contribution | None
    merged: str = ""


def save(
    report: Report, thread: UUID, revision: int, written: str, lead: str = "", *, run_on: bool = False
) -> Saved | Conflict:
    """Saves a paragraph as it was written (`editing.written`) where nobody has saved it since `revision`.

    Raises `Unready` where the report is no draft and `BrokenText` where the text can't be kept; both say why.
    """
    mine = tidy(written)
    list(parts(mine))
    with transaction.atomic():
        held = locked(report, Report.Status.DRAFT, "sửa")
        contribution = held.contributions.select_for_update(of=("self",)).filter(thread=thread).first()
        if contribution is None or contribution.revision != revision:
            return _conflict(held, thread, revision, mine, contribution)
        known = known_bindings(held, thread, bindings_of(contribution))
        numerals = numerals_of(held, thread) if f".{NUMERAL}" in mine else {}
        text, bindings = resolved(mine, known, FactsAtHand(held), numerals)
        before = printed_text(contribution, contribution.bindings.select_related("fact__indicator", "base"))
        after = {"text": text, "lead": lead.strip()[:_LONGEST_LEAD], "run_on": run_on}
        if _as_it_is(contribution, after, bindings):
            return Saved(contribution)
        keep_first(contribution)
        for field, value in after.items():
            setattr(contribution, field, value)
        put(contribution, bindings, _What.EDITED)
        record(
            "composing.edited",
            subject_of(held),
            before={"section": str(contribution.section), "text": before},
            after={"section": str(contribution.section), "text": printed_text(contribution, bindings)},
        )
    return Saved(contribution)


def put(contribution: Contribution, bindings: list[Binding], what: PassageVersion.What) -> None:
    """Stores a changed paragraph with its figures as its next revision, in the caller's transaction. Where it only follows its
    facts (`UPDATED`), nobody has edited it."""
    by_hand = what != _What.UPDATED
    contribution.revision += 1
    if by_hand:
        contribution.edited_by, contribution.edited_at = actor().name[:200], timezone.now()
    contribution.findings = findings_in(printed_text(contribution, bindings))
    contribution.save()
    contribution.bindings.exclude(token__in=[one.token for one in bindings]).delete()
    for binding in bindings:
        binding.contribution = contribution
        binding.save()
    keep(contribution, what)
    if by_hand:
        touch(contribution.report)


def touch(report: Report) -> None:
    """Notes that the report was changed by hand, so that no new draft takes its place."""
    report.edited_at = timezone.now()
    report.save(update_fields=["edited_at"])


def resolved(
    written: str, known: Mapping[int, Binding], facts: FactsAtHand, numerals: Mapping[int, Binding] | None = None
) -> tuple[str, list[Binding]]:
    """A written text → the text to keep and its bound figures, those asked for in another form changed, new ones bound.

    `numerals` are figures as they were bare numerals, for those that are to be so again. Raises `BrokenText` where a figure is
    not known, or can't be printed in the form that is asked for.
    """
    pieces: list[str] = []
    used: dict[int, Binding] = {}
    following = max(known, default=-1) + 1
    strip = ""  # the measure that goes from the text into the figure before it
    for part in parts(written):
        if isinstance(part, str):
            pieces.append(_without(part, strip) if strip else part)
            strip = ""
            continue
        if part.new:
            binding, following = new_binding(_asked(part, facts), following), following + 1
        elif part.number not in known:
            raise BrokenText(f"Đoạn này không có con số mang dấu {part}. Hãy chèn số liệu từ danh sách.")
        else:
            binding = used.get(part.number) or known[part.number]
            if part.form == NUMERAL:
                binding = _bare(binding, (numerals or {}).get(part.number))
            elif part.form and part.form != binding.form:
                strip = measure_of(binding.fact) if binding.fact and binding.form == _Form.NUMERAL else ""
                binding = _reformed(binding, part.form, facts)
        if binding.form == _Form.CHANGE_ON_SAME_PERIOD and pieces and part.form:
            pieces[-1] = _MOVED.sub("", pieces[-1])  # the figure says itself that it went up or down
        used[binding.token] = binding
        pieces.append(f"⟦{binding.token}⟧")
    return "".join(pieces).strip(), [used[token] for token in sorted(used)]


def said_by(known: Mapping[int, Binding], facts: FactsAtHand) -> Callable[[Mark], str]:
    """What a mark would print, for the eye only: "…" where nothing can be printed."""

    def said(mark: Mark) -> str:
        binding = None if mark.new else known.get(mark.number)
        if binding is not None and mark.form in (None, NUMERAL, binding.form):
            return printed_figure(binding)
        fact = binding.fact if binding else facts.get(mark.number) if mark.new else None
        forms = facts.forms_of(fact) if fact else ()
        return next((one.printed for one in forms if one.form == (mark.form or _Form.VALUE)), "…")

    return said


def _conflict(report: Report, thread: UUID, revision: int, mine: str, current: Contribution | None) -> Conflict:
    bindings = bindings_of(current) if current else []
    then = bindings_then(report, thread, revision)
    typed, mine = mine, _as_then(mine, then, {one.token: one for one in bindings})
    now = known_bindings(report, thread, bindings)
    earlier = versions_of(report, thread)
    section = current.section if current else _section_of(earlier.last())
    facts = FactsAtHand(report)
    said, said_now = said_by(now | then, facts), said_by(now, facts)
    kept = keep_words(report, thread, section, mine, in_words(mine, said))
    record("composing.edit_kept_aside", subject_of(report), after={"section": str(section), "text": kept.printed})
    base = earlier.filter(revision=revision).exclude(what=_What.CONFLICT).last()
    both = merged(base.body["text"], typed, current.text) if base and current else None
    return Conflict(shown(mine, said), kept, current, shown(both, said_now) if both else "")


def _as_then(written: str, then: Mapping[int, Binding], now: Mapping[int, Binding]) -> str:
    """Words that were written when some figures were in another form than now, with the form of then."""

    def said(part: str | Mark) -> str:
        if isinstance(part, str) or part.new or part.form or part.number not in then:
            return str(part)
        form = then[part.number].form
        same = part.number not in now or now[part.number].form == form
        return str(part if same else Mark(part.number, form or NUMERAL))

    return "".join(map(said, parts(written)))


def _section_of(version: PassageVersion | None) -> Section:
    if version is None:
        raise BrokenText("Không có đoạn này trong báo cáo. Hãy mở lại trang của mục và chọn đoạn cần sửa.")
    return version.section


def _asked(mark: Mark, facts: FactsAtHand) -> FormChoice:
    fact = facts.get(mark.number)
    if fact is None:
        raise BrokenText(f"Số liệu {mark} không còn trong các bài đang tính của kỳ này. Hãy chọn lại từ danh sách.")
    return _choice(fact.indicator.name, mark.form or _Form.VALUE, facts.forms_of(fact))


def _reformed(binding: Binding, form: str, facts: FactsAtHand) -> Binding:
    if binding.fact is None:
        raise BrokenText(f"Con số {binding.printed} trích nguyên văn, không gắn số liệu nào nên không đổi dạng được.")
    choice = _choice(binding.fact.indicator.name, form, facts.forms_of(binding.fact))
    same = choice.fact.pk == binding.fact_id
    binding.measure = binding.measure if same and binding.measure else measure_of(choice.fact)
    binding.scale = binding.scale or scale_of(choice.fact)
    if not same:
        fresh = new_binding(choice, binding.token)
        binding.printed, binding.scale, binding.measure = fresh.printed, fresh.scale, fresh.measure
        binding.start = binding.end = None  # it is no longer what the text was taken from
    binding.form, binding.fact, binding.base = choice.form, choice.fact, choice.base
    return binding


def _bare(binding: Binding, numeral: Binding | None) -> Binding:
    """The figure as the bare numeral that it was."""
    if binding.form == _Form.NUMERAL or numeral is None:
        return binding
    for field in ("form", "fact", "base", "printed", "start", "end", "measure", "scale", "width", "grouped"):
        setattr(binding, field, getattr(numeral, field))
    return binding


def _choice(name: str, form: str, choices: tuple[FormChoice, ...]) -> FormChoice:
    found = next((one for one in choices if one.form == form), None)
    if found is None:
        label = dict(_Form.choices).get(form, form)
        raise BrokenText(f"Chưa có số liệu để in “{name}” theo dạng “{label}”. Hãy chọn dạng khác.")
    return found


def _without(text: str, measure: str) -> str:
    """The text behind a figure without the measure that the figure now says itself."""
    bare = text.lstrip()
    ends = len(measure) == len(bare) or not bare[len(measure) : len(measure) + 1].isalnum()
    return bare[len(measure) :] if measure and bare.lower().startswith(measure.lower()) and ends else text


def _as_it_is(contribution: Contribution, after: Mapping[str, object], bindings: list[Binding]) -> bool:
    if any(getattr(contribution, field) != value for field, value in after.items()):
        return False
    kept = {one.token: (one.form, one.fact_id, one.base_id) for one in bindings_of(contribution)}
    return kept == {one.token: (one.form, one.fact_id, one.base_id) for one in bindings}
