"""The raw transitions of the simulated year in DuckDB, and the same questions asked in its SQL.

Only transitions: no heartbeats to prove that a desk was watched. That makes it easier for DuckDB,
not for us. Times are stored as its own, in a file of its own format.
"""

import csv
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from statistics import median
from typing import Final

import duckdb

from tests.bench.measuring import ROUNDS
from tests.bench.year import DESKS, ZONE, Answers, Period, Took, changes

_TABLE: Final = (
    "CREATE TABLE turn (space VARCHAR, desk VARCHAR, moment TIMESTAMPTZ, occupied BOOLEAN)"
)
_LOAD: Final = """
INSERT INTO turn SELECT space, desk, make_timestamptz(at_us), occupied FROM read_csv(
    ?, header = false,
    columns = {'space': 'VARCHAR', 'desk': 'VARCHAR', 'at_us': 'BIGINT', 'occupied': 'BOOLEAN'}
)
"""
_WEEK: Final = """
WITH hours AS (
    SELECT isodow(timezone($zone, h)) - 1 AS weekday, hour(timezone($zone, h)) AS hour,
    count(*) * 3600000000 * $desks AS known_us
    FROM generate_series(
        make_timestamptz($from_us), make_timestamptz($to_us - 3600000000), INTERVAL 1 HOUR
    ) AS series(h) GROUP BY ALL
), spans AS (
    SELECT space, occupied, moment AS begun,
    lead(moment) OVER (PARTITION BY space, desk ORDER BY moment) AS ended FROM turn
), cut AS (
    SELECT space, begun, ended,
    unnest(generate_series(date_trunc('hour', begun), ended, INTERVAL 1 HOUR)) AS h
    FROM spans WHERE occupied
), used AS (
    SELECT space, isodow(timezone($zone, h)) - 1 AS weekday, hour(timezone($zone, h)) AS hour,
    sum(epoch_us(least(ended, h + INTERVAL 1 HOUR)) - epoch_us(greatest(begun, h))) AS occupied_us
    FROM cut GROUP BY ALL
), spaces AS (SELECT DISTINCT space FROM turn)
SELECT space, weekday, hour, coalesce(occupied_us, 0)::BIGINT, known_us
FROM spaces CROSS JOIN hours LEFT JOIN used USING (space, weekday, hour)
"""
_PEAKS: Final = """
WITH counted AS (
    SELECT space, moment, sum(CASE WHEN occupied THEN 1 ELSE -1 END)
    OVER (PARTITION BY space ORDER BY moment) AS occupied FROM turn
)
SELECT space, timezone($zone, moment)::DATE AS day, max(occupied)::BIGINT FROM counted GROUP BY ALL
"""


def load(path: Path, period: Period, spaces: Sequence[str]) -> int:
    """Write the transitions of spaces into a file of DuckDB; returns how many."""
    piece = path.with_suffix(".csv")
    with closing(duckdb.connect(str(path))) as db:
        db.execute(_TABLE)
        for space in spaces:
            with piece.open("w", newline="") as file:
                rows = csv.writer(file)
                for day in period.days:
                    rows.writerows(
                        (space, one.desk, one.at_us, one.occupied) for one in changes(space, day)
                    )
            db.execute(_LOAD, [str(piece)])
        ((count,),) = db.execute("SELECT count(*) FROM turn").fetchall()
    piece.unlink()
    return int(count)


def ask(path: Path, period: Period) -> tuple[Answers, Took]:
    """Ask for the typical week and the daily peaks of all spaces, in rounds of turns."""
    week_s, peaks_s = [], []
    values = {"zone": ZONE.key, "from_us": period.from_us, "to_us": period.to_us}
    with closing(duckdb.connect(str(path), read_only=True)) as db:
        db.execute("SET TimeZone = 'UTC'; SET enable_progress_bar = false")
        for _ in range(ROUNDS):
            began = time.perf_counter()
            week = db.execute(_WEEK, {**values, "desks": len(DESKS)}).fetchall()
            between = time.perf_counter()
            peaks = db.execute(_PEAKS, {"zone": ZONE.key}).fetchall()
            week_s.append(between - began)
            peaks_s.append(time.perf_counter() - between)
    answers = Answers(
        week={(space, weekday, hour): (used, known) for space, weekday, hour, used, known in week},
        peaks={(space, day): occupied for space, day, occupied in peaks},
    )
    return answers, Took(median(week_s), median(peaks_s))
