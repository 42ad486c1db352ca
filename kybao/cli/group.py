"""The group of all commands."""

from __future__ import annotations

import click

from kybao import __version__
from kybao.cli.vietnamese import Group


@click.group(cls=Group)
@click.version_option(__version__, message="Kybao %(version)s", help="Xem phiên bản rồi thoát.")
def main() -> None:
    """Kybao đọc, kiểm tra và tổng hợp báo cáo định kỳ của cơ quan hành chính.

    Mã thoát: 0 không có gì sai, 1 có điều cần xem lại, 2 có tệp không đọc được hoặc lệnh dùng sai.
    """
