"""A file is looked at before it is filed: kept for its owner for a day, with what was read and found in it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone

from kybao.documents.serial import to_data
from kybao.filing.explaining import LONGEST_REASON, give_reason
from kybao.filing.models import Fact, Obligation, Overruling, Preview, StoredFile, SubmissionFinding
from kybao.filing.receiving import Examined, Receipt, examine, keep, latest_of, store
from kybao.filing.timeliness import is_returned
from kybao.people.models import Account
from kybao.registry.models import Indicator

KEPT = timedelta(hours=24)
_FINDING = (
    "rule", "verdict", "block", "start", "end", "page", "quote", "stated", "computed", "explanation", "evidence",
)  # fmt: skip
_FACT = ("basis", "comparison", "stated", "decimals", "measure", "block", "start", "end", "page")
_EXACT = ("value", "scale")


class CannotFile(ValueError):
    """Why a preview can't be filed or explained; its message is Vietnamese."""


def preview(obligation: Obligation, owner: Account, data: bytes, name: str) -> Preview:
    """Reads and checks a file, in place of the owner's earlier preview for the same obligation.

    Reasons that were given there for findings that come again are kept. Raises `UnreadableFile`; then nothing is stored.
    """
    examined = examine(obligation, data, name)
    with transaction.atomic():
        return show(obligation, owner, examined, keep(data))


def show(
    obligation: Obligation, owner: Account, examined: Examined, file: StoredFile, public_id: UUID | None = None
) -> Preview:
    """Makes what was examined the owner's preview, within the caller's transaction."""
    findings = [{field: getattr(row, field) for field in _FINDING} for row in examined.findings]
    earlier = Preview.objects.filter(owner=owner, obligation=obligation).first()
    made = Preview(
        public_id=public_id or uuid4(),
        owner=owner,
        obligation=obligation,
        file=file,
        file_name=examined.document.name,
        document_data=to_data(examined.document),
        findings=findings,
        facts=[_fact_data(row) for row in examined.facts],
        reasons=_carried(earlier, findings) if earlier else {},
        expires_at=timezone.now() + KEPT,
    )
    if earlier:
        earlier.delete()
    made.save()
    if earlier and earlier.file_id != file.pk:
        release(earlier.file)
    forget_expired()
    return made


def examined_of(preview: Preview) -> Examined:
    """What was read and found, as rows that are not stored yet."""
    obligation = preview.obligation
    unit = obligation.unit.area or obligation.unit
    indicators = {one.code: one for one in Indicator.objects.filter(code__in={row["code"] for row in preview.facts})}
    facts = tuple(
        Fact(
            indicator=indicators[row["code"]],
            unit=unit,
            period=obligation.period,
            **{field: row[field] for field in _FACT},
            **{field: Decimal(row[field]) for field in _EXACT},
        )
        for row in preview.facts
        if row["code"] in indicators
    )
    return Examined(preview.document, tuple(SubmissionFinding(**row) for row in preview.findings), facts)


def overrule(preview: Preview, number: int, reason: str) -> None:
    """Gives the reason why the place of the finding with this number is right as it is; "" takes it back.

    Raises `CannotFile` where there is no such finding or the reason is too long.
    """
    if not 1 <= number <= len(preview.findings):
        raise CannotFile("Bài xem trước không có phát hiện này. Hãy mở lại trang.")
    if len(reason) > LONGEST_REASON:
        raise CannotFile(f"Lời giải trình dài quá {LONGEST_REASON} ký tự. Hãy viết gọn lại.")
    with transaction.atomic():
        kept = Preview.objects.select_for_update().get(pk=preview.pk)
        kept.reasons = {key: value for key, value in kept.reasons.items() if key != str(number)}
        if reason.strip():
            kept.reasons[str(number)] = reason.strip()
        kept.save(update_fields=["reasons"])
    preview.reasons = kept.reasons


def file_preview(preview: Preview) -> Receipt:
    """Files what was looked at, with its reasons. The preview ends.

    The very bytes of the latest version are filed anew only where that one was returned or a reason is given now. Raises
    `CannotFile` where the preview has ended meanwhile.
    """
    with transaction.atomic():
        kept = Preview.objects.select_for_update().filter(pk=preview.pk).first()
        if kept is None:
            raise CannotFile("Bài xem trước này đã được nộp hoặc đã bỏ. Hãy xem danh sách bài nộp của đơn vị.")
        obligation = kept.obligation
        latest = latest_of(obligation)
        if latest is not None and latest.file_id == kept.file_id and not is_returned(latest) and not kept.reasons:
            receipt = Receipt(latest, latest.findings.count(), latest.facts.count(), again=True)
        else:
            examined = examined_of(kept)
            receipt = store(obligation, examined, kept.file)
            _overrule(receipt, examined, kept.reasons)
        kept.delete()
    return receipt


def discard(preview: Preview) -> None:
    """Ends a preview; its bytes go too, unless a submission has them."""
    file = preview.file
    preview.delete()
    release(file)


def forget_expired() -> None:
    """Ends all previews whose time is over."""
    for ended in Preview.objects.filter(expires_at__lte=timezone.now()).select_related("file"):
        discard(ended)


def release(file: StoredFile) -> None:
    """Forgets bytes that nothing refers to any more."""
    try:
        file.delete()
    except ProtectedError:
        return  # filed meanwhile, or looked at by another


def _overrule(receipt: Receipt, examined: Examined, reasons: Mapping[str, str]) -> None:
    submission = receipt.submission
    stored = {(row.rule, row.block, row.start, row.end, row.explanation): row for row in submission.findings.all()}
    for number, reason in sorted(reasons.items(), key=lambda pair: int(pair[0])):
        row = examined.findings[int(number) - 1]
        finding = stored.get((row.rule, row.block, row.start, row.end, row.explanation))
        if finding is None or Overruling.objects.filter(finding=finding).exists():
            continue
        give_reason(finding, reason)


def _carried(earlier: Preview, findings: list[dict[str, Any]]) -> dict[str, str]:
    given = {_same(earlier.findings[int(number) - 1]): reason for number, reason in earlier.reasons.items()}
    return {str(number): given[_same(row)] for number, row in enumerate(findings, 1) if _same(row) in given}


def _same(finding: Mapping[str, Any]) -> tuple[str, ...]:
    """What two findings on two versions of a file have in common when they say the same."""
    return tuple(str(finding[field]) for field in ("rule", "quote", "explanation"))


def _fact_data(row: Fact) -> dict[str, Any]:
    return (
        {"code": row.indicator.code}
        | {field: getattr(row, field) for field in _FACT}
        | {field: str(getattr(row, field)) for field in _EXACT}
    )
