"""What a report says first: findings that figures gave, and how they went on. Types alone, no word.

The rules are those of hub/reports/figures/findings.py; the sentences are the languages'.
"""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from hub.domain.indicators import Figure, Indicator
from hub.reports.period import Period


class FindingKind(StrEnum):
    """What is found; what comes first here matters most."""

    NEVER_OPEN = "never_open"
    """By the calendar no space was open."""
    SILENT = "silent"
    """Spaces told nothing from some day to the end of the period, or in all of it."""
    UNRELIABLE = "unreliable"
    """So little is known that no figure of use can be given."""
    TARGET_MISSED = "target_missed"
    FULL = "full"
    """When spaces are full, and which are scarcest."""
    CHANGED = "changed"
    """Utilisation rose or fell against an earlier period with the same spaces."""
    LITTLE_USED = "little_used"
    TURNED_BACK = "turned_back"
    """People turned round at the door of a full space."""
    UNRELIABLE_SPACES = "unreliable_spaces"
    GAP = "gap"
    """A space told nothing for days, and then again."""
    OUT_OF_HOURS = "out_of_hours"
    """Desks were used while spaces were closed by their calendars."""
    WITHOUT_SIGN = "without_sign"
    TARGET_REACHED = "target_reached"
    USED = "used"
    MOST_USED = "most_used"
    """The spaces with the highest and the lowest utilisation."""
    BUSIEST = "busiest"
    """When spaces are used most."""
    STEADY = "steady"
    FULL_HOURS = "full_hours"
    """For how long spaces were full in all, where no time and no place stands out."""
    NEVER_FULL = "never_full"
    FULL_UNKNOWN = "full_unknown"
    VISITED = "visited"
    OFFERED = "offered"


@dataclass(frozen=True, slots=True)
class Named:
    """A space that a finding names."""

    space: str
    figure: Figure | None = None
    days: Period | None = None
    """From which day to which; None where it is about the whole period."""


@dataclass(frozen=True, slots=True)
class WeekTimes:
    """Hours of the week that stand out: the same on each of some weekdays."""

    weekdays: tuple[int, ...]
    """Ascending; 0 is Monday."""
    first_hour: int
    """The local hour that they begin with."""
    end_hour: int
    """The local hour that they end with, up to 24."""
    share: Fraction
    """What stands out: the share of opening time that was full, or utilisation."""
    is_bound: bool = False
    """Whether the share is at least that."""


@dataclass(frozen=True, slots=True)
class Change:
    """A ratio now, against what it was."""

    before: Figure
    now: Figure
    period: Period
    """The earlier one."""
    is_year_before: bool

    @property
    def difference(self) -> Fraction:
        """How much it is more; negative where it is less. Raises ValueError without both values."""
        before, now = self.before.value, self.now.value
        if before is None or now is None:
            raise ValueError("nothing to compare")
        return now - before

    @property
    def is_certain(self) -> bool:
        """Whether it holds whatever happened in the time that isn't known."""
        low, high = (self.before, self.now) if self.difference > 0 else (self.now, self.before)
        return _most(low) < _least(high)


def _least(figure: Figure) -> Fraction:
    """Return the ratio if nothing happened in the time that isn't known."""
    known = _known(figure)
    return known * Fraction(figure.numerator, figure.denominator)


def _most(figure: Figure) -> Fraction:
    """Return the ratio if all of the time that isn't known were like what is counted."""
    return _least(figure) + 1 - _known(figure)


def _known(figure: Figure) -> Fraction:
    ratio = figure.coverage.ratio if figure.coverage else None
    return Fraction(1) if ratio is None else min(ratio, Fraction(1))


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that figures gave, with all that its sentence says."""

    kind: FindingKind
    figures: tuple[Figure, ...] = ()
    named: tuple[Named, ...] = ()
    more_count: int = 0
    """Spaces, or targets, of which the same is true, and which aren't named."""
    times: WeekTimes | None = None
    change: Change | None = None
    goals: tuple[int, ...] = ()
    """Places of targets among the goals of the report."""


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """A week or a month of the period, all spaces together."""

    period: Period
    """Cut at the ends of the report's period."""
    figures: tuple[Figure, ...]

    def figure(self, indicator: Indicator) -> Figure:
        """Return one figure. Raises KeyError if there is none here."""
        for figure in self.figures:
            if figure.indicator is indicator:
                return figure
        raise KeyError(indicator)
