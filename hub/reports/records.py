"""The report as one table for statistics: a row per space and day, per space and hour of the week.

A third kind of row has each space's whole period; a public edition has no other, because nothing
else of it is published. All spaces together have none: who adds them up adds rows. Pure.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Final

from hub.domain.indicators import OF_A_WEEK_CELL, Figure, Indicator, Standing
from hub.reports.layout.document import Record, Records
from hub.reports.layout.week import is_open
from hub.reports.model import DAILY, Place, Report
from hub.reports.provenance.provenance import Origin, origin_of
from hub.reports.text.language import Language
from hub.reports.text.languages import words_in
from hub.reports.text.number import number_of

TOLD: Final = tuple(each for each in Indicator if each in {*DAILY, *OF_A_WEEK_CELL})
"""The columns of figures."""


def records_of(report: Report, language: Language, origin: Origin | None = None) -> Records:
    """Lay a report out as rows; `origin` is what it was made of, where that is worked out."""
    words = words_in(language)
    return Records(
        heads=words.office.record_columns,
        grains=words.office.record_grains,
        metrics=tuple((each, words.metrics[each].name) for each in TOLD),
        rows=list(_rows(report)),
        origin=(origin or origin_of(report)).line(),
    )


def _rows(report: Report) -> Iterator[Record]:
    pairs = [(report.place(part.space), part) for part in report.spaces if part.space is not None]
    last = None if report.request.is_public else report.period.last
    for place, part in pairs:
        record = _record("period", place, map(part.figure, TOLD))
        yield replace(record, without_sign=_without_sign(report, place, last))
    for place, part in pairs:
        for point in part.days:
            record = _record("day", place, map(point.figure, TOLD), day=point.day)
            yield replace(record, without_sign=_without_sign(report, place, point.day))
    for place, part in pairs:
        for hour in part.week:
            if is_open(hour):
                figures = (hour.figure(each) for each in OF_A_WEEK_CELL)
                record = _record("hour", place, figures)
                yield replace(record, weekday=hour.weekday + 1, hour=hour.hour)


def _without_sign(report: Report, place: Place, day: date | None) -> int | None:
    """Count the desks of a space that gave no sign of life by a day."""
    if day is None:
        return None
    found = report.quality.without_sign_in(place.id)
    return sum(each.desk_count for each in found if each.since <= day)


def _record(grain: str, place: Place, figures: Iterable[Figure], day: date | None = None) -> Record:
    told = {figure.indicator: figure for figure in figures}
    found = [told.get(indicator) for indicator in TOLD]
    return Record(
        grain=grain,
        space=place.id,
        name=place.name,
        day=day,
        weekday=None if day is None else day.isoweekday(),
        hour=None,
        numbers=tuple(None if figure is None else number_of(figure) for figure in found),
        unreliable=_standing(found, Standing.NOT_RELIABLE),
        withheld=_standing(found, Standing.WITHHELD),
    )


def _standing(figures: Iterable[Figure | None], standing: Standing) -> tuple[int, ...]:
    return tuple(at for at, figure in enumerate(figures) if figure and figure.standing is standing)
