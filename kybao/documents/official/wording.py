"""The fixed words of the official form, made from a report's values, and the cleaning of all text on its way out."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from datetime import date

from kybao.documents.official.form import Element, Grid, OfficialReport, Paragraph, Run

NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
RECIPIENTS = "Nơi nhận:"
DRAFT = "DỰ THẢO"
END = "./."

_LINE_ENDS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff]")
_ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


def clean(text: str) -> str:
    """NFC text without what no file format can hold: tabs become spaces, every kind of line end a newline.

    >>> clean("Đàn\\tbò\\x00\\r\\n245 con")
    'Đàn bò\\n245 con'
    """
    text = _LINE_ENDS.sub("\n", text).replace("\t", " ")
    return unicodedata.normalize("NFC", _UNPRINTABLE.sub("", text))


def number_line(report: OfficialReport) -> str:
    """ "Số: 07/BC-UBND": below 10 with a zero before it, and room to write it in by hand where there is none yet."""
    number = "\u00a0" * 8 if report.number is None else f"{report.number:02}"
    return f"Số: {number}/{report.symbol}"


def place_and_date(report: OfficialReport) -> str:
    return f"{report.place}, {date_in_words(report.dated)}"


def date_in_words(day: date | None) -> str:
    """Days below 10 and the months 1 and 2 have a zero before them (Mục II.4).

    >>> date_in_words(date(2020, 3, 5))
    'ngày 05 tháng 3 năm 2020'
    """
    if day is None:
        return "ngày ..... tháng ..... năm ........"
    month = f"{day.month:02}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02} tháng {month} năm {day.year}"


def recipient_lines(report: OfficialReport) -> tuple[str, ...]:
    """The recipients, each ended by a semicolon, the last one by a full stop; without their dashes."""
    names = [clean(name).strip().removeprefix("-").strip(" ;.\n") for name in report.recipients]
    names = [name for name in names if name]
    return tuple(f"{name}{'.' if place == len(names) else ';'}" for place, name in enumerate(names, 1))


def closed_body(report: OfficialReport) -> tuple[Element, ...]:
    """The body with the closing sign "./." at the end of its last paragraph."""
    if not report.body or not isinstance(last := report.body[-1], Paragraph):
        return report.body
    text = clean(last.text).rstrip()
    if not text or text.endswith("/."):
        return report.body
    ending = END.removeprefix(".") if text.endswith(".") else END
    return (*report.body[:-1], replace(last, runs=(*last.runs, Run(ending))))


def annex_heading(report: OfficialReport, place: int) -> tuple[str, ...]:
    """The lines of the heading of an annex: "Phụ lục", numbered where there are several, and its title.

    A title that begins with "Phụ lục" already is left as it is. `place` counts from 0.
    """
    title = tuple(line for line in map(clean, report.annexes[place].title) if line.strip())
    if title and title[0].casefold().startswith("phụ lục"):
        return title
    return (f"Phụ lục {_roman(place + 1)}" if len(report.annexes) > 1 else "Phụ lục", *title)


def annex_reference(report: OfficialReport) -> str:
    """ "(Kèm theo Báo cáo số 27/BC-UBND ngày 18 tháng 01 năm 2022 của …)"."""
    number = "....." if report.number is None else f"{report.number:02}"
    agency = f" của {report.agency_in_text}" if report.agency_in_text else ""
    day = date_in_words(report.dated)
    return f"(Kèm theo {report.kind.capitalize()} số {number}/{report.symbol} {day}{agency})"


def grid_name(grid: Grid) -> str:
    """A grid's title on one line."""
    return " ".join(" ".join(map(clean, grid.title)).split())


def _roman(number: int) -> str:
    numeral = ""
    for value, sign in _ROMAN:
        count, number = divmod(number, value)
        numeral += sign * count
    return numeral
