"""What people say of what needs care: seen, done, remind me; and what that means by now. Pure.

    case (one trouble, from its begin until it is over)
      └─ answer: seen ─────────▶ put away until the case ends
                 done ─────────▶ put away; if the hub still judges it after a while, it asks again
                 remind ───────▶ put away until then
    a worse severity ──────────▶ asks anew, whatever was answered

An answer belongs to its case: what begins anew asks anew. A case has one answer, the newest. It
knows no words and nobody's name: who answered is an id.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from contract.care import Severity
from contract.series import CareKind
from contract.times import from_us, to_us
from hub.domain.agent_care import ONCE
from hub.domain.localtime import ONE_DAY, day_of, instant

_MINUTE_US: Final = 60 * 1_000_000
_DAY_US: Final = 24 * 60 * _MINUTE_US
DONE_US: Final = 30 * _MINUTE_US
"""So long after it was mended everything is judged to be so, unless SLOWLY says otherwise."""
SLOWLY: Final[Mapping[CareKind, int]] = {
    CareKind.LOW_COVERAGE_YESTERDAY: _DAY_US,
    CareKind.QUARANTINE_NOT_EMPTY: 7 * _DAY_US,
    CareKind.UNKNOWN_AGENT: _DAY_US,
    CareKind.VISITORS_DOUBT: _DAY_US,
}
"""Kinds that the hub goes on judging for longer though all is well: microseconds."""
CLOCK_TOLERANCE_US: Final = _MINUTE_US
MORNING_MIN: Final = 8 * 60
"""Who wants to be reminded tomorrow is at this minute of the local day."""
_NIGHT_ENDS_H: Final = 4
"""Before this hour "tomorrow morning" is the morning that comes."""


class AnswerKind(StrEnum):
    """What somebody says; the value stands in the book."""

    SEEN = "seen"
    DONE = "done"
    REMIND = "remind"


class Remind(StrEnum):
    """When somebody wants to be reminded."""

    HOUR = "hour"
    TOMORROW = "tomorrow"
    WEEK = "week"


class Standing(StrEnum):
    """How a case stands with people."""

    OPEN = "open"
    """Nobody has answered."""
    WORSE = "worse"
    """It has become worse than it was when somebody answered."""
    STILL_SO = "still_so"
    """Somebody said that it was done, and the hub still judges it."""
    DUE = "due"
    """Somebody wanted to be reminded: it is time."""
    SEEN = "seen"
    DONE = "done"
    """Somebody says so; whether it is the hub will see."""
    REMINDED = "reminded"
    """Somebody will be reminded later."""

    @property
    def asks(self) -> bool:
        """Tell whether it needs somebody now."""
        return self not in (Standing.SEEN, Standing.DONE, Standing.REMINDED)

    @property
    def is_known(self) -> bool:
        """Tell whether somebody has taken note of it as it is."""
        return self not in (Standing.OPEN, Standing.WORSE)


@dataclass(frozen=True, slots=True, order=True)
class Case:
    """One trouble from its begin until it is over: the key of the book's rows of care."""

    kind: str
    """The value of a CareKind, maybe of a later version."""
    space: str
    """Empty where it is of the whole hub."""
    subject: str
    since_us: int
    """When it began, in microseconds since 1970."""


@dataclass(frozen=True, slots=True)
class CareAnswer:
    """What somebody said of a case; times in microseconds since 1970."""

    case: Case
    kind: AnswerKind
    by: str
    """A person's id."""
    at_us: int
    until_us: int | None
    """Until when it puts the case away; None: as long as the case lasts."""
    severity: Severity
    """How bad it was then."""


def standing(answer: CareAnswer | None, severity: Severity, now_us: int) -> Standing:
    """Tell how a case stands that is as bad as `severity` now.

    An answer from the future is none: a clock was wrong, and nobody knows until when it puts away.
    """
    if answer is None or answer.at_us > now_us + CLOCK_TOLERANCE_US:
        return Standing.OPEN
    if severity.rank < answer.severity.rank:
        return Standing.WORSE
    is_over = answer.until_us is not None and now_us >= answer.until_us
    return _AFTER[answer.kind] if is_over else _UNTIL[answer.kind]


_UNTIL: Final = {
    AnswerKind.SEEN: Standing.SEEN,
    AnswerKind.DONE: Standing.DONE,
    AnswerKind.REMIND: Standing.REMINDED,
}
_AFTER: Final = {
    AnswerKind.SEEN: Standing.OPEN,
    AnswerKind.DONE: Standing.STILL_SO,
    AnswerKind.REMIND: Standing.DUE,
}


def seen(case: Case, by: str, at_us: int, severity: Severity) -> CareAnswer:
    """Say that somebody knows of it."""
    return CareAnswer(case, AnswerKind.SEEN, by, at_us, None, severity)


def done(case: Case, by: str, at_us: int, severity: Severity) -> CareAnswer:
    """Say that it is mended; what can't be undone is settled by that."""
    return CareAnswer(case, AnswerKind.DONE, by, at_us, _done_until(case, at_us), severity)


def remind(case: Case, by: str, at_us: int, severity: Severity, until_us: int) -> CareAnswer:
    """Say that somebody wants to hear of it later; see remind_us."""
    return CareAnswer(case, AnswerKind.REMIND, by, at_us, until_us, severity)


def _done_until(case: Case, at_us: int) -> int | None:
    if case.kind in ONCE:
        return None
    return at_us + next((us for kind, us in SLOWLY.items() if kind == case.kind), DONE_US)


def remind_us(when: Remind, now_us: int, zone: ZoneInfo) -> int:
    """Return when it is time: in an hour, or at eight in the morning where the clock is `zone`."""
    if when is Remind.HOUR:
        return now_us + 60 * _MINUTE_US
    now = from_us(now_us)
    today = day_of(now, zone)
    is_night = now.astimezone(zone).hour < _NIGHT_ENDS_H
    days = 7 * ONE_DAY if when is Remind.WEEK else timedelta() if is_night else ONE_DAY
    return to_us(instant(today + days, MORNING_MIN, zone))
