"""The cover and the figures of a report as PDF: of the last whole month.

A demo has that month a year before, too.
"""

from datetime import date, timedelta
from pathlib import Path
from typing import Final

import httpx
import typst

from tests.pictures.album import keep

_SHEETS: Final = """\
#set page(width: auto, height: auto, margin: 14pt, fill: rgb("#d8d4c6"))
#let sheet(n) = box(fill: white, image("report.pdf", page: n))
#grid(columns: 2, column-gutter: 14pt, sheet(1), sheet(3))
"""
_PIXELS_PER_INCH: Final = 66.0
_PATIENCE_S: Final = 300.0


def last_month(today: date) -> tuple[date, date]:
    """Return the first and the last day of the month before the one of `today`."""
    last = today.replace(day=1) - timedelta(days=1)
    return last.replace(day=1), last


def take_report(address: str, token: str, folder: Path) -> None:
    """Have a report printed, and take a picture of two of its pages."""
    first, last = last_month(date.today())  # noqa: DTZ011 - the demo's own day
    printed = httpx.get(
        f"{address}/api/v1/reports.pdf", params={"from": str(first), "to": str(last), "lang": "de"},
        headers={"Authorization": f"Bearer {token}"}, timeout=_PATIENCE_S,
    ).raise_for_status()  # fmt: skip
    (folder / "report.pdf").write_bytes(printed.content)
    sheets = folder / "sheets.typ"
    sheets.write_text(_SHEETS, encoding="utf-8")
    picture = typst.compile(sheets, root=folder, format="png", ppi=_PIXELS_PER_INCH)
    assert isinstance(picture, bytes)
    keep(picture, "report.png")
