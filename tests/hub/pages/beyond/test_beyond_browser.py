"""Walls, frames, badges and the offline page in Chromium: readable, never a lie."""

import re
from contextlib import closing
from http.server import BaseHTTPRequestHandler, HTTPServer
from itertools import product
from threading import Thread

import pytest
from playwright.sync_api import Browser, Error, Page, expect

from hub.config import EmbedConfig
from tests.hub.pages.beyond.conftest import EmbeddedRegion
from tests.hub.pages.region import Region
from tests.hub.pages.serving import ServedRegion
from tests.hub.pages.test_browser import a_page, go_live
from tests.hub.pages.test_layout import STICKING_OUT

pytestmark = [pytest.mark.real("chromium"), pytest.mark.slow]

SCREENS = ((1080, 1920), (1920, 1080))
SMALLEST_PX = 25
"""Of any text on a wall, on a screen whose shorter side has 1080 px, in the widest font."""
ANSWER_PX = 55
TTL_MS = 150_000


@pytest.mark.parametrize(("width", "height"), SCREENS)
def test_a_wall_can_be_read_from_afar(
    chromium: Browser, served: ServedRegion, width: int, height: int
) -> None:
    """Upright and across all fits the screen, and no text is small."""
    paths = ("/kiosk", "/kiosk/drahtfabrik", "/kiosk/hofladen", "/kiosk/feuerwache")
    with a_page(chromium, viewport={"width": width, "height": height}) as page:
        for path, language in product(paths, ("de", "en")):
            go_live(page, f"{served.url}{path}?lang={language}")
            size = page.evaluate(
                """() => { const shown = [...document.querySelectorAll('main *')].filter(it =>
                    it.checkVisibility() && [...it.childNodes].some(
                      node => node.nodeType === 3 && node.data.trim()) &&
                    !it.closest('.news, svg'));
                  const px = it => parseFloat(getComputedStyle(it).fontSize);
                  const root = document.documentElement;
                  return [Math.min(...shown.filter(it => !it.matches('.turn')).map(px)),
                    Math.min(...[...document.querySelectorAll('.answer')].map(px)),
                    root.scrollWidth, root.scrollHeight]; }"""
            )
            assert size[0] >= SMALLEST_PX
            assert size[1] >= ANSWER_PX
            assert size[2] <= width
            assert size[3] <= height, path


@pytest.mark.parametrize("path", ["/kiosk", "/kiosk/gutshof", "/embed/gutshof"])
def test_a_wall_is_live_and_never_old(chromium: Browser, path: str) -> None:
    """It follows changes, says when the hub is gone, calls nothing free then, and comes back."""
    region: Region = EmbeddedRegion()
    server = ServedRegion(region)
    with a_page(chromium) as page:
        page.clock.install()
        go_live(page, f"{server.url}{path}")
        said = page.locator("[data-space=gutshof] [data-part=headline]")
        server.change(lambda region: region.say("gutshof", "ffffoo"))
        expect(said).to_have_text("4 Plätze frei")
        server.stop()
        expect(page.locator("#lost")).to_contain_text("können veraltet sein")
        page.clock.run_for(TTL_MS + 10_000)
        expect(said).to_have_text("Unbekannt")
        assert page.locator("[data-tone=free]").count() == 0
        again = ServedRegion(region, server.port)
        try:
            for _ in range(60):
                page.clock.run_for(1000)
                page.wait_for_timeout(100)
                if said.text_content() == "4 Plätze frei":
                    break
            expect(said).to_have_text("4 Plätze frei")
            expect(page.locator("#lost")).to_have_text("")
        finally:
            again.stop()


def test_sheets_turn_by_themselves(chromium: Browser, served: ServedRegion) -> None:
    """What doesn't fit comes next; nobody has to press anything."""
    with a_page(chromium, viewport={"width": 1920, "height": 1080}) as page:
        page.clock.install()
        go_live(page, f"{served.url}/kiosk")
        shown = set()
        for _ in range(2):
            shown |= set(page.locator(".sheet:not([hidden]) h2").all_text_contents())
            page.clock.run_for(12_000)
        assert shown == {space.name for space in served.region.config.spaces}
        expect(page.locator(".turn")).to_have_text("Seite 1 von 2")


def test_a_wall_takes_up_a_new_version_by_itself(chromium: Browser) -> None:
    """After a restart with another name in hub.toml the screen shows it, untouched."""
    before, after = EmbeddedRegion(), EmbeddedRegion()
    first, *others = after.config.spaces
    renamed = first.model_copy(update={"name": "Kulturbahnhof"})
    after.config = after.config.model_copy(update={"spaces": (renamed, *others)})
    server = ServedRegion(before)
    with a_page(chromium) as page:
        go_live(page, f"{server.url}/kiosk/{first.id}")
        server.stop()
        expect(page.locator("#lost")).not_to_have_text("")
        again = ServedRegion(after, server.port)
        try:
            expect(page.locator("h1")).to_have_text("Kulturbahnhof", timeout=20_000)
        finally:
            again.stop()


@pytest.mark.parametrize(
    "path",
    ["/embed", "/embed/gutshof", "/offline", "/spaces/gutshof/doubt", "/spaces/gutshof/share"],
)
def test_nothing_sticks_out(chromium: Browser, served: ServedRegion, path: str) -> None:
    """Neither narrow nor wide."""
    for width, language in ((320, "de"), (1200, "en")):
        with a_page(chromium, viewport={"width": width, "height": 800}) as page:
            page.goto(f"{served.url}{path}?lang={language}")
            assert page.evaluate(STICKING_OUT) == []


class _Town(BaseHTTPRequestHandler):
    """Another site, which shows a space in a frame."""

    frame = ""

    def do_GET(self) -> None:
        """Send the page."""
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(f"<!doctype html><iframe src='{self.frame}'></iframe>".encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_only_a_named_site_shows_the_frame(chromium: Browser) -> None:
    """The browser itself refuses any other."""
    town = HTTPServer(("127.0.0.1", 0), _Town)
    Thread(target=town.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{town.server_port}"
    try:
        for allowed, is_shown in ((address, True), ("https://gemeinde.example", False)):
            region: Region = EmbeddedRegion()
            embed = EmbedConfig(frame_ancestors=(allowed,))
            region.config = region.config.model_copy(update={"embed": embed})
            served = ServedRegion(region)
            try:
                with a_page(chromium) as page:
                    page.set_default_timeout(3000)
                    _Town.frame = f"{served.url}/embed/gutshof"
                    page.goto(address)
                    said = page.frame_locator("iframe").locator("[data-part=headline]")
                    if is_shown:
                        expect(said).to_have_text("3 bis 5 Plätze frei")
                    else:
                        page.wait_for_timeout(500)
                        assert said.count() == 0
            finally:
                served.stop()
    finally:
        town.shutdown()
        town.server_close()


def test_a_badge_says_outdated_when_its_time_is_over(
    chromium: Browser, served: ServedRegion
) -> None:
    """A picture that stays on a page doesn't stay free: seen by its own clock, not by a script."""
    with a_page(chromium) as page:
        page.goto(f"{served.url}/spaces/gutshof/badge.svg")
        shown = """() => [...document.querySelectorAll('g')]
          .filter(it => getComputedStyle(it).display !== 'none')
          .map(it => it.textContent).join()"""
        assert "3 bis 5 Plätze frei" in page.evaluate(shown)
        page.evaluate("document.documentElement.setCurrentTime(151)")
        assert page.evaluate(shown).startswith("Angabe veraltet")


def stored(page: Page) -> list[object]:
    """Return all that a browser keeps of this site."""
    return page.evaluate(  # type: ignore[no-any-return]
        """async () => [localStorage.length, (await caches.keys()).length,
          (await navigator.serviceWorker.getRegistrations()).length]"""
    )


def test_offline_shows_the_last_answer_as_old(chromium: Browser) -> None:
    """Only after "Offline merken"; then what was known is said as past, and nothing as free now."""
    server = ServedRegion(EmbeddedRegion())
    with a_page(chromium) as page:
        page.goto(f"{server.url}/platzfrei/spaces/gutshof")
        assert stored(page) == [0, 0, 0]
        page.get_by_role("button", name="Ort merken").click()
        page.get_by_role("button", name="Offline merken").click()
        expect(page.get_by_role("button", name="Für offline gemerkt")).to_be_disabled()
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        page.goto(f"{server.url}/platzfrei/")
        expect(page.locator("#starred")).to_contain_text("Gutshof Glien")
        server.stop()
        page.goto(f"{server.url}/platzfrei/spaces/drahtfabrik?lang=de")
        expect(page.locator("h1")).to_have_text("Keine Verbindung")
        first = page.locator("#last li").first
        expect(first).to_contain_text("Gutshof Glien")
        expect(first).to_contain_text(
            re.compile("Das war am 2. März 2026, 10:41 Uhr. Jetzt: unbekannt.")
        )
        expect(page.locator("#last li")).to_have_count(11)
        assert page.locator("[data-tone], use, .said").count() == 0
        for download in ("/api/v1/reports.pdf", "/spaces/gutshof/poster.pdf"):
            refused = pytest.raises(Error, match="ERR_CONNECTION_REFUSED")
            with closing(page.context.new_page()) as other, refused:
                other.goto(f"{server.url}/platzfrei{download}")
        again = ServedRegion(EmbeddedRegion(), server.port)
        try:
            page.goto(f"{again.url}/platzfrei/spaces/gutshof")
            expect(page.locator(".now .said")).to_have_text("3 bis 5 Plätze frei")
            page.get_by_role("button", name="Gemerktes entfernen").click()
            expect(page.get_by_role("button", name="Offline merken")).to_be_enabled()
            assert stored(page) == [0, 0, 0]
        finally:
            again.stop()


def test_the_offline_page_says_what_the_page_said(chromium: Browser) -> None:
    """Its words are those of the server, for every space."""
    server = ServedRegion(EmbeddedRegion())
    with a_page(chromium) as page:
        page.goto(f"{server.url}/platzfrei/?lang=de")
        page.get_by_role("button", name="Offline merken").click()
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        page.goto(f"{server.url}/platzfrei/?lang=de")
        said = page.evaluate(
            """() => Object.fromEntries([...document.querySelectorAll('li[data-space]')].map(it =>
              [it.querySelector('h3').textContent.trim(),
               it.querySelector('[data-part=headline]').textContent]))"""
        )
        server.stop()
        page.goto(f"{server.url}/platzfrei/?lang=de")
        expect(page.locator("#last li")).not_to_have_count(0)
        offline = page.evaluate(
            """() => Object.fromEntries([...document.querySelectorAll('#last li')].map(it =>
              [it.querySelector('h2').textContent, it.querySelector('.past').textContent]))"""
        )
        assert len(offline) == 11
        assert {name: said[name] for name in offline} == {
            name: text.strip("„“") for name, text in offline.items()
        }


def test_a_hint_is_given_without_a_script(chromium: Browser, served: ServedRegion) -> None:
    """From the page of a space, by keyboard or mouse, with scripts off."""
    with a_page(chromium, java_script_enabled=False) as page:
        page.goto(f"{served.url}/platzfrei/spaces/gutshof")
        page.get_by_role("link", name="Stimmt nicht?").click()
        page.get_by_label("Die Öffnungszeiten stimmen nicht.").check()
        page.get_by_role("button", name="Hinweis senden").click()
        expect(page.locator("h1")).to_have_text("Danke für den Hinweis")
        assert page.context.cookies() == []
