"""`kybao work`: the worker by itself."""

from __future__ import annotations

import signal
import sys
import threading

import click

from kybao.cli.database import database
from kybao.cli.group import main


@main.command("work", short_help="Làm các việc nền.")
@click.option("--hands", metavar="SỐ", type=click.IntRange(1, 32), default=2, help="Số việc làm cùng lúc (mặc định 2).")
@click.option("--once", is_flag=True, help="Làm hết những việc đang đến lượt rồi thoát.")
@click.option("--until-input-ends", is_flag=True, hidden=True)
def work_command(hands: int, once: bool, until_input_ends: bool) -> None:
    """Làm các việc nền: đọc tệp quét, gửi nhắc nộp, dọn dẹp.

    `kybao serve` đã tự chạy một tiến trình như vậy; chỉ cần lệnh này khi mở trang bằng `kybao serve --no-worker`.
    """
    with database():
        from kybao.working.worker import Worker

        worker = Worker(hands)
        if once:
            click.echo(f"Đã làm {worker.run_dry()} việc.")
            return
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: worker.stop())
        if until_input_ends:

            def watch() -> None:
                sys.stdin.buffer.read()
                worker.stop()

            threading.Thread(target=watch, daemon=True).start()
        worker.run()
