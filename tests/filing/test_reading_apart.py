"""Files are read in a process apart: within limits, without secrets, and whatever happens there the site goes on."""

from __future__ import annotations

import io
import json
import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw

from kybao.documents.errors import UnreadableFile
from kybao.filing.apart import asking
from kybao.filing.apart.examining import examine

TEXT = "Đàn trâu có 100 con. Đã giải quyết 08 hồ sơ (trong đó: đúng hạn 07 hồ sơ, quá hạn 02 hồ sơ).".encode()
INDICATORS = [{"code": "dan-trau", "name": "Đàn trâu", "measure": "con", "phrase": "đàn trâu"}]


@lru_cache
def scan(width: int = 2480, height: int = 3508) -> bytes:
    """A page with much to recognise."""
    page = Image.new("L", (width, height), 255)
    brush = ImageDraw.Draw(page)
    for line in range(60, height - 60, 60):
        brush.text((60, line), "Ủy ban nhân dân thành phố báo cáo " * 9, fill=0, font_size=40)
    packed = io.BytesIO()
    page.save(packed, "PNG")
    return packed.getvalue()


def children_of(parent: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]


@pytest.fixture
def standing() -> int:
    """The process that stands ready, by its number."""
    asking.stand_ready()
    process = asking._standing._process
    assert process is not None
    return process.pid


def test_apart_is_read_what_is_read_here(standing: int) -> None:
    here = json.loads(json.dumps(examine(TEXT, "a.md", INDICATORS, ())))
    assert asking.examined_apart(TEXT, "a.md", INDICATORS, ()) == here
    assert (len(here["facts"]), len(here["findings"])) == (1, 1)


def test_what_a_reader_says_against_a_file_arrives_whole(standing: int) -> None:
    with pytest.raises(UnreadableFile) as here:
        examine(b"\x00\x01", "a.docx", (), ())
    with pytest.raises(UnreadableFile) as apart:
        asking.examined_apart(b"\x00\x01", "a.docx", (), ())
    assert str(apart.value) == str(here.value)


@pytest.mark.parametrize(
    ("limit", "value", "message"),
    [
        ("READ_SECONDS", 0.3, "a.png: Đọc tệp này lâu quá mức cho phép (0 giây). Hãy chia nhỏ tệp"),
        ("READ_MEMORY_MB", 190, "bộ nhớ"),
    ],
)
def test_beyond_a_limit_a_message_says_so_and_the_next_file_is_read(
    settings: Any, standing: int, limit: str, value: float, message: str
) -> None:
    setattr(settings, limit, value)
    with pytest.raises(UnreadableFile) as told:
        asking.examined_apart(scan(), "a.png", (), ())
    assert message in str(told.value)
    assert asking.examined_apart(TEXT, "a.md", INDICATORS, ())["facts"]


def test_the_clock_stops_a_file_in_time(settings: Any, standing: int) -> None:
    settings.READ_SECONDS = 1
    large = scan(4000, 8000)
    start = time.monotonic()
    with pytest.raises(UnreadableFile):
        asking.examined_apart(large, "a.png", (), ())
    assert time.monotonic() - start < 5


def test_who_reads_knows_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KYBAO_SMTP_PASSWORD", "bi-mat-cua-may-thu")
    asking._standing._forget()
    asking.stand_ready()
    process = asking._standing._process
    assert process is not None
    while not Path(f"/proc/{process.pid}/environ").read_bytes():  # until the new program has begun
        time.sleep(0.01)
    environment = Path(f"/proc/{process.pid}/environ").read_bytes()
    assert b"bi-mat" not in environment
    assert b"KYBAO" not in environment
    assert asking.examined_apart(TEXT, "a.md", INDICATORS, ())["facts"]
    files = {os.readlink(one) for one in Path(f"/proc/{process.pid}/fd").iterdir() if one.is_symlink()}
    assert not {name for name in files if "kybao" in name or "sqlite" in name}


def test_killed_while_it_stands_ready_it_is_begun_again(standing: int) -> None:
    os.kill(standing, signal.SIGKILL)
    assert asking.examined_apart(TEXT, "a.md", INDICATORS, ())["facts"]


def test_killed_in_the_middle_of_a_file_the_file_is_told_of(standing: int) -> None:
    told: list[str] = []
    large = scan(4000, 8000)

    def read() -> None:
        try:
            asking.examined_apart(large, "a.png", (), ())
        except UnreadableFile as error:
            told.append(str(error))

    reader = threading.Thread(target=read)
    reader.start()
    while not (children := children_of(standing)):
        time.sleep(0.02)
    time.sleep(0.3)
    os.kill(children[0], signal.SIGSEGV)
    reader.join(10)
    assert told == [
        "a.png: Chương trình đọc dừng đột ngột khi đọc tệp này: tệp hỏng, hoặc cần quá nhiều bộ nhớ. "
        "Hãy mở tệp, lưu lại dưới tên khác rồi gửi lại; nếu vẫn lỗi, hãy gửi tệp cho người quản trị."
    ]


def test_files_are_read_side_by_side_and_none_is_left_behind(standing: int) -> None:
    texts = [f"Đàn trâu có {number} con.".encode() for number in range(100, 130)]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda data: asking.examined_apart(data, "a.md", INDICATORS, ()), texts))
    assert [one["facts"][0]["value"] for one in found] == [str(number) for number in range(100, 130)]
    time.sleep(0.2)
    assert not children_of(standing)


def test_a_short_text_takes_no_time(standing: int) -> None:
    asking.examined_apart(TEXT, "a.md", INDICATORS, ())
    start = time.monotonic()
    asking.examined_apart(TEXT, "a.md", INDICATORS, ())
    assert time.monotonic() - start < 1
