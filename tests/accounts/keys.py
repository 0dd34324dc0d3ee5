"""A passkey made of nothing but code: it registers and answers as a real one does."""

import json
from typing import Any
from uuid import uuid4

from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import sha256, websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

from il2program.accounts.models import Person

HOST = "testserver"
PRESENT = AuthenticatorData.FLAG.UP


class Key:
    """The key of one person, as the program knows it too."""

    def __init__(self, person: Person) -> None:
        self.secret, self.id = ec.generate_private_key(ec.SECP256R1()), uuid4().bytes
        known = AttestedCredentialData.create(
            b"\0" * 16, self.id, ES256.from_cryptography_key(self.secret.public_key())
        )
        flags = PRESENT | AuthenticatorData.FLAG.AT
        told = AuthenticatorData.create(sha256(HOST.encode()), flags, 0, bytes(known))
        response = {
            "clientDataJSON": websafe_encode(self._client_data("webauthn.create", "none", f"http://{HOST}")),
            "attestationObject": websafe_encode(bytes(AttestationObject.create("none", told, {}))),
        }
        credential = self._credential(response)
        data = {"name": "Key", "credential": credential}
        self.row = Authenticator.objects.create(user=person, type=Authenticator.Type.WEBAUTHN, data=data)

    def answer(self, question: dict[str, Any], origin: str = f"https://{HOST}") -> dict[str, Any]:
        """What the key says to what it is asked."""
        asked = question["publicKey"]["challenge"]
        client = self._client_data("webauthn.get", asked, origin)
        told = bytes(AuthenticatorData.create(sha256(HOST.encode()), PRESENT, 1))
        signature = self.secret.sign(told + sha256(client), ec.ECDSA(hashes.SHA256()))
        parts = {"clientDataJSON": client, "authenticatorData": told, "signature": signature}
        return self._credential({name: websafe_encode(part) for name, part in parts.items()})

    @staticmethod
    def _client_data(kind: str, challenge: str, origin: str) -> bytes:
        return json.dumps({"type": kind, "challenge": challenge, "origin": origin, "crossOrigin": False}).encode()

    def _credential(self, response: dict[str, str]) -> dict[str, Any]:
        own = websafe_encode(self.id)
        extras = {"clientExtensionResults": {}, "authenticatorAttachment": "platform"}
        return {"id": own, "rawId": own, "type": "public-key", "response": response} | extras
