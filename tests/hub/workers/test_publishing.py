"""Publishing months: once, in time, by what can be trusted, and never again whatever comes."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from contract.times import to_us
from contract.topics import AgentAddress
from hub.book.file import BookFile
from hub.book.published import PublishedMemory, note_salvage
from hub.book.salvage import salvage
from hub.domain import published_cells
from hub.domain.published_cells import Amount, PublishedMonth, Withheld
from hub.domain.slots import SpaceSlot
from hub.domain.space import SpaceConfig
from hub.domain.trusted_time import TrustedTime
from hub.errors import BookUnavailable, StoreUnavailable
from hub.reports.figures.public_build import build_public_report
from hub.reports.payload.payload import report_json, shape_of
from hub.reports.request import ReportRequest
from hub.spaces_now import SpacesNow
from hub.stores.history_protocol import HistoryReader, Rolled, Touched
from hub.workers.publishing import Publisher, SpaceMonths
from tests.hub.reports.guests import DAYS, Plan, Stay, slots_of_plan, with_stays
from tests.hub.reports.kept import KeptHistory
from tests.hub.reports.months import FIRST, LAST, small_space
from tests.hub.scripted import trusted
from tests.hub.spaces import a_region, a_space, closed_on, utc

HOURS = "09:00-18:00"
HOF = small_space("hof", 6, HOURS)
KEYS: dict[str, Any] = {
    "id": "hof",
    "since": FIRST,
    "desk": [{"id": f"d{n}", "agent": "pi"} for n in range(6)],
}
SETTLED = utc(2026, 3, 7, 23)
"""The eighth of March begins in Brandenburg: a week after February's end."""
CROWD: Plan = {n: tuple(Stay((n + k) % 6) for k in range(4)) for n in range(DAYS)}
LATE: Plan = {3: (Stay(5, 40, 60), Stay(0, 72, 80)), 9: (Stay(4, 40, 60),)}


class Store(KeptHistory):
    """A store whose slots are made to an instant."""

    rolled_until_us = 2**62
    windows: tuple[Touched, ...] = ()

    def touched(self, space: str) -> Sequence[Touched]:
        return self.windows

    def rolled(self, space: str) -> Rolled | None:
        return Rolled(self.rolled_until_us, "")


class Hub:
    """A hub that is started again and again over the same book."""

    def __init__(self, book: BookFile) -> None:
        self.memory = PublishedMemory(book)
        self.spaces: Sequence[SpaceConfig] = (HOF,)
        self.slots: Mapping[str, Sequence[SpaceSlot]] = {"hof": slots_of_plan(HOF, CROWD)}
        self.rolled_until_us = 2**62
        self.now: TrustedTime = trusted(SETTLED)
        self.opened = 0

    def history(self) -> HistoryReader:
        self.opened += 1
        store = Store(self.slots, self.spaces)
        store.rolled_until_us = self.rolled_until_us
        return store

    def started(self) -> Publisher:
        """Start it."""
        return Publisher(self.spaces, self.history, self.memory, lambda: self.now, lambda: self.now)

    def run(self, at: datetime = SETTLED) -> None:
        """Start it at an instant, and do what is due."""
        self.now = trusted(at)
        do_due(self.started())

    def months(self) -> list[str]:
        """Return which months are published."""
        return [f"{each.month:%Y-%m}" for each in self.memory.months()]

    def edition(self, version: str = "1") -> bytes:
        """Return the public edition of February, in the format for programs."""
        request = ReportRequest((), FIRST, LAST, is_public=True)
        report = build_public_report(
            a_region(*self.spaces), self.memory.months(), request, version=version
        )
        return report_json(shape_of(report))


def do_due(publisher: Publisher) -> None:
    work = publisher.due()
    if work is not None:
        work(lambda: False)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[BookFile]:
    """Make an empty book."""
    with closing(BookFile.own(tmp_path / "book.db")) as opened:
        yield opened


@pytest.fixture
def hub(book: BookFile) -> Hub:
    return Hub(book)


# --- When


def test_a_month_is_published_a_week_after_its_end(hub: Hub) -> None:
    """By the local clock, on the first instant of the eighth, and not a second earlier."""
    hub.run(utc(2026, 3, 7, 22, 59, 59))
    assert hub.months() == []
    hub.run(SETTLED)
    assert hub.months() == ["2026-02"]


def test_all_months_that_are_over_are_published_at_the_first_start(
    hub: Hub, caplog: pytest.LogCaptureFixture
) -> None:
    """On an old store too; a running hub publishes the next one in time, without a start."""
    hub.now = trusted(utc(2026, 5, 20))
    publisher = hub.started()
    do_due(publisher)
    assert hub.months() == ["2026-02", "2026-03", "2026-04"]
    assert publisher.due() is None
    hub.now = trusted(utc(2026, 6, 7, 22))
    do_due(publisher)
    assert hub.months()[-1] == "2026-05"
    assert sum("published only now" in line for line in caplog.messages) == 1


def test_nothing_is_published_before_its_slots_are_made(hub: Hub) -> None:
    """To the very end of the month; it is tried again."""
    end_us = to_us(utc(2026, 2, 28, 23))
    hub.rolled_until_us = end_us - 1
    publisher = hub.started()
    do_due(publisher)
    assert hub.months() == []
    hub.rolled_until_us = end_us
    do_due(publisher)
    assert hub.months() == ["2026-02"]


def test_a_clock_that_nothing_confirms_publishes_nothing(hub: Hub) -> None:
    """What is certainly past decides, not what the clock says."""
    certain, likely = trusted(utc(2026, 2, 20)), trusted(utc(2036, 1, 1))
    hub.now = TrustedTime(
        certain.certain_us, likely.likely_us, likely.latest_us, None, may_delete=False
    )
    do_due(hub.started())
    assert hub.months() == []


def test_a_month_in_which_a_space_began_counts_from_then_on(hub: Hub) -> None:
    """And says so."""
    hub.spaces = (HOF.model_copy(update={"since": date(2026, 2, 9)}),)
    hub.run()
    (month,) = hub.memory.months()
    assert (month.month, month.first) == (FIRST, date(2026, 2, 9))
    assert month.cells.amounts[Amount.OPEN] == 20 * 9 * 3600


def test_no_reader_is_opened_while_nothing_is_due(hub: Hub) -> None:
    """It looks every ten seconds, and nearly always there is nothing."""
    publisher = hub.started()
    do_due(publisher)
    opened = hub.opened
    assert [publisher.due() for _ in range(3)] == [None] * 3
    assert hub.opened == opened


# --- Once


def test_late_events_change_nothing(hub: Hub) -> None:
    """However often the hub starts again, the edition is the same byte for byte."""
    hub.run()
    before = hub.edition()
    hub.slots = {"hof": slots_of_plan(HOF, with_stays(CROWD, LATE))}
    for day in (8, 20, 30):
        hub.run(utc(2026, 3, day))
        assert hub.edition() == before


@pytest.mark.parametrize(
    "changed",
    [
        {"small_count": 0},
        {"opening": {"mon": "00:00-24:00"}},
        {"exceptions": [{"from": FIRST, "to": LAST, "open": "closed", "reason": "Umbau"}]},
        {"desk": [{"id": "d0", "agent": "pi"}]},
        {"since": date(2026, 2, 20)},
    ],
)
def test_another_calendar_or_protection_changes_nothing(hub: Hub, changed: dict[str, Any]) -> None:
    """Whatever hub.toml says later, the figures of what was published stand."""
    hub.run()
    (before,) = hub.memory.months()
    hub.spaces = (a_space(**(KEYS | changed)),)
    hub.run(utc(2026, 3, 30))
    assert hub.memory.months() == [before]


def test_another_version_says_the_same_figures(hub: Hub) -> None:
    """But that it names itself."""
    hub.run()
    one, other = hub.edition("1"), hub.edition("2")
    assert one.replace(b'"software_version":"1"', b'"software_version":"2"') == other


# --- Protection


def test_lowering_opens_no_month_that_had_more(hub: Hub) -> None:
    """Neither the month in which it is lowered, nor one before that isn't published yet."""
    few: Plan = {n: (Stay(n % 6), Stay((n + 1) % 6)) for n in range(DAYS)}
    hub.slots = {"hof": slots_of_plan(HOF, few)}
    hub.run(utc(2026, 2, 1))
    hub.spaces = (HOF.model_copy(update={"small_count": 0}),)
    hub.run(utc(2026, 3, 3))
    hub.run(utc(2026, 6, 20))
    said = {f"{each.month:%m}": each.cells.withheld for each in hub.memory.months()}
    assert said == {"02": Withheld.FEW, "03": Withheld.FEW, "04": None, "05": None}


def test_raising_protects_the_month_in_which_it_is_raised(hub: Hub) -> None:
    """Four at once are a crowd of three, and none of five."""
    hub.run(utc(2026, 2, 1))
    hub.spaces = (HOF.model_copy(update={"small_count": 5}),)
    hub.run(utc(2026, 2, 27))
    hub.run(SETTLED)
    (month,) = hub.memory.months()
    assert (month.cells.withheld, month.cells.small_count) == (Withheld.FEW, 5)


# --- A damaged book


def damaged(hub: Hub, path: Path) -> Iterator[BookFile]:
    """Lose all months of a book by a damage, and yield the new one."""
    path.write_bytes(b"\xff" * 4096 + path.read_bytes()[4096:])
    salvage(path, to_us(SETTLED), is_ours=True)
    with closing(BookFile.own(path)) as opened:
        hub.memory = PublishedMemory(opened)
        yield opened


@pytest.fixture
def after_damage(tmp_path: Path) -> Iterator[Hub]:
    """Publish February and March, and lose them."""
    path = tmp_path / "damaged" / "book.db"
    path.parent.mkdir()
    with closing(BookFile.own(path)) as book:
        hub = Hub(book)
        hub.run(utc(2026, 4, 20))
        assert hub.months() == ["2026-02", "2026-03"]
    for _ in damaged(hub, path):
        yield hub


def test_a_month_that_was_over_at_a_damage_is_never_made_by_itself(after_damage: Hub) -> None:
    """However often the hub starts; the running month comes in time."""
    hub = after_damage
    for at in (utc(2026, 4, 20), utc(2026, 4, 21), utc(2026, 5, 20), utc(2026, 6, 20)):
        hub.run(at)
    assert hub.months() == ["2026-04", "2026-05"]


def test_the_better_time_of_a_first_look_says_what_was_over(after_damage: Hub) -> None:
    """A clock that nothing confirms frees nothing, though little is certainly past."""
    hub = after_damage
    certain, likely = trusted(utc(2026, 2, 1)), trusted(utc(2026, 4, 20))
    hub.now = TrustedTime(
        certain.certain_us, likely.likely_us, likely.latest_us, None, may_delete=False
    )
    do_due(hub.started())
    hub.run(utc(2026, 5, 20))
    assert hub.months() == ["2026-04"]


def test_a_damage_while_it_runs_is_settled_at_once(after_damage: Hub) -> None:
    """And not when the next month is due, which would be over by then."""
    hub, salvages = after_damage, [0]
    hub.now = trusted(utc(2026, 4, 20))
    publisher = Publisher(
        (HOF,),
        hub.history,
        hub.memory,
        lambda: hub.now,
        lambda: hub.now,
        salvages=lambda: salvages[0],
    )
    hub.memory.settle_salvage(0)
    publisher._taken = {("hof", FIRST), ("hof", date(2026, 3, 1))}
    with hub.memory._book.transaction() as db:
        note_salvage(db)
    salvages[0] = 1
    do_due(publisher)
    assert publisher.due() is None
    assert hub.memory.withheld_until_us() == to_us(utc(2026, 4, 20))
    assert hub.memory.small_counts()["hof"]
    hub.now = trusted(utc(2026, 5, 20))
    do_due(publisher)
    assert hub.months() == ["2026-04"]


# --- What fails


def test_an_ill_store_is_met_again(hub: Hub) -> None:
    """StoreUnavailable goes to the thread that tries again; nothing is published meanwhile."""

    def gone() -> HistoryReader:
        raise StoreUnavailable("no route")

    publisher = Publisher((HOF,), gone, hub.memory, lambda: hub.now, lambda: hub.now)
    work = publisher.due()
    assert work is not None
    with pytest.raises(StoreUnavailable):
        work(lambda: False)
    assert publisher.due() is not None
    assert hub.months() == []


def test_an_ill_book_is_met_again(hub: Hub) -> None:
    """A full disk beside the store ends nothing: the thread tries again, and then it is there."""

    class IllMemory(PublishedMemory):
        is_ill = True

        def publish(self, month: PublishedMonth) -> bool:
            if self.is_ill:
                raise BookUnavailable("disk full")
            return super().publish(month)

    ill = IllMemory(hub.memory._book)
    publisher = Publisher((HOF,), hub.history, ill, lambda: hub.now, lambda: hub.now)
    with pytest.raises(StoreUnavailable, match="the book: disk full"):
        do_due(publisher)
    ill.is_ill = False
    do_due(publisher)
    assert hub.months() == ["2026-02"]


def test_a_hub_that_ends_stops_between_months(hub: Hub) -> None:
    """The rest comes at the next start."""
    hub.now = trusted(utc(2026, 5, 20))
    asked = iter([False, True])
    work = hub.started().due()
    assert work is not None
    work(lambda: next(asked))
    assert hub.months() == ["2026-02"]


def test_a_lost_book_is_said_in_each_edition(tmp_path: Path, book: BookFile) -> None:
    """What came late is in the new one, so it may differ; in time nothing is said."""
    first = Hub(book)
    first.run()
    before = json.loads(first.edition())
    assert before["published_late"] == []
    with closing(BookFile.own(tmp_path / "another.db")) as another:
        again = Hub(another)
        again.slots = {"hof": slots_of_plan(HOF, with_stays(CROWD, LATE))}
        again.run(utc(2026, 5, 4, 12))
        after = json.loads(again.edition())
    assert after["published_late"] == [
        {"space": "hof", "day": "2026-05-04", "months": ["2026-02-01"]}
    ]


@pytest.mark.parametrize(
    ("day", "is_late"), [(date(2026, 3, 21), False), (date(2026, 3, 22), True)]
)
def test_a_hub_that_was_off_for_two_weeks_is_in_time(day: date, is_late: bool) -> None:
    """From then on nobody knows whether a month was published before."""
    assert published_cells.is_late(FIRST, day) is is_late


def test_nothing_is_published_while_more_is_known_to_come(hub: Hub) -> None:
    """A month without its second half would stay so for ever."""
    is_whole = False
    publisher = Publisher(
        (HOF,),
        hub.history,
        hub.memory,
        lambda: hub.now,
        lambda: hub.now,
        is_whole=lambda: is_whole,
    )
    hub.now = trusted(utc(2026, 4, 20))
    assert publisher.due() is None
    is_whole = True
    do_due(publisher)
    assert hub.months() == ["2026-02", "2026-03"]


def test_what_came_late_is_counted_before_its_month_is_published(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stored events of March wait for their slots: March waits, and February does not."""
    publisher = hub.started()
    hub.now = trusted(utc(2026, 4, 20))
    from_us, to_us_ = to_us(utc(2026, 3, 10)), to_us(utc(2026, 3, 11))
    late = Touched((1,), AgentAddress("hof", "pi"), from_us, to_us_)
    monkeypatch.setattr(Store, "windows", (late,))
    do_due(publisher)
    assert hub.months() == ["2026-02"]
    monkeypatch.setattr(Store, "windows", ())
    do_due(publisher)
    assert hub.months() == ["2026-02", "2026-03"]


def test_a_month_is_published_by_the_calendar_of_now(hub: Hub) -> None:
    """What was closed since the hub started is closed in it."""
    hub.now, spaces = trusted(SETTLED), SpacesNow(hub.spaces)
    publisher = Publisher(spaces, hub.history, hub.memory, lambda: hub.now, lambda: hub.now)
    spaces.amend("people", closed_on(date(2026, 2, 2)))
    do_due(publisher)
    published = hub.memory.months()[0].cells
    closed, usual = (
        SpaceMonths(space).made(FIRST, hub.history(), (), 0).cells
        for space in (spaces.now.all[0], HOF)
    )
    assert published == closed
    assert closed != usual
