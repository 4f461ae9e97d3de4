"""A real Chromium without a window, the same on every machine: its own home, its own font.

It uses none of the user's folders, no font of the machine and no shared memory that may be missing.
Whoever asks for it has `chromium_path`, so a machine without one skips the test.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, Playwright

from tests.parts.fonts import WIDE, Font

_ARGUMENTS: Final = (
    "--headless",
    "--no-sandbox",  # root, and users whose kernel lets them make no namespace, have none
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",  # it may be small, or not there
    "--font-render-hinting=none",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@contextmanager
def running_chromium(
    playwright: Playwright, program: Path, folder: Path, font: Font | None = WIDE
) -> Iterator[Browser]:
    """Run a browser that keeps its files below a folder, and writes all text in one font.

    With None it takes the machine's fonts: for pictures, never for a test.
    """
    for name in ("home", "fonts"):
        (folder / name).mkdir()
    places = {name: str(folder / "home") for name in ("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME")}
    fonts = {} if font is None else {"FONTCONFIG_FILE": str(font.install(folder / "fonts"))}
    browser = playwright.chromium.launch(
        executable_path=program, args=list(_ARGUMENTS), env={**os.environ, **places, **fonts}
    )
    try:
        yield browser
    finally:
        browser.close()
