"""The part of a prepared form that is there to compare with and is no report: what units leave in is not read as theirs."""

from __future__ import annotations

from kybao.documents.model import Document

NOTE = "(phần đối chiếu, không thuộc báo cáo)"


def end_of_report(document: Document) -> int:
    """The block that the reference part begins with; the number of blocks where there is none."""
    return next((block.index for block in document.blocks if NOTE in block.text.lower()), len(document.blocks))
