"""What stands on a screen on the wall: one space, or all in sheets of a few. Pure."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from hub.domain.space import SpaceConfig
from hub.pages.view import Card, RegionView

PER_SHEET: Final = 6
"""So many can be read from five metres, upright and across."""
_STREAM: Final = "/api/v1/stream"


@dataclass(frozen=True, slots=True)
class WallView:
    """Some spaces, with what live.js needs."""

    now: str
    printed: str
    stream: str
    headline: str
    sheets: tuple[tuple[Card, ...], ...]


def wall_view(region: RegionView, spaces: tuple[SpaceConfig, ...], *, is_one: bool) -> WallView:
    """Put the cards of a region, or of one space, into sheets by name: there they stay put."""
    cards = sorted(region.cards, key=lambda card: card.space.name.casefold())
    starts = range(0, len(cards), PER_SHEET)
    query = f"?{urlencode([('space', space.id) for space in spaces])}" if is_one else ""
    return WallView(
        now=region.now,
        printed=region.printed,
        stream=f"{_STREAM}{query}",
        headline=region.headline,
        sheets=tuple(tuple(cards[start : start + PER_SHEET]) for start in starts),
    )
