"""The README's pictures: small, all shown, and made of what they claim to be."""

import io
import os
import re
from datetime import date
from pathlib import Path

import pytest
from PIL import Image

from tests.house.tree import ROOT
from tests.pictures.album import FOLDER, MOST_BYTES, keep
from tests.pictures.pages import SHOTS
from tests.pictures.report import last_month

TAKEN = {*SHOTS, "report.png", "dashboard.png"}


def test_the_readme_shows_what_is_taken() -> None:
    """Every picture of the folder, each light, and none that `make pictures` doesn't take."""
    shown = re.findall(r"!\[[^]]+\]\(docs/pictures/([^)]+)\)", (ROOT / "README.md").read_text())
    assert sorted(shown) == sorted(TAKEN)
    assert {each.name for each in FOLDER.iterdir()} == TAKEN
    assert all(each.stat().st_size <= MOST_BYTES for each in FOLDER.iterdir())


def png(pixels: bytes, side: int) -> bytes:
    """Make a square picture."""
    file = io.BytesIO()
    Image.frombytes("RGB", (side, side), pixels).save(file, "PNG")
    return file.getvalue()


def test_a_picture_is_kept_in_few_colours(tmp_path: Path) -> None:
    """In fewer where it would be too large otherwise; its size stays."""
    keep(png(bytes(range(256)) * 3, 16), "flat.png", tmp_path)
    with Image.open(tmp_path / "flat.png") as kept:
        assert (kept.mode, kept.size) == ("P", (16, 16))


def test_a_picture_that_stays_too_large_is_not_kept(tmp_path: Path) -> None:
    """Nor is the one before it lost."""
    (tmp_path / "noise.png").write_bytes(b"before")
    with pytest.raises(ValueError, match="more than 150000 bytes"):
        keep(png(os.urandom(600 * 600 * 3), 600), "noise.png", tmp_path)
    assert (tmp_path / "noise.png").read_bytes() == b"before"


@pytest.mark.parametrize(
    ("today", "first", "last"),
    [
        (date(2026, 11, 28), date(2026, 10, 1), date(2026, 10, 31)),
        (date(2026, 1, 1), date(2025, 12, 1), date(2025, 12, 31)),
        (date(2028, 3, 31), date(2028, 2, 1), date(2028, 2, 29)),
    ],
)
def test_the_report_is_of_a_whole_month(today: date, first: date, last: date) -> None:
    """The last one that is over."""
    assert last_month(today) == (first, last)
