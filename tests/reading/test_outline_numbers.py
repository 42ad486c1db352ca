"""Heading numbers that a format keeps outside the text count like printed ones."""

from __future__ import annotations

from kybao.documents import Document
from kybao.documents.model import Block, BlockKind
from kybao.reading.outline import outline_of


def outline(*headings: tuple[str, str]) -> list[tuple[str, str, int]]:
    blocks = tuple(Block(i, BlockKind.HEADING, text, 1, marker) for i, (marker, text) in enumerate(headings))
    return [(node.number, node.title, node.depth) for node in outline_of(Document("báo-cáo", "docx", blocks)).nodes]


def test_numbers_kept_apart_build_the_tree() -> None:
    assert outline(
        ("I.", "KINH TẾ"), ("1.", "Nông nghiệp"), ("a)", "Trồng trọt"), ("2.", "Công nghiệp"), ("II.", "VĂN HÓA")
    ) == [
        ("I", "KINH TẾ", 0),
        ("1", "Nông nghiệp", 1),
        ("a", "Trồng trọt", 2),
        ("2", "Công nghiệp", 1),
        ("II", "VĂN HÓA", 0),
    ]


def test_numbers_in_the_text_build_the_same_tree() -> None:
    assert outline(("", "I. KINH TẾ"), ("", "1. Nông nghiệp"), ("1.1.", "Trồng trọt")) == [
        ("I", "KINH TẾ", 0),
        ("1", "Nông nghiệp", 1),
        ("1.1", "Trồng trọt", 2),
    ]


def test_a_bullet_is_no_number() -> None:
    assert outline(("-", "Nông nghiệp")) == [("", "Nông nghiệp", 0)]
