"""A poster with a QR code, as accessible PDF (PDF/UA-1 and PDF/A-2A in one file), by typst.

It says nothing of now, and so it needs no age: who scans it sees the page. Whatever hub.toml says
reaches typst as a JSON string. The same space gives the same bytes.
"""

import json
from datetime import date
from importlib.resources import as_file, files
from typing import Final

from hub.domain.space import SpaceConfig
from hub.pages.beyond_words import beyond_words_in
from hub.qr_code import qr_svg
from hub.reports.formats.pdf.pdf_format import can_print, print_template
from hub.reports.text.language import Language

_REPLACEMENT: Final = "\N{REPLACEMENT CHARACTER}"
_NO_DAY: Final = date(2000, 1, 1)
"""A poster isn't dated: what it says stays so."""


def poster_pdf(
    space: SpaceConfig, address: str, language: Language, site: str = "Platzfrei"
) -> bytes:
    """Print the poster of a space whose page is at `address`. Takes tenths of a second."""
    words = beyond_words_in(language)
    said = {
        "site": _printable(site),
        "language": language.value,
        "place": _printable(space.name),
        "title": words.poster_title,
        "line": words.poster_line,
        "how": words.poster_how,
        "promise": words.poster_promise,
        "alternative": words.poster_alternative.replace("{t}", address),
        "address": address,
        "shown": address.partition("://")[2],
        "code": qr_svg(address),
    }
    with as_file(files("hub.pages.beyond") / "template") as folder:
        return print_template(folder / "poster.typ", {"poster": json.dumps(said)}, _NO_DAY)


def _printable(name: str) -> str:
    """Put a replacement where no font has a character."""
    return "".join(each if can_print(each) else _REPLACEMENT for each in name)
