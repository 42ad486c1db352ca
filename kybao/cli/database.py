"""Commands that work on the database: Django made ready, the period and the regime that are meant, errors in one message."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from kybao.cli.vietnamese import Failure

if TYPE_CHECKING:
    from kybao.calendar import Period
    from kybao.composing.models import Report
    from kybao.registry.models import Regime


PERIOD_HELP = "Kỳ báo cáo: 2022-01 (tháng), 2022-Q1 (quý), 2022-H1 (6 tháng), 2022-9M hoặc 2022."
REGIME = click.option("--regime", metavar="MÃ", help="Mã chế độ báo cáo, khi có nhiều hơn một.")


@contextmanager
def starting_up() -> Iterator[None]:
    from kybao.starting import CannotStart

    try:
        yield
    except CannotStart as error:
        raise Failure(str(error)) from error


@contextmanager
def database() -> Iterator[None]:
    """Django and a migrated database for what follows; what can't be done is said in one message."""
    from kybao import starting
    from kybao.documents import UnreadableFile

    with starting_up():
        starting.set_up_django()
        starting.migrate()
    from kybao.composing.issue.closing import PeriodIsClosed
    from kybao.composing.text.drafting import NothingToReport
    from kybao.exchange.month_folder import BrokenFolder
    from kybao.filing.obliging import NoObligation

    try:
        yield
    except (UnreadableFile, BrokenFolder, NoObligation, NothingToReport, PeriodIsClosed) as error:
        raise Failure(str(error)) from error


@contextmanager
def leading() -> Iterator[None]:
    """The database for a step between draft and signed report; why it can't be taken is said in one message."""
    with database():
        from kybao.composing.issue.approving import Unready
        from kybao.composing.issue.register import NumberRefused
        from kybao.composing.issue.signed import NotTheReport
        from kybao.composing.models import DamagedFile
        from kybao.composing.text.drafting import ReportIsFixed
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


def report_for(notation: str, regime: str | None) -> Report:
    """The period's report as it stands; drafted where none has been begun."""
    from kybao.composing.models import Report
    from kybao.composing.text.drafting import report_of

    of, period = regime_of(regime), period_of(notation)
    return Report.objects.filter(regime=of, period=period).first() or report_of(of, period)


def period_of(notation: str) -> Period:
    from kybao.calendar import InvalidPeriod, Period

    try:
        return Period.parse(notation)
    except InvalidPeriod as error:
        raise Failure(str(error)) from error


def regime_of(code: str | None) -> Regime:
    from kybao.registry.models import Regime

    regimes = {regime.code: regime for regime in Regime.objects.order_by("code")}
    if code is None and len(regimes) == 1:
        return next(iter(regimes.values()))
    if not regimes:
        raise Failure("Chưa có chế độ báo cáo nào. Hãy nạp bằng kybao load THƯ_MỤC hoặc kybao start.")
    if code not in regimes:
        raise Failure(f"Hãy chọn chế độ báo cáo bằng --regime: {', '.join(regimes)}.")
    return regimes[code]
