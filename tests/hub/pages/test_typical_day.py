"""What the page says of a typical day, and how it is drawn."""

import re
from datetime import datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from hub.domain.typical_day import Level, TypicalHour
from hub.pages.typical_day import BASE, LEFT, Chart, draw_chart, typical_day_view
from hub.pages.vocabulary import words_in
from hub.pages.words import PageWords
from hub.reports.text.language import Language
from tests.hub.pages.typical_days import (
    MONDAY,
    ROUND_THE_CLOCK,
    WITH_A_BREAK,
    gap,
    level,
    share,
    typical_monday,
)
from tests.hub.spaces import utc

BERLIN = ZoneInfo("Europe/Berlin")
GERMAN, ENGLISH = words_in(Language.GERMAN), words_in(Language.ENGLISH)
NOON = utc(2026, 3, 2, 11, 20)


def heights(chart: Chart) -> list[int]:
    """Return how high each bar is."""
    return [int(height) for height in re.findall(r"v-(\d+)", chart.bars)]


@pytest.mark.parametrize(
    ("words", "title", "basis"),
    [
        (
            GERMAN,
            "Wie voll es montags meist ist",
            "Durchschnitt aus 7 Montagen bis zum 23. Februar, Abdeckung 97\u00a0%.",
        ),
        (
            ENGLISH,
            "How busy it usually is on Mondays",
            "Average of 7 Mondays up to 23 February, coverage 97%.",
        ),
    ],
)
def test_it_says_what_it_stands_on(words: PageWords, title: str, basis: str) -> None:
    """The weekday, how many days, up to when, and the coverage, rounded down."""
    view = typical_day_view(typical_monday(share(9, 25)), NOON, BERLIN, words)
    assert (view.title, view.basis, view.protection) == (title, basis, "")


def test_levels_say_that_they_protect() -> None:
    """As of when, why so coarse, and what counts as quiet in any case."""
    view = typical_day_view(WITH_A_BREAK, NOON, BERLIN, GERMAN)
    assert view.basis == "Stand 1. März: Durchschnitt aus 7 Montagen davor, Abdeckung 97\u00a0%."
    assert view.protection.startswith("Zum Schutz Einzelner nur in drei Stufen")
    assert view.protection.endswith("Weniger als 3 belegte Plätze gelten immer als ruhig.")
    english = typical_day_view(WITH_A_BREAK, NOON, BERLIN, ENGLISH)
    assert english.basis == "As of 1 March: average of 7 Mondays before it, coverage 97%."


def test_fewer_than_one_is_no_sentence() -> None:
    """A space that protects nobody but the only guest doesn't speak of fewer than one."""
    known = typical_monday(level(9, Level.QUIET), small_count=1)
    assert "1 " not in typical_day_view(known, NOON, BERLIN, GERMAN).protection


def test_the_table_says_every_hour() -> None:
    """Shares in whole percent, levels in words, and gaps as such with their coverage."""
    hours = (share(9, 24.6), share(10, 0), gap(11))
    rows = typical_day_view(typical_monday(*hours), NOON, BERLIN, GERMAN).rows
    assert [(row.hour, row.taken) for row in rows] == [
        ("9–10 Uhr", "25\u00a0%"),
        ("10–11 Uhr", "0\u00a0%"),
        ("11–12 Uhr", "keine belastbare Angabe (Abdeckung 43\u00a0%)"),
    ]
    levels = [row.taken for row in typical_day_view(WITH_A_BREAK, NOON, BERLIN, ENGLISH).rows]
    assert levels == ["quiet", "medium", "no reliable figure (coverage 43%)", "busy", "quiet"]


@pytest.mark.parametrize(
    ("now", "hour", "until"),
    [
        (utc(2026, 3, 2, 9, 41, 30), 10, "2026-03-02T10:00:00.000000Z"),
        (utc(2026, 3, 2, 10), 11, "2026-03-02T11:00:00.000000Z"),
        (utc(2026, 3, 2, 11, 30), None, "2026-03-02T12:00:00.000000Z"),
        (utc(2026, 3, 2, 22), None, "2026-03-02T23:00:00.000000Z"),
        (utc(2026, 3, 9, 9), None, "2026-03-09T10:00:00.000000Z"),
    ],
)
def test_the_present_hour_is_marked(now: datetime, hour: int | None, until: str) -> None:
    """In local time, in chart and table alike, and only on the day itself."""
    view = typical_day_view(WITH_A_BREAK, now, BERLIN, GERMAN)
    marked = [row.hour for row in view.rows if row.is_now]
    assert marked == ([] if hour is None else [f"{hour}–{hour + 1} Uhr"])
    assert (view.chart.now is not None) is (hour is not None)
    assert view.now_until == until


def test_bars_are_as_high_as_their_hours_are_full() -> None:
    """A free hour still has a bar, a gap a question mark instead, a break neither."""
    hours = (share(9, 0), share(10, 50), gap(11), share(13, 100))
    chart = draw_chart(hours, None, GERMAN)
    assert heights(chart) == [1, 50, 100]
    assert [mark.text for mark in chart.gaps] == ["?"]
    assert [mark.text for mark in chart.hours] == ["9", "10", "11", "13"]
    assert [mark.text for mark in chart.scale] == ["50\u00a0%", "100\u00a0%"]


def test_levels_are_three_heights() -> None:
    """Each reaches the line that bears its name."""
    chart = draw_chart(WITH_A_BREAK.typical.hours, 10, ENGLISH)
    assert heights(chart) == [33, 67, 100, 33]
    assert [(mark.text, BASE - mark.y + 4) for mark in chart.scale] == [
        ("quiet", 33),
        ("medium", 67),
        ("busy", 100),
    ]
    assert chart.now is not None
    assert chart.now.x == chart.hours[1].x
    assert chart.now.text == "now"
    assert chart.arrow.startswith(f"M{chart.now.x} ")
    assert chart.now_bar == next(bar for bar in re.findall("M[^z]*z", chart.bars) if "v-67" in bar)


def test_where_nothing_is_known_of_the_hour_only_the_arrow_stands() -> None:
    """No bar is made up for it; and none is filled on another day."""
    chart = draw_chart(WITH_A_BREAK.typical.hours, 11, ENGLISH)
    assert (chart.now_bar, chart.arrow != "") == ("", True)
    chart = draw_chart(WITH_A_BREAK.typical.hours, None, ENGLISH)
    assert (chart.now_bar, chart.arrow, chart.now) == ("", "", None)


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        ((share(12, 30), share(13, 40)), "In einer Stunde ist es meist voller."),
        ((share(12, 40), share(13, 30)), "In einer Stunde ist es meist leerer."),
        ((share(12, 30), share(13, 39.9)), "In einer Stunde ist es meist etwa gleich voll."),
        ((share(12, 30), gap(13)), ""),
        ((gap(12), share(13, 30)), ""),
        ((share(12, 30), share(14, 90)), ""),
        ((share(13, 30), share(14, 90)), ""),
    ],
)
def test_the_next_hour_is_compared_with_this_one(hours: tuple[TypicalHour, ...], said: str) -> None:
    """Where both are known, a tenth more or less is worth saying; nothing is said past closing."""
    assert typical_day_view(typical_monday(*hours), NOON, BERLIN, GERMAN).soon == said


def test_levels_are_compared_too() -> None:
    """One step is a difference, the same level is none."""
    hours = (level(12, Level.QUIET), level(13, Level.MEDIUM), level(14, Level.MEDIUM))
    known = typical_monday(*hours, small_count=3)
    at = [typical_day_view(known, utc(2026, 3, 2, hour, 20), BERLIN, ENGLISH) for hour in (11, 12)]
    assert [view.soon for view in at] == [
        "In an hour it is usually busier.",
        "In an hour it is usually about as busy.",
    ]


@pytest.mark.parametrize("count", range(1, 25))
def test_everything_is_within_the_picture(count: int) -> None:
    """However many hours: bars and labels neither overlap nor stick out."""
    for present in range(count):
        chart = draw_chart(tuple(share(hour, 100) for hour in range(count)), present, GERMAN)
        places = [mark.x for mark in chart.hours]
        assert all(later - earlier >= 18 for earlier, later in pairwise(places))
        assert min(places) >= LEFT
        assert chart.width <= 350
        assert chart.now is not None
        assert 22 <= chart.now.x <= chart.width - 22
        starts = [int(x) for x in re.findall(r"M(\d+)", chart.bars)]
        widths = [int(width) for width in re.findall(r"h(\d+)", chart.bars)]
        ends = [start + width for start, width in zip(starts, widths, strict=True)]
        assert all(end < later for end, later in zip(ends[:-1], starts[1:], strict=True))
        assert ends[-1] <= chart.width


def test_a_day_of_24_hours_is_labelled_sparsely() -> None:
    """On a phone, twelve labels fit."""
    chart = draw_chart(ROUND_THE_CLOCK.typical.hours, None, GERMAN)
    assert [mark.text for mark in chart.hours] == [str(hour) for hour in range(0, 24, 2)]


def test_a_day_that_was_long_ago_is_not_today() -> None:
    """The mark is for the day that is shown, not for its weekday."""
    later = typical_monday(share(10, 1), shown=MONDAY.replace(day=9))
    assert typical_day_view(later, utc(2026, 3, 2, 9), BERLIN, GERMAN).chart.now is None
