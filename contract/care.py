"""What needs care, in words, for whoever tells people: the hub, its pages, and Grafana's alerts.

Owns how much each kind hurts those who look for a desk, and the form of its words, which stand in
care_german.py and care_english.py. It knows nothing of when something needs care.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from contract.series import CareKind


class Severity(StrEnum):
    """How much it hurts, the worst first."""

    CRITICAL = "critical"
    """Visitors find a whole space unknown, or nothing at all."""
    WARNING = "warning"
    """A desk is unknown, or facts are in danger."""
    NOTICE = "notice"
    """Figures or machines want a look, on one of the next days."""

    @property
    def rank(self) -> int:
        """Its place, the worst at 0."""
        return list(Severity).index(self)


@dataclass(frozen=True, slots=True)
class CareText:
    """One kind in one language."""

    name: str
    """A title of a few words, which names nobody."""
    sentence: str
    """What is so. `{agent}` and `{subject}` stand for whom it is about."""
    to_do: str
    """What to do first. The runbook's page care.md says more."""


def severity_of(kind: CareKind) -> Severity:
    """Tell how much a kind of care hurts those who look for a desk."""
    match kind:
        case (
            CareKind.AGENT_DUPLICATED
            | CareKind.AGENT_FLOODING
            | CareKind.AGENT_RESTARTING
            | CareKind.AGENT_SILENT
            | CareKind.AGENT_UNORDERED
            | CareKind.BROKER_UNREACHABLE
        ):
            return Severity.CRITICAL
        case (
            CareKind.AGENT_CLOCK_UNSYNCED | CareKind.AGENT_DISK_LOW | CareKind.BOOK_ROW_DAMAGED
            | CareKind.CARD_COPIED | CareKind.CARD_FAILING | CareKind.CARD_FULL
            | CareKind.CERTIFICATE_ENDS_SOON
            | CareKind.EVENTS_FROM_THE_FUTURE | CareKind.FOREIGN_CLAIM | CareKind.HUB_CLOCK_DOUBTED
            | CareKind.HUB_DISK_LOW | CareKind.OUTBOX_DAMAGED | CareKind.OUTBOX_GROWING
            | CareKind.SENSOR_ALTERNATING | CareKind.SENSOR_FAULT | CareKind.SENSOR_FLAPPING
            | CareKind.SENSOR_IMPOSSIBLE | CareKind.SENSOR_NO_ECHO | CareKind.SENSOR_SILENT
            | CareKind.SENSOR_STUCK | CareKind.SENSOR_UNDECIDED | CareKind.SENSOR_UNPROVEN
            | CareKind.SENSOR_UNREADABLE | CareKind.STORE_DAMAGED | CareKind.STORE_FAILING
        ):  # fmt: skip
            return Severity.WARNING
        case (
            CareKind.ALARM_UNREACHED | CareKind.BOOK_DAMAGED | CareKind.CALENDAR_UNREADABLE
            | CareKind.CERTIFICATE_ENDING | CareKind.DOOR_OPEN_AFTER_CLOSING | CareKind.EVENTS_LOST
            | CareKind.EVENTS_MISSING | CareKind.EVENTS_TOO_LATE | CareKind.LOW_COVERAGE_YESTERDAY
            | CareKind.MAIL_STUCK | CareKind.PUBLISHED_DAMAGED | CareKind.PUBLISHING_WAITS
            | CareKind.QUARANTINE_NOT_EMPTY | CareKind.REPORT_OVERDUE
            | CareKind.SENSOR_WITHOUT_SIGN | CareKind.SHARED_TOKEN_USED | CareKind.SIGN_INS_FAILING
            | CareKind.SITE_TEXT_MISSING | CareKind.SITE_TEXT_UNCONFIRMED | CareKind.UNKNOWN_AGENT
            | CareKind.VISITORS_DOUBT
        ):  # fmt: skip
            return Severity.NOTICE
        case _:
            assert_never(kind)
