"""The history: entries follow each other without a gap, and whoever changes one is found out."""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from kybao.people.acting import COMMAND_LINE, Actor, acting, actor
from kybao.people.history import FIRST, RecordedApart, Subject, canonical, hash_of, record, verify, walk
from kybao.people.models import HistoryEntry, HistoryTail
from kybao.people.protection import is_protected, protect, unprotect

REPORT = Subject("report", "bc-thang/2022-01", "Báo cáo tháng 01 năm 2022")


def keep(count: int = 5) -> list[HistoryEntry]:
    with transaction.atomic():
        return [record("composing.drafted", REPORT, before={"lần": n}, after={"lần": n + 1}) for n in range(count)]


def alter(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db
def test_entries_are_numbered_from_one_and_chained() -> None:
    keep()
    entries = list(HistoryEntry.objects.all())
    assert [entry.number for entry in entries] == [1, 2, 3, 4, 5]
    assert [entry.previous for entry in entries] == [FIRST, *(entry.hash for entry in entries[:-1])]


@pytest.mark.django_db
def test_a_whole_history_holds() -> None:
    keep()
    protect(connection)
    result = verify()
    assert result.holds
    assert result.entries == 5
    assert result.last_hash == HistoryEntry.objects.get(number=5).hash


@pytest.mark.django_db
def test_an_empty_history_holds() -> None:
    protect(connection)
    assert verify().holds


TAMPERING = [
    pytest.param("UPDATE people_historyentry SET actor = 'khác' WHERE number = 3", 3, id="another did it"),
    pytest.param("UPDATE people_historyentry SET action = 'filing.filed' WHERE number = 1", 1, id="another deed"),
    pytest.param("UPDATE people_historyentry SET object_name = '' WHERE number = 5", 5, id="the last entry"),
    pytest.param("UPDATE people_historyentry SET before = NULL WHERE number = 2", 2, id="what was before"),
    pytest.param("UPDATE people_historyentry SET after = '{\"lần\": 9}' WHERE number = 4", 4, id="what came of it"),
    pytest.param("UPDATE people_historyentry SET at = '2020-01-01 00:00:00+00' WHERE number = 2", 2, id="another time"),
    pytest.param("UPDATE people_historyentry SET hash = previous WHERE number = 3", 3, id="its hash"),
    pytest.param("DELETE FROM people_historyentry WHERE number = 3", 3, id="an entry taken out"),
    pytest.param("DELETE FROM people_historyentry WHERE number = 5", 5, id="the last taken out"),
    pytest.param("DELETE FROM people_historyentry", 1, id="all taken out"),
    pytest.param("UPDATE people_historytail SET number = 9", 6, id="the end moved"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("statement", "broken"), TAMPERING)
def test_tampering_is_found_at_its_first_entry(statement: str, broken: int) -> None:
    keep()
    unprotect(connection)
    alter(statement)
    result = verify()
    assert not result.holds
    assert result.broken == broken
    assert result.why


@pytest.mark.django_db
def test_an_entry_made_up_at_the_end_is_found() -> None:
    keep()
    last = HistoryEntry.objects.get(number=5)
    forged = HistoryEntry(number=6, at=last.at, actor="khác", action="x", object_kind="", object_id="", object_name="")
    forged.previous = last.hash
    forged.hash = hash_of(forged)
    forged.save(force_insert=True)
    assert verify().broken is not None


@pytest.mark.django_db
def test_a_chain_written_anew_from_the_middle_does_not_end_in_the_known_hash() -> None:
    keep()
    known = verify().last_hash
    unprotect(connection)
    previous = HistoryEntry.objects.get(number=2).hash
    for entry in HistoryEntry.objects.filter(number__gt=2):
        entry.actor, entry.previous = "khác", previous
        entry.hash = previous = hash_of(entry)
        entry.save()
    assert verify().broken is not None
    HistoryTail.objects.update(hash=previous)
    assert verify().last_hash != known  # whoever wrote the hash down elsewhere sees it


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    ["UPDATE people_historyentry SET actor = 'khác'", "DELETE FROM people_historyentry WHERE number = 5"],
)
def test_the_database_refuses_changes(statement: str) -> None:
    keep()
    protect(connection)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        alter(statement)
    assert verify().holds


@pytest.mark.django_db(transaction=True)
def test_postgresql_refuses_to_truncate() -> None:
    if connection.vendor != "postgresql":
        return
    keep()
    protect(connection)
    try:
        with pytest.raises(DatabaseError, match="append-only"):
            alter("TRUNCATE people_historyentry")
    finally:
        unprotect(connection)


@pytest.mark.django_db
def test_a_history_without_protection_is_told() -> None:
    unprotect(connection)
    assert not is_protected(connection)
    assert not verify().holds


@pytest.mark.django_db
def test_what_is_undone_leaves_no_entry_and_no_gap() -> None:
    keep(2)
    with transaction.atomic():
        record("composing.drafted", REPORT)
        transaction.set_rollback(True)
    assert keep(1)[0].number == 3


@pytest.mark.django_db(transaction=True)
def test_nothing_is_recorded_apart_from_its_change() -> None:
    with pytest.raises(RecordedApart):
        record("composing.drafted", REPORT)


@pytest.mark.django_db(transaction=True)
def test_many_who_write_at_once_leave_one_chain() -> None:
    faults: list[BaseException] = []

    def write() -> None:
        try:
            for _ in range(5):
                keep(1)
        except BaseException as error:
            faults.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=write) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults
    assert list(HistoryEntry.objects.values_list("number", flat=True)) == list(range(1, 31))
    assert verify().broken is None


@pytest.mark.django_db
def test_who_acts_is_the_command_line_unless_said() -> None:
    assert keep(1)[0].actor == "dòng lệnh"
    with acting(Actor("Nguyễn Văn An (an)")):
        assert keep(1)[0].actor == "Nguyễn Văn An (an)"
    assert actor() == COMMAND_LINE


@pytest.mark.django_db
def test_what_both_databases_can_t_keep_is_made_plain() -> None:
    when = datetime(2022, 1, 17, 10, tzinfo=UTC)
    with transaction.atomic():
        entry = record(
            "x", REPORT, after={"tệp": "a\0b\ud800", "lúc": when, "số": 3, "đủ": True, "đơn vị": ("a", None)}
        )
    again = HistoryEntry.objects.get(number=entry.number)
    assert again.after == {
        "tệp": "a\ufffdb?", "lúc": "2022-01-17T10:00:00+00:00", "số": 3, "đủ": True, "đơn vị": ["a", None],
    }  # fmt: skip
    assert hash_of(again) == entry.hash


@pytest.mark.django_db
def test_no_float_enters_the_history() -> None:
    with pytest.raises(TypeError), transaction.atomic():
        record("x", REPORT, after={"tỷ lệ": 0.5})


text = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)
details = st.none() | st.dictionaries(text, st.none() | st.booleans() | st.integers(-(2**53), 2**53) | text, max_size=4)


@pytest.mark.django_db
@settings(max_examples=25)
@given(before=details, after=details, name=text)
def test_any_entry_reads_back_to_the_same_hash(before: Any, after: Any, name: str) -> None:
    with transaction.atomic():
        entry = record("x", Subject("y", "z", name), before=before, after=after)
        assert hash_of(HistoryEntry.objects.get(number=entry.number)) == entry.hash
        transaction.set_rollback(True)


def test_the_hash_is_over_canonical_json() -> None:
    entry = HistoryEntry(
        number=1,
        at=datetime(2022, 1, 17, 10, tzinfo=UTC),
        actor="An",
        action="filing.filed",
        object_kind="submission",
        object_id="1",
        object_name="Phòng Y tế",
        after={"b": 1, "a": None},
        previous=FIRST,
    )
    written = canonical(entry).decode()
    assert '"after":{"a":null,"b":1}' in written
    assert '"at":"2022-01-17T10:00:00.000000+00:00"' in written
    assert "Phòng Y tế" in written
    assert list(json.loads(written)) == sorted(json.loads(written))


@given(st.data())
def test_any_change_of_any_entry_breaks_the_chain_there(data: st.DataObject) -> None:
    entries, previous = [], FIRST
    for number in range(1, 6):
        entry = HistoryEntry(
            number=number, at=datetime(2022, 1, number, tzinfo=UTC), actor="a", action="b", object_name=str(number)
        )
        entry.previous = previous
        entry.hash = previous = hash_of(entry)
        entries.append(entry)
    assert walk(entries).broken is None
    chosen = data.draw(st.sampled_from(entries))
    column = data.draw(
        st.sampled_from(["actor", "action", "object_kind", "object_id", "object_name", "previous", "hash"])
    )
    changed = data.draw(text.filter(lambda one: one != getattr(chosen, column)))
    setattr(chosen, column, changed)
    assert walk(entries).broken == chosen.number
