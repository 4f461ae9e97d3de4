"""Which events of a calendar close a space, when, and what visitors read of them."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.calendar import Calendar
from hub.domain.calendar_feed import (
    FAILING_US,
    LONGEST_TITLE,
    READ_EVERY_US,
    WHOLE_EVERY_US,
    ClosedRun,
    ClosedSpan,
    FeedEvent,
    Pick,
    Reading,
    closed_by,
    closed_runs,
    closed_spans,
    days_read,
    is_picked,
    replaced,
    title_of,
    web_address,
)
from hub.domain.opening import Hours
from hub.domain.space import SpaceConfig

MONDAY = date(2026, 11, 30)
TUESDAY, WEDNESDAY = MONDAY + timedelta(1), MONDAY + timedelta(2)
NINE, NOON, FIVE = 9 * 60, 12 * 60, 17 * 60


def at(day: date, hour: int, minute: int = 0, second: int = 0) -> datetime:
    """Return a local time."""
    return datetime(day.year, day.month, day.day, hour, minute, second)  # noqa: DTZ001


def spans(*events: FeedEvent) -> Sequence[tuple[int, int, int, str]]:
    """Return what they close in the week, with days counted from Monday."""
    found = closed_spans(events, MONDAY, MONDAY + timedelta(6))
    return [((each.day - MONDAY).days, each.start_min, each.end_min, each.title) for each in found]


def space(**keys: Any) -> SpaceConfig:
    """Make one that is open from Monday to Friday, 9 to 12 and 13 to 17 o'clock."""
    hours = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "09:00-12:00,13:00-17:00")
    told = {"id": "hof", "name": "Hof", "timezone": "Europe/Berlin", "state": "BB"}
    return SpaceConfig.model_validate(
        {**told, "since": date(2026, 1, 1), "opening": hours, "small_count": 0, **keys}
    )


def open_on(config: SpaceConfig, day: date) -> tuple[tuple[tuple[int, int], ...], str | None]:
    """Return when a space is open on a day, in minutes, and why so."""
    hours, reason = Calendar(config).hours_on(day)
    return tuple((each.start_min, each.end_min) for each in hours), reason


def test_an_event_is_rounded_outward_to_quarters() -> None:
    """Nobody stands before a closed door that was called open, not for a minute."""
    assert spans(FeedEvent(at(MONDAY, 9, 14, 59), at(MONDAY, 10, 15, 1), "a")) == [
        (0, NINE, 10 * 60 + 30, "a")
    ]
    assert spans(FeedEvent(at(MONDAY, 9, 15), at(MONDAY, 10), "a")) == [(0, NINE + 15, 600, "a")]


def test_an_event_over_several_days_closes_each() -> None:
    """From its hour to midnight, whole days, and up to its hour."""
    assert spans(FeedEvent(at(MONDAY, 17), at(WEDNESDAY, 12), "a")) == [
        (0, FIVE, 1440, "a"),
        (1, 0, 1440, "a"),
        (2, 0, NOON, "a"),
    ]
    assert spans(FeedEvent(at(MONDAY, 0), at(TUESDAY, 0), "a")) == [(0, 0, 1440, "a")]


def test_what_lies_outside_of_the_days_is_left_out() -> None:
    """Also the part of an event that began before, or goes on for ever."""
    found = spans(FeedEvent(at(date(2020, 1, 1), 0), at(date(9999, 1, 1), 0), "a"))
    assert [(day, begin, end) for day, begin, end, _ in found] == [(n, 0, 1440) for n in range(7)]


def test_what_overlaps_or_touches_is_one() -> None:
    """With the title of what begins first; nothing is closed by an event without a length."""
    assert spans(
        FeedEvent(at(MONDAY, 11), at(MONDAY, 12), "c"),
        FeedEvent(at(MONDAY, 9), at(MONDAY, 10), "a"),
        FeedEvent(at(MONDAY, 10), at(MONDAY, 10, 30), "b"),
        FeedEvent(at(MONDAY, 14), at(MONDAY, 14), "d"),
        FeedEvent(at(MONDAY, 16), at(MONDAY, 15), "e"),
    ) == [(0, NINE, 10 * 60 + 30, "a"), (0, 11 * 60, NOON, "c")]


@given(
    st.lists(
        st.tuples(st.integers(-3000, 12_000), st.integers(0, 5000)).map(
            lambda pair: FeedEvent(
                at(MONDAY, 0) + timedelta(minutes=pair[0]),
                at(MONDAY, 0) + timedelta(minutes=sum(pair)),
                "a",
            )
        ),
        max_size=8,
    )
)
def test_every_minute_of_an_event_is_closed_and_nothing_far_from_one(
    events: list[FeedEvent],
) -> None:
    """By a brute look at each minute of a week."""
    found = closed_spans(events, MONDAY, MONDAY + timedelta(6))
    for minute in range(0, 7 * 1440, 29):
        moment = at(MONDAY, 0) + timedelta(minutes=minute)
        mark = moment - timedelta(minutes=minute % 15)
        overlaps = any(
            each.start < mark + timedelta(minutes=15) and each.end > mark and each.end > each.start
            for each in events
        )
        inside = any(
            each.day == moment.date() and each.start_min <= minute % 1440 < each.end_min
            for each in found
        )
        assert inside is overlaps


@pytest.mark.parametrize(
    ("pick", "word", "title", "categories", "is_so"),
    [
        (Pick.ALL, "", "Chorprobe", (), True),
        (Pick.PREFIX, "Zu:", "ZU: Betriebsausflug", (), True),
        (Pick.PREFIX, "Zu:", "Chor zu: laut", (), False),
        (Pick.PREFIX, "geschlossen", "Geschlossen", (), True),
        (Pick.CATEGORY, "Closed", "Chorprobe", ("Musik", "closed "), True),
        (Pick.CATEGORY, "Closed", "Closed", ("Musik",), False),
    ],
)
def test_which_events_close_a_space(
    pick: Pick, word: str, title: str, categories: tuple[str, ...], is_so: bool
) -> None:
    """All, those of a category, or those whose title begins with a word."""
    assert is_picked(pick, word, title, categories) is is_so


@pytest.mark.parametrize(
    ("pick", "title", "shown"),
    [
        (Pick.PREFIX, "Zu: Betriebsausflug", "Betriebsausflug"),
        (Pick.PREFIX, "zu:  ", ""),
        (Pick.ALL, "Zu: Betriebsausflug", "Zu: Betriebsausflug"),
        (Pick.ALL, "a\r\nb\t\x07c \u202e d\u200be", "a b c de"),
        (Pick.ALL, "<b>Rot</b> & blau", "<b>Rot</b> & blau"),
        (Pick.ALL, "ä" * 500, "ä" * (LONGEST_TITLE - 1) + "…"),
    ],
)
def test_what_strangers_write_is_one_short_line_of_text(pick: Pick, title: str, shown: str) -> None:
    """Without what can't be seen; the word that picks it says nothing to visitors."""
    assert title_of(pick, "Zu:", title) == shown


def test_what_is_past_stays_and_the_rest_is_replaced() -> None:
    """A calendar that is tidied up changes no figure of the past."""
    before = [ClosedSpan(MONDAY, 0, 1440), ClosedSpan(WEDNESDAY, 0, 1440)]
    now = [ClosedSpan(MONDAY, NINE, NOON), ClosedSpan(TUESDAY, 0, 1440)]
    assert replaced(before, now, TUESDAY) == (before[0], now[1])
    assert replaced(before, (), MONDAY) == ()


def test_days_that_are_alike_are_told_together() -> None:
    """All of a day's hours in one line; other hours, another title or a gap begin a new one."""
    whole = [ClosedSpan(MONDAY + timedelta(n), 0, 1440, "Urlaub") for n in (0, 1, 3)]
    parts = [ClosedSpan(WEDNESDAY, NINE, NOON, "a"), ClosedSpan(WEDNESDAY, FIVE, 1440, "b")]
    assert closed_runs([*parts, *whole]) == (
        ClosedRun(MONDAY, TUESDAY, (), "Urlaub"),
        ClosedRun(WEDNESDAY, WEDNESDAY, (Hours(NINE, NOON), Hours(FIVE, 1440)), "a, b"),
        ClosedRun(MONDAY + timedelta(3), MONDAY + timedelta(3), (), "Urlaub"),
    )


def test_a_part_of_a_day_is_taken_out_of_its_hours() -> None:
    """The rest of the day stays open; a day that isn't touched is as before."""
    closed = closed_by(space(), [ClosedSpan(MONDAY, 11 * 60, 14 * 60, "Wartung")])
    assert open_on(closed, MONDAY) == (((NINE, 11 * 60), (14 * 60, FIVE)), "Wartung")
    assert open_on(closed, TUESDAY) == (((NINE, NOON), (13 * 60, FIVE)), None)


def test_whole_days_are_closed_and_told_as_one() -> None:
    """Days that follow each other with the same reason are one exception."""
    days = [ClosedSpan(MONDAY + timedelta(n), 0, 1440, "Urlaub") for n in range(3)]
    closed = closed_by(space(), days)
    (only,) = closed.exceptions
    assert (only.from_date, only.to_date, only.hours, only.reason) == (
        MONDAY, WEDNESDAY, (), "Urlaub",
    )  # fmt: skip
    assert open_on(closed, TUESDAY) == ((), "Urlaub")


def test_it_closes_beyond_what_hub_toml_says_and_opens_nothing() -> None:
    """Special hours are cut as well; what is closed anyway keeps its reason."""
    own = {"from": MONDAY, "to": MONDAY, "open": "08:00-20:00", "reason": "Markt"}
    off = {"from": TUESDAY, "to": TUESDAY, "open": "closed", "reason": "Inventur"}
    whole = [ClosedSpan(day, NOON, 1440, "") for day in (MONDAY, TUESDAY)]
    closed = closed_by(space(exceptions=[own, off]), whole)
    assert open_on(closed, MONDAY) == (((8 * 60, NOON),), "Markt")
    assert open_on(closed, TUESDAY) == ((), "Inventur")
    sunday = ClosedSpan(MONDAY - timedelta(1), 0, 1440, "a")
    assert closed_by(space(), [sunday]) == space()
    assert closed_by(space(), ()) == space()
    assert Hours(NINE, NOON) in Calendar(closed).hours_on(WEDNESDAY)[0]


def test_a_space_whose_hours_nobody_knows_stays_so() -> None:
    """Without hours in hub.toml there is nothing to close."""
    unknown = space(opening=None)
    assert closed_by(unknown, [ClosedSpan(MONDAY, 0, 1440)]) == unknown


def test_when_a_feed_is_read_again_and_when_somebody_must_see_to_it() -> None:
    """Each hour, whole once a day, and after six hours without a good reading."""
    reading = Reading(tried_us=10, whole_us=10)
    assert not reading.is_due(9 + READ_EVERY_US)
    assert reading.is_due(10 + READ_EVERY_US)
    assert reading.is_due(9)
    assert not reading.is_whole_due(9 + WHOLE_EVERY_US)
    assert reading.is_whole_due(10 + WHOLE_EVERY_US)
    assert Reading(tried_us=10).is_whole_due(11)
    failing = Reading(tried_us=10, failing_since_us=10)
    assert not failing.needs_care(9 + FAILING_US)
    assert failing.needs_care(10 + FAILING_US)
    assert not reading.needs_care(10 + FAILING_US)


def test_a_reading_looks_at_thirteen_months() -> None:
    """From today on."""
    first, last = days_read(MONDAY)
    assert first == MONDAY
    assert date(2027, 12, 30) <= last <= date(2028, 1, 31)


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        (" webcal://example.org/a.ics", "https://example.org/a.ics"),
        ("WEBCALS://example.org/a.ics", "https://example.org/a.ics"),
        ("http://example.org/webcal://", "http://example.org/webcal://"),
        ("example.org", "example.org"),
    ],
)
def test_what_programs_for_calendars_copy_is_an_address(typed: str, asked: str) -> None:
    """With TLS, as most of them read it."""
    assert web_address(typed) == asked
