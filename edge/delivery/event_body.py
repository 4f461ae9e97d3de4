"""Facts in the words of the wire, before they get a number and a date. Pure."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from contract.events import DeskState, Previous, SeqRange
from contract.limits import MAX_REASON_CHARS
from edge.decisions.facts import DeskFact, DoorFact, Fact, FaultFact, PassageFact, RecoveredFact

JsonValue = str | int | bool | None | Mapping[str, "JsonValue"] | list["JsonValue"]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """All that an agent sees at one instant."""

    desks: Mapping[str, DeskState]
    doors: Mapping[str, bool]
    whole: Mapping[str, bool] = field(default_factory=dict)
    """Which desks' sensors are in order, as far as no visitor has a part in it."""

    def fields(self) -> dict[str, JsonValue]:
        """Return desks and doors as events write them: history is of states."""
        return {
            "desks": {desk: state.value for desk, state in self.desks.items()},
            "doors": dict(self.doors),
        }


@dataclass(frozen=True, slots=True)
class Draft:
    """An event without number and date. `body` is a JSON object that begins with its kind."""

    boot_us: int
    body: str


def of_fact(fact: Fact) -> Draft:
    """Write a fact down."""
    match fact:
        case DeskFact(at_us, desk, state, evidence):
            return _draft(at_us, kind="desk", desk=desk, state=state.value, evidence=evidence)
        case DoorFact(at_us, door, is_open):
            return _draft(at_us, kind="door", door=door, open=is_open)
        case PassageFact(at_us, door, direction):
            return _draft(at_us, kind="passage", door=door, direction=direction.value)
        case FaultFact(at_us, sensor, problem, reason):
            return fault(at_us, sensor, problem, reason)
        case RecoveredFact(at_us, sensor):
            return recovered(at_us, sensor)


def fault(at_us: int, sensor: str, problem: str, reason: str = "") -> Draft:
    """Say that a sensor, or the clock or the outbox, has a problem; `reason` is the machine's."""
    said: dict[str, JsonValue] = {"reason": plain(reason)} if reason else {}
    return _draft(at_us, kind="fault", sensor=sensor, problem=problem, **said)


def recovered(at_us: int, sensor: str) -> Draft:
    """Say that the problem is over."""
    return _draft(at_us, kind="recovered", sensor=sensor)


def started(at_us: int, boot: str, previous: Previous | None, seen: Snapshot) -> Draft:
    """Open an epoch."""
    before: JsonValue = None
    if previous is not None:
        before = {"epoch": previous.epoch, "last": previous.last}
    return _draft(at_us, kind="started", boot=boot, previous=before, **seen.fields())


def alive(at_us: int, seen: Snapshot) -> Draft:
    """Say what is seen, in full."""
    return _draft(at_us, kind="alive", **seen.fields())


def lost(at_us: int, ranges: list[SeqRange]) -> Draft:
    """Name the events that an overflow took."""
    named: list[JsonValue] = [
        {"epoch": lost_range.epoch, "first": lost_range.first, "last": lost_range.last}
        for lost_range in ranges
    ]
    return _draft(at_us, kind="lost", ranges=named)


def stopped(at_us: int) -> Draft:
    """Close an epoch cleanly."""
    return _draft(at_us, kind="stopped")


def plain(reason: str) -> str:
    """Return a text of a machine as the wire takes it: short, and of plain signs."""
    return "".join(sign if " " <= sign <= "~" else "?" for sign in reason[:MAX_REASON_CHARS])


def _draft(at_us: int, **fields: JsonValue) -> Draft:
    return Draft(at_us, json.dumps(fields, separators=(",", ":")))
