"""The form of the page of reports, as it is filled in before anybody touches it."""

from datetime import UTC, date, datetime

import pytest

from hub.domain.office import OfficeConfig
from hub.errors import Reason, ReportRefused
from hub.http.problems import Refused
from hub.pages.report_form import Choices, choices_of, form_view, mistake_of
from hub.pages.report_words import ENGLISH, GERMAN, report_words_in
from hub.reports.formats.registry import Format
from hub.reports.text.german import GERMAN as REPORT_GERMAN
from hub.reports.text.language import Language
from tests.hub.spaces import a_space

NOTHING = Choices((), "", "", Language.GERMAN, is_public=False)
ASKED = Choices(("a", "b"), "2026-01-01", "2026-01-31", Language.ENGLISH, is_public=True)


@pytest.mark.parametrize(
    ("now", "since", "expected"),
    [
        (
            (2026, 5, 1),
            (2024, 1, 1),
            [
                "2026-04-01 2026-04-30",
                "2026-01-01 2026-03-31",
                "2025-07-01 2025-12-31",
                "2025-01-01 2025-12-31",
            ],
        ),
        (
            (2026, 1, 1),
            (2025, 1, 1),
            [
                "2025-12-01 2025-12-31",
                "2025-10-01 2025-12-31",
                "2025-07-01 2025-12-31",
                "2025-01-01 2025-12-31",
            ],
        ),
        ((2026, 3, 31), (2026, 2, 1), ["2026-02-01 2026-02-28"]),
        ((2026, 3, 31), (2026, 2, 2), []),
    ],
)
def test_periods_that_are_often_wanted(
    now: tuple[int, int, int], since: tuple[int, int, int], expected: list[str]
) -> None:
    """The last month, quarter, half-year and year that were counted whole; one is proposed."""
    space = a_space(since=date(*since))
    form = form_view(NOTHING, [space], datetime(*now, 12, tzinfo=UTC), GERMAN)
    offered = [dict(part.split("=") for part in choice.query.split("&")) for choice in form.quick]
    assert [f"{period['from']} {period['to']}" for period in offered] == expected
    proposed = f"{form.choices.first} {form.choices.last}"
    assert proposed == (expected[0] if expected else "2026-02-02 2026-03-30")


@pytest.mark.parametrize(
    ("funded", "is_public", "expected"),
    [
        (((2025, 7, 1), (2025, 12, 31)), False, ("funding period", "2025-07-01 2025-12-31")),
        (((2025, 7, 15), (2027, 6, 30)), False, ("funding period so far", "2025-07-15 2026-05-09")),
        (((2025, 7, 15), (2027, 6, 30)), True, ("funding period so far", "2025-08-01 2026-04-30")),
        (((2024, 1, 1), (2025, 12, 31)), False, ("funding period so far", "2025-01-01 2025-12-31")),
        (((2026, 5, 5), (2027, 6, 30)), True, None),
        (((2026, 6, 1), (2027, 6, 30)), False, None),
    ],
)
def test_the_funding_period_is_offered_as_far_as_it_is_counted(
    funded: tuple[tuple[int, int, int], tuple[int, int, int]],
    is_public: bool,
    expected: tuple[str, str] | None,
) -> None:
    """From when counting began, up to yesterday; in public of whole months; else not at all."""
    office = OfficeConfig(funding_from=date(*funded[0]), funding_to=date(*funded[1]))
    asked = Choices((), "", "", Language.GERMAN, is_public=is_public)
    space, now = a_space(since=date(2025, 1, 1)), datetime(2026, 5, 10, 12, tzinfo=UTC)
    form = form_view(asked, [space], now, ENGLISH, office=office)
    offered = {each.label: each.query for each in form.quick if "funding" in each.label}
    if expected is None:
        assert offered == {}
        return
    label, days = expected
    said = dict(part.split("=") for part in offered[label].split("&"))
    assert f"{said['from']} {said['to']}" == days


def test_of_a_long_funding_period_the_newest_three_years_are_offered() -> None:
    """One report has no more days than that."""
    office = OfficeConfig(funding_from=date(2020, 1, 1), funding_to=date(2029, 12, 31))
    space, now = a_space(since=date(2019, 1, 1)), datetime(2026, 5, 10, 12, tzinfo=UTC)
    query = form_view(NOTHING, [space], now, ENGLISH, office=office).quick[-1].query
    said = dict(part.split("=") for part in query.split("&"))
    assert (date.fromisoformat(said["to"]) - date.fromisoformat(said["from"])).days + 1 == 1096
    assert said["to"] == "2026-05-09"


def test_the_choice_that_was_made_is_marked() -> None:
    """So that whoever clicked it sees which one it is."""
    asked = Choices((), "2026-04-01", "2026-04-30", Language.GERMAN, is_public=False)
    space = a_space(since=date(2024, 1, 1))
    form = form_view(asked, [space], datetime(2026, 5, 1, 12, tzinfo=UTC), ENGLISH)
    assert [each.label for each in form.quick if each.is_chosen] == ["last month"]


def test_what_was_typed_stays() -> None:
    """Also what makes no sense, so that it can be put right."""
    typed = Choices((), "1.3.2026", "", Language.GERMAN, is_public=False)
    form = form_view(typed, [a_space()], datetime(2026, 5, 1, tzinfo=UTC), GERMAN)
    assert form.choices == typed


def test_an_address_is_read_as_it_is_written() -> None:
    """Several spaces, period, language and edition survive the way."""
    sent = [tuple(part.split("=")) for part in ASKED.query().split("&")]
    assert choices_of([(name, value) for name, value in sent], Language.GERMAN) == ASKED


def test_an_odd_address_is_read_so_that_it_can_be_put_right() -> None:
    """Anybody can type one."""
    read = choices_of([("from", "soon"), ("space", "<b>")], Language.GERMAN)
    assert read == Choices(("<b>",), "soon", "", Language.GERMAN, is_public=False)


@pytest.mark.parametrize(
    ("key", "value", "offered"),
    [
        ("edition", "pubic", "internal or public"),
        ("edition", "", "internal or public"),
        ("in", "fr", "de or en"),
    ],
)
def test_what_is_not_offered_is_never_taken_for_something_else(
    key: str, value: str, offered: str
) -> None:
    """A public edition that is misspelt is no internal one."""
    with pytest.raises(Refused) as caught:
        choices_of([(key, value)], Language.GERMAN)
    (problem,) = caught.value.problem.errors or ()
    assert (problem.field, problem.expected) == (f"query.{key}", offered)


@pytest.mark.parametrize(
    ("written_as", "address"),
    [
        (
            Format.PDF,
            "reports.pdf?space=a&space=b&from=2026-01-01&to=2026-01-31&public=true&lang=en",
        ),
        (
            Format.CSV_EXCEL,
            "reports.csv?space=a&space=b&from=2026-01-01&to=2026-01-31&public=true&lang=en&csv=excel",
        ),
        (
            Format.CSV_LONG,
            "reports.csv?space=a&space=b&from=2026-01-01&to=2026-01-31&public=true&lang=en&csv=long",
        ),
    ],
)
def test_addresses_of_files(written_as: Format, address: str) -> None:
    """They ask for exactly what is shown."""
    assert ASKED.download(written_as) == f"/api/v1/{address}"


def test_every_reason_and_format_has_words() -> None:
    """In both languages; a day stands where it helps."""
    for language in Language:
        said = report_words_in(language)
        assert said.refusals.keys() == set(Reason)
        assert len({said.formats.of(written_as) for written_as in Format}) == len(Format)


def test_a_mistake_in_words() -> None:
    """At the field that it is about, with the day that would do."""
    refused = ReportRefused("to", "…", Reason.NOT_OVER, date(2026, 3, 1))
    mistake = mistake_of(refused, GERMAN, REPORT_GERMAN.typography)
    assert mistake.field == "to"
    assert "Der letzte mögliche ist der 1.\u00a0März\u00a02026." in mistake.text
