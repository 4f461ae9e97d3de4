"""What of the published months needs a person: each kind's begin and end."""

from datetime import date

import pytest

from contract.series import CareKind
from contract.times import to_us
from hub.domain.calendar import Calendar
from hub.domain.counted_month import settled_at
from hub.domain.publishing_care import LATE_US, Publishing, judge_publishing, late_months
from tests.hub.spaces import a_space

SPACE = a_space()
JANUARY = date(2026, 1, 1)
SETTLED_US = to_us(settled_at(JANUARY, Calendar(SPACE)))


@pytest.mark.parametrize(("passed_us", "late"), [(0, []), (LATE_US, []), (LATE_US + 1, [JANUARY])])
def test_a_month_is_late_a_day_after_it_is_settled(passed_us: int, late: list[date]) -> None:
    """Until then the roll-up may not have come to its end."""
    found = late_months(SPACE.since, Calendar(SPACE), SETTLED_US + passed_us)
    assert list(found) == late


def test_each_space_is_judged_by_its_own_months() -> None:
    """By both kinds; of a book that was never read nothing is said."""
    publishing = Publishing(waiting={"hof"}, damaged={"cafe"})
    found = {
        space: [each.kind for each in judge_publishing(space, publishing) if each.needs_care]
        for space in ("hof", "cafe", "scheune")
    }
    assert found == {
        "hof": [CareKind.PUBLISHING_WAITS],
        "cafe": [CareKind.PUBLISHED_DAMAGED],
        "scheune": [],
    }
    assert len(list(judge_publishing("scheune", publishing))) == 2
    assert list(judge_publishing("hof", None)) == []
