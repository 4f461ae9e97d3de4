"""The archive: the reader that keeps events. It knows nothing of live availability or HTTP.

message ─▶ judge (pure) ─▶ one commit for a share of each agent ─▶ receipts, one for neighbours
              │    │                   │
              │    │                   └─ store unavailable: no receipt, the edges send again
              │    └─ dated too late, names too many epochs: no receipt either
              └─ unreadable, unknown
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final, ParamSpec, Protocol, TypeVar

from contract.messages import MalformedMessage, Receipt, encode
from contract.times import from_us, to_us
from contract.topics import AgentAddress, Channel, Topic
from hub.domain.assignment import Own
from hub.domain.fair_intake import SHOWN_S
from hub.domain.held_back import HeldByAgent, held_after
from hub.domain.intake import Batch, apart_from_later, joined, judge
from hub.domain.named_epochs import NamedEpochs
from hub.domain.trusted_time import TrustedTime
from hub.errors import StoreUnavailable
from hub.log_once import LogOnce
from hub.metrics import HubMetrics
from hub.mqtt import Incoming
from hub.stores.protocol import IgnoredAgent, Outcome, Store

log = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")

MAX_BATCHES_PER_COMMIT: Final = 1_000
MAX_IGNORED_NAMES: Final = 1_000
STORE_RETRY_S: Final = 1.0
FOREVER_US: Final = 2**62


@dataclass(frozen=True, slots=True)
class Reply:
    """A receipt on its way out."""

    topic: str
    payload: bytes


class Mailbox(Protocol):
    """What the archive needs of a connection."""

    async def messages(self, at_most: int) -> list[Incoming]:
        """Wait for messages and take up to `at_most` of them."""
        ...

    def publish(self, topic: str, payload: bytes) -> None:
        """Send if the connection is up."""
        ...


class Archivist:
    """Keeps what is worth keeping and answers with receipts. Synchronous: one thread owns it."""

    def __init__(
        self, owners: Mapping[AgentAddress, Own], store: Store, metrics: HubMetrics
    ) -> None:
        self._known = _by_topic(owners)
        """Replaced as a whole."""
        self._store = store
        self._metrics = metrics
        self._ignored: Counter[AgentAddress] = Counter()
        self.held_back: HeldByAgent = {}
        """Whose events are dated later than can be; replaced as a whole."""
        self._named = NamedEpochs()
        self._refused_us: Mapping[AgentAddress, int] = {}
        """When batches were last held that name too much; replaced as a whole."""
        self._logged = LogOnce()

    def follow(self, owners: Mapping[AgentAddress, Own]) -> None:
        """Judge by these from now on; from any thread."""
        self._known = _by_topic(owners)

    def take(
        self, messages: Sequence[Incoming], now_us: int, latest_us: int = FOREVER_US
    ) -> list[Reply]:
        """Store messages in one commit and return the receipts that are due.

        Events that are dated after `latest_us` are held back: they get no receipt and come again.
        Raises StoreUnavailable; then nothing was kept and nothing may be answered.
        """
        judged = [
            batch
            for message in messages
            if (batch := self._judge(message, now_us)) is not None and self._admit(batch, now_us)
        ]
        batches = joined(
            part for batch in judged for part in self._without_later(batch, now_us, latest_us)
        )
        self._flush_ignored(now_us)
        if not batches:
            return []
        outcomes = self._store.append(batches, now_us)
        self._count(batches, outcomes, now_us)
        for batch, outcome in zip(batches, outcomes, strict=True):
            self._tell(batch.address, outcome)
        return [self._receipt(*pair) for pair in zip(batches, outcomes, strict=True)]

    def naming_too_much(self, now_us: int) -> frozenset[AgentAddress]:
        """Return the agents that name, or named lately, more epochs than they may."""
        refused = self._refused_us.items()
        return frozenset(agent for agent, at_us in refused if now_us - at_us <= SHOWN_S * 1e6)

    def set_aside(self, message: Incoming, now_us: int) -> None:
        """Quarantine a message that fails in a way which nobody foresaw, as one unreadable.

        Raises StoreUnavailable.
        """
        known = self._known.get(message.topic)
        if known is not None:
            self._quarantine(message, known[0], "events: can't be kept", now_us)

    def _judge(self, message: Incoming, now_us: int) -> Batch | None:
        known = self._known.get(message.topic)
        if known is None:
            self._pass_over(message)
            return None
        address, own = known
        try:
            return judge(message.payload, address, own)
        except MalformedMessage as error:
            self._quarantine(message, address, str(error), now_us)
            return None

    def _pass_over(self, message: Incoming) -> None:
        """Count what comes from nobody that hub.toml names."""
        topic = Topic.parse(message.topic)
        if topic is None or topic.channel is not Channel.EVENTS:
            self._metrics.messages_ignored.labels("foreign_topic").inc()
        else:
            self._ignore(topic.address)

    def _admit(self, batch: Batch, now_us: int) -> bool:
        """Hold a batch that names more epochs than its agent may: it gets no receipt."""
        if self._named.admit(batch, now_us / 1e6):
            return True
        self._metrics.batches_held.labels(batch.address.space, batch.address.agent).inc()
        self._refused_us = {**self._refused_us, batch.address: now_us}
        if self._logged.is_new(batch.address, "epochs"):
            log.warning("%s names too many epochs: some batches wait", batch.address)
        return False

    def _without_later(self, batch: Batch, now_us: int, latest_us: int) -> list[Batch]:
        parts, held_count = apart_from_later(batch, latest_us)
        if held_count:
            furthest_us = max(to_us(event.at) for event in batch.events)
            before = self.held_back.get(batch.address)
            held = held_after(before, held_count, furthest_us, now_us)
            self.held_back = {**self.held_back, batch.address: held}
            self._metrics.events_held_back.inc(held_count)
            if self._logged.is_new(batch.address, "later"):
                log.warning(
                    "%s sends events dated %s, later than can be: they wait without a receipt",
                    batch.address,
                    from_us(furthest_us),
                )
        return parts

    def ignore(self, strangers: Mapping[AgentAddress, int], now_us: int) -> None:
        """Count what agents said that hub.toml doesn't name. Raises StoreUnavailable."""
        for address, count in strangers.items():
            self._ignore(address, count)
        self._flush_ignored(now_us)

    def _ignore(self, address: AgentAddress, count: int = 1) -> None:
        self._metrics.messages_ignored.labels("unknown_agent").inc(count)
        if self._logged.is_new(address, "unknown"):
            log.warning("%s isn't in hub.toml: what it sends is ignored and counted", address)
        if address in self._ignored or len(self._ignored) < MAX_IGNORED_NAMES:
            self._ignored[address] += count

    def _flush_ignored(self, now_us: int) -> None:
        if self._ignored:
            self._store.note_ignored(
                [IgnoredAgent(a.space, a.agent, n, now_us) for a, n in self._ignored.items()]
            )
            self._ignored.clear()

    def _quarantine(
        self, message: Incoming, address: AgentAddress, reason: str, now_us: int
    ) -> None:
        self._metrics.payloads_unreadable.labels(Channel.EVENTS).inc()
        is_new = self._store.quarantine_payload(message.topic, message.payload, reason, now_us)
        rule = _without_content(reason)
        if is_new and self._logged.is_new(address, rule):
            log.error("unreadable payload on %s quarantined: %s", message.topic, rule)

    def _tell(self, address: AgentAddress, outcome: Outcome) -> None:
        for event in outcome.quarantined:
            rule = _without_content(event.reason)
            if self._logged.is_new(address, rule):
                log.warning("%s: events are quarantined: %s", address, rule)

    def _count(self, batches: Sequence[Batch], outcomes: Sequence[Outcome], now_us: int) -> None:
        metrics = self._metrics
        metrics.events_stored.inc(sum(outcome.stored_count for outcome in outcomes))
        metrics.events_repeated.inc(sum(outcome.repeated_count for outcome in outcomes))
        metrics.events_quarantined.inc(sum(len(outcome.quarantined) for outcome in outcomes))
        metrics.receipts_sent.inc(len(outcomes))
        for batch, outcome in zip(batches, outcomes, strict=True):
            if outcome.stored_count:
                oldest_us = to_us(batch.events[0].at)
                metrics.lag_s.observe(max(0, now_us - oldest_us) / 1e6)

    def _receipt(self, batch: Batch, outcome: Outcome) -> Reply:
        receipt = Receipt(
            store=self._store.store_id,
            epoch=batch.epoch,
            first=batch.first,
            last=batch.last,
            quarantined=outcome.quarantined,
        )
        return Reply(batch.address.topic(Channel.RECEIPTS), encode(receipt))


def _by_topic(owners: Mapping[AgentAddress, Own]) -> Mapping[str, tuple[AgentAddress, Own]]:
    return {address.topic(Channel.EVENTS): (address, own) for address, own in owners.items()}


def _without_content(reason: str) -> str:
    """Return field and rule alone: a log outlives `raw_days`, and what an event says must not."""
    return ": ".join(reason.split(": ")[:2])


class Archive:
    """Runs an archivist in a thread of its own, so that a slow disk never holds up the loop.

    No PeriodicThread: it consumes a queue, and whatever comes next is due at once.
    """

    def __init__(
        self,
        archivist: Archivist,
        mailbox: Mailbox,
        metrics: HubMetrics,
        now: Callable[[], TrustedTime],
    ) -> None:
        self._archivist = archivist
        self._mailbox = mailbox
        self._metrics = metrics
        self._now = now
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="archive")
        self.is_storing = True

    async def run(self) -> None:
        """Keep events until cancelled; a commit under way is finished first."""
        try:
            while True:
                messages = await self._mailbox.messages(MAX_BATCHES_PER_COMMIT)
                self._metrics.intake_waiting.set(len(messages))
                await asyncio.shield(self._keep(messages))
        finally:
            self._thread.shutdown(wait=True)

    def in_thread(self, work: Callable[P, T], *arguments: P.args, **options: P.kwargs) -> T:
        """Do other work on the store between two commits, and wait for it; from another thread."""
        return self._thread.submit(work, *arguments, **options).result()

    def note_strangers(self, strangers: Mapping[AgentAddress, int]) -> None:
        """Count agents that hub.toml doesn't name, and wait for it; from another thread."""

        def note() -> None:
            self._archivist.ignore(strangers, self._now().likely_us)

        try:
            self.in_thread(note)
        except StoreUnavailable as error:
            log.warning("who isn't in hub.toml can't be noted: %s", error)

    async def _keep(self, messages: Sequence[Incoming]) -> None:
        try:
            await self._keep_together(messages)
        except StoreUnavailable as error:
            self._failed(error)
            await asyncio.sleep(STORE_RETRY_S)
        except Exception:
            log.exception("%d messages can't be stored in one commit", len(messages))
            await self._keep_apart(messages)

    async def _keep_together(self, messages: Sequence[Incoming]) -> None:
        loop = asyncio.get_running_loop()
        replies = await loop.run_in_executor(self._thread, self._take, messages)
        self.is_storing = True
        for reply in replies:
            self._mailbox.publish(reply.topic, reply.payload)

    def _take(self, messages: Sequence[Incoming]) -> list[Reply]:
        """Keep them, in the thread; what is known of now may have to be asked of the store."""
        now = self._now()
        return self._archivist.take(messages, now.likely_us, now.latest_us)

    async def _keep_apart(self, messages: Sequence[Incoming]) -> None:
        """Keep one half after the other, each likewise, until what is poisoned stands alone."""
        if len(messages) == 1:
            await self._set_aside(messages[0])  # one poisoned message must not hold up others
            return
        middle = len(messages) // 2
        for half in (messages[:middle], messages[middle:]):
            try:
                await self._keep_together(half)
            except StoreUnavailable as error:
                self._failed(error)
            except Exception:  # noqa: BLE001 - whatever it is, it is in this half
                await self._keep_apart(half)

    async def _set_aside(self, message: Incoming) -> None:
        """Quarantine a message that can't be kept: it is at fault, and the store is not."""
        now_us = self._now().likely_us
        loop = asyncio.get_running_loop()
        try:
            await loop.run_in_executor(self._thread, self._archivist.set_aside, message, now_us)
        except Exception as error:  # noqa: BLE001 - nor may what is said of it
            self._failed(error)
        else:
            self.is_storing = True

    def _failed(self, error: Exception) -> None:
        self.is_storing = False
        self._metrics.store_failures.inc()
        log.error("nothing stored, no receipt sent: %s", error)
