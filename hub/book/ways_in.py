"""By what each person comes in: password, passkeys, an app that shows codes, codes for its loss.

    password ─┬─▶ code of the app, or a recovery code ─▶ in           passkey ─▶ in
              └▶ in, of who is no admin and has no app

Each change stands in the audit log and ends the person's sessions: whoever makes it is signed in
anew, and nobody else is. The last way in stays. Links and people are for people.py.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from hub.book.audit_log import append
from hub.book.file import Lent
from hub.book.outside_identities import is_known
from hub.book.passkeys import (
    PASSKEY,
    counted,
    delete_passkey,
    insert_passkey,
    passkey_in,
    passkeys_in,
    put_passkey,
)
from hub.book.passwords import PASSWORD, password_in
from hub.book.published import Transactions
from hub.book.second_factors import (
    CODE_APP,
    RECOVERY_CODE,
    AppSecret,
    app_secret,
    app_state,
    codes_left,
    delete_app,
    new_codes,
    note_step,
    put_app,
    take_code,
)
from hub.book.sessions import end_all
from hub.domain.audit_chain import Action
from hub.domain.passkey import Passkey, is_copied, readable_label
from hub.domain.second_factor import CodeApp, WaysIn
from hub.errors import PeopleReason, PeopleRefused

OF_PEOPLE: Final = (PASSWORD, PASSKEY, CODE_APP, RECOVERY_CODE)
"""Tables of which a row opens something to a person, or helps to."""


def ways_in(db: Lent, person: str) -> WaysIn:
    """Say by what somebody can come in."""
    return WaysIn(
        has_password=password_in(db, person) is not None,
        passkeys=len(passkeys_in(db, person)),
        code_app=app_state(db, person),
        recovery_codes=codes_left(db, person),
        is_outside=is_known(db, person),
    )


def end_ways_in(db: Lent, person: str) -> bool:
    """Let nothing open any more, and tell whether there was more than a password."""
    counts = [
        db.execute(f"DELETE FROM {table.name} WHERE person = ?", (person,)).rowcount
        for table in OF_PEOPLE
    ]
    return any(counts[1:])


class WaysInMemory:
    """Reads and writes ways in. Every call raises BookUnavailable."""

    def __init__(self, book: Transactions) -> None:
        self._book = book

    def of(self, person: str) -> WaysIn:
        """Say by what somebody can come in."""
        with self._book.transaction() as db:
            return ways_in(db, person)

    def app_of(self, person: str) -> CodeApp:
        """Tell whether somebody has an app that shows codes."""
        with self._book.transaction() as db:
            return app_state(db, person)

    def passkeys(self, person: str) -> Sequence[Passkey]:
        """Return somebody's passkeys, the oldest first."""
        with self._book.transaction() as db:
            return passkeys_in(db, person)

    def passkey(self, credential: str) -> Passkey | None:
        """Return the passkey that a device names."""
        with self._book.transaction() as db:
            return passkey_in(db, credential)

    def add_passkey(self, passkey: Passkey, now_us: int) -> None:
        """Keep another passkey of somebody. Raises PeopleRefused."""
        with self._book.transaction() as db:
            _require_own(db, passkey.person)
            insert_passkey(db, passkey)
            end_all(db, passkey.person)
            append(db, now_us, passkey.person, Action.PASSKEY_ADDED, subject=passkey.handle)

    def rename_passkey(self, person: str, handle: str, label: str) -> None:
        """Call somebody's own passkey something else; one that isn't there stays away."""
        with self._book.transaction() as db:
            for passkey in passkeys_in(db, person):
                if passkey.handle == handle:
                    put_passkey(db, replace(passkey, label=readable_label(label)))

    def remove_passkey(self, person: str, handle: str, now_us: int) -> bool:
        """Take somebody's own passkey away and tell whether there was one.

        Raises PeopleRefused if nothing else opens.
        """
        with self._book.transaction() as db:
            found = {passkey.handle: passkey for passkey in passkeys_in(db, person)}
            if handle not in found:
                return False
            if len(found) == 1 and password_in(db, person) is None:
                raise PeopleRefused(PeopleReason.LAST_WAY_IN)
            delete_passkey(db, found[handle])
            end_all(db, person)
            append(db, now_us, person, Action.PASSKEY_REMOVED, subject=handle)
            return True

    def use_passkey(self, credential: str, sign_count: int, now_us: int) -> Passkey | None:
        """Note that a passkey was used, and return it; None: it lets nobody in.

        One that counts less than before may be a copy: that stands in the log.
        """
        with self._book.transaction() as db:
            passkey = passkey_in(db, credential)
            if passkey is None:
                return None
            if is_copied(passkey.sign_count, sign_count):
                action = Action.PASSKEY_DOUBTED
                append(db, now_us, "", action, subject=passkey.person, detail=passkey.handle)
                return None
            put_passkey(db, counted(passkey, sign_count, now_us))
            return passkey

    def app_secret(self, person: str) -> AppSecret | None:
        """Return what somebody's codes are worked out from."""
        with self._book.transaction() as db:
            return app_secret(db, person)

    def add_app(self, person: str, secret: str, step: int, now_us: int) -> Sequence[str]:
        """Keep an app, in the place of the one before, and return the codes for its loss.

        Raises PeopleRefused.
        """
        with self._book.transaction() as db:
            _require_own(db, person)
            put_app(db, person, secret, step, now_us)
            end_all(db, person)
            append(db, now_us, person, Action.CODE_APP_ADDED)
            return new_codes(db, person)

    def remove_app(self, person: str, now_us: int) -> None:
        """Ask somebody for no code any more."""
        with self._book.transaction() as db:
            delete_app(db, person)
            end_all(db, person)
            append(db, now_us, person, Action.CODE_APP_REMOVED)

    def use_step(self, person: str, step: int) -> bool:
        """Note of which step a code was used; False: it was used before."""
        with self._book.transaction() as db:
            return note_step(db, person, step)

    def use_recovery_code(self, person: str, typed: str, now_us: int) -> bool:
        """Use a recovery code up, and tell whether it was one."""
        with self._book.transaction() as db:
            was_one = take_code(db, person, typed)
            if was_one:
                append(db, now_us, person, Action.RECOVERY_CODE_USED)
            return was_one

    def renew_recovery_codes(self, person: str, now_us: int) -> Sequence[str]:
        """Make other recovery codes; they are told this once."""
        with self._book.transaction() as db:
            append(db, now_us, person, Action.RECOVERY_CODES_RENEWED)
            return new_codes(db, person)


def _require_own(db: Lent, person: str) -> None:
    """Refuse who comes from a provider alone: what opens here would outlive their account there."""
    if ways_in(db, person).are_none:
        raise PeopleRefused(PeopleReason.FROM_OUTSIDE)
