"""Reporting regimes: what their reports print, and the versions by which their rules change from a period on."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_http_methods, require_safe

from kybao.calendar import Kind, Period
from kybao.desk.access import needs
from kybao.desk.administering.forms import HeadingForm, RegimeForm, RulesForm, SinceForm
from kybao.desk.administering.periods import around, default_start, follow, settled
from kybao.desk.administering.recording import into_history
from kybao.people.policy import Right
from kybao.registry.history import BEGINNING
from kybao.registry.models import Regime, RegimeVersion
from kybao.registry.pasted.naming import code_of
from kybao.registry.recording import Refused
from kybao.registry.regimes import make_regime, new_version, put_right, set_heading

_WAYS = ["GET", "HEAD", "POST"]


@require_safe
@needs(Right.MANAGE_REGISTRY)
def regimes(request: HttpRequest) -> HttpResponse:
    listed = Regime.objects.select_related("receiver").prefetch_related("versions").order_by("receiver__code", "code")
    rows = [(regime, _KINDS[regime.frequency], len(regime.versions.all()) or 1) for regime in listed]
    return _render(request, "regimes", {"rows": rows})


@require_http_methods(_WAYS)
@needs(Right.MANAGE_REGISTRY)
def new(request: HttpRequest) -> HttpResponse:
    """Another regime of a body that receives reports already; it begins with what the first one prints."""
    like = Regime.objects.select_related("receiver").order_by("pk").first()
    if like is None:
        messages.info(request, "Chưa có chế độ báo cáo nào. Hãy thiết lập cơ quan trước.")
        return redirect("desk:setting_up")
    initial = RegimeForm.standing_of(like) | RulesForm.standing(None) | {"name": "", "frequency": Kind.QUARTER.value}
    form = RegimeForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        code = code_of(form.cleaned_data["name"], set(Regime.objects.values_list("code", flat=True)))
        try:
            with into_history("registry.regime_set", like.receiver) as by:
                made = make_regime(
                    code,
                    like.receiver,
                    Kind(form.cleaned_data["frequency"]),
                    form.heading_given(),
                    form.deadline_given(),
                    form.closing_given(),
                    form.cleaned_data["legal_basis"],
                    by=by,
                )
        except Refused as error:
            form.add_error(None, list(error.reasons))
        else:
            messages.success(request, f"Đã thêm {made.name}. Hãy ghi đề cương của chế độ này.")
            return redirect("desk:manage_outline", made.code)
    return _render(request, "regime_new", {"form": form, "receiver": like.receiver})


@require_http_methods(_WAYS)
@needs(Right.MANAGE_REGISTRY)
def regime(request: HttpRequest, code: str) -> HttpResponse:
    """What a regime prints, to be changed; and its versions with what each comes to."""
    one = regime_of(code)
    form = HeadingForm(request.POST or None, initial=HeadingForm.standing_of(one))
    if request.method == "POST" and form.is_valid():
        with into_history("registry.regime_set", one.receiver) as by:
            changed = set_heading(one, form.heading_given(), by=by)
        messages.success(request, "Đã lưu tên gọi và thể thức." if changed else "Không có gì thay đổi.")
        return redirect("desk:manage_regime", code)
    periods = around(one)
    versions = list(one.versions.order_by("-since")) or [RegimeVersion(regime=one)]
    rows = [(version, _example(version, periods)) for version in versions]
    return _render(request, "regime", {"regime": one, "form": form, "rows": rows, "kind": _KINDS[one.frequency]})


@require_http_methods(_WAYS)
@needs(Right.MANAGE_REGISTRY)
def version(request: HttpRequest, code: str, since: str) -> HttpResponse:
    """A version's rules: of a new one ("moi") from a period on, or put right where they stand."""
    one = regime_of(code)
    if since == "moi":
        return _new_version(request, one)
    day = parse_date(since)
    kept = one.versions.filter(since=day).first() if day else None
    if kept is None and day == BEGINNING and not one.versions.exists():
        kept = RegimeVersion(regime=one)  # what the regime itself says, until it is put right
    if kept is None:
        raise Http404("Không có bản này của chế độ báo cáo.")
    form = RulesForm(request.POST or None, initial=RulesForm.standing(kept))
    if request.method == "POST" and form.is_valid():
        with into_history("registry.regime_version", one.receiver) as by:
            basis = form.cleaned_data["legal_basis"]
            changed = put_right(kept, form.deadline_given(), form.closing_given(), basis, by=by)
            moved = follow(one, kept.since, outline_changed=False) if changed else 0
        messages.success(request, _said("Đã sửa." if changed else "Không có gì thay đổi.", moved))
        return redirect("desk:manage_regime", code)
    return _render(request, "regime_version", {"regime": one, "form": form, "version": kept})


def regime_of(code: str) -> Regime:
    found = Regime.objects.filter(code=code).select_related("receiver").first()
    if found is None:
        raise Http404("Không có chế độ báo cáo này. Hãy mở lại từ danh sách.")
    return found


def _new_version(request: HttpRequest, one: Regime) -> HttpResponse:
    periods, start = around(one), default_start(one)
    initial = RulesForm.standing(one.version_for(start) if start else None) | {"since": str(start or "")}
    form = SinceForm(request.POST or None, initial=initial, periods=periods)
    if request.method == "POST" and form.is_valid():
        period = Period.parse(form.cleaned_data["since"])
        closing = form.closing_given()
        try:
            if fixed := [kept for kept in settled(one) if kept.last >= period.first]:
                raise Refused(
                    f"Báo cáo {fixed[-1].label} đã được soạn hoặc ban hành. Hãy áp dụng từ kỳ sau {fixed[-1].label}."
                )
            with into_history("registry.regime_version", one.receiver) as by:
                made = new_version(
                    one,
                    period.first,
                    deadline=form.deadline_given(),
                    closing=closing,
                    closes_by_law=closing is None,
                    legal_basis=form.cleaned_data["legal_basis"],
                    why=form.cleaned_data["why"],
                    by=by,
                )
                moved = follow(one, made.since)
        except Refused as error:
            form.add_error(None, list(error.reasons))
        else:
            messages.success(request, _said(f"Đã ghi bản áp dụng từ {period.label}; các kỳ trước giữ nguyên.", moved))
            return redirect("desk:manage_regime", one.code)
    return _render(request, "regime_version", {"regime": one, "form": form})


def _said(what: str, moved: int) -> str:
    return what + (f" Hạn nộp của {moved} báo cáo trong các kỳ đang mở đổi theo." if moved else "")


def _example(version: RegimeVersion, periods: list[Period]) -> tuple[Period, Any, Any] | None:
    """A period near today that a version would govern, with its window and deadline."""
    period = next((one for one in periods if one.last >= version.since), None)
    return (period, version.window(period), version.due(period)) if period else None


_KINDS = {
    Kind.MONTH.value: "hằng tháng",
    Kind.QUARTER.value: "hằng quý",
    Kind.HALF_YEAR.value: "6 tháng",
    Kind.NINE_MONTHS.value: "9 tháng",
    Kind.YEAR.value: "hằng năm",
    Kind.AD_HOC.value: "đột xuất",
}


def _render(request: HttpRequest, page: str, context: dict[str, Any]) -> HttpResponse:
    return render(request, f"desk/administering/{page}.html", {"here": "manage", "tab": "regimes", **context})
