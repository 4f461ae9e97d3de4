"""Opening an outbox at a start: an ill disk is waited for, a wrong path is refused."""

import errno
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from edge.delivery import disk_trial
from edge.delivery.outbox import Outbox
from edge.delivery.outbox_opening import open_or_wait
from edge.delivery.outbox_rows import Entry
from edge.delivery.reserve_file import ReserveFile
from edge.errors import ForeignOutbox, OutboxUnavailable
from tests.edge.delivery.test_failing_writes import no_byte_beyond

ROOMY = 64 * 1024 * 1024
FIRST = Entry(1, 1, None, '{"kind":"started"}')


def test_a_well_disk_is_used_at_once(tmp_path: Path) -> None:
    """Its outbox can be written."""
    with closing(open_or_wait(tmp_path / "outbox.db", ROOMY)) as outbox:
        outbox.begin("e" * 32, "b" * 32, FIRST)
        assert outbox.row_count() == 1


def test_an_ill_disk_is_waited_for(tmp_path: Path) -> None:
    """The agent gets an outbox that keeps nothing, until it is opened anew on a well disk."""
    Outbox.open(tmp_path / "outbox.db", ROOMY).close()
    with no_byte_beyond(0):
        outbox = open_or_wait(tmp_path / "outbox.db", ROOMY)
        with pytest.raises(OutboxUnavailable):
            outbox.begin("e" * 32, "b" * 32, FIRST)
        assert not outbox.reopen()
    assert outbox.reopen()
    outbox.begin("e" * 32, "b" * 32, FIRST)
    assert outbox.row_count() == 1
    outbox.close()


@pytest.mark.parametrize("number", sorted(disk_trial._NEVER_RIGHT))
def test_a_path_that_was_never_right_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """It is the operator's to mend, and no illness that passes."""

    def refuse(_: ReserveFile) -> None:
        raise OSError(number, errno.errorcode[number])

    monkeypatch.setattr(ReserveFile, "rewrite", refuse)
    (tmp_path / "outbox.db").mkdir()
    with pytest.raises(OutboxUnavailable):
        open_or_wait(tmp_path / "outbox.db", ROOMY)


@pytest.mark.parametrize("is_ill", [False, True])
def test_a_file_of_something_else_is_kept_as_it_is(tmp_path: Path, *, is_ill: bool) -> None:
    """It is moved aside and never written; on an ill disk, as soon as the disk is well."""
    path = tmp_path / "outbox.db"
    path.write_text("a shopping list\n")
    if is_ill:
        with no_byte_beyond(0):
            outbox = open_or_wait(path, ROOMY)
        assert outbox.reopen()
    else:
        outbox = open_or_wait(path, ROOMY)
    outbox.begin("e" * 32, "b" * 32, FIRST)
    outbox.close()
    assert path.with_name("outbox.db.damaged-1").read_text() == "a shopping list\n"


def test_another_programs_database_is_refused(tmp_path: Path) -> None:
    """Nobody's tables are taken for an outbox, and no agent seems to run on them."""
    path = tmp_path / "outbox.db"
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE photos (taken_at)")
    before = path.read_bytes()
    with pytest.raises(ForeignOutbox):
        open_or_wait(path, ROOMY)
    assert path.read_bytes() == before
