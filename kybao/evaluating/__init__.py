"""Measuring the reader and the checker against a labelled corpus (`corpus/`), and by mutating what holds there.

>>> from kybao.evaluating import evaluate, parse_corpus
>>> entries = parse_corpus('''@ a-1 | xã
... > Đàn bò có 245 con, tăng 61 con.
... F1 245 con | 245 | con | quantity
... F2 61 con | 61 | con | quantity
... C comparison F1 change=F2 base=unstated up
... ''', "a.corpus")
>>> evaluate(entries).figures.f1
1.0
"""

from kybao.evaluating.corpus_format import BrokenCorpus, parse_corpus, read_corpus
from kybao.evaluating.evaluate import evaluate
from kybao.evaluating.labels import Entry
from kybao.evaluating.mutating import mutate

__all__ = ["BrokenCorpus", "Entry", "evaluate", "mutate", "parse_corpus", "read_corpus"]
