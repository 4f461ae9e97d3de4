"""The token that hub.toml names: it reads everything, is checked by its hash, and never stored.

It is older than people and roles, and goes on until it is taken away; a program's own token, for
named spaces and until a day, is kept in the book (hub/http/access.py asks for both).
"""

import base64
import binascii
import hashlib
import hmac
import re
from ipaddress import ip_address
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from fastapi import Request

from hub.errors import ConfigError
from hub.http.problems import Refused, named
from hub.http.throttle import TOO_MANY_FAILURES, FailureThrottle

ONE_FOR_ALL: Final = (
    "this one token reads everything and never ends; `platzfrei-hub people token` makes one for"
    " each program, of named spaces and until a day"
)
_HASH: Final = re.compile(r"[0-9a-f]{64}")

_NOT_CONFIGURED: Final = named(
    403, "no-token-configured", "Not open here", "hub.toml names no token_hash_file."
)
_TOKEN_NEEDED: Final = named(
    401, "token-needed", "Token needed", "Send the token as Bearer, or as the password of Basic."
)
_CHALLENGES: Final = (
    ("WWW-Authenticate", 'Basic realm="platzfrei", charset="UTF-8"'),
    ("WWW-Authenticate", 'Bearer realm="platzfrei"'),
)
_FORWARDING: Final = ("forwarded", "via", "x-forwarded-for", "x-real-ip")


class TokenAuth:
    """Lets a request pass that carries the token whose SHA-256 the operator has put in a file."""

    def __init__(self, hash_file: Path | None, failures: FailureThrottle | None = None) -> None:
        """Read the hash. Raises ConfigError if the file can't be used; None: nobody passes."""
        self._hash = None if hash_file is None else _read_hash(hash_file)
        self._failures = failures or FailureThrottle()

    def opens(self, request: Request) -> bool:
        """Tell whether a request carries the token."""
        given = hashlib.sha256(token_sent(request).encode("utf-8", "surrogateescape")).digest()
        return self._hash is not None and hmac.compare_digest(given, self._hash)

    def require(self, request: Request) -> None:
        """Raise Refused: 403 without a configured token, 401 for a wrong or missing one.

        After too many wrong ones 429; the right one passes even then.
        """
        if self._hash is None:
            raise Refused(_NOT_CONFIGURED)
        if self.opens(request):
            return
        is_sent = "authorization" in request.headers
        if is_sent and (waiting_s := self._failures.wait_s(_host_of(request))):
            more = (("Retry-After", str(waiting_s)), ("Connection", "close"))
            raise Refused(TOO_MANY_FAILURES, more)
        raise Refused(_TOKEN_NEEDED, _CHALLENGES)


def _host_of(request: Request) -> str:
    return "" if request.client is None else request.client.host


def is_local(request: Request) -> bool:
    """Tell whether the request seems to be made on this machine, for this machine.

    A reverse proxy on this machine also calls from loopback: what it forwards isn't local. Neither
    is what a browser sends under a foreign name that was made to point here (DNS rebinding). But a
    proxy may forward without a word of it, so this alone opens nothing: see `MetricsAccess`.
    """
    if request.client is None or any(name in request.headers for name in _FORWARDING):
        return False
    return _is_loopback(request.client.host) and _is_loopback(_named_host(request))


def _named_host(request: Request) -> str:
    try:
        return urlsplit("//" + request.headers.get("host", "")).hostname or ""
    except ValueError:
        return ""


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def token_sent(request: Request) -> str:
    """Return the token of a request, sent as Bearer or as the password of Basic, or nothing."""
    scheme, _, credentials = request.headers.get("authorization", "").partition(" ")
    match scheme.lower():
        case "bearer":
            return credentials.strip()
        case "basic":
            return _password(credentials)
        case _:
            return ""


def _password(credentials: str) -> str:
    try:
        decoded = base64.b64decode(credentials.strip(), validate=True)
    except (binascii.Error, ValueError):
        return ""
    return decoded.partition(b":")[2].decode("utf-8", "surrogateescape")


def _read_hash(file: Path) -> bytes:
    expected = "expected a file with the token's SHA-256 as 64 lower-case hex digits"
    try:
        words = file.read_text(encoding="ascii").split()
    except (OSError, UnicodeDecodeError):
        raise ConfigError(file, "http.token_hash_file", expected) from None
    if not words or _HASH.fullmatch(words[0]) is None:
        raise ConfigError(file, "http.token_hash_file", expected)
    if words[0] == hashlib.sha256(b"").hexdigest():
        raise ConfigError(
            file, "http.token_hash_file", "expected the hash of a token, not of nothing"
        )
    return bytes.fromhex(words[0])
