"""The live reader as a whole: messages in, public snapshots out, on a scripted clock."""

import asyncio
import json
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contract.messages import Health, StateClock, encode
from contract.topics import AgentAddress, Channel
from hub.domain.availability import Availability, Published
from hub.domain.space import SpaceConfig
from hub.live import Live
from hub.metrics import HubMetrics
from tests.hub.scripted import ScriptedAgent, ScriptedClock
from tests.hub.spaces import WEEK, a_region, a_space, utc

START = utc(2026, 3, 2, 9, 41, 20)
TWO_DESKS = [{"id": "d1", "agent": "pi"}, {"id": "d2", "agent": "pi"}]
OPEN_ALL_DAY = dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), "00:00-24:00")


class Hub:
    """A live reader of one or more spaces, its clock and its metrics."""

    def __init__(self, *spaces: SpaceConfig, start: datetime = START) -> None:
        self.clock = ScriptedClock(start)
        self.metrics = HubMetrics()
        self.live = Live(a_region(*spaces), self.metrics, self.clock)

    def agent(self, name: str = "pi", epoch: str = "a" * 32, **keys: Any) -> ScriptedAgent:
        """Make an agent that speaks to this hub."""
        return ScriptedAgent(self.live, self.clock, name=name, epoch=epoch, **keys)

    def run(self, seconds: float) -> None:
        """Let time pass with a tick at every second."""
        for _ in range(int(seconds)):
            self.clock.pass_by(1)
            self.live.tick()

    def published(self, space: str = "hof") -> Published:
        """Return the snapshot of a space."""
        published = self.live.availability(space)
        assert published is not None
        return published

    def body(self, space: str = "hof") -> Availability:
        """Return what is public of a space."""
        return self.published(space).body

    def figures(self, space: str = "hof") -> tuple[int, int | None, int, int, int, bool]:
        """Return total, occupied, unknown, at_least, at_most, capped."""
        body = self.body(space)
        return (
            body.desks.total,
            body.desks.occupied,
            body.desks.unknown,
            body.free.at_least,
            body.free.at_most,
            body.free.capped,
        )

    def ignored(self, reason: str) -> float:
        """Return how many messages were ignored for this reason."""
        return self.count("messages_ignored", reason=reason)

    def count(self, name: str, **labels: str) -> float:
        """Return a counter of the metrics; 0 if it never counted."""
        return self.metrics.registry.get_sample_value(f"platzfrei_{name}_total", labels) or 0


def open_hub(**keys: Any) -> Hub:
    """Make a hub of one space with two desks that publishes at once."""
    return Hub(a_space(**({"small_count": 0, "opening": WEEK, "desk": TWO_DESKS} | keys)))


def protected_hub(desks: int = 8, start: datetime = START, **keys: Any) -> Hub:
    """Make a hub of one space that protects fewer than three persons."""
    desk = [{"id": f"d{n}", "agent": "pi"} for n in range(1, desks + 1)]
    return Hub(a_space(**({"opening": OPEN_ALL_DAY, "desk": desk} | keys)), start=start)


def occupied(count: int, total: int = 8, unknown: int = 0) -> dict[str, str]:
    """Return states with the first desks occupied and the last unknown."""
    states = ["occupied"] * count + ["free"] * (total - count - unknown) + ["unknown"] * unknown
    return {f"d{n}": state for n, state in enumerate(states, 1)}


# --- spaces that publish at once ---------------------------------------------------------------


def test_nothing_is_known_before_anything_was_heard() -> None:
    """A hub that has just started says unknown, with no age."""
    hub = open_hub()
    assert hub.figures() == (2, 0, 2, 0, 2, False)
    assert (hub.body().quality, hub.body().observed_at) == ("stale", None)
    assert hub.published().payload(START).age_s is None
    assert hub.body().opening.until == utc(2026, 3, 2, 16)


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
    assert first.payload(START - timedelta(hours=1)).age_s == 0.0


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


# --- spaces that protect small counts ------------------------------------------------------------


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


def test_a_clock_that_steps_back_stops_nothing_for_long() -> None:
    """A small step back waits; after a large one the next full minute counts again."""
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
    assert hub.published() is first
    hub.agent(epoch="b" * 32).says(occupied(7))
    hub.run(60)
    assert hub.body().desks.occupied == 7
    assert hub.body().observed_at == utc(2026, 3, 2, 7, 42)
    assert hub.published().version == first.version + 1


# --- what is ignored ------------------------------------------------------------------------------


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


def test_stale_copies_are_counted() -> None:
    """A copy that proves nothing is seen in the metrics."""
    hub = open_hub()
    hub.agent().says({"d1": "free"})
    hub.agent().says({"d1": "occupied"}, at=START - timedelta(seconds=1))
    assert (hub.ignored("stale"), hub.body().desks.occupied) == (1, 0)


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


# --- who is told ----------------------------------------------------------------------------------


def test_watch_wakes_once_for_whatever_happened() -> None:
    """A slow reader finds one wake-up and the latest snapshot, and pays for nothing else."""

    async def scenario() -> list[bool]:
        hub = open_hub()
        agent = hub.agent()
        found = []
        with hub.live.watch() as watch:
            found.append(await _wakes(watch.changed))
            for n in range(100):
                hub.clock.pass_by(1)
                agent.says({"d1": "free", "d2": ("free", "occupied")[n % 2]})
            found.append(await _wakes(watch.changed))
            found.append(await _wakes(watch.changed))
            hub.live.tick()
            found.append(await _wakes(watch.changed))
        hub.clock.pass_by(1)
        agent.says({"d1": "occupied"})
        found.append(await _wakes(watch.changed))
        return found

    assert asyncio.run(scenario()) == [False, True, False, False, False]


def test_watch_of_a_protected_space_wakes_by_ticks_only() -> None:
    """No message wakes anybody, not even one that makes a desk unknown or passes a mark."""

    async def scenario() -> list[bool]:
        hub = protected_hub()
        agent = hub.agent()
        found = []
        with hub.live.watch() as watch:
            for seconds in (10, 30.5):
                hub.clock.pass_by(seconds)
                agent.says(occupied(3))
                found.append(await _wakes(watch.changed))
            hub.live.tick()
            found.append(await _wakes(watch.changed))
            agent.dies()
            found.append(await _wakes(watch.changed))
            hub.live.tick()
            found.append(await _wakes(watch.changed))
            hub.live.tick()
            found.append(await _wakes(watch.changed))
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


# --- laws -----------------------------------------------------------------------------------------

STEP = st.tuples(
    st.sampled_from(["says", "says", "says", "old", "retained", "dies", "is_born", "wait"]),
    st.integers(0, 900),  # tenths of a second before it
    st.integers(0, 1),  # which agent
    st.lists(st.sampled_from(["free", "occupied", "unknown"]), min_size=3, max_size=3),
)


@settings(deadline=None)
@given(small_count=st.integers(0, 4), steps=st.lists(STEP, max_size=25))
def test_known_never_without_proof_and_sums_hold(
    small_count: int, steps: list[tuple[str, int, int, list[str]]]
) -> None:
    """Whatever comes in which order: no desk is known beyond its ttl, and desks add up."""
    names = ("one", "two")
    desks = [{"id": f"{name}-{n}", "agent": name} for name in names for n in range(3)]
    hub = Hub(a_space(small_count=small_count, opening=OPEN_ALL_DAY, desk=desks))
    agents = [hub.agent(name) for name in names]
    spoke_at = [float("-inf"), float("-inf")]
    for action, tenths, who, states in steps:
        for _ in range(tenths // 10):
            hub.run(1)
            _check(hub, small_count, spoke_at)
        hub.clock.pass_by(tenths % 10 / 10)
        said = {f"{names[who]}-{n}": state for n, state in enumerate(states)}
        match action:
            case "says":
                agents[who].says(said)
                spoke_at[who] = hub.clock.seconds
            case "old":
                agents[who].says(said, at=START - timedelta(days=1), retained=True)
            case "retained":
                agents[who].says(said, at=hub.clock.now - timedelta(seconds=60), retained=True)
                spoke_at[who] = max(spoke_at[who], hub.clock.seconds - 60)
            case "dies":
                agents[who].dies()
                spoke_at[who] = float("-inf")
            case "is_born":
                agents[who].is_born()
                spoke_at[who] = hub.clock.seconds  # takes a will back: no more than a bound here
        hub.live.tick()
        _check(hub, small_count, spoke_at)


def _check(hub: Hub, small_count: int, spoke_at: list[float]) -> None:
    total, busy, unknown, at_least, at_most, capped = hub.figures()
    provable = sum(3 for at in spoke_at if hub.clock.seconds - at <= 150)
    assert total == 6
    assert total - unknown <= provable
    assert 0 <= at_least <= min(at_most, total - unknown)
    assert hub.body().quality == {0: "live", total: "stale"}.get(unknown, "partial")
    assert (busy is None) is capped
    if small_count == 0:
        assert (busy, at_most) == (total - unknown - at_least, at_least + unknown)
    elif capped:
        assert (at_least, at_most) == (max(0, total - unknown - small_count + 1), total)
    elif busy is not None:
        assert small_count <= busy <= total - at_most
        assert (hub.body().observed_at or START).second == 0
