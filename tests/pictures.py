"""`make pictures`: the pictures in the README, taken of a demo that has just been started.

They show the machine's fonts and its present hour, so they differ from run to run; take them in
opening hours. Owns which pages are shown and how large.
"""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, sync_playwright

from hub.demo.port import PORT_VARIABLE
from tests.house.tree import ROOT
from tests.parts.catalogue import path_of
from tests.parts.chromium import running_chromium

FOLDER: Final = ROOT / "docs" / "pictures"
SHOTS: Final = {
    "region.png": ("/?lang=de", 1100, 760),
    "space.png": ("/spaces/alte-drahtfabrik?lang=de", 1100, 860),
}
"""The file of each picture: its page, and its width and height in px."""
_FULL_MINUTE_MS: Final = 65_000
"""After it the protected spaces, too, show what the others show at once."""
_RUNNING: Final = re.compile(r"Platzfrei is running at (\S+)")


@contextmanager
def running_demo(folder: Path) -> Iterator[str]:
    """Run a demo, and yield the address of its page once it answers."""
    command = [sys.executable, "-m", "hub", "demo", "--folder", str(folder)]
    with subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, PORT_VARIABLE: "0"}, stdout=subprocess.PIPE, text=True
    ) as demo:
        assert demo.stdout is not None
        found = (_RUNNING.match(line) for line in demo.stdout)
        try:
            yield next(match[1] for match in found if match)
        finally:
            demo.terminate()


def take(browser: Browser, address: str) -> None:
    """Take all pictures, once every space has spoken."""
    for name, (path, width, height) in SHOTS.items():
        with browser.new_context(viewport={"width": width, "height": height}) as context:
            page = context.new_page()
            page.goto(address + path)
            page.wait_for_timeout(_FULL_MINUTE_MS)
            page.screenshot(path=FOLDER / name)


def main() -> None:
    """Start a demo and a browser, take the pictures, end both."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser_folder = Path(folder, "chromium")
        browser_folder.mkdir()
        with (
            running_demo(Path(folder, "demo")) as address,
            running_chromium(playwright, path_of("chromium"), browser_folder, None) as browser,
        ):
            take(browser, address)


if __name__ == "__main__":
    main()
