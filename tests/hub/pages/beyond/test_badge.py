"""For how long a badge may be believed."""

from datetime import timedelta

import pytest

from hub.domain.availability import Availability
from hub.pages.beyond.badge import holds_s
from tests.hub.pages.snapshots import (
    CLOSING,
    NOW,
    SEEN,
    an_availability,
    closed_until,
    open_until,
)

SOON = NOW + timedelta(seconds=20)


@pytest.mark.parametrize(
    ("available", "seconds"),
    [
        (an_availability(), 150 - 12),
        (an_availability(opening=open_until(SOON)), 20),
        (an_availability(opening=open_until(None)), 150 - 12),
        (an_availability(observed_at=SEEN - timedelta(seconds=500)), 0),
        (an_availability(opening=closed_until(CLOSING)), (CLOSING - NOW).total_seconds()),
        (an_availability(opening=closed_until(None)), 150),
        (an_availability(observed_at=None, opening=open_until(None)), 150),
    ],
)
def test_holds(available: Availability, seconds: float) -> None:
    """Until its time is over, or until opening or closing, whichever is first."""
    assert holds_s(available, NOW) == seconds
