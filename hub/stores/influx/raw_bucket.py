"""What became of the raw bucket, and what the one writer remembers of it then.

    look ─▶ all marks are there ─▶ today is marked, too
        ├─▶ older days were dropped ─▶ noted as a deletion
        └─▶ it was emptied ─▶ all is waited for again, under a new store id

It knows no events and no batches.
"""

import logging
import secrets
import time
from collections.abc import Iterable
from typing import Final

from contract.series import Keeping
from contract.times import from_us
from hub.errors import StoreUnavailable
from hub.stores.history_protocol import Deletion
from hub.stores.influx.access import Access
from hub.stores.influx.marks import Marks, RawLife, end_of
from hub.stores.influx.points import account_point, deletion_point, store_point
from hub.stores.influx.reading import Reading
from hub.stores.influx.state import State, Touches, whole_reach
from hub.stores.influx.writing import Writing

log = logging.getLogger(__name__)

LOOK_EVERY_S: Final = 60.0
"""So often it is looked whether the raw bucket still holds what was put into it."""


class RawBucket:
    """The raw bucket of one store, for its writer's thread. Each call raises StoreUnavailable."""

    def __init__(
        self, access: Access, reading: Reading, writing: Writing, touches: Touches
    ) -> None:
        self._access = access
        self._writing = writing
        self._marks = Marks(reading, writing)
        self._touches = touches
        self._looked_s: float | None = None

    def begin(self, state: State) -> None:
        """Read which marks there must be, and look at once.

        Of what an older version stored, which made no marks, nobody knows whether it is there.
        """
        state.life = self._marks.read_life()
        if state.life is None and state.store_id is not None:
            state.life = RawLife.begun(doubtful_us=self.now_us())
        self.look_next_time()
        self.look(state)

    def look_next_time(self) -> None:
        """Forget when it was looked at last."""
        self._looked_s = None

    def look(self, state: State) -> None:
        """See now and then whether all is there that was put into it."""
        now_s = time.monotonic()
        if self._looked_s is not None and now_s - self._looked_s < LOOK_EVERY_S:
            return
        life = _life(state)
        found = self._marks.found(life)
        if life.is_emptied(found):
            self._begin_anew(state)
        elif lost := life.lost(found):
            self._note_dropped(state, end_of(max(lost)))
        self.mark(state, [self.now_us()])
        self._looked_s = now_s

    def now_us(self) -> int:
        """Return what time it is for InfluxDB."""
        return self._marks.now_us()

    def mark(self, state: State, times_us: Iterable[int]) -> None:
        """Mark the days of these instants, before anything is stored in them."""
        state.life = self._marks.marked(_life(state), times_us)

    def expect_none(self, state: State, before_us: int) -> None:
        """Expect no marks of days that are deleted next."""
        state.life = self._marks.without(_life(state), before_us)

    def warn_if_short(self, wanted_s: int) -> None:
        """Say so if somebody has shortened the bucket's retention under the running hub."""
        try:
            found = self._writing.find_bucket(self._access.raw_bucket)
        except StoreUnavailable:
            return
        if found is not None and 0 < found.keep_s < wanted_s:
            log.warning(
                "bucket %s keeps %d s, less than raw_days: what comes later counts as too late",
                found.name,
                found.keep_s,
            )

    def new_store_id(self) -> str:
        """Begin a new life of the store: every edge will send again what it still holds."""
        store_id = secrets.token_hex(16)
        self._writing.write_all(Keeping.PERMANENT, [store_point(store_id)])
        return store_id

    def _begin_anew(self, state: State) -> None:
        """Take note that the raw bucket was emptied; what is permanent stays as it is.

        All numbers count as received, but they may come again and are stored again. The new life
        is written last, so that after a crash all of this is done again.
        """
        emptied = {
            (address, epoch): account.emptied(state.deleted_until_us)
            for address, epochs in state.accounts.items()
            for epoch, account in epochs.items()
        }
        self._writing.write_all(
            Keeping.PERMANENT,
            [account_point(address, account) for (address, _), account in emptied.items()],
        )
        state.take_in(emptied)
        state.quarantine = {}
        state.store_id = self.new_store_id()
        state.life = self._marks.remember(RawLife.begun(doubtful_us=self.now_us()))
        self._touches.add(whole_reach(list(state.accounts)))
        log.error(
            "bucket %s is empty: its events are gone. What is permanent stays; every edge sends"
            " again what it still holds",
            self._access.raw_bucket,
        )

    def _note_dropped(self, state: State, before_us: int) -> None:
        """Take note that InfluxDB dropped days by itself: their slots stand as they are.

        It is dated by what was dropped: InfluxDB's clock may be wrong, but the events are gone.
        """
        if before_us > state.deleted_until_us:
            done = Deletion(before_us, before_us, 0, 0, 0)
            self._writing.write_all(Keeping.PERMANENT, [deletion_point(done)])
            state.deletions = state.deletions.with_one(done)
            log.warning(
                "InfluxDB dropped what bucket %s held before %s: slots before stand as they are",
                self._access.raw_bucket,
                from_us(before_us).date(),
            )
        state.life = self._marks.without(_life(state), before_us)


def _life(state: State) -> RawLife:
    return state.life or RawLife.begun()
