"""`kybao search`: the index by which things are found again."""

from __future__ import annotations

import click

from kybao.cli.database import database
from kybao.cli.group import main
from kybao.cli.vietnamese import Group


@main.group("search", cls=Group, short_help="Chỉ mục tìm kiếm.")
def search_group() -> None:
    """Chỉ mục tìm kiếm theo câu chữ; chỉ mục tự đổi theo mọi việc nộp, soạn, trả lời."""


@search_group.command("rebuild", short_help="Dựng lại chỉ mục tìm kiếm.")
def rebuild_command() -> None:
    """Dựng lại toàn bộ chỉ mục từ các bài nộp, báo cáo và nhiệm vụ; trong lúc dựng, chỉ mục cũ vẫn dùng được."""
    with database():
        from kybao.searching.index import rebuild

        size = rebuild(lambda said: click.echo(f"  {said}", err=True))
    click.echo(f"Đã dựng lại chỉ mục: {size} câu.")
