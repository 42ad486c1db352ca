"""The issued PDF with its signatures: made here, or taken in as signed elsewhere."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from PIL import Image

from kybao.calendar import Period
from kybao.documents.official import OfficialReport, Paragraph, Run, write_pdf
from kybao.documents.signing import Pkcs12Key, Signatory, sign, signature_block
from kybao.documents.signing.places import signed_boxes

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kybao.composing.models import Report

pytestmark = pytest.mark.django_db
PASSPHRASE = "mật khẩu 123"
AGENCY = "Ủy ban nhân dân huyện Hà An"
LEADER = "Nguyễn Quốc Trung"


@pytest.fixture(scope="module")
def authority() -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
    key = ec.generate_private_key(ec.SECP256R1())
    return key, certificate("CA thử nghiệm", key.public_key(), "CA thử nghiệm", key, authority=True)


@pytest.fixture(scope="module")
def leader(authority: Any) -> Pkcs12Key:
    return key_of(LEADER, authority)


@pytest.fixture(scope="module")
def agency(authority: Any) -> Pkcs12Key:
    return key_of(AGENCY, authority)


def key_of(name: str, authority: tuple[ec.EllipticCurvePrivateKey, x509.Certificate]) -> Pkcs12Key:
    key = ec.generate_private_key(ec.SECP256R1())
    own = certificate(name, key.public_key(), "CA thử nghiệm", authority[0])
    secret = serialization.BestAvailableEncryption(PASSPHRASE.encode())
    data = pkcs12.serialize_key_and_certificates(b"khoa", key, own, [authority[1]], secret)
    return Pkcs12Key(data, PASSPHRASE)


def certificate(
    name: str, public: Any, issuer: str, key: ec.EllipticCurvePrivateKey, *, authority: bool = False
) -> x509.Certificate:
    named = [x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, one)]) for one in (name, issuer)]
    use = dict.fromkeys(
        ("key_encipherment", "data_encipherment", "key_agreement", "encipher_only", "decipher_only"), False
    )
    return (
        x509.CertificateBuilder()
        .subject_name(named[0])
        .issuer_name(named[1])
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime.now(UTC) - timedelta(days=30))
        .not_valid_after(datetime.now(UTC) + timedelta(days=300))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(
                digital_signature=not authority,
                content_commitment=not authority,
                key_cert_sign=authority,
                crl_sign=authority,
                **use,
            ),
            critical=True,
        )
        .sign(key, hashes.SHA256())
    )


@pytest.fixture
def report() -> Report:
    """An issued report of one sentence."""
    from kybao.composing.issue.approving import approve
    from kybao.composing.issue.issuing import issue
    from kybao.composing.models import Contribution, Report
    from kybao.registry.models import Regime, Section, Unit

    receiver = Unit.objects.create(code="ubnd-ha-an", name=AGENCY, listed_name="UBND huyện Hà An")
    regime = Regime.objects.create(
        code="bao-cao-thang",
        name="Báo cáo tháng",
        receiver=receiver,
        frequency="month",
        deadline_day=15,
        agency="ỦY BAN NHÂN DÂN\nHUYỆN HÀ AN",
        symbol="BC-UBND",
        place="Hà An",
        subject="Tình hình kinh tế - xã hội {kỳ này}",
        authority="TM. ỦY BAN NHÂN DÂN",
        post="CHỦ TỊCH",
        signer=LEADER,
    )
    section = Section.objects.create(regime=regime, key="I", position=0, kind="chapter", number="I", title="KINH TẾ")
    made = Report.objects.create(regime=regime, period=Period.parse("2022-01"))
    Contribution.objects.create(report=made, section=section, position=0, text="Đàn trâu có 1.242 con.")
    approve(made)
    issue(made, date(2022, 1, 18))
    return made


@pytest.fixture
def trusted(settings: Any, tmp_path: Path, authority: Any) -> None:
    """The test's authority is one that the office trusts."""
    settings.DATA_DIR = tmp_path
    (tmp_path / "trusted-roots").mkdir()
    (tmp_path / "trusted-roots" / "ca.pem").write_bytes(authority[1].public_bytes(serialization.Encoding.PEM))


def png(width: int, height: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGBA", (width, height), (200, 0, 0, 90)).save(out, "PNG")
    return out.getvalue()


@pytest.mark.usefixtures("trusted")
def test_leader_and_agency_sign_and_both_signatures_are_verified_and_kept(
    report: Report, leader: Pkcs12Key, agency: Pkcs12Key
) -> None:
    from kybao.composing.issue.signed import sign_issued

    issued = report.issued_files.get(name="bao-cao-2022-01.pdf").content
    first = sign_issued(report, leader, Signatory.PERSON, png(300, 100))
    second = sign_issued(report, agency, Signatory.AGENCY, png(200, 200))
    assert second.content.startswith(first.content)
    assert first.content.startswith(issued)
    assert report.issued_files.get(name="bao-cao-2022-01.pdf").content == issued
    assert [(row.signer, row.intact, row.trusted, row.later) for row in second.signatures.all()] == [
        (LEADER, True, True, "signatures"),
        (AGENCY, True, True, "none"),
    ]


def test_the_pictures_stand_where_the_decree_has_them(report: Report, leader: Pkcs12Key, agency: Pkcs12Key) -> None:
    from kybao.composing.issue.signed import sign_issued

    sign_issued(report, leader, Signatory.PERSON, png(300, 100))
    data = sign_issued(report, agency, Signatory.AGENCY, png(200, 200)).content
    block = signature_block(data, "CHỦ TỊCH", LEADER)
    assert block is not None
    person, seal = signed_boxes(data)
    assert person.left + person.right == pytest.approx(block.room.left + block.room.right, abs=2)
    assert seal.right - person.left == pytest.approx(person.width / 3, abs=2)


def test_without_roots_trust_is_left_open(report: Report, leader: Pkcs12Key, settings: Any, tmp_path: Path) -> None:
    from kybao.composing.issue.signed import sign_issued

    settings.DATA_DIR = tmp_path
    assert sign_issued(report, leader, Signatory.PERSON).signatures.get().trusted is None


def test_the_agency_seals_only_what_its_leader_has_signed(report: Report, agency: Pkcs12Key) -> None:
    from kybao.composing.issue.approving import Unready
    from kybao.composing.issue.signed import sign_issued

    with pytest.raises(Unready, match="Lãnh đạo ký trước"):
        sign_issued(report, agency, Signatory.AGENCY)


def test_signing_is_part_of_the_history(report: Report, leader: Pkcs12Key) -> None:
    from kybao.composing.issue.signed import sign_issued
    from kybao.people.models import HistoryEntry

    file = sign_issued(report, leader, Signatory.PERSON)
    entry = HistoryEntry.objects.get(action="composing.signed")
    assert entry.after == {"file": "bao-cao-2022-01-da-ky-1.pdf", "sha256": file.file_id, "signers": LEADER}
    assert PASSPHRASE not in str(entry.after)


def test_what_is_not_issued_here_is_not_signed_here(report: Report, leader: Pkcs12Key) -> None:
    from kybao.composing.issue.approving import Unready
    from kybao.composing.issue.replacing import replace
    from kybao.composing.issue.signed import sign_issued

    draft = replace(report, "Nhập sai")
    with pytest.raises(Unready, match="chưa có tệp PDF ban hành"):
        sign_issued(draft, leader, Signatory.PERSON)
    report.refresh_from_db()
    with pytest.raises(Unready, match="đã có bản thay thế"):
        sign_issued(report, leader, Signatory.PERSON)


def test_a_signer_whom_the_pdf_does_not_name_finds_no_place_but_can_sign_unseen(
    report: Report, leader: Pkcs12Key
) -> None:
    from kybao.composing.issue.approving import Unready
    from kybao.composing.issue.signed import sign_issued
    from kybao.composing.models import ReportVersion

    version = report.versions.get()
    version.body["official"]["signer"] = "Trần Văn Khác"
    ReportVersion.objects.filter(pk=version.pk).update(body=version.body)
    with pytest.raises(Unready, match="Không tìm thấy chỗ ký giữa “CHỦ TỊCH” và “Trần Văn Khác”"):
        sign_issued(report, leader, Signatory.PERSON)
    assert sign_issued(report, leader, Signatory.PERSON, visible=False).signatures.get().intact


class TestSignedElsewhere:
    def test_the_issued_file_with_a_signature_is_taken_in(self, report: Report, leader: Pkcs12Key) -> None:
        from kybao.composing.issue.signed import accept_signed

        signed = sign(report.issued_files.get(name="bao-cao-2022-01.pdf").content, leader)
        file = accept_signed(report, signed)
        assert file.content == signed
        assert file.kind == "signed"
        assert file.signatures.get().signer == LEADER

    def test_a_pdf_that_another_program_made_of_the_same_words_is_taken_in(
        self, report: Report, leader: Pkcs12Key
    ) -> None:
        from kybao.composing.issue.signed import accept_signed
        from kybao.composing.paper.outputs import contents_of

        again = write_pdf(contents_of(report).official()).replace(b"%PDF-1.7", b"%PDF-1.6")
        assert accept_signed(report, sign(again, leader)).signatures.get().intact

    def test_one_other_figure_is_seen(self, report: Report, leader: Pkcs12Key) -> None:
        from dataclasses import replace as changed

        from kybao.composing.issue.signed import NotTheReport, accept_signed
        from kybao.composing.paper.outputs import contents_of

        official: OfficialReport = contents_of(report).official()
        heading = official.body[0]
        other = changed(official, body=(heading, Paragraph((Run("Đàn trâu có 1.245 con."),))))
        with pytest.raises(NotTheReport, match=r"thiếu “1\.242”; thừa “1\.245”"):
            accept_signed(report, sign(write_pdf(other), leader))

    def test_a_pdf_without_a_signature_or_with_a_broken_one_is_refused(self, report: Report, leader: Pkcs12Key) -> None:
        from kybao.composing.issue.signed import NotTheReport, accept_signed

        issued = report.issued_files.get(name="bao-cao-2022-01.pdf").content
        with pytest.raises(NotTheReport, match="không có chữ ký số nào"):
            accept_signed(report, issued)
        broken = bytearray(sign(issued, leader))
        broken[broken.index(b"endstream") - 20] ^= 1
        with pytest.raises(NotTheReport, match="không còn toàn vẹn"):
            accept_signed(report, bytes(broken))
        assert not report.issued_files.filter(kind="signed").exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("statement", "times"),
    [
        ('INSERT INTO "composing_issuedfile"', 1),
        ('INSERT INTO "composing_signature"', 1),
        ('UPDATE "people_historytail"', 1),
    ],
)
def test_a_process_killed_in_the_middle_leaves_nothing_half_signed(
    report: Report, leader: Pkcs12Key, tmp_path: Path, statement: str, times: int, killed_at: Callable[..., None]
) -> None:
    from kybao.composing.issue.signed import sign_issued
    from kybao.people.models import HistoryEntry

    (tmp_path / "khoa.p12").write_bytes(leader.data)
    killed_at(statement, times, SIGNING, str(report.pk), str(tmp_path / "khoa.p12"), PASSPHRASE)
    assert not report.issued_files.filter(kind="signed").exists()
    assert not HistoryEntry.objects.filter(action="composing.signed").exists()
    assert sign_issued(report, leader, Signatory.PERSON).signatures.get().intact


SIGNING = """
from pathlib import Path
from kybao.composing.issue.signed import sign_issued
from kybao.composing.models import Report
from kybao.documents.signing import Pkcs12Key, Signatory
key = Pkcs12Key(Path(sys.argv[4]).read_bytes(), sys.argv[5])
sign_issued(Report.objects.get(pk=int(sys.argv[3])), key, Signatory.PERSON)
"""


def test_rows_keep_what_verifying_tells() -> None:
    from kybao.composing.models import Signature
    from kybao.documents.signing import LaterChange

    assert {one.name: one.label for one in Signature.Later} == {one.name: one.value for one in LaterChange}
