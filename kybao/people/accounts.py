"""What is done with accounts: each function is one change, recorded in the history in the same transaction.

Whoever calls has asked the policy before. What can't be done raises `Refused` with a Vietnamese message.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from kybao.people.acting import Actor
from kybao.people.history import Subject, lock_tail, record
from kybao.people.models import Account, Invitation, Membership
from kybao.people.policy import Role
from kybao.registry.models import Unit


class Refused(Exception):
    """What may not be done; its message is Vietnamese: what, why, how to mend it."""


def no_account_yet() -> bool:
    """Whether Kybao is still open to whoever sits at its machine."""
    return not Account.objects.exists()


@transaction.atomic
def make_first_administrator(username: str, full_name: str, email: str, password: str) -> Account:
    """The first account. Of two people who try at once only one is served: the other is `Refused`."""
    lock_tail()
    if not no_account_yet():
        raise Refused("Đã có tài khoản quản trị đầu tiên. Hãy đăng nhập, hoặc nhờ người quản trị gửi lời mời.")
    account = _create(username, full_name, email, password)
    Membership.objects.create(account=account, role=Role.ADMINISTRATOR)
    record(
        "people.first_administrator",
        subject_of(account),
        after=_described(account) | {"role": Role.ADMINISTRATOR},
        who=Actor.of(account),
    )
    return account


@transaction.atomic
def invite(full_name: str, email: str, role: Role, unit: Unit | None) -> tuple[Invitation, str]:
    """An invitation and the secret of its link, which is not kept and can't be shown again."""
    if email and Account.objects.filter(email__iexact=email).exists():
        raise Refused(f"Đã có tài khoản dùng địa chỉ {email}. Hãy thêm vai trò cho tài khoản đó.")
    invitation, secret = _link(full_name=full_name, email=email, role=role, unit=unit)
    record("people.invited", _invited(invitation), after=_terms(invitation))
    return invitation, secret


@transaction.atomic
def make_password_link(account: Account) -> tuple[Invitation, str]:
    """A link by which a person who forgot their password sets a new one; links made before no longer serve."""
    account.password_links.filter(used_at=None, withdrawn_at=None).update(withdrawn_at=timezone.now())
    invitation, secret = _link(full_name=account.full_name, email=account.email, account=account)
    record("people.password_link_made", subject_of(account), after={"expires_at": invitation.expires_at})
    return invitation, secret


@transaction.atomic
def withdraw_invitation(invitation: Invitation) -> None:
    invitation = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    if not invitation.is_open():
        raise Refused("Lời mời này đã dùng, đã huỷ hoặc đã hết hạn.")
    invitation.withdrawn_at = timezone.now()
    invitation.save(update_fields=["withdrawn_at"])
    record("people.invitation_withdrawn", _invited(invitation), before=_terms(invitation))


def open_invitation(secret: str) -> Invitation | None:
    """The invitation of a link, as long as it can be used."""
    found = Invitation.objects.select_related("unit", "account").filter(digest=digest_of(secret)).first()
    return found if found is not None and found.is_open() else None


@transaction.atomic
def accept(secret: str, username: str, full_name: str, password: str) -> Account:
    """Uses an invitation: makes the account with its role, or sets the new password of the account that it is for."""
    invitation = Invitation.objects.select_for_update(of=("self",)).filter(digest=digest_of(secret)).first()
    if invitation is None or not invitation.is_open():
        raise Refused("Liên kết này đã dùng hoặc đã hết hạn. Hãy nhờ người quản trị tạo liên kết mới.")
    invitation.used_at = timezone.now()
    invitation.save(update_fields=["used_at"])
    if invitation.account is not None:
        return _set_password(invitation.account, password)
    account = _create(username, full_name, invitation.email, password)
    Membership.objects.create(account=account, role=invitation.role, unit=invitation.unit)
    record(
        "people.joined",
        subject_of(account, invitation.unit),
        after=_described(account) | _terms(invitation),
        who=Actor.of(account),
    )
    return account


@transaction.atomic
def grant(account: Account, role: Role, unit: Unit | None) -> Membership:
    membership, made = Membership.objects.get_or_create(account=account, role=role, unit=unit)
    if not made:
        raise Refused(f"{account.full_name} đã có vai trò này.")
    record("people.role_granted", subject_of(account, unit), after=_held(membership))
    return membership


@transaction.atomic
def withdraw(membership: Membership) -> None:
    """Takes a role back; the last administrator keeps theirs."""
    lock_tail()
    account, unit, held = membership.account, membership.unit, _held(membership)
    if membership.role == Role.ADMINISTRATOR:
        _refuse_to_lose_the_last_administrator(account)
    membership.delete()
    record("people.role_withdrawn", subject_of(account, unit), before=held)


@transaction.atomic
def deactivate(account: Account) -> None:
    """Ends an account: it can't sign in any more, and its sessions no longer serve."""
    lock_tail()
    _refuse_to_lose_the_last_administrator(account)
    _set_active(account, False)


@transaction.atomic
def reactivate(account: Account) -> None:
    _set_active(account, True)


@transaction.atomic
def reset_second_factor(account: Account) -> None:
    """For a person who lost their telephone and recovery codes: the password alone signs in until they set it up anew."""
    removed, _ = Authenticator.objects.filter(user=account).delete()
    if not removed:
        raise Refused(f"{account.full_name} chưa bật xác thực hai lớp.")
    record("people.second_factor_reset", subject_of(account))


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def subject_of(account: Account, unit: Unit | None = None) -> Subject:
    """An account as the history names it, in the history of the unit concerned, or of the first that it belongs to."""
    if unit is None:
        held = account.memberships.select_related("unit").exclude(unit=None).first()
        unit = held.unit if held else None
    return Subject("account", str(account.public_id), f"{account.full_name} ({account.username})", unit)


def _create(username: str, full_name: str, email: str, password: str) -> Account:
    account = Account(username=username.strip().lower(), full_name=full_name.strip(), email=email.strip().lower())
    account.set_password(password)
    try:
        account.full_clean()
        with transaction.atomic():
            account.save()
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    except IntegrityError as error:  # another took the name in this very moment
        raise Refused("Tên đăng nhập hoặc địa chỉ thư điện tử này vừa có người dùng. Hãy chọn tên khác.") from error
    return account


def _set_password(account: Account, password: str) -> Account:
    account.set_password(password)
    account.save(update_fields=["password"])
    record("people.password_set_by_link", subject_of(account), who=Actor.of(account))
    return account


def _link(**values: object) -> tuple[Invitation, str]:
    secret = secrets.token_urlsafe(32)
    expires_at = timezone.now() + timedelta(days=settings.INVITATION_DAYS)
    return Invitation.objects.create(digest=digest_of(secret), expires_at=expires_at, **values), secret


def _set_active(account: Account, active: bool) -> None:
    account.is_active = active
    account.save(update_fields=["is_active"])
    record(
        "people.reactivated" if active else "people.deactivated",
        subject_of(account),
        before={"active": not active},
        after={"active": active},
    )


def _refuse_to_lose_the_last_administrator(account: Account) -> None:
    administrators = Account.objects.filter(is_active=True, memberships__role=Role.ADMINISTRATOR)
    if not administrators.exclude(pk=account.pk).exists() and administrators.filter(pk=account.pk).exists():
        raise Refused(
            f"{account.full_name} là người quản trị cuối cùng. Hãy giao vai trò quản trị cho một người khác trước."
        )


def _invited(invitation: Invitation) -> Subject:
    return Subject("invitation", str(invitation.public_id), invitation.full_name, invitation.unit)


def _described(account: Account) -> dict[str, object]:
    return {"username": account.username, "full_name": account.full_name, "email": account.email}


def _terms(invitation: Invitation) -> dict[str, object]:
    unit = invitation.unit.code if invitation.unit else None
    return {"role": invitation.role, "unit": unit, "email": invitation.email, "expires_at": invitation.expires_at}


def _held(membership: Membership) -> dict[str, object]:
    return {"role": membership.role, "unit": membership.unit.code if membership.unit else None}
