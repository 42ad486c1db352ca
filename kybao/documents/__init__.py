"""Files in, `Document`s out.

>>> from kybao.documents import document_of_text
>>> document_of_text("Đàn bò có 245 con.").blocks[0].text
'Đàn bò có 245 con.'
"""

from kybao.documents.errors import UnreadableFile
from kybao.documents.model import Anchor, Block, BlockKind, Cell, Document, Span, Table
from kybao.documents.opening import document_of_text, read_bytes, read_document

__all__ = [
    "Anchor",
    "Block",
    "BlockKind",
    "Cell",
    "Document",
    "Span",
    "Table",
    "UnreadableFile",
    "document_of_text",
    "read_bytes",
    "read_document",
]
