"""A `Document` ⇄ plain data for JSON, so that what was read once need not be read again (a scan takes seconds)."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from kybao.documents.model import Block, BlockKind, Cell, Document, Table


def to_data(document: Document) -> dict[str, Any]:
    """Everything of a document as dicts, lists, strings and numbers."""
    return asdict(document)


def from_data(data: dict[str, Any]) -> Document:
    """The document that `to_data` was given.

    >>> from kybao.documents import document_of_text
    >>> document = document_of_text("# Biểu 1\\n\\nTT\\tChỉ tiêu\\n1\\tĐàn bò")
    >>> from_data(to_data(document)) == document
    True
    """
    return Document(
        name=data["name"],
        media=data["media"],
        blocks=tuple(Block(**{**block, "kind": BlockKind(block["kind"])}) for block in data["blocks"]),
        tables=tuple(
            Table(**{**table, "cells": tuple(Cell(**cell) for cell in table["cells"])}) for table in data["tables"]
        ),
        sha256=data["sha256"],
        page_count=data["page_count"],
        notes=tuple(data["notes"]),
    )
