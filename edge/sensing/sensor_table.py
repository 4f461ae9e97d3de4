"""What every sensor sees now: the table that an installer compares with the room.

It reads each sensor once. It decides nothing and sends nothing.
"""

import queue
import time
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass
from typing import Any, Final, TextIO, assert_never

from edge.configuration.sensors import Sensor
from edge.decisions.plan import Kind
from edge.decisions.readings import Distance, Level, ReadFailed, Reading
from edge.sensing.gpio import NoPins, Pins

_MEASURED_WITHIN_S: Final = 2.0


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


def print_table(sensors: Sequence[Sensor], out: TextIO, factory: Any = None) -> int:
    """Read every sensor once, print a table, and return 0 if all could be read, else 1.

    A distance sensor without an echo was read; one that could not be opened was not.
    """
    seen = [(sensor, _read_once(sensor, factory)) for sensor in sensors]
    rows = [_HEADING, *(_row(sensor, readings) for sensor, readings in seen)]
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


def _row(sensor: Sensor, readings: list[Reading]) -> Row:
    watches = f"desk {sensor.desk}" if sensor.desk else f"door {sensor.door}"
    pins = ", ".join(str(pin) for _, pin in sensor.wiring)
    sees = ", ".join(_sees(reading) for reading in readings)
    return Row(sensor.id, sensor.kind, watches, pins, sees, _proof_of_life(sensor.plan.kind))


def _proof_of_life(kind: Kind) -> str:
    match kind:
        case Kind.CONTACT:
            return "no: a contact is a bare switch"
        case Kind.SWITCH:
            return "no: a switch can't say that its wire is cut"
        case Kind.MOTION:
            return "no: a plain PIR cannot prove that it lives"
        case Kind.BEAMS:
            return "no: only a passage proves both beams"
        case Kind.DIGITAL:
            return "no: a level is no sign of life"
        case Kind.DISTANCE:
            return "yes: every echo"
        case _:
            assert_never(kind)


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
