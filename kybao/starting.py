"""`kybao start` and `kybao serve`: the database made ready, the sample month loaded, pages served."""

from __future__ import annotations

import errno
import os
import socket
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

from kybao.registry.january import SAMPLE_MONTH as SAMPLE_MONTH

Say = Callable[[str], None]


class CannotStart(Exception):
    """Why Kybao does not start; its message is Vietnamese: what, where, how to mend it."""


def set_up_django() -> None:
    """Loads Django with Kybao's settings; nothing before this may import a model."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kybao.settings")
    import django
    from django.apps import apps

    if not apps.ready:
        try:
            django.setup()
        except OSError as error:
            raise CannotStart(
                f"Không ghi được vào thư mục dữ liệu ({error}). Hãy đặt KYBAO_DATA là một thư mục ghi được."
            ) from error


def migrate() -> None:
    """Brings the database to the form that this version needs; takes no time where it is there already."""
    from django.core.management import call_command
    from django.db import OperationalError

    try:
        call_command("migrate", verbosity=0, interactive=False)
    except OperationalError as error:
        raise CannotStart(
            f"Không mở được cơ sở dữ liệu ({error}). Hãy kiểm tra KYBAO_DATA hoặc DATABASE_URL và quyền ghi."
        ) from error


def make_ready(say: Say) -> None:
    """Migrates the database, and loads the month of January 2022 where there is none yet."""
    from kybao.registry.models import Regime

    migrate()
    _keep_up_with_the_calendar()
    if Regime.objects.exists():
        return
    from kybao.exchange.month_folder import load_month

    say("Đang nạp tháng 01 năm 2022 của thành phố Cao Bằng (đọc 35 tệp, có bản quét cần nhận dạng chữ)…")
    load_month(SAMPLE_MONTH)


def _keep_up_with_the_calendar() -> None:
    """Units and regimes take the form that decisions give them from today on."""
    from kybao.registry.models import Regime
    from kybao.registry.recording import bring_up_to_date
    from kybao.registry.regimes import keep_in_step

    bring_up_to_date()
    for regime in Regime.objects.all():
        keep_in_step(regime)


def write_missing_outputs() -> dict[str, Path]:
    """The folder of each report's outputs by period; those of the report as it stands are left as they are."""
    from django.conf import settings

    from kybao.composing.models import Report
    from kybao.composing.paper.outputs import keep_up_to_date

    folders: dict[str, Path] = {}
    for report in Report.objects.select_related("regime__receiver", "replaces").order_by("period"):
        folder = Path(settings.DATA_DIR) / "outputs" / str(report.period)
        keep_up_to_date(report, folder)
        folders[str(report.period)] = folder
    return folders


def say_what_is_there(folders: dict[str, Path], say: Say) -> None:
    """The newest month in a few lines: what came in, what was found, where the outputs are."""
    from kybao.checking.presenting.wording import VERDICTS
    from kybao.composing.models import Report
    from kybao.filing.status import status_of, totals
    from kybao.filing.timeliness import Timeliness

    report = Report.objects.select_related("regime").order_by("period").last()
    if report is None:
        return
    rows = status_of(report.regime, report.period)
    count = totals(rows)
    filed = sum(row.submission is not None for row in rows)
    late = ", ".join(row.obligation.unit.listed_name for row in rows if row.timeliness is Timeliness.LATE)
    missing = ", ".join(row.obligation.unit.listed_name for row in rows if row.timeliness is Timeliness.MISSING)
    say(f"{report.period.label.capitalize()} · {report.regime.receiver.name}")
    say(
        f"  Đã nhận:   {filed}/{len(rows)} đơn vị; {count[Timeliness.ON_TIME]} đúng hạn, {count[Timeliness.LATE]} chậm"
        + (f" ({late})" if late else "")
    )
    if missing:
        say(f"  Không có:  {missing}")
    by_verdict = {
        words.word: sum(row.verdicts.get(verdict.value, 0) for row in rows) for verdict, words in VERDICTS.items()
    }
    say("  Phát hiện: " + ", ".join(f"{number} {word}" for word, number in by_verdict.items() if number))
    say(f"  Kết quả:   {folders[str(report.period)]}")
    for path in sorted(folders[str(report.period)].iterdir()):
        if not path.name.startswith("."):
            say(f"             - {path.name}")


def serve(host: str, port: int, say: Say, *, with_worker: bool = True) -> None:
    """Serves the pages until interrupted, with a worker beside it unless one runs elsewhere.

    Raises `CannotStart` where the port is taken or not allowed, and where others than this machine could look in while there
    is no account yet.
    """
    from django.conf import settings

    from kybao.people.accounts import no_account_yet

    if host not in _OWN_ADDRESSES and no_account_yet():
        raise CannotStart(
            f"Chưa có tài khoản nào nên Kỳ báo chỉ mở cho máy này, không mở tại {host}. "
            "Hãy tạo tài khoản quản trị đầu tiên bằng kybao init rồi chạy lại."
        )
    listener = _listener(host, port)
    import waitress

    from kybao.filing.apart.asking import stand_ready
    from kybao.working.child import worker_beside

    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)  # WhiteNoise warns where it is missing
    from kybao.wsgi import application

    shown = "localhost" if host in ("127.0.0.1", "::1") else host
    say(f"Kybao đang chạy tại http://{shown}:{listener.getsockname()[1]}/ (nhấn Ctrl+C để dừng)")
    # Headers of a proxy that is not trusted stay visible, so that a page can tell that it was asked for from elsewhere.
    proxy = (
        {"trusted_proxy": settings.TRUSTED_PROXY, "trusted_proxy_headers": _PROXY_HEADERS}
        if settings.TRUSTED_PROXY
        else {"clear_untrusted_proxy_headers": False}
    )
    if not os.environ.get("KYBAO_ADDRESS") and not os.environ.get(
        "KYBAO_HOSTS"
    ):  # what letters lead to, and the worker's
        os.environ["KYBAO_ADDRESS"] = settings.SITE_ADDRESS = f"http://localhost:{listener.getsockname()[1]}"
    stand_ready()
    with worker_beside() if with_worker else nullcontext():
        waitress.serve(
            application,
            sockets=[listener],
            threads=8,
            connection_limit=_CONNECTIONS,
            asyncore_use_poll=True,
            ident="kybao",
            **proxy,
        )


_CONNECTIONS = 1000  # browsers keep theirs open between pages: with waitress's 100, whoever came after would wait
_OWN_ADDRESSES = {"127.0.0.1", "::1", "localhost"}
_PROXY_HEADERS = {"x-forwarded-for", "x-forwarded-host", "x-forwarded-proto"}


def _listener(host: str, port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise CannotStart(
                f"Cổng {port} đang có chương trình khác dùng. Hãy dừng chương trình đó hoặc chọn cổng khác: --port {port + 1}."
            ) from error
        raise CannotStart(
            f"Không mở được cổng {port} trên {host} ({error.strerror}). Hãy chọn cổng khác, lớn hơn 1024."
        ) from error
    listener.listen(64)
    return listener
