"""Whether a submission keeps to its regime's outline (đảm bảo theo mẫu): derived, unless a person has overridden it."""

from __future__ import annotations

from dataclasses import dataclass

from kybao.documents.model import Document
from kybao.filing.models import Submission
from kybao.filing.outlines import OutlineOfUnit
from kybao.filing.placing import found_headings


@dataclass(frozen=True, slots=True)
class Conformity:
    """`missing` are the titles that the outline asks the unit for and the document lacks; `reason` a person's, if overridden."""

    conforming: bool
    missing: tuple[str, ...] = ()
    reason: str = ""


def derived_conformity(document: Document, outline: OutlineOfUnit) -> Conformity:
    """Conforming where every heading under which the unit owes a passage is there."""
    found = found_headings(document, outline.headings)
    missing = tuple(heading.title for heading in outline.owed if heading.key not in found)
    return Conformity(not missing, missing)


def conformity(submission: Submission, outline: OutlineOfUnit) -> Conformity:
    """The latest override, else what is derived. Reads prefetched `conformity_overrides`."""
    overrides = list(submission.conformity_overrides.all())
    if overrides:
        return Conformity(overrides[-1].conforming, (), overrides[-1].reason)
    return derived_conformity(submission.document, outline)
