"""Decides once in a while whom to tell of what needs care, and lets the messages wait to be sent.

    book: care, answers, ways, told ─▶ domain/alarm.py ─▶ told and queue row, one transaction

A message and the note that it was told are one: after a kill there are both or neither. A way that
doesn't get rid of what it has is told no more until it does, and then of all at once. Nothing is
told while nobody judges. It sends nothing.
"""

import secrets
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from contract.times import from_us
from hub.book.alarm_messages import (
    AlarmMessage,
    about,
    forget_told,
    note_told,
    queue_message,
    read_told,
    waiting_in,
)
from hub.book.alarm_ways import AlarmWayMemory, read_ways
from hub.book.care import CareMemory
from hub.book.care_answers import CareAnswerMemory
from hub.book.file import Lent
from hub.book.outgoing import queue
from hub.book.people import PeopleMemory, people_in
from hub.book.published import Transactions
from hub.care_told import is_stale
from hub.config import HubConfig
from hub.domain.alarm import OVER_NEWS_US, CaseNow, Look, Telling, due, severity_in
from hub.domain.alarm_hours import hours_of
from hub.domain.alarm_way import AlarmWay, WaySort
from hub.domain.care_answer import CareAnswer, Case, standing
from hub.domain.roles import ANYBODY, Permission, Principal, may
from hub.errors import BookUnavailable, StoreUnavailable
from hub.reports.text.language import Language
from hub.spaces_now import SpacesNow
from hub.workers.periodic import IsEnding, Schedule, Work

if TYPE_CHECKING:
    from hub.alarm_message import AlarmText

LOOK_EVERY_S: Final = 15.0
LONGEST_WAIT_S: Final = 300.0
MOST_WAITING: Final = 3
"""A way by which so many messages wait is told nothing more until they are gone."""


class AlarmTelling:
    """Does it, in a thread of its own."""

    schedule: Final = Schedule(
        "alarms", LOOK_EVERY_S, LONGEST_WAIT_S, "nobody is told of what needs care"
    )

    def __init__(
        self, config: HubConfig, spaces: SpacesNow, book: Transactions, now_us: Callable[[], int]
    ) -> None:
        self._config = config
        self._spaces = spaces
        self._book = book
        self._now_us = now_us
        self._ways = AlarmWayMemory(book)

    def due(self) -> Work | None:
        """Look each time: others write ways, answers and care."""
        return self._look

    def close(self) -> None:
        """Do nothing: the book is somebody else's."""

    def _look(self, is_ending: IsEnding) -> None:
        """Tell what is due. Raises StoreUnavailable where the book can't be used."""
        try:
            ways, now_us = self._ways.all(), self._now_us()
            care = CareMemory(self._book)
            if not ways or is_stale(care.judged_us(), now_us):
                return
            found = due(self._seen(ways, care, now_us))
            for way in ways:
                if way.handle in found and not is_ending():
                    self._tell(way, found[way.handle], now_us)
            with self._book.transaction() as db:
                forget_told(db, now_us)
        except BookUnavailable as error:
            raise StoreUnavailable(f"the book: {error}") from error

    def _seen(self, ways: Sequence[AlarmWay], care: CareMemory, now_us: int) -> Look:
        answers = CareAnswerMemory(self._book).all()
        lasting, over = care.lasting(), care.over(now_us - OVER_NEWS_US)
        cases = [
            CaseNow(
                each.case, each.until_us, _is_answered(each.case, answers.get(each.case), now_us)
            )
            for each in (*lasting, *over)
        ]
        people = {person.id: person.principal for person in PeopleMemory(self._book).all()}
        with self._book.transaction() as db:
            told = read_told(db)
        spaces = self._spaces.now
        hours = hours_of(spaces.by_id, spaces.calendars, from_us(now_us))
        return Look([way.rule for way in ways], people, cases, told, hours, now_us)

    def _tell(self, way: AlarmWay, tellings: Sequence[Telling], now_us: int) -> None:
        """Let one message wait, unless the way is another one meanwhile, or is stuck.

        Whoever has lost a space since the look hears nothing of it.
        """
        with self._book.transaction() as db:
            if way not in read_ways(db) or waiting_in(db, way.handle) >= MOST_WAITING:
                return
            who = {each.id: each.principal for each in people_in(db)}.get(way.rule.person, ANYBODY)
            tellings = [each for each in tellings if _may_hear(who, each)]
            if not tellings:
                return
            message_id = self._queue(db, way, tellings, now_us)
            note_told(db, [each.told(now_us) for each in tellings], message_id)

    def _queue(self, db: Lent, way: AlarmWay, tellings: Sequence[Telling], now_us: int) -> str:
        from hub.alarm_message import mail_of  # noqa: PLC0415 - only where somebody has a way

        text, message_id = self._text(way, tellings), secrets.token_hex(16)
        if way.sort is WaySort.MAIL and self._config.mail is not None:
            sender = self._config.mail.sender
            message_id = f"{message_id}@{sender.rpartition('@')[2]}"
            mail = mail_of(text, about(way.handle), message_id, (sender, way.shown), now_us)
            queue(db, [mail])
        else:
            message = AlarmMessage(
                message_id, way.handle, now_us, text.title, text.body, next_us=now_us
            )
            queue_message(db, message)
        return message_id

    def _text(self, way: AlarmWay, tellings: Sequence[Telling]) -> "AlarmText":
        from hub.alarm_message import (  # noqa: PLC0415 - as above
            MOST_SAID,
            MOST_SAID_SHORTLY,
            AlarmWriter,
        )

        writer = AlarmWriter(self._spaces.now.all, self._config.http.public_url or "")
        most = MOST_SAID if way.sort is WaySort.MAIL else MOST_SAID_SHORTLY
        return writer.write(tellings, Language(way.language), most)


def _may_hear(who: Principal, telling: Telling) -> bool:
    return may(who, Permission.SEE_CARE, telling.case.space or None)


def _is_answered(case: Case, answer: CareAnswer | None, now_us: int) -> bool:
    severity = severity_in(case)
    return severity is not None and not standing(answer, severity, now_us).asks
