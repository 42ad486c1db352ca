"""`kybao init` and `kybao audit`: the first account with its committee, and the history of everything."""

from __future__ import annotations

import os
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from kybao.cli.database import database
from kybao.cli.group import main
from kybao.cli.outcome import FOUND, print_json
from kybao.cli.vietnamese import Failure, Group

if TYPE_CHECKING:
    from kybao.people.models import Account


@main.command("init", short_help="Tạo tài khoản quản trị đầu tiên, và cơ quan.")
@click.option("--admin", "full_name", metavar="HỌ_TÊN", help="Họ và tên người quản trị.")
@click.option("--username", metavar="TÊN", help="Tên đăng nhập: chữ thường không dấu, ví dụ nguyen.van.an.")
@click.option("--email", metavar="THƯ", default="", help="Thư điện tử (không bắt buộc).")
@click.option("--committee", metavar="TÊN", help="Tên đầy đủ của cơ quan nhận báo cáo (không bắt buộc).")
@click.option("--short-name", metavar="VIẾT_TẮT", default="UBND", help="Viết tắt trong số ký hiệu (mặc định UBND).")
@click.option("--place", metavar="ĐỊA_DANH", default="", help="Địa danh trước ngày tháng của báo cáo.")
@click.option("--level", metavar="CẤP", default="", help="Cấp của cơ quan: xã, phường, huyện, tỉnh, sở…")
@click.option("--superior", metavar="TÊN", default="", help="Cơ quan cấp trên (không bắt buộc).")
def init_command(
    full_name: str | None,
    username: str | None,
    email: str,
    committee: str | None,
    short_name: str,
    place: str,
    level: str,
    superior: str,
) -> None:
    """Tạo tài khoản quản trị đầu tiên; từ đó ai cũng phải đăng nhập. Có thể ghi luôn cơ quan nhận báo cáo.

    Điều gì chưa nêu bằng tuỳ chọn sẽ được hỏi. Mật khẩu được hỏi, hoặc lấy từ biến môi trường KYBAO_ADMIN_PASSWORD.
    Đơn vị, chế độ báo cáo, đề cương, chỉ tiêu và người dùng thiết lập tiếp trên trang, theo từng bước.
    """
    with database():
        from django.contrib.auth.password_validation import validate_password
        from django.core.exceptions import ValidationError
        from django.db import transaction

        from kybao.people.accounts import Refused, make_first_administrator, no_account_yet
        from kybao.people.models import Account
        from kybao.registry.recording import Refused as RegistryRefused

        if not no_account_yet():
            raise Failure("Đã có tài khoản. Người quản trị mời những người khác tại trang Người dùng.")
        full_name = full_name or click.prompt("Họ và tên người quản trị")
        username = username or click.prompt("Tên đăng nhập")
        password = os.environ.get("KYBAO_ADMIN_PASSWORD") or click.prompt(
            "Mật khẩu (ít nhất 10 ký tự)", hide_input=True, confirmation_prompt="Nhập lại mật khẩu"
        )
        if committee is None and sys.stdin.isatty():
            committee = click.prompt(
                "Tên đầy đủ của cơ quan (để trống nếu ghi sau, trên trang)", "", show_default=False
            )
        if committee and not place:
            place = click.prompt("Địa danh trước ngày tháng") if sys.stdin.isatty() else committee
        try:
            validate_password(password, Account(full_name=full_name, username=username, email=email))
            with transaction.atomic():
                account = make_first_administrator(username, full_name, email, password)
                if committee:
                    _keep_committee(committee.strip(), short_name, place.strip(), level, superior, account)
        except ValidationError as error:
            raise Failure(" ".join(error.messages)) from error
        except (Refused, RegistryRefused) as error:
            raise Failure(str(error)) from error
    click.echo(f"Đã tạo tài khoản quản trị {account.username}. Hãy chạy kybao serve rồi đăng nhập.")
    click.echo("Thiết lập đơn vị, chế độ báo cáo, đề cương, chỉ tiêu, người dùng tại trang /thiet-lap/.")


def _keep_committee(name: str, short_name: str, place: str, level: str, superior: str, account: Account) -> None:
    from kybao.desk.administering.recording import into_history
    from kybao.people.acting import Actor, acting
    from kybao.registry.setting_up.committees import CommitteeTerms, set_committee

    listed = name.replace("Ủy ban nhân dân", "UBND").replace("Uỷ ban nhân dân", "UBND")
    terms = CommitteeTerms(name, listed, short_name, place, level, superior)
    with acting(Actor.of(account)), into_history("registry.committee_set") as by:
        set_committee(terms, by=by)


@main.group("audit", cls=Group, short_help="Kiểm tra lịch sử.")
def audit_group() -> None:
    """Lịch sử ghi mọi việc đã làm; mỗi mục giữ dấu vân tay (SHA-256) của mục đứng trước."""


@audit_group.command("verify", short_help="Kiểm tra rằng lịch sử còn nguyên vẹn.")
@click.option("--json", "as_json", is_flag=True, help="In dữ liệu JSON.")
def audit_verify_command(as_json: bool) -> None:
    """Đi qua toàn bộ lịch sử và nêu mục đầu tiên đã bị sửa, bị xoá hoặc chen vào."""
    with database():
        from kybao.people.history import verify

        result = verify()
    if as_json:
        print_json({**asdict(result), "holds": result.holds})
    elif result.broken is not None:
        click.echo(f"Lịch sử không còn nguyên vẹn từ mục số {result.broken}: {result.why}.")
    else:
        click.echo(f"Lịch sử nguyên vẹn: {result.entries} mục, dấu vân tay cuối {result.last_hash}.")
    if not result.protected and not as_json:
        click.echo("Cơ sở dữ liệu không còn chặn việc sửa, xoá lịch sử: các trigger bảo vệ đã bị gỡ.")
    sys.exit(0 if result.holds else FOUND)
