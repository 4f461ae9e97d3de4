"""The calendar in Chromium, on a phone and without a script: "we are closed next Friday"."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

from contract.times import to_us
from hub.book.file import BookFile
from hub.book.people import PeopleMemory
from hub.console.recognition import Recognition
from tests.hub.console.served import OPERATOR, PASSWORD
from tests.hub.pages.region import Region
from tests.hub.pages.serving import ServedRegion
from tests.parts.chromium import running_chromium

pytestmark = [pytest.mark.real("chromium"), pytest.mark.slow]
PHONE_WIDTH = 390


@pytest.fixture(scope="module")
def playwright(chromium_path: Path) -> Iterator[Playwright]:
    """Run what drives the browser, where there is one."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="module")
def chromium(
    playwright: Playwright, chromium_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Browser]:
    """Run one browser."""
    folder = tmp_path_factory.mktemp("chromium")
    with running_chromium(playwright, chromium_path, folder) as browser:
        yield browser


@pytest.fixture
def page(chromium: Browser, tmp_path: Path) -> Iterator[Page]:
    """Sign in who runs the Gutshof, on a phone; `page` is at the console."""
    region = Region()

    def now_us() -> int:
        return to_us(region.clock.wall())

    with closing(BookFile.own(tmp_path / "book.db")) as book:
        link = PeopleMemory(book).invite(OPERATOR, "", now_us())
        served = ServedRegion(region, recognition=Recognition(book, now_us))
        with chromium.new_context(
            locale="de-DE",
            viewport={"width": PHONE_WIDTH, "height": 844},
            java_script_enabled=False,
            base_url=served.url,
        ) as context:
            page = context.new_page()
            page.goto(f"/console/join/{link}?lang=de")
            page.get_by_label("Name", exact=True).fill("Ada")
            page.get_by_label("Passwort", exact=True).fill(PASSWORD)
            page.get_by_label("Passwort noch einmal").fill(PASSWORD)
            page.get_by_role("button", name="Los geht’s").click()
            page.goto("/console?lang=de")
            yield page
        served.stop()


def is_as_wide_as_the_phone(page: Page) -> bool:
    """Tell whether nothing of a page goes beyond the screen."""
    boxes = (each.bounding_box() for each in page.locator("main input, main a, main p").all())
    return all(box["x"] + box["width"] <= PHONE_WIDTH for box in boxes if box)


def test_closed_next_friday(page: Page) -> None:
    """Three clicks and a day; visitors read it on the next look at the page."""
    page.get_by_role("link", name="Kalender").click()
    page.get_by_role("link", name="Schließung").click()
    page.get_by_label("Tag, oder erster Tag").fill("2026-03-06")
    page.get_by_label("Grund").fill("Betriebsausflug")
    page.get_by_role("button", name="Eintragen").click()
    expect(page.get_by_role("status")).to_contain_text("in wenigen Sekunden")
    expect(page.get_by_role("listitem").filter(has_text="geschlossen")).to_contain_text(
        "eingetragen von Ada"
    )
    assert is_as_wide_as_the_phone(page)
    page.goto("/spaces/gutshof?lang=de")
    expect(page.locator(".special")).to_contain_text("Freitag, 6. März geschlossen")
    page.goto("/console/calendar/gutshof/new?kind=closure&lang=de")
    page.get_by_label("Tag, oder erster Tag").fill("2026-03-06")
    page.get_by_role("button", name="Eintragen").click()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Da ist schon eine Schließung: Fr., 6. März")
    alert.get_by_role("link").click()
    expect(page.get_by_label("Tag, oder erster Tag")).to_be_visible()
    assert is_as_wide_as_the_phone(page)
