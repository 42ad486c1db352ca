"""Unicode → TCVN3 (TCVN 5712:1993, VN3), the encoding of the old .Vn fonts.

Each letter becomes the character whose Latin-1 code is its TCVN3 code. Capital vowels with a tone mark have no code of
their own: a word in capitals is typed in small letters in a font whose name ends in H, which draws them as capitals.
"""

from __future__ import annotations

TEXT_FONT = ".VnTime"
CAPITALS_FONT = ".VnTimeH"

_RUNS = (  # code of the first letter, letters in the order of their codes
    (0xA1, "ĂÂÊÔƠƯĐăâêôơưđ"),
    (0xB5, "àảãáạ"),
    (0xBB, "ằẳẵắ"),
    (0xC6, "ặầẩẫấậè"),
    (0xCE, "ẻẽéẹềểễếệìỉ"),
    (0xDC, "ĩíịò"),
    (0xE1, "ỏõóọồổỗốộờởỡớợù"),
    (0xF1, "ủũúụừửữứựỳỷỹýỵ"),
)
_CODES = {ord(letter): chr(first + i) for first, letters in _RUNS for i, letter in enumerate(letters)}
_TONED_CAPITALS = frozenset("ÀÁẢÃẠẰẮẲẴẶẦẤẨẪẬÈÉẺẼẸỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌỒỐỔỖỘỜỚỞỠỢÙÚỦŨỤỪỨỬỮỰỲÝỶỸỴ")


def encoded(text: str) -> tuple[str, str]:
    """The text in TCVN3 and the font that it is to be shown in.

    >>> encoded("Phường")
    ('Ph\\xad\\xeang', '.VnTime')
    >>> encoded("BÁO CÁO")
    ('b¸o c¸o', '.VnTimeH')
    """
    if text == text.upper() and any(letter.isalpha() for letter in text):
        return text.lower().translate(_CODES), CAPITALS_FONT
    if lost := sorted(_TONED_CAPITALS & set(text)):
        raise ValueError(f"TCVN3 không có chữ hoa mang dấu {', '.join(lost)} trong: {text[:60]}")
    return text.translate(_CODES), TEXT_FONT
