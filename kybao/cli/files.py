"""`kybao read` and `kybao check`: single files, no database."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kybao.cli.group import main
from kybao.cli.outcome import FILE, FOUND, KINDS, print_json, write
from kybao.cli.vietnamese import COULD_NOT_READ, Failure

if TYPE_CHECKING:
    from kybao.checking.finding import Finding
    from kybao.documents.model import Document


_PIPED_WIDTH = 100


@main.command("read", short_help="Đọc một báo cáo và nêu những gì đọc được.")
@click.argument("file", metavar="TỆP", type=FILE, help=KINDS)
@click.option("--json", "as_json", is_flag=True, help="In dữ liệu JSON, mọi con số kèm vị trí trong văn bản.")
def read_command(file: Path, as_json: bool) -> None:
    """Đọc một báo cáo: đề cương, số liệu, nhận định số liệu, ngày tháng và văn bản được dẫn."""
    from kybao.checking.presenting.data import reading_record
    from kybao.checking.presenting.reading_text import reading_text
    from kybao.documents import UnreadableFile, read_document
    from kybao.reading import read

    try:
        document = replace(read_document(file), name=str(file))  # the name that it was given by
    except UnreadableFile as error:
        raise Failure(f"{file}: {error.what} {error.mend}") from error
    reading = read(document)
    if as_json:
        print_json(reading_record(reading))
    else:
        click.echo("\n".join(reading_text(reading)))


@main.command("check", short_help="Kiểm tra một hay nhiều báo cáo.")
@click.argument("files", metavar="TỆP...", nargs=-1, required=True, type=FILE, help=KINDS)
@click.option("--json", "as_json", is_flag=True, help="In dữ liệu JSON: danh sách các phát hiện của mọi tệp.")
@click.option("--html", metavar="TỆP_RA", type=FILE, help="Ghi một trang HTML có cả văn bản và phát hiện ở lề.")
@click.option("--docx", metavar="TỆP_RA", type=FILE, help="Ghi bản sao tệp Word có chú thích ở từng chỗ cần xem lại.")
@click.option("--all", "everything", is_flag=True, help="Nêu cả những điều đúng, không chỉ điều cần xem lại.")
def check_command(
    files: tuple[Path, ...], as_json: bool, html: Path | None, docx: Path | None, everything: bool
) -> None:
    """Kiểm tra số liệu, ngày tháng, số thứ tự và căn cứ pháp lý của một hay nhiều báo cáo."""
    from kybao.cli.many_files import check_files

    if docx is not None and len(files) != 1:
        raise click.UsageError("Tuỳ chọn --docx chỉ dùng với một tệp Word.", click.get_current_context())
    _refuse_to_overwrite(files, html, docx)
    checked: list[tuple[Document, Sequence[Finding]]] = []
    for one in check_files(files):
        if one.document is None:
            click.echo(f"Lỗi: {one.file}: {one.refused}", err=True)
        else:
            checked.append((one.document, one.findings))
    if docx is not None and checked:
        _write_commented(docx, files[0], checked[0][1])
    if html is not None and checked:
        _write_page(html, checked)
    shown = [(document, [f for f in findings if everything or f.needs_eye]) for document, findings in checked]
    if as_json:
        from kybao.checking.presenting.data import finding_record

        print_json([finding_record(document, finding) for document, findings in shown for finding in findings])
    elif checked:
        _print_findings(shown)
    if len(checked) < len(files):
        sys.exit(COULD_NOT_READ)
    sys.exit(FOUND if any(finding.needs_eye for _, findings in checked for finding in findings) else 0)


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
    write(out, page.encode())


def _write_commented(out: Path, file: Path, findings: Sequence[Finding]) -> None:
    from kybao.checking.presenting.word_comments import comment_docx
    from kybao.documents import UnreadableFile

    try:
        data = comment_docx(file.read_bytes(), file.name, findings)
    except UnreadableFile as error:
        raise Failure(str(error)) from error
    write(out, data)


def _refuse_to_overwrite(files: Sequence[Path], *outs: Path | None) -> None:
    given = {file.resolve() for file in files}
    for out in filter(None, outs):
        if out.resolve() in given:
            raise Failure(f"{out}: tệp kết quả trùng với tệp cần kiểm tra. Hãy chọn tên khác.")
    if outs.count(None) == 0 and len({out.resolve() for out in outs if out}) < len(outs):
        raise Failure("Hai tệp kết quả trùng tên nhau. Hãy chọn hai tên khác nhau.")
