"""Vietnamese administrative prose → figures, claims, dates, citations and the outline.

>>> from kybao.documents import document_of_text
>>> from kybao.reading import read
>>> reading = read(document_of_text("Đàn bò hiện có 245 con bằng 133,15% so với cùng kỳ (tăng 61 con)."))
>>> [str(figure.value) for figure in reading.figures]
['245', '133.15', '61']
"""

from kybao.reading.reading import Passage, Reading, read

__all__ = ["Passage", "Reading", "read"]
