"""Reports that make themselves: once, when all is there, into the folder and the queue of mail."""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from contract.times import from_us, to_us
from hub.book.file import BookFile
from hub.book.outgoing import OutgoingMemory
from hub.book.published import PublishedMemory
from hub.book.scheduled import ScheduledMemory, ScheduledReport
from hub.config import HubConfig
from hub.domain.space import SpaceConfig
from hub.errors import StoreUnavailable
from hub.reports.service import ReportService
from hub.scheduled_reports import OVERDUE_US, PUBLIC_OVERDUE_US, ScheduledReports, Schedules
from hub.stores.history_protocol import HistoryReader, Rolled, Touched
from hub.stores.sqlite.history import SqliteHistory
from hub.stores.sqlite.reader import SqliteReader
from hub.workers.publishing import SpaceMonths
from tests.house.tree import ROOT
from tests.hub.reports import reference
from tests.hub.reports.diary import local
from tests.hub.reports.kept import KeptHistory
from tests.hub.spaces import a_space

NOW_US = to_us(reference.NOW)
APRIL_US = to_us(local("04-01 00:00"))
MARCH = date(2026, 3, 1)
MAIL = {"host": "127.0.0.1", "port": 25, "tls": "none", "from": "hub@example.org"}
LATER = a_space(id="later", name="Later", since=date(2026, 4, 2))
_KILLED = """
import os, sys
from pathlib import Path
import hub.book.scheduled
from tests.hub.test_scheduled_reports import Hub
hub.book.scheduled.queue = lambda *_: os._exit(9)
Hub(Path(sys.argv[1])).look()
"""


class Slots(KeptHistory):
    """A reader that knows how far slots are made."""

    def __init__(self, until_us: int, windows: Sequence[Touched]) -> None:
        super().__init__({}, ())
        self._until_us = until_us
        self._windows = windows

    def touched(self, space: str) -> Sequence[Touched]:
        return self._windows

    def rolled(self, space: str) -> Rolled | None:
        return Rolled(self._until_us, "")


class Hub:
    """A hub that is started over the folder of the reference."""

    def __init__(
        self, folder: Path, *, known: Sequence[SpaceConfig] = (reference.SPACE,), **keys: Any
    ) -> None:
        self.folder, self._store = folder / "reports", folder / "store.db"
        schedule = {
            "name": "monthly",
            "every": "month",
            "formats": ["json"],
            "folder": self.folder,
            "mail": ["office@example.org"],
        }
        config = HubConfig.model_validate(
            {"space": tuple(known), "mail": MAIL, "schedule": [schedule | keys]}
        )
        self.now_us = NOW_US
        self.until_us, self.windows = 2**62, list[Touched]()
        self.book = BookFile.own(folder / "book.db")
        self.memory, self.queue = ScheduledMemory(self.book), OutgoingMemory(self.book)
        service = ReportService(
            config,
            lambda: SqliteHistory.open(self._store),
            lambda: SqliteReader.open(self._store),
            lambda: from_us(self.now_us),
            version="0.1.0",
            read_published=PublishedMemory(self.book).months,
        )
        schedules = Schedules(config, service, lambda: self.now_us)
        self.reports = ScheduledReports(
            schedules, self._history, self.memory, lambda: self.now_us + 5
        )

    def _history(self) -> HistoryReader:
        return Slots(self.until_us, self.windows)

    def look(self, *, is_ending: bool = False) -> tuple[str, ...] | None:
        """Look once; return what is overdue."""
        work = self.reports.due()
        assert work is not None
        work(lambda: is_ending)
        return self.reports.overdue

    def made(self) -> list[str]:
        """Return the files that were made, as the book says."""
        return [name for each in self.memory.all() for name in each.files]


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Store the reference once."""
    folder = tmp_path_factory.mktemp("reference")
    reference.archive(folder).close()
    return (folder / "store.db").read_bytes()


@pytest.fixture
def folder(tmp_path: Path, stored: bytes) -> Path:
    (tmp_path / "store.db").write_bytes(stored)
    return tmp_path


@pytest.fixture
def hub(folder: Path) -> Iterator[Hub]:
    made = Hub(folder)
    with closing(made.book):
        yield made


def test_a_report_is_made_once(hub: Hub, folder: Path) -> None:
    """Into the folder and for each recipient, of the days that counted; restarts change nothing."""
    assert hub.look() == ()
    name = "nutzungsbericht_hof_2026-03-09_bis_2026-03-31.json"
    assert hub.memory.all() == [
        ScheduledReport("monthly", MARCH, date(2026, 3, 31), NOW_US + 5, (name,))
    ]
    (mail,) = hub.queue.all()
    content = (hub.folder / name).read_bytes()
    assert (mail.about, mail.queued_us) == ("report monthly 2026-03-01", NOW_US + 5)
    assert b'filename="' + name.encode() in mail.message
    hub.book.close()
    (hub.folder / name).unlink()
    again = Hub(folder)
    with closing(again.book):
        assert again.look() == ()
        assert (again.queue.all(), list(hub.folder.iterdir())) == ([mail], [])
    assert json.loads(content)["period"]["from"] == "2026-03-09"


@pytest.mark.parametrize(
    ("until_us", "windows"),
    [
        (APRIL_US - 1, []),
        (2**62, [Touched((1,), reference.ADDRESS, APRIL_US - 1, APRIL_US)]),
    ],
)
def test_it_waits_for_the_slots(hub: Hub, until_us: int, windows: list[Touched]) -> None:
    """Until all are made to the period's end, those of late events too; days later that is care."""
    hub.until_us, hub.windows = until_us, windows
    hub.now_us = APRIL_US + OVERDUE_US
    assert (hub.look(), hub.made()) == ((), [])
    hub.now_us += 1
    assert (hub.look(), hub.made()) == (("monthly",), [])
    hub.until_us, hub.windows = APRIL_US, [Touched((1,), reference.ADDRESS, APRIL_US, APRIL_US + 1)]
    assert (hub.look(), len(hub.made())) == ((), 1)


def test_before_the_end_nothing_is_due(hub: Hub) -> None:
    """By time that is certainly past; nor while the hub is ending."""
    hub.now_us = APRIL_US - 1
    assert (hub.look(), hub.made()) == ((), [])
    hub.now_us = APRIL_US
    assert (hub.look(is_ending=True), hub.made()) == ((), [])
    hub.look()
    assert len(hub.made()) == 1


def test_a_folder_that_can_not_be_written(hub: Hub, caplog: pytest.LogCaptureFixture) -> None:
    """It is said once, nothing is remembered or mailed, and it is tried again."""
    hub.folder.write_text("a file")
    hub.now_us = APRIL_US + OVERDUE_US + 1
    assert [hub.look(), hub.look()] == [("monthly",)] * 2
    (said,) = [each.getMessage() for each in caplog.records]
    assert said == f"schedule monthly: folder: {hub.folder} can't be made: File exists"
    assert (hub.made(), hub.queue.all()) == ([], [])
    hub.folder.unlink()
    assert (hub.look(), len(hub.made()), len(hub.queue.all())) == ((), 1, 1)


def test_a_public_one_waits_until_its_months_are_published(folder: Path) -> None:
    """Whether or not slots are made; it is of whole months, and has longer before it is care."""
    hub = Hub(folder, public=True)
    hub.until_us = 0
    with closing(hub.book):
        hub.now_us = APRIL_US + PUBLIC_OVERDUE_US
        assert (hub.look(), hub.made()) == ((), [])
        hub.now_us += 1
        assert (hub.look(), hub.made()) == (("monthly",), [])
        with closing(SqliteHistory.open(folder / "store.db")) as history:
            month = SpaceMonths(reference.SPACE).made(MARCH, history, (), hub.now_us)
        PublishedMemory(hub.book).publish(month)
        assert (hub.look(), hub.made()) == (
            (),
            ["nutzungsbericht_hof_2026-03-01_bis_2026-03-31_oeffentlich.json"],
        )


def test_what_was_missed_is_made_in_its_order(folder: Path) -> None:
    """From `from` on, but nothing of months in which nothing counted, nor of spaces that come."""
    begun = {"from": date(2025, 1, 1), "spaces": ["hof", "later"]}
    hub = Hub(folder, known=(reference.SPACE, LATER), **begun)
    hub.now_us = to_us(local("05-01 00:00"))
    with closing(hub.book):
        assert hub.look() == ()
        assert hub.made() == [
            "nutzungsbericht_hof_2026-03-09_bis_2026-03-31.json",
            "nutzungsbericht_2-standorte_2026-04-01_bis_2026-04-30.json",
        ]


def test_killed_before_it_is_remembered(folder: Path) -> None:
    """Neither record nor mail is there, and all is made again: one record, one mail."""
    command = [sys.executable, "-c", _KILLED, str(folder)]
    assert subprocess.run(command, cwd=ROOT, check=False).returncode == 9
    hub = Hub(folder)
    with closing(hub.book):
        (file,) = hub.folder.iterdir()
        assert (hub.memory.all(), hub.queue.all()) == ([], [])
        hub.look()
        assert (hub.made(), len(hub.queue.all())) == ([file.name], 1)


def test_without_the_book_nothing_is_made(hub: Hub) -> None:
    """Nobody would know that it was; the thread comes back later."""
    hub.book.close()
    with pytest.raises(StoreUnavailable):
        hub.look()
    assert not hub.folder.exists()
