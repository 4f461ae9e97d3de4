"""Whether a request came where nobody could read it on its way: by TLS, or on this machine.

A proxy that speaks TLS with browsers says so: by X-Forwarded-Proto, which is believed from trusted
proxies alone (the server makes the request's scheme of it), or by `public_url`, if the request is
for that very host. Whoever claims a foreign host or scheme gets no session by it.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Final
from urllib.parse import urlsplit

from fastapi import Request

from hub.http.auth import is_local


class Channel(Enum):
    """How a request came; the value is the name of the session's cookie, or empty."""

    TLS = "__Host-platzfrei"
    """Browsers give it back to this very host alone, and by TLS."""
    HERE = "platzfrei"
    """Without TLS, from a program on this machine to this machine."""
    OPEN = ""
    """Anybody on the way could read it: nobody is signed in by it."""


@dataclass(frozen=True, slots=True)
class Channels:
    """Judges requests to a site."""

    public_url: str = ""

    def of(self, request: Request) -> Channel:
        """Tell how a request came."""
        if request.scope["scheme"] == "https" or self._is_by_public_url(request):
            return Channel.TLS
        return Channel.HERE if is_local(request) else Channel.OPEN

    def origin_of(self, request: Request) -> str:
        """Return the origin of this site's own pages, for who asks by this channel."""
        channel, public = self.of(request), urlsplit(self.public_url)
        if channel is Channel.TLS and public.scheme == _TLS:
            return f"{public.scheme}://{public.netloc}".lower()
        scheme = _TLS if channel is Channel.TLS else "http"
        return f"{scheme}://{request.headers.get('host', '')}".lower()

    def _is_by_public_url(self, request: Request) -> bool:
        public = urlsplit(self.public_url)
        said = request.headers.get("x-forwarded-proto", _TLS)
        is_for_it = request.headers.get("host", "").lower() == public.netloc.lower()
        return public.scheme == said == _TLS and is_for_it


_TLS: Final = "https"
