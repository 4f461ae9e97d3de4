"""Reading a feed from a real server, with a real process that may be ended."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest

from hub.domain.calendar_feed import (
    ClosedSpan,
    FeedQuestion,
    FeedRefused,
    FeedTrouble,
    Pick,
)
from hub.domain.outside_address import OutsideReason
from hub.outside.asking import Outside
from hub.outside.calendar_reading import CalendarReading
from tests.parts.web_server import Asked, Say, Serve, answer, web_server

OUTSIDE = Outside(("127.0.0.0/8",))
READING = CalendarReading(OUTSIDE)
FEED = (
    b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a\r\nDTSTART:20261201T085900\r\n"
    b"DTEND:20261201T110100\r\nSUMMARY:Zu\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:b\r\n"
    b"DTSTART:never\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)
NEVER_ENDING = FEED.replace(
    b"SUMMARY:Zu", b"RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30\r\nSUMMARY:Zu"
)


def asked_of(address: str, **keys: Any) -> FeedQuestion:
    """Ask for December."""
    december = (date(2026, 12, 1), date(2026, 12, 31))
    return FeedQuestion(address, "Europe/Berlin", Pick.ALL, "", *december, **keys)


def serving(body: bytes, **headers: str) -> Serve:
    """Serve a calendar, or say that it hasn't changed."""

    def serve(asked: Asked, say: Say) -> None:
        if asked.headers.get("if-none-match") == '"1"':
            say(answer(status="304 Not Modified"))
        else:
            say(answer(body, **{"Content_Type": "text/calendar", **headers}))

    return serve


@contextmanager
def refused(trouble: OutsideReason | FeedTrouble) -> Iterator[None]:
    """Expect a refusal for this reason."""
    with pytest.raises(FeedRefused) as found:
        yield
    assert found.value.trouble is trouble


def test_a_feed_is_read_and_asked_for_what_has_changed() -> None:
    """With the sign that its server gave it the last time; what it is then holds on."""
    modified = "Sat, 28 Nov 2026 12:00:00 GMT"
    with web_server(serving(FEED, ETag='"1"', Last_Modified=modified)) as server:
        found = READING.read(asked_of(server.url("/a.ics")))
        again = asked_of(server.url("/a.ics"), etag=found.etag, modified=found.modified)
        assert READING.read(again).spans is None
    assert found.spans == (ClosedSpan(date(2026, 12, 1), 8 * 60 + 45, 11 * 60 + 15, "Zu"),)
    assert (found.etag, found.modified, found.skipped) == ('"1"', modified, 1)
    assert server.asked[1].headers["if-modified-since"] == modified


def test_a_server_that_says_unchanged_to_who_knows_nothing() -> None:
    """It hasn't told anything."""
    serve: Serve = lambda _, say: say(answer(status="304 a"))  # noqa: E731
    with web_server(serve) as server, refused(FeedTrouble.NO_CALENDAR):
        READING.read(asked_of(server.url()))


@pytest.mark.parametrize(
    ("body", "headers", "trouble"),
    [
        (b"<html>", {"Content_Type": "text/html"}, OutsideReason.OTHER_KIND),
        (b"<html>", {}, FeedTrouble.NO_CALENDAR),
        (b"BEGIN:VEVENT\r\n" * 2001, {}, FeedTrouble.TOO_MANY_EVENTS),
        (b"a" * 1_100_000, {}, OutsideReason.TOO_LARGE),
    ],
    ids=["page", "text", "events", "large"],
)
def test_what_cannot_be_used_is_told_by_its_reason(
    body: bytes, headers: dict[str, str], trouble: OutsideReason | FeedTrouble
) -> None:
    """Whether asking for it or reading it fails."""
    with web_server(serving(body, **headers)) as server, refused(trouble):
        READING.read(asked_of(server.url()))


def test_an_address_that_is_not_public_is_not_asked() -> None:
    """Also as programs for calendars write it."""
    for address in ("http://127.0.0.1:8000/a.ics", "webcal://127.0.0.1/a.ics"):
        with refused(OutsideReason.NOT_PUBLIC):
            CalendarReading(Outside()).read(asked_of(address))


def test_a_rule_that_goes_on_for_ever_ends_with_its_process() -> None:
    """Every day that is the thirtieth of February, looked for until the year 9999."""
    impatient = CalendarReading(OUTSIDE, cpu_s=0.6)
    with web_server(serving(NEVER_ENDING)) as server, refused(FeedTrouble.TOO_HARD):
        impatient.read(asked_of(server.url()))


def test_a_sign_that_could_not_be_sent_back_is_forgotten() -> None:
    """It is a stranger's text."""
    with web_server(serving(FEED, ETag="x" * 300, Last_Modified="gestern\xfc")) as server:
        found = READING.read(asked_of(server.url()))
    assert (found.etag, found.modified) == ("", "")
