"""Published months of made-up spaces, as the hub would publish them, and reports made of these."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from contract.times import to_us
from hub.domain.published_cells import InForce, PublishedMonth
from hub.domain.slots import SpaceSlot
from hub.domain.space import SpaceConfig
from hub.reports.figures.public_build import build_public_report
from hub.reports.model import Report, Target
from hub.reports.request import ReportRequest
from hub.workers.publishing import SpaceMonths
from tests.hub.reports.kept import KeptHistory
from tests.hub.reports.months import FIRST, LAST
from tests.hub.spaces import a_region, utc

AT_US = 1_780_000_000_000_000
PUBLISHED_US = to_us(utc(2026, 3, 8, 1))
"""When February is published where nothing is in its way."""


def published_of(
    slots: Mapping[str, Sequence[SpaceSlot]],
    spaces: Sequence[SpaceConfig],
    months: Iterable[date] = (FIRST,),
    in_force: Sequence[InForce] = (),
    at_us: int = PUBLISHED_US,
) -> list[PublishedMonth]:
    """Publish some months of each space."""
    history = KeptHistory(slots, spaces)
    return [
        SpaceMonths(space).made(month, history, in_force, at_us)
        for space in sorted(spaces, key=lambda space: space.id)
        for month in months
    ]


def public_report_of(
    spaces: Sequence[SpaceConfig],
    slots: Mapping[str, Sequence[SpaceSlot]],
    targets: Sequence[Target] = (),
) -> Report:
    """Build the public report of the February of made-up months."""
    published = published_of(slots, spaces)
    request = ReportRequest((), FIRST, LAST, is_public=True)
    return build_public_report(
        a_region(*spaces), published, request, version="0.1.0", targets=targets
    )
