"""The memory of calendars: set, edited and taken back, never unseen, and handed on by a damage."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from hub.book.audit_log import AuditLog
from hub.book.calendar_changes import CalendarMemory, ChangeRefused, Judged, as_set, read_changes
from hub.book.file import BookFile
from hub.book.salvage import salvage
from hub.domain.calendar_change import CalendarChange, ChangeKind
from hub.domain.calendar_rules import ChangeFault, Place, Wrong
from hub.domain.opening import Hours
from tests.hub.set_calendar import DAY, MONDAY, a_change
from tests.hub.spaces import WEEK, a_region, a_space

HOF = a_space(opening=WEEK, desk=[{"id": "d1", "agent": "pi"}])
BEFORE = Judged(HOF, MONDAY - 7 * DAY)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "book.db"


@pytest.fixture
def book(path: Path) -> Iterator[BookFile]:
    with closing(BookFile.own(path)) as book:
        yield book


@pytest.fixture
def memory(book: BookFile) -> CalendarMemory:
    return CalendarMemory(book)


def refusals(refused: ChangeRefused) -> list[Wrong]:
    return [fault.wrong for fault in refused.faults]


def test_what_was_set_is_read_as_it_was_set(path: Path, memory: CalendarMemory) -> None:
    """Whatever its kind, also by who reads beside the hub."""
    set_ = [
        memory.add(change, BEFORE)
        for change in (
            a_change(text="Umbau", why="Handwerker", by="p-1", made_us=7),
            a_change(first=MONDAY + DAY, last=MONDAY + DAY, hours=(Hours(720, 840),)),
            a_change(
                ChangeKind.OPENING, first=MONDAY + 5 * DAY, last=MONDAY + 5 * DAY,
                hours=(Hours(600, 720), Hours(780, 1440)), wins=True,
            ),
            a_change(
                ChangeKind.DESKS, first=MONDAY + 6 * DAY, last=MONDAY + 6 * DAY, desks=("d1",)
            ),
            a_change(
                ChangeKind.NOTICE, first=MONDAY + 7 * DAY, last=MONDAY + 8 * DAY,
                text="Ohne Drucker", english="No printer",
            ),
        )
    ]  # fmt: skip
    assert memory.all() == set_
    assert len({change.id for change in set_}) == len(set_)
    assert read_changes(path) == set_


def test_what_is_wrong_is_not_set(memory: CalendarMemory) -> None:
    """Two closures of one day; the first one stands."""
    first = memory.add(a_change(), BEFORE)
    with pytest.raises(ChangeRefused) as refused:
        memory.add(a_change(last=MONDAY + DAY), BEFORE)
    assert refusals(refused.value) == [Wrong.OVERLAPS_CLOSURE]
    assert refused.value.faults[0].other == first
    assert memory.all() == [first]


def test_an_edit_takes_the_place(memory: CalendarMemory) -> None:
    """Both are kept: the old one as taken back, by whom and when."""
    first = memory.add(a_change(by="p-1", made_us=1), BEFORE)
    longer = a_change(last=MONDAY + DAY, by="p-2", made_us=2)
    second = memory.edit(first.id, longer, BEFORE)
    assert second == replace(longer, id=second.id, replaced=first.id)
    assert [each for each in memory.all() if each.holds] == [second]
    assert replace(first, ended_by="p-2", ended_us=2) in memory.all()


def test_who_has_not_seen_an_edit_changes_nothing(memory: CalendarMemory) -> None:
    """Neither by another edit nor by taking back; they are told which one it was."""
    first = memory.add(a_change(), BEFORE)
    second = memory.edit(first.id, a_change(last=MONDAY + DAY), BEFORE)
    with pytest.raises(ChangeRefused) as refused:
        memory.edit(first.id, a_change(last=MONDAY + 2 * DAY), BEFORE)
    assert refusals(refused.value) == [Wrong.CHANGED_MEANWHILE]
    with pytest.raises(ChangeRefused) as refused:
        memory.take_back(first.id, "p-1", 3, BEFORE)
    assert refusals(refused.value) == [Wrong.CHANGED_MEANWHILE]
    assert [each for each in memory.all() if each.holds] == [second]


def test_nobody_changes_what_is_of_another_space(memory: CalendarMemory) -> None:
    """Who may edit one space names the change of another one."""
    first = memory.add(a_change(), BEFORE)
    elsewhere = Judged(a_space(id="hofladen", opening=WEEK), MONDAY)
    with pytest.raises(ChangeRefused):
        memory.take_back(first.id, "p-1", 3, elsewhere)
    with pytest.raises(ChangeRefused):
        memory.edit(first.id, a_change(space="hofladen"), elsewhere)
    assert memory.all() == [first]


def test_taking_back_leaves_the_past_as_it_was(memory: CalendarMemory) -> None:
    """What has begun ends yesterday; what is over needs to be said."""
    running = memory.add(a_change(last=MONDAY + 4 * DAY), BEFORE)
    rest = memory.take_back(running.id, "p-1", 3, Judged(HOF, MONDAY + 2 * DAY))
    assert rest is not None
    assert (rest.first, rest.last, rest.replaced) == (MONDAY, MONDAY + DAY, running.id)
    assert [each for each in memory.all() if each.holds] == [rest]
    with pytest.raises(ChangeRefused) as refused:
        memory.take_back(rest.id, "p-1", 4, Judged(HOF, MONDAY + 2 * DAY))
    assert refusals(refused.value) == [Wrong.CORRECTS_PAST]
    said = Judged(HOF, MONDAY + 2 * DAY, may_correct=True)
    assert memory.take_back(rest.id, "p-1", 5, said) is None
    assert not any(each.holds for each in memory.all())


def test_a_notice_is_taken_back_whenever(memory: CalendarMemory) -> None:
    """No figure depends on it."""
    notice = memory.add(a_change(ChangeKind.NOTICE, text="x"), BEFORE)
    assert memory.take_back(notice.id, "p-1", 3, Judged(HOF, MONDAY + 5 * DAY)) is None


def test_each_change_stands_in_the_audit_log(book: BookFile, memory: CalendarMemory) -> None:
    """With its days and its space, and without texts and desks."""
    first = memory.add(a_change(ChangeKind.DESKS, desks=("d1",), by="p-1", why="Wackelt"), BEFORE)
    second = memory.edit(
        first.id, a_change(ChangeKind.DESKS, desks=("d1",), last=MONDAY + DAY, by="p-2"), BEFORE
    )
    memory.take_back(second.id, "p-1", 3, BEFORE)
    assert [
        (entry.actor, entry.action, entry.subject, entry.space, entry.detail)
        for entry in AuditLog(book).entries()
    ] == [
        ("p-1", "calendar_set", first.id, "hof", "desks 2026-12-07 2026-12-07"),
        ("p-2", "calendar_edited", second.id, "hof", "desks 2026-12-07 2026-12-08"),
        ("p-1", "calendar_taken_back", second.id, "hof", "desks 2026-12-07 2026-12-08"),
    ]


def test_a_damaged_row_sets_nothing_and_is_counted(book: BookFile, memory: CalendarMemory) -> None:
    """So is one of a kind that a later version knows."""
    kept = memory.add(a_change(), BEFORE)
    memory.add(a_change(first=MONDAY + DAY, last=MONDAY + DAY), BEFORE)
    with book.transaction() as db:
        db.execute(
            "UPDATE calendar_change SET last_day = '2027-12-31' WHERE change <> ?", (kept.id,)
        )
    assert memory.all() == [kept]
    assert memory.damaged_count() == 1


def test_a_damaged_book_hands_them_on(path: Path) -> None:
    """A closed space stays closed."""
    with closing(BookFile.own(path)) as book:
        kept = CalendarMemory(book).add(a_change(), BEFORE)
    salvage(path, 1, is_ours=True)
    assert read_changes(path) == [kept]


def test_only_another_counter_is_looked_at(path: Path, memory: CalendarMemory) -> None:
    """Writes are seen, others' and our own, and nothing is handed on while there is none."""
    handed: list[list[CalendarChange]] = []

    def put(changes: Sequence[CalendarChange], _damaged: int) -> None:
        handed.append(list(changes))

    seen = memory.follow(None, put)
    seen = memory.follow(seen, put)
    assert handed == [[]]
    with closing(BookFile.join(path)) as other:
        change = CalendarMemory(other).add(a_change(), BEFORE)
    seen = memory.follow(seen, put)
    assert handed == [[], [change]]
    memory.take_back(change.id, "p-1", 3, BEFORE)
    memory.follow(seen, put)
    assert not handed[-1][0].holds


def test_a_command_goes_by_what_was_set(path: Path, memory: CalendarMemory) -> None:
    """Without a book, and where nothing was set, by hub.toml alone."""
    config = a_region(HOF)
    assert as_set(config, path) is config
    assert as_set(config, path.with_name("none.db")) is config
    memory.add(a_change(text="Umbau"), BEFORE)
    (exception,) = as_set(config, path).spaces[0].exceptions
    assert (exception.from_date, exception.reason) == (date(2026, 12, 7), "Umbau")


def test_a_refusal_says_all_its_faults() -> None:
    """For the command line, and for the log."""
    refused = ChangeRefused(ChangeFault(Place.LAST, Wrong.TOO_FAR))
    assert str(refused) == "last: too_far"
