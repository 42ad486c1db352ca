"""An issued report goes to the Kybao above: its package is made once, sent in parts, and taken up again where it broke off."""

from __future__ import annotations

import hashlib
import json
import os
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from kybao.composing.models import Report
from kybao.composing.paper.outputs import OUTPUTS
from kybao.exchange.models import Delivery
from kybao.exchange.transfer.package import packed
from kybao.filing.models import StoredFile
from kybao.people.history import Subject, record

_PART = 256 * 1024
_TIMEOUT = 60  # seconds
_REPORT_OUTPUT = OUTPUTS[0]


class NotDelivered(Exception):
    """A report that could not be delivered, now or at all; its message is Vietnamese: what, where, how to mend it."""


@dataclass(frozen=True, slots=True)
class Above:
    """The Kybao above: its address, the secret of the token that it gave, and what this committee is called there."""

    address: str
    secret: str
    regime: str
    unit: str


def deliver(report: Report, above: Above, part_bytes: int = _PART) -> Delivery:
    """Sends an issued report; one that was delivered is not sent again. Raises `NotDelivered`: calling again goes on from there."""
    if report.status != Report.Status.ISSUED:
        raise NotDelivered(f"Báo cáo {report.period.label} chưa ban hành nên chưa gửi lên được. Hãy ban hành trước.")
    delivery = _made(report, above)
    if delivery.delivered_at is not None:
        return delivery
    data = bytes(delivery.package.content)
    said = {
        "sha256": delivery.package_id,
        "size": len(data),
        "regime": above.regime,
        "unit": above.unit,
        "period": str(report.period),
    }
    state = _asked(above, "POST", "/api/transfers", json.dumps(said).encode(), "application/json")
    for _ in range(
        2 * (len(data) // part_bytes + 2)
    ):  # each part, and as many answers that say to go on from elsewhere
        if state["complete"]:
            break
        start = int(state["received"])
        path = f"/api/transfers/{delivery.package_id}/content?start={start}"
        state = _asked(above, "PUT", path, data[start : start + part_bytes], "application/octet-stream")
    if not state["complete"]:
        raise NotDelivered(f"{above.address} không nhận hết báo cáo. Hãy gửi lại.")
    with transaction.atomic():
        delivery.delivered_at, delivery.receipt = timezone.now(), state
        delivery.save(update_fields=["delivered_at", "receipt"])
        subject = Subject("delivery", delivery.package_id, str(report), report.regime.receiver)
        record("exchange.delivered", subject, after={"address": above.address, "sha256": delivery.package_id})
    return delivery


def _made(report: Report, above: Above) -> Delivery:
    found = Delivery.objects.select_related("package").filter(report=report, address=above.address).first()
    if found is not None:
        return found
    files = {one.name: one.content for one in report.issued_files.select_related("file")}
    name = _REPORT_OUTPUT.file_name(report)
    files.setdefault(name, _REPORT_OUTPUT.render(report))
    said = {
        "agency": report.regime.receiver.name,
        "unit": report.regime.receiver.code,
        "regime": report.regime.code,
        "period": str(report.period),
        "number": report.number,
        "symbol": report.regime.symbol,
        "dated": report.dated.isoformat() if report.dated else None,
    }
    data = packed(said, name, files, signing_key())
    sha256 = hashlib.sha256(data).hexdigest()
    with transaction.atomic():
        if not StoredFile.objects.filter(pk=sha256).exists():
            StoredFile.objects.create(sha256=sha256, content=data, size=len(data))
        delivery, _ = Delivery.objects.get_or_create(
            report=report, address=above.address, defaults={"package_id": sha256}
        )
    return delivery


def signing_key() -> Ed25519PrivateKey:
    """The key of this installation: made once, kept in the data folder, readable by its owner alone."""
    path = Path(settings.DATA_DIR) / "transfer-key.pem"
    if not path.exists():
        pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        temporary = path.with_suffix(f".{os.getpid()}")
        temporary.touch(mode=0o600)
        temporary.write_bytes(pem)
        temporary.replace(path)
    key = load_pem_private_key(path.read_bytes(), None)
    assert isinstance(key, Ed25519PrivateKey)
    return key


def _asked(above: Above, method: str, path: str, body: bytes, media_type: str) -> Mapping[str, Any]:
    request = urllib.request.Request(
        above.address.rstrip("/") + path,
        body,
        {"Authorization": f"Bearer {above.secret}", "Content-Type": media_type},
        method=method,
    )
    try:
        with urllib.request.urlopen(request, timeout=_TIMEOUT) as response:
            answer: Mapping[str, Any] = json.load(response)
            return answer
    except urllib.error.HTTPError as error:
        problem = _problem(error)
        if error.code == 409 and "received" in problem:
            return {"complete": False, "received": problem["received"]}
        said = problem.get("detail", f"mã {error.code}")
        raise NotDelivered(f"{above.address} không nhận báo cáo: {said}") from error
    except (OSError, ValueError) as error:
        raise NotDelivered(f"Mất kết nối với {above.address}. Gửi lại thì Kybao gửi tiếp phần còn lại.") from error


def _problem(error: urllib.error.HTTPError) -> Mapping[str, Any]:
    try:
        found = json.load(error)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
