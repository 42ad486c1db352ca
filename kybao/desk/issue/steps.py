"""The way of a report as its page shows it: drafted, approved, issued, signed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from django.utils.timezone import localtime

from kybao.composing.models import IssuedFile, Report, ReportVersion


@dataclass(frozen=True, slots=True)
class Step:
    """`state`: done, where the report is now, or still to come."""

    label: str
    state: Literal["done", "now", "coming"]
    words: str = ""


def steps_of(report: Report, version: ReportVersion | None, signed: Sequence[IssuedFile]) -> tuple[Step, ...]:
    """`version` is the one that stands for the report, `signed` its signed files, the last signature last."""
    approved, issued = report.status != Report.Status.DRAFT, report.status == Report.Status.ISSUED
    reached = (True, approved, issued, bool(signed))
    now = max(place for place, there in enumerate(reached) if there)
    words = ("", _approved(version), _issued(report, version), _signed(signed))
    labels = ("Đang soạn" if now == 0 else "Đã soạn", "Duyệt", "Ban hành", "Ký số")
    done = ("", "Đã duyệt", "Đã ban hành", "Đã ký số")
    return tuple(
        Step(
            done[place] or labels[place] if reached[place] else labels[place],
            "now" if place == now else "done" if reached[place] else "coming",
            words[place] if reached[place] else "",
        )
        for place in range(len(labels))
    )


def _approved(version: ReportVersion | None) -> str:
    if version is None or not version.approved_by:
        return ""
    return f"bản {version.number}, {version.approved_by}, {localtime(version.at):%H:%M %d/%m/%Y}"


def _issued(report: Report, version: ReportVersion | None) -> str:
    if report.number is None or report.dated is None:
        return ""
    outside = "" if version is not None and version.approved_by else ", ngoài Kỳ báo"
    return f"số {report.number:02}/{report.regime.symbol}, {report.dated:%d/%m/%Y}{outside}"


def _signed(signed: Sequence[IssuedFile]) -> str:
    return ", ".join(one.signer for one in signed[-1].signatures.all()) if signed else ""
