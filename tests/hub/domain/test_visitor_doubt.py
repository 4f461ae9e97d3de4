"""What visitors say, counted for a day."""

import pytest

from contract.series import CareKind
from hub.domain.visitor_doubt import (
    OFTEN,
    REMEMBERED_S,
    DoubtReason,
    VisitorDoubts,
    judge_visitors,
)


def test_hints_are_counted_for_a_day() -> None:
    """By space and reason; what is older is gone, and an unknown space counts nothing."""
    doubts = VisitorDoubts(["hof"])
    doubts.note("hof", DoubtReason.HOURS, 0.0)
    doubts.note("hof", DoubtReason.HOURS, 100.0)
    doubts.note("nowhere", DoubtReason.OTHER, 100.0)
    assert doubts.counts(100.0) == {"hof": {DoubtReason.HOURS: 2}}
    assert doubts.counts(REMEMBERED_S + 50.0) == {"hof": {DoubtReason.HOURS: 1}}
    assert doubts.counts(REMEMBERED_S + 101.0) == {}


def test_memory_is_bounded() -> None:
    """However often somebody presses, a space remembers so many."""
    doubts = VisitorDoubts(["hof"])
    for _ in range(5000):
        doubts.note("hof", DoubtReason.OTHER, 1.0)
    assert doubts.counts(1.0)["hof"][DoubtReason.OTHER] <= 200


@pytest.mark.parametrize(
    ("counts", "subjects"),
    [
        ({}, ()),
        ({"hof": {DoubtReason.OTHER: 1}}, ("other",)),
        (
            {"hof": {DoubtReason.SHOWN_FREE: OFTEN, DoubtReason.HOURS: OFTEN - 1}},
            ("hours", "shown_free_often"),
        ),
        ({"other": {DoubtReason.OTHER: 1}}, ()),
    ],
)
def test_one_hint_needs_a_look(
    counts: dict[str, dict[DoubtReason, int]], subjects: tuple[str, ...]
) -> None:
    """Each reason is said on its own, and whether it was said several times."""
    judged = judge_visitors("hof", counts)
    assert judged.kind is CareKind.VISITORS_DOUBT
    assert (judged.needs_care, judged.subjects) == (bool(subjects), subjects)
