"""The small-count rule by tables: what is public of each number of persons, and when it moves."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from contract.events import DeskState
from hub.domain.availability import DeskCounts, FreeDesks, OpeningNow, Quality
from hub.domain.calendar import Opening, OpeningState
from hub.domain.disclosure import (
    at_mark,
    at_once,
    before_first_mark,
    between_marks,
    to_ms,
    unknown_among,
)
from hub.domain.sight import Sight
from hub.domain.space import SpaceConfig
from tests.hub.spaces import a_space, utc

MARK = utc(2026, 3, 2, 9, 41)
MARK_MS = 1_772_444_460_000
CLOSES = utc(2026, 3, 2, 16)
STATES = {"o": DeskState.OCCUPIED, "f": DeskState.FREE, "u": DeskState.UNKNOWN}


def place(desks: int, small_count: int = 3, **keys: Any) -> SpaceConfig:
    """Make a space with so many desks, and a booth that never counts."""
    units = [{"id": f"d{n}", "agent": "pi"} for n in range(desks)]
    booth = {"id": "booth", "agent": "pi", "kind": "booth"}
    return a_space(desk=[*units, booth], small_count=small_count, **keys)


def seen(
    space: SpaceConfig,
    states: str,
    opening: OpeningState = OpeningState.OPEN,
    observed_at: datetime | None = MARK,
) -> Sight:
    """See its desks in these states, and somebody in the booth."""
    of_units = [*(STATES[letter] for letter in states), DeskState.OCCUPIED]
    units = tuple(zip(space.desks, of_units, strict=True))
    return Sight(Opening(opening, CLOSES, "Hoffest"), units, observed_at, 150)


# states, small_count: occupied, at_least, at_most, capped
PROTECTED = [
    ("fffff", 3, (None, 3, 5, True)),
    ("offff", 3, (None, 3, 5, True)),
    ("oofff", 3, (None, 3, 5, True)),
    ("oooff", 3, (3, 2, 2, False)),
    ("ooooo", 3, (5, 0, 0, False)),
    ("ooouf", 3, (3, 1, 2, False)),
    ("oouff", 3, (None, 2, 5, True)),
    ("uuuuu", 3, (None, 0, 5, True)),
    ("uuuff", 3, (None, 0, 5, True)),
    ("fffff", 1, (None, 5, 5, True)),
    ("offff", 1, (1, 4, 4, False)),
    ("ff", 3, (None, 0, 2, True)),
]


@pytest.mark.parametrize(("states", "small_count", "expected"), PROTECTED)
def test_below_the_small_count_the_number_stays_away(
    states: str, small_count: int, expected: tuple[int | None, int, int, bool]
) -> None:
    """0, 1, … small_count - 1 look the same, and from small_count on all is told."""
    space = place(len(states), small_count)
    body = at_mark(space, seen(space, states), MARK).published.body
    told = (body.desks.occupied, body.free.at_least, body.free.at_most, body.free.capped)
    assert told == expected
    assert (body.desks.total, body.desks.unknown) == (len(states), states.count("u"))


def test_while_closed_the_number_always_stays_away() -> None:
    """Who works at night is nobody's business, however many; unknown hours hide nothing."""
    space = place(5)
    closed = at_mark(space, seen(space, "ooooo", OpeningState.CLOSED), MARK).published.body
    assert closed.desks == DeskCounts(total=5, occupied=None, unknown=0)
    assert closed.free == FreeDesks(at_least=3, at_most=5, capped=True)
    unknown = at_mark(space, seen(space, "ooooo", OpeningState.UNKNOWN), MARK).published.body
    assert unknown.desks.occupied == 5


def test_what_is_said_at_a_mark() -> None:
    """The full minute is when it was observed, and numbers the version in milliseconds."""
    space = place(5)
    published = at_mark(space, seen(space, "oooff"), MARK).published
    body = published.body
    assert (body.space, body.name, body.ttl_s) == ("hof", "Hof", 150)
    assert (body.observed_at, published.observed_us) == (MARK, MARK_MS * 1000)
    assert body.opening == OpeningNow(state=OpeningState.OPEN, until=CLOSES, reason="Hoffest")
    assert (body.version, body.detail) == (MARK_MS, None)


@pytest.mark.parametrize(
    ("previous", "version"),
    [(0, MARK_MS), (MARK_MS - 1, MARK_MS), (MARK_MS, MARK_MS + 1), (MARK_MS + 5, MARK_MS + 6)],
)
def test_versions_only_grow(previous: int, version: int) -> None:
    """By one where the clock stands or went back, else to the clock."""
    space = place(5)
    assert at_mark(space, seen(space, "oooff"), MARK, previous).published.version == version


def test_before_the_first_mark_nothing_is_known() -> None:
    """There is neither time nor age; the version is that of the start."""
    space = place(2)
    published = before_first_mark(space, seen(space, "uu"), MARK).published
    assert (published.body.observed_at, published.observed_us) == (None, None)
    assert (published.version, published.body.quality) == (MARK_MS, Quality.STALE)


@pytest.mark.parametrize(
    ("states", "quality"), [("of", Quality.LIVE), ("ou", Quality.PARTIAL), ("uu", Quality.STALE)]
)
def test_quality_says_how_much_is_known(states: str, quality: Quality) -> None:
    """All desks, some or none; booths don't count."""
    space = place(2, small_count=0)
    assert at_once(space, seen(space, states), MARK).body.quality is quality


@pytest.mark.parametrize("states", ["oooff", "offff"])
def test_a_desk_that_becomes_unknown_takes_one_step_whatever_it_was(states: str) -> None:
    """One desk less is free for sure; the number of occupied ones and the rest stay."""
    space = place(5)
    marked = at_mark(space, seen(space, states), MARK)
    assert marked.known == {f"d{n}" for n in range(5)}
    before = marked.published.body
    for lost in ("d0", "d4"):
        after = between_marks(marked, frozenset({lost, "booth"}))
        body = after.published.body
        assert body.desks == before.desks.model_copy(update={"unknown": 1})
        assert body.free == before.free.model_copy(update={"at_least": before.free.at_least - 1})
        assert (body.quality, body.version) == (Quality.PARTIAL, MARK_MS + 1)
        assert (body.observed_at, after.published.observed_us) == (MARK, MARK_MS * 1000)
        assert after.known == marked.known - {lost}


def test_a_desk_is_taken_away_once() -> None:
    """What was unknown at the mark already, or was taken away since, changes nothing."""
    space = place(5)
    marked = at_mark(space, seen(space, "ooffu"), MARK)
    assert between_marks(marked, frozenset({"d4"})) is marked
    once = between_marks(marked, frozenset({"d0", "d1"}))
    assert (once.published.body.desks.unknown, once.published.body.free.at_least) == (3, 0)
    assert between_marks(once, frozenset({"d0", "d1", "d4"})) is once
    none_left = between_marks(once, frozenset({"d2", "d3"}))
    assert (none_left.published.body.free.at_least, none_left.known) == (0, frozenset())
    assert none_left.published.body.quality is Quality.STALE


def test_without_protection_all_is_said_at_once() -> None:
    """Unknown desks may be free; the time is that of the oldest proof."""
    space = place(5, small_count=0)
    proof = MARK - timedelta(seconds=12)
    body = at_once(space, seen(space, "offuu", observed_at=proof), MARK).body
    assert body.desks == DeskCounts(total=5, occupied=1, unknown=2)
    assert body.free == FreeDesks(at_least=2, at_most=4, capped=False)
    assert (body.observed_at, body.version) == (proof, MARK_MS)


def test_what_is_the_same_keeps_its_version() -> None:
    """The same snapshot comes back; anything new makes another, with a higher version."""
    space = place(5, small_count=0)
    first = at_once(space, seen(space, "offff"), MARK)
    assert at_once(space, seen(space, "fofff"), MARK + timedelta(hours=1), first) is first
    same_instant = at_once(space, seen(space, "oofff"), MARK, first)
    assert same_instant.version == first.version + 1
    later = at_once(space, seen(space, "oofff"), MARK + timedelta(seconds=1), first)
    assert later.version == MARK_MS + 1000


def test_single_desks_are_told_only_where_the_operator_made_them_public() -> None:
    """Rooms and booths are then told too."""
    public = place(2, small_count=0, public_detail="desks")
    assert at_once(public, seen(public, "of"), MARK).body.detail == {
        "d0": DeskState.OCCUPIED,
        "d1": DeskState.FREE,
        "booth": DeskState.OCCUPIED,
    }
    counted = place(2, small_count=0)
    assert at_once(counted, seen(counted, "of"), MARK).body.detail is None


def test_the_unknown_are_named() -> None:
    """By their ids."""
    space = place(3)
    assert unknown_among(seen(space, "ufu").units) == {"d0", "d2"}


def test_milliseconds_are_rounded_down() -> None:
    """A version is never of the future."""
    assert to_ms(MARK + timedelta(microseconds=1999)) == MARK_MS + 1
