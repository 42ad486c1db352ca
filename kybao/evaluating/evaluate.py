"""Each entry read and checked as a document of its own, and compared with its labels."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from kybao.checking import check
from kybao.evaluating.claims import compare_claims
from kybao.evaluating.entry_document import document_of
from kybao.evaluating.figures import compare_figures
from kybao.evaluating.labels import Entry
from kybao.evaluating.matching import Match
from kybao.evaluating.scores import Difference, Evaluation, Group, Tally
from kybao.evaluating.verdicts import compare_verdicts
from kybao.reading import read


def evaluate(entries: Iterable[Entry]) -> Evaluation:
    """Precision and recall over all entries. Raises `BrokenCorpus` where an entry can't be laid into a document."""
    count = 0
    tallies: defaultdict[tuple[Group, str], Tally] = defaultdict(Tally)
    differences: list[Difference] = []
    for entry in entries:
        count += 1
        for group, match in _compared(entry):
            tallies[group, match.kind] += match.tally
            if match.is_difference:
                differences.append(
                    Difference(
                        group, match.kind, entry.name, entry.file, entry.line, entry.text, match.expected, match.came
                    )
                )
    return Evaluation(count, dict(tallies), tuple(differences))


def _compared(entry: Entry) -> Iterator[tuple[Group, Match]]:
    laid = document_of(entry)
    reading = read(laid.document)
    yield from ((Group.FIGURES, match) for match in compare_figures(entry, laid, reading))
    yield from ((Group.CLAIMS, match) for match in compare_claims(entry, laid, reading))
    yield from ((Group.VERDICTS, match) for match in compare_verdicts(entry, laid, check(reading)))
