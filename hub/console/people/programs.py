"""`/console/people/token`: tokens of programs, made for named spaces and until a day, and ended."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final

from fastapi import Request, Response

from contract.times import to_us
from hub.book.tokens import TokenMemory
from hub.console.people.pages import PEOPLE, PeoplePages, somebody
from hub.console.people.shown_once import NewToken
from hub.domain.people import readable_name
from hub.http.forms import Form

MOST_DAYS: Final = 730
ALL: Final = "all"
SOME: Final = "some"
_PROPOSED_DAYS: Final = 365


@dataclass(frozen=True, slots=True)
class TokenTyped:
    """What the form says, as it was typed, and what is wrong with it, in words by field."""

    label: str = ""
    reach: str = SOME
    spaces: frozenset[str] = frozenset()
    until: str = ""
    wrong: dict[str, str] = field(default_factory=dict[str, str])


def token_page(pages: PeoplePages, request: Request, typed: TokenTyped | None = None) -> Response:
    """Write the form; it proposes a year."""
    today = pages.today()
    proposed = TokenTyped(until=str(today + timedelta(_PROPOSED_DAYS)))
    typed = typed or proposed
    return pages.page(
        request, "people_token.html", wrong=typed.wrong.items(), typed=typed,
        spaces=pages.spaces.items(), first=today, last=today + timedelta(MOST_DAYS),
    )  # fmt: skip


def make_token(pages: PeoplePages, request: Request, form: Form) -> Response:
    """Make a token, and show it once."""
    typed = TokenTyped(
        form.one("label"), form.one("reach"), frozenset(form.all("space")), form.one("until")
    )
    label, until = readable_name(typed.label), _day_in(typed.until, pages.today())
    typed.wrong.update(_wrong(pages, request, typed, label, until))
    if typed.wrong or label is None or until is None:
        return token_page(pages, request, typed)
    who, now_us = somebody(request), pages.now_us()
    until_us = to_us(datetime.combine(until + timedelta(1), time(), pages.zone))
    spaces = None if typed.reach == ALL else typed.spaces
    tokens = TokenMemory(pages.sources.book)
    secret = tokens.make(label, spaces, until_us, who.principal.id, now_us)
    handle = pages.shown.keep(who, NewToken(secret, label, until_us))
    return pages.look.see_other(request, f"{PEOPLE}/shown/{handle}")


def end_token(pages: PeoplePages, request: Request, handle: str) -> Response:
    """End a token; one that has ended already is no mistake."""
    by = somebody(request).principal.id
    TokenMemory(pages.sources.book).end(handle, by, pages.now_us())
    return pages.look.see_other(request, PEOPLE, done="token-ended")


def _wrong(
    pages: PeoplePages, request: Request, typed: TokenTyped, label: str | None, until: date | None
) -> dict[str, str]:
    words, today, wrong = pages.words(request), pages.today(), dict[str, str]()
    if label is None:
        wrong["label"] = words.label_unusable
    if typed.reach not in (ALL, SOME) or not typed.spaces <= pages.spaces.keys():
        wrong["reach"] = words.unknown_choice
    elif typed.reach == SOME and not typed.spaces:
        wrong["reach"] = words.reach_nothing
    if until is None:
        first, last = (pages.day_said(request, day) for day in _span(today))
        wrong["until"] = words.until_unusable.replace("{t}", first).replace("{s}", last)
    return wrong


def _span(today: date) -> Collection[date]:
    return today, today + timedelta(MOST_DAYS)


def _day_in(text: str, today: date) -> date | None:
    """Read a day that a token may end with; None where it is none."""
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        return None
    first, last = _span(today)
    return day if first <= day <= last else None
