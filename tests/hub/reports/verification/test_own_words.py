"""The office's own words: in every format, taken from the file or held against one's own."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import pytest

from hub.domain.office import OfficeConfig
from hub.reports.formats.registry import Format
from hub.reports.model import Report, Target
from hub.reports.provenance.extract import carried_by
from hub.reports.rendering import Rendering, render
from hub.reports.request import ReportRequest
from hub.reports.text.language import Language
from hub.reports.verification.readers.reading import read_back
from hub.reports.verification.verify import OwnWords, describe, verify
from tests.hub.reports.documents import three_spaces
from tests.hub.reports.provenance.test_office_words import OFFICE

ASSESSMENT = "# Lage\n\nDer Hof ist **oft** voll; Besucher*innen und Kolleg*innen warten.\n\n- eins"
OTHERS = OFFICE.model_copy(update={"file_number": "Z-2026/0418"})


@cache
def a_report() -> Report:
    return replace(three_spaces(), office=OFFICE, assessment=ASSESSMENT)


@cache
def a_file(written_as: Format) -> bytes:
    return render(a_report(), Rendering(written_as, Language.GERMAN))


def again(request: ReportRequest, version: str, targets: Sequence[Target]) -> Report:
    """Build it again: the store knows no office."""
    del request, version, targets
    return three_spaces()


@pytest.mark.parametrize("written_as", Format)
def test_a_file_carries_the_words(written_as: Format) -> None:
    """Also those formats that print none of them."""
    words = carried_by(a_file(written_as)).origin.words
    assert (words.office, words.assessment) == (OFFICE, ASSESSMENT)


@pytest.mark.parametrize("written_as", [Format.PDF, Format.DOCX, Format.XLSX, Format.JSON])
def test_page_one_is_in_the_file(written_as: Format) -> None:
    """Who, for which grant, a finding, and the office's own words."""
    content = a_file(written_as)
    printed = " ".join(each.text for each in read_back(content, carried_by(content)).printed)
    told = printed.replace("\xa0", " ")
    wanted = ["Z-2026/0417", "Gemeinde Wiesenburg/Mark", "Besucher*innen und Kolleg*innen"]
    if written_as is not Format.JSON:
        wanted += [
            "Am ehesten voll ist es",
            "Einschätzung: Amt Niemegk",
            "nicht auf den Messwerten",
        ]
    for each in wanted:
        assert each in told


@pytest.mark.parametrize("written_as", [Format.PDF, Format.DOCX, Format.XLSX, Format.JSON])
def test_words_are_as_the_file_says_unless_others_are_given(written_as: Format) -> None:
    """What wasn't compared is said; what was compared and differs is a difference."""
    content = a_file(written_as)
    as_it_says = verify(content, again, "1")
    assert as_it_says.is_same, list(describe(as_it_says))
    said = " ".join(as_it_says.notes)
    assert "--office compares it" in said
    assert "--assessment compares it" in said
    own = verify(content, again, "1", None, OwnWords(OFFICE, ASSESSMENT))
    assert own.is_same
    assert own.notes == tuple(each for each in as_it_says.notes if "as the file says;" not in each
                              or "targets" in each)  # fmt: skip
    for other in (OwnWords(OTHERS), OwnWords(assessment="Alles gut.")):
        assert not verify(content, again, "1", None, other).is_same


def test_words_that_were_changed_beside_the_line_are_found() -> None:
    """A file number in the text that the line doesn't carry."""
    forged = a_file(Format.JSON).replace(b"Z-2026/0417", b"Z-2026/0419")
    assert verify(forged, again, "1").is_same  # JSON says it in one place alone
    assert not verify(forged, again, "1", None, OwnWords(OFFICE)).is_same
    nobody = OwnWords(OfficeConfig(), "")
    assert not verify(a_file(Format.DOCX), again, "1", None, nobody).is_same
