"""The report as JSON: the format for programs.

Values are floats here, and only here; beside each stands the exact quotient. What may not be
printed is null in every format, this one included.
"""

from fractions import Fraction

from contract.times import from_us
from hub.domain.indicators import Coverage, Figure, Indicator
from hub.domain.office import OfficeConfig
from hub.domain.sign_doubt import WithoutSign
from hub.reports.finding import Change, Finding, Named, TrendPoint, WeekTimes
from hub.reports.model import (
    AgentQuality,
    Comparison,
    DayPoint,
    Erratum,
    Goal,
    HourPoint,
    Part,
    Place,
    PublishedLate,
    Rank,
    Report,
    SpaceQuality,
    Told,
)
from hub.reports.payload.schema import (
    SCHEMA_VERSION,
    AgentQualityShape,
    ChangeShape,
    ComparisonShape,
    CoverageShape,
    DayShape,
    ErratumShape,
    FigureShape,
    FindingShape,
    GoalShape,
    HourShape,
    MethodShape,
    MetricVersion,
    NamedShape,
    OfficeShape,
    PartShape,
    PeriodShape,
    PlaceShape,
    PublishedLateShape,
    RankShape,
    ReportShape,
    SpaceQualityShape,
    ToldShape,
    TrendShape,
    WeekTimesShape,
    WithoutSignShape,
)
from hub.reports.period import Period


def report_json(shape: ReportShape) -> bytes:
    """Write a payload; the same report gives the same bytes."""
    return shape.model_dump_json(by_alias=True).encode() + b"\n"


def shape_of(report: Report) -> ReportShape:
    """Turn a report into its payload; that takes a while, so that whoever has it hands it on."""
    metrics = tuple(MetricVersion(id=id_, version=n) for id_, n in report.method.metrics)
    return ReportShape(
        schema_version=SCHEMA_VERSION,
        public=report.request.is_public,
        period=_period(report.period),
        spaces=tuple(map(_place, report.places)),
        together=_part(report.together),
        by_space=tuple(map(_part, report.spaces)),
        ranking=tuple(map(_rank, report.ranking)),
        goals=tuple(map(_goal, report.goals)),
        space_quality=tuple(map(_space_quality, report.quality.spaces)),
        agent_quality=tuple(map(_agent_quality, report.quality.agents)),
        errata=tuple(map(_erratum, report.quality.errata)),
        published_late=tuple(map(_published_late, report.quality.published_late)),
        unsettled=report.quality.unsettled,
        without_sign=tuple(map(_without_sign, report.quality.without_sign)),
        method=MethodShape(
            metrics=metrics,
            software_version=report.method.software_version,
            fingerprint=report.method.fingerprint,
        ),
        findings=tuple(map(_finding, report.findings)),
        change=_change(report.change),
        trend=tuple(map(_trend, report.trend)),
        office=_office(report.office),
        assessment=report.assessment,
    )


def _period(period: Period) -> PeriodShape:
    return PeriodShape(from_=period.first, to=period.last)


def _number(value: Fraction | None) -> float | None:
    return None if value is None else float(value)


def _count(value: Fraction | None) -> int | None:
    return None if value is None else int(value)


def _coverage(coverage: Coverage) -> CoverageShape:
    return CoverageShape(known=coverage.known, whole=coverage.whole, ratio=coverage.as_float)


def _figure(figure: Figure) -> FigureShape:
    return FigureShape(
        id=figure.indicator,
        unit=figure.unit,
        standing=figure.standing,
        value=figure.as_float,
        numerator=figure.numerator,
        denominator=figure.denominator,
        coverage=_coverage(figure.coverage) if figure.coverage else None,
        slot=None if figure.slot_us is None else from_us(figure.slot_us),
    )


def _comparison(comparison: Comparison | None) -> ComparisonShape | None:
    if comparison is None:
        return None
    return ComparisonShape(
        period=_period(comparison.period),
        spaces=comparison.spaces,
        like_for_like=comparison.is_like_for_like,
        figures=tuple(map(_figure, comparison.figures)),
    )


def _day(point: DayPoint) -> DayShape:
    full, visits = point.figure(Indicator.FULL_HOURS), point.figure(Indicator.VISITS)
    return DayShape(
        day=point.day,
        desk_hours_offered=point.figure(Indicator.DESK_HOURS_OFFERED).as_float,
        desk_hours_occupied=point.figure(Indicator.DESK_HOURS_OCCUPIED).as_float,
        coverage=point.figure(Indicator.COVERAGE).as_float,
        utilisation=point.figure(Indicator.UTILISATION).as_float,
        full_hours=full.as_float,
        full_coverage=full.coverage.as_float if full.coverage else None,
        desk_days=_count(point.figure(Indicator.DESK_DAYS).value),
        visits=_count(visits.value),
        visits_coverage=visits.coverage.as_float if visits.coverage else None,
    )


def _hour(point: HourPoint) -> HourShape:
    return HourShape(
        weekday=point.weekday,
        hour=point.hour,
        open_hours=point.figure(Indicator.OPEN_HOURS).as_float,
        coverage=point.figure(Indicator.COVERAGE).as_float,
        utilisation=point.figure(Indicator.UTILISATION).as_float,
        full_hours=point.figure(Indicator.FULL_HOURS).as_float,
    )


def _part(part: Part) -> PartShape:
    return PartShape(
        space=part.space,
        figures=tuple(map(_figure, part.figures)),
        previous=_comparison(part.previous),
        year_before=_comparison(part.year_before),
        days=tuple(map(_day, part.days)),
        week=tuple(map(_hour, part.week)),
        told=None if part.told is None else _told(part.told),
    )


def _told(told: Told) -> ToldShape:
    return ToldShape(
        spaces=told.space_count,
        of_spaces=told.of_space_count,
        months=told.month_count,
        of_months=told.of_month_count,
    )


def _erratum(erratum: Erratum) -> ErratumShape:
    return ErratumShape(
        space=erratum.space, month=erratum.month, day=erratum.day, reason=erratum.reason
    )


def _published_late(late: PublishedLate) -> PublishedLateShape:
    return PublishedLateShape(space=late.space, day=late.day, months=late.months)


def _without_sign(found: WithoutSign) -> WithoutSignShape:
    return WithoutSignShape(space=found.space, since=found.since, desks=found.desk_count)


def _place(place: Place) -> PlaceShape:
    return PlaceShape(
        id=place.id,
        name=place.name,
        timezone=place.timezone,
        since=place.since,
        counted_from=place.counted_from,
        desk_count=place.desk_count,
        has_opening_hours=place.has_opening_hours,
        counts_visits=place.counts_visits,
        small_count=place.small_count,
    )


def _rank(rank: Rank) -> RankShape:
    return RankShape(place=rank.place, space=rank.space, figure=_figure(rank.figure))


def _goal(goal: Goal) -> GoalShape:
    return GoalShape(
        id=goal.target.indicator,
        space=goal.target.space,
        baseline=_number(goal.target.baseline),
        target=float(goal.target.target),
        wanted=goal.target.wanted,
        actual=_figure(goal.actual),
        reached=goal.is_reached,
    )


def _space_quality(quality: SpaceQuality) -> SpaceQualityShape:
    doors = quality.doors_coverage
    return SpaceQualityShape(
        space=quality.space,
        coverage=_coverage(quality.coverage),
        closed_coverage=_coverage(quality.closed_coverage),
        doors_coverage=_coverage(doors) if doors else None,
        absent_slots=quality.absent_slot_count,
        unreliable_days=quality.unreliable_days,
        frozen_days=quality.frozen_day_count,
        corrections_from=quality.corrections_from,
        calendar_applied=quality.is_calendar_applied,
    )


def _agent_quality(quality: AgentQuality) -> AgentQualityShape:
    return AgentQualityShape(
        space=quality.space,
        agent=quality.agent,
        missing=quality.missing_count,
        lost=quality.lost_count,
        quarantined=quality.quarantined_count,
        too_late=quality.too_late_count,
        alarms=quality.alarm_count,
    )


def _finding(finding: Finding) -> FindingShape:
    return FindingShape(
        kind=finding.kind,
        figures=tuple(map(_figure, finding.figures)),
        named=tuple(map(_named, finding.named)),
        more=finding.more_count,
        times=_times(finding.times),
        change=_change(finding.change),
        goals=finding.goals,
    )


def _named(named: Named) -> NamedShape:
    return NamedShape(
        space=named.space,
        figure=None if named.figure is None else _figure(named.figure),
        days=None if named.days is None else _period(named.days),
    )


def _times(times: WeekTimes | None) -> WeekTimesShape | None:
    if times is None:
        return None
    return WeekTimesShape(
        weekdays=times.weekdays,
        from_hour=times.first_hour,
        to_hour=times.end_hour,
        share=float(times.share),
        at_least=times.is_bound,
    )


def _change(change: Change | None) -> ChangeShape | None:
    if change is None:
        return None
    return ChangeShape(
        period=_period(change.period),
        year_before=change.is_year_before,
        before=_figure(change.before),
        now=_figure(change.now),
        difference=float(change.difference),
        certain=change.is_certain,
    )


def _trend(point: TrendPoint) -> TrendShape:
    return TrendShape(period=_period(point.period), figures=tuple(map(_figure, point.figures)))


def _office(office: OfficeConfig) -> OfficeShape:
    funding = None
    if office.funding_from is not None and office.funding_to is not None:
        funding = PeriodShape(from_=office.funding_from, to=office.funding_to)
    return OfficeShape(
        name=office.name,
        address=office.address,
        email=office.email,
        phone=office.phone,
        responsible=office.responsible,
        recipient=office.recipient,
        programme=office.programme,
        file_number=office.file_number,
        funding=funding,
        dated=office.dated,
    )
