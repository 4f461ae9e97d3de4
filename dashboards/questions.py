"""Questions in InfluxQL as Grafana asks them, built of the names in contract/series.py.

Every question has a time filter. What is true now is asked by the clock of InfluxDB, whatever is
chosen above; all else of what is chosen. Long times are asked of slots and local days, which carry
the space's own calendar: `weekday` and `hour` are local, and a day's point stands at its first
instant.
"""

import re
from dataclasses import dataclass
from typing import Final

from contract.series import CHANGE, NOWHERE, SPACE_NAME, ChangeKind, Keeping, Series
from dashboards.figures import LEAST_COVERAGE, Figure

IN_TIME: Final = "time >= ${__from}ms AND time < ${__to}ms"
"""Grafana's own filter counts what begins at the very end, too."""
IN_DAYS: Final = "time >= ${__from}ms - 6h AND time < ${__to}ms - 6h"
"""The local days that are chosen, each by its first instant. Whoever looks in another time zone, or
ends a day at 23:59:59, means the same days; the present one counts from 6 o'clock on."""
IN_DAYS_UP_TO_NOW: Final = "time >= ${__from}ms - 6h AND time < ${__to}ms"
"""The same for days that stand side by side, each for itself: the present one from its start on."""
DAYS_BEFORE: Final = (
    "time >= ${__from}ms - (${__to}ms - ${__from}ms) - 18h AND time < ${__from}ms - 6h"
)
"""As many local days just before. The hours make room for both changes of the clock: of days that
are chosen from midnight on, neither one too many nor one too few gets in."""
JUST_NOW: Final = "time >= now() - 90s"
"""The hub writes every minute: where nothing is younger, nothing is known."""
WITHIN_A_MONTH: Final = "time >= now() - 31d"
EVER: Final = "time >= 0"
"""Points that have no time of their own."""
TODAY: Final = "time >= ${today:singlequote} - 0s"
"""The newest local day of the space, from its midnight on. Where a space has no day yet, nothing
stands for it, and the rest is still a time: an empty pair of quotes would be an error."""
EIGHT_WEEKS_BEFORE: Final = (
    "time >= ${today:singlequote} - 8w - 2h AND time < ${today:singlequote} - 0s"
)
"""Of one weekday only: the hours make room for a change of the clock in between, and take in no
more than the end of the day before, which is another weekday."""
AT_HOME: Final = " tz('$zone')"
"""Dates are the space's own."""

SPACE: Final = "\"space\" = '$space'"
SPACES: Final = '"space" =~ /^$space$/'
OR_NOWHERE: Final = f" OR \"space\" = '{NOWHERE}'"
DESKS: Final = '"desk" =~ /^$desk$/'
OPEN: Final = '"open" = true'
QUARTER: Final = "time(15m)"
_FIELD: Final = re.compile(r'"\w+"')


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of one of the two buckets, and how the answer is laid out."""

    keeping: Keeping
    text: str
    is_table: bool = True
    """Else a series of points in time for each group, named by `alias`."""
    alias: str = ""


@dataclass(frozen=True, slots=True)
class Scaled:
    """A field in another unit."""

    field: str
    name: str
    divisor: float

    def of(self, whole: str) -> str:
        """Write a value of the field in the other unit."""
        return f'{whole} / {self.divisor} AS "{self.name}"'


@dataclass(frozen=True, slots=True)
class Plain:
    """A field as it is."""

    field: str

    @property
    def name(self) -> str:
        """What the column is called."""
        return self.field

    def of(self, whole: str) -> str:
        """Write a value of the field."""
        return f'{whole} AS "{self.field}"'


Wanted = Plain | Scaled
CHOICE: Final = r"/^(?<text>.*) \[(?<value>[^\]]+)\]$/"
"""How a choice is spelled in contract/series.py: what people read, and what is asked for."""
WEEKDAY: Final = "/^(mon|tue|wed|thu|fri|sat|sun)$/"


def spaces() -> str:
    """Ask which spaces there are, for a variable that is read by CHOICE."""
    return f'SELECT "choice" FROM "{SPACE_NAME.measurement}" WHERE {EVER}'  # noqa: S608


def desks() -> str:
    """Ask which desks the space has, for a variable."""
    return f'SHOW TAG VALUES FROM "desk_day" WITH KEY = "desk" WHERE {SPACE}'


def timezone() -> str:
    """Ask where the space's days begin, for a variable."""
    of = SPACE_NAME.measurement
    return f'SELECT "timezone" FROM "{of}" WHERE {EVER} AND {SPACE}'  # noqa: S608 - names of ours


def newest_day(of: Series) -> str:
    """Ask for the space's newest local day, for a variable."""
    _require(of, ("day",), ())
    return f'SELECT last("day") AS "day" FROM "{of.measurement}" WHERE {EVER} AND {SPACE}'  # noqa: S608


def newest_weekday(of: Series) -> str:
    """Ask for the local weekday of the space's newest slot, for a variable read by WEEKDAY."""
    _require(of, ("desks",), ("weekday",))
    return (
        f'SELECT "weekday", "desks" FROM "{of.measurement}"'  # noqa: S608 - names of ours
        f" WHERE {EVER} AND {SPACE} ORDER BY time DESC LIMIT 1"
    )


def names(where: str = SPACES) -> Question:
    """Ask what spaces are called, to be joined by their id."""
    of = SPACE_NAME
    text = f'SELECT "called" FROM "{of.measurement}" WHERE {EVER} AND {where} GROUP BY "space"'  # noqa: S608
    return Question(of.keeping, text)


def names_beside(of: Series, field: str, *, where: tuple[str, ...]) -> Question:
    """Ask what the spaces are called of which this field is known, as it was written beside it.

    Of a field that nobody sends there is no name either, so that nothing is drawn of names alone.
    """
    _require(of, (field, "place"), ("space",))
    inner = (
        f'SELECT last("{field}"), "place" AS "called" FROM "{of.measurement}"'  # noqa: S608 - names of ours
        f" WHERE {' AND '.join(where)}{_group(('space',))}"
    )
    return Question(of.keeping, f'SELECT "called" FROM ({inner}){_group(("space",))}')  # noqa: S608


def known_spaces(named: str, where: str = SPACES) -> Question:
    """Count the spaces that there are."""
    of = SPACE_NAME
    text = f'SELECT count("called") AS "{named}" FROM "{of.measurement}" WHERE {EVER} AND {where}'  # noqa: S608
    return Question(of.keeping, text)


def spaces_in(of: Series, field: str, named: str, *, where: tuple[str, ...]) -> Question:
    """Count the spaces of which anything is written."""
    inner = _lasts(of, (field,), where, ("space",))
    return Question(of.keeping, f'SELECT count("{field}") AS "{named}" FROM ({inner})')  # noqa: S608


def changes(kind: ChangeKind, where: str = "") -> Question:
    """Ask what changed, as marks on an axis of time: those that people can read."""
    told = "\"text\" <> ''" if kind is ChangeKind.SPECIAL_DAY else '"is_first" = false'
    text = (
        f'SELECT "text" FROM "{CHANGE.measurement}"'  # noqa: S608 - names of ours
        f" WHERE $timeFilter AND \"kind\" = '{kind.value}' AND {told}{where}"
        ' GROUP BY "space", "agent"'
    )
    return Question(CHANGE.keeping, text)


def figures(
    of: Series,
    wanted: tuple[Figure, ...],
    *,
    where: tuple[str, ...],
    by: tuple[str, ...] = (),
    named: str = "",
    ending: str = "",
) -> Question:
    """Sum over a time and work out figures of one coverage, where it is known well enough.

    `named` is the column's name instead of the figure's.
    """
    inner = _sums(of, wanted[0], where, by, ending)
    return Question(of.keeping, _worked_out(wanted, inner, by, named))


def figures_a_day(of: Series, wanted: tuple[Figure, ...], *, where: tuple[str, ...]) -> Question:
    """Sum over spaces for each local day of Berlin, as rows in time."""
    # Outside the subquery tz() would count UTC days.
    inner = _sums(of, wanted[0], where, ("time(1d)",), " fill(none) tz('Europe/Berlin')")
    return Question(of.keeping, _worked_out(wanted, inner, (), ""))


def day_by_day(
    of: Series, wanted: tuple[Figure, ...], *, where: tuple[str, ...], by: tuple[str, ...] = ()
) -> Question:
    """Work out figures of every local day by itself, as rows in time for each group."""
    first = wanted[0]
    _require(of, first.fields, by)
    columns = ", ".join(f'{column.value} AS "{column.name}"' for column in wanted)
    text = (
        f'SELECT {columns} FROM "{of.measurement}"'  # noqa: S608 - names of ours
        f" WHERE {' AND '.join(where)} AND {_is_known(first)}{_group(by)}"
    )
    return Question(of.keeping, text)


def day_by_day_with_gaps(
    of: Series, figure: Figure, *, where: tuple[str, ...], by: tuple[str, ...]
) -> Question:
    """Work out a figure of every local day of Berlin; a day that has none is null.

    So a state ends with its day: without a null it would last to the next one, or for ever.
    """
    _require(of, figure.fields, by)
    value = _FIELD.sub(r"sum(\g<0>)", figure.value)
    text = (
        f'SELECT {value} AS "{figure.name}" FROM "{of.measurement}"'  # noqa: S608 - names of ours
        f" WHERE {' AND '.join(where)} AND {_is_known(figure)}{_group(('time(1d)', *by))}"
        " fill(null) tz('Europe/Berlin')"
    )
    return Question(of.keeping, text)


def newest(
    of: Series, wanted: tuple[Wanted, ...], *, where: tuple[str, ...], by: tuple[str, ...] = ()
) -> Question:
    """Ask for the newest point of each group, with its time."""
    _require(of, tuple(aggregate.field for aggregate in wanted), by)
    columns = ", ".join(aggregate.of(f'"{aggregate.field}"') for aggregate in wanted)
    text = (
        f'SELECT {columns} FROM "{of.measurement}"'  # noqa: S608 - names of ours
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


def count_of(of: Series, field: str, named: str) -> Question:
    """Count what was written just now."""
    _require(of, (field,), ())
    text = f'SELECT count("{field}") AS "{named}" FROM "{of.measurement}" WHERE {JUST_NOW}'  # noqa: S608
    return Question(of.keeping, text)


def last_time(of: Series, field: str, named: str) -> Question:
    """Ask when something was written last, within a month."""
    _require(of, (field,), ())
    text = f'SELECT last("{field}") AS "{named}" FROM "{of.measurement}" WHERE {WITHIN_A_MONTH}'  # noqa: S608
    return Question(of.keeping, text)


def rows_whose_last(
    of: Series,
    wanted: tuple[Wanted, ...],
    condition: str,
    *,
    where: tuple[str, ...],
    by: tuple[str, ...],
) -> Question:
    """List the groups whose newest values fulfil a condition."""
    inner = _lasts(of, tuple(aggregate.field for aggregate in wanted), where, by)
    columns = ", ".join(aggregate.of(f'"{aggregate.field}"') for aggregate in wanted)
    text = f"SELECT {columns} FROM ({inner}) WHERE {condition}{_group(by)}"  # noqa: S608
    return Question(of.keeping, text)


def sums_of_last(
    of: Series,
    sums: dict[str, str],
    *,
    fields: tuple[str, ...],
    where: tuple[str, ...],
    by: tuple[str, ...],
    condition: str = "",
) -> Question:
    """Add up the newest values of all groups: 0 where all of them are 0, nothing without any.

    `sums` are expressions over `fields`, by the name of their column. With a `condition` on those
    names there is a row only where it is fulfilled.
    """
    inner = _lasts(of, fields, where, by)
    columns = ", ".join(f'{value} AS "{name}"' for name, value in sums.items())
    text = f"SELECT {columns} FROM ({inner})"  # noqa: S608 - names of ours
    if condition:
        text = f"SELECT {_quoted(tuple(sums))} FROM ({text}) WHERE {condition}"  # noqa: S608
    return Question(of.keeping, text)


def over_time(
    of: Series,
    function: str,
    wanted: tuple[Wanted, ...],
    *,
    where: tuple[str, ...] = (IN_TIME,),
    by: tuple[str, ...] = (),
    alias: str = "",
    filled: str = "none",
) -> Question:
    """Take the last or the highest value of every quarter of an hour.

    With an `alias`, a series for each group. Filled with null, what is missing is a gap.
    """
    _require(of, tuple(aggregate.field for aggregate in wanted), by)
    columns = [aggregate.of(f'{function}("{aggregate.field}")') for aggregate in wanted]
    text = (
        f'SELECT {", ".join(columns)} FROM "{of.measurement}"'  # noqa: S608 - names of ours
        f" WHERE {' AND '.join(where)}{_group((QUARTER, *by))} fill({filled})"
    )
    return Question(of.keeping, text, is_table=not alias, alias=alias)


def counted(of: Series, fields: tuple[str, ...], *, every: str = "") -> Question:
    """Add up what counters counted, which begin at 0 again with the hub.

    With `every`, a series in time of what each such span counted.
    """
    _require(of, fields, ())
    steps = ", ".join(f'non_negative_difference("{field}") AS "{field}"' for field in fields)
    columns = ", ".join(f'sum("{field}") AS "{field}"' for field in fields)
    text = (
        f'SELECT {columns} FROM (SELECT {steps} FROM "{of.measurement}"'  # noqa: S608 - names of ours
        f" WHERE {IN_TIME}) WHERE {IN_TIME}"
    )
    if not every:
        return Question(of.keeping, text)
    text += f" GROUP BY time({every}) fill(none)"
    return Question(of.keeping, text, is_table=False, alias="$col")


def _sums(
    of: Series, figure: Figure, where: tuple[str, ...], by: tuple[str, ...], ending: str
) -> str:
    _require(of, figure.fields, tuple(label for label in by if not label.startswith("time(")))
    columns = ", ".join(f'sum("{field}") AS "{field}"' for field in figure.fields)
    return (
        f'SELECT {columns} FROM "{of.measurement}"'  # noqa: S608 - names of ours
        f" WHERE {' AND '.join(where)}{_group(by)}{ending}"
    )


def _worked_out(wanted: tuple[Figure, ...], inner: str, by: tuple[str, ...], named: str) -> str:
    columns = ", ".join(f'{column.value} AS "{named or column.name}"' for column in wanted)
    return f"SELECT {columns} FROM ({inner}) WHERE {_is_known(wanted[0])}{_group(by)}"  # noqa: S608 - names of ours


def _is_known(figure: Figure) -> str:
    known = f"{figure.known} >= {LEAST_COVERAGE} * {figure.whole}"
    return f"{known} AND {figure.whole} > 0" if figure.is_ratio else known


def _lasts(of: Series, fields: tuple[str, ...], where: tuple[str, ...], by: tuple[str, ...]) -> str:
    _require(of, fields, by)
    columns = ", ".join(f'last("{field}") AS "{field}"' for field in fields)
    return (
        f'SELECT {columns} FROM "{of.measurement}"'  # noqa: S608 - names of ours
        f" WHERE {' AND '.join(where)}{_group(by)}"
    )


def _group(by: tuple[str, ...]) -> str:
    groups = (label if label.startswith("time(") else f'"{label}"' for label in by)
    return f" GROUP BY {', '.join(groups)}" if by else ""


def _quoted(fields: tuple[str, ...]) -> str:
    return ", ".join(f'"{field}"' for field in fields)


def _require(of: Series, fields: tuple[str, ...], tags: tuple[str, ...]) -> None:
    """Refuse a name that the series doesn't have: Grafana would only show an empty panel."""
    unknown = [*(set(fields) - set(of.fields)), *(set(tags) - set(of.tags))]
    if unknown:
        raise KeyError(f"{of.measurement} has no {', '.join(sorted(unknown))}")
