"""dataValueSets and dataValues: values read, and values taken in with a summary of what became of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from kybao.calendar import InvalidPeriod
from kybao.exchange.changing import Change, Entry, Outcome, Writer, change
from kybao.exchange.dhis2 import forms
from kybao.exchange.dhis2.answers import conflict, json_answer
from kybao.exchange.dhis2.identifiers import DEFAULT_OPTION_COMBO
from kybao.exchange.dhis2.metadata import Metadata, basis_of, basis_uid, indicator_uid, regime_uid, unit_uid
from kybao.exchange.dhis2.periods import notation, parse
from kybao.exchange.dhis2.questions import Question, question
from kybao.exchange.gate import admit
from kybao.exchange.problems import Problem
from kybao.exchange.scopes import Scope
from kybao.exchange.tokens import Bearer
from kybao.exchange.values import Slot, values_of
from kybao.filing.models import Fact

_MOST = 500_000


def value_sets(request: HttpRequest, form: str | None = None) -> HttpResponseBase:
    if request.method in ("GET", "HEAD"):
        return _read(request, form)
    if request.method == "POST":
        return _take(request)
    return _only("GET, POST")


def single_value(request: HttpRequest) -> HttpResponseBase:
    """dataValues: one value by de, pe, ou, ao."""
    if request.method in ("GET", "HEAD"):
        bearer = admit(request, Scope.READ_FACTS)
        entry = _entry(_of_query(request), {}, Metadata())
        if isinstance(entry, Fault):
            raise conflict(entry.code, entry.message)
        found = values_of(Fact.objects.for_user(bearer).filter(**_at(entry.slot)))
        values = [f"{fact.value:f}" for fact in found]
        if not values:
            raise Problem(404, "Chưa có số liệu này.", errorCode="E2032")
        return json_answer(values)
    if request.method not in ("POST", "PUT", "DELETE"):
        return _only("GET, POST, PUT, DELETE")
    bearer = admit(request, Scope.WRITE_FACTS)
    given = _of_query(request)
    if request.method != "DELETE" and "json" in request.headers.get("Content-Type", ""):
        given |= forms.read(request.body, "json").head
    entry = _entry(given, {}, Metadata(), taken_out=request.method == "DELETE")
    if isinstance(entry, Fault):
        raise conflict(entry.code, entry.message)
    (done,) = change([entry], Writer.of(bearer, "dhis2"))
    if done.is_wrong:
        raise conflict("E7643", done.message)
    status = 200 if request.method == "DELETE" else 201
    return json_answer({"httpStatus": "OK", "httpStatusCode": status, "status": "OK"}, status)


# --- out ------------------------------------------------------------------------------------------------------------


def _read(request: HttpRequest, form: str | None) -> HttpResponse:
    bearer, metadata = admit(request, Scope.READ_FACTS), Metadata()
    asked = question(request.GET, metadata)
    code = request.GET.get("idScheme", "UID").upper() == "CODE"
    values = _values(asked, bearer, code)
    head = _head(asked, code)
    return forms.written(forms.ValueSet(head, values), forms.form_of(form, request.headers.get("Accept", "")))


def _values(asked: Question, bearer: Bearer, code: bool) -> list[dict[str, str]]:
    units, indicators = {one.pk: one for one in asked.units}, {one.pk: one for one in asked.indicators}
    facts = Fact.objects.for_user(bearer).filter(unit__in=units, indicator__in=indicators)
    if asked.periods:
        facts = facts.filter(period__in=asked.periods)
    if asked.bases:
        facts = facts.filter(basis__in=asked.bases)
    found: list[dict[str, str]] = []
    for fact in values_of(facts):
        written = notation(fact.period)
        if written is None or not asked.holds(fact.period):
            continue
        if len(found) >= _MOST:
            raise conflict("E2009", f"Có hơn {_MOST} số liệu. Hãy hỏi ít kỳ, đơn vị hoặc chỉ tiêu hơn.")
        at = fact.submission.received_at if fact.submission else None
        found.append(
            {
                "dataElement": fact.indicator.code if code else indicator_uid(fact.indicator),
                "period": written,
                "orgUnit": fact.unit.code if code else unit_uid(fact.unit),
                "categoryOptionCombo": DEFAULT_OPTION_COMBO,
                "attributeOptionCombo": basis_uid(fact.basis),
                "value": f"{fact.value:f}",
                "storedBy": fact.submission.obligation.unit.code if fact.submission else "kybao",
            }
            | ({"lastUpdated": f"{at:%Y-%m-%dT%H:%M:%S.000%z}"} if at else {})
        )
    return found


def _head(asked: Question, code: bool) -> dict[str, str]:
    """What is the same for the whole set."""
    head: dict[str, str] = {}
    if len(asked.regimes) == 1:
        head["dataSet"] = asked.regimes[0].code if code else regime_uid(asked.regimes[0])
    if len(asked.periods) == 1:
        head["period"] = notation(asked.periods[0]) or ""
    if len(asked.units) == 1:
        head["orgUnit"] = asked.units[0].code if code else unit_uid(asked.units[0])
    return head


# --- in -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a value can't be taken in, as DHIS2 tells conflicts."""

    code: str
    property: str
    value: str
    message: str


_KEPT_BY_STRATEGY: Mapping[str, frozenset[Outcome]] = {
    "CREATE_AND_UPDATE": frozenset({Outcome.CREATED, Outcome.UPDATED, Outcome.DELETED, Outcome.UNCHANGED}),
    "CREATE": frozenset({Outcome.CREATED}),
    "UPDATE": frozenset({Outcome.UPDATED, Outcome.UNCHANGED}),
    "DELETE": frozenset({Outcome.DELETED, Outcome.UNCHANGED}),
}
_STRATEGIES = {"NEW_AND_UPDATES": "CREATE_AND_UPDATE", "NEW": "CREATE", "UPDATES": "UPDATE", "DELETES": "DELETE"}


def _take(request: HttpRequest) -> HttpResponse:
    bearer, metadata = admit(request, Scope.WRITE_FACTS), Metadata()
    given = forms.read(request.body, request.headers.get("Content-Type", "application/json"))
    strategy = request.GET.get("importStrategy", "CREATE_AND_UPDATE").upper()
    strategy = _STRATEGIES.get(strategy, strategy)
    if strategy not in _KEPT_BY_STRATEGY:
        raise Problem(400, f"Không có importStrategy {strategy}. Hãy chọn: {', '.join(_KEPT_BY_STRATEGY)}.")
    dry_run = request.GET.get("dryRun", "false").lower() == "true"
    read = [_entry(value, given.head, metadata, strategy == "DELETE") for value in given.values]
    faults = {place: one for place, one in enumerate(read) if isinstance(one, Fault)}
    entries = {place: one for place, one in enumerate(read) if isinstance(one, Entry)}
    writer = Writer.of(bearer, "dhis2")
    planned = dict(zip(entries, change(list(entries.values()), writer, dry_run=True), strict=True))
    faults |= {place: _refused(one) for place, one in planned.items() if one.is_wrong}
    kept = {place: one for place, one in planned.items() if one.outcome in _KEPT_BY_STRATEGY[strategy]}
    done = change([one.entry for one in kept.values()], writer, dry_run=dry_run)
    counts = Counter(one.outcome for one in done)
    faults |= {place: _refused(one) for place, one in zip(kept, done, strict=True) if one.is_wrong}
    ignored = len(read) - sum(
        counts[one] for one in (Outcome.CREATED, Outcome.UPDATED, Outcome.DELETED, Outcome.UNCHANGED)
    )
    return _summary(counts, ignored, faults, {"dryRun": dry_run, "importStrategy": strategy})


def _entry(
    value: Mapping[str, str], head: Mapping[str, str], metadata: Metadata, taken_out: bool = False
) -> Entry | Fault:
    said = {**{name: head[name] for name in ("period", "orgUnit", "attributeOptionCombo") if name in head}, **value}
    indicator = metadata.indicator_by_key.get(said.get("dataElement", ""))
    if indicator is None:
        return _fault("E7610", "dataElement", said, "Không có chỉ tiêu này")
    unit = metadata.unit_by_key.get(said.get("orgUnit", ""))
    if unit is None:
        return _fault("E7612", "orgUnit", said, "Không có đơn vị này")
    try:
        period = parse(said.get("period", ""))
    except InvalidPeriod as error:
        return _fault("E7611", "period", said, str(error))
    if said.get("categoryOptionCombo") not in (None, "", "default", DEFAULT_OPTION_COMBO):
        return _fault("E7613", "categoryOptionCombo", said, "Chỉ tiêu không có phân tổ này")
    basis = basis_of(said.get("attributeOptionCombo") or DEFAULT_OPTION_COMBO)
    if basis is None:
        return _fault("E7615", "attributeOptionCombo", said, "Không có loại số liệu này")
    number = None if taken_out or said.get("deleted") == "true" else _number(said.get("value", ""))
    if isinstance(number, str):
        return _fault("E7619" if said.get("value") else "E7618", "value", said, number)
    return Entry(unit, indicator, Slot(unit.pk, indicator.pk, period, basis), number)


def _number(written: str) -> Decimal | str:
    """The number, or what is wrong with it."""
    try:
        number = Decimal(written) if written.isascii() and "_" not in written else None
    except InvalidOperation:
        number = None
    if number is None or not number.is_finite():
        return "Giá trị phải là một số, phần thập phân sau dấu chấm" if written else "Thiếu giá trị"
    return number


def _fault(code: str, name: str, said: Mapping[str, str], message: str) -> Fault:
    value = said.get(name, "")
    return Fault(code, name, value, f"{message}: `{value}`")


def _refused(one: Change) -> Fault:
    return Fault("E7643", "period", notation(one.entry.slot.period) or "", one.message)


def _summary(
    counts: Mapping[Outcome, int], ignored: int, faults: Mapping[int, Fault], options: Mapping[str, Any]
) -> HttpResponse:
    status = "WARNING" if faults else "SUCCESS"
    summary = {
        "responseType": "ImportSummary",
        "status": status,
        "importOptions": options,
        "description": "Đã xử lý xong" if not faults else "Đã xử lý xong, có số liệu không nhận được",
        "importCount": {
            "imported": counts.get(Outcome.CREATED, 0),
            "updated": counts.get(Outcome.UPDATED, 0) + counts.get(Outcome.UNCHANGED, 0),
            "ignored": ignored,
            "deleted": counts.get(Outcome.DELETED, 0),
        },
        "conflicts": [
            {
                "object": fault.value,
                "objects": {fault.property: fault.value},
                "value": fault.message,
                "errorCode": fault.code,
                "property": fault.property,
                "indexes": [place],
            }
            for place, fault in sorted(faults.items())
        ],
        "rejectedIndexes": sorted(faults),
        "dataSetComplete": "false",
    }
    http = 409 if faults else 200
    return json_answer(
        {
            "httpStatus": "Conflict" if faults else "OK",
            "httpStatusCode": http,
            "status": "WARNING" if faults else "OK",
            "message": "Có xung đột, xem bản tóm tắt." if faults else "Đã nhận.",
            "response": summary,
        },
        http,
    )


def _of_query(request: HttpRequest) -> dict[str, str]:
    given = {**request.GET.dict(), **request.POST.dict()}
    names = {
        "de": "dataElement",
        "pe": "period",
        "ou": "orgUnit",
        "co": "categoryOptionCombo",
        "ao": "attributeOptionCombo",
    }
    found = {names.get(name, name): str(value) for name, value in given.items()}
    return found if request.method != "GET" else found | {"value": "0"}


def _at(slot: Slot) -> dict[str, Any]:
    return {"unit": slot.unit, "indicator": slot.indicator, "period": slot.period, "basis": slot.basis}


def _only(methods: str) -> HttpResponse:
    return HttpResponse(status=405, headers={"Allow": methods})
