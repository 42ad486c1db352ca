"""A new committee set up step by step: each step is saved at once, can be left, and shows what is missing still."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_safe

from kybao.calendar import Kind, Period, Window, closing_window
from kybao.desk.access import Month, needs
from kybao.desk.administering.forms import CommitteeForm, OpeningForm, RegimeForm
from kybao.desk.administering.inviting import invite_all, look_at_people
from kybao.desk.administering.pasting import given_text
from kybao.desk.administering.periods import around, default_start, near, oblige_newcomers, opened
from kybao.desk.administering.progress import Progress, progress, units_without_people
from kybao.desk.administering.recording import into_history
from kybao.desk.posting import send_link
from kybao.filing.obliging import oblige
from kybao.people import accounts
from kybao.people.history import Subject, record
from kybao.people.policy import Right, Role
from kybao.registry.indicators import january_sectors, look_at_indicators, save_indicators, take_sectors
from kybao.registry.models import Indicator, Regime, Unit
from kybao.registry.outlines import as_pasted, look_at_outline, owners_below, write_outline
from kybao.registry.pasted.naming import code_of
from kybao.registry.pasted.outline import text_of_outline
from kybao.registry.recording import Refused
from kybao.registry.regimes import first_version, make_regime, put_right, set_heading
from kybao.registry.setting_up.committees import set_committee, terms_of
from kybao.registry.setting_up.outlines import january_outline
from kybao.registry.setting_up.units import look_at_units, save_units
from kybao.registry.titles import printed_title

_WAYS = ["GET", "HEAD", "POST"]


@require_safe
@needs(Right.MANAGE_REGISTRY)
def overview(request: HttpRequest) -> HttpResponse:
    return _page(request, progress(), "overview", {})


@require_http_methods(_WAYS)
@needs(Right.MANAGE_REGISTRY)
def committee(request: HttpRequest) -> HttpResponse:
    now = progress()
    form = CommitteeForm(request.POST or None, terms=terms_of(now.committee) if now.committee else None)
    if request.method == "POST" and form.is_valid():
        try:
            with into_history("registry.committee_set") as by:
                set_committee(form.given(), by=by)
        except Refused as error:
            form.add_error(None, list(error.reasons))
        else:
            return _on(request, "committee", "Đã lưu cơ quan.")
    return _page(request, now, "committee", {"form": form})


@require_http_methods(_WAYS)
@needs(Right.MANAGE_REGISTRY)
def units(request: HttpRequest) -> HttpResponse:
    """Units from a pasted list: how each row is understood first, then saved."""
    now = progress()
    if now.committee is None:
        return _first(request, "committee", "Hãy ghi tên cơ quan trước.")
    own = now.committee.unit
    text, faults = given_text(request)
    seen = look_at_units(text, own) if text else None
    if seen and _saving(request) and not faults:
        try:
            with into_history("registry.units_changed", own) as by:
                count = save_units(seen, own, by=by)
                if now.regime:
                    oblige_newcomers(now.regime)
        except Refused as error:
            faults = list(error.reasons)
        else:
            return _on(request, "units", f"Đã lưu {count} đơn vị.")
    below = Unit.objects.filter(parent=own)
    return _page(request, now, "units", {"text": text, "faults": faults, "seen": seen, "units": below, "own": own})


@require_http_methods(_WAYS)
@needs(Right.MANAGE_REGISTRY)
def regime(request: HttpRequest) -> HttpResponse:
    """The regime whole, as long as no period has been opened; what its dates come to is shown before it is saved."""
    now = progress()
    if now.committee is None:
        return _first(request, "committee", "Hãy ghi tên cơ quan trước.")
    if now.regime and opened(now.regime):
        return _page(request, now, "regime", {"fixed": True})
    form = RegimeForm(request.POST or None, initial=_standing(now))
    dates = None
    if request.method == "POST" and form.is_valid():
        dates = _dates(form)
        if "save" in request.POST:
            try:
                with into_history("registry.regime_set", now.committee.unit) as by:
                    _save_regime(now, form, by)
            except Refused as error:
                form.add_error(None, list(error.reasons))
            else:
                return _on(request, "regime", "Đã lưu chế độ báo cáo.")
    return _page(request, now, "regime", {"form": form, "dates": dates})


@require_http_methods(_WAYS)
@needs(Right.MANAGE_REGISTRY)
def outline(request: HttpRequest) -> HttpResponse:
    now = progress()
    if now.committee is None or now.regime is None:
        return _first(request, "regime", "Hãy ghi chế độ báo cáo trước.")
    if opened(now.regime):
        return _page(request, now, "outline", {"fixed": True})
    version, owners = first_version(now.regime), owners_below(now.committee.unit)
    text, faults = given_text(request)
    if request.method != "POST":
        kept = text_of_outline(as_pasted(version), {one.code: one.names[-1] for one in owners})
        text = january_outline(now.committee.unit.name, owners) if "mau" in request.GET else kept
    seen = look_at_outline(text, now.committee.unit) if text else ()
    if seen and _saving(request) and not faults:
        try:
            with into_history("registry.outline_changed", now.committee.unit) as by:
                write_outline(version, seen, by=by)
        except Refused as error:
            faults = list(error.reasons)
        else:
            return _on(request, "outline", "Đã lưu đề cương.")
    names = {one.code: one.names[-1] for one in owners}
    first = default_start(now.regime)
    rows = [
        (one, printed_title(one.title, first) if first else one.title, [names[code] for code in one.owners])
        for one in seen
    ]
    context = {"text": text, "faults": faults, "rows": rows, "wrong": sum(bool(one.faults) for one in seen)}
    return _page(request, now, "outline", context | {"owners": owners})


@require_http_methods(_WAYS)
@needs(Right.MANAGE_REGISTRY)
def indicators(request: HttpRequest) -> HttpResponse:
    """The catalogue of January 2022 by sectors, or a pasted list."""
    now = progress()
    text, faults = given_text(request)
    seen = look_at_indicators(text) if text else ()
    if request.method == "POST" and not faults:
        try:
            if "take" in request.POST and not request.POST.getlist("sector"):
                raise Refused("Chưa chọn lĩnh vực nào. Hãy đánh dấu ít nhất một lĩnh vực.")
            if "take" in request.POST:
                with into_history("registry.indicators_changed") as by:
                    taken = take_sectors(request.POST.getlist("sector"), by=by)
                return _on(request, "indicators", f"Đã lấy {taken} chỉ tiêu.")
            if _saving(request):
                with into_history("registry.indicators_changed") as by:
                    saved = save_indicators(seen, by=by)
                return _on(request, "indicators", f"Đã lưu {saved} chỉ tiêu.")
        except Refused as error:
            faults = list(error.reasons)
    there = dict.fromkeys(Indicator.objects.values_list("sector", flat=True))
    context = {
        "text": text,
        "faults": faults,
        "seen": seen,
        "wrong": sum(bool(one.faults) for one in seen),
        "sectors": [(name, count, name in there) for name, count in january_sectors().items()],
    }
    return _page(request, now, "indicators", context)


@require_http_methods(_WAYS)
@needs(Right.MANAGE_PEOPLE)
def people(request: HttpRequest) -> HttpResponse:
    """Invitations for many at once; their links are shown on the answer, this once."""
    now = progress()
    if now.committee is None:
        return _first(request, "committee", "Hãy ghi tên cơ quan trước.")
    own = now.committee.unit
    waiting = units_without_people(now.committee)
    text, faults = given_text(request)
    text = "\n".join(filter(None, (_filled_in(request, own, waiting), text)))
    seen = look_at_people(text, own) if text else ()
    if request.method == "POST" and not seen and not faults:
        faults = ["Chưa có tên người nào. Hãy ghi họ và tên ở ít nhất một dòng."]
    if seen and _saving(request) and not faults:
        try:
            links = [(invitation, send_link(request, invitation, secret)) for invitation, secret in invite_all(seen)]
        except (Refused, accounts.Refused) as error:
            faults = str(error).splitlines()
        else:
            return _page(request, progress(), "people", {"links": links})
    context = {"text": text, "faults": faults, "seen": seen, "wrong": sum(bool(one.faults) for one in seen)}
    return _page(request, now, "people", context | {"waiting": waiting, "own": own, "own_roles": _OWN_ROLES})


@require_http_methods(_WAYS)
@needs(Right.MANAGE_REGISTRY)
def period(request: HttpRequest) -> HttpResponse:
    """Opens the first period: every unit owes from then on, and the board shows who has filed."""
    now = progress()
    if now.regime is None:
        return _first(request, "regime", "Hãy ghi chế độ báo cáo trước.")
    choices = [one for one in around(now.regime) if one.first <= localdate()] or around(now.regime)[:1]
    initial = {"period": str(default_start(now.regime) or "")}
    form = OpeningForm(request.POST or None, periods=choices, initial=initial)
    if request.method == "POST" and form.is_valid():
        chosen = Period.parse(form.cleaned_data["period"])
        with transaction.atomic():
            owed = oblige(now.regime, chosen)
            if owed:
                record(
                    "registry.period_opened",
                    Subject(
                        "period", f"{now.regime.code}/{chosen}", f"{now.regime}, {chosen.label}", now.regime.receiver
                    ),
                    after={"period": chosen.label, "units": f"{len(owed)} đơn vị"},
                )
        if owed:
            messages.success(request, f"Đã mở {chosen.label}: {len(owed)} đơn vị phải báo cáo.")
            return redirect(Month(now.regime, chosen, named=Regime.objects.count() > 1).address("month"))
        form.add_error("period", "Cuối kỳ này chưa có đơn vị nào trực thuộc cơ quan. Hãy thêm đơn vị trước.")
    rows = [(one, now.regime.version_for(one)) for one in choices]
    dated = [(one, version.window(one), version.due(one), version.due(one) < timezone.now()) for one, version in rows]
    return _page(request, now, "period", {"form": form, "dated": dated, "chosen": form["period"].value()})


_OWN_ROLES = ((Role.OFFICER, "Người tổng hợp"), (Role.LEADER, "Lãnh đạo"))


def _filled_in(request: HttpRequest, own: Unit, waiting: list[Unit]) -> str:
    """The rows that were filled in on the page itself, as the list that pasting them would give."""
    asked = [(f"{role}", own.code, str(label)) for role, label in _OWN_ROLES]
    asked += [(unit.code, unit.code, "Người báo cáo") for unit in waiting]
    lines = []
    for field, code, role in asked:
        name = " ".join(request.POST.get(f"name-{field}", "").split())
        email = request.POST.get(f"email-{field}", "").strip()
        if name:
            lines.append(f"{name}\t{email}\t{code}\t{role}")
    return "\n".join(lines)


def _standing(now: Progress) -> dict[str, Any]:
    """The regime as it is, or as the committee's own terms suggest it."""
    if now.regime:
        own = RegimeForm.standing(now.regime.version_on(localdate()))
        return RegimeForm.standing_of(now.regime) | own | {"frequency": now.regime.frequency}
    assert now.committee is not None
    unit, committee_of = now.committee.unit, now.committee
    head, people_s, rest = unit.name.upper().partition("ỦY BAN NHÂN DÂN")
    agency = f"{people_s}\n{rest.strip()}".strip() if people_s and not head.strip() else unit.name.upper()
    return RegimeForm.standing(None) | {
        "name": "Báo cáo tháng về tình hình kinh tế - xã hội",
        "frequency": Kind.MONTH.value,
        "subject": "Tình hình kinh tế - xã hội {kỳ này},\nnhiệm vụ trọng tâm {kỳ sau}",
        "superior": unit.parent.listed_name.upper() if unit.parent else "",
        "agency": agency,
        "symbol": f"BC-{committee_of.short_name}",
        "place": committee_of.place,
        "authority": "TM. ỦY BAN NHÂN DÂN" if people_s else "",
        "post": "CHỦ TỊCH" if people_s else "THỦ TRƯỞNG",
        "recipients": "\n".join(filter(None, (f"{unit.parent.listed_name};" if unit.parent else "", "Lưu: VT."))),
    }


def _save_regime(now: Progress, form: RegimeForm, by: str) -> None:
    assert now.committee is not None
    deadline, closing = form.deadline_given(), form.closing_given()
    legal_basis, frequency = form.cleaned_data["legal_basis"], form.cleaned_data["frequency"]
    if now.regime is None:
        taken = set(Regime.objects.values_list("code", flat=True))
        code = code_of(_CODES[frequency], taken)
        make_regime(
            code, now.committee.unit, Kind(frequency), form.heading_given(), deadline, closing, legal_basis, by=by
        )
        return
    if now.regime.frequency != frequency:
        now.regime.frequency = frequency
        now.regime.save(update_fields=["frequency"])
    set_heading(now.regime, form.heading_given(), by=by)
    put_right(first_version(now.regime), deadline, closing, legal_basis, by=by)


_CODES = {
    Kind.MONTH.value: "bao cao thang",
    Kind.QUARTER.value: "bao cao quy",
    Kind.HALF_YEAR.value: "bao cao 6 thang",
    Kind.NINE_MONTHS.value: "bao cao 9 thang",
    Kind.YEAR.value: "bao cao nam",
}


def _dates(form: RegimeForm) -> list[tuple[Period, Window, datetime]]:
    """What the rules come to in the periods around today."""
    kind = Kind(form.cleaned_data["frequency"])
    rule, deadline = form.closing_given(), form.deadline_given()
    found = []
    for one in near(kind):
        window = rule.window(one) if rule else closing_window(one)
        found.append((one, window, deadline.due(one, window)))
    return found


def _saving(request: HttpRequest) -> bool:
    """Whether what was looked at is to be saved; a file that is handed over is looked at first."""
    return "save" in request.POST and not request.FILES


def _page(request: HttpRequest, now: Progress, step: str, context: dict[str, Any]) -> HttpResponse:
    template = f"desk/administering/setting_up/{step}.html"
    return render(request, template, {"here": "setting_up", "progress": now, "step": step, **context})


def _on(request: HttpRequest, step: str, note: str) -> HttpResponse:
    """To the step after, once one is saved."""
    messages.success(request, note)
    after = progress().after(step)
    return redirect(f"desk:setting_up_{after.name}" if after else "desk:setting_up")


def _first(request: HttpRequest, step: str, why: str) -> HttpResponse:
    messages.info(request, why)
    return redirect(f"desk:setting_up_{step}")
