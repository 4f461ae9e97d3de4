"""Reports as PDF: tagged and archivable (PDF/UA-1 and PDF/A-2A in one file), by typst.

    Document ─▶ JSON (pdf_payload.py) ─▶ paper/report.typ ─▶ bytes

Whatever the document says reaches typst as a JSON string and is set as text, so that a name can't
be markup. Fonts are those inside typst: no system font, no network. The only date is the document's
own: the same document gives the same bytes.
"""

from datetime import UTC, datetime, time
from functools import cache
from importlib.resources import as_file, files
from typing import Final

import typst

from hub.reports.document import Document
from hub.reports.pdf_payload import payload
from hub.reports.pdf_streams import with_clear_ends

_TEMPLATE: Final = "paper"


def to_pdf(document: Document) -> bytes:
    """Print a document."""
    with as_file(files("hub.reports") / _TEMPLATE) as folder:
        printed = typst.compile(
            folder / "report.typ",
            root=folder,
            format="pdf",
            font_paths=_fonts(),
            sys_inputs={"report": payload(document)},
            pdf_standards=["ua-1", "a-2a"],
            timestamp=datetime.combine(document.dated, time(), UTC),
        )
    return with_clear_ends(printed)


@cache
def _fonts() -> typst.Fonts:
    """Take the fonts inside typst alone, so that every machine prints the same."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)
