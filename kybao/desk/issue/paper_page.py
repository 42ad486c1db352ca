"""What the page of a printed report needs: its words, its outline, how many of its figures lead where."""

from __future__ import annotations

from typing import Any

from kybao.desk.report_text import Heading, Paragraph, ShownReport
from kybao.documents.official.wording import MOTTO, NATION, date_in_words, recipient_lines


def paper_context(shown: ShownReport) -> dict[str, Any]:
    headings = [part for part in shown.parts if isinstance(part, Heading)]
    figures = [piece for part in shown.parts if isinstance(part, Paragraph) for piece in part.pieces if piece.href]
    return {
        "shown": shown,
        "official": shown.official,
        "nation": NATION,
        "motto": MOTTO,
        "dated": date_in_words(shown.official.dated),
        "recipients": recipient_lines(shown.official),
        "outline": [heading for heading in headings if heading.level <= 3],
        "empty": [heading for heading in headings if heading.empty],
        "figures": len(figures),
        "bound": sum(piece.bound for piece in figures),
        "marked": sum(piece.finding is not None for piece in figures),
    }
