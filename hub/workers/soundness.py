"""Keeps the store sound while the hub runs: looks it through at the start, once a day, on doubt.

    start, each day, a row that isn't as written ─▶ examined, beside the writer, at a slow pace
                                        damaged ─▶ set aside by the writer, between two commits

It works in the thread that makes history, which waits for it: of a damaged store no figure is made.
Live and intake go on. It knows no MQTT and no HTTP, and not of what a store is made.
"""

import logging
from collections.abc import Callable
from functools import partial
from typing import Final, Protocol, TypeVar

from hub.errors import StoreUnavailable
from hub.metrics import HubMetrics
from hub.stores.protocol import Damage

log = logging.getLogger(__name__)

LOOK_EVERY_S: Final = 24 * 3600.0
RETRY_EVERY_S: Final = 600.0
"""A store that can't be set aside, for want of room, is tried again so often; one that can't be
opened yet at every step."""

FindingsT = TypeVar("FindingsT", bound="Wrong")
T = TypeVar("T")


class Wrong(Protocol):
    """What an examination found."""

    @property
    def said(self) -> tuple[str, ...]:
        """What is wrong, in words; empty if all is well."""
        ...


class Examinable(Protocol[FindingsT]):
    """A store that can be looked through, and put back together."""

    @property
    def store_id(self) -> str:
        """The name of this life of the store. Raises StoreUnavailable while it can't be opened."""
        ...

    @property
    def is_doubted(self) -> bool:
        """Whether something was read that isn't as it was written, and nothing done about it."""
        ...

    def examine(self, pause: Callable[[float], None]) -> FindingsT:
        """Look the whole store through beside the writer, in the thread that calls."""
        ...

    def salvage(self, found: FindingsT, now_us: int) -> Damage:
        """Set aside what is damaged, and go on with what is sound; in the writer's thread."""
        ...


class InThread(Protocol):
    """What does work in the writer's thread, and waits for it."""

    def __call__(self, work: Callable[[], T], /) -> T:
        """Do it."""
        ...


def _look_through(
    store: Examinable[FindingsT],
    in_writer: InThread,
    pause: Callable[[float], None],
    now_us: Callable[[], int],
) -> Damage | None:
    found = store.examine(pause)
    if not found.said:
        return None
    for said in found.said:
        log.error("the store is damaged: %s", " ".join(said.split()))
    return in_writer(lambda: store.salvage(found, now_us()))


class Soundness:
    """Asked before each step of history. Synchronous: one thread owns it."""

    def __init__(
        self,
        store: Examinable[FindingsT],
        in_writer: InThread,
        metrics: HubMetrics,
        monotonic: Callable[[], float],
        now_us: Callable[[], int],
    ) -> None:
        self._is_doubted: Callable[[], bool] = lambda: store.is_doubted
        self._open: Callable[[], str] = lambda: in_writer(lambda: store.store_id)
        self._look_through: Callable[[Callable[[float], None]], Damage | None] = partial(
            _look_through, store, in_writer, now_us=now_us
        )
        self._metrics = metrics
        self._monotonic = monotonic
        self._next_s: float | None = None
        self._failed: StoreUnavailable | None = None

    def is_sound(self) -> bool:
        """Tell whether nothing is known to be damaged; may be asked from any thread."""
        return self._failed is None and not self._is_doubted()

    def look(self, pause: Callable[[float], None]) -> bool:
        """Look the store through if it is due, and tell whether another took its place.

        Raises StoreUnavailable while it can't be opened, or is damaged and can't be set aside.
        """
        now_s = self._monotonic()
        is_due = self._next_s is None or now_s >= self._next_s
        if self._failed is not None and not is_due:
            raise self._failed
        if not is_due and not self._is_doubted():
            return False
        self._open()
        self._next_s = now_s + RETRY_EVERY_S
        try:
            damage = self._look(pause)
        except StoreUnavailable as error:
            self._failed = error
            raise
        self._failed = None
        self._next_s = now_s + LOOK_EVERY_S
        return damage is not None

    def _look(self, pause: Callable[[float], None]) -> Damage | None:
        damage = self._look_through(pause)
        if damage is None:
            return None
        self._metrics.store_damages.inc()
        self._metrics.store_rows_set_aside.inc(damage.aside_count)
        return damage
