"""`/console/people/{person}`: one person's roles, a new way in, sessions, and removing them."""

from collections.abc import Mapping
from http import HTTPStatus

from fastapi import Request, Response

from hub.book.people_overview import Overview, Standing
from hub.console import cookie
from hub.console.entrance import HERE
from hub.console.people.grant_form import GrantTyped, grant_shown, grant_typed
from hub.console.people.inviting import mail_wrong, make_link, why_no_mail
from hub.console.people.listing import details_of, provider_of
from hub.console.people.pages import PEOPLE, PeoplePages, somebody
from hub.errors import PeopleReason, PeopleRefused
from hub.http.forms import Form


def person_page(
    pages: PeoplePages,
    request: Request,
    person: str,
    typed: GrantTyped | None = None,
    *,
    mail: str = "",
    wrong: Mapping[str, str] = {},
    status: HTTPStatus = HTTPStatus.OK,
) -> Response:
    """Write the page of one person; what was typed stands in it."""
    found = pages.overview().of(person)
    if found is None:
        return pages.gone(request)
    grant, words = found.person.grant, pages.words(request)
    return pages.page(
        request, "people_person.html", status=status, wrong=wrong.items(), at=f"{PEOPLE}/{person}",
        person=found.person, typed=typed or grant_shown(grant), seen=grant.in_words,
        is_you=person == somebody(request).principal.id,
        grant=pages.grant_said(request, grant), mail=mail, no_mail=why_no_mail(pages, request),
        details=(
            words.since.replace("{t}", pages.day(request, found.person.since_us)),
            *details_of(pages, request, found),
        ),
        spaces=_spaces(pages, request, found).items(), devices=_devices(pages, request, found),
        device_count=found.device_count,
        elsewhere=words.roles_elsewhere.replace("{t}", provider_of(pages, found))
        if provider_of(pages, found) else "",
    )  # fmt: skip


def change_roles(pages: PeoplePages, request: Request, person: str, form: Form) -> Response:
    """Replace what somebody is, if nobody has meanwhile."""
    found = pages.overview().of(person)
    if found is None:
        return pages.gone(request)
    typed = grant_typed(form, _spaces(pages, request, found), pages.words(request))
    if typed.wrong:
        return person_page(pages, request, person, typed, wrong=typed.wrong)
    grant, by = found.person.grant, somebody(request).principal.id
    if form.one("seen") != grant.in_words:
        return _changed(pages, request, person, typed)
    try:
        pages.people.give(person, typed.grant, by, pages.now_us(), seen=grant)
    except PeopleRefused as refused:
        return _refused(pages, request, person, typed, refused)
    if person == by:
        return _signed_out(pages, request)
    return pages.look.see_other(request, f"{PEOPLE}/{person}", done="roles")


def _refused(
    pages: PeoplePages, request: Request, person: str, typed: GrantTyped, refused: PeopleRefused
) -> Response:
    match refused.reason:
        case PeopleReason.CHANGED_MEANWHILE:
            return _changed(pages, request, person, typed)
        case PeopleReason.LAST_ADMIN:
            wrong = {"role": pages.look.words(request).refusals[refused.reason]}
            return person_page(pages, request, person, typed, wrong=wrong)
        case _:
            raise refused


def _changed(pages: PeoplePages, request: Request, person: str, typed: GrantTyped) -> Response:
    found = pages.overview().of(person)
    if found is None:
        return pages.gone(request)
    now = pages.grant_said(request, found.person.grant)
    wrong = {"role": pages.words(request).changed_meanwhile.replace("{t}", now)}
    return person_page(pages, request, person, typed, wrong=wrong, status=HTTPStatus.CONFLICT)


def new_link(pages: PeoplePages, request: Request, person: str, form: Form) -> Response:
    """Make a link to another password."""
    found, mail = pages.people.of(person), form.one("mail").strip()
    if found is None:
        return pages.gone(request)
    wrong = mail_wrong(pages, request, mail)
    if wrong:
        return person_page(pages, request, person, mail=mail, wrong=wrong)
    return make_link(pages, request, found.grant, mail, found)


def sign_out_everywhere(pages: PeoplePages, request: Request, person: str) -> Response:
    """End all sessions of somebody."""
    pages.people.sign_out_everywhere(person, somebody(request).principal.id, pages.now_us())
    return pages.look.see_other(request, f"{PEOPLE}/{person}", done="signed-out")


def removal_page(
    pages: PeoplePages, request: Request, person: str, *, refusal: str = ""
) -> Response:
    """Say what is removed and what stays, before anything is."""
    seen = pages.overview()
    found = seen.of(person)
    if found is None:
        return pages.gone(request)
    is_last = bool(refusal) or pages.people.is_last_admin(person)
    last = pages.look.words(request).refusals[PeopleReason.LAST_ADMIN] if is_last else ""
    return pages.page(
        request, "people_remove.html", person=found.person, last=refusal or last,
        status=HTTPStatus.CONFLICT if refusal else HTTPStatus.OK,
        is_you=person == somebody(request).principal.id,
        grant=pages.grant_said(request, found.person.grant),
        stays=_what_becomes(pages, request, seen, found),
    )  # fmt: skip


def remove(pages: PeoplePages, request: Request, person: str) -> Response:
    """Forget somebody."""
    by = somebody(request).principal.id
    try:
        pages.people.remove(person, by, pages.now_us())
    except PeopleRefused as refused:
        if refused.reason is not PeopleReason.LAST_ADMIN:
            raise
        said = pages.look.words(request).refusals[refused.reason]
        return removal_page(pages, request, person, refusal=said)
    if person == by:
        return _signed_out(pages, request)
    return pages.look.see_other(request, PEOPLE, done="removed")


def _signed_out(pages: PeoplePages, request: Request) -> Response:
    """Lead whoever has changed or removed themselves to where one signs in."""
    response = pages.look.see_other(request, HERE, out="1")
    response.headers["Clear-Site-Data"] = '"cache"'
    cookie.take(response, pages.look.channels.of(request))
    return response


def _what_becomes(
    pages: PeoplePages, request: Request, seen: Overview, found: Standing
) -> list[str]:
    words, person = pages.words(request), found.person.id
    links = sum(1 for each in seen.invitations if each.made_by == person)
    tokens = [each.label for each in seen.tokens if each.made_by == person]
    said = list(words.removed_at_once)
    said += [words.removed_links.replace("{n}", str(links))] if links else []
    said += [words.tokens_stay.replace("{t}", ", ".join(tokens))] if tokens else []
    provider = provider_of(pages, found)
    said += [words.may_come_again.replace("{t}", provider)] if provider else []
    return [*said, words.log_keeps.replace("{t}", person)]


def _spaces(pages: PeoplePages, request: Request, found: Standing) -> dict[str, str]:
    """Return the spaces that may be ticked: those that there are, and those that they have."""
    gone = pages.words(request).space_gone
    known = pages.spaces
    return known | {
        space: gone.replace("{t}", space)
        for space in sorted(found.person.grant.spaces)
        if space not in known
    }


def _devices(pages: PeoplePages, request: Request, found: Standing) -> str:
    words = pages.words(request)
    match found.device_count:
        case 0:
            return words.no_device
        case 1:
            return words.one_device
        case count:
            return words.several_devices.replace("{n}", str(count))
