"""One agent's simulated history, by the rules of the wire."""

from itertools import pairwise

import pytest

from contract.events import Event, Started
from contract.messages import EventBatch, parse
from edge.simulator.recorder import Recorder
from edge.simulator.traces import Change
from tests.edge.simulator.places import PI, a_space, configs_of, hours_us, instant

START_US = instant("2026-03-02T06:00Z")
MINUTE_US = hours_us(1) // 60


@pytest.fixture
def recorder() -> Recorder:
    """A recorder of a space with five desks: d1 motion, d2 switch, d4 both, d5 distance."""
    (config,) = configs_of(a_space(5))
    return Recorder(config, "1")


def said(recorder: Recorder) -> list[Event]:
    """Return all events since the last call, checked as the hub would."""
    batches = [parse(EventBatch, payload) for payload in recorder.take_payloads()]
    return [event for batch in batches for event in batch.events]


def change(sensor: str, minutes: float, *, active: bool, line: int = 0) -> Change:
    """Make a change so many minutes after the start."""
    return Change(START_US + round(minutes * MINUTE_US), PI, sensor, line, active)


def kinds(events: list[Event]) -> list[str]:
    """Name the kinds of events."""
    return [event.kind for event in events]


def test_an_epoch_begins_with_what_is_seen(recorder: Recorder) -> None:
    """Who sits already is seen at once; free is only claimed after the hold."""
    recorder.hear(change("motion-d1", -1, active=True))
    recorder.start(START_US)
    (started,) = said(recorder)
    assert isinstance(started, Started)
    assert started.previous is None
    assert started.desks["d1"] == "occupied"
    assert started.desks["d2"] == "unknown"


def test_every_five_minutes_it_says_what_it_sees(recorder: Recorder) -> None:
    """Whatever else was said in between."""
    recorder.start(START_US)
    recorder.hear(change("switch-d2", 7, active=True))
    recorder.pass_time(START_US + 15 * MINUTE_US)
    events = said(recorder)
    alive = [event for event in events if event.kind == "alive"]
    assert [round((event.at.timestamp() * 1e6 - START_US) / MINUTE_US, 3) for event in alive] == [
        5,
        10,
        15,
    ]
    assert [event.desks["d2"] for event in alive] == ["free", "occupied", "occupied"]


def test_numbers_and_times_rise_without_a_gap(recorder: Recorder) -> None:
    """Also where several things are decided at one instant."""
    recorder.start(START_US)
    for number in range(40):
        recorder.hear(change("motion-d1", number * 20, active=number % 2 == 0))
        recorder.hear(change("switch-d2", number * 20, active=number % 2 == 0))
    recorder.end(START_US + hours_us(14), in_good_order=True)
    events = said(recorder)
    assert [event.seq for event in events] == list(range(1, len(events) + 1))
    assert all(one.at < other.at for one, other in pairwise(events))
    assert kinds(events)[-1] == "stopped"


def test_a_distance_is_decided_like_any_other(recorder: Recorder) -> None:
    """As many measurements as the configuration asks for."""
    recorder.start(START_US)
    recorder.hear(change("distance-d5", 10, active=True))
    recorder.hear(change("distance-d5", 20, active=False))
    recorder.pass_time(START_US + 30 * MINUTE_US)
    seen = [event.state for event in said(recorder) if event.kind == "desk" and event.desk == "d5"]
    assert seen == ["free", "occupied", "free"]


def test_the_next_epoch_names_the_one_before(recorder: Recorder) -> None:
    """With its last number, so that an audit knows that nothing is missing."""
    recorder.start(START_US)
    recorder.end(START_US + 12 * MINUTE_US, in_good_order=True)
    first = said(recorder)
    recorder.start(START_US + 13 * MINUTE_US)
    (second,) = said(recorder)
    assert isinstance(second, Started)
    assert second.previous is not None
    assert second.previous.last == first[-1].seq
    assert second.seq == 1


def test_a_power_cut_says_nothing(recorder: Recorder) -> None:
    """No `stopped`, and while the agent is down nothing at all."""
    recorder.start(START_US)
    recorder.end(START_US + 6 * MINUTE_US, in_good_order=False)
    recorder.hear(change("motion-d1", 8, active=True))
    recorder.pass_time(START_US + 60 * MINUTE_US)
    events = said(recorder)
    assert "stopped" not in kinds(events)
    assert max(event.at.timestamp() * 1e6 for event in events) <= START_US + 6 * MINUTE_US
    recorder.start(START_US + 61 * MINUTE_US)
    (started,) = said(recorder)
    assert isinstance(started, Started)
    assert started.desks["d1"] == "occupied"


def test_a_silent_sensor_makes_its_desk_unknown(recorder: Recorder) -> None:
    """Never free, over a restart as well, until it answers again."""
    recorder.start(START_US)
    recorder.pass_time(START_US + 12 * MINUTE_US)
    said(recorder)
    recorder.fail("motion-d1", START_US + 20 * MINUTE_US)
    recorder.hear(change("motion-d1", 25, active=True))
    recorder.pass_time(START_US + 31 * MINUTE_US)
    events = said(recorder)
    assert [event.sensor for event in events if event.kind == "fault"] == ["motion-d1"]
    assert {e.desks["d1"] for e in events if e.kind == "alive"} == {"free", "unknown"}
    recorder.end(START_US + 32 * MINUTE_US, in_good_order=True)
    recorder.start(START_US + 33 * MINUTE_US)
    recorder.recover("motion-d1", START_US + 40 * MINUTE_US)
    recorder.pass_time(START_US + 41 * MINUTE_US)
    after = said(recorder)
    assert [event.sensor for event in after if event.kind == "recovered"] == ["motion-d1"]
    last = [event for event in after if event.kind == "desk" and event.desk == "d1"][-1]
    assert last.state == "occupied"


def test_batches_keep_within_the_limits(recorder: Recorder) -> None:
    """However long nobody asked for them; parsing refuses what is too large."""
    recorder.start(START_US)
    recorder.pass_time(START_US + hours_us(24 * 7))
    payloads = list(recorder.take_payloads())
    assert len(payloads) > 4
    firsts = [parse(EventBatch, payload).first for payload in payloads]
    assert firsts == sorted(firsts)
    assert list(recorder.take_payloads()) == []
