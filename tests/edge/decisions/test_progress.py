"""Standing still: when to connect anew, and when only a new process can help."""

import pytest

from edge.decisions.progress import Cure, Progress, judge_progress

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
