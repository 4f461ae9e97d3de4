"""Every page of the console in Chromium, on a phone: what holds of all of them, whoever adds one.

Each page is opened once in each language, by the one hub that every_page.py fills; the tests judge
what was seen then. No page is judged by its words.
"""

import asyncio
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest
from axe_playwright_python.base import AXE_SCRIPT  # type: ignore[import-untyped]
from playwright.sync_api import BrowserContext, Page, Response, ViewportSize, sync_playwright

from hub.console import password_hash
from hub.console.look import TEMPLATES
from tests.hub.console.every_page import Filled, Shown, a_filled_hub, fill, pages
from tests.hub.console.served import AtAPort
from tests.hub.pages.test_html import findings
from tests.parts.chromium import running_chromium

pytestmark = [pytest.mark.real("chromium"), pytest.mark.faults]
PHONE: Final[ViewportSize] = {"width": 390, "height": 844}
SMALLEST: Final[ViewportSize] = {"width": 320, "height": 640}
LANGUAGES: Final = ("de", "en")
PARTS: Final = frozenset(
    {
        *("frame.html", "passkey.html", "passkeys_own.html", "people_parts.html"),
        "second_factor_own.html",
    }
)
"""Templates that are parts of others."""
UNREACHED: Final = frozenset({"no_tls.html", "unavailable.html"})
"""What is said where nobody can sign in: without TLS from afar, and without a book."""
NEEDED_HERE: Final = re.compile(
    "role is unnecessary for element .(table|thead|tbody|tr|th|td)"
    "|The .time. input type is not supported"
    "|Bad value .username webauthn. for attribute .autocomplete."
)
"""What is said of the table of devices, whose roles would go with its display on a phone; and of
what all browsers have."""
ALL_RULES: Final = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
}
OF_COLOURS: Final = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
WIDEST: Final = "document.documentElement.scrollWidth"
SMALL: Final = """() => [...document.querySelectorAll(
    'a, button, summary, select, textarea, input:not([type=hidden])')]
  .filter(it => it.checkVisibility({visibilityProperty: true}) && !it.closest('.skip'))
  .filter(it => !(it.tagName == 'A' && getComputedStyle(it).display == 'inline'))
  .filter(it => { const box = (it.labels?.[0] ?? it).getBoundingClientRect();
                  return box.height < 24 || box.width < 24; })
  .map(it => it.outerHTML.slice(0, 90))"""
"""What a finger misses; links within a sentence are as high as its lines."""
UNMARKED: Final = """() => [...document.querySelectorAll(
    'main :is(a, button, summary, select, textarea, input:not([type=hidden])), .tabs a')]
  .filter(it => it.checkVisibility({visibilityProperty: true}) && !it.disabled)
  .filter(it => { it.focus(); const look = getComputedStyle(it);
                  return document.activeElement !== it || look.outlineStyle === 'none'
                    || parseFloat(look.outlineWidth) < 2; })
  .map(it => it.outerHTML.slice(0, 90))"""
"""What doesn't show that the keyboard is at it."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen of a page in one language."""

    shown: Shown
    language: str
    status: int
    html: str
    heads: int
    title: str
    lang: str
    scripts: tuple[str, ...]
    found: tuple[str, ...]
    """By axe, by day and night."""
    too_wide: tuple[int, ...]
    small: tuple[str, ...]
    unmarked: tuple[str, ...]
    is_marked: bool
    """Whether one link of the navigation is said to be where one is, if there are any."""
    told: tuple[str, ...]
    """On the browser's own console."""

    def __str__(self) -> str:
        """Name it in what a test says."""
        return f"{self.shown} ({self.language})"


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Filled]:
    """Fill one hub for all."""
    with pytest.MonkeyPatch.context() as patch, a_filled_hub(tmp_path_factory.mktemp("hub")) as hub:
        patch.setattr(password_hash, "_MEMORY_KIB", 64)
        patch.setattr(password_hash, "_ROUNDS", 1)
        asyncio.run(fill(hub))
        yield hub


@pytest.fixture(scope="module")
def everything(
    hub: Filled, chromium_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> list[Seen]:
    """Open every page in each language, once for all tests."""
    place = AtAPort(hub)
    folder = tmp_path_factory.mktemp("chromium")
    with sync_playwright() as driver, running_chromium(driver, chromium_path, folder) as browser:
        contexts: dict[str, BrowserContext] = {}
        seen = []
        for shown in pages(hub):
            if shown.who not in contexts:
                url = f"http://127.0.0.1:{place.port}"
                contexts[shown.who] = browser.new_context(viewport=PHONE, base_url=url)
                if shown.who:
                    secret = hub.secrets[shown.who]
                    contexts[shown.who].add_cookies(
                        [{"name": "platzfrei", "value": secret, "url": url}]
                    )
            seen += [look_at(contexts[shown.who], shown, language) for language in LANGUAGES]
    place.stop()
    return seen


def look_at(context: BrowserContext, shown: Shown, language: str) -> Seen:
    """Open a page, and judge it: in German by all rules, in English by what words can change."""
    page = context.new_page()
    page.set_default_timeout(60_000)
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    answer = reach(page, shown, language)
    html = answer.text()
    page.evaluate("document.querySelectorAll('details').forEach(it => { it.open = true })")
    found = axe(page, light=ALL_RULES, dark=OF_COLOURS) if language == "de" else ()
    small, unmarked = tuple(page.evaluate(SMALL)), tuple(page.evaluate(UNMARKED))
    widths = []
    for screen in (PHONE, SMALLEST):
        page.set_viewport_size(screen)
        widths.append(page.evaluate(WIDEST) - screen["width"])
    seen = Seen(
        shown, language, answer.status, html,
        heads=page.locator("h1").count(),
        title=page.title(),
        lang=page.locator("html").get_attribute("lang") or "",
        scripts=tuple(page.evaluate("[...document.scripts].map(it => it.src || it.text)")),
        found=found, small=small, unmarked=unmarked,
        too_wide=tuple(each for each in widths if each > 0),
        is_marked=page.locator(".tabs [aria-current]").count()
        == min(1, page.locator(".tabs a").count()),
        told=tuple(each for each in told if "Failed to load resource" not in each),
    )  # fmt: skip
    page.close()
    return seen


def reach(page: Page, shown: Shown, language: str) -> Response:
    """Go where a page is, as somebody would; return what the hub answered."""
    address = f"{shown.path}{'&' if '?' in shown.path else '?'}lang={language}"
    answer = page.goto(address)
    if shown.press:
        for name, value in shown.typed.items():
            page.locator(f'main [name="{name}"]').first.fill(value)
        page.evaluate("document.querySelectorAll('form').forEach(it => { it.noValidate = true })")
        with page.expect_navigation() as navigation:
            page.locator(shown.press).first.click()
        answer = navigation.value
    assert answer is not None, shown
    return answer


def axe(page: Page, **rules: dict[str, Any]) -> tuple[str, ...]:
    """Return what axe finds, in each scheme by its rules."""
    page.evaluate(AXE_SCRIPT)
    found: list[str] = []
    for scheme, asked in rules.items():
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        options = json.dumps(asked | {"resultTypes": ["violations"]})
        for each in page.evaluate(f"axe.run({options}).then(it => it.violations)"):
            nodes = [node["html"][:120] for node in each["nodes"]]
            found.append(f"{scheme}: {each['id']} {nodes}")
    return tuple(found)


def wrong(everything: list[Seen], what: Callable[[Seen], object]) -> dict[str, object]:
    """Return the pages of which something is to be said."""
    return {str(seen): what(seen) for seen in everything if what(seen)}


def test_no_page_is_left_out(everything: list[Seen]) -> None:
    """Each template is a page that is looked at, or a part of one."""
    templates = {file.name for file in TEMPLATES.iterdir()}
    assert {seen.shown.template for seen in everything} == templates - PARTS - UNREACHED
    known = {200, 404, 410, 422, 429, 401}
    assert wrong(everything, lambda seen: seen.status not in known and seen.status) == {}


def test_every_page_is_html_as_the_standard_says(everything: list[Seen], tmp_path: Path) -> None:
    """As the Nu Html Checker judges it."""
    for number, seen in enumerate(everything):
        name = f"{number}-{seen.shown.template.removesuffix('.html')}-{seen.language}.html"
        (tmp_path / name).write_text(seen.html)
    found = findings(sorted(tmp_path.iterdir()))
    assert [each for each in found if not NEEDED_HERE.search(each)] == []


def test_everybody_can_use_every_page(everything: list[Seen]) -> None:
    """WCAG 2.2 AA and good practice, as axe judges them, by day and by night."""
    assert wrong(everything, lambda seen: seen.found) == {}


def test_nothing_scrolls_sideways(everything: list[Seen]) -> None:
    """Not on a phone, and not on the smallest, with everything open."""
    assert wrong(everything, lambda seen: seen.too_wide) == {}


def test_every_page_says_what_it_is(everything: list[Seen]) -> None:
    """By one heading, a title of its own before the site's name, and its language."""
    assert wrong(everything, lambda seen: seen.heads != 1 and seen.heads) == {}
    assert wrong(everything, lambda seen: " · " not in seen.title and seen.title) == {}
    assert wrong(everything, lambda seen: seen.lang != seen.language and seen.lang) == {}


def test_a_finger_hits_everything(everything: list[Seen]) -> None:
    """Each target is at least 24 px high and wide (WCAG 2.2, 2.5.8)."""
    assert wrong(everything, lambda seen: seen.small) == {}


def test_the_keyboard_is_seen_everywhere(everything: list[Seen]) -> None:
    """Whatever has the focus shows it by an outline of 2 px or more."""
    assert wrong(everything, lambda seen: seen.unmarked) == {}


def test_the_navigation_says_where_one_is(everything: list[Seen]) -> None:
    """One of its links is marked on every page that has it."""
    assert wrong(everything, lambda seen: not seen.is_marked) == {}


def test_no_page_needs_a_script(everything: list[Seen]) -> None:
    """The only one is that of passkeys, and no page breaks the policy that it is sent with."""
    assert (
        wrong(everything, lambda seen: [it for it in seen.scripts if "/passkey." not in it]) == {}
    )
    assert wrong(everything, lambda seen: seen.told) == {}
