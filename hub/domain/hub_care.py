"""What the hub itself needs a person for: broker, store, disk, clock, book, strangers. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from contract.series import CareKind
from hub.domain.agent_care import Audited
from hub.domain.care import Judgement
from hub.domain.clock_care import judge_hub_clock
from hub.domain.trusted_time import ClockDoubt

BROKER_DOWN_S: Final = 120.0
"""A broker that starts again is there sooner."""
STORE_DOWN_S: Final = 20.0
"""With the wait for the next write and for the next look, people are told within two minutes."""
DISK_LOW_BYTES: Final = 500_000_000
MANY_FAILED_SIGN_INS: Final = 50
"""More than people of a region who have forgotten their passwords make within two days."""


@dataclass(frozen=True, slots=True)
class HubNow:
    """How the hub itself is."""

    broker_down_s: float = 0.0
    """For how long one of its two readers has had no connection."""
    store_down_s: float = 0.0
    """For how long the store has taken or given nothing."""
    disk_free_bytes: int | None = None
    clock_doubt: ClockDoubt | None = None
    books_aside: tuple[str, ...] = ()
    """Names of files in which a damaged book is kept aside."""
    mail_stuck: tuple[str, ...] | None = ()
    """What mail is about that doesn't get out; None: nobody has looked yet."""
    reports_overdue: tuple[str, ...] | None = ()
    """Names of schedules; None: nobody has looked yet."""
    failed_sign_ins: int | None = 0
    """So many attempts have failed yesterday and today; None: nobody knows."""
    alarms_unreached: tuple[str, ...] | None = ()
    """Ways by which nobody is reached, each with its sort; None: nobody has looked yet."""


def judge_hub(hub: HubNow, audited: Audited) -> Iterator[Judgement]:
    """Judge what belongs to no space."""
    yield Judgement(CareKind.BROKER_UNREACHABLE, hub.broker_down_s >= BROKER_DOWN_S)
    yield Judgement(CareKind.STORE_FAILING, hub.store_down_s >= STORE_DOWN_S)
    free = hub.disk_free_bytes
    yield Judgement(CareKind.HUB_DISK_LOW, free is not None and free < DISK_LOW_BYTES)
    yield judge_hub_clock(hub.clock_doubt)
    yield _of_each(CareKind.BOOK_DAMAGED, hub.books_aside)
    if hub.mail_stuck is not None:
        yield _of_each(CareKind.MAIL_STUCK, hub.mail_stuck)
    if hub.reports_overdue is not None:
        yield _of_each(CareKind.REPORT_OVERDUE, hub.reports_overdue)
    if hub.failed_sign_ins is not None:
        are_many = hub.failed_sign_ins >= MANY_FAILED_SIGN_INS
        yield Judgement(CareKind.SIGN_INS_FAILING, are_many)
    if hub.alarms_unreached is not None:
        yield _of_each(CareKind.ALARM_UNREACHED, hub.alarms_unreached)
    yield _of_each(CareKind.STORE_DAMAGED, audited.damages)
    yield _of_each(CareKind.UNKNOWN_AGENT, tuple(map(str, audited.strangers)))


def judge_book_rows(subjects: tuple[str, ...] | None) -> Iterator[Judgement]:
    """Judge of what rows of the book are damaged; None: nobody has looked all through yet."""
    if subjects is not None:
        yield _of_each(CareKind.BOOK_ROW_DAMAGED, subjects)


def _of_each(kind: CareKind, subjects: tuple[str, ...]) -> Judgement:
    return Judgement(kind, bool(subjects), subjects=subjects)
