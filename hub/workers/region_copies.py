"""Keeps for a replica what people have set in calendars, as the hubs with the archive tell it.

    each archive ─▶ thread, every two seconds ─▶ SpacesNow ─▶ pages, what is live
                                               └▶ file: what was said last, for the next start

An archive that can't be reached costs the others nothing, and what it said last stays; since when
says `copied_at`. The file is for its owner alone and has a check sum: one that isn't what was
written counts as none.
"""

import hashlib
import json
import logging
import os
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final

from hub.clock import Clock
from hub.domain.space import SpaceConfig
from hub.errors import StoreUnavailable
from hub.spaces_now import SpacesNow
from hub.workers.archive_link import Answer
from hub.workers.periodic import IsEnding, Schedule, Work
from hub.workers.region_changes_said import SpaceChanges, changed, notices_in, read_changes

log = logging.getLogger(__name__)

PATH: Final = "/api/v1/region-changes"
EVERY_S: Final = 2.0
LONGEST_WAIT_S: Final = 10.0
OLD: Final = timedelta(hours=1)
"""From this age on pages say how old it is."""
LAYER: Final = "copies"

Ask = Callable[[str, str], Answer | None]
"""Asks an address for what an entity tag doesn't name; raises StoreUnavailable."""


@dataclass(slots=True)
class _Copy:
    """What one archive said last, and when it was asked."""

    url: str
    spaces: frozenset[str]
    body: bytes = b""
    etag: str = ""
    at: datetime | None = None
    said: Mapping[str, SpaceChanges] = field(default_factory=dict)

    def take(self, body: bytes, etag: str, at: datetime) -> None:
        """Take what was said. Raises StoreUnavailable."""
        self.said = read_changes(body, self.spaces)
        self.body, self.etag, self.at = body, etag, at


class RegionCopies:
    """Asks, keeps and applies."""

    schedule: Final = Schedule(
        "calendar-copies", EVERY_S, LONGEST_WAIT_S, "calendars stay as the archive told them last"
    )

    def __init__(
        self,
        archives: Mapping[str, str],
        spaces: SpacesNow,
        clock: Clock,
        ask: Ask,
        file: Path | None = None,
    ) -> None:
        """Begin with nothing.

        `archives` says where that of a space answers; the copy is kept in `file`, if anywhere.
        """
        by_url = defaultdict[str, set[str]](set)
        for space, url in archives.items():
            by_url[f"{url.rstrip('/')}{PATH}"].add(space)
        self._copies = [_Copy(url, frozenset(theirs)) for url, theirs in by_url.items()]
        self._spaces = spaces
        self._clock = clock
        self._ask = ask
        self._file = file
        self._has_failed_to_write = False

    @property
    def copied_at(self) -> datetime | None:
        """As of when everything is known; None: of some space nothing is."""
        times = [copy.at for copy in self._copies]
        known = [at for at in times if at is not None]
        return min(known) if known and len(known) == len(times) else None

    @property
    def is_old(self) -> bool:
        """Whether what is shown may have changed for an hour, or isn't known at all."""
        if not self._copies:
            return False
        at = self.copied_at
        return at is None or self._clock.wall() - at >= OLD

    def load_first(self) -> None:
        """Take what was kept the last time, before anybody asks."""
        if self._file is None:
            return
        try:
            kept = _unpacked(self._file.read_bytes())
        except FileNotFoundError:
            return
        except (OSError, ValueError) as error:
            log.warning("%s can't be used, and is written anew: %s", self._file, error)
            return
        for copy in self._copies:
            if copy.url in kept:
                self._take_kept(copy, kept[copy.url])
        self._apply()

    def due(self) -> Work | None:
        """Return the asking, if there is anybody to ask."""
        return partial(self._renew, self._clock.wall()) if self._copies else None

    def close(self) -> None:
        """Do nothing: nothing is open between two questions."""

    def _take_kept(self, copy: _Copy, kept: tuple[str, str, datetime]) -> None:
        body, etag, at = kept
        try:
            copy.take(body.encode(), etag, at)
        except StoreUnavailable as error:
            log.warning("%s: what is kept of %s can't be used: %s", self._file, copy.url, error)

    def _renew(self, now: datetime, is_ending: IsEnding) -> None:
        """Ask each archive. Raises StoreUnavailable for the first out of reach, after the rest."""
        failures, is_new = list[StoreUnavailable](), False
        for copy in self._copies:
            if is_ending():
                return
            try:
                is_new |= self._ask_for(copy, now)
            except StoreUnavailable as failure:
                failures.append(failure)
        if is_new:
            self._apply()
            self._keep()
        if failures:
            raise failures[0]

    def _ask_for(self, copy: _Copy, now: datetime) -> bool:
        """Ask one archive, and tell whether it has said something else, or to be kept anew."""
        answer = self._ask(copy.url, copy.etag)
        if answer is not None:
            copy.take(answer.body, answer.etag, now)
            return True
        was_at, copy.at = copy.at, now
        return was_at is None or now - was_at >= OLD / 4

    def _apply(self) -> None:
        said = {space: each for copy in self._copies for space, each in copy.said.items()}
        notices = {space: notices_in(each) for space, each in said.items()}
        if self._spaces.amend(LAYER, partial(_as_said, said=said), notices):
            log.info("the calendar of a space is another one")

    def _keep(self) -> None:
        """Write the copy; where that can't be done, it is said once."""
        if self._file is None:
            return
        draft = self._file.with_name(f"{self._file.name}.{os.getpid()}")
        try:
            with os.fdopen(
                os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb"
            ) as out:
                out.write(_packed(self._copies))
                out.flush()
                os.fsync(out.fileno())
            draft.replace(self._file)
        except OSError as error:
            if not self._has_failed_to_write:
                log.warning("%s can't be written: %s", self._file, error.strerror or error)
            self._has_failed_to_write = True
        else:
            self._has_failed_to_write = False


def _as_said(space: SpaceConfig, *, said: Mapping[str, SpaceChanges]) -> SpaceConfig:
    return changed(space, said[space.id]) if space.id in said else space


def _packed(copies: list[_Copy]) -> bytes:
    said = {
        copy.url: [copy.body.decode(), copy.etag, copy.at.isoformat()]
        for copy in copies
        if copy.at is not None
    }
    content = json.dumps(said, ensure_ascii=False).encode()
    return hashlib.sha256(content).hexdigest().encode() + b"\n" + content


def _unpacked(packed: bytes) -> dict[str, tuple[str, str, datetime]]:
    """Read a copy. Raises ValueError if it isn't what was written."""
    total, _, content = packed.partition(b"\n")
    if hashlib.sha256(content).hexdigest().encode() != total:
        raise ValueError("it isn't what was written")
    return dict(_each(json.loads(content)))


def _each(said: dict[str, Any]) -> Iterator[tuple[str, tuple[str, str, datetime]]]:
    for url, (body, etag, at) in said.items():
        yield url, (body, etag, datetime.fromisoformat(at))
