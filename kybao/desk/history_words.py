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
    Area("nhac", "Nhắc nộp", "reminding."),
    Area("danh-muc", "Danh mục, chế độ", "registry."),
    Area("nap", "Nạp dữ liệu", "exchange."),
    Area("dang-nhap", "Đăng nhập", "people.sign"),
    Area("nguoi-dung", "Người dùng", "people."),
)
_ACTIONS = {
    "filing.filed": "Nộp báo cáo",
    "filing.overruled": "Giải trình phát hiện",
    "filing.draft_begun": "Bắt đầu điền báo cáo",
    "filing.draft_put_aside": "Giữ riêng nội dung hai cửa sổ cùng điền",
    "filing.accepted": "Nhận bài nộp",
    "filing.returned": "Trả lại bài nộp",
    "composing.drafted": "Soạn báo cáo tổng hợp",
    "composing.task_answered": "Trả lời nhiệm vụ",
    "composing.edited": "Sửa đoạn của báo cáo tổng hợp",
    "composing.edit_kept_aside": "Giữ lại điều đã viết khi trùng sửa",
    "composing.paragraph_added": "Thêm đoạn vào báo cáo tổng hợp",
    "composing.paragraph_moved": "Chuyển chỗ đoạn",
    "composing.paragraph_removed": "Xoá đoạn",
    "composing.paragraph_restored": "Khôi phục đoạn",
    "composing.taken_over": "Lấy nội dung từ bài nộp",
    "composing.figure_bound": "Liên kết con số với số liệu",
    "composing.figures_changed": "Số liệu đổi theo bài nộp mới",
    "composing.figure_changes_seen": "Xác nhận đã xem số liệu đổi",
    "composing.task_added": "Thêm nhiệm vụ kỳ sau",
    "composing.task_changed": "Sửa nhiệm vụ kỳ sau",
    "composing.task_removed": "Bỏ nhiệm vụ kỳ sau",
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
    "reminding.reminded": "Nhắc nộp báo cáo",
    "reminding.plan_changed": "Đổi lịch nhắc",
    "reminding.words_changed": "Đổi mẫu nhắc",
    "registry.committee_set": "Ghi cơ quan nhận báo cáo",
    "registry.units_changed": "Sửa danh mục đơn vị",
    "registry.regime_set": "Ghi chế độ báo cáo",
    "registry.regime_version": "Đổi quy định của chế độ báo cáo",
    "registry.outline_changed": "Sửa đề cương",
    "registry.indicators_changed": "Sửa danh mục chỉ tiêu",
    "registry.rule_set": "Đặt quy tắc kiểm tra",
    "registry.rule_removed": "Bỏ quy tắc kiểm tra",
    "registry.period_opened": "Mở kỳ báo cáo",
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
    "agency": "cơ quan ban hành",
    "answer": "trả lời",
    "authority": "thẩm quyền ký",
    "automatic": "tự động nhắc",
    "closes_offset": "chốt đến tháng",
    "closes_on": "chốt đến ngày",
    "comment": "góp ý",
    "contributions": "đoạn văn",
    "dated": "ngày ban hành",
    "days_after": "sau hạn (ngày)",
    "days_before": "trước hạn (ngày)",
    "deadline_counting": "hạn tính theo",
    "deadline_day": "ngày hạn nộp",
    "deadline_months_after": "hạn sau (tháng)",
    "deadline_moving": "gặp ngày nghỉ",
    "deadline_time": "giờ hạn nộp",
    "due": "hạn",
    "effective": "áp dụng từ",
    "email": "thư điện tử",
    "escalate_after": "báo lãnh đạo từ ngày",
    "expires_at": "hết hạn",
    "facts": "số liệu",
    "figure": "con số",
    "figures": "con số",
    "file": "tệp",
    "filed_at": "nộp lúc",
    "finding": "phát hiện",
    "findings": "phát hiện",
    "frequency": "loại kỳ",
    "full_name": "họ và tên",
    "hours_before": "trước hạn (giờ)",
    "indicator": "chỉ tiêu",
    "kind": "cách cộng",
    "legal_basis": "căn cứ",
    "measure": "đơn vị tính",
    "message": "điều cần xem",
    "missing_left": "vế trái thiếu số liệu",
    "missing_right": "vế phải thiếu số liệu",
    "name": "tên",
    "note": "ghi chú",
    "number": "số",
    "occasion": "dịp nhắc",
    "opens_offset": "chốt từ tháng",
    "opens_on": "chốt từ ngày",
    "outcome": "kết quả xét",
    "outline": "đề cương",
    "owner": "đơn vị phụ trách",
    "parent": "thuộc",
    "past": "sửa về trước",
    "period": "kỳ",
    "phrase": "cách gọi",
    "place": "địa danh",
    "post": "chức vụ",
    "quote": "câu được góp ý",
    "reason": "lý do",
    "recipients": "gửi tới",
    "regime": "chế độ báo cáo",
    "role": "vai trò",
    "scopes": "phạm vi",
    "section": "mục",
    "sector": "lĩnh vực",
    "sectors": "lĩnh vực",
    "severity": "mức độ",
    "sha256": "SHA-256",
    "short_name": "tên viết tắt",
    "signer": "người ký",
    "signers": "người ký",
    "since": "áp dụng từ",
    "status": "tình trạng",
    "subject": "tiêu đề",
    "submissions": "bài nộp",
    "superior": "cơ quan chủ quản",
    "symbol": "ký hiệu",
    "task": "nhiệm vụ",
    "tasks": "nhiệm vụ",
    "tell_committee_leader": "báo lãnh đạo cơ quan nhận",
    "tell_unit_leader": "báo lãnh đạo đơn vị",
    "text": "nội dung",
    "time": "giờ nhắc",
    "unit": "đơn vị",
    "units": "đơn vị",
    "username": "tên đăng nhập",
    "version": "phiên bản",
    "why": "lý do",
    "within": "ngữ cảnh",
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
