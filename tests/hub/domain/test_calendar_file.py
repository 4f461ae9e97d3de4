"""Calendar files as other programs read them, and as RFC 5545 has them."""

from datetime import UTC, date, datetime

import icalendar
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.calendar_file import MOST_OCTETS, CalendarFile, FileEvent, written

MADE = datetime(2026, 11, 30, tzinfo=UTC)


def file_of(*events: FileEvent, name: str = "Hof") -> bytes:
    return written(CalendarFile(name, MADE, events, "de"))


def unfolded(content: bytes) -> list[str]:
    """Take a file apart into its lines, by section 3.1."""
    return content.decode().replace("\r\n ", "").split("\r\n")


def test_a_file_is_written_as_the_rules_have_it() -> None:
    """Whole days without a zone, hours in UTC, each with a stamp."""
    days = FileEvent("a@hof", date(2026, 12, 24), date(2026, 12, 27), "Zu; ganz, \\ neu")
    hours = FileEvent(
        "b@hof",
        datetime(2026, 12, 28, 9, tzinfo=UTC),
        datetime(2026, 12, 28, 11, tzinfo=UTC),
        "Auf",
        "https://hof.example/spaces/hof",
    )
    assert unfolded(file_of(days, hours)) == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Platzfrei//Platzfrei//DE",
        "CALSCALE:GREGORIAN",
        "NAME;LANGUAGE=de:Hof",
        "X-WR-CALNAME:Hof",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
        "BEGIN:VEVENT",
        "UID:a@hof",
        "DTSTAMP:20261130T000000Z",
        "DTSTART;VALUE=DATE:20261224",
        "DTEND;VALUE=DATE:20261227",
        "SUMMARY;LANGUAGE=de:Zu\\; ganz\\, \\\\ neu",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
        "BEGIN:VEVENT",
        "UID:b@hof",
        "DTSTAMP:20261130T000000Z",
        "DTSTART:20261228T090000Z",
        "DTEND:20261228T110000Z",
        "SUMMARY;LANGUAGE=de:Auf",
        "URL:https://hof.example/spaces/hof",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_text_comes_back_from_a_line_that_is_never_too_long(name: str, summary: str) -> None:
    """Whatever somebody has typed, it ends no line and begins no property."""
    content = file_of(FileEvent("a", date(2026, 12, 24), date(2026, 12, 25), summary), name=name)
    assert all(len(line) <= MOST_OCTETS for line in content.split(b"\r\n"))
    assert b"\n" not in content.replace(b"\r\n", b"")
    (event,) = icalendar.Calendar.from_ical(content).walk("VEVENT")
    assert len(unfolded(content)) == 18
    read = str(event["SUMMARY"])
    assert "".join(read.split()) == "".join(
        "".join(each if each.isprintable() else " " for each in summary).split()
    )
