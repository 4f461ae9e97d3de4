"""The week of data that the questions of the dashboards are asked of, written once."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.dashboards.week import Week, keep_week
from tests.parts.influx import InfluxServer
from tests.parts.influxd import EVERY_INFLUXD


@pytest.fixture(scope="module", params=EVERY_INFLUXD)
def week(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    influx_servers: Callable[[Path], InfluxServer],
) -> Week:
    """Keep two weeks of a small region in every InfluxDB that there is."""
    buckets = influx_servers(request.param).new_buckets()
    return keep_week(buckets, tmp_path_factory.mktemp("week"))
