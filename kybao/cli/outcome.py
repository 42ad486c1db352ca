"""What commands share: the kinds of files they take, and how results are printed and written."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import click

from kybao.cli.vietnamese import Failure

FOUND = 1  # the exit code of a command that found something
KINDS = "Nhận các loại tệp .docx, .pdf, .xlsx, .md, .txt và .html."
FILE = click.Path(path_type=Path)


def print_json(data: Any) -> None:
    click.echo(json.dumps(data, ensure_ascii=False, indent=2))


_WHY_NOT: tuple[tuple[type[OSError], str], ...] = (
    (FileNotFoundError, "không có thư mục này. Hãy tạo thư mục trước."),
    (NotADirectoryError, "đường dẫn đi qua một tệp. Hãy chọn thư mục khác."),
    (IsADirectoryError, "đây là một thư mục. Hãy ghi rõ tên tệp."),
    (PermissionError, "không có quyền ghi. Hãy chọn thư mục khác."),
)


def why_not(error: OSError) -> str:
    """What stands in the way of writing, and how to mend it where that is known."""
    return next((text for kind, text in _WHY_NOT if isinstance(error, kind)), f"{error.strerror}.")


def write(out: Path, data: bytes) -> None:
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
        raise Failure(f"Không ghi được {out}: {why_not(error)}") from error
    click.echo(f"Đã ghi {out}", err=True)
