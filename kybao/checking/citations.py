"""Cited documents: number, year, date, kind and giver must agree with each other and with every other citation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from kybao.checking.finding import Finding, Verdict
from kybao.checking.wording import finding, vietnamese_date
from kybao.reading.citations import Citation
from kybao.reading.reading import Reading

# The code of a kind in a document's symbol (Nghị định 30/2020/NĐ-CP, Phụ lục III), and the kinds printed before it.
_CODES = {
    "NQ": {"nghị quyết", "nq"},
    "NĐ": {"nghị định"},
    "QĐ": {"quyết định", "quy định", "qđ"},
    "CT": {"chỉ thị", "chương trình"},
    "KH": {"kế hoạch", "kh"},
    "TT": {"thông tư"},
    "TTLT": {"thông tư liên tịch", "thông tư"},
    "TTR": {"tờ trình"},
    "TB": {"thông báo"},
    "CĐ": {"công điện"},
    "BC": {"báo cáo"},
    "HD": {"hướng dẫn"},
}
_STRICT = frozenset(
    {
        "nghị quyết",
        "nghị định",
        "quyết định",
        "chỉ thị",
        "kế hoạch",
        "thông tư",
        "tờ trình",
        "thông báo",
        "công điện",
        "báo cáo",
    }
)
# The years of each National Assembly that numbers its laws and resolutions "QH…" (by its sessions).
_ASSEMBLIES = {
    "QH10": (1997, 2002),
    "QH11": (2002, 2007),
    "QH12": (2007, 2011),
    "QH13": (2011, 2016),
    "QH14": (2016, 2021),
    "QH15": (2021, 2026),
}
# Who gives documents with these endings of a symbol.
_GIVERS = (
    (re.compile(r"(?:NĐ|NQ)-CP$"), "Chính phủ", re.compile(r"chính phủ", re.IGNORECASE)),
    (re.compile(r"(?:QĐ|CT|CĐ)-TTg$"), "Thủ tướng Chính phủ", re.compile(r"thủ tướng", re.IGNORECASE)),
    (re.compile(r"NQ-HĐND$"), "Hội đồng nhân dân", re.compile(r"hđnd|hội đồng nhân dân", re.IGNORECASE)),
    (re.compile(r"QĐ-UBND$"), "Ủy ban nhân dân", re.compile(r"ubnd|[ủu][ỷy] ban nhân dân|chủ tịch", re.IGNORECASE)),
)


def check_citations(reading: Reading) -> Iterator[Finding]:
    """A citation must agree with itself.

    The year in the symbol is the year of the date (52/2021/NĐ-CP ngày 19/4/2021); the kind is the one its code stands for
    (/QĐ- is no Nghị quyết); the giver is the one that the symbol names; QH14 sat from 2016 to 2021; and nothing can be
    cited that was issued after the report itself.
    """
    issued = reading.issued.first if reading.issued else None
    for citation in reading.citations:
        if citation.kind == "Điều":
            continue
        yield from _own_date(reading, citation, issued)
        yield from _own_kind(reading, citation)
        yield from _own_giver(reading, citation)
        yield from _own_assembly(reading, citation)


def _own_date(reading: Reading, citation: Citation, issued: date | None) -> Iterator[Finding]:
    given = citation.date
    if given is None or given.first is None:
        return
    name, day = cited_name(reading, citation), given.first
    if citation.year is not None:
        agrees = day.year == citation.year
        yield finding(
            reading, "citation", Verdict.HOLDS if agrees else Verdict.CONTRADICTS, given.span,
            f"{name} ghi năm {citation.year}, đúng với ngày {vietnamese_date(day)}." if agrees
            else f"{name} ghi năm {citation.year}, nhưng ngày ban hành nêu là {vietnamese_date(day)}.",
            day, str(citation.year), (citation.span,),
        )  # fmt: skip
    if issued is not None and day > issued:
        yield finding(
            reading, "citation", Verdict.CONTRADICTS, given.span,
            f"{name} ghi ngày {vietnamese_date(day)}, sau ngày ký báo cáo {vietnamese_date(issued)}.", day, issued, (citation.span,),
        )  # fmt: skip


def _own_kind(reading: Reading, citation: Citation) -> Iterator[Finding]:
    kind, code = citation.kind.lower(), re.split(r"[-/.]", citation.symbol)[0].upper()
    named = _CODES.get(code)
    if named and kind in _STRICT and kind not in named:
        yield finding(
            reading, "citation", Verdict.CONTRADICTS, citation.span,
            f"Ghi là {citation.kind}, nhưng ký hiệu “{citation.symbol}” là của {sorted(named, key=len)[-1]}.",
            citation.kind, sorted(named, key=len)[-1],
        )  # fmt: skip


def _own_giver(reading: Reading, citation: Citation) -> Iterator[Finding]:
    for symbol, giver, pattern in _GIVERS:
        if citation.body and symbol.search(citation.symbol) and not pattern.search(citation.body):
            yield finding(
                reading, "citation", Verdict.CONTRADICTS, citation.span,
                f"Ký hiệu “{citation.symbol}” là văn bản của {giver}, nhưng ghi là của {citation.body}.", citation.body, giver,
            )  # fmt: skip


def _own_assembly(reading: Reading, citation: Citation) -> Iterator[Finding]:
    term = _ASSEMBLIES.get(citation.symbol)
    if term and citation.year and not term[0] <= citation.year <= term[1]:
        yield finding(
            reading, "citation", Verdict.CONTRADICTS, citation.span,
            f"Ký hiệu {citation.symbol} là của Quốc hội nhiệm kỳ {term[0]}–{term[1]}, nhưng số văn bản ghi năm {citation.year}.",
            str(citation.year), f"{term[0]}-{term[1]}",
        )  # fmt: skip


def check_cited_twice(reading: Reading) -> Iterator[Finding]:
    """One document has one date: the same kind, number, year and symbol with two dates of one year is a slip in one of them.

    Symbols without a year are numbered anew each year (01/NQ-CP), so dates in two years are two documents.
    """
    seen: dict[tuple[str, str, int, str, str], Citation] = {}
    for citation in reading.citations:
        if citation.date is None or citation.date.first is None or not citation.symbol:
            continue
        year = citation.year or citation.date.first.year
        # Councils and committees of several levels use one symbol: only the giver's name tells them apart.
        giver = citation.body.lower() if re.search(r"UBND|HĐND|TU$|HU$|-ĐU", citation.symbol) else ""
        key = (citation.kind.lower(), citation.number.lstrip("0"), year, citation.symbol, giver)
        first = seen.setdefault(key, citation)
        if first is citation or first.date is None or first.date.first is None:
            continue
        day, other = citation.date.first, first.date.first
        same = day == other
        yield finding(
            reading, "cited_twice", Verdict.HOLDS if same else Verdict.CONTRADICTS, citation.date.span,
            f"{cited_name(reading, citation)} được dẫn hai lần, cùng ngày {vietnamese_date(day)}." if same
            else f"{cited_name(reading, citation)} ghi ngày {vietnamese_date(day)}, nhưng chỗ khác ghi ngày {vietnamese_date(other)}.",
            day, other, (first.date.span,),
        )  # fmt: skip


def cited_name(reading: Reading, citation: Citation) -> str:
    return " ".join(reading.document.quote(citation.span).replace("*", "").split())
