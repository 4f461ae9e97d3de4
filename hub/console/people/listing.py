"""`/console/people`: who may come in, who is invited, and which programs have a token."""

from dataclasses import dataclass

from fastapi import Request, Response

from hub.book.outgoing import OutgoingMail
from hub.book.people_overview import Overview, Standing
from hub.book.tokens import ApiToken
from hub.console.people.pages import PeoplePages, somebody
from hub.domain.people import Invitation


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One person as the list has them."""

    id: str
    name: str
    is_you: bool
    grant: str
    details: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """An invitation or a token, with the handle by which it is ended."""

    handle: str
    title: str
    details: tuple[str, ...]


def list_people(pages: PeoplePages, request: Request) -> Response:
    """Write the page."""
    seen, you = pages.overview(), somebody(request).principal.id
    return pages.page(
        request, "people.html",
        people=[_person(pages, request, each, you) for each in seen.people],
        links=[_link(pages, request, each, seen) for each in seen.invitations],
        tokens=[_token(pages, request, each) for each in seen.tokens],
        has_old_token=pages.sources.config.http.token_hash_file is not None,
    )  # fmt: skip


def details_of(pages: PeoplePages, request: Request, each: Standing) -> tuple[str, ...]:
    """Say when somebody was here last, and how they come in."""
    words = pages.words(request)
    seen = words.never_seen
    if each.seen_us is not None:
        seen = words.seen.replace("{t}", pages.day(request, each.seen_us))
    ways = [words.by_passkey] if each.ways.passkeys else []
    ways += [words.by_password] if each.ways.has_password else []
    ways += [provider] if (provider := provider_of(pages, each)) else []
    return seen, words.ways_in.replace("{t}", ", ".join(ways)) if ways else words.no_way_in


def provider_of(pages: PeoplePages, each: Standing) -> str:
    """Return by whose account somebody signs in; empty: by none but their own."""
    oidc = pages.sources.config.oidc
    return oidc.label if oidc is not None and each.ways.is_outside else ""


def _person(pages: PeoplePages, request: Request, each: Standing, you: str) -> PersonLine:
    person = each.person
    grant = pages.grant_said(request, person.grant)
    details = details_of(pages, request, each)
    return PersonLine(person.id, person.name, person.id == you, grant, details)


def _link(pages: PeoplePages, request: Request, each: Invitation, seen: Overview) -> Line:
    words, names = pages.words(request), seen.names
    title = pages.grant_said(request, each.grant)
    if each.person:
        title = words.link_for.replace("{t}", names.get(each.person, each.person))
    by = words.by_command
    if each.made_by:
        name = names.get(each.made_by)
        by = words.gone_person if name is None else words.link_by.replace("{t}", name)
    until = words.link_until.replace("{t}", pages.minute(request, each.until_us))
    mail = seen.mails.get(each.handle)
    return Line(each.handle, title, (by, until, *_mailed(pages, request, mail)))


def _mailed(pages: PeoplePages, request: Request, mail: OutgoingMail | None) -> tuple[str, ...]:
    if mail is None:
        return ()
    return (pages.words(request).mailed[mail.state].replace("{t}", mail.recipient),)


def _token(pages: PeoplePages, request: Request, each: ApiToken) -> Line:
    words, day = pages.words(request), pages.day(request, each.until_us - 1)
    spaces = words.program_everywhere
    if each.spaces is not None:
        spaces = ", ".join(pages.look.named(each.spaces))
    is_over = each.until_us <= pages.now_us()
    until = (words.program_over if is_over else words.program_until).replace("{t}", day)
    return Line(each.handle, each.label, (spaces, until))
