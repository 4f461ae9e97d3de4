"""Whom the live reader hears: the agents of the spaces as they are now."""

from datetime import datetime
from functools import partial

from hub.domain.handover_change import DESK, HandoverChange, UnitName, applied
from tests.hub.small_hub import TWO_DESKS, Hub, occupied, open_hub, protected_hub

NOON = datetime(2026, 3, 2, 10, 30)  # noqa: DTZ001 - by the clock of the space
CHANGE = HandoverChange(
    id="1",
    space="hof",
    units=(UnitName(DESK, "d1"), UnitName(DESK, "d2")),
    before="pi",
    after="pi-2",
    from_wall=NOON,
    made_by="p",
    made_us=1,
)


def hand_over(hub: Hub, *changes: HandoverChange) -> None:
    """Let people have said so."""
    hub.spaces.amend("agents", partial(applied, changes=changes))


def test_a_desk_is_unknown_until_its_new_agent_speaks() -> None:
    """Whatever the old one says; and never free meanwhile."""
    hub = open_hub(desk=TWO_DESKS)
    old, new = hub.agent(), hub.agent("pi-2", epoch="b" * 32)
    old.says({"d1": "free", "d2": "free"})
    new.says({"d1": "occupied", "d2": "free"})
    assert hub.ignored("unknown_agent") == 1
    assert hub.figures() == (2, 0, 0, 2, 2, False)
    hand_over(hub, CHANGE)
    hub.run(1)
    assert hub.figures() == (2, 0, 2, 0, 2, False)
    old.says({"d1": "free", "d2": "free"})
    assert hub.figures() == (2, 0, 2, 0, 2, False)
    hub.run(1)
    new.says({"d1": "occupied", "d2": "free"})
    assert hub.figures() == (2, 1, 0, 1, 1, False)


def test_what_is_known_of_others_stays_known() -> None:
    """Agents that nobody replaced aren't heard anew; and one that was taken back is a stranger."""
    desks = [*TWO_DESKS, {"id": "d3", "agent": "pi-3"}]
    hub = open_hub(desk=desks)
    hub.agent("pi-3").says({"d3": "free"})
    hand_over(hub, CHANGE)
    hub.live.tick()
    assert hub.figures() == (3, 0, 2, 1, 3, False)
    assert set(hub.live.agents_of("hof")) == {"pi", "pi-2", "pi-3"}
    hand_over(hub)
    hub.live.tick()
    assert set(hub.live.agents_of("hof")) == {"pi", "pi-3"}
    hub.agent("pi-2", epoch="b" * 32).says({"d1": "free", "d2": "free"})
    assert hub.ignored("unknown_agent") == 1


def test_where_small_counts_are_protected_it_shows_at_the_next_full_minute() -> None:
    """So that nobody can tell a replacement from a visitor by its moment."""
    hub = protected_hub()
    hub.agent().says(occupied(4))
    hub.run(60)
    before = hub.figures()
    assert before == (8, 4, 0, 4, 4, False)
    hand_over(hub, CHANGE)
    hub.live.tick()
    assert hub.figures() == before
    hub.run(60)
    assert hub.figures()[2] == 2
