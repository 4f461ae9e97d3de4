"""What a state costs on its way to the streams, in instructions: the same however busy we are."""

from tests.bench.bench_paths import of_a_state


def test_one_more_stream_costs_a_write_and_no_more() -> None:
    """What it is told is written once for all: a stream costs less than a hundred instructions."""
    one, eleven = of_a_state(1), of_a_state(11)
    assert 0 < eleven - one < 10 * 100


def test_a_state_costs_the_same_each_time() -> None:
    """Nothing in it depends on the clock or on the order of a set."""
    assert len({of_a_state(3) for _ in range(3)}) == 1
