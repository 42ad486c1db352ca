"""Findings shown to people: in a terminal, on a page, as data and as comments in Word.

>>> from kybao.checking.presenting import summary
>>> summary(())
'Không có gì cần xem lại.'
"""

from kybao.checking.presenting.data import finding_record, reading_record
from kybao.checking.presenting.page import write_page
from kybao.checking.presenting.terminal import summary, terminal_text
from kybao.checking.presenting.word_comments import comment_docx

__all__ = ["comment_docx", "finding_record", "reading_record", "summary", "terminal_text", "write_page"]
