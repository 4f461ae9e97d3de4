"""The app that shows somebody codes, and the codes that replace it once.

The app's secret stands here as it is, since codes are worked out from it. Encrypted it would need a
key beside the book, and whoever copies the one copies the other. So a copy of the book opens no
account by itself, for passwords are hashes, but it takes the second thing away from somebody whose
password is known: the book is its owner's alone (0600), and no export has these tables.

A damaged row never means that nothing is asked: who has recovery codes had an app, be its row lost.
"""

import base64
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from hub.book.file import Lent
from hub.book.one_way import kept_of
from hub.book.row import is_whole, whole, with_check
from hub.book.tables import Table
from hub.domain.second_factor import CodeApp

CODE_APP: Final = Table("code_app", ("person",), ("secret", "last_step", "since_us"))
RECOVERY_CODE: Final = Table("recovery_code", ("code",), ("person",))
RECOVERY_CODES: Final = 10
_CODE_BYTES: Final = 10
"""80 random bits: nobody tries them all, so that they need no salt and no slow hash."""
_GROUP: Final = 4


@dataclass(frozen=True, slots=True)
class AppSecret:
    """From what somebody's codes are worked out, and of which step one was used last."""

    secret: str
    last_step: int


def app_state(db: Lent, person: str) -> CodeApp:
    """Tell whether somebody has an app, as far as any row of theirs says so."""
    row = db.execute(f"{CODE_APP.select} WHERE person = ?", (person,)).fetchone()
    if row is not None and is_whole(row):
        return CodeApp.ON
    codes = db.execute(f"{RECOVERY_CODE.select} WHERE person = ?", (person,)).fetchone()
    return CodeApp.OFF if row is None and codes is None else CodeApp.UNREADABLE


def app_secret(db: Lent, person: str) -> AppSecret | None:
    """Return what somebody's codes are worked out from; None: there is none that is whole."""
    rows = whole(db.execute(f"{CODE_APP.select} WHERE person = ?", (person,)))
    return next((AppSecret(row["secret"], row["last_step"]) for row in rows), None)


def put_app(db: Lent, person: str, secret: str, step: int, now_us: int) -> None:
    """Keep an app, in the place of the one before; `step` is of the code that has shown it."""
    row = {"person": person, "secret": secret, "last_step": step, "since_us": now_us}
    db.execute(CODE_APP.put, with_check(row))


def note_step(db: Lent, person: str, step: int) -> bool:
    """Note of which step a code was used; False: one of it or of a later one was used before."""
    rows = whole(db.execute(f"{CODE_APP.select} WHERE person = ?", (person,)).fetchall())
    row = next(iter(rows), None)
    if row is None or step <= row["last_step"]:
        return False
    db.execute(CODE_APP.put, with_check({**row, "last_step": step}))
    return True


def new_codes(db: Lent, person: str) -> Sequence[str]:
    """Make other recovery codes and return them; they are told this once."""
    delete_codes(db, person)
    codes = [_drawn() for _ in range(RECOVERY_CODES)]
    rows = ({"code": kept_of(plain(code)), "person": person} for code in codes)
    db.executemany(RECOVERY_CODE.insert, [with_check(row) for row in rows])
    return codes


def take_code(db: Lent, person: str, typed: str) -> bool:
    """Use a recovery code up, and tell whether it was somebody's."""
    key = kept_of(plain(typed))
    row = db.execute(f"{RECOVERY_CODE.select} WHERE code = ?", (key,)).fetchone()
    if row is None or not is_whole(row) or row["person"] != person:
        return False
    db.execute(RECOVERY_CODE.delete, {"code": key})
    return True


def codes_left(db: Lent, person: str) -> int:
    """Return how many recovery codes somebody has."""
    return _count(whole(db.execute(f"{RECOVERY_CODE.select} WHERE person = ?", (person,))))


def delete_codes(db: Lent, person: str) -> None:
    """Take somebody's recovery codes out."""
    db.execute("DELETE FROM recovery_code WHERE person = ?", (person,))


def delete_app(db: Lent, person: str) -> None:
    """Take somebody's app out, and its codes."""
    db.execute("DELETE FROM code_app WHERE person = ?", (person,))
    delete_codes(db, person)


def plain(code: str) -> str:
    """Return a recovery code as it was meant: without groups, however it is typed."""
    meant = code.lower().translate(str.maketrans("018", "olb"))
    return "".join(letter for letter in meant if letter.isalnum())


def _drawn() -> str:
    """Draw one: letters and digits that nobody confuses, in groups."""
    letters = base64.b32encode(secrets.token_bytes(_CODE_BYTES)).decode().lower()
    return "-".join(letters[at : at + _GROUP] for at in range(0, len(letters), _GROUP))


def _count(rows: Iterable[object]) -> int:
    return sum(1 for _ in rows)
