"""Sends the alarms that wait, by all ways but mail, until they are taken or too old.

    book: waiting ─▶ noted as tried ─▶ alarm_sending.py ─▶ sent | waits longer

A try is noted before it begins, so that a hub that dies meanwhile doesn't try at once again and
again. In a look a person's ways are tried until one fails, so that nobody's server that lets the
hub wait holds up the others for long; what was tried least comes first.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from hub.book.alarm_messages import AlarmMessage, AlarmQueue, MessageState
from hub.book.alarm_ways import AlarmWayMemory
from hub.book.published import Transactions
from hub.config import HubConfig
from hub.domain.alarm_way import AlarmWay
from hub.errors import BookUnavailable, StoreUnavailable
from hub.workers.periodic import IsEnding, Schedule, Work

if TYPE_CHECKING:
    from hub.alarm_sending import AlarmSender

log = logging.getLogger(__name__)

LOOK_EVERY_S: Final = 5.0
LONGEST_WAIT_S: Final = 300.0


class AlarmPost:
    """Does it, in a thread of its own."""

    schedule: Final = Schedule("alarm post", LOOK_EVERY_S, LONGEST_WAIT_S, "alarms wait to be sent")

    def __init__(self, config: HubConfig, book: Transactions, now_us: Callable[[], int]) -> None:
        self._config = config
        self._ways = AlarmWayMemory(book)
        self._queue = AlarmQueue(book)
        self._now_us = now_us
        self._sender: AlarmSender | None = None
        self.unreached: tuple[str, ...] | None = None
        """Ways by which nobody is reached for long, each with its sort; None: not looked."""

    def due(self) -> Work | None:
        """Look at the queue each time: others write it."""
        return self._look

    def close(self) -> None:
        """Do nothing: a connection is open only while it sends."""

    def _look(self, is_ending: IsEnding) -> None:
        """Send what can be. Raises StoreUnavailable where the book can't be used."""
        try:
            self._queue.forget(self._now_us())
            ways = {way.handle: way for way in self._ways.all()}
            self._send_all(ways, is_ending)
            self.unreached = tuple(
                f"{way.sort} {way.handle}"
                for way in ways.values()
                if way.rule.is_on and self._queue.reached(way.handle).is_unreached(self._now_us())
            )
        except BookUnavailable as error:
            raise StoreUnavailable(f"the book: {error}") from error

    def _send_all(self, ways: Mapping[str, AlarmWay], is_ending: IsEnding) -> None:
        failed = set[str]()
        for message in self._queue.due(self._now_us()):
            way = ways.get(message.way)
            if way is None or way.rule.person in failed or is_ending():
                continue
            if not self._send(message, way):
                failed.add(way.rule.person)

    def _send(self, message: AlarmMessage, way: AlarmWay) -> bool:
        """Try one message; tell whether it got through, or isn't wanted any more."""
        from hub.alarm_message import AlarmText  # noqa: PLC0415 - only where somebody has a way
        from hub.alarm_sending import AlarmSender, NotSent, Parcel  # noqa: PLC0415

        tried = message.begun(self._now_us())
        if not self._queue.keep(tried):
            return True
        self._sender = self._sender or AlarmSender(self._config, self._now_us)
        text = AlarmText.of(message.title, message.body)
        try:
            address = self._ways.address(way)
            self._sender.send(Parcel(way.sort, address, text, message.message_id))
        except NotSent as error:
            if not message.trouble:
                log.warning("an alarm by %s, way %s, waits: %s", way.sort, way.handle, error)
            self._queue.keep(replace(tried, trouble=error.trouble))
            return False
        log.info("an alarm by %s, way %s, is sent", way.sort, way.handle)
        self._queue.keep(tried.ended(MessageState.SENT, self._now_us()))
        return True
