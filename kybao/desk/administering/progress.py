"""How far the set-up of a committee has come: what is there, and what is missing still."""

from __future__ import annotations

from dataclasses import dataclass

from kybao.desk.administering.periods import opened
from kybao.people.models import Invitation, Membership
from kybao.registry.models import Committee, Indicator, Regime, Section, Unit
from kybao.registry.setting_up.committees import committee_in_hand


@dataclass(frozen=True, slots=True)
class Step:
    """A step, as the list shows it. `said` is what is there, or what is missing; `open` tells that it can be taken now."""

    name: str
    number: int
    title: str
    done: bool
    said: str
    open: bool = True

    @property
    def asks(self) -> str:
        """What a person should have at hand for it."""
        return _ASKS[self.name]


_ASKS = {
    "committee": "tên cơ quan, tên viết tắt trong số ký hiệu, địa danh",
    "units": "danh sách đơn vị, dán từ Excel được",
    "regime": "kỳ nào, hạn nộp, chốt số liệu, người ký, nơi nhận, căn cứ",
    "outline": "các mục của báo cáo và đơn vị viết từng mục; có mẫu tháng 01/2022",
    "indicators": "lấy từ danh mục tháng 01/2022, hoặc bảng của cơ quan",
    "people": "họ tên mỗi đơn vị một người, và người tổng hợp, lãnh đạo",
    "period": "chọn kỳ; mỗi đơn vị có báo cáo phải nộp từ đó",
}


@dataclass(frozen=True, slots=True)
class Progress:
    committee: Committee | None
    regime: Regime | None
    steps: tuple[Step, ...]

    @property
    def next(self) -> Step | None:
        return next((step for step in self.steps if not step.done), None)

    @property
    def done(self) -> int:
        return sum(step.done for step in self.steps)

    def after(self, name: str) -> Step | None:
        """The step that follows another."""
        names = [step.name for step in self.steps]
        place = names.index(name) + 1
        return self.steps[place] if place < len(names) else None


def progress() -> Progress:
    committee = committee_in_hand()
    regime = (
        Regime.objects.filter(receiver=committee.unit).select_related("receiver").order_by("pk").first()
        if committee
        else None
    )
    units = Unit.objects.filter(parent=committee.unit).count() if committee else 0
    headings = regime.sections.exclude(kind=Section.Kind.PARAGRAPH).count() if regime else 0
    unowned = _unowned(regime) if regime and headings else 0
    indicators = Indicator.objects.count()
    people = _people(committee)
    periods = opened(regime) if regime else []
    steps = (
        ("committee", "Cơ quan", bool(committee), committee.unit.name if committee else "Chưa có tên cơ quan"),
        ("units", "Đơn vị", units > 0, f"{units} đơn vị báo cáo" if units else "Chưa có đơn vị nào"),
        ("regime", "Chế độ báo cáo", bool(regime), regime.name if regime else "Chưa có kỳ, hạn nộp, người ký"),
        ("outline", "Đề cương", headings > 0, _outline_said(headings, unowned)),
        ("indicators", "Chỉ tiêu", indicators > 0, f"{indicators} chỉ tiêu" if indicators else "Chưa có chỉ tiêu nào"),
        ("people", "Người dùng", people > 0, _people_said(people, units)),
        ("period", "Kỳ đầu tiên", bool(periods), periods[-1].label if periods else "Chưa mở kỳ nào"),
    )
    needs = {
        "units": bool(committee),
        "regime": bool(committee),
        "outline": bool(regime and units),
        "people": bool(committee),
        "period": bool(regime and units),
    }
    return Progress(
        committee,
        regime,
        tuple(
            Step(name, number, title, done, said[:1].upper() + said[1:], needs.get(name, True))
            for number, (name, title, done, said) in enumerate(steps, 1)
        ),
    )


def units_without_people(committee: Committee) -> list[Unit]:
    """The units of which nobody has been invited yet, in their order."""
    taken = set(Membership.objects.exclude(unit=None).values_list("unit", flat=True))
    taken |= set(Invitation.objects.filter(withdrawn_at=None).exclude(unit=None).values_list("unit", flat=True))
    return [unit for unit in Unit.objects.filter(parent=committee.unit) if unit.pk not in taken]


def _unowned(regime: Regime) -> int:
    """Headings without a heading below them that no unit writes under."""
    sections = list(regime.sections)
    above = {one.parent_id for one in sections if not one.is_passage}
    owned = {one.parent_id for one in sections if one.is_passage}
    return sum(not one.is_passage and one.pk not in above and one.pk not in owned for one in sections)


def _outline_said(headings: int, unowned: int) -> str:
    if not headings:
        return "Chưa có đề cương"
    return f"{headings} mục" + (f", {unowned} mục chưa giao đơn vị nào" if unowned else "")


def _people(committee: Committee | None) -> int:
    """The units, of the committee and itself, that have somebody or to whom an invitation went."""
    if committee is None:
        return 0
    own = Unit.objects.filter(parent=committee.unit) | Unit.objects.filter(pk=committee.unit.pk)
    held = set(Membership.objects.filter(unit__in=own).values_list("unit", flat=True))
    return len(held | set(Invitation.objects.filter(unit__in=own, withdrawn_at=None).values_list("unit", flat=True)))


def _people_said(people: int, units: int) -> str:
    return f"{people}/{units + 1} đơn vị, kể cả cơ quan, đã có người" if people else "Chưa mời ai"
