"""Failed attempts to sign in: counted by day, seldom written, nothing that was typed."""

from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from hub.book.failed_sign_ins import FailedCounts, FailedSignInMemory
from hub.book.file import BookFile
from hub.console.failed_sign_ins import MOST_NAMES, WRITTEN_EVERY_US, FailedSignIns
from tests.hub.console.served import Served

ZONE = ZoneInfo("Europe/Berlin")


class Moment:
    """The time, set by hand."""

    def __init__(self) -> None:
        self.us = 1_772_444_460_000_000

    def __call__(self) -> int:
        return self.us


@pytest.fixture
def book(tmp_path: Path) -> Iterator[BookFile]:
    """Open a new book."""
    with closing(BookFile.own(tmp_path / "book.db")) as opened:
        yield opened


@pytest.fixture
def now() -> Moment:
    """Begin on 2 March 2026, at 10:41 local time."""
    return Moment()


def test_the_book_is_written_once_in_a_while(book: BookFile, now: Moment) -> None:
    """The first at once, the next with whatever comes later, and all when somebody looks."""
    failed, kept = FailedSignIns(book, now, ZONE), FailedSignInMemory(book)
    day = date(2026, 3, 2)
    failed.wrong(b"a")
    assert kept.since(day) == [(day, FailedCounts(1, 0, 1))]
    for name in (b"a", b"b", b"b"):
        failed.wrong(name)
    failed.refused()
    assert kept.since(day) == [(day, FailedCounts(1, 0, 1))]
    now.us += WRITTEN_EVERY_US
    failed.wrong(b"c")
    assert kept.since(day) == [(day, FailedCounts(5, 1, 3))]
    failed.refused()
    assert failed.of_days(1) == kept.since(day) == [(day, FailedCounts(5, 2, 3))]


def test_a_day_is_a_local_one(book: BookFile, now: Moment) -> None:
    """What waits at midnight is of the day before; names are counted anew."""
    failed = FailedSignIns(book, now, ZONE)
    failed.wrong(b"a")
    failed.wrong(b"b")
    now.us += 13 * 3_600 * 1_000_000 + 20 * 60 * 1_000_000  # 0:01 in Berlin, 23:01 in UTC
    failed.wrong(b"a")
    days = [(date(2026, 3, 3), FailedCounts(1, 0, 1)), (date(2026, 3, 2), FailedCounts(2, 0, 2))]
    assert failed.of_days(2) == days
    assert failed.of_days(1) == days[:1]


def test_the_number_of_names_that_are_remembered_is_bounded(book: BookFile, now: Moment) -> None:
    """Whoever tries ever new ones fills no memory."""
    failed = FailedSignIns(book, now, ZONE)
    for n in range(MOST_NAMES + 5):
        failed.wrong(str(n).encode())
    ((_, counts),) = failed.of_days(1)
    assert (counts.wrong_count, counts.name_count) == (MOST_NAMES + 5, MOST_NAMES)


def test_without_the_book_nothing_is_raised_and_counting_goes_on(
    book: BookFile, now: Moment
) -> None:
    """Whoever signs in sees no difference."""
    failed = FailedSignIns(book, now, ZONE)
    book.close()
    failed.wrong(b"a")
    failed.refused()


@pytest.mark.anyio
async def test_what_was_typed_is_nowhere_in_the_book(hub: Served, tmp_path: Path) -> None:
    """Wrong names and passwords are numbers; so is what was refused for being too much."""
    await hub.somebody("Ada")
    browser = hub.browser()
    for n in range(7):
        await browser.log_in("passwort-im-namensfeld", f"geraten {n} geraten")
    today = hub.clock.wall().date()
    ((_, counts),) = FailedSignInMemory(hub.book).since(today - timedelta(1))
    assert counts.name_count == 1
    assert 1 <= counts.wrong_count <= 5
    content = (tmp_path / "book.db").read_bytes()
    for typed in (b"namensfeld", b"geraten", b"127.0.0.1"):
        assert typed not in content
