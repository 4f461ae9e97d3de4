"""What stands around every page for the office: who may keep it, and where its forms may go.

They are for who is signed in or sends a token, and never for a cache that others share.
"""

from http import HTTPStatus
from typing import Final
from urllib.parse import parse_qsl

from fastapi import Request, Response

from hub.http.caching import respond
from hub.reports.text.language import Language

HTML: Final = "text/html; charset=utf-8"
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
_MOST_FIELDS: Final = 10_000
"""Those of a target for every indicator of a hundred spaces."""
_AGAIN_S: Final = {HTTPStatus.SERVICE_UNAVAILABLE: "10"}


def office_headers(language: Language) -> dict[str, str]:
    """Return them. The form's own site is told where it came from: see hub/http/form_guard.py."""
    return {
        "Content-Language": language.value,
        "Content-Security-Policy": POLICY,
        "Cache-Control": "private, no-cache",
        "Referrer-Policy": "same-origin",
        "Vary": "Accept, Accept-Language, Authorization, Cookie",
    }


def office_answer(
    request: Request,
    html: bytes,
    language: Language,
    status: HTTPStatus = HTTPStatus.OK,
    *,
    is_passing: bool = False,
) -> Response:
    """Answer with a page; one that `is_passing` nobody keeps."""
    headers = office_headers(language)
    if is_passing:
        headers["Cache-Control"] = "no-store"
    elif status is HTTPStatus.OK and request.method != "POST":
        return respond(request, html, HTML, headers=headers)
    if status in _AGAIN_S:
        headers["Retry-After"] = _AGAIN_S[status]
    return Response(html, status_code=status, media_type=HTML, headers=headers)


def fields_in(body: bytes) -> dict[str, str]:
    """Read a form as browsers send it; what is none has no fields, and of two the last counts."""
    try:
        text = body.decode("ascii")
        return dict(parse_qsl(text, keep_blank_values=True, max_num_fields=_MOST_FIELDS))
    except ValueError:
        return {}
