"""The forms of a plan of reminders and of what a reminder says."""

from __future__ import annotations

from typing import Any

from django import forms

from kybao.reminding.models import ReminderPlan
from kybao.reminding.planning import CannotPlan, Plan, numbers
from kybao.reminding.wording import Words, faults_in

_MOST_DAYS, _MOST_HOURS = 30, 72


class PlanForm(forms.Form):
    automatic = forms.BooleanField(label="Tự động nhắc theo lịch này", required=False)
    days_before = forms.CharField(
        label="Trước hạn (ngày)", required=False, max_length=60, help_text="Ví dụ 3, 1. Để trống nếu không nhắc."
    )
    hours_before = forms.CharField(label="Trước hạn (giờ)", required=False, max_length=60, help_text="Ví dụ 1.")
    at = forms.TimeField(
        label="Giờ nhắc trong ngày",
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": "Hãy ghi giờ như 08:00.", "required": "Hãy ghi giờ nhắc, ví dụ 08:00."},
    )
    days_after = forms.IntegerField(
        label="Sau hạn: nhắc mỗi ngày làm việc, nhiều nhất (ngày)",
        min_value=0,
        max_value=_MOST_DAYS,
        help_text="0 là không nhắc sau hạn.",
    )
    escalate_after = forms.IntegerField(
        label="Báo lãnh đạo từ ngày quá hạn thứ",
        min_value=0,
        max_value=_MOST_DAYS,
        help_text="0 là không báo lãnh đạo.",
    )
    tell_unit_leader = forms.BooleanField(label="Báo lãnh đạo của đơn vị", required=False)
    tell_committee_leader = forms.BooleanField(label="Báo lãnh đạo của cơ quan nhận báo cáo", required=False)

    def __init__(self, data: Any = None, *, plan: ReminderPlan) -> None:
        listed = {name: ", ".join(map(str, getattr(plan, name))) for name in ("days_before", "hours_before")}
        initial = {name: getattr(plan, name) for name in Plan.__dataclass_fields__} | listed
        super().__init__(data, initial=initial)
        for field in ("days_after", "escalate_after"):
            self.fields[field].error_messages |= {
                "invalid": "Hãy ghi một số.",
                "required": "Hãy ghi một số, 0 nếu không dùng.",
                "min_value": "Hãy ghi số từ 0 trở lên.",
                "max_value": f"Nhiều nhất {_MOST_DAYS} ngày.",
            }

    def clean_days_before(self) -> tuple[int, ...]:
        return self._numbers("days_before", _MOST_DAYS)

    def clean_hours_before(self) -> tuple[int, ...]:
        return self._numbers("hours_before", _MOST_HOURS)

    def given(self) -> Plan:
        return Plan(**self.cleaned_data)

    def _numbers(self, field: str, most: int) -> tuple[int, ...]:
        try:
            return numbers(self.cleaned_data[field], most)
        except CannotPlan as error:
            raise forms.ValidationError(str(error)) from error


class WordsForm(forms.Form):
    subject = forms.CharField(label="Tiêu đề", max_length=200, required=False)
    text = forms.CharField(label="Nội dung", widget=forms.Textarea(attrs={"rows": 12}), required=False)

    def __init__(self, data: Any = None, *, words: Words) -> None:
        super().__init__(data, initial={"subject": words.subject, "text": words.text})

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for fault in faults_in(self.given()):
            self.add_error(None, fault)
        return cleaned

    def given(self) -> Words:
        data = self.cleaned_data
        return Words(" ".join(data.get("subject", "").split()), data.get("text", "").replace("\r\n", "\n").strip())
