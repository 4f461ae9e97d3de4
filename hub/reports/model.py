"""The report as figures: everything that every format prints, and not one word of it.

    request ─▶ build ─▶ Report ─▶ words (German, English) ─▶ PDF, XLSX, CSV, DOCX, page
                          └─────▶ JSON

Layouts translate ids and word sentences by text/catalogue.py; they compute nothing. All numbers are
integers or quotients of integers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from hub.domain.calendar_change import CalendarCorrection
from hub.domain.indicators import (
    Coverage,
    Figure,
    Indicator,
    figure_of,
)
from hub.domain.office import OfficeConfig
from hub.domain.sign_doubt import WithoutSign
from hub.domain.tally import Totals
from hub.domain.target import Target as Target  # noqa: PLC0414 - a part of the report
from hub.domain.target import Wanted as Wanted  # noqa: PLC0414 - likewise
from hub.reports.finding import Change, Finding, TrendPoint
from hub.reports.period import Period
from hub.reports.request import ReportRequest

DAILY: Final = (
    Indicator.DESK_HOURS_OFFERED,
    Indicator.DESK_HOURS_OCCUPIED,
    Indicator.COVERAGE,
    Indicator.UTILISATION,
    Indicator.FULL_HOURS,
    Indicator.DESK_DAYS,
    Indicator.VISITS,
)
"""What daily series show."""
RANKED_BY: Final = Indicator.UTILISATION
NO_OFFICE: Final = OfficeConfig()


@dataclass(frozen=True, slots=True)
class Place:
    """A space that the report is about."""

    id: str
    name: str
    timezone: str
    since: date
    counted_from: date
    """The first day of the period that counts here: the period's first, or `since`."""
    desk_count: int
    """Desks of kind desk that are in service at some time of the period."""
    has_opening_hours: bool
    """Without them no slot is open, and every ratio is null."""
    counts_visits: bool
    small_count: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """The same figures over another period."""

    period: Period
    spaces: tuple[str, ...]
    """Those that count in it: the others began later."""
    is_like_for_like: bool
    """Whether the same spaces count throughout both periods."""
    figures: tuple[Figure, ...]

    def figure(self, indicator: Indicator) -> Figure:
        """Return one figure. Raises KeyError if there is none here."""
        return _find(self.figures, indicator)


@dataclass(frozen=True, slots=True)
class DayPoint:
    """One local day of a daily series."""

    day: date
    totals: Totals

    def figure(self, indicator: Indicator) -> Figure:
        """Work out one figure of the day; DAILY lists those that series show."""
        return figure_of(indicator, self.totals)


@dataclass(frozen=True, slots=True)
class HourPoint:
    """One hour of the typical week."""

    weekday: int
    """0 is Monday."""
    hour: int
    """The local hour that it begins with, 0 to 23."""
    figures: tuple[Figure, ...]
    """Those of hub.domain.indicators.OF_A_WEEK_CELL."""

    def figure(self, indicator: Indicator) -> Figure:
        """Return one figure. Raises KeyError if there is none here."""
        return _find(self.figures, indicator)


@dataclass(frozen=True, slots=True)
class Told:
    """Of how many spaces and months a public part's figures of use are."""

    space_count: int
    """Spaces of which any month is told."""
    of_space_count: int
    month_count: int
    """Months of spaces whose use is told; the others are in no figure of use."""
    of_month_count: int

    @property
    def is_all(self) -> bool:
        """Whether nothing is withheld."""
        return self.month_count == self.of_month_count


@dataclass(frozen=True, slots=True)
class Erratum:
    """A published month that was replaced."""

    space: str
    month: date
    day: date
    """When, on the space's local day."""
    reason: str


@dataclass(frozen=True, slots=True)
class PublishedLate:
    """Months of a space that were published long after the day on which they could be.

    If they were published before, in a book that is lost, that edition may have been another.
    """

    space: str
    day: date
    """When, on the space's local day."""
    months: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """The figures of one space, or of all spaces of the report together."""

    space: str | None
    """None: all together."""
    figures: tuple[Figure, ...]
    previous: Comparison | None
    """The period of the same length just before; None if nothing was counted yet."""
    year_before: Comparison | None
    days: tuple[DayPoint, ...]
    """Every local day from the first that counts; none in a public report."""
    week: tuple[HourPoint, ...]
    """The 168 hours from Monday 0:00 on; none in a public report."""
    told: Told | None = None
    """Of a public report alone."""

    def figure(self, indicator: Indicator) -> Figure:
        """Return one figure. Raises KeyError if there is none here (peaks of several spaces)."""
        return _find(self.figures, indicator)


@dataclass(frozen=True, slots=True)
class Rank:
    """One line of the ranking; equal values share a place. Last come those without a value."""

    place: int | None
    """From 1; None without a value that may be printed."""
    space: str
    figure: Figure


@dataclass(frozen=True, slots=True)
class Goal:
    """A target beside what became of it."""

    target: Target
    actual: Figure
    is_reached: bool | None
    """None: what is known doesn't decide it."""


@dataclass(frozen=True, slots=True)
class SpaceQuality:
    """How far the figures of one space can be trusted, and corrected."""

    space: str
    coverage: Coverage
    """Of desk-time in open slots."""
    closed_coverage: Coverage
    doors_coverage: Coverage | None
    """Open and closed; None without a counting door."""
    absent_slot_count: int
    """Slots without a row in the store, counted as unknown."""
    unreliable_days: tuple[date, ...]
    """Days with open slots whose coverage is below what figures need."""
    frozen_day_count: int
    """Days of the period of which some slot stands for ever: its events are deleted."""
    corrections_from: date | None
    """The first day on which a corrected calendar still changes desk days, desks in service and
    late events; None if the whole period stands."""
    is_calendar_applied: bool
    """Whether desk days are by the present calendar; else the hub hasn't rolled it up yet."""


@dataclass(frozen=True, slots=True)
class AgentQuality:
    """Events of one agent since the store began that didn't become history, by their fate.

    Those that did are not counted: they grow every minute, and a report of the past must not.
    """

    space: str
    agent: str
    missing_count: int
    lost_count: int
    quarantined_count: int
    too_late_count: int
    alarm_count: int


@dataclass(frozen=True, slots=True)
class Quality:
    """The annex on data quality."""

    spaces: tuple[SpaceQuality, ...]
    agents: tuple[AgentQuality, ...]
    """None in a public report."""
    errata: tuple[Erratum, ...] = ()
    """Of a public report alone."""
    published_late: tuple[PublishedLate, ...] = ()
    """Of a public report alone."""
    unsettled: tuple[str, ...] = ()
    """Spaces of which slots of the period were still to be made, or made anew. None in public."""
    without_sign: tuple[WithoutSign, ...] = ()
    """Desks in doubt within the period, by space and day. None in a public report."""
    calendar_corrections: tuple[CalendarCorrection, ...] = ()
    """By which figures of the period may be others than before. None in a public report."""

    def without_sign_in(self, space: str | None) -> tuple[WithoutSign, ...]:
        """Return those of one space, or all."""
        return tuple(each for each in self.without_sign if space in (None, each.space))


@dataclass(frozen=True, slots=True)
class Method:
    """The annex on method: how to recompute this."""

    metrics: tuple[tuple[str, int], ...]
    """Id and version of each entry of the dictionary that the report uses."""
    software_version: str
    fingerprint: str | None
    """SHA-256 over slots, calendar and version, after the number of its form; None in a public
    report, where it would let anybody test a guess."""
    earlier_fingerprints: tuple[str, ...] = ()
    """The same in the forms before, by which reports of earlier versions are verified. No report
    says them."""


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that a report says."""

    request: ReportRequest
    """With the spaces resolved, in the order of hub.toml."""
    period: Period
    places: tuple[Place, ...]
    together: Part
    """All spaces: sums of numerators and denominators. Of one space it is the same as its own."""
    spaces: tuple[Part, ...]
    """In the order of `places`."""
    ranking: tuple[Rank, ...]
    """By RANKED_BY, highest first."""
    goals: tuple[Goal, ...]
    quality: Quality
    method: Method
    findings: tuple[Finding, ...] = ()
    """What page one says first, by what matters most."""
    change: Change | None = None
    """Of utilisation against an earlier period; None where nothing can be compared."""
    trend: tuple[TrendPoint, ...] = ()
    """Week by week, or by month; none in a public report."""
    office: OfficeConfig = NO_OFFICE
    """Who issues it, for which grant."""
    assessment: str = ""
    """The office's own words, as Markdown that hub.reports.assessment takes."""

    def place(self, space: str) -> Place:
        """Return a space by its id. Raises KeyError."""
        return {place.id: place for place in self.places}[space]

    def part(self, space: str | None) -> Part:
        """Return a space's figures, or those of all together. Raises KeyError."""
        return {part.space: part for part in (self.together, *self.spaces)}[space]


def _find(figures: Sequence[Figure], indicator: Indicator) -> Figure:
    for figure in figures:
        if figure.indicator is indicator:
            return figure
    raise KeyError(indicator)
