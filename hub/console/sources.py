"""What the pages of the console are made of: what the hub knows, in one place to be handed on."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from hub.book.published import Transactions
from hub.config import HubConfig
from hub.console.sign_in import SignIn
from hub.domain.space import SpaceConfig
from hub.live.live import Live
from hub.reports.service import OpenReader
from hub.reports.text.language import Language
from hub.spaces_now import SpacesNow
from hub.workers.care_notes import CareSources


class ShownRow(Protocol):
    """Days that differ, as the page of a space shows them."""

    @property
    def days(self) -> str:
        """Which days."""
        ...

    @property
    def hours(self) -> str:
        """When it is open then."""
        ...

    @property
    def reason(self) -> str:
        """Why; empty: nobody said."""
        ...


class SpecialRows(Protocol):
    """Says what visitors read of a space, were it so, on a local day."""

    def __call__(
        self, space: SpaceConfig, today: date, language: Language, /
    ) -> Sequence[ShownRow]:
        """Return the rows, in order."""
        ...


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
    spaces: SpacesNow
    """The spaces of `config` as they are now."""
    special_rows: SpecialRows
    """What visitors would read of the days that differ."""
