"""The command line: a thin face on all of Kybao. Each command imports what it needs when it runs."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kybao import __version__
from kybao.cli_text import COULD_NOT_READ, Failure, Group

if TYPE_CHECKING:
    from datetime import datetime

    from kybao.calendar import Period
    from kybao.checking.finding import Finding
    from kybao.composing.models import Report
    from kybao.documents.model import Document
    from kybao.registry.models import Regime

FOUND = 1
_PIPED_WIDTH = 100

_KINDS = "Nhận các loại tệp .docx, .pdf, .xlsx, .md, .txt và .html."
_FILE = click.Path(path_type=Path)


@click.group(cls=Group)
@click.version_option(__version__, message="Kybao %(version)s", help="Xem phiên bản rồi thoát.")
def main() -> None:
    """Kybao đọc, kiểm tra và tổng hợp báo cáo định kỳ của cơ quan hành chính.

    Mã thoát: 0 không có gì sai, 1 có điều cần xem lại, 2 có tệp không đọc được hoặc lệnh dùng sai.
    """


@main.command("read", short_help="Đọc một báo cáo và nêu những gì đọc được.")
@click.argument("file", metavar="TỆP", type=_FILE, help=_KINDS)
@click.option("--json", "as_json", is_flag=True, help="In dữ liệu JSON, mọi con số kèm vị trí trong văn bản.")
def read_command(file: Path, as_json: bool) -> None:
    """Đọc một báo cáo: đề cương, số liệu, nhận định số liệu, ngày tháng và văn bản được dẫn."""
    from kybao.checking.presenting.data import reading_record
    from kybao.checking.presenting.reading_text import reading_text
    from kybao.reading import read

    document = _document(file)
    if document is None:
        sys.exit(COULD_NOT_READ)
    reading = read(document)
    if as_json:
        _print_json(reading_record(reading))
    else:
        click.echo("\n".join(reading_text(reading)))


@main.command("check", short_help="Kiểm tra một hay nhiều báo cáo.")
@click.argument("files", metavar="TỆP...", nargs=-1, required=True, type=_FILE, help=_KINDS)
@click.option("--json", "as_json", is_flag=True, help="In dữ liệu JSON: danh sách các phát hiện của mọi tệp.")
@click.option("--html", metavar="TỆP_RA", type=_FILE, help="Ghi một trang HTML có cả văn bản và phát hiện ở lề.")
@click.option("--docx", metavar="TỆP_RA", type=_FILE, help="Ghi bản sao tệp Word có chú thích ở từng chỗ cần xem lại.")
@click.option("--all", "everything", is_flag=True, help="Nêu cả những điều đúng, không chỉ điều cần xem lại.")
def check_command(
    files: tuple[Path, ...], as_json: bool, html: Path | None, docx: Path | None, everything: bool
) -> None:
    """Kiểm tra số liệu, ngày tháng, số thứ tự và căn cứ pháp lý của một hay nhiều báo cáo."""
    from kybao.checking import check

    if docx is not None and len(files) != 1:
        raise click.UsageError("Tuỳ chọn --docx chỉ dùng với một tệp Word.", click.get_current_context())
    _refuse_to_overwrite(files, html, docx)
    checked = [(document, check(document)) for document in map(_document, files) if document is not None]
    if docx is not None and checked:
        _write_commented(docx, files[0], checked[0][1])
    if html is not None and checked:
        _write_page(html, checked)
    shown = [(document, [f for f in findings if everything or f.needs_eye]) for document, findings in checked]
    if as_json:
        from kybao.checking.presenting.data import finding_record

        _print_json([finding_record(document, finding) for document, findings in shown for finding in findings])
    elif checked:
        _print_findings(shown)
    if len(checked) < len(files):
        sys.exit(COULD_NOT_READ)
    sys.exit(FOUND if any(finding.needs_eye for _, findings in checked for finding in findings) else 0)


@main.command("eval", short_help="Đo độ đúng trên tập mẫu có nhãn.")
@click.argument("corpus", metavar="TẬP_MẪU", type=_FILE, help="Thư mục các tệp .corpus, hoặc một tệp.")
@click.option("--json", "as_json", is_flag=True, help="In dữ liệu JSON.")
@click.option(
    "--errors", "shown", metavar="SỐ", type=click.IntRange(0), default=0, help="Nêu bấy nhiêu chỗ sai đầu tiên."
)
@click.option(
    "--mutate", "mutated", is_flag=True, help="Đổi từng chữ số của những nhận định đúng, đo phần phát hiện được."
)
@click.option(
    "--part", type=click.Choice(["all", "dev", "held"]), default="all", help="Chỉ đo phần để học hay phần để riêng."
)
def eval_command(corpus: Path, as_json: bool, shown: int, mutated: bool, part: str) -> None:
    """Đo việc đọc và kiểm tra trên tập mẫu có nhãn: độ chính xác, độ bao phủ và F1.

    Mã thoát: 0 đạt mọi mục tiêu, 1 chưa đạt, 2 tập mẫu không đọc được.
    """
    from kybao.evaluating import BrokenCorpus, evaluate, mutate, read_corpus, score_text
    from kybao.evaluating.aims import evaluation_aims, mutation_aims
    from kybao.evaluating.parts import Part, entries_of

    try:
        entries = tuple(entries_of(read_corpus(corpus), Part(part)))
        if mutated:
            mutations = mutate(entries)
            aims = mutation_aims(mutations)
            record, lines = score_text.mutation_record(mutations, shown), score_text.mutation_text(mutations, shown)
        else:
            evaluation = evaluate(entries)
            aims = evaluation_aims(evaluation)
            record, lines = (
                score_text.evaluation_record(evaluation, shown),
                score_text.evaluation_text(evaluation, shown),
            )
    except BrokenCorpus as error:
        raise Failure("\n".join(error.faults)) from error
    if as_json:
        _print_json(record)
    else:
        click.echo("\n".join(lines))
    sys.exit(0 if all(aim.is_met for aim in aims) else FOUND)


_PERIOD_HELP = "Kỳ báo cáo: 2022-01 (tháng), 2022-Q1 (quý), 2022-H1 (6 tháng), 2022-9M hoặc 2022."
_REGIME = click.option("--regime", metavar="MÃ", help="Mã chế độ báo cáo, khi có nhiều hơn một.")


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

    with _starting():
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
def serve_command(host: str, port: int) -> None:
    """Mở trang làm việc tại http://localhost:CỔNG/ cho đến khi nhấn Ctrl+C."""
    from kybao import starting

    with _starting():
        starting.set_up_django()
        starting.migrate()
        starting.serve(host, port, click.echo)


@main.command("load", short_help="Nạp thư mục của một tháng.")
@click.argument("folder", metavar="THƯ_MỤC", type=_FILE, help="Thư mục như data/cao-bang-2022-01 (xem README.md ở đó).")
def load_command(folder: Path) -> None:
    """Nạp danh mục, chế độ báo cáo, đề cương, chỉ tiêu và các bài nộp của một tháng từ một thư mục."""
    with _database():
        from kybao.exchange.month_folder import load_month

        loaded = load_month(folder, lambda name: click.echo(f"  {name}"))
    click.echo(f"Đã nạp {loaded.period.label}: {loaded.submissions} bài nộp mới.")


@main.command("import", short_help="Nộp báo cáo của một đơn vị.")
@click.argument("file", metavar="TỆP", type=_FILE, help=_KINDS)
@click.option("--unit", "unit_code", metavar="MÃ", help="Mã đơn vị nộp.")
@click.option("--period", "notation", metavar="KỲ", help=_PERIOD_HELP)
@_REGIME
@click.option("--json", "as_json", is_flag=True, help="In biên nhận dạng JSON.")
def import_command(file: Path, unit_code: str | None, notation: str | None, regime: str | None, as_json: bool) -> None:
    """Nộp một tệp báo cáo của một đơn vị cho một kỳ: tệp được đọc, kiểm tra và lưu trọn vẹn, hoặc không lưu gì."""
    if not unit_code or not notation:
        raise click.UsageError("Hãy nêu đơn vị (--unit MÃ) và kỳ báo cáo (--period KỲ).", click.get_current_context())
    with _database():
        from django.db import transaction

        from kybao.composing.closing import refuse_if_closed
        from kybao.documents.opening import bytes_of
        from kybao.filing.obliging import obligation_of
        from kybao.filing.receiving import receive
        from kybao.filing.record import receipt_record, receipt_text

        with transaction.atomic():  # a file that is refused opens no period
            found, period = _regime(regime), _period(notation)
            obligation = obligation_of(found, unit_code, period)
            refuse_if_closed(found, period)
            receipt = receive(obligation, bytes_of(file), file.name)
        if as_json:
            _print_json(receipt_record(receipt))
        else:
            click.echo("\n".join(receipt_text(receipt)))
    sys.exit(FOUND if receipt.findings else 0)


@main.command("status", short_help="Ai đã nộp, ai chậm, ai chưa nộp.")
@click.argument("notation", metavar="KỲ", help=_PERIOD_HELP)
@_REGIME
@click.option("--json", "as_json", is_flag=True, help="In dữ liệu JSON.")
def status_command(notation: str, regime: str | None, as_json: bool) -> None:
    """Biểu các đơn vị của một kỳ: nộp lúc nào, đúng hạn, chậm hay không có, đảm bảo theo mẫu, số phát hiện."""
    with _database():
        from kybao.filing.record import status_record, status_text
        from kybao.filing.status import status_of

        rows = status_of(_regime(regime), _period(notation))
        if not rows:
            raise Failure(
                f"Chưa có đơn vị nào phải báo cáo {_period(notation).label}. Hãy nạp chế độ báo cáo bằng kybao load."
            )
        if as_json:
            _print_json([status_record(row) for row in rows])
        else:
            click.echo("\n".join(status_text(rows)))
    sys.exit(FOUND if any(row.needs_eye for row in rows) else 0)


@main.command("month", short_help="Ghi mọi kết quả của một kỳ.")
@click.argument("notation", metavar="KỲ", help=_PERIOD_HELP)
@click.option("--out", metavar="THƯ_MỤC", type=_FILE, help="Thư mục ghi kết quả.")
@_REGIME
def month_command(notation: str, out: Path | None, regime: str | None) -> None:
    """Soạn báo cáo hợp nhất của một kỳ và ghi mọi tệp kết quả: báo cáo, biểu đơn vị, phụ biểu chỉ tiêu, phát hiện."""
    if out is None:
        raise click.UsageError("Hãy nêu thư mục ghi kết quả (--out THƯ_MỤC).", click.get_current_context())
    with _database():
        from kybao.composing.drafting import report_of
        from kybao.composing.outputs import write_outputs

        report = report_of(_regime(regime), _period(notation))
        try:
            paths = write_outputs(report, out)
        except OSError as error:
            why = next((text for kind, text in _WHY_NOT if isinstance(error, kind)), f"{error.strerror}.")
            raise Failure(f"Không ghi được {out}: {why}") from error
    for path in paths:
        click.echo(str(path))


_DAY = click.DateTime(["%Y-%m-%d", "%d/%m/%Y"])


@main.command("approve", short_help="Duyệt báo cáo tổng hợp của một kỳ.")
@click.argument("notation", metavar="KỲ", help=_PERIOD_HELP)
@click.option(
    "--changes", metavar="ĐIỀU_CẦN_SỬA", help="Không duyệt mà yêu cầu sửa; báo cáo đã duyệt trở lại đang soạn."
)
@_REGIME
def approve_command(notation: str, changes: str | None, regime: str | None) -> None:
    """Duyệt báo cáo của một kỳ: nội dung được giữ nguyên như lúc duyệt, kèm mã SHA-256."""
    with _leading():
        from kybao.composing.approving import approve, ask_for_changes

        report = _report(notation, regime)
        if changes is not None:
            ask_for_changes(report, changes)
            click.echo(f"Đã yêu cầu sửa báo cáo {report.period.label}. Báo cáo đang soạn.")
        else:
            version = approve(report)
            click.echo(f"Đã duyệt báo cáo {report.period.label}, bản {version.number}, SHA-256 {version.sha256}.")


@main.command("issue", short_help="Ban hành báo cáo đã duyệt.")
@click.argument("notation", metavar="KỲ", help=_PERIOD_HELP)
@click.option(
    "--day", metavar="NGÀY", type=_DAY, help="Ngày ban hành, như 2022-01-18 hoặc 18/01/2022. Mặc định hôm nay."
)
@click.option(
    "--number", metavar="SỐ", type=click.IntRange(1), help="Số đã được cấp. Mặc định là số tiếp theo của năm."
)
@click.option("--out", metavar="THƯ_MỤC", type=_FILE, help="Ghi thêm các tệp ban hành vào thư mục này.")
@_REGIME
def issue_command(
    notation: str, day: datetime | None, number: int | None, out: Path | None, regime: str | None
) -> None:
    """Ban hành báo cáo đã duyệt: lấy số, ghi ngày, lập và lưu giữ tệp Word, PDF/A và các phụ biểu."""
    with _leading():
        from django.utils.timezone import localdate

        from kybao.composing.assembling import name_of_issued
        from kybao.composing.issuing import issue

        report = _report(notation, regime)
        files = issue(report, day.date() if day else localdate(), number)
        click.echo(f"Đã ban hành {name_of_issued(report)}.")
        for file in files:
            click.echo(f"  {file.name}  SHA-256 {file.file_id}")
            if out is not None:
                _write(out / file.name, file.content)


@main.command("replace", short_help="Lập bản thay thế báo cáo đã ban hành.")
@click.argument("notation", metavar="KỲ", help=_PERIOD_HELP)
@click.option("--reason", metavar="LÝ_DO", required=True, help="Lý do, được in trong báo cáo thay thế.")
@_REGIME
def replace_command(notation: str, reason: str, regime: str | None) -> None:
    """Mở bản thay thế từ báo cáo đã ban hành: sửa, duyệt rồi ban hành với số mới; bản cũ vẫn đọc được."""
    with _leading():
        from kybao.composing.assembling import name_of_issued
        from kybao.composing.replacing import replace as replace_report

        report = _report(notation, regime)
        replace_report(report, reason)
        click.echo(f"Đã mở bản thay thế {name_of_issued(report)}. Hãy sửa, rồi duyệt và ban hành.")


@main.command("sign", short_help="Ký số báo cáo đã ban hành.")
@click.argument("notation", metavar="KỲ", help=_PERIOD_HELP)
@click.option("--p12", "key_file", metavar="TỆP", type=_FILE, help="Tệp khoá PKCS#12 (.p12, .pfx).")
@click.option("--module", metavar="TỆP", type=_FILE, help="Thư viện PKCS#11 của thiết bị ký số (.so).")
@click.option("--token", metavar="NHÃN", default="", help="Nhãn của thiết bị ký số.")
@click.option("--certificate", metavar="NHÃN", default="", help="Nhãn chứng thư, khi thiết bị có nhiều chứng thư.")
@click.option("--signed", metavar="TỆP", type=_FILE, help="Nhận tệp PDF đã ký ở nơi khác thay vì ký tại đây.")
@click.option(
    "--as",
    "signatory",
    type=click.Choice(["lanh-dao", "co-quan"]),
    default="lanh-dao",
    help="Ký với tư cách lãnh đạo (mặc định) hay cơ quan; lãnh đạo ký trước.",
)
@click.option("--picture", metavar="TỆP", type=_FILE, help="Hình chữ ký hoặc hình dấu, tệp .png nền trong suốt.")
@click.option("--invisible", is_flag=True, help="Ký không hiện hình trên trang.")
@click.option("--out", metavar="TỆP_RA", type=_FILE, help="Ghi tệp PDF đã ký ra đây.")
@_REGIME
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
    with _leading():
        from kybao.composing.signed import accept_signed, sign_issued
        from kybao.documents.opening import bytes_of
        from kybao.documents.signing import Key, Pkcs12Key, Signatory, TokenKey

        report = _report(notation, regime)
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
            _write(out, file.content)


@main.command("verify", short_help="Xác minh chữ ký số của một tệp PDF.")
@click.argument("file", metavar="TỆP", type=_FILE, help="Tệp PDF.")
@click.option("--roots", metavar="THƯ_MỤC", type=_FILE, help="Thư mục chứng thư gốc được tin (mặc định trusted-roots).")
@click.option("--json", "as_json", is_flag=True, help="In dữ liệu JSON.")
def verify_command(file: Path, roots: Path | None, as_json: bool) -> None:
    """Xác minh các chữ ký số của một tệp PDF: ai ký, lúc nào, còn toàn vẹn không, chứng thư có tin cậy không.

    Mã thoát: 0 mọi chữ ký đều đúng, 1 có chữ ký cần xem lại hoặc không có chữ ký nào, 2 không đọc được tệp.
    """
    with _starting():
        from kybao import starting

        starting.set_up_django()
    from kybao.composing.signed import trusted_roots_folder
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
        _print_json(
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


@main.command("init", short_help="Tạo tài khoản quản trị đầu tiên.")
@click.option("--admin", "full_name", metavar="HỌ_TÊN", help="Họ và tên người quản trị.")
@click.option("--username", metavar="TÊN", help="Tên đăng nhập: chữ thường không dấu, ví dụ nguyen.van.an.")
@click.option("--email", metavar="THƯ", default="", help="Thư điện tử (không bắt buộc).")
def init_command(full_name: str | None, username: str | None, email: str) -> None:
    """Tạo tài khoản quản trị đầu tiên; từ đó ai cũng phải đăng nhập.

    Điều gì chưa nêu bằng tuỳ chọn sẽ được hỏi. Mật khẩu được hỏi, hoặc lấy từ biến môi trường KYBAO_ADMIN_PASSWORD.
    """
    with _database():
        from django.contrib.auth.password_validation import validate_password
        from django.core.exceptions import ValidationError

        from kybao.people.accounts import Refused, make_first_administrator, no_account_yet
        from kybao.people.models import Account

        if not no_account_yet():
            raise Failure("Đã có tài khoản. Người quản trị mời những người khác tại trang Người dùng.")
        full_name = full_name or click.prompt("Họ và tên người quản trị")
        username = username or click.prompt("Tên đăng nhập")
        password = os.environ.get("KYBAO_ADMIN_PASSWORD") or click.prompt(
            "Mật khẩu (ít nhất 10 ký tự)", hide_input=True, confirmation_prompt="Nhập lại mật khẩu"
        )
        try:
            validate_password(password, Account(full_name=full_name, username=username, email=email))
            account = make_first_administrator(username, full_name, email, password)
        except ValidationError as error:
            raise Failure(" ".join(error.messages)) from error
        except Refused as error:
            raise Failure(str(error)) from error
    click.echo(f"Đã tạo tài khoản quản trị {account.username}. Hãy chạy kybao serve rồi đăng nhập.")


@main.group("audit", cls=Group, short_help="Kiểm tra lịch sử.")
def audit_group() -> None:
    """Lịch sử ghi mọi việc đã làm; mỗi mục giữ dấu vân tay (SHA-256) của mục đứng trước."""


@audit_group.command("verify", short_help="Kiểm tra rằng lịch sử còn nguyên vẹn.")
@click.option("--json", "as_json", is_flag=True, help="In dữ liệu JSON.")
def audit_verify_command(as_json: bool) -> None:
    """Đi qua toàn bộ lịch sử và nêu mục đầu tiên đã bị sửa, bị xoá hoặc chen vào."""
    with _database():
        from kybao.people.history import verify

        result = verify()
    if as_json:
        _print_json({**asdict(result), "holds": result.holds})
    elif result.broken is not None:
        click.echo(f"Lịch sử không còn nguyên vẹn từ mục số {result.broken}: {result.why}.")
    else:
        click.echo(f"Lịch sử nguyên vẹn: {result.entries} mục, dấu vân tay cuối {result.last_hash}.")
    if not result.protected and not as_json:
        click.echo("Cơ sở dữ liệu không còn chặn việc sửa, xoá lịch sử: các trigger bảo vệ đã bị gỡ.")
    sys.exit(0 if result.holds else FOUND)


@main.command("push", short_help="Gửi báo cáo đã ban hành lên Kybao cấp trên.")
@click.argument("notation", metavar="KỲ", help=_PERIOD_HELP)
@click.option(
    "--to", "address", metavar="ĐỊA_CHỈ", required=True, help="Địa chỉ Kybao cấp trên, ví dụ https://kybao.tinh.gov.vn."
)
@click.option("--as", "unit", metavar="MÃ", required=True, help="Mã của đơn vị mình ở cấp trên.")
@click.option("--regime-there", metavar="MÃ", required=True, help="Mã chế độ báo cáo ở cấp trên.")
@_REGIME
def push_command(notation: str, address: str, unit: str, regime_there: str, regime: str | None) -> None:
    """Gửi báo cáo đã ban hành của một kỳ; đứt giữa chừng thì chạy lại, Kybao gửi tiếp phần còn lại.

    Mã kết nối do cấp trên cấp (phạm vi write:submissions) đặt trong biến môi trường KYBAO_ABOVE_TOKEN.
    """
    secret = os.environ.get("KYBAO_ABOVE_TOKEN")
    if not secret:
        raise Failure("Hãy đặt mã kết nối do cấp trên cấp vào biến môi trường KYBAO_ABOVE_TOKEN.")
    with _database():
        from kybao.composing.models import Report
        from kybao.exchange.transfer.sending import Above, NotDelivered, deliver

        period = _period(notation)
        report = Report.objects.select_related("regime__receiver").filter(regime=_regime(regime), period=period).first()
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
    with _database():
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
    with _database():
        from kybao.exchange.models import ApiToken
        from kybao.exchange.tokens import token_line

        for token in ApiToken.objects.select_related("unit"):
            click.echo(token_line(token))


@token_group.command("revoke", short_help="Thu hồi một mã kết nối.")
@click.argument("name", metavar="TÊN")
def token_revoke_command(name: str) -> None:
    """Thu hồi một mã kết nối: từ lúc này mã không dùng được nữa."""
    with _database():
        from kybao.exchange.tokens import BadToken, revoke

        try:
            revoke(name)
        except BadToken as error:
            raise Failure(str(error)) from error
    click.echo(f"Đã thu hồi mã kết nối {name}.")


@contextmanager
def _starting() -> Iterator[None]:
    from kybao.starting import CannotStart

    try:
        yield
    except CannotStart as error:
        raise Failure(str(error)) from error


@contextmanager
def _database() -> Iterator[None]:
    """Django and a migrated database for what follows; what can't be done is said in one message."""
    from kybao import starting
    from kybao.documents import UnreadableFile

    with _starting():
        starting.set_up_django()
        starting.migrate()
    from kybao.composing.closing import PeriodIsClosed
    from kybao.composing.drafting import NothingToReport
    from kybao.exchange.month_folder import BrokenFolder
    from kybao.filing.obliging import NoObligation

    try:
        yield
    except (UnreadableFile, BrokenFolder, NoObligation, NothingToReport, PeriodIsClosed) as error:
        raise Failure(str(error)) from error


@contextmanager
def _leading() -> Iterator[None]:
    """The database for a step between draft and signed report; why it can't be taken is said in one message."""
    with _database():
        from kybao.composing.approving import Unready
        from kybao.composing.drafting import ReportIsFixed
        from kybao.composing.models import DamagedFile
        from kybao.composing.register import NumberRefused
        from kybao.composing.signed import NotTheReport
        from kybao.documents.signing import BrokenRoot, CannotSign

        try:
            yield
        except (
            Unready,
            ReportIsFixed,
            DamagedFile,
            NumberRefused,
            NotTheReport,
            BrokenRoot,
            CannotSign,
        ) as error:
            raise Failure(str(error)) from error


def _report(notation: str, regime: str | None) -> Report:
    """The period's report as it stands; drafted where none has been begun."""
    from kybao.composing.drafting import report_of
    from kybao.composing.models import Report

    of, period = _regime(regime), _period(notation)
    return Report.objects.filter(regime=of, period=period).first() or report_of(of, period)


def _period(notation: str) -> Period:
    from kybao.calendar import InvalidPeriod, Period

    try:
        return Period.parse(notation)
    except InvalidPeriod as error:
        raise Failure(str(error)) from error


def _regime(code: str | None) -> Regime:
    from kybao.registry.models import Regime

    regimes = {regime.code: regime for regime in Regime.objects.order_by("code")}
    if code is None and len(regimes) == 1:
        return next(iter(regimes.values()))
    if not regimes:
        raise Failure("Chưa có chế độ báo cáo nào. Hãy nạp bằng kybao load THƯ_MỤC hoặc kybao start.")
    if code not in regimes:
        raise Failure(f"Hãy chọn chế độ báo cáo bằng --regime: {', '.join(regimes)}.")
    return regimes[code]


def _document(file: Path) -> Document | None:
    """The file as read, under the name that it was given by; None, with the reason said, where it can't be read."""
    from kybao.documents import UnreadableFile, read_document

    try:
        return replace(read_document(file), name=str(file))
    except UnreadableFile as error:
        click.echo(f"Lỗi: {file}: {error.what} {error.mend}", err=True)
        return None


def _print_json(data: Any) -> None:
    click.echo(json.dumps(data, ensure_ascii=False, indent=2))


def _print_findings(shown: Sequence[tuple[Document, Sequence[Finding]]]) -> None:
    from kybao.checking.presenting.terminal import summary, terminal_text

    terminal = sys.stdout.isatty()
    colour = terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    width = shutil.get_terminal_size((_PIPED_WIDTH, 40)).columns if terminal else _PIPED_WIDTH
    for document, findings in shown:
        for note in document.notes:
            click.echo(f"{document.name}: {note}")
        for text in terminal_text(document, findings, width=width, colour=colour):
            click.echo(text + "\n", color=True)
        if len(shown) > 1:
            click.echo(f"{document.name}: {summary(findings)}")
    total = summary([finding for _, findings in shown for finding in findings])
    click.echo(f"{len(shown)} tệp: {total}" if len(shown) > 1 else total)


def _write_page(out: Path, checked: Sequence[tuple[Document, Sequence[Finding]]]) -> None:
    from kybao.checking.presenting.page import write_page

    names = [replace(document, name=Path(document.name).name) for document, _ in checked]
    title = f"Kết quả kiểm tra {names[0].name if len(names) == 1 else f'{len(names)} báo cáo'}"
    page = write_page([(document, findings) for document, (_, findings) in zip(names, checked, strict=True)], title)
    _write(out, page.encode())


def _write_commented(out: Path, file: Path, findings: Sequence[Finding]) -> None:
    from kybao.checking.presenting.word_comments import comment_docx
    from kybao.documents import UnreadableFile

    try:
        data = comment_docx(file.read_bytes(), file.name, findings)
    except UnreadableFile as error:
        raise Failure(str(error)) from error
    _write(out, data)


def _refuse_to_overwrite(files: Sequence[Path], *outs: Path | None) -> None:
    given = {file.resolve() for file in files}
    for out in filter(None, outs):
        if out.resolve() in given:
            raise Failure(f"{out}: tệp kết quả trùng với tệp cần kiểm tra. Hãy chọn tên khác.")
    if outs.count(None) == 0 and len({out.resolve() for out in outs if out}) < len(outs):
        raise Failure("Hai tệp kết quả trùng tên nhau. Hãy chọn hai tên khác nhau.")


_WHY_NOT: tuple[tuple[type[OSError], str], ...] = (
    (FileNotFoundError, "không có thư mục này. Hãy tạo thư mục trước."),
    (NotADirectoryError, "đường dẫn đi qua một tệp. Hãy chọn thư mục khác."),
    (IsADirectoryError, "đây là một thư mục. Hãy ghi rõ tên tệp."),
    (PermissionError, "không có quyền ghi. Hãy chọn thư mục khác."),
)


def _write(out: Path, data: bytes) -> None:
    """Writes a result whole or not at all."""
    try:
        if out.is_dir():
            raise IsADirectoryError
        if out.exists() and not out.is_file():
            raise Failure(f"Không ghi được {out}: đây không phải là tệp thường. Hãy ghi rõ tên tệp.")
        target = out.resolve()
        written = target.with_name(f".{target.name}.{os.getpid()}")
        try:
            written.write_bytes(data)
            written.replace(target)
        finally:
            if target.parent.is_dir():
                written.unlink(missing_ok=True)
    except OSError as error:
        why = next((text for kind, text in _WHY_NOT if isinstance(error, kind)), f"{error.strerror}.")
        raise Failure(f"Không ghi được {out}: {why}") from error
    click.echo(f"Đã ghi {out}", err=True)
