"""Page one laid out: its head, tiles, chart, and what it says of the data."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import pytest

from hub.domain.indicators import Indicator
from hub.reports.layout.document import Direction, FirstPage, RankBars, Tile, WeekHeat
from hub.reports.layout.first_page import MOST_BARS, MOST_PLACES
from hub.reports.layout.layout import document_of
from hub.reports.model import Report, Target
from hub.reports.text.language import Language
from tests.hub.reports import documents, region
from tests.hub.reports.layout.test_findings import EARLIER
from tests.hub.reports.made_reports import a_report, comparison, days_of, hours, week_of
from tests.hub.reports.provenance.test_office_words import OFFICE

MADE: list[Callable[[], Report]] = [
    documents.three_spaces,
    documents.public,
    documents.never_open,
    documents.nothing_known,
    documents.a_year,
    region.region_report,
]


def page_of(report: Report, language: Language = Language.GERMAN) -> FirstPage:
    page = document_of(report, language).first_page
    assert page is not None
    return page


def plain(text: str) -> str:
    return text.replace("\xa0", " ").replace("\u202f", " ")


def tile(report: Report, id_: str) -> Tile:
    return {each.id: each for each in page_of(report).tiles}[id_]


def facts(report: Report) -> dict[str, str]:
    return {fact.label: plain(fact.value) for fact in page_of(report).facts}


def one(occupied: float, *, before: float | None = None, target: float | None = None) -> Report:
    return a_report(
        {"hof": days_of(hours(occupied, 100 - occupied))},
        previous=None if before is None else comparison(EARLIER, hours(before, 100 - before)),
        targets=[]
        if target is None
        else [Target(Indicator.UTILISATION, None, None, Fraction(str(target)))],
    )


def test_the_head_names_who_reports_on_what() -> None:
    """What the office left out isn't there."""
    assert facts(one(20)) == {"Ort": "Hof", "Zeitraum": "2. Februar 2026"}
    assert facts(replace(one(20), office=OFFICE)) == {
        "Ort": "Hof",
        "Zeitraum": "2. Februar 2026",
        "Herausgeber": "Amt Niemegk, Regionalbüro",
        "Zuwendungsempfänger": "Gemeinde Wiesenburg/Mark",
        "Aktenzeichen": "Z-2026/0417",
        "Bewilligungszeitraum": "1. Januar 2026 – 31. Dezember 2028",
        "Datum": "10. April 2026",
    }


def test_the_day_that_the_office_names_dates_the_file() -> None:
    """Else the period's last does, for no clock is asked."""
    assert document_of(replace(one(20), office=OFFICE), Language.GERMAN).dated == OFFICE.dated
    report = one(20)
    assert document_of(report, Language.GERMAN).dated == report.period.last


def test_places_are_named_as_far_as_there_is_room() -> None:
    """Of the others there is a number."""
    report = documents.a_year(MOST_PLACES + 3)
    said = facts(report)["Orte"]
    assert said.startswith("Hof-1, Hof-2, ")
    assert said.endswith("Hof-24 und 3 weitere, siehe Tabellen")
    assert facts(documents.a_year(MOST_PLACES))["Orte"].endswith("Hof-24")


CHANGES = [
    (30, 20, "+10,0", Direction.UP),
    (20, 30, "−10,0", Direction.DOWN),
    (20, 20, "±0,0", Direction.LEVEL),
    (20, None, "kein Vergleich", None),
]


@pytest.mark.parametrize(("now", "before", "value", "direction"), CHANGES)
def test_the_change_is_that_of_printed_figures(
    now: float, before: float | None, value: str, direction: Direction | None
) -> None:
    """In percentage points, with its sign, and an arrow by its shape."""
    told = tile(one(now, before=before), "change")
    assert (told.value, told.direction) == (value, direction)


GOALS = [
    (None, "kein Ziel hinterlegt"),
    (0.2, "Ziel mindestens 20,0 %: erreicht"),
    (0.25, "Ziel mindestens 25,0 %: nicht erreicht"),
]


@pytest.mark.parametrize(("target", "said"), GOALS)
def test_the_change_stands_beside_the_target(target: float | None, said: str) -> None:
    """Of utilisation of all spaces, before any other."""
    assert plain(tile(one(20, target=target), "change").trend) == said


def test_a_tile_compares_with_the_period_before() -> None:
    """In words, and by an arrow; nothing of other spaces."""
    told = tile(one(20, before=30), "use")
    assert (told.value, told.direction) == ("20,0\xa0%", Direction.DOWN)
    assert plain(told.trend) == "weniger als davor (30,0 %)"
    unlike = comparison(EARLIER, hours(30, 70), is_like_for_like=False)
    report = a_report({"hof": days_of(hours(20, 80))}, previous=unlike)
    assert (tile(report, "use").trend, tile(report, "use").direction) == ("", None)


def test_a_tile_has_its_course_in_parts_of_the_highest() -> None:
    """What isn't known is no bar; a coverage is of the whole."""
    weeks = [hours(10, 90), hours(5, 95), hours(0, 0, 100)]
    days = days_of(*(each for week in weeks for each in (week, *(hours(),) * 6)))
    report = a_report({"hof": days})
    assert tile(report, "use").spark == (1.0, 0.5, None)
    assert plain(tile(report, "use").span) == "je Woche 5,0 % bis 10,0 %"
    assert tile(report, "reliability").spark == (1.0, 1.0, 0.0)


WHY = [
    (documents.never_open, "–", "ohne Öffnungszeit im Kalender"),
    (documents.nothing_known, "k. A.", "keine belastbare Angabe (Abdeckung 0,0 %)"),
]


@pytest.mark.parametrize(("make", "value", "detail"), WHY)
def test_a_tile_without_a_figure_says_why(
    make: Callable[[], Report], value: str, detail: str
) -> None:
    """And never a 0."""
    for id_ in ("use", "demand"):
        told = tile(make(), id_)
        assert (plain(told.value), plain(told.detail)) == (value, detail)


def test_the_chart_is_of_spaces_or_of_the_week() -> None:
    """Of very many spaces those that are used most."""
    chart = page_of(documents.three_spaces()).chart
    assert chart is not None
    assert isinstance(chart.drawing, RankBars)
    many = page_of(documents.a_year(MOST_BARS + 1)).chart
    assert many is not None
    assert isinstance(many.drawing, RankBars)
    assert len(many.drawing.names) == MOST_BARS
    assert many.title.startswith("Die 14 ")
    week = week_of({(0, 10): hours(1, 3)})
    alone = page_of(a_report({"hof": days_of(hours(2, 8))}, week=week)).chart
    assert alone is not None
    assert isinstance(alone.drawing, WeekHeat)
    assert page_of(documents.never_open()).chart is None


DATA = [
    (one(20), "Die angebotene Platzzeit ist vollständig bekannt."),
    (a_report({"hof": days_of(hours(20, 60, 20))}), "Bekannt sind 80,0 % der angebotenen"),
    (a_report({"hof": days_of(hours(20, 50, 30))}), "Bekannt sind nur 70,0 % der angebotenen"),
    (documents.never_open(), "Ohne Öffnungszeit im Kalender"),
    (documents.public(), "Alle Zahlen stammen aus veröffentlichten, zum Schutz Einzelner"),
]


@pytest.mark.parametrize(("report", "said"), DATA, ids=range(len(DATA)))
def test_one_sentence_says_how_far_to_trust_it(report: Report, said: str) -> None:
    """It is one sentence."""
    told = plain(page_of(report).trust)
    assert told.startswith(said)
    assert told.endswith(".")
    assert ". " not in told


def test_the_offices_words_stand_under_their_own_head() -> None:
    """Which says whose they are, and that nobody recomputes them."""
    own = page_of(replace(one(20), office=OFFICE, assessment="# Lage\n\nGut.")).own
    assert own is not None
    assert own.title == "Einschätzung: Amt Niemegk, Regionalbüro"
    assert "nicht auf den Messwerten" in own.note
    assert [part.text for part in own.parts] == ["Lage", "Gut."]
    assert page_of(one(20)).own is None


@pytest.mark.parametrize("make", MADE, ids=lambda make: make.__name__)
@pytest.mark.parametrize("language", list(Language))
def test_page_one_is_whole(make: Callable[[], Report], language: Language) -> None:
    """Four tiles, findings as sentences, no empty word; and the same as chapters for Word."""
    document = document_of(make(), language)
    page = document.first_page
    assert page is not None
    assert len(page.tiles) == 4
    assert all(each.value and each.detail for each in page.tiles)
    assert 2 <= len(page.findings) <= 5
    assert all(said.endswith((".", "!")) for said in page.findings)
    told = " ".join(
        getattr(block, "text", "") for section in document.front for block in section.blocks
    )
    for said in (*page.findings, page.trust, *(fact.value for fact in page.facts)):
        assert said in told
