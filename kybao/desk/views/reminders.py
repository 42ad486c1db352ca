"""Reminding units, the record of it, and how a regime reminds by itself."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.timezone import localtime
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kybao.composing.issue.closing import closing_report
from kybao.desk.access import Month, month_of, needs
from kybao.desk.reminded import for_reminding, sent_in_words, ways_of
from kybao.desk.reminder_forms import PlanForm, WordsForm
from kybao.filing.models import Obligation
from kybao.people.policy import Right
from kybao.registry.models import Regime
from kybao.reminding.models import Occasion, Reminder
from kybao.reminding.planning import CannotPlan, change_plan, change_words, plan_for, regimes_for
from kybao.reminding.sending import open_obligations, remind
from kybao.reminding.wording import DEFAULTS, PLACEHOLDERS, Words, filled, values_for, words_for
from kybao.working.queue import worker_alive

_PAGE = 50


@require_safe
@needs(Right.READ_OBLIGATIONS)
def of_month(request: HttpRequest, period: str) -> HttpResponse:
    """Every reminder of a period: who, to whom, when, by which way, and whether it arrived."""
    month = month_of(request, period)
    rows = Reminder.objects.for_user(request.user).filter(
        obligation__regime=month.regime, obligation__period=month.period
    )
    listed = rows.select_related("obligation__unit").prefetch_related("deliveries__account")
    page = Paginator(listed, _PAGE).get_page(request.GET.get("trang"))
    return render(
        request,
        "desk/reminding/of_month.html",
        {
            "here": "month",
            "month": month,
            "page": page,
            "lines": [(reminder, ways_of(reminder.deliveries.all())) for reminder in page],
            "server": bool(settings.EMAIL_HOST),
            "may_set": regimes_for(request.user).filter(pk=month.regime.pk).exists(),
        },
    )


@require_POST
@needs(Right.REVIEW)
def send(request: HttpRequest, period: str) -> HttpResponse:
    """Reminds one unit (`unit`), all that are late (`which=late`), or all that have not filed (`which=open`)."""
    month = month_of(request, period)
    rows = for_reminding(request.user).filter(regime=month.regime, period=month.period)
    if not rows.exists():
        raise Http404("Bạn không nhắc nộp báo cáo của kỳ này.")
    if unit := request.POST.get("unit", ""):
        rows = rows.filter(unit__code=unit)
    elif request.POST.get("which") == "late":
        rows = rows.filter(due_at__lt=timezone.now())
    if closing_report(month.regime, month.period) is not None:
        messages.error(request, f"Báo cáo {month.period.label} đã ban hành, không nhắc nộp nữa.")
    else:
        done = remind(open_obligations(rows))
        told = messages.success if done.reminders else messages.warning
        told(request, sent_in_words(done))
    return redirect(month.address("month"))


@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest, regime: str) -> HttpResponse:
    """When a regime reminds by itself, and the wordings that it uses."""
    of = _regime(request, regime)
    form = PlanForm(request.POST or None, plan=plan_for(of))
    if request.method == "POST" and form.is_valid():
        try:
            change_plan(of, form.given())
        except CannotPlan as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Đã lưu lịch nhắc.")
            return redirect("desk:reminder_plan", regime)
    return render(
        request,
        "desk/reminding/plan.html",
        {
            "here": "reminding",
            "regime": of,
            "form": form,
            "wordings": [(one, words_for(of, one)) for one in Occasion],
            "server": bool(settings.EMAIL_HOST),
            "worker": worker_alive(),
            "newest": _newest(request, of),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def wording(request: HttpRequest, regime: str, occasion: str) -> HttpResponse:
    """What is said on an occasion: changed, put back to the default, or only looked at as it will arrive."""
    of = _regime(request, regime)
    if occasion not in Occasion.values:
        raise Http404("Không có mẫu nhắc này.")
    which = Occasion(occasion)
    form = WordsForm(request.POST or None, words=words_for(of, which))
    if request.method == "POST" and form.is_valid() and "look" not in request.POST:
        change_words(of, which, DEFAULTS[which] if "default" in request.POST else form.given())
        messages.success(request, f"Đã lưu mẫu “{which.label}”.")
        return redirect("desk:reminder_plan", regime)
    shown = form.given() if request.method == "POST" and form.is_valid() else words_for(of, which)
    return render(
        request,
        "desk/reminding/wording.html",
        {
            "here": "reminding",
            "regime": of,
            "occasion": which,
            "form": form,
            "placeholders": [(f"{{{name}}}", meaning) for name, meaning in PLACEHOLDERS.items()],
            "preview": _as_it_arrives(shown, of),
            "is_default": words_for(of, which) == DEFAULTS[which],
        },
    )


def _regime(request: HttpRequest, code: str) -> Regime:
    found = regimes_for(request.user).filter(code=code).first()
    if found is None:
        raise Http404("Không có chế độ báo cáo này, hoặc bạn không đặt lịch nhắc của chế độ này.")
    return found


def _newest(request: HttpRequest, regime: Regime) -> Month | None:
    last = Obligation.objects.for_user(request.user).filter(regime=regime).order_by("period").last()
    return Month(regime, last.period, named=True) if last else None


def _as_it_arrives(words: Words, regime: Regime) -> Words | None:
    """The words filled in for one of the regime's units; None where it has none yet."""
    rows = Obligation.objects.filter(regime=regime).select_related("unit", "regime__receiver")
    example = rows.order_by("-period", "unit__list_number").first()
    return filled(words, values_for(example, localtime())) if example else None
