"""The pages are narrow, large and full of long words, in a wide and in a narrow font.

Both fonts are the tests' own: what holds here depends on no font of this machine.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser, Page

from tests.hub.pages.counted_region import TOKEN
from tests.hub.pages.long_names import COMPOUND, LongNames
from tests.hub.pages.region import Region
from tests.hub.pages.serving import ServedRegion
from tests.parts.fonts import NARROW, WIDE, Font

pytestmark = [
    pytest.mark.real("chromium"),
    pytest.mark.slow,
    pytest.mark.parametrize(
        "font", [WIDE, NARROW], ids=["wide", "narrow"], indirect=True, scope="module"
    ),
]

FEBRUARY: Final = "from=2026-02-01&to=2026-02-28"
VISITORS: Final = (
    "/",
    "/spaces/drahtfabrik",
    "/spaces/bahnhof-wiesenburg",
    "/spaces/hofladen",
    "/spaces/muehle",
    "/spaces/feuerwache",
    "/spaces/nowhere",
    "/imprint",
    "/privacy",
)
BEYOND: Final = (
    "/accessibility",
    "/leicht",
    "/spaces/hofladen/leicht",
    "/spaces/drahtfabrik/share",
    "/spaces/drahtfabrik/doubt",
    "/kiosk/drahtfabrik",
    "/offline",
)
WITH_LONG_NAMES: Final = (
    "/",
    "/spaces/gebaeude",
    "/spaces/bahnhof",
    "/spaces/hof",
    f"/spaces/{COMPOUND}",
    "/reports",
    f"/reports?{FEBRUARY}",
    f"/reports?{FEBRUARY}&space=hof",
    "/reports?from=&to=2026-02-28",
    "/reports?from=x&space=y",
    "/reports/targets",
)
SIZES: Final = ((320, 100), (320, 200), (640, 200), (1280, 100), (1280, 400))
"""Widths in px, and sizes of text in per cent."""
STICKING_OUT: Final = """() => {
  const hidden = '.skip, .news, .sprite, svg *, head, head *, .scroll[tabindex="0"][aria-label], '
    + '.scroll[tabindex="0"][aria-labelledby]';
  return [...document.querySelectorAll('*')]
    .filter(it => !it.matches(hidden) && it.checkVisibility())
    .filter(it => it.clientWidth > 0 && it.scrollWidth > it.clientWidth + 1)
    .map(it => `${it.scrollWidth} in ${it.clientWidth} px: ${it.outerHTML.slice(0, 160)}`);
}"""
"""All elements whose content is wider than they are, the page itself among them.

Pictures and tables may be scrolled in a place that keys reach and that has a name (WCAG, 1.4.10).
"""
BROKEN_NUMBERS: Final = """() => {
  const broken = [];
  for (const place of document.querySelectorAll('p, td, tbody th, .distance')) {
    const walk = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
      for (const word of walk.currentNode.data.matchAll(/\\d[\\d.,\\u202f]*/g)) {
        const range = document.createRange();
        range.setStart(walk.currentNode, word.index);
        range.setEnd(walk.currentNode, word.index + word[0].length);
        const lines = new Set([...range.getClientRects()].map(box => Math.round(box.top)));
        if (lines.size > 1 && word[0].length <= 8)
          broken.push(`number in two lines: ${word[0]} in ${place.textContent}`);
      }
    }
  }
  return broken;
}"""
"""A number of which a part stands in the next line could be taken for two; a whole date is not."""


@contextmanager
def a_page(browser: Browser, language: str = "de", width: int = 320) -> Iterator[Page]:
    """Open a page that knows the token."""
    with browser.new_context(
        locale=language,
        viewport={"width": width, "height": 640},
        http_credentials={"username": "office", "password": TOKEN},
    ) as context:
        yield context.new_page()


def misplaced(page: Page, width: int, text_percent: int) -> list[str]:
    """Return what is wider than its place on a page of this size, and what is broken in two."""
    page.set_viewport_size({"width": width, "height": 640})
    page.evaluate(f"document.documentElement.style.fontSize = '{text_percent}%'")
    page.evaluate("document.querySelectorAll('details').forEach(it => { it.open = true; })")
    found = page.evaluate(STICKING_OUT) + page.evaluate(BROKEN_NUMBERS)
    return [f"{width} px, {text_percent} %: {each}" for each in found]


def test_text_is_written_in_the_tests_font(chromium: Browser, font: Font) -> None:
    """Whatever a style asks for, the browser finds no font but ours."""
    text = "Verfügbarkeit 12–14 m²"
    with a_page(chromium) as page:
        for family in ("system-ui", "Georgia, serif", "sans-serif", "monospace", "DejaVu Sans"):
            page.set_content(f"<span style='white-space: pre; font: 100px {family}'>{text}</span>")
            width_px = page.evaluate("document.querySelector('span').getBoundingClientRect().width")
            assert width_px == pytest.approx(100 * font.width_em(text), abs=len(text))


@pytest.mark.parametrize("path", VISITORS)
def test_no_sideways_scrolling(chromium: Browser, served: ServedRegion, path: str) -> None:
    """At 320 px nothing sticks out, not even with text at twice its size."""
    for language in ("de", "en"):
        with a_page(chromium, language) as page:
            page.goto(f"{served.url}{path}?lang={language}")
            assert [each for size in SIZES for each in misplaced(page, *size)] == []


def test_the_pages_beyond_stay_in_their_place(chromium: Browser, served: ServedRegion) -> None:
    """Easy language, what is shared, doubted, kept or hung on a wall: both rules hold."""
    for language in ("de", "en"):
        with a_page(chromium, language) as page:
            for path in BEYOND:
                page.goto(f"{served.url}{path}?lang={language}")
                found = [each for size in SIZES for each in misplaced(page, *size)]
                assert found + page.evaluate(TOO_SMALL) == [], path


class TestLongNames:
    """Where people and places have long names."""

    @pytest.fixture
    def region(self, tmp_path: Path) -> Region:
        return LongNames(tmp_path)

    @pytest.mark.parametrize("path", WITH_LONG_NAMES)
    def test_long_names_wrap(self, chromium: Browser, served: ServedRegion, path: str) -> None:
        """A word without a space is broken rather than the page, on every page."""
        for language in ("de", "en"):
            with a_page(chromium, language) as page:
                page.goto(f"{served.url}{path}{'&' if '?' in path else '?'}lang={language}")
                assert [each for size in SIZES for each in misplaced(page, *size)] == []

    @pytest.mark.parametrize("path", ["/", "/spaces/gebaeude", f"/reports?{FEBRUARY}"])
    def test_targets_are_large_enough(
        self, chromium: Browser, served: ServedRegion, path: str
    ) -> None:
        """Every link, fold, button and box is at least 24 by 24 px (WCAG 2.2, 2.5.8)."""
        with a_page(chromium) as page:
            page.goto(served.url + path)
            assert page.evaluate(TOO_SMALL) == []


TOO_SMALL: Final = """() =>
  [...document.querySelectorAll('a:not(.skip), summary, button, .choice, [type=date]')]
    .filter(it => it.checkVisibility())
    .filter(it => {
      const box = (it.closest('.card') || it).getBoundingClientRect();
      return box.width < 24 || box.height < 24;
    }).map(it => it.outerHTML)"""


@pytest.mark.parametrize("path", VISITORS)
def test_targets_are_large_enough(chromium: Browser, served: ServedRegion, path: str) -> None:
    """Every link and fold is at least 24 by 24 px (WCAG 2.2, 2.5.8)."""
    with a_page(chromium) as page:
        page.goto(served.url + path)
        assert page.evaluate(TOO_SMALL) == []
