"""Signals of one line and of a distance: what is active, since when, and what is no news."""

import pytest

from edge.decisions.plan import Kind, SensorPlan
from edge.decisions.signals import OneLine, Ranger, Signal
from tests.edge.decisions.script import level, metres, us

SEAT = SensorPlan(id="seat", kind=Kind.SWITCH, debounce_us=50_000)
SONAR = SensorPlan(
    id="sonar", kind=Kind.DISTANCE, near_m=0.8, far_m=1.2, confirmation_count=2, debounce_us=0
)


def taken_seat() -> OneLine:
    """Return a seat that has been taken since the first second."""
    signal, _ = OneLine().hear(SEAT, level("seat", True, 1)).settle(SEAT, us(1.05))
    return signal


def near_sonar() -> Ranger:
    """Return a sonar that has measured somebody since the second second."""
    return Ranger().hear(SONAR, metres("sonar", 0.5, 1)).hear(SONAR, metres("sonar", 0.5, 2))


@pytest.mark.parametrize(("signal", "since_s"), [(taken_seat(), 1), (near_sonar(), 2)])
def test_a_signal_is_active_since_it_was_certain(signal: Signal, since_s: float) -> None:
    """A line since the edge that settled, a distance since the measurement that confirmed it."""
    assert (signal.active, signal.since_us) == (True, us(since_s))


def test_a_level_that_is_read_again_is_no_news() -> None:
    """The same object comes back, so that nobody looks at its place again."""
    seat = taken_seat()
    assert seat.hear(SEAT, level("seat", True, 7)) is seat


def test_a_distance_that_says_nothing_new_is_no_news() -> None:
    """Enough of one zone changes nothing any more."""
    sonar = near_sonar()
    assert sonar.hear(SONAR, metres("sonar", 0.5, 3)) is sonar


def test_a_glitch_makes_no_signal_younger() -> None:
    """What is too short to count moves no beginning, neither while it lasts nor afterwards."""
    seat = taken_seat().hear(SEAT, level("seat", False, 7))
    assert (seat.active, seat.since_us) == (True, us(1))
    seat, _ = seat.hear(SEAT, level("seat", True, 7.01)).settle(SEAT, us(8))
    assert (seat.active, seat.since_us) == (True, us(1))
    sonar = near_sonar().hear(SONAR, metres("sonar", 2.0, 3))
    assert (sonar.active, sonar.since_us) == (True, us(2))
