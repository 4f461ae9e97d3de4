"""The memory of subscriptions: what is past stays, what fails stands, and no address leaks."""

import io
import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from hub.book.audit_log import AuditLog
from hub.book.calendar_feeds import FeedMemory, TooManyFeeds, read_closures
from hub.book.export import export, load
from hub.book.file import BookFile
from hub.book.salvage import salvage
from hub.domain.calendar_feed import (
    MOST_FEEDS,
    ClosedSpan,
    Feed,
    FeedAnswer,
    FeedTrouble,
    Pick,
    Reading,
)
from hub.domain.outside_address import OutsideReason

MONDAY, TUESDAY, WEDNESDAY = (date(2026, 11, day) for day in (23, 24, 25))
ADDRESS = "https://calendar.example/private-8f3a/basic.ics"
NEW = Feed("", "hof", "Gemeinde", Pick.PREFIX, "Zu:", False, "p-1", 100)


def spans(*days: date, title: str = "Ausflug") -> tuple[ClosedSpan, ...]:
    """Close these days."""
    return tuple(ClosedSpan(day, 540, 1020, title) for day in days)


def said(*days: date) -> FeedAnswer:
    """Answer that these are closed."""
    return FeedAnswer(spans(*days), '"1"', "then", 2)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[BookFile]:
    with closing(BookFile.own(tmp_path / "book.db")) as opened:
        yield opened


@pytest.fixture
def memory(book: BookFile) -> FeedMemory:
    return FeedMemory(book)


def test_a_new_one_is_there_with_its_first_reading(book: BookFile, memory: FeedMemory) -> None:
    """And with its entry in the log, which doesn't say the address."""
    feed = memory.add(NEW, ADDRESS, said(MONDAY, TUESDAY), MONDAY)
    (kept,) = memory.all()
    assert kept.feed == feed == replace(NEW, id=feed.id)
    assert kept.address == ADDRESS
    assert kept.reading == Reading(100, 100, None, "", 100, '"1"', "then", 2)
    assert memory.of_space("hof") == [kept]
    assert memory.of_space("muehle") == []
    (entry,) = AuditLog(book).entries()
    assert (entry.action, entry.actor, entry.subject, entry.space) == (
        "feed_added", "p-1", feed.id, "hof",
    )  # fmt: skip
    assert entry.detail == ""


def test_visitors_read_titles_only_where_the_operator_says_so(memory: FeedMemory) -> None:
    """Whoever runs the space sees them in any case."""
    feed = memory.add(NEW, ADDRESS, said(MONDAY), MONDAY)
    assert memory.closures() == {"hof": spans(MONDAY, title="")}
    assert memory.dates_ahead(feed.id, MONDAY) == list(spans(MONDAY))
    memory.add(replace(NEW, space="muehle", shows_title=True), ADDRESS, said(MONDAY), MONDAY)
    assert memory.closures()["muehle"] == spans(MONDAY)


def test_a_good_reading_replaces_what_is_to_come(memory: FeedMemory) -> None:
    """What is past stays, though the calendar has forgotten it."""
    feed = memory.add(NEW, ADDRESS, said(MONDAY, TUESDAY), MONDAY)
    memory.note_read(feed.id, said(MONDAY, WEDNESDAY), 200, TUESDAY)
    assert [span.day for span in memory.closures()["hof"]] == [MONDAY, WEDNESDAY]
    memory.note_read(feed.id, said(), 300, WEDNESDAY)
    assert [span.day for span in memory.closures()["hof"]] == [MONDAY]


def test_what_has_not_changed_stands(memory: FeedMemory) -> None:
    """With when it was last read whole, and what of it can't be read."""
    feed = memory.add(NEW, ADDRESS, said(MONDAY), MONDAY)
    memory.note_read(feed.id, FeedAnswer(None, '"1"', "then"), 200, MONDAY)
    (kept,) = memory.all()
    assert kept.reading == Reading(200, 200, None, "", 100, '"1"', "then", 2)
    assert memory.closures() == {"hof": spans(MONDAY, title="")}


def test_what_fails_leaves_the_last_good_one(memory: FeedMemory) -> None:
    """Since the first failure in a row; a good reading ends it."""
    feed = memory.add(NEW, ADDRESS, said(MONDAY), MONDAY)
    memory.note_failed(feed.id, OutsideReason.TOO_SLOW, 200)
    memory.note_failed(feed.id, OutsideReason.NOT_FOUND, 300)
    (kept,) = memory.all()
    assert (kept.reading.tried_us, kept.reading.good_us) == (300, 100)
    assert (kept.reading.failing_since_us, kept.reading.trouble) == (200, "not_found")
    assert memory.closures() == {"hof": spans(MONDAY, title="")}
    memory.note_read(feed.id, said(MONDAY), 400, MONDAY)
    (kept,) = memory.all()
    assert (kept.reading.failing_since_us, kept.reading.trouble) == (None, "")


def test_one_that_is_taken_away_closes_nothing_from_today_on(
    book: BookFile, memory: FeedMemory
) -> None:
    """What is past stays; a reading that ends only afterwards brings nothing back."""
    feed = memory.add(NEW, ADDRESS, said(MONDAY, TUESDAY), MONDAY)
    assert not memory.remove(feed.id, "muehle", "p-2", 200, TUESDAY)
    assert memory.remove(feed.id, "hof", "p-2", 200, TUESDAY)
    assert not memory.remove(feed.id, "hof", "p-2", 200, TUESDAY)
    memory.note_read(feed.id, said(TUESDAY), 300, TUESDAY)
    memory.note_failed(feed.id, OutsideReason.TOO_SLOW, 300)
    assert memory.all() == []
    assert [span.day for span in memory.closures()["hof"]] == [MONDAY]
    assert [entry.action for entry in AuditLog(book).entries()] == ["feed_added", "feed_removed"]
    with book.transaction() as db:
        assert db.execute("SELECT count(*) AS n FROM feed_reading").fetchone() == {"n": 0}
        assert db.execute("SELECT count(*) AS n FROM feed_address").fetchone() == {"n": 0}


def test_a_space_has_a_few(memory: FeedMemory) -> None:
    """Of others there may be more."""
    for _ in range(MOST_FEEDS):
        memory.add(NEW, ADDRESS, said(), MONDAY)
    with pytest.raises(TooManyFeeds):
        memory.add(NEW, ADDRESS, said(), MONDAY)
    memory.add(replace(NEW, space="muehle"), ADDRESS, said(), MONDAY)


def test_an_export_has_no_address_and_an_import_says_that_it_is_missing(tmp_path: Path) -> None:
    """What is closed goes on; the calendar isn't read until somebody enters it again."""
    out = io.StringIO()
    with closing(BookFile.own(tmp_path / "a.db")) as book:
        FeedMemory(book).add(NEW, ADDRESS, said(MONDAY), MONDAY)
        export(book, out)
    assert "private-8f3a" not in out.getvalue()
    assert "feed_address" not in json.loads(out.getvalue())["tables"]
    with closing(BookFile.own(tmp_path / "b.db")) as book:
        load(book, out.getvalue(), "a.json", 200)
        (kept,) = FeedMemory(book).all()
        assert (kept.address, kept.reading.trouble) == ("", FeedTrouble.NO_LINK)
        assert FeedMemory(book).closures() == {"hof": spans(MONDAY, title="")}


def test_a_damaged_book_hands_them_on(tmp_path: Path) -> None:
    """With addresses: it is the same book."""
    path = tmp_path / "book.db"
    with closing(BookFile.own(path)) as book:
        FeedMemory(book).add(NEW, ADDRESS, said(MONDAY), MONDAY)
    salvage(path, 200, is_ours=True)
    with closing(BookFile.own(path)) as book:
        (kept,) = FeedMemory(book).all()
    assert kept.address == ADDRESS
    assert read_closures(path) == {"hof": spans(MONDAY, title="")}
    assert read_closures(tmp_path / "none.db") == {}


def test_a_damaged_row_closes_nothing(book: BookFile, memory: FeedMemory) -> None:
    """It is never another day."""
    memory.add(NEW, ADDRESS, said(MONDAY, TUESDAY), MONDAY)
    with book.transaction() as db:
        db.execute("UPDATE feed_closure SET day = '2026-12-24' WHERE day = '2026-11-24'")
    assert [span.day for span in memory.closures()["hof"]] == [MONDAY]
