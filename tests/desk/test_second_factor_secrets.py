"""Second factors are encrypted at rest; those from before that still work and are encrypted the next time they are used."""

from __future__ import annotations

import json
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from kybao.desk.second_factor_secrets import is_sealed, opened, sealed
from kybao.people import accounts
from kybao.people.models import Account

pytestmark = pytest.mark.django_db

PASSWORD = "con trâu đi trước"


@pytest.fixture(autouse=True)
def quick_hashes(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    cache.clear()


@pytest.fixture
def hanh() -> Account:
    return accounts.make_first_administrator("hanh", "Nguyễn Thị Hạnh", "", PASSWORD)


def sign_in(secret: str) -> Any:
    """The answer to the second step."""
    client = Client(SERVER_NAME="localhost")
    client.post("/tai-khoan/dang-nhap/", {"login": "hanh", "password": PASSWORD})
    code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    return client.post("/tai-khoan/hai-lop/nhap-ma/", {"code": code})


def kept() -> str:
    """Everything that the database keeps of second factors."""
    return json.dumps(list(Authenticator.objects.values_list("data", flat=True)))


def test_neither_the_secret_nor_the_seed_of_the_recovery_codes_is_in_the_database(hanh: Account) -> None:
    secret = generate_totp_secret()
    TOTP.activate(hanh, secret)
    codes = RecoveryCodes.activate(hanh).get_unused_codes()
    assert secret not in kept()
    assert all(is_sealed(one.data.get("secret") or one.data["seed"]) for one in Authenticator.objects.all())
    assert RecoveryCodes(Authenticator.objects.get(type="recovery_codes")).get_unused_codes() == codes
    assert sign_in(secret).status_code == 302


def test_a_secret_from_before_still_opens_and_is_encrypted_at_that_moment(hanh: Account) -> None:
    secret, seed = generate_totp_secret(), RecoveryCodes.generate_seed()
    Authenticator.objects.create(user=hanh, type="totp", data={"secret": secret})
    Authenticator.objects.create(user=hanh, type="recovery_codes", data={"seed": seed, "used_mask": 1})
    assert sign_in(secret).status_code == 302
    assert secret not in kept()
    assert seed not in kept()
    codes = Authenticator.objects.get(type="recovery_codes").data
    assert (opened(codes["seed"]), codes["used_mask"]) == (seed, 1)
    cache.clear()
    assert sign_in(secret).status_code == 302


def test_with_another_key_no_code_is_right_and_nothing_breaks(hanh: Account, settings: Settings) -> None:
    secret = generate_totp_secret()
    TOTP.activate(hanh, secret)
    settings.SECRET_KEY = "khoá khác"
    answer = sign_in(secret)
    assert answer.status_code == 200
    assert "Mã chưa đúng" in answer.content.decode()


def test_the_same_secret_is_never_encrypted_to_the_same_text_twice() -> None:
    assert sealed("ABC") != sealed("ABC")
    assert opened(sealed("ABC")) == opened("ABC") == "ABC"
