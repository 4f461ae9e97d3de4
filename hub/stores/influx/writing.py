"""InfluxDB's v2 API: the only file of the hub that knows influxdb-client.

Every write is synchronous and idempotent. Three outcomes: all is durable; some points can never
be taken (400, 413, 422, or a 500 that says "partial write"); or StoreUnavailable, and whoever
called keeps what it has and comes back.

Points that are older than the bucket keeps are named by their number: they are the oldest of the
request, and the others are stored. Any other fault is found by bisection.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Final, TypeVar

import urllib3
from influxdb_client import Bucket, BucketRetentionRules, InfluxDBClient, WritePrecision
from influxdb_client import Point as LinePoint
from influxdb_client.client.exceptions import InfluxDBError
from influxdb_client.client.write_api import SYNCHRONOUS
from influxdb_client.rest import ApiException

from contract.series import NOWHERE, Keeping, Series
from hub.errors import StoreUnavailable
from hub.stores.influx.access import Access, Missing, Unseen, refusal
from hub.stores.influx.points import Point

T = TypeVar("T")

_POINTS_AT_ONCE: Final = 5_000
_THEIRS: Final = frozenset({400, 413, 422})
_PARTIAL: Final = "partial write"
_EXISTS: Final = "already exists"
_GOING: Final = "pending deletion"
"""Of a shard that is being dropped just now: what was meant for it may come again."""
_TOO_OLD: Final = re.compile(r"(?:outside|beyond) retention policy.*\bdropped=(\d+)", re.DOTALL)
"""2.7 says `dropped 3 points outside retention policy of duration 744h0m0s - … dropped=3 for
database: …`, 1.x `points beyond retention policy dropped=3`. Both mean the three oldest: a point
is dropped if it is older than the bucket keeps and no newer one of the request is of its shard."""
_BEGINNING: Final = "1678-01-01T00:00:00Z"
_NS_PER_S: Final = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Refused:
    """A point that InfluxDB will never take, and why."""

    point: Point
    reason: str
    is_too_old: bool = False
    """Whether it is only older than the bucket keeps."""


@dataclass(frozen=True, slots=True)
class FoundBucket:
    """A bucket as it is. `keep_s` is 0 for ever."""

    name: str
    keep_s: int
    shard_s: int


class Writing:
    """A connection for changes. Use it from one thread at a time."""

    def __init__(self, access: Access) -> None:
        self._access = access
        self._client = InfluxDBClient(
            url=access.url,
            token=access.token,
            org=access.org,
            timeout=int(access.timeout_s * 1000),
        )
        self._write = self._client.write_api(write_options=SYNCHRONOUS)

    def write(self, keeping: Keeping, points: Sequence[Point]) -> list[Refused]:
        """Write points; all are durable on return but those that are returned.

        Raises StoreUnavailable; then some may be written and some not.
        """
        refused: list[Refused] = []
        for start in range(0, len(points), _POINTS_AT_ONCE):
            refused += self._halving(keeping, points[start : start + _POINTS_AT_ONCE])
        return refused

    def write_all(self, keeping: Keeping, points: Sequence[Point]) -> None:
        """Write points of which none may be refused. Raises StoreUnavailable."""
        self.require(self.write(keeping, points))

    def write_recent(self, keeping: Keeping, points: Sequence[Point]) -> int:
        """Write points that count only while the bucket keeps them; returns how many are too old.

        Raises StoreUnavailable.
        """
        refused = self.write(keeping, points)
        self.require([rejection for rejection in refused if not rejection.is_too_old])
        return len(refused)

    def require(self, refused: Sequence[Refused]) -> None:
        """Raise StoreUnavailable if anything was refused."""
        for rejection in refused:
            name = rejection.point.series.measurement
            raise StoreUnavailable(f"InfluxDB takes no {name}: {rejection.reason}")

    def _halving(self, keeping: Keeping, points: Sequence[Point]) -> Iterator[Refused]:
        fault = self._try(keeping, points)
        if fault is None:
            return
        reason = str(fault)
        if fault.too_old_count:
            oldest = sorted(points, key=lambda point: point.time_ns)[: fault.too_old_count]
            yield from (Refused(point, reason, is_too_old=True) for point in oldest)
            return
        if len(points) == 1:
            yield Refused(points[0], reason)
            return
        middle = len(points) // 2
        yield from self._halving(keeping, points[:middle])
        yield from self._halving(keeping, points[middle:])

    def _try(self, keeping: Keeping, points: Sequence[Point]) -> "_TheirFault | None":
        """Write points; returns why they can't be taken, if that is their fault."""
        bucket = self._access.bucket_of(keeping)
        lines = [_line(point, self._access.own) for point in points]
        try:
            self._calling(lambda: self._write.write(bucket=bucket, record=lines))
        except _TheirFault as error:
            return error
        return None

    def delete_before(self, series: Series, before_ns: int, keeping: Keeping | None = None) -> None:
        """Delete a measurement's points older than `before_ns`, in its own bucket or another.

        Raises StoreUnavailable.
        """
        bucket = self._access.bucket_of(keeping or series.keeping)
        for tags in self._access.tags_of(series):
            terms = {"_measurement": series.measurement, **tags}
            predicate = " AND ".join(f'{name}="{value}"' for name, value in terms.items())
            self._calling(
                partial(
                    self._client.delete_api().delete,
                    start=_BEGINNING,
                    stop=_rfc3339(before_ns - 1),  # the API deletes what stands at `stop`, too
                    predicate=predicate,
                    bucket=bucket,
                    org=self._access.org,
                )
            )

    # Buckets, for `store init`

    def find_bucket(self, name: str) -> FoundBucket | None:
        """Look for a bucket among those that the token may see; of others 2.x tells nothing.

        Raises StoreUnavailable.
        """
        return next((_found(bucket) for bucket in self._named(name)), None)

    def make_bucket(self, wanted: FoundBucket) -> None:
        """Make a bucket. Raises StoreUnavailable; AlreadyThere if the token only didn't see it."""
        try:
            self._calling(
                lambda: self._client.buckets_api().create_bucket(
                    bucket_name=wanted.name, org=self._access.org, retention_rules=_rules(wanted)
                )
            )
        except _TheirFault as error:
            if _EXISTS in str(error):
                raise AlreadyThere(str(error)) from None
            raise

    def change_bucket(self, wanted: FoundBucket) -> None:
        """Change how long a bucket keeps. Raises StoreUnavailable."""
        for bucket in self._named(wanted.name):
            bucket.retention_rules = _rules(wanted)
            self._calling(partial(self._client.buckets_api().update_bucket, bucket))

    def _named(self, name: str) -> list[Bucket]:
        """Ask by name: of a list 2.7 cuts a page first, and only then leaves out what is hidden."""
        api = self._client.buckets_api()
        try:
            found = self._calling(lambda: api.find_buckets(name=name, org=self._access.org))
        except Unseen:
            raise
        except Missing:
            return []  # so says 2.7 of a bucket that there is not; of a hidden one it says nothing
        return list(found.buckets)

    def close(self) -> None:
        """Let go of the connection."""
        self._client.close()

    def _calling(self, call: Callable[[], T]) -> T:
        try:
            return call()
        except ApiException as error:
            status, body = int(error.status or 0), str(error.body or error.reason or "")
            is_theirs = (status in _THEIRS or _PARTIAL in body) and _GOING not in body
            if is_theirs:
                raise _TheirFault(str(refusal(status, body)), _too_old_count(body)) from error
            raise refusal(status, body) from error
        except InfluxDBError:  # the client's own word, where the organisation is looked for
            raise Unseen(f"the token sees no organisation of the name {self._access.org}") from None
        except (urllib3.exceptions.HTTPError, OSError) as error:
            raise StoreUnavailable(f"{self._access.url}: {error}") from error


class AlreadyThere(StoreUnavailable):
    """A bucket of this name exists."""


class _TheirFault(StoreUnavailable):
    """What was sent will never be taken as it is."""

    def __init__(self, reason: str, too_old_count: int) -> None:
        super().__init__(reason)
        self.too_old_count = too_old_count
        """So many of the oldest points are older than the bucket keeps; the others are stored."""


def _too_old_count(body: str) -> int:
    found = _TOO_OLD.search(body)
    return int(found[1]) if found else 0


def _line(point: Point, own: Mapping[str, str]) -> str:
    """Write a point; what is of no space is this part's, so that parts never meet in one point."""
    line = LinePoint(point.series.measurement)
    is_of_a_space = point.tags.get("space", NOWHERE) != NOWHERE
    for name, tag in (point.tags if is_of_a_space else {**point.tags, **own}).items():
        line.tag(name, tag)
    for name, value in point.fields.items():
        line.field(name, value)
    return str(line.time(point.time_ns, WritePrecision.NS).to_line_protocol())


def _rfc3339(time_ns: int) -> str:
    seconds, rest_ns = divmod(time_ns, _NS_PER_S)
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%S}.{rest_ns:09}Z"


def _found(bucket: Bucket) -> FoundBucket:
    rule = next(iter(bucket.retention_rules or ()), None)
    if rule is None:
        return FoundBucket(bucket.name, 0, 0)
    return FoundBucket(
        bucket.name, int(rule.every_seconds or 0), int(rule.shard_group_duration_seconds or 0)
    )


def _rules(wanted: FoundBucket) -> list[BucketRetentionRules]:
    return [
        BucketRetentionRules(
            type="expire",
            every_seconds=wanted.keep_s,
            shard_group_duration_seconds=wanted.shard_s,
        )
    ]
