"""A day of two people who run spaces: from their invitation to Monday's mail, on a whole hub.

Ada has a phone with passkeys and scripts, Ben has neither. Both go by what their screens say. One
hub process, a real broker, agents on mock pins, a real mail server, Chromium at the size of a
phone; no wait is for a time that passes, for the hub's clocks are moved on.
"""

import json
import re
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from functools import partial
from pathlib import Path
from typing import Any, Final, Self
from zoneinfo import ZoneInfo

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect, sync_playwright

from contract.times import to_us
from contract.topics import AgentAddress
from hub.book.calendar_changes import CalendarMemory
from hub.book.file import BookFile
from hub.stores.history_protocol import is_settled
from hub.stores.sqlite.history import SqliteHistory
from tests.parts.chromium import running_chromium
from tests.parts.mosquitto import HOST, Mosquitto
from tests.parts.smtp import SmtpServer, smtp_server
from tests.system.region import eventually, write_edge_toml, write_hub_toml
from tests.system.running_agent import running_agent
from tests.system.timed_hub import MovedEdgeClock, Shift, TimedHub

pytestmark = pytest.mark.faults
PHONE: Final[ViewportSize] = {"width": 390, "height": 844}
PATIENCE_MS: Final = 60_000
BERLIN: Final = ZoneInfo("Europe/Berlin")
PASSWORD: Final = "kupfer nebel zaun drei"  # noqa: S105 - a made-up one
SILENT_S: Final = 200
"""So long a hub listens before it calls an agent silent, and a little more."""
SEEN_WITHIN_S: Final = 5.0
CLOSED: Final = "Geschlossen"
MINUTE_MS: Final = 60_000
_NAP_S: Final = 0.05


def new_pi(space: str) -> str:
    """Name the one that nobody knows yet."""
    return f"{space}-neu"


class Region:
    """A hub with two people's spaces: one that protects small counts, and one that doesn't."""

    def __init__(self, folder: Path, broker: Mosquitto, mail: SmtpServer) -> None:
        self.folder, self.broker, self.mail = folder, broker, mail
        self.shift = Shift(folder / "shift")
        homes = ("alte-post", "muehle", "bahnhof", "hof")
        agents = [AgentAddress(space, "pi-1") for space in homes]
        config = write_hub_toml(folder, broker, agents)
        written = config.read_text().replace("2026-01-01", f"{self.today() - timedelta(days=10)}")
        for space in ("muehle", "hof"):
            before, after = written.split(f'id = "{space}"')
            after = after.replace("small_count = 0", "small_count = 3", 1)
            after = after.replace('public_detail = "desks"', 'public_detail = "count"', 1)
            written = f'{before}id = "{space}"{after}'
        served = "[http]\npublic_url = 'https://frei.example.org'\n"
        sent = f"\n[mail]\nhost = '{HOST}'\nport = {mail.port}\ntls = 'none'\n"
        config.write_text(
            written.replace("[http]\n", served) + sent + "from = 'hub@frei.example.org'\n"
        )
        self.hub = TimedHub(config, folder / "shift")

    def today(self) -> date:
        """Return the day in Berlin, by the moved clocks."""
        return self.shift.now().astimezone(BERLIN).date()

    def path_of_invitation(self, *spaces: str) -> str:
        """Have a link printed for who runs these spaces."""
        words = [word for space in spaces for word in ("--space", space)]
        status, said = self.hub.command("people", "invite", "--role", "operator", *words)
        assert status == 0, said
        return "/console/join/" + said.split("/console/join/")[1].split()[0]

    def link_mailed(self, part: str, to: str) -> str:
        """Return the path of a link in a mail that has come."""

        def found() -> list[str]:
            return [
                link
                for each in list(self.mail.taken)
                if to in each.recipients
                for link in re.findall(
                    rf"https://frei\.example\.org(/\S*{part}\S*)", each.message.get_content()
                )
            ]

        eventually(lambda: bool(found()), f"a mail to {to} with {part}")
        return found()[-1]

    def restart(self) -> None:
        """End the hub in good order, and start it again."""
        self.hub.stop()
        self.hub.start()
        eventually(self.hub.is_ready, "the hub is ready")

    def is_settled(self, space: str, end_us: int) -> bool:
        """Tell whether all slots of a space are made up to an instant."""
        with closing(SqliteHistory.open(self.folder / "hub.db")) as reader:
            return is_settled(reader, space, end_us)

    def taken_ms(self, space: str) -> int:
        """Return when the last change of a space's calendar was taken, by the hub's clock."""
        with closing(BookFile.join(self.folder / "book.db")) as book:
            made = [each.made_us for each in CalendarMemory(book).all() if each.space == space]
        return max(made) // 1000


@pytest.fixture
def region(mosquitto: Mosquitto, tmp_path: Path) -> Iterator[Region]:
    """Run a hub whose four agents have fallen silent, while two others speak that nobody knows."""
    with smtp_server() as mail, ExitStack() as stack:
        region = Region(tmp_path, mosquitto, mail)
        region.hub.start()
        stack.callback(region.hub.stop)
        for space in ("alte-post", "bahnhof"):
            edge = write_edge_toml(tmp_path, mosquitto, AgentAddress(space, new_pi(space)))
            stack.enter_context(running_agent(edge, MovedEdgeClock(region.shift)))
        eventually(region.hub.is_ready, "the hub is ready")
        region.shift.pass_to_second(58, SILENT_S)
        yield region


@pytest.fixture
def chromium(chromium_path: Path, tmp_path: Path) -> Iterator[Browser]:
    """Run one browser."""
    folder = tmp_path / "chromium"
    folder.mkdir()
    with sync_playwright() as driver, running_chromium(driver, chromium_path, folder) as browser:
        yield browser


class Phone:
    """Somebody's phone: it is tapped by what stands on its screen."""

    def __init__(self, context: BrowserContext, *, has_scripts: bool) -> None:
        self._context = context
        self._context.set_default_timeout(PATIENCE_MS)
        self.has_scripts = has_scripts
        self.page: Page = context.new_page()
        if has_scripts:
            device = context.new_cdp_session(self.page)
            device.send("WebAuthn.enable")
            options = {
                "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
                "hasUserVerification": True, "isUserVerified": True,
            }  # fmt: skip
            device.send("WebAuthn.addVirtualAuthenticator", {"options": options})

    def tap(self, words: str, role: Any = "button") -> None:
        """Press what has these words, and wait for where it leads."""
        with self.page.expect_navigation():
            self.page.get_by_role(role, name=words).first.click()

    def type(self, label: str, text: str) -> None:
        """Fill a field."""
        self.page.get_by_label(label, exact=True).fill(text)

    def sees(self, *texts: str) -> None:
        """Find these on the page."""
        for text in texts:
            expect(self.page.locator("main")).to_contain_text(text, timeout=PATIENCE_MS)

    def looks_until(self, text: str) -> None:
        """Load the page again until it says something."""

        def is_said() -> bool:
            self.page.reload()
            return text in self.page.locator("main").inner_text()

        eventually(is_said, text)


@contextmanager
def a_phone(chromium: Browser, region: Region, *, has_scripts: bool) -> Iterator[Phone]:
    """Hold a new phone, with a browser of its own."""
    here = region.hub.address().replace("127.0.0.1", "localhost")
    with chromium.new_context(
        base_url=here, viewport=PHONE, locale="de-DE", java_script_enabled=has_scripts
    ) as context:
        yield Phone(context, has_scripts=has_scripts)


def join(phone: Phone, link: str, name: str) -> None:
    """Come in by a link: with a passkey where there are scripts, else with a password."""
    phone.page.goto(link)
    phone.type("Name", name)
    if phone.has_scripts:
        phone.tap("Mit Passkey weiter")
    else:
        phone.type("Passwort", PASSWORD)
        phone.type("Passwort noch einmal", PASSWORD)
        phone.tap("Los geht’s")
    phone.sees(f"Guten Tag, {name}")


def answer_silence(phone: Phone, space: str) -> None:
    """Say of a silent Pi that it was seen; it stands below from then on."""
    phone.looks_until("Der Agent pi-1 meldet sich nicht")
    phone.tap(f"Gesehen – Space {space}: Der Agent pi-1 meldet sich nicht")
    phone.sees("Gemerkt.", "ist gesehen oder erledigt")


class Visitor:
    """Who has a space's page open; with scripts it changes by itself, else it is loaded again."""

    def __init__(self, chromium: Browser, region: Region, space: str, *, has_scripts: bool) -> None:
        self._has_scripts, self._space = has_scripts, space
        self._page = chromium.new_page(
            base_url=region.hub.address(), locale="de-DE", java_script_enabled=has_scripts
        )
        self._heard: list[dict[str, Any]] = []
        listening = self._page.context.new_cdp_session(self._page)
        listening.send("Network.enable")
        listening.on("Network.eventSourceMessageReceived", self._hear)
        self._page.goto(f"/spaces/{space}")
        assert not self.is_told_closed()

    def _hear(self, event: dict[str, Any]) -> None:
        if event["eventName"] == "availability":
            self._heard.append(json.loads(event["data"]))

    def is_told_closed(self) -> bool:
        """Look at the page."""
        if not self._has_scripts:
            self._page.reload()
        return self._page.locator('.now [data-part="headline"]').inner_text() == CLOSED

    def closed_ms(self) -> int:
        """Return when the hub made the first snapshot that says so: the version is that instant."""
        return min(
            int(each["version"])
            for each in self._heard
            if each["space"] == self._space and each["opening"]["state"] == "closed"
        )


class Lateness:
    """How late this machine is with what it was asked to do: no fault of the hub's."""

    def __init__(self) -> None:
        self.s = 0.0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._measure)

    def _measure(self) -> None:
        while not self._over.is_set():
            asked_s = time.monotonic()
            self._over.wait(_NAP_S)
            self.s += max(0.0, time.monotonic() - asked_s - _NAP_S)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()


def close_today(phone: Phone, region: Region, space: str) -> int:
    """Set a closure of today by the form; return when the hub took it, in milliseconds."""
    phone.tap("Kalender", "link")
    phone.tap(f"Space {space}", "link")
    phone.tap("Schließung", "link")
    phone.type("Tag, oder erster Tag", f"{region.today()}")
    phone.type("Grund (lesen alle)", "Umbau")
    phone.tap("Eintragen")
    phone.sees("Eingetragen.")
    return region.taken_ms(space)


def close_an_open_space(phone: Phone, chromium: Browser, region: Region, space: str) -> None:
    """Visitors see it within five seconds, by the hub's own marks."""
    visitor = Visitor(chromium, region, space, has_scripts=phone.has_scripts)
    with Lateness() as late:
        taken_ms = close_today(phone, region, space)
        eventually(visitor.is_told_closed, "the visitor sees it")
    if phone.has_scripts:
        assert 0 < visitor.closed_ms() - taken_ms < 1000 * (SEEN_WITHIN_S + late.s)


def close_a_protected_space(phone: Phone, chromium: Browser, region: Region, space: str) -> None:
    """Visitors see it with the next full minute, and not before."""
    visitor = Visitor(chromium, region, space, has_scripts=phone.has_scripts)
    region.shift.pass_to_second(5)
    taken_ms = close_today(phone, region, space)
    page = f"{region.hub.address()}/spaces/{space}?lang=de"
    eventually(lambda: "Umbau" in httpx.get(page, timeout=30).text, "the hub has read it")
    region.shift.pass_to_second(58)
    eventually(visitor.is_told_closed, "the visitor sees it")
    if phone.has_scripts:
        minutes, rest = divmod(visitor.closed_ms(), MINUTE_MS)
        assert (rest, minutes > taken_ms // MINUTE_MS) == (0, True)


def replace_pi(phone: Phone, space: str) -> None:
    """Put the one that nobody knows in the place of the silent one, and see what to check."""
    phone.tap("Technik", "link")
    own = phone.page.locator("section", has=phone.page.get_by_role("heading", name=space))
    with phone.page.expect_navigation():
        own.get_by_role("link", name="Durch einen anderen Pi ersetzen").click()
    expect(phone.page.get_by_label(new_pi(space), exact=True)).to_be_checked()
    phone.tap("Jetzt ersetzen")
    phone.sees(f"„{new_pi(space)}“ statt „pi-1“", "Was jetzt zu prüfen ist")
    expect(phone.page.locator(".replaced li")).to_have_count(9)
    phone.looks_until("Er meldet sich.")


def order_week(phone: Phone, region: Region, space: str, address: str) -> None:
    """Want the week by mail, and confirm it by the link that comes."""
    phone.tap("Mein Ort", "link")
    phone.tap(f"Space {space}", "link")
    phone.type("E-Mail-Adresse", address)
    phone.tap("Bestellen")
    phone.sees("Der Link ist unterwegs.")
    phone.page.goto(region.link_mailed("week-mail/confirm", address))
    phone.tap("Ja, bitte schicken")
    phone.sees("Vielen Dank")


def come_to_monday(region: Region, *spaces: str) -> None:
    """Let it be Monday, 7:00: once for the slots of the week, and once for its mail."""
    today = region.today()
    monday = today + timedelta(days=7 - today.weekday())
    seven = datetime.combine(monday, clock_time(7), BERLIN)
    region.shift.pass_s(int((seven - region.shift.now()).total_seconds()) + 1)
    region.restart()
    end_us = to_us(datetime.combine(monday, clock_time(0), BERLIN))
    for space in spaces:
        eventually(partial(region.is_settled, space, end_us), "all slots are made")
    region.restart()


def test_a_day_in_the_life(chromium: Browser, region: Region) -> None:
    """Invited, joined, something seen, closed, a Pi replaced, the week mailed; in both ways."""
    days = (("Ada", True, "alte-post", "muehle"), ("Ben", False, "bahnhof", "hof"))
    for name, has_scripts, open_, protected in days:
        link = region.path_of_invitation(open_, protected)
        with a_phone(chromium, region, has_scripts=has_scripts) as phone:
            join(phone, link, name)
            answer_silence(phone, open_)
            close_an_open_space(phone, chromium, region, open_)
            close_a_protected_space(phone, chromium, region, protected)
            replace_pi(phone, open_)
            order_week(phone, region, open_, f"{name.lower()}@example.org")
    come_to_monday(region, "alte-post", "bahnhof")
    for name, _, space, _ in days:
        region.link_mailed(f"console/week/{space}", f"{name.lower()}@example.org")
