"""Replacing a Pi in Chromium, as its user does: on a phone, and by day and night."""

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Page, sync_playwright

from hub.app import fast_reads_of
from hub.http.channel import Channel
from hub.http.server import serve_http
from tests.hub.console.replacing.replaced import NEW, OLD, PAGE, Stored, with_store
from tests.hub.pages.accessibility import SCHEMES, violations
from tests.parts.chromium import running_chromium

pytestmark = [pytest.mark.real("chromium"), pytest.mark.slow]
PHONE_PX: Final = 390
_PATIENCE_S: Final = 60.0


class Answering:
    """A hub at a free port, in a loop of a thread of its own."""

    def __init__(self, hub: Stored) -> None:
        self.url = ""
        self._app = hub.app
        self._loop = asyncio.new_event_loop()
        self._bound, self._over = threading.Event(), asyncio.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        assert self._bound.wait(_PATIENCE_S)

    def _run(self) -> None:
        reads = fast_reads_of(self._app)
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(serve_http(self._app, "127.0.0.1", 0, self._over, self._note, reads=reads))

    def _note(self, url: str) -> None:
        self.url = url.rstrip("/")
        self._bound.set()

    def stop(self) -> None:
        """End it."""
        self._loop.call_soon_threadsafe(self._over.set)
        self._thread.join(_PATIENCE_S)
        assert not self._thread.is_alive()


@pytest.fixture(scope="module")
def phone(chromium_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """Sign somebody in on a phone, whose Gutshof hears one stranger."""
    with with_store(tmp_path_factory.mktemp("replaced")) as hub:
        hub.hear_stranger()
        cookie = hub.signed_in("Ada")[1].cookies[Channel.HERE.value]
        server = Answering(hub)
        places = tmp_path_factory.mktemp("chromium")
        with sync_playwright() as driver, running_chromium(driver, chromium_path, places) as found:
            context = found.new_context(
                viewport={"width": PHONE_PX, "height": 844}, base_url=server.url
            )
            context.add_cookies([{"name": Channel.HERE.value, "value": cookie, "url": server.url}])
            yield context.new_page()
            context.close()
        server.stop()


def is_fit_for_a_phone(page: Page) -> bool:
    """Tell whether nothing scrolls sideways, and every target can be hit."""
    heights = page.eval_on_selector_all(
        "main button, main input:not([hidden]):not([type=hidden])",
        "them => them.map(each => (each.labels?.[0] ?? each).getBoundingClientRect().height)",
    )
    width = page.evaluate("document.documentElement.scrollWidth")
    return bool(width == PHONE_PX and min([*heights, 24]) >= 24)


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_mistake_leads_to_its_field(phone: Page, language: str) -> None:
    """By the link above, with what was typed still there, and everybody can read it."""
    phone.goto(f"{PAGE}?lang={language}")
    assert violations(phone, *SCHEMES) == ""
    assert is_fit_for_a_phone(phone)
    phone.check("#after-another")
    phone.fill("#other", "Pi 2")
    phone.click("#send button")
    phone.click(".mistakes a")
    assert phone.url.endswith("#after")
    assert phone.input_value("#other") == "Pi 2"
    assert violations(phone, *SCHEMES) == ""
    assert is_fit_for_a_phone(phone)


def test_one_click_replaces_it(phone: Page) -> None:
    """The stranger is chosen; what to check stands on the next page, and a click takes it back."""
    phone.goto(f"{PAGE}?lang=de")
    phone.click("text=Jetzt ersetzen")
    assert phone.inner_text("h1") == f"„{NEW}“ statt „{OLD}“"
    assert phone.locator(".points li").count() == 9
    assert violations(phone, *SCHEMES) == ""
    assert is_fit_for_a_phone(phone)
    phone.click("text=Neu laden")
    phone.click("button:has-text('Zurücknehmen')")
    assert "wieder wie vorher" in phone.inner_text("[role=status]")
