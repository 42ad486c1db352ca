"""click in Vietnamese: the headings of its help pages and the messages of its errors."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

import click

COULD_NOT_READ = 2
_INTERRUPTED = 130
_READER_GONE = 141  # what a shell reports of a command that SIGPIPE ended

_HEADINGS = {"Options": "Tuỳ chọn", "Commands": "Các lệnh", "Positional arguments": "Tham số"}


class _Formatter(click.HelpFormatter):
    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, "Cách dùng: " if prefix is None else prefix)

    def write_heading(self, heading: str) -> None:
        super().write_heading(_HEADINGS.get(heading, heading))


class _Context(click.Context):
    formatter_class = _Formatter


class Command(click.Command):
    """A command whose help and errors are in Vietnamese."""

    context_class = _Context

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("options_metavar", "[TUỲ CHỌN]")
        options["context_settings"] = {"allow_extra_args": True, **(options.get("context_settings") or {})}
        super().__init__(*args, **options)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        return _explained(super().get_help_option(ctx))

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        try:
            rest = super().parse_args(ctx, args)
        except click.BadOptionUsage as error:
            error.ctx = error.ctx or ctx
            raise
        if rest:
            raise click.UsageError(f"Thừa tham số: {' '.join(rest)}.", ctx)
        return rest


class Group(click.Group):
    """A group whose help and errors, and those of its commands, are in Vietnamese."""

    context_class = _Context
    command_class = Command

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("options_metavar", "[TUỲ CHỌN]")
        options.setdefault("subcommand_metavar", "LỆNH [THAM SỐ]...")
        super().__init__(*args, **options)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        return _explained(super().get_help_option(ctx))

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """Runs the command line; every way out ends with an exit code and, where something is wrong, one clear message."""
        if not standalone_mode:
            return super().main(args, prog_name, complete_var, standalone_mode=False, **extra)
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(encoding="utf-8", errors="backslashreplace")
        try:
            code = super().main(args, prog_name, complete_var, standalone_mode=False, **extra)
            sys.stdout.flush()
        except click.ClickException as error:
            _show(error)
            code = error.exit_code
        except (click.Abort, KeyboardInterrupt):
            click.echo("Đã dừng theo yêu cầu.", err=True)
            code = _INTERRUPTED
        except BrokenPipeError:
            _leave_quietly()
        sys.exit(code if isinstance(code, int) else 0)


class Failure(click.ClickException):
    """One message on what is wrong and how to mend it, and exit code 2."""

    exit_code = COULD_NOT_READ


def _explained(option: click.Option | None) -> click.Option | None:
    if option is not None:
        option.help = "Xem hướng dẫn này rồi thoát."
    return option


def _leave_quietly() -> NoReturn:
    """The reader of our output is gone (`kybao check … | head`): nothing more to say, and nothing to complain of at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(_READER_GONE)


def _show(error: click.ClickException) -> None:
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        click.echo(error.message, err=True)
        return
    click.echo(f"Lỗi: {message_of(error)}", err=True)
    if isinstance(error, click.UsageError) and error.ctx is not None:
        click.echo(f"Xem cách dùng: {error.ctx.command_path} --help", err=True)


def message_of(error: click.ClickException) -> str:
    """What a click error says, in Vietnamese.

    >>> message_of(click.NoSuchOption("--jsn", possibilities=["--json", "--html"]))
    'Không có tuỳ chọn --jsn. Có phải là --json?'
    """
    if isinstance(error, click.NoSuchOption):
        return f"Không có tuỳ chọn {error.option_name}.{_perhaps(error.possibilities)}"
    if isinstance(error, click.exceptions.NoSuchCommand):
        return f"Không có lệnh {error.command_name}.{_perhaps(error.possibilities)}"
    if isinstance(error, click.BadOptionUsage):
        return f"Tuỳ chọn {error.option_name} {'không nhận giá trị' if _is_flag(error) else 'cần một giá trị đi kèm'}."
    if isinstance(error, click.MissingParameter):
        return f"Thiếu {_named(error)}."
    if isinstance(error, click.BadParameter):
        return f"{_named(error)}: {_wrong_value(error)}"
    return error.format_message()


def _perhaps(names: list[str] | None) -> str:
    return f" Có phải là {' hoặc '.join(names)}?" if names else ""


def _is_flag(error: click.BadOptionUsage) -> bool:
    params = error.ctx.command.params if error.ctx else []
    return any(isinstance(param, click.Option) and param.is_flag for param in params if error.option_name in param.opts)


def _named(error: click.BadParameter) -> str:
    if isinstance(error.param, click.Option):
        return f"tuỳ chọn {max(error.param.opts, key=len)}"
    if error.param is not None and error.ctx is not None:
        return f"tham số {error.param.make_metavar(error.ctx).strip('.[]')}"
    return "tham số"


def _wrong_value(error: click.BadParameter) -> str:
    kind = error.param.type if error.param is not None else None
    if isinstance(kind, click.Choice):
        return f"phải là một trong các giá trị {', '.join(map(str, kind.choices))}."
    if isinstance(kind, click.types.IntParamType):
        return "phải là số nguyên trong khoảng cho phép." if isinstance(kind, click.IntRange) else "phải là số nguyên."
    return error.message
