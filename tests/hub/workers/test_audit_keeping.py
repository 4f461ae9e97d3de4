"""What was kept long enough is forgotten by a time that is certainly past, once a minute."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import cast

from hub.book.audit_log import KEPT_US, AuditLog
from hub.book.file import BookFile
from hub.book.outgoing import OutgoingMail, OutgoingMemory
from hub.domain.audit_chain import Action
from hub.domain.care import Instant
from hub.workers.audit_keeping import also_forgetting

NOW_US = 1_772_444_460_000_000


def test_old_entries_and_links_in_mail_go_and_signs_are_noted_all_the_same(tmp_path: Path) -> None:
    """Also where the book can't be written."""
    noted: list[object] = []

    def note(seen: object, _: object) -> None:
        noted.append(seen)

    now = cast("Instant", None)
    with closing(BookFile.own(tmp_path / "book.db")) as book:
        log = AuditLog(book)
        for at_us in (NOW_US, NOW_US + 2):
            log.note(at_us, "p-1", Action.SIGNED_IN)
        mails = OutgoingMemory(book)
        mails.keep([OutgoingMail("m", "invitation 1", "a@b.example", NOW_US, b"a link")])
        times = iter([NOW_US] * 2 + [NOW_US + KEPT_US + 1] * 2)
        certain_us: Callable[[], int] = lambda: next(times, 0)  # noqa: E731
        both = also_forgetting(note, log, mails, certain_us)
        both({}, now)
        assert (len(log.entries()), len(mails.all())) == (2, 1)
        both({}, now)
        assert (len(log.entries()), len(mails.all())) == (1, 0)
    both({}, now)
    assert noted == [{}, {}, {}]
