"""An agent whose card ails: it goes on, says so within two minutes, and loses nothing unsaid."""

import os
import resource
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from contract.events import DeskState, Lost, SeqRange, Started
from contract.messages import DiskState, Health, parse
from contract.times import from_us
from contract.topics import Channel
from edge.delivery.outbox_file import OutboxFile
from edge.delivery.outbox_opening import open_or_wait
from edge.errors import OutboxUnavailable
from edge.transport import HealthHeard
from tests.edge.pi import ROOMY, Pi


@pytest.fixture
def card(tmp_path: Path) -> Iterator[Path]:
    """Mount a small card of its own."""
    folder = tmp_path / "card"
    folder.mkdir()
    _run("mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(folder))
    yield folder
    _run("umount", "--lazy", str(folder))


@pytest.fixture
def pi(card: Path) -> Iterator[Pi]:
    one = Pi(card)
    yield one
    one.outbox.close()


def _run(*command: str) -> None:
    subprocess.run(command, check=True)


def fill(folder: Path) -> Path:
    """Take all the room that is left."""
    path = folder / "somebody-elses.log"
    with path.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"x" * 4096)
        except OSError:
            return path


@contextmanager
def read_only(pi: Pi) -> Iterator[None]:
    """Take the card's files away from whoever writes them, as a kernel does after an error.

    A mount with files that are open for writing can't be made read-only; a shrinking limit of the
    process refuses the same writes on any disk.
    """
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def losses(pi: Pi) -> list[Lost]:
    return [event for event in pi.events() if isinstance(event, Lost)]


def healths(pi: Pi) -> list[Health]:
    return [parse(Health, payload) for payload in pi.payloads(Channel.HEALTH)]


def test_a_card_that_takes_nothing_is_told_within_two_minutes(tmp_path: Path) -> None:
    """Also while nobody moves and nothing has to be written; a well card says nothing."""
    pi = Pi(tmp_path).begin()
    pi.settle()
    pi.pass_s(5)
    assert healths(pi)[-1].disk is None
    began_us = pi.clock.wall_us()
    with read_only(pi):
        pi.pass_s(120)
        trouble = healths(pi)[-1].disk
    pi.outbox.close()
    assert trouble is not None
    assert trouble.state is DiskState.FAILING
    assert trouble.reason
    assert trouble.since - from_us(began_us) <= timedelta(seconds=60)


def test_what_is_on_no_disk_is_said_at_once_and_written_when_the_card_is_well(
    tmp_path: Path,
) -> None:
    """The state stays live; the numbers are named within seconds, and then the trouble is over."""
    pi = Pi(tmp_path).begin()
    with read_only(pi):
        pi.sit("d1")
        pi.pass_s(2)
        pi.sit("d2")
        pi.pass_s(2)
        said = healths(pi)[-1]
        assert pi.states()[-1].desks["d2"].state is DeskState.OCCUPIED
    assert said.disk is not None
    assert said.disk.waiting == (SeqRange(epoch=pi.epoch, first=2, last=3),)
    pi.pass_s(35)
    assert healths(pi)[-1].disk is None
    assert [event.seq for event in pi.events()] == [1, 2, 3]
    pi.outbox.close()


def test_the_next_process_declares_what_the_last_one_had_in_memory(tmp_path: Path) -> None:
    """The broker has kept the last health; what the card has after all is left out."""
    pi = Pi(tmp_path).begin()
    pi.sit("d1")
    with read_only(pi):
        pi.sit("d2")
        pi.sit("d2", active=False)
        pi.pass_s(2)
    last = pi.payloads(Channel.HEALTH)[-1]
    before = pi.epoch
    pi.outbox.close()
    again = Pi(tmp_path, clock=pi.clock).begin()
    again.take(HealthHeard(last))
    again.take(HealthHeard(last))
    (lost,) = losses(again)
    again.outbox.close()
    assert lost.ranges == (SeqRange(epoch=before, first=3, last=4),)


def test_what_nobody_could_write_yet_is_handed_on_from_process_to_process(tmp_path: Path) -> None:
    """The second one dies on the ill card as well; the third declares for both."""
    first = Pi(tmp_path).begin()
    with read_only(first):
        first.sit("d1")
        first.pass_s(2)
        second = Pi(tmp_path, clock=first.clock).begin()
        second.take(HealthHeard(first.payloads(Channel.HEALTH)[-1]))
        second.pass_s(2)
    last = second.payloads(Channel.HEALTH)[-1]
    trouble = healths(second)[-1].disk
    assert trouble is not None
    named = [(one.epoch, one.first) for one in trouble.waiting]
    second.outbox.close()
    first.outbox.close()
    assert named == [(second.epoch, 1), (first.epoch, 2)]
    third = Pi(tmp_path, clock=first.clock).begin()
    third.take(HealthHeard(last))
    (lost,) = losses(third)
    third.outbox.close()
    assert {one.epoch for one in lost.ranges} == {first.epoch, second.epoch}


def test_its_own_health_is_no_predecessors(tmp_path: Path) -> None:
    """After a reconnection the broker says again what this process has said."""
    pi = Pi(tmp_path).begin()
    with read_only(pi):
        pi.sit("d1")
        pi.pass_s(2)
        pi.take(HealthHeard(pi.payloads(Channel.HEALTH)[-1]))
    pi.pass_s(2)
    assert pi.events("lost") == []
    pi.outbox.close()


@pytest.mark.real("mounting")
def test_a_full_card_is_told_until_there_is_room(pi: Pi, card: Path) -> None:
    """Events go on giving way to newer ones; the people hear of it, and of its end."""
    pi.begin()
    log = fill(card)
    for number in range(3_000):
        pi.sit("d1", active=number % 2 == 0)
        pi.clock.pass_s(1)
    pi.pass_s(61)
    trouble = healths(pi)[-1].disk
    assert trouble is not None
    assert trouble.state is DiskState.FULL
    log.unlink()
    pi.pass_s(302)
    assert healths(pi)[-1].disk is None


@pytest.mark.real("mounting")
def test_an_agent_starts_on_a_read_only_card_and_heals(card: Path) -> None:
    """It sees, counts and tells from memory; `started` gets its predecessor once it is kept."""
    first = Pi(card).begin()
    before = first.epoch
    first.outbox.close()
    _run("mount", "-o", "remount,ro", str(card))
    pi = Pi(card, clock=first.clock)
    pi.begin()
    pi.sit("d1")
    pi.pass_s(2)
    trouble = healths(pi)[-1].disk
    assert trouble is not None
    assert trouble.state is DiskState.READ_ONLY
    assert trouble.waiting == (SeqRange(epoch=pi.epoch, first=1, last=2),)
    _run("mount", "-o", "remount,rw", str(card))
    pi.pass_s(40)
    assert healths(pi)[-1].disk is None
    (*_, started) = pi.events("started")
    assert isinstance(started, Started)
    assert started.previous is not None
    assert started.previous.epoch == before
    assert [event.seq for event in pi.events()] == [1, 1, 2]
    assert set(pi.sent()) == {1, 2}
    pi.outbox.close()


@pytest.mark.real("mounting")
def test_another_card_in_the_same_place_goes_on_where_the_first_ended(pi: Pi, card: Path) -> None:
    """What was on the first one alone is declared; numbers go on in the same epoch."""
    pi.begin()
    pi.sit("d1")
    _run("umount", "--lazy", str(card))
    _run("mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(card))
    assert isinstance(pi.outbox._file, OutboxFile)
    pi.outbox._file._connection.close()  # as every file of a card that is gone
    pi.outbox._file.is_damaged = False
    pi.sit("d1", active=False)
    pi.pass_s(40)
    kept = pi.events()
    assert [event.seq for event in kept] == [3, 4]
    assert [lost.ranges for lost in losses(pi)] == [(SeqRange(epoch=pi.epoch, first=1, last=2),)]
    assert healths(pi)[-1].disk is None


@pytest.mark.parametrize("is_replaced", [False, True])
def test_an_outbox_that_was_taken_away_is_noticed(tmp_path: Path, *, is_replaced: bool) -> None:
    """Also while nobody moves; what stood in it alone is declared, and the next events are kept."""
    pi = Pi(tmp_path).begin()
    pi.sit("d1")
    pi.settle()
    path = pi.config.outbox
    path.rename(tmp_path / "elsewhere.db")  # and not the log beside it
    if is_replaced:
        OutboxFile.open(tmp_path / "other.db", ROOMY).close()
        (tmp_path / "other.db").rename(path)
    pi.pass_s(62)
    said = healths(pi)[-1].disk
    assert said is not None
    assert "moved, deleted or replaced" in said.reason
    pi.pass_s(35)
    assert healths(pi)[-1].disk is None
    pi.sit("d1", active=False)
    (declared,) = losses(pi)
    assert declared.ranges == (SeqRange(epoch=pi.epoch, first=1, last=2),)
    assert [event.seq for event in pi.events()] == [3, 4]
    pi.outbox.close()


def test_an_outbox_that_nobody_may_write_any_more_is_told(tmp_path: Path) -> None:
    """What stands beside it is closed to the agent: so would be what it writes next."""
    pi = Pi(tmp_path).begin()
    pi.outbox.reserve._path.unlink()
    pi.outbox.reserve._path.mkdir()  # what even root can't write
    pi.pass_s(62)
    said = healths(pi)[-1].disk
    pi.outbox.close()
    assert said is not None
    assert said.state is DiskState.FAILING


def test_a_path_that_was_never_right_is_refused(tmp_path: Path) -> None:
    """That is the operator's to mend: no agent seems to run on it."""
    with pytest.raises(OutboxUnavailable):
        open_or_wait(tmp_path / "nowhere" / "outbox.db", ROOMY)
    (tmp_path / "folder.db").mkdir()
    with pytest.raises(OutboxUnavailable):
        open_or_wait(tmp_path / "folder.db", ROOMY)
    assert os.path.lexists(tmp_path / "folder.db")
