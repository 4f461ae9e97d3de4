"""What was told, and the queue of messages: never twice, never lost, and how a way does."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from hub.book.alarm_messages import (
    FIRST_WAIT_US,
    GIVEN_UP_US,
    KEPT_US,
    LONGEST_WAIT_US,
    UNREACHED_US,
    AlarmMessage,
    AlarmQueue,
    MessageState,
    Reached,
    about,
    forget_told,
    note_told,
    queue_message,
    read_told,
)
from hub.book.care import CareMemory, Findings, Trouble
from hub.book.file import BookFile
from hub.book.outgoing import MailState, OutgoingMail, OutgoingMemory
from hub.domain.alarm import Step, Told
from hub.domain.care_answer import Case
from hub.errors import BookUnavailable

NOW_US = 1_780_000_000_000_000
CASE = Case("agent_silent", "hof", "pi-1", NOW_US)
TOLD = Told("w", CASE, Step.BEGUN, 0, NOW_US)
MESSAGE = AlarmMessage("m", "w", NOW_US, "title", "body", next_us=NOW_US)
MAIL = OutgoingMail("1@example.org", about("w"), "ada@example.org", NOW_US, b"a\r\n")


@pytest.fixture
def book(tmp_path: Path) -> Iterator[BookFile]:
    """Own a new book."""
    with closing(BookFile.own(tmp_path / "book.db")) as opened:
        yield opened


def put(book: BookFile, *messages: AlarmMessage) -> AlarmQueue:
    """Queue messages."""
    with book.transaction() as db:
        for message in messages:
            queue_message(db, message)
    return AlarmQueue(book)


def test_a_step_is_told_once_with_its_message_or_not_at_all(book: BookFile) -> None:
    """Who would tell it twice leaves no message behind."""

    def tell() -> None:
        with book.transaction() as db:
            queue_message(db, replace(MESSAGE, message_id="twice"))
            note_told(db, [TOLD], "twice")

    with book.transaction() as db:
        note_told(db, [TOLD], "m")
    with pytest.raises(BookUnavailable):
        tell()
    assert AlarmQueue(book).due(NOW_US) == []
    with book.transaction() as db:
        assert read_told(db) == [TOLD]


def test_a_message_waits_longer_after_each_try(book: BookFile) -> None:
    """Up to an hour; what a wrong clock has set far off is tried."""
    queue, message = put(book, MESSAGE), MESSAGE
    assert queue.due(NOW_US) == [message]
    for wait_us in (FIRST_WAIT_US, 2 * FIRST_WAIT_US, 4 * FIRST_WAIT_US):
        message = message.begun(NOW_US)
        assert queue.keep(message)
        assert queue.due(NOW_US + wait_us - 1) == []
        assert queue.due(NOW_US + wait_us) == [message]
    assert replace(message, tries=90).begun(NOW_US).next_us == NOW_US + LONGEST_WAIT_US
    queue.keep(replace(message, next_us=NOW_US + 10 * LONGEST_WAIT_US))
    assert len(queue.due(NOW_US)) == 1


def test_what_is_over_goes_in_time(book: BookFile) -> None:
    """A message after a month; what nobody took after a week is given up, and said to be."""
    queue = put(book, replace(MESSAGE, trouble="unreached"))
    queue.forget(NOW_US + GIVEN_UP_US)
    assert len(queue.due(NOW_US)) == 1
    queue.forget(NOW_US + GIVEN_UP_US + 1)
    assert queue.due(NOW_US) == []
    assert queue.reached("w").trouble == "unreached"
    queue.forget(NOW_US + GIVEN_UP_US + KEPT_US + 2)
    assert queue.reached("w") == Reached()


def test_what_was_told_is_remembered_while_the_case_lasts(book: BookFile) -> None:
    """However long that is."""
    needed = frozenset({Trouble("agent_silent", "hof", "pi-1")})
    CareMemory(book).note(Findings(needed, judged=frozenset({"agent_silent"})), NOW_US)
    over = replace(TOLD, case=replace(CASE, subject="pi-2"))
    with book.transaction() as db:
        note_told(db, [TOLD, over], "m")
        forget_told(db, NOW_US + KEPT_US)
        assert len(read_told(db)) == 2
        forget_told(db, NOW_US + KEPT_US + 1)
        assert read_told(db) == [TOLD]


def test_how_a_way_does(book: BookFile) -> None:
    """It fails since the oldest message that doesn't get through; after a day that wants a person.

    What gets through later says that it works.
    """
    failed = replace(MESSAGE, trouble="unreached")
    queue = put(book, failed, replace(failed, message_id="n", queued_us=NOW_US + 5, trouble="busy"))
    assert queue.reached("w") == Reached(None, NOW_US, "busy")
    assert queue.reached("other") == Reached()
    assert not queue.reached("w").is_unreached(NOW_US + UNREACHED_US - 1)
    assert queue.reached("w").is_unreached(NOW_US + UNREACHED_US)
    queue.keep(failed.ended(MessageState.SENT, NOW_US + 9))
    assert queue.reached("w") == Reached(NOW_US + 9)


def test_how_mail_does(book: BookFile) -> None:
    """By the queue of outgoing mail."""
    memory, queue = OutgoingMemory(book), AlarmQueue(book)
    memory.keep([MAIL])
    assert queue.reached("w") == Reached()
    memory.keep([MAIL.ended(MailState.REFUSED, NOW_US + 1, "550 no such user")])
    assert queue.reached("w") == Reached(None, NOW_US, "550 no such user")
    memory.keep([MAIL.ended(MailState.SENT, NOW_US + 2)])
    assert queue.reached("w") == Reached(NOW_US + 2)
