"""What a space's page says besides the present: hours, typical days, way and contact. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from hub.domain.availability import Availability
from hub.domain.calendar import Calendar
from hub.domain.coming_days import special_days
from hub.domain.space import SpaceConfig
from hub.pages.amenities import SYMBOLS
from hub.pages.answer import Tone, tone_of
from hub.pages.nearby import Neighbour, distance_in_words
from hub.pages.next_free import is_needed
from hub.pages.opening_table import OpeningTable, opening_table
from hub.pages.space_words import SpaceWords, space_words_in
from hub.pages.typical_section import TypicalSection, typical_section
from hub.pages.visit import Visit, visit
from hub.pages.words import PageWords
from hub.reports.text.language import Language
from hub.workers.typical_days import Origin, ShownTypicalDay


@dataclass(frozen=True, slots=True)
class NextFree:
    """Where else a desk is free."""

    title: str
    space: SpaceConfig
    distance: str


@dataclass(frozen=True, slots=True)
class AmenityView:
    """Something that there is: its symbol and its name."""

    symbol: str
    text: str


@dataclass(frozen=True, slots=True)
class PlaceView:
    """All that is said of a space besides its present state."""

    said: SpaceWords
    next_free: NextFree | None
    is_next_missing: bool
    """Whether one is wanted and there is none nearby."""
    hours: OpeningTable
    typical: TypicalSection
    visit: Visit
    amenities: tuple[AmenityView, ...]
    about: tuple[tuple[str, ...], str] | None
    """Paragraphs, and the language that they are in."""
    picture_alt: tuple[str, str] | None


def place_view(
    space: SpaceConfig,
    calendar: Calendar,
    language: Language,
    words: PageWords,
    *,
    now: datetime,
    known: ShownTypicalDay | None,
    origin: Origin,
    chosen: int | None,
    nearest: Neighbour | None,
    is_alone: bool,
    snapshots: Mapping[str, Availability],
) -> PlaceView:
    """Describe a space as of `now` (aware).

    `known` is its typical day for the `chosen` weekday, from `origin`; `nearest` is where a desk is
    free if not here, and `is_alone` whether there is nothing else at all.
    """
    said, zone = space_words_in(language), ZoneInfo(space.timezone)
    today, tag = calendar.day_of(now), language.value
    is_missing = nearest is None and not is_alone and is_needed(snapshots[space.id])
    return PlaceView(
        said=said,
        next_free=None if nearest is None else _told(nearest, snapshots, words, said),
        is_next_missing=is_missing,
        hours=opening_table(
            space.opening, special_days(space, calendar, today), today, words, said
        ),
        typical=typical_section(
            known, calendar, words, said, now=now, zone=zone, chosen=chosen, origin=origin
        ),
        visit=visit(space, said, words.website, tag),
        amenities=tuple(AmenityView(SYMBOLS[each], said.amenity[each]) for each in space.facts),
        about=None if space.text is None else space.text.said_in(tag),
        picture_alt=None if space.picture is None else space.picture.alt.said_in(tag),
    )


def _told(
    nearest: Neighbour,
    snapshots: Mapping[str, Availability],
    words: PageWords,
    said: SpaceWords,
) -> NextFree:
    is_free = tone_of(snapshots[nearest.space.id]) is Tone.FREE
    km = nearest.distance_km
    return NextFree(
        title=said.next_free if is_free else said.next_maybe,
        space=nearest.space,
        distance=""
        if km is None
        else said.as_the_crow_flies.format(t=distance_in_words(km, words)),
    )
