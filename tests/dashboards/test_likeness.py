"""When two pieces of JSON say the same: numbers however spelled, keys that Grafana adds."""

import pytest

from dashboards.likeness import canonical, difference, has, seal_of, shape_of

Pair = tuple[object, object]


@pytest.mark.parametrize(
    ("one", "other"),
    [(2e8, 200000000), ({"a": [1.0, {"b": -0.0}]}, {"a": [1, {"b": 0}]}), ([0.5], [0.5])],
)
def test_a_number_is_the_same_however_it_is_spelled(one: object, other: object) -> None:
    """JSON knows one kind of number: canonical form, seal and comparison agree."""
    assert canonical(one) == canonical(other)
    assert seal_of(one) == seal_of(other)
    assert has(one, other)
    assert difference(one, other) == ""


@pytest.mark.parametrize(
    ("one", "other"),
    [(0.5, 0), (1, True), (0, False), ("1", 1), ([1], [1, 1]), ({"a": 1}, {"b": 1}), (None, 0)],
)
def test_what_differs_is_not_the_same(one: object, other: object) -> None:
    """True is no number, and a text neither."""
    assert not has(one, other)
    assert seal_of(one) != seal_of(other)


def test_keys_that_are_added_do_not_count() -> None:
    """At any depth; of lists every element does."""
    wanted: object = {"a": [{"b": 1}], "c": {}}
    found: object = {"a": [{"b": 1, "added": 2}], "c": {"added": 1}, "added": None}
    assert has(found, wanted)
    assert shape_of(found, wanted) == wanted
    assert not has(wanted, found)


def test_a_long_difference_ends_with_a_count() -> None:
    """Nobody reads a thousand lines in a terminal."""
    lines = difference(list(range(1000)), []).splitlines()
    assert len(lines) == 201
    assert lines[-1].endswith("more lines")
