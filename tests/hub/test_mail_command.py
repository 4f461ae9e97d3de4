"""`platzfrei-hub mail` as an operator types it."""

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from hub.book.file import BookFile
from hub.book.outgoing import MailState, OutgoingMail, OutgoingMemory, read_outgoing
from hub.cli import MISCONFIGURED, main
from hub.mail_command import lines_of

MAIL = OutgoingMail("1@a", "report monthly 2026-03-01", "b@a", 0, b"x", tries=1, next_us=10**18)
REFUSED = replace(MAIL, message_id="2@a", tries=2).ended(MailState.REFUSED, 60_000_000, "550 no")
SENT = replace(MAIL, message_id="3@a").ended(MailState.SENT, 120_000_000)
SPACE = '[[space]]\nid = "hof"\nname = "Hof"\ntimezone = "Europe/Berlin"\nsince = 2026-01-01\n'


class Place:
    """A hub's folder, with mail in its book."""

    def __init__(self, folder: Path) -> None:
        self.toml, self.book = folder / "hub.toml", folder / "book.db"
        self.toml.write_text(SPACE)
        self.keep(MAIL, REFUSED, SENT)

    def keep(self, *mails: OutgoingMail) -> None:
        """Put mail into the book."""
        with closing(BookFile.own(self.book)) as book:
            OutgoingMemory(book).keep(mails)

    def mail(self, *arguments: str) -> int:
        """Run the command."""
        return main(["mail", *arguments, "--config", str(self.toml)])

    def states(self) -> dict[str, MailState]:
        """Return how it is with each message."""
        return {each.message_id: each.state for each in read_outgoing(self.book)[0]}


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def test_the_list(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """How it is with each, and what to call those about which something can be done."""
    assert place.mail("list") == 0
    assert capsys.readouterr().out.splitlines() == [
        "waiting  1970-01-01 00:00Z  b@a  report monthly 2026-03-01",
        "  1@a: tried once: nobody knows how that ended",
        "refused  1970-01-01 00:01Z  b@a  report monthly 2026-03-01",
        "  2@a: tried 2 times: 550 no",
        "sent  1970-01-01 00:02Z  b@a  report monthly 2026-03-01",
        "nothing is sent: hub.toml has no [mail]",
    ]
    assert list(lines_of([])) == ["no mail"]
    assert list(lines_of([replace(MAIL, tries=0)]))[1] == "  1@a: not tried yet"


def test_all_is_tried_again(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """What waits or was refused, at once; what was sent never is."""
    assert place.mail("retry") == 0
    assert capsys.readouterr().out == "2 messages are tried once the hub serves\n"
    mails, _ = read_outgoing(place.book)
    assert [each.state for each in mails] == [MailState.WAITING, MailState.WAITING, MailState.SENT]
    assert mails[0].next_us < 10**18
    assert mails[1].message == b"x"


def test_one_is_given_up(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """By its Message-ID, with angle brackets or without; what isn't there is said."""
    assert place.mail("drop", "<1@a>") == 0
    assert place.states()["1@a"] is MailState.DROPPED
    for gone in ("1@a", "3@a", "nobody"):
        assert place.mail("drop", gone) == MISCONFIGURED
    assert "MESSAGE-ID: nothing that waits or was refused" in capsys.readouterr().err


def test_a_damaged_one_is_told_and_forgotten(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    """It can't be sent any more."""
    with closing(BookFile.own(place.book)) as book, book.transaction() as db:
        db.execute("UPDATE outgoing_mail SET recipient = 'c@a' WHERE message_id = '1@a'")
    assert place.mail("list") == 0
    assert "damaged  1@a: it can't be sent" in capsys.readouterr().out
    assert place.mail("drop", "1@a") == 0
    assert (list(place.states()), read_outgoing(place.book)[1]) == (["2@a", "3@a"], [])
