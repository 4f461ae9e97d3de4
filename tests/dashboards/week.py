"""A week of a small region, kept by the real store: people, sensors and a Pi that was off.

Two spaces of the demo's region, simulated, stored and rolled up as the hub does it. The minute
series are written by the names in contract/series.py, on the last day.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from contract import series
from contract.series import CareKind
from contract.times import from_us, to_us
from contract.topics import Topic
from edge.simulator.habits_file import load_habits
from edge.simulator.history import history
from edge.simulator.hours import Span
from edge.simulator.region_file import load_region
from hub.archive import Archivist
from hub.config import SpaceConfig, load
from hub.domain.days import SpaceDay
from hub.mqtt import Incoming
from hub.metrics import HubMetrics
from hub.rollup import Rollup
from hub.serving import scopes_of
from hub.stores.history import KeptSlot
from hub.stores.influx.history import InfluxHistory
from hub.stores.influx.points import Point, Value
from hub.stores.influx.store import InfluxStore
from hub.stores.influx.writing import Writing
from tests.parts.influx import Influx

ZONE: Final = ZoneInfo("Europe/Berlin")
FIRST_DAY: Final = datetime(2026, 3, 9, tzinfo=ZONE)
NOW: Final = datetime(2026, 3, 23, 15, 0, tzinfo=ZONE)
SPACES: Final = ("alte-drahtfabrik", "bahnhof-wiesenburg")
_HEADER: Final = '[http]\nport = 0\n[mqtt]\nhost = "x"\n[store]\npath = "x"\n'
