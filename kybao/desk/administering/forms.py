"""The forms of setting up and administering: Vietnamese labels, and errors that say how to mend them."""

from __future__ import annotations

from datetime import time
from typing import Any

from django import forms
from django.core.validators import RegexValidator

from kybao.calendar import ClosingRule, Counting, Deadline, Kind, Moving, Period
from kybao.filing.matching import cue
from kybao.registry.indicators import IndicatorTerms
from kybao.registry.models import Indicator, Regime, RegimeVersion, Section, Unit
from kybao.registry.pasted.naming import key_of
from kybao.registry.regimes import Heading
from kybao.registry.setting_up.committees import LEVELS, CommitteeTerms

_SLUG = RegexValidator(
    r"^[-a-zA-Z0-9_]+\Z", "Mã gồm chữ cái không dấu, chữ số, gạch nối và gạch dưới, như “ubnd-tan-giang”."
)
_REQUIRED = "Ô này chưa ghi. Hãy ghi."
_KINDS = [
    (Kind.MONTH.value, "Hằng tháng"),
    (Kind.QUARTER.value, "Hằng quý"),
    (Kind.HALF_YEAR.value, "6 tháng"),
    (Kind.NINE_MONTHS.value, "9 tháng"),
    (Kind.YEAR.value, "Hằng năm"),
]
_LEVELS = [("", "theo tên cơ quan"), *((level, level) for level in LEVELS)]
_OFFSETS = [(-1, "tháng trước"), (0, "tháng của kỳ"), (1, "tháng sau")]
_ADDING = [
    (Indicator.Kind.FLOW.value, "Phát sinh trong kỳ: cộng các đơn vị, cộng các tháng"),
    (Indicator.Kind.STOCK.value, "Có đến cuối kỳ: cộng các đơn vị, lấy tháng cuối"),
    (Indicator.Kind.RATIO.value, "Tỷ lệ: không cộng"),
    (Indicator.Kind.AVERAGE.value, "Bình quân: không cộng"),
]

Groups = tuple[tuple[str, tuple[str, ...]], ...]  # headings, and the names of the fields under each


class _Form(forms.Form):
    """Errors in Vietnamese for what Django says by itself; fields may stand in groups under headings."""

    groups: Groups = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.error_messages |= {"required": _REQUIRED, "invalid_choice": "Hãy chọn một trong danh sách."}
            if isinstance(field, forms.IntegerField):
                field.error_messages |= {
                    "invalid": "Hãy ghi một số.",
                    "min_value": "Số nhỏ quá: phải từ %(limit_value)s.",
                    "max_value": "Số lớn quá: nhiều nhất %(limit_value)s.",
                }
            if isinstance(field, forms.DateField):
                field.error_messages |= {"invalid": "Hãy ghi ngày như 01/07/2025."}
            if isinstance(field, forms.CharField) and field.max_length:
                field.error_messages |= {"max_length": "Dài quá %(limit_value)d chữ. Hãy rút gọn."}

    def clean(self) -> dict[str, Any]:
        """Texts with plain ends of lines, as they are kept."""
        data = super().clean() or {}
        return {name: one.replace("\r\n", "\n").strip() if isinstance(one, str) else one for name, one in data.items()}

    def grouped(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields under their headings, for the page."""
        return [(heading, [self[name] for name in names if name in self.fields]) for heading, names in self.groups]


def _day(label: str, **more: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        **more,
    )


def _lines(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class CommitteeForm(_Form):
    name = forms.CharField(
        label="Tên đầy đủ",
        max_length=200,
        help_text="Ví dụ: Ủy ban nhân dân thành phố Cao Bằng",
        widget=forms.TextInput,
    )
    listed_name = forms.CharField(label="Tên gọn", max_length=200, help_text="Ví dụ: UBND thành phố Cao Bằng")
    short_name = forms.CharField(
        label="Tên viết tắt trong số ký hiệu",
        max_length=30,
        help_text="“UBND” thì báo cáo mang số như 27/BC-UBND.",
    )
    level = forms.ChoiceField(label="Cấp", choices=_LEVELS, required=False)
    place = forms.CharField(
        label="Địa danh", max_length=100, help_text="Đứng trước ngày tháng, ví dụ: Thành phố Cao Bằng"
    )
    superior = forms.CharField(
        label="Cơ quan cấp trên (không bắt buộc)",
        max_length=200,
        required=False,
        help_text="Ví dụ: Ủy ban nhân dân tỉnh Cao Bằng",
    )
    code = forms.CharField(
        label="Mã (không bắt buộc)",
        max_length=50,
        required=False,
        validators=[_SLUG],
        help_text="Để trống thì Kỳ báo đặt mã theo tên.",
    )

    def __init__(self, data: Any = None, *, terms: CommitteeTerms | None = None) -> None:
        names = CommitteeTerms.__dataclass_fields__
        super().__init__(data, initial={name: getattr(terms, name) for name in names} if terms else None)
        self._code = terms.code if terms else ""
        if terms:
            self.fields.pop("code")
            if terms.level not in dict(_LEVELS):
                self.fields["level"].choices = [*_LEVELS, (terms.level, terms.level)]  # type: ignore[attr-defined]

    def given(self) -> CommitteeTerms:
        return CommitteeTerms(**{"code": self._code, **self.cleaned_data})


class RulesForm(_Form):
    """Deadline, closing window and legal basis: what a version of a regime states."""

    deadline_counting = forms.ChoiceField(
        label="Hạn nộp tính theo",
        choices=[
            (Counting.DAY_OF_MONTH.value, "Ngày trong tháng"),
            (Counting.WORKING_DAY.value, "Ngày làm việc thứ mấy trong tháng"),
            (Counting.DAYS_AFTER_CLOSING.value, "Số ngày sau ngày chốt số liệu"),
            (Counting.WORKING_DAYS_AFTER_CLOSING.value, "Số ngày làm việc sau ngày chốt số liệu"),
        ],
    )
    deadline_day = forms.IntegerField(label="Ngày, hoặc số ngày", min_value=0, max_value=366)
    deadline_months_after = forms.TypedChoiceField(
        label="Của tháng nào (khi tính theo tháng)",
        choices=[(0, "Tháng cuối của kỳ"), (1, "Tháng sau"), (2, "Hai tháng sau")],
        coerce=int,
    )
    deadline_time = forms.TimeField(
        label="Giờ",
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": "Hãy ghi giờ như 17:00."},
    )
    deadline_moving = forms.ChoiceField(
        label="Gặp ngày nghỉ",
        choices=[
            (Moving.AFTER.value, "Chuyển sang ngày làm việc kế tiếp"),
            (Moving.BEFORE.value, "Chuyển về ngày làm việc liền trước"),
            (Moving.NONE.value, "Giữ nguyên"),
        ],
    )
    closing = forms.ChoiceField(
        label="Thời gian chốt số liệu",
        choices=[("law", "Theo Nghị định 09/2019/NĐ-CP, Điều 12"), ("own", "Quy định riêng, ghi dưới đây")],
    )
    opens_on = forms.IntegerField(label="Quy định riêng: từ ngày", min_value=1, max_value=31, required=False)
    opens_offset = forms.TypedChoiceField(
        label="của tháng nào", choices=_OFFSETS, coerce=int, required=False, empty_value=None
    )
    closes_on = forms.IntegerField(label="Quy định riêng: đến ngày", min_value=1, max_value=31, required=False)
    closes_offset = forms.TypedChoiceField(
        label="của tháng nào", choices=_OFFSETS, coerce=int, required=False, empty_value=None
    )
    legal_basis = forms.CharField(
        label="Căn cứ (mỗi dòng một văn bản)",
        required=False,
        max_length=4000,
        widget=_lines(3),
    )
    groups: Groups = (
        ("Hạn nộp", ("deadline_counting", "deadline_day", "deadline_months_after", "deadline_time", "deadline_moving")),
        ("Chốt số liệu", ("closing", "opens_on", "opens_offset", "closes_on", "closes_offset")),
        ("Căn cứ", ("legal_basis",)),
    )

    @staticmethod
    def standing(version: RegimeVersion | None) -> dict[str, Any]:
        """The fields as a version states them; the usual ones where there is none."""
        law = ClosingRule(15, -1, 14, 0)
        deadline = version.deadline if version else Deadline(15, time(17))
        moves = deadline.moves
        own = version is not None and version.opens_on is not None and version.closes_on is not None
        return {
            "deadline_counting": deadline.counting.value,
            "deadline_day": deadline.day,
            "deadline_months_after": deadline.months_after,
            "deadline_time": deadline.at,
            "deadline_moving": (moves if isinstance(moves, Moving) else Moving.AFTER if moves else Moving.NONE).value,
            "closing": "own" if own else "law",
            "opens_on": version.opens_on if own and version else law.opens_on,
            "opens_offset": version.opens_offset if own and version else law.opens_offset,
            "closes_on": version.closes_on if own and version else law.closes_on,
            "closes_offset": version.closes_offset if own and version else law.closes_offset,
            "legal_basis": version.legal_basis or version.regime.legal_basis if version else _DECREE,
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("closing") == "own":
            for field in ("opens_on", "closes_on"):
                if data.get(field) is None and field not in self.errors:
                    self.add_error(field, "Quy định riêng thì phải ghi ngày. Hãy ghi số từ 1 đến 31.")
        counting, day = data.get("deadline_counting"), data.get("deadline_day")
        if day is not None and counting in (Counting.DAY_OF_MONTH, Counting.WORKING_DAY) and not 1 <= day <= 31:
            self.add_error("deadline_day", "Ngày trong tháng phải từ 1 đến 31.")
        if not self.errors:
            window = self.closing_given()
            if (
                window is not None
                and window.window(Period.parse("2022-Q1")).first > window.window(Period.parse("2022-Q1")).last
            ):
                self.add_error("closes_on", "Ngày cuối đứng trước ngày đầu. Hãy sửa một trong hai.")
        return data

    def deadline_given(self) -> Deadline:
        data = self.cleaned_data
        return Deadline(
            data["deadline_day"],
            data["deadline_time"],
            data["deadline_months_after"],
            Moving(data["deadline_moving"]),
            Counting(data["deadline_counting"]),
        )

    def closing_given(self) -> ClosingRule | None:
        """None: as the law says."""
        data = self.cleaned_data
        if data["closing"] == "law":
            return None
        return ClosingRule(data["opens_on"], data["opens_offset"] or 0, data["closes_on"], data["closes_offset"] or 0)


_DECREE = "Nghị định 09/2019/NĐ-CP ngày 24/01/2019 của Chính phủ, Điều 12"


class HeadingForm(_Form):
    """What a regime is called, and what the head and foot of its report print."""

    name = forms.CharField(label="Tên chế độ báo cáo", max_length=200)
    subject = forms.CharField(
        label="Trích yếu của báo cáo",
        max_length=2000,
        widget=_lines(2),
        help_text="{kỳ này} và {kỳ sau} được thay bằng tên kỳ, như “tháng 01 năm 2022”.",
    )
    superior = forms.CharField(label="Cơ quan chủ quản (dòng trên)", max_length=200, required=False)
    agency = forms.CharField(label="Cơ quan ban hành (mỗi dòng một dòng in)", max_length=200, widget=_lines(2))
    symbol = forms.CharField(label="Ký hiệu sau số", max_length=40, help_text="Ví dụ: BC-UBND")
    place = forms.CharField(label="Địa danh", max_length=100)
    authority = forms.CharField(
        label="Thẩm quyền ký", max_length=200, required=False, help_text="Ví dụ: TM. ỦY BAN NHÂN DÂN"
    )
    post = forms.CharField(label="Chức vụ người ký", max_length=100, required=False)
    signer = forms.CharField(label="Họ tên người ký", max_length=100, required=False)
    recipients = forms.CharField(label="Nơi nhận (mỗi dòng một nơi)", max_length=4000, required=False, widget=_lines(5))
    groups: Groups = (
        ("Tên gọi", ("name", "subject")),
        ("Thể thức", ("superior", "agency", "symbol", "place")),
        ("Ký và nơi nhận", ("authority", "post", "signer", "recipients")),
    )

    @staticmethod
    def standing_of(regime: Regime) -> dict[str, Any]:
        return {name: getattr(regime, name) for name in Heading.__dataclass_fields__}

    def heading_given(self) -> Heading:
        return Heading(**{name: self.cleaned_data[name] for name in Heading.__dataclass_fields__})


class RegimeForm(HeadingForm, RulesForm):
    """A regime whole: for a new one, and as long as none of its periods has been opened."""

    frequency = forms.ChoiceField(label="Kỳ báo cáo", choices=_KINDS)
    groups: Groups = (
        ("Tên gọi và kỳ", ("name", "frequency", "subject")),
        *RulesForm.groups[:2],
        ("Ký và nơi nhận", ("authority", "post", "signer", "recipients")),
        ("Thể thức", ("superior", "agency", "symbol", "place")),
        *RulesForm.groups[2:],
    )


class SinceForm(RulesForm):
    """A version of a regime: from which period on, and what it states."""

    since = forms.ChoiceField(label="Áp dụng từ kỳ")
    why = forms.CharField(label="Lý do, quyết định", max_length=500, required=False)
    groups: Groups = (("Từ kỳ nào", ("since", "why")), *RulesForm.groups)

    def __init__(self, *args: Any, periods: list[Period], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["since"].choices = [(str(period), period.label) for period in periods]  # type: ignore[attr-defined]


class UnitForm(_Form):
    """A unit that a decision makes, or another name of one."""

    name = forms.CharField(label="Tên đầy đủ", max_length=200)
    listed_name = forms.CharField(label="Tên gọn, in trong biểu", max_length=200, required=False)
    kind = forms.CharField(label="Loại", max_length=40, required=False, help_text="phòng, ban, xã, phường…")
    on = _day("Có hiệu lực từ ngày")
    decision = forms.CharField(label="Quyết định", max_length=500, help_text="Số, ký hiệu, ngày và cơ quan ban hành")
    why = forms.CharField(label="Ghi chú", max_length=500, required=False)


class NewUnitForm(UnitForm):
    code = forms.CharField(label="Mã (không bắt buộc)", max_length=50, required=False, validators=[_SLUG])
    parent = forms.ModelChoiceField(
        label="Đơn vị cấp trên", queryset=Unit.objects.all(), required=False, empty_label="không có"
    )
    field_order = ("name", "listed_name", "kind", "parent", "code", "on", "decision", "why")


class MovingForm(_Form):
    parent = forms.ModelChoiceField(
        label="Đơn vị cấp trên mới", queryset=Unit.objects.all(), required=False, empty_label="không có"
    )
    on = _day("Có hiệu lực từ ngày")
    decision = forms.CharField(label="Quyết định", max_length=500)


class EndingForm(_Form):
    on = _day("Thôi hoạt động từ ngày")
    decision = forms.CharField(label="Quyết định", max_length=500)
    with_children = forms.BooleanField(label="Cả các đơn vị cấp dưới", required=False)


class MergingForm(_Form):
    into = forms.ModelChoiceField(label="Nhập vào", queryset=Unit.objects.all(), empty_label="chọn đơn vị")
    on = _day("Có hiệu lực từ ngày")
    decision = forms.CharField(label="Quyết định", max_length=500)


class SectionForm(_Form):
    number = forms.CharField(label="Số", max_length=30, required=False, help_text="I, 1, 1.1, a")
    title = forms.CharField(label="Tên mục", max_length=1000)
    owners = forms.ModelMultipleChoiceField(
        label="Đơn vị viết mục này",
        queryset=Unit.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, committee: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owners"].queryset = Unit.objects.filter(parent=committee)  # type: ignore[attr-defined]
        self.fields["owners"].label_from_instance = lambda unit: unit.listed_name  # type: ignore[attr-defined]


class PassageForm(_Form):
    lead = forms.CharField(label="Cụm từ in nghiêng mở đầu đoạn", max_length=200, required=False)
    text = forms.CharField(label="Câu in sẵn của văn phòng", max_length=8000, required=False, widget=_lines(5))

    def __init__(self, *args: Any, section: Section, **kwargs: Any) -> None:
        super().__init__(*args, initial={"lead": section.lead, "text": section.text}, **kwargs)
        if section.owner_id is not None:
            self.fields.pop("text")


class IndicatorForm(_Form):
    name = forms.CharField(label="Tên chỉ tiêu", max_length=300)
    measure = forms.CharField(
        label="Đơn vị tính", max_length=40, required=False, help_text="Đơn vị gốc mà số liệu được giữ: đồng, con, ha, %"
    )
    sector = forms.CharField(label="Lĩnh vực", max_length=100, widget=forms.TextInput(attrs={"list": "linh-vuc"}))
    kind = forms.ChoiceField(label="Cách cộng", choices=_ADDING)
    parent = forms.ModelChoiceField(
        label="Là phần của", queryset=Indicator.objects.all(), required=False, empty_label="không thuộc chỉ tiêu nào"
    )
    phrase = forms.CharField(
        label="Cách gọi trong báo cáo (mỗi dòng một cách)",
        max_length=8000,
        widget=_lines(4),
        help_text="Con số được nhận ra khi một cách gọi đứng gần nó. “trâu & !tiêm”: có “trâu” mà không có “tiêm”.",
    )
    within = forms.CharField(
        label="Trong ngữ cảnh (mỗi dòng một cụm, không bắt buộc)",
        max_length=8000,
        required=False,
        widget=_lines(2),
        help_text="Chỉ nhận khi cụm này có ở tên mục hoặc phía trước.",
    )

    def __init__(self, data: Any = None, *, indicator: Indicator | None = None) -> None:
        names = ("name", "measure", "sector", "kind", "parent")
        initial = {name: getattr(indicator, name) for name in names} if indicator else {}
        for name in ("phrase", "within"):
            initial[name] = "\n".join((getattr(indicator, name) if indicator else "").split("|"))
        super().__init__(data, initial=initial)
        if indicator:
            self.fields["parent"].queryset = Indicator.objects.exclude(pk=indicator.pk)  # type: ignore[attr-defined]

    def clean_phrase(self) -> str:
        phrase = _cue_text(self.cleaned_data["phrase"])
        if not any(key_of(term) for one in cue(phrase) for term in one.terms):
            raise forms.ValidationError(
                "Chưa có cách gọi nào nhận ra được. Hãy ghi ít nhất một cụm từ, như “đàn trâu”."
            )
        return phrase

    def clean_within(self) -> str:
        return _cue_text(self.cleaned_data["within"])

    def terms(self) -> IndicatorTerms:
        data = self.cleaned_data
        return IndicatorTerms(
            data["name"], data["measure"], data["sector"], data["kind"], data["phrase"], data["within"]
        )


def _cue_text(said: str) -> str:
    return "|".join(filter(None, (line.strip() for line in said.replace("|", "\n").splitlines())))


class OpeningForm(_Form):
    """The period that is opened."""

    period = forms.ChoiceField(label="Kỳ báo cáo")

    def __init__(self, *args: Any, periods: list[Period], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["period"].choices = [(str(period), period.label) for period in periods]  # type: ignore[attr-defined]
