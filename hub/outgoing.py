"""Puts together what leaves the hub by itself: scheduled reports, and the mail that waits.

    hub.toml's schedules ─▶ ScheduledReports ─▶ folder, book ─▶ OutgoingPost ─▶ mail server

What takes memory is imported only where hub.toml has a schedule or a mail server.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from importlib.metadata import version
from typing import TYPE_CHECKING

from contract.times import from_us
from hub.book.outgoing import OutgoingMemory
from hub.book.published import PublishedMemory
from hub.book.scheduled import ScheduledMemory
from hub.book.sign_doubts import SignDoubtMemory
from hub.config import HubConfig
from hub.stores.protocol import Store
from hub.workers.care_notes import CareNotes
from hub.workers.periodic import PeriodicWorker

if TYPE_CHECKING:
    from hub.scheduled_reports import ScheduledReports
    from hub.workers.outgoing import OutgoingPost


@dataclass(slots=True)
class Outgoing:
    """The workers, and what of them needs a person."""

    workers: Sequence[PeriodicWorker] = ()
    stuck: list[Callable[[], tuple[str, ...]]] = field(default_factory=list)
    overdue: list[Callable[[], tuple[str, ...]]] = field(default_factory=list)

    def mail_stuck(self) -> tuple[str, ...]:
        """Return what mail is about that doesn't get out."""
        return tuple(about for look in self.stuck for about in look())

    def reports_overdue(self) -> tuple[str, ...]:
        """Return the names of schedules that wait for long."""
        return tuple(name for look in self.overdue for name in look())


def outgoing_of(
    config: HubConfig,
    store: Store,
    notes: CareNotes,
    certain_us: Callable[[], int],
    likely_us: Callable[[], int],
) -> Outgoing:
    """Put together what hub.toml asks for; nothing where it asks for nothing.

    Periods are over by time that is certainly past; mail waits by what is likely now.
    """
    made = Outgoing()
    if config.schedules:
        reports = _reports(config, store, notes, certain_us)
        made.overdue.append(lambda: reports.overdue)
        made.workers = (*made.workers, reports)
    if config.mail is not None:
        post = _post(config, notes, likely_us)
        made.stuck.append(lambda: post.stuck)
        made.workers = (*made.workers, post)
    return made


def _reports(
    config: HubConfig, store: Store, notes: CareNotes, certain_us: Callable[[], int]
) -> "ScheduledReports":
    from hub.reports.service import ReportService  # noqa: PLC0415 - see above
    from hub.scheduled_reports import ScheduledReports, Schedules  # noqa: PLC0415 - see above

    def wall() -> datetime:
        return from_us(certain_us())

    service = ReportService(
        config,
        store.open_history,
        store.open_reader,
        wall,
        version=version("platzfrei"),
        read_published=PublishedMemory(notes).months,
        read_sign_doubts=SignDoubtMemory(notes).all,
    )
    schedules = Schedules(config, service, certain_us)
    return ScheduledReports(schedules, store.open_history, ScheduledMemory(notes))


def _post(config: HubConfig, notes: CareNotes, now_us: Callable[[], int]) -> "OutgoingPost":
    from hub.mail import MailServer  # noqa: PLC0415 - see above
    from hub.workers.outgoing import OutgoingPost  # noqa: PLC0415 - see above

    server = None if config.mail is None else MailServer(config.mail)
    return OutgoingPost(OutgoingMemory(notes), server, now_us)
