"""The one door for what changes something: it must come from this site's own pages.

    POST ─▶ Origin and Sec-Fetch-Site: from this site? ─▶ who? ─▶ the form's token: of this session?

A browser says where a form was; another site can neither hide that nor read our forms (CSRF). The
token is worked out of the session's cookie, so it is kept nowhere and ends with the session.
"""

import hashlib
import hmac
from dataclasses import dataclass
from typing import Final

from fastapi import Request

from hub.http.access import signed_in_at
from hub.http.channel import Channels
from hub.http.forms import form_of
from hub.http.problems import Refused, named

FIELD: Final = "sent_by"
"""Under which a form carries its token."""
_FOREIGN: Final = named(
    403,
    "not-from-this-site",
    "Not from this site",
    "Forms are taken from this site's own pages; behind a proxy hub.toml needs http.public_url.",
)
_OLD_FORM: Final = named(
    403, "form-of-another-session", "The form is too old", "Load the page again, then send it."
)
_OWN: Final = "same-origin"


def form_token(secret: str) -> str:
    """Return the token that forms written for a session carry."""
    return hashlib.sha256(b"form\0" + secret.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Door:
    """Lets forms pass that this site's pages sent."""

    channels: Channels
    is_for_visitors: bool = False
    """Nobody is signed in, and a browser that says nothing of where it was is let in."""

    async def from_this_site(self, request: Request) -> None:
        """Raise Refused, 403, for what another site's page sent, or nobody knows who."""
        site, origin = (request.headers.get(name) for name in ("sec-fetch-site", "origin"))
        if self.is_for_visitors:
            is_own = site in (None, "none", _OWN)
        else:
            says_so = site == _OWN or (site is None and origin is not None)
            is_own = says_so and origin in (None, self.channels.origin_of(request))
        if not is_own:
            raise Refused(_FOREIGN)

    async def of_this_session(self, request: Request) -> None:
        """Raise Refused, 403, for a form that wasn't written for who is signed in."""
        signed_in = signed_in_at(request)
        if signed_in is None:
            return
        sent = (await form_of(request)).one(FIELD)
        if not hmac.compare_digest(sent.encode(), form_token(signed_in.secret).encode()):
            raise Refused(_OLD_FORM)
