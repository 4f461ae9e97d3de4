"""Forgets what is older than twelve months in the audit log, by a time that is certainly past."""

from collections.abc import Callable
from contextlib import suppress

from hub.book.audit_log import AuditLog
from hub.domain.care import Instant
from hub.errors import BookUnavailable
from hub.workers.care_signs import Seen

Note = Callable[[Seen, Instant], None]


def also_forgetting(note: Note, log: AuditLog, certain_us: Callable[[], int]) -> Note:
    """Return what notes signs, and then forgets old entries. It never raises what the book does."""

    def noted(seen: Seen, now: Instant) -> None:
        note(seen, now)
        with suppress(BookUnavailable):
            log.forget_old(certain_us())

    return noted
