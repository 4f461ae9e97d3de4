"""Puts together what leaves the hub by itself: scheduled reports, alarms, and the mail that waits.

    hub.toml's schedules ─▶ ScheduledReports ─▶ folder, book ─▶ OutgoingPost ─▶ mail server
    what needs care      ─▶ AlarmTelling ─────────────▶ book ─▶ AlarmPost ───▶ webhooks, services

What takes memory is imported only where hub.toml has a schedule or a mail server, or where somebody
wants alarms.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from typing import TYPE_CHECKING

from contract.times import from_us
from hub.alarm_post import AlarmPost
from hub.alarm_telling import AlarmTelling
from hub.book.outgoing import OutgoingMemory
from hub.book.published import PublishedMemory
from hub.book.scheduled import ScheduledMemory
from hub.book.sign_doubts import SignDoubtMemory
from hub.book.targets import TargetMemory
from hub.config import HubConfig
from hub.domain.mail import MailConfig
from hub.spaces_now import SpacesNow
from hub.stores.protocol import Store
from hub.workers.care_notes import CareNotes
from hub.workers.periodic import PeriodicWorker

if TYPE_CHECKING:
    from hub.scheduled_reports import ScheduledReports
    from hub.workers.outgoing import OutgoingPost


Look = Callable[[], tuple[str, ...] | None]
"""Tells what of it needs a person; None: nobody has looked yet."""


def _none() -> tuple[str, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class Outgoing:
    """The workers, and what of them needs a person."""

    workers: Sequence[PeriodicWorker] = ()
    mail_stuck: Look = _none
    """Tells what mail is about that doesn't get out."""
    reports_overdue: Look = _none
    """Tells the names of schedules that wait for long."""
    alarms_unreached: Look = _none
    """Tells the ways by which nobody is reached for long."""


def outgoing_of(
    config: HubConfig,
    store: Store,
    notes: CareNotes,
    certain_us: Callable[[], int],
    likely_us: Callable[[], int],
    *,
    spaces: SpacesNow,
) -> Outgoing:
    """Put together what hub.toml asks for, and alarms, for which people may ask at any time.

    Periods are over by time that is certainly past; mail waits by what is likely now.
    """
    reports = (
        _reports(config, store, notes, certain_us, likely_us, spaces=spaces)
        if config.schedules
        else None
    )
    post = None if config.mail is None else _post(config.mail, notes, likely_us)
    telling = AlarmTelling(config, spaces, notes, likely_us)
    alarms = AlarmPost(config, notes, likely_us)
    return Outgoing(
        [worker for worker in (reports, post, telling, alarms) if worker is not None],
        _none if post is None else lambda: post.stuck,
        _none if reports is None else lambda: reports.overdue,
        lambda: alarms.unreached,
    )


def _reports(
    config: HubConfig,
    store: Store,
    notes: CareNotes,
    certain_us: Callable[[], int],
    likely_us: Callable[[], int],
    *,
    spaces: SpacesNow,
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
        read_targets=TargetMemory(notes).all,
        read_published=PublishedMemory(notes).months,
        read_sign_doubts=SignDoubtMemory(notes).all,
        spaces=spaces,
    )
    schedules = Schedules(config, service, certain_us)
    return ScheduledReports(schedules, store.open_history, ScheduledMemory(notes), likely_us)


def _post(config: MailConfig, notes: CareNotes, now_us: Callable[[], int]) -> "OutgoingPost":
    from hub.mail import MailServer  # noqa: PLC0415 - see above
    from hub.workers.outgoing import OutgoingPost  # noqa: PLC0415 - see above

    return OutgoingPost(OutgoingMemory(notes), MailServer(config), now_us)
