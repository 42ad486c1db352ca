"""The one table of rules, to be read from top to bottom. Each looks at a whole `Reading` and knows no document."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from kybao.checking import dates
from kybao.checking.across import check_restated
from kybao.checking.balances import check_balances
from kybao.checking.caseload import check_caseloads, check_remainders
from kybao.checking.citations import check_citations, check_cited_twice
from kybao.checking.date_order import check_date_order
from kybao.checking.directions import check_directions
from kybao.checking.duplicates import check_doubled_words, check_repeated_items, check_repeated_sentences
from kybao.checking.finding import Finding
from kybao.checking.form import check_form
from kybao.checking.growth import check_growth
from kybao.checking.listings import check_listings
from kybao.checking.lunar import check_lunar_years
from kybao.checking.names import check_names
from kybao.checking.numbered_lines import check_numbered_lines
from kybao.checking.proportions import check_proportions
from kybao.checking.ratios import check_ratios
from kybao.checking.sequences import check_headings
from kybao.checking.shares import check_shares
from kybao.checking.sums import check_sums
from kybao.checking.table_across import check_across
from kybao.checking.table_columns import check_percent_columns, check_row_shares
from kybao.checking.table_growth import check_growth_rows
from kybao.checking.table_order import check_repeated_rows, check_row_numbers, check_ticks
from kybao.checking.table_sums import check_column_sums
from kybao.checking.table_sums import check_shares as check_table_shares
from kybao.checking.tables import check_text_against_tables, in_tables
from kybao.checking.units import check_units
from kybao.reading.reading import Reading


@dataclass(frozen=True, slots=True)
class Rule:
    """`code` names the rule; `name` is what people read; `source` says why it must hold.

    A rule's findings carry its code, or one that it speaks for: another rule's (a growth finding may be one on direction)
    or one of `also`, with the name that people read.
    """

    code: str
    name: str
    find: Callable[[Reading], Iterator[Finding]]
    source: str
    also: tuple[tuple[str, str], ...] = ()


_ARITHMETIC = "Số học trên số liệu của chính văn bản"
_ITSELF = "Văn bản không được tự mâu thuẫn"
_CALENDAR = "Lịch"
_FORM = "Nghị định 30/2020/NĐ-CP, Phụ lục I"

RULES: tuple[Rule, ...] = (
    Rule("ratio", "Tỷ lệ x/y", check_ratios, _ARITHMETIC),
    Rule("growth", "Tăng, giảm so với gốc", check_growth, _ARITHMETIC),
    Rule("direction", "Chiều tăng, giảm", check_directions, _ITSELF),
    Rule("sum", "Tổng và các phần", check_sums, _ARITHMETIC),
    Rule("caseload", "Tiếp nhận, đã và đang giải quyết", check_caseloads, _ARITHMETIC),
    Rule("remainder", "Phần còn lại", check_remainders, _ARITHMETIC),
    Rule("balance", "Chênh lệch và số cuối kỳ", check_balances, _ARITHMETIC),
    Rule("share", "Các phần của một tổng thể", check_shares, _ARITHMETIC),
    Rule("proportion", "Tỷ trọng trong tổng", check_proportions, _ARITHMETIC),
    Rule("table_sum", "Tổng trong bảng", in_tables(check_column_sums), _ARITHMETIC),
    Rule(
        "table_ratio",
        "Cột tỷ lệ trong bảng",
        in_tables(check_percent_columns),
        _ARITHMETIC,
        (("table_change", "Cột tăng, giảm trong bảng"),),
    ),
    Rule("table_formula", "Cột tính theo công thức", in_tables(check_across), _ARITHMETIC),
    Rule("table_growth", "Tăng, giảm giữa các dòng", in_tables(check_growth_rows), _ARITHMETIC),
    Rule("table_row_share", "Dòng tỷ lệ trong bảng", in_tables(check_row_shares), _ARITHMETIC),
    Rule("table_share", "Cơ cấu trong bảng", in_tables(check_table_shares), _ARITHMETIC),
    Rule("text_table", "Lời và bảng số liệu", check_text_against_tables, _ITSELF),
    Rule("restated", "Một số liệu nêu hai lần", check_restated, _ITSELF),
    Rule("listing", "Số đếm và danh sách", check_listings, _ITSELF),
    Rule("date", "Ngày tháng có thật", dates.check_dates, _CALENDAR),
    Rule("after_issue", "Việc đã làm sau ngày ký", dates.check_after_issue, _CALENDAR),
    Rule("period", "Kỳ báo cáo và ngày ký", dates.check_period, _CALENDAR),
    Rule("duration", "Số ngày giữa hai ngày", dates.check_durations, _CALENDAR),
    Rule("date_order", "Trước sau của văn bản và việc làm", check_date_order, _CALENDAR),
    Rule("weekday", "Thứ trong tuần", dates.check_weekdays, _CALENDAR),
    Rule("anniversary", "Số năm kỷ niệm", dates.check_anniversaries, _CALENDAR),
    Rule("lunar_year", "Tên năm âm lịch", check_lunar_years, _CALENDAR),
    Rule("heading_sequence", "Thứ tự đề mục", check_headings, _FORM),
    Rule("line_sequence", "Thứ tự các dòng đánh số", check_numbered_lines, _ITSELF),
    Rule("row_sequence", "Số thứ tự trong bảng", in_tables(check_row_numbers), _ITSELF),
    Rule("repeated_row", "Dòng lặp lại trong bảng", in_tables(check_repeated_rows), _ITSELF),
    Rule("tick", "Dấu đánh trong bảng", in_tables(check_ticks), _ITSELF),
    Rule("repeated_item", "Mục liệt kê lặp lại", check_repeated_items, _ITSELF),
    Rule("doubled_words", "Từ lặp liền nhau", check_doubled_words, _ITSELF),
    Rule("repeated_sentence", "Câu lặp lại", check_repeated_sentences, _ITSELF),
    Rule("citation", "Trích dẫn văn bản", check_citations, "Nghị định 30/2020/NĐ-CP, Phụ lục I và III"),
    Rule("cited_twice", "Một văn bản, một ngày", check_cited_twice, _ITSELF),
    Rule("unit", "Đơn vị tính của đại lượng", check_units, _ITSELF),
    Rule("name", "Tên riêng viết hai cách", check_names, _ITSELF),
    Rule("form", "Thể thức văn bản", check_form, _FORM),
)
