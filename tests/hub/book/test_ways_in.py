"""Ways in, in the book: kept whole or not believed, ended together, and in no export."""

import io
import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from hub.book.audit_log import AuditLog
from hub.book.export import export, load
from hub.book.file import BookFile
from hub.book.people import PeopleMemory
from hub.book.salvage import salvage
from hub.book.second_factors import RECOVERY_CODES
from hub.book.sessions import SessionMemory
from hub.book.ways_in import WaysInMemory
from hub.domain.audit_chain import Action
from hub.domain.passkey import Passkey
from hub.domain.people import Grant, Person
from hub.domain.roles import Role
from hub.domain.second_factor import CodeApp, WaysIn
from hub.errors import PeopleReason, PeopleRefused

NOW_US = 1_772_444_460_000_000
ADMIN = Grant(frozenset({Role.ADMIN}))
OFFICE = Grant(frozenset({Role.OFFICE}))
NONE = WaysIn(has_password=False, passkeys=0, code_app=CodeApp.OFF)


def a_passkey(person: str, credential: str = "AAAA", count: int = 5) -> Passkey:
    """Make one."""
    handle = f"h-{credential}"
    return Passkey(
        credential, person, handle, "Handy", "hub.example", b"\xa5key", count, NOW_US, NOW_US
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Say where the book is."""
    return tmp_path / "book.db"


@pytest.fixture
def book(path: Path) -> Iterator[BookFile]:
    """Open a new book."""
    with closing(BookFile.own(path)) as opened:
        yield opened


@pytest.fixture
def people(book: BookFile) -> PeopleMemory:
    """Return who keeps its people."""
    return PeopleMemory(book)


@pytest.fixture
def ways(book: BookFile) -> WaysInMemory:
    """Return who keeps their ways in."""
    return WaysInMemory(book)


def by_passkey(people: PeopleMemory, name: str, grant: Grant = OFFICE) -> Person:
    """Let somebody join by a passkey alone."""
    passkey = a_passkey(f"p-{name}", credential=name)
    return people.join_by_passkey(people.invite(grant, "", NOW_US), name, passkey, NOW_US)


def with_all(people: PeopleMemory, ways: WaysInMemory, name: str = "Ada") -> Person:
    """Let somebody have a password, a passkey and an app."""
    person = people.join(people.invite(ADMIN, "", NOW_US), name, f"hash of {name}", NOW_US)
    ways.add_passkey(a_passkey(person.id, credential=f"key-of-{name}"), NOW_US)
    ways.add_app(person.id, f"SECRETOF{name.upper()}", 10, NOW_US)
    return person


def refusal(call: Callable[[], object]) -> PeopleReason:
    """Return why something is refused."""
    with pytest.raises(PeopleRefused) as refused:
        call()
    return refused.value.reason


def test_who_joins_by_a_passkey_has_the_id_that_it_names(
    people: PeopleMemory, ways: WaysInMemory
) -> None:
    """And no password."""
    person = by_passkey(people, "Ada")
    assert person.id == "p-Ada"
    assert ways.of(person.id) == WaysIn(has_password=False, passkeys=1, code_app=CodeApp.OFF)
    assert people.named("Ada") is None
    assert ways.passkey("Ada") == a_passkey(person.id, credential="Ada")


def test_an_admin_with_a_passkey_alone_is_one(people: PeopleMemory) -> None:
    """Another one may go; this one stays."""
    ada, eva = by_passkey(people, "Ada", ADMIN), by_passkey(people, "Eva", ADMIN)
    people.remove(ada.id, "", NOW_US)
    assert refusal(lambda: people.remove(eva.id, "", NOW_US)) is PeopleReason.LAST_ADMIN


def test_who_is_removed_leaves_no_way_in(people: PeopleMemory, ways: WaysInMemory) -> None:
    """Neither passkey nor app nor code."""
    with_all(people, ways, "Eva")
    ada = with_all(people, ways)
    people.remove(ada.id, "", NOW_US)
    assert ways.of(ada.id) == NONE
    assert ways.passkey("key-of-Ada") is None


@pytest.mark.parametrize("is_by_passkey", [True, False])
def test_a_new_link_leaves_the_new_way_in_alone(
    people: PeopleMemory, ways: WaysInMemory, is_by_passkey: bool
) -> None:
    """All others end, and stand in the log as ended; sessions too."""
    ada = with_all(people, ways)
    link = people.invite(ADMIN, "", NOW_US, person=ada.id)
    if is_by_passkey:
        people.join_by_passkey(link, "", a_passkey(ada.id, "new"), NOW_US)
    else:
        people.join(link, "", "new hash", NOW_US)
    expected = WaysIn(
        has_password=not is_by_passkey, passkeys=int(is_by_passkey), code_app=CodeApp.OFF
    )
    assert ways.of(ada.id) == expected
    assert ways.passkey("key-of-Ada") is None


def test_a_passkey_for_somebody_else_uses_no_link(people: PeopleMemory) -> None:
    """A link is for whom it was made."""
    ada = people.join(people.invite(ADMIN, "", NOW_US), "Ada", "h", NOW_US)
    link = people.invite(ADMIN, "", NOW_US, person=ada.id)
    foreign = a_passkey("p-somebody")
    with pytest.raises(PeopleRefused):
        people.join_by_passkey(link, "", foreign, NOW_US)
    assert people.invitation(link, NOW_US) is not None
    assert people.password_of(ada.id) == "h"


def test_each_change_ends_the_sessions(
    people: PeopleMemory, ways: WaysInMemory, book: BookFile
) -> None:
    """And stands in the log; the chain names nobody but by id."""
    ada = with_all(people, ways)
    for change, action in (
        (lambda: ways.add_passkey(a_passkey(ada.id, "other"), NOW_US), Action.PASSKEY_ADDED),
        (lambda: ways.remove_passkey(ada.id, "h-other", NOW_US), Action.PASSKEY_REMOVED),
        (lambda: ways.add_app(ada.id, "OTHER", 11, NOW_US), Action.CODE_APP_ADDED),
        (lambda: ways.remove_app(ada.id, NOW_US), Action.CODE_APP_REMOVED),
    ):
        cookie = people.sign_in(ada.id, NOW_US, device="", is_trusted=False, is_strong=True)
        change()
        assert SessionMemory(book).of(cookie, NOW_US) is None
        assert AuditLog(book).entries()[-1].action == action


def test_who_comes_from_a_provider_gets_nothing_of_their_own(
    people: PeopleMemory, ways: WaysInMemory
) -> None:
    """It would outlive their account there; a link that was made for it gives it."""
    eva = people.arrive("https://login.example", "1", "Eva", OFFICE, NOW_US)
    assert ways.of(eva.id).is_outside
    for call in (
        lambda: ways.add_passkey(a_passkey(eva.id), NOW_US),
        lambda: ways.add_app(eva.id, "SECRET", 1, NOW_US),
    ):
        assert refusal(call) is PeopleReason.FROM_OUTSIDE
    link = people.invite(OFFICE, "", NOW_US, person=eva.id)
    people.join(link, "", "hash", NOW_US)
    ways.add_passkey(a_passkey(eva.id), NOW_US)
    assert ways.of(eva.id).passkeys == 1


def test_a_code_is_noted_as_used(people: PeopleMemory, ways: WaysInMemory) -> None:
    """Steps only go on, whichever thread asks."""
    ada = with_all(people, ways)
    assert [ways.use_step(ada.id, step) for step in (10, 11, 11, 9, 12)] == [
        False, True, False, False, True,
    ]  # fmt: skip
    assert not ways.use_step("p-nobody", 99)


def test_recovery_codes_are_of_one_person(people: PeopleMemory, ways: WaysInMemory) -> None:
    """Used once; letters that look like digits are meant as letters."""
    ada, eva = with_all(people, ways), with_all(people, ways, "Eva")
    codes = ways.renew_recovery_codes(ada.id, NOW_US)
    assert ways.of(ada.id).recovery_codes == len(set(codes)) == RECOVERY_CODES
    typed = codes[0].replace("o", "0").replace("l", "1").upper()
    assert not ways.use_recovery_code(eva.id, codes[0], NOW_US)
    assert ways.use_recovery_code(ada.id, typed, NOW_US)
    assert not ways.use_recovery_code(ada.id, codes[0], NOW_US)
    assert ways.of(ada.id).recovery_codes == RECOVERY_CODES - 1
    assert ways.of(eva.id).recovery_codes == RECOVERY_CODES


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE passkey SET person = 'p-x'",
        "UPDATE passkey SET public_key = x'00'",
        "UPDATE passkey SET site = 'evil.example'",
        "UPDATE passkey SET sign_count = 0",
    ],
)
def test_a_damaged_passkey_opens_nothing(
    people: PeopleMemory, ways: WaysInMemory, book: BookFile, change: str
) -> None:
    """Whatever of it was changed in the file."""
    by_passkey(people, "Ada")
    with book.transaction() as db:
        db.execute(change)
    assert ways.passkey("Ada") is None
    assert ways.use_passkey("Ada", 9, NOW_US) is None


@pytest.mark.parametrize("change", ["secret = 'MINE'", "person = 'p-x'", "last_step = 0"])
def test_a_damaged_app_never_means_none(
    people: PeopleMemory, ways: WaysInMemory, book: BookFile, change: str
) -> None:
    """Its row or the codes for its loss still say so; nobody else is asked for more."""
    ada = with_all(people, ways)
    eva = people.join(people.invite(OFFICE, "", NOW_US), "Eva", "h", NOW_US)
    assert ways.app_of(eva.id) is CodeApp.OFF
    with book.transaction() as db:
        db.execute(f"UPDATE code_app SET {change}")  # noqa: S608 - of this file
    assert ways.app_of(ada.id) is CodeApp.UNREADABLE
    assert ways.app_secret(ada.id) is None
    assert ways.app_of(eva.id) is CodeApp.OFF
    link = people.invite(ADMIN, "", NOW_US, person=ada.id)
    people.join(link, "", "h", NOW_US)
    assert ways.app_of(ada.id) is CodeApp.OFF


def test_a_damaged_row_of_an_app_without_codes_still_counts(
    people: PeopleMemory, ways: WaysInMemory, book: BookFile
) -> None:
    """Also where all codes for its loss are used up."""
    ada = with_all(people, ways)
    with book.transaction() as db:
        db.execute("DELETE FROM recovery_code")
        db.execute("UPDATE code_app SET secret = 'MINE'")
    assert ways.app_of(ada.id) is CodeApp.UNREADABLE


def test_a_salvage_takes_over_ways_in_that_are_whole(path: Path) -> None:
    """With their people; of somebody whose row is damaged none."""
    with closing(BookFile.own(path)) as book:
        ways, people = WaysInMemory(book), PeopleMemory(book)
        ada, eva = with_all(people, ways), with_all(people, ways, "Eva")
        before = ways.of(ada.id)
        with book.transaction() as db:
            db.execute("UPDATE person SET since_us = 1 WHERE person = ?", (eva.id,))
    salvage(path, NOW_US, is_ours=True)
    with closing(BookFile.own(path)) as book:
        assert WaysInMemory(book).of(ada.id) == before
        assert WaysInMemory(book).of(eva.id) == NONE


def test_a_salvage_without_an_app_leaves_no_password_alone(path: Path) -> None:
    """Whose app is damaged comes in by a passkey, or by a new link; others as before."""
    with closing(BookFile.own(path)) as book:
        ways, people = WaysInMemory(book), PeopleMemory(book)
        ada, eva = with_all(people, ways), with_all(people, ways, "Eva")
        ole = people.join(people.invite(OFFICE, "", NOW_US), "Ole", "h", NOW_US)
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("UPDATE code_app SET secret = 'MINE' WHERE person = ?", (ada.id,))
    salvage(path, NOW_US, is_ours=True)
    with closing(BookFile.own(path)) as book:
        ways, people = WaysInMemory(book), PeopleMemory(book)
        assert people.password_of(eva.id) == "hash of Eva"
        assert people.password_of(ole.id) == "h"
        assert people.password_of(ada.id) is None
        assert ways.of(ada.id).passkeys == 1
        assert ways.app_of(ada.id) is CodeApp.UNREADABLE


def test_a_salvage_of_a_book_whose_apps_are_lost_asks_for_more(path: Path) -> None:
    """The codes for their loss are still there."""
    with closing(BookFile.own(path)) as book:
        ada = with_all(PeopleMemory(book), WaysInMemory(book))
        with book.transaction() as db:
            db.execute("DELETE FROM code_app")
    salvage(path, NOW_US, is_ours=True)
    with closing(BookFile.own(path)) as book:
        assert WaysInMemory(book).app_of(ada.id) is CodeApp.UNREADABLE


def test_an_export_holds_no_way_in(
    book: BookFile, people: PeopleMemory, ways: WaysInMemory
) -> None:
    """And an import leaves none."""
    ada = with_all(people, ways)
    out = io.StringIO()
    export(book, out)
    text = out.getvalue()
    assert {"passkey", "code_app", "recovery_code"}.isdisjoint(json.loads(text)["tables"])
    assert "SECRETOFADA" not in text
    load(book, text, "book.json", NOW_US)
    assert people.of(ada.id) == ada
    assert ways.of(ada.id) == NONE
