"""`kybao demo`: made-up months for trying things."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kybao.cli.database import database, period_of
from kybao.cli.group import main
from kybao.cli.outcome import FILE
from kybao.cli.vietnamese import Failure

if TYPE_CHECKING:
    from kybao.calendar import Period


@main.command("demo", short_help="Dựng số liệu trình diễn để dùng thử.")
@click.argument("folder", metavar="THƯ_MỤC", type=FILE)
@click.option(
    "--months",
    metavar="SỐ",
    type=click.IntRange(1, 120),
    default=24,
    help="Số tháng (mặc định 24).",
    show_default=False,
)
@click.option("--units", metavar="SỐ", type=click.IntRange(2, 1000), default=40, help="Số đơn vị (mặc định 40).")
@click.option("--seed", metavar="MẦM", default="2022", help="Cùng mầm thì ra cùng số liệu (mặc định 2022).")
@click.option("--last", "last", metavar="KỲ", help="Tháng cuối, ví dụ 2023-12 (mặc định: tháng gần nhất đã đến hạn).")
def demo_command(folder: Path, months: int, units: int, seed: str, last: str | None) -> None:
    """Dựng trong THƯ_MỤC một uỷ ban trình diễn: nhiều tháng báo cáo của nhiều đơn vị, có bài nộp chậm, thiếu, sai và bị trả lại.

    Thư mục phải trống. Mọi trang và văn bản đều ghi rõ SỐ LIỆU TRÌNH DIỄN; không con số nào là thật.
    """
    os.environ["KYBAO_DATA"] = str(folder.resolve())
    with database():
        from kybao.demonstrating.making import CannotMake, make

        until = _month(last) if last else None
        try:
            made = make(seed=seed[:60], months=months, units=units, last=until, progress=_say)
        except CannotMake as error:
            raise Failure(f"{folder}: {error}") from error
    click.echo(f"Đã dựng {made.submissions} bài nộp của {made.units} đơn vị, {made.first.label} – {made.last.label}.")
    click.echo(f"Mở bằng:   KYBAO_DATA={folder} kybao serve")
    click.echo(f"Tài khoản: {', '.join(made.people.leading)}, và mã của từng đơn vị ({made.people.reporters[0]}, …)")
    click.echo(f"Mật khẩu:  {made.password} (chung cho mọi tài khoản, chỉ in một lần)")


def _month(notation: str) -> Period:
    from kybao.calendar import Kind

    period = period_of(notation)
    if period.kind is not Kind.MONTH:
        raise Failure(f"Tháng cuối “{notation}” không phải là một tháng. Hãy viết như 2023-12.")
    return period


def _say(period: Period, submissions: int) -> None:
    click.echo(f"  {period.label}: {submissions} bài nộp", err=True)
