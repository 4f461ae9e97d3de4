"""The pages of people and the log in Chromium: on a phone, without a script, and before axe."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, ViewportSize, expect, sync_playwright

from hub.book.failed_sign_ins import FailedCounts, FailedSignInMemory
from hub.book.tokens import TokenMemory
from hub.http.server import serve_http
from tests.hub.console.people.conftest import browser_of, person
from tests.hub.console.served import OPERATOR, PASSWORD, Served, served
from tests.hub.pages.accessibility import SCHEMES, violations
from tests.parts.chromium import running_chromium

pytestmark = [pytest.mark.real("chromium"), pytest.mark.slow]
_PATIENCE_S = 20.0
PEOPLE = "/console/people"


@pytest.fixture(scope="module")
def playwright(chromium_path: Path) -> Iterator[Playwright]:
    """Run what drives the browser, where there is one."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="module")
def chromium(
    playwright: Playwright, chromium_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Browser]:
    """Run one browser for all tests of this file."""
    folder = tmp_path_factory.mktemp("chromium")
    with running_chromium(playwright, chromium_path, folder) as browser:
        yield browser


@contextmanager
def serving(hub: Served) -> Iterator[str]:
    """Serve on a free port, in a thread of its own; yield the address."""
    bound, shutdown, found = threading.Event(), asyncio.Event(), list[str]()
    loop = asyncio.new_event_loop()

    def note(url: str) -> None:
        found.append(url)
        bound.set()

    def run() -> None:
        with asyncio.Runner(loop_factory=lambda: loop) as runner:
            runner.run(serve_http(hub.app, "127.0.0.1", 0, shutdown, note))

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    assert bound.wait(_PATIENCE_S)
    try:
        yield found[0]
    finally:
        loop.call_soon_threadsafe(shutdown.set)
        thread.join(_PATIENCE_S)


@contextmanager
def a_page(browser: Browser, url: str, secret: str, *, has_script: bool) -> Iterator[Page]:
    """Open a page on a phone, in which somebody is signed in."""
    screen = ViewportSize(width=390, height=800)
    with browser.new_context(
        viewport=screen, locale="de-DE", java_script_enabled=has_script
    ) as phone:
        if secret:
            phone.add_cookies([{"name": "platzfrei", "value": secret, "url": url}])
        yield phone.new_page()


def test_every_page_of_people_stands_on_a_phone(chromium: Browser, tmp_path: Path) -> None:
    """Nothing scrolls sideways, axe finds nothing by day and night, no policy is broken."""
    with served(tmp_path) as hub:
        eva, ada = person(hub, "Eva Müller-Lüdenscheidt"), person(hub, "Ada", OPERATOR)
        hub.people.invite(OPERATOR, eva.id, hub.now_us())
        TokenMemory(hub.book).make("Anzeige", None, hub.now_us() + 10**12, eva.id, hub.now_us())
        FailedSignInMemory(hub.book).add(hub.clock.wall().date(), FailedCounts(12, 3, 2))
        secret = browser_of(hub, eva).cookies["platzfrei"]
        one = f"{PEOPLE}/{ada.id}"
        forms = (f"{PEOPLE}/invite", f"{PEOPLE}/token", one, f"{one}/remove")
        with serving(hub) as url, a_page(chromium, url, secret, has_script=True) as page:
            said: list[str] = []
            page.on("console", lambda message: said.append(message.text))
            for path in (PEOPLE, *forms, "/console/log"):
                page.goto(url + path)
                assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
                assert violations(page, *SCHEMES) == "", path
            page.goto(f"{url}{PEOPLE}/invite")
            page.get_by_label("Regionalbüro").check()
            page.get_by_role("button", name="Link machen").click()
            expect(page.get_by_role("img", name="Der Link als QR-Code")).to_be_visible()
            assert violations(page, *SCHEMES) == ""
            assert said == []


def test_somebody_is_invited_joins_and_is_removed(chromium: Browser, tmp_path: Path) -> None:
    """Without a script: two people, two phones, and only what the screen says."""
    with served(tmp_path) as hub:
        secret = browser_of(hub, person(hub, "Eva")).cookies["platzfrei"]
        with (
            serving(hub) as url,
            a_page(chromium, url, secret, has_script=False) as eva,
            a_page(chromium, url, "", has_script=False) as ada,
        ):
            eva.goto(f"{url}/console")
            eva.get_by_text("Mehr", exact=True).click()
            eva.get_by_role("link", name="Menschen").click()
            eva.get_by_role("link", name="Jemanden einladen").click()
            eva.get_by_role("button", name="Link machen").click()
            eva.get_by_role("link", name="Kreuzen Sie mindestens eine Rolle an.").click()
            eva.get_by_label("Betreiberin oder Betreiber").check()
            eva.get_by_label("Gutshof Glien").check()
            eva.get_by_role("button", name="Link machen").click()
            ada.goto(eva.locator(".secret code").inner_text())
            ada.get_by_label("Name", exact=True).fill("Ada")
            ada.get_by_label("Passwort", exact=True).fill(PASSWORD)
            ada.get_by_label("Passwort noch einmal").fill(PASSWORD)
            ada.get_by_role("button", name="Los geht’s").click()
            expect(ada.get_by_role("link", name="Mein Ort")).to_be_visible()
            eva.get_by_role("link", name="Alle Menschen").click()
            eva.get_by_role("link", name="Ada ändern").click()
            eva.get_by_role("link", name="Konto entfernen").click()
            eva.get_by_role("button", name="Ja, entfernen").click()
            expect(eva.get_by_role("status")).to_have_text("Das Konto ist entfernt.")
            ada.get_by_text("Mehr", exact=True).click()
            ada.get_by_role("link", name="Mein Konto").click()
            expect(ada.get_by_role("heading", name="Anmelden")).to_be_visible()
            eva.get_by_text("Mehr", exact=True).click()
            eva.get_by_role("link", name="Protokoll").click()
            expect(eva.get_by_text("Eva hat ein Konto entfernt")).to_be_visible()
