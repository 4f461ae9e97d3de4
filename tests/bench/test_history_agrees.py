"""The history benchmark compares what is equal: small, over a change of the clock."""

from datetime import date, timedelta
from pathlib import Path

from contract.events import Started
from tests.bench import bench_history, year_in_duckdb
from tests.bench.year import Period, days_of_events, outline, space_ids, with_its_place

DAYS = Period(date(2026, 3, 28), date(2026, 3, 30))
SPACES = space_ids(2)


def test_slots_and_duckdb_answer_the_same(tmp_path: Path) -> None:
    """Typical week and daily peaks are equal to the microsecond, and not trivial."""
    year_in_duckdb.load(tmp_path / "raw.duckdb", DAYS, SPACES)
    bench_history.make(tmp_path / "made.db", DAYS, SPACES)
    answers, _ = bench_history.ask(tmp_path / "made.db", DAYS, SPACES)
    raw_answers, _ = year_in_duckdb.ask(tmp_path / "raw.duckdb", DAYS)
    assert answers == raw_answers
    assert len(answers.peaks) == len(SPACES) * len(DAYS.days)
    assert min(answers.peaks.values()) > 1
    assert len(answers.week) == len(SPACES) * (24 + 23 + 24)


def test_the_real_way_makes_the_same(tmp_path: Path) -> None:
    """Appended and rolled up, slots and days are those of the pure functions."""
    last = Period(DAYS.first + timedelta(days=1), DAYS.last)
    bench_history.make(tmp_path / "made.db", DAYS, SPACES)
    bench_history.make_for_real(tmp_path / "real.db", last, SPACES)
    pair = (tmp_path / "made.db", tmp_path / "real.db")
    assert bench_history.differing(*pair, last, SPACES) == 0


def test_what_an_agent_says_fits_its_outline() -> None:
    """Numbers without a gap from `started` to the last sign of life, at the end of the period."""
    said = [one for day in days_of_events("space-1", DAYS) for one in day]
    (run,) = outline("space-1", DAYS).runs
    assert [one.seq for one in said] == list(range(1, len(said) + 1))
    assert (said[0].position, said[-1].position) == (run.first, run.last)
    assert isinstance(with_its_place(said[0]), Started)
    times = [one.at_us for one in said]
    assert times == sorted(set(times))
