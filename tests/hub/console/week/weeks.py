"""A region with two months of slots that differ by hour and weekday, and a hub that serves it."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from contract.times import from_us, to_us
from hub.book.file import BookFile
from hub.book.sessions import begin
from hub.config import HubConfig
from hub.domain.mail import MailConfig
from hub.domain.people import Grant
from hub.domain.slots import SLOT_US, SpaceSlot
from hub.errors import StoreUnavailable
from hub.http.channel import Channel
from hub.stores.history_protocol import HistoryReader
from hub.stores.protocol import StoreReader
from tests.hub.console.served import OPERATOR, Browser, Served
from tests.hub.pages.region import Region, space
from tests.hub.reports.kept import KeptHistory, NoEvents
from tests.hub.reports.made_slots import steady_slot

ZONE: Final = ZoneInfo("Europe/Berlin")
FIRST: Final = date(2026, 1, 1)
LAST: Final = date(2026, 3, 1)
TRIP: Final = date(2026, 2, 27)
"""A Friday on which the farm is closed."""
SILENT: Final = date(2026, 2, 25)
"""A Wednesday of which nothing is known after noon."""
BUSY_HOURS: Final = {9: 1, 10: 3, 11: 4, 12: 4, 13: 2, 14: 6, 15: 6, 16: 3}
"""How many of the farm's six desks are in use, by the hour."""
FARM: Final = space(
    "gutshof",
    "Gutshof Glien",
    "ffffff",
    small_count=3,
    door=[{"id": "main", "agent": "pi-gutshof", "counts": True}],
    exceptions=[{"from": TRIP, "to": TRIP, "open": "closed", "reason": "Betriebsausflug"}],
)
MILL: Final = space("muehle", "Mühle Raben", "ffff", small_count=3)
"""Where never more than two are."""
SCHOOL: Final = space("schule", "Schule Borne", "ff", since=date(2026, 3, 2))
"""Which has just begun."""
MAIL: Final = {"host": "127.0.0.1", "port": 25, "tls": "none", "from": "hub@example.org"}
PUBLIC_URL: Final = "https://hub.example"


def in_use(space_id: str, at: datetime, few: int = 2) -> int:
    """Say how many desks are in use at a local time; `few` at other spaces than the farm."""
    if space_id != "gutshof":
        return few if at.hour in BUSY_HOURS else 0
    usual = BUSY_HOURS.get(at.hour, 0)
    is_last_week = at.date() > date(2026, 2, 22)
    return min(6, usual + (at.weekday() == 1) + is_last_week * (at.weekday() < 2))


def slot_at(space_id: str, desks: list[str], at_us: int, few: int) -> SpaceSlot:
    """Count one slot."""
    at = from_us(at_us).astimezone(ZONE)
    is_known = not (space_id == "gutshof" and at.date() == SILENT and at.hour >= 12)
    made = steady_slot(at_us, desks, in_use(space_id, at, few), known=is_known)
    comes = int(at.hour in (9, 13))
    return replace(made, arrivals=comes, departures=comes, by_desk=())


@cache
def slots_of(space_id: str, desks: tuple[str, ...], few: int) -> Sequence[SpaceSlot]:
    """Count every slot until the Sunday before, once for all tests."""
    start = datetime(FIRST.year, 1, 1, tzinfo=ZONE)
    end = datetime(LAST.year, LAST.month, LAST.day, tzinfo=ZONE) + timedelta(days=1)
    every = range(to_us(start), to_us(end), SLOT_US)
    return [slot_at(space_id, list(desks), at_us, few) for at_us in every]


class WeeksRegion(Region):
    """A farm, a mill of few people, and a school that has just begun; on Monday, 2 March 2026."""

    def __init__(
        self,
        spaces: Sequence[dict[str, object]] = (FARM, MILL, SCHOOL),
        mail: Mapping[str, object] | None = None,
        few: int = 2,
        **http: Any,
    ) -> None:
        super().__init__(*((each, "") for each in spaces), http=http)
        if mail is not None:
            told = {"mail": MailConfig.model_validate(mail)}
            self.config: HubConfig = self.config.model_copy(update=told)
        self.is_reachable = True
        self._slots: Mapping[str, Sequence[SpaceSlot]] = {
            config.id: slots_of(config.id, tuple(desk.id for desk in config.desks), few)
            for config in self.config.spaces
        }

    def open_history(self) -> HistoryReader:
        if not self.is_reachable:
            raise StoreUnavailable("no route")
        return KeptHistory(self._slots, self.config.spaces)

    def open_reader(self) -> StoreReader:
        return NoEvents()


def signed_in(hub: Served, name: str = "Ada", grant: Grant = OPERATOR) -> Browser:
    """Open a browser in which somebody new is signed in, past the password, which costs time."""
    now_us = hub.now_us()
    person = hub.people.join(hub.people.invite(grant, "", now_us), name, "no hash", now_us)
    with hub.book.transaction() as db:
        secret = begin(db, person.id, now_us, "", is_trusted=True, is_strong=True)
    return hub.browser(cookies={Channel.HERE.value: secret})


@contextmanager
def serving_weeks(folder: Path, **keys: Any) -> Iterator[Served]:
    """Serve it with a new book."""
    with closing(BookFile.own(folder / "book.db")) as book:
        yield Served(book, WeeksRegion(**keys))
