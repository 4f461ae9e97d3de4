"""Alarms in Chromium, on a phone: from an address to a test that arrives, and off again."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from contract.times import to_us
from hub.book.file import BookFile
from hub.book.people import PeopleMemory
from hub.console.recognition import Recognition
from tests.hub.console.served import OPERATOR, PASSWORD
from tests.hub.pages.accessibility import SCHEMES, violations
from tests.hub.pages.region import Region
from tests.hub.pages.serving import ServedRegion
from tests.parts.chromium import running_chromium
from tests.parts.smtp import SmtpServer, smtp_server

pytestmark = [pytest.mark.real("chromium"), pytest.mark.slow]


@pytest.fixture(scope="module")
def mail() -> Iterator[SmtpServer]:
    """Run a mail server."""
    with smtp_server() as running:
        yield running


@pytest.fixture(scope="module")
def page(
    chromium_path: Path, tmp_path_factory: pytest.TempPathFactory, mail: SmtpServer
) -> Iterator[Page]:
    """Sign in an operator, on a phone."""
    folder = tmp_path_factory.mktemp("alarms")
    told = {"host": "127.0.0.1", "port": mail.port, "tls": "none", "from": "hub@example.org"}
    region = Region(mail=told)

    def now_us() -> int:
        return to_us(region.clock.wall())

    with closing(BookFile.own(folder / "book.db")) as book:
        link = PeopleMemory(book).invite(OPERATOR, "", now_us())
        served = ServedRegion(region, recognition=Recognition(book, now_us))
        with (
            sync_playwright() as playwright,
            running_chromium(playwright, chromium_path, folder) as chromium,
            chromium.new_context(
                locale="de-DE", viewport={"width": 390, "height": 844}, base_url=served.url
            ) as context,
        ):
            page = context.new_page()
            page.goto(f"/console/join/{link}?lang=de")
            page.get_by_label("Name", exact=True).fill("Ada")
            page.get_by_label("Passwort", exact=True).fill(PASSWORD)
            page.get_by_label("Passwort noch einmal").fill(PASSWORD)
            page.get_by_role("button", name="Los geht’s").click()
            yield page
        served.stop()


def assert_well(page: Page) -> None:
    """Nothing scrolls sideways, and axe finds nothing, by day and by night."""
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert violations(page, *SCHEMES) == ""


def test_from_an_address_to_a_test_and_off_again(page: Page, mail: SmtpServer) -> None:
    """Three clicks and an address; what went wrong is said beside its field."""
    page.get_by_role("link", name="Meldungen").click()
    page.get_by_role("link", name="ntfy").click()
    page.get_by_label("Thema").fill("hof meldungen")
    page.get_by_role("button", name="Hinzufügen").first.click()
    page.get_by_role("alert").get_by_role("link").click()
    expect(page.get_by_label("Thema")).to_be_focused()
    page.get_by_text("Nur bestimmte Arten").first.click()
    assert_well(page)
    page.get_by_role("link", name="Meldungen").click()
    page.get_by_role("link", name="E-Mail").click()
    page.get_by_label("E-Mail-Adresse").fill("ada@example.org")
    page.get_by_role("button", name="Hinzufügen").first.click()
    expect(page.get_by_role("status")).to_contain_text("Der Weg ist eingerichtet.")
    page.get_by_role("button", name="Probe senden").click()
    expect(page.get_by_role("status")).to_contain_text("hat die Probe angenommen")
    mail.wait()
    assert mail.taken[0].recipients == ("ada@example.org",)
    page.get_by_role("button", name="Ausschalten").click()
    expect(page.get_by_role("article")).to_contain_text("Ausgeschaltet")
    assert_well(page)
