"""Changes at their instants, on a scripted clock."""

from collections.abc import Iterator
from threading import Event

from edge.simulator.crowds import DEMO_DAY
from edge.simulator.scene import open_scene, play
from edge.simulator.traces import Change
from tests.edge.simulator.places import NONSTOP, PI, a_life, a_space, hours_us, instant

NOW_US = instant("2026-03-03T10:00+01:00")


class Impatient(Event):
    """An ending that nobody waits for, and that comes after so many looks at it."""

    def __init__(self, looks: int) -> None:
        super().__init__()
        self.looks = looks

    def wait(self, timeout: float | None = None) -> bool:
        self.looks -= 1
        return self.looks < 0


def a_change(at_us: int) -> Change:
    """Make a change of one line."""
    return Change(at_us, PI, "motion-d1", 0, active=True)


def test_a_scene_opens_as_full_as_its_hour() -> None:
    """Who is there already is seen on the lines; what comes is still to come, in order."""
    space = a_space(8, NONSTOP)
    levels, later = open_scene([a_life(space, pace=DEMO_DAY)], NOW_US)
    taken = [name for name, active in levels.items() if active and "tor" not in name[1]]
    assert len(taken) >= 3
    upcoming = [next(later).at_us for _ in range(100)]
    assert upcoming == sorted(upcoming)
    assert NOW_US < upcoming[0] < NOW_US + hours_us(0.1)


def test_an_empty_region_has_no_scene() -> None:
    """Nobody, and nothing to wait for."""
    levels, later = open_scene([], NOW_US)
    assert levels == {}
    assert list(later) == []


def test_what_is_due_is_put_at_once_and_what_is_not_waits() -> None:
    """Until somebody ends the scene."""
    put = list[Change]()
    ahead = a_change(NOW_US + hours_us(1))
    play(
        iter([a_change(NOW_US - 1), a_change(NOW_US), ahead]),
        put.append,
        lambda: NOW_US,
        Impatient(3),
    )
    assert [change.at_us for change in put] == [NOW_US - 1, NOW_US]


def test_a_clock_that_is_set_ends_the_scene() -> None:
    """After an hour asleep, nobody wants an hour in a second."""
    walls = iter([NOW_US, NOW_US, NOW_US + hours_us(1)])
    put = list[Change]()

    def upcoming() -> Iterator[Change]:
        for number in range(1, 1000):
            yield a_change(NOW_US + number * hours_us(0.01))

    play(upcoming(), put.append, lambda: next(walls), Impatient(100))
    assert put == []
