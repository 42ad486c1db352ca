"""Files in, `Document`s out; and a composed report out as official files.

>>> from kybao.documents import read_document
"""

from kybao.documents.errors import UnreadableFile
from kybao.documents.model import Anchor, Block, BlockKind, Cell, Document, Span, Table

__all__ = ["Anchor", "Block", "BlockKind", "Cell", "Document", "Span", "Table", "UnreadableFile"]
