"""Accounts: the first one, invitations, roles given and taken, and what the history says of it."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from pytest_django import Settings

from kybao.people import accounts
from kybao.people.accounts import Refused
from kybao.people.models import Account, HistoryEntry, Invitation, Membership
from kybao.people.policy import Role
from kybao.registry.models import Unit

PASSWORD = "con trâu đi trước"


@pytest.fixture(autouse=True)
def quick_hashes(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def administrator(db: None) -> Account:
    return accounts.make_first_administrator("hanh", "Nguyễn Thị Hạnh", "hanh@ha-an.gov.vn", PASSWORD)


@pytest.fixture
def unit(db: None) -> Unit:
    return Unit.objects.create(code="y-te", name="Phòng Y tế", listed_name="Phòng Y tế")


def deeds() -> list[str]:
    return list(HistoryEntry.objects.values_list("action", flat=True))


def test_the_first_account_is_an_administrator(administrator: Account) -> None:
    assert [(grant.role, grant.unit) for grant in administrator.grants] == [(Role.ADMINISTRATOR, None)]
    entry = HistoryEntry.objects.get()
    assert entry.action == "people.first_administrator"
    assert entry.actor == "Nguyễn Thị Hạnh (hanh)"


def test_there_is_only_one_first_account(administrator: Account) -> None:
    with pytest.raises(Refused, match="Đã có tài khoản"):
        accounts.make_first_administrator("tam", "Lê Văn Tám", "", PASSWORD)


@pytest.mark.django_db(transaction=True)
def test_of_people_who_set_up_at_once_one_is_served() -> None:
    outcomes: list[str] = []
    together = threading.Barrier(4)

    def set_up(name: str) -> None:
        together.wait()
        try:
            accounts.make_first_administrator(name, name, "", PASSWORD)
            outcomes.append("served")
        except Refused:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=set_up, args=(name,)) for name in ("a1", "b2", "c3", "d4")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["refused", "refused", "refused", "served"]
    assert Account.objects.count() == 1


@pytest.mark.parametrize("username", ["Hạnh", "hanh an", ".hanh", "hanh.", "", "a" * 61])
def test_names_to_sign_in_by_are_plain(db: None, username: str) -> None:
    with pytest.raises(Refused):
        accounts.make_first_administrator(username, "Hạnh", "", PASSWORD)
    assert not Account.objects.exists()


@pytest.mark.parametrize("password", ["ngắn", "1234567890123", "password12", "nguyen.van.an", "Nguyễn Văn An"])
def test_weak_passwords_are_refused_in_vietnamese(password: str) -> None:
    with pytest.raises(ValidationError, match="Mật khẩu"):
        validate_password(password, Account(username="nguyen.van.an", full_name="Nguyễn Văn An"))


def test_an_invitation_makes_one_account_with_its_role(administrator: Account, unit: Unit) -> None:
    _, secret = accounts.invite("Lê Văn Tám", "tam@ha-an.gov.vn", Role.REPORTER, unit)
    account = accounts.accept(secret, "le.van.tam", "Lê Văn Tám", PASSWORD)
    assert account.check_password(PASSWORD)
    assert account.email == "tam@ha-an.gov.vn"
    assert [(grant.role, grant.unit) for grant in account.grants] == [(Role.REPORTER, unit.pk)]
    assert accounts.open_invitation(secret) is None
    with pytest.raises(Refused, match="đã dùng"):
        accounts.accept(secret, "khac", "Người khác", PASSWORD)
    assert deeds() == ["people.first_administrator", "people.invited", "people.joined"]


def test_the_secret_of_a_link_is_not_kept(administrator: Account, unit: Unit) -> None:
    _, secret = accounts.invite("Lê Văn Tám", "", Role.REPORTER, unit)
    kept = [*Invitation.objects.values(), *HistoryEntry.objects.values()]
    assert secret not in str(kept)


def test_a_name_that_is_taken_leaves_the_invitation_open(administrator: Account, unit: Unit) -> None:
    _, secret = accounts.invite("Lê Văn Tám", "", Role.REPORTER, unit)
    with pytest.raises(Refused, match="đã có người dùng"):
        accounts.accept(secret, "hanh", "Lê Văn Tám", PASSWORD)
    assert accounts.open_invitation(secret) is not None


def test_an_invitation_ends(administrator: Account, unit: Unit) -> None:
    invitation, secret = accounts.invite("Lê Văn Tám", "", Role.REPORTER, unit)
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert accounts.open_invitation(secret) is None
    with pytest.raises(Refused):
        accounts.accept(secret, "tam", "Lê Văn Tám", PASSWORD)
    with pytest.raises(Refused):
        accounts.withdraw_invitation(invitation)


def test_a_withdrawn_invitation_opens_nothing(administrator: Account, unit: Unit) -> None:
    invitation, secret = accounts.invite("Lê Văn Tám", "", Role.REPORTER, unit)
    accounts.withdraw_invitation(invitation)
    assert accounts.open_invitation(secret) is None


def test_who_has_an_account_is_not_invited_again(administrator: Account, unit: Unit) -> None:
    with pytest.raises(Refused, match="Đã có tài khoản dùng địa chỉ"):
        accounts.invite("Hạnh", "HANH@ha-an.gov.vn", Role.REPORTER, unit)


def test_a_password_link_sets_the_password_and_replaces_the_one_before(administrator: Account) -> None:
    _, first = accounts.make_password_link(administrator)
    _, second = accounts.make_password_link(administrator)
    assert accounts.open_invitation(first) is None
    accounts.accept(second, "", "", "một mật khẩu khác")
    assert Account.objects.get().check_password("một mật khẩu khác")
    assert deeds()[-1] == "people.password_set_by_link"


def test_roles_are_given_once_and_taken_back(administrator: Account, unit: Unit) -> None:
    membership = accounts.grant(administrator, Role.REPORTER, unit)
    with pytest.raises(Refused, match="đã có vai trò này"):
        accounts.grant(administrator, Role.REPORTER, unit)
    accounts.withdraw(membership)
    assert deeds()[1:] == ["people.role_granted", "people.role_withdrawn"]
    assert HistoryEntry.objects.get(number=3).before == {"role": "reporter", "unit": "y-te"}
    assert HistoryEntry.objects.get(number=3).unit == unit


def test_the_last_administrator_stays(administrator: Account) -> None:
    with pytest.raises(Refused, match="người quản trị cuối cùng"):
        accounts.deactivate(administrator)
    with pytest.raises(Refused, match="người quản trị cuối cùng"):
        accounts.withdraw(administrator.memberships.get())
    other = Account.objects.create(username="tam", full_name="Lê Văn Tám")
    accounts.grant(other, Role.ADMINISTRATOR, None)
    accounts.deactivate(administrator)
    assert not Account.objects.get(username="hanh").is_active
    with pytest.raises(Refused):
        accounts.deactivate(other)


@pytest.mark.parametrize(("role", "with_unit"), [(Role.REPORTER, False), (Role.ADMINISTRATOR, True)])
def test_the_database_knows_which_roles_have_a_unit(
    administrator: Account, unit: Unit, role: Role, with_unit: bool
) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(account=administrator, role=role, unit=unit if with_unit else None)


def test_there_is_no_second_factor_to_reset(administrator: Account) -> None:
    with pytest.raises(Refused, match="chưa bật xác thực hai lớp"):
        accounts.reset_second_factor(administrator)
