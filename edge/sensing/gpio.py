"""The pins: the only file that knows gpiozero. Levels and distances come out, never decisions.

Pull and polarity are settled here, once: whoever reads a Level knows only active and idle. Every
line calls back when it changes and can be read at any time. A distance sensor is measured by a
thread of its own. No filter of gpiozero is used: what is seen is handed on.

Each sensor stands for itself. One whose pins can't be had, or fail, gives failed reads with its
pins and the reason, and is tried again; it takes no other along.
"""

import logging
import threading
import time
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, Final, assert_never

from gpiozero.devices import Device
from gpiozero.exc import PinWarning
from gpiozero.input_devices import DigitalInputDevice, InputDevice
from gpiozero.output_devices import OutputDevice

from edge.configuration.field_types import Pull
from edge.configuration.sensors import DistanceSensor, LevelSensor, Sensor
from edge.decisions.readings import Distance, Level, ReadFailed, Reading
from edge.errors import EdgeError
from edge.sensing.board import folder_for_pipes, why_no_pins
from edge.sensing.ultrasonic import Sonar

log = logging.getLogger(__name__)

OPEN_AGAIN_US: Final = 10_000_000
_MEASURED_WITHIN_S: Final = 5.0
_TURN_WITHIN_S: Final = 3.0
"""A measurement takes a tenth of a second: whoever has its turn for longer hangs."""
_JOIN_WITHIN_S: Final = 2.0
_PULL_UP: Final[dict[Pull, bool | None]] = {"up": True, "down": False, "none": None}


class NoPins(EdgeError):
    """No pin of this machine can be had, whichever. Says why and what to do."""


class Pins:
    """Every sensor of an agent, from construction to `close()`."""

    def __init__(
        self,
        sensors: Iterable[Sensor],
        on_reading: Callable[[Reading], None],
        now_us: Callable[[], int],
        factory: Any = None,
    ) -> None:
        """Open all pins; None is gpiozero's default factory. Readings come from other threads.

        Raises NoPins if there is none to be had. A sensor that can't be opened is unreadable, and
        tried again by `read_all`.
        """
        if factory is None:
            _find_board()
        self._factory = factory
        self._on_reading = on_reading
        self._now_us = now_us
        self._closing = threading.Event()
        self._one_at_a_time = _OneAtATime()
        self._threads: list[threading.Thread] = []
        self._sensors = tuple(sensors)
        self._opened: dict[str, tuple[_Lines | _Ranger, ExitStack]] = {}
        self._refused: dict[str, tuple[str, int]] = {}
        for sensor in self._sensors:
            self._try_to_open(sensor)

    def read_all(self) -> list[Reading]:
        """Read every level now. A sensor that can't be read gives a ReadFailed instead."""
        return [reading for sensor in self._sensors for reading in self._read(sensor)]

    def close(self) -> None:
        """Stop measuring and let go of all pins. Nothing is read afterwards."""
        self._closing.set()
        deadline_s = time.monotonic() + _JOIN_WITHIN_S
        for thread in self._threads:
            thread.join(max(0.0, deadline_s - time.monotonic()))
        for sensor, (_, opened) in self._opened.items():
            try:
                opened.close()
            except Exception as error:  # noqa: BLE001 - each GPIO backend raises its own
                log.warning("sensor %s: not closed: %s", sensor, error)

    def _try_to_open(self, sensor: Sensor) -> None:
        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always", PinWarning)
            try:
                with ExitStack() as opening:
                    device = _open(sensor, opening, self._factory)
                    opened = opening.pop_all()
            except Exception as error:  # noqa: BLE001 - each GPIO backend raises its own
                reasons = [str(error) or type(error).__name__, *(str(one.message) for one in told)]
                self._refuse(sensor, "; ".join(dict.fromkeys(reasons)))
                return
        for one in told:
            log.warning("sensor %s: %s", sensor.id, one.message)
        if self._refused.pop(sensor.id, None):
            log.warning("sensor %s on %s: can be had now", sensor.id, _gpio(sensor))
        self._opened[sensor.id] = (device, opened)
        self._listen(device)

    def _refuse(self, sensor: Sensor, reason: str) -> None:
        before, _ = self._refused.get(sensor.id, ("", 0))
        if reason != before:
            log.error("sensor %s on %s: %s; trying again", sensor.id, _gpio(sensor), reason)
        self._refused[sensor.id] = (reason, self._now_us())

    def _listen(self, device: "_Lines | _Ranger") -> None:
        if isinstance(device, _Lines):
            device.listen(self._hand_on, self._now_us)
            return
        name = f"distance-{device.sensor}"
        thread = threading.Thread(target=self._measure, args=(device,), name=name, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _read(self, sensor: Sensor) -> list[Reading]:
        self._open_again(sensor)
        at_us = self._now_us()  # before the look: an edge in between has then a later time
        if (refused := self._refused.get(sensor.id)) is not None:
            return [ReadFailed(sensor.id, f"{_gpio(sensor)}: {refused[0]}", at_us)]
        device, _ = self._opened[sensor.id]
        try:
            return device.read(at_us)
        except Exception as error:  # noqa: BLE001 - each GPIO backend raises its own
            return [ReadFailed(sensor.id, f"{_gpio(sensor)}: {error}", at_us)]

    def _open_again(self, sensor: Sensor) -> None:
        if self._closing.is_set() or sensor.id not in self._refused:
            return
        _, tried_us = self._refused[sensor.id]
        if self._now_us() - tried_us >= OPEN_AGAIN_US:
            self._try_to_open(sensor)

    def _measure(self, ranger: "_Ranger") -> None:
        while not self._closing.is_set():
            with self._one_at_a_time.turn():  # or one sensor would hear the other's echo
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


def _open(sensor: Sensor, opening: ExitStack, factory: Any) -> "_Lines | _Ranger":
    if isinstance(sensor, DistanceSensor):
        return _Ranger(sensor, opening, factory)
    if isinstance(sensor, LevelSensor):
        return _Lines(sensor, opening, factory)
    assert_never(sensor)


def _gpio(sensor: Sensor) -> str:
    """Name the pins of a sensor."""
    return "GPIO " + ", ".join(str(pin) for _, pin in sensor.wiring)


class _OneAtATime:
    """Turns that one thread has at a time. One that hangs in its turn keeps nobody waiting."""

    def __init__(self) -> None:
        self._lock = threading.Lock()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for a turn, and have it."""
        lock = self._lock
        while not lock.acquire(timeout=_TURN_WITHIN_S):
            if self._lock is lock:
                self._lock = threading.Lock()
            lock = self._lock
        try:
            yield
        finally:
            lock.release()


class _Lines:
    """The input lines of a sensor."""

    def __init__(self, sensor: LevelSensor, opening: ExitStack, factory: Any) -> None:
        numbers = range(len(sensor.lines))
        self._lines = [_Line(sensor, number, opening, factory) for number in numbers]

    def read(self, at_us: int) -> list[Reading]:
        """Look at every line."""
        return [line.read(at_us) for line in self._lines]

    def listen(self, tell: Callable[[Reading], None], now_us: Callable[[], int]) -> None:
        """Tell every change of a line from now on."""
        for line in self._lines:
            line.listen(tell, now_us)


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
        self._gpio = _gpio(sensor)
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

    def read(self, _at_us: int) -> list[Reading]:
        """Return nothing: the thread measures. Raises TimeoutError where it does not."""
        if time.monotonic() - self.measured_s > self.patience_s:
            raise TimeoutError("not measured")
        return []

    def measure(self, now_us: Callable[[], int]) -> Reading:
        """Measure once."""
        try:
            metres = self._sonar.measure_m()
        except Exception as error:  # noqa: BLE001 - each GPIO backend raises its own
            return ReadFailed(self.sensor, f"{self._gpio}: {error}", now_us())
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
