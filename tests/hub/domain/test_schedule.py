"""Schedules: which periods are due, and what hub.toml may not say."""

from datetime import date
from typing import Any, get_args

import pytest
from pydantic import ValidationError

from hub.config import HubConfig
from hub.domain.schedule import Due, ReportFormat, ScheduleConfig, ended_schedules
from hub.reports.formats.registry import Format
from hub.reports.text.language import Language
from tests.hub.spaces import a_space

MAIL = {"host": "127.0.0.1", "port": 2525, "tls": "none", "from": "hub@example.org"}


def a_schedule(**keys: Any) -> ScheduleConfig:
    """Make a monthly one that mails somebody."""
    told = {"name": "monthly", "every": "month", "mail": ["office@example.org"]} | keys
    return ScheduleConfig.model_validate(told)


def months(*firsts: str) -> list[date]:
    return [date.fromisoformat(f"2026-{each}-01") for each in firsts]


@pytest.mark.parametrize(
    ("keys", "made", "today", "due"),
    [
        ({}, None, "2026-03-31", months("02")),
        ({}, None, "2026-04-01", months("03")),
        ({}, "2026-03-01", "2026-04-30", []),
        ({}, "2026-01-01", "2026-04-15", months("02", "03")),
        ({"from": date(2026, 1, 1)}, None, "2026-03-02", months("01", "02")),
        ({"from": date(2026, 1, 2)}, None, "2026-03-02", months("02")),
        ({"from": date(2026, 9, 1)}, None, "2026-03-02", []),
        ({"until": date(2026, 2, 28)}, "2026-01-01", "2026-12-01", months("02")),
        ({"until": date(2026, 2, 27)}, "2026-01-01", "2026-12-01", []),
        ({"every": "quarter"}, None, "2026-06-30", months("01")),
        ({"every": "quarter"}, "2026-01-01", "2026-10-01", months("04", "07")),
        ({"every": "quarter", "from": date(2026, 2, 1)}, None, "2026-10-01", months("04", "07")),
    ],
)
def test_what_is_due(keys: dict[str, Any], made: str | None, today: str, due: list[date]) -> None:
    """Whole periods that are over, each once, the oldest first."""
    latest = None if made is None else date.fromisoformat(made)
    found = list(a_schedule(**keys).due(latest, date.fromisoformat(today)))
    assert [each.first for each in found] == due
    assert all(each.last < date.fromisoformat(today) for each in found)


def test_ends_of_periods() -> None:
    """Months and quarters of every length."""
    quarterly = a_schedule(every="quarter", **{"from": date(2024, 1, 1)})
    found = list(quarterly.due(None, date(2025, 1, 1)))
    assert [each.last for each in found] == [
        date(2024, 3, 31),
        date(2024, 6, 30),
        date(2024, 9, 30),
        date(2024, 12, 31),
    ]


def test_what_comes_next() -> None:
    """The one that isn't over, or none any more."""
    march = Due(date(2026, 3, 1), date(2026, 3, 31))
    assert a_schedule().next_after(None, date(2026, 3, 31)) == march
    assert a_schedule().next_after(date(2026, 2, 1), date(2026, 3, 1)) == march
    assert a_schedule(until=date(2026, 3, 30)).next_after(None, date(2026, 3, 31)) is None


def test_one_that_has_ended_is_named() -> None:
    """For who starts the hub, and for `check`."""
    ended = [a_schedule(), a_schedule(name="old", until=date(2026, 2, 28))]
    assert list(ended_schedules(ended, date(2026, 2, 28))) == []
    assert list(ended_schedules(ended, date(2026, 3, 1))) == [
        'schedule "old": until: 2026-02-28 is past; nothing comes any more'
    ]


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"mail": []}, "folder: is missing"),
        ({"formats": ["pdf", "pdf"]}, "each once"),
        ({"formats": ["doc"]}, "pdf"),
        ({"mail": ["office"]}, "office@example.org"),
        ({"mail": ["a@b.de\nBcc: c@d.de"]}, "office@example.org"),
        ({"every": "week"}, "month"),
        ({"from": date(9999, 12, 31)}, "from 1971 to 2199"),
        ({"until": date(1, 1, 1)}, "from 1971 to 2199"),
        ({"from": date(2026, 3, 2), "until": date(2026, 3, 30)}, "no whole month"),
        ({"every": "quarter", "from": date(2026, 1, 1), "until": date(2026, 3, 30)}, "no whole"),
    ],
)
def test_what_is_refused(keys: dict[str, Any], said: str) -> None:
    """With what was expected."""
    with pytest.raises(ValidationError) as refused:
        a_schedule(**keys)
    assert said in str(refused.value).replace("'", "")


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"schedule": [{"spaces": ["stall"]}], "mail": MAIL}, "is no space here"),
        ({"schedule": [{}, {}], "mail": MAIL}, "is taken"),
        ({"schedule": [{}]}, "expected [mail]"),
        ({"mail": MAIL | {"host": "mail.example.org"}}, "starttls"),
        ({"mail": MAIL | {"username": "hub"}}, "username and password_file together"),
    ],
)
def test_what_does_not_fit_together(keys: dict[str, Any], said: str) -> None:
    """With the rest of hub.toml."""
    whole = {"name": "monthly", "every": "month", "mail": ("office@example.org",)}
    told = keys | {"schedule": tuple(whole | each for each in keys.get("schedule", ()))}
    with pytest.raises(ValidationError) as refused:
        HubConfig.model_validate({"space": (a_space(),), **told})
    assert said in str(refused.value)


def test_formats_and_languages_are_those_of_reports() -> None:
    """Their names stand in both rooms, since neither may know the other."""
    assert set(get_args(ReportFormat)) == {written_as.value for written_as in Format}
    languages = get_args(ScheduleConfig.model_fields["language"].annotation)
    assert set(languages) == {language.value for language in Language}
