"""Packages that come in: in parts, each after the last, and then all at once a submission of the unit."""

from __future__ import annotations

import hashlib
import re

from django.db import transaction
from django.utils import timezone

from kybao.calendar import Period
from kybao.exchange.filing_in import file_report
from kybao.exchange.models import Transfer, TransferPart
from kybao.exchange.problems import Problem
from kybao.exchange.tokens import Bearer
from kybao.exchange.transfer.package import BrokenPackage, Package, opened
from kybao.filing.models import StoredFile
from kybao.registry.models import Regime, Unit

MOST_BYTES = 100 * 1024 * 1024
MOST_PART_BYTES = 2 * 1024 * 1024
_SHA256 = re.compile(r"[0-9a-f]{64}")


def begun(bearer: Bearer, sha256: str, size: int, regime: Regime, unit: Unit, period: Period) -> Transfer:
    """The transfer of a package: the one that was begun before, else a new one. Raises `Problem`."""
    if not bearer.may_file_for(unit, regime.receiver):
        raise Problem(403, f"Mã kết nối này không được nộp báo cáo của {unit}.")
    if not _SHA256.fullmatch(sha256) or not 0 < size <= MOST_BYTES:
        raise Problem(422, f"Hãy nêu SHA-256 (64 chữ số hệ 16) và cỡ của gói, nhiều nhất {MOST_BYTES // 1024**2} MB.")
    found, _ = Transfer.objects.get_or_create(
        token=bearer.token,
        sha256=sha256,
        defaults={"size": size, "regime": regime, "unit": unit, "period": period},
    )
    if (found.size, found.regime, found.unit, found.period) != (size, regime, unit, period):
        raise Problem(409, "Gói này đã được gửi với cỡ, đơn vị, chế độ hoặc kỳ khác. Hãy gửi đúng như lần đầu.")
    return found


def received(transfer: Transfer) -> int:
    """How many bytes have come in."""
    if transfer.completed_at is not None:
        return transfer.size
    last = transfer.parts.order_by("start").last()
    return 0 if last is None else last.start + len(last.content)


def take_part(bearer: Bearer, transfer: Transfer, start: int, content: bytes) -> Transfer:
    """Adds bytes at the end of what has come in; with the last of them the report is filed.

    Raises `Problem`: 409 with `received` where `start` is not where the next bytes belong, 422 where the whole is not what it
    was said to be; then the parts are thrown away and the transfer begins anew.
    """
    if not content or len(content) > MOST_PART_BYTES:
        raise Problem(413, f"Mỗi phần dài từ 1 byte đến {MOST_PART_BYTES // 1024**2} MB.")
    with transaction.atomic():
        transfer = (
            Transfer.objects.select_for_update(of=("self",))
            .select_related("regime__receiver", "unit")
            .get(pk=transfer.pk)
        )
        if transfer.completed_at is not None:
            return transfer
        here = received(transfer)
        if start != here or here + len(content) > transfer.size:
            raise Problem(409, f"Đã nhận {here} byte của gói này. Hãy gửi tiếp từ đó.", received=here)
        TransferPart.objects.create(transfer=transfer, start=start, content=content)
    return _completed(bearer, transfer) if here + len(content) == transfer.size else transfer


def _completed(bearer: Bearer, transfer: Transfer) -> Transfer:
    data = b"".join(bytes(part.content) for part in transfer.parts.all())
    try:
        package = _checked(transfer, data)
        receipt = file_report(
            bearer, transfer.regime, transfer.unit.code, transfer.period, package.files[package.report], package.report
        )
    except (BrokenPackage, Problem) as error:
        transfer.parts.all().delete()
        if isinstance(error, Problem):
            raise
        raise Problem(422, str(error)) from error
    with transaction.atomic():
        if not StoredFile.objects.filter(pk=transfer.sha256).exists():
            StoredFile.objects.create(sha256=transfer.sha256, content=data, size=len(data))
        transfer.package_id, transfer.submission = transfer.sha256, receipt.submission
        transfer.public_key, transfer.completed_at = package.public_key, timezone.now()
        transfer.save()
        transfer.parts.all().delete()
    return transfer


def _checked(transfer: Transfer, data: bytes) -> Package:
    if hashlib.sha256(data).hexdigest() != transfer.sha256:
        raise BrokenPackage("Gói nhận được không khớp với SHA-256 đã nêu. Hãy gửi lại từ đầu.")
    package = opened(data)
    known = Transfer.objects.filter(token=transfer.token).exclude(public_key="").first()
    if known is not None and known.public_key != package.public_key:
        raise BrokenPackage(
            "Gói được ký bằng khoá khác với các lần trước. Nếu nơi gửi đã cài lại Kybao, hãy cấp cho họ một mã kết nối mới."
        )
    if package.manifest.get("period") != str(transfer.period):
        raise BrokenPackage(f"Báo cáo trong gói không phải của {transfer.period.label}. Hãy chọn đúng kỳ khi gửi.")
    return package
