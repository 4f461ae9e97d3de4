"""Passkeys: what is known of a key on somebody's device, and whether one was copied. Pure."""

from dataclasses import dataclass
from typing import Final

LONGEST_LABEL: Final = 40
MOST_OF_A_PERSON: Final = 20


@dataclass(frozen=True, slots=True)
class Passkey:
    """The public half of a key; the other half never leaves the device, or its owner's cloud."""

    credential: str
    """By which the device names it, in base64url."""
    person: str
    handle: str
    """Names it in forms; it opens nothing."""
    label: str
    """As the person calls it."""
    site: str
    """The host that it was made for."""
    public_key: bytes
    """In COSE's form (RFC 9052)."""
    sign_count: int
    made_us: int
    used_us: int


def is_copied(kept: int, counted: int) -> bool:
    """Tell whether a device counts less than it did (WebAuthn Level 2, section 7.2, step 21).

    Devices that don't count say 0 for ever.
    """
    return (kept > 0 or counted > 0) and counted <= kept


def readable_label(text: str) -> str:
    """Return what somebody calls something, as far as it can be shown; it may be empty."""
    shown = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(shown.split())[:LONGEST_LABEL]
