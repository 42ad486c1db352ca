"""An entry of the history in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.dateparse import parse_datetime
from django.utils.timezone import localtime

from kybao.people.models import HistoryEntry
from kybao.people.policy import Role


@dataclass(frozen=True, slots=True)
class Area:
    """A kind of doings that the history can be narrowed to."""

    slug: str
    label: str
    prefix: str


AREAS = (
    Area("nop", "Nộp báo cáo", "filing."),
    Area("soan", "Soạn báo cáo", "composing."),
    Area("nap", "Nạp dữ liệu", "exchange."),
    Area("dang-nhap", "Đăng nhập", "people.sign"),
    Area("nguoi-dung", "Người dùng", "people."),
)
_ACTIONS = {
    "filing.filed": "Nộp báo cáo",
    "filing.overruled": "Giải trình phát hiện",
    "filing.accepted": "Nhận bài nộp",
    "filing.returned": "Trả lại bài nộp",
    "composing.drafted": "Soạn báo cáo tổng hợp",
    "composing.task_answered": "Trả lời nhiệm vụ",
    "composing.approved": "Duyệt báo cáo tổng hợp",
    "composing.changes_asked": "Yêu cầu sửa báo cáo tổng hợp",
    "composing.commented": "Góp ý báo cáo tổng hợp",
    "composing.comment_resolved": "Trả lời góp ý",
    "composing.issued": "Ban hành báo cáo tổng hợp",
    "composing.entered_as_issued": "Ghi báo cáo đã ban hành ngoài Kỳ báo",
    "composing.number_taken": "Ghi số đã dùng vào sổ văn bản",
    "composing.replacement_begun": "Lập bản thay thế",
    "composing.replacement_withdrawn": "Bỏ bản thay thế",
    "composing.signed": "Ký số báo cáo tổng hợp",
    "composing.signed_elsewhere": "Nhận báo cáo đã ký số ở nơi khác",
    "demonstrating.made": "Dựng số liệu trình diễn",
    "exchange.delivered": "Gửi báo cáo lên cấp trên",
    "exchange.month_loaded": "Nạp dữ liệu của kỳ",
    "exchange.token_made": "Tạo mã kết nối",
    "exchange.token_revoked": "Thu hồi mã kết nối",
    "exchange.values_changed": "Ghi số liệu từ tệp hoặc phần mềm khác",
    "people.first_administrator": "Tạo tài khoản quản trị đầu tiên",
    "people.invited": "Mời vào Kỳ báo",
    "people.invitation_withdrawn": "Huỷ lời mời",
    "people.joined": "Nhận lời mời",
    "people.role_granted": "Giao vai trò",
    "people.role_withdrawn": "Bỏ vai trò",
    "people.deactivated": "Ngừng tài khoản",
    "people.reactivated": "Mở lại tài khoản",
    "people.second_factor_on": "Bật xác thực hai lớp",
    "people.second_factor_off": "Tắt xác thực hai lớp",
    "people.second_factor_reset": "Bỏ xác thực hai lớp thay người dùng",
    "people.recovery_codes_made": "Tạo mã dự phòng",
    "people.password_link_made": "Tạo liên kết đặt lại mật khẩu",
    "people.password_set_by_link": "Đặt lại mật khẩu",
    "people.password_changed": "Đổi mật khẩu",
    "people.signed_in": "Đăng nhập",
    "people.signed_out": "Đăng xuất",
    "people.sign_in_failed": "Đăng nhập không thành công",
}
_FIELDS = {
    "active": "đang dùng",
    "address": "từ địa chỉ",
    "answer": "trả lời",
    "comment": "góp ý",
    "contributions": "đoạn văn",
    "dated": "ngày ban hành",
    "email": "thư điện tử",
    "expires_at": "hết hạn",
    "facts": "số liệu",
    "figures": "con số",
    "file": "tệp",
    "filed_at": "nộp lúc",
    "finding": "phát hiện",
    "findings": "phát hiện",
    "full_name": "họ và tên",
    "note": "ghi chú",
    "number": "số",
    "outcome": "kết quả xét",
    "period": "kỳ",
    "quote": "câu được góp ý",
    "reason": "lý do",
    "regime": "chế độ báo cáo",
    "role": "vai trò",
    "scopes": "phạm vi",
    "sha256": "SHA-256",
    "signers": "người ký",
    "status": "tình trạng",
    "submissions": "bài nộp",
    "tasks": "nhiệm vụ",
    "unit": "đơn vị",
    "username": "tên đăng nhập",
    "version": "phiên bản",
}


@dataclass(frozen=True, slots=True)
class Change:
    """A field with what it was and what it became; "" where there was or is nothing."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Line:
    entry: HistoryEntry
    action: str
    changes: tuple[Change, ...]


def line_of(entry: HistoryEntry) -> Line:
    before: Mapping[str, object] = entry.before or {}
    after: Mapping[str, object] = entry.after or {}
    changes = (
        Change(_FIELDS.get(key, key), _in_words(key, before.get(key)), _in_words(key, after.get(key)))
        for key in dict.fromkeys((*before, *after))
        if before.get(key) not in (None, "") or after.get(key) not in (None, "")
    )
    return Line(entry, _ACTIONS.get(entry.action, entry.action), tuple(changes))


def _in_words(key: str, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "có" if value else "không"
    if key == "role" and value in Role.values:
        return Role(str(value)).label.lower()
    if key.endswith("_at"):
        moment = parse_datetime(str(value))
        return f"{localtime(moment):%H:%M %d/%m/%Y}" if moment else str(value)
    return str(value)
