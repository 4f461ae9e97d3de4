"""Codes that an app shows, by the library pyotp: six digits, another one every thirty seconds.

The usual form of RFC 6238 (SHA-1, section 1.2), since apps know no other for sure. A clock that is
a step off on either side still fits (section 5.2).
"""

import hmac
from typing import Final

STEP_US: Final = 30 * 1_000_000
_DIGITS: Final = 6
_NEAR: Final = (0, -1, 1)


def step_of(secret: str, typed: str, now_us: int) -> int | None:
    """Return of which step a code is, counted since 1970; None: it is of none that is near."""
    import pyotp  # noqa: PLC0415 - for whoever has an app

    code = "".join(typed.split())
    if not looks_like_one(code):
        return None
    now, totp = now_us // STEP_US, pyotp.TOTP(secret)
    near = (now + away for away in _NEAR if now + away >= 0)
    return next((step for step in near if hmac.compare_digest(totp.generate_otp(step), code)), None)


def looks_like_one(typed: str) -> bool:
    """Tell whether something is of the form of a code."""
    code = "".join(typed.split())
    return len(code) == _DIGITS and code.isascii() and code.isdecimal()


def app_address(secret: str, name: str, site_name: str) -> str:
    """Return what an app reads from the QR code."""
    import pyotp  # noqa: PLC0415

    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=site_name)


def in_groups(secret: str) -> str:
    """Write a secret so that it can be typed off."""
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
