"""`platzfrei-hub publish`: what is published of each month, what isn't and why, and errata.

It joins the book, the store and the configuration, and decides nothing: hub/workers/publishing.py
works months out, hub/domain/published_cells.py says what of them is told.
"""

import argparse
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final, assert_never

from contract.printable import printable
from contract.times import from_us, to_us
from hub.book.calendar_changes import CalendarMemory
from hub.book.file import BookFile
from hub.book.location import book_path
from hub.book.published import PublishedMemory, read_published, read_withheld_until_us
from hub.clock import SystemClock
from hub.config import HubConfig
from hub.domain.calendar import Calendar
from hub.domain.calendar_change import applied
from hub.domain.counted_month import last_of, settled_at
from hub.domain.localtime import ONE_DAY
from hub.domain.published_cells import LEAST_DAYS, PublishedMonth, Withheld
from hub.domain.space import SpaceConfig
from hub.errors import ReportRefused
from hub.parts import load_part
from hub.stores.factory import open_history
from hub.workers.publishing import SpaceMonths

MOST_REASON: Final = 200
_NOT_THERE: Final = "not there: it comes once its slots are made, or it is damaged"
_WITHHELD: Final = (
    "withheld: the book was damaged, and nobody knows whether it was published; `publish erratum`"
    " makes it"
)
_MONTH: Final = re.compile(r"\d{4}-(0[1-9]|1[0-2])", re.ASCII)


def add_publish(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
) -> Sequence[argparse.ArgumentParser]:
    """Describe what may be typed after `publish`."""
    publish = commands.add_parser("publish", help="look after what public reports are made of")
    tasks = publish.add_subparsers(required=True, metavar="TASK")
    listed = tasks.add_parser(
        "list",
        help="which months are published, of which the use is withheld and why, what comes when",
        description="For the office: why something is withheld may point to single persons.",
    )
    listed.set_defaults(command=_list)
    erratum = tasks.add_parser(
        "erratum",
        help="replace a published month by what the store says now, with a date and a reason",
        description="Run it with the hub stopped. The whole month is replaced, and public reports"
        " say so, with the reason; what was published before stays in the book.",
    )
    erratum.set_defaults(command=_erratum)
    erratum.add_argument("space", metavar="SPACE", help="its id")
    erratum.add_argument("month", type=_month, metavar="YYYY-MM")
    erratum.add_argument(
        "--reason", type=_reason, required=True, metavar="TEXT", help="in public reports, as it is"
    )
    return [listed, erratum]


def _month(text: str) -> date:
    if not _MONTH.fullmatch(text):
        raise argparse.ArgumentTypeError(f"expected a month such as 2026-03, not {text!r}")
    return date.fromisoformat(f"{text}-01")


def _reason(text: str) -> str:
    told = " ".join(text.split())
    if not told or len(told) > MOST_REASON or not told.isprintable():
        raise argparse.ArgumentTypeError(f"expected up to {MOST_REASON} characters of plain text")
    return told


def _list(chosen: argparse.Namespace) -> int:
    config = load_part(chosen.config, chosen.part)
    book = book_path(config, chosen.config)
    published, until_us = read_published(book), read_withheld_until_us(book)
    for line in lines_of(config, published, to_us(SystemClock().wall()), until_us):
        sys.stdout.write(f"{printable(line)}\n")
    return 0


def lines_of(
    config: HubConfig, published: Sequence[PublishedMonth], now_us: int, withheld_until_us: int = 0
) -> Iterator[str]:
    """Say what is published of each space, what isn't and why, and what comes when."""
    for space in config.spaces:
        yield f"{space.id}"
        own = [each for each in published if each.space == space.id]
        yield from (f"  {each.month:%Y-%m}  {_said(each)}" for each in own)
        yield from _coming(space, {each.month for each in own}, now_us, withheld_until_us)


def _said(month: PublishedMonth) -> str:
    small_count = month.cells.small_count
    said = f"{from_us(month.at_us):%Y-%m-%d}, small_count {small_count}: {_why(month)}"
    return said if month.reason is None else f"{said}; erratum {month.edition}: {month.reason}"


def _why(month: PublishedMonth) -> str:
    match month.cells.withheld:
        case None:
            return "told"
        case Withheld.FEW:
            return (
                f"use withheld: on fewer than {LEAST_DAYS} days {month.cells.small_count} desks"
                " were in use at once"
            )
        case Withheld.ONE_DESK:
            return "use withheld: one desk has more than half of it"
        case _:
            assert_never(month.cells.withheld)


def _coming(
    space: SpaceConfig, there: set[date], now_us: int, withheld_until_us: int
) -> Iterator[str]:
    """Say which settled months aren't there, and when the next one comes."""
    calendar, months = Calendar(space), SpaceMonths(space)
    month = space.since.replace(day=1)
    while to_us(settled_at(month, calendar)) <= now_us:
        if month not in there:
            is_withheld = months.was_over(month, withheld_until_us)
            yield f"  {month:%Y-%m}  {_WITHHELD if is_withheld else _NOT_THERE}"
        month = last_of(month) + ONE_DAY
    yield f"  {month:%Y-%m}  comes from {calendar.day_of(settled_at(month, calendar))} on"


def _erratum(chosen: argparse.Namespace) -> int:
    config = load_part(chosen.config, chosen.part)
    edition = correct(config, chosen.config, chosen.space, chosen.month, chosen.reason)
    said = f"{chosen.space} {chosen.month:%Y-%m}: edition {edition} is published from now on"
    sys.stdout.write(f"{said}\n")
    return 0


def correct(config: HubConfig, file: Path, space_id: str, month: date, reason: str) -> int:
    """Replace a published month, and return the number of its edition.

    Raises ReportRefused, which names the argument, StoreUnavailable and BookUnavailable.
    """
    named, now_us = _space(config, space_id), to_us(SystemClock().wall())
    with closing(BookFile.own(book_path(config, file))) as book:
        months = SpaceMonths(applied(named, CalendarMemory(book).all()))
        memory = PublishedMemory(book)
        until_us = min(memory.withheld_until_us(), now_us)
        is_withheld = months.was_over(month, until_us) and month in months.settled(now_us)
        if not is_withheld and (space_id, month) not in memory.taken():
            raise ReportRefused("YYYY-MM", f"{month:%Y-%m} of {space_id} isn't published")
        counts = memory.small_counts().get(space_id, ())
        with closing(open_history(config, file)) as reader:
            made = months.made(month, reader, counts, now_us)
        return memory.correct(replace(made, reason=reason), is_withheld=is_withheld)


def _space(config: HubConfig, space_id: str) -> SpaceConfig:
    known = {space.id: space for space in config.spaces}
    if space_id not in known:
        raise ReportRefused(
            "SPACE", f"hub.toml names no such space; expected one of {', '.join(known)}"
        )
    return known[space_id]
