"""`make pictures`: the pictures in the README, and those of the demo's spaces.

    drawings ─▶ hub/demo/pictures
    demo ─▶ pages, report ─▶ docs/pictures
    the demo's region in a real InfluxDB 2 ─▶ hub ─▶ Grafana ─▶ docs/pictures

They show the machine's fonts and its present hour, so they differ from run to run; take them in
opening hours. All fourteen months must be there first: that takes some minutes. Owns the order.
"""

import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.parts.catalogue import path_of
from tests.parts.chromium import running_chromium
from tests.pictures.dashboard import missing_parts, take_dashboard
from tests.pictures.drawings import draw
from tests.pictures.pages import running_demo, take_pages
from tests.pictures.report import take_report


def main() -> None:
    """Start what is to be shown and a browser, take the pictures, end all of it."""
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        (folder / "chromium").mkdir()
        program = path_of("chromium")
        with running_chromium(playwright, program, folder / "chromium", None) as browser:
            draw(browser)
            with running_demo(folder / "demo") as demo:
                demo.await_whole()
                take_pages(browser, demo.address)
                take_report(demo.address, demo.token, folder)
            if missing := missing_parts():
                print(f"dashboard.png stays as it is: {missing}")
            else:
                take_dashboard(browser, folder)


if __name__ == "__main__":
    main()
