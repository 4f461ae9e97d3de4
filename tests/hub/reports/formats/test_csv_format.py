"""The report as tidy CSV: one table, two dialects, and empty where nothing is known."""

import csv
import io
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from hub.domain.indicators import Unit
from hub.reports.formats.csv_format import AFTER, BEFORE, tidy_csv
from hub.reports.formats.csv_text import GERMAN_EXCEL, PLAIN, Dialect
from hub.reports.layout.document import Record, Records
from hub.reports.records import records_of
from hub.reports.text.german import GERMAN
from hub.reports.text.language import Language
from hub.reports.text.number import Bound, Number
from tests.hub.reports.region import region_report

HOURS = Number(Fraction("12.49"), Unit.HOURS, 1, Bound.LOWER, True)
SHARE = Number(Fraction(1, 3), Unit.RATIO, 1)
SMALL = Records(
    heads=GERMAN.office.record_columns,
    grains=GERMAN.office.record_grains,
    metrics=(("hours", "Stunden"), ("share", "Anteil"), ("visits", "Besuche")),
    rows=(
        Record("day", "hof", "=Hof", date(2026, 3, 2), 1, None, (HOURS, SHARE, None), (2,), (), 4),
        Record("hour", "0012", "1e5", None, 7, 9, (None, SHARE, None), (), (0, 2)),
    ),
    origin="platzfrei-report/1 from=2026-03-01",
)


def lines(records: Records, dialect: Dialect) -> list[list[str]]:
    text = tidy_csv(records, dialect).decode(dialect.encoding)
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=dialect.delimiter))


def test_statistics_programs_read_it() -> None:
    """As in RFC 4180: ids as heads, decimal points, days as in ISO 8601, where it is from once."""
    assert tidy_csv(SMALL, PLAIN) == (
        b"grain,space,name,day,weekday,hour,hours,share,visits,"
        b"desks_without_sign,lower_bound,unreliable,withheld,origin\r\n"
        b"day,hof,'=Hof,2026-03-02,1,,12.4,0.333333333333333,,4,"
        b"hours,visits,,platzfrei-report/1 from=2026-03-01\r\n"
        b"hour,'0012,'1e5,,7,9,,0.333333333333333,,,,,hours visits,\r\n"
    )


def test_german_excel_opens_it_by_a_double_click() -> None:
    """Byte order mark, semicolons, decimal commas, German days and heads."""
    assert (
        tidy_csv(SMALL, GERMAN_EXCEL)
        == (
            "\ufeffZeile für;Kennung;Ort;Tag;Wochentag;Stunde;Stunden;Anteil;Besuche;"
            "Plätze ohne Lebenszeichen;Untergrenze;Keine belastbare Angabe;Geschützt;Herkunft\r\n"
            "Tag;hof;'=Hof;02.03.2026;1;;12,4;0,333333333333333;;4;"
            "Stunden;Besuche;;platzfrei-report/1 from=2026-03-01\r\n"
            "Stunde der Woche;'0012;'1e5;;7;9;;0,333333333333333;;;;;Stunden, Besuche;\r\n"
        ).encode()
    )


@pytest.mark.parametrize("is_public", [False, True])
@pytest.mark.parametrize("dialect", [PLAIN, GERMAN_EXCEL])
def test_a_whole_report_is_one_table(dialect: Dialect, *, is_public: bool) -> None:
    """Every row has every column, heads differ, and no cell runs."""
    for language in Language:
        found = lines(records_of(region_report(is_public=is_public), language), dialect)
        assert len(set(found[0])) == len(found[0]) == len(BEFORE) + len(AFTER) + 8
        assert {len(line) for line in found} == {len(found[0])}
        assert not any(cell.startswith(("=", "+", "-", "@")) for line in found for cell in line)
        assert [line[-1] != "" for line in found[1:]] == [True] + [False] * (len(found) - 2)


def test_a_column_adds_up_to_the_periods() -> None:
    """What days offer is what the period offers, of each space."""
    found = lines(records_of(region_report(), Language.ENGLISH), PLAIN)
    head, rows = found[0], [dict(zip(found[0], line, strict=True)) for line in found[1:]]
    assert "desk_hours_offered" in head
    for space in {row["space"] for row in rows}:
        of_space = [row for row in rows if row["space"] == space]
        days, periods = (
            sum(Fraction(row["desk_hours_offered"]) for row in of_space if row["grain"] == grain)
            for grain in ("day", "period")
        )
        assert days == periods > 0


def test_every_column_is_documented() -> None:
    """In the order in which they stand in the file, figures with their unit."""
    page = Path(__file__).parents[4] / "deploy" / "report-formats.md"
    part = page.read_text().partition("## CSV")[2].partition("\n## ")[0]
    told = [line.split("`")[1] for line in part.splitlines() if line.startswith("| `")]
    ids = [id_ for id_, _ in records_of(region_report(), Language.GERMAN).metrics]
    assert told == [*BEFORE, *ids, *AFTER]
