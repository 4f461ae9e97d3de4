"""What LibreOffice opened and saved again is the same; what was changed there is not."""

from collections.abc import Mapping
from pathlib import Path
from random import Random

import pytest

from hub.reports.formats.registry import Format
from tests.hub.reports.verification.forging import FORGERS
from tests.hub.reports.verification.test_forgeries import a_file, is_found, verdict_on
from tests.parts.libreoffice import LibreOffice

AS_TEXT = "CSV:44,34,76,1,,1033,false,false"
"""Nothing is taken for a number, so that it comes out as it went in."""
READ_AS = {Format.XLSX: None, Format.DOCX: None, Format.CSV: AS_TEXT, Format.CSV_LONG: AS_TEXT}
ARCHIVES = (Format.XLSX, Format.DOCX)
SAVED_ANEW = "it was saved anew: colours, type and widths were not compared"


@pytest.fixture(scope="module")
def saved(
    libreoffice: LibreOffice, tmp_path_factory: pytest.TempPathFactory
) -> Mapping[Format, bytes]:
    """Let LibreOffice save each file in its own format."""
    folder = tmp_path_factory.mktemp("saved")
    saved: dict[Format, Path] = {}
    for written_as, read_as in READ_AS.items():
        path = folder / f"saved-{written_as}.{written_as.extension}"
        path.write_bytes(a_file(written_as))
        (saved[written_as],) = libreoffice.convert([path], written_as.extension, read_as=read_as)
    return {written_as: path.read_bytes() for written_as, path in saved.items()}


@pytest.mark.parametrize("written_as", READ_AS)
def test_a_file_that_was_saved_anew_is_no_forgery(
    saved: Mapping[Format, bytes], written_as: Format
) -> None:
    """Other parts, styles and codes say the same; what wasn't compared is named."""
    assert saved[written_as] != a_file(written_as)
    verdict = verdict_on(saved[written_as])
    assert verdict.differences == ()
    assert verdict.is_same
    assert (SAVED_ANEW in verdict.notes) is (written_as in ARCHIVES)


@pytest.mark.parametrize("written_as", READ_AS)
def test_a_digit_that_was_changed_there_is_found(
    saved: Mapping[Format, bytes], written_as: Format
) -> None:
    """In the file as it was saved anew."""
    for seed in range(4):
        assert is_found(FORGERS[written_as](saved[written_as], Random(seed))), f"seed {seed}"
