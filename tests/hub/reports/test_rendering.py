"""A report in every format: the same bytes each time, a name that says all."""

import re
import subprocess
import sys
from dataclasses import replace
from datetime import date

import pytest

from hub.reports.formats.registry import Format
from hub.reports.model import Report
from hub.reports.provenance.extract import carried_by
from hub.reports.provenance.provenance import origin_of
from hub.reports.rendering import Rendering, file_name, render
from hub.reports.request import ReportRequest
from hub.reports.text.language import Language

BEGINS = {
    Format.PDF: b"%PDF-1.7",
    Format.DOCX: b"PK\x03\x04",
    Format.XLSX: b"PK\x03\x04",
    Format.CSV: b"grain,",
    Format.CSV_LONG: b"table,",
    Format.CSV_EXCEL: b"\xef\xbb\xbf",
    Format.JSON: b'{"schema":2,',
}
HEAVY = ("typst", "docx", "xlsxwriter", "lxml")


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("written_as", Format)
def test_the_same_report_gives_the_same_bytes(
    report: Report, written_as: Format, language: Language
) -> None:
    """In every format and language, and they are those of the format."""
    rendering = Rendering(written_as, language)
    content = render(report, rendering)
    assert content.startswith(BEGINS[written_as])
    assert content == render(report, rendering)


@pytest.mark.parametrize("written_as", Format)
def test_every_format_says_what_it_was_made_of(report: Report, written_as: Format) -> None:
    """Request, version, fingerprint and a digest of the figures can be read out of the file."""
    assert carried_by(render(report, Rendering(written_as))).origin == origin_of(report)


def test_a_name_says_all(report: Report) -> None:
    """In its language: the space, or how many; the period; whether it is the public edition."""
    asked = ReportRequest(("bahnhof-wiesenburg",), date(2026, 1, 1), date(2026, 3, 31))
    one = replace(report, request=asked)
    expected = "nutzungsbericht_bahnhof-wiesenburg_2026-01-01_bis_2026-03-31.pdf"
    assert file_name(one, Rendering(Format.PDF)) == expected
    expected = "report-on-use_bahnhof-wiesenburg_2026-01-01_to_2026-03-31.pdf"
    assert file_name(one, Rendering(Format.PDF, Language.ENGLISH)) == expected
    many = replace(report, request=replace(asked, spaces=("a", "b"), is_public=True))
    expected = "nutzungsbericht_2-standorte_2026-01-01_bis_2026-03-31_oeffentlich.csv"
    assert file_name(many, Rendering(Format.CSV_EXCEL)) == expected
    for language in Language:
        name = file_name(many, Rendering(Format.XLSX, language))
        assert re.fullmatch(r"[a-z0-9._-]+", name)


def test_a_hub_that_makes_no_report_holds_no_library_for_it() -> None:
    """Putting the application together imports nothing that only writes files."""
    code = f"import sys, hub.serving, hub.cli; print([n for n in {HEAVY} if n in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
