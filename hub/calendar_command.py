"""`platzfrei-hub calendar`: what people have set above hub.toml, and taking it back.

It reads and writes the book while a hub serves or not; a hub that serves follows within seconds. To
set something is for the console, which shows what visitors will read of it.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

from contract.printable import printable
from contract.times import from_us, to_us
from hub.book.calendar_changes import CalendarMemory, ChangeRefused, Judged, read_changes
from hub.book.file import BookFile
from hub.book.location import book_path
from hub.clock import SystemClock
from hub.config import HubConfig
from hub.domain.calendar import Calendar
from hub.domain.calendar_change import CalendarChange, ChangeKind
from hub.domain.calendar_rules import Wrong
from hub.errors import ConfigError
from hub.parts import load_part
from hub.people_command import require_owner


def add_calendar(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
) -> Sequence[argparse.ArgumentParser]:
    """Describe what may be typed after `calendar`."""
    calendar = commands.add_parser("calendar", help="what people have set above hub.toml")
    tasks = calendar.add_subparsers(required=True, metavar="TASK")
    listed = tasks.add_parser("list", help="what is set, by space")
    listed.add_argument("--all", action="store_true", help="also what was taken back")
    back = tasks.add_parser(
        "take-back",
        help="take something back, from today on",
        description="Days that are past stay as they were counted, unless --past is said.",
    )
    back.add_argument("change", metavar="ID", help="of `calendar list`")
    back.add_argument(
        "--past", action="store_true", help="also for days before today: this corrects figures"
    )
    listed.set_defaults(command=_list)
    back.set_defaults(command=_take_back)
    return [listed, back]


def _list(chosen: argparse.Namespace) -> int:
    config = load_part(chosen.config, chosen.part)
    changes = read_changes(book_path(config, chosen.config))
    for line in lines_of(config, changes, with_ended=chosen.all):
        sys.stdout.write(f"{printable(line)}\n")
    return 0


def lines_of(
    config: HubConfig, changes: Sequence[CalendarChange], *, with_ended: bool = False
) -> Iterator[str]:
    """Say what is set for each space, and for spaces that hub.toml doesn't have any more."""
    shown = [each for each in changes if each.holds or with_ended]
    known = [space.id for space in config.spaces]
    gone = sorted({each.space for each in shown} - set(known))
    for space in (*known, *gone):
        own = [each for each in shown if each.space == space]
        missing = "" if space in known else " (hub.toml has no such space)"
        yield f"{space}{missing}" if own else f"{space}: nothing is set"
        yield from (f"  {_line(each)}" for each in own)


def _line(change: CalendarChange) -> str:
    days = f"{change.first}" if change.first == change.last else f"{change.first} to {change.last}"
    hours = ",".join(f"{_time(span.start_min)}-{_time(span.end_min)}" for span in change.hours)
    by = change.by or "the command line"
    parts = [
        f"{change.id}  {days}: {change.kind}",
        hours,
        "within a closure, too" if change.wins else "",
        f"of {' '.join(change.desks)}" if change.kind is ChangeKind.DESKS else "",
        f'"{change.text}"' if change.text else "",
        f"({change.why})" if change.why else "",
        f"set on {from_us(change.made_us):%Y-%m-%d} by {by}",
    ]
    if change.ended_us is not None:
        ended_by = change.ended_by or "the command line"
        parts.append(f"taken back or changed on {from_us(change.ended_us):%Y-%m-%d} by {ended_by}")
    return " ".join(part for part in parts if part)


def _time(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _take_back(chosen: argparse.Namespace) -> int:
    config = load_part(chosen.config, chosen.part)
    rest = take_back(config, chosen.config, chosen.change, with_past=chosen.past)
    until = "" if rest is None else f"; what was until {rest.last} stays"
    sys.stdout.write(f"{chosen.change} is taken back{until}\n")
    return 0


def take_back(
    config: HubConfig, file: Path, change: str, *, with_past: bool
) -> CalendarChange | None:
    """Take something back, and return what stays of it. Raises ConfigError, BookUnavailable."""
    path, now_us = book_path(config, file), to_us(SystemClock().wall())
    require_owner(path, file)
    with closing(BookFile.join(path)) as book:
        memory = CalendarMemory(book)
        found = next((each for each in memory.all() if each.id == change), None)
        space = next((each for each in config.spaces if found and each.id == found.space), None)
        if found is None or space is None:
            raise ConfigError(file, "ID", f'nothing set is called "{change}"; see `calendar list`')
        judged = Judged(space, Calendar(space).day_of(from_us(now_us)), with_past)
        try:
            return memory.take_back(change, "", now_us, judged)
        except ChangeRefused as refused:
            raise ConfigError(file, "ID", _why(refused)) from None


def _why(refused: ChangeRefused) -> str:
    if any(fault.wrong is Wrong.CORRECTS_PAST for fault in refused.faults):
        return "it is over, and figures were counted by it; expected --past to correct them"
    return "somebody has taken it back or changed it already"
