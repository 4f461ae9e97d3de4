"""The pins: the only file that knows gpiozero. Levels and distances come out, never decisions.

Pull and polarity are settled here, once: whoever reads a Level knows only active and idle. Every
line calls back when it changes and can be read at any time. A distance sensor is measured by a
thread of its own. No filter of gpiozero is used: what is seen is handed on.
"""

import logging
import threading
import time
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, Final, assert_never

from gpiozero import Device, DigitalInputDevice, InputDevice, OutputDevice
from gpiozero.exc import PinWarning

from edge.configuration.field_types import Pull
from edge.configuration.sensors import DistanceSensor, LevelSensor, Sensor
from edge.decisions.readings import Distance, Level, ReadFailed, Reading
from edge.errors import EdgeError
from edge.sensing.board import folder_for_pipes, why_no_pins
from edge.sensing.ultrasonic import Sonar

log = logging.getLogger(__name__)

_MEASURED_WITHIN_S: Final = 5.0
_JOIN_WITHIN_S: Final = 2.0
_PULL_UP: Final[dict[Pull, bool | None]] = {"up": True, "down": False, "none": None}


class PinsUnavailable(EdgeError):
    """A pin that can't be had: busy or not there. Names the sensor."""


class NoPins(PinsUnavailable):
    """No pin of this machine can be had, whichever. Says why and what to do."""


class Pins:
    """Every sensor of an agent, open from construction to `close()`."""

    def __init__(
        self,
        sensors: Iterable[Sensor],
        on_reading: Callable[[Reading], None],
        now_us: Callable[[], int],
        factory: Any = None,
    ) -> None:
        """Open all pins; None is gpiozero's default factory. Readings come from other threads.

        Raises PinsUnavailable, and then holds no pin; NoPins if there is none to be had.
        """
        if factory is None:
            _find_board()
        self._on_reading = on_reading
        self._now_us = now_us
        self._closing = threading.Event()
        self._one_at_a_time = threading.Lock()
        self._lines: dict[str, list[_Line]] = {}
        self._rangers: list[_Ranger] = []
        with ExitStack() as opened:
            for sensor in sensors:
                with _naming(sensor):
                    self._open(sensor, opened, factory)
            self._opened = opened.pop_all()
        self._threads = [self._start(ranger) for ranger in self._rangers]

    def read_all(self) -> list[Reading]:
        """Read every level now. A sensor that can't be read gives a ReadFailed instead."""
        readings = list[Reading]()
        for sensor, lines in self._lines.items():
            readings += self._read(sensor, lines)
        for ranger in self._rangers:
            if time.monotonic() - ranger.measured_s > ranger.patience_s:
                readings.append(ReadFailed(ranger.sensor, "not measured", self._now_us()))
        return readings

    def close(self) -> None:
        """Stop measuring and let go of all pins. Nothing is read afterwards."""
        self._closing.set()
        for thread in self._threads:
            thread.join(_JOIN_WITHIN_S)
        self._opened.close()

    def _open(self, sensor: Sensor, opened: ExitStack, factory: Any) -> None:
        if isinstance(sensor, DistanceSensor):
            self._rangers.append(_Ranger(sensor, opened, factory))
        elif isinstance(sensor, LevelSensor):
            self._open_lines(sensor, opened, factory)
        else:
            assert_never(sensor)

    def _open_lines(self, sensor: LevelSensor, opened: ExitStack, factory: Any) -> None:
        lines = [_Line(sensor, number, opened, factory) for number in range(len(sensor.lines))]
        self._lines[sensor.id] = lines
        for line in lines:
            line.listen(self._hand_on, self._now_us)

    def _read(self, sensor: str, lines: list["_Line"]) -> list[Reading]:
        at_us = self._now_us()  # before the look: an edge in between has then a later time
        try:
            return [line.read(at_us) for line in lines]
        except Exception as error:  # noqa: BLE001 - each GPIO backend raises its own
            return [ReadFailed(sensor, str(error), at_us)]

    def _start(self, ranger: "_Ranger") -> threading.Thread:
        name = f"distance-{ranger.sensor}"
        thread = threading.Thread(target=self._measure, args=(ranger,), name=name, daemon=True)
        thread.start()
        return thread

    def _measure(self, ranger: "_Ranger") -> None:
        while not self._closing.is_set():
            with self._one_at_a_time:  # or one sensor would hear the other's echo
                reading = ranger.measure(self._now_us)
            ranger.measured_s = time.monotonic()
            self._hand_on(reading)
            self._closing.wait(ranger.every_s)

    def _hand_on(self, reading: Reading) -> None:
        if self._closing.is_set():
            return
        try:
            self._on_reading(reading)
        except Exception:  # an exception would end the only thread that calls back
            log.exception("%s: a reading was not taken", reading.sensor)


class _Line:
    """One input line of a sensor."""

    def __init__(
        self,
        sensor: LevelSensor,
        number: int,
        opened: ExitStack,
        factory: Any,
    ) -> None:
        pull_up = _PULL_UP[sensor.pull]
        self._sensor = sensor.id
        self._number = number
        self._device = opened.enter_context(
            DigitalInputDevice(
                sensor.lines[number],
                pull_up=pull_up,
                active_state=True if pull_up is None else None,
                pin_factory=factory,
            )
        )
        # gpiozero takes low for active wherever it pulls up, and can't be told otherwise.
        self._on_is_active = sensor.active_high is not (pull_up is True)

    def read(self, at_us: int) -> Level:
        """Look at the line."""
        return self._level(bool(self._device.value), at_us)

    def listen(self, tell: Callable[[Reading], None], now_us: Callable[[], int]) -> None:
        """Tell every change from now on."""
        self._device.when_activated = lambda: tell(self._level(True, now_us()))
        self._device.when_deactivated = lambda: tell(self._level(False, now_us()))

    def _level(self, is_on: bool, at_us: int) -> Level:
        return Level(self._sensor, self._number, is_on is self._on_is_active, at_us)


class _Ranger:
    """One ultrasonic sensor on its two pins."""

    def __init__(self, sensor: DistanceSensor, opened: ExitStack, factory: Any) -> None:
        self.sensor = sensor.id
        self.every_s = sensor.every_s
        self.patience_s = max(_MEASURED_WITHIN_S, 4 * sensor.every_s)
        self.measured_s = time.monotonic()
        trigger = opened.enter_context(OutputDevice(sensor.trigger, pin_factory=factory))
        pull_up = _PULL_UP[sensor.echo_pull]
        echo = opened.enter_context(
            InputDevice(
                sensor.echo,
                pull_up=pull_up,
                active_state=True if pull_up is None else None,
                pin_factory=factory,
            )
        )
        self._sonar = Sonar(trigger.on, trigger.off, echo.pin_factory.ticks_diff)
        echo.pin.edges = "both"
        echo.pin.when_changed = self._sonar.echo_changed

    def measure(self, now_us: Callable[[], int]) -> Reading:
        """Measure once."""
        try:
            metres = self._sonar.measure_m()
        except Exception as error:  # noqa: BLE001 - each GPIO backend raises its own
            return ReadFailed(self.sensor, str(error), now_us())
        return Distance(self.sensor, metres, now_us())


def _find_board() -> None:
    """Let gpiozero find its backend, once. Raises NoPins with every backend's reason."""
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always", PinWarning)
        try:
            with folder_for_pipes():
                Device.ensure_pin_factory()
        except Exception as error:
            reasons = [*(str(one.message) for one in told), str(error)]
            raise NoPins(why_no_pins(reasons)) from error
    for one in told:
        log.warning("the pins: %s", one.message)


@contextmanager
def _naming(sensor: Sensor) -> Iterator[None]:
    """Turn a backend's exception into ours, with the sensor's name and its pins."""
    try:
        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always", PinWarning)
            yield
    except Exception as error:
        pins = ", ".join(str(pin) for _, pin in sensor.wiring)
        said = "; ".join(dict.fromkeys([str(error), *(str(one.message) for one in told)]))
        raise PinsUnavailable(f"sensor {sensor.id} on GPIO {pins}: {said}") from error
    for one in told:
        log.warning("sensor %s: %s", sensor.id, one.message)
