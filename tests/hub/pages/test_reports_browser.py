"""The page of reports in Chromium: usable by keyboard and without a script."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from hub.pages import report_previews
from tests.hub.pages.counted_region import TOKEN, CountedRegion, GatedRegion
from tests.hub.pages.region import Region
from tests.hub.pages.serving import ServedRegion

pytestmark = [pytest.mark.real("chromium"), pytest.mark.slow]

_PATIENCE_S = 120.0


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
        name = "report-on-use_gutshof_2026-02-01_to_2026-02-28.json"
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


@pytest.mark.parametrize("runs_scripts", [True, False])
def test_a_page_says_how_far_it_is_and_goes_on_by_itself(
    chromium: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, runs_scripts: bool
) -> None:
    """With a script and without: nobody looks at nothing, and nobody has to ask again."""
    monkeypatch.setattr(report_previews, "A_MOMENT_S", 0.0)
    region = GatedRegion(tmp_path)
    server = ServedRegion(region)
    try:
        with a_page(chromium, java_script_enabled=runs_scripts) as page:
            page.goto(f"{server.url}/reports?from=2026-02-01&to=2026-02-28&lang=de")
            heading = page.get_by_role("heading", level=1)
            expect(heading).to_have_text("Der Bericht wird zusammengestellt")
            expect(page.get_by_role("progressbar", name="Fortschritt")).to_be_visible()
            region.gate.set()
            shown = page.get_by_role("heading", name="Zusammenfassung")
            expect(shown).to_be_visible(timeout=_PATIENCE_S * 1000)
            expect(heading).to_have_text("Nutzungsbericht")
    finally:
        region.gate.set()
        server.stop()


def test_a_file_says_that_it_is_being_made(chromium: Browser, served: ServedRegion) -> None:
    """With a script; the file is the same, under the same name."""
    with a_page(chromium, accept_downloads=True) as page:
        page.goto(f"{served.url}/reports?from=2026-02-01&to=2026-02-28&lang=de")
        with page.expect_download() as loading:
            page.get_by_role("link", name="JSON").click()
        expect(page.get_by_role("status")).to_have_text("JSON ist fertig.")
        name = "nutzungsbericht_3-standorte_2026-02-01_bis_2026-02-28.json"
        assert loading.value.suggested_filename == name


def test_targets_and_own_words_in_a_browser(chromium: Browser, served: ServedRegion) -> None:
    """Without a script: what is agreed is saved, and an assessment comes with the file."""
    with a_page(chromium, java_script_enabled=False, accept_downloads=True) as page:
        page.goto(f"{served.url}/reports/targets?lang=de")
        page.get_by_label("Kennzahl").first.select_option("Auslastung")
        page.get_by_label("Zielwert").first.fill("viel")
        page.get_by_role("button", name="Ziele speichern").click()
        page.get_by_role("alert").get_by_role("link").click()
        field = page.get_by_label("Zielwert").first
        expect(field).to_have_accessible_description(re.compile("keine Zahl ab 0"))
        field.fill("40")
        page.get_by_role("button", name="Ziele speichern").click()
        expect(page.get_by_role("status")).to_have_text("Die Ziele sind gespeichert.")
        page.goto(f"{served.url}/reports?from=2026-02-01&to=2026-02-28&lang=de")
        expect(page.get_by_role("heading", name="Ziele und Ergebnisse")).to_be_visible()
        page.get_by_text("Mit eigener Einschätzung herunterladen").click()
        page.get_by_label("Einschätzung Ihrer Stelle").fill("Das Angebot wird angenommen.")
        with page.expect_download() as loading:
            page.get_by_role("button", name="Herunterladen als Excel").click()
        assert loading.value.suggested_filename.startswith("nutzungsbericht_3-standorte_")
