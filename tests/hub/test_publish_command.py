"""`platzfrei-hub publish` as an operator types it."""

from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from hub.book.file import BookFile
from hub.book.published import PublishedMemory, read_published
from hub.book.salvage import salvage
from hub.cli import FAILED, MISCONFIGURED, main
from hub.domain.published_cells import PublishedMonth
from hub.publish_command import MOST_REASON, lines_of
from hub.workers.publishing import SpaceMonths
from tests.hub.reports import reference
from tests.hub.reports.guests import DAYS, Plan, Stay, slots_of_plan
from tests.hub.reports.months import FIRST, small_space
from tests.hub.reports.published import AT_US, published_of
from tests.hub.reports.test_command import SPACE
from tests.hub.spaces import a_region

MARCH = date(2026, 3, 1)


class Place:
    """A hub's folder, with the reference in its store and March published."""

    def __init__(self, folder: Path) -> None:
        self.toml, self.book = folder / "hub.toml", folder / "book.db"
        archive = reference.archive(folder)
        with (
            closing(archive.store.open_history()) as history,
            closing(BookFile.own(self.book)) as book,
        ):
            month = SpaceMonths(reference.SPACE).made(MARCH, history, (), AT_US)
            PublishedMemory(book).publish(month)
        archive.close()
        self.toml.write_text(SPACE)

    def publish(self, *arguments: str) -> int:
        """Run the command."""
        return main(["publish", *arguments, "--config", str(self.toml)])

    def month(self) -> PublishedMonth:
        """Return what holds of March."""
        (month,) = read_published(self.book)
        return month


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def test_the_list_says_what_is_published_and_why_not(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each month on a line, with its protection and the reason in words."""
    assert place.publish("list") == 0
    first, march, *_ = capsys.readouterr().out.splitlines()
    assert first == "hof"
    assert march.startswith("  2026-03  2026-05-28, small_count 3: use withheld: on fewer than 5")


def test_the_list_says_what_comes() -> None:
    """A told month, one of a single guest, an erratum, one that is missing and the next one."""
    many: Plan = {n: tuple(Stay((n + k) % 4) for k in range(3)) for n in range(DAYS)}
    hof, cafe = small_space("hof", 4, "09:00-18:00"), small_space("cafe", 4, "09:00-18:00", 1)
    one: Plan = {n: (Stay(0),) for n in range(DAYS)}
    slots = {"hof": slots_of_plan(hof, many), "cafe": slots_of_plan(cafe, one)}
    published = published_of(slots, [hof, cafe], [FIRST], at_us=AT_US)
    published[1] = replace(published[1], edition=1, reason="a door was wired wrongly")
    lines = list(lines_of(a_region(hof, cafe), published, AT_US))
    assert lines == [
        "hof",
        "  2026-02  2026-05-28, small_count 3: told; erratum 1: a door was wired wrongly",
        "  2026-03  not there: it comes once its slots are made, or it is damaged",
        "  2026-04  not there: it comes once its slots are made, or it is damaged",
        "  2026-05  comes from 2026-06-08 on",
        "cafe",
        "  2026-02  2026-05-28, small_count 1: use withheld: one desk has more than half of it",
        "  2026-03  not there: it comes once its slots are made, or it is damaged",
        "  2026-04  not there: it comes once its slots are made, or it is damaged",
        "  2026-05  comes from 2026-06-08 on",
    ]


def test_an_erratum_replaces_the_whole_month(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    """By what the store says now, with its date and its reason."""
    before = place.month()
    assert place.publish("erratum", "hof", "2026-03", "--reason", "d2 was  miswired") == 0
    assert capsys.readouterr().out == "hof 2026-03: edition 1 is published from now on\n"
    now = place.month()
    assert (now.edition, now.reason, now.cells) == (1, "d2 was miswired", before.cells)
    assert now.at_us > before.at_us


def test_after_a_damage_months_wait_for_an_erratum(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    """The list says why, and an erratum makes one of them, as it is published anew."""
    before = place.month()
    place.book.write_bytes(b"\xff" * 4096 + place.book.read_bytes()[4096:])
    salvage(place.book, AT_US, is_ours=True)
    assert place.publish("list") == 0
    said = "withheld: the book was damaged, and nobody knows whether it was published"
    assert f"  2026-03  {said}" in capsys.readouterr().out
    assert read_published(place.book) == []
    assert place.publish("erratum", "hof", "2026-03", "--reason", "the book was damaged") == 0
    now = place.month()
    assert (now.edition, now.cells, now.reason) == (1, before.cells, "the book was damaged")
    assert place.publish("erratum", "hof", "2036-03", "--reason", "x") == MISCONFIGURED


MISTAKES = {
    "another space": (["erratum", "nowhere", "2026-03", "--reason", "x"], "SPACE: hub.toml names"),
    "not published": (["erratum", "hof", "2026-04", "--reason", "x"], "2026-04 of hof isn't pub"),
}


@pytest.mark.parametrize(("arguments", "said"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_named(
    place: Place, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    """One line, exit status 2, and what was published stands."""
    before = place.month()
    assert place.publish(*arguments) == MISCONFIGURED
    (line,) = capsys.readouterr().err.splitlines()
    assert said in line
    assert place.month() == before


@pytest.mark.parametrize(
    "arguments",
    [
        ["erratum", "hof", "2026-13", "--reason", "x"],
        ["erratum", "hof", "March", "--reason", "x"],
        ["erratum", "hof", "2026-03", "--reason", " "],
        ["erratum", "hof", "2026-03", "--reason", "x" * (MOST_REASON + 1)],
        ["erratum", "hof", "2026-03", "--reason", "\x1b[2J"],
        ["erratum", "hof", "2026-03"],
    ],
)
def test_what_is_no_month_or_no_reason_is_refused(place: Place, arguments: list[str]) -> None:
    """Before anything is opened."""
    with pytest.raises(SystemExit) as ended:
        place.publish(*arguments)
    assert ended.value.code == 2
    assert place.month().edition == 0


def test_a_hub_that_serves_keeps_its_book(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """An erratum waits until it is stopped, and says so; the list doesn't."""
    with closing(BookFile.own(place.book)):
        assert place.publish("erratum", "hof", "2026-03", "--reason", "x") == FAILED
        assert "another hub owns this book" in capsys.readouterr().err
        assert place.publish("list") == 0
