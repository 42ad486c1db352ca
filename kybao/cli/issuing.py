"""From the draft to the signed report: approve, issue, replace, sign, verify."""

from __future__ import annotations

import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kybao.cli.database import PERIOD_HELP, REGIME, leading, report_for, starting_up
from kybao.cli.group import main
from kybao.cli.outcome import FILE, FOUND, print_json, write
from kybao.cli.vietnamese import Failure

if TYPE_CHECKING:
    from datetime import datetime


_DAY = click.DateTime(["%Y-%m-%d", "%d/%m/%Y"])


@main.command("approve", short_help="Duyệt báo cáo tổng hợp của một kỳ.")
@click.argument("notation", metavar="KỲ", help=PERIOD_HELP)
@click.option(
    "--changes", metavar="ĐIỀU_CẦN_SỬA", help="Không duyệt mà yêu cầu sửa; báo cáo đã duyệt trở lại đang soạn."
)
@REGIME
def approve_command(notation: str, changes: str | None, regime: str | None) -> None:
    """Duyệt báo cáo của một kỳ: nội dung được giữ nguyên như lúc duyệt, kèm mã SHA-256."""
    with leading():
        from kybao.composing.issue.approving import approve, ask_for_changes

        report = report_for(notation, regime)
        if changes is not None:
            ask_for_changes(report, changes)
            click.echo(f"Đã yêu cầu sửa báo cáo {report.period.label}. Báo cáo đang soạn.")
        else:
            version = approve(report)
            click.echo(f"Đã duyệt báo cáo {report.period.label}, bản {version.number}, SHA-256 {version.sha256}.")


@main.command("issue", short_help="Ban hành báo cáo đã duyệt.")
@click.argument("notation", metavar="KỲ", help=PERIOD_HELP)
@click.option(
    "--day", metavar="NGÀY", type=_DAY, help="Ngày ban hành, như 2022-01-18 hoặc 18/01/2022. Mặc định hôm nay."
)
@click.option(
    "--number", metavar="SỐ", type=click.IntRange(1), help="Số đã được cấp. Mặc định là số tiếp theo của năm."
)
@click.option("--out", metavar="THƯ_MỤC", type=FILE, help="Ghi thêm các tệp ban hành vào thư mục này.")
@REGIME
def issue_command(
    notation: str, day: datetime | None, number: int | None, out: Path | None, regime: str | None
) -> None:
    """Ban hành báo cáo đã duyệt: lấy số, ghi ngày, lập và lưu giữ tệp Word, PDF/A và các phụ biểu."""
    with leading():
        from django.utils.timezone import localdate

        from kybao.composing.issue.issuing import issue
        from kybao.composing.paper.assembling import name_of_issued

        report = report_for(notation, regime)
        files = issue(report, day.date() if day else localdate(), number)
        click.echo(f"Đã ban hành {name_of_issued(report)}.")
        for file in files:
            click.echo(f"  {file.name}  SHA-256 {file.file_id}")
            if out is not None:
                write(out / file.name, file.content)


@main.command("replace", short_help="Lập bản thay thế báo cáo đã ban hành.")
@click.argument("notation", metavar="KỲ", help=PERIOD_HELP)
@click.option("--reason", metavar="LÝ_DO", required=True, help="Lý do, được in trong báo cáo thay thế.")
@REGIME
def replace_command(notation: str, reason: str, regime: str | None) -> None:
    """Mở bản thay thế từ báo cáo đã ban hành: sửa, duyệt rồi ban hành với số mới; bản cũ vẫn đọc được."""
    with leading():
        from kybao.composing.issue.replacing import replace as replace_report
        from kybao.composing.paper.assembling import name_of_issued

        report = report_for(notation, regime)
        replace_report(report, reason)
        click.echo(f"Đã mở bản thay thế {name_of_issued(report)}. Hãy sửa, rồi duyệt và ban hành.")


@main.command("sign", short_help="Ký số báo cáo đã ban hành.")
@click.argument("notation", metavar="KỲ", help=PERIOD_HELP)
@click.option("--p12", "key_file", metavar="TỆP", type=FILE, help="Tệp khoá PKCS#12 (.p12, .pfx).")
@click.option("--module", metavar="TỆP", type=FILE, help="Thư viện PKCS#11 của thiết bị ký số (.so).")
@click.option("--token", metavar="NHÃN", default="", help="Nhãn của thiết bị ký số.")
@click.option("--certificate", metavar="NHÃN", default="", help="Nhãn chứng thư, khi thiết bị có nhiều chứng thư.")
@click.option("--signed", metavar="TỆP", type=FILE, help="Nhận tệp PDF đã ký ở nơi khác thay vì ký tại đây.")
@click.option(
    "--as",
    "signatory",
    type=click.Choice(["lanh-dao", "co-quan"]),
    default="lanh-dao",
    help="Ký với tư cách lãnh đạo (mặc định) hay cơ quan; lãnh đạo ký trước.",
)
@click.option("--picture", metavar="TỆP", type=FILE, help="Hình chữ ký hoặc hình dấu, tệp .png nền trong suốt.")
@click.option("--invisible", is_flag=True, help="Ký không hiện hình trên trang.")
@click.option("--out", metavar="TỆP_RA", type=FILE, help="Ghi tệp PDF đã ký ra đây.")
@REGIME
def sign_command(
    notation: str,
    key_file: Path | None,
    module: Path | None,
    token: str,
    certificate: str,
    signed: Path | None,
    signatory: str,
    picture: Path | None,
    invisible: bool,
    out: Path | None,
    regime: str | None,
) -> None:
    """Ký số tệp PDF đã ban hành (PAdES), hoặc nhận tệp đã ký ở nơi khác; chữ ký được xác minh và lưu giữ.

    Mật khẩu tệp khoá hoặc mã PIN được hỏi, hoặc lấy từ biến môi trường KYBAO_KEY_PASSPHRASE.
    """
    if [key_file, module, signed].count(None) != 2:
        raise click.UsageError("Hãy nêu một trong --p12, --module và --signed.", click.get_current_context())
    with leading():
        from kybao.composing.issue.signed import accept_signed, sign_issued
        from kybao.documents.opening import bytes_of
        from kybao.documents.signing import Key, Pkcs12Key, Signatory, TokenKey

        report = report_for(notation, regime)
        if signed is not None:
            file = accept_signed(report, bytes_of(signed))
        else:
            secret = os.environ.get("KYBAO_KEY_PASSPHRASE") or click.prompt("Mật khẩu hoặc mã PIN", hide_input=True)
            key: Key = (
                Pkcs12Key(bytes_of(key_file), secret)
                if key_file is not None
                else TokenKey(module or Path(), token, secret, certificate)
            )
            who = Signatory.AGENCY if signatory == "co-quan" else Signatory.PERSON
            image = None if picture is None else bytes_of(picture)
            file = sign_issued(report, key, who, image, visible=not invisible)
        click.echo(f"Đã lưu {file.name}, SHA-256 {file.file_id}.")
        for status in file.signatures.all():
            trust = {True: "tin cậy", False: status.problem, None: "chưa có chứng thư gốc để xét"}[status.trusted]
            click.echo(f"  {status.signer}: {'toàn vẹn' if status.intact else 'không toàn vẹn'}; {trust}")
        if out is not None:
            write(out, file.content)


@main.command("verify", short_help="Xác minh chữ ký số của một tệp PDF.")
@click.argument("file", metavar="TỆP", type=FILE, help="Tệp PDF.")
@click.option("--roots", metavar="THƯ_MỤC", type=FILE, help="Thư mục chứng thư gốc được tin (mặc định trusted-roots).")
@click.option("--json", "as_json", is_flag=True, help="In dữ liệu JSON.")
def verify_command(file: Path, roots: Path | None, as_json: bool) -> None:
    """Xác minh các chữ ký số của một tệp PDF: ai ký, lúc nào, còn toàn vẹn không, chứng thư có tin cậy không.

    Mã thoát: 0 mọi chữ ký đều đúng, 1 có chữ ký cần xem lại hoặc không có chữ ký nào, 2 không đọc được tệp.
    """
    with starting_up():
        from kybao import starting

        starting.set_up_django()
    from kybao.composing.issue.signed import trusted_roots_folder
    from kybao.documents import UnreadableFile
    from kybao.documents.opening import bytes_of
    from kybao.documents.signing import BrokenRoot, roots_in, verify

    try:
        statuses = verify(bytes_of(file), roots_in(roots or trusted_roots_folder()))
    except UnreadableFile as error:
        raise Failure(f"{file}: {error.what} {error.mend}") from error
    except BrokenRoot as error:
        raise Failure(str(error)) from error
    if as_json:
        print_json(
            [
                {
                    **asdict(status),
                    "signed_at": status.signed_at.isoformat() if status.signed_at else None,
                    "later": status.later.name.lower(),
                    "holds": status.holds,
                }
                for status in statuses
            ]
        )
    elif not statuses:
        click.echo(f"{file}: không có chữ ký số nào.")
    for status in () if as_json else statuses:
        click.echo("\n  ".join(status.lines))
    sys.exit(0 if statuses and all(status.holds for status in statuses) else FOUND)
