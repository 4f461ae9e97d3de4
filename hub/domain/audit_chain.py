"""The audit log as a chain: each entry holds the hash of the one before it. Pure.

    entry 1 ─hash─▶ entry 2 ─hash─▶ … ─▶ the newest, whose hash is the head

Nobody can change or take out an entry without changing all later ones, and with them the head. Who
has noted a head elsewhere finds out; who hasn't only finds what was changed without care. Old
entries go from the front, so the first that is left stands for itself. Entries name people by id:
what an id means stands elsewhere, and can be forgotten without breaking the chain.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass, replace
from enum import StrEnum
from typing import Final

FIRST: Final = b""
"""What stands for the hash before the first entry."""


class Action(StrEnum):
    """What was done; the value stands in the book."""

    INVITED = "invited"
    LINK_RENEWED = "link_renewed"
    """Somebody who is known got a link to another password."""
    INVITATION_ENDED = "invitation_ended"
    """A link was taken back before anybody used it."""
    JOINED = "joined"
    SIGNED_IN = "signed_in"
    SIGNED_OUT = "signed_out"
    SESSION_ENDED = "session_ended"
    SESSIONS_ENDED = "sessions_ended"
    """An admin signed somebody out everywhere."""
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - what was done
    PASSKEY_ADDED = "passkey_added"
    PASSKEY_REMOVED = "passkey_removed"
    PASSKEY_DOUBTED = "passkey_doubted"
    """It counts less than it did: somebody may have copied it, and it let nobody in."""
    CODE_APP_ADDED = "code_app_added"
    CODE_APP_REMOVED = "code_app_removed"
    RECOVERY_CODE_USED = "recovery_code_used"
    RECOVERY_CODES_RENEWED = "recovery_codes_renewed"
    WAYS_IN_ENDED = "ways_in_ended"
    """By a link: passkeys, the app and its codes from before open nothing any more."""
    ROLES_CHANGED = "roles_changed"
    REMOVED = "removed"
    TOKEN_MADE = "token_made"  # noqa: S105
    TOKEN_ENDED = "token_ended"  # noqa: S105
    DEVICE_REPLACED = "device_replaced"
    REPLACEMENT_TAKEN_BACK = "replacement_taken_back"
    CARE_SEEN = "care_seen"
    CARE_DONE = "care_done"
    CARE_REMINDED = "care_reminded"
    """Somebody wants to hear of it later."""
    CARE_REOPENED = "care_reopened"
    """Somebody took back what was said of it."""
    ALARM_ADDED = "alarm_added"
    """Somebody wants to be told by another way."""
    ALARM_CHANGED = "alarm_changed"
    ALARM_REMOVED = "alarm_removed"
    CALENDAR_SET = "calendar_set"
    CALENDAR_EDITED = "calendar_edited"
    CALENDAR_TAKEN_BACK = "calendar_taken_back"
    FEED_ADDED = "feed_added"
    """A space was subscribed to somebody's calendar."""
    FEED_REMOVED = "feed_removed"
    WEEK_MAIL_ASKED = "week_mail_asked"
    """A link was sent to confirm an address."""
    WEEK_MAIL_BEGUN = "week_mail_begun"
    WEEK_MAIL_ENDED = "week_mail_ended"
    BOOK_SALVAGED = "book_salvaged"
    """The book was damaged; entries may have been lost with it."""
    BOOK_IMPORTED = "book_imported"
    BOOK_ROWS_DROPPED = "book_rows_dropped"
    """Damaged rows, by which nobody went, were deleted."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that was done, and by whom."""

    number: int
    at_us: int
    actor: str
    """The id of a person or token; empty for the hub and its command line."""
    action: str
    subject: str = ""
    space: str = ""
    detail: str = ""
    before: bytes = FIRST
    hash: bytes = b""


@dataclass(frozen=True, slots=True)
class Fault:
    """Where the chain is broken: from one number to another, both included."""

    first: int
    last: int
    is_missing: bool
    """True: these aren't there, or can't be read; False: this one isn't as it was written."""

    def __str__(self) -> str:
        """Say it in a sentence."""
        if not self.is_missing:
            return f"entry {self.first} isn't what was written"
        if self.first == self.last:
            return f"entry {self.first} is missing"
        return f"entries {self.first} to {self.last} are missing"


def sealed(entry: Entry, before: Entry | None) -> Entry:
    """Put an entry behind another one, with its number and both hashes."""
    placed = replace(
        entry,
        number=1 if before is None else before.number + 1,
        before=FIRST if before is None else before.hash,
    )
    return replace(placed, hash=digest(placed))


def digest(entry: Entry) -> bytes:
    """Return the SHA-256 of all that an entry says, and of the hash before it."""
    *said, before, _ = astuple(entry)
    written = json.dumps([*said, before.hex()], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(written.encode()).digest()


def faults_in(entries: Iterable[Entry]) -> Iterator[Fault]:
    """Go along the chain, in the order of its numbers, and yield each place where it is broken."""
    previous: Entry | None = None
    for entry in entries:
        follows = previous is None or entry.number == previous.number + 1
        if previous is not None and not follows:
            yield Fault(previous.number + 1, entry.number - 1, is_missing=True)
        is_linked = previous is None or not follows or entry.before == previous.hash
        if entry.hash != digest(entry) or not is_linked or not _may_begin(entry, previous):
            yield Fault(entry.number, entry.number, is_missing=False)
        previous = entry


def _may_begin(entry: Entry, previous: Entry | None) -> bool:
    """Tell whether the first entry of all is told apart from one whose forerunners are gone."""
    return previous is not None or (entry.number == 1) == (entry.before == FIRST)
