"""Why something isn't known: by kind and day, of this space or the whole hub."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from contract.series import CareKind
from contract.times import to_us
from hub.book.care import Remembered, Trouble
from hub.console.week.view_reasons import Reason, reasons_of
from hub.domain.iso_week import Week

BERLIN = ZoneInfo("Europe/Berlin")
WEEK = Week(date(2026, 2, 23))
TUESDAY, WEDNESDAY, SUNDAY = date(2026, 2, 24), date(2026, 2, 25), date(2026, 3, 1)


def told(kind: CareKind, since: str, until: str | None, space: str = "hof") -> Remembered:
    """Remember a trouble by local times; one that lasts was seen on Friday last."""

    def at_us(text: str) -> int:
        return to_us(datetime.fromisoformat(text).replace(tzinfo=BERLIN))

    seen_us = at_us(until or "2026-02-27 12:00")
    return Remembered(
        Trouble(kind, space, "pi/d1"), at_us(since), seen_us, None if until is None else seen_us
    )


def found(*remembered: Remembered) -> tuple[Reason, ...]:
    """Return what bears on the week."""
    return reasons_of(remembered, "hof", WEEK, BERLIN).found


def test_a_trouble_has_the_days_of_the_week_that_it_lasted() -> None:
    """By the clock of the space, cut at both ends."""
    silent = CareKind.AGENT_SILENT
    (reason,) = found(told(silent, "2026-02-24 23:59", "2026-02-25 00:01"))
    assert reason == Reason(silent, is_of_hub=False, days=(TUESDAY, WEDNESDAY))
    (whole,) = found(told(silent, "2026-01-01 12:00", "2026-05-01 12:00"))
    assert (len(whole.days), whole.days[-1]) == (7, SUNDAY)


def test_the_same_kind_at_two_desks_is_one_reason() -> None:
    """Each of its days once, and none between."""
    stuck = CareKind.SENSOR_STUCK
    one = told(stuck, "2026-02-24 09:00", "2026-02-24 10:00")
    other = told(stuck, "2026-03-01 09:00", "2026-03-01 10:00")
    assert found(one, other) == (Reason(stuck, is_of_hub=False, days=(TUESDAY, SUNDAY)),)


def test_what_lasts_is_told_as_far_as_it_was_seen() -> None:
    """A hub that was off since doesn't know."""
    (reason,) = found(told(CareKind.AGENT_SILENT, "2026-02-26 08:00", None))
    assert reason.days == (date(2026, 2, 26), date(2026, 2, 27))


def test_other_weeks_other_spaces_and_other_kinds_are_left_out() -> None:
    """What is of the hub counts for each space."""
    silent, failing = CareKind.AGENT_SILENT, CareKind.STORE_FAILING
    assert found(told(silent, "2026-02-20 09:00", "2026-02-22 23:59")) == ()
    assert found(told(silent, "2026-03-02 00:00", "2026-03-02 23:59")) == ()
    assert found(told(silent, "2026-02-24 09:00", "2026-02-24 10:00", "muehle")) == ()
    assert found(told(CareKind.VISITORS_DOUBT, "2026-02-24 09:00", "2026-02-24 10:00")) == ()
    (reason,) = found(told(failing, "2026-02-24 09:00", "2026-02-24 10:00", ""))
    assert reason.is_of_hub
