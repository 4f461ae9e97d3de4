"""Single cells of a public table, by hand: their steps, how they are rounded, what is left out."""

from dataclasses import replace
from fractions import Fraction

import pytest

from hub.domain.days import Peak
from hub.domain.indicators import HOUR_US, Coverage, Figure, Indicator, Standing
from hub.domain.slots import SLOT_US
from hub.domain.tally import NOTHING, Tally, Totals
from hub.reports.figures.disclosure_control import PASSAGES, RATIO_STEPS, STEP, Protection

MINUTE_US = HOUR_US // 60
DAY_SLOTS = 40  # ten hours


def a_tally(**changes: int) -> Tally:
    """Make a month of one space with five desks, open for ten hours a day, all of it known."""
    free_us = 5 * 800 * SLOT_US
    tally = Tally(
        slots=800,
        desk_slots=4000,
        free_us=free_us,
        served_slots=800,
        door_slots=800,
        doors_known_us=800 * SLOT_US,
        most_occupied=4,
        most_desks=5,
        longest_day_slots=DAY_SLOTS,
    )
    changed = replace(tally, **changes)
    known_us = changed.occupied_us + changed.unknown_us
    return changed if "free_us" in changes else replace(changed, free_us=free_us - known_us)


def cell(indicator: Indicator, totals: Totals, small_count: int = 3) -> Figure:
    """Work out the public cell of a single space."""
    table = Protection({"hof": small_count})((indicator,), {None: totals, "hof": totals})
    return table["hof"][0]


def test_the_steps_of_the_rule() -> None:
    """Multiples of 5, ratios of 5 %, and five passages a day for one person."""
    assert (STEP, RATIO_STEPS, PASSAGES) == (5, 20, 5)


@pytest.mark.parametrize(
    ("hours", "longest_day_slots", "told"),
    [
        (34, 40, 30),
        (35, 40, 40),
        (44, 40, 40),
        (35, 41, 30),  # ten hours and a quarter: the step is 15
        (37, 41, 30),
        (38, 41, 45),
        (12, 20, 10),  # five hours: the step is 5
        (13, 20, 15),
        (13, 1, 15),
    ],
)
def test_hours_are_multiples_of_what_covers_a_persons_day(
    hours: int, longest_day_slots: int, told: int
) -> None:
    """To the nearest multiple; a half goes up."""
    tally = a_tally(occupied_us=hours * HOUR_US, longest_day_slots=longest_day_slots)
    figure = cell(Indicator.DESK_HOURS_OCCUPIED, Totals(tally))
    assert (figure.value, figure.denominator, figure.is_rounded) == (Fraction(told), 1, True)


@pytest.mark.parametrize(("minutes", "told"), [(39 * 60 + 59, 30), (40 * 60, 40)])
def test_a_lower_bound_is_rounded_down(minutes: int, told: int) -> None:
    """Else "at least" would not be true."""
    tally = a_tally(occupied_us=minutes * MINUTE_US, unknown_us=1)
    figure = cell(Indicator.DESK_HOURS_OCCUPIED, Totals(tally))
    assert (figure.standing, figure.value) == (Standing.AT_LEAST, Fraction(told))
    assert figure.coverage == Coverage(19, 20)


@pytest.mark.parametrize(
    ("most_desks", "desk_days", "told"), [(5, 12, 10), (5, 13, 15), (6, 14, 10), (6, 15, 20)]
)
def test_desk_days_are_multiples_of_every_desk_once(
    most_desks: int, desk_days: int, told: int
) -> None:
    """One person may sit at each desk in a day: five desks make a step of 5, six of 10."""
    tally = a_tally(most_desks=most_desks, occupied_us=HOUR_US)
    assert cell(Indicator.DESK_DAYS, Totals(tally, desk_days=desk_days)).value == told


@pytest.mark.parametrize(
    ("indicator", "key"), [(Indicator.VISITS, "arrivals"), (Indicator.TURN_BACKS, "turn_backs")]
)
def test_passages_are_multiples_of_five(indicator: Indicator, key: str) -> None:
    """Open and closed slots together."""
    totals = Totals(a_tally(**{key: 20}), replace(NOTHING, **{key: 3}))
    assert cell(indicator, totals).value == 25


@pytest.mark.parametrize(
    ("of_open", "of_closed", "is_told"), [(2, 2, False), (3, 0, True), (0, 3, True)]
)
def test_passages_are_told_where_so_many_were_ever_there(
    of_open: int, of_closed: int, *, is_told: bool
) -> None:
    """The door doesn't know whether the space was open."""
    totals = Totals(a_tally(most_occupied=of_open, arrivals=20), Tally(most_occupied=of_closed))
    standing = Standing.FIGURE if is_told else Standing.WITHHELD
    assert cell(Indicator.VISITS, totals).standing is standing


@pytest.mark.parametrize(("most_occupied", "is_told"), [(2, False), (3, True)])
def test_nights_are_judged_by_who_was_there_at_night(most_occupied: int, *, is_told: bool) -> None:
    """A crowd by day hides nobody by night; the step is the longest night."""
    night = a_tally(most_occupied=most_occupied, occupied_us=40 * HOUR_US, longest_day_slots=56)
    figure = cell(Indicator.OUT_OF_HOURS_DESK_HOURS, Totals(a_tally(), night))
    assert figure.value == (45 if is_told else None)  # of 14 hours: the step is 15


@pytest.mark.parametrize(
    ("indicator", "known_slots", "is_told"),
    [
        (Indicator.UTILISATION, 20 * DAY_SLOTS, True),
        (Indicator.UTILISATION, 20 * DAY_SLOTS - 1, False),
        (Indicator.FREQUENCY, 5 * 20 * DAY_SLOTS, True),
        (Indicator.FREQUENCY, 5 * 20 * DAY_SLOTS - 1, False),
    ],
)
def test_a_ratio_is_left_out_where_one_day_moves_it_by_more_than_5_percent(
    indicator: Indicator, known_slots: int, *, is_told: bool
) -> None:
    """Utilisation by one desk's day, frequency by a day of all desks."""
    free_us = known_slots * SLOT_US
    tally = a_tally(desk_slots=known_slots, free_us=free_us, most_occupied=3)
    figure = cell(indicator, Totals(tally))
    assert figure.standing is (Standing.FIGURE if is_told else Standing.WITHHELD)


@pytest.mark.parametrize(("permille", "twentieths"), [(374, 7), (375, 8), (424, 8), (425, 9)])
def test_ratios_are_rounded_to_5_percent(permille: int, twentieths: int) -> None:
    """To the nearest; a half goes up."""
    tally = a_tally(occupied_us=4000 * SLOT_US * permille // 1000)
    figure = cell(Indicator.UTILISATION, Totals(tally))
    assert (figure.numerator, figure.denominator) == (twentieths, 20)


@pytest.mark.parametrize(("slots", "told"), [(89, 20), (90, 25), (9, 0), (10, 5)])
def test_opening_hours_are_rounded_although_nobody_changes_them(slots: int, told: int) -> None:
    """So no quotient of two cells is sharper than its parts: 22.25 h are 20, 22.5 are 25."""
    figure = cell(Indicator.OPEN_HOURS, Totals(a_tally(slots=slots, most_occupied=0)))
    assert (figure.value, figure.coverage) == (Fraction(told), None)


def test_the_coverage_itself_is_rounded_down() -> None:
    """99.9 % are 95: what isn't wholly known never reads as 100 %."""
    tally = a_tally(unknown_us=4 * SLOT_US)
    assert cell(Indicator.COVERAGE, Totals(tally)).value == Fraction(19, 20)


def test_a_withheld_cell_leaves_nothing_behind() -> None:
    """No sum and no instant; what was covered stays, as coarse as everywhere."""
    tally = a_tally(occupied_us=7 * HOUR_US, most_occupied=2)
    figure = cell(Indicator.DESK_HOURS_OCCUPIED, Totals(tally))
    assert (figure.standing, figure.numerator, figure.denominator) == (Standing.WITHHELD, 0, 0)
    assert (figure.coverage, figure.slot_us, figure.value) == (Coverage(20, 20), None, None)


def test_too_little_known_is_said_and_no_coverage_of_nothing() -> None:
    """Of a space without open hours a public report says none, as the internal one does."""
    unknown = a_tally(unknown_us=2000 * SLOT_US)
    figure = cell(Indicator.UTILISATION, Totals(unknown))
    assert (figure.standing, figure.coverage) == (Standing.NOT_RELIABLE, Coverage(10, 20))
    nothing = cell(Indicator.UTILISATION, Totals())
    assert (nothing.standing, nothing.coverage) == (Standing.NONE, None)


def three(*most_occupied: int, desk_slots: tuple[int, int, int]) -> dict[str | None, Figure]:
    """Work out the occupied hours of three spaces and of all."""
    by_space = {
        name: Totals(
            a_tally(
                occupied_us=50 * HOUR_US,
                most_occupied=most,
                desk_slots=slots,
                free_us=slots * SLOT_US,
            )
        )
        for name, most, slots in zip("abc", most_occupied, desk_slots, strict=True)
    }
    together = Totals(a_tally(occupied_us=150 * HOUR_US))
    cells: dict[str | None, Totals] = {None: together}
    cells.update(by_space)
    table = Protection(dict.fromkeys("abc", 3))((Indicator.DESK_HOURS_OCCUPIED,), cells)
    return {space: figures[0] for space, figures in table.items()}


def test_a_single_hidden_cell_takes_the_smallest_other_with_it() -> None:
    """Else all together less the rest would tell it; the smallest has the fewest desk-hours."""
    table = three(2, 4, 4, desk_slots=(4000, 3000, 5000))
    hidden = {space for space, figure in table.items() if figure.standing is Standing.WITHHELD}
    assert hidden == {"a", "b"}
    assert table[None].value == 150


def test_two_hidden_cells_hide_each_other() -> None:
    """Nobody else is left out for them, and nobody where all are told."""
    table = three(2, 2, 4, desk_slots=(4000, 3000, 5000))
    assert [space for space in "abc" if table[space].value is not None] == ["c"]
    table = three(4, 4, 4, desk_slots=(4000, 3000, 5000))
    assert all(table[space].value == 50 for space in "abc")


FULL_DAYS = {"full_us": 40 * HOUR_US, "not_full_us": 160 * HOUR_US}
HALF_SEEN = {"full_us": 40 * HOUR_US, "not_full_us": 159 * HOUR_US}


@pytest.mark.parametrize(
    ("tally", "of_hours", "of_share"),
    [
        (a_tally(**FULL_DAYS), Standing.FIGURE, Standing.FIGURE),
        (a_tally(**HALF_SEEN, unknown_us=1), Standing.AT_LEAST, Standing.WITHHELD),
        (a_tally(**FULL_DAYS, unknown_us=1), Standing.AT_LEAST, Standing.FIGURE),
        (
            a_tally(**FULL_DAYS, unknown_us=2000 * SLOT_US),
            Standing.NOT_RELIABLE,
            Standing.NOT_RELIABLE,
        ),
    ],
    ids=["all known", "fullness not known", "a desk not known", "half of the desks not known"],
)
def test_what_was_full_is_as_sure_as_the_desks(
    tally: Tally, of_hours: Standing, of_share: Standing
) -> None:
    """Whether fullness itself was known depends on who sat where, and is not told."""
    hours = cell(Indicator.FULL_HOURS, Totals(tally))
    share = cell(Indicator.FULL_SHARE, Totals(tally))
    assert (hours.standing, share.standing) == (of_hours, of_share)
    assert hours.coverage == cell(Indicator.DESK_HOURS_OCCUPIED, Totals(tally)).coverage
    assert hours.value == (None if of_hours is Standing.NOT_RELIABLE else 40)


def test_a_peak_that_is_not_told_leaves_no_instant_behind() -> None:
    """The quarter of an hour in which most were there is a person's, too."""
    totals = Totals(a_tally(), peak=Peak(4, 900 * SLOT_US, 5))
    figure = cell(Indicator.PEAK_OCCUPIED, totals)
    assert (figure.standing, figure.slot_us) == (Standing.WITHHELD, None)
