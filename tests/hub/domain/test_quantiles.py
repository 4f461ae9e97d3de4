"""Quantiles out of buckets, checkable with pencil and paper."""

from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.domain.quantiles import Bucket, quantile, since


def buckets(*observed: float) -> list[Bucket]:
    """Make cumulative buckets with the bounds 1, 3, 10 and infinity."""
    return [Bucket(*pair) for pair in zip((1.0, 3.0, 10.0, inf), observed, strict=True)]


@pytest.mark.parametrize(
    ("observed", "share", "expected"),
    [
        ((0, 0, 0, 0), 0.5, None),
        ((4, 4, 4, 4), 0.5, 0.5),
        ((2, 4, 4, 4), 0.5, 1.0),
        ((2, 4, 4, 4), 0.75, 2.0),
        ((0, 0, 1, 1), 0.5, 6.5),
        ((0, 0, 0, 5), 0.5, 10.0),
        ((1, 1, 1, 2), 0.99, 10.0),
        ((4, 4, 4, 4), 1.0, 1.0),
        ((0, 0, 1, 1), 0.0, 3.0),
    ],
)
def test_a_quantile_is_linear_within_its_bucket(
    observed: tuple[float, ...], share: float, expected: float | None
) -> None:
    """As histogram_quantile of Prometheus; beyond the last finite bound, that bound."""
    assert quantile(buckets(*observed), share) == expected


def test_beyond_the_last_finite_bound_is_that_bound() -> None:
    """However many buckets there are."""
    assert quantile([Bucket(1.0, 0), Bucket(inf, 3)], 0.5) == 1.0


def test_only_what_is_new_counts() -> None:
    """Between two looks; the first look counts all."""
    before, now = buckets(1, 1, 2, 2), buckets(1, 4, 5, 6)
    assert since(before, now) == tuple(buckets(0, 3, 3, 4))
    assert since((), now) == tuple(now)


@given(st.lists(st.floats(0, 20), min_size=1), st.floats(0.01, 0.99), st.floats(0.01, 0.99))
def test_a_larger_share_is_never_reached_earlier(
    values: list[float], one: float, other: float
) -> None:
    """And none lies beyond the bounds."""
    made = buckets(*(sum(value <= bound for value in values) for bound in (1, 3, 10, inf)))
    low, high = quantile(made, min(one, other)), quantile(made, max(one, other))
    assert low is not None
    assert high is not None
    assert 0 <= low <= high <= 10
