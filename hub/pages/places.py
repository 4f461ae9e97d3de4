"""What the pages of single spaces are made of: gathers it, and says when it has changed.

    Live, typical days, calendars, hub.toml, files ─▶ Places ─▶ what templates are given

It knows no request and writes no page. The nearest others are looked at whether the space itself
has a free desk or not: an open page follows them, and knows at once where else to go.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from hub.config import HubConfig
from hub.domain.availability import Availability
from hub.domain.calendar import Calendar
from hub.domain.coming_days import special_days
from hub.domain.space import SpaceConfig
from hub.live.live import Live
from hub.pages.assets import Asset
from hub.pages.easy import (
    DRAFT,
    OwnText,
    easy_card,
    easy_region,
    easy_view,
    paragraphs_of,
)
from hub.pages.nearby import Neighbour, neighbours
from hub.pages.next_free import LOOKED_AT, is_needed, next_free
from hub.pages.opening_table import OpeningTable, opening_table
from hub.pages.space_page import place_view
from hub.pages.space_words import space_words_in
from hub.pages.view import Seen, space_view
from hub.pages.vocabulary import words_in
from hub.pages.words import PageWords
from hub.reports.text.language import Language
from hub.spaces_now import SpacesNow
from hub.workers.typical_days import OriginOf, ShownTypicalDay, TypicalDayOf, made_here

Look = Callable[[tuple[SpaceConfig, ...], datetime], Seen]


@dataclass(frozen=True, slots=True)
class _Around:
    """A space first, and then those where a desk may be free instead, the nearest first."""

    spaces: tuple[SpaceConfig, ...]
    others: tuple[Neighbour, ...]


class Places:
    """Knows all spaces as their pages tell of them."""

    def __init__(
        self,
        config: HubConfig,
        live: Live,
        spaces: SpacesNow,
        typical_day_of: TypicalDayOf,
        *,
        origin_of: OriginOf = made_here,
        pictures: Mapping[str, tuple[Asset, ...]],
    ) -> None:
        """Read the files of the spaces' own texts; `pictures` are by space. Raises OSError."""
        self._pictures = pictures
        self._live = live
        self._now = spaces
        self._typical_day_of = typical_day_of
        self._origin_of = origin_of
        self._around: dict[str, _Around] = {}
        self._own_texts = {space.id: _own_text(space.easy_language) for space in config.spaces}
        self._regions_text = _own_text(config.site.easy_language)

    def shown_on(self, space_id: str, weekday: int | None) -> tuple[object, ...]:
        """Return all that a space's page says, but for since when silent spaces are silent."""
        published = (self._live.availability(each.id) for each in self.looked_at(space_id))
        return self._typical_day(space_id, weekday), self._origin_of(space_id), *published

    def pages_content(
        self,
        space_id: str,
        language: Language,
        words: PageWords,
        now: datetime,
        look: Look,
        *,
        weekday: int | None,
    ) -> dict[str, object]:
        """Return what the template of a space's page is given."""
        space, around, calendar = self._known(space_id)
        seen = look(self.looked_at(space_id), now)
        nearest = self._nearest(space_id, seen.snapshots)
        in_service = calendar.desks_in_service(now)
        told = place_view(
            space,
            calendar,
            language,
            words,
            now=now,
            known=self._typical_day(space_id, weekday),
            origin=self._origin_of(space_id),
            chosen=weekday,
            nearest=nearest,
            is_alone=not around.others,
            snapshots=seen.snapshots,
        )
        return {
            "view": space_view(space, around.spaces, in_service, seen, words),
            "told": told,
            "pictures": self._pictures.get(space_id, ()),
            "posted": self.posted(space_id, language, now),
        }

    def easy_content(
        self, space_id: str, words: PageWords, now: datetime, look: Look
    ) -> dict[str, object]:
        """Return what the template of a space's page in easy language is given."""
        seen = look(self.looked_at(space_id), now)
        nearest = self._nearest(space_id, seen.snapshots)
        own = easy_card(self._now.now.by_id[space_id], seen, words)
        elsewhere = None if nearest is None else easy_card(nearest.space, seen, words)
        text, hours = self._own_texts[space_id], self.hours_of(space_id, Language.GERMAN, now)
        view = easy_view(own, nearest, elsewhere, text)
        posted = self.posted(space_id, Language.GERMAN, now)
        return {"view": view, "hours": hours, "draft": DRAFT, "posted": posted}

    def easy_region(self, words: PageWords, now: datetime, look: Look) -> dict[str, object]:
        """Return what the template of the overview in easy language is given."""
        spaces = self._now.named
        seen = look(spaces, now)
        return {"view": easy_region(spaces, seen, words, self._regions_text), "draft": DRAFT}

    def hours_of(self, space_id: str, language: Language, now: datetime) -> OpeningTable:
        """Return when a space is open: its week, and the next days that differ."""
        space, calendar = self._now.now.by_id[space_id], self._now.now.calendars[space_id]
        today, said = calendar.day_of(now), space_words_in(language)
        special = special_days(space, calendar, today)
        return opening_table(space.opening, special, today, words_in(language), said)

    def posted(
        self, space_id: str, language: Language, now: datetime
    ) -> tuple[tuple[str, str], ...]:
        """Return what who runs a space has to say today, each with the language that it is in."""
        spaces = self._now.now
        notices = spaces.notices_on(space_id, spaces.calendars[space_id].day_of(now))
        return tuple(notice.said_in(language.value) for notice in notices)

    def _known(self, space_id: str) -> tuple[SpaceConfig, _Around, Calendar]:
        spaces = self._now.now
        return spaces.by_id[space_id], self._around_of(space_id), spaces.calendars[space_id]

    def _typical_day(self, space_id: str, weekday: int | None) -> ShownTypicalDay | None:
        if weekday is None:
            return self._typical_day_of(space_id)
        return self._typical_day_of(space_id, weekday)

    def _nearest(self, space_id: str, snapshots: Mapping[str, Availability]) -> Neighbour | None:
        if not is_needed(snapshots[space_id]):
            return None
        return next_free(self._around_of(space_id).others, snapshots)

    def looked_at(self, space_id: str) -> tuple[SpaceConfig, ...]:
        """Return a space and all others whose present state its page depends on."""
        return self._around_of(space_id).spaces

    def _around_of(self, space_id: str) -> _Around:
        if space_id not in self._around:
            spaces = self._now.named
            space = next(each for each in spaces if each.id == space_id)
            others = neighbours(space, spaces)[:LOOKED_AT]
            self._around[space_id] = _Around((space, *(each.space for each in others)), others)
        return self._around[space_id]


def _own_text(path: Path | None) -> OwnText:
    return () if path is None else paragraphs_of(path.read_text(encoding="utf-8-sig"))
