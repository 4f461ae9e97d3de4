"""habits.toml: who comes to which space of a region, and what goes wrong there. Optional.

    [[space]]                      [[outage]]               [[fault]]
    id = "bahnhof-wiesenburg"      space = "…"              space = "…"
    crowd = "commuters"            agent = "…"              agent = "…"
    demand = 0.9                   days_ago = 9             sensor = "motion-d3"
                                   hours = 26               days_ago = 2

An outage or fault without `hours` still lasts: its agent never starts, its sensor never answers.
"""

from pathlib import Path
from typing import Annotated, Final

from pydantic import BaseModel, ConfigDict, Field

from contract.events import Id
from contract.topics import AgentAddress
from edge.configuration.toml_file import read_toml
from edge.simulator.crowds import Crowd, Custom
from edge.simulator.mishaps import Mishap

_HOUR_US: Final = 3600 * 1_000_000


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _SpaceTable(_Table):
    id: Id
    crowd: Crowd = Crowd.OFFICE
    demand: Annotated[float, Field(gt=0, le=10)] = 1.0


class _OutageTable(_Table):
    space: Id
    agent: Id
    days_ago: Annotated[float, Field(ge=0)]
    hours: Annotated[float, Field(gt=0)] | None = None

    def mishap(self, now_us: int, sensor: str | None = None) -> Mishap:
        from_us = now_us - round(self.days_ago * 24 * _HOUR_US)
        until_us = None if self.hours is None else from_us + round(self.hours * _HOUR_US)
        return Mishap(AgentAddress(self.space, self.agent), from_us, until_us, sensor)


class _FaultTable(_OutageTable):
    sensor: Id


class HabitsFile(_Table):
    """All of habits.toml."""

    space: tuple[_SpaceTable, ...] = ()
    outage: tuple[_OutageTable, ...] = ()
    fault: tuple[_FaultTable, ...] = ()

    def custom_of(self, space: str) -> Custom:
        """Return how a space is used; what the file doesn't name is an office."""
        named = (Custom(table.crowd, table.demand) for table in self.space if table.id == space)
        return next(named, Custom())

    def mishaps(self, now_us: int) -> tuple[Mishap, ...]:
        """Return all that went wrong, counted back from `now_us`, the earliest first."""
        outages = [outage.mishap(now_us) for outage in self.outage]
        faults = [fault.mishap(now_us, fault.sensor) for fault in self.fault]
        return tuple(sorted([*outages, *faults], key=lambda mishap: mishap.from_us))


def load_habits(path: Path | None) -> HabitsFile:
    """Read habits.toml; None is a region of offices in which nothing breaks. Raises ConfigError."""
    return HabitsFile() if path is None else read_toml(path, HabitsFile)
