"""A small committee whose months are open, served by waitress as in service, and programs' tokens for it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time
from decimal import Decimal
from typing import Any

import pytest

_REPORT = """BÁO CÁO

Kinh tế - xã hội {label}

I. NÔNG NGHIỆP

Tổng đàn lợn {pigs} con. Diện tích cây ngô {maize} ha.

II. TÀI CHÍNH

Thu ngân sách trên địa bàn {budget} triệu đồng.
"""
_INDICATORS = (  # code, name, measure, sector, kind, phrase
    ("chan-nuoi.lon", "Tổng đàn lợn", "con", "Nông nghiệp", "stock", "đàn lợn"),
    ("trong-trot.ngo", "Diện tích cây ngô", "ha", "Nông nghiệp", "flow", "cây ngô"),
    ("tai-chinh.thu", "Thu ngân sách trên địa bàn", "đồng", "Tài chính", "flow", "thu ngân sách"),
    ("xa-hoi.ty-le-ho-ngheo", "Tỷ lệ hộ nghèo", "%", "Xã hội", "ratio", "tỷ lệ hộ nghèo"),
)
_FIGURES = (  # unit, period, number of pigs, hectares of maize, budget in million đồng
    ("phuong-a", "2024-01", "1.250", "12,5", "320,55"),
    ("phuong-a", "2024-02", "1.300", "10", "210"),
    ("phuong-a", "2024-03", "1.275", "8,75", "199,125"),
    ("phuong-b", "2024-01", "880", "30", "150"),
    ("phuong-b", "2024-02", "905", "31,25", "155,5"),
    ("xa-c", "2024-01", "4.010", "120", "75"),
)


@dataclass(frozen=True, slots=True)
class Served:
    """A running Kybao."""

    address: str


@pytest.fixture(scope="module")
def committee(django_db_setup: None, django_db_blocker: Any) -> Iterator[Any]:
    """The regime of the city "tp", to which two wards and a commune report; January 2024 is issued, what follows is open."""
    from django.core.management import call_command
    from django.db import connection

    from kybao.people.protection import unprotect
    from kybao.starting import migrate

    with django_db_blocker.unblock():
        migrate()  # where no test of the run is marked to use the database, pytest-django has made none
        unprotect(connection)
        yield _made()
        call_command("flush", interactive=False, verbosity=0)


def _made() -> Any:
    from kybao.calendar import Period
    from kybao.composing.models import Report
    from kybao.filing.models import Fact
    from kybao.filing.obliging import oblige
    from kybao.filing.receiving import receive
    from kybao.registry.models import Indicator, Regime, Unit

    province = Unit.objects.create(code="tinh", name="Ủy ban nhân dân tỉnh", listed_name="UBND tỉnh", kind="tỉnh")
    city = Unit.objects.create(code="tp", name="Thành phố", listed_name="Thành phố", kind="thành phố", parent=province)
    for number, (code, name) in enumerate([("phuong-a", "Phường A"), ("phuong-b", "Phường B"), ("xa-c", "Xã C")], 1):
        Unit.objects.create(
            code=code, name=name, listed_name=name, kind=name.split()[0].lower(), parent=city, list_number=number
        )
    regime = Regime.objects.create(
        code="thang",
        name="Báo cáo tháng",
        receiver=city,
        frequency="month",
        deadline_day=17,
        deadline_time=time(17),
        agency="UBND THÀNH PHỐ",
        symbol="BC-UBND",
        place="Thành phố",
        subject="Kinh tế - xã hội {kỳ này}",
    )
    for position, (code, name, measure, sector, kind, phrase) in enumerate(_INDICATORS):
        Indicator.objects.create(
            code=code, name=name, measure=measure, sector=sector, kind=kind, phrase=phrase, position=position
        )
    for notation in ("2024-01", "2024-02", "2024-03"):
        oblige(regime, Period.parse(notation))
    for code, notation, pigs, maize, budget in _FIGURES:
        period = Period.parse(notation)
        text = _REPORT.format(label=period.label, pigs=pigs, maize=maize, budget=budget)
        obligation = regime.obligations.get(unit__code=code, period=period)
        filed_at = datetime(period.year, period.number, 15, 3, tzinfo=UTC)
        receive(obligation, text.encode(), f"{code}-{notation}.md", filed_at)
    Fact.objects.create(
        indicator=Indicator.objects.get(code="tai-chinh.thu"),
        unit=city,
        period=Period.parse("2024"),
        basis=Fact.Basis.PLAN_PROVINCE,
        value=Decimal("7500000000"),
        source="Quyết định giao dự toán năm 2024",
    )
    Report.objects.create(
        regime=regime, period=Period.parse("2024-01"), status=Report.Status.ISSUED, number=9, dated="2024-01-20"
    )
    Report.objects.create(regime=regime, period=Period.parse("2024-02"))
    return regime


@pytest.fixture(scope="module")
def served(committee: Any, django_db_blocker: Any) -> Iterator[Served]:
    """The committee behind a real port of this machine."""
    from django.db import connections
    from waitress.server import create_server

    from kybao.wsgi import application

    connections.settings["default"]["CONN_MAX_AGE"] = 0  # threads leave no connection behind
    listener = socket.create_server(("127.0.0.1", 0))
    server = create_server(application, sockets=[listener], threads=4)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield Served(f"http://127.0.0.1:{listener.getsockname()[1]}")
    server.close()
    server.task_dispatcher.shutdown(cancel_pending=True, timeout=5)
    thread.join(5)
    connections.close_all()


@pytest.fixture
def token(committee: Any) -> Callable[..., str]:
    """Makes tokens, of all scopes where none is named, and gives their secrets."""
    from kybao.exchange.scopes import Scope
    from kybao.exchange.tokens import make
    from kybao.registry.models import Unit

    def made(name: str, *scopes: str, unit: str | None = None, per_minute: int = 100_000) -> str:
        held = [Scope(scope) for scope in scopes] or list(Scope)
        _, secret = make(name, held, Unit.objects.get(code=unit) if unit else None, days=1, per_minute=per_minute)
        return secret

    return made
