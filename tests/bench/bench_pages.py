"""What a visitor waits for, and what Lighthouse says: the page of a region, and that of a space.

    python -m tests.bench.bench_pages

Fourteen spaces, served by this process. First paint: Chromium with an empty cache in a net of
400 kbit/s and 400 ms (its own emulation: each request waits, a connection is made at once), the
median of five. Lighthouse where it is installed, as on a phone in its own slow net; what cost
points is told. Fails below 95 of 100, and from 1.5 s on.
"""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Final

from playwright.sync_api import Browser, sync_playwright

from hub.clock import SystemClock
from tests.bench import lighthouse
from tests.bench.measuring import show
from tests.hub.pages.every_page import fourteen
from tests.hub.pages.region import Region
from tests.hub.pages.serving import ServedRegion
from tests.parts.catalogue import path_of
from tests.parts.chromium import running_chromium

PAGES: Final = {"region": "/", "space": "/spaces/bahnhof-wiesenburg"}
ROUNDS: Final = 5
LATENCY_MS: Final = 400
BYTES_PER_S: Final = 400_000 / 8
LATEST_MS: Final = 1500
LOWEST: Final = 95
_PAINTED: Final = """() => new Promise(done => new PerformanceObserver(all => {
  const first = all.getEntriesByName('first-contentful-paint')[0];
  if (first) done(first.startTime);
}).observe({ type: 'paint', buffered: true }))"""


def first_paint_ms(browser: Browser, url: str) -> float:
    """Open a page for the first time, in a slow net; return when there is something to read."""
    with browser.new_context(viewport={"width": 390, "height": 844}) as context:
        page = context.new_page()
        net = context.new_cdp_session(page)
        net.send(
            "Network.emulateNetworkConditions",
            {
                "offline": False,
                "latency": LATENCY_MS,
                "downloadThroughput": BYTES_PER_S,
                "uploadThroughput": BYTES_PER_S,
            },
        )
        page.goto(url)
        return float(page.evaluate(_PAINTED))


@contextmanager
def a_region() -> Iterator[str]:
    """Serve fourteen spaces; yields the address."""
    server = ServedRegion(Region(*fourteen(), start=SystemClock().wall()))
    try:
        yield server.url
    finally:
        server.stop()


def show_first_paints(url: str, chromium: Path, folder: Path) -> bool:
    """Print when each page is painted; tell whether that is early enough."""
    is_early = True
    with sync_playwright() as playwright, running_chromium(playwright, chromium, folder) as browser:
        for name, path in PAGES.items():
            ms = median(first_paint_ms(browser, url + path) for _ in range(ROUNDS))
            show(f"first paint of the {name} page, 400 kbit/s and 400 ms", ms, "ms")
            is_early = is_early and ms < LATEST_MS
    return is_early


def show_lighthouse(url: str, chromium: Path, folder: Path) -> bool:
    """Print what Lighthouse says of each page; tell whether that is good enough."""
    command = lighthouse.program()
    if command is None:
        print(lighthouse.MISSING)
        return True
    is_good = True
    for name, path in PAGES.items():
        report = lighthouse.report_of(command, chromium, url + path, folder)
        for category, score in lighthouse.scores(report).items():
            show(f"Lighthouse, {name} page: {category}", score, "of 100")
            is_good = is_good and score >= LOWEST
        for fault in lighthouse.faults(report):
            print(f"{name} page: {fault}")
    return is_good


def main() -> int:
    """Measure both pages; the exit status is 1 where one is too slow or not good enough."""
    chromium = path_of("chromium")
    with a_region() as url, tempfile.TemporaryDirectory() as name:
        (Path(name) / "browser").mkdir()
        is_early = show_first_paints(url, chromium, Path(name) / "browser")
        is_good = show_lighthouse(url, chromium, Path(name))
    return 0 if is_early and is_good else 1


if __name__ == "__main__":
    sys.exit(main())
