"""`platzfrei-hub store init`: the three buckets that the store needs, made or corrected.

Run twice it changes nothing. The raw and the recent bucket keep a day longer than `raw_days`: the
hub deletes by age to the hour, and InfluxDB refuses what is older than the bucket keeps.
"""

from collections.abc import Callable, Iterator
from typing import Final, ParamSpec, TypeVar

from contract import series
from contract.series import Keeping
from hub.errors import StoreUnavailable
from hub.stores.influx.access import Access, Denied
from hub.stores.influx.points import Point
from hub.stores.influx.questions import select
from hub.stores.influx.reading import Reading
from hub.stores.influx.writing import FoundBucket, Writing

P = ParamSpec("P")
T = TypeVar("T")

_DAY_S: Final = 86_400
_WEEK_S: Final = 7 * _DAY_S


def wanted_buckets(access: Access, raw_days: int) -> tuple[FoundBucket, ...]:
    """Return the buckets as they should be, the permanent one first."""
    keep_s = (raw_days + 1) * _DAY_S
    return (
        FoundBucket(access.bucket, 0, _WEEK_S),
        FoundBucket(access.raw_bucket, keep_s, _DAY_S),
        FoundBucket(access.recent_bucket, keep_s, _DAY_S),
    )


def prepare(writing: Writing, reading: Reading, access: Access, raw_days: int) -> Iterator[str]:
    """Make or correct each bucket, and say what was done; then try what the hub will do.

    Raises StoreUnavailable, which names the permission that the token lacks.
    """
    for wanted in wanted_buckets(access, raw_days):
        yield _bring_about(writing, wanted)
    for keeping in Keeping:
        name = access.bucket_of(keeping)
        proof = Point(series.PROOF, {}, {"taken": True})
        _asking(f"write to bucket {name}", writing.write_all, keeping, [proof])
        _asking(f"read bucket {name}", reading.firsts, keeping, [select(series.PROOF, ("taken",))])
        yield f"bucket {name}: the token may write and read it"


def _bring_about(writing: Writing, wanted: FoundBucket) -> str:
    found = _asking("read buckets and organisations", writing.find_bucket, wanted.name)
    if found is None:
        _asking("write buckets and read organisations", writing.make_bucket, wanted)
        return f"bucket {wanted.name}: made, keeps {_how_long(wanted)}"
    if found.keep_s != wanted.keep_s:
        _asking("write buckets", writing.change_bucket, wanted)
        return f"bucket {wanted.name}: kept {_how_long(found)}, keeps {_how_long(wanted)} now"
    return f"bucket {wanted.name}: as it should be, keeps {_how_long(wanted)}"


def _asking(permission: str, ask: Callable[P, T], *given: P.args, **named: P.kwargs) -> T:
    try:
        return ask(*given, **named)
    except Denied as error:
        raise StoreUnavailable(f"the token needs the permission to {permission}: {error}") from None


def _how_long(bucket: FoundBucket) -> str:
    return f"{bucket.keep_s // _DAY_S} days" if bucket.keep_s else "for ever"
