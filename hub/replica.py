"""Puts a live replica together and runs it: pages, streams and what is live, from memory alone.

    broker ─▶ Connection "live" ─▶ Live ─▶ API, page
                archives ─▶ TypicalDayCopies ─▶ page
                         └▶ RegionCopies ─▶ SpacesNow, which Live and pages go by

Any number of them answer behind one address, beside the hub or the parts that keep the archive. A
replica has no store and no book, judges no care, and publishes nothing: it may be started and
killed at any time. Beside where a book would lie it keeps a copy of what people have set.
"""

import asyncio
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Final

from contract.topics import Channel
from hub.app import create_app
from hub.clock import Clock, MachineClock, SystemClock
from hub.config import HubConfig
from hub.domain.space import SpaceConfig
from hub.errors import StoreUnavailable
from hub.http.server import serve_http
from hub.live.live import Live
from hub.metrics import HubMetrics
from hub.mqtt import Connection
from hub.parts import archives_of
from hub.replica_notice import notice_of
from hub.serving import clocks, listen, owners_of, tick, together
from hub.spaces_now import SpacesNow
from hub.workers.archive_link import Answer, ask
from hub.workers.periodic import PeriodicThread
from hub.workers.region_copies import RegionCopies
from hub.workers.typical_day_copies import TypicalDayCopies

HEARD: Final = (Channel.STATUS, Channel.STATE)
"""Health is for care, which a replica doesn't judge."""
COPY_NAME: Final = "calendar-copy.json"
"""What the file is called in which a replica keeps what people have set."""


def has_seen(live: Live, spaces: Collection[SpaceConfig]) -> bool:
    """Tell whether a replica has something to say; until then others answer.

    Of protected spaces it says nothing before its first full minute; the others' states are heard
    as soon as it is connected.
    """
    published = (live.availability(space.id) for space in spaces if space.small_count)
    return all(each is not None and each.observed_us is not None for each in published)


def copies(config: HubConfig, clock: Clock) -> TypicalDayCopies:
    """Make what asks the archives for the typical day of each space."""
    small_counts = {space.id: space.small_count for space in config.spaces}
    return TypicalDayCopies(archives_of(config).each(small_counts), small_counts, clock)


def calendars(
    config: HubConfig, spaces: SpacesNow, clock: Clock, file: Path | None
) -> RegionCopies:
    """Make what asks the archives for what people have set, and begin with what is kept."""

    def asked(url: str, etag: str) -> Answer | None:
        return ask(url, etag, _token(config.http.archive_token_file))

    archives = archives_of(config).each([space.id for space in config.spaces])
    made = RegionCopies(archives, spaces, clock, asked, file)
    made.load_first()
    return made


def _token(file: Path | None) -> str:
    """Read the token anew each time, since it may be replaced. Raises StoreUnavailable."""
    try:
        return "" if file is None else file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "expected text in UTF-8"
        raise StoreUnavailable(f"{file} can't be read: {why}") from None


async def serve_live(
    config: HubConfig,
    shutdown: asyncio.Event,
    on_ready: Callable[[str], None],
    clock: MachineClock | None = None,
    *,
    copy_file: Path | None = None,
) -> None:
    """Run a replica until `shutdown` is set; `on_ready` is told the page's address.

    What people have set is kept in `copy_file`, or only as long as it runs.

    Any part that ends by itself ends all, so that whoever supervises it starts a whole one again.
    """
    clock = clock or SystemClock()
    metrics = HubMetrics()
    spaces = SpacesNow(config.spaces)
    live, keeper, shown = clocks(config, metrics, clock, spaces)
    connection = Connection(config.mqtt, "live", owners_of(config.spaces), HEARD, metrics)
    typical_days = copies(config, clock)
    copied = calendars(config, spaces, shown, copy_file)
    threads = [PeriodicThread(each, metrics) for each in (typical_days, copied)]
    checks = {"live": lambda: connection.is_ready, "seen": lambda: has_seen(live, config.spaces)}
    app = create_app(
        config,
        live,
        metrics,
        shown,
        checks=checks,
        clock_doubt=lambda: keeper.now.doubt,
        shutdown=shutdown,
        typical_day_of=typical_days.of,
        typical_day_origin=typical_days.origin,
        is_replica=True,
        spaces=spaces,
        notice_of=lambda: notice_of(copied, config.spaces[0].timezone),
    )
    http = config.http
    await together(
        shutdown,
        threads,
        *(thread.run() for thread in threads),
        listen(connection, live),
        connection.run(),
        tick(live, keeper),
        serve_http(
            app, http.host, http.port, shutdown, on_ready, trusted_proxies=http.trusted_proxies
        ),
    )
