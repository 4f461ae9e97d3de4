"""The mail of the week as a whole: once, on time, to whom may, by a real mail server."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import pytest

from contract.times import to_us
from hub.book.file import BookFile
from hub.book.outgoing import MailState, OutgoingMail, OutgoingMemory
from hub.book.people import PeopleMemory
from hub.book.week_mail import Wanted, WeekMailMemory
from hub.domain.mail import MailConfig
from hub.domain.people import Grant
from hub.domain.roles import Role
from hub.errors import StoreUnavailable
from hub.mail import MailServer
from hub.outgoing import mails_weeks
from hub.reports.service import ReportService
from hub.stores.history_protocol import HistoryReader, Rolled
from hub.weekly_mail import Sender, WeeklyMail
from hub.workers.outgoing import OutgoingPost
from tests.house.tree import ROOT
from tests.hub.reports.kept import KeptHistory, NoEvents
from tests.hub.reports.week.test_review import WEEK, a_hof, made
from tests.hub.spaces import a_region
from tests.parts.mosquitto import HOST
from tests.parts.smtp import SmtpServer, smtp_server

BERLIN: Final = ZoneInfo("Europe/Berlin")
SPACE: Final = a_hof()
OTHER: Final = a_hof(id="muehle", name="Mühle")
SLOTS: Final = [slot for n in range(-4, 1) for slot in made(SPACE, WEEK.later(n), 2)]
OPERATOR: Final = Grant(frozenset({Role.OPERATOR}), frozenset({"hof", "muehle"}))
_KILLED: Final = """
import os, sys
from pathlib import Path
import hub.book.week_mail
from tests.hub.test_weekly_mail import Hub
real = hub.book.week_mail.queue
def killed(db, mails):
    if sys.argv[2] == "after":
        real(db, mails)
    os._exit(9)
hub.book.week_mail.queue = killed
Hub(Path(sys.argv[1])).look()
"""


def local(text: str) -> int:
    """Return an instant by the clock in Berlin, in microseconds since 1970."""
    return to_us(datetime.fromisoformat(text).replace(tzinfo=BERLIN))


SEVEN: Final = local("2026-03-02 07:00")
WEDNESDAY_NIGHT: Final = local("2026-03-05 00:00") - 1


class Made(KeptHistory):
    """A reader that knows how far slots are made."""

    def __init__(self, until_us: int) -> None:
        super().__init__({"hof": SLOTS, "muehle": SLOTS}, (SPACE, OTHER))
        self._until_us = until_us

    def rolled(self, space: str) -> Rolled | None:
        found = super().rolled(space)
        return found and Rolled(self._until_us, found.calendar)


class Hub:
    """A hub that is started over a book."""

    def __init__(self, folder: Path, port: int = 25, now_us: int = SEVEN) -> None:
        self.path = folder / "book.db"
        self.book = BookFile.join(self.path)
        self.people, self.memory = PeopleMemory(self.book), WeekMailMemory(self.book)
        self.queue = OutgoingMemory(self.book)
        self.now_us = self.certain_us = now_us
        self.made_until_us = 2**62
        config = a_region(SPACE, OTHER)
        told = {"host": HOST, "port": port, "tls": "none", "from": "hub@example.org"}

        def opened() -> HistoryReader:
            return Made(self.made_until_us)

        def wall() -> datetime:
            return datetime.fromtimestamp(self.certain_us / 1e6, BERLIN)

        service = ReportService(config, opened, NoEvents, wall, version="1")
        sender = Sender("hub@example.org", "https://hub.example")
        clocks = (lambda: self.certain_us), (lambda: self.now_us)
        self.weekly = WeeklyMail(self.book, service, opened, sender, clocks)
        server = MailServer(MailConfig.model_validate(told))
        self.post = OutgoingPost(self.queue, server, lambda: self.now_us, self.weekly.take_back)

    def at(self, now_us: int) -> "Hub":
        """Set the time."""
        self.now_us = self.certain_us = now_us
        return self

    def look(self) -> list[str]:
        """Look once; return what mail of weeks waits, by what it is about."""
        work = self.weekly.due()
        assert work is not None
        work(lambda: False)
        return self.waiting()

    def waiting(self) -> list[str]:
        """Return what waits to be sent."""
        return [mail.about for mail in self.queue.all() if mail.state is MailState.WAITING]

    def send(self) -> None:
        """Let the queue be sent."""
        work = self.post.due()
        assert work is not None
        work(lambda: False)

    def subscribe(
        self, name: str = "Ada", space: str = "hof", *, at_us: int = SEVEN - 1, language: str = "de"
    ) -> str:
        """Let somebody new want the mail of a space; return who it is."""
        link = self.people.invite(OPERATOR, "", at_us)
        person = self.people.join(link, name, "no hash", at_us).id
        self.also(person, f"{name.lower()}@example.org", space, at_us, language)
        return person

    def also(
        self, person: str, address: str, space: str, at_us: int = SEVEN - 1, language: str = "de"
    ) -> None:
        """Let somebody want the mail of a space as well."""
        secrets: list[str] = []

        def write(secret: str) -> OutgoingMail:
            secrets.append(secret)
            return OutgoingMail(f"{secret}@hub", "confirm", address, at_us, b"a\r\n")

        self.memory.ask(Wanted(person, space, address, language), at_us, write)
        if secrets:
            assert self.memory.confirm(secrets[0], at_us)


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    """Start a hub over a new book."""
    hub = Hub(tmp_path)
    with closing(hub.book):
        yield hub


@pytest.fixture
def server() -> Iterator[SmtpServer]:
    """Run a mail server."""
    with smtp_server() as server:
        yield server


HOF: Final = "week hof 2026-W09"


def test_on_monday_at_seven_it_goes_out(hub: Hub) -> None:
    """Not a microsecond before, and once."""
    hub.subscribe()
    assert hub.at(SEVEN - 1).look() == []
    assert hub.at(SEVEN).look() == [HOF]
    assert hub.at(SEVEN + 10**9).look() == [HOF]


def test_a_hub_that_was_off_sends_it_until_wednesday(hub: Hub) -> None:
    """Afterwards not any more."""
    hub.subscribe()
    assert hub.at(WEDNESDAY_NIGHT + 1).look() == []
    assert hub.at(WEDNESDAY_NIGHT).look() == [HOF]


def test_who_asks_on_tuesday_gets_the_next_week(hub: Hub) -> None:
    """And nothing at once that nobody waits for."""
    hub.subscribe(at_us=SEVEN + 1)
    assert hub.at(WEDNESDAY_NIGHT).look() == []


def test_a_clock_that_is_doubted_sends_nothing_early(hub: Hub) -> None:
    """It waits until Monday has certainly come."""
    hub.subscribe()
    hub.now_us, hub.certain_us = SEVEN + 10**9, SEVEN - 1
    assert hub.look() == []
    hub.certain_us = SEVEN
    assert hub.look() == [HOF]


def test_it_waits_until_every_slot_is_made(hub: Hub) -> None:
    """What came late is in it."""
    hub.subscribe()
    hub.made_until_us = local("2026-03-02 00:00") - 1
    assert hub.look() == []
    hub.made_until_us += 1
    assert hub.look() == [HOF]


def test_each_person_and_each_space_has_a_mail_of_its_own(hub: Hub) -> None:
    """One address, one language, one link to end it."""
    ada = hub.subscribe()
    hub.also(ada, "ada@example.org", "muehle")
    hub.subscribe("Eva", language="en")
    assert sorted(hub.look()) == [HOF, HOF, "week muehle 2026-W09"]
    recipients = sorted(mail.recipient for mail in hub.queue.all())
    assert recipients == ["ada@example.org", "ada@example.org", "eva@example.org"]
    eva = next(mail for mail in hub.queue.all() if mail.recipient == "eva@example.org")
    assert b"Subject: Hof: the week 23 February" in eva.message


def test_who_is_removed_or_loses_the_space_gets_none(hub: Hub) -> None:
    """Also by a row that went from the book in another way, and what waits is taken back."""
    ada, eva, ida = (hub.subscribe(name) for name in ("Ada", "Eva", "Ida"))
    hub.people.remove(ada, "", SEVEN)
    hub.people.give(eva, Grant(OPERATOR.roles, frozenset({"muehle"})), "", SEVEN)
    assert hub.look() == [HOF]
    with hub.book.transaction() as db:
        db.execute("DELETE FROM person_role WHERE person = ?", (ida,))
    hub.weekly.take_back()
    assert hub.waiting() == []
    assert hub.memory.all() == []


def test_of_a_space_that_hub_toml_has_no_more_nothing_comes(hub: Hub) -> None:
    """And nothing fails."""
    hub.subscribe(space="hof")
    with hub.book.transaction() as db:
        db.execute("DELETE FROM week_subscription")
    office = hub.people.invite(Grant(frozenset({Role.OFFICE})), "", SEVEN - 1)
    eva = hub.people.join(office, "Eva", "no hash", SEVEN - 1).id
    hub.also(eva, "eva@example.org", "gone")
    assert hub.look() == []


@pytest.mark.parametrize("moment", ["before", "after"])
def test_killed_while_it_queues_it_sends_once(hub: Hub, tmp_path: Path, moment: str) -> None:
    """What is queued and that it was mailed are one: after a power cut both are there, or none."""
    hub.subscribe()
    killed = [sys.executable, "-c", _KILLED, str(tmp_path), moment]
    paths = {**os.environ, "PYTHONPATH": str(ROOT)}
    ended = subprocess.run(killed, cwd=ROOT, env=paths, check=False)
    assert ended.returncode == 9
    assert hub.waiting() == []
    assert hub.look() == [HOF]
    assert hub.look() == [HOF]


def test_two_hubs_over_one_book_send_it_once(hub: Hub, tmp_path: Path) -> None:
    """Should a second one ever get past the lock of the book."""
    hub.subscribe()
    (subscription,) = hub.memory.all()
    mailing, review = hub.weekly._due(SPACE, subscription), hub.weekly._reviewed(SPACE, WEEK)
    assert mailing is not None
    assert review is not None  # both hubs have looked, and found it due
    other = Hub(tmp_path)
    with closing(other.book):
        assert other.look() == [HOF]
    assert not hub.weekly._queue(subscription, mailing, review)
    assert hub.waiting() == [HOF]


def test_without_the_book_it_waits(hub: Hub) -> None:
    """As with every other thing that the book is needed for."""
    hub.book.close()
    with pytest.raises(StoreUnavailable, match="the book"):
        hub.look()


def test_the_server_gets_it_and_its_link_ends_it(server: SmtpServer, tmp_path: Path) -> None:
    """From the subscription to a mailbox, and no more after one click."""
    hub = Hub(tmp_path, server.port)
    with closing(hub.book):
        hub.subscribe()
        hub.look()
        hub.send()
        (taken,) = server.taken
        assert taken.recipients == ("ada@example.org",)
        message: EmailMessage = taken.message
        assert str(message["Subject"]).startswith("Hof: die Woche vom")
        end = str(message["List-Unsubscribe"]).strip("<>")
        assert end in str(message.get_content())
        assert hub.memory.end_by(end.rpartition("/")[2], SEVEN)
        hub.at(SEVEN + 7 * 86_400 * 10**6).look()
        hub.send()
        assert len(server.taken) == 1


def test_what_a_server_takes_too_late_isnt_sent(server: SmtpServer, tmp_path: Path) -> None:
    """It was queued on Monday, and the server is back on Thursday."""
    hub = Hub(tmp_path, server.port)
    with closing(hub.book):
        hub.subscribe()
        server.to_message = "451 later"
        hub.look()
        hub.send()
        assert hub.waiting() == [HOF]
        server.to_message = "250 OK"
        hub.at(WEDNESDAY_NIGHT + 1).send()
        assert (hub.waiting(), server.taken) == ([], [])


def test_who_is_removed_while_it_waits_gets_none(server: SmtpServer, tmp_path: Path) -> None:
    """The next try sends nothing."""
    hub = Hub(tmp_path, server.port)
    with closing(hub.book):
        ada = hub.subscribe()
        hub.look()
        hub.people.remove(ada, "", SEVEN)
        hub.send()
        assert server.taken == []


def test_it_is_made_only_where_hub_toml_has_mail_and_an_address() -> None:
    """Else a hub carries nothing of it."""
    config = a_region(SPACE)
    mail = MailConfig.model_validate({"host": "mail.example.org", "from": "hub@example.org"})
    http = config.http.model_copy(update={"public_url": "https://hub.example"})
    assert not mails_weeks(config)
    assert not mails_weeks(config.model_copy(update={"mail": mail}))
    assert not mails_weeks(config.model_copy(update={"http": http}))
    assert mails_weeks(config.model_copy(update={"http": http, "mail": mail}))
