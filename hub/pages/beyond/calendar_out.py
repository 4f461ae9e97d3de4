"""`/spaces/{space}/calendar.ics`: when a space isn't open as usual, for other programs.

    SpacesNow ─▶ days that differ, for 12 months ─▶ events ─▶ hub/domain/calendar_file.py

It says hours and reasons as the page of the space does, and nothing of who is there. What is told
is the same as long as the calendar and the day are.
"""

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException

from hub.config import HubConfig
from hub.domain.calendar import Calendar
from hub.domain.calendar_file import MEDIA_TYPE, CalendarFile, FileEvent, written
from hub.domain.coming_days import SpecialDays, exceptional_days
from hub.domain.localtime import ONE_DAY, instant
from hub.domain.opening import Hours
from hub.domain.space import SpaceConfig
from hub.http.caching import FOR_A_SECOND, respond
from hub.http.routing import PUBLIC, read
from hub.pages.beyond_words import BeyondWords, beyond_words_in
from hub.pages.opening_table import hours_in_words
from hub.pages.site import Site, language_of
from hub.pages.space_words import SpaceWords, space_words_in
from hub.reports.text.language import Language

_AHEAD: Final = timedelta(days=366)
_MOST_KEPT: Final = 64
_NOWHERE: Final = "platzfrei.invalid"
"""Stands for a host that nobody has named; RFC 6761, section 6.4."""


@dataclass(frozen=True, slots=True)
class _Words:
    language: Language
    of_spaces: SpaceWords
    beyond: BeyondWords


class CalendarFiles:
    """Writes them, each once for as long as it stays the same."""

    def __init__(self, site: Site, site_url: str) -> None:
        self._site = site
        self._site_url = site_url
        self._host = urlsplit(site_url).hostname or _NOWHERE
        self._kept: OrderedDict[tuple[object, ...], bytes] = OrderedDict()

    def of(self, space_id: str, language: Language) -> bytes:
        """Return the file of a space. Raises KeyError if there is no such space."""
        spaces, now = self._site.spaces_now
        calendar = spaces.calendars[space_id]
        today = calendar.day_of(now)
        key = space_id, language, spaces.revision, today
        kept = self._kept.get(key)
        if kept is None:
            kept = written(self._file(spaces.by_id[space_id], calendar, today, language))
            self._kept[key] = kept
            if len(self._kept) > _MOST_KEPT:
                self._kept.popitem(last=False)
        return kept

    def _file(
        self, space: SpaceConfig, calendar: Calendar, today: date, language: Language
    ) -> CalendarFile:
        words = _Words(language, space_words_in(language), beyond_words_in(language))
        special = exceptional_days(space, calendar, today, today + _AHEAD)
        return CalendarFile(
            name=words.beyond.calendar_name.replace("{t}", space.name),
            made=instant(today, 0, ZoneInfo(space.timezone)),
            events=tuple(event for each in special for event in self._events(space, each, words)),
            language=language.value,
        )

    def _events(
        self, space: SpaceConfig, special: SpecialDays, words: _Words
    ) -> Iterator[FileEvent]:
        """Yield one event for days that are closed, else one for each span of each day."""
        last = special.last or special.first
        if not special.hours:
            summary = self._summary(space, (), special.reason, words)
            yield self._event(space, special.first, 0, last + ONE_DAY, summary)
            return
        zone = ZoneInfo(space.timezone)
        for n in range((last - special.first).days + 1):
            day = special.first + n * ONE_DAY
            for index, hours in enumerate(special.hours):
                summary = self._summary(space, (hours,), special.reason, words)
                start, end = (instant(day, at, zone) for at in (hours.start_min, hours.end_min))
                event = self._event(space, day, index, end, summary)
                yield replace(event, start=start)

    def _event(
        self, space: SpaceConfig, day: date, index: int, end: date, summary: str
    ) -> FileEvent:
        url = f"{self._site_url}/spaces/{space.id}" if self._site_url else ""
        uid = f"{space.id}-{day:%Y%m%d}-{index}@{self._host}"
        return FileEvent(uid, day, end, summary, url)

    @staticmethod
    def _summary(
        space: SpaceConfig, hours: tuple[Hours, ...], reason: str | None, words: _Words
    ) -> str:
        said = hours_in_words(hours, words.of_spaces)
        told = words.beyond.calendar_open.replace("{t}", said) if hours else said
        form = words.beyond.calendar_reason if reason else words.beyond.calendar_event
        return form.format(t=space.name, u=told, v=reason)


def calendar_file_router(site: Site, config: HubConfig) -> APIRouter:
    """Build the route."""
    router, files = APIRouter(), CalendarFiles(site, config.site_url)
    space_ids = {space.id for space in config.spaces}

    @read(router, "/spaces/{space}/calendar.ics", listed=False, needs=PUBLIC)
    def calendar_file(request: Request, space: str) -> Response:
        """Say when it isn't open as usual."""
        if space not in space_ids:
            raise HTTPException(404)
        language = language_of(request)
        around = {
            "Cache-Control": FOR_A_SECOND,
            "Content-Language": language.value,
            "Vary": "Accept-Language",
        }
        return respond(request, files.of(space, language), MEDIA_TYPE, headers=around)

    return router
