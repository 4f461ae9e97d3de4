"""A week in Chromium: on a phone, by day and night, in both languages, and on paper."""

import asyncio
import threading
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import BrowserContext, Page, sync_playwright
from pypdf import PdfReader

from hub.app import fast_reads_of
from hub.http.channel import Channel
from hub.http.server import serve_http
from tests.hub.console.served import Served
from tests.hub.console.week.test_page import PAGE
from tests.hub.console.week.weeks import MAIL, PUBLIC_URL, serving_weeks, signed_in
from tests.hub.pages.accessibility import SCHEMES, violations
from tests.parts.chromium import running_chromium

pytestmark = [pytest.mark.real("chromium"), pytest.mark.slow]
PHONE: Final = {"width": 390, "height": 844}
_PATIENCE_S: Final = 60.0


class OverHttp:
    """A hub of a test, at a free port, in a loop of a thread of its own."""

    def __init__(self, hub: Served) -> None:
        self._hub = hub
        self._bound, self._shutdown = threading.Event(), asyncio.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self.url = ""
        self._thread.start()
        assert self._bound.wait(_PATIENCE_S)

    def _run(self) -> None:
        app = self._hub.app
        serving = serve_http(
            app, "127.0.0.1", 0, self._shutdown, self._note, reads=fast_reads_of(app)
        )
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(serving)

    def _note(self, url: str) -> None:
        self.url = url.rstrip("/")
        self._bound.set()

    def stop(self) -> None:
        """End the server."""
        self._loop.call_soon_threadsafe(self._shutdown.set)
        self._thread.join(_PATIENCE_S)
        assert not self._thread.is_alive()


@pytest.fixture(scope="module")
def phone(chromium_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """Open a space's week on a phone, signed in and without JavaScript, once for all."""
    folder = tmp_path_factory.mktemp("weeks")
    with serving_weeks(folder, mail=MAIL, public_url=PUBLIC_URL) as hub:
        cookie = signed_in(hub).cookies[Channel.HERE.value]
        server = OverHttp(hub)
        places = tmp_path_factory.mktemp("chromium")
        with sync_playwright() as driver, running_chromium(driver, chromium_path, places) as found:
            context: BrowserContext = found.new_context(viewport=PHONE, base_url=server.url)  # type: ignore[arg-type]  # a TypedDict
            context.add_cookies([{"name": Channel.HERE.value, "value": cookie, "url": server.url}])
            page = context.new_page()
            yield page
            context.close()
        server.stop()


@pytest.mark.parametrize("language", ["de", "en"])
def test_nothing_scrolls_sideways_and_everybody_can_read_it(phone: Page, language: str) -> None:
    """Contrast, names and order, by day and night."""
    phone.goto(f"{PAGE}?lang={language}")
    assert phone.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    assert violations(phone, *SCHEMES) == ""
    heights = phone.eval_on_selector_all(
        "main button, main nav a", "them => them.map(each => each.getBoundingClientRect().height)"
    )
    assert min(heights) >= 24


def test_a_mistake_leads_to_its_field(phone: Page) -> None:
    """By the link at the top, with what was typed still in it."""
    phone.goto(f"{PAGE}?lang=de")
    phone.fill("#address", "ada")
    phone.click("text=Bestellen")
    phone.click("section.mistakes a")
    assert phone.evaluate("document.activeElement.id || location.hash") in ("address", "#address")
    assert phone.input_value("#address") == "ada"
    assert violations(phone) == ""


def test_it_is_one_sheet_of_paper(phone: Page) -> None:
    """A4, without navigation and forms; with the date, what is known and where it is from."""
    phone.goto(f"{PAGE}?lang=de")
    (sheet,) = PdfReader(BytesIO(phone.pdf(prefer_css_page_size=True))).pages
    assert [round(each) for each in sheet.mediabox[2:]] == [595, 842]
    phone.emulate_media(media="print")
    text = " ".join(phone.inner_text("body").split())
    phone.emulate_media(media="screen")
    for said in ("Gutshof Glien", "84,3", "Gedruckt am 2. März 2026", f"{PUBLIC_URL}{PAGE}"):
        assert said in text
    for hidden in ("Heute", "Abmelden", "Bestellen", "E-Mail", "Andere Woche"):
        assert hidden not in text
