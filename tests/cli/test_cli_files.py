"""`kybao read` and `kybao check` on single files, as a person and as a script run them."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import docx
import pytest
from click.testing import CliRunner, Result

from kybao.cli import main

WRONG = "### **4. Tài chính**\n\nGiải quyết hồ sơ đúng hạn 21/23 hồ sơ, đạt tỷ lệ 81,3%. Đàn bò có 245 con.\n"
RIGHT = "### **4. Tài chính**\n\nGiải quyết hồ sơ đúng hạn 21/23 hồ sơ, đạt tỷ lệ 91,3%.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "sai.md").write_text(WRONG, encoding="utf-8")
    (tmp_path / "dung.md").write_text(RIGHT, encoding="utf-8")
    (tmp_path / "rong.md").write_bytes(b"")
    word = docx.Document()
    word.add_paragraph("Giải quyết đúng hạn 21/23 hồ sơ, đạt tỷ lệ 81,3%.")
    word.save(str(tmp_path / "sai.docx"))
    return tmp_path


def kybao(folder: Path, *arguments: str) -> Result:
    before = os.getcwd()
    os.chdir(folder)
    try:
        return CliRunner().invoke(main, arguments, prog_name="kybao")
    finally:
        os.chdir(before)


@pytest.mark.parametrize(
    ("arguments", "code", "out", "error"),
    [
        (("check", "dung.md"), 0, "Không có gì cần xem lại.", ""),
        (("check", "dung.md", "--all"), 0, "✓ đúng: Tỷ lệ x/y", ""),
        (("check", "sai.md"), 1, "✕ mâu thuẫn: Tỷ lệ x/y", ""),
        (("check", "sai.docx"), 1, "1 mâu thuẫn.", ""),
        (("check", "dung.md", "sai.md"), 1, "2 tệp: 1 mâu thuẫn.", ""),
        (("check", "rong.md", "sai.md"), 2, "✕ mâu thuẫn: Tỷ lệ x/y", "Lỗi: rong.md: Tệp rỗng"),
        (("check", "khong-co.md"), 2, "", "Lỗi: khong-co.md: Không mở được tệp."),
        (("read", "sai.md"), 0, "Nhận định số liệu (1)", ""),
        (("read", "rong.md"), 2, "", "Lỗi: rong.md: Tệp rỗng"),
    ],
)
def test_each_outcome_has_its_exit_code_and_its_words(folder, arguments, code, out, error):
    result = kybao(folder, *arguments)
    assert (result.exit_code, result.exception is None or isinstance(result.exception, SystemExit)) == (code, True)
    assert out in result.stdout
    assert error in result.stderr
    assert bool(error) == bool(result.stderr)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("check",), "Lỗi: Thiếu tham số TỆP."),
        (("check", "sai.md", "--jsn"), "Lỗi: Không có tuỳ chọn --jsn. Có phải là --json?"),
        (("check", "sai.md", "--html"), "Lỗi: Tuỳ chọn --html cần một giá trị đi kèm."),
        (("check", "sai.md", "--json=1"), "Lỗi: Tuỳ chọn --json không nhận giá trị."),
        (("read", "sai.md", "dung.md"), "Lỗi: Thừa tham số: dung.md."),
        (("chek", "sai.md"), "Lỗi: Không có lệnh chek. Có phải là check?"),
        (("check", "sai.docx", "sai.md", "--docx", "ra.docx"), "Lỗi: Tuỳ chọn --docx chỉ dùng với một tệp Word."),
        (("check", "sai.md", "--docx", "ra.docx"), "Lỗi: sai.md: Chỉ ghi chú thích được vào tệp Word .docx."),
        (
            ("check", "sai.md", "--html", "khong/co/ra.html"),
            "Lỗi: Không ghi được khong/co/ra.html: không có thư mục này.",
        ),
        (("check", "sai.md", "--html", "/dev/null"), "Lỗi: Không ghi được /dev/null: đây không phải là tệp thường."),
        (("check", "sai.md", "--html", "."), "Lỗi: Không ghi được .: đây là một thư mục."),
        (
            ("check", "sai.md", "--html", "dung.md/ra.html"),
            "Lỗi: Không ghi được dung.md/ra.html: đường dẫn đi qua một tệp.",
        ),
        (("check", "sai.docx", "--docx", "./sai.docx"), "Lỗi: sai.docx: tệp kết quả trùng với tệp cần kiểm tra."),
        (("check", "sai.docx", "--docx", "ra", "--html", "ra"), "Lỗi: Hai tệp kết quả trùng tên nhau."),
    ],
)
def test_what_is_asked_wrongly_gets_one_vietnamese_message_and_leaves_nothing_behind(folder, arguments, message):
    before = sorted(folder.iterdir())
    result = kybao(folder, *arguments)
    assert result.exit_code == 2
    assert result.stderr.startswith(message)
    assert result.stdout == ""
    assert sorted(folder.iterdir()) == before


@pytest.mark.parametrize("arguments", [("--help",), ("read", "--help"), ("check", "--help")])
def test_help_is_vietnamese(folder, arguments):
    text = kybao(folder, *arguments).stdout
    assert text.startswith("Cách dùng: kybao")
    assert "Xem hướng dẫn này rồi thoát." in text
    assert not [word for word in ("Usage", "Options", "Commands", "Show this", "arguments:") if word in text]


def test_json_of_several_files_is_one_flat_list_with_exact_quotes(folder):
    result = kybao(folder, "check", "sai.md", "dung.md", "sai.docx", "--json")
    records = json.loads(result.stdout)
    assert result.exit_code == 1
    assert [(r["file"], r["rule"], r["verdict"], r["quote"], r["stated"]) for r in records] == [
        ("sai.md", "ratio", "contradicts", "81,3%", "81.3"),
        ("sai.docx", "ratio", "contradicts", "81,3%", "81.3"),
    ]
    block = "Giải quyết hồ sơ đúng hạn 21/23 hồ sơ, đạt tỷ lệ 81,3%. Đàn bò có 245 con."
    assert block[records[0]["start"] : records[0]["end"]] == "81,3%"
    assert {"holds"} == {r["verdict"] for r in json.loads(kybao(folder, "check", "dung.md", "--json", "--all").stdout)}
    assert json.loads(kybao(folder, "check", "dung.md", "--json").stdout) == []


def test_many_files_are_checked_on_all_cores_and_told_of_in_their_order(folder):
    names = ["dung.md", "sai.md", "rong.md", "sai.docx"] * 6
    together = kybao(folder, "check", "--json", *names)
    one_by_one = [kybao(folder, "check", "--json", name) for name in names]
    assert json.loads(together.stdout) == [
        found for single in one_by_one if single.stdout for found in json.loads(single.stdout)
    ]
    assert together.exit_code == 2
    assert together.stderr.splitlines() == [line for single in one_by_one for line in single.stderr.splitlines()]


def test_reading_as_json(folder):
    record = json.loads(kybao(folder, "read", "sai.md", "--json").stdout)
    assert record["outline"][0]["title"] == "Tài chính"
    assert [figure["value"] for figure in record["figures"]][-1] == "245"


def test_html_and_word_copies_are_written_beside_what_is_printed(folder):
    result = kybao(folder, "check", "sai.docx", "--html", "ra.html", "--docx", "ra.docx", "--json")
    assert result.exit_code == 1
    assert len(json.loads(result.stdout)) == 1
    assert "Đã ghi ra.html" in result.stderr
    assert "81,3%" in (folder / "ra.html").read_text(encoding="utf-8")
    assert [c.author for c in docx.Document(io.BytesIO((folder / "ra.docx").read_bytes())).comments] == ["Kybao"]
    assert not list(folder.glob(".*"))


def run(folder: Path, command: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    environment = {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", **environment}
    if "PYTHONPATH" in os.environ:
        environment["PYTHONPATH"] = os.environ["PYTHONPATH"]
    return subprocess.run(
        ["bash", "-c", command], cwd=folder, env=environment, capture_output=True, timeout=60, check=False
    )


def test_the_installed_command_prints_utf8_without_colour_whatever_the_locale(folder):
    result = run(folder, "kybao check sai.md", LC_ALL="C", PYTHONIOENCODING="ascii")
    assert result.returncode == 1
    assert "✕ mâu thuẫn: Tỷ lệ x/y" in result.stdout.decode()
    assert b"\033" not in result.stdout


def test_a_reader_that_stops_early_is_no_error(folder):
    (folder / "dai.md").write_text("Giải quyết đúng hạn 21/23 hồ sơ, đạt tỷ lệ 81,3%.\n\n" * 3000, encoding="utf-8")
    result = run(folder, "kybao check dai.md | head -n 1")
    assert result.stdout.decode() == "✕ mâu thuẫn: Tỷ lệ x/y [ratio]\n"
    assert result.stderr == b""


def test_checking_starts_without_django(folder):
    result = run(folder, "python -X importtime -c 'from kybao.cli import main; main()' check khong-co.md")
    assert b"django" not in result.stderr
