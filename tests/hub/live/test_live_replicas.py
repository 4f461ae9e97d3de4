"""Several hubs hear the same, each looking whenever it happens to: they say the same."""

from datetime import timedelta

import pytest

from contract.times import to_us
from tests.hub.scripted import ScriptedAgent
from tests.hub.small_hub import START, Hub, occupied, open_hub, protected_hub

EPOCH = "a" * 32


def without_version(hub: Hub) -> str:
    """Return what is public, but for age and version."""
    return hub.body().model_dump_json(exclude={"age_s", "version"})


def both_hear(hubs: tuple[Hub, Hub], under_way_s: tuple[float, float], count: int) -> None:
    """Let one state reach two hubs, each after its own while."""
    sent = hubs[0].clock.wall()
    for hub, late_s in zip(hubs, under_way_s, strict=True):
        hub.clock.pass_by(late_s)
        ScriptedAgent(hub.live, hub.clock, epoch=EPOCH).says(occupied(count), at=sent)
        hub.clock.pass_by(1 - late_s)


def test_a_state_is_as_old_as_its_clock_says_however_long_it_was_under_way() -> None:
    """Two hubs that a state reaches at different moments give the same observed_at."""
    near, far = protected_hub(small_count=0), protected_hub(small_count=0)
    both_hear((near, far), (0.002, 0.9), 5)
    assert near.body().observed_at == START
    assert without_version(near) == without_version(far)


@pytest.mark.parametrize(
    ("behind_s", "is_synced", "observed_s"),
    [
        (30, True, -30),  # under way so long
        (-2, True, 2),  # two clocks that are right may differ by so much
        (30.1, True, 0),  # what its clock says isn't borne out: the receipt counts
        (-2.1, True, 0),
        (1, False, 0),  # its clock says nothing
    ],
)
def test_the_receipt_counts_where_it_does_not_bear_out_the_clock(
    behind_s: float, is_synced: bool, observed_s: float
) -> None:
    """A clock that is unsynced, ahead or far behind dates nothing that is public."""
    hub = open_hub()
    at = START - timedelta(seconds=behind_s)
    hub.agent().says({"d1": "free", "d2": "free"}, at=at, synced=is_synced)
    assert hub.body().observed_at == START + timedelta(seconds=observed_s)


def test_a_hub_that_starts_later_gives_the_time_of_what_is_retained() -> None:
    """The retained state says the same of a space as the live one that the others heard."""
    old, new = open_hub(), open_hub()
    states = {"d1": "free", "d2": "occupied"}
    old.agent().says(states)
    old.clock.pass_by(40)
    new.clock.pass_by(40)
    new.agent().says(states, at=START, retained=True)
    assert without_version(old) == without_version(new)


def test_protected_spaces_agree_in_version_however_often_each_hub_looks() -> None:
    """One hub looks after each message, the other once: the same body, version and entity tag."""
    eager, lazy = protected_hub(), protected_hub()
    for hub in (eager, lazy):
        hub.agent().says(occupied(6))
        hub.run(40)
    for whole in ({"d1": False}, {"d1": False, "d2": False}, {"d1": True, "d2": False}):
        for hub in (eager, lazy):
            hub.clock.pass_by(0.2)
            hub.agent().says(occupied(6), whole=whole)
        eager.live.tick()
    lazy.live.tick()
    assert eager.body().desks.unknown == 2
    assert eager.published().version == to_us(START + timedelta(seconds=40)) // 1000 + 2
    assert eager.published().body == lazy.published().body
    assert eager.published().etag == lazy.published().etag


def test_what_was_unknown_for_a_moment_is_taken_away_by_all() -> None:
    """A desk that is unknown between two looks of one hub is missed by none."""
    eager, lazy = protected_hub(), protected_hub()
    for hub in (eager, lazy):
        hub.agent().says(occupied(6))
        hub.run(40)
    for is_whole in (False, True):
        for hub in (eager, lazy):
            hub.clock.pass_by(0.2)
            hub.agent().says(occupied(6), whole={"d1": is_whole})
        eager.live.tick()
    lazy.live.tick()
    assert eager.published().body == lazy.published().body
    assert lazy.body().desks.unknown == 1
