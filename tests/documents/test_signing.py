"""Signing a PDF and saying what a signature is worth, with certificates that the tests' own authority gives."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pytest
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as some
from PIL import Image, ImageDraw

from kybao.documents import UnreadableFile
from kybao.documents.official import OfficialReport, Paragraph, Run, write_pdf
from kybao.documents.signing import (
    Box,
    BrokenRoot,
    CannotSign,
    LaterChange,
    Look,
    Pkcs12Key,
    TokenKey,
    roots_in,
    sign,
    signature_block,
    verify,
)
from kybao.documents.signing.appearance import drawn, seal_size
from kybao.documents.signing.places import MM, signed_boxes

PASSPHRASE = "mật khẩu dài 123"
NOW = datetime.now(UTC)
SOFTHSM = next((path for path in map(Path, ("/usr/lib/softhsm/libsofthsm2.so",)) if path.exists()), None)


@dataclass(frozen=True)
class Authority:
    """A certification authority that lives as long as the tests."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @classmethod
    def named(cls, name: str) -> Authority:
        key = ec.generate_private_key(ec.SECP256R1())
        subject = names(name)
        certificate = (
            started(subject, subject, key.public_key(), NOW - timedelta(days=3650), NOW + timedelta(days=3650))
            .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
            .add_extension(usage(key_cert_sign=True, crl_sign=True), critical=True)
            .sign(key, hashes.SHA256())
        )
        return cls(key, certificate)

    @property
    def root(self) -> asn1_x509.Certificate:
        return asn1_x509.Certificate.load(self.certificate.public_bytes(serialization.Encoding.DER))

    def issue(
        self,
        name: str,
        organisation: str,
        public: rsa.RSAPublicKey,
        since: datetime = NOW - timedelta(days=30),
        until: datetime = NOW + timedelta(days=365),
        **uses: bool,
    ) -> x509.Certificate:
        uses = uses or {"digital_signature": True, "content_commitment": True}
        return (
            started(names(name, organisation), self.certificate.subject, public, since, until)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(usage(**uses), critical=True)
            .sign(self.key, hashes.SHA256())
        )

    def key_for(self, name: str, organisation: str, **limits: Any) -> Pkcs12Key:
        private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        certificate = self.issue(name, organisation, private.public_key(), **limits)
        data = pkcs12.serialize_key_and_certificates(
            name.encode(),
            private,
            certificate,
            [self.certificate],
            serialization.BestAvailableEncryption(PASSPHRASE.encode()),
        )
        return Pkcs12Key(data, PASSPHRASE)


def names(name: str, organisation: str = "Cơ quan chứng thực thử nghiệm") -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "VN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )


def started(
    subject: x509.Name, issuer: x509.Name, public: Any, since: datetime, until: datetime
) -> x509.CertificateBuilder:
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(public)
    return builder.serial_number(x509.random_serial_number()).not_valid_before(since).not_valid_after(until)


def usage(**allowed: bool) -> x509.KeyUsage:
    every = (
        "digital_signature",
        "content_commitment",
        "key_encipherment",
        "data_encipherment",
        "key_agreement",
        "key_cert_sign",
        "crl_sign",
        "encipher_only",
        "decipher_only",
    )
    return x509.KeyUsage(**{one: allowed.get(one, False) for one in every})


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority.named("CA của các cơ quan")


@pytest.fixture(scope="module")
def leader(authority: Authority) -> Pkcs12Key:
    return authority.key_for("Nguyễn Quốc Trung", "Ủy ban nhân dân thành phố Cao Bằng")


@pytest.fixture(scope="module")
def agency(authority: Authority) -> Pkcs12Key:
    return authority.key_for("Ủy ban nhân dân thành phố Cao Bằng", "Ủy ban nhân dân tỉnh Cao Bằng")


@pytest.fixture(scope="module")
def pdf() -> bytes:
    body = tuple(Paragraph((Run(f"Đàn trâu {1200 + number} con, bằng 108% so với cùng kỳ."),)) for number in range(40))
    return write_pdf(
        OfficialReport(
            superior="UBND TỈNH CAO BẰNG",
            agency="ỦY BAN NHÂN DÂN\nTHÀNH PHỐ CAO BẰNG",
            number=27,
            symbol="BC-UBND",
            place="Thành phố Cao Bằng",
            dated=date(2022, 1, 18),
            kind="BÁO CÁO",
            subject=("Tình hình thực hiện các mục tiêu KT-XH tháng 01 năm 2022",),
            body=(Paragraph((Run("Đồng chí Nguyễn Quốc Trung, CHỦ TỊCH, đã chỉ đạo."),)), *body),
            recipients=("UBND tỉnh Cao Bằng", "Lưu: VT"),
            authority="TM. ỦY BAN NHÂN DÂN",
            post="CHỦ TỊCH",
            signer="Nguyễn Quốc Trung",
        )
    )


def picture(colour: str, *, round_seal: bool = False, dpi: float | None = None) -> bytes:
    image = Image.new("RGBA", (425, 425) if round_seal else (600, 240), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    if round_seal:
        draw.ellipse((6, 6, 419, 419), outline=colour, width=10)
        draw.ellipse((70, 70, 355, 355), outline=colour, width=4)
    else:
        draw.line([(20, 200), (150, 40), (230, 200), (330, 70), (580, 130)], fill=colour, width=9)
    out = io.BytesIO()
    image.save(out, "PNG", **({"dpi": (dpi, dpi)} if dpi else {}))
    return out.getvalue()


def test_a_signature_says_who_signed_and_when_and_that_nothing_was_changed(
    pdf: bytes, leader: Pkcs12Key, authority: Authority
) -> None:
    (status,) = verify(sign(pdf, leader), [authority.root])
    assert status.signer == "Nguyễn Quốc Trung"
    assert status.organisation == "Ủy ban nhân dân thành phố Cao Bằng"
    assert status.issuer == "CA của các cơ quan"
    assert status.signed_at is not None
    assert abs(status.signed_at - datetime.now(UTC)) < timedelta(minutes=5)
    assert (status.intact, status.covers_whole_file, status.later, status.trusted) == (
        True,
        True,
        LaterChange.NONE,
        True,
    )
    assert status.holds
    assert "Nội dung đã ký: toàn vẹn" in status.lines


def test_signing_leaves_the_bytes_of_the_file_as_they_were(pdf: bytes, leader: Pkcs12Key) -> None:
    assert sign(pdf, leader).startswith(pdf)


def test_the_format_is_pades(pdf: bytes, leader: Pkcs12Key) -> None:
    assert b"/ETSI.CAdES.detached" in sign(pdf, leader)


def test_a_second_signature_leaves_the_first_one_whole(
    pdf: bytes, leader: Pkcs12Key, agency: Pkcs12Key, authority: Authority
) -> None:
    first, second = verify(sign(sign(pdf, leader), agency), [authority.root])
    assert (first.signer, second.signer) == ("Nguyễn Quốc Trung", "Ủy ban nhân dân thành phố Cao Bằng")
    assert (first.covers_whole_file, first.later) == (False, LaterChange.SIGNATURES)
    assert second.covers_whole_file
    assert first.holds
    assert second.holds


def test_a_file_without_signatures_has_none(pdf: bytes) -> None:
    assert verify(pdf) == ()


def test_one_changed_byte_of_what_was_signed_is_seen(pdf: bytes, leader: Pkcs12Key, authority: Authority) -> None:
    signed = bytearray(sign(pdf, leader))
    place = signed.index(b"endstream") - 20
    signed[place] ^= 1
    (status,) = verify(bytes(signed), [authority.root])
    assert not status.intact
    assert not status.holds
    assert "Nội dung đã ký: đã bị thay đổi hoặc chữ ký không đúng" in status.lines


def test_what_is_added_behind_a_signature_is_seen(pdf: bytes, leader: Pkcs12Key, authority: Authority) -> None:
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.pdf_utils.layout import BoxConstraints
    from pyhanko.stamp import TextStampStyle

    writer = IncrementalPdfFileWriter(io.BytesIO(sign(pdf, leader)))
    TextStampStyle(stamp_text="1.300 con").create_stamp(writer, BoxConstraints(width=100, height=20), {}).apply(
        0, 100, 400
    )
    changed = io.BytesIO()
    writer.write(changed)
    (status,) = verify(changed.getvalue(), [authority.root])
    assert status.later is LaterChange.OTHER
    assert not status.holds


@pytest.mark.parametrize("roots", ["none", "another's"])
def test_trust_is_only_in_the_given_roots(roots: str, pdf: bytes, leader: Pkcs12Key) -> None:
    others = [Authority.named("CA khác").root] if roots == "another's" else []
    (status,) = verify(sign(pdf, leader), others)
    assert status.intact
    assert status.trusted is (False if others else None)
    assert status.holds is (not others)
    if others:
        assert "không do nơi nào trong các chứng thư gốc cấp" in status.problem


def test_a_certificate_is_judged_as_of_the_moment_asked_for(
    pdf: bytes, leader: Pkcs12Key, authority: Authority
) -> None:
    signed = sign(pdf, leader)
    (later,) = verify(signed, [authority.root], NOW + timedelta(days=800))
    assert later.intact
    assert later.trusted is False
    assert "hết hạn" in later.problem
    (then,) = verify(signed, [authority.root], NOW + timedelta(days=1))
    assert then.trusted


@pytest.mark.parametrize(
    ("limits", "message"),
    [
        ({"since": NOW - timedelta(days=90), "until": NOW - timedelta(days=1)}, "chỉ có hiệu lực từ"),
        ({"since": NOW + timedelta(days=1), "until": NOW + timedelta(days=90)}, "chỉ có hiệu lực từ"),
        ({"key_encipherment": True}, "không dùng để ký"),
    ],
)
def test_a_certificate_that_may_not_sign_does_not(
    pdf: bytes, authority: Authority, limits: dict[str, datetime | bool], message: str
) -> None:
    with pytest.raises(CannotSign, match=message):
        sign(pdf, authority.key_for("Nguyễn Văn An", "Phòng Y tế", **limits))


def test_a_wrong_passphrase_and_a_file_that_is_no_key_are_refused_in_one_sentence(
    pdf: bytes, leader: Pkcs12Key
) -> None:
    for key in (Pkcs12Key(leader.data, "sai"), Pkcs12Key(b"khong phai khoa", PASSPHRASE), Pkcs12Key(b"", "")):
        with pytest.raises(CannotSign, match="mật khẩu không đúng hoặc đây không phải là tệp PKCS#12"):
            sign(pdf, key)


def test_a_key_does_not_show_its_secrets(leader: Pkcs12Key) -> None:
    assert PASSPHRASE not in repr(leader)
    assert "1234" not in repr(TokenKey(Path("x.so"), "UBND", "1234"))


@pytest.mark.parametrize("data", [b"", b"khong phai pdf", b"%PDF-1.7\n%%EOF", b"%PDF-1.7\ntrailer <</Root 9 0 R>>"])
def test_what_is_no_pdf_is_refused_in_one_sentence(data: bytes, leader: Pkcs12Key) -> None:
    for work in (lambda: verify(data), lambda: sign(data, leader), lambda: signature_block(data, "CHỦ TỊCH", "An")):
        with pytest.raises(UnreadableFile, match="Không mở được tệp PDF này"):
            work()


def test_a_signature_of_a_kind_that_is_not_known_is_shown_as_one_that_does_not_hold(
    pdf: bytes, leader: Pkcs12Key
) -> None:
    (status,) = verify(sign(pdf, leader).replace(b"/ETSI.CAdES.detached", b"/adbe.x509.rsa_sha1a"))
    assert not status.holds
    assert status.problem == "kiểu chữ ký không được hỗ trợ"


@pytest.fixture(scope="module")
def signed(pdf: bytes, leader: Pkcs12Key) -> bytes:
    return sign(pdf, leader)


@given(
    cuts=some.lists(
        some.tuples(some.integers(0, 1 << 20), some.integers(0, 30), some.binary(max_size=8)), min_size=1, max_size=6
    ),
    late=some.booleans(),
)
def test_no_damage_of_a_signed_file_brings_verifying_down_or_passes_for_another_text(
    pdf: bytes, signed: bytes, authority: Authority, cuts: list[tuple[int, int, bytes]], late: bool
) -> None:
    data = bytearray(signed)
    for place, length, new in cuts:
        start = (len(pdf) if late and len(data) > len(pdf) else 0) + place
        start %= max(1, len(data))
        data[start : start + length] = new
    try:
        statuses = verify(bytes(data), [authority.root])
    except UnreadableFile:
        return
    if any(status.holds and status.covers_whole_file for status in statuses):
        (status,) = statuses
        assert status.signer == "Nguyễn Quốc Trung"
        assert bytes(data).startswith(pdf)


class TestPlaces:
    """Nghị định 30/2020/NĐ-CP, Phụ lục I, Mục II.7.d and II.8.a."""

    def test_the_person_signs_between_post_and_name_and_not_where_a_sentence_names_them(self, pdf: bytes) -> None:
        block = signature_block(pdf, "CHỦ TỊCH", "Nguyễn Quốc Trung")
        assert block is not None
        with pdfium.PdfDocument(pdf) as document:
            assert block.room.page == len(document) - 1
            page = document[block.room.page].get_textpage()
            found = page.search("Nguyễn Quốc Trung").get_next()
            left, _, _, top = page.get_charbox(found[0])
            right = page.get_charbox(found[0] + found[1] - 1)[2]
        person = block.person()
        assert (person.left + person.right) / 2 == pytest.approx((left + right) / 2, abs=1)
        assert person.bottom > top
        assert 40 < person.height < 80

    def test_the_seal_covers_a_third_of_the_signature_from_its_left(self, pdf: bytes) -> None:
        block = signature_block(pdf, "CHỦ TỊCH", "Nguyễn Quốc Trung")
        assert block is not None
        person, seal = block.person(2.5), block.agency(36 * MM)
        assert [seal.width, seal.height] == pytest.approx([36 * MM, 36 * MM])
        assert seal.right - person.left == pytest.approx(person.width / 3)
        assert seal.left < person.left
        assert seal.left > 0

    @pytest.mark.parametrize(
        ("post", "signer"), [("CHỦ TỊCH", "Trần Văn Khác"), ("GIÁM ĐỐC", "Nguyễn Quốc Trung"), ("", "")]
    )
    def test_a_document_signed_by_someone_else_has_no_such_place(self, pdf: bytes, post: str, signer: str) -> None:
        assert signature_block(pdf, post, signer) is None

    @pytest.mark.parametrize(("dpi", "millimetres"), [(None, 36), (300, 36), (425 / 32 * 25.4, 32), (20, 36)])
    def test_a_seal_has_its_real_size_where_the_picture_states_one(self, dpi: float | None, millimetres: float) -> None:
        assert seal_size(picture("red", round_seal=True, dpi=dpi)) / MM == pytest.approx(millimetres, abs=0.1)


def test_pictures_of_signature_and_seal_show_in_their_colours_and_both_signatures_hold(
    pdf: bytes, leader: Pkcs12Key, agency: Pkcs12Key, authority: Authority
) -> None:
    block = signature_block(pdf, "CHỦ TỊCH", "Nguyễn Quốc Trung")
    assert block is not None
    person = block.person()
    signed = sign(pdf, leader, Look(person, picture("#1a3fb0")))
    signed = sign(signed, agency, Look(block.agency(36 * MM, person), picture("#d01010", round_seal=True)))
    assert [status.holds for status in verify(signed, [authority.root])] == [True, True]
    assert [round(box.left) for box in signed_boxes(signed)] == [round(person.left), round(block.agency(36 * MM).left)]
    image = shown(signed, person.page, "signed-with-pictures.png")
    colours = {colour for _, colour in image.getcolors(1 << 24) or []}
    assert (0x1A, 0x3F, 0xB0) in colours
    assert (0xD0, 0x10, 0x10) in colours


def test_without_a_picture_words_say_who_signed_and_when_in_vietnams_time(
    pdf: bytes, leader: Pkcs12Key, authority: Authority
) -> None:
    block = signature_block(pdf, "CHỦ TỊCH", "Nguyễn Quốc Trung")
    assert block is not None
    look = Look(block.person())
    with pdfium.PdfDocument(drawn(look, "Nguyễn Quốc Trung", datetime(2022, 1, 18, 8, 5, 9, tzinfo=UTC))) as document:
        assert document[0].get_textpage().get_text_bounded().splitlines() == [
            "Ký bởi: Nguyễn Quốc Trung",
            "Thời gian ký: 18/01/2022 15:05:09 +07:00",
        ]
    signed = sign(pdf, leader, look)
    assert verify(signed, [authority.root])[0].holds
    assert len(signed_boxes(signed)) == 1
    shown(signed, block.room.page, "signed-with-words.png")


def shown(signed: bytes, page: int, name: str) -> Image.Image:
    """A page as a reader sees it; kept for eyes where KYBAO_PICTURES names a folder."""
    with pdfium.PdfDocument(signed) as document:
        document.init_forms()
        image: Image.Image = document[page].render(scale=2, may_draw_forms=True).to_pil().convert("RGB")
    if folder := os.environ.get("KYBAO_PICTURES"):
        image.save(Path(folder) / name)
    return image


@pytest.mark.parametrize("data", [b"", b"\x89PNG\r\n\x1a\n", b"GIF89a"])
def test_a_picture_that_is_no_png_is_refused(pdf: bytes, leader: Pkcs12Key, data: bytes) -> None:
    with pytest.raises(CannotSign, match="không đọc được tệp PNG"):
        sign(pdf, leader, Look(Box(0, 100, 100, 200, 150), data))


class TestRoots:
    def test_a_folder_of_certificates_is_what_is_trusted(
        self, tmp_path: Path, authority: Authority, pdf: bytes, leader: Pkcs12Key
    ) -> None:
        encodings = {"a.pem": serialization.Encoding.PEM, "b.cer": serialization.Encoding.DER}
        for name, encoding in encodings.items():
            (tmp_path / name).write_bytes(authority.certificate.public_bytes(encoding))
        (tmp_path / "doc-toi.txt").write_text("Chứng thư gốc")
        assert len(roots_in(tmp_path)) == 2
        assert verify(sign(pdf, leader), roots_in(tmp_path))[0].trusted

    def test_no_folder_means_no_roots(self, tmp_path: Path) -> None:
        assert roots_in(tmp_path / "khong-co") == ()

    def test_a_broken_certificate_is_named(self, tmp_path: Path) -> None:
        (tmp_path / "hong.crt").write_bytes(b"khong phai chung thu")
        with pytest.raises(BrokenRoot, match=r"hong\.crt: không đọc được chứng thư"):
            roots_in(tmp_path)


class TestTokens:
    def test_a_library_that_is_not_there_is_named(self, pdf: bytes) -> None:
        with pytest.raises(CannotSign, match=r"không có thư viện /khong/co\.so"):
            sign(pdf, TokenKey(Path("/khong/co.so"), "UBND", "1234"))

    @pytest.fixture
    def token(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, authority: Authority) -> TokenKey:
        """SoftHSM's token with a key of its own making, and its certificate beside it."""
        pkcs11 = pytest.importorskip("pkcs11")
        if SOFTHSM is None or shutil.which("softhsm2-util") is None:
            pytest.skip("SoftHSM is not installed")
        (tmp_path / "tokens").mkdir()
        (tmp_path / "softhsm2.conf").write_text(f"directories.tokendir = {tmp_path / 'tokens'}\n")
        monkeypatch.setenv("SOFTHSM2_CONF", str(tmp_path / "softhsm2.conf"))
        line = ["softhsm2-util", "--init-token", "--free", "--label", "UBND", "--so-pin", "8888", "--pin", "1234"]
        subprocess.run(line, check=True, capture_output=True)
        module = pkcs11.lib(str(SOFTHSM))
        module.reinitialize()
        with module.get_token(token_label="UBND").open(user_pin="1234", rw=True) as session:
            public, _ = session.generate_keypair(pkcs11.KeyType.RSA, 2048, id=b"\x01", label="Khoá", store=True)
            numbers = rsa.RSAPublicNumbers(
                int.from_bytes(public[pkcs11.Attribute.PUBLIC_EXPONENT], "big"),
                int.from_bytes(public[pkcs11.Attribute.MODULUS], "big"),
            )
            certificate = authority.issue("Nguyễn Quốc Trung", "UBND thành phố Cao Bằng", numbers.public_key())
            attributes = pkcs11.util.x509.decode_x509_certificate(certificate.public_bytes(serialization.Encoding.DER))
            extra = {pkcs11.Attribute.TOKEN: True, pkcs11.Attribute.ID: b"\x01", pkcs11.Attribute.LABEL: "Chứng thư"}
            session.create_object(attributes | extra)
        return TokenKey(SOFTHSM, "UBND", "1234")

    def test_a_token_signs(self, token: TokenKey, pdf: bytes, authority: Authority) -> None:
        (status,) = verify(sign(pdf, token), [authority.root])
        assert status.holds
        assert status.signer == "Nguyễn Quốc Trung"
        with pytest.raises(CannotSign, match="mã PIN không đúng"):
            sign(pdf, TokenKey(token.module, token.token, "0000"))
        with pytest.raises(CannotSign, match="không có chứng thư kèm khoá"):
            sign(pdf, TokenKey(token.module, token.token, token.pin, "Nhãn khác"))
        with pytest.raises(CannotSign, match="Hãy cắm thiết bị"):
            sign(pdf, TokenKey(token.module, "nhãn khác", token.pin))
