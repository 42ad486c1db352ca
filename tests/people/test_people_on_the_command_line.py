"""`kybao init`, `kybao audit verify`, and who Kybao is served to, as a user runs them."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

PASSWORD = "con trâu đi trước"
AS_ADMINISTRATOR = ("init", "--admin", "Nguyễn Thị Hạnh", "--username", "hanh")


def kybao(folder: Path, *arguments: str, typed: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    given = os.environ | {"KYBAO_DATA": str(folder)} | environment
    given.pop("DATABASE_URL", None)
    command = [sys.executable, "-c", "from kybao.cli import main; main()", *arguments]
    return subprocess.run(command, env=given, input=typed, capture_output=True, text=True, timeout=120, check=False)


def test_the_first_administrator_is_made_once(tmp_path: Path) -> None:
    made = kybao(tmp_path, *AS_ADMINISTRATOR, KYBAO_ADMIN_PASSWORD=PASSWORD)
    assert (made.returncode, made.stderr) == (0, "")
    assert "Đã tạo tài khoản quản trị hanh" in made.stdout
    again = kybao(tmp_path, *AS_ADMINISTRATOR, KYBAO_ADMIN_PASSWORD=PASSWORD)
    assert again.returncode == 2
    assert "Đã có tài khoản" in again.stderr


def test_what_is_not_given_is_asked_for(tmp_path: Path) -> None:
    made = kybao(tmp_path, "init", typed="Nguyễn Thị Hạnh\nhanh\n", KYBAO_ADMIN_PASSWORD=PASSWORD)
    assert made.returncode == 0, made.stderr
    assert "Họ và tên người quản trị" in made.stdout


def test_the_first_account_may_bring_its_committee_along(tmp_path: Path) -> None:
    of = ("--committee", "Ủy ban nhân dân xã Bình Minh", "--place", "Bình Minh", "--superior", "UBND tỉnh Cao Bằng")
    made = kybao(tmp_path, *AS_ADMINISTRATOR, *of, KYBAO_ADMIN_PASSWORD=PASSWORD)
    assert made.returncode == 0, made.stderr
    assert "/thiet-lap/" in made.stdout
    audit = kybao(tmp_path, "audit", "verify")
    assert "nguyên vẹn: 3 mục" in audit.stdout  # the account, the committee, what its documents print


@pytest.mark.parametrize(
    ("arguments", "password", "says"),
    [
        (AS_ADMINISTRATOR, "ngắn", "Mật khẩu quá ngắn"),
        ((*AS_ADMINISTRATOR, "--email", "không phải thư"), PASSWORD, "email"),
        (("init", "--admin", "Hạnh", "--username", "Chị Hạnh"), PASSWORD, "Tên đăng nhập chỉ gồm"),
    ],
)
def test_what_can_t_be_is_said_in_vietnamese(
    tmp_path: Path, arguments: tuple[str, ...], password: str, says: str
) -> None:
    made = kybao(tmp_path, *arguments, KYBAO_ADMIN_PASSWORD=password)
    assert made.returncode == 2
    assert made.stderr.startswith("Lỗi: ")
    assert says in made.stderr


def test_the_history_is_verified_and_tampering_told(tmp_path: Path) -> None:
    kybao(tmp_path, *AS_ADMINISTRATOR, KYBAO_ADMIN_PASSWORD=PASSWORD)
    whole = kybao(tmp_path, "audit", "verify")
    assert whole.returncode == 0, whole.stderr
    assert "Lịch sử nguyên vẹn: 1 mục" in whole.stdout
    with sqlite3.connect(tmp_path / "kybao.sqlite3") as database:
        with pytest.raises(sqlite3.DatabaseError, match="append-only"):
            database.execute("UPDATE people_historyentry SET actor = 'khác'")
        database.execute("DROP TRIGGER history_no_update")
        database.execute("UPDATE people_historyentry SET actor = 'khác'")
    broken = kybao(tmp_path, "audit", "verify")
    assert broken.returncode == 1
    assert "không còn nguyên vẹn từ mục số 1: nội dung không còn như lúc ghi" in broken.stdout
    assert "trigger bảo vệ đã bị gỡ" in broken.stdout
    told = json.loads(kybao(tmp_path, "audit", "verify", "--json").stdout)
    assert (told["holds"], told["broken"], told["protected"]) == (False, 1, False)


def test_without_accounts_kybao_is_not_served_to_others(tmp_path: Path) -> None:
    refused = kybao(tmp_path, "serve", "--host", "0.0.0.0", "--port", "0")
    assert refused.returncode == 2
    assert "Chưa có tài khoản nào nên Kỳ báo chỉ mở cho máy này" in refused.stderr
    assert "kybao init" in refused.stderr


def settings_with(folder: Path, **environment: str) -> dict[str, object]:
    names = [
        "SESSION_COOKIE_SECURE",
        "CSRF_COOKIE_SECURE",
        "SECURE_HSTS_SECONDS",
        "SESSION_COOKIE_AGE",
        "SESSION_IDLE_SECONDS",
    ]
    program = f"import json; from kybao import settings as s; print(json.dumps({{n: getattr(s, n) for n in {names}}}))"
    given = os.environ | {"KYBAO_DATA": str(folder)} | environment
    done = subprocess.run([sys.executable, "-c", program], env=given, capture_output=True, text=True, check=True)
    found: dict[str, object] = json.loads(done.stdout)
    return found


def test_behind_https_cookies_go_over_it_alone(tmp_path: Path) -> None:
    assert settings_with(tmp_path, KYBAO_HTTPS="1", KYBAO_HSTS_SECONDS="3600", KYBAO_SESSION_HOURS="8") == {
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "SECURE_HSTS_SECONDS": 3600,
        "SESSION_COOKIE_AGE": 8 * 3600,
        "SESSION_IDLE_SECONDS": 3600,
    }


def test_without_https_nothing_is_promised_to_browsers(tmp_path: Path) -> None:
    found = settings_with(tmp_path, KYBAO_HSTS_SECONDS="3600")
    assert (found["SESSION_COOKIE_SECURE"], found["SECURE_HSTS_SECONDS"]) == (False, 0)
