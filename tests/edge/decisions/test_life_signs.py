"""What a new run may still believe of a sensor."""

from dataclasses import replace
from datetime import date

import pytest

from edge.decisions.life_signs import Fitting, LifeSign, from_event, resume
from edge.decisions.wholeness import DAY_US

OLD = Fitting("motion: pin 17", needs_sign=True)
NOON_US = DAY_US // 2
MARCH_2 = (date(2026, 3, 2) - date(1970, 1, 1)).days * DAY_US
KNOWN = LifeSign(OLD, is_proven=True, at_us=MARCH_2 + NOON_US, watched_us=5)
UNKNOWN = LifeSign(OLD, was_doubted=True, is_doubted=True)


def test_a_sensor_that_nobody_knows_is_not_proven() -> None:
    """It is in doubt on its first day, too."""
    assert resume(None, OLD) == UNKNOWN


def test_a_sensor_that_proves_itself_is_in_no_doubt() -> None:
    """An echo is a sign at any time."""
    sonar = replace(OLD, needs_sign=False)
    assert resume(None, sonar) == LifeSign(sonar)


def test_what_was_kept_is_believed() -> None:
    """As long as the sensor is the same at the same pins."""
    assert resume(KNOWN, OLD) == KNOWN


def test_another_wiring_begins_anew() -> None:
    """Another pin or another kind is another sensor, whatever its name."""
    moved = replace(OLD, wiring="motion: pin 18")
    assert resume(KNOWN, moved) == replace(UNKNOWN, fitting=moved)


@pytest.mark.parametrize(
    ("fitted", "is_proven"),
    [(date(2026, 3, 1), True), (date(2026, 3, 2), False), (date(2026, 3, 3), False)],
)
def test_a_later_day_of_fitting_begins_anew(fitted: date, *, is_proven: bool) -> None:
    """A sign of that very day may be of the sensor that was there before."""
    now = resume(KNOWN, replace(OLD, fitted=fitted))
    assert now.is_proven is is_proven
    assert now.fitting.fitted == fitted


def test_a_day_of_fitting_counts_once() -> None:
    """The sensor that was fitted on that day is proven by what it did since, on that day too."""
    fitting = replace(OLD, fitted=date(2026, 3, 2))
    proven = replace(KNOWN, fitting=fitting)
    assert resume(proven, fitting) == proven


def test_a_sign_without_a_date_is_from_before_the_fitting() -> None:
    """Nobody knows better, so it is tried again."""
    assert not resume(replace(KNOWN, at_us=None), replace(OLD, fitted=date(2020, 1, 1))).is_proven


def test_a_check_is_a_sign() -> None:
    """It proves the sensor, and the silence begins anew."""
    checked = replace(OLD, checked=date(2026, 3, 5))
    assert resume(replace(KNOWN, watched_us=10**12), checked) == LifeSign(
        checked, is_proven=True, at_us=MARCH_2 + 3 * DAY_US
    )
    assert resume(None, checked).is_proven


def test_a_check_leaves_the_doubts_of_midnight() -> None:
    """Of a sensor that is known: its desk is whole again from the next midnight on."""
    now = resume(replace(UNKNOWN, was_doubted=True), replace(OLD, checked=date(2026, 3, 5)))
    assert (now.was_doubted, now.is_doubted) == (True, False)


def test_a_check_counts_once() -> None:
    """What an operator wrote a year ago ends no silence of today, nor proves another sensor."""
    fitting = replace(OLD, checked=date(2026, 3, 5))
    kept = replace(KNOWN, fitting=fitting, watched_us=7)
    assert resume(kept, fitting) == kept
    moved = replace(fitting, wiring="motion: pin 18")
    assert not resume(kept, moved).is_proven


def test_a_check_from_before_the_last_sign_says_nothing() -> None:
    """The sensor has shown more since."""
    now = resume(KNOWN, replace(OLD, checked=date(2026, 3, 1)))
    assert (now.at_us, now.watched_us) == (KNOWN.at_us, KNOWN.watched_us)


def test_an_event_on_the_card_proves_a_sensor() -> None:
    """But not one from before it was fitted."""
    assert from_event(UNKNOWN, MARCH_2) == LifeSign(OLD, is_proven=True, at_us=MARCH_2)
    fitted = replace(UNKNOWN, fitting=replace(OLD, fitted=date(2026, 3, 2)))
    assert from_event(fitted, MARCH_2 + NOON_US) == fitted
    assert from_event(fitted, MARCH_2 + DAY_US).is_proven
    assert from_event(KNOWN, MARCH_2 + 9 * DAY_US) == KNOWN
