"""Marks in a document's text: nested, each with its id once, in the right order."""

from __future__ import annotations

import pytest

from kybao.checking.presenting.inline import runs
from kybao.desk.marked_text import Content, Mark, MarkedSpan, MarkKind, nested

FINDING, FACT, FIGURE = MarkKind.FINDING, MarkKind.FACT, MarkKind.FIGURE
TEXT = "đàn bò 245 con bằng 133,15% (tăng 61 con)"


def shown(content: Content) -> str:
    """Content in one line: [id|kind text]."""
    return "".join(
        f"[{item.id}|{item.mark.kind.name.lower()} {shown(item.content)}]"
        if isinstance(item, MarkedSpan)
        else item.text
        for item in content
    )


def mark(kind: MarkKind, quote: str) -> Mark:
    start = TEXT.index(quote)
    return Mark(kind, start, start + len(quote), f"b0-{start}")


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        pytest.param([], TEXT, id="no marks"),
        pytest.param(
            [mark(FACT, "245 con")],
            "đàn bò [b0-7|fact 245 con] bằng 133,15% (tăng 61 con)",
            id="one mark",
        ),
        pytest.param(
            [mark(FIGURE, "245"), mark(FACT, "245 con"), mark(FINDING, "245 con bằng 133,15%")],
            "đàn bò [|finding [|fact [b0-7|figure 245] con] bằng 133,15%] (tăng 61 con)",
            id="the figure itself bears the id where several marks begin",
        ),
        pytest.param(
            [mark(FINDING, "245 con bằng 133,15%"), mark(FINDING, "133,15% (tăng 61 con)")],
            "đàn bò [b0-7|finding 245 con bằng ][b0-20|finding [|finding 133,15%] (tăng 61 con)]",
            id="marks that cross are cut, and bear their id once",
        ),
    ],
)
def test_marks_lie_within_each_other(marks: list[Mark], expected: str) -> None:
    content = nested(list(runs(TEXT, [(one.start, one.end) for one in marks], markup=False)), marks)
    assert shown(content) == expected
