"""What stands in the form: as it is by default, as it was typed, and what is asked for by it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from hub.console.replacing.known import Stranger
from hub.domain.handover_change import UnitName
from hub.domain.handover_request import HandoverRequest, time_asked
from hub.http.forms import Form

ANOTHER: Final = "+"
"""Chosen where the name is typed; no id begins so."""
_MOST_ID: Final = 100
"""Characters of what is sent as the id of a desk or door."""


@dataclass(frozen=True, slots=True)
class Typed:
    """The fields, as they are sent and written back."""

    after: str
    """The agent that is chosen, or ANOTHER."""
    other: str
    day: str
    time: str
    units: frozenset[str]
    why: str = ""


def default_of(units: Iterable[UnitName], strangers: Sequence[Stranger], mark: datetime) -> Typed:
    """Choose the one stranger, if there is one alone, and everything, from a mark on."""
    return Typed(
        after=strangers[0].agent if len(strangers) == 1 else ANOTHER,
        other="",
        day=f"{mark:%Y-%m-%d}",
        time=f"{mark:%H:%M}",
        units=frozenset(map(value_of, units)),
    )


def typed_in(form: Form) -> Typed:
    """Read what was sent."""
    return Typed(
        after=form.one("after"),
        other=form.one("other").strip(),
        day=form.one("day").strip(),
        time=form.one("time").strip(),
        units=frozenset(form.all("unit")),
        why=" ".join(form.one("why").split()),
    )


def request_of(agent: str, typed: Typed) -> HandoverRequest:
    """Say what is asked for in the place of an agent."""
    return HandoverRequest(
        before=agent,
        after=typed.other if typed.after in ("", ANOTHER) else typed.after,
        units=tuple(sorted(map(_name_in, typed.units))),
        from_wall=time_asked(typed.day, typed.time),
        why=typed.why,
    )


def value_of(name: UnitName) -> str:
    """Return what a desk or door is sent as."""
    return f"{name.kind}/{name.id}"


def _name_in(value: str) -> UnitName:
    kind, _, unit = value[:_MOST_ID].partition("/")
    return UnitName(kind, unit)
