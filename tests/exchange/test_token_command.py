"""`kybao token` as an administrator types it."""

from __future__ import annotations

import pytest
from click.testing import CliRunner, Result

from kybao.cli import main
from kybao.exchange.scopes import Scope
from kybao.exchange.tokens import bearer_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("committee")]


def kybao(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["token", *arguments])


def test_what_is_printed_is_the_secret_alone() -> None:
    made = kybao("create", "tram-1", "--scope", "read:facts", "--unit", "phuong-a")
    bearer = bearer_of(f"Bearer {made.stdout.strip()}")
    assert bearer is not None
    assert (bearer.scopes, str(bearer.token.unit)) == (frozenset({Scope.READ_FACTS}), "Phường A")


def test_without_scopes_it_only_reads() -> None:
    bearer = bearer_of(f"Bearer {kybao('create', 'tram-1').stdout.strip()}")
    assert bearer is not None
    assert all(scope.value.startswith("read:") for scope in bearer.scopes)


def test_the_list_names_everything_but_the_secret() -> None:
    secret = kybao("create", "tram-1", "--scope", "read:facts").stdout.strip()
    kybao("create", "tram-2", "--unit", "xa-c")
    kybao("revoke", "tram-2")
    first, second = kybao("list").stdout.splitlines()
    assert first.startswith("tram-1: read:facts; mọi đơn vị; đến ")
    assert "Xã C; thu hồi " in second
    assert secret not in first


def test_a_revoked_token_serves_no_more() -> None:
    secret = kybao("create", "tram-1").stdout.strip()
    assert kybao("revoke", "tram-1").exit_code == 0
    assert bearer_of(f"Bearer {secret}") is None


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("create", "tram-1", "--scope", "xem"), "Các phạm vi: read:obligations"),
        (("create", "trạm 1"), "chữ không dấu"),
        (("create", "tram-1", "--unit", "khong-co"), "Không có đơn vị mang mã “khong-co”"),
        (("revoke", "khong-co"), "kybao token list"),
    ],
)
def test_what_can_t_be_done_is_said(arguments: tuple[str, ...], words: str) -> None:
    done = kybao(*arguments)
    assert done.exit_code == 2
    assert words in done.stderr


def test_a_name_is_given_once() -> None:
    kybao("create", "tram-1")
    assert "Hãy chọn tên khác" in kybao("create", "tram-1").stderr
