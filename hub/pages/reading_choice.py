"""How a page is asked for: a choice of places, a weekday, or easy language. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from hub.pages.choice import NOTHING_CHOSEN, Choice
from hub.pages.typical_section import DAYS


@dataclass(frozen=True, slots=True)
class WeekdayChoice:
    """Of which weekday a space's page shows the typical day, from Monday = 0."""

    weekday: int

    def address(self) -> str:
        """Return the query that asks for it."""
        return f"?day={DAYS[self.weekday]}"


@dataclass(frozen=True, slots=True)
class EasyLanguage:
    """A page in German Easy Language."""

    def address(self) -> str:
        """Return no query: it has a path of its own."""
        return ""


AnyChoice = Choice | WeekdayChoice | EasyLanguage
EASY: Final = EasyLanguage()


def weekday_in(asked: Mapping[str, str]) -> AnyChoice:
    """Read which weekday the parameters of an address ask for; what is none of them is none."""
    day = asked.get("day", "")
    return WeekdayChoice(DAYS.index(day)) if day in DAYS else NOTHING_CHOSEN


def weekday_of(choice: AnyChoice) -> int | None:
    """Return the weekday that was chosen, if any."""
    return choice.weekday if isinstance(choice, WeekdayChoice) else None
