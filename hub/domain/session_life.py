"""How long somebody stays signed in. Pure.

    began ─▶ seen ─▶ seen ─▶ … ─▶ not seen for IDLE_US, or LONGEST_US after it began: ended

A clock that was set back ends a session as well: nobody stays signed in because the time is wrong.
"""

from dataclasses import dataclass
from typing import Final

_MINUTE_US: Final = 60 * 1_000_000
_DAY_US: Final = 24 * 60 * _MINUTE_US
IDLE_US: Final = 30 * _MINUTE_US
LONGEST_US: Final = 12 * 60 * _MINUTE_US
TRUSTED_IDLE_US: Final = 14 * _DAY_US
TRUSTED_LONGEST_US: Final = 90 * _DAY_US
"""On a device that the person trusts."""
NOTED_EVERY_US: Final = _MINUTE_US
"""That somebody was seen is written no more often than this."""


@dataclass(frozen=True, slots=True)
class Session:
    """One device on which somebody is signed in."""

    handle: str
    """Names it in lists; it opens nothing."""
    person: str
    began_us: int
    seen_us: int
    is_trusted: bool = False
    device: str = ""
    """As the person calls it."""
    is_strong: bool = False
    """It was begun by a passkey, or by a password and a second thing."""

    @property
    def longest_us(self) -> int:
        """How long after it began it ends, whatever happens."""
        return TRUSTED_LONGEST_US if self.is_trusted else LONGEST_US


def has_ended(session: Session, now_us: int) -> bool:
    """Tell whether a session is over by its age, or since it was last seen."""
    idle_us = TRUSTED_IDLE_US if session.is_trusted else IDLE_US
    is_of_the_future = session.seen_us - now_us > NOTED_EVERY_US
    is_idle = now_us - session.seen_us >= idle_us
    return is_of_the_future or is_idle or now_us - session.began_us >= session.longest_us
