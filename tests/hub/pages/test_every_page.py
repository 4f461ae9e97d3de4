"""Every page in Chromium before axe: narrow and wide, light, dark and in the system's own colours.

Each page is loaded twice. All rules are asked of it in light, narrow and in German, and in dark,
wide and in English; what follows from colours is asked again in the system's own. `make faults`
crosses everything with everything.
"""

import json
from collections.abc import Iterator
from itertools import product
from typing import Any, Final

import pytest
from axe_playwright_python.base import AXE_SCRIPT  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page, expect

from tests.hub.pages.conftest import chromium, playwright  # noqa: F401
from tests.hub.pages.counted_region import TOKEN
from tests.hub.pages.every_page import BARE_PATHS, LIVE_PATHS, MOMENTS, PATHS, WholeRegion
from tests.hub.pages.region import Region
from tests.hub.pages.serving import ServedRegion

pytestmark = [pytest.mark.real("chromium"), pytest.mark.slow]

WCAG: Final = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
OF_COLOURS: Final = {
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
}
_PATIENCE_MS: Final = 240_000
"""A report is worked out for a page of it, on a machine that may be busy."""
SCHEMES: Final[dict[str, dict[str, Any]]] = {
    "light": {"color_scheme": "light", "forced_colors": "none"},
    "dark": {"color_scheme": "dark", "forced_colors": "none"},
    "forced": {"color_scheme": "light", "forced_colors": "active"},
    "forced and dark": {"color_scheme": "dark", "forced_colors": "active"},
}
AT_ONCE: Final[dict[str, dict[str, Any]]] = {
    "light": WCAG,
    "dark": OF_COLOURS,
    "forced": OF_COLOURS,
}
VISITS: Final = (
    ("de", 320, {"light": WCAG, "forced": OF_COLOURS}),
    ("en", 1200, {"dark": WCAG}),
)
EVERYTHING: Final = tuple(
    (language, width, dict.fromkeys(SCHEMES, WCAG))
    for language, width in product(("de", "en"), (320, 768, 1920))
)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedRegion]:
    """Serve the region that says all that can be said, once for all tests that change nothing."""
    server = ServedRegion(WholeRegion(tmp_path_factory.mktemp("whole")))
    yield server
    server.stop()


@pytest.fixture(scope="module")
def bare() -> Iterator[ServedRegion]:
    """Serve the region that says nearly nothing."""
    server = ServedRegion(Region())
    yield server
    server.stop()


@pytest.fixture(scope="module")
def page(chromium: Browser) -> Iterator[Page]:  # noqa: F811
    """Open one page for all tests, which knows the token."""
    settings: dict[str, Any] = {"http_credentials": {"username": "office", "password": TOKEN}}
    with chromium.new_context(locale="de-DE", **settings) as context:
        page = context.new_page()
        page.set_default_timeout(_PATIENCE_MS)
        yield page


def asked_in(path: str, language: str) -> str:
    """Return a path with a language."""
    return f"{path}{'&' if '?' in path else '?'}lang={language}"


def findings(page: Page, schemes: dict[str, dict[str, Any]]) -> list[str]:
    """Ask axe about a page as it stands, in some colour schemes."""
    page.evaluate("document.querySelectorAll('details').forEach(it => { it.open = true; })")
    page.evaluate(AXE_SCRIPT)
    found = []
    for scheme, rules in schemes.items():
        page.emulate_media(**SCHEMES[scheme])
        asked = json.dumps(rules | {"resultTypes": ["violations"]})
        for each in page.evaluate(f"axe.run({asked}).then(it => it.violations)"):
            nodes = [node["html"][:120] for node in each["nodes"]]
            found.append(f"{page.url} {scheme}: {each['id']} {nodes}")
    return found


def looked_at(page: Page, url: str, path: str, visits: Any = VISITS) -> list[str]:
    """Visit a path in some ways, and return what is wrong with it."""
    found = []
    for language, width, schemes in visits:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(**SCHEMES[next(iter(schemes))])
        page.goto(url + asked_in(path, language))
        found += findings(page, schemes)
    return found


@pytest.mark.parametrize("path", PATHS)
def test_nothing_is_found_on_any_page(page: Page, whole: ServedRegion, path: str) -> None:
    """Nothing that axe finds is against WCAG 2.2 AA or its best practice."""
    assert looked_at(page, whole.url, path) == []


@pytest.mark.parametrize("path", BARE_PATHS)
@pytest.mark.faults
def test_nor_where_little_is_known(page: Page, bare: ServedRegion, path: str) -> None:
    """Samples of legal texts, no map, no contacts, locked reports."""
    assert looked_at(page, bare.url, path) == []


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.faults
def test_nor_at_any_time(page: Page, moment: str) -> None:
    """All full, all silent, all closed: what an open page says then, its banner included."""
    region = Region()
    server = ServedRegion(region)
    try:
        server.change(MOMENTS[moment])
        for path, visit in zip(LIVE_PATHS, VISITS * len(LIVE_PATHS), strict=False):
            if path != "/embed":
                assert looked_at(page, server.url, path, [visit]) == []
    finally:
        server.stop()


def test_nor_when_the_hub_is_gone(page: Page) -> None:
    """The banner is there, and what was free is said to be old."""
    server = ServedRegion(Region())
    page.goto(f"{server.url}/?lang=de")
    server.stop()
    expect(page.locator("#lost")).not_to_have_text("")
    assert findings(page, AT_ONCE) == []


def test_nor_on_what_is_remembered(page: Page, whole: ServedRegion) -> None:
    """Stars on the region page, and the last answer on the page without a network."""
    page.goto(f"{whole.url}/spaces/gutshof?lang=de")
    page.evaluate(
        """async () => { localStorage.setItem('platzfrei.starred', '["gutshof"]');
          const kept = await caches.open('platzfrei-tried');
          await kept.add('/api/v1/spaces'); }"""
    )
    try:
        for path, there in (("/", "#starred a"), ("/spaces/gutshof", "[aria-pressed=true]"),
                            ("/offline", "#last .past")):  # fmt: skip
            page.goto(f"{whole.url}{path}?lang=de")
            expect(page.locator(there).first).to_be_visible()
            assert findings(page, AT_ONCE) == []
    finally:
        page.evaluate("localStorage.clear(); caches.delete('platzfrei-tried')")


def test_nor_on_what_a_hint_is_answered_with(page: Page) -> None:
    """Nothing chosen, thanks, and enough for now."""
    server = ServedRegion(Region())
    try:
        for reason in ("", *["hours"] * 5):
            page.goto(f"{server.url}/spaces/gutshof/doubt?lang=de")
            if reason:
                page.locator(f"input[value={reason}]").check()
            with page.expect_navigation():
                page.evaluate("document.forms[0].noValidate = true; document.forms[0].submit()")
            assert findings(page, AT_ONCE) == []
        expect(page.locator("form")).to_have_count(0)
    finally:
        server.stop()


def test_a_fault_is_found(page: Page) -> None:
    """The look can fail: by a rule, and by a colour in a single scheme."""
    page.goto("about:blank")  # whose policy lets a style be there
    page.set_content(
        """<html lang=de><title>x</title><main><h1>x</h1><p>Text</p></main>
        <style>@media (prefers-color-scheme: dark) { p { color: #ddd; } }</style>"""
    )
    assert findings(page, {"light": WCAG}) == []
    assert len(findings(page, {"dark": OF_COLOURS})) == 1
    page.set_content("<html><title>x</title><main><h1>x</h1><input></main>")
    assert len(findings(page, {"light": WCAG})) >= 2


@pytest.mark.faults
@pytest.mark.parametrize("path", PATHS)
def test_nothing_is_found_however_a_page_is_looked_at(
    page: Page, whole: ServedRegion, path: str
) -> None:
    """All rules in both languages, three widths and four schemes."""
    assert looked_at(page, whole.url, path, EVERYTHING) == []
