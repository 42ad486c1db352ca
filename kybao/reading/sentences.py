"""Running text → sentences, as (start, end) positions. Every rule of claims works within one or over neighbouring ones."""

from __future__ import annotations

import re

from kybao.reading.letters import UPPER

# Possessive throughout: a long run of dots or blanks is walked over once.
_END = re.compile(
    rf"[.!?…](?<![.!?…].)[.!?…]*+[\"”')\]]*+(?=\s++[\"“'(*\-+–]*+\s*+(?!(?:Đạt|Bằng|Chiếm) \d)[{UPPER}\d])"
)
# "lúa 115/116 ha. Đạt 99,1% kế hoạch" goes on: what begins with a level has no figure of its own.
# A dot after these ends no sentence: TP. Cao Bằng, ThS. Nguyễn, tr. đồng; nor does one after a lone number ("1. Nông nghiệp").
_ABBREVIATION = re.compile(
    r"(?:\b(?:TP|Tp|TX|Tx|TT|Ths|ThS|TS|PGS|GS|BS|KS|CN|P|Q|H|Tr|tr|Nxb|Đ/c|đ/c|St|No|[A-ZĐ])|^\s*[\dIVX]+(?:\.\d+)*)$"
)


def sentences(text: str) -> list[tuple[int, int]]:
    """The sentences of a running text, without the blanks between them.

    >>> text = "Đàn bò có 245 con. Tại TP. Cao Bằng có 12,5 ha... Trong đó: 3 ha."
    >>> [text[start:end] for start, end in sentences(text)]
    ['Đàn bò có 245 con.', 'Tại TP. Cao Bằng có 12,5 ha...', 'Trong đó: 3 ha.']
    """
    found: list[tuple[int, int]] = []
    start = 0
    for match in _END.finditer(text):
        if match.group() == "." and _ABBREVIATION.search(text[max(start, match.start() - 12) : match.start()]):
            continue
        found.append((start, match.end()))
        start = match.end()
        while start < len(text) and text[start].isspace():
            start += 1
    if start < len(text):
        found.append((start, len(text.rstrip())))
    return found


def sentence_at(text: str, place: int) -> str:
    """The sentence that the character at `place` stands in; the whole text where it stands in none.

    >>> sentence_at("Đàn bò có 245 con. Trong đó: 3 con.", 29)
    'Trong đó: 3 con.'
    """
    return next((text[start:end] for start, end in sentences(text) if start <= place < end), text)
