"""The mail of a week, on its page: ordered, confirmed by a link, and stopped, also by one click.

    POST …/mail ─▶ address? ─▶ a link goes out, once confirmed ─▶ POST …/confirm/{link}
    POST …/mail/end          POST …/week-mail/end/{link}: no session, its own signature (RFC 8058)

Looking at a link uses nothing up: programs that look at addresses in mails are harmless.
"""

from http import HTTPStatus

from fastapi import APIRouter, Request, Response
from pydantic import TypeAdapter, ValidationError
from starlette.concurrency import run_in_threadpool

from hub.book.outgoing import OutgoingMail
from hub.book.week_mail import Asked, Wanted
from hub.console.look import Look
from hub.console.sources import ConsoleSources
from hub.console.week.page import ADDRESS, WEEK, WeekPages, somebody, week_pages_router, with_query
from hub.console.week.words import words_in
from hub.domain.mail import MailAddress
from hub.domain.roles import Permission
from hub.domain.space import SpaceConfig
from hub.http.access import Access
from hub.http.forms import form_of
from hub.http.routing import Door, read, write
from hub.reports.text.language import Language

_CONFIRM = "/console/week-mail/confirm/{link}"
_END = "/console/week-mail/end/{link}"
_ADDRESSES: TypeAdapter[str] = TypeAdapter(MailAddress)


class WeekMailPages:
    """Takes what its forms send."""

    def __init__(self, pages: WeekPages) -> None:
        self._pages = pages
        self._look = pages.look
        self._sources = pages.sources
        self._memory = pages.memory

    def ask(self, request: Request, space_id: str, typed: str) -> Response:
        """Have an address confirmed, by a mail."""
        language = self._look.language_of(request)
        said, space = words_in(language), self._pages.space(space_id)
        if self._pages.mail_refusal(said):
            return self._back(request, space, "")
        address = read_address(typed)
        if address is None:
            return self._pages.page(request, space.id, typed=typed, mail_mistake=said.no_address)
        person = somebody(request).principal.id
        wanted = Wanted(person, space.id, address, language.value)
        asked = self._memory.ask(
            wanted, self._sources.now_us(), lambda secret: self._letter(wanted, space, secret)
        )
        match asked:
            case Asked.LINK_SENT:
                return self._back(request, space, "asked")
            case Asked.CONFIRMED:
                return self._back(request, space, "begun")
            case Asked.TOO_OFTEN:
                return self._pages.page(request, space.id, typed=typed, mail_mistake=said.too_often)

    def _letter(self, wanted: Wanted, space: SpaceConfig, secret: str) -> OutgoingMail:
        # What writes mail is imported where mail is asked for.
        from hub.week_mail import Letter, confirmation_mail, link_to_confirm  # noqa: PLC0415

        config, language = self._sources.config, Language(wanted.language)
        sender = config.mail.sender if config.mail else ""
        letter = Letter(sender, wanted.address, language, self._sources.now_us())
        link = link_to_confirm(config.http.public_url or "", secret, language)
        return confirmation_mail(letter, space.name, config.site.name, link)

    def end(self, request: Request, space_id: str) -> Response:
        """Stop one's own mail, or what waits to be confirmed."""
        space = self._pages.space(space_id)
        self._memory.end(somebody(request).principal.id, space.id, self._sources.now_us())
        return self._back(request, space, "ended")

    def confirm_page(self, request: Request, link: str) -> Response:
        """Ask whether it is to begin, or say that the link has ended."""
        said = words_in(self._look.language_of(request))
        wanted = self._memory.link(link, self._sources.now_us())
        if wanted is None:
            return self._link_ended(request)
        text = said.confirm_lead.format(a=wanted.address, t=self._name(wanted.space))
        return self._page(request, said.confirm_title, text, said.confirm)

    def confirm(self, request: Request, link: str) -> Response:
        """Let it begin."""
        said = words_in(self._look.language_of(request))
        wanted = self._memory.confirm(link, self._sources.now_us())
        if wanted is None:
            return self._link_ended(request)
        text = said.confirmed.format(t=self._name(wanted.space))
        return self._page(request, said.confirmed_title, text)

    def end_page(self, request: Request, link: str) -> Response:
        """Ask whether it is to stop."""
        said = words_in(self._look.language_of(request))
        space = self._memory.ends(link)
        if space is None:
            return self._link_ended(request)
        text = said.end_lead.format(t=self._name(space))
        return self._page(request, said.end_title, text, said.end)

    def end_by_link(self, request: Request, link: str) -> Response:
        """Stop it, by whoever has the link; once more changes nothing and is no mistake."""
        said = words_in(self._look.language_of(request))
        space = self._memory.ends(link)
        if space is None or not self._memory.end_by(link, self._sources.now_us()):
            return self._link_ended(request)
        return self._page(request, said.ended_title, said.ended.format(t=self._name(space)))

    def _name(self, space: str) -> str:
        return self._look.named([space])[0]

    def _page(self, request: Request, title: str, text: str, button: str = "") -> Response:
        said = words_in(self._look.language_of(request))
        return self._look.page(
            request, "week_mail.html", week=said, heading=title, text=text, button=button
        )

    def _link_ended(self, request: Request) -> Response:
        said = words_in(self._look.language_of(request))
        return self._look.page(
            request, "week_mail.html", status=HTTPStatus.GONE,
            week=said, heading=said.link_ended_title, text=said.link_ended, button="",
        )  # fmt: skip

    def _back(self, request: Request, space: SpaceConfig, done: str) -> Response:
        response = self._look.see_other(request, f"{WEEK}/{space.id}")
        if done:
            response.headers["location"] = with_query(response.headers["location"], done=done)
        return response


def read_address(typed: str) -> str | None:
    """Return an address of mail that somebody typed; None: it is none."""
    try:
        return _ADDRESSES.validate_python(typed.strip())
    except ValidationError:
        return None


def week_router(look: Look, access: Access, sources: ConsoleSources, door: Door) -> APIRouter:
    """Build the routes of the week and of its mail."""
    pages = WeekPages(look, sources)
    router, mail = APIRouter(), WeekMailPages(pages)
    here = access.needs_person(Permission.SEE_WEEK)
    by_link = access.on_a_safe_channel()
    by_anybody = Door(access.channels, is_for_visitors=True)
    router.include_router(week_pages_router(pages, access))

    @write(router, f"{WEEK}/{{space}}/mail", needs=here, door=door)
    async def ask(request: Request, space: str) -> Response:
        """Order the mail."""
        typed = (await form_of(request)).one(ADDRESS)
        return await run_in_threadpool(mail.ask, request, space, typed)

    @write(router, f"{WEEK}/{{space}}/mail/end", needs=here, door=door)
    def end(request: Request, space: str) -> Response:
        """Stop the mail."""
        return mail.end(request, space)

    @read(router, _CONFIRM, listed=False, needs=by_link)
    def confirm_form(request: Request, link: str) -> Response:
        """Ask whether the mail is to begin."""
        return mail.confirm_page(request, link)

    @write(router, _CONFIRM, needs=by_link, door=door)
    def confirm(request: Request, link: str) -> Response:
        """Let the mail begin."""
        return mail.confirm(request, link)

    @read(router, _END, listed=False, needs=by_link)
    def end_form(request: Request, link: str) -> Response:
        """Ask whether the mail is to stop."""
        return mail.end_page(request, link)

    @write(router, _END, needs=by_link, door=by_anybody)
    def end_by_link(request: Request, link: str) -> Response:
        """Stop the mail, also by one click in a mail program."""
        return mail.end_by_link(request, link)

    return router
