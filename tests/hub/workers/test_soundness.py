"""The store is looked through at the start, daily and on doubt; only history waits for it."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from contract.times import to_us
from hub.errors import StoreUnavailable
from hub.metrics import HubMetrics
from hub.stores.protocol import Damage
from hub.workers.soundness import LOOK_EVERY_S, RETRY_EVERY_S, Soundness
from tests.hub.scripted import ScriptedClock
from tests.hub.spaces import utc

START = utc(2026, 3, 2, 7)


@dataclass
class Found:
    """What an examination finds."""

    said: tuple[str, ...] = ()


@dataclass
class ScriptedStore:
    """A store that is as ill as a test says, and has as much room."""

    wrong: tuple[str, ...] = ()
    is_doubted: bool = False
    has_room: bool = True
    is_there: bool = True
    did: list[str] = field(default_factory=list)

    @property
    def store_id(self) -> str:
        if not self.is_there:
            raise StoreUnavailable("no disk")
        return "5" * 32

    def examine(self, pause: Callable[[float], None]) -> Found:
        pause(0.0)
        self.did.append("examine")
        self.is_doubted = bool(self.wrong)
        return Found(self.wrong)

    def salvage(self, found: Found, now_us: int) -> Damage:
        if not self.has_room:
            raise StoreUnavailable("no room")
        self.did.append("salvage")
        self.wrong, self.is_doubted = (), False
        return Damage(now_us, "hub.db.damaged-1", found.said[0], 10, 3)


class Looking:
    """A `Soundness` over a scripted store, and its clock."""

    def __init__(self, store: ScriptedStore) -> None:
        self.store = store
        self.clock = ScriptedClock(START)
        self.metrics = HubMetrics()
        self.soundness = Soundness(
            store,
            lambda work: work(),
            self.metrics,
            self.clock.monotonic,
            lambda: to_us(self.clock.wall()),
        )

    def look(self, after_s: float = 0.0) -> bool:
        self.clock.pass_by(after_s)
        return self.soundness.look(lambda _: None)


def counted(metrics: HubMetrics, name: str) -> float | None:
    """Return a counter of the hub."""
    return metrics.registry.get_sample_value(f"platzfrei_{name}_total")


def test_a_sound_store_is_looked_through_at_the_start_and_daily() -> None:
    """And not before each step of history."""
    looking = Looking(ScriptedStore())
    assert [looking.look(), looking.look(60), looking.look(LOOK_EVERY_S)] == [False] * 3
    assert looking.store.did == ["examine", "examine"]
    assert looking.soundness.is_sound()


def test_a_damaged_store_is_set_aside_and_counted() -> None:
    """Whoever reads it opens another one."""
    looking = Looking(ScriptedStore(wrong=("event: 3 rows not as written",)))
    assert looking.look()
    assert looking.store.did == ["examine", "salvage"]
    assert counted(looking.metrics, "store_damages") == 1
    assert counted(looking.metrics, "store_rows_set_aside") == 3
    assert looking.soundness.is_sound()


def test_doubt_is_looked_into_at_once() -> None:
    """Somebody has read a row that isn't as it was written."""
    looking = Looking(ScriptedStore())
    looking.look()
    looking.store.wrong, looking.store.is_doubted = ("slot: 1 row not as written",), True
    assert not looking.soundness.is_sound()
    assert looking.look(1)
    assert looking.store.did == ["examine", "examine", "salvage"]


def test_without_room_history_waits_and_says_so() -> None:
    """It is tried again, and not at every step."""
    looking = Looking(ScriptedStore(wrong=("event: 3 rows not as written",), has_room=False))
    for after_s in (0, 5, 5):
        with pytest.raises(StoreUnavailable, match="no room"):
            looking.look(after_s)
        assert not looking.soundness.is_sound()
    assert looking.store.did == ["examine"]
    looking.store.has_room = True
    assert looking.look(RETRY_EVERY_S)
    assert looking.soundness.is_sound()


def test_a_store_that_opens_late_is_looked_through_at_once() -> None:
    """A disk that refused for a moment at the start doesn't hold history up for minutes."""
    looking = Looking(ScriptedStore(is_doubted=True, is_there=False))
    for _ in range(2):
        with pytest.raises(StoreUnavailable, match="no disk"):
            looking.look(5)
        assert not looking.soundness.is_sound()
    looking.store.is_there = True
    assert not looking.look(5)
    assert looking.soundness.is_sound()
    assert looking.store.did == ["examine"]


def test_the_salvage_is_dated(caplog: pytest.LogCaptureFixture) -> None:
    """By the hub's clock; the log says what was found, on one line."""
    looking = Looking(ScriptedStore(wrong=("*** in database main ***\nPage 3: never used",)))
    assert looking.look()
    assert "the store is damaged: *** in database main *** Page 3: never used" in caplog.messages
    assert to_us(looking.clock.wall()) == to_us(START)
