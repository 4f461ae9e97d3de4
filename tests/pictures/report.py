"""The first pages of a report, as whoever opens the PDF sees them: the last whole quarter."""

from datetime import date, timedelta
from pathlib import Path
from typing import Final

import httpx
import typst

from tests.pictures.album import keep

_SHEETS: Final = """\
#set page(width: auto, height: auto, margin: 14pt, fill: rgb("#d8d4c6"))
#grid(columns: 3, column-gutter: 14pt, ..range(1, 4).map(n => image("report.pdf", page: n)))
"""
_PIXELS_PER_INCH: Final = 46.0
_PATIENCE_S: Final = 300.0


def last_quarter(today: date) -> tuple[date, date]:
    """Return the first and the last day of the quarter before the one of `today`."""
    begins = date(today.year, today.month - (today.month - 1) % 3, 1)
    last = begins - timedelta(days=1)
    return date(last.year, last.month - 2, 1), last


def take_report(address: str, token: str, folder: Path) -> None:
    """Have a report printed, and take a picture of its first three pages."""
    first, last = last_quarter(date.today())  # noqa: DTZ011 - the demo's own day
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
