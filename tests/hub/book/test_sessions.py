"""Sessions in the book: known by the hash of the cookie, seen, ended, and bounded."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from hub.book.file import BookFile
from hub.book.sessions import MOST_OF_A_PERSON, SessionMemory, begin, end, end_all, end_by
from hub.domain.session_life import IDLE_US, LONGEST_US

NOW_US = 1_772_444_460_000_000
MINUTE_US = 60_000_000


@pytest.fixture
def book(tmp_path: Path) -> Iterator[BookFile]:
    """Open a new book."""
    with closing(BookFile.own(tmp_path / "book.db")) as opened:
        yield opened


def begun(book: BookFile, person: str = "p-1", now_us: int = NOW_US) -> str:
    """Begin a session."""
    with book.transaction() as db:
        return begin(db, person, now_us, "phone", is_trusted=False)


def test_a_cookie_is_known_by_its_hash(book: BookFile, tmp_path: Path) -> None:
    """The value itself stands nowhere in the file."""
    cookie = begun(book)
    session = SessionMemory(book).of(cookie, NOW_US)
    assert session is not None
    assert (session.person, session.device) == ("p-1", "phone")
    assert SessionMemory(book).of(f"{cookie}x", NOW_US) is None
    assert cookie.encode() not in (tmp_path / "book.db").read_bytes()


def test_it_slides_with_being_seen_up_to_its_longest(book: BookFile) -> None:
    """Asked every twenty minutes it lasts twelve hours, and not asked for thirty minutes none."""
    memory, cookie = SessionMemory(book), begun(book)
    at_us = NOW_US
    while at_us < NOW_US + LONGEST_US:
        assert memory.of(cookie, at_us) is not None
        at_us += 20 * MINUTE_US
    assert memory.of(cookie, at_us) is None
    other = begun(book)
    assert memory.of(other, NOW_US + IDLE_US) is None


def test_being_seen_is_written_once_a_minute(book: BookFile) -> None:
    """So that a card isn't worn out by a page that asks again and again."""
    memory, cookie = SessionMemory(book), begun(book)
    for at_us, seen_us in ((MINUTE_US - 1, 0), (MINUTE_US, MINUTE_US)):
        session = memory.of(cookie, NOW_US + at_us)
        assert session is not None
        assert session.seen_us == NOW_US + seen_us


def test_they_end_by_handle_by_cookie_and_all(book: BookFile) -> None:
    """Nobody ends another's by a handle."""
    memory = SessionMemory(book)
    one, two, other = begun(book), begun(book), begun(book, "p-2")
    session = memory.of(one, NOW_US)
    assert session is not None
    with book.transaction() as db:
        assert not end(db, "p-2", session.handle)
        assert end(db, "p-1", session.handle)
        end_by(db, other)
    assert memory.of(one, NOW_US) is memory.of(other, NOW_US) is None
    assert len(memory.of_person("p-1", NOW_US)) == 1
    with book.transaction() as db:
        end_all(db, "p-1")
    assert memory.of(two, NOW_US) is None


def test_there_are_only_so_many_of_a_person(book: BookFile) -> None:
    """The one that was seen longest ago makes way."""
    cookies = [begun(book, now_us=NOW_US + number) for number in range(MOST_OF_A_PERSON + 1)]
    memory = SessionMemory(book)
    known = [memory.of(cookie, NOW_US + 100) is not None for cookie in cookies]
    assert known == [False] + MOST_OF_A_PERSON * [True]


def test_what_is_over_is_forgotten_when_one_begins(book: BookFile) -> None:
    """The table doesn't grow; a damaged row goes too."""
    begun(book)
    begun(book, "p-2", NOW_US + IDLE_US)
    with book.transaction() as db:
        assert len(db.execute("SELECT * FROM session").fetchall()) == 1
        db.execute("UPDATE session SET person = 'p-9'")
    begun(book, "p-3", NOW_US + IDLE_US)
    with book.transaction() as db:
        assert [row["person"] for row in db.execute("SELECT * FROM session")] == ["p-3"]


def test_a_changed_row_is_nobodys_session(book: BookFile) -> None:
    """Who writes another person into the file gets nothing."""
    cookie = begun(book)
    with book.transaction() as db:
        db.execute("UPDATE session SET person = 'p-9'")
    assert SessionMemory(book).of(cookie, NOW_US) is None
