"""Sends what waits in the queue of outgoing mail, one message after the other, until it is taken.

    taken back ─▶ book: waiting ─▶ noted as tried ─▶ server ─▶ sent | refused | waits longer

A try is noted before it begins, so that a hub that dies meanwhile doesn't try at once again and
again. It knows no kind of mail.
"""

import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from hub.book.outgoing import MailState, OutgoingMail, OutgoingMemory
from hub.errors import BookUnavailable, StoreUnavailable
from hub.mail import MailNotTaken, MailRefused, MailServer
from hub.workers.periodic import IsEnding, Schedule, Work

log = logging.getLogger(__name__)

LOOK_EVERY_S: Final = 5.0
LONGEST_WAIT_S: Final = 300.0


def nothing() -> None:
    """Stand in where nothing is ever taken back."""


class OutgoingPost:
    """Does it, in a thread of its own."""

    schedule: Final = Schedule("mail", LOOK_EVERY_S, LONGEST_WAIT_S, "mail waits to be sent")

    def __init__(
        self,
        memory: OutgoingMemory,
        server: MailServer,
        now_us: Callable[[], int],
        take_back: Callable[[], None] = nothing,
    ) -> None:
        """`take_back` lets others give up what shall not be sent any more, before each look."""
        self._memory = memory
        self._server = server
        self._now_us = now_us
        self._take_back = take_back
        self.stuck: tuple[str, ...] | None = None
        """What mail is about that was refused, or has been waiting for long; None: not looked."""

    def due(self) -> Work | None:
        """Look at the queue each time: others write it."""
        return self._look

    def close(self) -> None:
        """Do nothing: a connection is open only while it sends."""

    def _look(self, is_ending: IsEnding) -> None:
        """Send what can be. Raises StoreUnavailable where the book can't be used."""
        try:
            self._take_back()
            self._memory.forget(self._now_us())
            for message_id in self._memory.due(self._now_us()):
                mail = None if is_ending() else self._memory.one(message_id)
                if mail is not None:
                    self._send(mail)
            self.stuck = self._memory.stuck(self._now_us())
        except BookUnavailable as error:
            raise StoreUnavailable(f"the book: {error}") from error

    def _send(self, mail: OutgoingMail) -> None:
        tried = mail.begun(self._now_us())
        self._memory.keep([tried])
        try:
            self._server.send(mail.recipient, mail.message)
        except MailRefused as refused:
            log.error("mail about %s was refused: %s", mail.about, refused)  # noqa: TRY400 - no bug
            tried = tried.ended(MailState.REFUSED, self._now_us(), str(refused))
        except MailNotTaken as error:
            if not mail.trouble:
                log.warning("mail about %s waits: %s", mail.about, error)
            tried = replace(tried, trouble=str(error))
        else:
            log.info("mail about %s is sent", mail.about)
            tried = tried.ended(MailState.SENT, self._now_us())
        self._memory.settle(tried)
