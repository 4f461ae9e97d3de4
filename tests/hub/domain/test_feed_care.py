"""When a subscribed calendar needs a person."""

from contract.series import CareKind
from hub.domain.care import Judgement
from hub.domain.feed_care import judge_feeds


def test_each_space_is_judged_by_its_own_calendars() -> None:
    """Named, so that somebody finds it; well where all can be read."""
    failing = {"hof": ("Gemeinde", "Verein")}
    assert list(judge_feeds("hof", failing)) == [
        Judgement(CareKind.CALENDAR_UNREADABLE, True, "hof", subjects=("Gemeinde", "Verein"))
    ]
    assert list(judge_feeds("muehle", failing)) == [
        Judgement(CareKind.CALENDAR_UNREADABLE, False, "muehle")
    ]


def test_before_anybody_has_looked_nothing_is_judged() -> None:
    """What has begun isn't over by a restart."""
    assert list(judge_feeds("hof", None)) == []
