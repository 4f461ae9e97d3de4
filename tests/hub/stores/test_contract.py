"""What every store promises; the suite runs on each store there is."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from contract.events import DeskChanged, DeskState, Event, EventClock, Lost, Previous, Started
from contract.times import to_us
from contract.topics import AgentAddress
from hub.domain.intake import Batch, QuarantinedEvent
from hub.domain.meters import DeskSlot
from hub.domain.seq_ranges import Span
from hub.domain.slots import SLOT_US, SpaceSlot
from hub.errors import StoreUnavailable
from hub.stores.history_protocol import KeptSlot, Rolled, SpaceHistory
from hub.stores.protocol import EpochRecord, IgnoredAgent, Store
from tests.parts.places import Place

ADDRESS = AgentAddress("bahnhof", "pi-1")
EPOCH, NEXT = "a" * 32, "b" * 32
START = datetime(2026, 3, 2, 7, tzinfo=UTC)
NOW_US = to_us(START)


@pytest.fixture
def store(place: Place) -> Iterator[Store]:
    """Open an empty store."""
    opened = place.store()
    yield opened
    opened.close()


def desk(seq: int, state: str = "occupied", clock: str = "synced", late_s: float = 0) -> Event:
    return DeskChanged(
        seq=seq,
        at=START + timedelta(seconds=seq + late_s),
        clock=EventClock(clock),
        desk="d1",
        state=DeskState(state),
        evidence="motion",
    )


def batch(*events: Event, epoch: str = EPOCH, rejected: tuple[int, ...] = ()) -> Batch:
    seqs = sorted([event.seq for event in events] + list(rejected))
    return Batch(
        address=ADDRESS,
        epoch=epoch,
        first=seqs[0],
        last=seqs[-1],
        events=events,
        quarantined=tuple(QuarantinedEvent(seq, "bad", b"{}") for seq in rejected),
    )


def stored(place: Place) -> list[tuple[str, Event]]:
    reader = place.reader()
    rows = [(one.epoch, one.event) for one in reader.events(ADDRESS, 0, 2**62)]
    reader.close()
    return rows


def epochs(place: Place) -> dict[str, EpochRecord]:
    reader = place.reader()
    records = {one.epoch: one for one in reader.epochs()}
    reader.close()
    return records


def test_an_event_is_read_back_as_it_came(store: Store, place: Place) -> None:
    """What was appended is read back, equal in every field."""
    (outcome,) = store.append([batch(desk(1), desk(2, "free"))], NOW_US)
    assert (outcome.stored_count, outcome.repeated_count) == (2, 0)
    assert stored(place) == [(EPOCH, desk(1)), (EPOCH, desk(2, "free"))]


def test_repetition_in_any_cut_changes_nothing(store: Store, place: Place) -> None:
    """The same events, cut otherwise and sent again, are counted as repeated only."""
    store.append([batch(desk(1), desk(2)), batch(desk(3))], NOW_US)
    (outcome,) = store.append([batch(desk(2), desk(3))], NOW_US)
    assert (outcome.stored_count, outcome.repeated_count) == (0, 2)
    assert [event.seq for _, event in stored(place)] == [1, 2, 3]


def test_the_first_of_two_differing_copies_stands(store: Store, place: Place) -> None:
    """A second copy of an event that says something else is not believed."""
    store.append([batch(desk(1, "occupied")), batch(desk(1, "free"))], NOW_US)
    assert stored(place) == [(EPOCH, desk(1, "occupied"))]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_synced_copy_replaces_an_estimated_one(
    store: Store, place: Place, order: tuple[int, int]
) -> None:
    """Whichever comes first, the copy dated by a synced clock is the one that stays."""
    copies = [desk(1, clock="estimated", late_s=99), desk(1)]
    for index in order:
        store.append([batch(copies[index])], NOW_US)
    assert stored(place) == [(EPOCH, desk(1))]


def test_a_quarantined_number_is_remembered_and_named(store: Store, place: Place) -> None:
    """A malformed event is settled under its reason and remembered by its number."""
    (outcome,) = store.append([batch(desk(1), desk(3), rejected=(2,))], NOW_US)
    assert [(one.seq, one.reason) for one in outcome.quarantined] == [(2, "bad")]
    record = epochs(place)[EPOCH]
    assert (record.stored, record.quarantined) == ((Span(1, 1), Span(3, 3)), (Span(2, 2),))


def test_a_readable_copy_counts_where_a_malformed_one_came_before(
    store: Store, place: Place
) -> None:
    """The good copy of an event is stored even if a broken one was quarantined first."""
    store.append([batch(rejected=(1,))], NOW_US)
    store.append([batch(desk(1))], NOW_US)
    (outcome,) = store.append([batch(rejected=(1,))], NOW_US)
    assert (outcome.repeated_count, outcome.quarantined) == (1, ())
    assert stored(place) == [(EPOCH, desk(1))]


def test_numbers_are_remembered_as_few_spans(store: Store, place: Place) -> None:
    """Numbers that arrive in any order join into one span once the gaps are filled."""
    for seq in (5, 1, 3, 2, 4):
        store.append([batch(desk(seq))], NOW_US)
    assert epochs(place)[EPOCH].stored == (Span(1, 5),)


def test_the_end_of_an_epoch_is_what_the_next_one_names(store: Store, place: Place) -> None:
    """A `started` names the last number of the epoch before."""
    begun = Started(
        seq=1,
        at=START,
        boot="c" * 32,
        previous=Previous(epoch=EPOCH, last=9),
        desks={},
        doors={},
    )
    store.append([batch(desk(1)), batch(begun, epoch=NEXT)], NOW_US)
    record = epochs(place)[EPOCH]
    assert (record.named_last, record.named_by) == (9, (NEXT,))


def test_a_declared_loss_is_remembered_for_its_own_epoch(store: Store, place: Place) -> None:
    """A `lost` event may name numbers of an earlier epoch, even one never heard of."""
    lost = Lost.model_validate(
        {
            "seq": 1,
            "at": START,
            "ranges": [{"epoch": EPOCH, "first": 4, "last": 6}],
        }
    )
    store.append([batch(lost, epoch=NEXT)], NOW_US)
    assert epochs(place)[EPOCH].lost == (Span(4, 6),)


def test_an_unreadable_payload_is_kept_once(store: Store, place: Place) -> None:
    """The same broken payload, sent a hundred times, takes one place in quarantine."""
    kept = [store.quarantine_payload("t", b"\xff", "no JSON", NOW_US) for _ in range(3)]
    assert kept == [True, False, False]
    reader = place.reader()
    assert reader.unreadable_count() == 1
    reader.close()


def test_ignored_agents_are_counted(store: Store, place: Place) -> None:
    """What unknown agents send is counted by agent."""
    for count in (2, 3):
        store.note_ignored([IgnoredAgent("s", "ghost", count, NOW_US)])
    reader = place.reader()
    assert list(reader.ignored_agents()) == [IgnoredAgent("s", "ghost", 5, NOW_US)]
    reader.close()


def test_a_store_keeps_its_name_over_a_restart(place: Place) -> None:
    """The store id names the life of the store, not of the process."""
    first = place.store()
    name = first.store_id
    first.append([batch(desk(1))], NOW_US)
    first.close()
    again = place.store()
    assert again.store_id == name
    again.close()
    assert len(stored(place)) == 1


def test_a_renewed_store_has_another_name_for_good(place: Place) -> None:
    """After a restore every edge hears a store id that it doesn't know; the events stay."""
    store = place.store()
    store.append([batch(desk(1))], NOW_US)
    before, now = store.store_id, store.renew()
    assert before != now == store.store_id
    store.close()
    again = place.store()
    assert again.store_id == now
    again.close()
    assert stored(place) == [(EPOCH, desk(1))]


def test_a_second_writer_is_refused(store: Store, place: Place) -> None:
    """Two hubs never write one store."""
    with pytest.raises(StoreUnavailable, match="another hub"):
        place.store()


@pytest.mark.parametrize("with_desks", [False, True])
def test_a_version_of_history_stands_while_it_is_not_written(
    store: Store, place: Place, with_desks: bool
) -> None:
    """Another one after each write of a slot, and none of before in another life of the store."""
    day = (NOW_US, NOW_US + 96 * SLOT_US)

    def write(start_us: int) -> str | None:
        desks = (DeskSlot("d1", 0, SLOT_US, 0),)
        slot = SpaceSlot(start_us, 1, 0, SLOT_US, 0, 0, 0, 0, SLOT_US, 0, 0, 0, 0, by_desk=desks)
        made = [KeptSlot(slot, open=True)]
        rolled = Rolled(start_us + SLOT_US, "calendar")
        store.write_history(SpaceHistory("hof", "Europe/Berlin", made, (), rolled, ()))
        return store.history_version("hof", *day, with_desks=with_desks)

    first = write(NOW_US)
    assert first is not None
    assert store.history_version("hof", *day, with_desks=with_desks) == first
    assert write(NOW_US - 30 * 96 * SLOT_US) == first
    assert write(NOW_US) not in (None, first)
    store.close()
    with closing(place.store()) as again:
        assert again.history_version("hof", *day, with_desks=with_desks) != first
