"""Following what people set in calendars, whoever writes it."""

import logging
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from hub.book.calendar_changes import CalendarMemory, Judged
from hub.book.file import BookFile
from hub.errors import StoreUnavailable
from hub.metrics import HubMetrics
from hub.spaces_now import SpacesNow
from hub.workers.calendar_watch import CalendarWatch
from hub.workers.care_notes import CareNotes
from tests.hub.set_calendar import DAY, MONDAY, a_change
from tests.hub.spaces import WEEK, a_space

HOF = a_space(opening=WEEK)
JUDGED = Judged(HOF, MONDAY - DAY)


class Watching:
    """A hub's book, and the spaces that follow it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.notes = CareNotes(path, HubMetrics())
        self.spaces = SpacesNow([HOF])
        self.watch = CalendarWatch(CalendarMemory(self.notes), self.spaces)

    def look(self) -> None:
        """Do what is due."""
        work = self.watch.due()
        assert work is not None
        work(lambda: False)

    @property
    def reason(self) -> str | None:
        """Why the space is closed on Monday."""
        return self.spaces.now.calendars["hof"].hours_on(MONDAY)[1]


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Watching]:
    watching = Watching(tmp_path / "book.db")
    yield watching
    watching.notes.close()


def test_what_was_set_before_holds_from_the_start(hub: Watching) -> None:
    """A space that is closed isn't open for the first visitors of a hub that starts."""
    with closing(BookFile.own(hub.path)) as book:
        CalendarMemory(book).add(a_change(text="Umbau"), JUDGED)
    hub.watch.look_first()
    assert hub.reason == "Umbau"


def test_what_a_command_sets_is_followed(hub: Watching) -> None:
    """And what it takes back; nobody starts the hub again."""
    hub.look()
    with closing(BookFile.join(hub.path)) as book:
        change = CalendarMemory(book).add(a_change(text="Umbau"), JUDGED)
    hub.look()
    assert hub.reason == "Umbau"
    with closing(BookFile.join(hub.path)) as book:
        CalendarMemory(book).take_back(change.id, "", 1, JUDGED)
    hub.look()
    assert hub.reason is None


def test_a_book_that_can_not_be_read_changes_nothing(
    hub: Watching, caplog: pytest.LogCaptureFixture
) -> None:
    """It is said, and looked at again; what was read last stands."""
    with closing(BookFile.own(hub.path)) as book:
        CalendarMemory(book).add(a_change(text="Umbau"), JUDGED)
    hub.look()
    hub.notes.close()
    whole = hub.path.read_bytes()
    hub.path.write_bytes(b"something else" * 400)
    with pytest.raises(StoreUnavailable):
        hub.look()
    with caplog.at_level(logging.ERROR):
        hub.watch.look_first()
    assert "hub.toml alone holds" in caplog.text
    assert hub.reason == "Umbau"
    hub.path.write_bytes(whole)
    hub.look()
    assert hub.reason == "Umbau"


def test_damaged_changes_are_told(hub: Watching, caplog: pytest.LogCaptureFixture) -> None:
    """Once for each that is damaged."""
    with closing(BookFile.own(hub.path)) as book:
        CalendarMemory(book).add(a_change(), JUDGED)
        with book.transaction() as db:
            db.execute("UPDATE calendar_change SET wins = 7")
    with caplog.at_level(logging.ERROR):
        hub.look()
        hub.look()
    assert caplog.text.count("1 damaged changes of calendars") == 1
