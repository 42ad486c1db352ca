"""Keeping what is stored: a backup taken while Kybao runs, restored while Kybao runs, verified both times.

bundle.py      the file of a backup
snapshot.py    the running database ⇄ one SQLite file
rows.py        the same rows in another kind of database
proving.py     what must hold in a database
backing_up.py, restoring.py    the two acts
"""
