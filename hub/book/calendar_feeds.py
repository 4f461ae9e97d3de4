"""The memory of calendars that operators subscribe to, and of when each closes a space.

    added with its first reading ─▶ read again ─▶ good: what it says from today on is replaced
                                               └▶ not: what was read last stands, and why it failed
    taken away ─▶ from today on it closes nothing; what is past stays

Each is one transaction with its entry in the audit log. The address, which may open a whole
calendar to whoever has it, is a row of its own that no export has. It asks no server.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from hub.book.audit_log import append
from hub.book.file import BookFile, Lent
from hub.book.one_way import new_handle
from hub.book.published import Transactions
from hub.book.row import whole, with_check
from hub.book.tables import Table
from hub.domain.audit_chain import Action
from hub.domain.calendar_feed import (
    MOST_FEEDS,
    ClosedSpan,
    Feed,
    FeedAnswer,
    FeedTrouble,
    Pick,
    Reading,
    replaced,
)
from hub.errors import HubError

CALENDAR_FEED: Final = Table(
    "calendar_feed",
    ("feed",),
    ("space", "name", "pick", "word", "shows_title", "made_by", "made_us"),
)
FEED_ADDRESS: Final = Table("feed_address", ("feed",), ("address",))
FEED_READING: Final = Table(
    "feed_reading",
    ("feed",),
    (
        *("tried_us", "good_us", "failing_since_us", "trouble", "whole_us"),
        *("etag", "modified", "skipped"),
    ),
)
FEED_CLOSURE: Final = Table(
    "feed_closure", ("space", "feed", "day", "start_min"), ("end_min", "title")
)
OF_FEEDS: Final = (CALENDAR_FEED, FEED_ADDRESS, FEED_READING, FEED_CLOSURE)
_PICKS: Final = frozenset(pick.value for pick in Pick)


class TooManyFeeds(HubError):
    """A space has as many as it may have."""


@dataclass(frozen=True, slots=True)
class KeptFeed:
    """A subscription as it stands in the book."""

    feed: Feed
    address: str
    """Empty: it isn't known any more, since a book was imported or damaged."""
    reading: Reading


class FeedMemory:
    """Reads and writes them. Every call raises BookUnavailable."""

    def __init__(self, book: Transactions) -> None:
        self._book = book

    def all(self) -> Sequence[KeptFeed]:
        """Return all subscriptions, the oldest of a space first."""
        with self._book.transaction() as db:
            return list(_all(db))

    def of_space(self, space: str) -> Sequence[KeptFeed]:
        """Return those of one space."""
        return [each for each in self.all() if each.feed.space == space]

    def closures(self) -> Mapping[str, tuple[ClosedSpan, ...]]:
        """Return when each space is closed by calendars, by the space's id."""
        with self._book.transaction() as db:
            return _closures(db)

    def dates_ahead(self, feed: str, today: date) -> Sequence[ClosedSpan]:
        """Return when one calendar closes its space, from today on."""
        with self._book.transaction() as db:
            found = db.execute(
                f"{FEED_CLOSURE.select} WHERE feed = ? AND day >= ?", _key(feed, today)
            )
            return sorted(_span(row) for row in whole(found))

    def ahead(self, space: str, today: date) -> Sequence[tuple[str, Sequence[ClosedSpan]]]:
        """Return when each calendar of a space closes it from today on, by its name."""
        return [
            (each.feed.name, self.dates_ahead(each.feed.id, today)) for each in self.of_space(space)
        ]

    def add(self, feed: Feed, address: str, answer: FeedAnswer, today: date) -> Feed:
        """Keep a new subscription with what was read of it; return it with its id.

        `feed.made_us` is when it was read. Raises TooManyFeeds.
        """
        made = replace(feed, id=f"f-{new_handle()}")
        with self._book.transaction() as db:
            if sum(each.feed.space == feed.space for each in _all(db)) >= MOST_FEEDS:
                raise TooManyFeeds(feed.space)
            db.execute(CALENDAR_FEED.insert, _feed_row(made))
            said = {"feed": made.id, "address": address}
            db.execute(FEED_ADDRESS.insert, with_check(said))
            _keep(db, KeptFeed(made, address, Reading(0)), answer, made.made_us, today)
            append(
                db, made.made_us, made.made_by, Action.FEED_ADDED,
                subject=made.id, space=made.space,
            )  # fmt: skip
        return made

    def remove(self, feed: str, space: str, by: str, now_us: int, today: date) -> bool:
        """Take a subscription of a space away, and tell whether there was one."""
        with self._book.transaction() as db:
            found = _one(db, feed)
            if found is None or found.feed.space != space:
                return False
            for table in (CALENDAR_FEED, FEED_ADDRESS, FEED_READING):
                db.execute(table.delete, {"feed": feed})
            db.execute("DELETE FROM feed_closure WHERE feed = ? AND day >= ?", _key(feed, today))
            append(db, now_us, by, Action.FEED_REMOVED, subject=feed, space=space)
            return True

    def note_read(self, feed: str, answer: FeedAnswer, now_us: int, today: date) -> None:
        """Keep what was read now; nothing, if the subscription is gone meanwhile."""
        with self._book.transaction() as db:
            if (found := _one(db, feed)) is not None:
                _keep(db, found, answer, now_us, today)

    def note_failed(self, feed: str, trouble: str, now_us: int) -> None:
        """Keep why it couldn't be read, and since when; what was read last stands."""
        with self._book.transaction() as db:
            if (found := _one(db, feed)) is not None:
                since_us = found.reading.failing_since_us
                failed = replace(
                    found.reading,
                    tried_us=now_us,
                    trouble=str(trouble),
                    failing_since_us=now_us if since_us is None else min(since_us, now_us),
                )
                db.execute(FEED_READING.put, _reading_row(feed, failed))


def _keep(db: Lent, kept: KeptFeed, answer: FeedAnswer, now_us: int, today: date) -> None:
    is_whole = answer.spans is not None
    reading = Reading(
        tried_us=now_us,
        good_us=now_us,
        whole_us=now_us if is_whole else kept.reading.whole_us,
        etag=answer.etag,
        modified=answer.modified,
        skipped=answer.skipped if is_whole else kept.reading.skipped,
    )
    db.execute(FEED_READING.put, _reading_row(kept.feed.id, reading))
    if answer.spans is None:
        return
    which = f"{FEED_CLOSURE.select} WHERE feed = ?"
    before = [_span(row) for row in whole(db.execute(which, (kept.feed.id,)))]
    db.execute("DELETE FROM feed_closure WHERE feed = ?", (kept.feed.id,))
    spans = replaced(before, answer.spans, today)
    db.executemany(FEED_CLOSURE.put, [_closure_row(kept.feed, span) for span in spans])


def _all(db: Lent) -> Iterator[KeptFeed]:
    addresses = {row["feed"]: row["address"] for row in whole(db.execute(FEED_ADDRESS.select))}
    readings = {row["feed"]: _reading(row) for row in whole(db.execute(FEED_READING.select))}
    for row in whole(db.execute(f"{CALENDAR_FEED.select} ORDER BY space, made_us, feed")):
        if row["pick"] in _PICKS:
            feed = _feed(row)
            address = addresses.get(feed.id, "")
            reading = readings.get(feed.id, Reading(0))
            if not address:
                reading = replace(reading, trouble=FeedTrouble.NO_LINK)
            yield KeptFeed(feed, address, reading)


def _one(db: Lent, feed: str) -> KeptFeed | None:
    return next((each for each in _all(db) if each.feed.id == feed), None)


def _closures(db: Lent) -> Mapping[str, tuple[ClosedSpan, ...]]:
    found: dict[str, list[ClosedSpan]] = {}
    shown = {each.feed.id: each.feed.shows_title for each in _all(db)}
    for row in whole(db.execute(f"{FEED_CLOSURE.select} {FEED_CLOSURE.by_key}")):
        span = _span(row)
        is_shown = shown.get(row["feed"], False)
        found.setdefault(row["space"], []).append(span if is_shown else replace(span, title=""))
    return {space: tuple(sorted(spans)) for space, spans in found.items()}


def _key(feed: str, day: date) -> tuple[str, str]:
    return feed, day.isoformat()


def _feed_row(feed: Feed) -> dict[str, object]:
    said = asdict(feed)
    said["feed"] = said.pop("id")
    return with_check(said | {"pick": feed.pick.value, "shows_title": int(feed.shows_title)})


def _feed(row: Mapping[str, Any]) -> Feed:
    return Feed(
        id=row["feed"],
        space=row["space"],
        name=row["name"],
        pick=Pick(row["pick"]),
        word=row["word"],
        shows_title=bool(row["shows_title"]),
        made_by=row["made_by"],
        made_us=row["made_us"],
    )


def _reading_row(feed: str, reading: Reading) -> dict[str, object]:
    return with_check({"feed": feed, **asdict(reading)})


def _reading(row: Mapping[str, Any]) -> Reading:
    return Reading(**{name: row[name] for name in FEED_READING.said})


def _closure_row(feed: Feed, span: ClosedSpan) -> dict[str, object]:
    said = asdict(span) | {"day": span.day.isoformat()}
    return with_check({"space": feed.space, "feed": feed.id, **said})


def _span(row: Mapping[str, Any]) -> ClosedSpan:
    return ClosedSpan(
        date.fromisoformat(row["day"]), row["start_min"], row["end_min"], row["title"]
    )


def read_closures(path: Path) -> Mapping[str, tuple[ClosedSpan, ...]]:
    """Read when spaces are closed beside a hub that may be serving; nothing without a book.

    Raises BookUnavailable.
    """
    if not path.exists():
        return {}
    with closing(BookFile.read(path)) as book:
        return FeedMemory(book).closures()
