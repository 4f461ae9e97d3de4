"""The live reader as a whole: what it publishes at once, what it ignores, whom it wakes."""

import asyncio
import json
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.limits import STATE_TTL_S
from contract.messages import Health, StateClock, encode
from contract.topics import AgentAddress, Channel
from tests.hub.small_hub import START, TWO_DESKS, Hub, occupied, open_hub, protected_hub
from tests.hub.spaces import a_space, utc


def test_nothing_is_known_before_anything_was_heard() -> None:
    """A hub that has just started says unknown, with no age."""
    hub = open_hub()
    assert hub.figures() == (2, 0, 2, 0, 2, False)
    assert (hub.body().quality, hub.body().observed_at) == ("stale", None)
    assert hub.published().payload(START).age_s is None
    assert hub.body().opening.until == utc(2026, 3, 2, 16)


def test_it_has_just_started_for_as_long_as_an_agent_may_be_silent() -> None:
    """Whatever the time of day does meanwhile."""
    hub = open_hub()
    assert hub.live.starting_s() == STATE_TTL_S
    hub.clock.pass_by(100)
    hub.clock.step_wall(-3600)
    assert hub.live.starting_s() == STATE_TTL_S - 100
    hub.clock.pass_by(STATE_TTL_S)
    assert hub.live.starting_s() == 0


def test_a_state_is_published_at_once() -> None:
    """Without protection a change is public before the next tick."""
    hub = open_hub()
    hub.agent().says({"d1": "occupied", "d2": "free"})
    assert hub.figures() == (2, 1, 0, 1, 1, False)
    assert (hub.body().quality, hub.body().observed_at) == ("live", START)


def test_age_grows_and_nothing_else() -> None:
    """The age is that of the oldest proof, in seconds with one decimal; the tag leaves it out."""
    hub = open_hub()
    hub.agent().says({"d1": "occupied", "d2": "free"})
    first = hub.published()
    hub.clock.pass_by(12.44)
    assert hub.published() is first
    assert first.payload(hub.clock.now).age_s == 12.4
    assert first.payload(START - timedelta(seconds=2)).age_s == 0.0


def test_nothing_is_observed_in_the_future() -> None:
    """When our time of day goes back, what was seen keeps its age and gets a date before now."""
    hub = open_hub()
    hub.agent().says({"d1": "occupied", "d2": "free"})
    hub.clock.pass_by(7)
    hub.clock.step_wall(-3600)
    until_looked = hub.published().payload(hub.clock.now)
    assert (until_looked.observed_at, until_looked.age_s) == (None, None)
    hub.live.tick()
    body = hub.published().payload(hub.clock.now)
    assert (body.age_s, body.observed_at) == (7.0, START - timedelta(hours=1))


def test_a_time_of_day_that_goes_on_makes_nothing_older() -> None:
    """Nor does its way back, though not everybody spoke meanwhile: the age is boot-time's."""
    hub = open_hub(desk=[{"id": "d1", "agent": "one"}, {"id": "d2", "agent": "two"}])
    hub.agent("one").says({"d1": "free"})
    hub.agent("two").says({"d2": "free"})
    for step_s, ages_s in ((45 * 86_400, (7.0, 7.0)), (-45 * 86_400, (14.0, 14.0))):
        hub.clock.pass_by(7)
        hub.clock.step_wall(step_s)
        hub.live.tick()
        body = hub.published().payload(hub.clock.now)
        assert body.age_s == ages_s[0]
        hub.agent("one").says({"d1": "free"})
        assert hub.published().payload(hub.clock.now).age_s == ages_s[1]


def test_observed_at_is_the_oldest_newest_proof_of_known_desks() -> None:
    """Of several agents the one that was silent longest counts, if it has a known desk."""
    hub = open_hub(desk=[{"id": "d1", "agent": "one"}, {"id": "d2", "agent": "two"}])
    one, two = hub.agent("one"), hub.agent("two", epoch="b" * 32)
    one.says({"d1": "free"}, at=START - timedelta(hours=2))
    hub.run(10)
    two.says({"d2": "occupied"})
    assert hub.body().observed_at == START
    hub.run(20)
    one.says({"d1": "free"})
    assert hub.body().observed_at == START + timedelta(seconds=10)
    two.says({"d2": "unknown"})
    assert hub.body().observed_at == START + timedelta(seconds=30)


def test_a_dead_agent_is_unknown_in_time() -> None:
    """A desk whose agent falls silent is unknown within ttl_s + 5 s, with a tick a second."""
    hub = open_hub()
    hub.agent().says({"d1": "occupied", "d2": "free"})
    hub.run(150)
    assert hub.figures() == (2, 1, 0, 1, 1, False)
    hub.run(1)
    assert hub.figures() == (2, 0, 2, 0, 2, False)
    assert (hub.body().quality, hub.body().observed_at) == ("stale", None)


def test_a_will_is_published_at_once() -> None:
    """The will of the present session makes its desks unknown, an older one does not."""
    hub = open_hub()
    hub.agent().says({"d1": "free", "d2": "free"})
    hub.agent(epoch="b" * 32).dies()
    assert hub.body().quality == "live"
    hub.agent().dies()
    assert hub.body().quality == "stale"


def test_opening_follows_the_clock_without_any_message() -> None:
    """Opening and closing are published by ticks alone."""
    hub = open_hub()
    hub.clock.pass_by((utc(2026, 3, 2, 15, 59, 59) - START).total_seconds())
    hub.live.tick()
    assert hub.body().opening.state == "open"
    hub.run(1)
    assert (hub.body().opening.state, hub.body().opening.until) == ("closed", utc(2026, 3, 3, 8))


def test_desks_go_in_and_out_of_service() -> None:
    """The total counts desks in service now, and never a room or a booth."""
    desks = [
        {"id": "d1", "agent": "pi", "to": date(2026, 3, 2)},
        {"id": "d2", "agent": "pi", "hours": {"mon": "00:00-10:45"}},
        {"id": "r1", "agent": "pi", "kind": "room"},
        {"id": "b1", "agent": "pi", "kind": "booth"},
    ]
    hub = open_hub(desk=desks)
    hub.agent().says({"d1": "free", "d2": "free", "r1": "occupied", "b1": "occupied"})
    assert hub.figures() == (2, 0, 0, 2, 2, False)
    hub.clock.pass_by(4 * 60)
    hub.live.tick()
    assert hub.body().desks.total == 1
    hub.clock.pass_by(14 * 3600)
    hub.live.tick()
    assert hub.body().desks.total == 0


def test_detail_names_every_unit_where_it_is_public() -> None:
    """Rooms and booths appear by name, and only together with the desks."""
    units = [*TWO_DESKS, {"id": "r1", "agent": "pi", "kind": "room"}]
    states = {"d1": "occupied", "d2": "free", "r1": "occupied"}
    shown = open_hub(desk=units, public_detail="desks")
    shown.agent().says(states)
    assert shown.body().detail == states
    assert shown.figures() == (2, 1, 0, 1, 1, False)
    assert '"detail":{"d1":"occupied","d2":"free","r1":"occupied"}' in (
        shown.body().model_dump_json()
    )
    hidden = open_hub(desk=units)
    hidden.agent().says(states)
    assert "detail" not in hidden.body().model_dump_json()


def test_version_moves_only_with_the_public_snapshot() -> None:
    """What changes nothing public moves no version, no tag and no watcher."""
    hub = open_hub(
        desk=[{"id": "d1", "agent": "one"}, *({**d, "agent": "two"} for d in TWO_DESKS[1:])]
    )
    one, two = hub.agent("one"), hub.agent("two")
    one.says({"d1": "free"})
    hub.clock.pass_by(1)
    two.says({"d2": "free"})
    before = hub.published()
    hub.clock.pass_by(1)
    two.says({"d2": "free"})  # the other agent's proof is older, so nothing public moves
    two.is_born()
    hub.live.tick()
    assert hub.published() is before
    two.says({"d2": "occupied"})
    assert hub.published().version > before.version
    assert hub.published().etag != before.etag


def test_people_who_change_places_change_nothing_public() -> None:
    """Where only numbers are public, a swap of two desks moves no version."""
    desks = [{"id": "d1", "agent": "one"}, *({"id": d, "agent": "two"} for d in ("d2", "d3"))]
    hub = open_hub(desk=desks)
    hub.agent("one").says({"d1": "free"})
    hub.clock.pass_by(1)
    hub.agent("two").says({"d2": "free", "d3": "occupied"})
    before = hub.published()
    hub.clock.pass_by(1)
    hub.agent("two").says({"d2": "occupied", "d3": "free"})
    assert hub.published() is before


def test_rooms_that_are_not_shown_have_no_part_in_the_age() -> None:
    """The age is that of what is said: a silent room makes it older only where it is named."""
    desks = [{"id": "d1", "agent": "one"}, {"id": "r1", "agent": "two", "kind": "room"}]
    for detail, observed_s in (("count", 30), ("desks", 0)):
        hub = open_hub(desk=desks, public_detail=detail)
        hub.agent("two").says({"r1": "free"})
        hub.run(30)
        hub.agent("one").says({"d1": "free"})
        assert hub.body().observed_at == START + timedelta(seconds=observed_s)


def test_ttl_is_the_shortest_promise() -> None:
    """Of several agents' promises the shortest holds; without any, the usual one."""
    hub = open_hub(desk=[{"id": "d1", "agent": "one"}, {"id": "d2", "agent": "two"}])
    assert hub.body().ttl_s == 150
    hub.agent("one", ttl_s=60).says({"d1": "free"})
    hub.agent("two", ttl_s=40).says({"d2": "unknown"})
    assert hub.body().ttl_s == 60
    hub.agent("two", ttl_s=40).says({"d2": "free"})
    assert hub.body().ttl_s == 40


def test_version_is_monotone_over_a_restart_and_a_clock_that_goes_back() -> None:
    """A version never comes twice: it follows the clock, and never goes back with it."""
    hub = open_hub()
    versions = [hub.published().version]
    for step_s in (0, 0, -3600, 5):
        hub.clock.step_wall(step_s)
        hub.clock.pass_by(0.01)
        hub.agent(epoch=f"{len(versions):032x}").says({"d1": "free", "d2": "occupied"})
        versions.append(hub.published().version)
    assert versions == sorted(set(versions))
    later = Hub(a_space(small_count=0), start=START + timedelta(seconds=10))
    assert later.published().version > versions[-1]


def test_unknown_agents_and_foreign_topics_are_ignored_and_counted() -> None:
    """Ghosts of removed agents, other spaces and channels change nothing and leave nothing."""
    hub = open_hub()
    for n in range(2000):
        hub.agent(f"ghost-{n}").says({"d1": "free"}, retained=True)
    hub.agent("pi", space="elsewhere").says({"d1": "free"})
    for topic in ("", "platzfrei/v1/hof/pi/events", "platzfrei/v2/hof/pi/state", "a/b/c/d/e", "#"):
        hub.live.on_message(topic, b"{}", False)
    hub.live.on_message("platzfrei/v1/hof/pi/state", b"", True)
    assert hub.figures() == (2, 0, 2, 0, 2, False)
    assert [view.address for view in hub.live.agents()] == [AgentAddress("hof", "pi")]
    assert (hub.ignored("unknown_agent"), hub.ignored("foreign_topic")) == (2001, 5)
    assert hub.ignored("cleared") == 1


def test_claims_about_others_desks_are_ignored_and_counted() -> None:
    """A desk is only what its own agent says, whoever else speaks of it."""
    hub = open_hub(
        desk=[{"id": "d1", "agent": "one"}, {"id": "d2", "agent": "two"}],
        door=[{"id": "main", "agent": "one"}],
    )
    hub.agent("one").says({"d1": "free", "d2": "free", "d9": "free"})
    assert hub.figures() == (2, 0, 1, 1, 2, False)
    assert hub.ignored("foreign_claim") == 2
    hub.agent("two", doors={"main": True}).says({"d2": "occupied"})
    assert hub.figures() == (2, 1, 0, 1, 1, False)
    assert hub.ignored("foreign_claim") == 3


def test_two_spaces_may_each_have_an_agent_of_one_id() -> None:
    """An agent speaks for its own space only."""
    hub = Hub(
        a_space(small_count=0, desk=TWO_DESKS), a_space(id="muehle", small_count=0, desk=TWO_DESKS)
    )
    hub.agent(space="muehle").says({"d1": "free", "d2": "free"})
    assert [hub.body(space).quality for space in ("hof", "muehle")] == ["stale", "live"]
    assert hub.live.availability("nowhere") is None


def test_copies_are_counted() -> None:
    """A copy that proves nothing is seen in the metrics."""
    hub = open_hub()
    for _ in range(2):
        hub.agent().says({"d1": "free"})
    assert (hub.ignored("stale"), hub.figures()) == (1, (2, 0, 1, 1, 2, False))


def test_a_state_that_cant_be_ordered_makes_its_desks_unknown() -> None:
    """The clock of an agent that goes back within an epoch never leaves an old word standing."""
    hub = open_hub()
    hub.agent().says({"d1": "free", "d2": "free"})
    hub.agent().says({"d1": "occupied", "d2": "free"}, at=START - timedelta(seconds=1))
    assert (hub.ignored("unordered"), hub.figures()) == (1, (2, 0, 2, 0, 2, False))
    assert [view.doubt for view in hub.live.agents()] == ["unordered"]
    hub.agent().says({"d1": "occupied", "d2": "free"}, at=START + timedelta(seconds=1))
    assert hub.figures() == (2, 1, 0, 1, 1, False)


def test_two_agents_under_one_id_dont_alternate_in_public() -> None:
    """Once it is seen that two speak, the public answer is unknown, and not one after the other."""
    hub = open_hub()
    answers = []
    for n in range(8):
        hub.clock.pass_by(1)
        hub.agent(epoch="ab"[n % 2] * 32).says(
            dict.fromkeys(("d1", "d2"), ("free", "occupied")[n % 2])
        )
        answers.append(hub.body().free.at_least)
    assert answers == [2, 0, 0, 0, 0, 0, 0, 0]
    assert hub.figures() == (2, 0, 2, 0, 2, False)


def test_two_agents_under_one_id_are_shown() -> None:
    """Alternating epochs are counted, and the operator sees whose they are."""
    hub = open_hub()
    for n in range(4):
        hub.clock.pass_by(1)
        hub.agent(epoch="ab"[n % 2] * 32).says({"d1": "free"})
    assert hub.count("epoch_conflicts") == 2
    assert [view.conflict for view in hub.live.agents()] == [True]


PAYLOADS = [
    b"{",
    b"null",
    b"[]",
    b"NaN",
    b"\xff\xfe",
    b'"\\ud800"',
    b"\x00",
    b'{"schema":2}',
    b'{"schema":1,"epoch":"a"}',
    b"[" * 10_000,
    b'{"a":' * 5_000,
    b"9" * 10_000,
    b" " * 20_000,
]


@pytest.mark.parametrize("channel", ["status", "state", "health"])
def test_malformed_payloads_are_counted_and_raise_nothing(channel: str) -> None:
    """Whatever an agent sends, the reader lives on."""
    hub = open_hub()
    for payload in PAYLOADS:
        hub.live.on_message(f"platzfrei/v1/hof/pi/{channel}", payload, False)
    assert hub.count("payloads_unreadable", channel=channel) == len(PAYLOADS)
    hub.agent().says({"d1": "free", "d2": "free"})
    assert hub.body().quality == "live"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)
FIELDS = ("schema", "epoch", "at", "ttl_s", "clock", "desks", "doors", "online", "version")


@given(
    topic=st.text(max_size=40)
    | st.sampled_from([f"platzfrei/v1/hof/pi/{channel}" for channel in Channel]),
    payload=st.binary(max_size=200)
    | st.dictionaries(st.sampled_from(FIELDS), JSON).map(lambda raw: repr(raw).encode())
    | st.dictionaries(st.sampled_from(FIELDS), JSON).map(lambda raw: json.dumps(raw).encode()),
    retained=st.booleans(),
)
def test_no_message_raises(topic: str, payload: bytes, retained: bool) -> None:
    """Any bytes on any topic leave the snapshot whole."""
    hub = open_hub()
    hub.live.on_message(topic, payload, retained)
    hub.live.tick()
    assert hub.figures() == (2, 0, 2, 0, 2, False)


def test_watch_wakes_once_for_whatever_happened() -> None:
    """A slow reader finds one wake-up and the latest snapshot, and pays for nothing else."""

    async def scenario() -> list[bool]:
        hub = open_hub()
        agent = hub.agent()
        found = []
        with hub.live.change_signal() as signal:
            found.append(await _wakes(signal.changed))
            for n in range(100):
                hub.clock.pass_by(1)
                agent.says({"d1": "free", "d2": ("free", "occupied")[n % 2]})
            found.append(await _wakes(signal.changed))
            found.append(await _wakes(signal.changed))
            hub.live.tick()
            found.append(await _wakes(signal.changed))
        hub.clock.pass_by(1)
        agent.says({"d1": "occupied"})
        found.append(await _wakes(signal.changed))
        return found

    assert asyncio.run(scenario()) == [False, True, False, False, False]


def test_watch_of_a_protected_space_wakes_by_ticks_only() -> None:
    """No message wakes anybody, not even one that makes a desk unknown or passes a mark."""

    async def scenario() -> list[bool]:
        hub = protected_hub()
        agent = hub.agent()
        found = []
        with hub.live.change_signal() as signal:
            for seconds in (10, 30.5):
                hub.clock.pass_by(seconds)
                agent.says(occupied(3))
                found.append(await _wakes(signal.changed))
            hub.live.tick()
            found.append(await _wakes(signal.changed))
            agent.dies()
            found.append(await _wakes(signal.changed))
            hub.live.tick()
            found.append(await _wakes(signal.changed))
            hub.live.tick()
            found.append(await _wakes(signal.changed))
        return found

    assert asyncio.run(scenario()) == [False, False, True, False, True, False]


async def _wakes(changed: Any) -> bool:
    try:
        async with asyncio.timeout(0.001):
            await changed()
    except TimeoutError:
        return False
    return True


def test_operators_see_every_agent() -> None:
    """Also one that never spoke; with its proof, its health and its clock."""
    hub = open_hub(desk=[{"id": "d1", "agent": "two"}, {"id": "d2", "agent": "one"}])
    agent = hub.agent("one")
    agent.is_born()
    agent.says({"d2": "free"}, synced=False)
    health = Health(
        at=START,
        epoch="a" * 32,
        cpu_c=None,
        disk_free_bytes=None,
        outbox_rows=0,
        oldest_unsettled_s=None,
        clock=StateClock.UNSYNCED,
        uptime_s=12.0,
        throttled=None,
    )
    hub.live.on_message(agent.topic(Channel.HEALTH), encode(health), False)
    hub.clock.pass_by(7)
    one, two = hub.live.agents()
    assert (one.address.agent, one.online, one.proof_age_s) == ("one", True, 7)
    assert (one.clock, one.version, one.health, one.conflict) == ("unsynced", "1.0", health, False)
    assert (two.address.agent, two.online, two.proof_age_s, two.health) == (
        "two",
        False,
        None,
        None,
    )


def test_who_claims_what_is_not_its_own_is_named() -> None:
    """For as long as is asked about."""
    hub = open_hub()
    hub.agent().says({"d1": "free", "d9": "free"})
    hub.run(60)
    assert hub.live.claiming(60) == {AgentAddress("hof", "pi")}
    assert hub.live.claiming(59) == frozenset()
