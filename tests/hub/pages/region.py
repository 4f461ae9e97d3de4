"""A made-up region of twelve spaces in every condition, its Live fed with messages of the wire."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Final

import httpx

from contract.events import DeskState
from contract.messages import DeskNow, State, StateClock, encode
from contract.topics import AgentAddress, Channel
from hub.api.history import OpenHistory, no_history
from hub.app import create_app
from hub.config import HubConfig
from hub.live.live import Live
from hub.metrics import HubMetrics
from hub.pages.notice import NoticeOf, no_notice
from hub.pages.targets import KeptTargets, NoTargets
from hub.reports.service import OpenReader, ReadPublished, no_reader, unpublished
from hub.workers.typical_days import ShownTypicalDay
from tests.hub.pages.typical_days import ROUND_THE_CLOCK, WITH_A_BREAK

MONDAY_MORNING: Final = datetime(2026, 3, 2, 9, 41, 30, tzinfo=UTC)
"""10:41 in Wiesenburg, when the spaces with usual hours are open."""
LONG_RUNNING: Final = timedelta(hours=1)
EPOCH: Final = "9f86d081884c7d659a2feaa0c55ad015"

_STATES: Final = {
    "f": DeskState.FREE,
    "o": DeskState.OCCUPIED,
    "u": DeskState.UNKNOWN,
}
_USUAL: Final = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "09:00-17:00")


class ScriptedClock:
    """Both clocks, moved by hand."""

    def __init__(self, start: datetime = MONDAY_MORNING) -> None:
        self._wall = start
        self._monotonic_s = 1000.0

    def wall(self) -> datetime:
        """Return the scripted time of day."""
        return self._wall

    def monotonic(self) -> float:
        """Return the scripted monotonic seconds."""
        return self._monotonic_s

    def pass_s(self, seconds: float) -> None:
        """Let time pass on both clocks."""
        self._wall += timedelta(seconds=seconds)
        self._monotonic_s += seconds


def space(space_id: str, name: str, desks: str, **more: object) -> dict[str, object]:
    """Describe a space as hub.toml does; one desk per letter of `desks`."""
    return {
        "id": space_id,
        "name": name,
        "timezone": "Europe/Berlin",
        "state": "BB",
        "since": date(2026, 1, 1),
        "small_count": 0,
        "opening": _USUAL,
        "desk": [
            {"id": f"d{n}", "agent": f"pi-{space_id}", "x": n % 4, "y": n // 4}
            for n in range(1, len(desks) + 1)
        ],
        **more,
    }


ROOMS: Final = [
    {"id": f"d{n}", "agent": "pi-drahtfabrik", "x": 1.5 * (n % 5), "y": 2.0 * (n // 5)}
    for n in range(10)
] + [
    {"id": "r1", "agent": "pi-drahtfabrik", "kind": "room", "name": "Ziehraum", "x": 9.5, "y": 0.0},
    {"id": "b1", "agent": "pi-drahtfabrik", "kind": "booth", "name": "Telefonkabine"},
]
SPACES: Final[tuple[tuple[dict[str, object], str], ...]] = (
    (
        space(
            "bahnhof-wiesenburg",
            "Bahnhof Wiesenburg",
            "ooofffff",
            small_count=3,
            address="Am Bahnhof 33, 14827 Wiesenburg/Mark",
            website="https://bahnhof.example/coworking",
            note="Eingang vom Gleis 1, Schlüssel im Café.",
            latitude=52.1137,
            longitude=12.4570,
        ),
        "ooofffff",
    ),
    (
        space(
            "drahtfabrik",
            "Alte Drahtfabrik",
            "",
            desk=ROOMS,
            public_detail="desks",
            address="Industriestraße 7, 14806 Bad Belzig",
            latitude=52.1424,
            longitude=12.5955,
        ),
        "offouffffoof",
    ),
    (
        space(
            "hofladen",
            "Hofladen Schmerwitz",
            "ffff",
            small_count=3,
            latitude=52.118,
            longitude=12.49,
        ),
        "ffff",
    ),
    (space("cafe-kirsche", "Café Kirschgarten", "oooo", latitude=52.09, longitude=12.36), "oooo"),
    (space("gutshof", "Gutshof Glien", "ffofuu", latitude=52.15, longitude=12.41), "ffofuu"),
    (
        space(
            "rathaus",
            "Rathaus Bad Belzig",
            "ffffffff",
            small_count=3,
            opening={"tue": "09:00-18:00"},
            latitude=52.1400,
            longitude=12.5870,
        ),
        "ffffffff",
    ),
    (space("muehle", "Mühle Raben", "ffffff", latitude=52.0405, longitude=12.5820), ""),
    (
        space(
            "pfarrhaus",
            "Pfarrhaus Görzke",
            "ffooff",
            small_count=3,
            latitude=52.17,
            longitude=12.38,
        ),
        "ffooff",
    ),
    (
        space(
            "feuerwache",
            "Feuerwache Niemegk",
            "fffff",
            exceptions=[
                {
                    "from": date(2026, 2, 23),
                    "to": date(2026, 3, 13),
                    "open": "closed",
                    "reason": "Umbau",
                }
            ],
            latitude=52.0720,
            longitude=12.6850,
        ),
        "fffff",
    ),
    (space("kodorf", "KoDorf", "fo", small_count=3, opening=None), "fo"),
    (space("schule", "Schule Borne", "fooooo", latitude=52.13, longitude=12.52), "fooooo"),
    (
        space(
            "bibliothek", "Bibliothek Brück", "oooooooof", opening=_USUAL | {"mon": "14:00-18:00"}
        ),
        "oooooooof",
    ),
)


TYPICAL_DAYS: Final[dict[str, ShownTypicalDay]] = {
    "drahtfabrik": ROUND_THE_CLOCK,
    "bahnhof-wiesenburg": WITH_A_BREAK,
}
"""One that is open day and night, and a protected one."""


class Region:
    """Twelve spaces and their Live, long after its start; every agent has spoken once. No store."""

    ran_for: timedelta = LONG_RUNNING
    """So long the hub has run before anybody speaks."""
    open_history: OpenHistory = staticmethod(no_history)
    open_reader: OpenReader = staticmethod(no_reader)
    read_published: ReadPublished = staticmethod(unpublished)
    notice_of: NoticeOf = staticmethod(no_notice)
    targets: KeptTargets = NoTargets()

    def __init__(
        self,
        *spaces: tuple[dict[str, object], str],
        http: object = None,
        start: datetime = MONDAY_MORNING,
        **sections: object,
    ) -> None:
        """`sections` are others of hub.toml."""
        described = spaces or SPACES
        self.clock = ScriptedClock(start - self.ran_for)
        self._last_at = start
        self.config = HubConfig.model_validate(
            {"http": http or {}, "space": [each for each, _ in described], **sections}
        )
        self.metrics = HubMetrics()
        self.typical_days = {} if spaces else dict(TYPICAL_DAYS)
        self.live = Live(self.config, self.metrics, self.clock)
        self.clock.pass_s(self.ran_for.total_seconds())
        for each, states in described:
            if states:
                self.say(str(each["id"]), states)
        self.pass_minute()

    def typical_day_of(self, space_id: str, weekday: int | None = None) -> ShownTypicalDay | None:
        """Return a typical Monday, where there is one."""
        return self.typical_days.get(space_id) if weekday in (None, 0) else None

    def say(self, space_id: str, states: str, agent: str = "") -> None:
        """Let a space's agent publish all desks' states, one letter each: f, o, u."""
        config = next(each for each in self.config.spaces if each.id == space_id)
        now = self.clock.wall()
        desks = {
            desk.id: DeskNow(state=_STATES[letter], since=now)
            for desk, letter in zip(config.desks, states, strict=True)
        }
        state = State(
            epoch=EPOCH, at=self._dated(), ttl_s=150, clock=StateClock.SYNCED, desks=desks, doors={}
        )
        topic = AgentAddress(space_id, agent or config.desks[0].agent).topic(Channel.STATE)
        self.live.on_message(topic, encode(state), retained=False)

    def _dated(self) -> datetime:
        """Date a state now, and after the one before: within an epoch dates rise."""
        self._last_at = max(self.clock.wall(), self._last_at + timedelta(microseconds=1))
        return self._last_at

    def pass_minute(self) -> None:
        """Let Live pass the next full minute, and twelve seconds more."""
        self.clock.pass_s(30.0)
        self.live.tick()
        self.clock.pass_s(12.0)


def a_client_of(region: Region) -> httpx.AsyncClient:
    """Make a client of an application over this region, without a network."""
    app = create_app(
        region.config, region.live, region.metrics, region.clock,
        checks={}, shutdown=asyncio.Event(), typical_day_of=region.typical_day_of,
        open_history=region.open_history, open_reader=region.open_reader,
        targets=region.targets, read_published=region.read_published, notice_of=region.notice_of,
    )  # fmt: skip
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://hub.example")
