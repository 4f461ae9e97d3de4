"""Requests that are refused, with the field and clear words."""

from datetime import date, datetime

import pytest

from hub.domain.published_cells import MonthCells, PublishedMonth
from hub.errors import Reason, ReportRefused
from hub.reports.request import (
    LONGEST_DAYS,
    ReportRequest,
    parameters_of,
    read_request,
    resolve,
    resolve_published,
    runs_of_months,
)
from tests.hub.spaces import a_space, utc

SPACES = (
    a_space(id="hof", since=date(2026, 1, 10)),
    a_space(id="cafe", since=date(2026, 2, 1), timezone="America/New_York"),
    a_space(id="draht", since=date(2026, 12, 1)),
)
PUBLISHING = SPACES[:2]
NOW = utc(2026, 6, 10, 2)
"""The 10th of June in Brandenburg, still the 9th in New York."""


def asked(spaces: str, first: str, last: str, *, is_public: bool = False) -> ReportRequest:
    days = date.fromisoformat(first), date.fromisoformat(last)
    return ReportRequest(tuple(spaces.split()), *days, is_public)


REFUSED = [
    ("nowhere", "2026-03-01", "2026-03-31", "space", "no such space; expected one of hof, c"),
    ("hof draht", "2026-03-01", "2026-03-31", "space", "draht counts from 2026-12-01 on"),
    ("hof", "2026-03-31", "2026-03-01", "from", "2026-03-31 is after the last day, 2026-03-01"),
    ("hof", "2026-03-01", "2026-06-10", "to", "2026-06-10 isn't over yet; expected 2026-06-09"),
    ("hof cafe", "2026-03-01", "2026-06-09", "to", "2026-06-09 isn't over yet; expected 2026-06-0"),
    ("", "2026-03-01", "9999-12-31", "to", "from 1971 to 2199"),
    ("", "2026-03-01", "2199-12-31", "to", "2199-12-31 isn't over yet"),
    ("hof", "2026-01-09", "2026-03-01", "from", "nothing was counted before 2026-01-10"),
    ("hof cafe", "2026-01-01", "2026-03-01", "from", "nothing was counted before 2026-01-10"),
    ("cafe", "2026-01-10", "2026-03-01", "from", "nothing was counted before 2026-02-01"),
    ("draht", "2026-03-01", "2026-03-31", "from", "nothing was counted before 2026-12-01"),
    ("", "0001-01-01", "2026-03-31", "from", "from 1971 to 2199"),
]


@pytest.mark.parametrize(("spaces", "first", "last", "field", "words"), REFUSED)
def test_what_cannot_be_answered_is_refused(
    spaces: str, first: str, last: str, field: str, words: str
) -> None:
    """The field and what would do instead are named."""
    with pytest.raises(ReportRefused) as refused:
        resolve(SPACES, asked(spaces, first, last), NOW)
    assert refused.value.field == field
    assert words in refused.value.message
    assert str(refused.value).startswith(f"{field}: ")


def published(*months: tuple[str, str]) -> list[PublishedMonth]:
    """Say that months are published, with nothing in them."""
    nothing = MonthCells({}, None, 3)
    days = [(space, date.fromisoformat(f"{month}-01")) for space, month in months]
    return [PublishedMonth(space, day, day, nothing, 0) for space, day in days]


THERE = published(("hof", "2026-02"), ("hof", "2026-03"), ("cafe", "2026-03"), ("hof", "2026-05"))


@pytest.mark.parametrize(
    ("spaces", "first", "last", "field", "months"),
    [
        ("hof", "2026-03-02", "2026-03-31", "from", "2026-02 to 2026-03, 2026-05"),
        ("hof", "2026-03-01", "2026-03-30", "to", "2026-02 to 2026-03, 2026-05"),
        ("hof", "2026-03-01", "2026-05-31", "to", "2026-02 to 2026-03, 2026-05"),
        ("hof", "2026-04-01", "2026-05-31", "from", "2026-02 to 2026-03, 2026-05"),
        ("hof cafe", "2026-05-01", "2026-05-31", "from", "2026-03"),
        ("hof", "2099-01-01", "2099-01-31", "from", "2026-02 to 2026-03, 2026-05"),
    ],
)
def test_a_public_report_is_of_published_months(
    spaces: str, first: str, last: str, field: str, months: str
) -> None:
    """Any other period is refused with the months that there are of all chosen spaces."""
    request = asked(spaces, first, last, is_public=True)
    with pytest.raises(ReportRefused) as refused:
        resolve_published(PUBLISHING, request, THERE)
    assert (refused.value.field, refused.value.reason) == (field, Reason.NOT_PUBLISHED)
    assert refused.value.message.endswith(f"expected whole ones of {months}")
    assert runs_of_months(refused.value.months) == months


def test_published_months_are_answered() -> None:
    """Whatever the clock says; a space that hadn't begun then is no reason to refuse."""
    request = asked("hof", "2026-02-01", "2026-03-31", is_public=True)
    scope = resolve_published(PUBLISHING, request, THERE)
    assert ([space.id for space in scope.spaces], scope.period.day_count) == (["hof"], 59)
    late = a_space(id="late", since=date(2026, 3, 1))
    alone = published(("hof", "2026-02"), ("hof", "2026-03"), ("late", "2026-03"))
    request = asked("hof late", "2026-02-01", "2026-03-31", is_public=True)
    assert len(resolve_published((PUBLISHING[0], late), request, alone).spaces) == 2


def test_nothing_published_is_said() -> None:
    """With when the first month comes."""
    with pytest.raises(ReportRefused, match="a week after its end") as refused:
        resolve_published(PUBLISHING, asked("hof", "2026-02-01", "2026-02-28", is_public=True), ())
    assert refused.value.reason is Reason.NOTHING_PUBLISHED


@pytest.mark.parametrize(
    ("spaces", "now", "last"),
    [
        ("hof", NOW, "2026-06-09"),
        ("cafe", NOW, "2026-06-08"),
        ("hof cafe", utc(2026, 6, 10, 4), "2026-06-09"),
    ],
)
def test_the_last_day_may_be_the_last_that_is_over(spaces: str, now: datetime, last: str) -> None:
    """Over in every space, by its own clock."""
    assert resolve(SPACES, asked(spaces, "2026-03-01", last), now).period.last.isoformat() == last


def test_spaces_come_in_the_order_of_the_file_and_once() -> None:
    """However they are asked for."""
    found = resolve(SPACES, asked("cafe hof cafe", "2026-03-01", "2026-03-31"), NOW)
    assert [space.id for space in found.spaces] == ["hof", "cafe"]


def test_all_spaces_are_those_that_had_begun() -> None:
    """Who asks for the region gets no refusal for a space that is still to open."""
    found = resolve(SPACES, asked("", "2026-01-10", "2026-03-31"), NOW)
    assert [space.id for space in found.spaces] == ["hof", "cafe"]


def test_a_refusal_keeps_what_was_sent_apart() -> None:
    """A command line may repeat it; the message doesn't."""
    with pytest.raises(ReportRefused) as refused:
        resolve(SPACES, asked("hof nowhere", "2026-03-01", "2026-03-31"), NOW)
    assert (refused.value.sent, refused.value.reason) == ("nowhere", Reason.UNKNOWN_SPACE)
    assert "nowhere" not in str(refused.value)


@pytest.mark.parametrize("is_public", [True, False])
def test_a_request_is_written_as_it_is_read(is_public: bool) -> None:
    """The parameters of an address give the same request."""
    request = asked("hof cafe", "2026-03-01", "2026-03-31", is_public=is_public)
    pairs = parameters_of(request)
    sent = dict(pairs)
    spaces = [value for name, value in pairs if name == "space"]
    again = read_request(spaces, sent["from"], sent["to"], is_public="public" in sent)
    assert again == request


def test_what_is_asked_is_read() -> None:
    """Spaces in the order of the address; the longest period is three years."""
    read = read_request(
        ["b", "a"], "2025-01-01", "2028-01-01", is_public=True, longest_days=LONGEST_DAYS
    )
    assert read == ReportRequest(("b", "a"), date(2025, 1, 1), date(2028, 1, 1), is_public=True)
    assert (read.last - read.first).days + 1 == LONGEST_DAYS


@pytest.mark.parametrize(
    ("spaces", "first", "last", "field", "reason"),
    [
        (["<b>"], "2026-01-01", "<b>", "to", Reason.NO_DATE),
        ([], "", "2026-01-02", "from", Reason.NO_DATE),
        ([], "20260101", "2026-01-02", "from", Reason.NO_DATE),
        ([], "2026-01-01", "2026-02-30", "to", Reason.NO_DATE),
        ([], "2026-01-01", "2026-01-02T00:00:00Z", "to", Reason.NO_DATE),
        ([], "2025-01-01", "2028-01-02", "to", Reason.TOO_LONG),
    ],
)
def test_what_makes_no_sense_is_refused(
    spaces: list[str], first: str, last: str, field: str, reason: Reason
) -> None:
    """With its field and a reason; and nothing of what was sent comes back."""
    with pytest.raises(ReportRefused) as refused:
        read_request(spaces, first, last, is_public=False, longest_days=LONGEST_DAYS)
    assert (refused.value.field, refused.value.reason) == (field, reason)
    assert not any(sent in refused.value.message for sent in (*spaces, first, last) if sent)
