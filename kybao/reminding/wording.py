"""What a reminder says: a text with placeholders, checked when it is written and filled in when it is sent."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse

from kybao.calendar.deadline import VIETNAM
from kybao.filing.models import Obligation
from kybao.registry.models import Regime
from kybao.reminding.models import Occasion, Wording

PLACEHOLDERS: Mapping[str, str] = {
    "đơn vị": "tên đơn vị được nhắc",
    "kỳ": "kỳ báo cáo, ví dụ “tháng 01 năm 2022”",
    "chế độ": "tên chế độ báo cáo",
    "nơi nhận": "cơ quan nhận báo cáo",
    "hạn nộp": "giờ, ngày hết hạn",
    "so với hạn": "“còn 3 ngày” hoặc “quá hạn 2 ngày”",
    "liên kết": "địa chỉ trang nộp báo cáo",
}
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_LONGEST_SUBJECT, _LONGEST_TEXT = 200, 5000


@dataclass(frozen=True, slots=True)
class Words:
    """A subject and a text, with placeholders or filled in."""

    subject: str
    text: str


DEFAULTS: Mapping[Occasion, Words] = {
    Occasion.BEFORE: Words(
        "Nhắc nộp báo cáo {kỳ}: {so với hạn}",
        "Kính gửi: {đơn vị}\n\n"
        "{chế độ}, {kỳ}, đến hạn lúc {hạn nộp} ({so với hạn}). {nơi nhận} chưa nhận được báo cáo của đơn vị.\n\n"
        "Đề nghị đơn vị nộp báo cáo đúng hạn tại: {liên kết}",
    ),
    Occasion.AFTER: Words(
        "Báo cáo {kỳ} đã quá hạn: đề nghị {đơn vị} nộp",
        "Kính gửi: {đơn vị}\n\n"
        "{chế độ}, {kỳ}, đã đến hạn lúc {hạn nộp} ({so với hạn}). {nơi nhận} chưa nhận được báo cáo của đơn vị.\n\n"
        "Đề nghị đơn vị nộp ngay báo cáo tại: {liên kết}",
    ),
    Occasion.ESCALATED: Words(
        "{đơn vị} chưa nộp báo cáo {kỳ}: {so với hạn}",
        "Kính gửi: {đơn vị}; lãnh đạo phụ trách\n\n"
        "{chế độ}, {kỳ}, đã đến hạn lúc {hạn nộp} ({so với hạn}). Sau nhiều lần nhắc, {nơi nhận} vẫn chưa nhận được báo cáo "
        "của {đơn vị}.\n\n"
        "Kính đề nghị lãnh đạo chỉ đạo nộp báo cáo tại: {liên kết}",
    ),
}


def words_for(regime: Regime, occasion: Occasion) -> Words:
    """The regime's own words for an occasion, else the default."""
    own = Wording.objects.filter(regime=regime, occasion=occasion).first()
    return Words(own.subject, own.text) if own else DEFAULTS[occasion]


def faults_in(words: Words) -> list[str]:
    """What is wrong with words that someone wrote; each fault in Vietnamese, with what to do.

    >>> faults_in(Words("Nhắc {ki}", "Nộp tại {liên kết}"))
    ['Không có chỗ điền {ki}. Các chỗ điền: {đơn vị}, {kỳ}, {chế độ}, {nơi nhận}, {hạn nộp}, {so với hạn}, {liên kết}.']
    """
    faults = []
    if not words.subject.strip() or not words.text.strip():
        faults.append("Tiêu đề và nội dung không được để trống.")
    if "\n" in words.subject or len(words.subject) > _LONGEST_SUBJECT:
        faults.append(f"Tiêu đề phải nằm trên một dòng, dài nhất {_LONGEST_SUBJECT} ký tự.")
    if len(words.text) > _LONGEST_TEXT:
        faults.append(f"Nội dung dài quá {_LONGEST_TEXT} ký tự. Hãy viết gọn lại.")
    whole = f"{words.subject}\n{words.text}"
    known = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
    unknown = dict.fromkeys(name for name in _PLACEHOLDER.findall(whole) if name not in PLACEHOLDERS)
    faults += [f"Không có chỗ điền {{{name}}}. Các chỗ điền: {known}." for name in unknown]
    if re.search(r"[{}]", _PLACEHOLDER.sub("", whole)):
        faults.append("Có dấu { hoặc } lẻ. Chỗ điền viết như {kỳ}, có đủ hai dấu.")
    return faults


def filled(words: Words, values: Mapping[str, str]) -> Words:
    """The words with each placeholder's value; what a value holds is not filled in again."""

    def fill(text: str) -> str:
        return _PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), text)

    return Words(" ".join(fill(words.subject).split()), fill(words.text))


def values_for(obligation: Obligation, now: datetime) -> dict[str, str]:
    """What the placeholders stand for. Reads `unit` and `regime.receiver`."""
    due = obligation.due_at.astimezone(VIETNAM)
    return {
        "đơn vị": obligation.unit.name,
        "kỳ": obligation.period.label,
        "chế độ": obligation.regime.name,
        "nơi nhận": obligation.regime.receiver.name,
        "hạn nộp": f"{due:%H:%M} ngày {due:%d/%m/%Y}",
        "so với hạn": against_deadline(obligation.due_at, now),
        "liên kết": settings.SITE_ADDRESS + link_of(obligation),
    }


def link_of(obligation: Obligation) -> str:
    """The page on which the unit files."""
    place = reverse("desk:prepare", args=(str(obligation.period), obligation.unit.code))
    return f"{place}?che-do={obligation.regime.code}"


def against_deadline(due_at: datetime, now: datetime) -> str:
    """How long it is still, or has been.

    >>> due = datetime(2022, 1, 17, 17, tzinfo=VIETNAM)
    >>> [against_deadline(due, due.replace(day=day, hour=hour)) for day, hour in ((14, 8), (17, 8), (17, 16), (19, 8))]
    ['còn 3 ngày', 'hôm nay là hạn nộp', 'còn 1 giờ', 'quá hạn 2 ngày']
    """
    days = (due_at.astimezone(VIETNAM).date() - now.astimezone(VIETNAM).date()).days
    if now > due_at:
        return f"quá hạn {-days} ngày" if days < 0 else "vừa quá hạn"
    if days:
        return f"còn {days} ngày"
    hours = round((due_at - now).total_seconds() / 3600)
    return f"còn {max(hours, 1)} giờ" if hours <= 4 else "hôm nay là hạn nộp"
