"""The files in the folder of outputs follow the reports: written anew behind the pages whenever something was done."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Q

from kybao.composing.models import Report
from kybao.composing.paper.outputs import keep_up_to_date
from kybao.people.models import HistoryEntry

_FOLLOWED = ".followed"  # beside the folders: the number of the last entry of the history that was looked at
_NEWEST = 6  # reports that are looked at; those of longer ago are written by `kybao start` and `kybao month`
_TOUCHING = ("filing.", "composing.", "exchange.", "registry.")


def keep_outputs(_: Mapping[str, Any]) -> None:
    """The recurring job. Where there is no folder of outputs, none were asked for."""
    folder = Path(settings.DATA_DIR) / "outputs"
    if not folder.is_dir():
        return
    last = HistoryEntry.objects.order_by("-number").values_list("number", flat=True).first() or 0
    seen = _number(folder / _FOLLOWED)
    if seen == last:
        return
    entries = HistoryEntry.objects.filter(number__gt=seen if seen < last else 0)  # after a restore it is shorter
    touching = Q()
    for prefix in _TOUCHING:
        touching |= Q(action__startswith=prefix)
    if entries.filter(touching).exists():
        for report in reversed(_newest()):
            keep_up_to_date(report, folder / str(report.period))
    (folder / _FOLLOWED).write_text(str(last))


def _newest() -> list[Report]:
    reports = Report.objects.select_related("regime__receiver", "replaces")
    return list(reports.order_by("-period", "-pk")[:_NEWEST])


def _number(path: Path) -> int:
    try:
        return int(path.read_text())
    except (OSError, ValueError):
        return 0
