"""What the hub knows about the Pis of a space, gathered for one look at the page.

It asks the live reader, the store and the book, writes no page and decides nothing. What can't be
asked is None, and never nothing.
"""

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from contract.times import from_us
from contract.topics import AgentAddress
from hub.audit import audit_epoch
from hub.book.agent_handovers import HandoverMemory
from hub.book.people import PeopleMemory
from hub.console.sources import ConsoleSources
from hub.domain.handover_aftermath import Now
from hub.domain.handover_change import HandoverChange
from hub.domain.handover_request import Around
from hub.domain.live import AgentNow
from hub.domain.space import SpaceConfig
from hub.errors import StoreUnavailable
from hub.workers.handover_watch import HandoverWatch

LATELY_US: Final = 86_400 * 1_000_000
"""Who was heard within so long is offered."""
_MARGIN: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Stranger:
    """An agent that is heard in a space and that nobody has named."""

    agent: str
    age_s: float


@dataclass(frozen=True, slots=True)
class _Account:
    """What the store says of one agent."""

    was_stored: bool
    is_copied: bool


class Known:
    """Asks again at each look."""

    def __init__(self, sources: ConsoleSources) -> None:
        self._sources = sources
        self.memory = HandoverMemory(sources.book)
        self._people = PeopleMemory(sources.book)

    def space(self, space: str) -> SpaceConfig | None:
        """Return a space as it is now; None: there is none."""
        return self._sources.spaces.now.by_id.get(space)

    def named(self, space: str) -> SpaceConfig:
        """Return a space as hub.toml has it."""
        return next(each for each in self._sources.spaces.named if each.id == space)

    def around(self, space: SpaceConfig) -> Around:
        """Say what a request is judged by."""
        now_us = self._sources.now_us()
        kept = timedelta(days=self._sources.config.store.raw_days) - _MARGIN
        kept_from_us = now_us - max(kept, _MARGIN) // timedelta(microseconds=1)
        return Around(space, self._sources.spaces.now.all, now_us, kept_from_us)

    def now_us(self) -> int:
        """Return the likely time."""
        return self._sources.now_us()

    def wall(self, space: SpaceConfig) -> datetime:
        """Return what the clock of a space shows now."""
        local = from_us(self._sources.now_us()).astimezone(ZoneInfo(space.timezone))
        return local.replace(tzinfo=None)

    def changes(self) -> Sequence[HandoverChange]:
        """Return all that was said. Raises BookUnavailable."""
        return self.memory.all()

    def apply(self) -> None:
        """Let what the book says hold at once. Raises BookUnavailable."""
        HandoverWatch(self.memory, self._sources.spaces).follow()

    def names(self) -> Mapping[str, str]:
        """Return what people are called, by id. Raises BookUnavailable."""
        return {person.id: person.name for person in self._people.all()}

    def strangers(self, space: SpaceConfig) -> Sequence[Stranger] | None:
        """Return who was heard lately and isn't known here, the newest first."""
        known, now_us = {each.agent for each in space.agents}, self._sources.now_us()
        try:
            with closing(self._sources.open_reader()) as reader:
                ignored = reader.ignored_agents()
        except StoreUnavailable:
            return None
        found = [
            Stranger(each.agent, max(0, now_us - each.last_us) / 1e6)
            for each in ignored
            if (each.space == space.id and each.agent not in known)
            and now_us - each.last_us <= LATELY_US
        ]
        return sorted(found, key=lambda each: (each.age_s, each.agent))

    def is_heard(self, change: HandoverChange) -> bool:
        """Tell whether anything of the new agent counts by now; where that can't be told it does.

        What it did before as somebody whom nobody had named isn't in the store, and counts nowhere.
        """
        address = AgentAddress(change.space, change.after)
        if self._agent(address).proof is not None:
            return True
        account = self._account(address)
        return account is None or account.was_stored

    def after(self, change: HandoverChange, space: SpaceConfig) -> Now:
        """Gather what is known now of both agents."""
        address = AgentAddress(change.space, change.after)
        account = self._account(address)
        return Now(
            space=space,
            new=self._agent(address),
            old=self._agent(AgentAddress(change.space, change.before)),
            now_us=self._sources.now_us(),
            now_s=self._sources.monotonic(),
            was_stored=None if account is None else account.was_stored,
            is_copied=None if account is None else account.is_copied,
        )

    def _agent(self, address: AgentAddress) -> AgentNow:
        return self._sources.live.agents_of(address.space).get(address.agent, AgentNow())

    def _account(self, address: AgentAddress) -> _Account | None:
        try:
            with closing(self._sources.open_reader()) as reader:
                audits = [audit_epoch(each) for each in reader.epochs() if each.address == address]
        except StoreUnavailable:
            return None
        return _Account(
            any(audit.stored for audit in audits), any(audit.alarms for audit in audits)
        )
