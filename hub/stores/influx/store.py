"""The store in InfluxDB and its one writer. It knows neither HTTP nor the line protocol.

    append:  plan (pure) ─▶ marks ─▶ events ─▶ what is remembered of their epochs ─▶ outcomes
                                        ├─ older than the bucket keeps: too late, planned again
                                        └─ never taken by the database: set aside, planned again

It connects at its first use, so that the hub serves what is live while InfluxDB is down.
"""

import logging
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Final, Self

from contract import series
from contract.limits import MAX_BATCH_BYTES, MAX_REASON_CHARS
from contract.series import Keeping
from contract.times import from_us, to_us
from contract.topics import AgentAddress
from hub.domain.intake import Batch
from hub.domain.trusted_time import FIRST_US, FUTURE_US, Memory
from hub.errors import StoreUnavailable
from hub.stores.history_protocol import Deletion, Rolled, SpaceHistory, TimeMarks
from hub.stores.history_versions import HistoryVersions
from hub.stores.influx.access import Access
from hub.stores.influx.additions import (
    Addition,
    EpochName,
    Plan,
    accounts_after,
    plan,
    touch_of,
    without,
)
from hub.stores.influx.care_log import InfluxCareLog
from hub.stores.influx.history import InfluxHistory
from hub.stores.influx.kept_desks import KeptDesks
from hub.stores.influx.lease import LEASE_S, Lease, Standing
from hub.stores.influx.points import (
    NS_PER_US,
    Point,
    QuarantineEntry,
    account_point,
    epoch_tags,
    event_ns,
    event_point,
    ignored_point,
    quarantine_point,
    replaced_point,
    set_aside_point,
)
from hub.stores.influx.queries import select, where
from hub.stores.influx.raw_bucket import RawBucket
from hub.stores.influx.reader import InfluxReader
from hub.stores.influx.reading import Reading
from hub.stores.influx.rollup import delete_raw, write_history
from hub.stores.influx.state import Aside, State, Touches, read_rolled, read_state, whole_reach
from hub.stores.influx.time_marks import memory_point, read_memory, taken_back_point
from hub.stores.influx.writing import Refused, Writing
from hub.stores.protocol import IgnoredAgent, Outcome

log = logging.getLogger(__name__)

MAX_QUARANTINE_POINTS: Final = 10_000
MOST_OF_ONE: Final = MAX_QUARANTINE_POINTS // 10
"""Of one source, so that nobody pushes out what others had set aside; its first ones stay."""
MAX_IGNORED_AGENTS: Final = 1_000
_MINUTE_NS: Final = 60_000_000_000


class InfluxStore:
    """The writer. Use it from one thread at a time."""

    def __init__(self, access: Access, lease_s: float = LEASE_S) -> None:
        self._access = access
        self._reading = Reading(access)
        self._writing = Writing(access)
        self._lease = Lease(access, lease_s)
        self._touches = Touches()
        self._raw = RawBucket(access, self._reading, self._writing, self._touches)
        self._kept = self._history(self._reading)
        self._kept_desks = KeptDesks(access)
        self._versions = HistoryVersions(is_only_writer=False)
        self._state: State | None = None
        self._before: State | None = None
        """What was remembered when the lease was lost."""

    @classmethod
    def open(cls, access: Access, lease_s: float = LEASE_S) -> Self:
        """Open the store at once.

        Raises StoreUnavailable if another hub writes it or if it is out of reach.
        """
        store = cls(access, lease_s)
        try:
            store._connected()
        except BaseException:
            store.close()
            raise
        return store

    @property
    def store_id(self) -> str:
        """The name of this life of the store. Raises StoreUnavailable."""
        return str(self._connected().store_id)

    def renew(self) -> str:
        """Begin a new life after a restore: every edge will send again what it still holds."""
        state = self._connected()
        state.store_id = self._raw.new_store_id()
        return state.store_id

    def append(self, batches: Sequence[Batch], received_us: int) -> list[Outcome]:
        """Write the batches, first their events, then what is remembered of them.

        A deletion that is dated later than they came was dated by a wrong clock: it is taken back.
        Raises StoreUnavailable; then nothing of them counts, and they may come again.
        """
        state = self._connected()
        if FIRST_US <= received_us < state.deletions.deleted_us - FUTURE_US:
            self.take_back(received_us + FUTURE_US, received_us)
        planned, was_us = self._write_events(state, batches, state.deleted_until_us)
        accounts = accounts_after(state.accounts, planned.additions, state.next_number)
        self._set_aside(state, _rejected(planned.additions), received_us)
        self._writing.write_all(
            Keeping.PERMANENT,
            [account_point(address, account) for (address, _), account in accounts.items()],
        )
        touches = [
            touch_of(state.accounts, addition, was_us.get((addition.address, addition.epoch), ()))
            for addition in planned.additions
        ]
        state.take_in(accounts)
        self._touches.add(touch for touch in touches if touch is not None)
        return planned.outcomes

    def quarantine_payload(self, topic: str, payload: bytes, reason: str, at_us: int) -> bool:
        """Quarantine an unreadable payload, once; False if it already was.

        Of one that is larger than any batch may be, only the head is kept.
        """
        identity = sha256(b"\0".join((topic.encode(), payload))).hexdigest()
        entry = QuarantineEntry(topic, identity, 0, reason, payload[:MAX_BATCH_BYTES])
        return self._set_aside(self._connected(), [entry], at_us) > 0

    def note_ignored(self, ignored: Sequence[IgnoredAgent]) -> None:
        """Add to the counts of ignored agents; only so many different ones are remembered."""
        state = self._connected()
        counted = dict(state.ignored)
        for agent in ignored:
            held = counted.get((agent.space, agent.agent))
            if held is None and len(counted) >= MAX_IGNORED_AGENTS:
                continue
            count = agent.message_count + (held.message_count if held else 0)
            counted[agent.space, agent.agent] = IgnoredAgent(
                agent.space, agent.agent, count, agent.last_us
            )
        changed = [agent for name, agent in counted.items() if state.ignored.get(name) != agent]
        self._writing.write_all(Keeping.PERMANENT, list(map(ignored_point, changed)))
        state.ignored = counted

    def write_history(self, history: SpaceHistory) -> None:
        """Write slots and days over what was there, and forget what they answer.

        Raises StoreUnavailable.
        """
        state = self._connected()
        with self._versions.writing(history.space, history.changing_us()):
            write_history(self._kept, self._writing, history)
        state.rolled = {**state.rolled, history.space: history.rolled}
        self._touches.done(history.done)

    def delete_raw(self, before_us: int, now_us: int) -> Deletion:
        """Delete events, quarantine and desks' slots older than `before_us`, and log it.

        Raises StoreUnavailable.
        """
        state = self._connected()
        self._raw.expect_none(state, before_us)
        deletion = delete_raw(self._reading, self._writing, before_us, now_us)
        state.deletions = state.deletions.with_one(deletion)
        before_ns = before_us * NS_PER_US
        state.quarantine = {
            identity: aside
            for identity, aside in state.quarantine.items()
            if aside.time_ns >= before_ns
        }
        self._raw.warn_if_short((now_us - before_us) // 1_000_000)
        return deletion

    def time_marks(self) -> TimeMarks:
        """Return what the store knows of time. Raises StoreUnavailable."""
        newest = sorted(
            max(run.last.at_us for account in epochs.values() for run in account.runs)
            for epochs in self._connected().accounts.values()
            if any(account.runs for account in epochs.values())
        )
        return TimeMarks(read_memory(self._reading), next(iter(newest[-2:-1]), None))

    def remember_time(self, memory: Memory) -> None:
        """Keep the last known good time. Raises StoreUnavailable."""
        self._connected()
        self._writing.write_all(Keeping.PERMANENT, [memory_point(memory)])

    def take_back(self, after_us: int, now_us: int) -> list[Deletion]:
        """Take back what deletions that were dated after `after_us` froze, and return them.

        What they deleted counts as gone, and every edge sends again what it still holds. That they
        are taken back is written last, so that after a crash all of this is done again. Raises
        StoreUnavailable.
        """
        state = self._connected()
        found = state.deletions.dated_after(after_us)
        if not found:
            return []
        log.warning("%d deletions that a wrong clock has dated are taken back", len(found))
        left = state.deletions.without(found)
        until_us = max(deletion.before_us for deletion in found)
        emptied = {
            (address, epoch): account.emptied(left.deleted_until_us, until_us)
            for address, epochs in state.accounts.items()
            for epoch, account in epochs.items()
        }
        points = [account_point(address, account) for (address, _), account in emptied.items()]
        self._writing.write_all(Keeping.PERMANENT, points)
        state.take_in(emptied)
        state.store_id = self._raw.new_store_id()
        self._writing.write_all(
            Keeping.PERMANENT, [taken_back_point(deletion, now_us) for deletion in found]
        )
        state.deletions = left
        self._touches.add(whole_reach(list(state.accounts)))
        return found

    def history_version(
        self, space: str, from_us: int, to_us: int, *, with_desks: bool
    ) -> str | None:
        """Name the version of slots, while the store is ours.

        Desks are dropped by InfluxDB itself, so it is asked from when on it still has them.
        """
        version = self._versions.of(space, from_us, to_us) if self._lease.is_held else None
        if version is None or not with_desks:
            return version
        try:
            return f"{version}.{self._kept_desks.first_us(space, from_us, to_us)}"
        except StoreUnavailable:
            return None

    def open_history(self) -> InfluxHistory:
        """Open a reader beside this writer, for the thread that calls."""
        return self._history(Reading(self._access))

    def open_reader(self) -> InfluxReader:
        """Open a reader of events beside this writer. Raises StoreUnavailable."""
        return InfluxReader.open(self._access)

    def open_care_log(self) -> InfluxCareLog:
        """Open a care log beside this writer, which works only while the store is ours."""
        return InfluxCareLog(self._access, self._remembered)

    def close(self) -> None:
        """Let go of the store."""
        self._lease.release()
        self._reading.close()
        self._kept_desks.close()
        self._writing.close()

    # Connecting

    def _history(self, reading: Reading) -> InfluxHistory:
        def rolled() -> Mapping[str, Rolled]:
            return read_rolled(reading) if self._state is None else self._state.rolled

        return InfluxHistory(reading, self._remembered, self._touches, rolled)

    def _remembered(self) -> State:
        if self._state is None:
            raise StoreUnavailable("the store is not connected yet")
        return self._state

    def _connected(self) -> State:
        if self._state is not None:
            standing = self._lease.check()
            if standing is Standing.HELD:
                self._raw.look(self._state)
                return self._state
            log.error("the store is no longer ours as it was: %s", standing.name.lower())
            self._before, self._state = self._state, None
        self._versions.forget()
        self._lease.take()
        state = read_state(self._reading)
        self._raw.begin(state)
        if state.store_id is None or (self._before and state.knows_less_than(self._before)):
            state.store_id = self._raw.new_store_id()
        self._touches.add(whole_reach(list(state.accounts)))
        self._state, self._before = state, None
        return state

    # Appending

    def _write_events(
        self, state: State, batches: Sequence[Batch], late_us: int
    ) -> tuple[Plan, dict[EpochName, list[int]]]:
        """Write what is new and not older than `late_us`.

        What is older than the bucket keeps comes too late; what the database never takes is set
        aside instead.
        """
        planned = plan(state.accounts, batches, late_us)
        times_us = [to_us(event.at) for addition in planned.additions for event in addition.changed]
        self._raw.mark(state, times_us)
        was_ns = {
            (addition.address, addition.epoch): self._estimated_ns(addition)
            for addition in planned.additions
            if addition.redated
        }
        points = [
            event_point(addition.address, addition.epoch, event)
            for addition in planned.additions
            for event in addition.changed
        ]
        refused = self._writing.write(Keeping.RAW, points)
        too_old_us = _newest_too_old_us(refused)
        if too_old_us is not None:
            log.warning(
                "events before %s are older than bucket %s keeps: they come too late",
                from_us(too_old_us),
                self._access.raw_bucket,
            )
            return self._write_events(state, batches, too_old_us + 1)
        if not refused:
            self._mark_replaced(planned, was_ns)
            was_us = {
                name: [at // NS_PER_US for at in found.values()] for name, found in was_ns.items()
            }
            return planned, was_us
        self._prove_that_it_takes_anything()
        return self._write_events(state, without(batches, _by_number(refused)), late_us)

    def _mark_replaced(self, planned: Plan, was_ns: dict[EpochName, dict[int, int]]) -> None:
        """Mark the estimated copies; those that the bucket doesn't keep any more need no mark."""
        marks = [mark for addition in planned.additions for mark in _replaced(addition, was_ns)]
        self._writing.write_recent(Keeping.RAW, marks)

    def _prove_that_it_takes_anything(self) -> None:
        """Tell a database that refuses some events from one that refuses everything."""
        now_ns = self._raw.now_us() * NS_PER_US
        proof = Point(series.PROOF, {}, {"taken": True}, now_ns - now_ns % _MINUTE_NS)
        self._writing.write_all(Keeping.RAW, [proof])

    def _estimated_ns(self, addition: Addition) -> dict[int, int]:
        """Find where the estimated copies of redated events are: number to nanoseconds."""
        wanted = {event.seq for event in addition.redated}
        query = select(series.EVENT, ("seq",)) + where(epoch_tags(addition.address, addition.epoch))
        rows = self._reading.rows(Keeping.RAW, f"{query} AND estimated = true AND replaced = false")
        return {seq: time_ns for time_ns, seq in rows if seq in wanted}

    def _set_aside(self, state: State, entries: Iterable[QuarantineEntry], received_us: int) -> int:
        """Keep what isn't in quarantine yet, and let the oldest go when it is full."""
        unknown = {
            entry.identity: entry for entry in entries if entry.identity not in state.quarantine
        }
        held = Counter(aside.source for aside in state.quarantine.values())
        fresh = _with_room(unknown, held) if unknown else {}
        if not fresh:
            return 0
        latest_ns = max((aside.time_ns for aside in state.quarantine.values()), default=0)
        first_ns = max(received_us * NS_PER_US, latest_ns + 1)
        times = {identity: first_ns + number for number, identity in enumerate(fresh)}
        self._writing.write_all(
            Keeping.RECENT,
            [set_aside_point(entry, times[identity]) for identity, entry in fresh.items()],
        )
        self._writing.write_all(
            Keeping.RAW,
            [quarantine_point(entry, times[identity]) for identity, entry in fresh.items()],
        )
        asides = {name: Aside(times[name], entry.source) for name, entry in fresh.items()}
        state.quarantine = {**state.quarantine, **asides}
        self._drop_oldest(state)
        return len(fresh)

    def _drop_oldest(self, state: State) -> None:
        excess = len(state.quarantine) - MAX_QUARANTINE_POINTS
        if excess <= 0:
            return
        kept = list(state.quarantine.items())[excess:]
        for of in (series.QUARANTINE, series.SET_ASIDE):
            self._writing.delete_before(of, kept[0][1].time_ns)
        state.quarantine = dict(kept)


def _with_room(
    entries: dict[str, QuarantineEntry], held: Counter[str]
) -> dict[str, QuarantineEntry]:
    """Return those whose source has room for them; `held` is how many are there of each."""
    taken: dict[str, QuarantineEntry] = {}
    for identity, entry in entries.items():
        if held[entry.source] < MOST_OF_ONE:
            held[entry.source] += 1
            taken[identity] = entry
    return taken


def _replaced(addition: Addition, was_ns: dict[EpochName, dict[int, int]]) -> list[Point]:
    times = {event_ns(to_us(event.at), event.seq) for event in addition.changed}
    olds = was_ns.get((addition.address, addition.epoch), {}).values()
    return [replaced_point(addition.address, addition.epoch, at) for at in olds if at not in times]


def _newest_too_old_us(refused: Sequence[Refused]) -> int | None:
    """Return when the newest event was that is older than the bucket keeps."""
    too_old = [refusal.point.time_ns for refusal in refused if refusal.is_too_old]
    return max(too_old) // NS_PER_US if too_old else None


def _by_number(refused: Sequence[Refused]) -> dict[tuple[EpochName, int], str]:
    """Name refused events as (their epoch, number), with the reason."""
    named: dict[tuple[EpochName, int], str] = {}
    for refusal in refused:
        tags, seq = refusal.point.tags, refusal.point.fields["seq"]
        address = AgentAddress(tags["space"], tags["agent"])
        named[(address, tags["epoch"]), int(seq)] = f"store: {refusal.reason}"[:MAX_REASON_CHARS]
    return named


def _rejected(additions: Iterable[Addition]) -> list[QuarantineEntry]:
    return [
        QuarantineEntry(
            source=str(addition.address),
            identity=f"{addition.address}/{addition.epoch}/{rejected.seq}",
            seq=rejected.seq,
            reason=rejected.reason,
            raw=rejected.raw,
        )
        for addition in additions
        for rejected in addition.rejected
    ]
