"""`kybao eval` as a person and as a script run it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from kybao.cli import main

RIGHT = """@ a | xã
> Giải quyết 21/23 hồ sơ, đạt 91,3% kế hoạch.
F1 21 | 21 | hồ sơ | quantity
F2 23 hồ sơ | 23 | hồ sơ | quantity
F3 91,3% | 91.3 | % | percent
C ratio F1/F2 percent=F3 base=plan
V ratio holds F3
"""
WRONG = RIGHT.replace("@ a", "@ b").replace("91.3", "91.4")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "đúng.corpus").write_text(RIGHT, "utf-8")
    (tmp_path / "sai.corpus").write_text(WRONG, "utf-8")
    (tmp_path / "hỏng.corpus").write_text("@ a\n> Có 5 hộ.\n", "utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("arguments", "code", "out", "error"),
    [
        (("đúng.corpus",), 0, "✓ F1 con số: 1.0000 (mục tiêu 0.99)", ""),
        (("sai.corpus",), 1, "✕ F1 con số: 0.6667 (mục tiêu 0.99)", ""),
        (("sai.corpus", "--errors", "1"), 1, "[phần trăm] nhãn: “91,3%” = 91.4 % (percent)", ""),
        (("đúng.corpus", "--mutate"), 0, "✓ Phát hiện chữ số bị đổi: 1.0000 (mục tiêu 0.95)", ""),
        (("hỏng.corpus",), 2, "", "hỏng.corpus, dòng 1: mục “a” có chữ số chưa có nhãn F: “5”."),
        ((".",), 2, "", "hỏng.corpus, dòng 1: mục “a” có chữ số chưa có nhãn F: “5”."),
        (("không-có",), 2, "", "không mở được tệp"),
        (("đúng.corpus", "--errors", "nhiều"), 2, "", "tuỳ chọn --errors: phải là số nguyên"),
    ],
)
def test_each_outcome_has_its_exit_code_and_its_words(folder, monkeypatch, arguments, code, out, error):
    monkeypatch.chdir(folder)
    result = CliRunner().invoke(main, ("eval", *arguments), prog_name="kybao")
    assert result.exit_code == code
    assert out in result.stdout
    assert error in result.stderr
    assert bool(error) == bool(result.stderr)


def test_as_json(folder, monkeypatch):
    monkeypatch.chdir(folder)
    result = CliRunner().invoke(main, ("eval", "sai.corpus", "--json", "--errors", "5"), prog_name="kybao")
    record = json.loads(result.stdout)
    assert record["groups"]["figures"]["percent"]["recalled"] == 0
    assert [one["entry"] for one in record["differences"]] == ["b"]
    assert [aim["met"] for aim in record["aims"]] == [False, True, True, True]
    mutated = CliRunner().invoke(main, ("eval", "đúng.corpus", "--json", "--mutate"), prog_name="kybao")
    assert json.loads(mutated.stdout)["kinds"] == {"ratio": {"changes": 7, "caught": 7}}
