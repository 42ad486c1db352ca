"""What was pasted into a page, or stands in the spreadsheet that was handed over instead."""

from __future__ import annotations

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from kybao.documents.errors import UnreadableFile
from kybao.registry.pasted.rows import MOST_ROWS, text_of_file

_MOST_BYTES = 5_000_000
_MOST_LETTERS = 1_000_000


def given_text(request: HttpRequest) -> tuple[str, list[str]]:
    """The text, "" where there is none, and what is wrong with it as a whole."""
    if request.method != "POST":
        return "", []
    file = request.FILES.get("file")
    if isinstance(file, UploadedFile):
        if (file.size or 0) > _MOST_BYTES:
            return "", [f"{file.name}: tệp lớn hơn 5 MB. Hãy chỉ giữ trang có danh sách rồi gửi lại."]
        try:
            return text_of_file(file.name or "tệp", file.read()), []
        except UnreadableFile as error:
            return "", [str(error)]
    text = request.POST.get("text", "").replace("\r\n", "\n")
    if len(text) > _MOST_LETTERS or text.count("\n") > MOST_ROWS:
        return "", [f"Danh sách dài quá {MOST_ROWS} dòng. Hãy dán thành nhiều lần."]
    if "look" in request.POST and not text.strip() and "take" not in request.POST and "rows" not in request.POST:
        return "", ["Chưa có gì để xem. Hãy dán danh sách hoặc chọn tệp."]
    return text if text.strip() else "", []
