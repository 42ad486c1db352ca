"""Search: what is found, by whom, and that the index goes with every change."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client

from kybao.composing.answering import answer
from kybao.composing.models import Contribution, Report, Task
from kybao.composing.text.drafting import draft
from kybao.filing.models import Obligation
from kybao.filing.receiving import receive
from kybao.filing.reviewing import send_back
from kybao.people.models import Account
from kybao.registry.models import Section
from kybao.searching import finding
from kybao.searching.index import rebuild
from kybao.searching.models import Entry
from kybao.searching.words import Question

pytestmark = pytest.mark.django_db

TEXT = "Đàn trâu hiện có 5.234 con. Đàn bò hiện có 205,8 nghìn con. Tổ chức đánh giá xếp loại Đảng viên."


@pytest.fixture(autouse=True)
def _indexed(committees: Any) -> None:
    rebuild()


def health() -> Obligation:
    return Obligation.objects.get(unit__code="ha-an-y-te")


def file(text: str) -> Any:
    return receive(health(), text.encode(), "bao-cao.md").submission


def write_in_report(committees: Any, text: str) -> None:
    section = Section.objects.create(regime=committees.own, key="chung", position=0, kind="paragraph")
    report = Report.objects.get(regime=committees.own)
    Contribution.objects.create(report=report, section=section, position=0, text=text)
    rebuild()


def found(who: Account, asked: str, kind: str = "sentence") -> list[str]:
    entries = finding.entries(who, Question.of(asked)).filter(kind=kind)
    return [entry.text for entry in entries]


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ("đàn trâu", "Đàn trâu hiện có 5.234 con."),
        ("dan trau", "Đàn trâu hiện có 5.234 con."),
        ("TRAU", "Đàn trâu hiện có 5.234 con."),
        ("5.234", "Đàn trâu hiện có 5.234 con."),
        ("5234 con", "Đàn trâu hiện có 5.234 con."),
        ("205,8", "Đàn bò hiện có 205,8 nghìn con."),
        ("danh gia dang vien", "Tổ chức đánh giá xếp loại Đảng viên."),
        ('"xếp loại Đảng"', "Tổ chức đánh giá xếp loại Đảng viên."),
    ],
)
def test_sentences_are_found_by_words_and_numbers(committees: Any, asked: str, sentence: str) -> None:
    file(TEXT)
    assert found(committees.people["officer"], asked) == [sentence]


@pytest.mark.parametrize("asked", ["trâu ngựa", "2058", '"loại xếp"', "5", "; DROP", '"', "a* OR b", "(NEAR)"])
def test_what_is_not_there_is_not_found(committees: Any, asked: str) -> None:
    file(TEXT)
    assert found(committees.people["officer"], asked) == []


def test_the_diacritics_that_were_typed_come_first(committees: Any) -> None:
    file("Huyện bỏ thầu hai gói. Đàn bò có 3 con ở chợ.")
    officer = committees.people["officer"]
    assert found(officer, "bò")[0].startswith("Đàn bò")
    assert found(officer, "bỏ")[0].startswith("Huyện bỏ")
    assert len(found(officer, "bo")) == 2


def test_a_reporter_finds_their_own_unit_only(committees: Any) -> None:
    people = committees.people
    file(TEXT)
    assert found(people["reporter"], "trâu")
    for stranger in ("neighbour", "stranger", "newcomer"):
        assert found(people[stranger], "trâu") == [], stranger
    assert {unit.code for unit in finding.units(people["reporter"], Question.of("ha an"))} == {"ha-an-y-te"}
    write_in_report(committees, "Toàn huyện đã giải quyết mọi hồ sơ.")
    assert len(found(people["officer"], "hồ sơ", "report")) == 1
    assert found(people["reporter"], "hồ sơ", "report") == found(people["stranger"], "hồ sơ", "report") == []
    tasks = {name: len(found(people[name], "việc", "task")) for name in ("reporter", "officer", "stranger")}
    assert tasks == {"reporter": 1, "officer": 2, "stranger": 2}


def test_facts_are_found_by_indicator_unit_and_number(committees: Any) -> None:
    officer, reporter = committees.people["officer"], committees.people["reporter"]

    def facts(who: Account, asked: str) -> set[str]:
        return {fact.unit.code for fact in finding.facts(who, Question.of(asked))}

    both = {"ha-an-y-te", "ha-an-van-hoa"}
    assert facts(officer, "ho so") == facts(officer, "8") == facts(officer, "hồ sơ 08") == both
    assert facts(officer, "hồ sơ y te") == facts(reporter, "hồ sơ") == {"ha-an-y-te"}
    assert facts(officer, "hồ sơ 9") == facts(officer, "đàn trâu") == set()


def test_only_the_version_that_counts_is_found(committees: Any) -> None:
    officer = committees.people["officer"]
    file(TEXT)
    second = file("Đàn dê hiện có 12 con.")
    assert (found(officer, "trâu"), len(found(officer, "dê"))) == ([], 1)
    send_back(second, "Thiếu đàn trâu.")
    assert (len(found(officer, "trâu")), found(officer, "dê")) == (1, [])


def test_the_index_goes_with_the_transaction(committees: Any) -> None:
    before = Entry.objects.count()
    with transaction.atomic():
        file(TEXT)
        assert found(committees.people["officer"], "trâu")
        transaction.set_rollback(True)
    assert Entry.objects.count() == before
    assert found(committees.people["officer"], "trâu") == []


def test_drafting_and_answering_are_followed(committees: Any) -> None:
    file("# I. KẾT QUẢ\n\nĐàn trâu hiện có 5.234 con.")
    draft(committees.own, health().period)
    assert (
        Entry.objects.filter(kind="task", committee=committees.own.receiver).count() == 0
    )  # drafted without its tasks
    task = Task.objects.filter(report__regime=committees.other).first()
    assert task is not None
    answer(task, Task.Answer.NOT_DONE, "Chờ kinh phí của tỉnh")
    assert len(found(committees.people["stranger"], "cho kinh phi", "task")) == 1


def test_a_rebuilt_index_finds_the_same(committees: Any) -> None:
    file(TEXT)
    rows = ("kind", "submission", "report", "task", "unit", "block", "start", "text")
    before = sorted(map(str, Entry.objects.values_list(*rows)))
    rebuild()
    assert sorted(map(str, Entry.objects.values_list(*rows))) == before


@pytest.fixture
def officer_page(committees: Any, client: Client) -> Client:
    client.force_login(committees.people["officer"], backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("", "Ví dụ:"),
        ("q=ho+so", "<mark>hồ sơ</mark>"),
        ("q=ho+so&loai=so-lieu", "Số liệu <small>2</small>"),
        ("q=ho+so&loai=la&ky=xyz&don-vi=khong-co&trang=99", "<mark>hồ sơ</mark>"),
        ("q=giai+quyet&ky=2021-01", "Tìm ở mọi kỳ, mọi đơn vị"),
        ("q=zzz", "Hãy thử ít từ hơn"),
        ("q=%3Cb%3Eho", "&lt;b&gt;ho"),
    ],
)
def test_the_page_answers_every_question(officer_page: Client, query: str, said: str) -> None:
    answered = officer_page.get(f"/tim/?{query}")
    assert answered.status_code == 200
    assert said in answered.content.decode()
