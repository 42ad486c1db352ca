"""`check`: a reading → all findings, in the order of the text."""

from __future__ import annotations

from kybao.checking.finding import Finding
from kybao.checking.rules import RULES
from kybao.documents.model import Document
from kybao.reading.reading import Reading, read


def check(reading: Reading | Document) -> tuple[Finding, ...]:
    """All findings of every rule, holding ones included (`Finding.needs_eye` tells them apart), sorted by place.

    A `Document` is read first. One place and rule is reported once, with its worst verdict.
    """
    read_once = read(reading) if isinstance(reading, Document) else reading
    found = {f: None for rule in RULES for f in rule.find(read_once)}
    return tuple(sorted(found, key=lambda f: (f.span, f.rule, f.verdict)))
