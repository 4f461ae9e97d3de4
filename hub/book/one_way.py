"""Secrets that are told once, and of which the book keeps what can't be turned back.

256 random bits need no salt and no slow hash: nobody can try them all. Passwords do, and are for
hub/console/password_hash.py.
"""

import hashlib
import secrets
from typing import Final

_SECRET_BYTES: Final = 32
_HANDLE_BYTES: Final = 8


def new_secret() -> str:
    """Make one of 256 random bits, to stand in an address, a cookie or a header."""
    return secrets.token_urlsafe(_SECRET_BYTES)


def new_handle() -> str:
    """Make a name that says nothing and opens nothing: 16 hex digits."""
    return secrets.token_hex(_HANDLE_BYTES)


def kept_of(secret: str) -> str:
    """Return what the book keeps of a secret: its SHA-256, in hex."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
