"""The page of reports in Chromium: usable by keyboard and without a script."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.hub.pages.counted_region import TOKEN, CountedRegion
from tests.hub.pages.region import Region
from tests.hub.pages.serving import ServedRegion

pytestmark = [pytest.mark.real("chromium"), pytest.mark.slow]


@pytest.fixture
def region(tmp_path: Path) -> Region:
    """Make the region with a history."""
    return CountedRegion(tmp_path)


@contextmanager
def a_page(browser: Browser, **settings: Any) -> Iterator[Page]:
    """Open a page that knows the token and runs no script of ours."""
    known = {"locale": "de-DE", "http_credentials": {"username": "office", "password": TOKEN}}
    with browser.new_context(**known | settings) as context:
        yield context.new_page()


def test_an_office_makes_its_report(chromium: Browser, served: ServedRegion) -> None:
    """Without a script: choose, look, change, download; nothing leaves this site."""
    with a_page(chromium, java_script_enabled=False, accept_downloads=True) as page:
        asked: list[str] = []
        said: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: said.append(message.text))
        page.goto(f"{served.url}/reports?lang=de")
        page.get_by_label("Gutshof Glien").check()
        page.get_by_label("English").check()
        page.get_by_role("button", name="Ergebnis ansehen").click()
        expect(page.get_by_role("heading", name="Zusammenfassung")).to_be_visible()
        expect(page.get_by_label("Gutshof Glien")).to_be_checked()
        expect(page.get_by_role("row", name="Auslastung")).to_contain_text("50,0")
        with page.expect_download() as loading:
            page.get_by_role("link", name="JSON").click()
        name = "platzfrei_gutshof_2026-02-01_2026-02-28.json"
        assert loading.value.suggested_filename == name
        assert '"space":"gutshof"' in loading.value.path().read_text()
        page.get_by_label("Letzter Tag").fill("2026-02-27")
        page.get_by_label("Zur Veröffentlichung").check()
        page.get_by_role("button", name="Ergebnis ansehen").click()
        alert = page.get_by_role("alert")
        expect(alert).to_contain_text("nur ganze Monate")
        alert.get_by_role("link").click()
        expect(page.get_by_label("Letzter Tag")).to_have_accessible_description(
            "Veröffentlicht werden nur ganze Monate, die für alle gewählten Standorte feststehen: "
            "Januar 2026 – Februar 2026."
        )
        page.get_by_role("link", name="letzter Monat").click()
        expect(page.get_by_role("heading", name="Kennzahlen")).to_be_visible()
        assert {url for url in asked if not url.startswith(served.url)} == set()
        assert all("422" in each for each in said), said


def test_everything_by_keyboard(chromium: Browser, served: ServedRegion) -> None:
    """Tab reaches every field in the order of reading, always visibly, and Enter sends the form."""
    with a_page(chromium) as page:
        page.goto(f"{served.url}/reports?lang=de")
        page.get_by_label("Schule Borne").focus()
        for expected in ("from", "to"):
            for _ in range(8):
                page.keyboard.press("Tab")
                assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") in {
                    "solid",
                    "auto",
                }
                if page.evaluate("document.activeElement.id") == expected:
                    break
            assert page.evaluate("document.activeElement.id") == expected
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Zusammenfassung")).to_be_visible()
