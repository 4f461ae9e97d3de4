"""Charts for the paper template. Pure; lengths and shades are the document's."""

from collections.abc import Iterator

from hub.reports.formats.pdf.tables import Json
from hub.reports.layout.document import Chart, DayBars, RankBars, WeekHeat


def chart_of(chart: Chart, *, is_table_printed: bool) -> Json:
    """Return a chart; a table that isn't printed can't be pointed to."""
    return {
        "type": "chart",
        "title": chart.title,
        "alt": chart.alt,
        "note": chart.note,
        "table": chart.table if is_table_printed else None,
        "drawing": drawing_of(chart.drawing),
    }


def drawing_of(drawing: WeekHeat | DayBars | RankBars) -> Json:
    """Return what is drawn, without a word about it."""
    match drawing:
        case WeekHeat():
            return {
                "type": "week-heat",
                "weekdays": drawing.weekdays,
                "hours": drawing.hours,
                "shares": drawing.shares,
                "texts": drawing.texts,
            }
        case RankBars():
            return {
                "type": "rank-bars",
                "names": drawing.names,
                "values": drawing.values,
                "texts": drawing.texts,
            }
        case DayBars():
            return {
                "type": "day-bars",
                "values": drawing.values,
                "labels": drawing.labels,
                "ticks": drawing.ticks,
                "hatched": list(hatched_runs(drawing)),
            }


def hatched_runs(drawing: DayBars) -> Iterator[tuple[int, int]]:
    """Yield where days begin that were open and have no value, and how many they are."""
    start: int | None = None
    missing = [
        value is None and is_open
        for value, is_open in zip(drawing.values, drawing.is_open, strict=True)
    ]
    for index, is_missing in enumerate([*missing, False]):
        if is_missing and start is None:
            start = index
        elif not is_missing and start is not None:
            yield start, index - start
            start = None
