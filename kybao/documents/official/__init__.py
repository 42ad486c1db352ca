"""The way out: a report in the official form (Nghị định 30/2020/NĐ-CP, Phụ lục I) as .docx, .pdf and .xlsx."""

from kybao.documents.official.annex import Annex, AnnexGroup, AnnexRow, Stated, write_annex_xlsx
from kybao.documents.official.form import Column, Grid, Heading, OfficialReport, Paragraph, Run
from kybao.documents.official.pdf import write_pdf
from kybao.documents.official.sheet import write_grid_xlsx
from kybao.documents.official.word import write_docx

__all__ = [
    "Annex",
    "AnnexGroup",
    "AnnexRow",
    "Column",
    "Grid",
    "Heading",
    "OfficialReport",
    "Paragraph",
    "Run",
    "Stated",
    "write_annex_xlsx",
    "write_docx",
    "write_grid_xlsx",
    "write_pdf",
]
