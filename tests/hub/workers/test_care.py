"""The record of every minute: what is written, and that nothing ever waits for it."""

import asyncio
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pytest

from contract.series import CareKind, ChangeKind
from contract.topics import AgentAddress
from hub.book.care import CareMemory, Trouble
from hub.book.file import BookFile
from hub.domain.care import Instant, Judgement, LiveCount, Stored
from hub.domain.publishing_care import Publishing
from hub.errors import StoreUnavailable
from hub.stores.care_log import CareRecord, Wanted
from hub.stores.protocol import Damage, EpochRecord, IgnoredAgent, StoredEvent
from hub.workers.care import Asked, CareRecorder, findings_of, troubles_of
from hub.workers.care_notes import CareNotes
from hub.workers.hub_watch import HubWatch, Surroundings
from hub.workers.periodic import PeriodicThread
from tests.hub.small_hub import Hub
from tests.hub.spaces import WEEK, a_region, a_space, closed_on, utc

START = utc(2026, 3, 2, 9, 41, 20)
SPACE = a_space(desk=[{"id": "d1", "agent": "pi"}], opening=WEEK)
PATIENCE_S = 30


@dataclass
class CareLogInMemory:
    """A care log in memory; the test says when it is out of reach."""

    is_ill: bool = False
    stored: Stored = field(default_factory=Stored)
    wanted: list[Wanted] = field(default_factory=list)
    records: list[CareRecord] = field(default_factory=list)
    closed_count: int = 0

    def read(self, wanted: Wanted) -> Stored:
        self.wanted.append(wanted)
        if self.is_ill:
            raise StoreUnavailable("the database is down")
        return self.stored

    def write(self, record: CareRecord) -> None:
        self.records.append(record)

    def close(self) -> None:
        self.closed_count += 1


@dataclass
class ReaderInMemory:
    """A store's reader, of which the test says what it tells."""

    found: list[EpochRecord] = field(default_factory=list)
    ignored: list[IgnoredAgent] = field(default_factory=list)

    def epochs(self) -> Iterator[EpochRecord]:
        yield from self.found

    def events(self, address: AgentAddress, from_us: int, to_us: int) -> Iterator[StoredEvent]:
        raise NotImplementedError

    def ignored_agents(self) -> list[IgnoredAgent]:
        return self.ignored

    def unreadable_count(self) -> int:
        return 0

    def damages(self) -> list[Damage]:
        return []

    def close(self) -> None:
        """Nothing is open."""


class Recording:
    """A recorder over a small hub, with the clock in the test's hand."""

    def __init__(self, book: Path | None = None) -> None:
        self.hub = Hub(SPACE, start=START)
        self.care_log = CareLogInMemory()
        clock = self.hub.clock
        self.notes = CareNotes(book, self.hub.metrics)
        self.is_there = {"live": True, "archive": True, "store": True}
        checks = {name: partial(self.is_there.__getitem__, name) for name in self.is_there}
        self.reader = ReaderInMemory()
        self.publishing: Publishing | None = None
        self.flooding: set[AgentAddress] = set()
        self.signs_noted: list[Instant] = []
        self.of_access: list[Judgement] = []
        care = CareRecorder(
            a_region(SPACE),
            self.hub.live,
            self.hub.metrics,
            clock,
            asked=Asked(
                lambda: self.care_log,
                lambda: self.reader,
                lambda _: self.publishing,
                lambda _, now: self.signs_noted.append(now),
                lambda _: self.of_access,
            ),
            notes=self.notes,
            spaces=self.hub.spaces,
            watch=HubWatch(Surroundings(checks, flooding=lambda: self.flooding), clock.monotonic()),
        )
        self.thread = PeriodicThread(care, self.hub.metrics)

    def look_after(self, seconds: float) -> None:
        """Let time pass, and let the recorder look once."""
        self.hub.clock.pass_by(seconds)
        asyncio.run(asyncio.wait_for(self.thread.look(), PATIENCE_S))

    @property
    def needed(self) -> list[str]:
        """What kinds need somebody, as it was said last."""
        return [each.trouble.kind for each in self.notes.said.lasting]

    @property
    def dropped(self) -> float | None:
        """How many minutes were counted as dropped."""
        return self.hub.metrics.registry.get_sample_value("platzfrei_rounds_dropped_total")


def test_one_record_a_minute_stands_at_the_full_minute() -> None:
    """However often it looks; a second hub minute overwrites nothing."""
    recording = Recording()
    for seconds in (10, 29, 1, 1, 58, 1):
        recording.look_after(seconds)
    minute_us = 60_000_000
    first, second = (one.at_us for one in recording.care_log.records)
    assert (first % minute_us, second - first) == (0, minute_us)
    assert recording.dropped == 0


def test_signs_are_noted_at_each_look_whatever_becomes_of_the_store() -> None:
    """A desk is in doubt by what its agent tells, and that needs no store."""
    recording = Recording()
    recording.care_log.is_ill = True
    recording.look_after(60)
    recording.look_after(60)
    assert len(recording.signs_noted) == 2


def test_a_record_says_what_the_agents_say() -> None:
    """Agents, desks and judgements of one instant, and the hub's own figures."""
    recording = Recording()
    recording.hub.agent().says({"d1": "occupied"})
    recording.look_after(40)
    found = recording.care_log.records[0]
    assert found.counts == [
        LiveCount("hof", occupied=1, unknown=0, total=1, agents=1, agents_online=1)
    ]
    assert [(one.address, one.online) for one in found.agents] == [
        (AgentAddress("hof", "pi"), True)
    ]
    assert {one.kind for one in found.judgements} == set(CareKind) - {
        CareKind.CERTIFICATE_ENDING,
        CareKind.CERTIFICATE_ENDS_SOON,
        CareKind.SHARED_TOKEN_USED,
        CareKind.DOOR_OPEN_AFTER_CLOSING,
        CareKind.LOW_COVERAGE_YESTERDAY,
        CareKind.PUBLISHED_DAMAGED,
        CareKind.PUBLISHING_WAITS,
    }
    assert found.figures["receipts_sent"] == 0
    assert [(one.space, one.name) for one in found.names] == [("hof", SPACE.name)]


def test_a_need_says_for_how_long_it_lasts() -> None:
    """At least, as far as this hub has seen; what is no need lasts for nothing."""
    recording = Recording()
    recording.look_after(40)
    for _ in range(9):
        recording.look_after(60)
    told = [
        {one.kind: one.lasting_s for one in found.judgements if one.lasting_s}
        for found in recording.care_log.records
    ]
    assert told[0] == {}
    first = next(place for place, one in enumerate(told) if one)
    assert [one[CareKind.AGENT_SILENT] for one in told[first:]] == [
        60.0 * place for place in range(1, len(told) - first + 1)
    ]


def test_a_record_tells_what_explains_a_step_in_a_curve() -> None:
    """The hub's start, the calendar, the day, and the start of the agent."""
    recording = Recording()
    recording.hub.agent().says({"d1": "occupied"})
    recording.look_after(40)
    recording.look_after(60)
    first, second = (one.facts for one in recording.care_log.records)
    assert [one.kind for one in first] == [
        ChangeKind.HUB_STARTED,
        ChangeKind.CALENDAR,
        ChangeKind.SPECIAL_DAY,
        ChangeKind.AGENT_STARTED,
    ]
    assert first == second


def test_the_store_is_asked_for_the_local_yesterday() -> None:
    """And about the agents of hub.toml, no others."""
    recording = Recording()
    recording.look_after(40)
    wanted = recording.care_log.wanted[0]
    assert {space: day.isoformat() for space, day in wanted.yesterdays.items()} == {
        "hof": "2026-03-01"
    }
    assert list(wanted.agents) == [AgentAddress("hof", "pi")]


def test_what_a_dead_store_misses_is_dropped_and_counted(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """It is logged once; when the store is back the records go on, with a log opened anew."""
    recording = Recording()
    recording.care_log.is_ill = True
    for _ in range(3):
        recording.look_after(60)
    assert (recording.dropped, recording.care_log.closed_count, len(caplog.messages)) == (3, 3, 1)
    recording.care_log.is_ill = False
    recording.look_after(60)
    assert (recording.dropped, len(recording.care_log.records)) == (3, 1)


def test_missed_minutes_are_counted() -> None:
    """A record that took five minutes to give up has cost those in between."""
    recording = Recording()
    recording.look_after(300)
    assert (recording.dropped, len(recording.care_log.records)) == (4, 1)


def test_a_clock_that_goes_back_costs_nothing() -> None:
    """Each new minute is written once more, over what stood there."""
    recording = Recording()
    recording.look_after(60)
    recording.hub.clock.step_wall(-3600)
    recording.look_after(0)
    assert (recording.dropped, len(recording.care_log.records)) == (0, 2)


def test_the_loop_goes_on_while_the_store_hangs(monkeypatch: pytest.MonkeyPatch) -> None:
    """A record waits in a thread of its own; cancelled, it ends with its log closed."""
    recording = Recording()
    reached, go_on = threading.Event(), threading.Event()
    original = recording.care_log.read

    def hang(wanted: Wanted) -> Stored:
        reached.set()
        assert go_on.wait(PATIENCE_S)
        return original(wanted)

    monkeypatch.setattr(recording.care_log, "read", hang)

    async def run() -> None:
        recording.hub.clock.pass_by(60)
        task = asyncio.create_task(recording.thread.run())
        assert await asyncio.to_thread(reached.wait, PATIENCE_S)
        recording.hub.live.tick()
        assert recording.care_log.records == []
        go_on.set()
        task.cancel()
        await asyncio.wait([task], timeout=PATIENCE_S)
        assert task.cancelled()

    asyncio.run(run())
    assert recording.care_log.closed_count == 1


def test_care_is_remembered_in_the_book(tmp_path: Path) -> None:
    """Since when, over a restart of the hub, whose first minutes end nothing."""
    path = tmp_path / "book.db"
    before = Recording(path)
    for _ in range(7):
        before.look_after(60)
    (silent,) = before.notes.said.lasting
    before.notes.close()
    after = Recording(path)
    after.hub.clock.pass_by(420)
    after.look_after(60)
    after.notes.close()
    (still,) = after.notes.said.lasting
    assert (still.trouble, still.since_us) == (silent.trouble, silent.since_us)
    assert still.trouble == Trouble("agent_silent", "hof", "pi")


def test_care_is_judged_while_the_store_is_down() -> None:
    """What is live and what the hub is; of what only the store knows nothing is said to be over."""
    recording = Recording()
    recording.care_log.stored = Stored(quarantined_count=1)
    recording.look_after(60)
    assert recording.needed == ["quarantine_not_empty"]
    recording.care_log.is_ill = True
    recording.care_log.stored = Stored()
    recording.is_there["store"] = False
    for _ in range(6):
        recording.look_after(60)
    assert sorted(recording.needed) == ["agent_silent", "quarantine_not_empty", "store_failing"]


def test_a_store_that_never_answered_ends_nothing(tmp_path: Path) -> None:
    """A hub that begins while its store is down doesn't know that yesterday's trouble is over."""
    path = tmp_path / "book.db"
    before = Recording(path)
    before.care_log.stored = Stored(faulty={AgentAddress("hof", "pi"): {"pir-2": "unproven"}})
    before.look_after(60)
    before.notes.close()
    assert before.needed == ["sensor_unproven"]
    after = Recording(path)
    after.care_log.is_ill = True
    after.look_after(60)
    after.notes.close()
    assert after.needed == ["sensor_unproven"]


def test_a_broker_that_is_down_needs_care_after_two_minutes() -> None:
    """One of the two readers is enough; it is over with the first connection."""
    recording = Recording()
    recording.hub.agent().says({"d1": "occupied"})
    recording.is_there["archive"] = False
    recording.look_after(60)
    assert recording.needed == []
    recording.look_after(60)
    assert recording.needed == ["broker_unreachable"]
    recording.is_there["archive"] = True
    recording.look_after(60)
    assert recording.needed == []


def test_claims_of_what_is_not_its_own_need_care() -> None:
    """For as long as an agent makes them, and some minutes."""
    recording = Recording()
    recording.hub.agent().says({"d1": "occupied", "d9": "free"})
    recording.look_after(60)
    assert recording.needed == ["foreign_claim"]
    recording.hub.clock.pass_by(540)
    recording.hub.agent().says({"d1": "occupied"})
    recording.look_after(61)
    assert recording.needed == []


def test_a_flood_needs_care_until_it_is_over() -> None:
    """By the agent that sends it."""
    recording = Recording()
    recording.hub.agent().says({"d1": "occupied"})
    recording.flooding = {AgentAddress("hof", "pi")}
    recording.look_after(60)
    assert [each.trouble for each in recording.notes.said.lasting] == [
        Trouble("agent_flooding", "hof", "pi")
    ]
    recording.flooding = set()
    recording.look_after(60)
    assert recording.needed == []


def test_published_months_need_care_until_they_are_well() -> None:
    """Of their space; a book that can't be read ends nothing."""
    recording = Recording()
    recording.hub.agent().says({"d1": "occupied"})
    recording.publishing = Publishing(waiting={"hof"}, damaged={"hof"})
    recording.look_after(60)
    wanted = {Trouble("publishing_waits", "hof", ""), Trouble("published_damaged", "hof", "")}
    assert {each.trouble for each in recording.notes.said.lasting} == wanted
    recording.publishing = None
    recording.look_after(60)
    assert {each.trouble for each in recording.notes.said.lasting} == wanted
    recording.publishing = Publishing(waiting={"other"})
    recording.look_after(1)
    recording.hub.agent().says({"d1": "occupied"})
    recording.look_after(60)
    assert recording.needed == []


def test_strangers_are_told_for_a_day() -> None:
    """By their topic's names; who is added to hub.toml is none."""
    recording = Recording()
    now_us = int(START.timestamp() * 1e6)
    recording.reader.ignored = [
        IgnoredAgent("hof", "pi", 9, now_us),
        IgnoredAgent("hof", "pi-9", 9, now_us),
        IgnoredAgent("hof", "pi-old", 9, now_us - 2 * 86_400_000_000),
    ]
    recording.look_after(60)
    (stranger,) = recording.notes.said.lasting
    assert stranger.trouble == Trouble("unknown_agent", "", "hof/pi-9")


def test_what_needs_care_is_counted() -> None:
    """For Prometheus, by how much it hurts."""
    recording = Recording()
    recording.care_log.stored = Stored(quarantined_count=1)
    recording.look_after(60)
    value = recording.hub.metrics.registry.get_sample_value
    counted = [
        value("platzfrei_care_needed", {"severity": each})
        for each in ("critical", "warning", "notice")
    ]
    assert counted == [0, 0, 1]


def test_a_judgement_names_each_thing_it_is_about() -> None:
    """What is an agent's own by both ids; what is well is nothing."""
    sensors = Judgement(CareKind.SENSOR_STUCK, True, "hof", "pi", subjects=("a", "b"))
    well = Judgement(CareKind.AGENT_SILENT, False, "hof", "pi")
    assert [each.subject for each in troubles_of(sensors)] == ["pi/a", "pi/b"]
    found = findings_of([sensors, well, Judgement(CareKind.HUB_DISK_LOW, True)])
    assert found.needed == {*troubles_of(sensors), Trouble("hub_disk_low")}
    assert found.judged == {"sensor_stuck", "agent_silent", "hub_disk_low"}


def test_the_book_says_when_everything_was_judged(tmp_path: Path) -> None:
    """Whoever reads it beside the hub sees at what minute."""
    recording = Recording(tmp_path / "book.db")
    recording.look_after(60)
    book = BookFile.read(tmp_path / "book.db")
    assert CareMemory(book).judged_us() == recording.notes.said.judged_us
    book.close()
    recording.notes.close()


def test_what_lets_somebody_in_is_judged_beside_the_rest() -> None:
    """Each minute, whatever the store."""
    recording = Recording()
    recording.of_access = [Judgement(CareKind.SHARED_TOKEN_USED, needs_care=True)]
    recording.care_log.is_ill = True
    recording.look_after(60)
    assert CareKind.SHARED_TOKEN_USED in recording.needed


def test_a_space_that_is_closed_meanwhile_is_judged_as_closed() -> None:
    """Whoever is silent then needs nobody, until it opens again; records have either calendar."""
    recording = Recording()
    recording.hub.spaces.amend("people", closed_on(START.date()))
    recording.look_after(1000)
    assert "agent_silent" not in recording.needed
    recording.hub.spaces.amend("people", lambda space: space)
    recording.look_after(60)
    assert "agent_silent" in recording.needed
    first, second = (
        {fact.mark for fact in record.facts if fact.kind is ChangeKind.CALENDAR}
        for record in recording.care_log.records
    )
    assert first != second
