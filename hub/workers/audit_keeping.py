"""Forgets what was kept long enough, by a time that is certainly past.

That is the audit log after twelve months, and mail with a link after its week, also where no mail
is sent any more.
"""

from collections.abc import Callable
from contextlib import suppress

from hub.book.audit_log import AuditLog
from hub.book.outgoing import OutgoingMemory
from hub.domain.care import Instant
from hub.errors import BookUnavailable
from hub.workers.care_signs import Seen

Note = Callable[[Seen, Instant], None]


def also_forgetting(
    note: Note, log: AuditLog, mails: OutgoingMemory, certain_us: Callable[[], int]
) -> Note:
    """Return what notes signs, and then forgets what is old. It never raises what the book does."""

    def noted(seen: Seen, now: Instant) -> None:
        note(seen, now)
        with suppress(BookUnavailable):
            log.forget_old(certain_us())
            mails.forget(certain_us())

    return noted
