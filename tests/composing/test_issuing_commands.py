"""January 2022 on the command line, from the issued report 27/BC-UBND to its signed replacement."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

PASSPHRASE = "mật khẩu 123"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder: Path = tmp_path_factory.mktemp("issuing")
    started = kybao(folder, "start", "--no-serve")
    assert started.returncode == 0, started.stderr
    return folder


def kybao(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"KYBAO_DATA": str(folder), "KYBAO_KEY_PASSPHRASE": PASSPHRASE}
    environment.pop("DATABASE_URL", None)
    command = [sys.executable, "-c", "from kybao.cli import main; main()", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=False)


def key_file(path: Path, name: str) -> Path:
    """A PKCS#12 file with a certificate that its holder gave themselves."""
    key = ec.generate_private_key(ec.SECP256R1())
    named = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    own = (
        x509.CertificateBuilder()
        .subject_name(named)
        .issuer_name(named)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .sign(key, hashes.SHA256())
    )
    secret = serialization.BestAvailableEncryption(PASSPHRASE.encode())
    path.write_bytes(pkcs12.serialize_key_and_certificates(b"khoa", key, own, None, secret))
    path.with_suffix(".pem").write_bytes(own.public_bytes(serialization.Encoding.PEM))
    return path


def test_from_the_issued_report_to_its_signed_replacement(folder: Path, tmp_path: Path) -> None:
    leader, agency = (
        key_file(tmp_path / "lanh-dao.p12", "Nguyễn Quốc Trung"),
        key_file(tmp_path / "co-quan.p12", "UBND TP"),
    )
    signed = tmp_path / "signed.pdf"

    refused = kybao(folder, "approve", "2022-01")
    assert refused.returncode == 2
    assert "Báo cáo tháng 01 năm 2022 đã ban hành nên không duyệt được" in refused.stderr

    begun = kybao(folder, "replace", "2022-01", "--reason", "Số liệu đàn trâu nhập sai")
    assert "Đã mở bản thay thế Báo cáo số 27/BC-UBND ngày 18 tháng 01 năm 2022" in begun.stdout

    assert "Đã duyệt báo cáo tháng 01 năm 2022, bản 1, SHA-256" in kybao(folder, "approve", "2022-01").stdout
    too_early = kybao(folder, "issue", "2022-01", "--day", "17/01/2022")
    assert too_early.returncode == 2
    assert "số 27/BC-UBND trước đó đã ghi ngày 18/01/2022" in too_early.stderr
    issued = kybao(folder, "issue", "2022-01", "--day", "2022-01-20")
    assert "Đã ban hành Báo cáo số 28/BC-UBND ngày 20 tháng 01 năm 2022" in issued.stdout
    assert issued.stdout.count("SHA-256") == 4

    no_leader = kybao(folder, "sign", "2022-01", "--p12", str(agency), "--as", "co-quan")
    assert "Lãnh đạo ký trước" in no_leader.stderr
    first = kybao(folder, "sign", "2022-01", "--p12", str(leader))
    assert "Nguyễn Quốc Trung: toàn vẹn" in first.stdout
    second = kybao(folder, "sign", "2022-01", "--p12", str(agency), "--as", "co-quan", "--out", str(signed))
    assert second.returncode == 0, second.stderr

    unknown = kybao(folder, "verify", str(signed))
    assert unknown.returncode == 0
    assert "chưa xét, vì chưa có chứng thư gốc" in unknown.stdout
    trusted = kybao(folder, "verify", str(signed), "--roots", str(tmp_path), "--json")
    assert trusted.returncode == 0
    assert [(one["signer"], one["intact"], one["trusted"]) for one in json.loads(trusted.stdout)] == [
        ("Nguyễn Quốc Trung", True, True),
        ("UBND TP", True, True),
    ]
    assert "Lịch sử nguyên vẹn" in kybao(folder, "audit", "verify").stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["sign", "2022-01"], "Hãy nêu một trong --p12, --module và --signed"),
        (["sign", "2022-01", "--p12", "/khong/co.p12"], "Không mở được tệp"),
        (["verify", "/khong/co.pdf"], "Không mở được tệp"),
        (["issue", "2030-01"], "Chưa có đơn vị nào"),
        (["issue", "2022-01", "--day", "hôm qua"], "--day"),
        (["replace", "2022-01"], "--reason"),
    ],
)
def test_wrong_arguments_are_answered_in_vietnamese(folder: Path, arguments: list[str], message: str) -> None:
    answered = kybao(folder, *arguments)
    assert answered.returncode == 2
    assert message in answered.stderr
    assert "Traceback" not in answered.stderr
