"""One-time links in the book."""

from contextlib import closing
from pathlib import Path

from hub.book.file import BookFile
from hub.book.invitations import insert_link, open_link
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
