"""A file that takes long to read is taken in at once and read behind the page; its preview appears when it is ready."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from kybao.documents.errors import UnreadableFile
from kybao.filing.models import Obligation, Preview, Upload
from kybao.filing.previewing import KEPT, forget_expired, release, show
from kybao.filing.receiving import examine, keep
from kybao.people.models import Account
from kybao.working.kinds import Effect
from kybao.working.queue import ask

KIND = "filing.read"
_LOOK_EVERY = 0.05  # seconds


def take_in(obligation: Obligation, owner: Account, data: bytes, name: str) -> Upload:
    """Keeps a file to be read, in place of one of the owner's that still waits for the same obligation."""
    with transaction.atomic():
        for earlier in Upload.objects.filter(owner=owner, obligation=obligation).select_related("file"):
            _forget(earlier)
        upload = Upload.objects.create(owner=owner, obligation=obligation, file=keep(data), file_name=name[-255:])
        ask(KIND, {"upload": upload.pk})
    return upload


def wait_for(upload: Upload, seconds: float) -> bool:
    """Whether a file is read within so many seconds, or known to be unreadable."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if not Upload.objects.filter(pk=upload.pk, fault="").exists():
            return True
        time.sleep(_LOOK_EVERY)
    return False


def read_upload(payload: Mapping[str, Any]) -> Effect | None:
    """The job: reads and checks; what is stored is the preview in place of the upload, or what stood in the way."""
    found = Upload.objects.filter(pk=payload["upload"], fault="").select_related(
        "file", "owner", "obligation__unit__area", "obligation__regime"
    )
    upload = found.first()
    if upload is None:  # another file came in its place
        return None
    try:
        examined = examine(upload.obligation, bytes(upload.file.content), upload.file_name)
    except UnreadableFile as error:
        fault = str(error)
        return lambda: Upload.objects.filter(pk=upload.pk).update(fault=fault)

    def effect() -> Preview | None:
        if not Upload.objects.select_for_update().filter(pk=upload.pk).exists():
            return None
        made = show(upload.obligation, upload.owner, examined, upload.file, upload.public_id)
        upload.delete()
        return made

    return effect


def given_up(payload: Mapping[str, Any], why: str) -> None:
    Upload.objects.filter(pk=payload["upload"]).update(
        fault="Kybao không đọc xong được tệp này. Hãy đưa tệp lên lại; nếu vẫn lỗi, hãy báo người quản trị."
    )


def forget_ended(_: Mapping[str, Any]) -> Effect:
    """The recurring job: previews and uploads whose day is over go, with bytes that nothing else refers to."""

    def effect() -> None:
        forget_expired()
        for old in Upload.objects.filter(created_at__lt=timezone.now() - KEPT).select_related("file"):
            _forget(old)

    return effect


def _forget(upload: Upload) -> None:
    file = upload.file
    upload.delete()
    release(file)
