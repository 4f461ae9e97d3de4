"""A region's history as its agents would have sent it."""

from collections import defaultdict
from itertools import pairwise

from contract.events import Event, Started
from contract.messages import EventBatch, parse
from contract.topics import AgentAddress
from edge.simulator.event_batches import AddressedBatch, event_batches
from edge.simulator.habits_file import HabitsFile
from edge.simulator.hours import Span
from tests.edge.simulator.places import PI, a_space, hours_us, instant

SPACES = [a_space(), a_space(4, space_id="markt")]
SPAN = Span(instant("2026-03-01T23:00Z"), instant("2026-03-12T16:30Z"))
NOTHING_BREAKS = HabitsFile()
MUCH_BREAKS = HabitsFile.model_validate(
    {
        "outage": [{"space": "markt", "agent": "pi-1", "days_ago": 3}],
        "fault": [
            {"space": "hof", "agent": "pi-1", "sensor": "motion-d1", "days_ago": 5, "hours": 10}
        ],
    }
)


def epochs(pieces: list[AddressedBatch]) -> dict[AgentAddress, dict[str, list[Event]]]:
    """Gather the events by agent and epoch, in the order of their coming."""
    found: dict[AgentAddress, dict[str, list[Event]]] = defaultdict(dict)
    for piece in pieces:
        batch = parse(EventBatch, piece.payload)
        found[piece.address].setdefault(batch.epoch, []).extend(batch.events)
    return found


def test_every_number_of_every_epoch_is_there() -> None:
    """From 1 on, in order, each epoch naming the end of the one before."""
    found = epochs(list(event_batches(SPACES, MUCH_BREAKS, SPAN, 1)))
    assert set(found) == {PI, AgentAddress("markt", "pi-1")}
    for by_epoch in found.values():
        for events in by_epoch.values():
            assert [event.seq for event in events] == list(range(1, len(events) + 1))
        for (before, old), (_, new) in pairwise(by_epoch.items()):
            started = new[0]
            assert isinstance(started, Started)
            assert started.previous is not None
            assert (started.previous.epoch, started.previous.last) == (before, len(old))


def test_an_agent_s_times_rise_and_stay_within_the_span() -> None:
    """Over all its epochs, and never into the future."""
    for by_epoch in epochs(list(event_batches(SPACES, MUCH_BREAKS, SPAN, 1))).values():
        times = [event.at.timestamp() * 1e6 for events in by_epoch.values() for event in events]
        assert all(one < other for one, other in pairwise(times))
        assert times[0] == SPAN.from_us
        assert times[-1] <= SPAN.to_us


def test_the_same_seed_gives_the_same_bytes() -> None:
    """Epochs included; another seed gives other ones."""
    once = list(event_batches(SPACES, MUCH_BREAKS, SPAN, 1))
    assert once == list(event_batches(SPACES, MUCH_BREAKS, SPAN, 1))
    assert once != list(event_batches(SPACES, MUCH_BREAKS, SPAN, 2))


def test_parts_of_a_region_have_the_same_history_as_the_whole() -> None:
    """So that several processes can make it."""
    whole = epochs(list(event_batches(SPACES, NOTHING_BREAKS, SPAN, 1)))
    parts = [epochs(list(event_batches([space], NOTHING_BREAKS, SPAN, 1))) for space in SPACES]
    assert whole == parts[0] | parts[1]


def test_history_comes_day_by_day() -> None:
    """Whoever stores it can say how far it is."""
    pieces = list(event_batches(SPACES, NOTHING_BREAKS, SPAN, 1))
    assert [piece.from_us for piece in pieces] == sorted(piece.from_us for piece in pieces)
    for piece in pieces:
        first = parse(EventBatch, piece.payload).events[0]
        assert piece.from_us - 1 <= first.at.timestamp() * 1e6 < piece.from_us + hours_us(24)


def test_an_agent_is_proven_alive_all_the_time_it_runs() -> None:
    """No two events are further apart than 300 s, but for restarts and outages."""
    (by_epoch,) = epochs(list(event_batches(SPACES[:1], NOTHING_BREAKS, SPAN, 1))).values()
    assert len(by_epoch) == 3
    for events in by_epoch.values():
        gaps = [(other.at - one.at).total_seconds() for one, other in pairwise(events)]
        assert max(gaps) <= 300
    ends = [events[-1].kind for events in by_epoch.values()]
    assert ends[-1] == "stopped"


def test_a_broken_agent_falls_silent_for_good() -> None:
    """Three days before the end, in the middle of a sentence."""
    found = epochs(list(event_batches(SPACES, MUCH_BREAKS, SPAN, 1)))
    *_, last = found[AgentAddress("markt", "pi-1")].values()
    silent_us = SPAN.to_us - last[-1].at.timestamp() * 1e6
    assert hours_us(72) <= silent_us < hours_us(72.2)
    assert last[-1].kind != "stopped"


def test_a_faulty_sensor_recovers() -> None:
    """And its desk was unknown meanwhile."""
    found = epochs(list(event_batches(SPACES, MUCH_BREAKS, SPAN, 1)))[PI]
    events = [event for events in found.values() for event in events]
    (fault,) = (event for event in events if event.kind == "fault")
    (recovered,) = (event for event in events if event.kind == "recovered")
    assert (recovered.at - fault.at).total_seconds() == 36_000
    meanwhile = {
        event.desks["d1"]
        for event in events
        if event.kind == "alive" and fault.at < event.at < recovered.at
    }
    assert meanwhile == {"unknown"}
