"""The queue of outgoing mail: what waits, what is over, and what a damage leaves."""

from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

from hub.book.file import BookFile
from hub.book.outgoing import (
    FIRST_WAIT_US,
    KEPT_US,
    LONGEST_WAIT_US,
    STUCK_US,
    MailState,
    OutgoingMail,
    OutgoingMemory,
    read_outgoing,
)
from hub.book.salvage import salvage
from hub.book.scheduled import ScheduledMemory, ScheduledReport, read_scheduled

MAIL = OutgoingMail("1@example.org", "report monthly", "office@example.org", 7, b"Subject: a\n\nb")
OTHER = replace(MAIL, message_id="2@example.org", queued_us=8)
MADE = ScheduledReport("monthly", date(2026, 2, 1), date(2026, 2, 28), 9, ("a.pdf", "a.xlsx"))


def kept(path: Path, *mails: OutgoingMail) -> None:
    with closing(BookFile.own(path)) as book:
        OutgoingMemory(book).keep(mails)


def test_each_try_waits_longer() -> None:
    """A minute, two, four, up to an hour."""
    waits, mail = [], MAIL
    for _ in range(9):
        mail = mail.begun(0)
        waits.append(mail.next_us)
    assert waits == [min(FIRST_WAIT_US * 2**n, LONGEST_WAIT_US) for n in range(9)]
    assert mail.begun(5).tries == 10
    assert replace(mail, tries=10**6).begun(0).next_us == LONGEST_WAIT_US


def test_what_is_sent_is_remembered_without_its_text(tmp_path: Path) -> None:
    """What was refused keeps it, so that it can be sent again."""
    book = tmp_path / "book.db"
    sent = MAIL.ended(MailState.SENT, 9)
    refused = OTHER.ended(MailState.REFUSED, 9, "550 no")
    kept(book, MAIL, OTHER)
    kept(book, sent, refused)
    assert read_outgoing(book) == ([sent, refused], [])
    assert (sent.message, refused.message) == (b"", OTHER.message)
    with closing(BookFile.own(book)) as opened:
        assert OutgoingMemory(opened).due(10**18) == []


def test_what_is_over_for_a_year_is_forgotten(tmp_path: Path) -> None:
    """What waits or was refused never is."""
    book = tmp_path / "book.db"
    refused = replace(MAIL, message_id="3@example.org").ended(MailState.REFUSED, 9, "550 no")
    kept(book, MAIL, OTHER.ended(MailState.SENT, 9), refused)
    with closing(BookFile.own(book)) as opened:
        memory = OutgoingMemory(opened)
        memory.forget(9 + KEPT_US)
        assert len(memory.all()) == 3
        memory.forget(10 + KEPT_US)
        assert memory.all() == [MAIL, refused]


def test_where_there_is_no_book_nothing_waits(tmp_path: Path) -> None:
    """Before the first start of a hub."""
    assert read_outgoing(tmp_path / "book.db") == ((), ())
    assert read_scheduled(tmp_path / "book.db") == ()


def test_a_report_and_its_mail_are_kept_together(tmp_path: Path) -> None:
    """Or neither: a mail that can't be kept takes the record with it."""
    book = tmp_path / "book.db"
    with closing(BookFile.own(book)) as opened:
        memory = ScheduledMemory(opened)
        try:
            memory.keep(MADE, [MAIL, replace(OTHER, recipient=None)])  # type: ignore[arg-type]
        except Exception:  # noqa: BLE001 - whatever it is
            assert memory.all() == []
        else:
            raise AssertionError("kept")
        assert OutgoingMemory(opened).all() == []
        memory.keep(MADE, [MAIL])
    assert read_scheduled(book) == [MADE]
    assert read_outgoing(book) == ([MAIL], [])


def test_the_latest_of_each_schedule(tmp_path: Path) -> None:
    """By its first day."""
    later = replace(MADE, first=date(2026, 3, 1), last=date(2026, 3, 31))
    other = replace(MADE, schedule="quarterly", first=date(2026, 1, 1))
    with closing(BookFile.own(tmp_path / "book.db")) as opened:
        memory = ScheduledMemory(opened)
        for made in (later, MADE, other):
            memory.keep(made, [])
        assert memory.latest() == {"monthly": later.first, "quarterly": other.first}


def test_a_damaged_book_hands_both_on(tmp_path: Path) -> None:
    """And a damaged row is nothing."""
    book = tmp_path / "book.db"
    with closing(BookFile.own(book)) as opened:
        ScheduledMemory(opened).keep(MADE, [MAIL, OTHER])
        with opened.transaction() as db:
            db.execute("UPDATE outgoing_mail SET recipient = 'x' WHERE message_id LIKE '2%'")
    salvage(book, 0, is_ours=True)
    assert read_scheduled(book) == [MADE]
    assert read_outgoing(book) == ([MAIL], [])


def test_a_damaged_row_is_told_and_never_sent(tmp_path: Path) -> None:
    """It can be forgotten, and doesn't keep the others."""
    with closing(BookFile.own(tmp_path / "book.db")) as book:
        memory = OutgoingMemory(book)
        memory.keep([MAIL, OTHER])
        with book.transaction() as db:
            db.execute("UPDATE outgoing_mail SET message = 'x' WHERE message_id LIKE '2%'")
        assert memory.damaged() == [OTHER.message_id]
        assert (memory.one(OTHER.message_id), memory.one(MAIL.message_id)) == (None, MAIL)
        memory.delete(OTHER.message_id)
        assert (memory.damaged(), memory.all()) == ([], [MAIL])


def test_what_is_due(tmp_path: Path) -> None:
    """Its time has come, or was set by a clock that was wrong."""
    now_us = 1_000 * LONGEST_WAIT_US
    waits = {"past": now_us, "soon": now_us + LONGEST_WAIT_US, "never": now_us + 10**15}
    with closing(BookFile.own(tmp_path / "book.db")) as book:
        memory = OutgoingMemory(book)
        memory.keep(replace(MAIL, message_id=key, next_us=at) for key, at in waits.items())
        memory.keep([replace(MAIL, message_id="over").ended(MailState.SENT, 1)])
        assert memory.due(now_us) == ["never", "past"]


def test_what_is_stuck(tmp_path: Path) -> None:
    """Refused, or waiting for six hours; each matter once."""
    with closing(BookFile.own(tmp_path / "book.db")) as book:
        memory = OutgoingMemory(book)
        memory.keep([MAIL, OTHER, replace(MAIL, message_id="3", about="other", queued_us=9)])
        assert memory.stuck(7 + STUCK_US) == ()
        assert memory.stuck(9 + STUCK_US) == ("report monthly",)
        memory.keep([OTHER.ended(MailState.DROPPED, 9), MAIL.ended(MailState.SENT, 9)])
        assert memory.stuck(9 + STUCK_US) == ()
        memory.keep([MAIL.ended(MailState.REFUSED, 9, "550 no")])
        assert memory.stuck(9) == ("report monthly",)
