"""One worked example per message and event: what the wire's documentation shows.

They are made of the models themselves, so an example that doesn't fit can't be written down.
"""

from datetime import UTC, datetime, timedelta
from typing import Final, assert_never

from contract.events import (
    Alive,
    DeskChanged,
    DeskState,
    Direction,
    DoorChanged,
    Event,
    EventClock,
    Fault,
    Lost,
    Passage,
    Previous,
    Record,
    Recovered,
    SeqRange,
    Started,
    Stopped,
)
from contract.messages import (
    DeskNow,
    DiskState,
    DiskTrouble,
    DoorNow,
    EventBatch,
    Health,
    LifeSign,
    Quarantined,
    Receipt,
    State,
    StateClock,
    Status,
)
from contract.topics import AgentAddress, Channel

ADDRESS: Final = AgentAddress("bahnhof-wiesenburg", "pi-bahnhof-1")

_AT: Final = datetime(2026, 3, 2, 7, tzinfo=UTC)
_EPOCH: Final = "9f86d081884c7d659a2feaa0c55ad015"
_PREVIOUS: Final = "a3bf4f1b2b0b822cd15d6c15b0f00a08"
_STORE: Final = "2c26b46b68ffc68ff99b453c1d304134"
_BOOT: Final = "fcde2b2edba56bf408601fb721fe9b5c"


def messages(channel: Channel) -> dict[str, Record]:
    """Return the examples of one channel, by a short name."""
    match channel:
        case Channel.STATUS:
            return {"birth": status(online=True), "will": status(online=False)}
        case Channel.STATE:
            return {"state": state()}
        case Channel.EVENTS:
            return {"every-kind": _batch(events()), "one": _batch((_alive(812),))}
        case Channel.RECEIPTS:
            return {"stored": receipt(), "with-quarantine": _quarantining()}
        case Channel.HEALTH:
            return {
                "raspberry-pi": health(),
                "laptop": _health_of_a_laptop(),
                "read-only-card": _health_on_a_read_only_card(),
            }
        case _:
            assert_never(channel)


def status(*, online: bool) -> Status:
    """Return a birth, or the last will of the same epoch."""
    return Status(online=online, epoch=_EPOCH, version="0.1.0", at=_AT)


def state() -> State:
    """Return the present state of two desks and a door."""
    return State(
        epoch=_EPOCH,
        at=_AT + timedelta(hours=2, minutes=41),
        ttl_s=150,
        clock=StateClock.SYNCED,
        desks={
            "d1": DeskNow(state=DeskState.OCCUPIED, since=_AT + timedelta(hours=1)),
            "d2": DeskNow(state=DeskState.UNKNOWN, since=_AT, whole=False),
        },
        doors={"main": DoorNow(open=False, since=_AT + timedelta(minutes=59))},
    )


def events() -> tuple[Event, ...]:
    """Return the nine kinds in the order of a day, numbered from 1."""
    return (
        Started(
            seq=1,
            at=_AT,
            boot=_BOOT,
            previous=Previous(epoch=_PREVIOUS, last=5123),
            desks={"d1": DeskState.FREE, "d2": DeskState.UNKNOWN},
            doors={"main": False},
        ),
        DeskChanged(seq=2, at=_after(2), desk="d1", state=DeskState.OCCUPIED, evidence="motion"),
        DoorChanged(seq=3, at=_after(3), door="main", open=True),
        Passage(seq=4, at=_after(4), door="main", direction=Direction.IN),
        _alive(5),
        Fault(
            seq=6,
            at=_after(6),
            sensor="pir-2",
            problem="unreadable",
            reason="GPIO 4: GPIO busy",
        ),
        Recovered(seq=7, at=_after(7), sensor="pir-2"),
        Lost(
            seq=8,
            at=_after(8),
            clock=EventClock.ESTIMATED,
            ranges=(SeqRange(epoch=_PREVIOUS, first=40, last=159),),
        ),
        Stopped(seq=9, at=_after(9)),
    )


def receipt() -> Receipt:
    """Return a receipt for events that were all stored."""
    return Receipt(store=_STORE, epoch=_EPOCH, first=812, last=820)


def health() -> Health:
    """Return the condition of a Raspberry Pi with two events on their way."""
    return Health(
        at=_AT,
        epoch=_EPOCH,
        cpu_c=48.3,
        disk_free_bytes=21_474_836_480,
        outbox_rows=5123,
        oldest_unsettled_s=0.4,
        clock=StateClock.SYNCED,
        uptime_s=86_400.0,
        throttled=False,
        signs={
            "pir-1": LifeSign(at=_AT - timedelta(minutes=4), desk="d1"),
            "reed-main": LifeSign(at=None, door="main"),
        },
    )


def _health_of_a_laptop() -> Health:
    unmeasured = {"cpu_c": None, "throttled": None, "oldest_unsettled_s": None}
    return health().model_copy(update=unmeasured)


def _health_on_a_read_only_card() -> Health:
    trouble = DiskTrouble(
        state=DiskState.READ_ONLY,
        since=_AT - timedelta(minutes=7),
        reason="attempt to write a readonly database",
        waiting=(SeqRange(epoch=_EPOCH, first=813, last=829),),
    )
    return health().model_copy(update={"disk": trouble})


def _quarantining() -> Receipt:
    aside = Quarantined(seq=815, reason="state: Input should be 'free', 'occupied' or 'unknown'")
    return receipt().model_copy(update={"quarantined": (aside,)})


def _alive(seq: int) -> Alive:
    return Alive(
        seq=seq,
        at=_after(seq),
        desks={"d1": DeskState.OCCUPIED, "d2": DeskState.FREE},
        doors={"main": True},
    )


def _batch(events: tuple[Event, ...]) -> EventBatch:
    return EventBatch(epoch=_EPOCH, first=events[0].seq, events=events)


def _after(minutes: int) -> datetime:
    return _AT + timedelta(minutes=minutes)
