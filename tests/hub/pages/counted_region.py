"""A region whose February was counted, and a token for its reports."""

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Final

from contract.times import to_us
from hub.book.file import BookFile, Lent
from hub.book.targets import TargetMemory
from hub.domain.calendar import Calendar
from hub.domain.published_cells import PublishedMonth
from hub.domain.slots import SLOT_US, SpaceSlot
from hub.domain.space import SpaceConfig
from hub.errors import StoreUnavailable
from hub.stores.history_protocol import HistoryReader
from hub.stores.protocol import StoreReader
from tests.hub.pages.region import Region, space
from tests.hub.reports.kept import KeptHistory, NoEvents
from tests.hub.reports.published import published_of

TOKEN: Final = "a-token-for-the-office"  # noqa: S105  a made-up one
FIRST, LAST = date(2026, 1, 1), date(2026, 3, 1)
SINCE_FEBRUARY: Final = date(2026, 2, 1)
COUNTED: Final[tuple[tuple[dict[str, object], str], ...]] = (
    (space("muehle", "Mühle <Raben> & Söhne", "ffff"), ""),
    (space("gutshof", "Gutshof Glien", "ooff", small_count=3), ""),
    (space("schule", "Schule Borne", "ff", since=SINCE_FEBRUARY), ""),
)
COUNTS: Final = MappingProxyType({"muehle": (2, 1), "gutshof": (4, 2), "schule": (2, 0)})
"""How many desks of a space are known, and how many occupied."""
PATIENCE_S: Final = 120.0
AUTHORIZED: Final = {"Authorization": f"Bearer {TOKEN}"}


def quarters_of(config: SpaceConfig, known: int, occupied: int) -> list[SpaceSlot]:
    """Count every slot the same: so many desks known, and occupied of them."""
    calendar = Calendar(config)
    desks = len(config.desks)
    start_us = to_us(calendar.span_of(FIRST).start)
    end_us = to_us(calendar.span_of(LAST + timedelta(days=1)).start)
    return [
        SpaceSlot(
            start_us=at_us, desks=desks,
            occupied_us=occupied * SLOT_US, free_us=(known - occupied) * SLOT_US,
            unknown_us=(desks - known) * SLOT_US, peak_occupied=occupied,
            used_known_us=known * SLOT_US if occupied else 0,
            full_us=SLOT_US if occupied == desks else 0,
            not_full_us=SLOT_US if known > occupied else 0,
            doors_known_us=0, arrivals=0, departures=0, turn_backs=0, by_desk=(),
        )
        for at_us in range(start_us, end_us, SLOT_US)
    ]  # fmt: skip


class LentBook:
    """A book that is open only while it is used, so that nobody must close it."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @contextmanager
    def transaction(self) -> Iterator[Lent]:
        """Lend it for one transaction."""
        with closing(BookFile.own(self._path)) as book, book.transaction() as lent:
            yield lent


class CountedRegion(Region):
    """A mill of which half is known, a farm half full, and a school that began later; or others."""

    def __init__(
        self,
        folder: Path,
        *spaces: tuple[dict[str, object], str],
        has_token: bool = True,
        public_url: str | None = None,
        counts: Mapping[str, tuple[int, int]] = COUNTS,
    ) -> None:
        hash_file = folder / "token.sha256"
        hash_file.write_text(sha256(TOKEN.encode()).hexdigest())
        http: dict[str, object] = {"token_hash_file": hash_file} if has_token else {}
        http |= {"public_url": public_url} if public_url else {}
        super().__init__(*(spaces or COUNTED), http=http)
        self.is_reachable = True
        self.targets = TargetMemory(LentBook(folder / "book.db"))
        self._slots = {
            config.id: quarters_of(config, *counts[config.id]) for config in self.config.spaces
        }

    def open_history(self) -> HistoryReader:
        if not self.is_reachable:
            raise StoreUnavailable("no route")
        return KeptHistory(self._slots, self.config.spaces)

    def read_published(self) -> Sequence[PublishedMonth]:
        """Publish January, and February, which isn't a week ago yet."""
        return published_of(self._slots, self.config.spaces, (FIRST, SINCE_FEBRUARY))

    def open_reader(self) -> StoreReader:
        return NoEvents()


class GatedRegion(CountedRegion):
    """One of which nothing can be read until it is let."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.gate = threading.Event()

    def open_history(self) -> HistoryReader:
        """Wait until it is let."""
        assert self.gate.wait(PATIENCE_S)
        return super().open_history()
