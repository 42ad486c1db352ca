"""Kybao served with the month of January 2022, for the browser's tests."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

_ADDRESS = re.compile(r"http://localhost:\d+")


@pytest.fixture
def client() -> Client:
    """A browser at the machine that Kybao runs on."""
    return Client(SERVER_NAME="localhost")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a new Kybao on a data folder of its own, as `./run` starts it."""
    folder: Path = tmp_path_factory.mktemp("desk")
    command = [sys.executable, "-c", "from kybao.cli import main; main()", "start", "--port", "0"]
    environment = os.environ | {"KYBAO_DATA": str(folder), "PYTHONUNBUFFERED": "1"}
    environment.pop("DATABASE_URL", None)
    with (
        (folder / "log").open("w") as log,
        subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=log, text=True) as server,
    ):
        assert server.stdout is not None
        address = next((found.group() for line in server.stdout if (found := _ADDRESS.search(line))), None)
        assert address, (folder / "log").read_text()
        yield address
        server.terminate()


# WCAG 2.2 to level AA, and what axe-core holds to be good practice.
_ASKED = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}


@pytest.fixture(scope="session")
def faults_of() -> Callable[[Any], dict[str, list[str]]]:
    """What a page in the browser does against the rules of accessibility, by rule of axe-core."""
    from axe_playwright_python.sync_playwright import Axe

    axe = Axe()

    def faults(page: Any) -> dict[str, list[str]]:
        found = axe.run(page, options=_ASKED).response["violations"]
        return {rule["id"]: [node["html"][:160] for node in rule["nodes"]] for rule in found}

    return faults


# Text against the nearest background that is painted, by WCAG 2.2, 1.4.3.
_PALE = """() => {
  const parts = colour => (colour.match(/[\\d.]+/g) ?? []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(c => c / 255)
    .map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = element => {
    for (let at = element; at; at = at.parentElement) {
      const colour = parts(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  const pale = new Set();
  for (const element of document.querySelectorAll("body *")) {
    if (!Array.from(element.childNodes).some(node => node.nodeType === 3 && node.data.trim())) continue;
    const [a, b] = [light(parts(getComputedStyle(element).color)), light(ground(element))].sort((x, y) => y - x);
    if ((a + 0.05) / (b + 0.05) < 4.5) pale.add(element.className + ": " + element.textContent.trim().slice(0, 40));
  }
  return Array.from(pale);
}"""


@pytest.fixture
def pale_in() -> Callable[[Any], Any]:
    """The texts of a page in the browser that stand out too little from their background."""
    return lambda page: page.evaluate(_PALE)


@pytest.fixture(scope="module")
def committees(django_db_setup: None, django_db_blocker: Any) -> Iterator[Committees]:
    """Two committees with the same period, and people of every role; taken out again after the module's last test."""
    from django.core.management import call_command

    with django_db_blocker.unblock():
        yield make_committees()
        call_command("flush", interactive=False, verbosity=0)


@dataclass(frozen=True)
class Committees:
    """`own` is the committee that the people of the roles belong to; `people` by role, "stranger" being another's officer."""

    own: Any
    other: Any
    submissions: dict[str, Any]
    reports: dict[str, Any]
    people: dict[str, Any]


def make_committees() -> Committees:
    from kybao.people.models import Account, Membership
    from kybao.people.policy import Role
    from kybao.registry.models import Unit

    made = {code: make_committee(code) for code in ("ha-an", "tan-phu")}
    units = {unit.code: unit for unit in Unit.objects.all()}
    held = {
        "reporter": (Role.REPORTER, "ha-an-y-te"),
        "neighbour": (Role.REPORTER, "ha-an-van-hoa"),
        "officer": (Role.OFFICER, "ha-an"),
        "leader": (Role.LEADER, "ha-an"),
        "auditor": (Role.AUDITOR, None),
        "administrator": (Role.ADMINISTRATOR, None),
        "stranger": (Role.OFFICER, "tan-phu"),
    }
    people = {name: Account.objects.create(username=name, full_name=f"Ông {name}") for name in (*held, "newcomer")}
    for name, (role, unit) in held.items():
        Membership.objects.create(account=people[name], role=role, unit=units[unit] if unit else None)
    return Committees(
        made["ha-an"][0],
        made["tan-phu"][0],
        {code: one for _, submissions, _ in made.values() for code, one in submissions.items()},
        {code: report for code, (_, _, report) in made.items()},
        people,
    )


def make_committee(code: str) -> tuple[Any, dict[str, Any], Any]:
    """A committee with two units that have each filed for January 2022, and its report with a task for each."""
    from kybao.calendar import Period
    from kybao.composing.models import Task
    from kybao.composing.text.drafting import report_of
    from kybao.filing.models import Fact
    from kybao.filing.obliging import oblige
    from kybao.filing.receiving import receive
    from kybao.registry.models import Indicator, Regime, Unit

    period = Period.parse("2022-01")
    receiver = Unit.objects.create(code=code, name=f"UBND huyện {code}", listed_name=code)
    for name in ("y-te", "van-hoa"):
        Unit.objects.create(
            code=f"{code}-{name}", name=f"Phòng {name} {code}", listed_name=f"{code}-{name}", parent=receiver
        )
    regime = Regime.objects.create(
        code=code,
        name=f"Báo cáo tháng {code}",
        receiver=receiver,
        frequency=period.kind.value,
        deadline_day=17,
        agency="UBND",
        symbol="BC-UBND",
        place="Hà An",
        subject="Tình hình tháng",
    )
    indicator, _ = Indicator.objects.get_or_create(
        code="ho-so",
        defaults={"name": "Hồ sơ", "sector": "Chung", "kind": "flow", "measure": "tấn", "phrase": "sản lượng lúa"},
    )
    submissions = {}
    for obligation in oblige(regime, period):
        text = f"Đơn vị {obligation.unit.code} đã giải quyết 08 hồ sơ (trong đó: đúng hạn 07 hồ sơ, quá hạn 02 hồ sơ)."
        submissions[obligation.unit.code] = sent = receive(
            obligation, text.encode(), f"{obligation.unit.code}.md"
        ).submission
        Fact.objects.create(
            submission=sent,
            indicator=indicator,
            unit=obligation.unit,
            period=period,
            basis="actual",
            value=8,
            stated="08",
        )
    report = report_of(regime, period)
    for position, sent in enumerate(submissions.values()):
        owner = sent.obligation.unit
        Task.objects.create(
            report=report, position=position, owner=owner, period=period.next(), text=f"Việc của {owner.code}"
        )
    return regime, submissions, report
