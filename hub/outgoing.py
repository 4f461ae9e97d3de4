"""Puts together what leaves the hub by itself: scheduled reports, alarms, and the mail that waits.

    hub.toml's schedules ─▶ ScheduledReports ─▶ folder, book ─┬▶ OutgoingPost ─▶ mail server
    who wants a week by mail ─▶ WeeklyMail ─▶ book ───────────┘
    what needs care ─▶ AlarmTelling ─▶ book ─▶ AlarmPost ─▶ webhooks, services

What takes memory is imported only where hub.toml has a schedule or a mail server, or where somebody
wants alarms.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
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
    from hub.reports.service import ReportService
    from hub.scheduled_reports import ScheduledReports
    from hub.weekly_mail import WeeklyMail
    from hub.workers.outgoing import OutgoingPost


Clocks = tuple[Callable[[], int], Callable[[], int]]
"""The time that is certainly past, and the likely one, in microseconds since 1970."""
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
    clocks = certain_us, likely_us
    service = partial(_service, config, store, notes, certain_us, spaces=spaces)
    reports = _reports(config, store, notes, service, clocks) if config.schedules else None
    weekly = _weekly(config, store, notes, service, clocks) if mails_weeks(config) else None
    post = None if config.mail is None else _post(config.mail, notes, likely_us, weekly)
    telling = AlarmTelling(config, spaces, notes, likely_us)
    alarms = AlarmPost(config, notes, likely_us)
    return Outgoing(
        [worker for worker in (reports, weekly, post, telling, alarms) if worker is not None],
        _none if post is None else lambda: post.stuck,
        _none if reports is None else lambda: reports.overdue,
        lambda: alarms.unreached,
    )


def mails_weeks(config: HubConfig) -> bool:
    """Tell whether weeks can be mailed: by a server, with links to where people find this site."""
    return config.mail is not None and bool(config.http.public_url)


def _reports(
    config: HubConfig,
    store: Store,
    notes: CareNotes,
    service: Callable[[], "ReportService"],
    clocks: Clocks,
) -> "ScheduledReports":
    from hub.scheduled_reports import ScheduledReports, Schedules  # noqa: PLC0415 - see above

    schedules = Schedules(config, service(), clocks[0])
    return ScheduledReports(schedules, store.open_history, ScheduledMemory(notes), clocks[1])


def _service(
    config: HubConfig,
    store: Store,
    notes: CareNotes,
    certain_us: Callable[[], int],
    *,
    spaces: SpacesNow,
) -> "ReportService":
    """Make reports of periods that are certainly over."""
    from hub.reports.service import ReportService  # noqa: PLC0415 - see above

    def wall() -> datetime:
        return from_us(certain_us())

    return ReportService(
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


def _weekly(
    config: HubConfig,
    store: Store,
    notes: CareNotes,
    service: Callable[[], "ReportService"],
    clocks: Clocks,
) -> "WeeklyMail":
    from hub.weekly_mail import Sender, WeeklyMail  # noqa: PLC0415 - see above

    sender = Sender(config.mail.sender if config.mail else "", config.http.public_url or "")
    return WeeklyMail(notes, service(), store.open_history, sender, clocks)


def _post(
    config: MailConfig,
    notes: CareNotes,
    now_us: Callable[[], int],
    weekly: "WeeklyMail | None",
) -> "OutgoingPost":
    from hub.mail import MailServer  # noqa: PLC0415 - see above
    from hub.workers.outgoing import OutgoingPost, nothing  # noqa: PLC0415 - see above

    take_back = nothing if weekly is None else weekly.take_back
    return OutgoingPost(OutgoingMemory(notes), MailServer(config), now_us, take_back)
