"""Instructions are counted the same each time, and grow with what is done."""

from tests.bench.counting import instructions_of


def _sum_to(count: int) -> int:
    total = 0
    for number in range(count):
        total += number
    return total


def test_the_same_work_counts_the_same() -> None:
    """At each run, however long it took."""
    assert len({instructions_of(lambda: _sum_to(50)) for _ in range(5)}) == 1


def test_twice_the_work_is_twice_the_steps() -> None:
    """What a turn of a loop costs is the difference."""
    once, twice, thrice = (instructions_of(lambda: _sum_to(50 * n)) for n in (1, 2, 3))  # noqa: B023
    assert twice - once == thrice - twice > 50
