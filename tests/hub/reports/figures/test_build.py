"""Reports of several spaces: sums, comparisons, ranking, quality, progress."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

import pytest

from contract.times import to_us
from contract.topics import AgentAddress
from hub.domain.indicators import Coverage, Indicator, Standing
from hub.domain.opening import WeeklyHours
from hub.domain.seq_ranges import Span
from hub.domain.slots import SLOT_US
from hub.domain.space import SpaceConfig
from hub.reports.figures.build import Sources, build_report
from hub.reports.model import Report, Target
from hub.reports.request import ReportRequest
from hub.stores.history_protocol import Deletion
from hub.stores.protocol import EpochRecord
from tests.hub.reports.kept import KeptHistory, NoEvents, sources_of
from tests.hub.reports.made_slots import steady
from tests.hub.spaces import a_region, a_space, utc

H = 3_600_000_000
NOW = utc(2026, 6, 1)
EVERY_DAY = dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), "10:00-12:00")


def space(name: str, desks: int, since: date, *, door: bool = True) -> SpaceConfig:
    doors = [{"id": "main", "agent": "pi", "counts": True}] if door else []
    return a_space(
        id=name,
        since=since,
        opening=EVERY_DAY,
        holidays="usual",
        desk=[{"id": f"d{n}", "agent": "pi"} for n in range(desks)],
        door=doors,
    )


HOF = space("hof", 4, date(2026, 1, 1))
CAFE = space("cafe", 1, date(2026, 3, 3))
MUTE = space("mute", 1, date(2026, 1, 1), door=False)
JANUARY, APRIL = date(2026, 1, 1), date(2026, 4, 30)
SLOTS = {
    "hof": list(steady(HOF, JANUARY, APRIL, 1)),
    "cafe": list(steady(CAFE, date(2026, 3, 3), APRIL, 1)),
    "mute": list(steady(MUTE, JANUARY, APRIL, 0, known=False)),
}
SPACES = (HOF, CAFE, MUTE)


def build(
    *spaces: SpaceConfig,
    first: date = date(2026, 3, 1),
    last: date = date(2026, 3, 4),
    asked: Sequence[str] = (),
    deletions: Sequence[Deletion] = (),
    targets: Sequence[Target] = (),
) -> Report:
    """Build a report of days at the beginning of March."""
    return build_report(
        a_region(*spaces),
        sources_of(SLOTS, spaces, deletions),
        ReportRequest(tuple(asked), first, last),
        NOW,
        version="1",
        targets=targets,
    )


def test_numerators_and_denominators_are_summed() -> None:
    """Four days of a quarter of four desks, two days of one full desk: 12 of 36, not 5/8."""
    report = build(HOF, CAFE)
    utilisation = [part.figure(Indicator.UTILISATION).value for part in report.spaces]
    assert utilisation == [Fraction(1, 4), Fraction(1)]
    together = report.together.figure(Indicator.UTILISATION)
    assert (together.numerator, together.denominator) == ((8 + 4) * H, (32 + 4) * H)
    assert report.together.figure(Indicator.FULL_HOURS).value == 4
    assert report.together.figure(Indicator.DESK_DAYS).value == 4 + 2
    assert [place.counted_from.day for place in report.places] == [1, 3]


def test_several_spaces_have_no_peak() -> None:
    """The most at one instant of two places says nothing."""
    report = build(HOF, CAFE)
    with pytest.raises(KeyError):
        report.together.figure(Indicator.PEAK_OCCUPIED)
    assert report.part("hof").figure(Indicator.PEAK_OCCUPIED).value == 1


def test_visits_are_of_spaces_with_a_counting_door() -> None:
    """A space without one neither adds visits nor takes coverage away."""
    report = build(HOF, MUTE)
    assert report.together.figure(Indicator.VISITS).value == 4 * 96
    mute = report.part("mute").figure(Indicator.VISITS)
    assert (mute.standing, mute.value) == (Standing.NONE, None)


def test_the_daily_series_of_all_counts_who_had_begun() -> None:
    """The café joins on the third day."""
    days = build(HOF, CAFE).together.days
    assert [one.figure(Indicator.DESK_HOURS_OFFERED).value for one in days] == [8, 8, 10, 10]


def test_a_comparison_says_who_counts_in_it() -> None:
    """Before the café began the figures are those of the farm, and not like for like."""
    report = build(HOF, CAFE)
    assert report.together.previous is not None
    assert report.together.previous.spaces == ("hof",)
    assert not report.together.previous.is_like_for_like
    assert report.part("cafe").previous is None
    hof = report.part("hof").previous
    assert hof is not None
    assert hof.is_like_for_like
    assert hof.figure(Indicator.UTILISATION).value == Fraction(1, 4)
    assert report.part("hof").year_before is None


def test_a_space_that_began_within_the_period_is_not_like_for_like_later() -> None:
    """March counts the café for a part; April against March isn't the same."""
    report = build(HOF, CAFE, first=date(2026, 4, 1), last=APRIL)
    assert report.together.previous is not None
    assert report.together.previous.period.first == date(2026, 3, 1)
    assert report.together.previous.spaces == ("hof",)
    assert not report.together.previous.is_like_for_like


def test_the_ranking_ends_with_those_who_have_no_figure() -> None:
    """Highest first, equals share a place."""
    twin = HOF.model_copy(update={"id": "twin"})
    slots = SLOTS | {"twin": SLOTS["hof"]}
    spaces = (MUTE, twin, HOF, CAFE)
    report = build_report(
        a_region(*spaces),
        sources_of(slots, spaces),
        ReportRequest((), date(2026, 3, 3), date(2026, 3, 4)),
        NOW,
        version="1",
    )
    assert [(rank.place, rank.space) for rank in report.ranking] == [
        (1, "cafe"),
        (2, "twin"),
        (2, "hof"),
        (None, "mute"),
    ]


def test_a_corrected_calendar_corrects_the_figures() -> None:
    """What is open is found when the report is made, not when the slot was."""
    week = {day: hours for day, hours in EVERY_DAY.items() if day != "sun"}
    report = build(HOF.model_copy(update={"opening": WeeklyHours.model_validate(week)}))
    assert report.together.figure(Indicator.OPEN_HOURS).value == 3 * 2  # the 1st is a Sunday


def test_slots_without_a_row_count_as_unknown() -> None:
    """A store that was set up later than `since` says doesn't make the past free."""
    spaces = (HOF,)
    some = {"hof": SLOTS["hof"][2 * 96 :]}  # from the third of January on
    report = build_report(
        a_region(HOF), sources_of(some, spaces), ReportRequest((), JANUARY, date(2026, 1, 4)), NOW,
        version="1",
    )  # fmt: skip
    figure = report.together.figure(Indicator.UTILISATION)
    assert figure.coverage == Coverage(16 * H, 32 * H)
    assert report.together.figure(Indicator.DESK_HOURS_OFFERED).value == 32
    assert report.quality.spaces[0].absent_slot_count == 192
    assert report.quality.spaces[0].unreliable_days == (JANUARY, date(2026, 1, 2))


def deletion(before_us: int) -> Deletion:
    return Deletion(before_us, before_us, 1, 0, 0)


def test_days_whose_events_are_deleted_are_frozen() -> None:
    """A slot needs the 450 s before it: the day that begins at the deletion's mark stands, too."""
    second = to_us(utc(2026, 3, 1, 23))
    (frozen,) = build(HOF, deletions=[deletion(second)]).quality.spaces
    assert (frozen.frozen_day_count, frozen.corrections_from) == (2, date(2026, 3, 3))
    (frozen,) = build(HOF, deletions=[deletion(second - SLOT_US)]).quality.spaces
    assert (frozen.frozen_day_count, frozen.corrections_from) == (1, date(2026, 3, 2))
    (frozen,) = build(HOF, deletions=[deletion(to_us(utc(2026, 5, 1)))]).quality.spaces
    assert (frozen.frozen_day_count, frozen.corrections_from) == (4, None)


def an_epoch(space_id: str) -> EpochRecord:
    """Make an epoch of ten events, of which two are missing."""
    return EpochRecord(
        AgentAddress(space_id, "pi"), "a" * 32, 10, ("b" * 32,),
        stored=(Span(1, 4),), quarantined=(Span(5, 5),), lost=(Span(6, 7),),
        too_late=(Span(8, 8),),
    )  # fmt: skip


def test_what_did_not_arrive_is_counted_by_agent() -> None:
    """Missing, lost, quarantined and too late, of the spaces that are asked for."""
    sources = Sources(KeptHistory(SLOTS, SPACES), NoEvents([an_epoch("hof"), an_epoch("cafe")]))
    request = ReportRequest(("hof",), date(2026, 3, 1), date(2026, 3, 4))
    report = build_report(a_region(*SPACES), sources, request, NOW, version="1")
    (agent,) = report.quality.agents
    assert (agent.space, agent.missing_count) == ("hof", 2)
    assert (agent.lost_count, agent.quarantined_count, agent.too_late_count) == (2, 1, 1)
    assert agent.alarm_count == 0


def test_a_comparison_of_one_space_names_it_alone() -> None:
    """That of all names all that count in it."""
    report = build(HOF, MUTE)
    assert report.together.previous is not None
    assert report.together.previous.spaces == ("hof", "mute")
    previous = report.part("hof").previous
    assert previous is not None
    assert previous.spaces == ("hof",)


def test_a_calendar_that_was_never_rolled_up_is_not_applied() -> None:
    """Nothing is claimed of a space without history."""
    sources = Sources(Unrolled(SLOTS, SPACES), NoEvents())
    request = ReportRequest(("hof",), date(2026, 3, 1), date(2026, 3, 4))
    report = build_report(a_region(*SPACES), sources, request, NOW, version="1")
    assert not report.quality.spaces[0].is_calendar_applied


class Unrolled(KeptHistory):
    """Knows of no roll-up."""

    def rolled(self, space: str) -> None:
        return None


def test_targets_for_all_are_not_for_some() -> None:
    """Only a report of every space says something about them all."""
    targets = (
        Target(Indicator.VISITS, None, None, Fraction(1)),
        Target(Indicator.VISITS, "hof", None, Fraction(1)),
    )
    assert len(build(HOF, CAFE, targets=targets).goals) == 2
    (goal,) = build(HOF, CAFE, asked=["hof"], targets=targets).goals
    assert goal.target.space == "hof"


def test_a_target_for_all_stands_although_one_has_not_begun() -> None:
    """The region is asked for; a space that opens next year takes nothing away."""
    coming = space("coming", 1, date(2027, 1, 1))
    target = Target(Indicator.VISITS, None, None, Fraction(1))
    report = build(HOF, coming, targets=[target])
    assert [place.id for place in report.places] == ["hof"]
    assert len(report.goals) == 1


@pytest.mark.parametrize(
    ("day", "open_hours", "of_the_second_hour"),
    [(date(2025, 10, 26), 25, 2), (date(2026, 3, 29), 23, 0), (date(2026, 3, 22), 24, 1)],
)
def test_days_of_23_and_25_hours(day: date, open_hours: int, of_the_second_hour: int) -> None:
    """An hour that comes twice fills its cell twice, one that is skipped not at all."""
    hall = space("hall", 2, day).model_copy(
        update={"opening": WeeklyHours.model_validate({"sun": "00:00-24:00"})}
    )
    report = build_report(
        a_region(hall),
        sources_of({"hall": list(steady(hall, day, day, 1))}, [hall]),
        ReportRequest((), day, day),
        NOW,
        version="1",
    )
    assert report.together.figure(Indicator.OPEN_HOURS).value == open_hours
    assert report.together.figure(Indicator.DESK_HOURS_OCCUPIED).value == open_hours
    hours = [one.figure(Indicator.OPEN_HOURS).value for one in report.together.week[6 * 24 :]]
    assert hours == [1, 1, of_the_second_hour, *[1] * 21]


def test_progress_ends_at_the_whole() -> None:
    """Days of spaces, the periods beside included, in rising numbers."""
    told: list[tuple[int, int]] = []
    build_report(
        a_region(HOF, CAFE),
        sources_of(SLOTS, SPACES),
        ReportRequest((), date(2026, 3, 1), date(2026, 3, 31)),
        NOW,
        version="1",
        progress=lambda done, whole: told.append((done, whole)),
    )
    assert {whole for _, whole in told} == {31 + 28 + 29}
    assert told[-1][0] == 31 + 28 + 29
    assert told == sorted(told)


def test_a_space_without_opening_hours_has_no_ratio() -> None:
    """It is never open: hours are nought, ratios are null, and visits go on."""
    shut = HOF.model_copy(update={"opening": None})
    report = build(shut)
    assert not report.places[0].has_opening_hours
    assert report.together.figure(Indicator.UTILISATION).standing is Standing.NONE
    assert report.together.figure(Indicator.DESK_HOURS_OCCUPIED).value == 0
    assert report.together.figure(Indicator.PEAK_OCCUPIED).standing is Standing.NONE
    assert report.together.figure(Indicator.VISITS).value == 4 * 96
    assert report.together.figure(Indicator.OUT_OF_HOURS_DESK_HOURS).value == 4 * 24
