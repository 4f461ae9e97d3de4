"""What the texts that law asks for still need, in lines for who starts or checks a hub."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from hub.config import HubConfig
from hub.domain.localtime import day_of
from hub.domain.site_care import warnings_of


def texts_to_check(config: HubConfig, now: datetime) -> Iterator[str]:
    """Say it in a line for each kind of lack; `now` is aware."""
    zone = ZoneInfo(config.spaces[0].timezone)
    return warnings_of(config.site, day_of(now, zone))
