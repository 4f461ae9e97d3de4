"""What agents tell of signs goes into the book each minute, whatever becomes of it."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from contract.messages import Health, LifeSign, StateClock, encode
from contract.topics import Channel
from hub.book.sign_doubts import SignDoubtMemory, read_sign_doubts
from hub.domain.care import Instant
from hub.domain.sign_doubt import SignDoubt
from hub.metrics import HubMetrics
from hub.workers.care_notes import CareNotes
from hub.workers.care_signs import SignNotes
from tests.hub.small_hub import Hub
from tests.hub.spaces import WEEK, a_space

SPACE = a_space(opening=WEEK, desk=[{"id": "d1", "agent": "pi"}])
AGO = timedelta(days=9)


class Looking:
    """A hub that hears one agent, and notes its signs in a book."""

    def __init__(self, book: Path) -> None:
        self.hub = Hub(SPACE)
        self.agent = self.hub.agent()
        self._notes = CareNotes(book, HubMetrics())
        self._signs = SignNotes([SPACE], SignDoubtMemory(self._notes))

    def look(self, sign: LifeSign) -> None:
        """Let the agent tell a sign, and note it."""
        clock = self.hub.clock
        health = Health(
            at=clock.now, epoch="a" * 32, cpu_c=None, disk_free_bytes=None, outbox_rows=0,
            oldest_unsettled_s=None, clock=StateClock.SYNCED, uptime_s=1.0, throttled=None,
            signs={"pir": sign},
        )  # fmt: skip
        self.agent.says({"d1": "free"})
        self.hub.live.on_message(self.agent.topic(Channel.HEALTH), encode(health), False)
        seen = {"hof": self.hub.live.agents_of("hof")}
        self._signs.note(seen, Instant(clock.now, clock.seconds, 0.0))

    def close(self) -> None:
        """Let go of the book."""
        self._notes.close()


def test_a_doubt_is_kept_from_its_beginning_to_its_end(tmp_path: Path) -> None:
    """It is told once, and stays in the book when it is over."""
    book = tmp_path / "book.db"
    looking = Looking(book)
    clock = looking.hub.clock
    late = LifeSign(at=clock.now - AGO, desk="d1")
    looking.look(late)
    (begun,) = read_sign_doubts(book)
    assert (begun.sensor, begun.desk, begun.until_us) == ("pir", "d1", None)
    clock.pass_by(60)
    looking.look(late)
    assert read_sign_doubts(book) == [begun]
    clock.pass_by(60)
    looking.look(LifeSign(at=clock.now, desk="d1"))
    minutes_us = 120_000_000
    assert read_sign_doubts(book) == [replace(begun, until_us=begun.since_us + minutes_us)]
    looking.close()


def test_a_book_that_cannot_be_used_ends_nothing(tmp_path: Path) -> None:
    """Once it can be used, what lasts is kept."""
    book = tmp_path / "book.db"
    book.mkdir()
    looking = Looking(book)
    late = LifeSign(at=looking.hub.clock.now - AGO, desk="d1")
    looking.look(late)
    book.rmdir()
    looking.look(late)
    assert [type(each) for each in read_sign_doubts(book)] == [SignDoubt]
    looking.close()
