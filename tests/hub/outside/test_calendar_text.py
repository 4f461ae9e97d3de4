"""What is read of calendars: zones, days, what repeats, what was changed; what is no calendar."""

from datetime import date
from typing import Final

import icalendar
import pytest

from hub.domain.calendar_feed import MOST_DATES, MOST_EVENTS, FeedTrouble, Pick
from hub.outside.calendar_text import Question, Unusable, answer_to, events_in

FIRST, LAST = date(2026, 10, 1), date(2027, 10, 31)
BERLIN: Final = """BEGIN:VTIMEZONE
TZID:W. Europe Standard Time
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
"""


def event(*lines: str, uid: str = "a") -> str:
    """Write an event."""
    return "\n".join(["BEGIN:VEVENT", f"UID:{uid}", *lines, "END:VEVENT", ""])


def calendar(*parts: str) -> bytes:
    """Write a calendar."""
    text = "".join(("BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//a//b\n", *parts, "END:VCALENDAR\n"))
    return text.replace("\n", "\r\n").encode()


def question(pick: Pick = Pick.ALL, word: str = "") -> Question:
    """Ask for a year, of a space in Berlin."""
    return Question("Europe/Berlin", FIRST, LAST, pick, word)


def told(text: bytes, pick: Pick = Pick.ALL, word: str = "") -> list[str]:
    """Return the events that are found, each as one line."""
    found = events_in(text, question(pick, word))
    return [
        f"{each.start:%y%m%d %H:%M} {each.end:%y%m%d %H:%M} {each.title}".strip()
        for each in sorted(found.events, key=lambda each: (each.start, each.end))
    ]


@pytest.mark.parametrize(
    ("lines", "line"),
    [
        (("DTSTART:20261130T120000Z", "DTEND:20261130T130000Z"), "261130 13:00 261130 14:00"),
        (("DTSTART:20270701T120000Z", "DTEND:20270701T130000Z"), "270701 14:00 270701 15:00"),
        (("DTSTART:20261130T120000", "DURATION:PT90M"), "261130 12:00 261130 13:30"),
        (
            ("DTSTART;TZID=W. Europe Standard Time:20270701T090000", "DURATION:PT1H"),
            "270701 09:00 270701 10:00",
        ),
        (
            ("DTSTART;TZID=America/New_York:20261130T090000", "DURATION:PT1H"),
            "261130 15:00 261130 16:00",
        ),
        (("DTSTART;VALUE=DATE:20261224", "DTEND;VALUE=DATE:20261227"), "261224 00:00 261227 00:00"),
        (("DTSTART;VALUE=DATE:20261224",), "261224 00:00 261225 00:00"),
        (("DTSTART;VALUE=DATE:20261024", "DURATION:P2D"), "261024 00:00 261026 00:00"),
        (("DTSTART:20261025T003000Z", "DTEND:20261025T010000Z"), "261025 02:30 261025 03:00"),
        (("DTSTART:20261025T001500Z", "DTEND:20261025T013000Z"), "261025 02:15 261025 03:30"),
    ],
)
def test_when_an_event_is(lines: tuple[str, ...], line: str) -> None:
    """By the clock of the space, whatever zone it has: UTC, none, its own, another; all day.

    Over the hour that the clock shows twice it is as long as it is.
    """
    assert told(calendar(BERLIN, event(*lines))) == [line]


WEEKLY: Final = (
    "DTSTART;TZID=W. Europe Standard Time:20261015T090000",
    "DTEND;TZID=W. Europe Standard Time:20261015T100000",
    "SUMMARY:Putzen",
)


def test_what_repeats_keeps_its_hour_when_the_clock_is_set_back() -> None:
    """Without the dates that are taken out, moved or cancelled."""
    rule = ("RRULE:FREQ=WEEKLY;COUNT=6", "EXDATE;TZID=W. Europe Standard Time:20261022T090000")
    moved = (
        "RECURRENCE-ID;TZID=W. Europe Standard Time:20261029T090000",
        "DTSTART;TZID=W. Europe Standard Time:20261030T110000",
        "DTEND;TZID=W. Europe Standard Time:20261030T120000",
        "SUMMARY:Putzen, später",
    )
    cancelled = (
        "RECURRENCE-ID;TZID=W. Europe Standard Time:20261105T090000",
        "DTSTART;TZID=W. Europe Standard Time:20261105T090000",
        "STATUS:CANCELLED",
    )
    parts = (event(*WEEKLY, *rule), event(*moved), event(*cancelled))
    assert told(calendar(BERLIN, *parts)) == [
        "261015 09:00 261015 10:00 Putzen",
        "261030 11:00 261030 12:00 Putzen, später",
        "261112 09:00 261112 10:00 Putzen",
        "261119 09:00 261119 10:00 Putzen",
    ]


def test_what_is_cancelled_or_over_is_left_out() -> None:
    """And what begins later than the last day."""
    parts = (
        event("DTSTART:20261130T120000Z", "DURATION:PT1H", "STATUS:CANCELLED", uid="a"),
        event("DTSTART:20200101T120000Z", "DURATION:PT1H", uid="b"),
        event("DTSTART:20301130T120000Z", "DURATION:PT1H", uid="c"),
        event("DTSTART:20260930T200000Z", "DURATION:PT4H", uid="d"),
    )
    assert told(calendar(*parts)) == ["260930 22:00 261001 02:00"]


def test_which_events_are_taken() -> None:
    """By the beginning of the title, or by a category; of the title no other words are shown."""
    parts = (
        event("DTSTART;VALUE=DATE:20261201", "SUMMARY:zu: Ausflug\\, alle", uid="a"),
        event("DTSTART;VALUE=DATE:20261202", "SUMMARY:Chor", "CATEGORIES:Musik,Zu", uid="b"),
        event("DTSTART;VALUE=DATE:20261203", "SUMMARY:Chor", "CATEGORIES:Musik", uid="c"),
        event("DTSTART;VALUE=DATE:20261204", "CATEGORIES:Musik", "CATEGORIES:zu", uid="d"),
    )
    assert told(calendar(*parts), Pick.PREFIX, "Zu:") == ["261201 00:00 261202 00:00 Ausflug, alle"]
    assert told(calendar(*parts), Pick.CATEGORY, "zu") == [
        "261202 00:00 261203 00:00 Chor",
        "261204 00:00 261205 00:00",
    ]


@pytest.mark.parametrize(
    "lines",
    [
        ("DTSTART:yesterday",),
        ("SUMMARY:without a beginning",),
        ("DTSTART:20261130T120000Z", "DTEND;VALUE=DATE:20261201"),
        ("DTSTART:20261130T120000Z", "RRULE:FREQ=SECONDLY"),
        ("DTSTART:20261130T120000Z", "RRULE:FREQ=MINUTELY;COUNT=5"),
        ("DTSTART:20261130T120000Z", "RRULE:FREQ=hourly"),
        ("DTSTART:20261130T120000Z", "RRULE:FREQ=FORTNIGHTLY"),
        ("DTSTART:20261130T120000Z", "RRULE:FREQ=DAILY;INTERVAL=0"),
        ("DTSTART:20261130T120000Z", "RRULE:COUNT=5"),
    ],
)
def test_an_event_that_cannot_be_read_is_counted_and_the_others_are_taken(
    lines: tuple[str, ...],
) -> None:
    """Somebody is told that something is missing."""
    other = event("DTSTART;VALUE=DATE:20261201", uid="b")
    found = events_in(calendar(event(*lines), other), question())
    assert (len(found.events), found.skipped) == (1, 1)


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"<!doctype html><title>Kalender</title>",
        b"BEGIN:VCALENDAR\r\n",
        b"BEGIN:VCARD\r\nEND:VCARD\r\n",
        b"\xff\xfe\x00",
        calendar() + calendar(),
        b"END:VCALENDAR\r\n",
    ],
)
def test_what_is_no_calendar(text: bytes) -> None:
    """It is told, and nothing is made of it."""
    with pytest.raises(Unusable) as unusable:
        events_in(text, question())
    assert unusable.value.trouble is FeedTrouble.NO_CALENDAR


def test_an_empty_calendar_closes_nothing() -> None:
    """It is one nevertheless."""
    assert told(calendar()) == []


def test_too_many_events_and_too_many_dates() -> None:
    """Each is told by its own name; a rule within the limit isn't."""
    daily = event("DTSTART;VALUE=DATE:20200101", "RRULE:FREQ=DAILY")
    assert len(told(calendar(daily))) == (LAST - FIRST).days + 1
    many = (event("DTSTART;VALUE=DATE:20200101", "RRULE:FREQ=DAILY", uid=f"{n}") for n in range(3))
    for text, trouble in (
        (calendar(*many), FeedTrouble.TOO_MANY_DATES),
        (b"BEGIN:VEVENT\r\n" * (MOST_EVENTS + 1), FeedTrouble.TOO_MANY_EVENTS),
    ):
        with pytest.raises(Unusable) as unusable:
            events_in(text, question())
        assert unusable.value.trouble is trouble
    assert 3 * ((LAST - FIRST).days + 1) > MOST_DATES


def test_text_that_was_written_by_a_library_is_read() -> None:
    """Folded lines, escaped letters."""
    made = icalendar.Calendar({"VERSION": "2.0", "PRODID": "-//a//b"})
    entry = icalendar.Event({"UID": "a", "SUMMARY": "Größe; " * 5 + "Ende"})
    entry.start, entry.end = date(2026, 12, 1), date(2026, 12, 2)
    made.add_component(entry)
    assert told(made.to_ical()) == [f"261201 00:00 261202 00:00 {'Größe; ' * 5}Ende"]


def test_a_question_is_answered_as_it_is_asked() -> None:
    """In JSON, for the process beside the hub."""
    asked = (
        b'{"zone": "Europe/Berlin", "first": "2026-12-01", "last": "2026-12-31",'
        b' "pick": "all", "word": ""}\n'
    )
    found = answer_to(asked + calendar(event("DTSTART;VALUE=DATE:20261201", "SUMMARY:a")))
    assert found == {"events": [("2026-12-01T00:00:00", "2026-12-02T00:00:00", "a")], "skipped": 0}
    assert answer_to(asked + b"a") == {"trouble": "no_calendar"}
