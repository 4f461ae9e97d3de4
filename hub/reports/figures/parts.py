"""Working out: from what was read to a report's parts. Pure; `work` decides what may be told."""

from collections.abc import Mapping, Sequence

from hub.domain.indicators import OF_ONE_SPACE
from hub.reports.model import Comparison, DayPoint, Part, Place
from hub.reports.period import Period
from hub.reports.reading import SpaceReading
from hub.reports.tables import Space, Working, weeks_of, with_all
from hub.reports.together import days_together


def parts_of(
    period: Period, read: Sequence[SpaceReading], work: Working, *, is_public: bool
) -> tuple[Part, tuple[Part, ...]]:
    """Work out all spaces together, and each; daily series only if it isn't for the public."""
    table = work(OF_ONE_SPACE, with_all({one.config.id: one.totals for one in read}))
    weeks = weeks_of({one.config.id: one.gathered.week for one in read}, work)
    previous = _compared(period.previous(), period, read, work)
    year_before = _compared(period.year_before(), period, read, work)
    days: dict[Space, tuple[DayPoint, ...]] = {}
    if not is_public:
        days = {one.config.id: one.gathered.days for one in read}
        days[None] = days_together(days.values())

    def part(space: Space) -> Part:
        return Part(
            space=space,
            figures=table[space],
            previous=previous.get(space),
            year_before=year_before.get(space),
            days=days.get(space, ()),
            week=weeks[space],
        )

    return part(None), tuple(part(one.config.id) for one in read)


def _compared(
    period: Period, with_period: Period, read: Sequence[SpaceReading], work: Working
) -> Mapping[Space, Comparison]:
    totals = {one.config.id: one.beside[period] for one in read if period in one.beside}
    if not totals:
        return {}
    unbroken = {
        one.config.id for one in read if one.counted == with_period and period in one.beside
    }
    return {
        space: Comparison(
            period=period,
            spaces=tuple(totals) if space is None else (space,),
            is_like_for_like=(len(unbroken) == len(read) if space is None else space in unbroken),
            figures=figures,
        )
        for space, figures in work(OF_ONE_SPACE, with_all(totals)).items()
    }


def place_of(read: SpaceReading) -> Place:
    """Describe a space that the report is about."""
    totals = read.totals
    return Place(
        id=read.config.id,
        name=read.config.name,
        timezone=read.config.timezone,
        since=read.config.since,
        counted_from=read.counted.first,
        desk_count=max(totals.open.most_desks, totals.closed.most_desks),
        has_opening_hours=read.config.opening is not None,
        counts_visits=any(door.counts for door in read.config.doors),
        small_count=read.config.small_count,
    )
