"""Reading the embedded store, beside its one writer, as of one moment. It never writes."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, Self

from contract.topics import AgentAddress
from hub.domain.seq_ranges import Span
from hub.stores.event_bodies import event_of
from hub.stores.protocol import Damage, EpochRecord, IgnoredAgent, StoredEvent
from hub.stores.sqlite.check_sums import sound
from hub.stores.sqlite.file import SqliteFile
from hub.stores.sqlite.schema import Fate

_EPOCHS: Final = f"""
SELECT epoch.id, space, agent, epoch FROM epoch JOIN agent ON agent.id = agent_id
WHERE {sound("epoch")} AND {sound("agent")} ORDER BY space, agent, epoch.id
"""
_EVENTS: Final = f"""
SELECT epoch, seq, at_us, estimated, body FROM event
JOIN epoch ON epoch.id = epoch_id JOIN agent ON agent.id = event.agent_id
WHERE event.agent_id = (SELECT id FROM agent WHERE space = ? AND agent = ?)
AND at_us >= ? AND at_us < ? AND {sound("event")} AND {sound("epoch")} AND {sound("agent")}
ORDER BY at_us, epoch, seq
"""
_IGNORED: Final = f"""
SELECT space, agent, message_count, last_us FROM ignored WHERE {sound("ignored")}
ORDER BY space, agent
"""
_UNREADABLE: Final = f"""
SELECT count(*) FROM quarantine WHERE seq IS NULL AND {sound("quarantine")}
"""
_SPANS: Final = f"""
SELECT epoch_id, fate, first, last FROM seqs WHERE {sound("seqs")} ORDER BY epoch_id, fate, first
"""
_NAMES: Final = f"""
SELECT space, agent, previous, epoch, previous_last FROM epoch JOIN agent ON agent.id = agent_id
WHERE previous IS NOT NULL AND {sound("epoch")} AND {sound("agent")} ORDER BY epoch.id
"""
_DAMAGES: Final = f"""
SELECT found_us, aside, said, kept, set_aside FROM damage WHERE {sound("damage")} ORDER BY id
"""


class SqliteReader:
    """A reader; any number of them may be open."""

    def __init__(self, file: SqliteFile) -> None:
        self._file = file

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open an existing store. Raises StoreUnavailable if there is none that can be read."""
        return cls(SqliteFile.open_to_read(path))

    @classmethod
    def open_wary(cls, path: Path) -> Self:
        """Open one beside which no hub may have looked at pages and indexes. As `open`."""
        return cls(SqliteFile.open_to_read(path, is_wary=True))

    def on_damage(self, tell: Callable[[], None]) -> None:
        """Have it told when something that is read isn't as it was written."""
        self._file.on_damage = tell

    def epochs(self) -> Iterator[EpochRecord]:
        """Yield every epoch ever heard of, by agent, in the order of their first arrival."""
        with self._file.as_of_now():
            spans = self._all_spans()
            named = self._all_names()
            rows = list(self._file.rows(_EPOCHS))
        for epoch_id, space, agent, epoch in rows:
            names = named.get((space, agent, epoch), [])
            yield EpochRecord(
                address=AgentAddress(space, agent),
                epoch=epoch,
                named_last=min((last for _, last in names), default=None),
                named_by=tuple(by for by, _ in names),
                stored=tuple(spans.get((epoch_id, Fate.STORED), ())),
                quarantined=tuple(spans.get((epoch_id, Fate.QUARANTINED), ())),
                lost=tuple(spans.get((epoch_id, Fate.LOST), ())),
                too_late=tuple(spans.get((epoch_id, Fate.TOO_LATE), ())),
            )

    def events(self, address: AgentAddress, from_us: int, to_us: int) -> Iterator[StoredEvent]:
        """Yield one agent's events with from_us <= at < to_us, by (at, epoch, seq)."""
        rows = self._file.rows(_EVENTS, (address.space, address.agent, from_us, to_us))
        for epoch, seq, at_us, estimated, body in rows:
            yield StoredEvent(address, epoch, event_of(seq, at_us, estimated, body))

    def ignored_agents(self) -> list[IgnoredAgent]:
        """Return the agents that were ignored, by name."""
        return [IgnoredAgent(*row) for row in self._file.rows(_IGNORED)]

    def unreadable_count(self) -> int:
        """Count the payloads whose envelope could not be read."""
        return self._file.number(_UNREADABLE) or 0

    def damages(self) -> list[Damage]:
        """Return what was found damaged and set aside, oldest first."""
        return [Damage(*row) for row in self._file.rows(_DAMAGES)]

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def _all_spans(self) -> dict[tuple[int, int], list[Span]]:
        spans: dict[tuple[int, int], list[Span]] = {}
        for epoch_id, fate, first, last in self._file.rows(_SPANS):
            spans.setdefault((epoch_id, fate), []).append(Span(first, last))
        return spans

    def _all_names(self) -> dict[tuple[str, str, str], list[tuple[str, int]]]:
        named: dict[tuple[str, str, str], list[tuple[str, int]]] = {}
        for space, agent, previous, by, last in self._file.rows(_NAMES):
            named.setdefault((space, agent, previous), []).append((by, last))
        return named
