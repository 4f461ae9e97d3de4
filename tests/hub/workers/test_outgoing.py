"""Sending what waits, by a real mail server: nothing is lost, and each message stays itself."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from hub.book.file import BookFile
from hub.book.outgoing import FIRST_WAIT_US, STUCK_US, MailState, OutgoingMail, OutgoingMemory
from hub.domain.mail import MailConfig
from hub.errors import StoreUnavailable
from hub.mail import MailServer
from hub.workers.outgoing import OutgoingPost
from tests.house.tree import ROOT
from tests.parts.mosquitto import HOST
from tests.parts.smtp import SmtpServer, smtp_server

NOW_US = 1_780_000_000_000_000
MAIL = OutgoingMail(
    "1@example.org",
    "report monthly 2026-03-01",
    "office@example.org",
    NOW_US,
    b"Message-ID: <1@example.org>\r\n\r\na\r\n",
    next_us=NOW_US,
)
OTHER = replace(
    MAIL,
    message_id="2@example.org",
    recipient="mayor@example.org",
    message=MAIL.message.replace(b"1@", b"2@"),
)
_A_HUB = """
import sys
from pathlib import Path
from tests.hub.workers.test_outgoing import Hub
Hub(Path(sys.argv[1]), int(sys.argv[2])).look()
"""


class Hub:
    """A hub that is started over a book, and looks at its queue."""

    def __init__(self, path: Path, port: int) -> None:
        self.book = BookFile.own(path)
        self.memory = OutgoingMemory(self.book)
        self.now_us = NOW_US
        told = {"host": HOST, "port": port, "tls": "none", "from": "hub@example.org"}
        server = MailServer(MailConfig.model_validate(told))
        self.post = OutgoingPost(self.memory, server, lambda: self.now_us)

    def look(self, *, is_ending: bool = False) -> None:
        """Look once."""
        work = self.post.due()
        assert work is not None
        work(lambda: is_ending)

    def stuck(self) -> tuple[str, ...] | None:
        """Return what needs a person."""
        return self.post.stuck

    def states(self) -> list[MailState]:
        """Return how it is with each message."""
        return [mail.state for mail in self.memory.all()]


@pytest.fixture
def server() -> Iterator[SmtpServer]:
    with smtp_server() as running:
        yield running


@pytest.fixture
def hub(tmp_path: Path, server: SmtpServer) -> Iterator[Hub]:
    made = Hub(tmp_path / "book.db", server.port)
    with closing(made.book):
        yield made


def test_what_waits_is_sent_once(hub: Hub, server: SmtpServer) -> None:
    """Each to its recipient alone, and never again."""
    hub.memory.keep([MAIL, OTHER])
    hub.look(is_ending=True)
    assert server.taken == []
    hub.look()
    hub.look()
    assert [(each.message_id, each.recipients) for each in server.taken] == [
        (MAIL.message_id, (MAIL.recipient,)),
        (OTHER.message_id, (OTHER.recipient,)),
    ]
    assert hub.states() == [MailState.SENT, MailState.SENT]
    assert hub.stuck() == ()


class TakingBack(MailServer):
    """A server's door at which a message is taken back while it is sent."""

    def __init__(self, memory: OutgoingMemory, config: MailConfig) -> None:
        super().__init__(config)
        self._memory = memory

    def send(self, recipient: str, message: bytes) -> None:
        super().send(recipient, message)
        self._memory.delete(MAIL.message_id)


def test_what_is_taken_back_while_it_is_sent_stays_forgotten(hub: Hub, server: SmtpServer) -> None:
    """Such as the address of who is removed in that moment; before each look others may do so."""
    told = {"host": HOST, "port": server.port, "tls": "none", "from": "hub@example.org"}
    door = TakingBack(hub.memory, MailConfig.model_validate(told))
    hub.memory.keep([MAIL, OTHER])
    hub.post = OutgoingPost(
        hub.memory, door, lambda: hub.now_us, lambda: hub.memory.delete(OTHER.message_id)
    )
    hub.look()
    assert [each.message_id for each in server.taken] == [MAIL.message_id]
    assert hub.states() == []


def test_what_is_put_off_waits_longer_and_longer(hub: Hub, server: SmtpServer) -> None:
    """It isn't lost, what the server said is told, and after six hours a person is asked."""
    server.to_message = "451 4.3.0 not now"
    hub.memory.keep([MAIL])
    for wait in (1, 2, 4):
        hub.look()
        (mail,) = hub.memory.all()
        assert (mail.trouble, mail.next_us) == (
            "451 4.3.0 not now",
            hub.now_us + wait * FIRST_WAIT_US,
        )
        tries = mail.tries
        hub.look()
        assert hub.memory.all()[0].tries == tries
        hub.now_us = mail.next_us
    assert hub.stuck() == ()
    hub.now_us = NOW_US + STUCK_US + 1
    hub.look()
    assert hub.stuck() == (MAIL.about,)
    server.to_message = "250 OK"
    hub.now_us += 60 * FIRST_WAIT_US
    hub.look()
    assert (hub.states(), hub.stuck()) == ([MailState.SENT], ())


def test_what_is_refused_for_good_is_kept_for_a_person(hub: Hub, server: SmtpServer) -> None:
    """It isn't tried again by itself; the others are sent."""
    server.to_recipient = "550 5.1.1 nobody"
    hub.memory.keep([MAIL])
    hub.look()
    assert hub.stuck() == (MAIL.about,)
    server.to_recipient = "250 OK"
    hub.memory.keep([OTHER])
    hub.now_us += 10**12
    hub.look()
    assert [each.message_id for each in server.taken] == [OTHER.message_id]
    refused, _ = hub.memory.all()
    assert (refused.state, refused.message) == (MailState.REFUSED, MAIL.message)
    assert refused.trouble == "550 5.1.1 nobody"


def test_an_end_that_nobody_knows_is_tried_again(hub: Hub, server: SmtpServer) -> None:
    """The server took it and hung up: it arrives twice, and is the same message."""
    server.hangs_up = True
    hub.memory.keep([MAIL])
    hub.look()
    assert hub.states() == [MailState.WAITING]
    server.hangs_up = False
    hub.now_us += FIRST_WAIT_US
    hub.look()
    assert hub.states() == [MailState.SENT]
    assert [each.message_id for each in server.taken] == [MAIL.message_id] * 2
    assert len({each.content for each in server.taken}) == 1


def test_killed_between_a_message_and_its_answer(tmp_path: Path, server: SmtpServer) -> None:
    """It arrives at least once, always with the same Message-ID, and not at once again."""
    path = tmp_path / "book.db"
    with closing(BookFile.own(path)) as book:
        OutgoingMemory(book).keep([MAIL])
    server.is_silent = True
    command = [sys.executable, "-c", _A_HUB, str(path), str(server.port)]
    with subprocess.Popen(command, cwd=ROOT) as process:
        server.wait()
        process.kill()
    server.is_silent = False
    again = Hub(path, server.port)
    with closing(again.book):
        again.look()
        assert (again.states(), len(server.taken)) == ([MailState.WAITING], 1)
        again.now_us += FIRST_WAIT_US
        again.look()
        assert again.states() == [MailState.SENT]
    assert [each.message_id for each in server.taken] == [MAIL.message_id] * 2


def test_without_the_book_nothing_is_sent(hub: Hub, server: SmtpServer) -> None:
    """What can't be noted isn't tried; the thread comes back later."""
    hub.memory.keep([MAIL])
    hub.book.close()
    with pytest.raises(StoreUnavailable):
        hub.look()
    assert server.taken == []
