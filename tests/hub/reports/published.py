"""Published months of made-up spaces, as the hub would publish them, and reports made of these."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from hub.domain.published_cells import InForce, PublishedMonth
from hub.domain.slots import SpaceSlot
from hub.domain.space import SpaceConfig
from hub.reports.figures.public_build import build_public_report
from hub.reports.model import Report, Target
from hub.reports.request import ReportRequest
from hub.workers.publishing import SpaceMonths
from tests.hub.reports.kept import KeptHistory
from tests.hub.reports.months import FIRST, LAST
from tests.hub.spaces import a_region

AT_US = 1_780_000_000_000_000


def published_of(
    slots: Mapping[str, Sequence[SpaceSlot]],
    spaces: Sequence[SpaceConfig],
    months: Iterable[date] = (FIRST,),
    in_force: Sequence[InForce] = (),
) -> list[PublishedMonth]:
    """Publish some months of each space."""
    history = KeptHistory(slots, spaces)
    return [
        SpaceMonths(space).made(month, history, in_force, AT_US)
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
