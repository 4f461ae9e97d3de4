"""Subscribing to a calendar in Chromium: on a phone, without a script, and as axe sees it."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, ViewportSize, expect, sync_playwright

from contract.times import to_us
from hub.book.file import BookFile
from hub.book.people import PeopleMemory
from hub.console.recognition import Recognition
from tests.hub.console.feeds.town import Town
from tests.hub.console.served import OPERATOR, PASSWORD
from tests.hub.pages.accessibility import SCHEMES, violations
from tests.hub.pages.region import Region
from tests.hub.pages.serving import ServedRegion
from tests.parts.chromium import running_chromium
from tests.parts.web_server import WebServer, web_server

pytestmark = [pytest.mark.real("chromium"), pytest.mark.slow]
PHONE: ViewportSize = {"width": 390, "height": 844}
FEEDS = "/console/calendar/gutshof/feeds"


@pytest.fixture(scope="module")
def town() -> Town:
    return Town()


@pytest.fixture(scope="module")
def server(town: Town) -> Iterator[WebServer]:
    """Serve the town's calendar."""
    with web_server(town.serve) as running:
        yield running


@pytest.fixture(scope="module")
def signed_in(
    chromium_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[BrowserContext]:
    """Sign in who runs the Gutshof, on a phone."""
    region = Region(outside={"allowed_networks": ["127.0.0.1"]})

    def now_us() -> int:
        return to_us(region.clock.wall())

    folder = tmp_path_factory.mktemp("feeds")
    with (
        closing(BookFile.own(folder / "book.db")) as book,
        sync_playwright() as playwright,
        running_chromium(playwright, chromium_path, folder) as browser,
    ):
        link = PeopleMemory(book).invite(OPERATOR, "", now_us())
        served = ServedRegion(region, recognition=Recognition(book, now_us))
        with browser.new_context(
            locale="de-DE", viewport=PHONE, base_url=served.url, java_script_enabled=False
        ) as context:
            page = context.new_page()
            page.goto(f"/console/join/{link}?lang=de")
            page.get_by_label("Name", exact=True).fill("Ada")
            page.get_by_label("Passwort", exact=True).fill(PASSWORD)
            page.get_by_label("Passwort noch einmal").fill(PASSWORD)
            page.get_by_role("button", name="Los geht’s").click()
            expect(page.get_by_role("navigation", name="Konsole")).to_be_visible()
            page.close()
            yield context
        served.stop()


def test_a_calendar_is_subscribed_to_without_a_script(
    signed_in: BrowserContext, server: WebServer, town: Town
) -> None:
    """A mistake is led to from the top, and what was typed is still there."""
    page = signed_in.new_page()
    page.goto("/console/calendar/gutshof?lang=de")
    page.get_by_role("link", name="Abonnierte Kalender").click()
    page.get_by_label("Name").fill("Gemeinde")
    page.get_by_label("Adresse des Kalenders").fill("http://10.0.0.1/a.ics")
    page.get_by_role("button", name="Lesen und abonnieren").click()
    page.get_by_role("alert").get_by_role("link", name="Diese Adresse führt in ein Netz").click()
    expect(page.get_by_label("Name")).to_have_value("Gemeinde")
    page.get_by_label("Adresse des Kalenders").fill(server.url("/a.ics"))
    page.get_by_label("Wenn der Titel mit einem Wort beginnt").check()
    page.get_by_label("Das Wort oder die Kategorie").fill("Zu:")
    page.get_by_role("button", name="Lesen und abonnieren").click()
    expect(page.get_by_role("status")).to_contain_text("Gelesen und abonniert.")
    page.get_by_text("1 Termin schließt den Ort").click()
    expect(page.get_by_text("Fr., 6. März 2026: ganztägig")).to_be_visible()
    town.status = "404 a"
    page.get_by_role("button", name="Jetzt lesen: Gemeinde").click()
    expect(page.get_by_role("alert")).to_contain_text("Unter dieser Adresse liegt nichts mehr.")
    assert is_within_the_phone(page)


def is_within_the_phone(page: Page) -> bool:
    """Tell whether nothing goes beyond the screen."""
    boxes = (each.bounding_box() for each in page.locator("main :is(input, a, p, button)").all())
    return all(box["x"] + box["width"] <= PHONE["width"] for box in boxes if box)


@pytest.mark.parametrize("language", ["de", "en"])
def test_nobody_is_shut_out(signed_in: BrowserContext, language: str) -> None:
    """By day and by night; a script runs here, since axe is one."""
    browser = signed_in.browser
    assert browser is not None
    state = signed_in.storage_state()
    known = signed_in.new_page()
    known.goto(FEEDS)
    address = f"{known.url}?lang={language}"
    known.close()
    with browser.new_context(viewport=PHONE, storage_state=state) as context:
        page = context.new_page()
        page.goto(address)
        assert page.get_by_role("heading", level=1).is_visible()
        assert violations(page, *SCHEMES) == ""
