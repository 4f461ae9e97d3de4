"""The other end of one Pi's pins: mock pins of gpiozero, driven as sensors would drive them.

The only file of the simulator that knows gpiozero. It knows no people.
"""

import time
from collections.abc import Iterable
from typing import Any, Final

from gpiozero.pins.mock import MockFactory, MockPin

from edge.configuration.sensors import DistanceSensor, LevelSensor, Sensor
from edge.simulator.recorder import FAR_M, NEAR_M

_SOUND_M_PER_S: Final = 343.0


class Board:
    """The sensors that are wired to one Pi. Give `factory` to the agent's `Pins`."""

    def __init__(self, sensors: Iterable[Sensor]) -> None:
        self.factory: Any = MockFactory(pin_class=_Pin)
        self._levels: dict[str, LevelSensor] = {}
        self._echoes: dict[str, _Echo] = {}
        for sensor in sensors:
            if isinstance(sensor, DistanceSensor):
                self._echoes[sensor.id] = self._range_finder(sensor)
            else:
                self._levels[sensor.id] = sensor

    def put(self, sensor: str, line: int, *, active: bool) -> None:
        """Let a line become active or idle; a distance sensor is active while near."""
        if sensor in self._echoes:
            self._echoes[sensor].metres = NEAR_M if active else FAR_M
            return
        pin = self._pin(sensor, line)
        if pin.is_silent:
            return
        if active is self._levels[sensor].active_high:
            pin.drive_high()
        else:
            pin.drive_low()

    def silence(self, sensor: str) -> None:
        """Let a sensor give no answer from now on, as with a broken cable."""
        if sensor in self._echoes:
            self._echoes[sensor].is_silent = True
            return
        for line in range(len(self._levels[sensor].lines)):
            self._pin(sensor, line).is_silent = True

    def _pin(self, sensor: str, line: int) -> "_Pin":
        pin: _Pin = self.factory.pin(self._levels[sensor].lines[line])
        return pin

    def _range_finder(self, sensor: DistanceSensor) -> "_Echo":
        echo: _Echo = self.factory.pin(sensor.echo, pin_class=_Echo)
        trigger: _Trigger = self.factory.pin(sensor.trigger, pin_class=_Trigger)
        trigger.echo = echo
        return echo


class _Pin(MockPin):  # type: ignore[misc]  # gpiozero has no types
    """A mock pin that can be silent, and that does not remember for ever."""

    is_silent = False

    def _get_state(self) -> Any:
        if self.is_silent:
            raise OSError("no answer")
        return super()._get_state()

    def _change_state(self, value: Any) -> Any:
        changed = super()._change_state(value)
        del self.states[:-1]
        return changed


class _Echo(_Pin):
    """The echo of an ultrasonic sensor: a pulse as long as the sound travels there and back."""

    metres = FAR_M
    _ticks_s = 0.0

    def answer(self) -> None:
        """Send the pulse at once, with the ticks that it would have had."""
        if self.is_silent:
            return
        self._ticks_s = time.monotonic()
        self.drive_high()
        self._ticks_s += 2 * self.metres / _SOUND_M_PER_S
        self.drive_low()

    def _call_when_changed(self) -> None:
        super(MockPin, self)._call_when_changed(self._ticks_s, self._state)


class _Trigger(_Pin):
    """The trigger of an ultrasonic sensor: the end of its pulse asks for an echo."""

    echo: _Echo | None = None

    def _set_state(self, value: Any) -> None:
        was_high = self._state
        super()._set_state(value)
        if was_high and not value and self.echo is not None:
            self.echo.answer()
