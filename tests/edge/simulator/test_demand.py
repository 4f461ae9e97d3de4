"""Who comes when."""

from datetime import datetime
from random import Random

import pytest

from edge.simulator.crowds import DEMO_DAY, HABITS, NATURAL, Crowd, Custom, Pace
from edge.simulator.demand import Demand
from edge.simulator.region import Space
from tests.edge.simulator.places import (
    BERLIN,
    NONSTOP,
    a_space,
    hours_us,
    instant,
)

NOON = instant("2026-03-02T12:00+01:00")


def arrivals(demand: Demand, start: str, hours: float) -> list[int]:
    """Return when people come in so many hours."""
    rng, now_us, found = Random(1), instant(start), list[int]()
    end_us = now_us + hours_us(hours)
    while now_us < end_us:
        candidate = demand.candidate_us(now_us, rng)
        assert candidate is not None
        assert candidate[0] > now_us
        now_us, comes = candidate
        if comes and now_us < end_us:
            found.append(now_us)
    return found


def a_demand(space: Space, crowd: Crowd = Crowd.OFFICE, pace: Pace = NATURAL) -> Demand:
    """Make the demand of a space."""
    return Demand(space, Custom(crowd, 1.0), pace, "1")


def test_nobody_comes_while_it_is_closed() -> None:
    """Not at night, not on Sunday, not after the doors have closed."""
    space = a_space()
    came = arrivals(a_demand(space), "2026-03-02T00:00+01:00", 14 * 24)
    assert len(came) > 50
    assert all(space.hours.closes_us(at_us) is not None for at_us in came)


@pytest.mark.parametrize("crowd", Crowd)
def test_crowds_differ_by_the_hour_and_the_weekday(crowd: Crowd) -> None:
    """A wish is a share, and every crowd has its own busiest hour."""
    habits = HABITS[crowd]
    week = [
        habits.wish(datetime(2026, 3, day, hour, 30, tzinfo=BERLIN))
        for day in range(2, 9)
        for hour in range(24)
    ]
    assert len(habits.by_hour) == 24
    assert 0 <= min(week) < 0.3
    assert 0.6 < max(week) < 1.3


def test_commuters_come_in_the_morning_and_guests_of_a_cafe_later() -> None:
    """The spaces of a region are not all alike."""
    monday = datetime(2026, 3, 2, tzinfo=BERLIN)
    commuters, cafe = HABITS[Crowd.COMMUTERS], HABITS[Crowd.CAFE]
    assert commuters.wish(monday.replace(hour=7)) > 3 * cafe.wish(monday.replace(hour=7))
    assert cafe.wish(monday.replace(hour=15)) > commuters.wish(monday.replace(hour=13))


def test_a_demo_day_has_the_hours_of_any_other() -> None:
    """As many seats are taken as ever at that hour; visits are short, so more people come."""
    space = a_space(8, NONSTOP)
    fast, natural = (a_demand(space, pace=pace) for pace in (DEMO_DAY, NATURAL))
    assert arrivals(fast, "2026-03-03T03:00+01:00", 1) == []
    came = len(arrivals(fast, "2026-03-03T10:00+01:00", 1))
    usual = len(arrivals(natural, "2026-03-03T10:00+01:00", 1))
    assert came > 60 > 20 * usual / 2


def test_people_leave_before_closing_but_for_a_few() -> None:
    """Nobody stays for the night because a visit was drawn long."""
    space, rng = a_space(), Random(1)
    demand, now_us = a_demand(space), instant("2026-03-02T16:00+01:00")
    closes_us = space.hours.closes_us(now_us)
    assert closes_us is not None
    ends = [demand.draw_leaving_us(space.seats[0], now_us, rng) for _ in range(1000)]
    late = sum(end_us > closes_us + hours_us(0.1) for end_us in ends)
    assert 5 < late < 60


def test_lunch_is_at_noon_and_in_the_middle_of_a_visit() -> None:
    """Who comes at one or leaves at twelve doesn't go out for it."""
    space, rng = a_space(), Random(1)
    demand = a_demand(space)
    eight = instant("2026-03-02T08:00+01:00")
    drawn = [demand.draw_lunch_us(eight, eight + hours_us(8), rng) for _ in range(200)]
    went = [at_us for at_us in drawn if at_us is not None]
    assert 60 < len(went) < 160
    assert all(NOON - hours_us(1) < at_us < NOON + hours_us(2) for at_us in went)
    assert demand.draw_lunch_us(eight, eight + hours_us(1), rng) is None


def test_meetings_are_in_rooms_and_calls_in_booths() -> None:
    """Several come to a room; a space without one is asked for desks alone."""
    space, rng = a_space(), Random(1)
    kinds = [a_demand(space).draw_kind(rng) for _ in range(1000)]
    assert {"desk", "room", "booth"} == set(kinds)
    assert kinds.count("desk") > 800
    assert a_demand(space).draw_party("room", rng) >= 2
    desks_only = Space(space.id, space.hours, space.seats[:6], space.doors)
    assert {a_demand(desks_only).draw_kind(rng) for _ in range(200)} == {"desk"}
