"""Signing in with the office's own account: a small identity provider that speaks OpenID Connect for real."""

from __future__ import annotations

import base64
import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client
from pytest_django import Settings

from kybao.people.models import Account, HistoryEntry, Membership
from kybao.people.policy import Role

pytestmark = pytest.mark.django_db

SIGN_IN = "/tai-khoan/dang-nhap/"
START = "/tai-khoan/co-quan/co-quan/?process=login"
BACK = "/tai-khoan/co-quan/co-quan/ve/"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class Provider:
    """Who is signed in at the provider, and what it was asked."""

    address: str = ""
    person: dict[str, Any] = field(default_factory=dict)
    nonce: str | None = None

    def answers(self) -> dict[str, Any]:
        numbers = KEY.public_key().public_numbers()
        part = {name: base64.urlsafe_b64encode(value.to_bytes(size)).rstrip(b"=").decode() for name, value, size in (
            ("n", numbers.n, 256), ("e", numbers.e, 3),
        )}  # fmt: skip
        claims = {"iss": self.address, "aud": "kybao", "iat": int(time.time()), "exp": int(time.time()) + 60}
        token = jwt.encode({**claims, **self.person, "nonce": self.nonce}, KEY, "RS256", headers={"kid": "1"})
        return {
            "/.well-known/openid-configuration": {
                "issuer": self.address,
                "authorization_endpoint": f"{self.address}/authorize",
                "token_endpoint": f"{self.address}/token",
                "userinfo_endpoint": f"{self.address}/userinfo",
                "jwks_uri": f"{self.address}/keys",
                "token_endpoint_auth_methods_supported": ["client_secret_basic"],
            },
            "/keys": {"keys": [{"kty": "RSA", "kid": "1", "alg": "RS256", "use": "sig", **part}]},
            "/token": {"access_token": "a", "token_type": "Bearer", "expires_in": 60, "id_token": token},
            "/userinfo": self.person,
        }


@pytest.fixture
def provider(settings: Settings) -> Iterator[Provider]:
    provider = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps(provider.answers()[urlsplit(self.path).path]).encode()
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    provider.address = f"http://127.0.0.1:{server.server_port}"
    app = {
        "provider_id": "co-quan",
        "name": "tài khoản tỉnh",
        "client_id": "kybao",
        "secret": "s",
        "settings": {"server_url": provider.address},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
    yield provider
    server.shutdown()
    server.server_close()


@pytest.fixture
def officer() -> Account:
    account = Account.objects.create(username="tam", full_name="Lê Văn Tám", email="tam@ha-an.gov.vn")
    Membership.objects.create(account=account, role=Role.OFFICER)
    return account


def come_back(client: Client, provider: Provider, **person: Any) -> Any:
    provider.person = {"sub": "42", "name": "Tám", **person}
    sent = urlsplit(client.post(START).headers["Location"])
    asked = parse_qs(sent.query)
    provider.nonce = asked.get("nonce", [None])[0]
    assert sent.path == "/authorize"
    assert asked["redirect_uri"] == [f"http://localhost{BACK}"]
    assert asked["code_challenge_method"] == ["S256"]
    return client.get(BACK, {"code": "c", "state": asked["state"][0]})


def test_the_sign_in_page_offers_it_by_its_name(client: Client, provider: Provider, officer: Account) -> None:
    assert "Đăng nhập bằng tài khoản tỉnh" in client.get(SIGN_IN).content.decode()


def test_a_verified_address_opens_the_account_that_has_it(client: Client, provider: Provider, officer: Account) -> None:
    response = come_back(client, provider, email="tam@ha-an.gov.vn", email_verified=True)
    assert response.status_code == 302, response.content.decode()
    assert client.get("/thang/").status_code == 200
    entry = HistoryEntry.objects.last()
    assert entry is not None
    assert (entry.action, entry.actor) == ("people.signed_in", "Lê Văn Tám (tam)")


@pytest.mark.parametrize(
    "person",
    [
        {"email": "tam@ha-an.gov.vn", "email_verified": False},
        {"email": "la@ha-an.gov.vn", "email_verified": True},
        {},
    ],
    ids=["not verified", "nobody's address", "no address"],
)
def test_others_get_no_account_and_are_told_so(
    client: Client, provider: Provider, officer: Account, person: dict[str, Any]
) -> None:
    response = come_back(client, provider, **person)
    assert "Hãy nhờ người quản trị mời bạn" in response.content.decode()
    assert client.get("/thang/").status_code == 302
    assert Account.objects.count() == 1


def test_an_account_that_has_ended_stays_closed(client: Client, provider: Provider, officer: Account) -> None:
    Account.objects.update(is_active=False)
    come_back(client, provider, email="tam@ha-an.gov.vn", email_verified=True)
    assert client.get("/thang/").status_code == 302


def test_an_answer_to_a_question_not_asked_is_refused(client: Client, provider: Provider, officer: Account) -> None:
    response = client.get(BACK, {"code": "c", "state": "đoán"})
    assert "Không đăng nhập được" in response.content.decode()
    assert client.get("/thang/").status_code == 302
