"""The care log in a real InfluxDB: what is written is read, and only the store's writer writes."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date, timedelta

import pytest

from contract import series
from contract.events import Event, Fault, Recovered, Started
from contract.messages import Health, StateClock
from contract.series import NOWHERE, CareKind, ChangeKind, Keeping, Series
from contract.times import from_us, to_us
from contract.topics import AgentAddress
from hub.domain.agents import AgentView
from hub.domain.care import Judgement, LiveCount, OpenDay
from hub.domain.days import DayPart, SpaceDay
from hub.domain.facts import Fact
from hub.domain.intake import Batch
from hub.errors import StoreUnavailable
from hub.stores.care_log import CareRecord, SpaceName, Wanted
from hub.stores.history_protocol import Rolled, SpaceHistory
from hub.stores.influx.care_log import InfluxCareLog
from hub.stores.influx.points import NS_PER_US
from hub.stores.influx.queries import Cells, select, where
from hub.stores.influx.reading import Reading
from hub.stores.influx.store import InfluxStore
from tests.hub.spaces import utc
from tests.parts.influx import Influx, InfluxServer

NOW = utc(2026, 3, 3, 12)
NOW_US = to_us(NOW)
DAY_US = 86_400_000_000
PI = AgentAddress("hof", "pi")
EPOCH = "a" * 32
HEALTH = Health(
    at=NOW, epoch=EPOCH, cpu_c=41.5, disk_free_bytes=10**9, outbox_rows=7,
    oldest_unsettled_s=None, clock=StateClock.SYNCED, uptime_s=60.0, throttled=None,
)  # fmt: skip


@pytest.fixture
def store(influx: Influx) -> Iterator[InfluxStore]:
    """Open a store in empty buckets."""
    with closing(InfluxStore.open(influx.access, 0.3)) as opened:
        yield opened


@pytest.fixture
def care_log(store: InfluxStore) -> Iterator[InfluxCareLog]:
    """Open its care log."""
    with closing(store.open_care_log()) as opened:
        yield opened


def a_record(
    at_us: int = NOW_US,
    facts: Sequence[Fact] = (),
    names: Sequence[SpaceName] = (SpaceName("hof", "Hof", "Europe/Berlin"),),
) -> CareRecord:
    """Make a record in which one of each kind is found."""
    view = AgentView(PI, online=True, proof_age_s=12.5, clock=None, version=None, health=HEALTH,
                     conflict=False)  # fmt: skip
    judgements = (
        Judgement(CareKind.AGENT_SILENT, True, "hof", "pi", lasting_s=60.0),
        Judgement(CareKind.DOOR_OPEN_AFTER_CLOSING, True, "hof", "pi"),
        Judgement(CareKind.QUARANTINE_NOT_EMPTY, False),
    )
    counts = (LiveCount("hof", occupied=2, unknown=1, total=4, agents=2, agents_online=0),)
    figures = {"receipts_sent": 3, "lag_p50_s": 0.25}
    return CareRecord(at_us, judgements, (view,), counts, figures, names, facts)


def wanted(now_us: int = NOW_US, day: date = date(2026, 3, 2)) -> Wanted:
    return Wanted({"hof": day}, [PI], now_us)


def found(influx: Influx, of: Series, *columns: str) -> list[list[object]]:
    """Read points of a series: their time in microseconds and these columns."""
    with Reading(influx.access) as reading:
        rows = list(reading.rows(of.keeping, select(of, columns)))
    return [[cells[0] // NS_PER_US, *cells[1:]] for cells in rows]


def test_a_record_is_written_with_the_names_of_the_contract(
    influx: Influx, care_log: InfluxCareLog
) -> None:
    """Each series in its bucket; what isn't known is left out, and settled is an age of 0."""
    care_log.write(a_record())
    care = found(influx, series.CARE, "space", "agent", "kind", *series.CARE.fields)
    assert sorted(cells[1:] for cells in care) == [
        [NOWHERE, NOWHERE, "quarantine_not_empty", 0, 0, "–"],
        ["hof", "pi", "agent_silent", 1, 60, "Hof"],
        ["hof", "pi", "door_open_after_closing", 1, 0, "Hof"],
    ]
    health = found(influx, series.AGENT_HEALTH, "space", "agent", *series.AGENT_HEALTH.fields)[0]
    told = dict(zip(series.AGENT_HEALTH.fields, health[3:], strict=True))
    assert told == {
        "cpu_c": 41.5, "disk_free_bytes": 10**9, "outbox_rows": 7, "oldest_unsettled_s": 0,
        "clock_synced": True, "uptime_s": 60, "throttled": None, "data_age_s": 12.5,
        "online": True, "place": "Hof",
    }  # fmt: skip
    live = found(influx, series.LIVE, "space", *series.LIVE.fields)
    assert live == [[NOW_US, "hof", 2, 1, 4, 2, 0]]
    assert found(influx, series.HUB, "receipts_sent", "lag_p50_s") == [[NOW_US, 3, 0.25]]


def test_a_record_that_is_written_again_overwrites(influx: Influx, care_log: InfluxCareLog) -> None:
    """One point for each minute, kind and place, whatever happens."""
    care_log.write(a_record())
    care_log.write(a_record())
    assert len(found(influx, series.CARE, "kind", "value")) == 3


def test_a_space_is_called_what_it_is_called_now(influx: Influx, care_log: InfluxCareLog) -> None:
    """One point for each space, which a new name overwrites."""
    for name in ("Hof", "Hof am See"):
        care_log.write(a_record(names=(SpaceName("hof", name, "Europe/Berlin"),)))
    called = found(influx, series.SPACE_NAME, "space", "called", "choice", "timezone")
    assert called == [[0, "hof", "Hof am See", "Hof am See [hof]", "Europe/Berlin"]]


def test_a_fact_is_kept_once_until_it_changes(
    influx: Influx, store: InfluxStore, care_log: InfluxCareLog
) -> None:
    """Across a restart too; what was known first is marked as no change."""
    old, new = (Fact(ChangeKind.CALENDAR, mark, space="hof") for mark in ("a", "b"))
    for at_us, fact in ((NOW_US, old), (NOW_US + 60_000_000, old)):
        care_log.write(a_record(at_us, [fact]))
    with closing(store.open_care_log()) as later:
        later.write(a_record(NOW_US + 120_000_000, [old]))
        later.write(a_record(NOW_US + 180_000_000, [new]))
    columns = (*series.CHANGE.tags, "mark", "text", "is_first")
    assert found(influx, series.CHANGE, *columns) == [
        [NOW_US, "hof", NOWHERE, "calendar", "a", "", True],
        [NOW_US + 180_000_000, "hof", NOWHERE, "calendar", "b", "", False],
    ]


def day_of(known_us: int) -> SpaceDay:
    """Make 2 March with 10 open desk-slots, so much of it known, and closed ones all unknown."""
    opened = DayPart(slots=10, desk_slots=10, occupied_us=known_us // 2, free_us=known_us // 2)
    return SpaceDay(date(2026, 3, 2), opened, DayPart(slots=9, desk_slots=9), ())


def test_yesterday_is_read_by_its_local_day(store: InfluxStore, care_log: InfluxCareLog) -> None:
    """The open hours alone; a day that isn't summed yet, and other spaces, are not there."""
    rolled = Rolled(NOW_US, "")
    for space in ("hof", "elsewhere"):
        days = [day_of(8_000_000)]
        store.write_history(SpaceHistory(space, "Europe/Berlin", (), days, rolled, ()))
    assert care_log.read(wanted()).yesterdays == {"hof": OpenDay(9000.0, 8.0)}
    assert care_log.read(wanted(NOW_US + DAY_US, date(2026, 3, 3))).yesterdays == {}
    assert care_log.read(wanted(NOW_US - DAY_US, date(2026, 3, 1))).yesterdays == {}


def keep(store: InfluxStore, first: int, *events: Event) -> None:
    """Store events as an agent sends them."""
    batch = Batch(PI, EPOCH, first, first + len(events) - 1, events, ())
    store.append([batch], NOW_US)


def test_faults_are_followed(store: InfluxStore, care_log: InfluxCareLog) -> None:
    """From what is stored at the first look, then only what came since."""
    at = [NOW + timedelta(seconds=n) for n in range(6)]
    begun = Started(seq=1, at=at[0], boot=EPOCH, previous=None, desks={}, doors={})
    keep(store, 1, begun, Fault(seq=2, at=at[1], sensor="pir", problem="stuck"))
    assert care_log.read(wanted()).faulty == {PI: {"pir": "stuck"}}
    keep(store, 3, Fault(seq=3, at=at[3], sensor="sonar", problem="no_echo"))
    assert care_log.read(wanted()).faulty == {PI: {"pir": "stuck", "sonar": "no_echo"}}
    keep(store, 4, Recovered(seq=4, at=at[4], sensor="pir"))
    assert care_log.read(wanted()).faulty == {PI: {"sonar": "no_echo"}}
    assert care_log.read(wanted()).faulty == {PI: {"sonar": "no_echo"}}
    with closing(store.open_care_log()) as another:
        assert another.read(wanted()).faulty == {PI: {"sonar": "no_echo"}}


def test_what_was_told_is_not_read_again(
    store: InfluxStore, care_log: InfluxCareLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A month of events is gone through once, at the first look; without news nothing is asked."""
    found: list[int] = []
    ask = Reading.rows

    def count(reading: Reading, keeping: Keeping, question: str) -> Iterator[Cells]:
        answer = list(ask(reading, keeping, question))
        if '"event"' in question:
            found.append(len(answer))
        return iter(answer)

    keep(store, 1, Fault(seq=1, at=NOW, sensor="pir", problem="stuck"))
    monkeypatch.setattr(Reading, "rows", count)
    care_log.read(wanted())
    keep(store, 2, Recovered(seq=2, at=NOW + timedelta(seconds=1), sensor="pir"))
    care_log.read(wanted())
    care_log.read(wanted())
    assert found == [1, 1]


def test_the_quarantine_is_counted(store: InfluxStore, care_log: InfluxCareLog) -> None:
    """Empty at first, then what is in it."""
    assert care_log.read(wanted()).quarantined_count == 0
    store.quarantine_payload("platzfrei/v1/hof/pi/events", b"rubbish", "no JSON", NOW_US)
    assert care_log.read(wanted()).quarantined_count == 1


def test_deletion_by_age_takes_what_tells_of_moments(
    influx: Influx, store: InfluxStore, care_log: InfluxCareLog
) -> None:
    """Care, health, hub and live go, in all that is older."""
    old, young = a_record(NOW_US - 40 * DAY_US), a_record()
    care_log.write(old)
    care_log.write(young)
    store.delete_raw(NOW_US - 30 * DAY_US, NOW_US)
    for of, column in (
        (series.CARE, "value"),
        (series.AGENT_HEALTH, "online"),
        (series.HUB, "receipts_sent"),
        (series.LIVE, "total"),
    ):
        assert {cells[0] for cells in found(influx, of, column)} == {NOW_US}
    with Reading(influx.access) as reading:
        left = list(reading.rows(Keeping.RECENT, select(series.LIVE, ("total",)) + where({})))
    assert len(left) == 1


def test_a_hub_that_does_not_write_the_store_keeps_no_care_log(influx: Influx) -> None:
    """Before it holds the lease, nothing of it may stand beside what another hub says."""
    with (
        closing(InfluxStore(influx.access, 0.3)) as second,
        closing(second.open_care_log()) as care_log,
    ):
        with pytest.raises(StoreUnavailable):
            care_log.write(a_record())
        with pytest.raises(StoreUnavailable):
            care_log.read(wanted())
    assert found(influx, series.CARE, "kind", "value") == []


def test_a_dead_engine_is_said_so(own_influx: InfluxServer) -> None:
    """The record is dropped by who asked; nothing is retried here."""
    influx = own_influx.new_buckets()
    with closing(InfluxStore.open(influx.access, 60.0)) as store:
        with closing(store.open_care_log()) as care_log:
            own_influx.engine.kill()
            with pytest.raises(StoreUnavailable):
                care_log.read(wanted(to_us(from_us(NOW_US))))
            with pytest.raises(StoreUnavailable):
                care_log.write(a_record())
        own_influx.engine.start()
