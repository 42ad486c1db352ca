"""Edits of the registry on their way into the history of everything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django.db import transaction
from django.db.models import Max

from kybao.people.acting import actor
from kybao.people.history import Subject, lock_tail, record
from kybao.registry.models import RegimeVersion, RegistryChange, Unit

_MANY = 12  # units that are named one by one


@contextmanager
def into_history(action: str, unit: Unit | None = None) -> Iterator[str]:
    """Whatever the registry notes within also goes into the history, in the same transaction. Gives the name of who acts."""
    with transaction.atomic():
        lock_tail()
        last = RegistryChange.objects.aggregate(last=Max("pk"))["last"] or 0
        yield actor().name[:150]
        for change in RegistryChange.objects.filter(pk__gt=last).order_by("pk"):
            record(
                action,
                Subject("registry", str(change.pk), change.what, unit),
                before=_flat(change.before),
                after=_flat(change.after) | _about(change),
            )


def _about(change: RegistryChange) -> dict[str, object]:
    """When it holds from, why, and whether it rewrites days that are gone."""
    said: dict[str, object] = {"why": change.why}
    if change.effective.year > 1:  # the first days of all are no date that anyone stated
        said["effective"] = f"{change.effective:%d/%m/%Y}"
        said["past"] = change.about_past
    return said


def _flat(noted: object) -> dict[str, object]:
    """A note's states and lists as one text a field, which a person can read."""
    flat: dict[str, object] = {}
    for field, value in (noted if isinstance(noted, Mapping) else {}).items():
        if field == "units":
            flat |= _units(value)
        elif field == "version":
            flat |= _version(value)
        elif field == "events":
            continue  # what the edit is called says it
        elif isinstance(value, list):
            flat[field] = "; ".join(map(str, value))
        else:
            flat[field] = value
    return flat


def _version(noted: Mapping[str, str]) -> dict[str, object]:
    """A version's fields in words; closing days only where they are its own."""
    own = noted.get("closes_on", "None") != "None" or "deadline_day" not in noted
    said: dict[str, object] = {}
    for name, value in noted.items():
        if value in ("None", "0001-01-01") or (name in ("opens_offset", "closes_offset") and not own):
            continue
        choices = dict(getattr(RegimeVersion._meta.get_field(name), "flatchoices", ()))
        said[name] = str(choices.get(value, value)).lower() if choices else value
    return said


def _units(states: Mapping[str, list[dict[str, str]]]) -> dict[str, object]:
    if len(states) > _MANY:
        return {"units": f"{sum(bool(kept) for kept in states.values())} đơn vị"}
    return {code: "; ".join(map(_state, kept)) for code, kept in states.items()}


def _state(state: Mapping[str, str]) -> str:
    said = [state["name"], state["kind"], f"thuộc {state['parent']}" if state["parent"] else ""]
    if state["last"] != "9999-12-31":
        said.append(f"đến {state['last']}")
    return ", ".join(filter(None, said))
