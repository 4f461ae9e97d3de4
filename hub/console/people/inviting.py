"""`/console/people/invite`: making a link for somebody new or known, by mail or to hand on.

    form ─▶ roles, spaces, address ─▶ book: link, log and mail at once ─▶ the list, or the link

What writes mail is imported with the first one.
"""

from collections.abc import Mapping

from fastapi import Request, Response

from hub.book.invitations import about_link
from hub.book.outgoing import OutgoingMail
from hub.console.people.grant_form import GrantTyped, grant_typed
from hub.console.people.pages import PEOPLE, PeoplePages, somebody
from hub.console.people.shown_once import NewLink
from hub.domain.mail import is_mail_address
from hub.domain.people import LINK_LASTS_US, Grant, Person
from hub.http.channel import Channel
from hub.http.forms import Form


def invite_page(
    pages: PeoplePages,
    request: Request,
    typed: GrantTyped | None = None,
    mail: str = "",
    wrong: Mapping[str, str] = {},
) -> Response:
    """Write the form."""
    return pages.page(
        request, "people_invite.html", wrong=wrong.items(), typed=typed or GrantTyped(),
        spaces=pages.spaces.items(), mail=mail, no_mail=why_no_mail(pages, request),
    )  # fmt: skip


def invite(pages: PeoplePages, request: Request, form: Form) -> Response:
    """Make a link for somebody new."""
    typed = grant_typed(form, pages.spaces, pages.words(request))
    mail = form.one("mail").strip()
    wrong = {**typed.wrong, **mail_wrong(pages, request, mail)}
    if wrong:
        return invite_page(pages, request, typed, mail, wrong)
    return make_link(pages, request, typed.grant, mail)


def mail_wrong(pages: PeoplePages, request: Request, mail: str) -> dict[str, str]:
    """Say why a link can't be sent to an address; an empty one is none."""
    if not mail:
        return {}
    if why := why_no_mail(pages, request):
        return {"mail": why}
    return {} if is_mail_address(mail) else {"mail": pages.words(request).mail_unusable}


def why_no_mail(pages: PeoplePages, request: Request) -> str:
    """Say why no link can be sent; empty: it can."""
    config, words = pages.sources.config, pages.words(request)
    if config.mail is None:
        return words.no_mail_server
    is_safe = (config.http.public_url or "").startswith("https://")
    return "" if is_safe else words.no_https_for_mail


def make_link(
    pages: PeoplePages, request: Request, grant: Grant, mail: str, known: Person | None = None
) -> Response:
    """Make a link, send it or show it. Raises PeopleRefused."""
    who, now_us = somebody(request), pages.now_us()
    until = pages.minute(request, now_us + LINK_LASTS_US)
    config, words = pages.sources.config, pages.words(request)

    def mail_of(link: str) -> OutgoingMail:
        from hub.console.people.invitation_mail import MailedLink, invitation_mail  # noqa: PLC0415

        sender = "" if config.mail is None else config.mail.sender
        told = MailedLink(
            address=_address(pages, request, link), about=about_link(link), by=who.name,
            site=config.site.name, roles=pages.roles(request, grant),
            spaces=", ".join(pages.look.named(grant.spaces)), until=until,
            known=known is not None,
        )  # fmt: skip
        return invitation_mail(told, words, sender, mail, now_us)

    person = "" if known is None else known.id
    link = pages.people.invite(
        grant, who.principal.id, now_us, person=person, mail_of=mail_of if mail else None
    )
    if mail:
        return pages.look.see_other(request, PEOPLE, done="mailed")
    channel = pages.look.channels.of(request)
    is_public = (config.http.public_url or "").startswith("https://")
    new = NewLink(
        _address(pages, request, link), pages.grant_said(request, grant),
        "" if known is None else known.name, now_us + LINK_LASTS_US,
        is_here_only=channel is Channel.HERE and not is_public,
    )  # fmt: skip
    return pages.look.see_other(request, f"{PEOPLE}/shown/{pages.shown.keep(who, new)}")


def _address(pages: PeoplePages, request: Request, link: str) -> str:
    """Return where a link leads, in the language of who makes it."""
    public_url = pages.sources.config.http.public_url
    site = public_url or pages.look.channels.origin_of(request) + pages.look.base
    return f"{site}/console/join/{link}?lang={pages.look.language_of(request)}"
