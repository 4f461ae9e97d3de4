"""Dating: boot-time where it is known, an honest estimate where it is not, and never backwards."""

from collections.abc import Sequence
from itertools import groupby, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.decisions.dating import Date, Dated, date_rows

S = 1_000_000
NOW_BOOT, NOW_WALL = 1_000 * S, 500_000 * S
OFFSET = NOW_WALL - NOW_BOOT
Given = tuple[int, str, int, int | None]
"""A row in short: epoch number, boot, boot-time in seconds, date in seconds or None."""


def rows(*given: Given) -> list[Dated]:
    """Number the rows within their epochs."""
    made = list[Dated]()
    for epoch_no, boot, boot_s, at_s in given:
        seq = 1 + sum(one.epoch_no == epoch_no for one in made)
        at_us = None if at_s is None else at_s * S
        made.append(Dated(epoch_no, seq, boot, boot_s * S, at_us))
    return made


def dates(given: Sequence[Dated], boot: str = "now") -> list[Date]:
    """Date them in boot `boot`, in which the clock is synced by now."""
    return date_rows(given, boot, NOW_BOOT, NOW_WALL)


def in_s(found: Sequence[Date]) -> list[tuple[float, bool]]:
    return [(one.at_us / S, one.is_estimated) for one in found]


OFFSET_S = OFFSET // S
CASES: list[tuple[str, list[Given], list[tuple[float, bool]]]] = [
    ("nothing waits", [(1, "now", 5, 505)], []),
    (
        "this boot",
        [(1, "now", 5, None), (1, "now", 9, None)],
        [(OFFSET_S + 5, False), (OFFSET_S + 9, False)],
    ),
    (
        "this boot, after a synced while",
        [(1, "now", 5, OFFSET_S + 5), (1, "now", 9, None)],
        [(OFFSET_S + 9, False)],
    ),
    (
        "an earlier boot, synced at some time",
        [(1, "a", 5, 105), (1, "a", 9, None), (2, "now", 1, None)],
        [(109, False), (OFFSET_S + 1, False)],
    ),
    (
        "an earlier boot, synced later than the row",
        [(1, "a", 5, None), (2, "a", 9, 109), (3, "now", 1, None)],
        [(105, False), (OFFSET_S + 1, False)],
    ),
    (
        "a boot that never synced, between two known",
        [
            (1, "a", 5, 100),
            (2, "b", 1, None),
            (2, "b", 2, None),
            (2, "b", 3, None),
            (3, "now", 0, 500),
        ],
        [(200, True), (300, True), (400, True)],
    ),
    (
        "two boots that never synced share the span",
        [(1, "a", 5, 100), (2, "b", 1, None), (3, "c", 1, None), (4, "now", 0, 400)],
        [(200, True), (300, True)],
    ),
    (
        "nothing known before: one second before what follows",
        [(1, "b", 3, None), (1, "b", 8, None), (2, "now", 0, 500)],
        [(494, True), (499, True)],
    ),
    (
        "nothing known after: now",
        [(1, "a", 5, 499_900), (2, "b", 1, None)],
        [(499_950, True)],
    ),
    ("nothing known at all", [(1, "b", 1, None)], [(499_999, True)]),
    (
        "the nearest of several known before counts",
        [(1, "a", 5, 100), (1, "a", 6, 200), (2, "b", 1, None), (3, "now", 0, 400)],
        [(300, True)],
    ),
    (
        "the neighbours are of one instant",
        [(1, "a", 5, 500), (2, "b", 1, None), (3, "now", 0, 500)],
        [(499, True)],
    ),
    (
        "the neighbours contradict each other",
        [(1, "a", 5, 900), (2, "b", 1, None), (3, "now", 0, 500)],
        [(499, True)],
    ),
]


@pytest.mark.parametrize(
    ("given", "expected"), [each[1:] for each in CASES], ids=[each[0] for each in CASES]
)
def test_each_row_gets_the_best_date_there_is(
    given: list[Given], expected: list[tuple[float, bool]]
) -> None:
    """By difference where its boot was ever synced, else between its neighbours."""
    assert in_s(dates(rows(*given))) == expected


def test_dates_name_their_rows() -> None:
    """Epoch and number come back with the date; rows that have one are left alone."""
    found = dates(rows((1, "a", 5, 105), (1, "a", 9, None), (7, "now", 1, None)))
    assert [(one.epoch_no, one.seq) for one in found] == [(1, 2), (7, 1)]


def test_one_instant_becomes_several_microseconds() -> None:
    """Events of one instant keep their order in their dates."""
    found = dates(rows((1, "now", 5, None), (1, "now", 5, None), (1, "now", 5, None)))
    assert [one.at_us - OFFSET for one in found] == [5 * S, 5 * S + 1, 5 * S + 2]


def test_a_date_is_later_than_one_given_before() -> None:
    """Though the clock went back since: the row before it was perhaps sent already."""
    given = rows((1, "now", 5, OFFSET_S + 60), (1, "now", 6, None))
    assert [one.at_us for one in dates(given)] == [(OFFSET_S + 60) * S + 1]


@given(
    st.lists(
        st.tuples(
            st.sampled_from("abc"),
            st.lists(st.integers(0, 50), min_size=1, max_size=6),
            st.integers(0, 6),
        ),
        max_size=5,
    ),
    st.lists(st.integers(0, 900), max_size=6),
)
def test_dates_rise_within_every_epoch(
    before: list[tuple[str, list[int], int]], now: list[int]
) -> None:
    """Whatever was dated when, by whichever clock: each row waits for none and none goes back."""
    made: list[Given] = []
    for no, (boot, seconds, dated) in enumerate(before, start=1):
        for index, boot_s in enumerate(sorted(seconds)):
            made.append((no, boot, boot_s, 1000 * no + boot_s + index if index < dated else None))
    made += [(99, "now", boot_s, None) for boot_s in sorted(now)]
    given = rows(*made)
    found = {(one.epoch_no, one.seq): one for one in dates(given)}
    assert set(found) == {(one.epoch_no, one.seq) for one in given if one.at_us is None}
    final = [
        (one.epoch_no, found[one.epoch_no, one.seq].at_us if one.at_us is None else one.at_us)
        for one in given
    ]
    for _, run in groupby(final, key=lambda one: one[0]):
        assert all(one[1] < other[1] for one, other in pairwise(run))
    synced = {one.boot for one in given if one.at_us is not None} | {"now"}
    assert all(
        found[one.epoch_no, one.seq].is_estimated is (one.boot not in synced)
        for one in given
        if one.at_us is None
    )
