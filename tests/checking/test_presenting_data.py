"""Findings and readings as JSON: every anchor slices to its quote, every number is a string."""

import json
from decimal import Decimal
from typing import Any

from kybao.checking.finding import Finding, Verdict
from kybao.checking.presenting import finding_record, reading_record
from kybao.documents import Block, BlockKind, Document, Span, document_of_text
from kybao.reading import read

TEXT = """### **I. KINH TẾ**

Thành phố Cao Bằng, ngày 18 tháng 01 năm 2022

Theo Nghị quyết số 44/NQ-HĐND ngày 23/12/2021 của HĐND, đàn bò có 245 con bằng 133,15% so với cùng kỳ (tăng 61 con).
Giải quyết 193/257 hồ sơ, đạt tỷ lệ 75,09%. Kiểm tra 27 trường hợp, trong đó: 17 có phép; 08 không phép; 02 sai phép.
Giải ngân 50.061,170 triệu đồng.
"""


def test_a_finding_has_exactly_these_parts():
    document = Document("bc.pdf", "pdf", (Block(0, BlockKind.PARAGRAPH, "8,199/234,05 tỷ đồng, đạt 3%", page=4),))
    finding = Finding("ratio", Verdict.TRUNCATED, Span(0, 26, 28), "3%", "3", "3.5", "Vì sao.", (Span(0, 0, 5),))
    assert finding_record(document, finding) == {
        "file": "bc.pdf",
        "rule": "ratio",
        "verdict": "truncated",
        "quote": "3%",
        "block": 0,
        "start": 26,
        "end": 28,
        "page": 4,
        "stated": "3",
        "computed": "3.5",
        "explanation": "Vì sao.",
        "evidence": [{"block": 0, "start": 0, "end": 5, "quote": "8,199"}],
    }


def anchors(value: object) -> list[dict[str, Any]]:
    if isinstance(value, dict):
        return ([value] if "quote" in value else []) + [a for part in value.values() for a in anchors(part)]
    return [a for part in value for a in anchors(part)] if isinstance(value, list) else []


def test_every_anchor_of_a_reading_slices_to_its_quote():
    document = document_of_text(TEXT, "bc.md", "md")
    record = reading_record(read(document))
    found = anchors(record)
    assert len(found) > 20
    assert all(document.blocks[a["block"]].text[a["start"] : a["end"]] == a["quote"] for a in found)
    assert {claim["claim"] for claim in record["claims"]} >= {"comparison", "ratio", "breakdown"}
    assert record["issued"] == "2022-01-18"
    assert record["outline"][0] == {"number": "I", "title": "KINH TẾ", "depth": 0, "parent": None, "block": 0}
    assert [c["symbol"] for c in record["citations"]] == ["NQ-HĐND"]


def test_no_decimal_is_lost_on_the_way_through_json():
    record = json.loads(json.dumps(reading_record(read(document_of_text(TEXT, "bc.md", "md")))))
    money = next(figure for figure in record["figures"] if "triệu" in figure["quote"])
    assert Decimal(money["value"]) == Decimal("50061170000")
    assert (money["stated"], money["scale"], money["measure"], money["decimals"]) == ("50061.17", "1000000", "đồng", 3)
