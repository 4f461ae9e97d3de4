"""The report as one tidy CSV table: a row per space and day, per space and hour of the week.

    grain,space,name,day,weekday,hour,open_hours,…,visits,desks_without_sign,…,origin
    day,gutshof,Gutshof,2026-03-24,2,,8,…,31,0,desk_hours_occupied,,,

`grain` says what a row is about; figures are columns, by their id in the metric dictionary; shares
run from 0 to 1. Empty is not zero: `unreliable` and `withheld` name the figures that are missing
for a reason, and `lower_bound` those whose number is one. `origin`, in the first row alone, says
what the report was made of. It knows no report: whatever the records have comes out.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

from hub.reports.formats.csv_text import Dialect, as_name, inert
from hub.reports.formats.numeric_cell import value_of_number
from hub.reports.layout.document import Number, Record, Records

BEFORE: Final = ("grain", "space", "name", "day", "weekday", "hour")
AFTER: Final = ("desks_without_sign", "lower_bound", "unreliable", "withheld", "origin")
"""Around the columns of figures."""
_MANY: Final = 100_000
"""Numbers that are kept as they were written: most stand there many times."""


def tidy_csv(records: Records, dialect: Dialect) -> bytes:
    """Write the records; the same report gives the same bytes."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=dialect.delimiter, lineterminator="\r\n")
    is_in_words = dialect.has_translated_heads
    heads = records.heads if is_in_words else (*BEFORE, *AFTER)
    metrics = [inert(name) if is_in_words else id_ for id_, name in records.metrics]
    writer.writerow([*heads[: len(BEFORE)], *metrics, *heads[len(BEFORE) :]])
    grains = records.grains if is_in_words else {}
    origin = records.origin
    for record in records.rows:
        writer.writerow([*_row(record, grains.get(record.grain), metrics, dialect), origin])
        origin = ""
    return out.getvalue().encode(dialect.encoding)


def _row(
    record: Record, grain: str | None, metrics: Sequence[str], dialect: Dialect
) -> Iterable[str]:
    yield grain or record.grain
    yield inert(as_name(record.space))
    yield inert(as_name(record.name))
    yield "" if record.day is None else dialect.written(record.day)
    yield _whole(record.weekday)
    yield _whole(record.hour)
    for number in record.numbers:
        yield "" if number is None else _written(number, dialect)
    yield _whole(record.without_sign)
    bounds = [at for at, number in enumerate(record.numbers) if number and number.bound]
    between = ", " if dialect.has_translated_heads else " "
    for places in (bounds, record.unreliable, record.withheld):
        yield between.join(metrics[at] for at in places)


def _whole(number: int | None) -> str:
    return "" if number is None else str(number)


@lru_cache(maxsize=_MANY)
def _written(number: Number, dialect: Dialect) -> str:
    return dialect.number(value_of_number(number))
