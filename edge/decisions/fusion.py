"""Several sensors on one place: who says occupied or open is believed, silence is not.

Occupied if any healthy sensor says occupied; free only if every one is healthy and says free;
unknown otherwise. A door likewise: open, closed, unknown.
"""

from collections.abc import Iterable, Sequence

from contract.events import DeskState
from contract.limits import MAX_EVIDENCE_CHARS
from edge.decisions import health as faults
from edge.decisions.plan import SensorPlan
from edge.decisions.sensor import Sensor


def fuse_desk(says: Iterable[DeskState]) -> DeskState:
    """Conclude from what every sensor of a desk says."""
    heard = frozenset(says)
    if DeskState.OCCUPIED in heard:
        return DeskState.OCCUPIED
    return DeskState.FREE if heard == {DeskState.FREE} else DeskState.UNKNOWN


def fuse_door(opens: Iterable[bool | None]) -> bool | None:
    """Conclude from what every contact of a door says; None is unknown."""
    heard = frozenset(opens)
    if True in heard:
        return True
    return False if heard == {False} else None


def evidence(state: DeskState, members: Sequence[tuple[SensorPlan, Sensor]]) -> str:
    """Name what is behind a desk's state: kinds of sensor, or why nothing is known."""
    if state is DeskState.UNKNOWN:
        words = [word for _, sensor in members for word in _doubts(sensor)]
    else:
        words = [plan.kind.value for plan, sensor in members if sensor.says is state]
    return _joined(dict.fromkeys(words))


def _joined(words: Iterable[str]) -> str:
    """Join as many words as the wire takes."""
    text = ""
    for word in words:
        longer = f"{text}+{word}" if text else word
        text = longer if len(longer) <= MAX_EVIDENCE_CHARS else text
    return text


def _doubts(sensor: Sensor) -> tuple[str, ...]:
    if sensor.says is not DeskState.UNKNOWN:
        return ()
    if sensor.is_warming_up:
        return ("warm_up",)
    return faults.problems(sensor.health) or ("watching",)
