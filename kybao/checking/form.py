"""The official form, where a text alone shows a breach of it: Nghị định 30/2020/NĐ-CP, Phụ lục I."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kybao.checking.finding import Finding, Verdict
from kybao.checking.wording import finding
from kybao.reading.reading import Reading

_DAY_MONTH = re.compile(r"ngày\s+(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm", re.IGNORECASE)
_NO_NUMBER = re.compile(r"\s*Số\s*:\s*[.…\s]*/\s*(?:\d{4}/)?(BC|BCT|BCĐ)-")


def check_form(reading: Reading) -> Iterator[Finding]:
    """The day below 10 and the months 1 and 2 are written with a nought (Phụ lục I, Phần I, Mục II, khoản 4); a report has a number."""
    if reading.issued is not None:
        match = _DAY_MONTH.fullmatch(reading.issued.text) or _DAY_MONTH.match(reading.issued.text)
        if match and (len(match[1]) == 1 or match[2] in ("1", "2")):
            day, month = match[1].zfill(2), match[2].zfill(2) if match[2] in ("1", "2") else match[2]
            yield finding(
                reading, "form", Verdict.CONTRADICTS, reading.issued.span,
                f"Ngày tháng ban hành ghi “ngày {match[1]} tháng {match[2]}”; "
                f"ngày nhỏ hơn 10 và tháng 1, 2 phải thêm số 0 phía trước: “ngày {day} tháng {month}”.",
                f"{match[1]}/{match[2]}", f"{day}/{month}",
            )  # fmt: skip
    for passage in reading.passages[:12]:
        if found := _NO_NUMBER.match(passage.view.text):
            yield finding(
                reading, "form", Verdict.UNDECIDED, passage.view.span(found.start(), found.end()),
                "Văn bản chưa ghi số; cần xem đã là bản phát hành chưa.",
            )  # fmt: skip
