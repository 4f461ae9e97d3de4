"""The wait before the next attempt is prompt at first, then bounded on both sides."""

from hypothesis import given
from hypothesis import strategies as st

from contract.retry import reconnect_wait_s


@given(st.integers(0, 10**6), st.floats(0, 1))
def test_waits_are_bounded(failures: int, jitter: float) -> None:
    """After the first three at most one attempt in 5 s, and never more than 40 s of silence."""
    wait_s = reconnect_wait_s(failures, jitter)
    assert (0.5 if failures < 3 else 5) <= wait_s <= 40


@given(st.integers(0, 100), st.floats(0, 1))
def test_waits_never_shrink(failures: int, jitter: float) -> None:
    """The longer the broker is away, the less it is asked."""
    assert reconnect_wait_s(failures, jitter) <= reconnect_wait_s(failures + 1, jitter)
