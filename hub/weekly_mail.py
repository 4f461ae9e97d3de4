"""Mails a week on Monday at 7:00, in the zone of its space, to each who asked for it, once.

    subscriptions ─▶ may they still? ─▶ due? ─▶ all slots made? ─▶ review ─▶ book: mailed, queued

A hub that was off then does it when it is back, until Wednesday; later not any more, and what still
waits is taken back. What is queued stands in the book, so that a look may end midway.
"""

import logging
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from contract.times import from_us, to_us
from hub.book.people import PeopleMemory
from hub.book.published import Transactions
from hub.book.week_mail import Subscription, WeekMailMemory
from hub.domain.calendar import Calendar
from hub.domain.iso_week import Mailing, Week, due_mailing
from hub.domain.roles import Principal
from hub.domain.space import SpaceConfig
from hub.errors import BookUnavailable, ReportRefused, StoreUnavailable
from hub.reports.service import ReportService, ReportServiceBusy
from hub.reports.week.review import WeekReview, review_week
from hub.stores.history_protocol import HistoryReader, is_settled
from hub.week_mail import Letter, language_named, link_to_end, page_of_week, week_mail
from hub.workers.periodic import IsEnding, Schedule, Work

log = logging.getLogger(__name__)

LOOK_EVERY_S: Final = 60.0
LONGEST_WAIT_S: Final = 1800.0
Now = Callable[[], int]
"""Returns an instant in microseconds since 1970."""


@dataclass(frozen=True, slots=True)
class Sender:
    """From whom, and where people find this site."""

    address: str
    base: str


class WeeklyMail:
    """Does it, in a thread of its own."""

    schedule: Final = Schedule(
        "weekly_mail", LOOK_EVERY_S, LONGEST_WAIT_S, "the mail of the week waits to be made"
    )

    def __init__(
        self,
        book: Transactions,
        service: ReportService,
        open_history: Callable[[], HistoryReader],
        sender: Sender,
        clocks: tuple[Now, Now],
    ) -> None:
        """`clocks` tell the newest instant that is certainly past, and what is likely now."""
        self._memory = WeekMailMemory(book)
        self._people = PeopleMemory(book)
        self._service = service
        self._open_history = open_history
        self._sender = sender
        self._certain_us, self._likely_us = clocks

    def due(self) -> Work | None:
        """Look each time: who wants what is asked of the book."""
        return self._look

    def close(self) -> None:
        """Do nothing: what is read is open only meanwhile."""

    def take_back(self) -> None:
        """Give up what is too late, or for who may not see it any more. Raises BookUnavailable."""
        self._memory.take_back(self._likely_us())
        for subscription in self._memory.all():
            self._limit(subscription)

    def _look(self, is_ending: IsEnding) -> None:
        """Mail what is due. Raises StoreUnavailable, also where the book can't be used."""
        try:
            self.take_back()
            self._memory.forget_old(self._certain_us())
            made: dict[tuple[str, Week], WeekReview | None] = {}
            for subscription in self._memory.all():
                if is_ending():
                    return
                self._mail(subscription, made)
        except BookUnavailable as error:
            raise StoreUnavailable(f"the book: {error}") from error

    def _limit(self, subscription: Subscription) -> None:
        person = self._people.of(subscription.wanted.person)
        who = Principal(subscription.wanted.person) if person is None else person.principal
        self._memory.limit(who, self._likely_us())

    def _mail(
        self, subscription: Subscription, made: dict[tuple[str, Week], WeekReview | None]
    ) -> None:
        """Mail somebody the week that is due, if there is one and it wasn't."""
        wanted = subscription.wanted.space
        space = next((each for each in self._service.spaces if each.id == wanted), None)
        mailing = None if space is None else self._due(space, subscription)
        if space is None or mailing is None:
            return
        key = (space.id, mailing.week)
        if key not in made:
            made[key] = self._reviewed(space, mailing.week)
        review = made[key]
        if review is not None and self._queue(subscription, mailing, review):
            log.info("the week %s of %s goes out by mail", mailing.week, space.id)

    def _due(self, space: SpaceConfig, subscription: Subscription) -> Mailing | None:
        """Return the mailing that somebody is to have now: not one that began before they asked."""
        zone = ZoneInfo(space.timezone)
        now = from_us(self._certain_us()), from_us(self._likely_us())
        mailing = due_mailing(*now, zone)
        if mailing is None or mailing.week.last < space.since:
            return None
        if to_us(mailing.start) < subscription.since_us:
            return None
        return None if self._memory.is_mailed(subscription, str(mailing.week)) else mailing

    def _reviewed(self, space: SpaceConfig, week: Week) -> WeekReview | None:
        """Look at a week, once all its slots are made; None: not yet."""
        end_us = to_us(Calendar(space).span_of(week.last).end)
        with closing(self._open_history()) as reader:
            if not is_settled(reader, space.id, end_us):
                return None
        try:
            return review_week(self._service, space, week)
        except ReportServiceBusy:
            return None
        except ReportRefused as refused:
            log.warning("the week %s of %s isn't mailed: %s", week, space.id, refused)
            return None

    def _queue(self, subscription: Subscription, mailing: Mailing, review: WeekReview) -> bool:
        wanted, base = subscription.wanted, self._sender.base
        language = language_named(wanted.language)
        letter = Letter(self._sender.address, wanted.address, language, self._likely_us())
        page = page_of_week(base, wanted.space, mailing.week, language)
        end = link_to_end(base, self._memory.token_of(subscription))
        mail = week_mail(review, letter, page, end)
        return self._memory.send(subscription, str(mailing.week), mail, to_us(mailing.end))
