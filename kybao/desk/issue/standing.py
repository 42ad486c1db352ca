"""Where the report of a month stands: what is in force, what is in hand, what was approved, and what this person may do."""

from __future__ import annotations

from dataclasses import dataclass

from kybao.composing.issue.issuing import in_force
from kybao.composing.models import IssuedFile, Report, ReportVersion
from kybao.desk.access import Month, User
from kybao.people.policy import Right
from kybao.people.scope import scope_of

_STATUS = Report.Status


@dataclass(frozen=True, slots=True)
class Standing:
    """`in_hand` is the report that is worked at, `in_force` the one that was issued last; both may be the same one.

    `rights` are what the person may do with the reports of this committee.
    """

    in_hand: Report
    in_force: Report | None
    rights: frozenset[Right]

    @property
    def replacing(self) -> bool:
        """Whether another report is on its way to replace the one in force."""
        return self.in_force is not None and self.in_force != self.in_hand

    def address(self, month: Month) -> str:
        """The page that shows the report in hand."""
        return month.address("report_in_hand" if self.replacing else "report")

    @property
    def foremost(self) -> Report:
        """The one that a reader is shown first."""
        return self.in_force or self.in_hand

    def may(self, right: Right) -> bool:
        return right in self.rights

    @property
    def may_compose(self) -> bool:
        return self.may(Right.COMPOSE) and self.in_hand.status == _STATUS.DRAFT

    @property
    def may_comment(self) -> bool:
        return self.may(Right.COMMENT) and self.in_hand.status != _STATUS.ISSUED

    @property
    def may_approve(self) -> bool:
        return self.may(Right.APPROVE) and self.in_hand.status != _STATUS.ISSUED

    @property
    def may_issue(self) -> bool:
        return self.may(Right.SIGN) and self.in_hand.status == _STATUS.APPROVED

    @property
    def may_replace(self) -> bool:
        return self.may(Right.COMPOSE) and self.in_hand.status == _STATUS.ISSUED

    @property
    def may_withdraw(self) -> bool:
        return self.may(Right.COMPOSE) and self.replacing


def standing_of(user: User, month: Month) -> Standing | None:
    """None where no report has been begun, or this person may not read it."""
    current = month.reports(user).select_related("regime__receiver", "replaces__regime__receiver").first()
    if current is None:
        return None
    issued = current if current.status == _STATUS.ISSUED else in_force(month.regime, month.period)
    return Standing(current, issued, rights_over(user, month.regime.receiver_id))


def rights_over(user: User, committee: int) -> frozenset[Right]:
    """What a person may do with what a committee receives."""
    scopes = {right: scope_of(user, right) for right in Right}
    return frozenset(right for right, scope in scopes.items() if scope.everything or committee in scope.committees)


def version_of(report: Report) -> ReportVersion | None:
    """The version that stands for the report; None while it is a draft."""
    return None if report.status == _STATUS.DRAFT else report.versions.last()


def replaced_by(report: Report) -> Report | None:
    """The report that was issued in its place."""
    by = Report.every.filter(replaces=report).first()
    return by if by is not None and by.status == _STATUS.ISSUED else None


def files_of(report: Report, kind: IssuedFile.Kind) -> list[IssuedFile]:
    """Without their bytes."""
    rows = report.issued_files.filter(kind=kind).select_related("report").prefetch_related("signatures")
    return list(rows)
