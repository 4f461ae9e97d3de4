"""`/console`: what needs care in one's spaces, and how much of that is known.

    CareSources (memory) ─┐
    answers, names (book) ├─▶ Cases ─▶ page
    hub.toml, Live ───────┘

Looking changes nothing. An empty list says what was looked at and when, or that nobody has looked.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request, Response

from contract.times import from_us
from hub.book.care_answers import CareAnswerMemory
from hub.book.people import PeopleMemory
from hub.care_told import Answers, CareItem, is_stale, items_of, moment
from hub.console.age import ago
from hub.console.look import Look
from hub.console.sources import ConsoleSources
from hub.console.tabs import HOME
from hub.console.today.answering import ANSWER, answering_router
from hub.console.today.cases import Cases, Reader, is_shown, zone_of
from hub.console.today.kind_page import kind_router
from hub.console.today.looked_at import looked_at, quiet_names
from hub.console.today.words import words_of_today
from hub.domain.roles import Permission, Principal, may
from hub.domain.space import SpaceConfig
from hub.http.access import Access, signed_in_at
from hub.http.routing import Door, read


@dataclass(frozen=True, slots=True)
class Known:
    """How much is known of now."""

    is_judged: bool
    """Whether anybody has looked since the start."""
    is_stale: bool
    """Whether that is so long ago that an empty list says nothing."""
    is_remembered: bool
    """Whether the book takes what is found."""
    ago: str
    at: str


class Today:
    """Writes the page. Every call may raise BookUnavailable."""

    def __init__(self, look: Look, sources: ConsoleSources) -> None:
        self._look = look
        self._sources = sources
        self._answers = CareAnswerMemory(sources.book)
        self._people = PeopleMemory(sources.book)

    def page(self, request: Request) -> Response:
        """Write it for who is signed in."""
        signed_in = signed_in_at(request)
        reader = self._reader(request, Principal() if signed_in is None else signed_in.principal)
        items = self._items(reader)
        cases = Cases(reader, self._sources.config.spaces)
        groups = cases.asking(items)
        own, known = self._own(reader.who), self._known(reader)
        return self._look.page(
            request,
            "today.html",
            text=reader.said,
            groups=groups,
            count=sum(len(group.cases) for group in groups),
            put_away=cases.put_away(items),
            known=known,
            looked=self._looked(own, reader, known),
            quiet=", ".join(quiet_names(own, reader.now_us)),
            has_spaces=bool(own),
            done=reader.said.noted.get(request.query_params.get("done", ""), ""),
            answer_path=ANSWER,
        )

    def _reader(self, request: Request, who: Principal) -> Reader:
        language = self._look.language_of(request)
        names = {person.id: person.name for person in self._people.all()}
        return Reader(who, self._sources.now_us(), language, words_of_today(language), names)

    def _items(self, reader: Reader) -> list[CareItem]:
        lasting, spaces = self._sources.care.said().lasting, self._sources.config.spaces
        answers = Answers(self._answers.all(), reader.now_us)
        items = items_of(lasting, spaces, reader.language, answers)
        return [item for item in items if is_shown(item, reader.who)]

    def _own(self, who: Principal) -> Sequence[SpaceConfig]:
        spaces = self._sources.config.spaces
        return [space for space in spaces if may(who, Permission.SEE_CARE, space.id)]

    def _known(self, reader: Reader) -> Known:
        care = self._sources.care
        judged_us = care.said().judged_us
        zones = {each.id: ZoneInfo(each.timezone) for each in self._sources.config.spaces}
        at_us = 0 if judged_us is None else judged_us
        return Known(
            judged_us is not None,
            is_stale(judged_us, reader.now_us),
            not care.book_trouble(),
            ago((reader.now_us - at_us) / 1e6, reader.language),
            moment(from_us(at_us), reader.language, zone_of(zones, "")),
        )

    def _looked(self, own: Sequence[SpaceConfig], reader: Reader, known: Known) -> str:
        views = self._sources.live.agents(space.id for space in own)
        things = looked_at(own, views, reader.now_us).in_words(reader.said)
        return reader.said.looked.format(ago=known.ago, at=known.at, things=things)


def today_router(look: Look, access: Access, sources: ConsoleSources, door: Door) -> APIRouter:
    """Build the routes."""
    router, today = APIRouter(), Today(look, sources)

    @read(router, HOME, listed=False, needs=access.needs_person(Permission.OWN_ACCOUNT))
    def console(request: Request) -> Response:
        """Show what needs care."""
        return today.page(request)

    router.include_router(answering_router(look, access, sources, door))
    router.include_router(kind_router(look, access))
    return router
