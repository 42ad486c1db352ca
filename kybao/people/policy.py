"""The one table of rights: what each role may do, and over how much. Read it from top to bottom."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from django.db.models import TextChoices


class Role(TextChoices):
    """What a person is to a unit (vai trò). An onlooker is whoever sits at a machine on which no account exists yet."""

    REPORTER = "reporter", "Người báo cáo"
    OFFICER = "officer", "Người tổng hợp"
    LEADER = "leader", "Lãnh đạo"
    ADMINISTRATOR = "administrator", "Quản trị"
    AUDITOR = "auditor", "Kiểm tra"
    API_CLIENT = "api_client", "Phần mềm kết nối"
    ONLOOKER = "onlooker", "Người xem tại máy"


class Reach(Enum):
    """Over how much a right goes: nothing, the role's own unit, or all of its committee.

    A committee's role that names no unit reaches over the whole installation.
    """

    NONE = "·"
    OWN = "own"
    ALL = "all"


class Right(TextChoices):
    """What can be done (quyền); its value is also the scope that a token for the API may carry."""

    READ_OBLIGATIONS = "obligations.read", "Xem nghĩa vụ báo cáo và kỳ báo cáo"
    READ_SUBMISSIONS = "submissions.read", "Xem bài nộp và phát hiện"
    READ_FACTS = "facts.read", "Xem số liệu"
    READ_TASKS = "tasks.read", "Xem nhiệm vụ"
    READ_REPORTS = "reports.read", "Xem báo cáo tổng hợp"
    READ_HISTORY = "history.read", "Xem lịch sử"
    FILE = "submissions.file", "Nộp báo cáo, giải trình phát hiện"
    ANSWER_TASKS = "tasks.answer", "Trả lời nhiệm vụ"
    REVIEW = "submissions.review", "Nhận, trả lại bài nộp, nhắc nộp"
    COMPOSE = "reports.compose", "Soạn báo cáo tổng hợp"
    COMMENT = "reports.comment", "Góp ý báo cáo tổng hợp"
    APPROVE = "reports.approve", "Duyệt báo cáo tổng hợp"
    SIGN = "reports.sign", "Ký, ban hành báo cáo tổng hợp"
    MANAGE_REGISTRY = "registry.manage", "Quản lý đơn vị, chế độ báo cáo, đề cương, chỉ tiêu"
    MANAGE_PEOPLE = "people.manage", "Quản lý người dùng"


_COLUMNS = (
    Role.REPORTER,
    Role.OFFICER,
    Role.LEADER,
    Role.ADMINISTRATOR,
    Role.AUDITOR,
    Role.API_CLIENT,
    Role.ONLOOKER,
)
_TABLE = {
    #                       reporter officer leader administrator auditor api_client onlooker
    Right.READ_OBLIGATIONS: "own      all     all    all           all     all        all",
    Right.READ_SUBMISSIONS: "own      all     all    all           all     all        all",
    Right.READ_FACTS:       "own      all     all    all           all     all        all",
    Right.READ_TASKS:       "own      all     all    all           all     all        all",
    Right.READ_REPORTS:     "·        all     all    all           all     all        all",
    Right.READ_HISTORY:     "own      all     ·      all           all     ·          ·",
    Right.FILE:             "own      all     ·      ·             ·       all        ·",
    Right.ANSWER_TASKS:     "own      all     ·      ·             ·       all        ·",
    Right.REVIEW:           "·        all     ·      ·             ·       ·          ·",
    Right.COMPOSE:          "·        all     ·      ·             ·       ·          ·",
    Right.COMMENT:          "·        all     all    ·             ·       ·          ·",
    Right.APPROVE:          "·        ·       all    ·             ·       ·          ·",
    Right.SIGN:             "·        ·       all    ·             ·       ·          ·",
    Right.MANAGE_REGISTRY:  "·        ·       ·      all           ·       ·          ·",
    Right.MANAGE_PEOPLE:    "·        ·       ·      all           ·       ·          ·",
}  # fmt: skip

POLICY: Mapping[Right, Mapping[Role, Reach]] = {
    right: dict(zip(_COLUMNS, map(Reach, row.split()), strict=True)) for right, row in _TABLE.items()
}
GRANTED_ROLES = tuple(role for role in Role if role is not Role.ONLOOKER)
"""The roles that a person can be given."""
