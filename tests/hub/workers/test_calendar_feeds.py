"""Reading subscribed calendars again and again, and closing spaces by them."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from contract.times import to_us
from hub.book.calendar_changes import CalendarMemory, Judged, as_set
from hub.book.calendar_feeds import FeedMemory
from hub.book.file import BookFile
from hub.config import OutsideConfig
from hub.domain.calendar import Calendar
from hub.domain.calendar_change import ChangeKind
from hub.domain.calendar_feed import (
    FAILING_US,
    READ_EVERY_US,
    WHOLE_EVERY_US,
    ClosedSpan,
    Feed,
    FeedAnswer,
    FeedQuestion,
    FeedRefused,
    Pick,
)
from hub.domain.opening import Hours
from hub.domain.outside_address import OutsideReason
from hub.errors import StoreUnavailable
from hub.metrics import HubMetrics
from hub.spaces_now import SpacesNow, set_above
from hub.workers.calendar_feeds import CalendarFeeds, FeedWatch, reader_of
from hub.workers.care_notes import CareNotes
from tests.hub.set_calendar import DAY, MONDAY, a_change
from tests.hub.spaces import WEEK, a_region, a_space
from tests.parts.web_server import Asked, Say, answer, web_server

HOF = a_space(opening=WEEK)
NOON = to_us(datetime(2026, 12, 6, 12, tzinfo=ZoneInfo("Europe/Berlin")))
FEED = Feed("", "hof", "Gemeinde", Pick.ALL, "", True, "p-1", 0)
ADDRESS = "https://calendar.example/a.ics"


@dataclass
class Reader:
    """Says of a calendar what a test lets it say."""

    days: tuple[date, ...] = (MONDAY,)
    trouble: OutsideReason | None = None
    asked: list[FeedQuestion] = field(default_factory=list)
    etag: str = '"1"'

    def read(self, question: FeedQuestion) -> FeedAnswer:
        """Answer."""
        self.asked.append(question)
        if self.trouble is not None:
            raise FeedRefused(self.trouble)
        if question.etag == self.etag:
            return FeedAnswer(None, self.etag, "")
        spans = tuple(ClosedSpan(day, 0, 1440, "Ausflug") for day in self.days)
        return FeedAnswer(spans, self.etag, "")


class Watching:
    """A hub's book, and the spaces that follow it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.now_us = NOON
        self.is_doubted = False
        self.reader = Reader()
        self.notes = CareNotes(path, HubMetrics())
        self.begin()

    def begin(self) -> None:
        """Start the hub anew."""
        self.spaces = SpacesNow([HOF])
        memory = FeedMemory(self.notes)
        self.feeds = CalendarFeeds(memory, self.spaces, self.reader.read, lambda: self.now_us)
        self.watch = FeedWatch(self.feeds, lambda: self.now_us, lambda: self.is_doubted)

    def look(self, passed_us: int = 0) -> None:
        """Do what is due after some time."""
        self.now_us += passed_us
        work = self.watch.due()
        assert work is not None
        work(lambda: False)

    def reason(self, day: date = MONDAY) -> str | None:
        """Why the space is closed on a day."""
        return self.spaces.now.calendars["hof"].hours_on(day)[1]


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Watching]:
    watching = Watching(tmp_path / "book.db")
    yield watching
    watching.notes.close()


def test_a_subscription_closes_at_once_and_after_a_restart(hub: Watching) -> None:
    """Before the first visitor asks."""
    made = hub.feeds.subscribe(FEED, ADDRESS)
    assert made.made_us == NOON
    assert hub.reason() == "Ausflug"
    (asked,) = hub.reader.asked
    assert (asked.address, asked.zone, asked.first) == (ADDRESS, "Europe/Berlin", MONDAY - DAY)
    hub.begin()
    assert hub.reason() is None
    hub.watch.look_first()
    assert hub.reason() == "Ausflug"


def test_one_that_cannot_be_read_is_not_kept(hub: Watching) -> None:
    """Whoever typed it is told why."""
    hub.reader.trouble = OutsideReason.NOT_FOUND
    with pytest.raises(FeedRefused):
        hub.feeds.subscribe(FEED, ADDRESS)
    assert hub.feeds.memory.all() == []


def test_it_is_read_each_hour_and_whole_each_day(hub: Watching) -> None:
    """With what its server said the last time, else."""
    hub.feeds.subscribe(FEED, ADDRESS)
    hub.look(READ_EVERY_US - 1)
    assert len(hub.reader.asked) == 1
    hub.look(1)
    assert [asked.etag for asked in hub.reader.asked] == ["", '"1"']
    assert hub.reason() == "Ausflug"
    hub.look(WHOLE_EVERY_US)
    assert hub.reader.asked[-1].etag == ""


def test_what_was_entered_since_is_followed(hub: Watching) -> None:
    """And what was taken out is open again."""
    hub.feeds.subscribe(FEED, ADDRESS)
    hub.reader.days, hub.reader.etag = (MONDAY + DAY,), '"2"'
    hub.look(READ_EVERY_US)
    assert (hub.reason(), hub.reason(MONDAY + DAY)) == (None, "Ausflug")


def test_one_that_fails_stands_and_needs_somebody_after_hours(hub: Watching) -> None:
    """Until it is read again; nobody has looked before the first look."""
    hub.feeds.subscribe(FEED, ADDRESS)
    before = hub.watch.failing
    assert before is None
    hub.reader.trouble = OutsideReason.TOO_SLOW
    hub.look(READ_EVERY_US)
    assert hub.watch.failing == {}
    assert hub.reason() == "Ausflug"
    (kept,) = hub.feeds.memory.all()
    assert kept.reading.trouble == "too_slow"
    hub.look(FAILING_US)
    assert hub.watch.failing == {"hof": ("Gemeinde",)}
    hub.reader.trouble = None
    hub.look(READ_EVERY_US)
    assert hub.watch.failing == {}


def test_while_the_clock_is_wrong_nothing_is_read(hub: Watching) -> None:
    """A clock that is years ahead would make the past of all that is to come."""
    hub.feeds.subscribe(FEED, ADDRESS)
    hub.is_doubted = True
    hub.look(READ_EVERY_US)
    assert len(hub.reader.asked) == 1
    hub.is_doubted = False
    hub.look()
    assert len(hub.reader.asked) == 2


def test_one_that_is_taken_away_opens_the_space(hub: Watching) -> None:
    """At once."""
    made = hub.feeds.subscribe(FEED, ADDRESS)
    assert hub.feeds.unsubscribe(made.id, "hof", "p-1")
    assert hub.reason() is None
    hub.look(READ_EVERY_US)
    assert len(hub.reader.asked) == 1


def test_what_people_set_wins(hub: Watching) -> None:
    """An opening that somebody has set holds, whatever a calendar says."""
    hub.feeds.subscribe(FEED, ADDRESS)
    opened = a_change(ChangeKind.OPENING, hours=(Hours(600, 720),), text="Führung")
    set_above(hub.spaces, [opened])
    assert hub.spaces.now.calendars["hof"].hours_on(MONDAY) == ((Hours(600, 720),), "Führung")


def test_what_a_command_reads_is_closed_as_well(hub: Watching) -> None:
    """Reports made beside the hub go by the same calendars, below what people set."""
    hub.reader.days = (MONDAY, MONDAY + DAY)
    hub.feeds.subscribe(FEED, ADDRESS)
    opened = a_change(ChangeKind.OPENING, hours=(Hours(600, 720),), text="Führung")
    CalendarMemory(hub.notes).add(opened, Judged(HOF, MONDAY - DAY))
    (space,) = as_set(a_region(HOF), hub.path).spaces
    assert Calendar(space).hours_on(MONDAY) == ((Hours(600, 720),), "Führung")
    assert Calendar(space).hours_on(MONDAY + DAY) == ((), "Ausflug")


def test_a_space_that_hub_toml_has_no_more_is_let_be(hub: Watching) -> None:
    """Its calendar stays in the book and is asked for nothing."""
    memory = FeedMemory(hub.notes)
    gone = Feed("", "gone", "Alt", Pick.ALL, "", False, "p-1", 0)
    memory.add(gone, ADDRESS, FeedAnswer((ClosedSpan(MONDAY, 0, 1440),)), MONDAY)
    hub.look(READ_EVERY_US)
    assert hub.reader.asked == []
    assert len(memory.all()) == 1


def test_a_book_that_cannot_be_used_is_told(hub: Watching) -> None:
    """What was applied stands."""
    hub.feeds.subscribe(FEED, ADDRESS)
    hub.notes.close()
    hub.path.write_bytes(b"something else" * 400)
    with pytest.raises(StoreUnavailable, match="the book"):
        hub.look()
    hub.watch.look_first()
    assert hub.reason() == "Ausflug"


CALENDAR = (
    b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//a//b\r\nBEGIN:VEVENT\r\nUID:a\r\n"
    b"DTSTART;VALUE=DATE:20261207\r\nSUMMARY:Ausflug\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


def test_a_real_calendar_of_a_real_server(tmp_path: Path) -> None:
    """Where hub.toml allows the network, and not else."""

    def serve(_: Asked, say: Say) -> None:
        say(answer(CALENDAR, Content_Type="text/calendar"))

    with closing(BookFile.own(tmp_path / "book.db")) as book, web_server(serve) as server:
        spaces = SpacesNow([HOF])
        for outside in (OutsideConfig(), OutsideConfig(allowed_networks=("127.0.0.1",))):
            reading = reader_of(outside)
            feeds = CalendarFeeds(FeedMemory(book), spaces, reading, lambda: NOON)
            if outside.allowed_networks:
                feeds.subscribe(FEED, server.url("/a.ics"))
            else:
                with pytest.raises(FeedRefused, match="not_public"):
                    feeds.subscribe(FEED, server.url("/a.ics"))
    assert spaces.now.calendars["hof"].hours_on(MONDAY) == ((), "Ausflug")
