"""The certificate that seals: made once by the embedded program, or given by the hospital."""

import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)

from il2program.generated import made_once
from il2program.pdf import certificate
from il2program.pdf.certificate import SealKey, Unusable, from_pem, seal_key, self_made


@pytest.fixture
def hospital():
    pem = self_made("Example Hospital")
    return from_pem(pem, pem, None)


def pem_of(key: SealKey) -> tuple[bytes, bytes]:
    secret = key.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return key.certificate.public_bytes(Encoding.PEM), secret


def test_the_embedded_program_makes_its_own_and_keeps_it(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    first = seal_key()
    certificate.own.cache_clear()
    assert seal_key().fingerprint == first.fingerprint
    assert stat.S_IMODE((tmp_path / "seal.pem").stat().st_mode) == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["seal.pem"]


def test_of_many_who_start_at_once_all_read_the_same(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        read = pool.map(lambda _: made_once(tmp_path / "seal.pem", lambda: self_made("Example")), range(8))
    assert len(set(read)) == 1


def test_a_making_that_breaks_off_leaves_nothing(tmp_path):
    with pytest.raises(ZeroDivisionError):
        made_once(tmp_path / "seal.pem", lambda: bytes(1 // 0))
    assert not list(tmp_path.iterdir())


def test_its_own_certificate_may_seal_only_and_lasts(hospital):
    own = hospital.certificate
    assert own.not_valid_after_utc > datetime.now(UTC) + timedelta(days=19 * 365)
    usage = own.extensions.get_extension_for_class(certificate.x509.KeyUsage).value
    assert (usage.digital_signature, usage.content_commitment, usage.key_cert_sign) == (True, True, False)


@pytest.mark.parametrize("hospital_name", ["", "Ü" * 200])
def test_any_name_of_a_hospital_has_a_certificate(hospital_name):
    assert b"BEGIN CERTIFICATE" in self_made(hospital_name)


def test_certificate_and_key_may_be_in_one_file_or_in_two(settings, tmp_path, hospital):
    public, secret = pem_of(hospital)
    one, two, three = (tmp_path / name for name in ("one.pem", "certificate.pem", "key.pem"))
    one.write_bytes(public + secret)
    two.write_bytes(public)
    three.write_bytes(secret)
    for given, key in ((one, ""), (two, str(three))):
        settings.SEAL_CERTIFICATE, settings.SEAL_KEY = str(given), key
        assert seal_key().fingerprint == hospital.fingerprint


def test_a_pkcs12_file_is_opened_by_its_password(settings, tmp_path, hospital):
    file = tmp_path / "seal.p12"
    locked = BestAvailableEncryption(b"invented")
    file.write_bytes(pkcs12.serialize_key_and_certificates(b"seal", hospital.key, hospital.certificate, None, locked))
    settings.SEAL_CERTIFICATE, settings.SEAL_PASSWORD = str(file), "invented"
    assert seal_key().fingerprint == hospital.fingerprint
    settings.SEAL_PASSWORD = "another"
    with pytest.raises(Unusable, match="SEAL_CERTIFICATE"):
        seal_key()


def test_a_key_of_another_certificate_a_missing_file_and_none_at_all_are_refused(settings, tmp_path, hospital):
    other = self_made("Elsewhere")
    (tmp_path / "pair.pem").write_bytes(pem_of(hospital)[0] + other)
    (tmp_path / "empty.pem").write_bytes(b"")
    for name, why in (
        ("pair.pem", "not that of the first certificate"),
        ("empty.pem", "cannot seal"),
        ("gone.pem", "No such"),
    ):
        settings.SEAL_CERTIFICATE = str(tmp_path / name)
        with pytest.raises(Unusable, match=why):
            seal_key()
