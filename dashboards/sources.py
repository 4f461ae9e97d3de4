"""The two data sources of the dashboards, as Grafana describes them. Pure.

The hub has a third bucket, with single events: no data source shows it.

InfluxQL on InfluxDB 2: the bucket's name is the database, and the token goes into a header.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from contract.series import Keeping
from dashboards.board import SOURCES

TITLES: Final = {Keeping.PERMANENT: "Platzfrei", Keeping.RECENT: "Platzfrei recent"}

Json = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Bucket:
    """Where one of the two buckets is, as Grafana reaches it."""

    keeping: Keeping
    url: str
    name: str


def source(bucket: Bucket) -> Json:
    """Describe a data source, without its secret."""
    return {
        "uid": SOURCES[bucket.keeping],
        "name": TITLES[bucket.keeping],
        "type": "influxdb",
        "access": "proxy",
        "url": bucket.url,
        "isDefault": False,
        "jsonData": {
            "version": "InfluxQL",
            "dbName": bucket.name,
            "httpMode": "POST",
            "httpHeaderName1": "Authorization",
            "timeInterval": "1m",
        },
    }


def secret(token: str) -> Json:
    """Return what a data source keeps to itself: the token, with read permission alone."""
    return {"httpHeaderValue1": f"Token {token}"}
