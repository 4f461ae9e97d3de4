"""The calendar file of a space: what isn't as usual, the same every day, and nobody in it."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import httpx
import icalendar
import pytest

from hub.domain.calendar_change import ChangeKind
from hub.domain.opening import Hours
from hub.spaces_now import set_above
from tests.hub.pages.region import Region, a_client_of, space
from tests.hub.set_calendar import a_change

pytestmark = pytest.mark.anyio
PATH = "/spaces/hof/calendar.ics"
OPENING = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "09:00-12:00,13:00-17:00")
MONDAY = date(2026, 3, 2)
HOLIDAYS = {"from": "2026-07-06", "to": "2026-07-17", "open": "closed", "reason": "Ferien, alle"}
FAIR = {"from": "2026-03-07", "to": "2026-03-07", "open": "10:00-12:00,14:00-15:00"}


def of_hof(*exceptions: Mapping[str, object], **sections: Any) -> Region:
    """Make a region of one space."""
    dated = [
        {**each} | {key: date.fromisoformat(str(each[key])) for key in ("from", "to")}
        for each in exceptions
    ]
    hof = space("hof", "Hof", "ff", opening=OPENING, exceptions=dated)
    return Region((hof, "ff"), **sections)


async def read(region: Region, path: str = PATH, **headers: str) -> httpx.Response:
    """Ask for the file."""
    async with a_client_of(region) as client:
        return await client.get(path, headers=headers)


def events_in(answer: httpx.Response) -> list[tuple[str, date, date]]:
    """Return summary, beginning and end of each event, as another program reads them."""
    return [
        (str(event["SUMMARY"]), event.start, event.end)
        for event in icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
        if isinstance(event, icalendar.Event)
    ]


async def test_closures_are_days_and_openings_are_hours() -> None:
    """In the words of the page, over weekends as well; public holidays that close it, too."""
    answer = await read(of_hof(HOLIDAYS, FAIR))
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    events = events_in(answer)
    assert ("Hof: geschlossen (Ferien, alle)", date(2026, 7, 6), date(2026, 7, 18)) in events
    fair = [(said, f"{start:%d %H:%M %Z}", f"{end:%H:%M}") for said, start, end in events[:2]]
    assert fair == [
        ("Hof: geöffnet 10:00–12:00 Uhr", "07 09:00 UTC", "11:00"),
        ("Hof: geöffnet 14:00–15:00 Uhr", "07 13:00 UTC", "14:00"),
    ]
    assert ("Hof: geschlossen (Karfreitag)", date(2026, 4, 3), date(2026, 4, 4)) in events


async def test_what_people_set_is_in_it_at_once() -> None:
    """And gone when it is taken back; a notice and a desk out of service are no hours."""
    region = of_hof()
    before = await read(region)
    closed = a_change(space="hof", first=MONDAY + timedelta(4), last=MONDAY + timedelta(4))
    set_above(region.spaces, [closed])
    after = await read(region)
    assert events_in(after)[0] == ("Hof: geschlossen", date(2026, 3, 6), date(2026, 3, 7))
    set_above(region.spaces, [])
    assert (await read(region)).content == before.content
    opened = a_change(
        ChangeKind.OPENING, space="hof", first=MONDAY, last=MONDAY, hours=(Hours(600, 660),)
    )
    set_above(region.spaces, [opened])
    assert events_in(await read(region))[0][0] == "Hof: geöffnet 10:00–11:00 Uhr"


async def test_an_event_keeps_its_uid() -> None:
    """From day to day, also once it has begun, so that no program shows it twice."""
    region = of_hof({**HOLIDAYS, "from": "2026-02-23", "to": "2026-03-13"})
    uids = []
    for _ in range(2):
        (first, *_) = icalendar.Calendar.from_ical((await read(region)).content).walk("VEVENT")
        uids.append(str(first["UID"]))
        region.clock.pass_s(86_400)
    assert uids == ["hof-20260223-0@platzfrei.invalid"] * 2


async def test_it_is_in_the_language_that_is_asked_for_and_names_its_page() -> None:
    """Where the site has an address."""
    answer = await read(
        of_hof(HOLIDAYS, http={"public_url": "https://hub.example/desks"}), f"{PATH}?lang=en"
    )
    assert answer.headers["content-language"] == "en"
    assert "Hof: closed (Ferien\\, alle)" in answer.text
    assert "URL:https://hub.example/desks/spaces/hof" in answer.text.replace("\r\n ", "")
    assert re.search(r"UID:hof-\d{8}-0@hub\.example", answer.text)
    assert "NAME;LANGUAGE=en:Hof: closures and special openings" in answer.text


async def test_who_has_it_gets_no_second_copy_and_a_cache_keeps_it_for_a_second() -> None:
    """As with everything that anybody may read."""
    region = of_hof(HOLIDAYS)
    answer = await read(region)
    assert answer.headers["cache-control"] == "public, max-age=0, s-maxage=1, must-revalidate"
    assert answer.headers["vary"] == "Accept-Language"
    again = await read(region, **{"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


async def test_it_says_nothing_of_who_is_there() -> None:
    """Whatever becomes of the desks, the file is the same."""
    region = of_hof(HOLIDAYS)
    before = (await read(region)).content
    region.clock.pass_s(300)
    region.live.tick()
    assert (await read(region)).content == before


async def test_a_space_whose_hours_nobody_knows_has_an_empty_one() -> None:
    """And one that isn't there has none."""
    region = Region((space("hof", "Hof", "ff", opening=None), "ff"))
    assert events_in(await read(region)) == []
    assert (await read(region, "/spaces/nowhere/calendar.ics")).status_code == 404


async def test_the_page_of_the_space_leads_to_it() -> None:
    """In its language."""
    page = (await read(of_hof(), "/spaces/hof?lang=en")).text
    assert 'href="/spaces/hof/calendar.ics?lang=en" type="text/calendar"' in page
