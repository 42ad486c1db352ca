"""The form in the browser: saved by itself, two windows that lose nothing to each other, and the file that is made of it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from kybao.calendar import Period
from kybao.composing.models import Report
from kybao.filing.drafts import CannotSave, Typed, drop, mark, save, take_up, texts_of
from kybao.filing.models import Fact, Obligation, Preview
from kybao.filing.obliging import oblige
from kybao.people.models import HistoryEntry
from kybao.registry.models import Section

pytestmark = pytest.mark.django_db

FORM = "/viec-cua-toi/2022-02/ha-an-y-te/dien/"
NUMBER = "so.ho-so.actual"
TEXT = "muc.y-te"
NOTHING = mark("")


@pytest.fixture
def owed(committees: Any, client: Client) -> Obligation:
    """February of a unit that reported 8 for January; its reporter is signed in."""
    heading = Section.objects.create(
        regime=committees.own, key="muc-2", kind=Section.Kind.SECTION, number="2", title="Y tế, dân số", position=1
    )
    unit = committees.submissions["ha-an-y-te"].obligation.unit
    Section.objects.create(
        regime=committees.own, key="y-te", kind=Section.Kind.PARAGRAPH, parent=heading, owner=unit, position=2
    )
    oblige(committees.own, Period.parse("2022-02"))
    client.force_login(committees.people["reporter"])
    return Obligation.objects.get(unit=unit, period="2022-02")


def keep(client: Client, do: str = "luu", **fields: str) -> Any:
    return client.post(f"{FORM}luu", {"do": do, **fields}, follow=True)


def words(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_the_form_asks_for_the_outlines_passages_and_the_figures_of_before(client: Client, owed: Obligation) -> None:
    page = words(client.get(FORM))
    assert "Y tế, dân số" in page
    assert re.search(r"Hồ sơ · thực hiện\s+tấn\s+Tháng 01 năm 2022: 8 tấn", page)


def test_what_is_typed_is_saved_by_itself_and_is_there_on_the_next_visit(client: Client, owed: Obligation) -> None:
    answer = keep(client, "tu-luu", **{TEXT: "Đã khám 08 lượt.", f"tu.{TEXT}": NOTHING})
    assert "1 ô đã điền" in words(answer)
    assert f'data-begun="{mark("Đã khám 08 lượt.")}"' in answer.content.decode()
    assert "Đã khám 08 lượt." in client.get(FORM).content.decode()
    assert HistoryEntry.objects.filter(action="filing.draft_begun").count() == 1


def test_a_window_that_changed_nothing_takes_nothing_back(owed: Obligation) -> None:
    save(owed, {TEXT: Typed("Mới.", NOTHING)})
    assert save(owed, {TEXT: Typed("", NOTHING), NUMBER: Typed("9", NOTHING)}) == ()
    assert texts_of(owed) == {TEXT: "Mới.", NUMBER: "9"}


def test_of_two_windows_the_later_is_told_and_both_texts_are_kept(client: Client, owed: Obligation) -> None:
    keep(client, **{TEXT: "Cửa sổ một.", f"tu.{TEXT}": NOTHING})
    told = keep(client, "xem-truoc", **{TEXT: "Cửa sổ hai.", f"tu.{TEXT}": NOTHING})
    assert "một cửa sổ khác lưu với nội dung khác" in words(told)
    assert re.search(r"Cửa sổ hai\..*Nội dung khác của ô này.*Cửa sổ một\.", words(told))
    assert not Preview.objects.filter(obligation=owed).exists()
    aside = owed.draft_asides.get()
    took = keep(client, f"dung:{aside.pk}", **{TEXT: "Cửa sổ hai.", f"tu.{TEXT}": mark("Cửa sổ hai.")})
    assert re.search(r"Cửa sổ một\..*Nội dung khác của ô này.*Cửa sổ hai\.", words(took))
    keep(client, f"bo:{owed.draft_asides.get().pk}")
    assert not owed.draft_asides.exists()
    assert texts_of(owed) == {TEXT: "Cửa sổ một."}


def test_a_text_put_aside_is_of_its_own_unit_only(committees: Any, owed: Obligation) -> None:
    save(owed, {TEXT: Typed("Một.", NOTHING)})
    save(owed, {TEXT: Typed("Hai.", NOTHING)})
    aside = owed.draft_asides.get()
    other = Obligation.objects.get(unit__code="ha-an-van-hoa", period="2022-02")
    with pytest.raises(CannotSave, match="không còn"):
        take_up(other, aside.pk)
    drop(other, aside.pk)
    assert owed.draft_asides.exists()


def test_the_preview_is_of_a_file_that_is_filed_like_any_other(client: Client, owed: Obligation) -> None:
    fields = {TEXT: "Đã khám cho nhân dân.", f"tu.{TEXT}": NOTHING, NUMBER: "1.234,5", f"tu.{NUMBER}": NOTHING}
    page = keep(client, "xem-truoc", **fields)
    assert "chưa nộp" in words(page)
    assert "Đủ các mục đề cương yêu cầu" in words(page)
    preview = Preview.objects.get(obligation=owed)
    client.post(f"/xem-truoc/{preview.public_id}/nop")
    submission = owed.submissions.get()
    assert submission.file_name == "bao-cao-ha-an-y-te-2022-02.docx"
    assert re.fullmatch("[0-9a-f]{64}", submission.file_id)
    fact = Fact.objects.get(submission=submission)
    assert (fact.indicator.code, str(fact.value), fact.basis) == ("ho-so", "1234.5", "actual")


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({}, "Chưa điền ô nào"),
        ({NUMBER: "nhiều"}, "“nhiều” không phải là số. Hãy viết như 1.234,5"),
        ({TEXT: "a" * 20_001}, "Một ô dài quá 20000 ký tự"),
    ],
)
def test_what_cannot_be_filed_is_said_and_nothing_typed_is_lost(
    client: Client, owed: Obligation, fields: dict[str, str], fault: str
) -> None:
    marks = {f"tu.{key}": NOTHING for key in fields}
    assert fault in words(keep(client, "xem-truoc", **fields, **marks))
    assert not Preview.objects.filter(obligation=owed).exists()
    assert texts_of(owed).get(NUMBER) == fields.get(NUMBER)


def test_an_issued_period_takes_nothing_more(client: Client, committees: Any, owed: Obligation) -> None:
    Report.objects.create(regime=committees.own, period=owed.period, status=Report.Status.ISSUED)
    assert keep(client, "tu-luu", **{TEXT: "Muộn.", f"tu.{TEXT}": NOTHING}).status_code == 409
    assert "không nhận bài nộp nữa" in words(keep(client, **{TEXT: "Muộn.", f"tu.{TEXT}": NOTHING}))
    assert texts_of(owed) == {}


def test_the_page_asks_the_database_no_more_the_more_is_written(
    client: Client, owed: Obligation, django_assert_max_num_queries: Any
) -> None:
    save(owed, {TEXT: Typed("Một.", NOTHING), NUMBER: Typed("7", NOTHING)})
    with django_assert_max_num_queries(40):
        client.get(FORM)
