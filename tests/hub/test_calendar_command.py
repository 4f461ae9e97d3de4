"""`platzfrei-hub calendar`: what is set, and taking it back, while a hub serves or not."""

from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from contract.times import to_us
from hub.book.calendar_changes import CalendarMemory, Judged, read_changes
from hub.book.file import BookFile
from hub.cli import MISCONFIGURED, main
from hub.clock import SystemClock
from hub.config import load
from hub.domain.calendar_change import CalendarChange, ChangeKind
from tests.hub.set_calendar import a_change
from tests.hub.test_care_command import Place

TODAY = SystemClock().wall().date()
"""By the clock of this machine, which the command goes by."""
DAY = timedelta(days=1)


@pytest.fixture
def toml(tmp_path: Path) -> Path:
    return Place(tmp_path).toml


def set_in(toml: Path, *, days: int, length: int = 1) -> CalendarChange:
    """Set a notice so many days from today, with a desk out of service beside it."""
    space = load(toml).spaces[0]
    first = TODAY + days * DAY
    change = a_change(
        ChangeKind.DESKS, space=space.id, desks=(space.desks[0].id,), first=first,
        last=first + (length - 1) * DAY, why="wackelt", by="p-1",
        made_us=to_us(SystemClock().wall()),
    )  # fmt: skip
    with closing(BookFile.join(toml.with_name("book.db"))) as book:
        return CalendarMemory(book).add(change, Judged(space, TODAY, may_correct=True))


def typed(toml: Path, *words: str) -> int:
    return main(["calendar", *words, "--config", str(toml)])


def test_what_is_set_is_listed(toml: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """By space, with its id, its days, and who set it and why."""
    assert typed(toml, "list") == 0
    assert "nothing is set" in capsys.readouterr().out
    change = set_in(toml, days=5)
    assert typed(toml, "list") == 0
    said = capsys.readouterr().out
    day = TODAY + 5 * DAY
    assert f"  {change.id}  {day}: desks of {change.desks[0]} (wackelt) set on" in said
    assert said.rstrip().endswith("by p-1")


def test_what_is_taken_back_is_listed_where_that_is_asked(
    toml: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With who did."""
    change = set_in(toml, days=5)
    assert typed(toml, "take-back", change.id) == 0
    assert capsys.readouterr().out == f"{change.id} is taken back\n"
    assert typed(toml, "list") == 0
    assert change.id not in capsys.readouterr().out
    assert typed(toml, "list", "--all") == 0
    said = capsys.readouterr().out
    assert "taken back or changed on" in said
    assert said.rstrip().endswith("by the command line")


def test_days_that_are_past_stay_unless_that_is_said(
    toml: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is over needs to be said; the sentence says how."""
    change = set_in(toml, days=-9, length=3)
    assert typed(toml, "take-back", change.id) == MISCONFIGURED
    assert "--past" in capsys.readouterr().err
    assert [each.holds for each in read_changes(toml.with_name("book.db"))] == [True]
    assert typed(toml, "take-back", change.id, "--past") == 0
    assert [each.holds for each in read_changes(toml.with_name("book.db"))] == [False]


def test_what_is_not_set_is_not_taken_back(toml: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One line says where ids stand; twice taken back is said, too."""
    assert typed(toml, "take-back", "c-0") == MISCONFIGURED
    assert 'nothing set is called "c-0"; see `calendar list`' in capsys.readouterr().err
    change = set_in(toml, days=5)
    assert typed(toml, "take-back", change.id) == 0
    assert typed(toml, "take-back", change.id) == MISCONFIGURED
    assert "already" in capsys.readouterr().err


def test_what_is_of_a_space_that_is_gone_is_listed(
    toml: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing that is set is hidden."""
    set_in(toml, days=5)
    space = load(toml).spaces[0].id
    toml.write_text(toml.read_text().replace(f'id = "{space}"', 'id = "anders"', 1))
    assert typed(toml, "list") == 0
    assert f"{space} (hub.toml has no such space)" in capsys.readouterr().out
