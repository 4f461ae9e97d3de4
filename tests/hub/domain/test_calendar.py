"""The calendar of a space: by the table, and by laws that hold on every day."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.domain.calendar import Calendar, Opening, OpeningState
from tests.hub.spaces import WEEK, a_space, utc

BERLIN = ZoneInfo("Europe/Berlin")
QUARTER = timedelta(minutes=15)

STATION = a_space(
    opening=WEEK,
    exceptions=[
        {
            "from": date(2026, 12, 24),
            "to": date(2026, 12, 31),
            "open": "closed",
            "reason": "Winterpause",
        },
        {"from": date(2026, 12, 29), "to": date(2026, 12, 29), "open": "10:00-14:00"},
        {"from": date(2026, 5, 1), "to": date(2026, 5, 1), "open": "usual", "reason": "Hoffest"},
        {
            "from": date(2026, 6, 6),
            "to": date(2026, 6, 7),
            "open": "12:00-14:00,14:00-18:00",
            "reason": "Sommerfest",
        },
    ],
)
BERLINER = a_space(state="BE", opening=WEEK)
EVERY_DAY = dict.fromkeys(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), "08:00-20:00")
DAILY = a_space(opening=EVERY_DAY)
AS_USUAL = a_space(opening=EVERY_DAY, holidays="usual")
NIGHTS = a_space(
    holidays="usual",
    opening={
        "fri": "20:00-24:00",
        "sat": "00:00-02:00,22:00-24:00",
        "sun": "00:00-02:30,02:30-04:00",
    },
)
ALWAYS = a_space(
    holidays="usual",
    opening=dict.fromkeys(EVERY_DAY, "00:00-24:00"),
    exceptions=[{"from": date(2026, 7, 1), "to": date(2026, 7, 1), "open": "closed"}],
)
SPACES = {
    "station": STATION,
    "berlin": BERLINER,
    "daily": DAILY,
    "as usual": AS_USUAL,
    "nights": NIGHTS,
    "always": ALWAYS,
}

# space, local time, what it says; "until" is local, with its offset
TABLE = """
station  2026-03-02T08:59  closed  2026-03-02T09:00:00+01:00
station  2026-03-02T09:00  open    2026-03-02T17:00:00+01:00
station  2026-03-02T10:41  open    2026-03-02T17:00:00+01:00
station  2026-03-02T16:59  open    2026-03-02T17:00:00+01:00
station  2026-03-02T17:00  closed  2026-03-03T09:00:00+01:00
station  2026-03-03T23:59  closed  2026-03-04T09:00:00+01:00
station  2026-03-04T11:59  open    2026-03-04T12:00:00+01:00
station  2026-03-04T12:00  closed  2026-03-04T13:00:00+01:00
station  2026-03-04T12:59  closed  2026-03-04T13:00:00+01:00
station  2026-03-04T13:00  open    2026-03-04T17:00:00+01:00
station  2026-03-06T14:59  open    2026-03-06T15:00:00+01:00
station  2026-03-06T15:00  closed  2026-03-09T09:00:00+01:00
station  2026-03-07T12:00  closed  2026-03-09T09:00:00+01:00
# Easter: Good Friday, Sunday and Monday are holidays in Brandenburg, Saturday is only a Saturday
station  2026-04-02T16:59  open    2026-04-02T17:00:00+02:00
station  2026-04-02T17:00  closed  2026-04-07T09:00:00+02:00
station  2026-04-03T10:00  closed  2026-04-07T09:00:00+02:00  Karfreitag
station  2026-04-04T10:00  closed  2026-04-07T09:00:00+02:00
station  2026-04-05T10:00  closed  2026-04-07T09:00:00+02:00  Ostersonntag
station  2026-04-06T23:59  closed  2026-04-07T09:00:00+02:00  Ostermontag
station  2026-04-07T00:00  closed  2026-04-07T09:00:00+02:00
berlin   2026-04-05T10:00  closed  2026-04-07T09:00:00+02:00
# a holiday that an exception opens again, with the usual hours of a Friday
station  2026-05-01T08:59  closed  2026-05-01T09:00:00+02:00  Hoffest
station  2026-05-01T09:00  open    2026-05-01T15:00:00+02:00  Hoffest
station  2026-05-01T15:00  closed  2026-05-04T09:00:00+02:00  Hoffest
berlin   2026-05-01T09:00  closed  2026-05-04T09:00:00+02:00  Erster Mai
# Ascension Day, and the working day after it
station  2026-05-13T17:00  closed  2026-05-15T09:00:00+02:00
station  2026-05-14T10:00  closed  2026-05-15T09:00:00+02:00  Christi Himmelfahrt
# a weekend that is open by exception; hours that touch are one opening
station  2026-06-05T15:00  closed  2026-06-06T12:00:00+02:00
station  2026-06-06T11:00  closed  2026-06-06T12:00:00+02:00  Sommerfest
station  2026-06-06T13:59  open    2026-06-06T18:00:00+02:00  Sommerfest
station  2026-06-06T14:00  open    2026-06-06T18:00:00+02:00  Sommerfest
station  2026-06-07T18:00  closed  2026-06-08T09:00:00+02:00  Sommerfest
# 31 October is a holiday in Brandenburg and none in Berlin; 2025 it was a Friday
station  2025-10-30T17:00  closed  2025-11-03T09:00:00+01:00
station  2025-10-31T10:00  closed  2025-11-03T09:00:00+01:00  Reformationstag
berlin   2025-10-31T10:00  open    2025-10-31T15:00:00+01:00
daily    2026-10-31T10:00  closed  2026-11-01T08:00:00+01:00  Reformationstag
# 8 March is one in Berlin and none in Brandenburg
berlin   2027-03-08T10:00  closed  2027-03-09T09:00:00+01:00  Frauentag
station  2027-03-08T10:00  open    2027-03-08T17:00:00+01:00
# the turn of the year: closed by exception, with one open day inside, then a holiday
station  2026-12-23T17:00  closed  2026-12-29T10:00:00+01:00
station  2026-12-24T10:00  closed  2026-12-29T10:00:00+01:00  Winterpause
station  2026-12-25T10:00  closed  2026-12-29T10:00:00+01:00  Winterpause
station  2026-12-29T10:00  open    2026-12-29T14:00:00+01:00
station  2026-12-29T14:00  closed  2027-01-04T09:00:00+01:00
station  2026-12-31T23:59  closed  2027-01-04T09:00:00+01:00  Winterpause
station  2027-01-01T00:00  closed  2027-01-04T09:00:00+01:00  Neujahr
daily    2026-12-31T19:59  open    2026-12-31T20:00:00+01:00
daily    2026-12-31T20:00  closed  2027-01-02T08:00:00+01:00
as usual 2026-12-31T20:00  closed  2027-01-01T08:00:00+01:00
as usual 2027-01-01T12:00  open    2027-01-01T20:00:00+01:00
# leap day
daily    2028-02-28T20:00  closed  2028-02-29T08:00:00+01:00
daily    2028-02-29T08:00  open    2028-02-29T20:00:00+01:00
daily    2028-02-29T20:00  closed  2028-03-01T08:00:00+01:00
daily    2027-02-28T20:00  closed  2027-03-01T08:00:00+01:00
# summer time begins on 2026-03-29: the offset of "until" is that of its own time
daily    2026-03-28T20:00  closed  2026-03-29T08:00:00+02:00
daily    2026-03-29T01:59  closed  2026-03-29T08:00:00+02:00
daily    2026-03-29T03:00  closed  2026-03-29T08:00:00+02:00
daily    2026-03-29T08:00  open    2026-03-29T20:00:00+02:00
station  2026-03-27T15:00  closed  2026-03-30T09:00:00+02:00
# and ends on 2026-10-25
daily    2026-10-24T20:00  closed  2026-10-25T08:00:00+01:00
daily    2026-10-25T07:59  closed  2026-10-25T08:00:00+01:00
daily    2026-10-25T08:00  open    2026-10-25T20:00:00+01:00
station  2026-10-23T15:00  closed  2026-10-26T09:00:00+01:00
# nights: one opening over midnight, and over the hour that is skipped or comes twice
nights   2026-03-20T19:59  closed  2026-03-20T20:00:00+01:00
nights   2026-03-20T20:00  open    2026-03-21T02:00:00+01:00
nights   2026-03-21T00:00  open    2026-03-21T02:00:00+01:00
nights   2026-03-21T01:59  open    2026-03-21T02:00:00+01:00
nights   2026-03-21T02:00  closed  2026-03-21T22:00:00+01:00
nights   2026-03-28T22:00  open    2026-03-29T04:00:00+02:00
nights   2026-03-29T01:59  open    2026-03-29T04:00:00+02:00
nights   2026-03-29T03:30  open    2026-03-29T04:00:00+02:00
nights   2026-03-29T04:00  closed  2026-04-03T20:00:00+02:00
nights   2026-10-25T00:00  open    2026-10-25T04:00:00+01:00
nights   2026-10-25T04:00  closed  2026-10-30T20:00:00+01:00
# round the clock: until the only day that is closed, and no end within a year after it
always   2026-06-30T23:59  open    2026-07-01T00:00:00+02:00
always   2026-07-01T12:00  closed  2026-07-02T00:00:00+02:00
always   2026-07-02T00:00  open    -
always   2025-06-27T12:00  open    2026-07-01T00:00:00+02:00
always   2025-06-25T12:00  open    -
"""


def rows() -> list[tuple[str, datetime, Opening]]:
    """Read the table."""
    found = []
    for line in TABLE.strip().splitlines():
        if line.startswith("#"):
            continue
        name = next(name for name in SPACES if line.startswith(name))
        at, state, until, *reason = line.removeprefix(name).split(maxsplit=3)
        opening = Opening(
            OpeningState(state),
            None if until == "-" else datetime.fromisoformat(until),
            reason[0] if reason else None,
        )
        found.append((name, datetime.fromisoformat(at).replace(tzinfo=BERLIN), opening))
    return found


@pytest.mark.parametrize(
    ("name", "at", "expected"), rows(), ids=lambda value: str(value) if value else None
)
def test_open_until_and_opens_at(name: str, at: datetime, expected: Opening) -> None:
    """Whether it is open, until when, and why, over holidays, exceptions and clock changes."""
    opening = Calendar(SPACES[name]).opening_at(at.astimezone(UTC))
    assert opening == expected
    if expected.until and opening.until:
        assert opening.until.isoformat() == expected.until.isoformat()


def test_the_table_is_long_enough() -> None:
    """The table is read, and holds the promised number of cases."""
    assert len(rows()) >= 50


def test_second_coming_of_an_hour_is_told_apart() -> None:
    """What ends in an hour that comes twice ends at its first coming."""
    calendar = Calendar(a_space(holidays="usual", opening={"sun": "01:00-02:30,04:00-05:00"}))
    first, second = utc(2026, 10, 25, 0, 29), utc(2026, 10, 25, 1, 29)
    assert calendar.opening_at(first).until == utc(2026, 10, 25, 0, 30)
    assert [calendar.is_open(at) for at in (first, second)] == [True, False]
    until = calendar.opening_at(utc(2026, 10, 24, 23, 0)).until
    assert until is not None
    assert until.isoformat() == "2026-10-25T02:30:00+02:00"


def test_an_hour_that_is_skipped_opens_nothing() -> None:
    """Hours inside the skipped hour are empty; hours that reach into it end where it begins."""
    week = {"sun": "02:00-02:30"}
    skipped = Calendar(a_space(opening=week, holidays="usual"))
    assert skipped.open_slots(date(2026, 3, 29), date(2026, 3, 29)) == ()
    assert skipped.opening_at(utc(2026, 3, 29, 0)).until == utc(2026, 4, 5, 0)
    reaching = Calendar(a_space(opening={"sun": "01:30-02:30"}, holidays="usual"))
    assert reaching.open_slots(date(2026, 3, 29), date(2026, 3, 29)) == (
        utc(2026, 3, 29, 0, 30),
        utc(2026, 3, 29, 0, 45),
    )


def test_without_hours_nothing_is_known() -> None:
    """A space whose hours nobody wrote down is neither open nor closed."""
    calendar = Calendar(a_space())
    assert calendar.opening_at(utc(2026, 3, 2, 9)) == Opening(OpeningState.UNKNOWN, None, None)
    assert not calendar.is_open(utc(2026, 3, 2, 9))


def test_never_open_says_no_time() -> None:
    """A space that never opens is closed without an end."""
    calendar = Calendar(a_space(opening={}))
    assert calendar.opening_at(utc(2026, 3, 2, 9)) == Opening(OpeningState.CLOSED, None, None)


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/Berlin", date(2026, 3, 28), 24),
        ("Europe/Berlin", date(2026, 3, 29), 23),
        ("Europe/Berlin", date(2026, 10, 25), 25),
        ("Africa/Cairo", date(2026, 4, 24), 23),  # midnight itself is skipped
        ("America/Havana", date(2026, 11, 1), 25),  # midnight comes twice
        ("Australia/Lord_Howe", date(2026, 4, 5), 24.5),
        ("Pacific/Apia", date(2011, 12, 30), 0),  # a day that never was
    ],
)
def test_length_of_local_days(zone: str, day: date, hours: float) -> None:
    """A local day has as many slots as its clock shows quarters, and days join without a gap."""
    calendar = Calendar(a_space(timezone=zone))
    slots = calendar.slots_of(day)
    assert len(slots) == hours * 4
    neighbours = [calendar.span_of(day + n * timedelta(days=1)) for n in (-1, 0, 1)]
    assert all(one.end == other.start for one, other in pairwise(neighbours))
    assert all(calendar.day_of(slot) == day for slot in slots)


def test_desks_by_date() -> None:
    """A desk is in service from its first to its last local day, both included."""
    calendar = Calendar(
        a_space(
            desk=[
                {"id": "old", "agent": "a", "to": date(2026, 3, 28)},
                {"id": "new", "agent": "a", "from": date(2026, 3, 29)},
                {"id": "booth", "agent": "a", "kind": "booth"},
            ]
        )
    )
    before, after = utc(2026, 3, 28, 22, 59), utc(2026, 3, 28, 23, 0)
    assert [desk.id for desk in calendar.desks_in_service(before)] == ["old", "booth"]
    assert [desk.id for desk in calendar.desks_in_service(after)] == ["new", "booth"]


def test_desks_by_hour() -> None:
    """A seat with hours of its own is out of service at lunch, on a holiday as on any Thursday."""
    seat = {"id": "d1", "agent": "a", "hours": {"thu": "10:00-11:30,14:00-18:00"}}
    calendar = Calendar(a_space(opening=WEEK, desk=[seat, {"id": "d2", "agent": "a"}]))
    noon = utc(2026, 5, 14, 10, 0)
    counts = [
        len(calendar.desks_in_service(noon + minutes * timedelta(minutes=1)))
        for minutes in (-121, -120, -31, -30, 119, 120, 359, 360)
    ]
    assert counts == [1, 2, 2, 1, 1, 2, 2, 1]
    assert not calendar.serves_all_day(noon)
    assert not calendar.serves_all_day(noon + timedelta(days=1))  # a Friday: never
    assert Calendar(a_space(desk=[{"id": "d2", "agent": "a"}])).serves_all_day(noon)


@settings(deadline=None)
@given(
    space=st.sampled_from(sorted(SPACES)),
    quarter=st.integers(0, 3 * 365 * 96),
    seconds=st.integers(0, 899),
)
def test_until_is_when_the_state_changes(space: str, quarter: int, seconds: int) -> None:
    """Up to `until` every slot is as now, and at `until` it is not."""
    calendar = Calendar(SPACES[space])
    at = utc(2025, 7, 1) + quarter * QUARTER + timedelta(seconds=seconds)
    opening = calendar.opening_at(at)
    is_open = opening.state is OpeningState.OPEN
    assert calendar.is_open(at) is is_open
    if opening.until is None:
        return
    until = opening.until.astimezone(UTC)
    steps = -(-(until - at) // QUARTER)
    assert all(calendar.is_open(at + n * QUARTER) is is_open for n in range(steps))
    assert calendar.is_open(until) is not is_open


@settings(deadline=None)
@given(space=st.sampled_from(sorted(SPACES)), first=st.dates(date(2025, 12, 1), date(2028, 4, 1)))
def test_open_slots_are_the_slots_that_are_open(space: str, first: date) -> None:
    """The fast way and the slow way find the same slots, over a week with whatever is in it."""
    calendar = Calendar(SPACES[space])
    days = [first + n * timedelta(days=1) for n in range(7)]
    slots = [slot for day in days for slot in calendar.slots_of(day)]
    assert all(later - earlier == QUARTER for earlier, later in pairwise(slots))
    expected = tuple(slot for slot in slots if calendar.is_open(slot))
    assert calendar.open_slots(days[0], days[-1]) == expected


def test_answers_do_not_depend_on_what_was_asked_before() -> None:
    """What the calendar keeps from earlier questions changes no answer."""
    instants = [utc(2026, 12, 20) + n * timedelta(hours=7) for n in range(60)]
    fresh = [Calendar(STATION).opening_at(at) for at in instants]
    used = Calendar(STATION)
    for order in (instants, instants[::-1], instants[::2], instants[::-3]):
        assert [used.opening_at(at) for at in order] == [fresh[instants.index(at)] for at in order]


def only_on(day: date) -> Calendar:
    """Make a space that is open on one day alone."""
    special = {"from": day, "to": day, "open": "10:00-12:00"}
    return Calendar(a_space(opening={}, exceptions=[special]))


@pytest.mark.parametrize(
    ("days", "until"), [(370, utc(2027, 3, 7, 9)), (371, None)], ids=["370 days", "371 days"]
)
def test_a_change_is_looked_for_370_days_ahead(days: int, until: datetime | None) -> None:
    """Further away nothing is promised: somebody will have edited the file by then."""
    at = utc(2026, 3, 2, 9)
    calendar = only_on(date(2026, 3, 2) + timedelta(days=days))
    assert calendar.opening_at(at).until == until


def test_the_last_closing_of_all_is_told() -> None:
    """That nothing is open afterwards doesn't make the end unknown."""
    opening = only_on(date(2026, 3, 4)).opening_at(utc(2026, 3, 4, 9, 30))
    assert opening == Opening(OpeningState.OPEN, utc(2026, 3, 4, 11), None)


def test_the_words_are_those_of_the_published_contract() -> None:
    """Whoever reads the API compares with these."""
    assert [*OpeningState] == ["open", "closed", "unknown"]


def test_open_time_is_counted_between_instants() -> None:
    """Parts of days too; a closing in between, a Sunday and a holiday count for nothing."""
    calendar = Calendar(a_space(opening=WEEK))
    assert calendar.open_in_a_week == timedelta(hours=37)
    wednesday = utc(2026, 3, 4, 10, 30), utc(2026, 3, 4, 13)
    assert calendar.open_between(*wednesday) == timedelta(hours=1, minutes=30)
    assert calendar.open_between(utc(2026, 3, 6, 14), utc(2026, 3, 9, 9)) == timedelta(hours=1)
    easter = utc(2026, 4, 3), utc(2026, 4, 7)
    assert calendar.open_between(*easter) == timedelta()
    assert Calendar(a_space()).open_in_a_week == timedelta()
