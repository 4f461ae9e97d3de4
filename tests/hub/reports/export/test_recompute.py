"""The recipe of docs/recompute.md gives what the report prints, to the last digit."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import pytest

from contract.times import from_us
from hub.config import HubConfig
from hub.domain.indicators import OF_A_WEEK_CELL, Figure, Indicator
from hub.reports.export.command import write_tables
from hub.reports.export.package import new_folder
from hub.reports.export.rows import plans_of
from hub.reports.figures.build import Sources, build_report
from hub.reports.model import Report, Target, Wanted
from hub.reports.request import ReportRequest, resolve
from hub.reports.text.number import coverage_of, number_of
from tests.hub.reports import reference
from tests.hub.reports.export.recipe import Recomputed
from tests.hub.reports.kept import sources_of
from tests.hub.reports.months import a_month, slots_of_month, small_space
from tests.hub.spaces import a_region, utc

Printed = tuple[str, int | None, int | None, int | None, str | None]
"""Standing, the digits with the decimals that the report prints, coverage, and the peak's slot."""
VERDICTS: Final = {True: "reached", False: "not reached", None: None}


class Audit:
    """A report, and what the recipe makes of the export of the same period."""

    def __init__(
        self, config: HubConfig, sources: Sources, request: ReportRequest, now: Any, folder: Path
    ) -> None:
        self.targets = tuple(_targets(config))
        self.report = build_report(config, sources, request, now, version="1", targets=self.targets)
        plans = plans_of(resolve(config.spaces, request, now))
        with new_folder(folder) as written:
            write_tables(written, plans, self.targets, sources.history)
        self.recomputed = Recomputed(folder)


def _targets(config: HubConfig) -> Iterator[Target]:
    """Agree on something that is certain, on something that can't be, and on a peak."""
    for wanted in Wanted:
        yield Target(Indicator.UTILISATION, None, None, Fraction(1, 5), wanted)
        yield Target(Indicator.VISITS, config.spaces[0].id, Fraction(1), Fraction(3), wanted)
        yield Target(Indicator.PEAK_OCCUPIED, config.spaces[0].id, None, Fraction(2), wanted)


def a_region_audit(folder: Path) -> Audit:
    """Three spaces in February, one of which counts late, beside their January."""
    made = [small_space(f"space-{number}", 1 + number, "09:00-17:00") for number in range(3)]
    spaces = [
        made[0].model_copy(update={"since": date(2026, 1, 1)}),
        made[1],
        made[2].model_copy(update={"since": date(2026, 2, 10), "doors": ()}),
    ]
    slots = {
        space.id: slots_of_month(a_month(space, 7 + number, 0.3 * number, 0.02 * number))
        for number, space in enumerate(spaces)
    }
    request = ReportRequest((), date(2026, 2, 3), date(2026, 2, 25))
    return Audit(
        a_region(*spaces), sources_of(slots, spaces), request, utc(2026, 3, 1), folder / "region"
    )


@pytest.fixture(scope="module", params=["reference", "region"])
def audit(
    request: pytest.FixtureRequest, sources: Sources, tmp_path_factory: pytest.TempPathFactory
) -> Audit:
    """Export the reference set, or a random region."""
    folder = tmp_path_factory.mktemp("audit")
    if request.param == "region":
        return a_region_audit(folder)
    period = ReportRequest((), reference.FIRST, reference.LAST)
    return Audit(reference.REGION, sources, period, reference.NOW, folder / "reference")


def printed(figure: Figure) -> Printed:
    """Say what the report prints of a figure, in the recipe's form."""
    number, coverage = number_of(figure), coverage_of(figure.coverage)
    digits: dict[int, int | None] = {0: None, 1: None}
    if number is not None:
        shown = number.shown * (100 if number.is_share else 1)
        digits[number.decimals] = int(shown * 10**number.decimals)
    slot = None if figure.slot_us is None else f"{from_us(figure.slot_us):%Y-%m-%dT%H:%M:%SZ}"
    tenths = None if coverage is None else int(coverage.shown * 1000)
    return figure.standing, digits[1], digits[0], tenths, slot


def as_printed(row: Mapping[str, Any], figure: Figure) -> Printed:
    """Say what the recipe prints, with the decimals that the report prints."""
    number = number_of(figure)
    tenths = row["tenths"] if number is not None and number.decimals == 1 else None
    units = row["units"] if number is not None and number.decimals == 0 else None
    return row["standing"], tenths, units, row["coverage_tenths"], row["peak_at"]


def differences(
    rows: Sequence[Mapping[str, Any]], figures: Mapping[tuple[Any, ...], Figure]
) -> list[object]:
    """Compare every figure with its row; a row of a figure that the report doesn't have is none."""
    found = {(row["space"], row["place"], row["indicator"]): row for row in rows}
    return [
        (key, printed(figure), as_printed(found[key], figure))
        for key, figure in figures.items()
        if printed(figure) != as_printed(found[key], figure)
    ]


def test_every_indicator_of_every_period(audit: Audit) -> None:
    """Of each space and of all together, and of the periods beside; exact, and as printed."""
    report: Report = audit.report
    figures: dict[tuple[Any, ...], Figure] = {}
    for part in (report.together, *report.spaces):
        beside = {"previous": part.previous, "year_before": part.year_before}
        told = {"report": part.figures} | {
            name: compared.figures for name, compared in beside.items() if compared
        }
        for period, of_period in told.items():
            figures |= {
                (part.space, period, figure.indicator): figure
                for figure in of_period
                if part.space is not None or not figure.indicator.startswith("peak")
            }
    rows = audit.recomputed.ask(
        "SELECT *, period AS place FROM printed WHERE day IS NULL AND weekday IS NULL"
    )
    assert len(figures) >= 2 * len(Indicator) - 2
    assert differences(rows, figures) == []
    assert len(rows) == len(Indicator) * len({(row["space"], row["period"]) for row in rows})
    exact = audit.recomputed.ask(
        "SELECT * FROM indicators WHERE period = 'report' AND day IS NULL AND weekday IS NULL"
    )
    for row in exact:
        figure = figures.get((row["space"], "report", row["indicator"]))
        if figure is not None:
            assert (row["numerator"], row["denominator"]) == (figure.numerator, figure.denominator)
            coverage = figure.coverage and (figure.coverage.known, figure.coverage.whole)
            assert (None if row["known"] is None else (row["known"], row["whole"])) == coverage


def test_every_day(audit: Audit) -> None:
    """Local days, each by its own clock."""
    daily = (
        Indicator.DESK_HOURS_OFFERED,
        Indicator.DESK_HOURS_OCCUPIED,
        Indicator.COVERAGE,
        Indicator.UTILISATION,
        Indicator.FULL_HOURS,
        Indicator.DESK_DAYS,
        Indicator.VISITS,
    )
    figures = {
        (part.space, str(point.day), indicator): point.figure(indicator)
        for part in (audit.report.together, *audit.report.spaces)
        for point in part.days
        for indicator in daily
    }
    rows = audit.recomputed.ask(
        "SELECT *, day AS place FROM printed WHERE period = 'report' AND day IS NOT NULL"
    )
    assert differences(rows, figures) == []


def test_every_hour_of_the_typical_week(audit: Audit) -> None:
    """An hour in which no slot was there has no row, and nothing to print."""
    rows = audit.recomputed.ask(
        "SELECT *, weekday * 24 + hour AS place FROM printed"
        " WHERE period = 'report' AND weekday IS NOT NULL"
    )
    there = {(row["space"], row["place"]) for row in rows}
    figures = {
        (part.space, (1 + point.weekday) * 24 + point.hour, indicator): point.figure(indicator)
        for part in (audit.report.together, *audit.report.spaces)
        for point in part.week
        for indicator in OF_A_WEEK_CELL
        if (part.space, (1 + point.weekday) * 24 + point.hour) in there
    }
    assert len(figures) >= 100
    assert differences(rows, figures) == []


def test_every_target(audit: Audit) -> None:
    """Reached, not reached, or not to be said."""
    found = audit.recomputed.ask("SELECT * FROM goals ORDER BY number")
    judged = {goal.target: goal for goal in audit.report.goals}
    assert [row["verdict"] for row in found] == [
        VERDICTS[judged[target].is_reached] for target in audit.targets
    ]


@pytest.fixture
def folder(sources: Sources, tmp_path: Path) -> Path:
    """Export the reference set to where it can be changed."""
    period = ReportRequest((), reference.FIRST, reference.LAST)
    Audit(reference.REGION, sources, period, reference.NOW, tmp_path / "audit")
    return tmp_path / "audit"


def test_a_changed_second_is_a_difference(folder: Path) -> None:
    """What the comparison above would find: a second that moved from free to occupied."""
    slots = folder / "slots.csv"
    rows = slots.read_text().splitlines()
    names = rows[0].split(",")
    occupied, free = names.index("occupied_us"), names.index("free_us")
    for index, row in enumerate(rows[1:], 1):
        cells = row.split(",")
        if int(cells[occupied]) > 0 and int(cells[free]) > 0:
            cells[occupied] = str(int(cells[occupied]) + 1_000_000)
            cells[free] = str(int(cells[free]) - 1_000_000)
            rows[index] = ",".join(cells)
            break
    sums = (
        "SELECT numerator FROM indicators WHERE indicator = 'desk_hours_occupied' AND day IS NULL"
    )
    before = Recomputed(folder).ask(sums)
    slots.write_text("\n".join(rows) + "\n")
    assert Recomputed(folder).ask(sums) != before
