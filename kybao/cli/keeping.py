"""`kybao backup` and `kybao restore`: everything in one file, and back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from kybao.cli.database import database
from kybao.cli.group import main
from kybao.cli.outcome import FILE, print_json, why_not
from kybao.cli.vietnamese import Failure


@main.command("backup", short_help="Sao lưu mọi thứ vào một tệp, trong khi Kybao vẫn chạy.")
@click.argument("target", metavar="TỆP", type=FILE)
@click.option("--keep", metavar="N", type=click.IntRange(min=1), help="TỆP là thư mục: chỉ giữ N bản sao lưu mới nhất.")
@click.option("--json", "as_json", is_flag=True, help="In dữ liệu JSON.")
def backup_command(target: Path, keep: int | None, as_json: bool) -> None:
    """Ghi cơ sở dữ liệu (SQLite hoặc PostgreSQL) và các khoá vào một tệp .zip, rồi đọc lại để kiểm tra.

    TỆP là tên tệp, hoặc một thư mục có sẵn: khi đó tên tệp mang ngày giờ. Tệp này chứa khoá bí mật: hãy cất nơi an toàn.
    """
    if keep is not None and not target.is_dir():
        raise Failure(f"--keep chỉ dùng khi nêu một thư mục có sẵn; {target} không phải là thư mục.")
    with database(), _keeping(target):
        from kybao.keeping.backing_up import back_up, drop_older

        made = back_up(target)
        dropped = drop_older(target, keep) if keep is not None else []
    if as_json:
        print_json(
            {
                "path": str(made.path),
                "sha256": made.sha256,
                "bytes": made.size,
                "rows": sum(made.manifest.rows.values()),
                "dropped": [str(path) for path in dropped],
            }
        )
        return
    click.echo(f"Đã sao lưu vào {made.path} ({made.size / 1_000_000:.1f} MB), đã đọc lại và kiểm tra.")
    click.echo(f"SHA-256 {made.sha256}")
    for path in dropped:
        click.echo(f"Đã xoá bản cũ {path}")


@main.command("restore", short_help="Phục hồi mọi thứ từ một tệp sao lưu.")
@click.argument("source", metavar="TỆP", type=FILE)
@click.option("--yes", is_flag=True, help="Không hỏi lại.")
def restore_command(source: Path, yes: bool) -> None:
    """Đưa mọi thứ về như lúc sao lưu; kiểm tra bản sao lưu trước và cơ sở dữ liệu sau.

    Những gì đang có được sao lưu trước vào thư mục backups của KYBAO_DATA. Bản sao lưu của SQLite phục hồi được vào
    PostgreSQL và ngược lại. Kybao đang chạy thì cứ để chạy; ai đăng nhập sau lúc sao lưu phải đăng nhập lại.
    """
    if not yes:
        click.confirm(f"Thay toàn bộ dữ liệu đang có bằng {source}?", abort=True)
    with database(), _keeping(source):
        from kybao.keeping.restoring import restore

        done = restore(source)
    click.echo(
        f"Đã phục hồi bản sao lưu lúc {done.manifest.made_at}: {sum(done.manifest.rows.values())} dòng, "
        f"{done.proof.files} tệp, {done.proof.entries} mục lịch sử; đã kiểm tra."
    )
    click.echo(f"Dữ liệu trước khi phục hồi ở {done.before.path}.")
    if done.changed_keys:
        click.echo(f"Khoá đã thay đổi ({', '.join(done.changed_keys)}): hãy khởi động lại Kybao nếu đang chạy.")


@contextmanager
def _keeping(path: Path) -> Iterator[None]:
    from kybao.keeping.bundle import BrokenBundle
    from kybao.keeping.proving import Unsound

    try:
        yield
    except BrokenBundle as error:
        raise Failure(str(error)) from error
    except Unsound as error:
        raise Failure(f"Không làm tiếp với {path}: {error}.") from error
    except OSError as error:
        raise Failure(f"Không làm được với {path}: {why_not(error)}") from error
