"""How old a list of spaces is as a whole, so that its cards need not say it one by one. Pure.

What is silent says so itself, and a closed space claims nothing that could be old.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from hub.domain.availability import Availability
from hub.pages.answer import Tone, is_silent, tone_of

COMMON: Final = timedelta(minutes=2)
"""What is further behind the newest answer says its own age."""


def observed(available: Availability) -> datetime | None:
    """Return when that was so of which a card tells; None where it tells nothing that ages."""
    if tone_of(available) is Tone.CLOSED or is_silent(available) or available.desks.total == 0:
        return None
    return available.observed_at


def common_age(snapshots: Iterable[Availability]) -> datetime | None:
    """Return the oldest moment of those that aren't far behind the newest; None without any."""
    moments = [at for at in map(observed, snapshots) if at is not None]
    newest = max(moments, default=None)
    return None if newest is None else min(at for at in moments if newest - at <= COMMON)


def is_told(available: Availability, common: datetime | None) -> bool:
    """Tell whether nothing is left to say of a card's age, given that of the page."""
    if tone_of(available) is Tone.CLOSED:
        return True
    at = observed(available)
    return at is not None and common is not None and at >= common
