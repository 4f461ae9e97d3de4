"""SIGINT and SIGTERM, before and while an event loop runs: both ask for an end, once."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Final

_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)


class StopRequested(BaseException):
    """Somebody asks for the end while nothing waits for that."""


class Signals:
    """What a signal does: it raises StopRequested in the main thread, unless somebody listens."""

    def __init__(self) -> None:
        self._listener: Callable[[], object] | None = None
        self._is_noted = False

    def listen(self, listener: Callable[[], object]) -> None:
        """Call this at a signal, instead of raising; it runs between any two steps."""
        self._listener = listener

    @contextmanager
    def noted(self) -> Iterator[Callable[[], None]]:
        """Only note a signal within this block; what it yields raises StopRequested if one came.

        So that nothing is interrupted which doesn't let a StopRequested through, as C code may.
        """
        self._listener = self._note
        try:
            yield self._raise_noted
        finally:
            self._listener = None
        self._raise_noted()

    def _note(self) -> None:
        self._is_noted = True

    def _raise_noted(self) -> None:
        if self._is_noted:
            raise StopRequested

    def handle(self, _: int, __: FrameType | None) -> None:
        """Ask for the end; nothing interrupts it."""
        for number in _SIGNALS:
            signal.signal(number, signal.SIG_IGN)
        if self._listener is None:
            raise StopRequested
        self._listener()


@contextmanager
def ended_by_signals() -> Iterator[Signals]:
    """End the block at a signal as if it were done."""
    signals = Signals()
    before = [(number, signal.signal(number, signals.handle)) for number in _SIGNALS]
    try:
        with suppress(StopRequested):
            yield signals
    finally:
        for number, handler in before:
            signal.signal(number, handler)
