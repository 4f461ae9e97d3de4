"""Who wants a week by mail: confirmed first, ended for good, and each week once."""

import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from hub.book.audit_log import AuditLog
from hub.book.file import BookFile
from hub.book.outgoing import MailState, OutgoingMail, OutgoingMemory
from hub.book.people import PeopleMemory
from hub.book.salvage import salvage
from hub.book.week_mail import (
    LINK_LASTS_US,
    MOST_A_DAY,
    Asked,
    Pending,
    Subscription,
    Wanted,
    WeekMailMemory,
)
from hub.domain.people import Grant
from hub.domain.roles import Role

NOW_US = 1_780_000_000_000_000
DAY_US = 86_400 * 1_000_000
WEEK = "2026-W22"
UNTIL_US = NOW_US + 3 * DAY_US


class Kept:
    """A book with somebody in it who runs two spaces."""

    def __init__(self, book: BookFile) -> None:
        self.book = book
        self.people = PeopleMemory(book)
        self.memory = WeekMailMemory(book)
        self.queue = OutgoingMemory(book)
        self.links: list[str] = []
        grant = Grant(frozenset({Role.OPERATOR}), frozenset({"hof", "muehle"}))
        link = self.people.invite(grant, "", NOW_US)
        self.person = self.people.join(link, "Ada", "no hash", NOW_US).id
        self._mail_count = 0

    def wanted(self, space: str = "hof", address: str = "ada@example.org") -> Wanted:
        """Say what Ada wants."""
        return Wanted(self.person, space, address, "de")

    def mail(self, recipient: str = "ada@example.org") -> OutgoingMail:
        """Write a message."""
        self._mail_count += 1
        return OutgoingMail(f"{self._mail_count}@hub", "week", recipient, NOW_US, b"a\r\n")

    def ask(self, wanted: Wanted | None = None, now_us: int = NOW_US) -> Asked:
        """Ask for it, and keep what is secret in the link."""
        wanted = wanted or self.wanted()

        def write(secret: str) -> OutgoingMail:
            self.links.append(secret)
            return self.mail(wanted.address)

        return self.memory.ask(wanted, now_us, write)

    def subscribed(self, space: str = "hof") -> Subscription:
        """Ask for it and confirm it."""
        if self.ask(self.wanted(space)) is Asked.LINK_SENT:
            assert self.memory.confirm(self.links[-1], NOW_US)
        found = self.memory.of(self.person, space)
        assert found is not None
        return found

    def waiting(self) -> list[str]:
        """Return whom mail waits for."""
        return [each.recipient for each in self.queue.all() if each.state is MailState.WAITING]


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kept]:
    """Open a new book."""
    with closing(BookFile.own(tmp_path / "book.db")) as book:
        yield Kept(book)


def test_nobody_gets_mail_before_the_address_is_confirmed(kept: Kept) -> None:
    """By the link that went there, once; it is in the book as a hash alone."""
    assert kept.ask() is Asked.LINK_SENT
    assert kept.memory.all() == []
    asked = kept.memory.asked(kept.person, "hof", NOW_US)
    assert asked == Pending(kept.wanted(), is_refused=False)
    with kept.book.transaction() as db:
        rows = db.execute("SELECT * FROM week_link").fetchall()
    assert kept.links[0] not in str(rows)
    for _ in range(2):
        assert kept.memory.link(kept.links[0], NOW_US) == kept.wanted()
    assert kept.memory.confirm(kept.links[0], NOW_US) == kept.wanted()
    assert [each.wanted for each in kept.memory.all()] == [kept.wanted()]
    assert kept.memory.confirm(kept.links[0], NOW_US) is None
    assert kept.memory.link(kept.links[0], NOW_US) is None


def test_a_link_lasts_a_week(kept: Kept) -> None:
    """To the microsecond."""
    kept.ask()
    over_us = NOW_US + LINK_LASTS_US
    assert kept.memory.link(kept.links[0], over_us - 1)
    assert kept.memory.confirm(kept.links[0], over_us) is None
    assert kept.memory.link("made up", NOW_US) is None


def test_another_address_is_confirmed_anew(kept: Kept) -> None:
    """The link before is no more, so that the latest wish holds."""
    kept.ask()
    kept.ask(kept.wanted(address="other@example.org"))
    assert kept.memory.confirm(kept.links[0], NOW_US) is None
    assert kept.memory.confirm(kept.links[1], NOW_US)
    assert [each.wanted.address for each in kept.memory.all()] == ["other@example.org"]


def test_an_address_that_is_confirmed_holds_for_another_space(kept: Kept) -> None:
    """Of the same person alone."""
    kept.subscribed()
    assert kept.ask(kept.wanted("muehle")) is Asked.CONFIRMED
    link = kept.people.invite(Grant(frozenset({Role.OFFICE})), "", NOW_US)
    eva = kept.people.join(link, "Eva", "no hash", NOW_US).id
    assert kept.ask(replace(kept.wanted(), person=eva)) is Asked.LINK_SENT


def test_nobody_fills_a_strangers_mailbox(kept: Kept) -> None:
    """Five links a day, whether they were taken back or not."""
    for _ in range(MOST_A_DAY):
        assert kept.ask() is Asked.LINK_SENT
        kept.memory.end(kept.person, "hof", NOW_US)
    assert kept.ask() is Asked.TOO_OFTEN
    assert kept.waiting() == []
    assert kept.ask(now_us=NOW_US + DAY_US + 1) is Asked.LINK_SENT


def test_a_link_that_the_server_refuses_is_told_to_who_asked(kept: Kept) -> None:
    """Nobody else has to care for a wrong address: it leaves the queue, and is still known."""
    kept.ask()
    (mail,) = kept.queue.all()
    kept.queue.keep([mail.ended(MailState.REFUSED, NOW_US, "550 no such user")])
    for _ in range(2):
        asked = kept.memory.asked(kept.person, "hof", NOW_US)
        assert asked == Pending(kept.wanted(), is_refused=True)
        kept.memory.take_back(NOW_US)
        assert kept.queue.stuck(NOW_US) == ()
    kept.memory.end(kept.person, "hof", NOW_US)
    assert kept.memory.asked(kept.person, "hof", NOW_US) is None


def test_who_ends_it_has_it_no_more(kept: Kept, tmp_path: Path) -> None:
    """Nothing that waits is sent, and an address that isn't needed is forgotten."""
    subscription = kept.subscribed()
    kept.memory.send(subscription, WEEK, kept.mail(), UNTIL_US)
    assert kept.waiting() == ["ada@example.org"]
    kept.memory.end(kept.person, "hof", NOW_US)
    assert (kept.memory.all(), kept.waiting()) == ([], [])
    assert b"ada@" not in (tmp_path / "book.db").read_bytes()


def test_a_week_is_queued_once(kept: Kept) -> None:
    """Also for who ended it meanwhile and began again."""
    subscription = kept.subscribed()
    assert kept.memory.send(subscription, WEEK, kept.mail(), UNTIL_US)
    assert not kept.memory.send(subscription, WEEK, kept.mail(), UNTIL_US)
    kept.memory.end(kept.person, "hof", NOW_US)
    assert not kept.memory.send(subscription, "2026-W23", kept.mail(), UNTIL_US)
    again = kept.subscribed()
    assert not kept.memory.send(again, WEEK, kept.mail(), UNTIL_US)
    assert kept.memory.is_mailed(again, WEEK)
    assert kept.memory.send(again, "2026-W23", kept.mail(), UNTIL_US)


def test_two_that_write_at_once_queue_it_once(kept: Kept, tmp_path: Path) -> None:
    """Whoever writes beside the hub that owns the book, too."""
    subscription = kept.subscribed()
    start, sent = threading.Barrier(4), list[bool]()

    def run(number: int) -> None:
        with closing(BookFile.join(tmp_path / "book.db")) as book:
            mail = replace(kept.mail(), message_id=f"thread-{number}@hub")
            start.wait()
            sent.append(WeekMailMemory(book).send(subscription, WEEK, mail, UNTIL_US))

    threads = [threading.Thread(target=run, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(sent) == [False, False, False, True]
    assert kept.waiting() == ["ada@example.org"]


def test_what_is_too_late_is_taken_back(kept: Kept) -> None:
    """And stays mailed, so that it isn't made anew."""
    subscription = kept.subscribed()
    kept.memory.send(subscription, WEEK, kept.mail(), UNTIL_US)
    kept.memory.take_back(UNTIL_US - 1)
    assert kept.waiting() == ["ada@example.org"]
    kept.memory.take_back(UNTIL_US)
    assert kept.waiting() == []
    assert kept.memory.is_mailed(subscription, WEEK)


def test_who_is_removed_is_forgotten_with_the_address(kept: Kept, tmp_path: Path) -> None:
    """Everywhere in the book, also in mail that was sent."""
    subscription = kept.subscribed()
    mail = kept.mail()
    kept.memory.send(subscription, WEEK, mail, UNTIL_US)
    kept.queue.keep([mail.ended(MailState.SENT, NOW_US)])
    kept.ask(kept.wanted("muehle", "private@example.org"))
    kept.people.remove(kept.person, "", NOW_US)
    assert kept.memory.all() == []
    assert b"@example.org" not in (tmp_path / "book.db").read_bytes()


def test_who_loses_a_space_gets_none_of_it(kept: Kept) -> None:
    """In the same moment; the other space goes on, and a link doesn't bring it back."""
    of_hof, of_mill = kept.subscribed(), kept.subscribed("muehle")
    for subscription in (of_hof, of_mill):
        kept.memory.send(subscription, WEEK, kept.mail(subscription.wanted.space), UNTIL_US)
    kept.ask(kept.wanted("hof", "other@example.org"))
    grant = Grant(frozenset({Role.OPERATOR}), frozenset({"muehle"}))
    kept.people.give(kept.person, grant, "", NOW_US)
    assert [each.wanted.space for each in kept.memory.all()] == ["muehle"]
    assert kept.waiting() == ["muehle"]
    assert kept.memory.confirm(kept.links[-1], NOW_US) is None


def test_whom_the_provider_takes_a_space_from_gets_none_of_it(kept: Kept) -> None:
    """With the next sign-in at the municipality's own account."""
    both = Grant(frozenset({Role.OPERATOR}), frozenset({"hof", "muehle"}))
    eva = kept.people.arrive("https://id.example", "1", "Eva", both, NOW_US)
    wanted = Wanted(eva.id, "hof", "eva@example.org", "de")
    kept.ask(wanted)
    assert kept.memory.confirm(kept.links[-1], NOW_US)
    one = Grant(frozenset({Role.OPERATOR}), frozenset({"muehle"}))
    kept.people.arrive("https://id.example", "1", "Eva", one, NOW_US)
    assert kept.memory.all() == []


def test_a_link_that_ends_it_needs_its_signature(kept: Kept) -> None:
    """No other person, no other space, no other letter; and once more does no harm."""
    token = kept.memory.token_of(kept.subscribed())
    kept.subscribed("muehle")
    said, _, signature = token.rpartition(".")
    person, _, space = said.partition(".")
    assert (person, space) == (kept.person, "hof")
    forged = [
        f"{person}.muehle.{signature}",
        f"p-0000000000000000.hof.{signature}",
        f"{said}.{signature[:-1]}{'0' if signature[-1] != '0' else '1'}",
        f"{said}.", said, "", ".", "..", "ü.ü.ü", f"{said}.{signature.upper()}X",
    ]  # fmt: skip
    for each in forged:
        assert kept.memory.ends(each) is None
        assert not kept.memory.end_by(each, NOW_US)
    assert len(kept.memory.all()) == 2
    for _ in range(2):
        assert kept.memory.end_by(token, NOW_US)
    assert [each.wanted.space for each in kept.memory.all()] == ["muehle"]


def test_an_old_link_ends_it_however_often_it_was_begun(kept: Kept) -> None:
    """Who begins again and then clicks in an old mail gets none."""
    token = kept.memory.token_of(kept.subscribed())
    kept.memory.end(kept.person, "hof", NOW_US)
    kept.subscribed()
    assert kept.memory.end_by(token, NOW_US)
    assert kept.memory.all() == []


def test_a_look_at_a_link_changes_nothing(kept: Kept) -> None:
    """Also where nothing was ever signed."""
    assert kept.memory.ends("p.hof.x") is None
    with kept.book.transaction() as db:
        assert db.execute("SELECT * FROM week_mail_key").fetchall() == []


def test_the_log_says_who_by_id_and_no_address(kept: Kept) -> None:
    """In the order in which it was done."""
    token = kept.memory.token_of(kept.subscribed())
    kept.memory.end_by(token, NOW_US)
    entries = [each for each in AuditLog(kept.book).entries() if each.action.startswith("week")]
    assert [(each.action, each.actor, each.subject, each.space) for each in entries] == [
        ("week_mail_asked", kept.person, "", "hof"),
        ("week_mail_begun", kept.person, "", "hof"),
        ("week_mail_ended", "", kept.person, "hof"),
    ]
    assert {each.detail for each in entries} == {""}


def test_weeks_and_links_that_are_over_are_forgotten(kept: Kept) -> None:
    """Once nothing could be mailed or confirmed twice."""
    subscription = kept.subscribed()
    kept.memory.send(subscription, WEEK, kept.mail(), UNTIL_US)
    kept.memory.forget_old(UNTIL_US + 29 * DAY_US)
    assert kept.memory.is_mailed(subscription, WEEK)
    kept.memory.forget_old(UNTIL_US + 31 * DAY_US)
    assert not kept.memory.is_mailed(subscription, WEEK)
    with kept.book.transaction() as db:
        assert db.execute("SELECT * FROM week_link").fetchall() == []


def test_a_damaged_row_mails_nobody(kept: Kept) -> None:
    """And a week whose row is damaged isn't mailed a second time."""
    subscription = kept.subscribed()
    kept.memory.send(subscription, WEEK, kept.mail(), UNTIL_US)
    with kept.book.transaction() as db:
        db.execute("UPDATE week_mailed SET queued_us = 0")
    assert not kept.memory.send(subscription, WEEK, kept.mail(), UNTIL_US)
    with kept.book.transaction() as db:
        db.execute("UPDATE week_subscription SET address = 'eve@example.org'")
    assert kept.memory.all() == []
    assert not kept.memory.send(subscription, "2026-W23", kept.mail(), UNTIL_US)


def test_a_salvaged_book_goes_on_mailing_and_knows_its_links(tmp_path: Path) -> None:
    """What was mailed stays mailed; a link that waits is left behind."""
    path = tmp_path / "book.db"
    with closing(BookFile.own(path)) as book:
        kept = Kept(book)
        subscription = kept.subscribed()
        token = kept.memory.token_of(subscription)
        kept.memory.send(subscription, WEEK, kept.mail(), UNTIL_US)
        kept.ask(kept.wanted("muehle", "other@example.org"))
    salvage(path, NOW_US, is_ours=False)
    with closing(BookFile.own(path)) as book:
        memory = WeekMailMemory(book)
        assert memory.all() == [subscription]
        assert memory.is_mailed(subscription, WEEK)
        assert memory.ends(token) == "hof"
        assert memory.link(kept.links[-1], NOW_US) is None
