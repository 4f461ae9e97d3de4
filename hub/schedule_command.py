"""`platzfrei-hub schedule`: what reports are made by themselves, and one of them at once.

It reads beside a hub that may be serving, and writes nothing into the book.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Final

from contract.printable import printable
from contract.times import to_us
from hub.book.location import book_path
from hub.book.published import read_published
from hub.book.scheduled import ScheduledReport, read_scheduled
from hub.book.sign_doubts import read_sign_doubts
from hub.book.targets import read_targets
from hub.clock import SystemClock
from hub.config import HubConfig
from hub.domain.schedule import Due, ScheduleConfig
from hub.errors import ReportRefused
from hub.parts import load_part
from hub.reports.service import ReportService
from hub.scheduled_reports import Schedules
from hub.spaces_as_set import spaces_as_set
from hub.stores.factory import open_history, open_reader

_NONE: Final = "hub.toml has no [[schedule]]"


def add_schedule(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
) -> Sequence[argparse.ArgumentParser]:
    """Describe what may be typed after `schedule`."""
    schedule = commands.add_parser("schedule", help="look after reports that make themselves")
    tasks = schedule.add_subparsers(required=True, metavar="TASK")
    listed = tasks.add_parser("list", help="what was made last, what is due, what it waits for")
    listed.set_defaults(command=_list)
    run = tasks.add_parser(
        "run",
        help="make the latest report of a schedule now",
        description="Into its folder, in the place of one that is there; no mail is sent, and"
        " nothing is remembered.",
    )
    run.set_defaults(command=_run)
    run.add_argument("name", metavar="NAME")
    return [listed, run]


def _list(chosen: argparse.Namespace) -> int:
    config = load_part(chosen.config, chosen.part)
    made = read_scheduled(book_path(config, chosen.config))
    for line in lines_of(config, chosen.config, made):
        sys.stdout.write(f"{printable(line)}\n")
    return 0


def lines_of(config: HubConfig, file: Path, made: Sequence[ScheduledReport]) -> Iterator[str]:
    """Say of each schedule what was made last, what waits for what, and what comes next."""
    schedules = _schedules(config, file)
    if not config.schedules:
        yield _NONE
    for each in config.schedules:
        own = [report for report in made if report.schedule == each.name]
        latest = own[-1] if own else None
        yield f"{each.name}: every {each.every}, {', '.join(each.formats)}"
        if latest is not None:
            yield f"  made: {_days(Due(latest.first, latest.last))}: {', '.join(latest.files)}"
        today, last = schedules.today(each), None if latest is None else latest.first
        for due in schedules.due(each, last):
            yield f"  due: {_days(due)}: {_waiting(schedules, each, due, config, file)}"
        coming = each.next_after(last, today)
        yield "  ended" if coming is None else f"  comes: {_days(coming)}, once it is over"


def _waiting(
    schedules: Schedules, schedule: ScheduleConfig, due: Due, config: HubConfig, file: Path
) -> str:
    if schedule.public:
        return "waits until its months are published (`publish list`)"
    with closing(open_history(config, file)) as reader:
        waiting = list(schedules.waiting(schedule, due, reader))
    return f"waits for slots of {', '.join(waiting)}" if waiting else "is made at the next look"


def _days(due: Due) -> str:
    return f"{due.first} to {due.last}"


def _run(chosen: argparse.Namespace) -> int:
    config = load_part(chosen.config, chosen.part)
    schedule = _named(config, chosen.name)
    if schedule.folder is None:
        raise ReportRefused("NAME", f"{schedule.name} has no folder; expected one in hub.toml")
    schedules = _schedules(config, chosen.config)
    overs = list(schedules.due(schedule, None))
    if not overs:
        raise ReportRefused(
            "NAME", f"no {schedule.every} of {schedule.name} has been counted and is over"
        )
    for file in schedules.files(schedule, overs[-1]):
        sys.stdout.write(f"{schedule.folder / file.name}: {len(file.content)} bytes\n")
    return 0


def _named(config: HubConfig, name: str) -> ScheduleConfig:
    known = {each.name: each for each in config.schedules}
    if name not in known:
        expected = f"expected one of {', '.join(known)}" if known else _NONE
        raise ReportRefused("NAME", f"hub.toml names no such schedule; {expected}")
    return known[name]


def _schedules(config: HubConfig, file: Path) -> Schedules:
    clock, book = SystemClock(), book_path(config, file)
    service = ReportService(
        config,
        partial(open_history, config, file),
        partial(open_reader, config, file),
        clock.wall,
        version=version("platzfrei"),
        read_targets=partial(read_targets, book),
        read_published=partial(read_published, book),
        read_sign_doubts=partial(read_sign_doubts, book),
        spaces=spaces_as_set(config, book),
    )
    return Schedules(config, service, lambda: to_us(clock.wall()))
