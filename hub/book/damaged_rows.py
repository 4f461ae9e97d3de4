"""Rows of the book that aren't as they were written: found bit by bit, and dropped by who says so.

    table after table, so many rows a look ─▶ all seen once ─▶ which subjects have damaged rows

Nobody goes by such a row, so what it set is missing without a word. Here is which subject each
table belongs to, and which tables tell of themselves. It knows no words and no care.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from hub.book.agent_handovers import AGENT_HANDOVER
from hub.book.alarm_messages import ALARM_MESSAGE, ALARM_TOLD
from hub.book.alarm_ways import ALARM_ADDRESS, ALARM_WAY
from hub.book.assignments import ASSIGNMENT
from hub.book.audit_log import AUDIT_ENTRY, append
from hub.book.calendar_changes import CALENDAR_CHANGE
from hub.book.calendar_feeds import OF_FEEDS
from hub.book.care import CARE
from hub.book.care_answers import CARE_ANSWER
from hub.book.failed_sign_ins import FAILED_SIGN_IN
from hub.book.file import Lent
from hub.book.invitations import INVITATION
from hub.book.outgoing import OUTGOING
from hub.book.outside_identities import OUTSIDE_IDENTITY
from hub.book.people import PERSON, PERSON_ROLE
from hub.book.published import CELL, MONTH, SALVAGE, SMALL_COUNT, Transactions
from hub.book.row import CHECK, is_whole
from hub.book.scheduled import SCHEDULED
from hub.book.second_factors import CODE_APP
from hub.book.sessions import SESSION
from hub.book.sign_doubts import SIGN_DOUBT
from hub.book.tables import Table
from hub.book.targets import TARGET
from hub.book.tokens import API_TOKEN
from hub.book.ways_in import OF_PEOPLE
from hub.book.week_mail import WEEK_LINK, WEEK_MAIL_KEY, WEEK_MAILED, WEEK_SUBSCRIPTION
from hub.domain.audit_chain import Action
from hub.errors import BookDamaged

SUBJECTS: Final[Mapping[str, tuple[Table, ...]]] = {
    "book_calendar": (CALENDAR_CHANGE,),
    "book_feeds": OF_FEEDS,
    "book_people": (PERSON, PERSON_ROLE, INVITATION),
    "book_sign_in": (*OF_PEOPLE, OUTSIDE_IDENTITY, SESSION, FAILED_SIGN_IN),
    "book_tokens": (API_TOKEN,),
    "book_alarms": (ALARM_WAY, ALARM_ADDRESS, ALARM_TOLD, ALARM_MESSAGE),
    "book_devices": (AGENT_HANDOVER, ASSIGNMENT, SIGN_DOUBT),
    "book_care": (CARE, CARE_ANSWER),
    "book_mail": (OUTGOING, WEEK_SUBSCRIPTION, WEEK_LINK, WEEK_MAILED, WEEK_MAIL_KEY),
    "book_reports": (SCHEDULED, TARGET, SMALL_COUNT),
    "book_log": (AUDIT_ENTRY,),
}
"""Tables by what people know them as; no sensor can be called so, for its id has no underscore."""
TOLD_BY_THEMSELVES: Final = (MONTH, CELL, SALVAGE)
"""Published months have a care of their own; the mark of a salvage is set anew by itself."""
_KEPT: Final = (CODE_APP, AUDIT_ENTRY)
"""Without the row of an app a password would open alone; without that of an entry the log would
say less than it can."""
ROWS_A_LOOK: Final = 2000


class DamagedRows:
    """Goes through the book again and again, a bounded way each time. One thread owns it."""

    def __init__(self, book: Transactions) -> None:
        self._book = book
        self._left: list[tuple[str, Table]] = []
        self._offset = 0
        self._met: set[str] = set()
        self.found: tuple[str, ...] | None = None
        """Subjects with damaged rows, as of the last time that all was seen; None: not yet."""

    def look(self) -> bool:
        """Go on, and tell whether all has been seen now. Raises BookUnavailable."""
        if not self._left:
            self._begin()
        rows = 0
        while self._left and rows < ROWS_A_LOOK:
            rows += self._read(ROWS_A_LOOK - rows)
        if self._left:
            return False
        self.found = tuple(subject for subject in SUBJECTS if subject in self._met)
        return True

    def _begin(self) -> None:
        self._left = [(subject, table) for subject in SUBJECTS for table in SUBJECTS[subject]]
        self._offset, self._met = 0, set()

    def _read(self, count: int) -> int:
        """Read so many rows of the table whose turn it is, and return how many there were."""
        subject, table = self._left[0]
        try:
            with self._book.transaction() as db:
                asked = f"{table.select} LIMIT ? OFFSET ?"
                rows = db.execute(asked, (count, self._offset)).fetchall()
        except BookDamaged:  # not even readable
            self._met.add(subject)
            rows = []
        if not all(map(is_whole, rows)):
            self._met.add(subject)
        self._offset += len(rows)
        if len(rows) < count:
            del self._left[0]
            self._offset = 0
        return len(rows)


def drop_damaged(book: Transactions, now_us: int) -> Mapping[str, int]:
    """Delete the rows that nobody goes by, and count them by table; the log says that it was done.

    Some stay: the row of an app is set anew by its owner, and entries of the log go with their age.
    Raises BookUnavailable.
    """
    with book.transaction() as db:
        counts = {table.name: _drop(db, table) for table in _droppable()}
        dropped = {name: count for name, count in counts.items() if count}
        if dropped:
            append(db, now_us, "", Action.BOOK_ROWS_DROPPED)
    return dropped


def _droppable() -> Iterator[Table]:
    return (table for of in SUBJECTS.values() for table in of if table not in _KEPT)


def _drop(db: Lent, table: Table) -> int:
    damaged = [row for row in db.execute(table.select).fetchall() if not is_whole(row)]
    same = " AND ".join(f"{name} IS :{name}" for name in (*table.key, CHECK))
    for row in damaged:
        db.execute(f"DELETE FROM {table.name} WHERE {same}", row)
    return len(damaged)
