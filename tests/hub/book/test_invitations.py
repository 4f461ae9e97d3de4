"""One-time links in the book."""

from contextlib import closing
from pathlib import Path

from hub.book.file import BookFile
from hub.book.invitations import about_link, end_link, insert_link, open_link, open_links
from hub.book.outgoing import OutgoingMail, OutgoingMemory
from hub.domain.people import Grant, Invitation
from hub.domain.roles import Role


def a_link(until_us: int = 100) -> Invitation:
    """Make one for an operator of two spaces who is of the office as well."""
    grant = Grant(frozenset({Role.OPERATOR, Role.OFFICE}), frozenset({"hof", "scheune"}))
    return Invitation("", grant, "p-1", 1, until_us)


def test_a_link_gives_what_it_was_made_for(tmp_path: Path) -> None:
    """What is secret in it isn't in the file."""
    path = tmp_path / "book.db"
    with closing(BookFile.own(path)) as book, book.transaction() as db:
        insert_link(db, "a-secret", a_link(), 1)
        assert open_link(db, "a-secret", 99) == a_link()
        assert open_link(db, "a-secret", 100) is None
    assert b"a-secret" not in path.read_bytes()


def test_a_changed_row_is_no_invitation(tmp_path: Path) -> None:
    """Who makes an operator's link an admin's by a look into the file has none."""
    with closing(BookFile.own(tmp_path / "book.db")) as book, book.transaction() as db:
        insert_link(db, "a-secret", a_link(), 1)
        db.execute("UPDATE invitation SET roles = 'admin'")
        assert open_link(db, "a-secret", 2) is None


def test_those_that_are_over_go_when_one_is_made(tmp_path: Path) -> None:
    """The table doesn't grow."""
    with closing(BookFile.own(tmp_path / "book.db")) as book, book.transaction() as db:
        insert_link(db, "one", a_link(), 1)
        insert_link(db, "two", a_link(300), 100)
        assert len(db.execute("SELECT * FROM invitation").fetchall()) == 1


def test_a_link_is_named_by_what_opens_nothing(tmp_path: Path) -> None:
    """Its handle ends it, once, and isn't the link."""
    with closing(BookFile.own(tmp_path / "book.db")) as book, book.transaction() as db:
        insert_link(db, "one", a_link(), 1)
        insert_link(db, "two", a_link(), 1)
        handles = [each.handle for each in open_links(db)]
        assert len(set(handles)) == 2
        assert end_link(db, handles[0]) == a_link()
        assert end_link(db, handles[0]) is None
        assert [each.handle for each in open_links(db)] == handles[1:]
        assert open_link(db, handles[1], 2) is None


def test_mail_goes_with_its_link(tmp_path: Path) -> None:
    """Of a link that is taken back nothing is sent that waits; another one's mail stays."""
    with closing(BookFile.own(tmp_path / "book.db")) as book:
        mails = OutgoingMemory(book)
        mails.keep(OutgoingMail(link, about_link(link), "a@b.example", 1, b"x") for link in "ab")
        with book.transaction() as db:
            insert_link(db, "a", a_link(), 1)
            insert_link(db, "b", a_link(), 1)
            end_link(db, about_link("a").split()[1])
        assert [mail.message_id for mail in mails.all()] == ["b"]
