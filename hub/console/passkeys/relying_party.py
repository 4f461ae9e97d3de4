"""For which site a passkey is made, and where it may be used: the host by which people reach us.

A browser gives a key to that very host alone, and only by TLS or on its own machine under the name
localhost (WebAuthn Level 2, section 5.1.3): an address such as 127.0.0.1 is no name.
"""

from dataclasses import dataclass
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from fastapi import Request

from hub.http.channel import Channel, Channels

_LOCAL: Final = "localhost"


@dataclass(frozen=True, slots=True)
class RelyingParty:
    """A site that passkeys are for."""

    id: str
    """Its host."""
    origin: str
    """Where its pages are, as browsers say it."""


def relying_party_of(channels: Channels, request: Request) -> RelyingParty | None:
    """Return the site that somebody has called; None: no browser has a key for it."""
    origin = channels.origin_of(request)
    host = _host_of(origin)
    if not host or _is_number(host):
        return None
    is_safe = channels.of(request) is Channel.TLS or host == _LOCAL
    return RelyingParty(host, origin) if is_safe else None


def named_address(channels: Channels, request: Request, path: str) -> str:
    """Return where a page is under a name, for who has called this machine by a number; or ''."""
    host = _host_of(channels.origin_of(request))
    if channels.of(request) is not Channel.HERE or host == _LOCAL:
        return ""
    port = urlsplit(channels.origin_of(request)).port
    return f"http://{_LOCAL}{f':{port}' if port else ''}{path}"


def _host_of(origin: str) -> str:
    try:
        return urlsplit(origin).hostname or ""
    except ValueError:
        return ""


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
