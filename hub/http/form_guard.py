"""What a form asks for before it is taken: that it comes from this site, and from its page.

A browser sends a password along by itself, also when another site tells it to send a form. So a
form is taken only if the browser says that it comes from here (Sec-Fetch-Site, or Origin; Fetch
Standard, sections 2.2.5 and 3.2), and if it brings the token that its page holds: which no other
site can read, and which is another one for each page, each token or session and each start.
"""

import hashlib
import hmac
import secrets
from typing import Final
from urllib.parse import urlsplit

from fastapi import Request

from hub.http.access import signed_in_at
from hub.http.problems import Refused, named

TOKEN_FIELD: Final = "page"  # noqa: S105 - the name of a field
FROM_ELSEWHERE: Final = named(
    403, "form-from-elsewhere", "Not from here", "Send the form from the page that it is on."
)
_FROM_HERE: Final = ("same-origin", "none")


class FormGuard:
    """Makes the tokens of pages, and knows them again."""

    def __init__(self, public_url: str | None = None) -> None:
        """`public_url` is where people find this site, where that is known."""
        self._key = secrets.token_bytes(32)
        self._own_host = urlsplit(public_url).netloc.lower() if public_url else ""

    def token(self, request: Request, page: str) -> str:
        """Return the token of a page for whoever asks for it, by a token or by a session."""
        signed_in = signed_in_at(request)
        secret = signed_in.secret if signed_in else request.headers.get("authorization", "")
        who = hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
        return hmac.digest(self._key, f"{page}\n{who}".encode(), "sha256").hex()

    def knows(self, request: Request, page: str, sent: str) -> bool:
        """Tell whether a token is the page's."""
        return hmac.compare_digest(sent.encode(), self.token(request, page).encode())

    async def from_this_site(self, request: Request) -> None:
        """Raise Refused, 403, where the browser says that another site sends this."""
        site, origin = (request.headers.get(name) for name in ("sec-fetch-site", "origin"))
        if site is not None and site not in _FROM_HERE:
            raise Refused(FROM_ELSEWHERE)
        if origin is None or (origin == "null" and site is not None):
            return
        if _host_in(origin) not in {request.headers.get("host", "").lower(), self._own_host} - {""}:
            raise Refused(FROM_ELSEWHERE)

    async def of_this_session(self, request: Request) -> None:
        """Let it pass: the endpoint asks `knows`, so that what was typed comes back."""


def _host_in(origin: str) -> str:
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return ""
