"""A real Chromium with a device that holds passkeys: what the page's script asks of it, and sends.

The device is the browser's own virtual authenticator (WebAuthn Level 2, section 11), which follows
the standard where the one in software of the other tests does as it is told.
"""

import base64
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    CDPSession,
    Page,
    Playwright,
    ViewportSize,
    sync_playwright,
)

from hub.book.file import BookFile
from tests.hub.console.served import ADMIN, OPERATOR, AtAPort, Served
from tests.hub.pages.accessibility import SCHEMES, violations
from tests.parts.chromium import running_chromium

_NO_SUGGESTIONS = "delete PublicKeyCredential.isConditionalMediationAvailable"
PHONE: ViewportSize = {"width": 390, "height": 844}
NOTHING_JUDGED = "Gerade ist nichts bekannt"
"""The first page of a console that nobody has told of care."""


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


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AtAPort]:
    """Serve one hub with a book for all of them."""
    with closing(BookFile.own(tmp_path_factory.mktemp("hub") / "book.db")) as book:
        place = AtAPort(Served(book))
        yield place
        place.stop()


class Phone:
    """A phone with a browser and an authenticator of its own."""

    def __init__(self, chromium: Browser, place: AtAPort, *, suggests: bool = False) -> None:
        """`suggests`: it takes what the browser suggests for the name as soon as it does."""
        place.hub.clock.pass_s(3600)  # nobody waits for who has tried before
        self._context = chromium.new_context(viewport=PHONE, locale="de-DE")
        if not suggests:
            self._context.add_init_script(_NO_SUGGESTIONS)
        self.page: Page = self._context.new_page()
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self._cdp: CDPSession = self._context.new_cdp_session(self.page)
        self._cdp.send("WebAuthn.enable")
        self.here = f"http://localhost:{place.port}"
        self._device = ""
        self.new_device()

    def new_device(self, *, asks_its_owner: bool = True) -> None:
        """Take another device in place of the one before."""
        if self._device:
            self._cdp.send("WebAuthn.removeVirtualAuthenticator", self._which())
        options = {
            "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
            "hasUserVerification": True, "isUserVerified": asks_its_owner,
        }  # fmt: skip
        added = self._cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        self._device = added["authenticatorId"]

    def keys(self) -> list[dict[str, Any]]:
        """Return what the device holds."""
        held: list[dict[str, Any]] = self._cdp.send("WebAuthn.getCredentials", self._which())[
            "credentials"
        ]
        return held

    def forget_who_asks(self) -> None:
        """Let the device no longer know its owner's finger."""
        self._cdp.send("WebAuthn.setUserVerified", {**self._which(), "isUserVerified": False})

    def _which(self) -> dict[str, str]:
        return {"authenticatorId": self._device}

    def open(self, path: str) -> None:
        """Go to a page."""
        self.page.goto(self.here + path)

    def tap(self, words: str) -> None:
        """Press a button, and wait for where it leads."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=words, exact=True).click()

    def try_in_vain(self, words: str) -> str:
        """Press a button of a passkey, and return what is said of it."""
        self.page.get_by_role("button", name=words, exact=True).click()
        said = self.page.locator(".failed:not(:empty)")
        said.wait_for()
        return said.inner_text()

    def sign_out(self) -> None:
        """Leave."""
        self.page.locator("nav.tabs").get_by_text("Mehr").click()
        self.page.locator("nav.tabs").get_by_role("button").click()
        self.page.wait_for_url("**/console/login?out=1")

    def heading(self) -> str:
        """Return what the page is."""
        return self.page.locator("h1").inner_text()

    def close(self) -> None:
        """Put it away; nothing went wrong in its scripts."""
        assert self.errors == []
        self._context.close()


@pytest.fixture
def phone(chromium: Browser, place: AtAPort) -> Iterator[Phone]:
    """Take a new phone."""
    phone = Phone(chromium, place)
    yield phone
    phone.close()


def join(phone: Phone, place: AtAPort, name: str) -> None:
    """Join by a link and a passkey."""
    phone.open(place.hub.link(ADMIN))
    phone.page.get_by_label("Name").fill(name)
    phone.tap("Mit Passkey weiter")


def test_a_life_with_passkeys(phone: Phone, place: AtAPort) -> None:
    """Joining, coming again, a second device, and the first one lost; nobody types a password."""
    join(phone, place, "Ada")
    assert phone.heading() == NOTHING_JUDGED
    phone.sign_out()
    phone.tap("Mit Passkey anmelden")
    assert phone.heading() == NOTHING_JUDGED
    (first,) = phone.keys()
    assert first["rpId"] == "localhost"
    assert base64.b64decode(first["userHandle"]).startswith(b"p-")
    phone.open("/console/me")
    assert phone.try_in_vain("Passkey hinzufügen") == (
        "Auf diesem Gerät gibt es schon einen Passkey für dieses Konto."
    )
    phone.new_device()
    phone.page.get_by_label("Wie heißt der neue Passkey?").fill("Tablet")
    phone.page.keyboard.press("Enter")
    phone.page.get_by_text("Der Passkey gilt.").wait_for()
    phone.tap("Passkey ohne Namen entfernen")
    assert phone.page.locator("#passkeys ~ ul strong").all_inner_texts() == ["Tablet"]
    phone.sign_out()
    phone.tap("Mit Passkey anmelden")
    assert phone.heading() == NOTHING_JUDGED


def test_what_the_browser_suggests_signs_in(chromium: Browser, place: AtAPort) -> None:
    """Whoever taps the field for the name, and then the passkey that is shown there."""
    phone = Phone(chromium, place, suggests=True)
    join(phone, place, "Mia")
    phone.page.context.clear_cookies()
    phone.open("/console/login?to=/console/me")
    phone.page.wait_for_url(f"{phone.here}/console/me")
    assert phone.heading() == "Mia"
    phone.close()


def test_a_removed_passkey_opens_nothing(phone: Phone, place: AtAPort) -> None:
    """The device still has it, and the page says what to do."""
    join(phone, place, "Eva")
    person = next(each for each in place.hub.people.all() if each.name == "Eva")
    place.hub.people.remove(person.id, "", place.hub.now_us())
    phone.open("/console/login")
    phone.tap("Mit Passkey anmelden")
    assert "Dieser Passkey passt hier nicht." in phone.page.get_by_role("alert").inner_text()


def test_a_device_that_doesnt_know_its_owner_lets_nobody_in(phone: Phone, place: AtAPort) -> None:
    """Neither to make a key nor to use one; the page says that it may be tried again."""
    join(phone, place, "Ida")
    phone.sign_out()
    phone.forget_who_asks()
    assert "Das hat nicht geklappt" in phone.try_in_vain("Mit Passkey anmelden")
    phone.open(place.hub.link(OPERATOR))
    phone.page.get_by_label("Name").fill("Uwe")
    assert "Das hat nicht geklappt" in phone.try_in_vain("Mit Passkey weiter")
    assert "Uwe" not in {person.name for person in place.hub.people.all()}


def test_a_taken_name_is_said_before_a_key_is_made(phone: Phone, place: AtAPort) -> None:
    """The device has no key that opens nothing."""
    join(phone, place, "Ole")
    phone.new_device()
    phone.open(place.hub.link(OPERATOR))
    phone.page.get_by_label("Name").fill("ole")
    assert "meldet sich schon jemand an" in phone.try_in_vain("Mit Passkey weiter")
    assert phone.keys() == []


def test_another_site_gets_no_signature(phone: Phone, place: AtAPort) -> None:
    """A page elsewhere that asks for our key has none; the browser sees to it."""
    join(phone, place, "Udo")
    phone.page.route("https://evil.example/", lambda route: route.fulfill(body="<p>evil"))
    phone.page.goto("https://evil.example/")
    asked = (
        "navigator.credentials.get({publicKey: {challenge: new Uint8Array(32), rpId: %r,"
        " userVerification: 'required', timeout: 1000}}).then(() => 'signed', (e) => e.name)"
    )
    assert phone.page.evaluate(asked % "localhost") == "SecurityError"
    assert phone.page.evaluate(asked % "evil.example") == "NotAllowedError"


def test_a_phone_shows_all_of_it(phone: Phone, place: AtAPort) -> None:
    """Nothing scrolls sideways, every target can be hit, and it is WCAG 2.2 AA by day and night."""
    phone.open("/console/login")
    login = sizes(phone)
    join(phone, place, "Pia")
    phone.open("/console/me")
    for wide, small in (login, sizes(phone)):
        assert wide <= PHONE["width"]
        assert small == []
    assert not violations(phone.page, *SCHEMES)


def sizes(phone: Phone) -> tuple[int, list[str]]:
    """Return how wide the page is, and what on it is too small to be hit (WCAG 2.2, 2.5.8)."""
    wide: int = phone.page.evaluate("document.documentElement.scrollWidth")
    small: list[str] = phone.page.evaluate(
        "[...document.querySelectorAll('main button, main summary')]"
        ".filter((each) => each.checkVisibility() && each.getBoundingClientRect().height < 24)"
        ".map((each) => each.outerHTML)"
    )
    return wide, small
