"""What stands on a screen on the wall or in a frame: one space, or all of them. Pure."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from contract.times import to_wire
from hub.domain.space import SpaceConfig
from hub.pages.answer import region_in_words
from hub.pages.order import usefulness
from hub.pages.view import STREAM, Card, Seen, card_of
from hub.pages.words import PageWords

PER_SHEET: Final = 6
"""So many can be read from five metres, upright and across."""


@dataclass(frozen=True, slots=True)
class WallView:
    """Some spaces, with what live.js needs."""

    now: str
    stream: str
    headline: str
    sheets: tuple[tuple[Card, ...], ...]


def cards_by_use(spaces: tuple[SpaceConfig, ...], seen: Seen, words: PageWords) -> tuple[Card, ...]:
    """Describe spaces, the most useful one first."""

    def use(space: SpaceConfig) -> tuple[object, ...]:
        return (*usefulness(seen.snapshots[space.id]), space.name.casefold())

    return tuple(card_of(space, seen, words) for space in sorted(spaces, key=use))


def headline_of(spaces: tuple[SpaceConfig, ...], seen: Seen, words: PageWords) -> str:
    """Say in how many of them a desk is free."""
    return region_in_words([seen.snapshots[space.id] for space in spaces], words.live)


def wall_view(
    spaces: tuple[SpaceConfig, ...], seen: Seen, words: PageWords, *, is_one: bool
) -> WallView:
    """Put spaces into sheets by name: there they stay put. `is_one`: it follows one alone."""
    by_name = sorted(spaces, key=lambda space: space.name.casefold())
    cards = [card_of(space, seen, words) for space in by_name]
    starts = range(0, len(cards), PER_SHEET)
    query = f"?{urlencode([('space', space.id) for space in spaces])}" if is_one else ""
    return WallView(
        now=to_wire(seen.now),
        stream=f"{STREAM}{query}",
        headline=headline_of(spaces, seen, words),
        sheets=tuple(tuple(cards[start : start + PER_SHEET]) for start in starts),
    )
