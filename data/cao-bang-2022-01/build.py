"""Makes the units' files of January 2022 from the tables beside this script: `python data/cao-bang-2022-01/build.py`.

Reads units.csv, letterheads.csv, outline.csv, passages.csv and sheets.toml; writes files/. The same tables give the
same bytes under the same versions of python-docx, XlsxWriter, Typst and Pillow, and the same text under any version.
"""

from __future__ import annotations

import argparse
import sys
import tomllib
from pathlib import Path

from makers.letter import Letter, letters
from makers.sheets import workbook_file
from makers.typeset import scanned_file, typeset_file
from makers.word import LOOKS, word_file

HERE = Path(__file__).resolve().parent


def main() -> int:
    parser = argparse.ArgumentParser(description="Dựng tệp báo cáo tháng 01/2022 của các đơn vị từ các bảng đi kèm.")
    parser.add_argument("--out", type=Path, default=HERE / "files", help="thư mục ghi tệp (mặc định: files/)")
    out: Path = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    sheets = tomllib.loads((HERE / "sheets.toml").read_text(encoding="utf-8"))
    count = 0
    for letter in letters(HERE):
        (out / letter.file).write_bytes(_file(letter, sheets))
        count += 1
    print(f"Đã dựng {count} tệp trong {out}.")
    return 0


def _file(letter: Letter, sheets: dict[str, dict[str, object]]) -> bytes:
    if letter.form in LOOKS:
        return word_file(letter)
    if letter.form == "xlsx":
        return workbook_file(letter, sheets[letter.code])
    if letter.form == "scan":
        return scanned_file(letter)
    return typeset_file(letter)


if __name__ == "__main__":
    sys.exit(main())
