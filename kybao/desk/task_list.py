"""The tasks that a report announces, under the headings that they stand under, all or one unit's."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from kybao.calendar import Period
from kybao.composing.models import Task, TaskQuerySet
from kybao.registry.models import Section, Unit
from kybao.registry.titles import printed_title


@dataclass(frozen=True, slots=True)
class TaskGroup:
    title: str
    tasks: tuple[Task, ...]


@dataclass(frozen=True, slots=True)
class TaskList:
    """`owners` are all units with a task; `chosen` is the one whose tasks are shown, if it is one of them."""

    groups: tuple[TaskGroup, ...]
    shown: int
    total: int
    owners: tuple[Unit, ...]
    chosen: Unit | None


def task_list(rows: TaskQuerySet, period: Period, owner_code: str = "") -> TaskList:
    """The tasks that the report of `period` announces, among the rows given."""
    tasks = list(
        rows.select_related("owner", "contribution__section__parent", "contribution__submission__obligation__unit")
        .defer("contribution__submission__document_data")
        .order_by("position")
    )
    owners = {task.owner.pk: task.owner for task in tasks if task.owner is not None}
    chosen = next((unit for unit in owners.values() if unit.code == owner_code), None)
    shown = [task for task in tasks if chosen is None or task.owner_id == chosen.pk]
    groups = (
        TaskGroup(_title(section, period), tuple(group))
        for section, group in groupby(
            shown, lambda task: _heading_over(task.contribution.section if task.contribution else None)
        )
    )
    in_order = sorted(owners.values(), key=lambda unit: (unit.list_number or 10**6, unit.code))
    return TaskList(tuple(groups), len(shown), len(tasks), tuple(in_order), chosen)


def _heading_over(section: Section | None) -> Section | None:
    return section.parent if section is not None and section.is_passage else section


def _title(section: Section | None, period: Period) -> str:
    if section is None:
        return "Nhiệm vụ khác"
    return f"{section.number}. {printed_title(section.title, period)}".lstrip(". ").rstrip(" :")
