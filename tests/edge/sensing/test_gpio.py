"""The pins, driven from outside through gpiozero's mock factory."""

import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import suppress
from queue import Queue
from typing import Any

import pytest
from gpiozero import Device, DigitalInputDevice
from gpiozero.exc import PinFactoryFallback
from gpiozero.pins.mock import MockFactory, MockPin, MockTriggerPin

from edge.configuration.sensors import (
    BeamsSensor,
    ContactSensor,
    DigitalSensor,
    DistanceSensor,
    MotionSensor,
    Sensor,
    SwitchSensor,
)
from edge.decisions.readings import Distance, Level, ReadFailed, Reading
from edge.sensing.gpio import OPEN_AGAIN_US, NoPins, Pins
from tests.edge.board import answering, on_trigger

Open = Callable[..., tuple[Pins, list[Reading]]]


class Ticking:
    """A clock that shows what it is told."""

    now_us = 1_000_000

    def __call__(self) -> int:
        """Return the present time."""
        return self.now_us


@pytest.fixture
def factory() -> Iterator[MockFactory]:
    """A board of its own."""
    board = MockFactory()
    yield board
    board.close()


@pytest.fixture
def clock() -> Ticking:
    """A clock that stands still."""
    return Ticking()


@pytest.fixture
def opened(factory: MockFactory, clock: Ticking) -> Iterator[Open]:
    """Open sensors on the board, and close them after the test."""
    made: list[Pins] = []

    def open_them(*sensors: Sensor, board: Any = factory) -> tuple[Pins, list[Reading]]:
        heard: list[Reading] = []
        made.append(Pins(sensors, heard.append, clock, board))
        return made[-1], heard

    yield open_them
    for pins in made:
        pins.close()


def switch(**settings: Any) -> SwitchSensor:
    """A switch on pin 4 with these settings."""
    return SwitchSensor.model_validate({"id": "s", "desk": "d1", "pin": 4, **settings})


@pytest.mark.parametrize(
    ("settings", "high_is_active"),
    [
        ({}, False),
        ({"pull": "up", "active_high": True}, True),
        ({"pull": "down"}, True),
        ({"pull": "down", "active_high": False}, False),
        ({"pull": "none", "active_high": True}, True),
        ({"pull": "none", "active_high": False}, False),
    ],
)
def test_polarity(
    opened: Open, factory: MockFactory, settings: dict[str, Any], high_is_active: bool
) -> None:
    """Active is what the configuration calls active, in callbacks and in reads, under any pull."""
    pins, heard = opened(switch(**settings))
    wire = factory.pin(4)
    wire.drive_low()
    heard.clear()
    wire.drive_high()
    assert heard == pins.read_all() == [Level("s", 0, high_is_active, 1_000_000)]
    heard.clear()
    wire.drive_low()
    assert heard == pins.read_all() == [Level("s", 0, not high_is_active, 1_000_000)]


@pytest.mark.parametrize(
    ("sensor", "is_active"),
    [
        (SwitchSensor(id="x", desk="d", pin=4), False),
        (MotionSensor(id="x", desk="d", pin=4), False),
        (DigitalSensor(id="x", desk="d", pin=4), False),
        (ContactSensor(id="x", door="d", pin=4), True),
        (BeamsSensor(id="x", door="d", pins=(4, 5)), False),
    ],
    ids=lambda value: getattr(value, "kind", ""),
)
def test_unconnected_pin(opened: Open, sensor: Sensor, is_active: bool) -> None:
    """With nothing connected a desk's sensor is idle, and a door's contact looks open."""
    pins, heard = opened(sensor)
    assert {reading.active for reading in pins.read_all() if isinstance(reading, Level)} == {
        is_active
    }
    assert heard == []


@pytest.mark.parametrize("kind", [SwitchSensor, MotionSensor, DigitalSensor])
@pytest.mark.parametrize("pull", ["up", "down"])
def test_a_cut_wire_of_a_normally_closed_contact_is_active(
    opened: Open, factory: MockFactory, kind: type[SwitchSensor], pull: str
) -> None:
    """At rest the contact holds the pin against the pull; when the wire is cut the pull is left."""
    keys = {"id": "x", "desk": "d", "pin": 4, "pull": pull, "wiring": "normally_closed"}
    pins, _ = opened(kind.model_validate(keys))
    wire = factory.pin(4)
    assert pins.read_all() == [Level("x", 0, True, 1_000_000)], "nothing is connected"
    wire.drive_low() if pull == "up" else wire.drive_high()
    assert pins.read_all() == [Level("x", 0, False, 1_000_000)], "closed: nobody is there"


def test_pin_that_is_active_at_the_start_is_read(opened: Open, factory: MockFactory) -> None:
    """No callback tells what was so before: reading does."""
    factory.pin(4).drive_high()
    pins, heard = opened(switch(pull="none", active_high=True))
    assert (heard, pins.read_all()) == ([], [Level("s", 0, True, 1_000_000)])


def test_beams_are_two_lines_of_one_sensor(
    opened: Open, factory: MockFactory, clock: Ticking
) -> None:
    """The first pin is line 0, the second line 1, each edge at its own time."""
    pins, heard = opened(BeamsSensor(id="b", door="main", pins=(20, 21)))
    factory.pin(21).drive_low()
    clock.now_us += 5
    factory.pin(20).drive_low()
    assert heard == [Level("b", 1, True, 1_000_000), Level("b", 0, True, 1_000_005)]
    assert pins.read_all() == [Level("b", 0, True, 1_000_005), Level("b", 1, True, 1_000_005)]


def test_consumer_that_raises_ends_no_callback(
    factory: MockFactory, clock: Ticking, caplog: pytest.LogCaptureFixture
) -> None:
    """An exception in the consumer is logged; the next edge comes all the same."""
    calls: list[Reading] = []

    def consume(reading: Reading) -> None:
        calls.append(reading)
        raise RuntimeError("full")

    pins = Pins([switch()], consume, clock, factory)
    factory.pin(4).drive_low()
    factory.pin(4).drive_high()
    pins.close()
    assert len(calls) == 2
    assert "s: a reading was not taken" in caplog.text


def test_pin_that_cannot_be_read_is_a_failed_read(
    opened: Open, factory: MockFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One sensor that fails leaves the others readable."""
    pins, _ = opened(switch(), MotionSensor(id="pir", desk="d2", pin=17))

    def fail(_: MockPin) -> bool:
        raise OSError("I/O error")

    monkeypatch.setattr(type(factory.pin(4)), "_get_state", fail)
    seat, pir = pins.read_all()
    assert (seat, pir) == (
        ReadFailed("s", "GPIO 4: I/O error", 1_000_000),
        ReadFailed("pir", "GPIO 17: I/O error", 1_000_000),
    )
    monkeypatch.undo()
    assert isinstance(pins.read_all()[0], Level)


class BusyBoard(MockFactory):  # type: ignore[misc]  # gpiozero has no types
    """A board on which something else holds some of the pins, as the 1-Wire overlay holds one."""

    def __init__(self, *busy: int) -> None:
        super().__init__()
        self.busy = set(busy)
        self.asked: list[int] = []

    def pin(self, name: Any, *more: Any, **keys: Any) -> Any:
        number = next(info.name for _, info in self.board_info.find_pin(name))
        self.asked.append(int(number.removeprefix("GPIO")))
        if self.asked[-1] in self.busy:
            raise OSError("GPIO busy")
        return super().pin(name, *more, **keys)


OF_EVERY_KIND: dict[str, Sensor] = {
    "contact": ContactSensor(id="ill", door="main", pin=4),
    "beams, outer": BeamsSensor(id="ill", door="main", pins=(4, 7)),
    "beams, inner": BeamsSensor(id="ill", door="main", pins=(7, 4)),
    "motion": MotionSensor(id="ill", desk="d1", pin=4),
    "switch": SwitchSensor(id="ill", desk="d1", pin=4),
    "digital": DigitalSensor(id="ill", desk="d1", pin=4),
    "trigger": DistanceSensor(id="ill", desk="d1", trigger=4, echo=7, every_s=0.1),
    "echo": DistanceSensor(id="ill", desk="d1", trigger=7, echo=4, every_s=0.1),
}


def failures(pins: Pins) -> list[ReadFailed]:
    """Return the failed reads among all."""
    return [one for one in pins.read_all() if isinstance(one, ReadFailed)]


@pytest.mark.parametrize("ill", OF_EVERY_KIND.values(), ids=OF_EVERY_KIND)
def test_a_busy_pin_takes_no_other_sensor_along(opened: Open, clock: Ticking, ill: Sensor) -> None:
    """The sensor is unreadable with its pins and the reason; those beside it are read and heard."""
    board = BusyBoard(4)
    seat = SwitchSensor(id="seat", desk="d2", pin=20)
    sonar = DistanceSensor(id="sonar", desk="d3", trigger=21, echo=22, every_s=0.1)
    answering(board, 21, 22, *[((0.0, True), (0.01, False))] * 100)
    pins, heard = opened(seat, ill, sonar, board=board)
    (failure,) = failures(pins)
    wired = ", ".join(str(pin) for _, pin in ill.wiring)
    assert failure == ReadFailed("ill", f"GPIO {wired}: GPIO busy", 1_000_000)
    board.pin(20).drive_low()
    assert Level("seat", 0, True, 1_000_000) in heard
    assert Level("seat", 0, True, 1_000_000) in pins.read_all()
    while not any(isinstance(one, Distance) for one in heard):
        pass


@pytest.mark.parametrize("ill", OF_EVERY_KIND.values(), ids=OF_EVERY_KIND)
def test_a_busy_pin_is_tried_again(opened: Open, clock: Ticking, ill: Sensor) -> None:
    """Not at every read, but every ten seconds; once it can be had, the sensor works as any."""
    board = BusyBoard(4)
    pins, _ = opened(ill, board=board)
    board.busy.clear()
    board.asked.clear()
    clock.now_us += OPEN_AGAIN_US - 1
    assert failures(pins)
    assert board.asked == []
    clock.now_us += 1
    assert failures(pins) == []


def test_all_pins_busy_is_no_end(opened: Open) -> None:
    """An agent without a single pin goes on, and says of each sensor why."""
    pins, _ = opened(switch(), MotionSensor(id="pir", desk="d2", pin=17), board=BusyBoard(4, 17))
    assert [one.sensor for one in failures(pins)] == ["s", "pir"]


def test_a_busy_pin_is_logged_once(opened: Open, caplog: pytest.LogCaptureFixture) -> None:
    """Who reads the log sees when it began and when it was over, not every attempt."""
    board, clock = BusyBoard(4), Ticking()
    pins = Pins([switch()], lambda _: None, clock, board)
    for _ in range(5):
        clock.now_us += OPEN_AGAIN_US
        pins.read_all()
    board.busy.clear()
    clock.now_us += OPEN_AGAIN_US
    pins.read_all()
    pins.close()
    assert [one.message for one in caplog.records] == [
        "sensor s on GPIO 4: GPIO busy; trying again",
        "sensor s on GPIO 4: can be had now",
    ]


def test_a_pin_that_another_program_frees_can_be_had(opened: Open, factory: MockFactory) -> None:
    """A pin that another sensor holds is refused, and taken once that one let go."""
    first, _ = opened(MotionSensor(id="first", desk="d1", pin=17))
    clock = Ticking()
    second = Pins([MotionSensor(id="second", desk="d2", pin=17)], lambda _: None, clock, factory)
    (failure,) = failures(second)
    assert failure.problem.startswith("GPIO 17: pin GPIO17 is already in use")
    first.close()
    clock.now_us += OPEN_AGAIN_US
    assert failures(second) == []
    second.close()


def test_a_pin_that_does_not_close_keeps_no_other_open(
    opened: Open, factory: MockFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The agent ends in good order, and the other pins can be had again."""
    pins, _ = opened(switch(), MotionSensor(id="pir", desk="d2", pin=17))
    close = DigitalInputDevice.close

    def fail(device: Any) -> None:
        if device.pin is not None and device.pin.info.name == "GPIO4":
            close(device)
            raise OSError("no such chip")
        close(device)

    monkeypatch.setattr(DigitalInputDevice, "close", fail)
    pins.close()
    monkeypatch.undo()
    again, _ = opened(MotionSensor(id="pir", desk="d2", pin=17))
    assert failures(again) == []


def test_a_measurement_that_hangs_keeps_no_other_sensor_waiting(
    factory: MockFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whose trigger never comes back is unreadable; the others are measured all the same."""
    monkeypatch.setattr("edge.sensing.gpio._TURN_WITHIN_S", 0.2)
    hangs, over = threading.Event(), threading.Event()

    def hang() -> None:
        hangs.set()
        over.wait(10)

    on_trigger(factory, 5, hang)
    heard = Queue[Reading]()
    other = DistanceSensor(id="v", desk="d2", trigger=7, echo=8, every_s=0.1)
    pins = Pins([SONAR, other], heard.put, Ticking(), factory)
    assert hangs.wait(5)
    while not heard.empty():
        heard.get()
    assert [heard.get(timeout=5).sensor for _ in range(3)] == ["v", "v", "v"]
    over.set()
    pins.close()


def test_missing_backend_is_a_clear_error(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without any GPIO there is one sentence, no traceback and no warning."""
    monkeypatch.setattr(Device, "pin_factory", None)
    monkeypatch.setenv("GPIOZERO_PIN_FACTORY", "nonsense")
    with pytest.raises(NoPins, match=r"^no pin can be had: .*nonsense"):
        opened(switch(), board=None)


def test_the_reason_of_every_backend_is_told(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its last word alone is that none could be loaded."""
    monkeypatch.setattr(Device, "pin_factory", None)
    monkeypatch.delenv("GPIOZERO_PIN_FACTORY", raising=False)
    for name in ("lgpio", "rpigpio", "pigpio", "native"):
        monkeypatch.setitem(sys.modules, f"gpiozero.pins.{name}", None)
    with pytest.raises(NoPins, match=r"lgpio: .*halted.*; native: .*halted.*default pin factory"):
        opened(switch(), board=None)


def test_what_a_backend_warns_of_is_logged(
    opened: Open, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A backend that takes another's place is used, and named."""

    def fall_back() -> MockFactory:
        warnings.warn(PinFactoryFallback("Falling back from lgpio: why"), stacklevel=1)
        return MockFactory()

    monkeypatch.setattr(Device, "pin_factory", None)
    monkeypatch.setattr(Device, "_default_pin_factory", staticmethod(fall_back))
    opened(switch(), board=None)
    assert "Falling back from lgpio: why" in caplog.text


def test_default_factory_comes_from_the_environment(
    opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """GPIOZERO_PIN_FACTORY=mock runs the whole program without a Pi."""
    monkeypatch.setattr(Device, "pin_factory", None)
    monkeypatch.setenv("GPIOZERO_PIN_FACTORY", "mock")
    pins, heard = opened(switch(), board=None)
    board = Device.pin_factory
    board.pin(4).drive_low()
    assert heard == pins.read_all() == [Level("s", 0, True, 1_000_000)]
    pins.close()
    board.close()


def test_two_boards_do_not_disturb_each_other(opened: Open, factory: MockFactory) -> None:
    """The same pin on two boards is two pins: a region runs in one process."""
    other = MockFactory()
    here, heard_here = opened(switch())
    there, heard_there = opened(switch(), board=other)
    other.pin(4).drive_low()
    assert (heard_here, len(heard_there)) == ([], 1)
    there.close()
    factory.pin(4).drive_low()
    assert here.read_all() == heard_here == [Level("s", 0, True, 1_000_000)]
    assert len(heard_there) == 1
    other.close()


def test_nothing_is_told_after_closing(opened: Open, factory: MockFactory) -> None:
    """A closed pin is silent, may be closed again and opened anew."""
    pins, heard = opened(switch())
    pins.close()
    pins.close()
    factory.pin(4).drive_low()
    assert heard == []
    assert isinstance(pins.read_all()[0], ReadFailed)
    opened(switch())


SONAR = DistanceSensor(id="u", desk="d1", trigger=5, echo=6, every_s=0.1)


def measured(board: MockFactory, *sensors: DistanceSensor) -> list[Reading]:
    """Return the first measurement of each sensor."""
    heard = Queue[Reading]()
    pins = Pins(sensors, heard.put, Ticking(), board)
    try:
        return [heard.get(timeout=5) for _ in sensors]
    finally:
        pins.close()


@pytest.mark.parametrize(
    ("echo_s", "metres"),
    [
        (0.000_001, None),
        (0.000_116, None),
        (0.000_117, 0.020_065_5),
        (0.01, 1.715),
        (0.0262, 4.4933),
        (0.0263, None),
        (0.2, None),
    ],
)
def test_distance_is_half_the_way_of_the_echo(
    factory: MockFactory, echo_s: float, metres: float | None
) -> None:
    """Sound goes there and back; crosstalk and the sensor's own give-up pulse are no distance."""
    answering(factory, 5, 6, ((1.0, True), (1.0 + echo_s, False)))
    (reading,) = measured(factory, SONAR)
    assert isinstance(reading, Distance)
    assert reading.metres == (None if metres is None else pytest.approx(metres))


def test_echo_that_comes_later_is_measured(factory: MockFactory) -> None:
    """The echo comes from another thread, while the measurement waits for it."""
    factory.pin(5, pin_class=MockTriggerPin, echo_pin=factory.pin(6), echo_time=0.008)
    heard = Queue[Reading]()
    pins = Pins([SONAR], heard.put, Ticking(), factory)
    distances = (one.metres for one in iter(heard.get, None) if isinstance(one, Distance))
    metres = next(one for one in distances if one is not None)  # a busy computer may be too late
    pins.close()
    assert metres >= 0.008 * 343 / 2


@pytest.mark.parametrize(
    "first",
    [
        pytest.param(((1.0, True),), id="ends too late"),
        pytest.param(((1.0, True), (1.005, False)) * 2, id="comes twice"),
    ],
)
def test_echo_of_the_last_pulse_does_not_answer_this_one(
    factory: MockFactory, first: tuple[tuple[float, bool], ...]
) -> None:
    """What is left of an earlier pulse is no distance now."""
    answering(factory, 5, 6, first, ((1.01, False),))
    heard = Queue[Reading]()
    pins = Pins([SONAR], heard.put, Ticking(), factory)
    heard.get(timeout=5)
    second = heard.get(timeout=5)
    pins.close()
    assert second == Distance("u", None, 1_000_000)


def test_sensors_are_measured_one_at_a_time(factory: MockFactory) -> None:
    """Two sensors at work at the same time would hear each other's echo."""
    together, met = threading.Barrier(2), threading.Event()

    def meet() -> None:
        with suppress(threading.BrokenBarrierError):
            together.wait(0.3)
            met.set()

    on_trigger(factory, 5, meet)
    on_trigger(factory, 7, meet)
    measured(factory, SONAR, DistanceSensor(id="v", desk="d2", trigger=7, echo=8))
    assert not met.is_set()


def test_measurement_that_ends_after_closing_is_dropped(
    factory: MockFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Closing waits for the measurement under way, but nobody hears of it any more."""
    measuring, closing = threading.Event(), threading.Event()
    join = threading.Thread.join

    def closing_join(thread: threading.Thread, timeout: float | None = None) -> None:
        closing.set()
        join(thread, timeout)

    def wait() -> None:
        measuring.set()
        closing.wait(5)

    on_trigger(factory, 5, wait)
    heard: list[Reading] = []
    pins = Pins([SONAR], heard.append, Ticking(), factory)
    measuring.wait(5)
    monkeypatch.setattr(threading.Thread, "join", closing_join)
    pins.close()
    assert heard == []


def test_no_echo_is_none(factory: MockFactory) -> None:
    """A sensor that does not answer is heard as None, again and again."""
    assert measured(factory, SONAR) == [Distance("u", None, 1_000_000)]


def test_measuring_that_fails_is_a_failed_read(
    factory: MockFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A backend's exception ends no thread: it is told, and measured again."""

    def fail(_: MockPin, __: float) -> None:
        raise OSError("I/O error")

    monkeypatch.setattr(MockPin, "_set_state", fail)
    heard = Queue[Reading]()
    never_opened = Pins([SONAR], heard.put, Ticking(), factory)
    assert never_opened.read_all() == [ReadFailed("u", "GPIO 5, 6: I/O error", 1_000_000)]
    never_opened.close()
    monkeypatch.undo()
    pins = Pins([SONAR], heard.put, Ticking(), factory)
    assert isinstance(heard.get(timeout=5), Distance)
    monkeypatch.setattr(MockPin, "_set_state", fail)
    failures = iter(
        lambda: heard.get(timeout=5), ReadFailed("u", "GPIO 5, 6: I/O error", 1_000_000)
    )
    assert all(isinstance(one, Distance) for one in failures)
    monkeypatch.undo()
    pins.close()


def test_every_thread_ends_with_the_pins(factory: MockFactory) -> None:
    """Closing joins the measuring threads: none is left."""
    before = threading.active_count()
    second = DistanceSensor(id="v", desk="d2", trigger=7, echo=8)
    assert len(measured(factory, SONAR, second)) == 2
    assert threading.active_count() == before


def test_measuring_that_hangs_is_a_failed_read(
    factory: MockFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A thread that measures no more can't leave the last distance standing."""
    now_s = 0.0
    monkeypatch.setattr("time.monotonic", lambda: now_s)
    heard = Queue[Reading]()
    pins = Pins([SONAR], heard.put, Ticking(), factory)
    heard.get(timeout=5)
    now_s = 100.0
    heard.get(timeout=5)
    heard.get(timeout=5)
    pins.close()
    now_s = 104.9
    assert pins.read_all() == []
    now_s = 105.1
    assert pins.read_all() == [ReadFailed("u", "GPIO 5, 6: not measured", 1_000_000)]
