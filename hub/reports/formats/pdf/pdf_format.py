"""Reports as PDF: tagged and archivable (PDF/UA-1 and PDF/A-2A in one file), by typst.

    Document ─▶ JSON (template_input.py) ─▶ template/report.typ ─▶ bytes
    its charts ─▶ JSON ─────────────────▶ template/pictures.typ ─▶ a PNG each, for text documents

Whatever the document says reaches typst as a JSON string and is set as text, so that a name can't
be markup. Fonts are those inside typst: no system font, no network. The only date is the document's
own: the same document gives the same bytes.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Final, cast
from unicodedata import category

import typst

from hub.reports.formats.pdf.row_heads import with_row_heads
from hub.reports.formats.pdf.stream_ends import with_clear_ends
from hub.reports.formats.pdf.template_input import charts_payload, payload
from hub.reports.layout.document import Chart, Document

_TEMPLATE: Final = "template"
_PICTURE_PPI: Final = 200
"""Sharp in print, and some ten kilobytes a chart."""
_NO_TEXT: Final = ("Cc", "Cs", "Co", "Cn")
"""Categories of Unicode that no font shows: controls, surrogates, private and unassigned."""


def to_pdf(document: Document) -> bytes:
    """Print a document."""
    with as_file(files("hub.reports.formats.pdf") / _TEMPLATE) as folder:
        inputs = {"report": payload(document, can_print)}
        return print_template(folder / "report.typ", inputs, document.dated)


def print_template(template: Path, inputs: dict[str, str], dated: date) -> bytes:
    """Print a template of ours, which may read what is in its folder, and `inputs` as JSON."""
    printed = typst.compile(
        template,
        root=template.parent,
        format="pdf",
        font_paths=_fonts(),
        sys_inputs=inputs,
        pdf_standards=["ua-1", "a-2a"],
        timestamp=datetime.combine(dated, time(), UTC),
    )
    return with_clear_ends(with_row_heads(printed))


def pictures_of(document: Document, charts: Sequence[Chart], width_cm: float) -> list[bytes]:
    """Draw charts of a document as PNG, each as on paper; the same charts give the same bytes."""
    if not charts:
        return []
    with as_file(files("hub.reports.formats.pdf") / _TEMPLATE) as folder:
        made = typst.compile(
            folder / "pictures.typ",
            root=folder,
            format="png",
            ppi=_PICTURE_PPI,
            font_paths=_fonts(),
            sys_inputs={"charts": charts_payload(document, charts, width_cm, can_print)},
        )
    drawn = cast("bytes | list[bytes]", made)  # a list of more than one page
    return drawn if isinstance(drawn, list) else [drawn]


@cache
def can_print(character: str) -> bool:
    """Ask typst whether one of its fonts has a character that PDF/A allows."""
    if category(character) in _NO_TEXT:
        return False
    try:
        typst.compile(
            b"#set document(title: [x]); #sys.inputs.character",
            format="pdf",
            font_paths=_fonts(),
            sys_inputs={"character": character},
            pdf_standards=["ua-1", "a-2a"],
        )
    except typst.TypstError:
        return False
    return True


@cache
def _fonts() -> typst.Fonts:
    """Take the fonts inside typst alone, so that every machine prints the same."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)
