"""Which stored slots may be replaced: nothing that was known becomes unknown for want of events."""

from dataclasses import replace

import pytest

from hub.domain.days import DeskDay, DeskDayPart
from hub.domain.doubt import Doubt, better_known, frozen_until_us, knows_as_much
from hub.domain.meters import DeskSlot
from hub.domain.slots import SLOT_US, SpaceSlot

FROZEN_US, DOUBTFUL_US = 10 * SLOT_US, 20 * SLOT_US
DAY_S = 86_400


def slot(start_us: int, *known_us: int, doors_us: int = 0, with_desks: bool = True) -> SpaceSlot:
    """Make a slot whose desks are known, and free, for so long."""
    desks = tuple(DeskSlot(f"d{number}", 0, us, SLOT_US - us) for number, us in enumerate(known_us))
    free_us = sum(known_us)
    return SpaceSlot(
        start_us, len(desks), 0, free_us, len(desks) * SLOT_US - free_us, 0, 0, 0, 0, doors_us,
        0, 0, 0, desks if with_desks else (),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("start_us", "kept_us", "made_us", "may"),
    [
        (0, None, 0, True),  # never made
        (FROZEN_US - SLOT_US, 5, 900, False),  # frozen, whatever is known now
        (FROZEN_US, 5, 4, False),  # doubtful, and it knows less
        (FROZEN_US, 5, 5, True),
        (FROZEN_US, 5, 6, True),
        (DOUBTFUL_US - SLOT_US, 5, 0, False),
        (DOUBTFUL_US, 5, 0, True),  # all events are there: it is the truth
    ],
)
def test_what_may_be_replaced(start_us: int, kept_us: int | None, made_us: int, may: bool) -> None:
    """Frozen stands, doubtful gives way to what knows as much, anything else to the truth."""
    kept = None if kept_us is None else slot(start_us, kept_us)
    assert Doubt(FROZEN_US, DOUBTFUL_US).may_replace(kept, slot(start_us, made_us)) is may


@pytest.mark.parametrize(
    ("deleted_until_s", "first_s"),
    [(0, 900), (449, 900), (450, 900), (450.000001, 1800), (DAY_S + 450, DAY_S + 900)],
)
def test_a_slot_whose_raw_events_may_be_deleted_is_frozen(
    deleted_until_s: float, first_s: int
) -> None:
    """What a slot needs begins 450 s before it: the first that has all of it may still change."""
    assert frozen_until_us(round(deleted_until_s * 1_000_000)) == first_s * 1_000_000


def test_each_desk_and_the_doors_must_be_known_as_well() -> None:
    """More of one makes not up for less of another; a desk out of service is not missed."""
    assert not knows_as_much(slot(0, 9, 4), slot(0, 5, 5))
    assert not knows_as_much(slot(0, 9, doors_us=1), slot(0, 9, doors_us=2))
    assert knows_as_much(slot(0, 5), slot(0, 5, 5))


def test_where_desks_are_no_longer_kept_the_sums_decide() -> None:
    """They are deleted earlier than slots."""
    kept = slot(0, 5, 5, with_desks=False)
    assert knows_as_much(slot(0, 9, 1), kept)
    assert not knows_as_much(slot(0, 9, 0), kept)


def test_of_a_desk_s_day_the_better_known_one_stays() -> None:
    """A day summed of slots whose desks are missing takes nothing away."""
    nothing, full = DeskDayPart(), DeskDayPart(occupied_us=7, free_us=1)
    kept = (DeskDay("a", full, nothing), DeskDay("b", nothing, nothing))
    summed = (DeskDay("b", nothing, full), DeskDay("a", nothing, replace(full, free_us=0)))
    assert better_known(summed, kept) == (kept[0], summed[0])


def test_a_desk_that_is_new_asks_for_nothing() -> None:
    """Of a desk that the stored slot doesn't name, nothing was known."""
    assert knows_as_much(slot(0, 9, 0), slot(0, 9))


def test_of_two_days_as_well_known_the_new_one_stands() -> None:
    """It is summed of what is stored now."""
    nothing = DeskDayPart()
    old = DeskDay("a", DeskDayPart(occupied_us=7, free_us=1), nothing)
    new = DeskDay("a", DeskDayPart(occupied_us=1, free_us=7), nothing)
    assert better_known((new,), (old,)) == (new,)
