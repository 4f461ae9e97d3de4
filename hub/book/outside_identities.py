"""Who somebody is at a provider of OpenID Connect, by issuer and subject: nobody else has both.

    issuer, subject ─▶ person, whose roles are those of the groups, each time anew

It knows no provider. Of a damaged row nobody signs in; at the next time they are somebody new.
"""

from typing import Final

from hub.book.file import Lent
from hub.book.row import whole, with_check
from hub.book.tables import Table

OUTSIDE_IDENTITY: Final = Table("outside_identity", ("issuer", "subject"), ("person", "since_us"))


def person_of(db: Lent, issuer: str, subject: str) -> str | None:
    """Return who somebody is here; None: they were never here."""
    which = f"{OUTSIDE_IDENTITY.select} WHERE issuer = ? AND subject = ?"
    return next((row["person"] for row in whole(db.execute(which, (issuer, subject)))), None)


def know(db: Lent, issuer: str, subject: str, person: str, now_us: int) -> None:
    """Remember who somebody is."""
    row = {"issuer": issuer, "subject": subject, "person": person, "since_us": now_us}
    db.execute(OUTSIDE_IDENTITY.put, with_check(row))


def forget(db: Lent, person: str) -> None:
    """Forget who a person is elsewhere."""
    db.execute("DELETE FROM outside_identity WHERE person = ?", (person,))
