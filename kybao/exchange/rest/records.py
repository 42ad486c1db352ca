"""What the REST API answers with. Decimals are strings, moments ISO 8601 with their offset, periods in Kybao's notation."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Generic, TypeVar
from uuid import UUID

from ninja import Schema
from pydantic import Field, StringConstraints

from kybao.exchange.rest.kinds import Code, Notation, Number
from kybao.filing.models import Fact

Item = TypeVar("Item")
Comparison = Annotated[str, StringConstraints(pattern="^(" + "|".join(Fact.Comparison.values) + ")$")]


class Page(Schema, Generic[Item]):
    """Một trang; next_cursor là null ở trang cuối."""

    items: list[Item]
    next_cursor: int | None


class UnitRecord(Schema):
    code: str
    name: str
    listed_name: str
    kind: str
    gso_code: str
    parent: str | None
    area: str | None = Field(description="Mã đơn vị mà số liệu nói về, khi khác chính đơn vị")
    list_number: int | None


class RegimeRecord(Schema):
    code: str
    name: str
    receiver: str
    frequency: str
    legal_basis: str


class IndicatorRecord(Schema):
    code: str
    name: str
    measure: str
    sector: str
    kind: str
    parent: str | None


class PeriodRecord(Schema):
    regime: str
    period: str
    label: str
    first: date
    last: date
    obligations: int
    filed: int


class ObligationRecord(Schema):
    number: int | None
    unit: str
    name: str
    due_at: datetime
    filed_at: datetime | None
    timeliness: str
    conforming: bool | None
    missing_sections: list[str]
    findings: dict[str, int]
    note: str


class SubmissionRecord(Schema):
    id: UUID
    regime: str
    unit: str
    period: str
    version: int
    filed_at: datetime
    received_at: datetime
    file_name: str
    sha256: str
    size: int
    counts: bool = Field(description="Bản đang được tính: bản mới nhất không bị trả lại")


class ReceiptRecord(Schema):
    id: UUID
    unit: str
    period: str
    version: int
    filed_at: datetime
    sha256: str
    facts: int
    findings: int
    again: bool


class TextRecord(Schema):
    id: UUID
    file_name: str
    blocks: list[str] = Field(description="Các đoạn văn bản; block và start, end của số liệu đếm theo đây")


class FindingRecord(Schema):
    rule: str
    verdict: str
    quote: str
    block: int
    start: int
    end: int
    page: int | None
    stated: str
    computed: str
    explanation: str


class FactRecord(Schema):
    id: int
    unit: str
    indicator: str
    period: str
    basis: str
    comparison: str
    value: str
    measure: str
    stated: str
    submission: UUID | None
    block: int | None
    start: int | None
    end: int | None
    page: int | None
    source: str


class ReportRecord(Schema):
    regime: str
    period: str
    status: str
    number: int | None
    dated: date | None
    outputs: list[str] = Field(description="Tên các tệp lấy được")


class NewValue(Schema):
    value: Number


class ValueEntry(Schema):
    unit: Code
    indicator: Code
    period: Notation
    basis: Fact.Basis = Fact.Basis.ACTUAL
    value: Number | None = Field(description="null để bỏ số liệu")
    expected: Number | None = Field(None, description="Giá trị mà bên gửi đang thấy; khác thì không ghi")


class ValueEntries(Schema):
    values: Annotated[list[ValueEntry], Field(min_length=1, max_length=10_000)]
    dry_run: bool = Field(False, description="Chỉ cho biết sẽ đổi gì")


class ChangeRecord(Schema):
    unit: str
    indicator: str
    period: str
    basis: str
    outcome: str
    before: str | None
    after: str | None
    message: str


class ChangesRecord(Schema):
    dry_run: bool
    written: bool
    changes: list[ChangeRecord]


class CellRecord(ChangeRecord):
    cell: str


class WorkbookRecord(Schema):
    dry_run: bool
    written: bool
    changes: list[CellRecord]


class NewTransfer(Schema):
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    size: int = Field(ge=1, le=100 * 1024 * 1024)
    regime: Code
    unit: Code
    period: Notation


class TransferRecord(Schema):
    sha256: str
    size: int
    received: int
    complete: bool
    regime: str
    unit: str
    period: str
    submission: UUID | None
    version: int | None
