"""Whatever the text: reading and checking end, and every span slices the source."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kybao.checking import check
from kybao.documents import Document, document_of_text
from kybao.evaluating.corpus_format import read_corpus
from kybao.reading import read

CORPUS = Path(__file__).parents[2] / "corpus"

LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxyAĐNQTXáàảãạắằấầếềộớợửữự"
NUMERALS = "0123456789.,%/"
MARKS = " ()[]“”\"'–-+:;…&*#|\t\n<>/²½٣０\u00a0\u200b\u0301"
prose = st.text(st.sampled_from(LETTERS + NUMERALS * 3 + MARKS), max_size=400)


SENTENCES = [entry.text for entry in read_corpus(CORPUS)]


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """A real sentence with runs of it cut, doubled, moved or overwritten by stray characters."""
    text = draw(st.sampled_from(SENTENCES))
    for _ in range(draw(st.integers(1, 6))):
        start, end = sorted((draw(st.integers(0, len(text))), draw(st.integers(0, len(text)))))
        end = min(end, start + 40)
        piece = draw(
            st.one_of(st.just(""), st.just(text[start:end] * 2), st.text(st.sampled_from(NUMERALS + MARKS), max_size=6))
        )
        text = text[:start] + piece + text[end:]
    return text


def assert_sound(document: Document) -> None:
    reading = read(document)
    spans = [
        span for figure in reading.figures for span in (figure.span, figure.numeral, *filter(None, [figure.label]))
    ]
    spans += [claim.span for claim in reading.claims]
    for span in spans:
        assert 0 <= span.start <= span.end <= len(document.blocks[span.block].text)
    for figure in reading.figures:
        assert figure.span.covers(figure.numeral)
        assert document.quote(figure.numeral)
    for finding in check(reading):
        assert finding.quote == document.quote(finding.span)
        assert finding.explanation
        for span in finding.evidence:
            assert span.end <= len(document.blocks[span.block].text)


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(st.one_of(prose, mutated(), st.text(max_size=200)))
def test_reading_and_checking_any_text_ends_and_quotes_it(text: str) -> None:
    assert_sound(document_of_text(text))


@pytest.mark.parametrize("seed", range(4))
def test_a_report_of_torn_sentences(seed: int) -> None:
    """Many passages at once, so that the rules that look across passages meet odd ones too."""
    chance = random.Random(seed)
    pieces = []
    for sentence in chance.sample(SENTENCES, 60):
        at = chance.randrange(len(sentence) + 1)
        pieces.append(sentence[:at] + chance.choice(["", "\n\n", "# ", "\t", "(", ":", " 7", "%"]) + sentence[at:])
    assert_sound(document_of_text("\n\n".join(pieces)))


@pytest.mark.parametrize(
    "text",
    [
        "# " + "1" * 5000 + ".1. Mục\n\n# " + "1" * 5000 + ".3. Mục",
        "# Phần thứ " + "9" * 5000 + "\n\n# Phần thứ 1",
        "Có " + "9" * 5000 + " hộ, đạt " + "9" * 5000 + "%/1 hộ, tăng 5%.",
        "Thu 0,000 tỷ/0 tỷ đồng, đạt 0% kế hoạch, tăng 0% (0 đồng).",
        "Đạt 1/0 hồ sơ (100%), gấp 0 lần, giảm 100%.",
        "ngày 99/99/9999, ngày 00/00/0000, ngày 31/02/2022, tháng 0/0, quý 9/2022, năm 0000.",
        "Nghị định số 99999999999999999999/9999/NĐ-CP ngày 0/0/0.",
        "| TT | A |\n| --- | --- |\n| " + "9" * 5000 + " | 5 |\n| 1 | 6 |",
        "kỷ niệm " + "9" * 5000 + " năm (01/01/0001-01/01/2022)",
        "IIIIIIIIIIIIIIII. A\n\n# " + "X" * 5000 + ". B",
        "\ud800 lone surrogate 5 hộ",
        "0" * 5000 + ",5%",
        "1." * 3000 + "5 hộ",
        "1e999999999 hộ, 5E+5 con",
        "trăm triệu tỷ tỷ tỷ đồng " * 50,
        "Thu " + "9" * 1_000_100 + " tỷ đồng, đạt 5% kế hoạch.",
        "Thu 5," + "9" * 1_000_100 + " tỷ đồng/7," + "9" * 1_000_100 + " tỷ đồng, đạt 5% kế hoạch.",
    ],
    ids=range(17),
)  # fmt: skip
def test_numbers_beyond_all_measure(text: str) -> None:
    assert_sound(document_of_text(text))
