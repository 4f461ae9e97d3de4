"""People in the book: invited once, joined, changed and forgotten; and there is always an admin."""

import io
import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from hub.book.alarm_messages import about
from hub.book.alarm_ways import AlarmWayMemory
from hub.book.audit_log import AuditLog
from hub.book.export import export, load
from hub.book.file import BookFile
from hub.book.invitations import about_link
from hub.book.outgoing import OutgoingMail, OutgoingMemory
from hub.book.people import WAYS_IN, PeopleMemory
from hub.book.salvage import salvage
from hub.book.sessions import SessionMemory
from hub.book.tokens import TokenMemory
from hub.domain.alarm import Rule
from hub.domain.alarm_way import WaySort
from hub.domain.audit_chain import faults_in
from hub.domain.people import LINK_LASTS_US, Grant, Person
from hub.domain.roles import Role
from hub.errors import BookUnavailable, PeopleReason, PeopleRefused

NOW_US = 1_772_444_460_000_000
ADMIN = Grant(frozenset({Role.ADMIN}))
OPERATOR = Grant(frozenset({Role.OPERATOR}), frozenset({"hof"}))


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


def joined(people: PeopleMemory, name: str, grant: Grant = OPERATOR) -> Person:
    """Invite somebody, who joins."""
    return people.join(people.invite(grant, "", NOW_US), name, f"hash of {name}", NOW_US)


def signed_in(people: PeopleMemory, person: Person) -> str:
    """Sign somebody in and return the cookie's value."""
    return people.sign_in(person.id, NOW_US, device="phone", is_trusted=False)


def refusal(call: object, *arguments: object) -> PeopleReason:
    """Return why something is refused."""
    with pytest.raises(PeopleRefused) as refused:
        call(*arguments)  # type: ignore[operator]
    return refused.value.reason


def test_who_joins_is_what_the_link_was_for(people: PeopleMemory) -> None:
    """Found by name, however it is typed; nobody else is."""
    person = joined(people, "Ada Löwe")
    assert person.grant == OPERATOR
    assert people.named("ADA  löwe") == (person, "hash of Ada Löwe")
    assert people.of(person.id) == person
    assert people.all() == [person]
    assert people.named("Berta") is None


def test_a_link_works_once_and_for_a_week(people: PeopleMemory) -> None:
    """Used, over, or never made: the same refusal, and nobody is added."""
    link = people.invite(OPERATOR, "", NOW_US)
    late_us = NOW_US + LINK_LASTS_US
    assert people.invitation(link, late_us) is None
    assert refusal(people.join, link, "Ada", "h", late_us) is PeopleReason.LINK_ENDED
    people.join(link, "Ada", "h", NOW_US)
    assert people.invitation(link, NOW_US) is None
    assert refusal(people.join, link, "Eva", "h", NOW_US) is PeopleReason.LINK_ENDED
    assert refusal(people.join, "x" * 43, "Eva", "h", NOW_US) is PeopleReason.LINK_ENDED
    assert [person.name for person in people.all()] == ["Ada"]


def test_a_name_that_is_taken_leaves_the_link_open(people: PeopleMemory) -> None:
    """Whoever was invited chooses another one."""
    joined(people, "Ada")
    link = people.invite(OPERATOR, "", NOW_US)
    assert refusal(people.join, link, "ADA", "h", NOW_US) is PeopleReason.NAME_TAKEN
    assert refusal(people.join, link, "\x00", "h", NOW_US) is PeopleReason.NAME_UNUSABLE
    assert people.join(link, "Eva", "h", NOW_US).name == "Eva"


def test_a_new_link_for_somebody_gives_another_password(
    people: PeopleMemory, book: BookFile
) -> None:
    """The name stays, whatever is typed; older links and sessions end."""
    person = joined(people, "Ada")
    cookie = signed_in(people, person)
    first = people.invite(ADMIN, "", NOW_US, person=person.id)
    second = people.invite(ADMIN, "", NOW_US, person=person.id)
    assert people.invitation(first, NOW_US) is None
    assert people.join(second, "Eva", "new", NOW_US) == person
    assert people.named("Ada") == (person, "new")
    assert SessionMemory(book).of(cookie, NOW_US) is None


def test_an_operator_has_a_space_and_a_person_is_no_program(people: PeopleMemory) -> None:
    """Else the invitation is refused."""
    nowhere = Grant(frozenset({Role.OPERATOR}))
    assert refusal(people.invite, nowhere, "", NOW_US) is PeopleReason.NO_SPACE
    program = Grant(frozenset({Role.INTEGRATOR}))
    assert refusal(people.invite, program, "", NOW_US) is PeopleReason.NOT_A_PERSONS


def test_other_roles_end_all_sessions(people: PeopleMemory, book: BookFile) -> None:
    """Who is something else signs in anew."""
    joined(people, "Ada", ADMIN)
    person = joined(people, "Eva")
    cookie = signed_in(people, person)
    people.give(person.id, ADMIN, "", NOW_US)
    changed = people.of(person.id)
    assert changed is not None
    assert changed.grant == ADMIN
    assert SessionMemory(book).of(cookie, NOW_US) is None


def test_the_last_admin_stays(people: PeopleMemory) -> None:
    """Neither removed nor made something else, until another one has joined."""
    ada = joined(people, "Ada", ADMIN)
    people.invite(ADMIN, ada.id, NOW_US)
    assert refusal(people.remove, ada.id, "", NOW_US) is PeopleReason.LAST_ADMIN
    assert refusal(people.give, ada.id, OPERATOR, "", NOW_US) is PeopleReason.LAST_ADMIN
    eva = joined(people, "Eva", ADMIN)
    people.remove(ada.id, eva.id, NOW_US)
    assert people.all() == [eva]


def test_who_is_removed_has_no_way_in(people: PeopleMemory, book: BookFile) -> None:
    """Neither password nor session, nor a link for them, nor one that they made for others."""
    joined(people, "Ada", ADMIN)
    eva = joined(people, "Eva", ADMIN)
    cookie, link = signed_in(people, eva), people.invite(ADMIN, eva.id, NOW_US)
    own = people.invite(ADMIN, "", NOW_US, person=eva.id)
    people.remove(eva.id, "", NOW_US)
    assert SessionMemory(book).of(cookie, NOW_US) is None
    assert people.invitation(link, NOW_US) is people.invitation(own, NOW_US) is None
    assert people.named("Eva") is None
    assert people.of(eva.id) is None
    assert people.password_of(eva.id) is None
    assert refusal(people.remove, eva.id, "", NOW_US) is PeopleReason.UNKNOWN_PERSON
    with pytest.raises(PeopleRefused):
        signed_in(people, eva)


def test_who_is_removed_leaves_no_name(people: PeopleMemory, book: BookFile, path: Path) -> None:
    """Not in any byte of the file; the log has the id alone, and its chain is whole."""
    joined(people, "Ada", ADMIN)
    eva = joined(people, "Evalotte Canary")
    assert b"Canary" in path.read_bytes()
    people.remove(eva.id, "", NOW_US)
    content = path.read_bytes()
    assert b"Canary" not in content
    assert b"canary" not in content
    entries = AuditLog(book).entries()
    assert eva.id in {entry.subject for entry in entries}
    assert list(faults_in(entries)) == []


def test_a_damaged_row_gives_no_right(people: PeopleMemory, book: BookFile) -> None:
    """A role that was changed in the file is none, and a person neither."""
    person = joined(people, "Ada")
    with book.transaction() as db:
        db.execute("UPDATE person_role SET role = 'admin'")
    changed = people.of(person.id)
    assert changed is not None
    assert changed.grant == Grant(frozenset())
    with book.transaction() as db:
        db.execute("UPDATE password SET hash = 'mine'")
    assert people.named("Ada") is None
    with book.transaction() as db:
        db.execute("UPDATE person SET name = 'Eva'")
    assert people.all() == []


OF_PERSONS = ("person", "person_role", "password", "alarm_way", "alarm_address", "outgoing_mail")


def filled(book: BookFile) -> tuple[str, str, str, Person]:
    """Put somebody, a session, a link and a token into a book."""
    people = PeopleMemory(book)
    person = joined(people, "Ada", ADMIN)
    token = TokenMemory(book).make("grafana", None, NOW_US + 9, person.id, NOW_US)
    return signed_in(people, person), people.invite(ADMIN, person.id, NOW_US), token, person


def test_a_salvaged_book_revives_no_session_and_no_link(path: Path) -> None:
    """People, passwords and tokens go on; whoever was signed in does so again."""
    with closing(BookFile.own(path)) as book:
        cookie, link, token, person = filled(book)
    salvage(path, NOW_US, is_ours=True)
    with closing(BookFile.own(path)) as book:
        people = PeopleMemory(book)
        assert people.named("Ada") == (person, "hash of Ada")
        assert TokenMemory(book).of(token, NOW_US) is not None
        assert SessionMemory(book).of(cookie, NOW_US) is None
        assert people.invitation(link, NOW_US) is None
        entries = AuditLog(book).entries()
    assert entries[-1].action == "book_salvaged"
    assert list(faults_in(entries)) == []


def test_a_salvage_leaves_out_what_is_of_nobody(path: Path) -> None:
    """Of a person whose row is damaged neither role nor password nor address is taken over."""
    with closing(BookFile.own(path)) as book:
        *_, person = filled(book)
        ways, rule = AlarmWayMemory(book), Rule("", person.id)
        ntfy = {"server": "https://push.example.org", "topic": "hof", "token": ""}
        ways.add(rule, WaySort.NTFY, ntfy, "de", NOW_US)
        mail = ways.add(rule, WaySort.MAIL, {"address": "ada@example.org"}, "de", NOW_US)
        waiting = OutgoingMail("m", about(mail.handle), "ada@example.org", NOW_US, b"a")
        OutgoingMemory(book).keep([waiting])
        with book.transaction() as db:
            db.execute("UPDATE person SET name = 'Eva'")
    salvage(path, NOW_US, is_ours=True)
    with closing(BookFile.own(path)) as book, book.transaction() as db:
        counts = [
            db.execute(f"SELECT count(*) AS n FROM {table}").fetchone()["n"]  # noqa: S608
            for table in OF_PERSONS
        ]
    assert counts == [0] * len(OF_PERSONS)


def test_a_salvage_takes_over_by_which_ways_somebody_is_told(path: Path) -> None:
    """With their addresses, and what waits."""
    with closing(BookFile.own(path)) as book:
        *_, person = filled(book)
        address = {"address": "ada@example.org"}
        way = AlarmWayMemory(book).add(Rule("", person.id), WaySort.MAIL, address, "de", NOW_US)
        waiting = OutgoingMail("m", about(way.handle), "ada@example.org", NOW_US, b"a")
        OutgoingMemory(book).keep([waiting])
    salvage(path, NOW_US, is_ours=True)
    with closing(BookFile.own(path)) as book:
        assert AlarmWayMemory(book).all() == [way]
        assert OutgoingMemory(book).all() == [waiting]


def test_an_export_opens_nothing_and_an_import_lets_nobody_in(path: Path, tmp_path: Path) -> None:
    """Names and roles come back; whoever was removed since has no way in."""
    out = io.StringIO()
    with closing(BookFile.own(path)) as book:
        cookie, link, token, person = filled(book)
        export(book, out)
        text = out.getvalue()
        assert not set(WAYS_IN) & json.loads(text)["tables"].keys()
        assert "hash of Ada" not in text
        load(book, text, "book.json", NOW_US)
        people = PeopleMemory(book)
        assert people.all() == [person]
        assert people.named("Ada") is None
        assert people.invitation(link, NOW_US) is None
        assert TokenMemory(book).of(token, NOW_US) is None
        assert SessionMemory(book).of(cookie, NOW_US) is None
        after = AuditLog(book).entries()
    assert after[-1].action == "book_imported"
    assert list(faults_in(after)) == []
    with closing(BookFile.own(tmp_path / "other.db")) as other:
        load(other, text, "book.json", NOW_US)
        taken = AuditLog(other).entries()
    assert taken[:-1] == after[:-1]
    assert list(faults_in(taken)) == []


def test_a_file_that_would_let_somebody_in_is_refused(book: BookFile) -> None:
    """Whoever wrote a password into it by hand."""
    out = io.StringIO()
    export(book, out)
    said = json.loads(out.getvalue())
    said["tables"]["password"] = [{"person": "p-1", "hash": "x", "set_us": 1}]
    with pytest.raises(BookUnavailable, match=r"book.json: tables\.password: an import lets nobod"):
        load(book, json.dumps(said), "book.json", NOW_US)


def test_two_last_admins_who_remove_each_other_leave_one(book: BookFile, path: Path) -> None:
    """At the same moment, from two connections: exactly one stays, and the log says one removal."""
    people = PeopleMemory(book)
    ada, eva = joined(people, "Ada", ADMIN), joined(people, "Eva", ADMIN)
    start = threading.Barrier(2)

    def remove(whom: Person, by: Person) -> str:
        with closing(BookFile.join(path)) as other:
            start.wait()
            try:
                PeopleMemory(other).remove(whom.id, by.id, NOW_US)
            except PeopleRefused as refused:
                return refused.reason.name
            return "removed"

    with ThreadPoolExecutor() as pool:
        said = [pool.submit(remove, ada, eva), pool.submit(remove, eva, ada)]
        assert sorted(each.result() for each in said) == ["NOT_ALLOWED", "removed"]
    assert len(people.all()) == 1
    assert [entry.action for entry in AuditLog(book).entries()].count("removed") == 1


def test_who_is_no_admin_any_more_changes_nothing(people: PeopleMemory, book: BookFile) -> None:
    """Whatever they had begun before: each deed asks once more, in its own transaction."""
    joined(people, "Ada", ADMIN)
    gone = joined(people, "Eva", ADMIN)
    person = joined(people, "Uwe")
    handle = about_link(people.invite(OPERATOR, "", NOW_US)).split()[1]
    token = TokenMemory(book)
    token.make("a program", None, NOW_US + 1, "", NOW_US)
    people.give(gone.id, OPERATOR, "", NOW_US)
    before = AuditLog(book).entries()
    for deed in (
        lambda: people.invite(OPERATOR, gone.id, NOW_US),
        lambda: people.take_back(handle, gone.id, NOW_US),
        lambda: people.give(person.id, ADMIN, gone.id, NOW_US),
        lambda: people.remove(person.id, gone.id, NOW_US),
        lambda: people.sign_out_everywhere(person.id, gone.id, NOW_US),
        lambda: token.make("b program", None, NOW_US + 1, gone.id, NOW_US),
        lambda: token.end(token.all()[0].handle, gone.id, NOW_US),
    ):
        assert refusal(deed) is PeopleReason.NOT_ALLOWED
    assert AuditLog(book).entries() == before
    assert len(token.all()) == 1


def test_roles_are_replaced_as_they_were_seen_or_not_at_all(people: PeopleMemory) -> None:
    """Of two who change them at once the second is told."""
    person = joined(people, "Ada")
    office = Grant(frozenset({Role.OFFICE}))
    people.give(person.id, office, "", NOW_US, seen=OPERATOR)
    with pytest.raises(PeopleRefused) as refused:
        people.give(person.id, OPERATOR, "", NOW_US, seen=OPERATOR)
    assert refused.value.reason is PeopleReason.CHANGED_MEANWHILE
    assert people.all()[0].grant == office


def test_a_link_is_taken_back_once(people: PeopleMemory, book: BookFile) -> None:
    """It opens nothing then, and the log says what it was for."""
    admin = joined(people, "Ada", ADMIN)
    link = people.invite(OPERATOR, admin.id, NOW_US)
    found = people.invitation(link, NOW_US)
    assert found is not None
    assert people.take_back(found.handle, admin.id, NOW_US)
    assert not people.take_back(found.handle, admin.id, NOW_US)
    assert refusal(people.join, link, "Eva", "h", NOW_US) is PeopleReason.LINK_ENDED
    last = AuditLog(book).entries()[-1]
    assert (last.action, last.detail) == ("invitation_ended", "operator in hof")


def test_mail_with_a_link_leaves_the_book_only_by_mail(path: Path) -> None:
    """It is in no export, in no salvaged book, and forgotten with the week of its link."""

    def mail_of(link: str) -> OutgoingMail:
        return OutgoingMail("m", about_link(link), "a@b.example", NOW_US, link.encode())

    report = OutgoingMail("r", "report monthly", "a@b.example", NOW_US, b"report")
    with closing(BookFile.own(path)) as book:
        people, mails = PeopleMemory(book), OutgoingMemory(book)
        mails.keep([report])
        link = people.invite(OPERATOR, "", NOW_US, mail_of=mail_of)
        assert [mail.message for mail in mails.all()] == [link.encode(), b"report"]
        out = io.StringIO()
        export(book, out)
        rows = json.loads(out.getvalue())["tables"]["outgoing_mail"]
        assert [row["message_id"] for row in rows] == ["r"]
    salvage(path, NOW_US, is_ours=False)
    with closing(BookFile.own(path)) as book:
        people, mails = PeopleMemory(book), OutgoingMemory(book)
        assert list(mails.all()) == [report]
        people.invite(OPERATOR, "", NOW_US, mail_of=mail_of)
        mails.forget(NOW_US + LINK_LASTS_US + 1)
        assert list(mails.all()) == [report]


def test_whoever_a_provider_makes_something_else_has_no_open_links(
    people: PeopleMemory, book: BookFile
) -> None:
    """Those that they made as an admin open nothing any more."""
    joined(people, "Ada", ADMIN)
    eva = people.arrive("https://login.example", "1", "Eva", ADMIN, NOW_US)
    link = people.invite(ADMIN, eva.id, NOW_US)
    assert people.arrive("https://login.example", "1", "Eva", OPERATOR, NOW_US).id == eva.id
    assert people.invitation(link, NOW_US) is None
