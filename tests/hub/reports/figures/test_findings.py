"""What page one says first: a table of cases for each rule, on both sides of its limits."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from hub.domain.indicators import Indicator, Standing
from hub.domain.localtime import ONE_DAY
from hub.domain.sign_doubt import WithoutSign
from hub.domain.tally import Totals
from hub.reports.figures.findings import ENOUGH, MOST, findings_of, with_findings
from hub.reports.finding import Finding, FindingKind
from hub.reports.model import DayPoint, Report, Target, Wanted
from hub.reports.period import Period
from tests.house.tree import ROOT
from tests.hub.reports import documents, region
from tests.hub.reports.made_reports import FIRST, a_report, comparison, days_of, hours, week_of

EARLIER = Period(date(2026, 1, 5), date(2026, 2, 1))
A_YEAR_AGO = Period(date(2025, 2, 2), date(2025, 2, 8))
KNOWN, DARK, SHUT = hours(2, 8), hours(0, 0, 10), hours()


def one(*days: Totals) -> Mapping[str, Sequence[DayPoint]]:
    return {"hof": days_of(*days)}


def kinds(report: Report) -> list[FindingKind]:
    return [finding.kind for finding in report.findings]


def found(report: Report, kind: FindingKind) -> Finding | None:
    """Return the finding of a kind, though others may matter more."""
    return next((each for each in report.findings if each.kind is kind), None)


SILENCES = [
    ("to the end", (KNOWN, DARK, DARK), Period(date(2026, 2, 3), date(2026, 2, 4))),
    ("one day is none", (KNOWN, KNOWN, DARK), None),
    ("closed days don't end it", (KNOWN, DARK, SHUT, DARK, SHUT),
     Period(date(2026, 2, 3), date(2026, 2, 6))),
    ("closed days alone are none", (KNOWN, SHUT, SHUT), None),
    ("it is over", (KNOWN, DARK, DARK, KNOWN), None),
    ("a little is known", (KNOWN, hours(0, 1, 9), hours(0, 1, 9)), None),
]  # fmt: skip


@pytest.mark.parametrize(("days", "since"), [case[1:] for case in SILENCES],
                         ids=[case[0] for case in SILENCES])  # fmt: skip
def test_a_silence_is_told_if_it_lasts_to_the_end(
    days: tuple[Totals, ...], since: Period | None
) -> None:
    """From its first open day on, of two open days at least."""
    finding = found(a_report(one(*days)), FindingKind.SILENT)
    assert (finding.named[0].days if finding else None) == since


def test_who_was_silent_throughout_has_no_first_day() -> None:
    """And of a single such space nothing else says that its use isn't known."""
    report = a_report(one(DARK, DARK, DARK))
    silent = found(report, FindingKind.SILENT)
    assert silent is not None
    assert silent.named[0].days is None
    assert kinds(report) == [FindingKind.SILENT, FindingKind.FULL_UNKNOWN, FindingKind.OFFERED]


def test_the_longest_silence_comes_first_and_three_are_named() -> None:
    """Of the others there is a number."""
    spaces = {f"space-{n}": days_of(*(KNOWN,) * (6 - n), *(DARK,) * (2 + n)) for n in range(5)}
    silent = found(a_report(spaces), FindingKind.SILENT)
    assert silent is not None
    assert [named.space for named in silent.named] == ["space-4", "space-3", "space-2"]
    assert silent.more_count == 2


GAPS = [
    ((KNOWN, *(DARK,) * 5, KNOWN), Period(date(2026, 2, 3), date(2026, 2, 7))),
    ((KNOWN, *(DARK,) * 4, KNOWN), None),
    ((KNOWN, *(DARK,) * 3, SHUT, *(DARK,) * 2, KNOWN), Period(date(2026, 2, 3), date(2026, 2, 8))),
    ((*(DARK,) * 5, KNOWN), Period(date(2026, 2, 2), date(2026, 2, 6))),
    ((KNOWN, *(DARK,) * 5), None),
]  # fmt: skip


@pytest.mark.parametrize(("days", "gap"), GAPS)
def test_a_silence_that_ended_is_told_from_five_open_days_on(
    days: tuple[Totals, ...], gap: Period | None
) -> None:
    """What lasts to the end is no gap."""
    enough = hours(500, 500)  # so that use has a figure
    report = a_report({"hof": days_of(enough, *days, first=FIRST - ONE_DAY)})
    finding = found(report, FindingKind.GAP)
    assert (finding.named[0].days if finding else None) == gap


def test_never_open_is_said_first() -> None:
    """And that desks were used all the same."""
    report = a_report(one(hours(outside=5)))
    assert kinds(report) == [FindingKind.NEVER_OPEN, FindingKind.OUT_OF_HOURS]


COVERAGES = [(8, 2, FindingKind.USED), (7.75, 2.25, FindingKind.UNRELIABLE)]


@pytest.mark.parametrize(("known", "unknown", "kind"), COVERAGES)
def test_too_little_known_is_said_in_the_place_of_use(
    known: float, unknown: float, kind: FindingKind
) -> None:
    """At a coverage of 0.80 there is a figure, below it there is none."""
    report = a_report(one(hours(2, known - 2, unknown)))
    both = {FindingKind.USED, FindingKind.UNRELIABLE}
    assert set(kinds(report)) & both == {kind}


def test_spaces_without_a_figure_are_named_beside_others() -> None:
    """Of one space alone, and of a silent one, it is said already."""
    spaces = {
        "good": days_of(KNOWN, KNOWN, KNOWN),
        "bad": days_of(*(hours(2, 5, 3),) * 3),
        "mute": days_of(DARK, DARK, DARK),
    }
    finding = found(a_report(spaces), FindingKind.UNRELIABLE_SPACES)
    assert finding is not None
    assert [named.space for named in finding.named] == ["bad"]


TARGETS = [
    (Wanted.AT_LEAST, Fraction(1, 5), hours(2, 8), FindingKind.TARGET_REACHED),
    (Wanted.AT_LEAST, Fraction(1, 4), hours(2, 8), FindingKind.TARGET_MISSED),
    (Wanted.AT_MOST, Fraction(1, 5), hours(2, 8), FindingKind.TARGET_REACHED),
    (Wanted.AT_MOST, Fraction(1, 10), hours(2, 8), FindingKind.TARGET_MISSED),
    (Wanted.AT_LEAST, Fraction(1, 4), hours(2, 4, 4), None),
]


@pytest.mark.parametrize(("wanted", "target", "told", "kind"), TARGETS)
def test_a_target_is_reached_or_missed_or_neither(
    wanted: Wanted, target: Fraction, told: Totals, kind: FindingKind | None
) -> None:
    """What isn't decided is no finding."""
    goal = Target(Indicator.UTILISATION, None, None, target, wanted)
    report = a_report(one(told), targets=[goal])
    of_targets = {FindingKind.TARGET_MISSED, FindingKind.TARGET_REACHED}
    assert set(kinds(report)) & of_targets == ({kind} if kind else set())


def test_targets_of_all_spaces_are_named_before_those_of_one() -> None:
    """Three of them; of the others there is a number."""
    goals = [
        Target(Indicator.UTILISATION, "hof", None, Fraction(1)),
        *(Target(each, None, None, Fraction(10_000)) for each in
          (Indicator.OPEN_HOURS, Indicator.DESK_HOURS_OFFERED, Indicator.DESK_HOURS_OCCUPIED)),
    ]  # fmt: skip
    finding = found(a_report(one(KNOWN), targets=goals), FindingKind.TARGET_MISSED)
    assert finding is not None
    assert (finding.goals, finding.more_count) == ((1, 2, 3), 1)


def test_spaces_are_scarce_from_a_twentieth_of_their_time_on() -> None:
    """The scarcest first, and no more than three."""
    shares = {"a": 0.25, "b": 0.5, "c": 1, "d": 2, "e": 3}
    spaces = {name: days_of(hours(2, 8, full=full)) for name, full in shares.items()}
    finding = found(a_report(spaces), FindingKind.FULL)
    assert finding is not None
    assert [named.space for named in finding.named] == ["e", "d", "c"]
    alone = found(a_report({"b": days_of(hours(2, 8, full=0.5))}), FindingKind.FULL)
    assert alone is not None
    assert found(a_report({"a": days_of(hours(2, 8, full=0.25))}), FindingKind.FULL) is None


def test_when_spaces_are_full_is_told_with_them() -> None:
    """The hours are those of all spaces together."""
    week = week_of({(3, 15): hours(4, opened=4, full=2)})
    finding = found(a_report(one(KNOWN), week=week), FindingKind.FULL)
    assert finding is not None
    assert finding.times is not None
    assert finding.times.weekdays == (3,)


CHANGES = [
    (hours(18, 82), hours(20, 80), FindingKind.CHANGED, True),  # two points, a ninth
    (hours(18.25, 81.75), hours(20, 80), FindingKind.STEADY, None),  # less than two points
    (hours(40, 60), hours(43.75, 56.25), FindingKind.STEADY, None),  # less than a tenth of it
    (hours(40, 60), hours(44, 56), FindingKind.CHANGED, True),
    (hours(44, 56), hours(36, 64), FindingKind.CHANGED, True),
    (hours(18, 72, 10), hours(24, 76), FindingKind.CHANGED, False),  # the rest may have been used
    (hours(18, 62, 20), hours(45, 55), FindingKind.CHANGED, True),
    (hours(18, 52, 30), hours(45, 55), None, None),
]


@pytest.mark.parametrize(("before", "now", "kind", "is_certain"), CHANGES)
def test_a_change_is_told_if_it_is_large_enough(
    before: Totals, now: Totals, kind: FindingKind | None, is_certain: bool | None
) -> None:
    """And as certain only if it holds whatever happened in the time that isn't known."""
    report = a_report(one(now), previous=comparison(EARLIER, before))
    both = (FindingKind.CHANGED, FindingKind.STEADY)
    of_change = [each for each in report.findings if each.kind in both]
    assert [each.kind for each in of_change] == ([kind] if kind else [])
    if is_certain is not None:
        assert of_change[0].change is not None
        assert of_change[0].change.is_certain is is_certain


def test_a_year_before_is_compared_rather_than_the_period_before() -> None:
    """For seasons differ; what isn't of the same spaces is compared with nothing."""
    before, long_ago = comparison(EARLIER, hours(5, 5)), comparison(A_YEAR_AGO, hours(6, 4))
    report = a_report(one(KNOWN), previous=before, year_before=long_ago)
    assert report.change is not None
    assert (report.change.is_year_before, report.change.difference) == (True, Fraction(-2, 5))
    unlike = replace(long_ago, is_like_for_like=False)
    report = a_report(one(KNOWN), previous=before, year_before=unlike)
    assert report.change is not None
    assert (report.change.is_year_before, report.change.period) == (False, EARLIER)
    unlike_too = replace(before, is_like_for_like=False)
    assert a_report(one(KNOWN), previous=unlike_too, year_before=unlike).change is None


def test_little_used_is_below_a_twentieth() -> None:
    """The least used first; a silent space is no little used one."""
    use = {"a": hours(0.5, 9.5), "b": hours(0.25, 9.75), "c": hours(0, 10)}
    spaces = {name: days_of(each, each) for name, each in use.items()}
    spaces["mute"] = days_of(hours(0, 99), DARK) + days_of(DARK, first=date(2026, 2, 4))
    spaces = {name: (*days, *days_of(*(SHUT,) * (3 - len(days)), first=date(2026, 2, 4)))
              for name, days in spaces.items()}  # fmt: skip
    finding = found(a_report(spaces), FindingKind.LITTLE_USED)
    assert finding is not None
    assert [named.space for named in finding.named] == ["c", "b"]


COUNTED = [
    (hours(2, 8, turned=1, visits=5), FindingKind.TURNED_BACK, True),
    (hours(2, 8, turned=0, visits=5), FindingKind.TURNED_BACK, False),
    (hours(40, 60, outside=5), FindingKind.OUT_OF_HOURS, True),
    (hours(40, 60, outside=4.75), FindingKind.OUT_OF_HOURS, False),
    (hours(60, 40, outside=6), FindingKind.OUT_OF_HOURS, True),
    (hours(60, 40, outside=5.75), FindingKind.OUT_OF_HOURS, False),
]


@pytest.mark.parametrize(("told", "kind", "is_told"), COUNTED)
def test_signs_beside_use_are_told(told: Totals, kind: FindingKind, is_told: bool) -> None:
    """Turn-backs from one on; use outside of opening hours if it is long, and a tenth of use."""
    assert (kind in kinds(a_report(one(told)))) is is_told


def test_desks_without_a_sign_are_told() -> None:
    """The sentence is the summary's."""
    report = a_report(one(KNOWN))
    quality = replace(report.quality, without_sign=(WithoutSign("hof", FIRST, 1),))
    assert FindingKind.WITHOUT_SIGN in kinds(with_findings(replace(report, quality=quality)))


def test_fullness_is_told_only_where_it_is_known() -> None:
    """Nothing full is said of time that is known; else that it isn't known."""
    assert FindingKind.NEVER_FULL in kinds(a_report(one(hours(2, 8))))
    assert FindingKind.FULL_UNKNOWN in kinds(a_report(one(hours(2, 4, 4))))
    full = kinds(a_report(one(hours(2, 8, full=0.25))))
    assert not {FindingKind.NEVER_FULL, FindingKind.FULL_UNKNOWN} & set(full)


def test_visits_fill_the_page() -> None:
    """Where nothing else is known, and only where somebody came."""
    assert FindingKind.VISITED in kinds(a_report(one(hours(2, 4, 4, visits=1))))
    assert FindingKind.VISITED not in kinds(a_report(one(hours(2, 4, 4, visits=0))))


def test_the_ends_of_the_ranking_are_told_if_they_differ() -> None:
    """Two equal spaces have no highest."""
    differing = a_report({"a": days_of(hours(2, 8)), "b": days_of(hours(3, 7))})
    finding = found(differing, FindingKind.MOST_USED)
    assert finding is not None
    assert [named.space for named in finding.named] == ["b", "a"]
    equal = a_report({"a": days_of(KNOWN), "b": days_of(KNOWN)})
    assert found(equal, FindingKind.MOST_USED) is None


def test_what_is_offered_is_told_only_without_a_figure_of_use() -> None:
    """Use says it, too."""
    assert FindingKind.OFFERED not in kinds(a_report(one(KNOWN)))
    assert FindingKind.OFFERED in kinds(a_report(one(DARK, DARK)))


EVERY: list[Callable[[], Report]] = [
    documents.three_spaces,
    documents.public,
    documents.never_open,
    documents.nothing_known,
    region.region_report,
]


@pytest.mark.parametrize("make", EVERY, ids=lambda make: make.__name__)
def test_findings_are_few_and_in_their_order(make: Callable[[], Report]) -> None:
    """At most five, by kind, none of them twice, and the same again from the same report."""
    report = make()
    order = list(FindingKind)
    places = [order.index(kind) for kind in kinds(report)]
    assert places == sorted(set(places))
    assert len(places) <= MOST
    assert findings_of(report) == report.findings


def test_the_page_on_findings_has_a_row_for_each_kind_in_their_order() -> None:
    """So that whoever reads the rules reads all of them."""
    page = (ROOT / "docs/findings.md").read_text(encoding="utf-8")
    assert re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE) == list(FindingKind)


def test_a_usual_report_has_at_least_three() -> None:
    """Also one in which nothing stands out."""
    week = week_of({(0, 10): hours(1, 3), (1, 10): hours(1, 3)})
    assert len(a_report(one(KNOWN, KNOWN), week=week).findings) == ENOUGH


def test_the_public_edition_finds_by_published_figures_alone() -> None:
    """No day, no typical week, nothing that no cell has; and what is withheld is in no finding."""
    for report in (documents.public(), region.region_report(is_public=True)):
        exact = {FindingKind.SILENT, FindingKind.GAP, FindingKind.BUSIEST, FindingKind.WITHOUT_SIGN}
        assert not exact & set(kinds(report))
        assert report.trend == ()
        for finding in report.findings:
            told = [*finding.figures, *(named.figure for named in finding.named if named.figure)]
            assert finding.times is None
            assert all(figure.standing is not Standing.WITHHELD for figure in told)
            for figure in told:
                of = [*report.together.figures, *(each for part in report.spaces
                                                  for each in part.figures)]  # fmt: skip
                assert figure in of
