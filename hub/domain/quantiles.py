"""Quantiles out of the buckets of a histogram, as Prometheus' histogram_quantile estimates them."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple


class Bucket(NamedTuple):
    """How many observations were at most `bound`; the last bound is infinite."""

    bound: float
    observed: float


def since(before: Sequence[Bucket], now: Sequence[Bucket]) -> tuple[Bucket, ...]:
    """Return what was observed between two looks at one histogram; all, if `before` is empty."""
    if not before:
        return tuple(now)
    return tuple(
        Bucket(new.bound, new.observed - old.observed) for old, new in zip(before, now, strict=True)
    )


def quantile(buckets: Sequence[Bucket], share: float) -> float | None:
    """Estimate what a share of the observations is at most; None without any.

    Linear within a bucket, from 0 in the first; beyond the last finite bound, that bound.
    """
    total = buckets[-1].observed
    if total <= 0:
        return None
    wanted = share * total
    for low, high in pairwise((Bucket(0.0, 0.0), *buckets[:-1])):
        if high.observed >= wanted and high.observed > low.observed:
            part = (wanted - low.observed) / (high.observed - low.observed)
            return low.bound + part * (high.bound - low.bound)
    return buckets[-2].bound
