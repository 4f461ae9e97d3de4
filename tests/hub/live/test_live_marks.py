"""Spaces that protect small counts: what is seen at full minutes, and what moves in between."""

import pytest

from tests.hub.small_hub import occupied, protected_hub
from tests.hub.spaces import WEEK, utc


def test_protected_space_says_nothing_before_its_first_mark() -> None:
    """Until the first full minute everything is unknown, whatever was heard."""
    hub = protected_hub()
    hub.agent().says(occupied(5))
    hub.run(39)
    assert hub.figures() == (8, None, 8, 0, 8, True)
    assert (hub.body().observed_at, hub.body().quality) == (None, "stale")
    hub.run(1)
    assert hub.figures() == (8, 5, 0, 3, 3, False)
    assert hub.body().observed_at == utc(2026, 3, 2, 9, 42)


UNDECIDED = {"d7": True, "d8": True}
BROKEN = {"d7": False, "d8": False}


@pytest.mark.parametrize(
    ("persons", "unknown", "whole", "expected"),
    [
        # what a visitor can make unknown counts as occupied when a number is small or not
        (0, 2, UNDECIDED, (8, None, 0, 6, 8, True)),
        (1, 2, UNDECIDED, (8, 1, 2, 5, 7, False)),
        (3, 2, UNDECIDED, (8, 3, 2, 3, 5, False)),
        # what no visitor can change is unknown, whatever the desk says
        (0, 2, BROKEN, (8, None, 2, 4, 8, True)),
        (2, 2, BROKEN, (8, None, 2, 4, 8, True)),
        (3, 2, BROKEN, (8, 3, 2, 3, 5, False)),
        (2, 0, BROKEN, (8, None, 2, 4, 8, True)),
        (8, 0, BROKEN, (8, 6, 2, 0, 2, False)),
    ],
)
def test_what_is_whole_decides_what_is_unknown(
    persons: int,
    unknown: int,
    whole: dict[str, bool],
    expected: tuple[int, int | None, int, int, int, bool],
) -> None:
    """Where numbers are protected, unknown desks follow what is whole, not what people do."""
    hub = protected_hub()
    hub.agent().says(occupied(persons, unknown=unknown), whole=whole)
    hub.run(40)
    assert hub.figures() == expected


def test_without_protection_the_states_alone_count() -> None:
    """Where nothing is protected, a desk that half of its sensors watch is what they say."""
    hub = protected_hub(small_count=0)
    hub.agent().says(occupied(2, unknown=1), whole={"d1": False, "d8": True})
    assert hub.figures() == (8, 2, 1, 5, 6, False)


def test_what_visitors_make_unknown_takes_nothing_away_between_marks() -> None:
    """Below the limit a whole desk that becomes unknown moves nothing; a broken one does."""
    hub = protected_hub()
    hub.agent().says(occupied(2))
    hub.run(40)
    before = hub.published()
    hub.agent().says(occupied(2, unknown=1), whole={"d8": True})
    hub.run(1)
    assert hub.published() is before
    hub.agent().says(occupied(2), whole={"d8": False})
    hub.run(1)
    assert hub.figures() == (8, None, 1, 5, 8, True)


@pytest.mark.parametrize(
    ("persons", "unknown", "expected"),
    [
        (0, 0, (8, None, 0, 6, 8, True)),
        (1, 0, (8, None, 0, 6, 8, True)),
        (2, 0, (8, None, 0, 6, 8, True)),
        (3, 0, (8, 3, 0, 5, 5, False)),
        (8, 0, (8, 8, 0, 0, 0, False)),
        (2, 1, (8, None, 1, 5, 8, True)),
        (0, 7, (8, None, 7, 0, 8, True)),
        (3, 1, (8, 3, 1, 4, 5, False)),
        (3, 5, (8, 3, 5, 0, 5, False)),
    ],
)
def test_small_counts_at_the_mark(
    persons: int, unknown: int, expected: tuple[int, int | None, int, int, int, bool]
) -> None:
    """Below the limit the number stays away, and the bounds follow from the unknown alone."""
    hub = protected_hub()
    hub.agent().says(occupied(persons, unknown=unknown))
    hub.run(40)
    assert hub.figures() == expected


def test_while_closed_no_number_is_said() -> None:
    """While closed the number stays away however large it is, from the very minute of closing."""
    hub = protected_hub(start=utc(2026, 3, 2, 15, 58, 30), opening=WEEK)
    hub.agent().says(occupied(5))
    hub.run(30)
    assert hub.figures() == (8, 5, 0, 3, 3, False)
    hub.run(59)
    assert (hub.figures(), hub.body().opening.state) == ((8, 5, 0, 3, 3, False), "open")
    hub.run(1)
    assert (hub.figures(), hub.body().opening.state) == ((8, None, 0, 6, 8, True), "closed")


def test_between_marks_nothing_moves_with_people() -> None:
    """Whoever comes and goes within a minute is never seen."""
    hub = protected_hub()
    agent = hub.agent()
    agent.says(occupied(4))
    hub.run(40)
    before = hub.published()
    for count in (8, 0, 3, 5):
        agent.says(occupied(count))
        hub.run(10)
        assert hub.published() is before
    agent.says(occupied(6))
    hub.run(20)
    assert hub.figures() == (8, 6, 0, 2, 2, False)


def test_the_mark_is_looked_at_before_a_later_message() -> None:
    """What comes after the full minute does not belong to it, however late the tick comes."""
    hub = protected_hub()
    agent = hub.agent()
    agent.says(occupied(4))
    hub.clock.pass_by(40.2)
    before = hub.published()
    agent.says(occupied(7))
    assert hub.published() is before
    hub.clock.pass_by(0.3)
    hub.live.tick()
    assert hub.figures() == (8, 4, 0, 4, 4, False)


def test_proof_is_judged_as_of_the_mark() -> None:
    """A tick that comes late does not make the mark's own picture older."""
    hub = protected_hub()
    hub.agent(ttl_s=40).says(occupied(4))
    hub.clock.pass_by(40)
    hub.live.tick()
    assert hub.figures() == (8, 4, 0, 4, 4, False)
    late = protected_hub()
    late.agent(ttl_s=40).says(occupied(4))
    late.clock.pass_by(40.9)
    late.live.tick()
    assert late.figures() == (8, 4, 8, 0, 4, False)  # as of the mark, and unknown since


def test_desks_that_become_unknown_are_taken_away_between_marks() -> None:
    """One by one, never below none, and not given back before the next mark."""
    hub = protected_hub()
    agent = hub.agent()
    agent.says(occupied(6))
    hub.run(40)
    mark = hub.published().version
    steps = [
        (occupied(6, unknown=1), (8, 6, 1, 1, 2, False)),
        (occupied(5, unknown=3), (8, 6, 3, 0, 2, False)),
        (occupied(6), (8, 6, 3, 0, 2, False)),
        (occupied(3, unknown=5), (8, 6, 5, 0, 2, False)),
    ]
    versions = []
    for states, expected in steps:
        agent.says(states)
        hub.run(1)
        assert hub.figures() == expected
        assert hub.body().quality == "partial"
        assert hub.body().observed_at == utc(2026, 3, 2, 9, 42)
        versions.append(hub.published().version - mark)
    assert versions == [1, 2, 2, 3]
    agent.says(occupied(6))
    hub.run(56)
    assert hub.figures() == (8, 6, 0, 2, 2, False)


def test_capped_bounds_follow_the_unknown_between_marks() -> None:
    """Below the limit the lower bound keeps its formula, whichever desk became unknown."""
    for lost in ("d1", "d8"):
        hub = protected_hub()
        hub.agent().says(occupied(2))
        hub.run(40)
        hub.agent().says({**occupied(2), lost: "unknown"})
        hub.run(1)
        assert hub.figures() == (8, None, 1, 5, 8, True)


def test_a_dead_agent_of_a_protected_space_is_unknown_in_time() -> None:
    """Protection does not delay the unknown: within ttl_s + 5 s, mark or not."""
    hub = protected_hub()
    hub.agent().says(occupied(4))
    hub.run(150)
    assert hub.body().quality == "live"
    hub.run(1)
    assert (hub.figures(), hub.body().quality) == ((8, 4, 8, 0, 4, False), "stale")
    hub.run(40)
    assert hub.figures() == (8, None, 8, 0, 8, True)
    assert hub.body().observed_at == utc(2026, 3, 2, 9, 44)


def test_protected_version_is_the_mark_and_the_changes_since() -> None:
    """The version says nothing but the minute and how often desks became unknown since."""
    hub = protected_hub()
    assert hub.published().version == 1772444480000
    hub.agent().says(occupied(4))
    hub.run(40)
    assert hub.published().version == 1772444520000
    hub.agent().dies()
    hub.run(1)
    assert hub.published().version == 1772444520001
    hub.run(59)
    assert hub.published().version == 1772444580000


def test_a_clock_that_steps_forward_skips_marks() -> None:
    """After a step the newest full minute counts, and only that one."""
    hub = protected_hub()
    hub.agent().says(occupied(4))
    hub.clock.step_wall(3600)
    hub.live.tick()
    assert hub.body().observed_at == utc(2026, 3, 2, 10, 41)


def test_a_clock_that_steps_back_stops_nothing() -> None:
    """A small step back waits for its next minute; after a large one nothing lies in the future."""
    hub = protected_hub()
    agent = hub.agent()
    agent.says(occupied(4))
    hub.run(40)
    first = hub.published()
    hub.clock.step_wall(-1)
    hub.live.tick()
    assert hub.published() is first
    hub.clock.step_wall(-7200)
    hub.live.tick()
    assert hub.body().observed_at == utc(2026, 3, 2, 7, 41)
    assert hub.body().model_copy(update={"observed_at": None, "version": 0}) == (
        first.body.model_copy(update={"observed_at": None, "version": 0})
    )
    hub.agent(epoch="b" * 32).says(occupied(7))
    hub.run(60)
    assert hub.body().desks.occupied == 7
    assert hub.body().observed_at == utc(2026, 3, 2, 7, 42)
    assert hub.published().version == first.version + 2


@pytest.mark.parametrize(("back_s", "waits"), [(1, True), (2, True), (2.5, False), (240, False)])
def test_a_clock_that_steps_back_by_two_seconds_waits_and_by_more_does_not(
    back_s: float, waits: bool
) -> None:
    """A clock being set right, bit by bit, publishes nothing; a step is published at once."""
    hub = protected_hub()
    agent = hub.agent()
    agent.says(occupied(4))
    hub.run(40)
    first = hub.published()
    hub.clock.step_wall(-back_s)
    hub.live.tick()
    assert (hub.published() is first) is waits
