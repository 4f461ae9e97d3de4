"""Keys with a new name: found, moved, warned of, and refused beside what took their place."""

from typing import Any

import pytest

from contract.configuration import Fault
from contract.renamed_keys import Renamed, clashes, outdated, renewed

MOVED = Renamed("mqtt.ca_file", "mqtt.tls.ca_file", "2.0.0")
BESIDE = Renamed("store.file", "store.path", "2.0.0")
TO_ANOTHER_TABLE = Renamed("port", "http.port", "2.0.0")

CASES: dict[str, tuple[Renamed, dict[str, Any], dict[str, Any]]] = {
    "into a table": (MOVED, {"mqtt": {"ca_file": 1}}, {"mqtt": {"tls": {"ca_file": 1}}}),
    "beside": (BESIDE, {"store": {"file": 1, "x": 2}}, {"store": {"path": 1, "x": 2}}),
    "from the top": (TO_ANOTHER_TABLE, {"port": 1}, {"http": {"port": 1}}),
}


@pytest.mark.parametrize(("renamed", "raw", "wanted"), CASES.values(), ids=CASES)
def test_a_value_is_found_under_its_new_key(
    renamed: Renamed, raw: dict[str, Any], wanted: dict[str, Any]
) -> None:
    """The file's own content stays as it was read."""
    before = repr(raw)
    assert outdated(raw, [renamed]) == [renamed]
    assert clashes(raw, [renamed]) == []
    assert renewed(raw, [renamed]) == wanted
    assert repr(raw) == before


@pytest.mark.parametrize("raw", [{}, {"mqtt": {}}, {"mqtt": 3}, {"mqtt": {"tls": {"ca_file": 1}}}])
def test_a_file_without_the_old_key_is_left_as_it_is(raw: dict[str, Any]) -> None:
    """Also where the table is none, which is told elsewhere."""
    assert outdated(raw, [MOVED]) == []
    assert clashes(raw, [MOVED]) == []
    assert renewed(raw, [MOVED]) == raw


@pytest.mark.parametrize(
    ("renamed", "raw"),
    [
        (MOVED, {"mqtt": {"ca_file": 1, "tls": {"ca_file": 1}}}),
        (MOVED, {"mqtt": {"ca_file": 1, "tls": {}}}),
        (BESIDE, {"store": {"file": 1, "path": 1}}),
    ],
)
def test_both_at_once_are_a_fault_that_names_both(renamed: Renamed, raw: dict[str, Any]) -> None:
    """Even where the two say the same."""
    (fault,) = clashes(raw, [renamed])
    assert fault == Fault(
        renamed.old, f"this is the old name of {renamed.new}; expected only one of the two"
    )


def test_the_warning_names_both_keys_and_the_version() -> None:
    """In one line."""
    assert MOVED.warning == (
        "mqtt.ca_file: this key was renamed to mqtt.tls.ca_file;"
        " the old name is refused from version 2.0.0 on"
    )
