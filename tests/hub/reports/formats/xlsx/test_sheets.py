"""Names of sheets: what Excel would refuse to open never gets into a workbook."""

from hypothesis import example, given
from hypothesis import strategies as st

from hub.reports.formats.xlsx.sheets import LONGEST, sheet_names


@given(st.lists(st.text(alphabet="aA '[]:*?/\\\t–ö", max_size=40), max_size=30))
@example(["History", "history", "", "'", "[]", "a" * 40, "A" * 40])
def test_every_list_of_captions_gives_legal_names(captions: list[str]) -> None:
    """Short, without signs that mean something, none twice however it is written."""
    names = sheet_names(captions)
    assert len(names) == len(captions)
    assert len({name.casefold() for name in names} | {"history"}) == len(names) + 1
    for name in names:
        assert 0 < len(name) <= LONGEST
        assert not set(name) & set("[]:*?/\\\t")
        assert name.strip("'") == name


def test_a_name_stays_readable() -> None:
    """What fits is left as it is."""
    names = sheet_names(["Auslastung je Tag", "Kennzahlen: Hof", "Auslastung je Tag"])
    assert names == ("Auslastung je Tag", "Kennzahlen Hof", "Auslastung je Tag 2")
