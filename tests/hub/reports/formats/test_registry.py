"""The formats, as everybody who makes a report calls them."""

import pytest

from hub.reports.formats.registry import Format, format_of_name


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("a.pdf", Format.PDF),
        ("A.B.XLSX", Format.XLSX),
        ("a.csv", Format.CSV),
        ("-", None),
        ("pdf.d/report", None),
        ("", None),
    ],
)
def test_a_name_says_its_format(name: str, found: Format | None) -> None:
    """By its ending, whatever the case."""
    assert format_of_name(name) is found
