"""A calendar as a file that other programs subscribe to: RFC 5545, written by its rules. Pure.

Times are in UTC and whole days have none, so that no time zone has to be described. It knows no
space and no language.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

MOST_OCTETS: Final = 75
"""So long a line may be, RFC 5545, section 3.1."""
MEDIA_TYPE: Final = "text/calendar; charset=utf-8"
_ESCAPED: Final = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


@dataclass(frozen=True, slots=True)
class FileEvent:
    """One event: of whole days, or from one instant to another; its end is exclusive."""

    uid: str
    """Always the same for the same thing."""
    start: date
    end: date
    """Both are days, or both are datetimes (aware)."""
    summary: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class CalendarFile:
    """What a file says."""

    name: str
    made: datetime
    """As of when (aware); the same as long as nothing changes."""
    events: tuple[FileEvent, ...]
    language: str
    product: str = "-//Platzfrei//Platzfrei//DE"


def written(calendar: CalendarFile) -> bytes:
    """Write a calendar, with lines that end in CRLF and are folded."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{calendar.product}",
        "CALSCALE:GREGORIAN",
        f"NAME;LANGUAGE={calendar.language}:{_text(calendar.name)}",  # RFC 7986, section 5.1
        f"X-WR-CALNAME:{_text(calendar.name)}",  # its name for programs that are older
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
        *(line for event in calendar.events for line in _event(event, calendar)),
        "END:VCALENDAR",
    ]
    return b"".join(b"\r\n ".join(_folded(line)) + b"\r\n" for line in lines)


def _event(event: FileEvent, calendar: CalendarFile) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{_text(event.uid)}"
    yield f"DTSTAMP:{_instant(calendar.made)}"
    yield f"DTSTART{_when(event.start)}"
    yield f"DTEND{_when(event.end)}"
    yield f"SUMMARY;LANGUAGE={calendar.language}:{_text(event.summary)}"
    if event.url:
        yield f"URL:{event.url}"
    yield "TRANSP:TRANSPARENT"  # it takes nobody's own time
    yield "END:VEVENT"


def _when(at: date) -> str:
    if isinstance(at, datetime):
        return f":{_instant(at)}"
    return f";VALUE=DATE:{at:%Y%m%d}"


def _instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(text: str) -> str:
    """Write a text value, RFC 5545, section 3.3.11; what can't be printed becomes a space."""
    lines = text.replace("\r\n", "\n").split("\n")
    printable = ("".join(each if each.isprintable() else " " for each in line) for line in lines)
    return "\n".join(printable).translate(_ESCAPED)


def _folded(line: str) -> Iterable[bytes]:
    """Cut a line into pieces that fit with the space before them, and cut no letter in two."""
    piece = b""
    for letter in line:
        octets = letter.encode()
        if len(piece) + len(octets) > MOST_OCTETS - 1:  # all but the first begin with a space
            yield piece
            piece = b""
        piece += octets
    yield piece
