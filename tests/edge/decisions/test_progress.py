"""Standing still: when to connect anew, and when only a new process can help."""

import pytest

from edge.decisions.progress import Cure, Progress, judge_progress, watch_progress

MINUTE_US = 60_000_000
NOW = 100

CASES = [
    ("something was settled just now", 0, NOW, 0, Cure.NONE),
    ("four minutes", 4, NOW, 0, Cure.NONE),
    ("five minutes", 5, NOW, 0, Cure.REBUILD),
    ("rebuilt a moment ago", 6, 1, 0, Cure.NONE),
    ("rebuilt five minutes ago", 10, 5, 0, Cure.REBUILD),
    ("a quarter of an hour, but the thread lives", 15, 5, 0, Cure.REBUILD),
    ("a day without the hub, but the thread lives", 90, 5, 14, Cure.REBUILD),
    ("a day without the hub, rebuilt lately", 90, 4, 14, Cure.NONE),
    ("the thread is silent, but events are settled", 4, NOW, 15, Cure.NONE),
    ("the thread is silent, five minutes", 5, NOW, 15, Cure.REBUILD),
    ("both stand still for a quarter of an hour", 15, 1, 15, Cure.END),
    ("one second less", 15, 1, 14.99, Cure.NONE),
    ("and the other one", 14.99, 1, 15, Cure.NONE),
]


@pytest.mark.parametrize(
    ("progress_min", "rebuilt_min", "alive_min", "cure"),
    [each[1:] for each in CASES],
    ids=[each[0] for each in CASES],
)
def test_the_cure_fits_the_standstill(
    progress_min: float, rebuilt_min: float, alive_min: float, cure: Cure
) -> None:
    """Rebuild every 5 minutes; end after 15, but never while the network thread gives a sign."""
    seen = Progress(*(_ago(minutes) for minutes in (progress_min, rebuilt_min, alive_min)))
    assert judge_progress(seen, NOW * MINUTE_US) is cure


def _ago(minutes: float) -> int:
    return int((NOW - minutes) * MINUTE_US)


def test_nothing_that_waits_is_progress() -> None:
    """As long as every event is settled, time counts from now; the last rebuild is remembered."""
    seen = Progress(_ago(60), _ago(7), _ago(60))
    seen, cure = watch_progress(seen, NOW * MINUTE_US, is_waiting=False, alive_us=_ago(1))
    assert (seen, cure) == (Progress(_ago(0), _ago(7), _ago(1)), Cure.NONE)


def test_a_rebuild_is_remembered() -> None:
    """The next one comes five minutes later, and a standstill counts on."""
    seen = Progress(_ago(8), _ago(8), _ago(8))
    seen, cure = watch_progress(seen, NOW * MINUTE_US, is_waiting=True, alive_us=_ago(0))
    assert (seen, cure) == (Progress(_ago(8), _ago(0), _ago(0)), Cure.REBUILD)
    later_us = (NOW + 4) * MINUTE_US
    seen, cure = watch_progress(seen, later_us, is_waiting=True, alive_us=later_us)
    assert (seen, cure) == (Progress(_ago(8), _ago(0), later_us), Cure.NONE)


def test_the_newest_sign_of_life_counts() -> None:
    """What was alive a moment ago is not ended, whatever was noted before."""
    seen = Progress(_ago(30), _ago(1), _ago(30))
    _, silent = watch_progress(seen, NOW * MINUTE_US, is_waiting=True, alive_us=_ago(16))
    _, lively = watch_progress(seen, NOW * MINUTE_US, is_waiting=True, alive_us=_ago(2))
    assert (silent, lively) == (Cure.END, Cure.NONE)


@pytest.mark.parametrize(
    ("still_us", "cure"),
    [
        (300_000_000 - 1, Cure.NONE),
        (300_000_000, Cure.REBUILD),
        (900_000_000 - 1, Cure.REBUILD),
        (900_000_000, Cure.END),
    ],
)
def test_five_minutes_and_a_quarter_of_an_hour_are_just_that(still_us: int, cure: Cure) -> None:
    """Not a microsecond less."""
    assert judge_progress(Progress(0, 0, 0), still_us) is cure
