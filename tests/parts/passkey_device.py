"""A device that holds passkeys, in software, and does as it is told: also what no honest one does.

It answers in the form that the page's script sends. What it says can be falsified before it is
signed, by naming what else shall be there.
"""

import base64
import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import encode_cbor

PRESENT: Final = 0x01
VERIFIED: Final = 0x04
_HAS_KEY: Final = 0x40
_ANY_MODEL: Final = bytes(16)
Options = Mapping[str, Any]


def text_of(raw: bytes) -> str:
    """Write bytes in base64url."""
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def bytes_of(text: str) -> bytes:
    """Read base64url."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class HeldKey:
    """One passkey."""

    credential: bytes
    private: ec.EllipticCurvePrivateKey
    site: str
    owner: bytes
    count: int = 0


@dataclass
class Device:
    """Answers a page at an origin."""

    origin: str
    counts: bool = True
    """It says how often a key was used."""
    keys: list[HeldKey] = field(default_factory=list)

    def make(self, options: Options, **false: Any) -> str:
        """Make a key and return what the script would send."""
        user, site = options["user"], str(options["rp"]["id"])
        private = ec.generate_private_key(ec.SECP256R1())
        credential = false.get("credential") or secrets.token_bytes(16)
        self.keys.append(HeldKey(credential, private, site, bytes_of(user["id"])))
        numbers = private.public_key().public_numbers()
        x, y = numbers.x.to_bytes(32, "big"), numbers.y.to_bytes(32, "big")
        public = encode_cbor({1: 2, 3: -7, -1: 1, -2: x, -3: y})
        flags = false.get("flags", PRESENT | VERIFIED) | _HAS_KEY
        said = self._said(false.get("site", site), flags, 0)
        said += _ANY_MODEL + len(credential).to_bytes(2, "big") + credential + public
        attestation = encode_cbor({"fmt": "none", "attStmt": {}, "authData": said})
        client = self._client("webauthn.create", options, false)
        response = {"clientDataJSON": text_of(client), "attestationObject": text_of(attestation)}
        return _written(credential, response)

    def sign(self, options: Options, key: int = 0, **false: Any) -> str:
        """Sign a challenge by a key and return what the script would send."""
        held = self.keys[key]
        held.count = false.get("count", held.count + 1 if self.counts else 0)
        flags = false.get("flags", PRESENT | VERIFIED)
        said = self._said(false.get("site", options["rpId"]), flags, held.count)
        client = self._client("webauthn.get", options, false)
        signed = said + hashlib.sha256(client).digest()
        signature = false.get("private", held.private).sign(signed, ec.ECDSA(SHA256()))
        response = {
            "clientDataJSON": text_of(false.get("shown", client)),
            "authenticatorData": text_of(said),
            "signature": text_of(signature),
            "userHandle": text_of(false.get("owner", held.owner)),
        }
        return _written(false.get("credential", held.credential), response)

    def _said(self, site: Any, flags: int, count: int) -> bytes:
        return (
            hashlib.sha256(str(site).encode()).digest() + bytes([flags]) + count.to_bytes(4, "big")
        )

    def _client(self, kind: str, options: Options, false: Mapping[str, Any]) -> bytes:
        said = {"type": kind, "challenge": options["challenge"], "origin": self.origin}
        return json.dumps(said | {"crossOrigin": False} | false.get("client", {})).encode()


def _written(credential: bytes, response: Mapping[str, str]) -> str:
    its_id = text_of(credential)
    said = {"id": its_id, "rawId": its_id, "type": "public-key", "response": response}
    return json.dumps(said)
