"""What people say of a case, and how it stands with them by then."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.care import Severity
from contract.series import CareKind
from contract.times import from_us, to_us
from hub.domain.agent_care import ONCE
from hub.domain.care_answer import (
    DONE_US,
    SLOWLY,
    AnswerKind,
    CareAnswer,
    Case,
    Remind,
    Standing,
    done,
    remind,
    remind_us,
    seen,
    standing,
)

NOW_US = to_us(datetime(2026, 3, 2, 9, 41, tzinfo=UTC))
BERLIN = ZoneInfo("Europe/Berlin")
SILENT = Case("agent_silent", "hof", "pi-1", NOW_US - 5_000_000)
BAD = Severity.WARNING


def kinded(kind: CareKind) -> Case:
    """Return a case of a kind."""
    return replace(SILENT, kind=kind.value)


def test_what_nobody_answered_asks() -> None:
    """And nobody is said to know of it."""
    stands = standing(None, BAD, NOW_US)
    assert (stands, stands.asks, stands.is_known) == (Standing.OPEN, True, False)


def test_what_was_seen_asks_no_more_as_long_as_it_lasts() -> None:
    """However long that is."""
    answer = seen(SILENT, "p-1", NOW_US, BAD)
    stands = standing(answer, BAD, NOW_US + 10**15)
    assert (stands, stands.asks, stands.is_known) == (Standing.SEEN, False, True)


def test_what_is_done_and_still_so_comes_back() -> None:
    """The hub has had the time to see that it was mended, and doesn't find it so."""
    answer = done(SILENT, "p-1", NOW_US, BAD)
    assert standing(answer, BAD, NOW_US + DONE_US - 1) is Standing.DONE
    after = standing(answer, BAD, NOW_US + DONE_US)
    assert (after, after.asks, after.is_known) == (Standing.STILL_SO, True, True)


@pytest.mark.parametrize("kind", sorted(ONCE))
def test_what_cant_be_undone_is_done_with(kind: CareKind) -> None:
    """Nobody could mend it so that the hub would see."""
    answer = done(kinded(kind), "p-1", NOW_US, BAD)
    assert standing(answer, BAD, NOW_US + 10**15) is Standing.DONE


@pytest.mark.parametrize("kind", sorted(SLOWLY))
def test_what_the_hub_judges_by_days_is_let_be_for_as_long(kind: CareKind) -> None:
    """Yesterday's coverage stays low until tomorrow, whatever is done."""
    answer = done(kinded(kind), "p-1", NOW_US, BAD)
    assert answer.until_us == NOW_US + SLOWLY[kind] > NOW_US + DONE_US


def test_a_reminder_comes_when_it_is_due() -> None:
    """Until then the case is put away, and somebody knows of it all the time."""
    answer = remind(SILENT, "p-1", NOW_US, BAD, NOW_US + 3_600_000_000)
    assert standing(answer, BAD, NOW_US) is Standing.REMINDED
    due = standing(answer, BAD, NOW_US + 3_600_000_000)
    assert (due, due.asks, due.is_known) == (Standing.DUE, True, True)


@pytest.mark.parametrize("kind", AnswerKind)
def test_what_is_worse_asks_anew(kind: AnswerKind) -> None:
    """Nobody has seen it as bad as it is; what is better stays put away."""
    answer = CareAnswer(SILENT, kind, "p-1", NOW_US, None, Severity.WARNING)
    worse = standing(answer, Severity.CRITICAL, NOW_US)
    assert (worse, worse.asks, worse.is_known) == (Standing.WORSE, True, False)
    assert not standing(answer, Severity.NOTICE, NOW_US).asks


def test_an_answer_from_the_future_is_none() -> None:
    """A clock that was set back lets nothing be put away for years."""
    answer = remind(SILENT, "p-1", NOW_US, BAD, NOW_US + 10**15)
    assert standing(answer, BAD, NOW_US - 61_000_000) is Standing.OPEN
    assert standing(answer, BAD, NOW_US - 59_000_000) is Standing.REMINDED


@pytest.mark.parametrize(
    ("when", "now", "then"),
    [
        (Remind.HOUR, "2026-03-28T23:30+01:00", "2026-03-29T00:30+01:00"),
        (Remind.TOMORROW, "2026-03-28T17:00+01:00", "2026-03-29T08:00+02:00"),
        (Remind.TOMORROW, "2026-10-25T00:30+02:00", "2026-10-25T08:00+01:00"),
        (Remind.TOMORROW, "2026-10-25T04:00+01:00", "2026-10-26T08:00+01:00"),
        (Remind.WEEK, "2026-03-27T01:00+01:00", "2026-04-03T08:00+02:00"),
    ],
)
def test_morning_is_eight_where_the_space_is(when: Remind, now: str, then: str) -> None:
    """Also over the days on which clocks change; by night tomorrow is the morning that comes."""
    at_us = to_us(datetime.fromisoformat(now))
    assert from_us(remind_us(when, at_us, BERLIN)) == datetime.fromisoformat(then)


@given(
    st.integers(NOW_US, NOW_US + 400 * 86_400_000_000),
    st.sampled_from(list(Remind)),
    st.sampled_from(["Europe/Berlin", "America/St_Johns", "Pacific/Apia"]),
)
def test_a_reminder_is_never_past_nor_far(now_us: int, when: Remind, zone: str) -> None:
    """Within eight days, and later than now."""
    assert now_us < remind_us(when, now_us, ZoneInfo(zone)) <= now_us + 8 * 86_400_000_000
