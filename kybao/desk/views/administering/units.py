"""Units on any day; new ones, other names, other places, their end; and a spreadsheet of them, as differences first."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kybao.desk.access import needs
from kybao.desk.administering.forms import EndingForm, MergingForm, MovingForm, NewUnitForm, UnitForm
from kybao.desk.administering.periods import oblige_newcomers, release_the_departed
from kybao.desk.administering.recording import into_history
from kybao.desk.excel.exporting import rows_on_page
from kybao.documents.errors import UnreadableFile
from kybao.people.policy import Right
from kybao.registry import succession
from kybao.registry.events import EventKind, sentence
from kybao.registry.history import State, day_text
from kybao.registry.january import OWN_AREA
from kybao.registry.models import Regime, Succession, Unit
from kybao.registry.pasted.naming import code_of, key_of
from kybao.registry.recording import Refused, recorded, recorded_events
from kybao.registry.unit_import import Preview, apply, preview
from kybao.registry.unit_sheets import BadSheets, read_sheets
from kybao.registry.units import UnitOn, units_on

_PAGE = 150
_MOST_BYTES = 1_500_000
_WAYS = ["GET", "HEAD", "POST"]


@require_safe
@needs(Right.MANAGE_REGISTRY)
def units(request: HttpRequest) -> HttpResponse:
    """The tree of units as it stood on a day."""
    day = _day(request.GET.get("ngay", ""))
    words = key_of(request.GET.get("tim", ""))
    rows = [row for row in _walk(units_on(day)) if not words or words in key_of(f"{row[1].name} {row[1].code}")]
    page = Paginator(rows, rows_on_page(request, _PAGE)).get_page(request.GET.get("trang"))
    context = {"page": page, "day": day, "today": localdate(), "words": request.GET.get("tim", ""), "count": len(rows)}
    return _render(request, "units", context)


@require_http_methods(_WAYS)
@needs(Right.MANAGE_REGISTRY)
def new(request: HttpRequest) -> HttpResponse:
    """A unit that a decision makes; it owes for the periods that are open at whose end it stands."""
    receiver = Regime.objects.order_by("pk").values_list("receiver", flat=True).first()
    form = NewUnitForm(request.POST or None, initial={"parent": receiver, "on": localdate()})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        code = given["code"] or code_of(given["name"], set(Unit.objects.values_list("code", flat=True)))
        made = succession.NewUnit(code, given["name"], given["listed_name"], given["kind"], "", given["parent"])
        if _tried(form, lambda by: succession.create(made, given["on"], given["decision"], why=given["why"], by=by)):
            unit = Unit.objects.get(code=code)
            if given["kind"] not in OWN_AREA and unit.parent:
                unit.area = unit.parent
                unit.save(update_fields=["area"])
            _owe_anew(unit)
            messages.success(request, f"Đã ghi {unit.name}.")
            return redirect("desk:manage_unit", code)
    return _render(request, "unit_new", {"form": form})


@require_safe
@needs(Right.MANAGE_REGISTRY)
def unit(request: HttpRequest, code: str) -> HttpResponse:
    return _unit_page(request, _unit(code), {})


@require_POST
@needs(Right.MANAGE_REGISTRY)
def change(request: HttpRequest, code: str, what: str) -> HttpResponse:
    """Another name, another place, into another unit, or the end: from a day, by a decision."""
    one = _unit(code)
    if what not in _CHANGES:
        raise Http404("Không có cách thay đổi này.")
    form_of, done = _CHANGES[what]
    form = form_of(request.POST)
    if form.is_valid() and _tried(form, lambda by: done(one, form.cleaned_data, by)):
        _owe_anew(one, form.cleaned_data["on"])
        messages.success(request, f"Đã ghi thay đổi của {one.name}.")
        return redirect("desk:manage_unit", code)
    return _unit_page(request, one, {what: form})


@require_POST
@needs(Right.MANAGE_REGISTRY)
def withdraw(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Takes back a change that was recorded wrongly."""
    one = _unit(code)
    kept = Succession.objects.filter(pk=number).first()
    if kept is None or not kept.parts.filter(from_unit=one).union(kept.parts.filter(to_unit=one)).exists():
        raise Http404("Không có thay đổi này. Hãy mở lại trang của đơn vị.")
    try:
        with into_history("registry.units_changed", _kept_unit(one)) as by:
            succession.withdraw(kept, why="ghi nhầm", by=by)
    except Refused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "Đã rút thay đổi.")
    return (
        redirect("desk:manage_unit", code) if Unit.objects.filter(code=code).exists() else redirect("desk:manage_units")
    )


@require_http_methods(_WAYS)
@needs(Right.MANAGE_REGISTRY)
def take_in(request: HttpRequest) -> HttpResponse:
    """A book of units and of what befell them: what it would change, then the change as it was shown."""
    context: dict[str, Any] = {}
    if request.method == "POST":
        name, data = _handed_over(request)
        try:
            if not data:
                raise UnreadableFile("Chưa có tệp nào.", name, "Hãy chọn tệp .xlsx hoặc .csv, không quá 1,5 MB.")
            seen = preview(read_sheets([(name, data)]))
            if "save" in request.POST and not request.FILES:
                if request.POST.get("seen") != _digest(seen):
                    raise Refused("Danh mục đơn vị đã thay đổi từ lúc xem trước. Hãy xem lại các khác biệt dưới đây.")
                with into_history("registry.units_changed") as by:
                    apply(seen, why=request.POST.get("why", "")[:500], by=by)
                messages.success(request, f"Đã nhập {name}. {seen.text.splitlines()[0]}")
                return redirect("desk:manage_units")
        except UnreadableFile as error:
            context = {"faults": [str(error)]}
        except BadSheets as error:
            context = {"faults": list(map(str, error.faults))}
        except Refused as error:
            seen = preview(read_sheets([(name, data)]))
            context = {"faults": list(error.reasons)} | _shown(seen, name, data)
        else:
            context = _shown(seen, name, data)
    return _render(request, "unit_import", context)


def _shown(seen: Preview, name: str, data: bytes) -> dict[str, Any]:
    return {"seen": seen, "digest": _digest(seen), "name": name, "data": base64.b64encode(data).decode()}


def _handed_over(request: HttpRequest) -> tuple[str, bytes]:
    """The file chosen, or the one that was looked at before, which the page carries along."""
    file = request.FILES.get("file")
    if isinstance(file, UploadedFile):
        return file.name or "tệp", file.read() if (file.size or 0) <= _MOST_BYTES else b""
    try:
        return request.POST.get("name", "tệp"), base64.b64decode(request.POST.get("data", ""), validate=True)
    except binascii.Error:
        return "tệp", b""


def _digest(seen: Preview) -> str:
    return hashlib.sha256(seen.text.encode()).hexdigest()


def _unit(code: str) -> Unit:
    found = Unit.objects.filter(code=code).select_related("parent").first()
    if found is None:
        raise Http404("Không có đơn vị này. Hãy mở lại từ danh sách đơn vị.")
    return found


def _kept_unit(one: Unit) -> Unit | None:
    """Whose history a change goes into: the unit's, unless taking it back removes the unit."""
    return one if one.states.count() > 1 or not one.states.exists() else None


def _unit_page(request: HttpRequest, one: Unit, forms: dict[str, Form]) -> HttpResponse:
    history, events = recorded(), recorded_events()
    states = history.get(one.code, ())
    about = [
        (key, event, sentence(event, history))
        for key, event in events.items()
        if one.code in event.sources + event.targets
    ]
    today = {"on": localdate()}
    named = {"name": one.name, "listed_name": one.listed_name, "kind": one.kind}
    usual: dict[str, Form] = {
        "ten": UnitForm(initial=named | today, auto_id="ten_%s"),
        "chuyen": MovingForm(initial={"parent": one.parent} | today, auto_id="chuyen_%s"),
        "nhap": MergingForm(initial=today, auto_id="nhap_%s"),
        "ket-thuc": EndingForm(initial=today, auto_id="ket_%s"),
    }
    return _render(
        request,
        "unit",
        {
            "unit": one,
            "states": [(state, day_text(state.first), day_text(state.last)) for state in reversed(states)],
            "parents": {code: kept[-1].name for code, kept in history.items()},
            "events": [
                (key, EventKind(event.kind).label, said, event.on, event.decision) for key, event, said in about
            ],
            "forms": [(what, _TITLES[what], forms.get(what, usual[what]), what in forms) for what in _CHANGES],
        },
    )


def _owe_anew(one: Unit, since: date | None = None) -> None:
    """Who owes in the open periods follows who stands under the body that receives them."""
    receivers = {one.parent_id, *one.states.values_list("parent", flat=True)}
    for regime in Regime.objects.filter(receiver__in=receivers - {None}).select_related("receiver"):
        oblige_newcomers(regime)
        if since is not None:
            release_the_departed(regime, since)


def _rename(one: Unit, given: dict[str, Any], by: str) -> object:
    return succession.rename(
        one,
        given["on"],
        given["decision"],
        name=given["name"],
        listed_name=given["listed_name"] or given["name"],
        kind=given["kind"],
        why=given["why"],
        by=by,
    )


def _move(one: Unit, given: dict[str, Any], by: str) -> object:
    return succession.move(one, given["parent"], given["on"], given["decision"], by=by)


def _merge(one: Unit, given: dict[str, Any], by: str) -> object:
    if given["into"] == one:
        raise Refused("Đơn vị không thể nhập vào chính mình. Hãy chọn đơn vị khác.")
    return succession.merge([one, given["into"]], given["into"], given["on"], given["decision"], by=by)


def _end(one: Unit, given: dict[str, Any], by: str) -> object:
    return succession.abolish(one, given["on"], given["decision"], with_children=given["with_children"], by=by)


_CHANGES: dict[str, tuple[type[Form], Callable[[Unit, dict[str, Any], str], object]]] = {
    "ten": (UnitForm, _rename),
    "chuyen": (MovingForm, _move),
    "nhap": (MergingForm, _merge),
    "ket-thuc": (EndingForm, _end),
}
_TITLES = {
    "ten": "Đổi tên, đổi loại",
    "chuyen": "Chuyển sang cấp trên khác",
    "nhap": "Nhập vào đơn vị khác",
    "ket-thuc": "Kết thúc hoạt động",
}


def _tried(form: Form, change: Callable[[str], object]) -> bool:
    """Makes a change with its note in the history; what speaks against it goes to the form."""
    try:
        with into_history("registry.units_changed") as by:
            change(by)
    except Refused as error:
        form.add_error(None, list(error.reasons))
        return False
    return True


def _walk(trees: tuple[UnitOn, ...], depth: int = 0) -> Iterator[tuple[int, State]]:
    for one in trees:
        yield min(depth, 3), one.state
        yield from _walk(one.below, depth + 1)


def _day(said: str) -> date:
    try:
        return date.fromisoformat(said)
    except ValueError:
        return localdate()


def _render(request: HttpRequest, page: str, context: dict[str, Any]) -> HttpResponse:
    return render(request, f"desk/administering/{page}.html", {"here": "manage", "tab": "units", **context})
