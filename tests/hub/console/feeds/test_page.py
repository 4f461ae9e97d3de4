"""Subscribed calendars in the console, read from a real server, and what visitors see of them."""

import re

import httpx
import pytest

from contract.times import from_us
from hub.book.calendar_feeds import FeedMemory, KeptFeed
from hub.care_told import moment
from hub.console.feeds.page import READINGS
from hub.domain.people import Grant
from hub.domain.roles import Role
from hub.reports.text.language import Language
from tests.hub.console.feeds.town import Town
from tests.hub.console.served import OFFICE, Browser, Served
from tests.parts.web_server import WebServer

pytestmark = pytest.mark.anyio
HERE = "/console/calendar/gutshof/feeds"


def text_of(answer: httpx.Response) -> str:
    """Return a page, with usual spaces between its words."""
    return answer.text.replace("\N{NO-BREAK SPACE}", " ")


def typed(server: WebServer, **more: str) -> dict[str, str]:
    """Fill in the form."""
    address = server.url("/private-8f3a/town.ics")
    return {"name": "Gemeinde", "address": address, "pick": "all", "word": "", **more}


def kept(hub: Served) -> list[KeptFeed]:
    return list(FeedMemory(hub.book).all())


async def test_a_calendar_closes_the_space_at_once(
    hub: Served, ada: Browser, server: WebServer
) -> None:
    """Visitors read that it is closed and no title; the page shows dates, and no secret."""
    assert f'href="{HERE}"' in (await ada.get("/console/calendar/gutshof")).text
    answer = await ada.send_own(HERE, HERE, typed(server, pick="prefix", word="Zu:"))
    assert (answer.status_code, answer.headers["location"]) == (303, f"{HERE}?done=is_added")
    page = text_of(await ada.get(f"{HERE}?done=is_added"))
    assert "Gelesen und abonniert." in page
    assert "Schließt bei Terminen, deren Titel mit „Zu:“ beginnt." in page
    assert "1 Termin schließt den Ort in den nächsten 13 Monaten" in page
    assert "Fr., 6. März 2026: ganztägig (&lt;b&gt;Markt&lt;/b&gt;)" in page
    assert "1 Termin ist nicht lesbar und schließt nichts." in page
    assert "127.0.0.1" in page
    assert "private-8f3a" not in page
    visitors = text_of(await hub.browser().get("/spaces/gutshof"))
    assert "Freitag, 6. März" in visitors
    assert "Markt" not in visitors
    months = text_of(await ada.get("/console/calendar/gutshof"))
    assert "<strong>Fr., 6. März 2026</strong><br>geschlossen · &lt;b&gt;Markt&lt;/b&gt;" in months
    assert "aus dem Kalender „Gemeinde“" in months


async def test_the_title_is_read_where_the_operator_says_so(
    hub: Served, ada: Browser, server: WebServer
) -> None:
    """As text, whatever a stranger has written."""
    await ada.send_own(HERE, HERE, typed(server, shows_title="yes"))
    visitors = text_of(await hub.browser().get("/spaces/gutshof"))
    assert "Zu: &lt;b&gt;Markt&lt;/b&gt;" in visitors
    page = text_of(await ada.get(f"{HERE}?lang=en"))
    assert "Closes during all events; visitors read the title." in page
    assert "Thu, 5 March 2026: 14:00–15:00 (Chor)" in page


@pytest.mark.parametrize(
    "wrong",
    [
        ({"name": " "}, "name", "Bitte geben Sie ihm einen Namen"),
        ({"address": ""}, "address", "Das ist keine Adresse."),
        ({"address": "ftp://a.example/"}, "address", "Die Adresse muss mit https://"),
        ({"address": "webcal://me:secret@a.example/"}, "address", "Eine Adresse mit Name"),
        ({"address": "http://[::1]:8000/"}, "address", "Diese Adresse führt in ein Netz"),
        ({"address": "http://10.0.0.1/"}, "address", "Diese Adresse führt in ein Netz"),
        ({"pick": "category"}, "word", "Bitte nennen Sie das Wort"),
        ({"pick": "prefix", "word": "x" * 61}, "word", "Bitte nennen Sie das Wort"),
    ],
)
async def test_what_is_wrong_stands_at_its_field(
    hub: Served, ada: Browser, server: WebServer, wrong: tuple[dict[str, str], str, str]
) -> None:
    """With a link from the top; what was typed is still there, and nothing was asked or kept."""
    more, field, said = wrong
    answer = await ada.send_own(HERE, HERE, typed(server, **more))
    assert answer.status_code == 422
    assert re.search(rf'<a href="#{field}">{re.escape(said)}', answer.text)
    assert re.search(rf'id="{field}-wrong">{re.escape(said)}', answer.text)
    assert 'value="Gemeinde"' in answer.text or field == "name"
    assert server.asked == []
    assert kept(hub) == []


@pytest.mark.parametrize(
    "unreadable",
    [
        ({"status": "404 Gone"}, "Unter dieser Adresse liegt nichts mehr."),
        ({"kind": "text/html"}, "Dort liegt etwas anderes, wahrscheinlich eine Webseite."),
        ({"calendar": "<html>"}, "Dort liegt etwas anderes als ein Kalender."),
    ],
)
async def test_what_cannot_be_read_is_not_kept(
    ada: Browser, town: Town, server: WebServer, unreadable: tuple[dict[str, str], str], hub: Served
) -> None:
    """It is told beside the address."""
    change, said = unreadable
    for name, value in change.items():
        setattr(town, name, value)
    answer = await ada.send_own(HERE, HERE, typed(server))
    assert answer.status_code == 422
    assert re.search(rf'id="address-wrong">{re.escape(said)}', answer.text)
    assert kept(hub) == []


async def test_one_that_fails_later_holds_as_it_was(
    hub: Served, ada: Browser, town: Town, server: WebServer
) -> None:
    """The page says since when, and why; read again it is well."""
    await ada.send_own(HERE, HERE, typed(server))
    feed = kept(hub)[0].feed.id
    town.status = "503 a"
    hub.clock.pass_s(600)
    answer = await ada.send_own(HERE, f"{HERE}/{feed}/read", {})
    assert answer.status_code == 422
    page = text_of(await ada.get(HERE))
    now = moment(from_us(hub.now_us()), Language.GERMAN)
    assert f"Kann seit {now} nicht gelesen werden." in page
    assert "Der Server antwortet mit einem Fehler. Es gilt, was zuletzt darin stand." in page
    assert "Freitag, 6. März" in text_of(await hub.browser().get("/spaces/gutshof"))
    town.status = "200 OK"
    answer = await ada.send_own(HERE, f"{HERE}/{feed}/read", {})
    assert answer.headers["location"] == f"{HERE}?done=is_read"
    assert "nicht gelesen" not in text_of(await ada.get(HERE))


async def test_one_that_is_removed_opens_the_space(
    hub: Served, ada: Browser, server: WebServer
) -> None:
    """And is gone from the page."""
    await ada.send_own(HERE, HERE, typed(server))
    feed = kept(hub)[0].feed.id
    answer = await ada.send_own(HERE, f"{HERE}/{feed}/remove", {})
    assert answer.headers["location"] == f"{HERE}?done=is_removed"
    assert kept(hub) == []
    assert "Freitag, 6. März" not in text_of(await hub.browser().get("/spaces/gutshof"))
    again = await ada.send_own(HERE, f"{HERE}/{feed}/remove", {})
    assert again.status_code == 404


async def test_another_space_is_out_of_reach(hub: Served, ada: Browser, server: WebServer) -> None:
    """Its page, and its subscription by the page of one's own."""
    own_of_both = Grant(frozenset({Role.OPERATOR}), frozenset({"muehle"}))
    _, ben = await hub.somebody("Ben", own_of_both)
    await ada.send_own(HERE, HERE, typed(server))
    feed = kept(hub)[0].feed.id
    other = "/console/calendar/muehle/feeds"
    assert (await ben.get(HERE)).status_code == 403
    for what in ("read", "remove"):
        answer = await ben.send_own(other, f"{other}/{feed}/{what}", {})
        assert answer.status_code == 404
    assert len(kept(hub)) == 1
    _, office = await hub.somebody("Olga", OFFICE)
    assert (await office.get(HERE)).status_code == 403


async def test_a_space_without_hours_says_that_nothing_is_closed(hub: Served) -> None:
    """Whoever looks after the hub can set them."""
    _, kim = await hub.somebody("Kim", Grant(frozenset({Role.OPERATOR}), frozenset({"kodorf"})))
    page = text_of(await kim.get("/console/calendar/kodorf/feeds"))
    assert "sind keine Öffnungszeiten eingestellt" in page


async def test_one_person_holds_up_nobody_elses_reading(
    hub: Served, ada: Browser, server: WebServer
) -> None:
    """Who has had many addresses read waits a minute, whatever their servers do."""
    _, bob = await hub.somebody("Bob")
    await ada.send_own(HERE, HERE, typed(server))
    (feed,) = kept(hub)
    path = f"{HERE}/{feed.feed.id}/read"
    statuses = [(await ada.send_own(HERE, path, {})).status_code for _ in range(READINGS.burst)]
    assert statuses[-2:] == [303, 422]
    assert (await bob.send_own(HERE, path, {})).status_code == 303
    hub.clock.pass_s(60)
    assert (await ada.send_own(HERE, path, {})).status_code == 303
