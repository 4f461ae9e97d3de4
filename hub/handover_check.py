"""Whether another agent stands at a desk or door without a date; asked before a start.

Without a date the events of the one before would count for nobody, and the stored past would be
rewritten to unknown. A date may stand in hub.toml, or in the book, where people said it; where the
two differ, both are named. It joins the book, the store and the configuration, and judges nothing:
hub/domain/assignment.py and handover_change.py do.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from contract.configuration import Fault
from contract.times import to_us
from contract.topics import AgentAddress
from hub.book.agent_handovers import HandoverMemory
from hub.book.assignments import AssignmentMemory
from hub.book.file import BookFile
from hub.config import HubConfig
from hub.domain.assignment import assigned_by, undated
from hub.domain.handover_change import (
    DESK,
    Disagreement,
    HandoverChange,
    applied,
    disagreements,
    is_in_hub_toml,
)
from hub.domain.space import SpaceConfig, Watched
from hub.errors import ConfigError, StoreUnavailable
from hub.stores.protocol import StoreReader

_MARGIN: Final = timedelta(days=2)
"""Past `raw_days`: deletion takes its time."""


def undated_changes(
    config: HubConfig, book: BookFile, reader: StoreReader, now: datetime
) -> Iterator[Fault]:
    """Yield what lacks its date. Raises BookUnavailable.

    Where the store can't be asked which agents have spoken, all of them have.
    """
    kept_from = now - timedelta(days=config.store.raw_days) - _MARGIN
    remembered, spaces = AssignmentMemory(book).remembered(), _as_said(config, book)
    yield from undated(spaces, remembered, _has_spoken(reader), to_us(kept_from))


def require_dates(
    config: HubConfig, file: Path, book: BookFile, reader: StoreReader, now: datetime
) -> None:
    """Refuse a change without its date, and remember hub.toml as it is.

    Raises ConfigError, which names each key; then nothing is remembered. Raises BookUnavailable.
    """
    faults = list(undated_changes(config, book, reader, now))
    if faults:
        raise ConfigError.of(file, faults)
    memory = AssignmentMemory(book)
    memory.remember(each for space in _as_said(config, book) for each in assigned_by(space))


def said_otherwise(config: HubConfig, book: BookFile) -> Iterator[Fault]:
    """Yield where hub.toml contradicts what people said in the console. Raises BookUnavailable.

    A desk that hub.toml has no more is no contradiction.
    """
    changes = HandoverMemory(book).all()
    for number, space in enumerate(config.spaces):
        for each in disagreements(space, changes):
            if each.said:
                yield _fault(number, space, each)


def _fault(number: int, space: SpaceConfig, each: Disagreement) -> Fault:
    kind, unit = each.unit.kind, each.unit.id
    units: Sequence[Watched] = space.desks if kind == DESK else space.doors
    index = [one.id for one in units].index(unit)
    here = ", ".join(each.said.splitlines())
    return Fault(
        f"space[{number}].{kind}[{index}].agent",
        f'"{unit}" has {here} here, which holds; the console says {_said(each.change)}:'
        " expected both to say the same",
    )


def handovers_said(config: HubConfig, book: BookFile) -> Iterator[str]:
    """Yield what people said of agents and hub.toml doesn't. Raises BookUnavailable."""
    changes = HandoverMemory(book).all()
    for space in config.spaces:
        for change in changes:
            is_own = change.space == space.id and change.holds
            if is_own and not is_in_hub_toml(space, change):
                units = ", ".join(name.id for name in change.units)
                yield f"{space.id}: {_said(change)}: {units}"


def _said(change: HandoverChange) -> str:
    return (
        f'"{change.after}" in the place of "{change.before}"'
        f" from {change.from_wall:%Y-%m-%dT%H:%M} on"
    )


def _as_said(config: HubConfig, book: BookFile) -> tuple[SpaceConfig, ...]:
    changes = HandoverMemory(book).all()
    return tuple(applied(space, changes) for space in config.spaces)


def _has_spoken(reader: StoreReader) -> Callable[[AgentAddress], bool]:
    try:
        spoken = {record.address for record in reader.epochs()}
    except StoreUnavailable:
        return lambda _: True
    return spoken.__contains__
