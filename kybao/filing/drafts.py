"""What a unit writes into its form in the browser: saved field by field as it is typed, and never lost to another window.

A window says of each field what it holds now and the mark of the text that it began from. Where another window has saved a
different text meanwhile, that one is kept aside and the later one is told.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from kybao.filing.models import DraftAside, DraftText, Obligation
from kybao.people.acting import actor
from kybao.people.history import Subject, record

LONGEST = 20_000  # characters of one field: ten pages


class CannotSave(ValueError):
    """Why nothing of what was sent is saved; its message is Vietnamese."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A field's text in one window, and the mark of the text that the window began from."""

    text: str
    begun: str


def mark(text: str) -> str:
    """What two windows know a text by.

    >>> mark("Đàn bò 245 con."), mark("") == mark(plain(" "))
    ('0629095953ed7fbf', True)
    """
    return hashlib.sha256(plain(text).encode()).hexdigest()[:16]


def plain(text: str) -> str:
    """A text as it is kept: NFC, lines ended by a line feed, no blank at either end."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")).strip()


def texts_of(obligation: Obligation) -> dict[str, str]:
    return dict(obligation.draft_texts.values_list("field", "text"))


def save(obligation: Obligation, typed: Mapping[str, Typed]) -> tuple[str, ...]:
    """Keeps what a window typed, and gives the fields at which another window's text was put aside.

    A field that the window has not changed is left as it is. Raises `CannotSave` where a text is too long.
    """
    texts = {field: plain(one.text) for field, one in typed.items()}
    for text in texts.values():
        if len(text) > LONGEST:
            raise CannotSave(f"Một ô dài quá {LONGEST} ký tự nên chưa lưu. Hãy viết gọn lại, hoặc nộp bằng tệp.")
    with transaction.atomic():
        Obligation.objects.select_for_update().get(pk=obligation.pk)
        kept = {row.field: row for row in obligation.draft_texts.all()}
        begun = bool(kept)
        against: list[str] = []
        for field, text in texts.items():
            row = kept.get(field)
            stored = row.text if row else ""
            if text == stored or mark(text) == typed[field].begun:
                continue
            if row and stored and mark(stored) != typed[field].begun:
                _put_aside(row)
                against.append(field)
            _write(obligation, field, text)
        if not begun and obligation.draft_texts.exists():
            record("filing.draft_begun", _subject(obligation))
        if against:
            record("filing.draft_put_aside", _subject(obligation), after={"fields": len(against)})
    return tuple(against)


def take_up(obligation: Obligation, aside: int) -> None:
    """Puts a text that was kept aside back into its field, and the field's text aside in its place."""
    with transaction.atomic():
        Obligation.objects.select_for_update().get(pk=obligation.pk)
        found = obligation.draft_asides.filter(pk=aside).first()
        if found is None:
            raise CannotSave("Bản để riêng này không còn. Hãy mở lại trang.")
        row = obligation.draft_texts.filter(field=found.field).first()
        if row and row.text and row.text != found.text:
            _put_aside(row)
        _write(obligation, found.field, found.text)
        found.delete()


def drop(obligation: Obligation, aside: int) -> None:
    """Ends a text that was kept aside."""
    obligation.draft_asides.filter(pk=aside).delete()


def _put_aside(row: DraftText) -> None:
    same = {"obligation": row.obligation, "field": row.field, "text": row.text}
    if not DraftAside.objects.filter(**same).exists():
        DraftAside.objects.create(**same, by=row.by, saved_at=row.saved_at)


def _write(obligation: Obligation, field: str, text: str) -> None:
    DraftText.objects.update_or_create(
        obligation=obligation, field=field, defaults={"text": text, "by": actor().name[:200]}
    )


def _subject(obligation: Obligation) -> Subject:
    return Subject("obligation", f"{obligation.unit.code}/{obligation.period}", str(obligation), obligation.unit)
