"""Debounce: what counts as a change of a line, and when."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.decisions.debounce import UNREAD, Line, hear, settle, settles_us
from tests.edge.decisions.script import unhurried

QUIET_US = 50_000
LONG_AFTER_US = 10**12

Edge = tuple[int, bool]


def settled(edges: list[Edge]) -> list[tuple[int | None, bool | None]]:
    """Return every settled change with the first edge of its burst."""
    line, changes = UNREAD, []
    for at_us, active in [*edges, (LONG_AFTER_US, None)]:
        quiet = settle(line, QUIET_US, at_us)
        if quiet.level is not line.level:
            changes.append((line.burst_us, quiet.level))
        line = quiet if active is None else hear(quiet, active, at_us)
    return changes


TABLE: list[tuple[str, list[Edge], list[tuple[int, bool]]]] = [
    ("first look", [(0, False)], [(0, False)]),
    ("first look active", [(0, True)], [(0, True)]),
    ("one change", [(0, False), (100_000, True)], [(0, False), (100_000, True)]),
    ("glitch", [(0, False), (100_000, True), (149_999, False)], [(0, False)]),
    (
        "pulse as long as the debounce",
        [(0, False), (100_000, True), (150_000, False)],
        [(0, False), (100_000, True), (150_000, False)],
    ),
    (
        "bounce is one change at its first edge",
        [(0, False), (100_000, True), (101_000, False), (140_000, True)],
        [(0, False), (100_000, True)],
    ),
    ("repeated level", [(0, False), (100_000, False), (900_000, False)], [(0, False)]),
    ("missed callback", [(0, False), (1_000_000, True)], [(0, False), (1_000_000, True)]),
]


@pytest.mark.parametrize(
    ("edges", "expected"), [case[1:] for case in TABLE], ids=[case[0] for case in TABLE]
)
def test_changes(edges: list[Edge], expected: list[tuple[int, bool]]) -> None:
    """A level counts once it was quiet for the debounce time, dated at the burst's first edge."""
    assert settled(edges) == expected


def test_settles_exactly_at_its_deadline() -> None:
    """A microsecond before its deadline a line has not settled."""
    line = hear(UNREAD, True, 10)
    assert settles_us(line, QUIET_US) == 10 + QUIET_US
    assert settle(line, QUIET_US, 9 + QUIET_US) is line
    assert settle(line, QUIET_US, 10 + QUIET_US).level is True


def test_repeated_level_is_the_same_object() -> None:
    """Reading a known level again costs nothing and moves no deadline."""
    line = settle(hear(UNREAD, True, 0), QUIET_US, QUIET_US)
    assert hear(line, True, 1_000_000) is line


@pytest.mark.parametrize("at_us", [500, 501, 500 + QUIET_US - 1])
def test_repeated_level_moves_no_deadline(at_us: int) -> None:
    """A line that has not settled yet settles when it would have, however often it is read."""
    line = hear(UNREAD, True, 500)
    assert hear(line, True, at_us) is line


def test_older_contradiction_is_ignored() -> None:
    """A reading from before the newest edge says nothing about now."""
    line = hear(hear(UNREAD, False, 0), True, 500)
    assert hear(line, False, 499) is line


def test_of_two_changes_at_one_instant_the_later_heard_counts() -> None:
    """What contradicts the newest edge at its very instant is not older than it."""
    line = hear(hear(UNREAD, False, 0), True, 500)
    assert hear(line, False, 500) == Line(None, False, 0, 500)


def test_late_callback_dates_the_change_earlier() -> None:
    """When a repeated reading was faster than the callback, the callback's time counts."""
    line = hear(Line(False, False, None, 0), True, 1_000)
    line = hear(line, True, 400)
    assert (line.burst_us, line.edge_us) == (400, 400)


def bounces(level: bool, at_us: int, gaps_us: list[int]) -> list[Edge]:
    """Return a change to `level` followed by an even number of bounces."""
    edges = [(at_us, level)]
    for gap_us in gaps_us[: len(gaps_us) // 2 * 2]:
        at_us += gap_us
        edges.append((at_us, not edges[-1][1]))
    return edges


@unhurried
@given(st.lists(st.lists(st.integers(1, QUIET_US - 1), max_size=20), min_size=1, max_size=8))
def test_bounces_change_nothing(bursts: list[list[int]]) -> None:
    """Any bounces shorter than the debounce time give the very changes of a clean line."""
    clean, bounced, at_us = [(0, False)], [(0, False)], 0
    for number, gaps_us in enumerate(bursts):
        at_us += 2_000_000
        clean.append((at_us, number % 2 == 0))
        bounced += bounces(number % 2 == 0, at_us, gaps_us)
    assert settled(bounced) == settled(clean)


@unhurried
@given(st.lists(st.tuples(st.integers(0, 200_000), st.booleans()), max_size=30))
def test_settled_level_was_quiet(steps: list[tuple[int, bool]]) -> None:
    """Whatever comes, a level that counts was held for the whole debounce time before."""
    line, at_us, edge_us = UNREAD, 0, 0
    for gap_us, active in steps:
        at_us += gap_us
        before, line = line, settle(line, QUIET_US, at_us)
        if line.level is not before.level:
            assert at_us - edge_us >= QUIET_US
        if active is not line.raw:
            edge_us = at_us
        line = hear(line, active, at_us)
