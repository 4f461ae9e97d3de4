"""Challenges: drawn at random, taken once, and no more of them than there is room for."""

import pytest

from hub.console.passkeys import challenges
from hub.console.passkeys.challenges import LASTS_US, Ceremony, Challenges, Purpose

MAKE = Purpose(Ceremony.REGISTRATION, "a browser", "a link")


class Time:
    """The time of day, moved by hand."""

    now_us = 1_772_444_460_000_000

    def __call__(self) -> int:
        """Return it."""
        return self.now_us


def test_a_challenge_is_taken_once_for_what_it_was_drawn_for() -> None:
    """And by who knows it: it has 256 random bits."""
    held = Challenges(Time())
    first, second = held.draw(MAKE, "p-1"), held.draw(MAKE, "p-2")
    assert len({first, second}) == 2
    assert len(first) == 32
    assert held.take(second, MAKE) == "p-2"
    assert held.take(first, MAKE) == "p-1"
    assert held.take(first, MAKE) is None


@pytest.mark.parametrize(
    "other",
    [
        Purpose(Ceremony.AUTHENTICATION, "a browser", "a link"),
        Purpose(Ceremony.REGISTRATION, "another browser", "a link"),
        Purpose(Ceremony.REGISTRATION, "a browser", "another link"),
    ],
)
def test_a_challenge_for_something_else_is_used_up(other: Purpose) -> None:
    """So that nobody tries what else it could be for."""
    held = Challenges(Time())
    challenge = held.draw(MAKE, "p-1")
    assert held.take(challenge, other) is None
    assert held.take(challenge, MAKE) is None


@pytest.mark.parametrize(
    ("later_us", "is_open"), [(0, True), (LASTS_US - 1, True), (LASTS_US, False), (-1, False)]
)
def test_a_challenge_is_over_by_the_clock(later_us: int, is_open: bool) -> None:
    """One that was set back ends it as well."""
    time = Time()
    held = Challenges(time)
    challenge = held.draw(MAKE, "p-1")
    time.now_us += later_us
    assert (held.take(challenge, MAKE) is not None) is is_open


def test_the_oldest_makes_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks for very many fills no memory."""
    monkeypatch.setattr(challenges, "MOST", 3)
    held = Challenges(Time())
    drawn = [held.draw(MAKE, str(number)) for number in range(5)]
    assert [held.take(challenge, MAKE) for challenge in drawn] == [None, None, "2", "3", "4"]
