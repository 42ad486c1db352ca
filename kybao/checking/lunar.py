"""The sexagenary name of a year: "Nhâm Dần 2022"."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from kybao.checking.finding import Finding, Verdict
from kybao.checking.spelling import distance
from kybao.checking.wording import finding
from kybao.documents.search import bare
from kybao.reading.reading import Reading

_STEMS = ("Canh", "Tân", "Nhâm", "Quý", "Giáp", "Ất", "Bính", "Đinh", "Mậu", "Kỷ")
_BRANCHES = ("Thân", "Dậu", "Tuất", "Hợi", "Tý", "Sửu", "Dần", "Mão", "Thìn", "Tỵ", "Ngọ", "Mùi")
_SAME = {"tí": "tý", "tị": "tỵ", "mẹo": "mão", "kỉ": "kỷ", "quí": "quý"}

# "xuân Nhâm Dần 2022", "Tết Nguyên đán Nhâm Dần năm 2022", "năm Nhâm Dần (2022)"
_NAMED = re.compile(
    r"\b(?:[Xx]uân|[Nn]guyên [Đđ]án|[Nn]ăm|[Tt]ết)\s+(?P<name>[A-ZĐ][^\W\d_]{1,4}\s[A-ZĐ][^\W\d_]{1,4})"
    r"\s*(?:-|–|\(|,)?\s*(?:năm\s+)?(?P<year>(?:19|20)\d{2})\b"
)


def year_name(year: int) -> str:
    """
    >>> year_name(2022), year_name(2024), year_name(2010)
    ('Nhâm Dần', 'Giáp Thìn', 'Canh Dần')
    """
    return f"{_STEMS[year % 10]} {_BRANCHES[year % 12]}"


def check_lunar_years(reading: Reading) -> Iterator[Finding]:
    """The stem and branch printed before a year must be that year's: 2022 is Nhâm Dần.

    Two capitalised syllables in that place which are no such name, but nearly this year's ("Nhân Dân"), are a slip for it;
    any other words there are something else and stay silent.
    """
    known = {f"{stem} {branch}".lower() for stem in _STEMS for branch in _BRANCHES}
    for passage in reading.passages:
        if not passage.dates:
            continue
        for match in _NAMED.finditer(passage.view.text):
            stated, true = match["name"], year_name(int(match["year"]))
            usual = " ".join(_SAME.get(word, word) for word in unicodedata.normalize("NFC", stated.lower()).split())
            span = passage.view.span(match.start("name"), match.end("name"))
            if usual == true.lower():
                yield finding(
                    reading, "lunar_year", Verdict.HOLDS, span, f"Năm {match['year']} đúng là năm {true}.", stated, true
                )  # fmt: skip
            elif usual in known or distance(bare(usual), bare(true)) <= 2:
                yield finding(
                    reading, "lunar_year", Verdict.CONTRADICTS, span,
                    f"Ghi “{stated}”, nhưng năm {match['year']} là năm {true}.", stated, true,
                )  # fmt: skip
