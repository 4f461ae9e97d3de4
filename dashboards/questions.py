"""Questions in InfluxQL as Grafana asks them, built of the names in contract/series.py.

Every question has a time filter. Those about points of every minute look back a day at most, from
the end of what is chosen. Long times are asked of slots and local days, which carry the space's
own calendar: `weekday` and `hour` are local, and a day's point stands at its first instant.
"""

from dataclasses import dataclass
from typing import Final

from contract.series import Keeping, Series
from dashboards.figures import LEAST_COVERAGE, Figure

IN_TIME: Final = "$timeFilter"
BEFORE: Final = "time >= ${__from}ms - (${__to}ms - ${__from}ms) AND time < ${__from}ms"
"""As long a time just before what is chosen."""
WITHIN_A_DAY: Final = "$timeFilter AND time >= ${__to}ms - 1d"
JUST_NOW: Final = "$timeFilter AND time >= ${__to}ms - 10m"
"""What is older doesn't say what is true now."""
EIGHT_WEEKS_BEFORE: Final = "time >= ${__from}ms - 8w AND time < ${__from}ms"

SPACE: Final = "\"space\" = '$space'"
SPACES: Final = '"space" =~ /^$space$/'
DESKS: Final = '"desk" =~ /^$desk$/'
OPEN: Final = '"open" = true'


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of one of the two buckets, and how the answer is laid out."""

    keeping: Keeping
    text: str
    is_table: bool = True
    """Else a series of points in time for each group, named by `alias`."""
    alias: str = ""


def spaces() -> str:
    """Ask which spaces there are, for a variable."""
    return 'SHOW TAG VALUES FROM "slot" WITH KEY = "space"'


def desks() -> str:
    """Ask which desks the space has, for a variable."""
    return f'SHOW TAG VALUES FROM "desk_day" WITH KEY = "desk" WHERE {SPACE}'


def newest_weekday(of: Series) -> str:
    """Ask for the local weekday of the space's newest slot, for a variable."""
    _require(of, ("desks",), ("weekday",))
    return (
        f'SELECT "weekday", "desks" FROM "{of.measurement}"'  # noqa: S608 - names of ours
        f" WHERE {IN_TIME} AND {SPACE} ORDER BY time DESC LIMIT 1"
    )


def figures(
    of: Series,
    wanted: tuple[Figure, ...],
    *,
    where: tuple[str, ...],
    by: tuple[str, ...] = (),
    named: str = "",
) -> Question:
    """Sum over a time and work out figures of one coverage, where it is known well enough.

    `named` is the column's name instead of the figure's.
    """
    inner = _sums(of, wanted[0], where, by, "")
    return Question(of.keeping, _worked_out(wanted, inner, by, named))


def figures_a_day(
    of: Series, wanted: tuple[Figure, ...], *, where: tuple[str, ...], alias: str = "$col"
) -> Question:
    """Sum over spaces for each local day of `$zone`, as a series in time."""
    # Outside the subquery tz() would count UTC days.
    inner = _sums(of, wanted[0], where, ("time(1d)",), " fill(none) tz('$zone')")
    return Question(of.keeping, _worked_out(wanted, inner, (), ""), is_table=False, alias=alias)


def day_by_day(
    of: Series,
    wanted: tuple[Figure, ...],
    *,
    where: tuple[str, ...],
    by: tuple[str, ...] = (),
    alias: str = "$col",
) -> Question:
    """Work out figures of every local day by itself, as a series in time for each group."""
    first = wanted[0]
    _require(of, first.fields, by)
    columns = ", ".join(f'{one.value} AS "{one.name}"' for one in wanted)
    text = (
        f'SELECT {columns} FROM "{of.measurement}"'  # noqa: S608 - names of ours
        f" WHERE {' AND '.join(where)} AND {_is_known(first)}{_group(by)}"
    )
    return Question(of.keeping, text, is_table=False, alias=alias)


def newest(
    of: Series, fields: tuple[str, ...], *, where: tuple[str, ...], by: tuple[str, ...] = ()
) -> Question:
    """Ask for the newest point of each group, with its time."""
    _require(of, fields, by)
    text = (
        f'SELECT {_quoted(fields)} FROM "{of.measurement}"'  # noqa: S608 - names of ours
        f" WHERE {' AND '.join(where)}{_group(by)} ORDER BY time DESC LIMIT 1"
    )
    return Question(of.keeping, text)


def newest_rows(of: Series, fields: tuple[str, ...], *, where: tuple[str, ...]) -> Question:
    """Ask for the fifty newest points."""
    _require(of, fields, ())
    text = (
        f'SELECT {_quoted(fields)} FROM "{of.measurement}"'  # noqa: S608 - names of ours
        f" WHERE {' AND '.join(where)} ORDER BY time DESC LIMIT 50"
    )
    return Question(of.keeping, text)


def groups_whose_last(
    of: Series, field: str, condition: str, *, where: tuple[str, ...], by: tuple[str, ...]
) -> Question:
    """List the groups whose last value fulfils a condition."""
    return Question(of.keeping, _last(field, of, condition, where, by) + _group(by))


def count_whose_last(
    of: Series,
    field: str,
    condition: str,
    *,
    where: tuple[str, ...],
    by: tuple[str, ...],
    named: str,
) -> Question:
    """Count the groups whose last value fulfils a condition."""
    rows = _last(field, of, condition, where, by)
    text = rows.replace(f'SELECT "{field}"', f'SELECT count("{field}") AS "{named}"', 1)
    return Question(of.keeping, text)


def over_time(
    of: Series,
    function: str,
    fields: tuple[str, ...],
    *,
    where: tuple[str, ...] = (WITHIN_A_DAY,),
    by: tuple[str, ...] = (),
    alias: str = "$col",
) -> Question:
    """Take the last or the highest value of every quarter of an hour, as series in time."""
    _require(of, fields, by)
    columns = ", ".join(f'{function}("{field}") AS "{field}"' for field in fields)
    text = (
        f'SELECT {columns} FROM "{of.measurement}"'  # noqa: S608 - names of ours
        f" WHERE {' AND '.join(where)}{_group(('time(15m)', *by))} fill(none)"
    )
    return Question(of.keeping, text, is_table=False, alias=alias)


def counted(of: Series, fields: tuple[str, ...], *, every: str = "") -> Question:
    """Add up what counters counted, which begin at 0 again with the hub, within a day.

    With `every`, a series in time of what each such span counted.
    """
    _require(of, fields, ())
    steps = ", ".join(f'non_negative_difference("{field}") AS "{field}"' for field in fields)
    columns = ", ".join(f'sum("{field}") AS "{field}"' for field in fields)
    text = (
        f'SELECT {columns} FROM (SELECT {steps} FROM "{of.measurement}"'  # noqa: S608 - names of ours
        f" WHERE {WITHIN_A_DAY}) WHERE {WITHIN_A_DAY}"
    )
    if not every:
        return Question(of.keeping, text)
    text += f" GROUP BY time({every}) fill(none)"
    return Question(of.keeping, text, is_table=False, alias="$col")


def _sums(
    of: Series, figure: Figure, where: tuple[str, ...], by: tuple[str, ...], ending: str
) -> str:
    _require(of, figure.fields, tuple(one for one in by if not one.startswith("time(")))
    columns = ", ".join(f'sum("{field}") AS "{field}"' for field in figure.fields)
    return (
        f'SELECT {columns} FROM "{of.measurement}"'  # noqa: S608 - names of ours
        f" WHERE {' AND '.join(where)}{_group(by)}{ending}"
    )


def _worked_out(wanted: tuple[Figure, ...], inner: str, by: tuple[str, ...], named: str) -> str:
    columns = ", ".join(f'{one.value} AS "{named or one.name}"' for one in wanted)
    return f"SELECT {columns} FROM ({inner}) WHERE {_is_known(wanted[0])}{_group(by)}"  # noqa: S608 - names of ours


def _is_known(figure: Figure) -> str:
    return f"{figure.known} >= {LEAST_COVERAGE} * {figure.whole} AND {figure.whole} > 0"


def _last(
    field: str, of: Series, condition: str, where: tuple[str, ...], by: tuple[str, ...]
) -> str:
    _require(of, (field,), by)
    inner = (
        f'SELECT last("{field}") AS "{field}" FROM "{of.measurement}"'  # noqa: S608 - names of ours
        f" WHERE {' AND '.join(where)}{_group(by)}"
    )
    return f'SELECT "{field}" FROM ({inner}) WHERE {condition}'  # noqa: S608 - names of ours


def _group(by: tuple[str, ...]) -> str:
    names = (one if one.startswith("time(") else f'"{one}"' for one in by)
    return f" GROUP BY {', '.join(names)}" if by else ""


def _quoted(names: tuple[str, ...]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _require(of: Series, fields: tuple[str, ...], tags: tuple[str, ...]) -> None:
    """Refuse a name that the series doesn't have: Grafana would only show an empty panel."""
    unknown = [*(set(fields) - set(of.fields)), *(set(tags) - set(of.tags))]
    if unknown:
        raise KeyError(f"{of.measurement} has no {', '.join(sorted(unknown))}")
