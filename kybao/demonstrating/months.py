"""A demonstration's months one after another: units file, some late, wrong or not at all; the office answers, composes, issues.

All of it goes through the same functions as a real month. The same seed makes the same files at the same moments.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from django.db import transaction
from django.utils.timezone import localdate, localtime

from kybao.calendar import Period
from kybao.composing.answering import answer
from kybao.composing.issue.approving import approve
from kybao.composing.issue.issuing import issue
from kybao.composing.models import Task
from kybao.composing.text.drafting import report_of
from kybao.demonstrating.letters import letter
from kybao.demonstrating.prose import Author
from kybao.demonstrating.series import Figures, Series, load_series
from kybao.demonstrating.tables import rows
from kybao.documents.model import Span
from kybao.filing.models import Obligation, Submission
from kybao.filing.obliging import oblige
from kybao.filing.outlines import sections_of
from kybao.filing.receiving import receive
from kybao.filing.reviewing import send_back
from kybao.registry.models import Regime, Section, Unit

# Of a thousand reports.
_MISSING, _LATE, _RETURNED_AT_ONCE = 15, 60, 8
_RETURNED_IF_WRONG = 450
_DAYS_TO_ISSUE = 3
_ANSWERS = (
    (720, Task.Answer.DONE, ""),
    (930, Task.Answer.GOING_ON, "Đang triển khai theo kế hoạch."),
    (970, Task.Answer.NOT_DONE, "Chờ văn bản hướng dẫn của cấp trên."),
)  # the rest stays without an answer


@dataclass(frozen=True, slots=True)
class Wording:
    """What units write: by the key of a passage, by the kind of a unit (heading, text), and January's own passages."""

    passages: Mapping[str, str]
    of_kinds: Mapping[str, tuple[tuple[str, str], ...]]
    january: Mapping[str, str]

    @classmethod
    def load(cls, month_folder: Path, folder: Path) -> Wording:
        of_kinds: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for row in rows(folder / "of_kinds.csv"):
            for kind in row["kinds"].split("|"):
                of_kinds[kind].append((row["heading"], row["text"]))
        return cls(
            {row["key"]: row["text"] for row in rows(folder / "passages.csv")},
            {kind: tuple(texts) for kind, texts in of_kinds.items()},
            {row["key"]: row["text"] for row in rows(month_folder / "passages.csv")},
        )


@dataclass(frozen=True, slots=True)
class Play:
    """A committee's months under a seed."""

    regime: Regime
    seed: str
    series: Mapping[str, Series]
    wording: Wording

    @classmethod
    def of(cls, regime: Regime, seed: str, month_folder: Path, folder: Path) -> Play:
        return cls(regime, seed, load_series(folder), Wording.load(month_folder, folder))

    def month(self, period: Period, *, issued: bool) -> int:
        """Plays one month in one transaction; gives the number of submissions. Only the last is left to be composed."""
        sections = sections_of(self.regime, period)
        with transaction.atomic():
            filed = sum(self._filed(obligation, sections) for obligation in oblige(self.regime, period))
            self._answer_tasks(period)
            report = report_of(self.regime, period)
            if issued:
                approve(report)
                due = localtime(self.regime.version_for(period).due(period)).date()
                issue(report, min(due + timedelta(days=_DAYS_TO_ISSUE), localdate()))
        return filed

    def _filed(self, obligation: Obligation, sections: list[Section]) -> int:
        """How many versions a unit sends: none, one, or one that is returned and one that mends it."""
        chance = Random(f"{self.seed}/{obligation.unit.code}/{obligation.period}")
        fate = chance.randrange(1000)
        if fate < _MISSING:
            return 0
        moment = _moment(obligation.due_at, chance, late=fate < _MISSING + _LATE)
        if moment > localtime():
            return 0
        sent = self._receive(obligation, sections, moment, chance)
        if not self._returns(sent, chance):
            return 1
        again = moment + timedelta(hours=chance.randint(18, 40))
        if again < localtime():
            self._receive(obligation, sections, again, Random(f"{self.seed}/{again}"), slips=0)
        return 2

    def _receive(
        self, obligation: Obligation, sections: list[Section], moment: datetime, chance: Random, slips: int = 15
    ) -> Submission:
        unit, period = obligation.unit, obligation.period
        texts = self._texts(unit, period, sections, chance, slips)
        file = letter(self.regime, unit, period, localtime(moment).date(), sections, texts)
        return receive(obligation, file, f"{period}-{unit.code}.docx", moment).submission

    def _texts(
        self, unit: Unit, period: Period, sections: list[Section], chance: Random, slips: int
    ) -> dict[str, list[str]]:
        own = unit.area is None
        figures = Figures(self.seed, self.series, unit.code if own or unit.kind in self.wording.of_kinds else "")
        author = Author(figures, unit.listed_name, period, chance, slips)
        texts: dict[str, list[str]] = {}
        for section in sections:
            if section.is_passage and section.owner_id == unit.pk:
                template = self.wording.passages.get(section.key)
                january = self.wording.january.get(section.key, "")
                texts[section.key] = [author.filled(template) if template else author.unfigured(january)]
        for heading, template in self.wording.of_kinds.get(unit.kind, ()):
            texts.setdefault(heading, []).append(author.filled(template))
        return texts

    @staticmethod
    def _returns(submission: Submission, chance: Random) -> bool:
        """Returns some of what contradicts itself, at the sentence, and a few for other reasons."""
        wrong = submission.findings.filter(verdict="contradicts").first()
        if wrong is not None and chance.randrange(1000) < _RETURNED_IF_WRONG:
            send_back(
                submission,
                f"Đề nghị kiểm tra lại con số “{wrong.stated or wrong.quote[:60]}”.",
                Span(wrong.block, wrong.start, wrong.end),
            )
            return True
        if chance.randrange(1000) < _RETURNED_AT_ONCE:
            send_back(submission, "Đề nghị bổ sung số liệu so sánh với cùng kỳ năm trước.")
            return True
        return False

    def _answer_tasks(self, period: Period) -> None:
        for task in Task.objects.filter(report__regime=self.regime, period=period).select_related("report", "owner"):
            drawn = Random(f"{self.seed}/{task.position}/{period}/{task.owner_id is None}").randrange(1000)
            word, note = next(((word, note) for most, word, note in _ANSWERS if drawn < most), (None, ""))
            if word is not None:
                answer(task, word, note)


def _moment(due_at: datetime, chance: Random, *, late: bool) -> datetime:
    """When a report comes in: in office hours of the days before it is due, or up to five days after."""
    if late:
        return due_at + timedelta(minutes=chance.randint(30, 5 * 24 * 60))
    days, minutes = chance.choice((0, 0, 0, 1, 1, 2, 3, 4)), chance.randint(5, 9 * 60)
    return due_at - timedelta(days=days, minutes=minutes)
