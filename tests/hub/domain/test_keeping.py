"""For how long an answer may be kept in front: a second, a minute, and never past a promise."""

import pytest

from contract.times import to_us
from hub.domain.keeping import Keeping, keeping_of
from tests.hub.small_hub import TWO_DESKS, Hub, occupied
from tests.hub.spaces import a_space

SECOND_US = 1_000_000


@pytest.mark.parametrize(
    ("expires_s", "now_s", "renewed_s", "expected"),
    [
        (None, 100.0, None, 1),
        (None, 100.0, 148.0, 48),
        (None, 100.7, 148.0, 47),
        (None, 147.5, 148.0, 1),
        (None, 148.4, 148.0, 1),  # the full minute has begun, and isn't told yet
        (110.0, 100.0, 148.0, 10),
        (100.9, 100.0, None, 0),
        (99.0, 100.0, 148.0, 0),
    ],
)
def test_it_ends_with_what_ends_first(
    expires_s: float | None, now_s: float, renewed_s: float | None, expected: int
) -> None:
    """The next full minute, or the proof of something that is said; in whole seconds."""
    expires_us = None if expires_s is None else round(expires_s * SECOND_US)
    renewed_us = None if renewed_s is None else round(renewed_s * SECOND_US)
    assert Keeping(expires_us).kept_s(round(now_s * SECOND_US), renewed_us) == expected


def test_the_oldest_proof_counts() -> None:
    """Of several spaces the one that becomes unknown first; unknown ones promise nothing."""
    early, late, silent = (Hub(a_space(small_count=0, desk=TWO_DESKS)) for _ in range(3))
    late.run(20)
    for hub in (early, late):
        hub.agent().says(occupied(1))
    spoken = [hub.published() for hub in (early, late, silent)]
    first = spoken[0].body
    assert first.observed_at is not None
    assert keeping_of(spoken) == Keeping(to_us(first.observed_at) + first.ttl_s * SECOND_US)
    assert keeping_of([silent.published()]) == Keeping(None)
