"""Charts as SVG: every mark stands where its value says, and every value is in the table."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from hub.pages.report_charts import MOST_ROWS, ChartView, chart_view
from hub.reports.layout.document import (
    Chart,
    Column,
    DayBars,
    Kind,
    RankBars,
    Table,
    TextCell,
    WeekHeat,
)

FIRST = date(2026, 2, 1)
WEEK = WeekHeat(
    weekdays=("Montag", "Dienstag"),
    hours=(9, 10),
    shares=((0.0, 1.0), (None, None)),
    texts=(("0", "100"), ("?", "")),
)
RANK = RankBars(names=("Hof", "Café", "Amt"), values=(1.0, 0.5, None), texts=("80 %", "40 %", "–"))


def bars(*values: float | None, labels: tuple[str, ...] | None = None) -> DayBars:
    """Draw some days, all of them open."""
    return DayBars(
        days=tuple(FIRST + timedelta(days=n) for n in range(len(values))),
        values=values,
        labels=labels or ("",) * len(values),
        ticks=((0.0, "0 %"), (1.0, "100 %")),
        is_open=(True,) * len(values),
    )


def table(count: int) -> Table:
    """Set a table of so many days."""
    rows = tuple((TextCell(str(n)), TextCell("x")) for n in range(count))
    return Table("days", "Tage", (Column("Tag", Kind.TEXT), Column("Wert", Kind.TEXT)), rows)


def drawn(drawing: WeekHeat | RankBars | DayBars, beside: Table | None = None) -> ChartView:
    """Draw a chart."""
    chart = Chart("a-chart", "Titel", "Was es zeigt.", "days", drawing, note="Ein Zeichen.")
    return chart_view(chart, beside, "Wochentag", "{n} Uhr")


def test_a_week_is_shaded_by_its_shares() -> None:
    """Nothing where it was never open, hatched where it isn't known; and all of it as a table."""
    view = drawn(WEEK)
    assert [(each.shade, each.is_hatched) for each in view.rectangles] == [
        (0.04, False),
        (0.4, False),
        (None, True),
    ]
    assert view.has_hatching
    assert view.grid is not None
    assert view.grid.heads == ("Wochentag", "9 Uhr", "10 Uhr")
    assert view.grid.rows == (("Montag", "0", "100"), ("Dienstag", "?", ""))
    assert (view.title, view.described, view.note) == ("Titel", "Was es zeigt.", "Ein Zeichen.")


def test_bars_are_as_long_as_their_values() -> None:
    """No bar where there is no value, but its name and why."""
    view = drawn(RANK)
    first, second = view.rectangles
    assert first.width == 2 * second.width
    assert [each.text for each in view.labels] == ["Hof", "80 %", "Café", "40 %", "Amt", "–"]
    assert view.grid is not None
    assert view.grid.rows == (("Hof", "80 %"), ("Café", "40 %"), ("Amt", "–"))


def test_a_name_that_is_too_long_is_cut_in_the_picture_alone() -> None:
    """The table has all of it."""
    long = "Gemeinschaftsarbeitsraum " * 4
    view = drawn(RankBars(names=(long,), values=(1.0,), texts=("80 %",)))
    assert view.labels[0].text.endswith("…")
    assert 8 * len(view.labels[0].text) <= view.width
    assert view.grid is not None
    assert view.grid.rows == ((long, "80 %"),)


def test_days_stand_on_the_axis() -> None:
    """What is little is seen, what isn't known is hatched, and nothing is nothing."""
    view = drawn(bars(1.0, 0.5, 0.0001, 0.0, None), table(5))
    full, half, little, nothing, unknown = view.rectangles
    assert full.height == 2 * half.height
    assert {each.y + each.height for each in view.rectangles} == {full.y + full.height}
    assert little.height == 1.0
    assert nothing.height == 0.0
    assert unknown.is_hatched
    assert [line.y for line in view.lines] == [full.y + full.height, full.y]
    assert view.grid is not None
    assert len(view.grid.rows) == 5


@pytest.mark.parametrize(("count", "is_there"), [(MOST_ROWS, True), (MOST_ROWS + 1, False)])
def test_a_table_that_is_too_long_is_left_to_the_files(count: int, *, is_there: bool) -> None:
    """A page of three years' days would serve nobody."""
    assert (drawn(bars(*[1.0] * count), table(count)).grid is not None) == is_there


@pytest.mark.parametrize("count", [7, 31, 365, 1096])
def test_labels_of_days_never_run_into_each_other(count: int) -> None:
    """However many days there are; the first one is always said."""
    labels = tuple(f"{n}. Februar" for n in range(count))
    view = drawn(bars(*[1.0] * count, labels=labels))
    below = [each for each in view.labels if each.anchor == "start"]
    assert below[0].text == "0. Februar"
    for one, other in pairwise(below):
        assert one.x + 8 * len(one.text) <= other.x
    assert below[-1].x + 8 * len(below[-1].text) <= view.width
