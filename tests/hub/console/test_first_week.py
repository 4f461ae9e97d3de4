"""The pages for the first week are walked as they are written: by what the words on a phone say.

A page names where each task begins, what is tapped and typed, and what is then to be read. That is
done here in Chromium at the size of a phone, so that no page tells of a console of yesterday.
"""

import re
import socket
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Locator,
    Page,
    ViewportSize,
    expect,
    sync_playwright,
)

from hub.book.care import Trouble
from hub.book.outgoing import OutgoingMemory
from hub.book.sessions import begin
from hub.http.channel import Channel
from hub.stores.history_protocol import HistoryReader
from tests.house.tree import ROOT
from tests.hub.console.replacing.replaced import Stored, with_store
from tests.hub.console.served import OPERATOR, AtAPort
from tests.hub.console.week.weeks import MAIL
from tests.hub.pages.region import Region, space
from tests.hub.reports.kept import KeptHistory
from tests.hub.test_week_mail import read
from tests.parts.chromium import running_chromium

pytestmark = [pytest.mark.real("chromium"), pytest.mark.slow]
PHONE: Final[ViewportSize] = {"width": 390, "height": 844}
PATIENCE_MS: Final = 60_000
MOST_TAPS: Final = 3
PAGES: Final = {"de": ROOT / "docs" / "erste-woche.md", "en": ROOT / "docs" / "first-week.md"}
PUBLIC_URL: Final = "https://hub.example"
SILENT: Final = Trouble("agent_silent", "gutshof", "pi-gutshof")
_TASK: Final = re.compile(
    r"^## \d+\. (?P<title>.+?)\n.*?^- \w+: (?P<start>.+?)\n"
    r"- \w+: (?P<way>.+?)\n- \w+: (?P<then>.+?)$",
    re.DOTALL | re.MULTILINE,
)
_QUOTED: Final = re.compile(r"[„“]([^„“”]+)[“”]")
_TAP: Final = re.compile(r"\*\*(?P<words>.+?)\*\*(?: \(\w+ (?P<beside>.+)\))?")
_TYPE: Final = re.compile(r"\*(?P<label>[^*]+)\*(?:: (?P<text>.+))?")


@dataclass(frozen=True)
class Task:
    """One task as a page has it."""

    language: str
    title: str
    start: str
    way: tuple[str, ...]
    then: tuple[str, ...]

    @property
    def is_invited(self) -> bool:
        """Tell whether it begins by the link of an invitation."""
        return "link" in self.start.lower()

    @property
    def troubles(self) -> list[str]:
        """What stands under what needs care, where it begins."""
        return _QUOTED.findall(self.start)

    @property
    def taps(self) -> int:
        """How often somebody taps, on the screen or on a link in a mail."""
        return sum(_TYPE.fullmatch(step) is None for step in self.way if not is_mail(step))


def is_mail(step: str) -> bool:
    """Tell whether a step is the link of a mail, which is opened where mail is read."""
    return "Mail" in step.split() or "mail" in step.split()


def tasks_in(language: str) -> list[Task]:
    """Read a page."""
    return [
        Task(
            language,
            found["title"],
            found["start"],
            tuple(found["way"].split(" › ")),
            tuple(_QUOTED.findall(found["then"])),
        )
        for found in _TASK.finditer(PAGES[language].read_text())
    ]


TASKS: Final = [task for language in PAGES for task in tasks_in(language)]


@pytest.fixture(scope="module")
def chromium(chromium_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Run one browser."""
    folder = tmp_path_factory.mktemp("chromium")
    with sync_playwright() as driver, running_chromium(driver, chromium_path, folder) as browser:
        yield browser


class Farm(Region):
    """One space, of whose weeks nothing is known yet."""

    def open_history(self) -> HistoryReader:
        """Open what the store knows."""
        return KeptHistory({"gutshof": ()}, self.config.spaces)


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the one server that a page names be found without the internet; nothing is sent to it."""
    resolve = socket.getaddrinfo

    def known(host: Any, *args: Any, **keys: Any) -> Any:
        return resolve("9.9.9.9" if host == "ntfy.sh" else host, *args, **keys)

    monkeypatch.setattr(socket, "getaddrinfo", known)


@pytest.fixture
def hub(tmp_path: Path, names: None) -> Iterator[Stored]:
    """Serve a hub that can send mail, has looked, and hears a Pi that nobody knows."""
    farm = space("gutshof", "Gutshof Glien", "ffffff"), "ffffff"
    with with_store(tmp_path, Farm(farm, http={"public_url": PUBLIC_URL}, mail=MAIL)) as hub:
        hub.hear_stranger()
        hub.find(judged=[SILENT])
        yield hub


class Walk:
    """Somebody who goes by what a page says."""

    def __init__(self, page: Page, hub: Stored, here: str) -> None:
        self.page, self._hub, self._here = page, hub, here

    def begin(self, task: Task) -> None:
        """Be where a task begins: by an invitation, or signed in on a page that a tab names."""
        if task.is_invited:
            self.page.goto(self._here + self._hub.link())
            return
        self.page.goto(f"{self._here}/console")
        self.tap(re.split(r", (?:mit|with) ", task.start)[0], "")
        for name in task.troubles:
            expect(self.page.locator("main")).to_contain_text(name)

    def step(self, step: str) -> None:
        """Do one thing that is written."""
        if tapped := _TAP.fullmatch(step):
            self.tap(tapped["words"], "".join(_QUOTED.findall(tapped["beside"] or "")))
        elif typed := _TYPE.fullmatch(step):
            self.fill(typed["label"], typed["text"])
        else:
            assert is_mail(step), step
            self.page.goto(self._here + self._mailed())

    def tap(self, words: str, beside: str) -> None:
        """Press what has these words on the screen, or as well as other words beside it."""
        place: Page | Locator = self.page
        if beside:
            place = self.page.locator("li").filter(has_text=beside)
        pressed = place.locator("a, button, summary").filter(
            has_text=re.compile(rf"^\s*{re.escape(words)}\s*(–.*)?$"), visible=True
        )
        pressed.first.click()

    def fill(self, label: str, text: str | None) -> None:
        """Type into a field, or tick a box."""
        field = self.page.get_by_label(label, exact=True)
        if text is None:
            field.check()
            return
        today = self._hub.clock.wall().date()
        friday = today + timedelta(days=(4 - today.weekday()) % 7)
        field.fill({"nächster Freitag": f"{friday}", "next Friday": f"{friday}"}.get(text, text))

    def _mailed(self) -> str:
        """Return the path of the link in the newest mail."""
        mail = list(OutgoingMemory(self._hub.book).all())[-1]
        found = re.search(rf"{PUBLIC_URL}(\S+)", str(read(mail).get_content()))
        assert found
        return found[1]


def sign_in(hub: Stored, context: BrowserContext, here: str) -> None:
    """Let somebody be signed in on this phone, and on another one that is lost."""
    now_us = hub.now_us()
    person = hub.people.join(hub.people.invite(OPERATOR, "", now_us), "Ida", "no hash", now_us)
    with hub.book.transaction() as db:
        begin(db, person.id, now_us, "Handy, phone", is_trusted=True, is_strong=True)
        secret = begin(db, person.id, now_us, "", is_trusted=True, is_strong=True)
    context.add_cookies([{"name": Channel.HERE.value, "value": secret, "url": here}])


def add_authenticator(context: BrowserContext, page: Page) -> None:
    """Let the phone hold passkeys."""
    device = context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
        "hasUserVerification": True, "isUserVerified": True,
    }  # fmt: skip
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_both_pages_have_the_same_tasks() -> None:
    """Twelve, in the same order, each with as many steps; and none takes more than three taps."""
    german, english = tasks_in("de"), tasks_in("en")
    assert len(german) == len(english) == 12
    assert [len(task.way) for task in german] == [len(task.way) for task in english]
    assert [len(task.then) > 0 for task in TASKS] == [True] * len(TASKS)
    assert [task.title for task in TASKS if task.taps > MOST_TAPS] == []


def _in_german_or_by_faults(task: Task) -> Any:
    """Walk the English page only with the heavy attacks: the clicks are the same."""
    name = f"{task.language}-{task.title.replace(' ', '-')}"
    marks = () if task.language == "de" else pytest.mark.faults
    return pytest.param(task, id=name, marks=marks)


@pytest.mark.parametrize("task", [_in_german_or_by_faults(task) for task in TASKS])
def test_a_task_goes_as_it_is_written(task: Task, chromium: Browser, hub: Stored) -> None:
    """Each tap leads on, and what is to be read is there; nothing scrolls sideways."""
    locale = {"de": "de-DE", "en": "en-GB"}[task.language]
    if task.troubles:
        hub.find(SILENT)
    with ExitStack() as stack:
        place = AtAPort(hub)
        stack.callback(place.stop)
        here = f"http://localhost:{place.port}"
        context = stack.enter_context(chromium.new_context(viewport=PHONE, locale=locale))
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        add_authenticator(context, page)
        if not task.is_invited:
            sign_in(hub, context, here)
        walk = Walk(page, hub, here)
        walk.begin(task)
        for step in task.way:
            walk.step(step)
        for text in task.then:
            expect(page.locator("main")).to_contain_text(text, timeout=PATIENCE_MS)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
