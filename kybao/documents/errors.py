"""What a reader raises when a file can't be read."""

from __future__ import annotations


class UnreadableFile(Exception):
    """A file that can't be read. Its three parts make one clear Vietnamese message.

    `what` says what is wrong, `where` names the file (and the place in it, where known), `mend` says how to mend it.
    """

    def __init__(self, what: str, where: str, mend: str) -> None:
        super().__init__(what, where, mend)
        self.what, self.where, self.mend = what, where, mend

    def __str__(self) -> str:
        return f"{self.where}: {self.what} {self.mend}"
