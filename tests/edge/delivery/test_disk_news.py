"""What is said of the disk: at once, once, and what an earlier process had on no disk."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from contract.events import DeskState, SeqRange
from contract.examples import health
from contract.messages import DiskState, DiskTrouble, encode
from contract.times import from_us
from edge.delivery.disk_news import DiskNews
from edge.delivery.event_body import Snapshot
from edge.delivery.journal import TRIAL_US, Journal
from edge.delivery.outbox import Outbox
from tests.edge.delivery.test_failing_writes import no_byte_beyond
from tests.edge.scripted import START_US, ScriptedClock, seen

ROOMY = 64 * 1024 * 1024
EARLIER = "e" * 32


@pytest.fixture
def clock() -> ScriptedClock:
    return ScriptedClock()


@pytest.fixture
def outbox(tmp_path: Path) -> Iterator[Outbox]:
    opened = Outbox.open(tmp_path / "outbox.db", ROOMY)
    yield opened
    opened.close()


@pytest.fixture
def journal(outbox: Outbox, clock: ScriptedClock) -> Journal:
    begun = Journal(outbox, clock, lambda: "a" * 32)
    begun.begin(Snapshot({"d1": DeskState.FREE}, {}), clock.now_us)
    return begun


def health_of(epoch: str, *waiting: SeqRange) -> bytes:
    """Return the health of an agent whose disk fails."""
    trouble = DiskTrouble(
        state=DiskState.FAILING, since=from_us(START_US), reason="EIO", waiting=waiting
    )
    return encode(health().model_copy(update={"epoch": epoch, "disk": trouble}))


def test_a_well_disk_is_no_news(journal: Journal) -> None:
    """Nothing is urgent, before and after all was said."""
    news = DiskNews(journal)
    urgent = [news.is_urgent]
    news.tell()
    assert [*urgent, news.is_urgent] == [False, False]


def test_trouble_is_urgent_until_it_is_told(journal: Journal, clock: ScriptedClock) -> None:
    """So is each further event that waits on no disk, and the end of the trouble."""
    news, urgent = DiskNews(journal), list[bool]()

    def look_and_tell() -> None:
        urgent.append(news.is_urgent)
        news.tell()
        urgent.append(news.is_urgent)

    with no_byte_beyond(0):
        for _ in range(2):
            journal.record([seen(clock)])
            look_and_tell()
    clock.pass_s(TRIAL_US / 1_000_000)
    journal.look_at_disk(clock.now_us)
    assert journal.trouble is None
    look_and_tell()
    assert urgent == [True, False] * 3


def losses(outbox: Outbox) -> list[str]:
    """Return the declarations that are kept."""
    return [body for (body,) in outbox._file.rows("SELECT body FROM entry WHERE lost")]


def test_what_an_earlier_process_had_on_no_disk_is_declared(
    journal: Journal, outbox: Outbox
) -> None:
    """Once, however often its health is heard."""
    news = DiskNews(journal)
    payload = health_of(EARLIER, SeqRange(epoch=EARLIER, first=7, last=9))
    news.inherit(payload)
    news.inherit(payload)
    (declared,) = losses(outbox)
    assert f'"epoch":"{EARLIER}","first":7,"last":9' in declared


@pytest.mark.parametrize(
    "payload",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"\xff{", id="no JSON"),
        pytest.param(encode(health()), id="a well disk"),
        pytest.param(health_of(EARLIER), id="a trouble in which nothing waits"),
        pytest.param(health_of("a" * 32, SeqRange(epoch="a" * 32, first=1, last=1)), id="its own"),
    ],
)
def test_nothing_is_declared_of_what_says_nothing(
    journal: Journal, outbox: Outbox, payload: bytes
) -> None:
    """Anybody may have written what the broker keeps; and its own health comes back to it."""
    DiskNews(journal).inherit(payload)
    assert losses(outbox) == []
