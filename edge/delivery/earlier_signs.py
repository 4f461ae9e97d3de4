"""What the events on the card prove of sensors that no file of signs knows yet. Pure.

Only for the first start after an upgrade. A sensor that was evidence for both states of its place,
or that counted a passage, was seen to change; a sensor that can't be told from another of its kind
at the same place proves nothing.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from contract.events import EVENT
from edge.decisions.plan import SensorPlan

_TELLING: Final = ('{"kind":"desk"', '{"kind":"door"', '{"kind":"passage"')

Where = tuple[str, str, str]
"""What an event is of: its kind, its place, and the kind of sensor."""


@dataclass(slots=True)
class _Seen:
    """What was seen of one sensor, newest first."""

    newest_us: int
    values: set[object] = field(default_factory=set)


def earlier_signs(
    newest_first: Iterable[tuple[int, str]], plans: Sequence[SensorPlan]
) -> Iterator[tuple[str, int]]:
    """Yield each sensor that was seen to change, and when it was last seen; UTC microseconds."""
    sensors = _by_place(plans)
    seen = dict[str, _Seen]()
    for at_us, body in newest_first:
        for where, value in _told(body):
            if (sensor := sensors.get(where)) is not None:
                seen.setdefault(sensor, _Seen(at_us)).values.update(value)
    for sensor, what in seen.items():
        if len(what.values) > 1:
            yield sensor, what.newest_us


def _by_place(plans: Sequence[SensorPlan]) -> Mapping[Where, str]:
    wheres = [(_where(plan), plan.id) for plan in plans]
    counts = Counter(where for where, _ in wheres)
    return {where: sensor for where, sensor in wheres if counts[where] == 1}


def _where(plan: SensorPlan) -> Where:
    if plan.desk is not None:
        return "desk", plan.desk, plan.kind.value
    return "passage" if plan.kind.counts_passages else "door", plan.door or "", ""


def _read(body: str) -> dict[str, Any]:
    """Read an event; a damaged one says nothing."""
    try:
        event: dict[str, Any] = json.loads(body)
        EVENT.validate_python(event | {"seq": 1, "at": "2000-01-01T00:00:00.000000Z"})
    except ValueError:
        return {}
    return event


def _told(body: str) -> Iterator[tuple[Where, tuple[object, ...]]]:
    """Yield which sensors an event is about, and the states that it proves."""
    event = _read(body) if body.startswith(_TELLING) else {}
    match event.get("kind"):
        case "desk" if event["state"] != "unknown":
            for kind in event["evidence"].split("+"):
                yield ("desk", event["desk"], kind), (event["state"],)
        case "door":
            yield ("door", event["door"], ""), (event["open"],)
        case "passage":  # both beams were interrupted, and clear again
            yield ("passage", event["door"], ""), (True, False)
        case _:
            return
