"""Errors as RFC 9457 has them (application/problem+json), in Vietnamese."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from django.http import HttpResponse, JsonResponse

MEDIA_TYPE = "application/problem+json"
TITLES: Mapping[int, str] = {
    400: "Yêu cầu sai cú pháp",
    401: "Chưa xác thực",
    403: "Không đủ quyền",
    404: "Không tìm thấy",
    405: "Không dùng phương thức này được",
    406: "Không có dạng này",
    409: "Trái với dữ liệu đang có",
    412: "Dữ liệu đã đổi",
    413: "Yêu cầu quá lớn",
    415: "Không nhận kiểu dữ liệu này",
    422: "Dữ liệu gửi lên chưa đúng",
    428: "Thiếu điều kiện If-Match",
    429: "Quá nhiều yêu cầu",
    500: "Lỗi của máy chủ",
}


class Problem(Exception):
    """Ends a request with a status and a Vietnamese message: what, where, how to mend it."""

    def __init__(self, status: int, detail: str, **more: Any) -> None:
        super().__init__(detail)
        self.status, self.detail, self.more = status, detail, more

    def record(self) -> dict[str, Any]:
        title = TITLES.get(self.status, HTTPStatus(self.status).phrase)
        return {"type": "about:blank", "title": title, "status": self.status, "detail": self.detail, **self.more}

    def response(self) -> HttpResponse:
        response = JsonResponse(
            self.record(),
            status=self.status,
            content_type=MEDIA_TYPE,
            json_dumps_params={"ensure_ascii": False},
        )
        if self.status == 401:
            response.headers["WWW-Authenticate"] = 'Basic realm="Kybao", charset="UTF-8", Bearer realm="Kybao"'
        return response
