"""One part of a region: hub.toml narrowed to what one of several hubs archives.

A part has its spaces, its own place in the store and its own book, so that all that is done with a
configuration is done with a part as well. Which space falls to which part: hub/domain/parts.py.
"""

import argparse
import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import assert_never

from contract.topics import AgentAddress
from hub.book.location import book_path
from hub.config import (
    BookConfig,
    HubConfig,
    InfluxPartConfig,
    InfluxStoreConfig,
    SqliteStoreConfig,
    StoreConfig,
    load,
)
from hub.domain.archives import Archives, parts_called
from hub.domain.parts import Part, PartRefused, part_called
from hub.domain.schedule import ScheduleConfig
from hub.domain.space import SpaceConfig
from hub.errors import ConfigError

log = logging.getLogger(__name__)


def add_part(to: "argparse._ActionsContainer") -> None:
    """Let a command be about one part alone."""
    to.add_argument(
        "--part",
        metavar="2/4",
        help="only the spaces of one of several hubs: by number, or a name that hub.toml gives",
    )


@dataclass(frozen=True, slots=True)
class Region:
    """All that hub.toml names, for a part that has to know what is another's."""

    agents: frozenset[AgentAddress]
    part: Part | None
    """None: one hub archives all of it."""

    def is_noted_here(self, space_id: str) -> bool:
        """Tell whether this hub is the one that takes note of what hub.toml doesn't name."""
        return self.part is None or self.part.holds(space_id)


def region_of(config: HubConfig, file: Path, name: str | None) -> Region:
    """Return the whole region, seen from the part called `name`. Raises ConfigError."""
    agents = frozenset[AgentAddress]().union(*(space.agents for space in config.spaces))
    return Region(agents, None if name is None else _part(config, file, name))


def load_part(
    file: Path, name: str | None, warn: Callable[[str], object] = log.warning
) -> HubConfig:
    """Read hub.toml as `load` does, narrowed to a part if one is named. Raises ConfigError."""
    config = load(file, warn)
    return config if name is None else narrowed(config, file, name)


def narrowed(config: HubConfig, file: Path, name: str) -> HubConfig:
    """Return the configuration of one part. Raises ConfigError."""
    part = _part(config, file, name)
    spaces = tuple(space for space in config.spaces if part.holds(space.id))
    if not spaces:
        raise ConfigError(file, "--part", f"no space falls to {name}; expected fewer parts")
    return config.model_copy(
        update={
            "schedules": tuple(_schedules_of(config, file, spaces)),
            "spaces": spaces,
            "store": _store_of(config.store, part, spaces),
            "book": BookConfig(path=_beside(book_path(config, file), part)),
        }
    )


def _schedules_of(
    config: HubConfig, file: Path, spaces: Sequence[SpaceConfig]
) -> Iterator[ScheduleConfig]:
    """Yield the schedules of a part; one of spaces that several parts share is refused."""
    own = {space.id for space in spaces}
    every = tuple(space.id for space in config.spaces)
    for schedule in config.schedules:
        wanted = set(schedule.spaces or every)
        if wanted <= own:
            yield schedule
        elif wanted & own:
            key = f'schedule "{schedule.name}": spaces'
            other = min(wanted - own)
            raise ConfigError(
                file, key, f'expected spaces of one part: "{other}" is in another than this'
            )


def archives_of(config: HubConfig) -> Archives:
    """Return where the archive of each space answers, as hub.toml says."""
    urls = config.http.archive_urls
    if not urls:
        return Archives(config.http.archive_url)
    parts = parts_called(tuple(urls), config.named_parts)
    by_space = {
        space.id: url
        for part, url in zip(parts, urls.values(), strict=True)
        for space in config.spaces
        if part.holds(space.id)
    }
    return Archives(by_space=by_space)


def _part(config: HubConfig, file: Path, name: str) -> Part:
    try:
        return part_called(name, config.named_parts)
    except PartRefused as refused:
        raise ConfigError(file, "--part", str(refused)) from None


def _store_of(store: StoreConfig, part: Part, spaces: Iterable[SpaceConfig]) -> StoreConfig:
    """Give each part a file of its own, or its share of the buckets."""
    match store:
        case SqliteStoreConfig():
            return store.model_copy(update={"path": _beside(store.path, part)})
        case InfluxStoreConfig():
            ids = frozenset(space.id for space in spaces)
            return InfluxPartConfig(**dict(store), part=part.name, part_spaces=ids)
        case _:
            assert_never(store)


def _beside(path: Path, part: Part) -> Path:
    return path.with_name(f"{path.stem}-{part.name}{path.suffix}")
