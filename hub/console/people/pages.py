"""What the pages of people have in common: who asks, what the book says, and days in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from typing import Any, Final
from zoneinfo import ZoneInfo

from fastapi import Request, Response

from contract.times import from_us
from hub.book.people import PeopleMemory
from hub.book.people_overview import Overview, overview
from hub.care_told import moment
from hub.console.look import Look
from hub.console.people.shown_once import ShownOnce
from hub.console.people.words import PeopleWords, people_words_in
from hub.console.sources import ConsoleSources
from hub.domain.people import Grant
from hub.http.access import SignedIn, SignInNeeded, signed_in_at
from hub.reports.text.languages import words_in as report_words_in

PEOPLE: Final = "/console/people"


@dataclass(frozen=True, slots=True)
class PeoplePages:
    """Each page is written by one of these."""

    look: Look
    sources: ConsoleSources
    shown: ShownOnce

    @property
    def people(self) -> PeopleMemory:
        """Return who keeps people."""
        return self.sources.sign_in.people

    @property
    def spaces(self) -> dict[str, str]:
        """What the spaces of hub.toml are called, by id, in its order."""
        return {space.id: space.name for space in self.sources.config.spaces}

    def now_us(self) -> int:
        """Return the likely time, in microseconds since 1970."""
        return self.sources.now_us()

    def overview(self) -> Overview:
        """Return who may come in. Raises BookUnavailable."""
        return overview(self.sources.book, self.now_us())

    def words(self, request: Request) -> PeopleWords:
        """Return the words of these pages in the language of a request."""
        return people_words_in(self.look.language_of(request))

    def today(self) -> date:
        """Return the local day."""
        return self._day_of(self.now_us())

    def day(self, request: Request, at_us: int) -> str:
        """Say the local day of an instant."""
        return self.day_said(request, self._day_of(at_us))

    def minute(self, request: Request, at_us: int) -> str:
        """Say the local minute of an instant."""
        return moment(from_us(at_us), self.look.language_of(request), self.zone)

    def day_said(self, request: Request, day: date) -> str:
        """Write a day as people of a language do."""
        return report_words_in(self.look.language_of(request)).typography.in_full(day)

    @property
    def zone(self) -> ZoneInfo:
        """Where days begin."""
        return ZoneInfo(self.sources.config.spaces[0].timezone)

    def roles(self, request: Request, grant: Grant) -> str:
        """Say what somebody is, without spaces."""
        said = self.look.words(request).roles
        return ", ".join(said[role] for role in sorted(grant.roles))

    def grant_said(self, request: Request, grant: Grant) -> str:
        """Say what somebody is, and for which spaces."""
        words = self.words(request)
        roles = self.roles(request, grant) or words.no_role
        names = ", ".join(self.look.named(grant.spaces))
        said = f"{roles} {words.in_spaces.replace('{t}', names)}" if names else roles
        return said[:1].upper() + said[1:]

    def page(
        self,
        request: Request,
        template: str,
        *,
        status: HTTPStatus = HTTPStatus.OK,
        wrong: Iterable[tuple[str, str]] = (),
        **content: Any,
    ) -> Response:
        """Write a page; `wrong` are mistakes by field, linked from its top."""
        mistakes = dict(wrong)
        if mistakes and status is HTTPStatus.OK:
            status = HTTPStatus.UNPROCESSABLE_ENTITY
        words = self.words(request)
        done = "" if mistakes else words.done.get(request.query_params.get("done", ""), "")
        return self.look.page(
            request, template, status=status, wrong=mistakes, told=words, done=done, **content
        )

    def gone(self, request: Request) -> Response:
        """Say that there is nobody of this id."""
        return self.page(request, "people_gone.html", status=HTTPStatus.NOT_FOUND)

    def _day_of(self, at_us: int) -> date:
        return from_us(at_us).astimezone(self.zone).date()


def somebody(request: Request) -> SignedIn:
    """Return who is signed in. Raises SignInNeeded."""
    found = signed_in_at(request)
    if found is None:
        raise SignInNeeded
    return found
