"""The pages in German Easy Language (Leichte Sprache): short sentences, one thought in each. Pure.

It is a reading level of the German pages, not a language. What the program writes is a draft that
no group of readers has tried, and says so; an operator's own text about a place, or the region,
takes the place of what is written here about it, but never of the present state.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from hub.domain.availability import Availability, FreeDesks
from hub.domain.calendar import OpeningState
from hub.domain.space import SpaceConfig
from hub.domain.visitors import Amenity
from hub.pages.answer import Tone, is_silent, tone_of
from hub.pages.moments import clock, coming, days_ahead, past
from hub.pages.nearby import Neighbour
from hub.pages.order import usefulness
from hub.pages.view import Seen
from hub.pages.words import PageWords

OwnText = tuple[tuple[str, ...], ...]
"""An operator's paragraphs, line by line."""
DRAFT: Final = "Entwurf, nicht von einer Prüfgruppe gelesen."
_NEAR_KM: Final = 1
_KINDS: Final = {
    Amenity.INTERNET_ACCESS: "Internet ohne Kabel. Das heißt auch: WLAN.",
    Amenity.POWER_SUPPLY: "Steckdosen für Ihre Geräte.",
    Amenity.COFFEE: "Kaffee.",
    Amenity.KITCHEN: "Eine Küche.",
    Amenity.PRINTER: "Einen Drucker.",
    Amenity.QUIET: "Ruhe. Hier ist es leise.",
    Amenity.PHONE_BOOTH: "Eine Kabine zum Telefonieren.",
    Amenity.MEETING_ROOM: "Einen Raum für Treffen.",
    Amenity.WHEELCHAIR: "Einen Weg ohne Stufen.",
    Amenity.TOILETS_WHEELCHAIR: "Eine Toilette für Menschen im Rollstuhl.",
    Amenity.PARKING: "Einen Park-Platz.",
    Amenity.BICYCLE_PARKING: "Einen Platz für Fahrräder.",
    Amenity.CHARGING_STATION: "Strom für Elektro-Autos.",
    Amenity.KIDS_AREA: "Platz für Kinder.",
}


@dataclass(frozen=True, slots=True)
class EasyCard:
    """A place as it stands in a list: its state in some sentences."""

    space: SpaceConfig
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EasyView:
    """The page of one place."""

    now: EasyCard
    elsewhere: EasyCard | None
    what_there_is: tuple[str, ...]
    own_text: OwnText
    """Without one the program's own text stands there."""


@dataclass(frozen=True, slots=True)
class EasyRegion:
    """The page of all places."""

    cards: tuple[EasyCard, ...]
    own_text: OwnText
    """As of a place."""


def easy_region(
    spaces: Sequence[SpaceConfig], seen: Seen, words: PageWords, own_text: OwnText = ()
) -> EasyRegion:
    """Describe all places, the most useful first."""
    cards = [easy_card(space, seen, words) for space in spaces]
    cards.sort(key=lambda card: usefulness(seen.snapshots[card.space.id]))
    return EasyRegion(tuple(cards), own_text)


def easy_card(space: SpaceConfig, seen: Seen, words: PageWords) -> EasyCard:
    """Say what is now, and of when that is."""
    zone, available = ZoneInfo(space.timezone), seen.snapshots[space.id]
    said = (
        *_state(available, is_new=seen.is_starting and space.id not in seen.last_reports),
        *_opening(available, seen.now, zone, words),
        _as_of(available, seen.last_reports.get(space.id), seen.now, zone, words),
    )
    return EasyCard(space, tuple(sentence for sentence in said if sentence))


def easy_view(
    card: EasyCard,
    elsewhere: Neighbour | None,
    elsewhere_now: EasyCard | None,
    own_text: OwnText,
) -> EasyView:
    """Describe one place; `elsewhere` is where a desk is free, if it isn't here."""
    near = elsewhere_now
    if near is not None and elsewhere is not None and elsewhere.distance_km is not None:
        near = EasyCard(near.space, (*near.sentences, _distance(elsewhere.distance_km)))
    return EasyView(
        now=card,
        elsewhere=near,
        what_there_is=tuple(_KINDS[each] for each in card.space.facts),
        own_text=own_text,
    )


def paragraphs_of(text: str) -> OwnText:
    """Read an operator's text: each line is a sentence, an empty line parts paragraphs."""
    found: list[list[str]] = [[]]
    for line in text.splitlines():
        if line.strip():
            found[-1].append(line.strip())
        elif found[-1]:
            found.append([])
    return tuple(tuple(lines) for lines in found if lines)


def _state(available: Availability, *, is_new: bool) -> Sequence[str]:
    match tone_of(available):
        case Tone.CLOSED:
            return ("Jetzt ist geschlossen.",)
        case Tone.UNKNOWN if is_new:
            return (
                "Wir wissen es noch nicht: Ist ein Platz frei?",
                "Unser Computer ist gerade erst gestartet.",
            )
        case Tone.UNKNOWN:
            return ("Wir wissen jetzt nicht: Ist ein Platz frei?", "Unsere Geräte melden nichts.")
        case Tone.MAYBE:
            return ("Vielleicht ist ein Platz frei.", "Wir wissen es nicht genau.")
        case Tone.FREE:
            return (_free(available.free),)
        case Tone.FULL if available.desks.total == 0:
            return ("Jetzt gibt es hier keine Plätze.",)
        case _:
            return ("Jetzt ist kein Platz frei.",)


def _free(free: FreeDesks) -> str:
    exactly = free.at_least == free.at_most and not free.capped
    least = "" if exactly else "mindestens "
    if free.at_least == 1:
        return f"Jetzt ist {least}1 Platz frei."
    return f"Jetzt sind {least}{free.at_least} Plätze frei."


def _opening(
    available: Availability, now: datetime, zone: ZoneInfo, words: PageWords
) -> Sequence[str]:
    opening, until = available.opening, available.opening.until
    if opening.state is OpeningState.UNKNOWN:
        return ("Wir wissen nicht: Wann ist offen?",)
    if opening.state is OpeningState.CLOSED:
        return (f"Es öffnet wieder {coming(until, now, zone, words)}.",) if until else ()
    if until is None or days_ahead(until, now, zone) > 0:
        return ("Jetzt ist offen.",)
    return (f"Heute ist bis {clock(until, zone, words)} offen.",)


def _as_of(
    available: Availability,
    last_report: datetime | None,
    now: datetime,
    zone: ZoneInfo,
    words: PageWords,
) -> str:
    if available.desks.total == 0:
        return ""
    if is_silent(available):
        if last_report is None:
            return ""
        return f"Die letzte Meldung war: {past(last_report, now, zone, words)}."
    if available.observed_at is None:
        return ""
    return f"Das war so: {past(available.observed_at, now, zone, words)}."


def _distance(km: float) -> str:
    if km < _NEAR_KM:
        return "Das ist weniger als 1 Kilometer entfernt."
    number = round(km)
    return f"Das ist etwa {number} Kilometer entfernt."
