"""The measures of the official form: what the decree allows, and what Kybao uses of it.

Source: Nghị định 30/2020/NĐ-CP ngày 05/3/2020 về công tác văn thư, Phụ lục I, Phần I, Mục I (quy định chung),
Mục II (các thành phần thể thức chính), Mục III.1 (phụ lục). Both writers draw on this, so that they look alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

INK = "000000"  # Mục I.4: màu đen
FONT = "Times New Roman"  # Mục I.4


@dataclass(frozen=True, slots=True)
class Measure:
    """A length, size or ratio: the least and the most that is allowed, the one used, and where the decree says so."""

    least: float
    most: float
    used: float
    source: str


@dataclass(frozen=True, slots=True)
class Layout:
    """The form in force from `since`. Margins and indents in mm, type sizes and spacings in pt, rules as a share
    of the line of text above them."""

    since: date
    citation: str
    paper_width: float
    paper_height: float
    top: Measure
    bottom: Measure
    left: Measure
    right: Measure
    page_number: Measure
    nation: Measure
    motto: Measure
    superior: Measure
    agency: Measure
    agency_rule: Measure
    number: Measure
    place_and_date: Measure
    kind: Measure
    subject: Measure
    subject_rule: Measure
    body: Measure
    first_line: Measure
    paragraph_space: Measure
    line_spacing: Measure
    heading: Measure
    signature: Measure
    recipients_title: Measure
    recipients: Measure
    annex_label: Measure
    annex_title: Measure
    annex_reference: Measure

    @property
    def text_width(self) -> float:
        """mm between the side margins of an upright page."""
        return self.paper_width - self.left.used - self.right.used

    @property
    def turned_width(self) -> float:
        """mm between the side margins of a page laid sideways."""
        return self.paper_height - self.left.used - self.right.used


DECREE_30_2020 = Layout(
    since=date(2020, 3, 5),
    citation="Nghị định 30/2020/NĐ-CP, Phụ lục I",
    paper_width=210,
    paper_height=297,
    top=Measure(20, 25, 20, "Mục I.3"),
    bottom=Measure(20, 25, 20, "Mục I.3"),
    left=Measure(30, 35, 30, "Mục I.3"),
    right=Measure(15, 20, 15, "Mục I.3"),
    page_number=Measure(13, 14, 13, "Mục I.7"),
    nation=Measure(12, 13, 12, "Mục II.1"),
    motto=Measure(13, 14, 13, "Mục II.1"),
    superior=Measure(12, 13, 12, "Mục II.2"),
    agency=Measure(12, 13, 12, "Mục II.2"),
    agency_rule=Measure(1 / 3, 1 / 2, 0.4, "Mục II.2"),
    number=Measure(13, 13, 13, "Mục II.3"),
    place_and_date=Measure(13, 14, 13, "Mục II.4"),
    kind=Measure(13, 14, 14, "Mục II.5"),
    subject=Measure(13, 14, 14, "Mục II.5"),
    subject_rule=Measure(1 / 3, 1 / 2, 0.4, "Mục II.5"),
    body=Measure(13, 14, 14, "Mục II.6"),
    first_line=Measure(10, 12.7, 12.7, "Mục II.6"),
    paragraph_space=Measure(6, 12, 6, "Mục II.6"),  # the decree sets only the least
    line_spacing=Measure(1, 1.5, 1.1, "Mục II.6"),
    heading=Measure(13, 14, 14, "Mục II.6"),
    signature=Measure(13, 14, 14, "Mục II.7"),
    recipients_title=Measure(12, 12, 12, "Mục II.9"),
    recipients=Measure(11, 11, 11, "Mục II.9"),
    annex_label=Measure(14, 14, 14, "Mục III.1"),
    annex_title=Measure(13, 14, 14, "Mục III.1"),
    annex_reference=Measure(13, 14, 13, "Mục III.1"),
)

LAYOUTS = (DECREE_30_2020,)  # by `since`, oldest first


def layout_on(day: date | None) -> Layout:
    """The layout in force on a day; the newest where the day is not yet known, the oldest before all of them."""
    in_force = [layout for layout in LAYOUTS if day is None or layout.since <= day]
    return in_force[-1] if in_force else LAYOUTS[0]


# What the decree leaves to the office.
TABLE_SIZE = 12.0  # pt, the text of tables
CELL_SIDE, CELL_TOP = 1.5, 0.45  # mm between a cell's border and its text
SHEET_SIZE, SHEET_TITLE_SIZE = 11, 14  # pt, the text and the title of spreadsheets
HEAD_FILL, GROUP_FILL = "E8EDF3", "F4F6F9"  # behind the heads of sheets and of their groups
SIGNATURE_SPACE = 72.0  # pt left for the signature and the seal
HEAD_RIGHT = 99.0  # mm, the column of the national name: room for most places with their date on one line
SIGNATURE_LEFT = 75.0  # mm, the column of the recipients
RULE_WEIGHT = 0.75  # pt
HEADER_DISTANCE = 10.0  # mm from the paper's edge to the page number
