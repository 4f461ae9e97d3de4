"""The shapes of a report as JSON, and their published schema.

`python -m hub.reports.payload.schema` prints it; deploy/report.schema.json keeps it, and a test
keeps both in step. Owns names and words of the payload; payload.py fills it.
"""

import json
import sys
from datetime import date
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from contract.times import UtcTime
from hub.domain.indicators import Indicator, Standing, Unit
from hub.reports.finding import FindingKind
from hub.reports.model import Wanted

SCHEMA_VERSION: Final = 2

Ratio = Annotated[float, Field(ge=0, le=1)]
Amount = Annotated[float, Field(ge=0)]
Count = Annotated[int, Field(ge=0)]


class _Shape(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class CoverageShape(_Shape):
    """How much of what a figure is about was known: known / whole."""

    known: Count
    whole: Count
    ratio: Ratio | None = Field(description="null of nothing")


class FigureShape(_Shape):
    """One indicator; its id is that of the metric dictionary."""

    id: Indicator
    unit: Unit
    standing: Standing = Field(
        description="figure; at_least: a lower bound; not_reliable: the coverage is below 0.80; "
        "none: nothing to divide by; withheld: left out to protect single persons"
    )
    value: Amount | None = Field(description="null unless standing is figure or at_least")
    numerator: Count = Field(description="value = numerator / denominator, exactly")
    denominator: Count
    coverage: CoverageShape | None = Field(description="null where the calendar alone decides")
    slot: UtcTime | None = Field(description="of a peak: the earliest slot that has it")


class PeriodShape(_Shape):
    """Local days, both inclusive."""

    from_: date = Field(alias="from")
    to: date


class ComparisonShape(_Shape):
    """The same figures over another period."""

    period: PeriodShape
    spaces: tuple[str, ...] = Field(description="those that count in it")
    like_for_like: bool = Field(description="the same spaces count throughout both periods")
    figures: tuple[FigureShape, ...]


class DayShape(_Shape):
    """One local day; null where a value may not be printed.

    Below a coverage of 1 hours, days and visits are lower bounds.
    """

    day: date
    desk_hours_offered: Amount | None
    desk_hours_occupied: Amount | None
    coverage: Ratio | None
    utilisation: Ratio | None
    full_hours: Amount | None
    full_coverage: Ratio | None
    desk_days: Count | None
    visits: Count | None
    visits_coverage: Ratio | None


class HourShape(_Shape):
    """One hour of the typical week."""

    weekday: int = Field(ge=0, le=6, description="0 is Monday")
    hour: int = Field(ge=0, le=23, description="local time")
    open_hours: Amount | None
    coverage: Ratio | None
    utilisation: Ratio | None
    full_hours: Amount | None


class ToldShape(_Shape):
    """Of how many spaces and months the figures of use of a public report are."""

    spaces: Count
    of_spaces: Count
    months: Count = Field(description="months of spaces, added up; the others are in no total")
    of_months: Count


class ErratumShape(_Shape):
    """A published month that was replaced."""

    space: str
    month: date = Field(description="its first day")
    day: date = Field(description="when, on the space's local day")
    reason: str


class PublishedLateShape(_Shape):
    """Months that were published long after they could be; an earlier edition may have differed."""

    space: str
    day: date = Field(description="when, on the space's local day")
    months: tuple[date, ...] = Field(description="their first days")


class PartShape(_Shape):
    """One space, or all together."""

    space: str | None = Field(description="null: all spaces together")
    figures: tuple[FigureShape, ...]
    previous: ComparisonShape | None
    year_before: ComparisonShape | None
    days: tuple[DayShape, ...]
    week: tuple[HourShape, ...]
    told: ToldShape | None = Field(default=None, description="null in an internal report")


class PlaceShape(_Shape):
    """A space that the report is about."""

    id: str
    name: str
    timezone: str
    since: date
    counted_from: date
    desk_count: Count
    has_opening_hours: bool
    counts_visits: bool
    small_count: Count


class RankShape(_Shape):
    """One line of the ranking."""

    place: int | None = Field(description="from 1; equals share a place; null without a value")
    space: str
    figure: FigureShape


class GoalShape(_Shape):
    """Baseline, target, actual."""

    id: Indicator
    space: str | None
    baseline: Amount | None
    target: Amount
    wanted: Wanted
    actual: FigureShape
    reached: bool | None = Field(description="null: what is known doesn't decide it")


class SpaceQualityShape(_Shape):
    """What a space's figures rest on."""

    space: str
    coverage: CoverageShape
    closed_coverage: CoverageShape
    doors_coverage: CoverageShape | None
    absent_slots: Count
    unreliable_days: tuple[date, ...]
    frozen_days: Count
    corrections_from: date | None
    calendar_applied: bool


class AgentQualityShape(_Shape):
    """An agent's events since the store began, by their fate."""

    space: str
    agent: str
    missing: Count
    lost: Count
    quarantined: Count
    too_late: Count
    alarms: Count


class WithoutSignShape(_Shape):
    """Desks of a space that were in doubt within the period: without a sign of life for a week."""

    space: str
    since: date = Field(description="the local day of the last sign before")
    desks: Annotated[int, Field(ge=1)]


class NamedShape(_Shape):
    """A space that a finding names."""

    space: str
    figure: FigureShape | None
    days: PeriodShape | None = Field(description="null: the whole period")


class WeekTimesShape(_Shape):
    """Hours of the week that stand out, the same on each of some weekdays."""

    weekdays: tuple[int, ...] = Field(description="0 is Monday")
    from_hour: int = Field(ge=0, le=23, description="local time")
    to_hour: int = Field(ge=1, le=24, description="local time; the first hour that isn't in it")
    share: Ratio
    at_least: bool


class ChangeShape(_Shape):
    """A ratio against what it was, of the same spaces."""

    period: PeriodShape = Field(description="the earlier one")
    year_before: bool
    before: FigureShape
    now: FigureShape
    difference: float = Field(ge=-1, le=1)
    certain: bool = Field(description="whatever happened in the time that isn't known")


class FindingShape(_Shape):
    """What page one says; docs/findings.md has the rule of each kind."""

    kind: FindingKind
    figures: tuple[FigureShape, ...]
    named: tuple[NamedShape, ...]
    more: Count = Field(
        description="spaces, or targets, of which it is true, and that aren't named"
    )
    times: WeekTimesShape | None
    change: ChangeShape | None
    goals: tuple[Count, ...] = Field(description="places in `goals`, from 0")


class TrendShape(_Shape):
    """A week or a month of the period, all spaces together."""

    period: PeriodShape
    figures: tuple[FigureShape, ...]


class OfficeShape(_Shape):
    """Who issued the report, for which grant; null is not printed."""

    name: str | None = None
    address: str | None = None
    email: str | None = None
    phone: str | None = None
    responsible: str | None = None
    recipient: str | None = None
    programme: str | None = None
    file_number: str | None = None
    funding: PeriodShape | None = None
    dated: date | None = None


class MetricVersion(_Shape):
    """Which definition a figure follows."""

    id: str
    version: int


class MethodShape(_Shape):
    """How to recompute the report."""

    metrics: tuple[MetricVersion, ...]
    software_version: str
    fingerprint: str | None


class ReportShape(_Shape):
    """A report of Platzfrei."""

    schema_version: Literal[2] = Field(alias="schema")
    public: bool = Field(description="small counts are protected")
    period: PeriodShape
    spaces: tuple[PlaceShape, ...]
    together: PartShape
    by_space: tuple[PartShape, ...]
    ranking: tuple[RankShape, ...]
    goals: tuple[GoalShape, ...]
    space_quality: tuple[SpaceQualityShape, ...]
    agent_quality: tuple[AgentQualityShape, ...]
    errata: tuple[ErratumShape, ...] = ()
    published_late: tuple[PublishedLateShape, ...] = ()
    unsettled: tuple[str, ...] = Field(
        default=(),
        description="spaces of which slots of the period were still to be made, or made anew",
    )
    without_sign: tuple[WithoutSignShape, ...] = Field(
        default=(), description="always empty in a public report"
    )
    method: MethodShape
    findings: tuple[FindingShape, ...] = ()
    change: ChangeShape | None = None
    trend: tuple[TrendShape, ...] = Field(
        default=(), description="by week, or by month; always empty in a public report"
    )
    office: OfficeShape = OfficeShape()
    assessment: str = Field(
        default="", description="the office's own words, Markdown; they rest on no figure"
    )


def report_schema() -> str:
    """Return the schema of the payload as the text of deploy/report.schema.json."""
    schema = ReportShape.model_json_schema(by_alias=True, mode="serialization")
    return json.dumps(schema, indent=2, ensure_ascii=False, sort_keys=True) + "\n"


if __name__ == "__main__":
    sys.stdout.write(report_schema())
