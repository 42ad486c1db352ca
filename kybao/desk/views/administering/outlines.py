"""A regime's outline from a period on: its headings, their order, and which units write under each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from kybao.calendar import InvalidPeriod, Period
from kybao.desk.access import needs
from kybao.desk.administering.forms import PassageForm, SectionForm
from kybao.desk.administering.pasting import given_text
from kybao.desk.administering.periods import around, default_start, follow, settled, version_from
from kybao.desk.administering.recording import into_history
from kybao.desk.views.administering.regimes import regime_of
from kybao.people.policy import Right
from kybao.registry.models import Regime, RegimeVersion, Section
from kybao.registry.outlines import (
    add_heading,
    as_pasted,
    change_heading,
    change_passage,
    look_at_outline,
    move_section,
    owners_below,
    remove_section,
    write_outline,
)
from kybao.registry.pasted.outline import text_of_outline
from kybao.registry.recording import Refused
from kybao.registry.titles import printed_title

_WAYS = ["GET", "HEAD", "POST"]


@require_http_methods(_WAYS)
@needs(Right.MANAGE_REGISTRY)
def outline(request: HttpRequest, code: str) -> HttpResponse:
    """The outline that governs a period; a posted list takes its place from that period on."""
    regime, start = _from(request, code)
    faults: list[str] = []
    text = ""
    if request.method == "POST":
        text, faults = given_text(request)
        if text and not faults:
            planned = look_at_outline(text, regime.receiver)
            faults = [f"Dòng {one.number}: {fault}" for one in planned for fault in one.faults]
            if not faults:
                faults = _tried(regime, start, lambda version, by: write_outline(version, planned, by=by))
                if not faults:
                    messages.success(request, f"Đã lưu đề cương áp dụng từ {start.label}.")
                    return redirect(_address("manage_outline", regime, start))
        elif not faults:
            faults = ["Chưa có mục nào. Hãy ghi mỗi mục một dòng."]
    version = regime.version_for(start)
    names = {one.code: one.names[-1] for one in owners_below(regime.receiver)}
    return render(
        request,
        "desk/administering/outline.html",
        {
            "here": "manage",
            "tab": "outlines",
            "regime": regime,
            "regimes": Regime.objects.order_by("code"),
            "start": start,
            "periods": around(regime),
            "version": version,
            "rows": _rows(version, start),
            "settled": [one for one in settled(regime) if one.last >= start.first],
            "text": text or text_of_outline(as_pasted(version), names),
            "typed": bool(text),
            "faults": faults,
        },
    )


@require_http_methods(_WAYS)
@needs(Right.MANAGE_REGISTRY)
def section_new(request: HttpRequest, code: str) -> HttpResponse:
    """A heading as the last under another (`duoi`), or at the end."""
    regime, start = _from(request, code)
    under = request.GET.get("duoi", "")
    parent = _section(regime.version_for(start), under) if under else None
    form = SectionForm(request.POST or None, committee=regime.receiver)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        wrong = _tried(
            regime,
            start,
            lambda version, by: add_heading(
                version,
                _section(version, under) if under else None,
                given["number"],
                given["title"],
                list(given["owners"]),
                by=by,
            ),
        )
        if not wrong:
            messages.success(request, f"Đã thêm “{given['title']}”, áp dụng từ {start.label}.")
            return redirect(_address("manage_outline", regime, start))
        form.add_error(None, wrong)
    return _section_page(request, regime, start, {"form": form, "parent": parent})


@require_http_methods(_WAYS)
@needs(Right.MANAGE_REGISTRY)
def section(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """A heading's number, title and units; or a passage's lead and standing text."""
    regime, start = _from(request, code)
    one = _section(regime.version_for(start), key)
    form = _form(request, regime, one)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        wrong = _tried(regime, start, lambda version, by: _changed(_section(version, key), given, by))
        if not wrong:
            messages.success(request, f"Đã lưu, áp dụng từ {start.label}.")
            return redirect(_address("manage_outline", regime, start))
        form.add_error(None, wrong)
    return _section_page(request, regime, start, {"form": form, "section": one})


@require_POST
@needs(Right.MANAGE_REGISTRY)
def section_move(request: HttpRequest, code: str, key: str) -> HttpResponse:
    regime, start = _from(request, code)
    up = request.POST.get("huong") == "len"
    return _done(
        request, regime, start, lambda version, by: move_section(_section(version, key), up, by=by), "Đã chuyển."
    )


@require_POST
@needs(Right.MANAGE_REGISTRY)
def section_remove(request: HttpRequest, code: str, key: str) -> HttpResponse:
    regime, start = _from(request, code)
    return _done(request, regime, start, lambda version, by: remove_section(_section(version, key), by=by), "Đã bỏ.")


def _from(request: HttpRequest, code: str) -> tuple[Regime, Period]:
    """The regime, and the period from which what is done here holds (`tu`)."""
    regime = regime_of(code)
    said = request.GET.get("tu", "")
    try:
        start = Period.parse(said) if said else default_start(regime)
    except InvalidPeriod as error:
        raise Http404(str(error)) from error
    if start is None or start.kind.value != regime.frequency:
        raise Http404("Không có kỳ này trong chế độ báo cáo. Hãy chọn kỳ trong danh sách.")
    return regime, start


def _section(version: RegimeVersion, key: str) -> Section:
    found = version.outline.filter(key=key).select_related("version__regime", "owner", "parent").first()
    if found is None:
        raise Http404("Không có mục này trong đề cương của kỳ đã chọn. Hãy mở lại trang đề cương.")
    return found


def _tried(regime: Regime, start: Period, change: Callable[[RegimeVersion, str], object]) -> list[str]:
    """Changes the version that holds from a period on; what speaks against it, or nothing."""
    try:
        with into_history("registry.outline_changed", regime.receiver) as by:
            version = version_from(regime, start, by=by)
            change(version, by)
            follow(regime, version.since)
    except Refused as error:
        return list(error.reasons)
    return []


def _done(
    request: HttpRequest, regime: Regime, start: Period, change: Callable[[RegimeVersion, str], object], note: str
) -> HttpResponse:
    wrong = _tried(regime, start, change)
    if wrong:
        messages.error(request, " ".join(wrong))
    else:
        messages.success(request, f"{note} Áp dụng từ {start.label}.")
    return redirect(_address("manage_outline", regime, start))


def _form(request: HttpRequest, regime: Regime, one: Section) -> SectionForm | PassageForm:
    if one.is_passage:
        return PassageForm(request.POST or None, section=one)
    owners = list(one.children.filter(kind=Section.Kind.PARAGRAPH).exclude(owner=None).values_list("owner", flat=True))
    initial = {"number": one.number, "title": one.title, "owners": owners}
    return SectionForm(request.POST or None, initial=initial, committee=regime.receiver)


def _changed(one: Section, given: dict[str, Any], by: str) -> object:
    if one.is_passage:
        return change_passage(one, given["lead"], given.get("text", ""), by=by)
    return change_heading(one, given["number"], given["title"], list(given["owners"]), by=by)


def _rows(version: RegimeVersion, start: Period) -> list[dict[str, Any]]:
    sections = list(version.outline.select_related("owner").order_by("position"))
    beside: dict[int | None, list[int]] = {}
    for one in sections:
        beside.setdefault(one.parent_id, []).append(one.pk)
    parents = {one.pk: one for one in sections}
    return [
        {
            "section": one,
            "title": printed_title(one.title or one.text, start),
            "depth": _depth(one, parents),
            "first": beside[one.parent_id][0] == one.pk,
            "last": beside[one.parent_id][-1] == one.pk,
        }
        for one in sections
    ]


def _depth(one: Section, parents: dict[int, Section]) -> int:
    depth = 0
    while one.parent_id is not None:
        one, depth = parents[one.parent_id], depth + 1
    return min(depth, 6)


def _section_page(request: HttpRequest, regime: Regime, start: Period, context: dict[str, Any]) -> HttpResponse:
    back = _address("manage_outline", regime, start)
    return render(
        request,
        "desk/administering/section.html",
        {"here": "manage", "tab": "outlines", "regime": regime, "start": start, "back": back, **context},
    )


def _address(page: str, regime: Regime, start: Period) -> str:
    return f"{reverse(f'desk:{page}', args=(regime.code,))}?tu={quote(str(start))}"
