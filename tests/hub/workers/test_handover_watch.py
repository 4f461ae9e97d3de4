"""Following who watches in whose place, whoever writes it."""

import logging
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from hub.book.agent_handovers import HandoverMemory
from hub.book.calendar_changes import as_set
from hub.book.file import BookFile
from hub.config import HubConfig
from hub.domain.handover_change import HandoverChange
from hub.errors import StoreUnavailable
from hub.metrics import HubMetrics
from hub.spaces_now import SpacesNow
from hub.workers.care_notes import CareNotes
from hub.workers.handover_watch import HandoverWatch
from tests.hub.domain.test_handover_change import a_change, a_hof

CHANGE = a_change()


class Watching:
    """A hub's book, and the spaces that follow it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.notes = CareNotes(path, HubMetrics())
        self.spaces = SpacesNow([a_hof()])
        self.watch = HandoverWatch(HandoverMemory(self.notes), self.spaces)

    def look(self) -> None:
        """Do what is due."""
        work = self.watch.due()
        assert work is not None
        work(lambda: False)

    def say(self, change: HandoverChange = CHANGE) -> None:
        """Let somebody else write."""
        with closing(BookFile.join(self.path)) as book:
            memory = HandoverMemory(book)
            memory.add(change, memory.all())

    @property
    def agent(self) -> str:
        """Who watches the first desk now."""
        return self.spaces.now.by_id["hof"].desks[0].agent


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Watching]:
    watching = Watching(tmp_path / "book.db")
    yield watching
    watching.notes.close()


def test_what_was_said_before_holds_from_the_start(hub: Watching) -> None:
    """So that no event of a new agent is a stranger's."""
    hub.say()
    hub.watch.look_first()
    assert hub.agent == "pi-2"


def test_what_others_write_is_followed(hub: Watching) -> None:
    """And what they take back; where nothing is new the spaces stay those that they were."""
    hub.look()
    assert hub.agent == "pi-1"
    hub.say()
    hub.look()
    assert hub.agent == "pi-2"
    before = hub.spaces.now
    hub.look()
    assert hub.spaces.now is before
    with closing(BookFile.join(hub.path)) as book:
        HandoverMemory(book).take_back(CHANGE, (CHANGE,), "p", 1)
    hub.look()
    assert hub.agent == "pi-1"


def test_a_book_that_can_not_be_read_changes_nothing(
    hub: Watching, caplog: pytest.LogCaptureFixture
) -> None:
    """It is said, and looked at again; what was read last stands."""
    hub.say()
    hub.look()
    hub.notes.close()
    hub.path.rename(aside := hub.path.with_name("aside"))
    hub.path.mkdir()
    with pytest.raises(StoreUnavailable, match="the book: "):
        hub.look()
    with caplog.at_level(logging.ERROR):
        hub.watch.look_first()
    assert "hub.toml alone holds" in caplog.text
    assert hub.agent == "pi-2"
    hub.path.rmdir()
    aside.rename(hub.path)
    hub.say(replace(CHANGE, id="later", before="pi-2", after="pi-3", from_wall=later()))
    hub.look()
    assert hub.agent == "pi-3"


def later() -> datetime:
    """Return a time after the first change."""
    return CHANGE.from_wall.replace(hour=20)


def test_a_command_goes_by_what_was_said(hub: Watching) -> None:
    """Reports and exports count as the hub does."""
    config = HubConfig.model_validate({"space": [a_hof()]})
    assert as_set(config, hub.path) is config
    hub.say()
    assert as_set(config, hub.path).spaces == (a_hof("pi-2", ("pi-1", CHANGE.from_wall)),)
