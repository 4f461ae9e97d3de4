"""The office of hub.toml, or of a file of its own: what it takes, and how it refuses."""

from datetime import date
from pathlib import Path

import pytest

from hub.config import read_section
from hub.domain.office import OfficeConfig, OfficeFile
from hub.domain.site import OperatorConfig
from hub.errors import ConfigError

WHOLE = """[office]
name = "Amt Niemegk, Regionalbüro"
address = "Großstraße 6, 14823 Niemegk"
responsible = "Erika Muster"
email = "info@example.org"
phone = "+49 33843 0000"
recipient = "Gemeinde Wiesenburg/Mark"
programme = "Heimat 2030"
file_number = "Z-2026/0417"
funding_from = 2026-01-01
funding_to = 2028-12-31
date = 2026-04-10
"""


def read(folder: Path, text: str) -> OfficeConfig:
    file = folder / "office.toml"
    file.write_text(text, encoding="utf-8")
    return read_section(file, OfficeFile).office


def test_a_whole_office(tmp_path: Path) -> None:
    """Every key is taken as it stands."""
    office = read(tmp_path, WHOLE)
    assert (office.file_number, office.recipient) == ("Z-2026/0417", "Gemeinde Wiesenburg/Mark")
    assert (office.funding_from, office.funding_to) == (date(2026, 1, 1), date(2028, 12, 31))
    assert office.dated == date(2026, 4, 10)
    assert read(tmp_path, "[office]\n") == OfficeConfig()


REFUSED = [
    ('[office]\naktenzeichen = "1"\n', "office.aktenzeichen", "unknown key"),
    ('[office]\nfile_numer = "1"\n', "office.file_numer", 'perhaps "file_number"'),
    ("[office]\nfile_number = 417\n", "office.file_number", "expected text in quotes, not 417"),
    ('[office]\nfile_number = ""\n', "office.file_number", "expected one line"),
    ('[office]\nname = "a\\nb"\n', "office.name", "expected one line"),
    ('[office]\nemail = "nobody"\n', "office.email", "expected an address such as"),
    ("[office]\nfunding_from = 2026-01-01\n", "office.funding_to", "together, or neither"),
    ("[office]\nfunding_from = 2026-01-02\nfunding_to = 2026-01-01\n", "office.funding_to",
     "expected a day from 2026-01-02 on"),
    ('[office]\ndate = "10.4.2026"\n', "office.date", "expected"),
    ('name = "Amt"\n', "name", "unknown key"),
    ("", "office", "missing"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "key", "expected"), REFUSED)
def test_what_is_refused_is_named(tmp_path: Path, text: str, key: str, expected: str) -> None:
    """With file and key, and what was expected there."""
    with pytest.raises(ConfigError) as refused:
        read(tmp_path, text)
    faults = {fault.key: fault.expected for fault in refused.value.faults}
    assert expected in faults[key]
    assert str(tmp_path / "office.toml") in str(refused.value)


def test_the_operator_of_the_site_issues_where_no_office_is_named() -> None:
    """But nobody's telephone is put beside another's name."""
    operator = OperatorConfig(name="Gemeinde", email="a@example.org", responsible="E. M.")
    taken = OfficeConfig(file_number="1").or_of(operator)
    assert (taken.name, taken.email, taken.responsible) == ("Gemeinde", "a@example.org", "E. M.")
    assert taken.file_number == "1"
    own = OfficeConfig(name="Amt")
    assert own.or_of(operator) == own
    assert OfficeConfig().or_of(OperatorConfig(email="a@example.org")) == OfficeConfig()
