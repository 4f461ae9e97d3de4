"""What every sensor sees now: the table that an installer compares with the room.

It reads each sensor once. It decides nothing and sends nothing.
"""

import queue
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from typing import Any, Final, TextIO, assert_never

from contract.times import from_us
from edge.configuration.sensors import Sensor
from edge.decisions.life_signs import LifeSign
from edge.decisions.plan import Kind
from edge.decisions.readings import Distance, Level, ReadFailed, Reading
from edge.sensing.gpio import NoPins, Pins

_MEASURED_WITHIN_S: Final = 2.0
NO_SIGNS: Final[Mapping[str, LifeSign]] = {}


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    sensor: str
    kind: str
    watches: str
    pins: str
    reads_now: str
    proves_life: str


_HEADING: Final = Row("sensor", "kind", "watches", "GPIO", "reads now", "proves that it lives")


def print_table(
    sensors: Sequence[Sensor],
    out: TextIO,
    factory: Any = None,
    signs: Mapping[str, LifeSign] = NO_SIGNS,
) -> int:
    """Read every sensor once, print a table, and return 0 if all could be read, else 1.

    A distance sensor without an echo was read; one that could not be opened was not. `signs` is
    what is known of the sensors from before.
    """
    seen = [(sensor, _read_once(sensor, factory)) for sensor in sensors]
    rows = [_HEADING, *(_row(sensor, readings, signs) for sensor, readings in seen)]
    for line in _aligned(rows):
        print(line, file=out)
    failures = [one for _, readings in seen for one in readings if isinstance(one, ReadFailed)]
    for line in dict.fromkeys(map(_says, failures)):  # what is wrong with all of them, once
        print(line, file=out)
    return 1 if failures else 0


def _read_once(sensor: Sensor, factory: Any) -> list[Reading]:
    heard = queue.SimpleQueue[Reading]()
    try:
        pins = Pins([sensor], heard.put, _now_us, factory)
    except NoPins as error:
        return [ReadFailed("", str(error), _now_us())]
    try:
        return pins.read_all() or [heard.get(timeout=_MEASURED_WITHIN_S)]
    except queue.Empty:
        return [ReadFailed(sensor.id, "not measured", _now_us())]
    finally:
        pins.close()


def _says(failure: ReadFailed) -> str:
    told = failure.problem
    return f"{failure.sensor} is unreadable: {told}" if failure.sensor else told


def _now_us() -> int:
    return time.monotonic_ns() // 1000


def _row(sensor: Sensor, readings: list[Reading], signs: Mapping[str, LifeSign]) -> Row:
    watches = f"desk {sensor.desk}" if sensor.desk else f"door {sensor.door}"
    pins = ", ".join(str(pin) for _, pin in sensor.wiring)
    sees = ", ".join(_sees(reading) for reading in readings)
    return Row(sensor.id, sensor.kind, watches, pins, sees, _proof_of_life(sensor, signs))


def _proof_of_life(sensor: Sensor, signs: Mapping[str, LifeSign]) -> str:
    kind: Kind = sensor.plan.kind
    match kind:
        case Kind.CONTACT | Kind.SWITCH | Kind.MOTION | Kind.DIGITAL:
            return _by(sensor, "a change", signs)
        case Kind.BEAMS:
            return _by(sensor, "a passage", signs)
        case Kind.DISTANCE:
            return "yes: every echo"
        case _:
            assert_never(kind)


def _by(sensor: Sensor, change: str, signs: Mapping[str, LifeSign]) -> str:
    """Say what alone proves it, and when that was last seen."""
    wire = "its wire at rest, itself " if sensor.is_fail_safe else ""
    return f"{wire}only by {change}: {_seen(signs.get(sensor.id))}"


def _seen(sign: LifeSign | None) -> str:
    if sign is None or not sign.is_proven:
        return "none seen yet, so it is unknown"
    if sign.at_us is None:
        return "one was seen, without a date"
    return f"last {from_us(sign.at_us):%Y-%m-%d}"


def _sees(reading: Reading) -> str:
    match reading:
        case Level():
            return "active" if reading.active else "inactive"
        case Distance(metres=None):
            return "no echo"
        case Distance(metres=metres):
            return f"{metres:.2f} m"
        case ReadFailed():
            return "unreadable"


def _aligned(rows: list[Row]) -> Iterator[str]:
    table = [astuple(row) for row in rows]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    for cells in table:
        padded = (cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
        yield "  ".join(padded).rstrip()
