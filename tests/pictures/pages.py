"""Pages for visitors, of a demo that has just been started. Owns which, and how large."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx
from playwright.sync_api import Browser

from hub.demo.notices import FILLING
from hub.demo.port import PORT_VARIABLE
from hub.reports.text.language import Language
from tests.house.tree import ROOT
from tests.pictures.album import keep

SHOTS: Final = {
    "region.png": ("/?lang=de", 1100, 800),
    "space.png": ("/spaces/alte-drahtfabrik?lang=de", 1100, 900),
}
"""The file of each picture: its page, and its width and height in px."""
_FULL_MINUTE_MS: Final = 65_000
"""After it the protected spaces, too, show what the others show at once."""
_LOOK_EVERY_S: Final = 2.0
_RUNNING: Final = re.compile(r"Platzfrei is running at (\S+)")
_TOKEN: Final = re.compile(r"token +(\S+)")


@dataclass(frozen=True, slots=True)
class RunningDemo:
    """A demo whose page answers."""

    address: str
    token: str

    def await_whole(self) -> None:
        """Wait until its older months are there, which its pages know."""
        filling = FILLING.sentences[Language.GERMAN][-1]
        while filling in httpx.get(f"{self.address}/imprint?lang=de", timeout=60).text:
            time.sleep(_LOOK_EVERY_S)


@contextmanager
def running_demo(folder: Path) -> Iterator[RunningDemo]:
    """Run a demo until the block ends."""
    command = [sys.executable, "-m", "hub", "demo", "--folder", str(folder)]
    with subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, PORT_VARIABLE: "0"}, stdout=subprocess.PIPE, text=True
    ) as demo:
        assert demo.stdout is not None
        try:
            address = next(found[1] for line in demo.stdout if (found := _RUNNING.match(line)))
            token = next(found[1] for line in demo.stdout if (found := _TOKEN.search(line)))
            yield RunningDemo(address, token)
        finally:
            demo.terminate()


def take_pages(browser: Browser, address: str) -> None:
    """Take all pictures, once every space has spoken."""
    for name, (path, width, height) in SHOTS.items():
        with browser.new_context(viewport={"width": width, "height": height}) as context:
            page = context.new_page()
            page.goto(address + path)
            page.wait_for_timeout(_FULL_MINUTE_MS)
            keep(page.screenshot(), name)
