"""The signature of this installation on what it hands out.

The key is derived from TRAIL_KEY, so that there is no other secret to keep; who knows the public key can check
a file, and nobody can make one. It changes with TRAIL_KEY.
"""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from il2program.audit import macs


def signature(content: bytes) -> str:
    """Ed25519 over `content`, in hexadecimal. Source: RFC 8032."""
    return _keys()[0].sign(content).hex()


def public_keys() -> list[str]:
    """The public key of today, and those that there were before, in hexadecimal."""
    return [key.public_key().public_bytes_raw().hex() for key in _keys()]


def _keys() -> list[Ed25519PrivateKey]:
    return [Ed25519PrivateKey.from_private_bytes(seed) for seed in macs.seeds(b"record")]
