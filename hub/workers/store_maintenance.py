"""Keeps the store true while the hub runs: the roll-up every few seconds, deletion every hour.

How far it goes is decided by the time that can be trusted: slots are made of what has likely ended,
and deletion waits while the time of day is doubted.

It reads beside the writer; what it writes goes through the archive's thread, so that there is one
writer. It knows no MQTT and no HTTP.
"""

import logging
import time
from collections.abc import Callable
from functools import partial
from typing import Final

from hub.domain.slots import slot_of
from hub.domain.trusted_time import TrustedTime
from hub.errors import StoreUnavailable
from hub.stores.history_protocol import Deletion
from hub.workers.periodic import IsEnding, Schedule, Work
from hub.workers.rollup import DAY_US, Rollup
from hub.workers.timekeeping import Timekeeper, TimeStore

log = logging.getLogger(__name__)

ROLL_EVERY_S: Final = 5.0
LONGEST_WAIT_S: Final = 30.0
DELETE_EVERY_S: Final = 3600.0
LONGEST_PAUSE_S: Final = 1.0


class StoreMaintenance:
    """Runs a roll-up, and a deletion of what is older than `raw_days`.

    `look` is asked before: it may look the store through, which takes its time, and tells whether
    another one took its place.
    """

    schedule: Final = Schedule(
        "history", ROLL_EVERY_S, LONGEST_WAIT_S, "history waits for the store"
    )

    def __init__(
        self,
        open_rollup: Callable[[IsEnding], Rollup],
        delete_raw: Callable[[int, int], Deletion],
        raw_days: int,
        keeper: Timekeeper,
        marks: TimeStore,
        *,
        look: Callable[[Callable[[float], None]], bool] = lambda _: False,
    ) -> None:
        self._look = look
        self._open_rollup = open_rollup
        self._delete_raw = delete_raw
        self._raw_days = raw_days
        self._keeper = keeper
        self._marks = marks
        self._rollup: Rollup | None = None
        self._deleted_s: float | None = None
        self.is_well = True
        """Whether the store took and gave what it was last asked for, also while nothing comes."""

    def due(self) -> Work:
        """Return the roll-up and the deletion, which is passed over within its hour."""
        return self._maintain

    def close(self) -> None:
        """Let go of the roll-up's reader."""
        if self._rollup is not None:
            self._rollup.close()
            self._rollup = None

    def _maintain(self, is_ending: IsEnding) -> None:
        try:
            self._keep_true(is_ending)
        except StoreUnavailable:
            self.is_well = is_ending()
            raise
        self.is_well = True

    def _keep_true(self, is_ending: IsEnding) -> None:
        if self._look(partial(_leave_time, is_ending)):
            self.close()  # it reads what was set aside
        self._keeper.read(self._marks)
        now = self._keeper.look()
        self._roll(now.likely_us, is_ending)
        if not is_ending():
            self._delete(self._keeper.now)
        self._keeper.remember(self._marks)

    def _roll(self, now_us: int, is_ending: IsEnding) -> None:
        if self._rollup is None:
            self._rollup = self._open_rollup(is_ending)
        written = self._rollup.run(now_us)
        if written:
            log.debug("%d slots written", written)

    def _delete(self, now: TrustedTime) -> None:
        """Delete by age, after the roll-up has made slots of all that goes.

        By which time that is done is on disk first, so that no mark is newer than what is known.
        """
        now_s = self._keeper.monotonic()
        if self._deleted_s is not None and now_s - self._deleted_s < DELETE_EVERY_S:
            return
        if not now.may_delete:
            return
        self._keeper.remember(self._marks, at_once=True)
        before_us = slot_of(now.certain_us - self._raw_days * DAY_US)
        done = self._delete_raw(before_us, now.certain_us)
        self._deleted_s = now_s
        if done.event_count or done.quarantined_count:
            log.info(
                "deleted after %d days: %d events, %d quarantined, %d slots of desks",
                self._raw_days,
                done.event_count,
                done.quarantined_count,
                done.desk_slot_count,
            )


def _leave_time(is_ending: IsEnding, took_s: float) -> None:
    """Leave a small machine as much time as a piece of work took. Raises StoreUnavailable."""
    time.sleep(min(took_s, LONGEST_PAUSE_S))
    if is_ending():
        raise StoreUnavailable("the hub ends")
