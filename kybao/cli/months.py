"""A committee's month: start, serve, load, import, status, month."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from kybao.cli.database import PERIOD_HELP, REGIME, database, period_of, regime_of, starting_up
from kybao.cli.group import main
from kybao.cli.outcome import FILE, FOUND, KINDS, print_json, why_not
from kybao.cli.vietnamese import Failure


@main.command("start", short_help="Chuẩn bị dữ liệu, ghi kết quả và mở trang làm việc.")
@click.option("--no-serve", is_flag=True, help="Dừng trước khi mở trang làm việc.")
@click.option(
    "--host", metavar="ĐỊA_CHỈ", default="127.0.0.1", help="Địa chỉ mở trang (mặc định chỉ máy này: 127.0.0.1)."
)
@click.option(
    "--port", metavar="CỔNG", type=click.IntRange(0, 65535), default=8017, help="Cổng mở trang (mặc định 8017)."
)
def start_command(no_serve: bool, host: str, port: int) -> None:
    """Chuẩn bị cơ sở dữ liệu, nạp tháng 01/2022 khi chưa có dữ liệu, ghi các tệp kết quả rồi mở trang làm việc."""
    from kybao import starting

    with starting_up():
        starting.set_up_django()
        starting.make_ready(click.echo)
        starting.say_what_is_there(starting.write_missing_outputs(), click.echo)
        if not no_serve:
            starting.serve(host, port, click.echo)


@main.command("serve", short_help="Mở trang làm việc.")
@click.option(
    "--host", metavar="ĐỊA_CHỈ", default="127.0.0.1", help="Địa chỉ mở trang (mặc định chỉ máy này: 127.0.0.1)."
)
@click.option(
    "--port", metavar="CỔNG", type=click.IntRange(0, 65535), default=8017, help="Cổng mở trang (mặc định 8017)."
)
@click.option("--no-worker", is_flag=True, help="Không kèm tiến trình làm việc nền (đã chạy kybao work riêng).")
def serve_command(host: str, port: int, no_worker: bool) -> None:
    """Mở trang làm việc tại http://localhost:CỔNG/ cho đến khi nhấn Ctrl+C."""
    from kybao import starting

    with starting_up():
        starting.set_up_django()
        starting.migrate()
        starting.serve(host, port, click.echo, with_worker=not no_worker)


@main.command("load", short_help="Nạp thư mục của một tháng.")
@click.argument("folder", metavar="THƯ_MỤC", type=FILE, help="Thư mục như data/cao-bang-2022-01 (xem README.md ở đó).")
def load_command(folder: Path) -> None:
    """Nạp danh mục, chế độ báo cáo, đề cương, chỉ tiêu và các bài nộp của một tháng từ một thư mục."""
    with database():
        from kybao.exchange.month_folder import load_month

        loaded = load_month(folder, lambda name: click.echo(f"  {name}"))
    click.echo(f"Đã nạp {loaded.period.label}: {loaded.submissions} bài nộp mới.")


@main.command("import", short_help="Nộp báo cáo của một đơn vị.")
@click.argument("file", metavar="TỆP", type=FILE, help=KINDS)
@click.option("--unit", "unit_code", metavar="MÃ", help="Mã đơn vị nộp.")
@click.option("--period", "notation", metavar="KỲ", help=PERIOD_HELP)
@REGIME
@click.option("--json", "as_json", is_flag=True, help="In biên nhận dạng JSON.")
def import_command(file: Path, unit_code: str | None, notation: str | None, regime: str | None, as_json: bool) -> None:
    """Nộp một tệp báo cáo của một đơn vị cho một kỳ: tệp được đọc, kiểm tra và lưu trọn vẹn, hoặc không lưu gì."""
    if not unit_code or not notation:
        raise click.UsageError("Hãy nêu đơn vị (--unit MÃ) và kỳ báo cáo (--period KỲ).", click.get_current_context())
    with database():
        from django.db import transaction

        from kybao.composing.issue.closing import refuse_if_closed
        from kybao.composing.text.editing.following import follow_period
        from kybao.documents.opening import bytes_of
        from kybao.filing.obliging import obligation_of
        from kybao.filing.receiving import receive
        from kybao.filing.record import receipt_record, receipt_text

        with transaction.atomic():  # a file that is refused opens no period
            found, period = regime_of(regime), period_of(notation)
            obligation = obligation_of(found, unit_code, period)
            refuse_if_closed(found, period)
            receipt = receive(obligation, bytes_of(file), file.name)
            follow_period(found, period)
        if as_json:
            print_json(receipt_record(receipt))
        else:
            click.echo("\n".join(receipt_text(receipt)))
    sys.exit(FOUND if receipt.findings else 0)


@main.command("status", short_help="Ai đã nộp, ai chậm, ai chưa nộp.")
@click.argument("notation", metavar="KỲ", help=PERIOD_HELP)
@REGIME
@click.option("--json", "as_json", is_flag=True, help="In dữ liệu JSON.")
def status_command(notation: str, regime: str | None, as_json: bool) -> None:
    """Biểu các đơn vị của một kỳ: nộp lúc nào, đúng hạn, chậm hay không có, đảm bảo theo mẫu, số phát hiện."""
    with database():
        from kybao.filing.record import status_record, status_text
        from kybao.filing.status import status_of

        rows = status_of(regime_of(regime), period_of(notation))
        if not rows:
            raise Failure(
                f"Chưa có đơn vị nào phải báo cáo {period_of(notation).label}. Hãy nạp chế độ báo cáo bằng kybao load."
            )
        if as_json:
            print_json([status_record(row) for row in rows])
        else:
            click.echo("\n".join(status_text(rows)))
    sys.exit(FOUND if any(row.needs_eye for row in rows) else 0)


@main.command("month", short_help="Ghi mọi kết quả của một kỳ.")
@click.argument("notation", metavar="KỲ", help=PERIOD_HELP)
@click.option("--out", metavar="THƯ_MỤC", type=FILE, help="Thư mục ghi kết quả.")
@REGIME
def month_command(notation: str, out: Path | None, regime: str | None) -> None:
    """Soạn báo cáo hợp nhất của một kỳ và ghi mọi tệp kết quả: báo cáo, biểu đơn vị, phụ biểu chỉ tiêu, phát hiện."""
    if out is None:
        raise click.UsageError("Hãy nêu thư mục ghi kết quả (--out THƯ_MỤC).", click.get_current_context())
    with database():
        from kybao.composing.paper.outputs import write_outputs
        from kybao.composing.text.drafting import report_of

        report = report_of(regime_of(regime), period_of(notation))
        try:
            paths = write_outputs(report, out)
        except OSError as error:
            raise Failure(f"Không ghi được {out}: {why_not(error)}") from error
    for path in paths:
        click.echo(str(path))
