"""The pictures of the demo's spaces: SVG that was written by hand, made WebP by the browser.

What visitors get is made smaller once more, by hub/pictures.py.
"""

import io
from pathlib import Path
from typing import Final

from PIL import Image
from playwright.sync_api import Browser

from tests.house.tree import ROOT

FOLDER: Final = ROOT / "hub" / "demo" / "pictures"
_WIDTH, _HEIGHT = 960, 640
_QUALITY: Final = 80


def draw(browser: Browser, folder: Path = FOLDER) -> None:
    """Draw every SVG of a folder as WebP beside it; they name no font and nothing elsewhere."""
    with browser.new_context(viewport={"width": _WIDTH, "height": _HEIGHT}) as context:
        page = context.new_page()
        for drawing in sorted(folder.glob("*.svg")):
            svg = drawing.read_text(encoding="utf-8")
            page.set_content(f"<style>body {{ margin: 0 }}</style>{svg}")
            with Image.open(io.BytesIO(page.screenshot())) as drawn:
                picture = drawn.convert("RGB")
            picture.save(drawing.with_suffix(".webp"), quality=_QUALITY, method=6)
