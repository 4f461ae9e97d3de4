"""How a page of the console looks, which is as the visitors' pages do, and what stands around it.

It is given how pages are written, since console and pages never meet. What is said here to one
person is stored nowhere: no cache keeps it, and a form goes to this site alone.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final, Protocol

from fastapi import Request, Response

from hub.console.tabs import Tab, tab_of, tabs_for
from hub.console.words import ConsoleWords, words_in
from hub.http.access import SignedIn, signed_in_at
from hub.http.channel import Channel, Channels
from hub.http.same_site import FIELD, form_token
from hub.reports.text.language import Language

TEMPLATES: Final = Path(__file__).parent / "templates"
_HTML: Final = "text/html; charset=utf-8"
_POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self'; manifest-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
_POLICY_WITH_SCRIPT: Final = f"{_POLICY}; script-src 'self'; connect-src 'self'"
_HEADERS: Final[Mapping[str, str]] = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": _POLICY,
    "Referrer-Policy": "same-origin",  # with none, browsers wouldn't say where a form was
    "Cross-Origin-Resource-Policy": "same-origin",
    "Vary": "Accept-Language, Cookie",
}
_ONE_YEAR: Final = "max-age=31536000"


Extra = Callable[[Request], Mapping[str, Any]]
"""What another room adds to what a template is told."""


def nothing_more(_: Request) -> Mapping[str, Any]:
    """Add nothing."""
    return {}


class WritePage(Protocol):
    """Writes a template with what every page of the site has."""

    def __call__(self, request: Request, template: str, **content: object) -> bytes:
        """Return the page, in the language of the request."""
        ...


@dataclass(frozen=True, slots=True)
class Mistake:
    """Why a form is shown again."""

    text: str
    status: HTTPStatus = HTTPStatus.UNPROCESSABLE_ENTITY
    again_s: int | None = None
    """In so many seconds it may be tried again."""


@dataclass(frozen=True, slots=True)
class Look:
    """Writes the pages of the console."""

    write: WritePage
    language_of: Callable[[Request], Language]
    channels: Channels
    base: str
    space_names: Mapping[str, str]
    elsewhere: str = ""
    """Who else lets people in: the label of hub.toml's provider, or nothing."""

    def page(
        self,
        request: Request,
        template: str,
        *,
        status: HTTPStatus = HTTPStatus.OK,
        mistake: Mistake | None = None,
        has_script: bool = False,
        at: str = "",
        **content: object,
    ) -> Response:
        """Answer with a page; `said` in the template are the words of the console.

        `has_script`: one of ours may run on it, and ask this site. `at` is where the page is, if
        what was sent went to another path.
        """
        signed_in = signed_in_at(request)
        html = self.write(
            request,
            f"console/{template}",
            said=self.words(request),
            who=signed_in,
            tabs=_tabs(signed_in),
            here=at or request.scope["path"],
            open_tab=tab_of(at or request.scope["path"]),
            page_path=self.base + (at or request.scope["path"]),
            mistake="" if mistake is None else mistake.text,
            token_field=FIELD,
            token="" if signed_in is None else form_token(signed_in.secret),
            **content,
        )
        language = self.language_of(request)
        around = {**_HEADERS, "Content-Language": language.value}
        if has_script:
            around["Content-Security-Policy"] = _POLICY_WITH_SCRIPT
        if mistake is not None:
            status = mistake.status
            around |= {} if mistake.again_s is None else {"Retry-After": str(mistake.again_s)}
        if self.channels.of(request) is Channel.TLS:
            around["Strict-Transport-Security"] = _ONE_YEAR
        return Response(html, status_code=status, media_type=_HTML, headers=around)

    def named(self, spaces: Iterable[str]) -> list[str]:
        """Return what spaces are called, of those that there are no more their ids."""
        return [self.space_names.get(space, space) for space in sorted(spaces)]

    def words(self, request: Request) -> ConsoleWords:
        """Return the words in the language of a request."""
        return words_in(self.language_of(request))

    def address(self, request: Request, path: str) -> str:
        """Return where a page is on this site, in the language that was asked for."""
        asked = request.query_params.get("lang")
        is_known = asked in tuple(language.value for language in Language)
        if not is_known or "lang=" in path:
            return f"{self.base}{path}"
        return f"{self.base}{path}{'&' if '?' in path else '?'}lang={asked}"

    def see_other(self, request: Request, path: str, *, done: str = "", **query: str) -> Response:
        """Lead on after something was changed, so that loading again repeats nothing.

        The next page says what was `done`, by the word that it knows it by. `query` is quoted
        already.
        """
        address = self.address(request, path)
        said = {"done": done, **query} if done else query
        for name, value in said.items():
            address += f"{'&' if '?' in address else '?'}{name}={value}"
        where = {"Location": address, "Cache-Control": "no-store"}
        return Response(status_code=HTTPStatus.SEE_OTHER, headers=where)


def _tabs(signed_in: SignedIn | None) -> tuple[Tab, ...]:
    """Return what may be opened; before a second thing is shown that is needed, nothing."""
    if signed_in is None or signed_in.lacks_second:
        return ()
    return tabs_for(signed_in.principal)
