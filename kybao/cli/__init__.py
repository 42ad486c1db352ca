"""The command line: a thin face on all of Kybao. Each command imports what it needs when it runs."""

from kybao.cli import accounts, evaluating, files, issuing, months, programs
from kybao.cli.group import main

__all__ = ["accounts", "evaluating", "files", "issuing", "main", "months", "programs"]
