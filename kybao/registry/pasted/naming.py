"""Names as they are compared, and the codes that are made of them."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping
from difflib import get_close_matches

from kybao.documents.search import bare

_NOT_IN_CODES = re.compile(r"[^a-z0-9]+")
_MOST = 50


def key_of(text: str) -> str:
    """A name as it is compared: case, marks, abbreviated "UBND" and punctuation don't matter.

    >>> key_of("UBND xã Hưng Đạo") == key_of("Uỷ ban  nhân dân xã Hưng đạo")
    True
    """
    words = _NOT_IN_CODES.sub(" ", bare(text)).strip()
    return f" {words} ".replace(" uy ban nhan dan ", " ubnd ").strip()


def code_of(name: str, taken: Container[str] = (), most: int = _MOST) -> str:
    """A code made of a name, other than those that are taken.

    >>> code_of("Phòng Tài chính - Kế hoạch"), code_of("Ủy ban nhân dân xã Hưng Đạo", {"ubnd-xa-hung-dao"})
    ('phong-tai-chinh-ke-hoach', 'ubnd-xa-hung-dao-2')
    """
    stem = key_of(name).replace(" ", "-")[:most].strip("-") or "khong-ten"
    code, number = stem, 1
    while code in taken:
        number += 1
        code = f"{stem[: most - len(str(number)) - 1]}-{number}"
    return code


# How names of units begin → their kind; longer beginnings stand first.
_BEGINNINGS = (
    ("uy ban nhan dan phuong", "phường"),
    ("uy ban nhan dan xa", "xã"),
    ("uy ban nhan dan thi tran", "thị trấn"),
    ("uy ban nhan dan dac khu", "đặc khu"),
    ("uy ban nhan dan huyen", "huyện"),
    ("uy ban nhan dan quan", "quận"),
    ("uy ban nhan dan thi xa", "thị xã"),
    ("uy ban nhan dan thanh pho", "thành phố"),
    ("uy ban nhan dan tinh", "tỉnh"),
    ("thi tran", "thị trấn"),
    ("phuong", "phường"),
    ("xa", "xã"),
    ("bao hiem", "bảo hiểm"),
    ("ban chi huy quan su", "quân sự"),
    ("ban chqs", "quân sự"),
    ("chi cuc", "chi cục"),
    ("cong an", "công an"),
    ("thanh tra", "thanh tra"),
    ("trung tam", "trung tâm"),
    ("van phong", "văn phòng"),
    ("kho bac", "kho bạc"),
    ("phong", "phòng"),
    ("so", "sở"),
    ("ban", "ban"),
    ("hoi", "hội"),
    ("hat", "hạt"),
    ("doi", "đội"),
    ("tram", "trạm"),
    ("truong", "trường"),
)


def kind_of(name: str) -> str:
    """The kind of a unit, by how its name begins; "" where that does not tell.

    >>> kind_of("UBND xã Hưng Đạo"), kind_of("Phòng Y tế"), kind_of("Hưng Đạo")
    ('xã', 'phòng', '')
    """
    words = f"{key_of(name)} ".replace("ubnd ", "uy ban nhan dan ", 1)
    return next((kind for beginning, kind in _BEGINNINGS if words.startswith(f"{beginning} ")), "")


def found_by_name(said: str, names: Mapping[str, Iterable[str]]) -> str | None:
    """The code whose own letters, or one of whose names, is what was said; None where none or several are."""
    if said in names:
        return said
    key = key_of(said)
    found = {code for code, known in names.items() if key and key in map(key_of, known)}
    return found.pop() if len(found) == 1 else None


def likely(said: str, names: Mapping[str, Iterable[str]]) -> str:
    """A name that may have been meant, for a message; "" where none is near."""
    by_key = {key_of(name): name for known in names.values() for name in known}
    near = get_close_matches(key_of(said), by_key, 1, 0.6)
    return by_key[near[0]] if near else ""
