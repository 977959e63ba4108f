"""A security key in software: makes one credential and answers for it, as WebAuthn says and a browser passes on."""

import json
import struct
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from webauthn.helpers import bytes_to_base64url as written

_PRESENT, _ATTESTED = 0x01, 0x40


@dataclass
class Authenticator:
    """``origin`` is what the browser says that it shows."""

    origin: str
    credential: bytes = b"key-of-dr-roux-01"
    count: int = 0
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def made(self, options: dict[str, Any]) -> str:
        """The answer to ``navigator.credentials.create``."""
        numbers = self.key.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        attested = bytes(16) + struct.pack(">H", len(self.credential)) + self.credential + cbor2.dumps(public)
        data = self._data(options["rp"]["id"], _PRESENT | _ATTESTED) + attested
        answer = {
            "clientDataJSON": written(self._said("webauthn.create", options)),
            "attestationObject": written(cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})),
        }
        return self._answer(answer)

    def answered(self, options: dict[str, Any]) -> str:
        """The answer to ``navigator.credentials.get``; the key counts."""
        self.count += 1
        data, said = self._data(options["rpId"], _PRESENT), self._said("webauthn.get", options)
        signature = self.key.sign(data + sha256(said).digest(), ec.ECDSA(hashes.SHA256()))
        answer = {"clientDataJSON": said, "authenticatorData": data, "signature": signature}
        return self._answer({name: written(value) for name, value in answer.items()})

    def _data(self, host: str, flags: int) -> bytes:
        return sha256(host.encode()).digest() + struct.pack(">BI", flags, self.count)

    def _said(self, kind: str, options: dict[str, Any]) -> bytes:
        return json.dumps({"type": kind, "challenge": options["challenge"], "origin": self.origin}).encode()

    def _answer(self, response: dict[str, str]) -> str:
        id = written(self.credential)
        return json.dumps({"id": id, "rawId": id, "type": "public-key", "response": response})
