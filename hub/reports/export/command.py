"""`platzfrei-hub export`: all that a report is worked out from, for those who work it out anew.

Exit status: 0 done; 2 what was asked can't be used; 3 no store.
"""

import argparse
import sys
from collections.abc import Sequence
from contextlib import closing
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from hub.book.calendar_changes import as_set
from hub.book.location import book_path
from hub.book.targets import read_targets
from hub.clock import SystemClock
from hub.config import HubConfig
from hub.errors import ReportRefused
from hub.parts import load_part
from hub.progress import Progress
from hub.reports.export.package import Folder, new_folder
from hub.reports.export.rows import (
    DaysDone,
    SpacePlan,
    day_rows,
    desk_day_rows,
    dictionary_rows,
    opening_rows,
    period_rows,
    plans_of,
    slot_rows,
    space_rows,
    target_rows,
)
from hub.reports.export.tables import (
    DAYS,
    DESK_DAYS,
    DICTIONARY,
    OPENINGS,
    PERIODS,
    SLOTS,
    SPACES,
    TARGETS,
)
from hub.reports.figures.targets import load_targets
from hub.reports.model import Target
from hub.reports.request import Scope, read_request, resolve
from hub.stores.factory import open_history
from hub.stores.history_protocol import HistoryReader

_OF_ARGUMENTS: Final = ("space", "from", "to")


def add_export(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
) -> argparse.ArgumentParser:
    """Describe what may be typed after `export`."""
    export = commands.add_parser(
        "export",
        help="write all that a report is worked out from, as CSV, for an auditor",
        description="A folder of CSV files, a data package that describes them, and check sums."
        " docs/recompute.md works every indicator out of it in SQL. It is exact, and finer than"
        " anything public: hand it on only to whom the report of the office may be handed.",
    )
    export.add_argument(
        "--space", action="append", default=[], metavar="ID", help="repeat for several; none: all"
    )
    export.add_argument("--from", dest="first", required=True, metavar="DATE", help="the first day")
    export.add_argument("--to", dest="last", required=True, metavar="DATE", help="the last day")
    export.add_argument(
        "--targets", type=Path, metavar="targets.toml", help="in place of those on the page"
    )
    export.add_argument(
        "-o",
        dest="folder",
        type=Path,
        metavar="FOLDER",
        help="a new one; else a name that says all",
    )
    export.set_defaults(command=run)
    return export


def run(chosen: argparse.Namespace) -> int:
    """Write an export, and return the exit status.

    Raises ConfigError, StoreUnavailable, and ReportRefused with the argument as its field.
    """
    config = load_part(chosen.config, chosen.part)
    config = as_set(config, book_path(config, chosen.config))
    targets = _targets(config, chosen)
    scope = _scope(config, chosen)
    path = chosen.folder or Path(_name(config, scope))
    plans = plans_of(scope)
    with new_folder(path) as folder, closing(open_history(config, chosen.config)) as reader:
        write_tables(folder, plans, targets, reader)
        folder.describe(_described(scope, path))
        row_count = folder.row_count
    sys.stdout.write(f"{path}: {row_count} rows\n")
    return 0


def _targets(config: HubConfig, chosen: argparse.Namespace) -> Sequence[Target]:
    """Return those of the file, or else those of the book, which the page has."""
    if chosen.targets is None:
        return read_targets(book_path(config, chosen.config))
    return load_targets(chosen.targets, [space.id for space in config.spaces])


def _scope(config: HubConfig, chosen: argparse.Namespace) -> Scope:
    try:
        request = read_request(chosen.space, chosen.first, chosen.last, is_public=False)
        return resolve(config.spaces, request, SystemClock().wall())
    except ReportRefused as refused:
        if refused.field not in _OF_ARGUMENTS:
            raise
        said = refused.message + ("" if refused.sent is None else f", not {refused.sent!r}")
        raise ReportRefused(f"--{refused.field}", said) from None


def _name(config: HubConfig, scope: Scope) -> str:
    is_one = len(scope.spaces) == 1 < len(config.spaces)
    of = f"_{scope.spaces[0].id}" if is_one else ""
    return f"platzfrei-export{of}_{scope.period.first}_{scope.period.last}"


def _described(scope: Scope, path: Path) -> dict[str, Any]:
    return {
        "profile": "tabular-data-package",
        "name": path.name.lower(),
        "title": f"Platzfrei: occupancy from {scope.period.first} to {scope.period.last}",
        "description": "All that the report of this period is worked out from. Exact: not public.",
        "version": version("platzfrei"),
    }


def write_tables(
    folder: Folder, plans: Sequence[SpacePlan], targets: Sequence[Target], reader: HistoryReader
) -> None:
    """Write every table, and show on a terminal how far it is. Raises StoreUnavailable."""
    bar = Progress(sys.stderr, "Export") if sys.stderr.isatty() else None
    folder.write(SPACES, space_rows(plans))
    folder.write(PERIODS, period_rows(plans))
    folder.write(DAYS, day_rows(plans))
    folder.write(OPENINGS, opening_rows(plans))
    folder.write(SLOTS, slot_rows(plans, reader, _shown_on(bar, plans)))
    folder.write(DESK_DAYS, desk_day_rows(plans, reader))
    folder.write(TARGETS, target_rows(targets))
    folder.write(DICTIONARY, dictionary_rows())
    if bar is not None:
        bar.end("done")


def _shown_on(bar: Progress | None, plans: Sequence[SpacePlan]) -> DaysDone:
    all_count = sum(plan.day_count for plan in plans)
    done_count = 0

    def done(count: int) -> None:
        nonlocal done_count
        done_count += count
        if bar is not None:
            bar.show(done_count / all_count)

    return done
