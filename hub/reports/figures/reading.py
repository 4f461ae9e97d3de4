"""Reading all that a report needs: each space over its period, and over the periods beside it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from hub.domain.space import SpaceConfig
from hub.domain.tally import Totals, over_time
from hub.reports.asked import Asked
from hub.reports.fingerprint import Fingerprint
from hub.reports.gather import Gathered, Gathering
from hub.reports.period import Period
from hub.stores.history import HistoryReader

Progress = Callable[[int, int], None]
"""Called with how many days of spaces are read, and how many there are."""


@dataclass(frozen=True, slots=True)
class SpaceReading:
    """All that was read of one space."""

    config: SpaceConfig
    gathering: Gathering
    counted: Period
    gathered: Gathered
    beside: Mapping[Period, Totals]
    """The periods to compare with, those in which it counted from the first day on."""

    @property
    def totals(self) -> Totals:
        """The sums of the period."""
        return over_time(point.totals for point in self.gathered.days)


def read_spaces(
    asked: Asked, reader: HistoryReader, fingerprint: Fingerprint, progress: Progress
) -> tuple[SpaceReading, ...]:
    """Read every space, one after the other. Raises StoreUnavailable."""
    plans = [
        (space, _counted(space, asked.period), _beside(space, asked)) for space in asked.spaces
    ]
    steps = _Steps(
        sum(
            counted.day_count + sum(one.day_count for one in beside) for _, counted, beside in plans
        ),
        progress,
    )
    return tuple(
        _read_space(Gathering(space, reader, fingerprint, steps.advance), space, counted, beside)
        for space, counted, beside in plans
    )


def _read_space(
    gathering: Gathering, space: SpaceConfig, counted: Period, beside: Sequence[Period]
) -> SpaceReading:
    gathered = gathering.gather(counted)
    compared = {
        period: over_time(point.totals for point in gathering.gather(period).days)
        for period in beside
    }
    return SpaceReading(space, gathering, counted, gathered, compared)


def _counted(space: SpaceConfig, period: Period) -> Period:
    return Period(max(period.first, space.since), period.last)


def _beside(space: SpaceConfig, asked: Asked) -> tuple[Period, ...]:
    periods = dict.fromkeys((asked.period.previous(), asked.period.year_before()))
    return tuple(period for period in periods if period.first >= space.since)


class _Steps:
    """Counts what is done."""

    def __init__(self, all_count: int, progress: Progress) -> None:
        self._done = 0
        self._all = all_count
        self._progress = progress

    def advance(self, count: int) -> None:
        self._done += count
        self._progress(self._done, self._all)
