"""What in hub.toml still needs somebody, in lines for who starts or checks a hub.

Texts that law asks for, and schedules of which nothing comes any more.
"""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from hub.config import HubConfig
from hub.domain.localtime import day_of
from hub.domain.schedule import ended_schedules
from hub.domain.site_care import warnings_of


def texts_to_check(config: HubConfig, now: datetime) -> Iterator[str]:
    """Say it in a line for each kind of lack; `now` is aware."""
    today = day_of(now, ZoneInfo(config.spaces[0].timezone))
    yield from warnings_of(config.site, today)
    yield from ended_schedules(config.schedules, today)
