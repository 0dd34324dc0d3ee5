"""The certificate with which this installation seals, and its key: from the hospital, or made by itself."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.hazmat.primitives.serialization.pkcs12 import PKCS12PrivateKeyTypes
from cryptography.x509.oid import NameOID
from django.conf import settings

from il2program.generated import made_once

VALID_FOR = timedelta(days=20 * 365)
PKCS12 = {".p12", ".pfx"}


class Unusable(ValueError):
    """The settings name no certificate that can seal; the message is a sentence for the administrator."""


@dataclass(frozen=True)
class SealKey:
    """Key, certificate, and the certificates between it and the hospital's authority."""

    key: PKCS12PrivateKeyTypes
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...] = ()

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the certificate, in hexadecimal."""
        return self.certificate.fingerprint(hashes.SHA256()).hex()


def seal_key() -> SealKey:
    """What this installation seals with. Raises Unusable."""
    if not settings.SEAL_CERTIFICATE:
        return own(Path(settings.VAR_DIR) / "seal.pem")
    return _given(settings.SEAL_CERTIFICATE, settings.SEAL_KEY or settings.SEAL_CERTIFICATE, settings.SEAL_PASSWORD)


@lru_cache
def own(path: Path) -> SealKey:
    pem = made_once(path, lambda: self_made(settings.HOSPITAL_NAME))
    return from_pem(pem, pem, None)


@lru_cache
def _given(certificate: str, key: str, password: str) -> SealKey:
    try:
        told, secret = Path(certificate).read_bytes(), password.encode() or None
        if Path(certificate).suffix.lower() in PKCS12:
            return from_pkcs12(told, secret)
        return from_pem(told, Path(key).read_bytes(), secret)
    except (OSError, TypeError, ValueError) as error:
        raise Unusable(f"SEAL_CERTIFICATE and SEAL_KEY cannot seal: {error}.") from error


def from_pem(certificates: bytes, key: bytes, password: bytes | None) -> SealKey:
    own, *chain = x509.load_pem_x509_certificates(certificates)
    return _fitting(serialization.load_pem_private_key(key, password), own, chain)


def from_pkcs12(archive: bytes, password: bytes | None) -> SealKey:
    key, own, chain = pkcs12.load_key_and_certificates(archive, password)
    if key is None or own is None:
        raise ValueError("the file holds no key with its certificate")
    return _fitting(key, own, chain)


def _fitting(key: Any, own: x509.Certificate, chain: list[x509.Certificate]) -> SealKey:
    if key.public_key() != own.public_key():
        raise ValueError("the key is not that of the first certificate")
    return SealKey(key, own, tuple(chain))


def self_made(hospital: str) -> bytes:
    """A new key and a certificate that nobody else vouches for, as PEM."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    attributes = {NameOID.ORGANIZATION_NAME: hospital[:64] or "Hospital", NameOID.COMMON_NAME: "IL-2 program seal"}
    name = x509.Name([x509.NameAttribute(kind, text) for kind, text in attributes.items()])
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + VALID_FOR)
    certificate = (
        builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_seals_only(), critical=True)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    return pem + certificate.public_bytes(serialization.Encoding.PEM)


def _seals_only() -> x509.KeyUsage:
    others = ("key_encipherment", "data_encipherment", "key_agreement", "key_cert_sign", "crl_sign")
    never = dict.fromkeys((*others, "encipher_only", "decipher_only"), False)
    return x509.KeyUsage(digital_signature=True, content_commitment=True, **never)
