"""`kybao push` and `kybao token`: other systems."""

from __future__ import annotations

import os

import click

from kybao.cli.database import PERIOD_HELP, REGIME, database, period_of, regime_of
from kybao.cli.group import main
from kybao.cli.vietnamese import Failure, Group


@main.command("push", short_help="Gửi báo cáo đã ban hành lên Kybao cấp trên.")
@click.argument("notation", metavar="KỲ", help=PERIOD_HELP)
@click.option(
    "--to", "address", metavar="ĐỊA_CHỈ", required=True, help="Địa chỉ Kybao cấp trên, ví dụ https://kybao.tinh.gov.vn."
)
@click.option("--as", "unit", metavar="MÃ", required=True, help="Mã của đơn vị mình ở cấp trên.")
@click.option("--regime-there", metavar="MÃ", required=True, help="Mã chế độ báo cáo ở cấp trên.")
@REGIME
def push_command(notation: str, address: str, unit: str, regime_there: str, regime: str | None) -> None:
    """Gửi báo cáo đã ban hành của một kỳ; đứt giữa chừng thì chạy lại, Kybao gửi tiếp phần còn lại.

    Mã kết nối do cấp trên cấp (phạm vi write:submissions) đặt trong biến môi trường KYBAO_ABOVE_TOKEN.
    """
    secret = os.environ.get("KYBAO_ABOVE_TOKEN")
    if not secret:
        raise Failure("Hãy đặt mã kết nối do cấp trên cấp vào biến môi trường KYBAO_ABOVE_TOKEN.")
    with database():
        from kybao.composing.models import Report
        from kybao.exchange.transfer.sending import Above, NotDelivered, deliver

        period = period_of(notation)
        report = (
            Report.objects.select_related("regime__receiver").filter(regime=regime_of(regime), period=period).first()
        )
        if report is None:
            raise Failure(f"Chưa có báo cáo {period.label}. Hãy soạn và ban hành trước.")
        try:
            delivery = deliver(report, Above(address, secret, regime_there, unit))
        except NotDelivered as error:
            raise Failure(str(error)) from error
    receipt = delivery.receipt or {}
    click.echo(
        f"{address} đã nhận báo cáo {period.label}, bản {receipt.get('version')}, mã {receipt.get('submission')}."
    )


@main.group("token", cls=Group, short_help="Mã kết nối cho phần mềm khác.")
def token_group() -> None:
    """Mã kết nối mà phần mềm khác dùng để lấy và gửi dữ liệu qua /api/ và /dhis2/."""


@token_group.command("create", short_help="Tạo một mã kết nối.")
@click.argument("name", metavar="TÊN")
@click.option(
    "--scope",
    "scopes",
    metavar="PHẠM_VI",
    multiple=True,
    help="Phạm vi, nêu được nhiều lần; mặc định: mọi phạm vi xem.",
)
@click.option("--unit", "unit_code", metavar="MÃ", help="Chỉ dữ liệu của đơn vị này và các đơn vị gửi báo cáo cho nó.")
@click.option(
    "--days", metavar="SỐ_NGÀY", type=click.IntRange(1, 3660), default=365, help="Thời hạn (mặc định 365 ngày)."
)
@click.option(
    "--per-minute",
    metavar="SỐ",
    type=click.IntRange(1, 1_000_000),
    default=600,
    help="Số yêu cầu tối đa mỗi phút (600).",
)
def token_create_command(name: str, scopes: tuple[str, ...], unit_code: str | None, days: int, per_minute: int) -> None:
    """Tạo một mã kết nối và in mã ra một lần duy nhất."""
    with database():
        from kybao.exchange.tokens import BadToken, make, moment, scopes_named
        from kybao.registry.models import Unit

        unit = Unit.objects.filter(code=unit_code).first() if unit_code else None
        if unit_code and unit is None:
            raise Failure(f"Không có đơn vị mang mã “{unit_code}”.")
        try:
            token, secret = make(name, scopes_named(scopes), unit, days, per_minute)
        except BadToken as error:
            raise Failure(str(error)) from error
    click.echo(
        f"Mã kết nối {token.name}, dùng đến {moment(token.expires_at)}. Hãy cất mã dưới đây, mã không xem lại được:",
        err=True,
    )
    click.echo(secret)


@token_group.command("list", short_help="Các mã kết nối.")
def token_list_command() -> None:
    """Các mã kết nối: phạm vi, đơn vị, thời hạn, lần dùng cuối."""
    with database():
        from kybao.exchange.models import ApiToken
        from kybao.exchange.tokens import token_line

        for token in ApiToken.objects.select_related("unit"):
            click.echo(token_line(token))


@token_group.command("revoke", short_help="Thu hồi một mã kết nối.")
@click.argument("name", metavar="TÊN")
def token_revoke_command(name: str) -> None:
    """Thu hồi một mã kết nối: từ lúc này mã không dùng được nữa."""
    with database():
        from kybao.exchange.tokens import BadToken, revoke

        try:
            revoke(name)
        except BadToken as error:
            raise Failure(str(error)) from error
    click.echo(f"Đã thu hồi mã kết nối {name}.")
