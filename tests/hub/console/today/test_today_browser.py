"""Today and the devices in Chromium, on a phone: without a script, and as axe judges them."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

from hub.book.care import Trouble
from hub.book.file import BookFile
from hub.book.sessions import begin
from hub.http.server import serve_http
from tests.hub.console.served import ADMIN, Served
from tests.hub.pages.accessibility import SCHEMES, violations
from tests.parts.chromium import running_chromium

pytestmark = [pytest.mark.real("chromium"), pytest.mark.slow]
PHONE: ViewportSize = {"width": 390, "height": 844}
PATIENCE_S = 20.0


@contextmanager
def answering(hub: Served) -> Iterator[str]:
    """Answer on a free port, in a thread of its own; yield the address."""
    loop, shutdown = asyncio.new_event_loop(), asyncio.Event()
    bound: list[str] = []
    is_bound = threading.Event()

    def note(url: str) -> None:
        bound.append(url)
        is_bound.set()

    def run() -> None:
        with asyncio.Runner(loop_factory=lambda: loop) as runner:
            runner.run(serve_http(hub.app, "127.0.0.1", 0, shutdown, note))

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    assert is_bound.wait(PATIENCE_S)
    yield bound[0]
    loop.call_soon_threadsafe(shutdown.set)
    thread.join(PATIENCE_S)


@pytest.fixture(scope="module")
def chromium(chromium_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Run one browser."""
    folder = tmp_path_factory.mktemp("chromium")
    with sync_playwright() as playwright, running_chromium(playwright, chromium_path, folder) as it:
        yield it


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Served]:
    """Serve a hub in which something needs somebody."""
    with closing(BookFile.own(tmp_path / "book.db")) as book:
        hub = Served(book)
        hub.find(
            Trouble("agent_silent", "muehle", "pi-muehle"),
            Trouble("sensor_unproven", "gutshof", "pi-gutshof/pir-2"),
            Trouble("site_text_missing", "", "site.imprint"),
        )
        yield hub


@contextmanager
def a_page(browser: Browser, hub: Served, **settings: Any) -> Iterator[Page]:
    """Open a page of an admin who is signed in, past the password, which costs its time."""
    now_us = hub.now_us()
    person = hub.people.join(hub.people.invite(ADMIN, "", now_us), "Eva", "no hash", now_us)
    with hub.book.transaction() as db:
        secret = begin(db, person.id, now_us, "", is_trusted=True)
    with (
        answering(hub) as url,
        browser.new_context(base_url=url, viewport=PHONE, locale="de-DE", **settings) as context,
    ):
        context.add_cookies([{"name": "platzfrei", "value": secret, "url": url}])
        yield context.new_page()


def is_as_wide_as_the_phone(page: Page) -> bool:
    """Tell whether nothing of a page goes beyond the screen."""
    boxes = (each.bounding_box() for each in page.locator("main p, main a, main button, td").all())
    return all(box["x"] + box["width"] <= PHONE["width"] for box in boxes if box)


def test_a_reminder_in_two_clicks(chromium: Browser, hub: Served) -> None:
    """Without a script; what it is about can be read beside it, and nothing scrolls sideways."""
    with a_page(chromium, hub, java_script_enabled=False) as page:
        page.goto("/console?lang=de")
        expect(page.get_by_role("heading", level=1)).to_have_text("3 Dinge sind zu tun")
        silent = page.get_by_role("listitem").filter(has_text="pi-muehle")
        silent.get_by_text("Erinnere mich").click()
        silent.get_by_role("button", name="in einer Stunde").click()
        expect(page.get_by_role("status")).to_contain_text("Gemerkt.")
        expect(page.get_by_role("heading", level=1)).to_have_text("2 Dinge sind zu tun")
        page.get_by_text("Eines ist gesehen oder erledigt").click()
        expect(page.locator(".put-away")).to_contain_text("Eva hat es am 2. März 2026")
        assert is_as_wide_as_the_phone(page)
        page.get_by_role("link", name="Was das heißt – Sensor noch nie erprobt").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Sensor noch nie erprobt")
        page.get_by_role("link", name="Technik").click()
        assert is_as_wide_as_the_phone(page)


def test_everybody_can_use_the_pages(chromium: Browser, hub: Served) -> None:
    """What axe judges of WCAG 2.2 AA, by day and by night."""
    with a_page(chromium, hub, bypass_csp=True) as page:
        for path in ("/console", "/console/care/agent_silent", "/console/technik"):
            page.goto(f"{path}?lang=de")
            page.locator("details").evaluate_all("all => all.forEach(each => { each.open = true })")
            assert violations(page, *SCHEMES) == "", path
