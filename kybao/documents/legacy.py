"""Text in the encodings from before Unicode, TCVN3 (ABC) and VNI-Windows → Unicode.

Both laid Vietnamese letters over Western ones, so that a text read without its font shows "Thµnh phè" (TCVN3) or
"Thaønh phoá" (VNI) for "Thành phố". TCVN3 is the 8-bit set of TCVN 5712:1993, third table (VN3): one code a letter,
and no capital letters with a tone, which come from fonts whose names end in H. VNI writes a letter and then its mark.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from enum import StrEnum


class Encoding(StrEnum):
    """The values are the names that a user knows the encodings by."""

    UNICODE = "Unicode"
    TCVN3 = "TCVN3 (ABC)"
    TCVN3_CAPITALS = "TCVN3 (ABC), phông chữ hoa"
    VNI = "VNI-Windows"

    @property
    def family(self) -> Encoding:
        return Encoding.TCVN3 if self is Encoding.TCVN3_CAPITALS else self


_TCVN3_ROWS = (
    (0xA1, "ĂÂÊÔƠƯĐăâêôơưđ"),
    (0xB5, "àảãáạ"),
    (0xBB, "ằẳẵắ"),
    (0xC6, "ặầẩẫấậè"),
    (0xCE, "ẻẽéẹềểễếệìỉ"),
    (0xDC, "ĩíịò"),
    (0xE1, "ỏõóọồổỗốộờởỡớợù"),
    (0xF1, "ủũúụừửữứựỳỷỹýỵ"),
)
TCVN3 = {chr(start + i): letter for start, letters in _TCVN3_ROWS for i, letter in enumerate(letters)}
"""Each TCVN3 code, as the Western character of the same code → the Vietnamese letter."""

_TONES = {"ù": "\u0301", "ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ï": "\u0323"}
_BREVE = {"ê": "", "é": "\u0301", "è": "\u0300", "ú": "\u0309", "ü": "\u0303", "ë": "\u0323"}
_CIRCUMFLEX = {"â": "", "á": "\u0301", "à": "\u0300", "å": "\u0309", "ã": "\u0303", "ä": "\u0323"}
_HORNED = {"ô": "ơ", "ö": "ư"}
_VNI_SINGLE = {"ñ": "đ", "í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ", **_HORNED}


def _vni_table() -> dict[str, str]:
    table = dict(_VNI_SINGLE)
    for base in "aeouy":
        table |= {base + mark: base + tone for mark, tone in _TONES.items()}
    for base, letter in _HORNED.items():
        table |= {base + mark: letter + tone for mark, tone in _TONES.items()}
    table |= {"a" + mark: "ă" + tone for mark, tone in _BREVE.items()}
    for base, letter in zip("aeo", "âêô", strict=True):
        table |= {base + mark: letter + tone for mark, tone in _CIRCUMFLEX.items()}
    table |= {key.upper(): value.upper() for key, value in table.items()}
    # A capital letter may carry the mark in its small form.
    table |= {key[0].upper() + key[1]: value.upper() for key, value in table.items() if len(key) == 2}
    return {key: unicodedata.normalize("NFC", value) for key, value in table.items()}


VNI = _vni_table()
"""Each VNI letter, with its mark where it has one → the Vietnamese letter."""

_VNI_LETTERS = re.compile("|".join(sorted(map(re.escape, VNI), key=len, reverse=True)))
_UNICODE_ONLY = re.compile("[ăĂđĐĩĨũŨơƠưƯ\u1ea0-\u1ef9]")
_PRIVATE = re.compile("[\uf020-\uf0ff]")
_CAPITAL_WORD = re.compile(r"[^\W\d_]+")


def has_unicode_letters(text: str) -> bool:
    """Whether a text holds Vietnamese letters that only Unicode has: then it is no legacy text."""
    return bool(_UNICODE_ONLY.search(unicodedata.normalize("NFC", text)))


def encoding_of_font(font: str) -> Encoding:
    """The encoding that a font's name stands for.

    >>> [encoding_of_font(name).name for name in (".VnTime", ".VnTimeH", "VNI-Times", "Times New Roman")]
    ['TCVN3', 'TCVN3_CAPITALS', 'VNI', 'UNICODE']
    """
    name = font.strip().lower().partition(",")[0]
    if name.startswith(".vn"):
        return Encoding.TCVN3_CAPITALS if name.endswith("h") else Encoding.TCVN3
    return Encoding.VNI if name.startswith("vni-") else Encoding.UNICODE


def to_unicode(text: str, encoding: Encoding) -> str:
    """The same text in Unicode, NFC. Text which already holds Unicode's own Vietnamese letters is left as it is.

    >>> to_unicode("Thµnh phè Cao B»ng", Encoding.TCVN3), to_unicode("Thaønh phoá Cao Baèng", Encoding.VNI)
    ('Thành phố Cao Bằng', 'Thành phố Cao Bằng')
    >>> to_unicode("b¸o c¸o", Encoding.TCVN3_CAPITALS)
    'BÁO CÁO'
    """
    if encoding is Encoding.UNICODE or has_unicode_letters(text):
        return text
    # A font marked as a symbol font has its codes moved into the private area by Word.
    text = _PRIVATE.sub(lambda match: chr(ord(match.group()) - 0xF000), text)
    if encoding is Encoding.VNI:
        return unicodedata.normalize("NFC", _VNI_LETTERS.sub(lambda match: VNI[match.group()], text))
    letters = "".join(TCVN3.get(character, character) for character in text)
    return letters.upper() if encoding is Encoding.TCVN3_CAPITALS else _with_capitals(letters)


def _with_capitals(text: str) -> str:
    """Capital letters where TCVN3 has none: "BáO CáO" was meant as "BÁO CÁO", and so in a line without small letters."""
    if sum("A" <= c <= "Z" for c in text) >= 4 and not re.search("[a-z]", text):
        return text.upper()
    return _CAPITAL_WORD.sub(_capital_word, text)


def _capital_word(match: re.Match[str]) -> str:
    word = match.group()
    if sum("A" <= c <= "Z" for c in word) >= 2 and not re.search("[a-z]", word):
        return word.upper()
    return word


_TONE_MARKS = frozenset("\u0300\u0301\u0303\u0309\u0323")
_SYLLABLE = re.compile(
    "(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnpqrstvx])?"
    "(?:uyê|uya|uyu|uôi|ươi|ươu|iêu|yêu|oai|oay|oao|oeo|uây|uêu|uyt"
    "|ia|iê|ya|yê|ua|uô|ưa|ươ|oa|oă|oe|oo|uê|uâ|uơ|uy|ai|ao|au|ay|âu|ây|eo|êu|iu|oi|ôi|ơi|ui|ưi|ưu"
    "|[aăâeêioôơuưy])?"
    "(?:ch|ng|nh|[cmnpt])?"
)
_TOKENS = re.compile(r"[^\s!-/:-@\[-`{-~0-9–—…“”‘’\u00a0]+")


def is_syllable(word: str) -> bool:
    """Whether a word is built like a Vietnamese syllable.

    >>> [is_syllable(word) for word in ("nghiêng", "Quyết", "phè", "Thµnh", "Thaønh")]
    [True, True, True, False, False]
    """
    parts = unicodedata.normalize("NFD", word.lower())
    if sum(part in _TONE_MARKS for part in parts) > 1:
        return False
    base = unicodedata.normalize("NFC", "".join(part for part in parts if part not in _TONE_MARKS))
    return len(base) <= 7 and bool(_SYLLABLE.fullmatch(base))


def detect(texts: Iterable[str], least: int = 3) -> Encoding:
    """The encoding of texts that say nothing of their font. UNICODE unless it is plain that they are in another.

    Only words with letters beyond ASCII are witnesses: `least` are needed, nine in ten must be Vietnamese syllables
    once converted, and most must not be as they stand.

    >>> detect(["Thµnh phè Cao B»ng, tæng ®µn tr©u hiÖn cã 1242 con"]).name, detect(["Café à Đà Nẵng"]).name
    ('TCVN3', 'UNICODE')
    """
    words = [
        word
        for text in texts
        if not text.isascii() and not has_unicode_letters(text)
        for word in _TOKENS.findall(text)
        if not word.isascii()
    ]
    if len(words) < least:
        return Encoding.UNICODE
    fine = sum(map(is_syllable, words))
    scores = {
        encoding: sum(is_syllable(to_unicode(word, encoding)) for word in words)
        for encoding in (Encoding.TCVN3, Encoding.VNI)
    }
    best = max(scores, key=lambda encoding: scores[encoding])
    return best if scores[best] >= 0.9 * len(words) and fine < 0.6 * len(words) else Encoding.UNICODE


def convert(texts: Sequence[str]) -> tuple[list[str], Encoding]:
    """Texts of one file whose fonts say nothing, in Unicode, and the encoding that they were found in.

    A text that reads better as it stands is left so, for a file may hold both.
    """
    encoding = detect(texts)
    return [converted(text, encoding) for text in texts], encoding


def converted(text: str, encoding: Encoding) -> str:
    """`to_unicode`, unless the text is Vietnamese as it stands and would be less so after."""
    if encoding is Encoding.UNICODE or text.isascii():
        return text.upper() if encoding is Encoding.TCVN3_CAPITALS else text
    changed = to_unicode(text, encoding)
    return changed if _syllables(changed) >= _syllables(text) else text


def _syllables(text: str) -> int:
    return sum(map(is_syllable, _TOKENS.findall(text)))


def conversion_note(encoding: Encoding) -> str:
    """The note that a document carries when it was converted."""
    return f"Đã chuyển từ bảng mã {encoding.family} sang Unicode."
