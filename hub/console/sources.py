"""What the pages of the console are made of: what the hub knows, in one place to be handed on."""

from collections.abc import Callable
from dataclasses import dataclass

from hub.book.published import Transactions
from hub.config import HubConfig
from hub.console.sign_in import SignIn
from hub.live.live import Live
from hub.reports.service import OpenReader
from hub.workers.care_notes import CareSources


@dataclass(frozen=True, slots=True)
class ConsoleSources:
    """Each page takes of it what it shows."""

    config: HubConfig
    live: Live
    book: Transactions
    """Keeps what people say; whatever is asked of it raises BookUnavailable."""
    now_us: Callable[[], int]
    """Returns the likely time, in microseconds since 1970."""
    sign_in: SignIn
    monotonic: Callable[[], float]
    """Returns seconds that never go back."""
    care: CareSources
    """What needs somebody; it answers from memory."""
    open_reader: OpenReader
    """Opens the history for one look, in a worker thread."""
