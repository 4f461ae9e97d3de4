"""Six ways to be wrong, each a small change to a real class, and what must notice it."""

from collections.abc import Callable, Sequence

from contract.messages import BatchEnvelope, Receipt, parse
from edge.delivery import event_body
from edge.delivery.event_body import Snapshot
from edge.delivery.journal import Journal
from edge.delivery.outbox import Declare, Outbox, Settled
from edge.delivery.outbox_rows import Entry
from edge.delivery.sender import Sender
from hub.mqtt import Incoming
from hub.workers.archive import FOREVER_US, Archivist, Reply
from tests.model.world import Parts


class DeletesOnPuback(Sender):
    """Believes the broker."""

    def __init__(
        self, outbox: Outbox, publish: Callable[[bytes], bool], jitter: Callable[[], float]
    ) -> None:
        def publish_and_delete(payload: bytes) -> bool:
            taken = publish(payload)
            if taken:
                batch = parse(BatchEnvelope, payload)
                outbox._file.execute(
                    "DELETE FROM entry WHERE epoch_no ="
                    " (SELECT no FROM epoch WHERE epoch = ?) AND seq BETWEEN ? AND ?",
                    (batch.epoch, batch.first, batch.last),
                )
            return taken

        super().__init__(outbox, publish_and_delete, jitter)


class AnswersBeforeTheCommit(Archivist):
    """Sends the receipts for what it will commit with the next messages."""

    def take(
        self, messages: Sequence[Incoming], now_us: int, latest_us: int = FOREVER_US
    ) -> list[Reply]:
        late = getattr(self, "late", [])
        self.late = [message for message in messages if self._judge(message, now_us) is not None]
        super().take(late, now_us, latest_us)
        batches = [batch for one in self.late if (batch := self._judge(one, now_us))]
        return [
            Reply(
                batch.address.topic("receipts"),  # type: ignore[arg-type]
                Receipt(
                    store=self._store.store_id,
                    epoch=batch.epoch,
                    first=batch.first,
                    last=batch.last,
                )
                .model_dump_json(by_alias=True)
                .encode(),
            )
            for batch in batches
        ]


class KeepsItsEpoch(Journal):
    """Counts on from where the card says it stopped."""

    def begin(self, seen: Snapshot, now_us: int, *, may_wait: bool = False) -> None:
        previous = self._outbox.previous()
        if previous is None:
            super().begin(seen, now_us, may_wait=may_wait)
            return
        self.epoch, self._next_seq, self._is_begun = previous.epoch, previous.last + 1, True
        self.record([event_body.alive(now_us, seen)])


class IgnoresTheStoreId(Outbox):
    """Takes every receipt for one of the same store."""

    def settle(self, store: str, epoch: str, first: int, last: int, now_us: int) -> Settled:
        self._newest = store
        return super().settle(store, epoch, first, last, now_us)


class DropsSilently(Outbox):
    """Makes room and says nothing."""

    def _append(
        self, epoch: str, entries: Sequence[Entry], declare: Declare, is_full: bool
    ) -> bool:
        if is_full:
            self._make_room(0)
        self._insert(epoch, entries)
        return False


class LeavesPoisonUnsettled(Archivist):
    """Answers only for batches that are good throughout."""

    def take(
        self, messages: Sequence[Incoming], now_us: int, latest_us: int = FOREVER_US
    ) -> list[Reply]:
        replies = super().take(messages, now_us, latest_us)
        return [reply for reply in replies if not parse(Receipt, reply.payload).quarantined]


MUTANTS = {
    "delete on PUBACK": (Parts(sender=DeletesOnPuback), "I1"),
    "receipt before commit": (Parts(archivist=AnswersBeforeTheCommit), "I3"),
    "one epoch kept over restarts": (Parts(journal=KeepsItsEpoch), "I1"),
    "store id ignored": (Parts(outbox=IgnoresTheStoreId), "I1"),
    "dropped rows undeclared": (Parts(outbox=DropsSilently), "I4"),
    "poison unsettled": (Parts(archivist=LeavesPoisonUnsettled), "L1"),
}
