"""Slots of a simulated year: how they are made, and what they answer, beside DuckDB on raw facts.

    python -m tests.bench.bench_history [--year | --fortnight]

100 spaces of 20 desks for eight weeks, or with --year for 365 days: 22 million transitions and 10
million signs of life. With --fortnight it is done in a minute. Each part is a process of its own,
so that its peak memory is its own.

- *Made by the functions alone*: events, drawn as they are needed (that time is taken off), become
  slots and local days, which are then written into a store; desks' slots of the last 30 days. It
  never waits, so its figures are processor time.
- *Made the real way*, of ten spaces and two weeks: batches of 500 appended to SQLite, a commit
  each, then one roll-up. What comes out must equal what the functions made.
- *Answers*, of every space: the typical week (occupied and known time by local weekday and hour)
  and the daily peak, from the stored slots and days, and from the transitions in DuckDB. Both must
  be equal to the microsecond; the time is the median of three rounds.
"""

import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import chain, islice
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from typing import Final, ParamSpec, TypeVar

from hub.domain.days import space_days
from hub.domain.intake import Batch
from hub.domain.order import PlacedEvent
from hub.domain.slots import SLOT_US, SpaceSlot, WatchedPart, slots_of
from hub.domain.timeline import Stretch
from hub.stores.history_protocol import KeptSlot, Rolled, SpaceHistory
from hub.stores.sqlite.history import SqliteHistory
from hub.stores.sqlite.store import SqliteStore
from hub.workers.rollup import Rollup
from tests.bench import year_in_duckdb
from tests.bench.measuring import ROUNDS, show
from tests.bench.year import (
    DESKS,
    SPACES,
    ZONE,
    Answers,
    Period,
    Took,
    address,
    config,
    days_of_events,
    epoch_of,
    midnight_us,
    outline,
    space_ids,
    with_its_place,
)

T = TypeVar("T")
P = ParamSpec("P")

YEAR: Final = Period(date(2026, 1, 1), date(2026, 12, 31))
FORTNIGHT: Final = Period(date(2026, 3, 23), date(2026, 4, 5))  # and in these
EIGHT_WEEKS: Final = Period(date(2026, 3, 2), date(2026, 4, 26))  # the clock changes in them
REAL_SPACES: Final = 10
REAL_DAYS: Final = 14
BATCH: Final = 500
DESK_SLOT_DAYS: Final = 30
WRITTEN_DAYS: Final = 14
"""So many days at once are made and then written."""


@dataclass(frozen=True)
class Made:
    """How long it took to make slots and to write them: by the functions alone, processor time."""

    events: int
    making_s: float
    writing_s: float


class Feed:
    """The events of one space, and how long it took to draw them."""

    def __init__(self, space: str, period: Period) -> None:
        self.count = 0
        self.drawing_s = 0.0
        self._days = days_of_events(space, period)

    def events(self) -> Iterator[PlacedEvent]:
        """Draw day by day."""
        return chain.from_iterable(iter(self._draw, None))

    def _draw(self) -> list[PlacedEvent] | None:
        began = time.process_time()
        day = next(self._days, None)
        self.drawing_s += time.process_time() - began
        self.count += len(day or ())
        return day


def make(path: Path, period: Period, spaces: Sequence[str]) -> Made:
    """Make slots and days of spaces by the pure functions, and write them into a store."""
    with closing(SqliteStore.open(path)) as store:
        made = [_make_space(store, space, period) for space in spaces]
    return Made(
        events=sum(one.events for one in made),
        making_s=sum(one.making_s for one in made),
        writing_s=sum(one.writing_s for one in made),
    )


def _make_space(store: SqliteStore, space: str, period: Period) -> Made:
    feed = Feed(space, period)
    part = WatchedPart(Stretch(feed.events(), (outline(space, period),)), frozenset(DESKS))
    slots = slots_of([part], period.from_us, period.to_us, lambda _: DESKS)
    making_s = writing_s = 0.0
    for start in range(0, len(period.days), WRITTEN_DAYS):
        began = time.process_time()
        history = _piece(space, slots, period.days[start : start + WRITTEN_DAYS], period)
        between = time.process_time()
        store.write_history(history)
        making_s += between - began
        writing_s += time.process_time() - between
    return Made(feed.count, making_s - feed.drawing_s, writing_s)


def _piece(
    space: str, slots: Iterator[SpaceSlot], days: list[date], period: Period
) -> SpaceHistory:
    """Make the next days of a space."""
    until_us = midnight_us(days[-1] + timedelta(days=1))
    made = list(islice(slots, (until_us - midnight_us(days[0])) // SLOT_US))
    keep_us = midnight_us(period.last - timedelta(days=DESK_SLOT_DAYS - 1))
    return SpaceHistory(
        space=space,
        timezone=ZONE.key,
        slots=[
            KeptSlot(slot if slot.start_us >= keep_us else replace(slot, by_desk=()), open=True)
            for slot in made
        ],
        days=list(space_days(made, ZONE, lambda _: True)),
        rolled=Rolled(until_us, ""),
        done=(),
    )


def make_for_real(path: Path, period: Period, spaces: Sequence[str]) -> Made:
    """Append events of some spaces and roll them up; writing is the appending here."""
    count, writing_s = 0, 0.0
    with closing(SqliteStore.open(path)) as store, closing(SqliteHistory.open(path)) as reader:
        for space in spaces:
            for batch in _batches(space, period):
                began = time.perf_counter()
                store.append([batch], period.to_us)
                writing_s += time.perf_counter() - began
                count += len(batch.events)
        configs = [config(space, period.first) for space in spaces]
        began = time.perf_counter()
        Rollup(configs, reader, store.write_history).run(period.to_us)
        return Made(count, time.perf_counter() - began, writing_s)


def _batches(space: str, period: Period) -> Iterator[Batch]:
    events = (with_its_place(one) for day in days_of_events(space, period) for one in day)
    while some := tuple(islice(events, BATCH)):
        yield Batch(address(space), epoch_of(space), some[0].seq, some[-1].seq, some, ())


def ask(path: Path, period: Period, spaces: Sequence[str]) -> tuple[Answers, Took]:
    """Ask the store for the typical week and the daily peaks of spaces, in rounds of turns."""
    week_s, peaks_s = [], []
    window = (period.from_us, period.to_us)
    with closing(SqliteHistory.open(path)) as reader:
        for _ in range(ROUNDS):
            began = time.perf_counter()
            weeks = {space: reader.typical_week(space, *window) for space in spaces}
            between = time.perf_counter()
            peaks = {
                space: reader.daily_peaks(space, period.first, period.last) for space in spaces
            }
            week_s.append(between - began)
            peaks_s.append(time.perf_counter() - between)
    answers = Answers(
        week={
            (space, one.weekday, one.hour): (one.occupied_us, one.occupied_us + one.free_us)
            for space, week in weeks.items()
            for one in week
        },
        peaks={(space, one.day): one.peak.occupied for space in peaks for one in peaks[space]},
    )
    return answers, Took(median(week_s), median(peaks_s))


def differing(made: Path, real: Path, period: Period, spaces: Sequence[str]) -> int:
    """Count the slots and days that came out otherwise the real way."""
    with closing(SqliteHistory.open(made)) as one, closing(SqliteHistory.open(real)) as other:
        window = (period.from_us, period.to_us)
        pairs = [
            pair
            for space in spaces
            for pair in chain(
                zip(one.slots(space, *window), other.slots(space, *window), strict=True),
                zip(
                    one.days(space, period.first, period.last),
                    other.days(space, period.first, period.last),
                    strict=True,
                ),
            )
        ]
    assert pairs
    return sum(a != b for a, b in pairs)


# Each part in its own process


def apart(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> tuple[T, float]:
    """Do a part in a process of its own; return its result and its peak memory in MiB."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(work, *args, **kwargs).result(), pool.submit(peak_mib).result()


def peak_mib() -> float:
    """Return the most memory that this process has had resident, in MiB (proc(5), VmHWM)."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    raise LookupError("VmHWM")


def show_making(made: Made, peak: float, real: Made, real_peak: float, space_days_: int) -> None:
    """Print what making took, the pure way and the real one."""
    show("slots by the pure functions, all of it", made.making_s, "s of a core", 1)
    show("  events of that in a second", made.events / made.making_s, "events/s")
    show("  a day of a space", 1000 * made.making_s / space_days_, "ms of a core", 1)
    show("  written into SQLite", made.writing_s, "s of a core", 1)
    show("  peak memory", peak, "MiB")
    real_days = REAL_SPACES * REAL_DAYS
    what = f"slots the real way, {REAL_SPACES} spaces x {REAL_DAYS} days"
    show(f"{what}: appended", real.events / real.writing_s, "events/s")
    show("  rolled up", real.events / real.making_s, "events/s")
    show("  a day of a space rolled up", 1000 * real.making_s / real_days, "ms", 1)
    show("  peak memory", real_peak, "MiB")


def show_answers(ours: Took, peak: float, theirs: Took, their_peak: float) -> None:
    """Print how long answers took from slots and from raw transitions, and the ratio."""
    for what, our_s, their_s in (
        ("typical week", ours.week_s, theirs.week_s),
        ("daily peak", ours.peaks_s, theirs.peaks_s),
        ("both", ours.week_s + ours.peaks_s, theirs.week_s + theirs.peaks_s),
    ):
        show(f"{what} of all spaces, from slots in SQLite", our_s, "s", 3)
        show("  from transitions in DuckDB", their_s, "s", 3)
        show("  ratio, to reach 0.2", our_s / their_s, "x", 3)
    show("peak memory of the answers, from slots in SQLite", peak, "MiB")
    show("  from transitions in DuckDB", their_peak, "MiB")


def show_ratios(made: Made, real: Made, theirs: Took) -> None:
    """Print how many times as long as DuckDB's answers the slots take of which ours are made."""
    answers_s = theirs.week_s + theirs.peaks_s
    of_all = real.making_s / real.events * made.events
    for what, took_s in (
        ("slots by the pure functions, and DuckDB's answers from raw facts", made.making_s),
        ("  with writing into SQLite", made.making_s + made.writing_s),
        ("  rolled up the real way, if all were as what was tried", of_all),
    ):
        show(f"{what}: ratio, to reach 10", took_s / answers_s, "x", 1)


def main(arguments: list[str]) -> None:
    """Run every part once, compare what must be equal, and print the rows."""
    period = YEAR if "--year" in arguments else EIGHT_WEEKS
    period = FORTNIGHT if "--fortnight" in arguments else period
    last_days = Period(period.last - timedelta(days=REAL_DAYS - 1), period.last)
    spaces, few = space_ids(SPACES), space_ids(REAL_SPACES)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        raw, made_db, real_db = (folder / one for one in ("raw.duckdb", "made.db", "real.db"))
        turns, _ = apart(year_in_duckdb.load, raw, period, spaces)
        show(f"history: {SPACES} spaces x {len(DESKS)} desks", len(period.days), "days")
        show("  transitions", turns / 1e6, "million", 1)
        made, made_peak = apart(make, made_db, period, spaces)
        real, real_peak = apart(make_for_real, real_db, last_days, few)
        assert differing(made_db, real_db, last_days, few) == 0
        show_making(made, made_peak, real, real_peak, SPACES * len(period.days))
        (answers, took), peak = apart(ask, made_db, period, spaces)
        (raw_answers, raw_took), raw_peak = apart(year_in_duckdb.ask, raw, period)
        assert answers == raw_answers
        show_answers(took, peak, raw_took, raw_peak)
        show_ratios(made, real, raw_took)


if __name__ == "__main__":
    main(sys.argv[1:])
