"""Where the README's pictures are, and how they are kept: as PNG of few colours, so small."""

import io
from pathlib import Path
from typing import Final

from PIL import Image

from tests.house.tree import ROOT

FOLDER: Final = ROOT / "docs" / "pictures"
MOST_BYTES: Final = 150_000
_COLOURS: Final = (256, 128, 64)


def keep(png: bytes, name: str, folder: Path = FOLDER) -> None:
    """Keep a picture under a name, in as many colours as fit. Raises ValueError if none do."""
    with Image.open(io.BytesIO(png)) as opened:
        picture = opened.convert("RGB")
    for colours in _COLOURS:
        file = io.BytesIO()
        few = picture.quantize(colours, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        few.save(file, "PNG", optimize=True)
        if len(file.getvalue()) <= MOST_BYTES:
            (folder / name).write_bytes(file.getvalue())
            return
    raise ValueError(f"{name}: more than {MOST_BYTES} bytes")
