"""`platzfrei-hub people`: invitations, roles, tokens and the log, while a hub serves or not."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from contract.times import to_us
from hub.book.file import BookFile
from hub.book.people import PeopleMemory
from hub.book.tokens import TokenMemory
from hub.cli import main
from hub.clock import SystemClock
from tests.hub.test_care_command import Place

NOBODY = 65_534


class Typed:
    """What somebody types, and what comes out."""

    def __init__(self, toml: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.toml = toml
        self._capsys = capsys
        self.book = toml.parent / "book.db"

    def __call__(self, *words: str) -> list[str]:
        """Type something that works, and return its lines."""
        assert main(["people", *words, "--config", str(self.toml)]) == 0
        return self._capsys.readouterr().out.splitlines()

    def refused(self, *words: str, status: int = 2) -> str:
        """Type something that doesn't, and return what is said."""
        assert main(["people", *words, "--config", str(self.toml)]) == status
        said = self._capsys.readouterr()
        return said.err + said.out

    def joined(self, name: str, *words: str) -> str:
        """Invite somebody, who joins; return their id."""
        link = self("invite", *words)[0].rpartition("/")[2]
        with closing(BookFile.join(self.book)) as book:
            return PeopleMemory(book).join(link, name, "hash", now_us()).id


def now_us() -> int:
    """Return the time of this machine, which the command goes by."""
    return to_us(SystemClock().wall())


@pytest.fixture
def typed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Typed:
    """Make a hub.toml, and somebody in front of it."""
    return Typed(Place(tmp_path).toml, capsys)


def test_the_first_admin_joins_by_a_link_that_is_printed_once(typed: Typed) -> None:
    """Where it leads is said, and what of it works without TLS."""
    assert "people invite --role admin" in typed("list")[0]
    link, once, tls = typed("invite", "--role", "admin")
    assert link.startswith("http://127.0.0.1:8000/console/join/")
    assert "once" in once
    assert "this machine alone" in tls
    assert link.rpartition("/")[2].encode() not in typed.book.read_bytes()
    person = typed.joined("Ada", "--role", "admin")
    assert typed("list") == [f"{person}  Ada: admin; password"]


@pytest.mark.parametrize(
    ("host", "said"),
    [("0.0.0.0", "127.0.0.1"), ("::", "[::1]"), ("::1", "[::1]")],  # noqa: S104
)
def test_a_hub_that_listens_everywhere_has_a_link_that_opens(
    typed: Typed, host: str, said: str
) -> None:
    """Nobody can go to 0.0.0.0."""
    typed.toml.write_text(f'[http]\nhost = "{host}"\n{typed.toml.read_text()}')
    link = typed("invite", "--role", "admin")[0]
    assert link.startswith(f"http://{said}:8000/console/join/")


def test_it_writes_beside_the_hub_that_serves(typed: Typed) -> None:
    """The link opens at once, for the hub asks the book each time."""
    with closing(BookFile.own(typed.book)) as hub:
        secret = typed("invite", "--role", "operator", "--space", "hof")[0].rpartition("/")[2]
        invitation = PeopleMemory(hub).invitation(secret, now_us())
        assert invitation is not None
        assert invitation.grant.in_words == "operator in hof"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("invite", "--role", "operator"), "at least one space"),
        (("invite", "--role", "operator", "--space", "mond"), 'no space "mond"; there are: hof'),
        (("invite", "--role", "admin", "--space", "hof"), "--role operator beside it"),
        (("link", "Eva"), "Eva: there is nobody of this name"),
        (("remove", "Eva"), "Eva: there is nobody of this name"),
        (("role", "Eva", "--role", "admin"), "Eva: there is nobody of this name"),
        (("end-token", "t-1"), 'no token "t-1"'),
    ],
)
def test_what_cant_be_is_said_in_a_line(typed: Typed, words: tuple[str, ...], said: str) -> None:
    """Exit status 2, and nothing changes."""
    text = typed.refused(*words)
    assert said in text
    assert text.startswith("platzfrei-hub: ")
    assert len(text.splitlines()) == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("invite", "--role", "chef"), "expected operator, office, admin, not 'chef'"),
        (("invite", "--role", "integrator"), "a program gets a token: `people token`"),
        (("token", "--label", " "), "expected 2 to 60 characters that can be read, not ' '"),
        (("token", "--label", "a\nb\x1b[1m"), "that can be read, not 'a\\nb\\x1b[1m'"),
        (("check-log", "--head", "typed wrong"), "expected NUMBER:HASH as `check-log` prints it"),
        (("check-log", "--head", "2:8a3dfbe5"), "not '2:8a3dfbe5'"),
    ],
)
def test_what_cant_be_read_is_repeated_with_what_is_expected(
    typed: Typed, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str
) -> None:
    """A mistyped head is no changed log, and no token is made without a name."""
    with pytest.raises(SystemExit) as ended:
        typed(*words)
    assert ended.value.code == 2
    assert said in capsys.readouterr().err
    assert not typed.book.exists()


def test_a_book_of_a_later_version_is_the_operators(typed: Typed) -> None:
    """One line with both versions and exit status 2, and nothing is lost."""
    typed("invite", "--role", "admin")
    with closing(sqlite3.connect(typed.book)) as db:
        db.execute("PRAGMA user_version = 9999")
    before = typed.book.read_bytes()
    for words in (("list",), ("invite", "--role", "admin"), ("check-log",)):
        said = typed.refused(*words)
        assert "schema 9999, of a later version" in said
        assert len(said.splitlines()) == 1
    assert typed.book.read_bytes() == before


def test_the_last_admin_isnt_removed(typed: Typed) -> None:
    """Nor made something else; another one who has joined lets it happen."""
    typed.joined("Ada", "--role", "admin")
    typed("invite", "--role", "admin")
    assert "nobody else is an admin" in typed.refused("remove", "Ada")
    assert "nobody else is an admin" in typed.refused("role", "ada", "--role", "office")
    typed.joined("Eva", "--role", "admin")
    assert typed("role", "Ada", "--role", "office") == [
        "Ada is office from now on, and signs in again"
    ]
    assert "forgotten" in typed("remove", "Ada")[0]
    assert len(typed("list")) == 1


def test_a_link_for_somebody_known(typed: Typed) -> None:
    """By name or id; it says that it ends what let them in; who has nothing is shown as such."""
    person = typed.joined("Ada", "--role", "office")
    first, *_, last = typed("link", person)
    assert first == "for Ada:"
    assert "from before open nothing any more" in last
    with closing(BookFile.join(typed.book)) as book, book.transaction() as db:
        db.execute("DELETE FROM password")
    assert typed("list") == [f"{person}  Ada: office; no way in: `people link` gives one"]


def test_tokens_of_programs(typed: Typed) -> None:
    """Printed once, listed by what they are for, and taken back."""
    secret = typed("token", "--label", "Grafana", "--space", "hof", "--days", "30")[0].split()[1]
    with closing(BookFile.join(typed.book)) as book:
        token = TokenMemory(book).of(secret, now_us())
    assert token is not None
    assert token.spaces == frozenset({"hof"})
    (line,) = typed("list")
    assert line.startswith(f"{token.handle}  Grafana: token, hof, until ")
    assert secret not in line
    assert typed("end-token", token.handle) == [f"{token.handle} opens nothing any more"]


def test_the_log_is_checked(typed: Typed) -> None:
    """Whole, with its head; a changed entry is named, and so is a noted head that is gone."""
    assert typed("check-log") == ["the log is empty"]
    typed.joined("Ada", "--role", "admin")
    (whole,) = typed("check-log")
    assert whole.startswith("entries 1 to 2 are whole; the head is 2:")
    head = whole.rpartition(" ")[2]
    typed("invite", "--role", "admin")
    assert typed("check-log", "--head", head)[0].startswith("entries 1 to 3 are whole")
    assert "isn't what it was" in typed.refused("check-log", "--head", f"2:{'0' * 64}", status=1)
    with closing(sqlite3.connect(typed.book)) as db:
        db.execute("UPDATE audit_entry SET actor = 'p-2' WHERE number = 2")
        db.commit()
    assert "entry 2 is missing" in typed.refused("check-log", status=1)


@pytest.mark.real("root")
def test_root_leaves_another_users_book_alone(typed: Typed) -> None:
    """What root would write the hub couldn't; it says how to type it."""
    os.chown(typed.toml.parent, NOBODY, -1)
    assert "sudo -u " in typed.refused("list")
    assert not typed.book.exists()
