"""Who may do what at every address: the table of rights, held against the pages themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from kybao.composing.issue.approving import freeze
from kybao.composing.issue.issuing import kept
from kybao.composing.models import IssuedFile, PassageVersion, Report, ReportComment, Task
from kybao.composing.paper.outputs import OUTPUTS
from kybao.composing.text.editing.versions import keep
from kybao.consolidated.models import ValidationRule
from kybao.filing.models import Fact, Obligation, Submission
from kybao.filing.previewing import preview as look_at
from kybao.people.accounts import digest_of
from kybao.people.models import Account, HistoryEntry, Invitation
from kybao.people.policy import GRANTED_ROLES, POLICY, Reach, Right, Role
from kybao.people.scope import Onlooker
from kybao.registry.models import Section, Unit
from kybao.registry.succession import rename
from kybao.reminding.models import Message

pytestmark = pytest.mark.django_db

SECRET = "loi-moi-thu-nghiem"

# How each address answers each visitor about the committee "ha-an" and its unit "ha-an-y-te":
#   ok   the page, or the change made and led on      in   led to the sign-in page
#   -    not there (404)                              own  led to one's own page or the newest month
# A visitor's column: nobody signed in; an onlooker while there is no account; the unit's reporter; another unit's; …
VISITORS = [
    "nobody",
    "onlooker",
    "reporter",
    "neighbour",
    "officer",
    "leader",
    "administrator",
    "auditor",
    "stranger",
    "newcomer",
]
TABLE = """
                                  nobody  onlook  report  neighb  office  leader  admin   audit   strang  newcom
GET  desk:home                    in      own     own     own     own     own     own     own     own     own
GET  desk:months                  in      ok      ok      ok      ok      ok      ok      ok      ok      ok
GET  desk:month                   in      ok      ok      ok      ok      ok      ok      ok      -       -
GET  desk:dashboard               in      ok      ok      ok      ok      ok      ok      ok      -       -
GET  desk:findings                in      ok      ok      ok      ok      ok      ok      ok      -       -
GET  desk:report                  in      ok      -       -       ok      ok      ok      ok      -       -
GET  desk:report_in_hand         in      own     -       -       own     own     own     own     -       -
GET  desk:report_print           in      ok      -       -       ok      ok      ok      ok      -       -
POST desk:comment                in      -       -       -       own     own     -       -       -       -
POST desk:settle_comment         in      -       -       -       own     own     -       -       -       -
GET  desk:approve                in      -       -       -       -       ok      -       -       -       -
POST desk:ask_changes            in      -       -       -       -       own     -       -       -       -
GET  desk:versions               in      ok      -       -       ok      ok      ok      ok      -       -
GET  desk:difference             in      ok      -       -       ok      ok      ok      ok      -       -
GET  desk:version                in      ok      -       -       ok      ok      ok      ok      -       -
GET  desk:version_print          in      ok      -       -       ok      ok      ok      ok      -       -
GET  desk:version_output         in      ok      -       -       ok      ok      ok      ok      -       -
GET  desk:issued_file            in      ok      -       -       ok      ok      ok      ok      -       -
GET  desk:issue                  in      -       -       -       -       own     -       -       -       -
GET  desk:sign                   in      own     -       -       own     own     own     own     -       -
POST desk:sign_here              in      -       -       -       -       own     -       -       -       -
POST desk:take_signed            in      -       -       -       -       own     -       -       -       -
GET  desk:replace                in      -       -       -       own     -       -       -       -       -
POST desk:withdraw_replacement   in      -       -       -       own     -       -       -       -       -
GET  desk:register               in      ok      -       -       ok      ok      ok      ok      ok      -
POST desk:take_number            in      -       -       -       -       ok      -       -       -       -
GET  desk:tasks                   in      ok      ok      ok      ok      ok      ok      ok      -       -
GET  desk:indicators              in      ok      ok      ok      ok      ok      ok      ok      -       -
GET  desk:output                  in      ok      -       -       ok      ok      ok      ok      -       -
GET  desk:compose                 in      ok      -       -       ok      ok      ok      ok      -       -
POST desk:compose_begin           in      -       -       -       own     -       -       -       -       -
POST desk:compose_seen            in      -       -       -       own     -       -       -       -       -
GET  desk:compose_facts           in      -       -       -       ok      -       -       -       -       -
GET  desk:compose_tasks           in      ok      -       -       ok      ok      ok      ok      -       -
POST desk:compose_add_task        in      -       -       -       own     -       -       -       -       -
POST desk:compose_change_task     in      -       -       -       own     -       -       -       -       -
GET  desk:compose_section         in      ok      -       -       ok      ok      ok      ok      -       -
GET  desk:compose_versions        in      ok      -       -       ok      ok      ok      ok      -       -
POST desk:compose_present         in      -       -       -       ok      -       -       -       -       -
POST desk:compose_add             in      -       -       -       ok      -       -       -       -       -
POST desk:compose_take            in      -       -       -       own     -       -       -       -       -
POST desk:compose_save            in      -       -       -       ok      -       -       -       -       -
POST desk:compose_move            in      -       -       -       own     -       -       -       -       -
POST desk:compose_remove          in      -       -       -       own     -       -       -       -       -
POST desk:compose_bind            in      -       -       -       own     -       -       -       -       -
POST desk:compose_restore         in      -       -       -       own     -       -       -       -       -
GET  desk:submission              in      ok      ok      -       ok      ok      ok      ok      -       -
GET  desk:original                in      ok      ok      -       ok      ok      ok      ok      -       -
GET  desk:receipt                 in      ok      ok      -       ok      ok      ok      ok      -       -
GET  desk:comparison              in      ok      ok      -       ok      ok      ok      ok      -       -
POST desk:explain                in      -       ok      -       ok      -       -       -       -       -
POST desk:review                  in      -       -       -       ok      -       -       -       -       -
GET  desk:mine                    in      -       ok      ok      ok      -       -       -       ok      -
GET  desk:prepare                 in      -       ok      -       ok      -       -       -       -       -
POST desk:upload                  in      -       ok      -       ok      -       -       -       -       -
GET  desk:outline_form            in      -       ok      -       ok      -       -       -       -       -
GET  desk:outline_sheet           in      -       ok      -       ok      -       -       -       -       -
GET  desk:fill_in                 in      -       ok      -       ok      -       -       -       -       -
POST desk:keep_draft              in      -       ok      -       ok      -       -       -       -       -
POST desk:answer_task             in      -       ok      -       ok      -       -       -       -       -
GET  desk:preview                 in      -       ok      -       -       -       -       -       -       -
POST desk:overrule                in      -       ok      -       -       -       -       -       -       -
POST desk:file                    in      -       ok      -       -       -       -       -       -       -
POST desk:drop                    in      -       ok      -       -       -       -       -       -       -
GET  desk:history                 in      -       ok      ok      ok      -       ok      ok      ok      -
GET  desk:search                  in      ok      ok      ok      ok      ok      ok      ok      ok      -
GET  desk:indicator               in      ok      ok      ok      ok      ok      ok      ok      ok      -
GET  desk:consolidated            in      ok      ok      ok      ok      ok      ok      ok      ok      -
GET  desk:consolidated_indicator  in      ok      ok      ok      ok      ok      ok      ok      ok      -
GET  desk:lineage                 in      ok      ok      ok      ok      ok      ok      ok      ok      -
GET  desk:unit                    in      ok      ok      -       ok      ok      ok      ok      -       -
GET  desk:rules                   in      ok      ok      ok      ok      ok      ok      ok      ok      -
GET  desk:rule_results            in      ok      ok      ok      ok      ok      ok      ok      ok      -
GET  desk:rule_new                in      -       -       -       ok      -       ok      -       ok      -
GET  desk:rule_import             in      -       -       -       ok      -       ok      -       ok      -
GET  desk:rule                    in      -       -       -       ok      -       ok      -       -       -
POST desk:rule_remove             in      -       -       -       ok      -       ok      -       -       -
GET  desk:inbox                   in      -       ok      ok      ok      ok      ok      ok      ok      ok
POST desk:inbox_open              in      -       ok      -       -       -       -       -       -       -
POST desk:inbox_read              in      -       ok      ok      ok      ok      ok      ok      ok      ok
GET  desk:reminders               in      ok      ok      ok      ok      ok      ok      ok      -       -
POST desk:remind                  in      -       -       -       own     -       -       -       -       -
GET  desk:reminder_plan           in      -       -       -       ok      -       ok      -       -       -
GET  desk:reminder_wording        in      -       -       -       ok      -       ok      -       -       -
GET  desk:health                  503     503     503     503     503     503     503     503     503     503
GET  desk:metrics                 ok      ok      ok      ok      ok      ok      ok      ok      ok      ok
GET  desk:set_up                  -       ok      -       -       -       -       -       -       -       -
GET  desk:join                    ok      -       ok      ok      ok      ok      ok      ok      ok      ok
GET  desk:account                 in      -       ok      ok      ok      ok      ok      ok      ok      ok
GET  desk:people                  in      -       -       -       -       -       ok      -       -       -
GET  desk:invite                  in      -       -       -       -       -       ok      -       -       -
POST desk:withdraw_invitation     in      -       -       -       -       -       ok      -       -       -
GET  desk:person                  in      -       -       -       -       -       ok      -       -       -
POST desk:grant                   in      -       -       -       -       -       ok      -       -       -
POST desk:withdraw                in      -       -       -       -       -       ok      -       -       -
POST desk:deactivate              in      -       -       -       -       -       ok      -       -       -
POST desk:reactivate              in      -       -       -       -       -       ok      -       -       -
POST desk:reset_second_factor     in      -       -       -       -       -       ok      -       -       -
POST desk:password_link           in      -       -       -       -       -       ok      -       -       -
GET  desk:setting_up              in      -       -       -       -       -       ok      -       -       -
GET  desk:setting_up_committee    in      -       -       -       -       -       ok      -       -       -
GET  desk:setting_up_units        in      -       -       -       -       -       ok      -       -       -
GET  desk:setting_up_regime       in      -       -       -       -       -       ok      -       -       -
GET  desk:setting_up_outline      in      -       -       -       -       -       ok      -       -       -
GET  desk:setting_up_indicators   in      -       -       -       -       -       ok      -       -       -
GET  desk:setting_up_people       in      -       -       -       -       -       ok      -       -       -
GET  desk:setting_up_period       in      -       -       -       -       -       ok      -       -       -
GET  desk:manage                  in      -       -       -       -       -       ok      -       -       -
GET  desk:manage_units            in      -       -       -       -       -       ok      -       -       -
GET  desk:manage_unit_new         in      -       -       -       -       -       ok      -       -       -
GET  desk:manage_unit_import      in      -       -       -       -       -       ok      -       -       -
GET  desk:manage_unit             in      -       -       -       -       -       ok      -       -       -
GET  desk:manage_regimes          in      -       -       -       -       -       ok      -       -       -
GET  desk:manage_regime_new       in      -       -       -       -       -       ok      -       -       -
GET  desk:manage_regime           in      -       -       -       -       -       ok      -       -       -
GET  desk:manage_regime_version   in      -       -       -       -       -       ok      -       -       -
GET  desk:manage_outline          in      -       -       -       -       -       ok      -       -       -
GET  desk:manage_section_new      in      -       -       -       -       -       ok      -       -       -
GET  desk:manage_section          in      -       -       -       -       -       ok      -       -       -
GET  desk:manage_indicators       in      -       -       -       -       -       ok      -       -       -
GET  desk:manage_indicator_new    in      -       -       -       -       -       ok      -       -       -
GET  desk:manage_indicator_import in      -       -       -       -       -       ok      -       -       -
GET  desk:manage_indicator        in      -       -       -       -       -       ok      -       -       -
POST desk:manage_unit_change      in      -       -       -       -       -       ok      -       -       -
POST desk:manage_unit_withdraw    in      -       -       -       -       -       ok      -       -       -
POST desk:manage_section_move     in      -       -       -       -       -       ok      -       -       -
POST desk:manage_section_remove   in      -       -       -       -       -       ok      -       -       -
GET  account_login                ok      ok      own     own     own     own     own     own     own     own
GET  account_logout               in      in      ok      ok      ok      ok      ok      ok      ok      ok
GET  account_inactive             ok      ok      ok      ok      ok      ok      ok      ok      ok      ok
GET  account_change_password      in      in      ok      ok      ok      ok      ok      ok      ok      ok
GET  account_reauthenticate       in      in      ok      ok      ok      ok      ok      ok      ok      ok
GET  mfa_index                    in      in      ok      ok      ok      ok      ok      ok      ok      ok
GET  mfa_authenticate             in      in      own     own     own     own     own     own     own     own
GET  mfa_reauthenticate           in      in      again   again   again   again   again   again   again   again
GET  mfa_activate_totp            in      in      again   again   again   again   again   again   again   again
GET  mfa_deactivate_totp          in      in      -       -       -       -       -       -       -       -
GET  mfa_view_recovery_codes      in      in      -       -       -       -       -       -       -       -
GET  mfa_generate_recovery_codes  in      in      again   again   again   again   again   again   again   again
GET  mfa_download_recovery_codes  in      in      -       -       -       -       -       -       -       -
GET  socialaccount_login_cancelled ok     ok      ok      ok      ok      ok      ok      ok      ok      ok
GET  openid_connect_login         -       -       -       -       -       -       -       -       -       -
GET  openid_connect_callback      -       -       -       -       -       -       -       -       -       -
"""
ROWS = {
    words[1]: (words[0], dict(zip(VISITORS, words[2:], strict=True)))
    for words in map(str.split, TABLE.strip().splitlines()[1:])
}


def names(patterns: list[Any], namespace: str = "") -> Iterator[str]:
    """The names of all pages for people; what programs ask for with a token is held by the tests of the exchange."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            if getattr(pattern.urlconf_module, "__name__", "").startswith("kybao.exchange"):
                continue
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from names(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}"


def test_every_address_has_its_row() -> None:
    assert set(names(get_resolver().url_patterns)) == set(ROWS)


@pytest.mark.parametrize("name", ROWS)
def test_each_visitor_gets_what_the_table_says(name: str, committees: Any) -> None:
    method, expected = ROWS[name]
    seen = {}
    for visitor in VISITORS:
        with transaction.atomic():
            seen[visitor] = visit(method, name, visitor, committees)
            transaction.set_rollback(True)
    assert seen == expected


def visit(method: str, name: str, visitor: str, committees: Any) -> str:
    invitation = Invitation.objects.create(
        full_name="Bà Mới",
        digest=digest_of(SECRET),
        role=Role.OFFICER,
        unit=committees.own.receiver,
        expires_at=timezone.now() + timedelta(days=1),
    )
    membership = committees.people["neighbour"].memberships.get()
    obligation = committees.submissions["ha-an-y-te"].obligation
    letter = Message.objects.create(
        account=committees.people["reporter"], key="x", subject="Nhắc", created_at=timezone.now()
    )
    rule = ValidationRule.objects.create(
        committee=committees.own.receiver, code="q", text="[ho-so] > 0", message="Xem."
    )
    period = {"period": "2022-01"}
    owed = {**period, "unit": "ha-an-y-te"}
    looked_at = {"public_id": look_at(obligation, committees.people["reporter"], b"Xem.", "xem.md").public_id}
    submission = {"public_id": committees.submissions["ha-an-y-te"].public_id}
    person = {"public_id": committees.people["neighbour"].public_id}
    heading = {**period, "section": heading_of_report(committees.reports["ha-an"])}
    passage = committees.reports["ha-an"].contributions.get(section__key="muc-1")
    paragraph = {**heading, "thread": passage.thread}
    places = {
        **dict.fromkeys(
            ("compose", "compose_begin", "compose_seen", "compose_facts", "compose_tasks", "compose_add_task"), period
        ),
        **dict.fromkeys(
            ("compose_section", "compose_versions", "compose_present", "compose_add", "compose_take"), heading
        ),
        **dict.fromkeys(("compose_save", "compose_move", "compose_remove", "compose_bind"), paragraph),
        "compose_restore": {**heading, "version": keep(passage, PassageVersion.What.EDITED).public_id},
        "compose_change_task": {**period, "task": Task.objects.get(owner__code="ha-an-y-te").pk},
        **dict.fromkeys(("month", "dashboard", "findings", "report", "tasks", "indicators"), period),
        "output": {**period, "name": OUTPUTS[0].file_name(committees.reports["ha-an"])},
        **dict.fromkeys(("submission", "original", "receipt", "comparison", "review", "explain"), submission),
        **dict.fromkeys(("prepare", "upload", "outline_form", "outline_sheet", "fill_in", "keep_draft"), owed),
        **dict.fromkeys(("preview", "overrule", "file", "drop"), looked_at),
        "indicator": {"code": "ho-so"},
        "consolidated_indicator": {"code": "ho-so"},
        "unit": {"code": "ha-an-y-te"},
        "rule": {"number": rule.pk},
        "rule_remove": {"number": rule.pk},
        "answer_task": {"task": Task.objects.get(owner__code="ha-an-y-te").pk},
        **dict.fromkeys(
            ("person", "grant", "deactivate", "reactivate", "reset_second_factor", "password_link"), person
        ),
        "withdraw": {**person, "membership": membership.public_id},
        "withdraw_invitation": {"public_id": invitation.public_id},
        **dict.fromkeys(("reminders", "remind"), period),
        "reminder_plan": {"regime": "ha-an"},
        "reminder_wording": {"regime": "ha-an", "occasion": "qua-han"},
        "inbox_open": {"public_id": letter.public_id},
        "join": {"secret": SECRET},
        **(of_the_registry(committees) if name.startswith("desk:manage_") else {}),
        **dict.fromkeys(REPORT_PAGES, period),
        **(of_a_version(committees) if name in VERSION_PAGES else {}),
        "openid_connect_login": {"provider_id": "co-quan"},
        "openid_connect_callback": {"provider_id": "co-quan"},
    }
    address = reverse(name, kwargs=places.get(name.removeprefix("desk:")))
    client = Client(SERVER_NAME="localhost")
    if visitor == "onlooker":
        Account.objects.all().delete()
        Invitation.objects.all().delete()
    elif visitor != "nobody":
        client.force_login(committees.people[visitor])
    query = {"che-do": "ha-an", "cu": "nay", "moi": "nay"}
    if method == "GET":
        return outcome(client.get(address, query))
    data = {"role": Role.AUDITOR, "text": "Nêu rõ.", "register": "ha-an/BC-UBND", "number": 9, "day": "2022-01-18"}
    return outcome(client.post(address, data | {"note": "Công văn khác"}, query_params=query))


REPORT_PAGES = (
    "report_in_hand", "report_print", "comment", "approve", "ask_changes", "versions", "difference", "issue", "sign",
    "sign_here", "take_signed", "replace", "withdraw_replacement",
)  # fmt: skip
VERSION_PAGES = ("desk:version", "desk:version_print", "desk:version_output", "desk:issued_file", "desk:settle_comment")


def of_a_version(committees: Any) -> dict[str, dict[str, Any]]:
    """The addresses of what hangs on the report of "ha-an": an approved version, a file, a comment."""
    report = committees.reports["ha-an"]
    version = freeze(report)
    file = kept(report, IssuedFile.Kind.ISSUED, "a.pdf", "Báo cáo (PDF)", "application/pdf", b"%PDF-1.7")
    comment = ReportComment.objects.create(report=report, text="Nêu rõ.", author="Ông Lãnh đạo")
    one = {"public_id": version.public_id}
    return {
        "version": one,
        "version_print": one,
        "version_output": {**one, "name": OUTPUTS[0].file_name(report)},
        "issued_file": {"public_id": file.public_id},
        "settle_comment": {"public_id": comment.public_id},
    }


def of_the_registry(committees: Any) -> dict[str, dict[str, Any]]:
    """The addresses of the administrator's pages about "ha-an": a unit with a change to take back, its regime, a heading."""
    unit, regime = {"code": "ha-an-y-te"}, {"code": "ha-an"}
    changed = rename(Unit.objects.get(**unit), date(2022, 2, 1), "Quyết định 1", name="Phòng Y tế mới")
    heading = {**regime, "key": "muc-1"}
    return {
        "manage_unit": unit,
        "manage_unit_change": {**unit, "what": "ten"},
        "manage_unit_withdraw": {**unit, "number": changed.pk},
        **dict.fromkeys(("manage_regime", "manage_outline", "manage_section_new"), regime),
        "manage_regime_version": {**regime, "since": "moi"},
        **dict.fromkeys(("manage_section", "manage_section_move", "manage_section_remove"), heading),
        "manage_indicator": {"code": "ho-so"},
    }


def heading_of_report(report: Report) -> str:
    """The key of a heading of the report's outline, with a paragraph under it."""
    section = Section.objects.create(
        regime=report.regime, key="muc-1", kind=Section.Kind.SECTION, title="Kinh tế", position=1
    )
    report.contributions.create(section=section, position=1, text="Ổn định.")
    return section.key


def outcome(response: HttpResponse | Any) -> str:
    if response.status_code == 302:
        target = response.headers["Location"].partition("?")[0]
        if target == reverse("account_login"):
            return "in"
        if target == reverse("account_reauthenticate"):
            return "again"
        return "own" if target in ("/", "/viec-cua-toi/") or target.startswith("/thang/") else "ok"
    return {200: "ok", 404: "-"}.get(response.status_code, str(response.status_code))


@pytest.mark.parametrize("right", Right)
def test_every_right_says_how_far_it_goes_for_every_role(right: Right) -> None:
    assert set(POLICY[right]) == set(Role)


def test_onlookers_only_look() -> None:
    assert {right for right in Right if POLICY[right][Role.ONLOOKER] is not Reach.NONE} == {
        right for right in Right if right.value.endswith(".read") and right is not Right.READ_HISTORY
    }


def test_auditors_read_all_and_change_nothing() -> None:
    reading = {right for right in Right if right.value.endswith(".read")}
    assert {right for right in Right if POLICY[right][Role.AUDITOR] is Reach.ALL} == reading


def test_nobody_is_given_the_role_of_an_onlooker() -> None:
    assert Role.ONLOOKER not in GRANTED_ROLES


# What each sees of the two committees' rows: of 4 submissions, obligations, facts and tasks, of 2 reports.
SEEN = {
    "reporter": (1, 0),
    "neighbour": (1, 0),
    "officer": (2, 1),
    "leader": (2, 1),
    "stranger": (2, 1),
    "auditor": (4, 2),
    "administrator": (4, 2),
    "newcomer": (0, 0),
}


@pytest.mark.parametrize("name", SEEN)
def test_queries_are_narrowed_to_what_is_theirs(name: str, committees: Any) -> None:
    person = committees.people[name]
    rows, reports = SEEN[name]
    counted = [model.objects.for_user(person).count() for model in (Obligation, Submission, Fact, Task)]
    assert counted == [rows] * 4
    assert Report.objects.for_user(person).count() == reports


def test_plans_are_a_committee_s_and_not_another_s(committees: Any) -> None:
    indicator = Fact.objects.first().indicator  # type: ignore[union-attr]
    Fact.objects.create(indicator=indicator, unit=committees.own.receiver, period="2022-01", basis="plan", value=100)
    plans = {
        name: Fact.objects.for_user(person).filter(submission=None).count()
        for name, person in committees.people.items()
    }
    assert plans == {
        "reporter": 0, "neighbour": 0, "officer": 1, "leader": 1, "stranger": 0, "auditor": 1, "administrator": 1, "newcomer": 0,
    }  # fmt: skip


def test_who_is_not_active_sees_nothing(committees: Any) -> None:
    officer = Account.objects.get(pk=committees.people["officer"].pk)
    officer.is_active = False
    assert not Submission.objects.for_user(officer).exists()


def test_an_onlooker_sees_everything() -> None:
    assert Submission.objects.for_user(Onlooker()).count() == Submission.objects.count()


MONTH = "/thang/2022-01/?che-do=ha-an"


def text(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, address
    return re.sub(r"\s+", " ", re.sub(r"<[^<>]*>", " ", response.content.decode()))


@pytest.mark.parametrize("page", ["", "phat-hien/", "nhiem-vu/", "chi-tieu/"])
def test_a_reporter_s_pages_name_no_other_unit(client: Client, committees: Any, page: str) -> None:
    client.force_login(committees.people["reporter"])
    html = client.get(f"/thang/2022-01/{page}?che-do=ha-an").content.decode()
    assert "ha-an-y-te" in html
    assert "ha-an-van-hoa" not in html
    assert "tan-phu" not in html


def test_a_reporter_s_month_has_no_report_and_counts_only_their_own(client: Client, committees: Any) -> None:
    client.force_login(committees.people["reporter"])
    html = client.get(MONTH).content.decode()
    assert "bao-cao/" not in html
    assert "tai-ve" not in html
    assert "1/1 đơn vị" in text(client, "/thang/")


def test_a_reporter_s_history_is_their_unit_s(client: Client, committees: Any) -> None:
    client.force_login(committees.people["reporter"])
    seen = text(client, "/lich-su/")
    assert "ha-an-y-te.md" in seen
    assert "ha-an-van-hoa" not in seen
    assert HistoryEntry.objects.for_user(committees.people["auditor"]).count() == HistoryEntry.objects.count()


def test_a_guessed_number_is_no_address(client: Client, committees: Any) -> None:
    client.force_login(committees.people["officer"])
    number = committees.submissions["ha-an-y-te"].pk
    assert client.get(f"/bai-nop/{number}/").status_code == 404


def test_roles_end_at_once(client: Client, committees: Any) -> None:
    client.force_login(committees.people["officer"])
    assert client.get(MONTH).status_code == 200
    committees.people["officer"].memberships.all().delete()
    assert client.get(MONTH).status_code == 404


def test_pages_of_people_who_are_signed_in_are_kept_by_no_cache(client: Client, committees: Any) -> None:
    client.force_login(committees.people["officer"])
    assert client.get(MONTH).headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    "request_of_another_machine",
    [
        {"REMOTE_ADDR": "10.0.0.7"},
        {"HTTP_X_FORWARDED_FOR": "10.0.0.7"},
        {"HTTP_FORWARDED": "for=10.0.0.7"},
        {"SERVER_NAME": "testserver"},
    ],
)
def test_without_accounts_only_this_machine_looks_in(request_of_another_machine: dict[str, str]) -> None:
    client = Client(**{"SERVER_NAME": "localhost"} | request_of_another_machine)  # type: ignore[arg-type]
    with transaction.atomic():
        Account.objects.all().delete()
        assert client.get("/thang/").headers["Location"] == "/tai-khoan/dang-nhap/?next=/thang/"
        assert client.get("/bat-dau/").status_code == 404
        transaction.set_rollback(True)
