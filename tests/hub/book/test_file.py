"""The book's file: whose it is, what it refuses, and that nothing half-written stays."""

import os
import stat
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from hub.book.agent_handovers import AGENT_HANDOVER
from hub.book.alarm_messages import ALARM_MESSAGE, ALARM_TOLD
from hub.book.alarm_ways import ALARM_ADDRESS, ALARM_WAY
from hub.book.assignments import ASSIGNMENT
from hub.book.audit_log import AUDIT_ENTRY
from hub.book.calendar_changes import CALENDAR_CHANGE
from hub.book.calendar_feeds import OF_FEEDS
from hub.book.care import CARE
from hub.book.care_answers import CARE_ANSWER
from hub.book.failed_sign_ins import FAILED_SIGN_IN
from hub.book.file import MIGRATIONS, BookFile, Lent, owner_of, user_name
from hub.book.invitations import INVITATION
from hub.book.outgoing import OUTGOING
from hub.book.outside_identities import OUTSIDE_IDENTITY
from hub.book.passkeys import PASSKEY
from hub.book.passwords import PASSWORD
from hub.book.people import PERSON, PERSON_ROLE
from hub.book.published import CELL, MONTH, SALVAGE, SMALL_COUNT
from hub.book.row import with_check
from hub.book.scheduled import SCHEDULED
from hub.book.second_factors import CODE_APP, RECOVERY_CODE
from hub.book.sessions import SESSION
from hub.book.sign_doubts import SIGN_DOUBT
from hub.book.targets import TARGET
from hub.book.tokens import API_TOKEN
from hub.book.week_mail import WEEK_LINK, WEEK_MAIL_KEY, WEEK_MAILED, WEEK_SUBSCRIPTION
from hub.errors import BookRefused, BookUnavailable


@pytest.fixture
def book(tmp_path: Path) -> Iterator[BookFile]:
    """Own a new book."""
    opened = BookFile.own(tmp_path / "book.db")
    yield opened
    opened.close()


def run(db: Lent, sql: str, *values: str) -> list[tuple[object, ...]]:
    """Run one statement and return what it finds."""
    return [tuple(row.values()) for row in db.execute(sql, values)]


def add(db: Lent, kind: str) -> None:
    """Add a row of care."""
    row = {"space": "", "subject": "", "since_us": 1, "seen_us": 1}
    db.execute(CARE.insert, with_check({"kind": kind, "until_us": None, **row}))


def add_and_fail(book: BookFile) -> None:
    """Add a row in a transaction that ends in an error."""
    with book.transaction() as db:
        add(db, "a")
        raise ZeroDivisionError


def add_twice(book: BookFile) -> None:
    """Add a row that is there already, in one transaction with it."""
    with book.transaction() as db:
        add(db, "a")
        add(db, "a")


def kinds(book: BookFile) -> list[object]:
    """Return what is in the book."""
    with book.transaction() as db:
        return [kind for (kind,) in run(db, "SELECT kind FROM care ORDER BY kind")]


def test_what_was_written_is_there_at_the_next_start(tmp_path: Path) -> None:
    """A book keeps what it was told, over any number of openings."""
    for kind in ("a", "b"):
        book = BookFile.own(tmp_path / "book.db")
        with book.transaction() as db:
            add(db, kind)
        book.close()
    again = BookFile.own(tmp_path / "book.db")
    assert kinds(again) == ["a", "b"]
    again.close()


def test_nothing_stays_of_what_failed(book: BookFile) -> None:
    """An error within a transaction takes back all of it."""
    with pytest.raises(ZeroDivisionError):
        add_and_fail(book)
    with pytest.raises(BookUnavailable, match="UNIQUE"):
        add_twice(book)
    assert kinds(book) == []


def test_one_hub_owns_it(tmp_path: Path, book: BookFile) -> None:
    """A second owner is refused; a reader isn't, sees what was committed, and can't write."""
    path = tmp_path / "book.db"
    with pytest.raises(BookUnavailable, match="another hub owns this book"):
        BookFile.own(path)
    with book.transaction() as db:
        add(db, "a")
    reader = BookFile.read(path)
    assert kinds(reader) == ["a"]
    with pytest.raises(BookUnavailable, match="readonly"), reader.transaction() as db:
        add(db, "b")
    reader.close()


def test_only_its_owner_may_read_it(tmp_path: Path) -> None:
    """Whatever the umask, nobody else may read the book or what is made beside it."""
    before = os.umask(0)
    try:
        book = BookFile.own(tmp_path / "book.db")
        with book.transaction() as db:
            add(db, "a")
            modes = {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
        book.close()
    finally:
        os.umask(before)
    assert modes == {0o600}


@pytest.mark.parametrize(
    "content", [b"not a database, but something much longer" * 40, b"\0" * 4096]
)
def test_a_file_of_something_else_is_refused(tmp_path: Path, content: bytes) -> None:
    """What isn't a book is named and left as it is."""
    path = tmp_path / "book.db"
    path.write_bytes(content)
    with pytest.raises(BookUnavailable, match=r"book\.db: "):
        BookFile.own(path)
    assert path.read_bytes() == content


def test_another_programs_database_is_refused(tmp_path: Path) -> None:
    """A database that isn't a book is not made one."""
    path = tmp_path / "book.db"
    book = BookFile.own(path)
    with book.transaction() as db:
        run(db, "PRAGMA application_id = 7")
    book.close()
    with pytest.raises(BookUnavailable, match="a file of something else"):
        BookFile.own(path)


def test_a_later_schema_is_refused_with_both_versions(tmp_path: Path) -> None:
    """A book of a later version is neither read nor written."""
    path = tmp_path / "book.db"
    book = BookFile.own(path)
    later = MIGRATIONS[-1].version + 1
    with book.transaction() as db:
        run(db, f"PRAGMA user_version = {later}")
    book.close()
    for opening in (BookFile.own, BookFile.read):
        with pytest.raises(BookUnavailable, match=rf"schema {later}.* up to {later - 1}"):
            opening(path)


@contextmanager
def nobody() -> Iterator[None]:
    """Let another user go on, where these tests are root's."""
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(65_534)
    try:
        yield
    finally:
        if is_root:
            os.seteuid(0)


@pytest.mark.parametrize("opening", [BookFile.own, BookFile.read, BookFile.join])
def test_another_users_book_says_whose_it_is(
    tmp_path: Path, opening: Callable[[Path], BookFile], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever forgot `sudo -u` reads how to type it, in place of SQLite's shrug."""
    path = tmp_path / "book.db"
    BookFile.own(path).close()
    for each in (path, path.with_name("book.db.lock")):
        each.chmod(0)
    monkeypatch.setattr("hub.book.file.owner_of", lambda _path: "platzfrei")
    with nobody(), pytest.raises(BookRefused) as refused:
        opening(path)
    assert "Permission denied: it belongs to platzfrei" in str(refused.value)
    assert "sudo -u platzfrei …" in str(refused.value)


def test_whose_a_path_is(tmp_path: Path) -> None:
    """Of what isn't there, or can't be looked at, the nearest folder above counts."""
    mine = user_name(os.geteuid())
    assert owner_of(tmp_path / "book.db") == owner_of(tmp_path / "a" / "b") == mine
    assert user_name(4_294_000_000) == "#4294000000"


def test_a_folder_that_isnt_there_is_named(tmp_path: Path) -> None:
    """A book in no folder, or none to read, says which file."""
    path = tmp_path / "nowhere" / "book.db"
    for opening in (BookFile.own, BookFile.read):
        with pytest.raises(BookUnavailable, match="nowhere"):
            opening(path)


def test_threads_take_turns(book: BookFile) -> None:
    """Several threads write at once, and every row of every one of them is there."""

    def write(thread: int) -> None:
        for n in range(20):
            with book.transaction() as db:
                add(db, f"{thread}-{n:02}")

    threads = [threading.Thread(target=write, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert kinds(book) == [f"{thread}-{n:02}" for thread in range(4) for n in range(20)]


def test_tables_are_as_the_migrations_make_them(book: BookFile) -> None:
    """What the code says of each table's columns is what the file has."""
    simple = {
        CARE,
        ASSIGNMENT,
        SMALL_COUNT,
        SIGN_DOUBT,
        TARGET,
        OUTGOING,
        SCHEDULED,
        CALENDAR_CHANGE,
        AGENT_HANDOVER,
        FAILED_SIGN_IN,
        CARE_ANSWER,
        ALARM_WAY,
        ALARM_ADDRESS,
        ALARM_TOLD,
        ALARM_MESSAGE,
        *OF_FEEDS,
    }
    people = {PERSON, PERSON_ROLE, INVITATION, SESSION, API_TOKEN, AUDIT_ENTRY, OUTSIDE_IDENTITY}
    ways_in = {PASSWORD, PASSKEY, CODE_APP, RECOVERY_CODE}
    week_mail = {WEEK_SUBSCRIPTION, WEEK_LINK, WEEK_MAILED, WEEK_MAIL_KEY}
    known = {*simple, *people, *ways_in, *week_mail, MONTH, CELL, SALVAGE}
    people = {PERSON, PERSON_ROLE, PASSWORD, INVITATION, SESSION, API_TOKEN, AUDIT_ENTRY}
    people |= {OUTSIDE_IDENTITY}
    with book.transaction() as db:
        names = run(db, "SELECT name FROM sqlite_schema WHERE type = 'table'")
        assert set(names) == {(table.name,) for table in known}
        for table in known:
            columns = run(db, "SELECT name, pk FROM pragma_table_info(?)", table.name)
            assert {name for name, _ in columns} == set(table.columns)
            assert {at: name for name, at in columns if at} == dict(enumerate(table.key, 1))


def test_who_joins_writes_beside_the_hub_that_owns_it(book: BookFile, tmp_path: Path) -> None:
    """Each sees what the other has written, and neither loses anything."""
    with closing(BookFile.join(tmp_path / "book.db")) as other:
        for kind, writer in (("a", book), ("b", other), ("c", book)):
            with writer.transaction() as db:
                add(db, kind)
        assert kinds(book) == kinds(other) == ["a", "b", "c"]


def test_who_joins_where_no_hub_serves_makes_the_book(tmp_path: Path) -> None:
    """And is its owner meanwhile; one of an older schema that is in use is refused."""
    path = tmp_path / "new.db"
    with closing(BookFile.join(path)) as owner:
        with pytest.raises(BookUnavailable, match="owns"):
            BookFile.own(path)
        with owner.transaction() as db:
            db.execute("PRAGMA user_version = 1")
        with pytest.raises(BookUnavailable, match="a start of the hub brings it there"):
            BookFile.join(path)
