"""The two ceremonies of WebAuthn, by the library py_webauthn, and what is read of what was sent.

Its errors, and whatever it stumbles over in what a stranger sent, become RefusedPasskey. It knows
nobody: who may come in by a key is for passkey_sign_in.py. The library is imported by the first.
"""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from hub.console.passkeys.relying_party import RelyingParty
from hub.domain.passkey import Passkey

_PATIENCE_MS: Final = 5 * 60 * 1000
_LONGEST_ID: Final = 1400
"""In base64url, of the 1023 bytes that a credential's id may have (section 5.1)."""


class RefusedPasskey(Exception):
    """What was sent shows nothing. Why isn't said to who sent it."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What a browser says of itself and its device, before anything of it is believed."""

    credential: str
    challenge: bytes
    person: str
    """Whose key the device says that it is; empty where it says nothing."""


@dataclass(frozen=True, slots=True)
class NewKey:
    """The public half of a key that a device has just made."""

    credential: str
    public_key: bytes
    sign_count: int


def creation_options(
    site: RelyingParty, site_name: str, challenge: bytes, person: tuple[str, str],
    known: Iterable[Passkey] = (),
) -> str:  # fmt: skip
    """Say as JSON what key a device shall make for a `person`: id and name. `known` are there."""
    from webauthn import generate_registration_options, options_to_json  # noqa: PLC0415
    from webauthn.helpers import base64url_to_bytes  # noqa: PLC0415
    from webauthn.helpers.structs import (  # noqa: PLC0415
        AuthenticatorSelectionCriteria,
        PublicKeyCredentialDescriptor,
        ResidentKeyRequirement,
        UserVerificationRequirement,
    )

    own_id, name = person
    return options_to_json(
        generate_registration_options(
            rp_id=site.id,
            rp_name=site_name,
            user_id=own_id.encode(),
            user_name=name,
            challenge=challenge,
            timeout=_PATIENCE_MS,
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED,
                user_verification=UserVerificationRequirement.REQUIRED,
            ),
            exclude_credentials=[
                PublicKeyCredentialDescriptor(base64url_to_bytes(key.credential)) for key in known
            ],
        )
    )


def request_options(site: RelyingParty, challenge: bytes) -> str:
    """Say as JSON what a device shall sign; which key, the person chooses there."""
    from webauthn import generate_authentication_options, options_to_json  # noqa: PLC0415
    from webauthn.helpers.structs import UserVerificationRequirement  # noqa: PLC0415

    return options_to_json(
        generate_authentication_options(
            rp_id=site.id,
            challenge=challenge,
            timeout=_PATIENCE_MS,
            user_verification=UserVerificationRequirement.REQUIRED,
        )
    )


def read_sent(credential: str) -> Sent:
    """Read which key and which challenge it is about. Raises RefusedPasskey."""
    from webauthn.helpers import base64url_to_bytes, parse_client_data_json  # noqa: PLC0415

    with _refusing():
        said: dict[str, Any] = json.loads(credential)
        response = said["response"]
        client = parse_client_data_json(base64url_to_bytes(response["clientDataJSON"]))
        handle = base64url_to_bytes(response.get("userHandle") or "").decode()
        if client.cross_origin or not 0 < len(said["id"]) <= _LONGEST_ID:
            raise RefusedPasskey
        return Sent(said["id"], client.challenge, handle)


def verified_new(credential: str, challenge: bytes, site: RelyingParty) -> NewKey:
    """Verify that a device has made a key for this site. Raises RefusedPasskey."""
    from webauthn import verify_registration_response  # noqa: PLC0415
    from webauthn.helpers import bytes_to_base64url  # noqa: PLC0415

    with _refusing():
        made = verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=site.id,
            expected_origin=site.origin,
            require_user_verification=True,
        )
        return NewKey(
            bytes_to_base64url(made.credential_id), made.credential_public_key, made.sign_count
        )


def verified_use(credential: str, challenge: bytes, site: RelyingParty, passkey: Passkey) -> int:
    """Verify that a device has signed by a key, and return its count. Raises RefusedPasskey.

    Whether it has counted on is for who keeps the count (hub/book/ways_in.py), once it is known
    that the signature is right: nobody else writes into the log that a key was copied.
    """
    from webauthn import verify_authentication_response  # noqa: PLC0415

    with _refusing():
        used = verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=site.id,
            expected_origin=site.origin,
            credential_public_key=passkey.public_key,
            credential_current_sign_count=0,
            require_user_verification=True,
        )
        return used.new_sign_count


@contextmanager
def _refusing() -> Iterator[None]:
    try:
        yield
    except RefusedPasskey:
        raise
    except Exception as error:  # whatever it is that the parsers stumble over
        raise RefusedPasskey from error
