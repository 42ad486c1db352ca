"""A small demonstration from end to end."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client

from kybao.calendar import Period
from kybao.composing.models import Report, Task
from kybao.demonstrating.making import CannotMake, Made, make
from kybao.demonstrating.marking import MARK
from kybao.filing.models import Fact, Obligation, Submission
from kybao.people.history import verify
from kybao.people.models import Account
from kybao.registry.models import Regime, Unit

pytestmark = pytest.mark.django_db

LAST = Period.parse("2023-03")


def made() -> Made:
    return make(seed="5", months=2, units=6, last=LAST, progress=lambda period, filed: None)


def test_months_are_filed_issued_and_marked(client: Client) -> None:
    result = made()
    assert (result.first, result.last, result.units) == (LAST.previous(), LAST, 6)
    assert Obligation.objects.filter(period=LAST).count() == 6
    assert result.submissions == Submission.objects.count() >= 10

    first, last = Report.objects.order_by("period")
    assert (first.status, first.number) == (Report.Status.ISSUED, 1)
    assert last.status == Report.Status.DRAFT
    assert Task.objects.filter(period=LAST).exclude(answer="").exists()
    revenue = Fact.objects.filter(indicator__code="ngan-sach.thu", period=LAST)
    assert {"actual", "plan_province"} <= set(revenue.values_list("basis", flat=True))

    regime = Regime.objects.get()
    assert MARK in regime.receiver.name
    assert MARK in regime.agency
    assert all(MARK in str(one.document_data) for one in Submission.objects.all())
    assert "Nguyễn Quốc Trung" not in regime.signer  # no real person signs made-up figures
    assert verify().broken is None

    client.force_login(Account.objects.get(username="tong-hop"), backend=settings.AUTHENTICATION_BACKENDS[0])
    assert MARK in client.get(f"/thang/{LAST}/", headers={"host": "localhost"}).content.decode()


def test_it_keeps_out_of_a_database_in_use() -> None:
    Unit.objects.create(code="huyen", name="UBND huyện", listed_name="Huyện")
    with pytest.raises(CannotMake, match="đã có dữ liệu làm việc"):
        made()
    assert not Submission.objects.exists()


def test_it_tells_nothing_of_what_is_to_come() -> None:
    with pytest.raises(CannotMake, match="chưa đến"):
        make(seed="5", months=1, units=2, last=Period.parse("2999-01"), progress=lambda period, filed: None)
    assert not Unit.objects.exists()


def test_pages_of_real_data_bear_no_ribbon(client: Client) -> None:
    assert MARK not in client.get("/", headers={"host": "localhost"}, follow=True).content.decode()
