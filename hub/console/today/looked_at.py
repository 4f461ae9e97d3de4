"""What the hub looked at when it found nothing: so that "all is well" says of what. Pure.

It counts what is there, and tells no state of any of it. An agent only tells of those of its
sensors that have to give signs of life, and only once it was heard, so their number is a lower
bound.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from contract.times import from_us
from hub.console.today.words import TodayWords
from hub.domain.agents import AgentView
from hub.domain.assignment import agents_at
from hub.domain.calendar import Calendar
from hub.domain.care import is_quiet
from hub.domain.space import SpaceConfig


@dataclass(frozen=True, slots=True)
class LookedAt:
    """How much of each there is."""

    spaces: int
    desks: int
    agents: int
    sensors: int

    def in_words(self, said: TodayWords) -> str:
        """Say it as a list; what there is none of is left out."""
        counted = (
            (self.spaces, said.spaces),
            (self.desks, said.desks),
            (self.agents, said.agents),
            (self.sensors, said.sensors),
        )
        return ", ".join(
            one if number == 1 else many.format(n=number)
            for number, (one, many) in counted
            if number
        )


def looked_at(spaces: Sequence[SpaceConfig], views: Iterable[AgentView], now_us: int) -> LookedAt:
    """Count the spaces, their desks in service, present agents, and sensors that agents told of."""
    present = {address for space in spaces for address in agents_at(space, now_us)}
    now = from_us(now_us)
    return LookedAt(
        len(spaces),
        sum(len(Calendar(space).desks_in_service(now)) for space in spaces),
        len(present),
        sum(
            len(view.health.signs)
            for view in views
            if view.health is not None and view.address in present
        ),
    )


def quiet_names(spaces: Iterable[SpaceConfig], now_us: int) -> list[str]:
    """Return the names of spaces in which nobody has to hurry now, since they are closed."""
    return [space.name for space in spaces if is_quiet(Calendar(space), from_us(now_us))]
