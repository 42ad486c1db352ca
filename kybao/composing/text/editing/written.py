"""A paragraph as a person edits it: plain text in which each bound figure stands as a mark. Pure.

`⟦0: 1242⟧` is bound figure 0; `⟦0.change_on_same_period⟧` asks for it in another form (`NUMERAL`: the bare numeral again),
`⟦+57.value⟧` for fact 57 to be bound anew. What stands behind the colon is for the eye and is left unread.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from kybao.composing.text.tokens import pieces

LONGEST = 20_000
NUMERAL = "numeral"
_MARK = re.compile(r"⟦(\+?)(\d{1,9})(?:\.([a-z_]{1,30}))?(?::[^⟦⟧]{0,200})?⟧")
_ANY_MARK = re.compile(r"⟦[^⟦⟧]{0,260}⟧")


class BrokenText(ValueError):
    """Raised where a text can't be kept as it is written; its message is Vietnamese."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A bound figure: `number` is its token, or a fact's key where it is `new`. `form` is asked for, None leaves it."""

    number: int
    form: str | None = None
    new: bool = False

    def __str__(self) -> str:
        return f"⟦{'+' if self.new else ''}{self.number}{f'.{self.form}' if self.form else ''}⟧"


def parts(written: str) -> Iterator[str | Mark]:
    """The text in order. Raises `BrokenText` where a mark is damaged.

    >>> list(parts("đàn trâu có ⟦0: 1242⟧ con, ⟦+57.value⟧"))
    ['đàn trâu có ', Mark(number=0, form=None, new=False), ' con, ', Mark(number=57, form='value', new=True)]
    """
    at = 0
    for match in _MARK.finditer(written):
        yield from _plain(written[at : match.start()])
        yield _mark(match)
        at = match.end()
    yield from _plain(written[at:])


def _plain(text: str) -> Iterator[str]:
    if "⟦" in text or "⟧" in text:
        at = min(place for place in (text.find("⟦"), text.find("⟧")) if place >= 0)
        near = text[max(0, at - 20) : at + 20].strip()
        raise BrokenText(
            f"Dấu con số ở chỗ “{near}” không còn nguyên. Hãy giữ nguyên cả dấu ⟦…⟧, hoặc xoá hẳn rồi chèn lại số liệu."
        )
    if text:
        yield text


def tidy(written: str) -> str:
    """One line in NFC, without what no eye sees; blanks single. Raises `BrokenText` where nothing or too much is left.

    >>> tidy("  Đàn bò\\r\\n có  ⟦0⟧ con. ")
    'Đàn bò có ⟦0⟧ con.'
    """
    text = unicodedata.normalize("NFC", written)
    text = "".join(_seen(letter) for letter in text)
    text = " ".join(text.split())
    if not text:
        raise BrokenText("Đoạn văn đang trống. Hãy viết nội dung; muốn bỏ đoạn thì bấm Xoá đoạn.")
    if len(text) > LONGEST:
        raise BrokenText(f"Đoạn văn dài quá {LONGEST} ký tự. Hãy tách thành nhiều đoạn.")
    return text


def _seen(letter: str) -> str:
    kind = unicodedata.category(letter)
    return " " if kind == "Cc" else "" if kind in ("Cf", "Cs") else letter


def for_the_eye(text: str, printed: Mapping[int, str]) -> str:
    """A kept text (`composing.text.tokens`) as it is edited: each mark says what it prints.

    >>> for_the_eye("có ⟦0⟧ con", {0: "1242"})
    'có ⟦0: 1242⟧ con'
    """
    shown = (piece.text if piece.token is None else f"⟦{piece.token}: {piece.text}⟧" for piece in pieces(text, printed))
    return "".join(shown)


def with_choices(written: str, forms: Mapping[int, str], unbound: Mapping[int, str]) -> str:
    """What was chosen beside the text goes into it: a figure's other form, or its plain text where it is unbound.

    >>> with_choices("có ⟦0: 1242⟧ con, tăng ⟦1: 92⟧", {0: "value"}, {1: "92"})
    'có ⟦0.value⟧ con, tăng 92'
    """

    def chosen(match: re.Match[str]) -> str:
        number = int(match.group(2))
        if match.group(1):
            return match.group()
        if number in unbound:
            return unbound[number]
        return str(Mark(number, forms[number])) if number in forms else match.group()

    return _MARK.sub(chosen, written)


def in_words(written: str, printed: Callable[[Mark], str]) -> str:
    """The text with each mark as what it prints; damaged marks stay as they are."""
    return _MARK.sub(lambda match: printed(_mark(match)), written)


def shown(written: str, printed: Callable[[Mark], str]) -> str:
    """The text with what each mark prints behind its colon."""
    return in_words(written, lambda mark: f"{str(mark)[:-1]}: {printed(mark)}⟧")


def words(written: str) -> list[str]:
    """Words with the blanks behind them; a mark is one word, whatever it shows.

    >>> words("có ⟦0: 1 242⟧ con.")
    ['có ', '⟦0⟧ ', 'con.']
    """
    return re.findall(r"⟦[^⟦⟧]{0,260}⟧\s*|[^\s⟦⟧]+\s*|[⟦⟧]\s*|\s+", _ANY_MARK.sub(_bare, written))


def _bare(match: re.Match[str]) -> str:
    mark = _MARK.fullmatch(match.group())
    return str(_mark(mark)) if mark else match.group()


def _mark(match: re.Match[str]) -> Mark:
    return Mark(int(match.group(2)), match.group(3), bool(match.group(1)))
