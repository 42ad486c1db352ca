"""What a contribution announces for the next period, one task a sentence or a clause between semicolons."""

from __future__ import annotations

import re

from kybao.composing.models import Contribution
from kybao.composing.text.binding import printed_by_token
from kybao.composing.text.tokens import plain
from kybao.reading.sentences import sentences

# A clause is a task of its own where it begins with a verb of its own, and not with a name that is one item of a list.
_CLAUSE = re.compile(r";\s+(?=[a-zđ])")


def announced(contribution: Contribution) -> list[str]:
    """The tasks of a contribution, as sentences with a capital and without the closing mark."""
    text = plain(contribution.text, printed_by_token(list(contribution.bindings.all())))
    found: list[str] = []
    for start, end in sentences(text):
        for clause in _CLAUSE.split(text[start:end]):
            clause = clause.strip().rstrip(".;… ")
            if clause:
                found.append(clause[0].upper() + clause[1:])
    return found
