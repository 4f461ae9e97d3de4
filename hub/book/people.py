"""People, their roles, and the links by which they join; their ways in are for ways_in.py.

    invite ─▶ link, told once ─▶ join: name and way in ─▶ person ─▶ remove: an id in the log

Every change stands in the audit log in the same transaction. There is always an admin once there
was one: who would take away the last is refused. A damaged row gives no right: of a person whose
row is damaged nobody signs in, and a role whose row is damaged is gone.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from itertools import chain, count
from typing import Any, Final

from hub.book.alarm_ways import ALARM_ADDRESS, forget_ways_of, renew_alarms_of
from hub.book.audit_log import append
from hub.book.file import Lent
from hub.book.invitations import (
    INVITATION,
    delete_link,
    end_link,
    end_links_of,
    insert_link,
    open_link,
)
from hub.book.one_way import new_handle, new_secret
from hub.book.outgoing import OutgoingMail, queue
from hub.book.outside_identities import forget, know, person_of
from hub.book.passkeys import insert_passkey
from hub.book.passwords import password_in, put_password
from hub.book.published import Transactions
from hub.book.row import whole, with_check
from hub.book.sessions import begin, end, end_all, end_by
from hub.book.tables import Table
from hub.book.ways_in import OF_PEOPLE, end_ways_in, ways_in
from hub.book.week_mail import WEEK_LINK, WEEK_MAIL_KEY, forget_week_mail, limit_week_mail
from hub.domain.audit_chain import Action
from hub.domain.passkey import Passkey
from hub.domain.people import (
    LINK_LASTS_US,
    LONGEST_NAME,
    Grant,
    Invitation,
    Person,
    grant_of,
    name_key,
    readable_name,
)
from hub.domain.roles import Permission, Principal, Role, may
from hub.errors import PeopleReason, PeopleRefused

PERSON: Final = Table("person", ("person",), ("name", "name_key", "since_us"))
PERSON_ROLE: Final = Table("person_role", ("person", "role", "space"))
WAYS_IN: Final = (
    *(table.name for table in OF_PEOPLE), INVITATION.name, "session", "api_token",
    WEEK_LINK.name, WEEK_MAIL_KEY.name, ALARM_ADDRESS.name,
)  # fmt: skip
"""What opens something, here or where alarms are sent: in no export, and gone after an import."""


class PeopleMemory:
    """Reads and writes people. Every call raises BookUnavailable."""

    def __init__(self, book: Transactions) -> None:
        self._book = book

    def all(self) -> Sequence[Person]:
        """Return everybody, by name."""
        with self._book.transaction() as db:
            return sorted(people_in(db), key=lambda person: name_key(person.name))

    def of(self, person: str) -> Person | None:
        """Return who has an id; None: nobody."""
        with self._book.transaction() as db:
            return _person(db, person)

    def named(self, name: str) -> tuple[Person, str] | None:
        """Return who signs in under a name, with the password's hash; None: nobody does."""
        with self._book.transaction() as db:
            by_name = db.execute(f"{PERSON.select} WHERE name_key = ?", (name_key(name),))
            found = next((row["person"] for row in whole(by_name)), None)
            person = None if found is None else _person(db, found)
            password = None if person is None else password_in(db, person.id)
            return None if person is None or password is None else (person, password)

    def password_of(self, person: str) -> str | None:
        """Return the hash of a person's password; None: there is none."""
        with self._book.transaction() as db:
            return password_in(db, person)

    def invitation(self, link: str, now_us: int) -> Invitation | None:
        """Return what a link is for, as long as it may be used."""
        with self._book.transaction() as db:
            return open_link(db, link, now_us)

    def invite(
        self,
        grant: Grant,
        by: str,
        now_us: int,
        *,
        person: str = "",
        mail_of: Callable[[str], OutgoingMail] | None = None,
    ) -> str:
        """Make a one-time link for somebody new, or for a `person` to have another password.

        Returns what is secret in it; `mail_of` writes the mail that brings it. Raises
        PeopleRefused.
        """
        link = new_secret()
        with self._book.transaction() as db:
            require_keeper(db, by)
            if person:
                grant = _require(db, person).grant
            _require_usable(grant)
            until_us = now_us + LINK_LASTS_US
            insert_link(db, link, Invitation(person, grant, by, now_us, until_us), now_us)
            action = Action.LINK_RENEWED if person else Action.INVITED
            append(db, now_us, by, action, subject=person, detail=grant.in_words)
            if mail_of is not None:
                queue(db, [mail_of(link)])
        return link

    def take_back(self, handle: str, by: str, now_us: int) -> bool:
        """End a link that nobody has used yet, and tell whether there was one.

        Raises PeopleRefused.
        """
        with self._book.transaction() as db:
            require_keeper(db, by)
            ended = end_link(db, handle)
            if ended is not None:
                said = {"subject": ended.person, "detail": ended.grant.in_words}
                append(db, now_us, by, Action.INVITATION_ENDED, **said)
            return ended is not None

    def join(self, link: str, name: str, password_hash: str, now_us: int) -> Person:
        """Use a link: somebody new is there, or somebody known has another password.

        Whatever let the person in until now doesn't any more. Raises PeopleRefused.
        """

        def give(db: Lent, person: Person) -> None:
            put_password(db, person.id, password_hash, now_us)

        return self._join(link, name, now_us, _NewWay(new_id(), give, Action.PASSWORD_CHANGED))

    def join_by_passkey(self, link: str, name: str, passkey: Passkey, now_us: int) -> Person:
        """Use a link: somebody new is there, or somebody known has another passkey, and no more.

        The passkey names the person: who is new gets that id. Raises PeopleRefused.
        """

        def give(db: Lent, person: Person) -> None:
            if person.id != passkey.person:
                raise PeopleRefused(PeopleReason.LINK_ENDED)
            insert_passkey(db, passkey)

        return self._join(link, name, now_us, _NewWay(passkey.person, give, Action.PASSKEY_ADDED))

    def _join(self, link: str, name: str, now_us: int, way: "_NewWay") -> Person:
        with self._book.transaction() as db:
            invitation = open_link(db, link, now_us)
            if invitation is None:
                raise PeopleRefused(PeopleReason.LINK_ENDED)
            delete_link(db, link)
            if not invitation.person:
                person = _add(db, name, invitation.grant, now_us, way.id_of_new)
                way.give(db, person)
                detail = invitation.grant.in_words
                append(db, now_us, person.id, Action.JOINED, detail=detail)
                return person
            person = _require(db, invitation.person)
            if end_ways_in(db, person.id):
                append(db, now_us, person.id, Action.WAYS_IN_ENDED)
            way.give(db, person)
            end_all(db, person.id)
            append(db, now_us, person.id, way.given)
            return person

    def set_password(self, person: str, password_hash: str, now_us: int) -> None:
        """Replace a password; every session of the person ends. Raises PeopleRefused."""
        with self._book.transaction() as db:
            _require(db, person)
            put_password(db, person, password_hash, now_us)
            end_all(db, person)
            end_links_of(db, person)
            append(db, now_us, person, Action.PASSWORD_CHANGED)

    def give(
        self, person: str, grant: Grant, by: str, now_us: int, *, seen: Grant | None = None
    ) -> None:
        """Replace what somebody is; they have to sign in again.

        `seen` is what they were when it was decided; None: whatever they are. Raises PeopleRefused.
        """
        with self._book.transaction() as db:
            require_keeper(db, by)
            _require_usable(grant)
            before = _require(db, person)
            if seen not in (None, before.grant):
                raise PeopleRefused(PeopleReason.CHANGED_MEANWHILE, before.name)
            _require_another_admin(db, before, is_admin_after=Role.ADMIN in grant.roles)
            _give(db, person, grant)
            end_all(db, person)
            end_links_of(db, person)
            limit_week_mail(db, Principal(person, grant.roles, grant.spaces), now_us)
            renew_alarms_of(db, person, now_us)
            append(db, now_us, by, Action.ROLES_CHANGED, subject=person, detail=grant.in_words)

    def remove(self, person: str, by: str, now_us: int) -> None:
        """Forget a person, and all by which they or those they invited could come in.

        Tokens that they made for programs go on. Raises PeopleRefused.
        """
        with self._book.transaction() as db:
            require_keeper(db, by)
            _require_another_admin(db, _require(db, person), is_admin_after=False)
            end_ways_in(db, person)
            for table in (PERSON.name, PERSON_ROLE.name):
                db.execute(f"DELETE FROM {table} WHERE person = ?", (person,))
            forget(db, person)
            end_all(db, person)
            end_links_of(db, person)
            forget_week_mail(db, person, now_us)
            forget_ways_of(db, person)
            append(db, now_us, by, Action.REMOVED, subject=person)

    def sign_in(
        self,
        person: str,
        now_us: int,
        *,
        device: str,
        is_trusted: bool,
        instead_of: str = "",
        is_strong: bool = False,
        by: str = "",
    ) -> str:
        """Begin a session and return its cookie's value; the one that the browser had ends.

        `is_strong`: by a passkey, or by a password and a second thing; `by` says it for the log.
        Raises PeopleRefused if the person is gone meanwhile.
        """
        with self._book.transaction() as db:
            _require(db, person)
            end_by(db, instead_of)
            append(db, now_us, person, Action.SIGNED_IN, detail=by)
            return begin(db, person, now_us, device, is_trusted=is_trusted, is_strong=is_strong)

    def arrive(self, issuer: str, subject: str, name: str, grant: Grant, now_us: int) -> Person:
        """Return who somebody is whom a provider knows, with the roles that it gives them now.

        Who comes for the first time is added, under a name that nobody has. Whose roles changed is
        signed out everywhere. Raises PeopleRefused for a name that can't be one.
        """
        with self._book.transaction() as db:
            known = person_of(db, issuer, subject)
            person = None if known is None else _person(db, known)
            if person is None:
                person = _add(db, _free_name(db, name), grant, now_us, new_id())
                know(db, issuer, subject, person.id, now_us)
                append(db, now_us, person.id, Action.JOINED, detail=grant.in_words)
            elif person.grant != grant:
                _give(db, person.id, grant)
                limit_week_mail(db, Principal(person.id, grant.roles, grant.spaces), now_us)
                renew_alarms_of(db, person.id, now_us)
                end_all(db, person.id)
                end_links_of(db, person.id)
                append(
                    db, now_us, "", Action.ROLES_CHANGED, subject=person.id, detail=grant.in_words
                )
            return _require(db, person.id)

    def sign_out(self, person: str, handle: str, now_us: int, *, is_own: bool) -> bool:
        """End a session of a person and tell whether there was one; `is_own`: the one who asks."""
        with self._book.transaction() as db:
            was_there = end(db, person, handle)
            if was_there:
                action = Action.SIGNED_OUT if is_own else Action.SESSION_ENDED
                append(db, now_us, person, action, subject=person)
            return was_there

    def sign_out_everywhere(self, person: str, by: str, now_us: int) -> None:
        """End all sessions of somebody. Raises PeopleRefused."""
        with self._book.transaction() as db:
            require_keeper(db, by)
            _require(db, person)
            end_all(db, person)
            append(db, now_us, by, Action.SESSIONS_ENDED, subject=person)

    def is_last_admin(self, person: str) -> bool:
        """Tell whether nobody else who can sign in looks after the hub."""
        with self._book.transaction() as db:
            found = _person(db, person)
            return found is not None and _is_last_admin(db, found)

    def has_any(self) -> bool:
        """Tell whether anybody may sign in."""
        with self._book.transaction() as db:
            return db.execute(f"{PERSON.select} LIMIT 1").fetchone() is not None

    def require_free_name(self, name: str) -> str:
        """Return a name as it would be kept. Raises PeopleRefused if nobody new can have it."""
        with self._book.transaction() as db:
            return _untaken(db, name)

    def transaction(self) -> AbstractContextManager[Lent]:
        """Lend the book, to change something else together with people."""
        return self._book.transaction()


def require_keeper(db: Lent, by: str) -> None:
    """Refuse who has lost the right to it since they were let in; '' is the command line."""
    keeper = _person(db, by) if by else None
    if by and (keeper is None or not may(keeper.principal, Permission.KEEP_PEOPLE)):
        raise PeopleRefused(PeopleReason.NOT_ALLOWED)


@dataclass(frozen=True, slots=True)
class _NewWay:
    """By what somebody comes in who joins."""

    id_of_new: str
    give: Callable[[Lent, Person], None]
    given: Action


def _require(db: Lent, person: str) -> Person:
    found = _person(db, person)
    if found is None:
        raise PeopleRefused(PeopleReason.UNKNOWN_PERSON)
    return found


def _require_usable(grant: Grant) -> None:
    if Role.INTEGRATOR in grant.roles:
        raise PeopleRefused(PeopleReason.NOT_A_PERSONS)
    if Role.OPERATOR in grant.roles and not grant.spaces:
        raise PeopleRefused(PeopleReason.NO_SPACE)


def _require_another_admin(db: Lent, person: Person, *, is_admin_after: bool) -> None:
    if not is_admin_after and _is_last_admin(db, person):
        raise PeopleRefused(PeopleReason.LAST_ADMIN, person.name)


def _is_last_admin(db: Lent, person: Person) -> bool:
    if Role.ADMIN not in person.grant.roles:
        return False
    others = (each for each in people_in(db) if each.id != person.id)
    return not any(_can_look_after(db, each) for each in others)


def _can_look_after(db: Lent, person: Person) -> bool:
    return Role.ADMIN in person.grant.roles and not ways_in(db, person.id).are_none


def new_id() -> str:
    """Draw the id of somebody new."""
    return f"p-{new_handle()}"


def _untaken(db: Lent, name: str) -> str:
    kept = readable_name(name)
    if kept is None:
        raise PeopleRefused(PeopleReason.NAME_UNUSABLE)
    same = db.execute(f"{PERSON.select} WHERE name_key = ?", (name_key(kept),)).fetchone()
    if same is not None:
        raise PeopleRefused(PeopleReason.NAME_TAKEN)
    return kept


def _add(db: Lent, name: str, grant: Grant, now_us: int, its_id: str) -> Person:
    kept = _untaken(db, name)
    person = Person(its_id, kept, now_us, grant)
    row = {"person": person.id, "name": kept, "name_key": name_key(kept), "since_us": now_us}
    db.execute(PERSON.insert, with_check(row))
    _give(db, person.id, grant)
    return person


def _free_name(db: Lent, name: str) -> str:
    """Return a name that nobody has, with a number behind it where somebody has it."""
    kept = readable_name(name)
    if kept is None:
        raise PeopleRefused(PeopleReason.NAME_UNUSABLE)
    taken = {name_key(each.name) for each in people_in(db)}
    numbered = (f"{kept[: LONGEST_NAME - 5].rstrip()} {number}" for number in count(2))
    return next(each for each in chain([kept], numbered) if name_key(each) not in taken)


def _give(db: Lent, person: str, grant: Grant) -> None:
    db.execute("DELETE FROM person_role WHERE person = ?", (person,))
    rows = ({"person": person, "role": role.value, "space": space} for role, space in grant.rows)
    db.executemany(PERSON_ROLE.insert, [with_check(row) for row in rows])


def people_in(db: Lent) -> list[Person]:
    """Return everybody, in somebody's transaction."""
    return [_made(row, _roles(db, row["person"])) for row in _whole(db, PERSON.select)]


def _person(db: Lent, person: str) -> Person | None:
    found = _whole(db, f"{PERSON.select} WHERE person = ?", person)
    return next((_made(row, _roles(db, person)) for row in found), None)


def _roles(db: Lent, person: str) -> Grant:
    rows = _whole(db, f"{PERSON_ROLE.select} WHERE person = ?", person)
    return grant_of((row["role"], row["space"]) for row in rows)


def _whole(db: Lent, question: str, *values: str) -> Iterable[Mapping[str, Any]]:
    return list(whole(db.execute(question, values)))


def _made(row: Mapping[str, Any], grant: Grant) -> Person:
    return Person(row["person"], row["name"], row["since_us"], grant)
