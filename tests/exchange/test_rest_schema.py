"""Schemathesis against the served API: whatever the description allows is answered as the description says."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

_CONFIG = """
[parameters]
"path.regime" = "thang"
"path.period" = "2024-02"
"query.regime" = "thang"
"query.period" = "2024-02"

[checks.positive_data_acceptance]
expected-statuses = ["2xx", 401, 403, 404, 409, 412, 428]

# A file of random bytes is allowed by the description, yet is no report and no workbook.
[[operations]]
include-operation-id = ["file_submission", "post_workbook", "put_transfer_part"]
checks.positive_data_acceptance.expected-statuses = ["2xx", 401, 403, 404, 409, 422]

[[operations]]
include-operation-id = "get_unit"
parameters = { "path.code" = "phuong-a" }

[[operations]]
include-operation-id = "get_regime"
parameters = { "path.code" = "thang" }

[[operations]]
include-operation-id = "get_indicator"
parameters = { "path.code" = "chan-nuoi.lon" }

[[operations]]
include-operation-id = "get_report_output"
parameters = { "path.name" = "bao-cao-2024-02.docx" }
"""


def test_schemathesis_finds_nothing(served: Any, token: Callable[..., str], tmp_path: Path) -> None:
    config = tmp_path / "schemathesis.toml"
    config.write_text(_CONFIG)
    command: list[str | Path] = [Path(sys.executable).with_name("schemathesis"), "--config-file", config, "run"]
    command += [f"{served.address}/api/openapi.json", "--max-examples", "5", "--seed", "1", "--no-color"]
    command += ["--generation-deterministic", "--header", f"Authorization: Bearer {token('schemathesis')}"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, env=os.environ, cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
