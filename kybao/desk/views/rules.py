"""Users' validation rules: their list, one rule, DHIS2's rules taken over, and what does not hold in a period."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kybao.calendar import InvalidPeriod, Kind, Period
from kybao.consolidated.models import ValidationRule
from kybao.consolidated.rules import checked, look_at_dhis2, remove_rule, set_rule, take_dhis2, violated
from kybao.consolidating import ConsolidationError
from kybao.consolidating.rules import Outcome, written
from kybao.desk.access import User, needs
from kybao.desk.rules_page import RuleForm, line_of
from kybao.filing.models import Fact
from kybao.people.policy import Right
from kybao.people.scope import may, scope_of
from kybao.registry.models import Indicator, Unit
from kybao.registry.recording import Refused

_PAGE = 100
_MOST_BYTES = 5_000_000
_EDITING = (Right.MANAGE_REGISTRY, Right.COMPOSE)
_WAYS = ["GET", "HEAD", "POST"]


@require_safe
@needs(Right.READ_FACTS)
def rules(request: HttpRequest) -> HttpResponse:
    rows = ValidationRule.objects.for_user(request.user).select_related("committee")
    editable = set(ValidationRule.objects.for_editing(request.user).values_list("pk", flat=True))
    page = Paginator(rows, _PAGE).get_page(request.GET.get("trang"))
    context = {"page": page, "editable": editable, "may_edit": _may_edit(request.user), "periods": _periods(request)}
    return _render(request, "list", context)


@require_safe
@needs(Right.READ_FACTS)
def results(request: HttpRequest) -> HttpResponse:
    """All rules on all values of a period that the person may see."""
    periods = _periods(request)
    try:
        period = Period.parse(request.GET["ky"]) if request.GET.get("ky") else next(iter(periods), None)
    except InvalidPeriod as error:
        raise Http404(str(error)) from error
    found = []
    if period:
        standing = ValidationRule.objects.for_user(request.user).filter(active=True).select_related("committee")
        found = checked(list(standing), Fact.objects.for_user(request.user), period)
    outcomes = [one.result.outcome for one in found]
    names = dict(Unit.objects.filter(code__in={one.unit for one in found}).values_list("code", "listed_name"))
    page = Paginator(violated(found), _PAGE).get_page(request.GET.get("trang"))
    context = {
        "period": period,
        "periods": periods,
        "page": page,
        "lines": [line_of(one, names) for one in page],
        "holding": outcomes.count(Outcome.HOLDS),
        "undecided": outcomes.count(Outcome.UNDECIDED),
        "violated": outcomes.count(Outcome.VIOLATED),
    }
    return _render(request, "results", context)


@require_http_methods(_WAYS)
@needs(*_EDITING)
def new(request: HttpRequest) -> HttpResponse:
    return _edited(request, ValidationRule())


@require_http_methods(_WAYS)
@needs(*_EDITING)
def rule(request: HttpRequest, number: int) -> HttpResponse:
    return _edited(request, _editable(request.user, number))


@require_POST
@needs(*_EDITING)
def remove(request: HttpRequest, number: int) -> HttpResponse:
    one = _editable(request.user, number)
    remove_rule(one)
    messages.success(request, f"Đã bỏ quy tắc “{one}”.")
    return redirect("desk:rules")


@require_http_methods(_WAYS)
@needs(*_EDITING)
def take_in(request: HttpRequest) -> HttpResponse:
    """DHIS2's rules, looked at before they are saved."""
    text, fault = _given(request)
    seen = None
    if text and not fault:
        try:
            seen = look_at_dhis2(text)
            if "save" in request.POST:
                general, committees = _owners(request.user)
                count = take_dhis2(seen.rules, None if general else committees[0])
                messages.success(request, f"Đã nhập {count} quy tắc.")
                return redirect("desk:rules")
        except (ConsolidationError, Refused) as error:
            fault = str(error)
    listed = [(one, written(one.condition)) for one in seen.rules] if seen else []
    return _render(request, "import", {"text": text, "fault": fault, "seen": seen, "listed": listed})


def _edited(request: HttpRequest, one: ValidationRule) -> HttpResponse:
    general, committees = _owners(request.user)
    initial = {} if one.pk or general else {"committee": committees[0].pk}
    form = RuleForm(request.POST or None, instance=one, committees=committees, general=general, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            set_rule(form.instance)
        except Refused as error:
            form.add_error("code" if "Mã quy tắc" in str(error) else "text", list(error.reasons))
        else:
            messages.success(request, f"Đã lưu quy tắc “{form.instance.code}”.")
            return redirect("desk:rules")
    indicators = Indicator.objects.order_by("sector", "position").values_list("sector", "code", "name")
    return _render(request, "edit", {"form": form, "rule": one, "indicators": indicators})


def _given(request: HttpRequest) -> tuple[str, str]:
    """The text of the file or of the box, and what is wrong with it."""
    if request.method != "POST":
        return "", ""
    file = request.FILES.get("file")
    if isinstance(file, UploadedFile):
        if (file.size or 0) > _MOST_BYTES:
            return "", f"{file.name}: tệp lớn hơn 5 MB. Hãy chỉ xuất quy tắc kiểm tra (validationRules) rồi gửi lại."
        try:
            return file.read().decode("utf-8-sig"), ""
        except UnicodeDecodeError:
            return "", f"{file.name}: không phải văn bản UTF-8. Hãy xuất lại JSON từ DHIS2."
    text = request.POST.get("text", "")[:_MOST_BYTES]
    return text, "" if text.strip() else "Chưa có gì để xem. Hãy chọn tệp JSON của DHIS2, hoặc dán nội dung của tệp."


def _editable(user: User, number: int) -> ValidationRule:
    found = ValidationRule.objects.for_editing(user).filter(pk=number).first()
    if found is None:
        raise Http404("Không có quy tắc này, hoặc bạn không được sửa quy tắc này. Hãy mở lại từ danh sách quy tắc.")
    return found


def _may_edit(user: User) -> bool:
    return any(may(user, right) for right in _EDITING)


def _owners(user: User) -> tuple[bool, list[Unit]]:
    """Whether the person sets rules for all committees, and the committees that they may set rules for."""
    scopes = [scope_of(user, right) for right in _EDITING]
    if any(scope.everything for scope in scopes):
        return True, list(Unit.objects.exclude(children=None).order_by("name"))
    return False, list(Unit.objects.filter(pk__in=frozenset().union(*(one.committees for one in scopes))))


def _periods(request: HttpRequest) -> list[Period]:
    reported = Fact.objects.for_user(request.user).filter(comparison="").order_by().values_list("period", flat=True)
    return sorted((one for one in reported.distinct() if one.kind is not Kind.AD_HOC), reverse=True)


def _render(request: HttpRequest, page: str, context: dict[str, Any]) -> HttpResponse:
    return render(request, f"desk/rules/{page}.html", {"here": "rules", **context})
