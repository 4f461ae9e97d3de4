"""A hub that lives some days ago, as a process, and the clock of an agent beside it.

    python -m tests.system.earlier HUB_TOML DAYS

What is stored by it is old at once for a hub of today: nobody has to wait for a month.
"""

import asyncio
import logging
import signal
import sys
from datetime import datetime, timedelta
from pathlib import Path
from unittest.mock import patch

from edge.clock import SystemClock as EdgeClock
from hub.clock import SystemClock as HubClock
from hub.config import load
from hub.domain import trusted_time
from hub.serving import serve
from hub.stores.factory import open_store
from tests.system.region import Hub, Process

DAY_US = 24 * 3600 * 1_000_000


class EarlierHubClock(HubClock):
    """The machine's clock, some days slow, in a boot of that time; NTP calls it right."""

    def __init__(self, days: int) -> None:
        super().__init__()
        self.boot = f"{days:032x}"
        self._days = days

    def is_disciplined(self) -> bool:
        return True

    def wall(self) -> datetime:
        return super().wall() - timedelta(days=self._days)


class EarlierEdgeClock(EdgeClock):
    """The machine's clock, some days slow, in a boot of that time."""

    def __init__(self, days: int, boot: str) -> None:
        super().__init__("rtc")
        self.boot = boot
        self._days = days

    def wall_us(self) -> int:
        return super().wall_us() - self._days * DAY_US


class EarlierHub(Hub):
    """The process that this file is; it trusts its clock at once, however long it was off."""

    def __init__(self, config: Path, days: int) -> None:
        arguments = ["-m", "tests.system.earlier", str(config), str(days)]
        Process.__init__(self, arguments, config.with_name(f"{days}-days-ago.log"))
        self.config = config


async def main(config_path: str, days: str) -> None:
    """Serve until a signal."""
    config = load(Path(config_path))
    store = open_store(config, Path(config_path))
    shutdown = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, shutdown.set)
    clock = EarlierHubClock(int(days))
    with patch.object(trusted_time, "TRIAL_US", 0):
        await serve(config, store, shutdown, lambda at: print(f"listening on {at}"), clock)
    store.close()


if __name__ == "__main__":
    logging.basicConfig(format="%(levelname)s %(message)s", level=logging.INFO)
    asyncio.run(main(*sys.argv[1:]))
