"""Passkeys: the public halves of keys on people's devices. Whoever reads them comes in nowhere.

Of a key whose row is damaged nobody is let in by it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any, Final

from hub.book.file import Lent
from hub.book.row import whole, with_check
from hub.book.tables import Table
from hub.domain.passkey import MOST_OF_A_PERSON, Passkey
from hub.errors import PeopleReason, PeopleRefused

PASSKEY: Final = Table(
    "passkey",
    ("credential",),
    ("person", "handle", "label", "site", "public_key", "sign_count", "made_us", "used_us"),
)
_BY_PERSON: Final = f"{PASSKEY.select} WHERE person = ? ORDER BY made_us, handle"


def insert_passkey(db: Lent, passkey: Passkey) -> None:
    """Keep a new key. Raises PeopleRefused if it is known, or if there are too many."""
    same = db.execute(f"{PASSKEY.select} WHERE credential = ?", (passkey.credential,)).fetchone()
    if same is not None:
        raise PeopleRefused(PeopleReason.PASSKEY_KNOWN)
    if len(passkeys_in(db, passkey.person)) >= MOST_OF_A_PERSON:
        raise PeopleRefused(PeopleReason.TOO_MANY_PASSKEYS)
    db.execute(PASSKEY.insert, with_check(asdict(passkey)))


def put_passkey(db: Lent, passkey: Passkey) -> None:
    """Keep what has changed of a key."""
    db.execute(PASSKEY.put, with_check(asdict(passkey)))


def passkeys_in(db: Lent, person: str) -> Sequence[Passkey]:
    """Return somebody's keys, the oldest first."""
    return [_passkey(row) for row in whole(db.execute(_BY_PERSON, (person,)))]


def passkey_in(db: Lent, credential: str) -> Passkey | None:
    """Return the key that a device names."""
    rows = db.execute(f"{PASSKEY.select} WHERE credential = ?", (credential,))
    return next((_passkey(row) for row in whole(rows)), None)


def delete_passkey(db: Lent, passkey: Passkey) -> None:
    """Take one out."""
    db.execute(PASSKEY.delete, {"credential": passkey.credential})


def counted(passkey: Passkey, sign_count: int, now_us: int) -> Passkey:
    """Return a key as it is after it was used."""
    return replace(passkey, sign_count=sign_count, used_us=now_us)


def _passkey(row: Mapping[str, Any]) -> Passkey:
    said = {name: row[name] for name in (*PASSKEY.key, *PASSKEY.said)}
    return Passkey(**{**said, "public_key": bytes(row["public_key"])})
