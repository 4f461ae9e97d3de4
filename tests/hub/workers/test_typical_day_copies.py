"""Copies of what archives say: each from its own, kept with their age while one is out of reach."""

from datetime import timedelta

import pytest

from hub.errors import StoreUnavailable
from hub.workers.archive_link import Answer
from hub.workers.typical_day_copies import EVERY_S, PATH, TypicalDayCopies
from hub.workers.typical_days import Origin
from tests.hub.pages.typical_days import share, typical_monday
from tests.hub.scripted import ScriptedClock
from tests.hub.spaces import utc
from tests.hub.workers.test_typical_days_said import written

START = utc(2026, 3, 2, 9, 41)
ARCHIVES = {"a": "http://north/", "b": "http://north/", "c": "http://south"}
SMALL_COUNTS = dict.fromkeys(("a", "b", "c", "lonely"), 0)
QUIET, BUSY = typical_monday(share(9, 10)), typical_monday(share(9, 90))


class Archives:
    """Two archives; one may be out of reach."""

    def __init__(self) -> None:
        self.said = {f"http://north{PATH}": written(a=QUIET, b=None), f"http://south{PATH}": b""}
        self.asked: list[tuple[str, str]] = []

    def __call__(self, url: str, etag: str) -> Answer | None:
        self.asked.append((url, etag))
        body = self.said[url]
        if not body:
            raise StoreUnavailable(f"{url} can't be reached")
        tag = f'"{hash(body)}"'
        return None if tag == etag else Answer(body, tag)


@pytest.fixture
def archives() -> Archives:
    """Make two archives, the second of which is out of reach."""
    return Archives()


@pytest.fixture
def clock() -> ScriptedClock:
    """Make a clock."""
    return ScriptedClock(START)


@pytest.fixture
def copies(archives: Archives, clock: ScriptedClock) -> TypicalDayCopies:
    """Make the copies of a replica."""
    return TypicalDayCopies(ARCHIVES, SMALL_COUNTS, clock, archives)


def renew(copies: TypicalDayCopies) -> None:
    """Do what is due."""
    work = copies.due()
    assert work is not None
    work(lambda: False)


def test_nothing_is_known_before_anybody_has_answered(copies: TypicalDayCopies) -> None:
    """Which isn't the same as: there is nothing to say."""
    for space in SMALL_COUNTS:
        assert copies.of(space) is None
        assert copies.origin(space) == Origin(has_answered=False)


def test_an_archive_out_of_reach_costs_the_others_nothing(copies: TypicalDayCopies) -> None:
    """It is said that one is; what the other says is there."""
    with pytest.raises(StoreUnavailable, match="south"):
        renew(copies)
    assert copies.of("a") == QUIET
    assert copies.of("b") is None
    assert [copies.origin(space) for space in "ab"] == [Origin(copied_at=START)] * 2
    assert [copies.origin(space).has_answered for space in ("c", "lonely")] == [False, False]


def test_what_was_said_last_stays_with_its_age(
    copies: TypicalDayCopies, archives: Archives, clock: ScriptedClock
) -> None:
    """However long the archive is away; and it grows no older while the archive says the same."""
    archives.said[f"http://south{PATH}"] = written(c=BUSY)
    renew(copies)
    archives.said[f"http://south{PATH}"] = b""
    clock.pass_by(EVERY_S)
    with pytest.raises(StoreUnavailable):
        renew(copies)
    assert (copies.of("c"), copies.origin("c")) == (BUSY, Origin(copied_at=START))
    assert copies.origin("a") == Origin(copied_at=START + timedelta(seconds=EVERY_S))
    assert archives.asked[-2][1] != ""


def test_a_hub_that_has_just_begun_takes_nothing_away(
    copies: TypicalDayCopies, archives: Archives
) -> None:
    """It doesn't know yet what it knew before."""
    archives.said[f"http://south{PATH}"] = written(c=BUSY)
    renew(copies)
    archives.said |= {f"http://south{PATH}": written(), f"http://north{PATH}": written(a=None)}
    renew(copies)
    assert copies.of("c") == BUSY
    assert copies.of("a") is None
    assert copies.origin("a").has_answered


def test_without_an_archive_nobody_is_asked(archives: Archives, clock: ScriptedClock) -> None:
    """And nothing is known."""
    copies = TypicalDayCopies({}, SMALL_COUNTS, clock, archives)
    assert copies.due() is None
    assert copies.origin("a") == Origin(has_answered=False)
