"""The command line: a thin face on all of Kybao. Each command imports what it needs when it runs."""

from kybao.cli import accounts, demonstrating, evaluating, files, issuing, keeping, months, programs, searching, working
from kybao.cli.group import main

__all__ = [
    "accounts",
    "demonstrating",
    "evaluating",
    "files",
    "issuing",
    "keeping",
    "main",
    "months",
    "programs",
    "searching",
    "working",
]
