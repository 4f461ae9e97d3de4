"""Which hub keeps the history of which spaces, as a replica is told."""

import pytest

from hub.domain.archives import Archives, parts_called
from hub.domain.parts import PartRefused

PARTS = Archives(by_space={"a": "http://north", "b": "http://north", "c": "http://south"})
NAMED = (("north", ("a", "b")), ("south", ("c",)))


@pytest.mark.parametrize(
    ("archives", "spaces", "expected"),
    [
        (Archives(), ("a",), None),
        (Archives(), (), None),
        (Archives("http://hub"), ("a", "nowhere"), "http://hub"),
        (Archives("http://hub"), (), "http://hub"),
        (PARTS, ("a", "b"), "http://north"),
        (PARTS, ("a", "c"), None),
        (PARTS, (), None),
        (PARTS, ("nowhere",), None),
    ],
)
def test_one_archive_answers_for_all_or_none_does(
    archives: Archives, spaces: tuple[str, ...], expected: str | None
) -> None:
    """What is of several parts no part can answer."""
    assert archives.of(spaces) == expected


def test_each_space_has_its_own() -> None:
    """Those that hub.toml doesn't say are left out."""
    assert PARTS.each(("a", "c", "nowhere")) == {"a": "http://north", "c": "http://south"}
    assert Archives("http://hub").each(("a",)) == {"a": "http://hub"}
    assert Archives().each(("a",)) == {}


def test_all_parts_by_their_names() -> None:
    """In any order."""
    assert [part.name for part in parts_called(("2/2", "1/2"), ())] == ["2-of-2", "1-of-2"]
    assert [part.name for part in parts_called(("south", "north"), NAMED)] == ["south", "north"]


@pytest.mark.parametrize(
    ("names", "named", "expected"),
    [
        (("1/3", "3/3"), (), "none for 2/3"),
        (("1/2", "2/2", "1/3"), (), "another number of parts"),
        (("north",), NAMED, "none for south"),
        (("north", "east"), NAMED, "'east'"),
        (("north",), (), "such as 2/4"),
    ],
)
def test_a_part_that_is_missing_is_named(
    names: tuple[str, ...], named: tuple[tuple[str, tuple[str, ...]], ...], expected: str
) -> None:
    """So that no space stays without its archive by mistake."""
    with pytest.raises(PartRefused, match=expected):
        parts_called(names, named)
