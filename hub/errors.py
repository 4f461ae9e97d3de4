"""The hub's errors, by whose fault they are.

    HubError
    ├── ConfigError        the operator's: names file and key; exit status 2
    ├── PackageMissing     the operator's: what only a demo needs isn't installed; exit status 2
    ├── ReportRefused      the asker's: names the field; exit status 2, or 422
    ├── PeopleRefused      the asker's: people or roles can't become what was asked; exit status 2
    ├── StoreUnavailable   ours: nothing was committed, try again later
    │   ├── ForeignStore   the operator's: the file is of something else
    │   ├── StoreInUse     the operator's: another hub writes it
    │   └── StoreDamaged   nobody's: a bit has changed on the disk
    └── BookUnavailable    the book can't be opened, read or written as asked
        ├── BookInUse      a hub that serves owns it
        ├── BookRefused    the operator's: another user's, or of a later version; exit status 2
        └── BookDamaged    nobody's: a bit has changed on the disk

What an agent sends wrong is `contract.messages.MalformedMessage`.
"""

from collections.abc import Sequence
from datetime import date
from enum import Enum, auto
from pathlib import Path
from typing import Self

from contract.configuration import Fault


class HubError(Exception):
    """Base of all errors that the hub raises on purpose."""


class ConfigError(HubError):
    """A configuration that can't be used; `key` and `expected` are those of the first fault."""

    def __init__(self, file: Path, key: str, expected: str, *more: Fault) -> None:
        self.faults = (Fault(key, expected), *more)
        super().__init__(
            "\n".join(f"{file}: {fault.key}: {fault.expected}" for fault in self.faults)
        )
        self.file = file
        self.key = key
        self.expected = expected

    @classmethod
    def of(cls, file: Path, faults: Sequence[Fault]) -> Self:
        """Make one error of all that is wrong with a file, of at least one fault."""
        first, *more = faults
        return cls(file, first.key, first.expected, *more)


class PackageMissing(HubError):
    """The operator's: the machine is without what only a demo needs."""


class Reason(Enum):
    """Why a report can't be made as asked, for those who say it in another language."""

    UNKNOWN_SPACE = auto()
    NOT_COUNTING_YET = auto()
    """The space begins to count later, on `day`."""
    NO_DATE = auto()
    WRONG_ORDER = auto()
    NOT_OVER = auto()
    """The last day that is over is `day`."""
    TOO_EARLY = auto()
    """The first day that was counted is `day`."""
    TOO_LONG = auto()
    NOT_PUBLISHED = auto()
    """A public report is of published months alone: those that there are are `months`."""
    NOTHING_PUBLISHED = auto()
    OTHER = auto()


class ReportRefused(HubError):
    """A report that can't be made as asked; `field` is that of the request.

    `sent` is what was in the field, where repeating it helps whoever typed it.
    """

    def __init__(
        self,
        field: str,
        message: str,
        reason: Reason = Reason.OTHER,
        day: date | None = None,
        *,
        sent: str | None = None,
        months: Sequence[date] = (),
    ) -> None:
        super().__init__(f"{field}: {message}")
        self.field = field
        self.message = message
        self.reason = reason
        self.day = day
        self.months = tuple(months)
        """The first days of the months that would do, in order."""
        self.sent = sent


class PeopleReason(Enum):
    """Why people can't become what was asked, for those who say it in another language."""

    LINK_ENDED = "this link isn't valid any more: it has been used, or its time is over"
    NAME_TAKEN = "somebody else signs in under this name; choose another one"
    NAME_UNUSABLE = "expected a name of 2 to 60 characters that can be read"
    PASSKEY_KNOWN = "this passkey is known already"
    TOO_MANY_PASSKEYS = "there are 20 passkeys already; remove one that isn't used"
    FROM_OUTSIDE = "this person signs in elsewhere; `people link` gives a way in of their own"
    LAST_WAY_IN = "nothing else would let this person in: add another way first"
    LAST_ADMIN = (
        "nobody else is an admin: invite another one first, who has joined before you go on"
    )
    UNKNOWN_PERSON = "there is nobody of this name or id"
    NO_SPACE = "an operator needs at least one space"
    CHANGED_MEANWHILE = "somebody else has changed it meanwhile: look at it again"
    NOT_ALLOWED = "who asks for it isn't an admin any more"
    NOT_A_PERSONS = "a person can't be an integrator: that is what tokens are for"


class PeopleRefused(HubError):
    """A change of people, roles or links that isn't made; nothing has changed."""

    def __init__(self, reason: PeopleReason, about: str = "") -> None:
        super().__init__(f"{about}: {reason.value}" if about else reason.value)
        self.reason = reason


class StoreUnavailable(HubError):
    """The store took nothing; whoever called keeps what it has and comes back."""


class ForeignStore(StoreUnavailable):
    """A file that is no store, or one of another version: only another configuration helps."""


class StoreInUse(StoreUnavailable):
    """Another hub writes this store: two of them never do."""


class StoreDamaged(StoreUnavailable):
    """What is stored isn't what was written: no figure is made of it until that is set aside.

    `said` is what is wrong alone, without the file's name and what becomes of it.
    """

    def __init__(self, message: str, said: str = "") -> None:
        super().__init__(message)
        self.said = said or message


class BookUnavailable(HubError):
    """The book can't be opened, read or written; the text names the file and the reason."""


class BookInUse(BookUnavailable):
    """A hub that serves owns the book."""


class BookRefused(BookUnavailable):
    """The book isn't for whoever typed it: another user's, another program's, a later version's."""


class BookDamaged(BookUnavailable):
    """The book isn't what was written: it is moved aside, and what is whole of it goes on."""
