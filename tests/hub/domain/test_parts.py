"""Which space falls to which part: exactly one, for ever, and few move when one part is added."""

import pytest

from hub.domain.parts import NamedPart, NumberedPart, PartRefused, part_called

SPACES = [f"space-{number}" for number in range(1000)]
NAMED = [("north", ["a", "b"]), ("south", ["c"])]


def owners(count: int) -> dict[str, int]:
    """Return the number of the part that holds each space; fails if it isn't one alone."""
    parts = [NumberedPart(number, count) for number in range(1, count + 1)]
    held = {space: [part.number for part in parts if part.holds(space)] for space in SPACES}
    assert all(len(numbers) == 1 for numbers in held.values())
    return {space: numbers[0] for space, numbers in held.items()}


@pytest.mark.parametrize("count", [1, 2, 4, 7])
def test_every_space_falls_to_one_part_and_none_gets_much_more_than_its_share(count: int) -> None:
    """A thousand spaces: each part has its share, to a quarter."""
    numbers = list(owners(count).values())
    for number in range(1, count + 1):
        assert numbers.count(number) == pytest.approx(len(SPACES) / count, rel=0.25)


def test_one_part_more_takes_its_share_and_moves_nothing_else() -> None:
    """Of four parts each gives a fifth of its spaces to the fifth one, and keeps the rest."""
    four, five = owners(4), owners(5)
    moved = [space for space in SPACES if four[space] != five[space]]
    assert {five[space] for space in moved} == {5}
    assert len(moved) == pytest.approx(len(SPACES) / 5, rel=0.25)


def test_a_space_falls_to_the_same_part_in_every_version() -> None:
    """What a part has archived stays its own: these never change."""
    found = [owners(4)[space] for space in SPACES[:12]]
    assert found == [1, 2, 3, 4, 2, 1, 1, 4, 2, 4, 2, 2]


def test_a_named_part_holds_what_is_listed() -> None:
    """And the first one holds whatever hub.toml doesn't name, so that one takes note of it."""
    north, south = part_called("north", NAMED), part_called("south", NAMED)
    assert [north.holds(space) for space in "abcx"] == [True, True, False, True]
    assert [south.holds(space) for space in "abcx"] == [False, False, True, False]
    assert isinstance(north, NamedPart)
    assert (north.name, part_called("2/4", []).name) == ("north", "2-of-4")


@pytest.mark.parametrize(
    ("text", "named", "said"),
    [
        ("5/4", [], "expected a part from 1/4 to 4/4, not 5/4"),
        ("0/4", [], "expected a part from 1/4 to 4/4, not 0/4"),
        ("1/0", [], "expected 1 to 1000 parts, not 0"),
        ("1/1001", [], "expected 1 to 1000 parts, not 1001"),
        (
            "north",
            [],
            "expected a part such as 2/4, not 'north': hub.toml gives its parts no names",
        ),
        ("2 / 4", [], "expected a part such as 2/4, not '2 / 4'"),
        ("٢/٤", [], "expected a part such as 2/4"),
        ("", [], "expected a part such as 2/4, not ''"),
        ("1/2", NAMED, "expected one of the parts that hub.toml names, north, south, not '1/2'"),
        ("west", NAMED, "expected one of the parts that hub.toml names, north, south, not 'west'"),
    ],
)
def test_a_part_that_there_is_not_is_refused(
    text: str, named: list[tuple[str, list[str]]], said: str
) -> None:
    """The reason says which parts there are."""
    with pytest.raises(PartRefused) as refused:
        part_called(text, named)
    assert str(refused.value).startswith(said)
