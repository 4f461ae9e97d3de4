"""What the store needs in InfluxDB: `store init` brings it about, and others look whether it is so.

    three buckets that keep long enough ◀─ an organisation that the token sees ◀─ a known token
    a proof of writing and reading in each

Run twice `store init` changes nothing. The raw and the recent bucket keep a day longer than
`raw_days`: the hub deletes by age to the hour, and InfluxDB refuses what is older than a bucket
keeps. What 2.x may not tell a token it leaves out of its answers, without a word of refusal: so
what is not seen is either not there or not for this token, and both are said.
"""

from collections.abc import Callable, Iterator
from typing import Final, ParamSpec, TypeVar

from contract import series
from contract.configuration import Fault
from contract.series import Keeping
from hub.errors import StoreUnavailable
from hub.stores.influx.access import Access, Denied, Missing, Unseen
from hub.stores.influx.marks import Marks
from hub.stores.influx.points import NS_PER_US, Point
from hub.stores.influx.queries import select, where
from hub.stores.influx.reading import Reading
from hub.stores.influx.writing import AlreadyThere, FoundBucket, Writing

P = ParamSpec("P")
T = TypeVar("T")

_DAY_S: Final = 86_400
_WEEK_S: Final = 7 * _DAY_S
_UNITS: Final = ((_DAY_S, "day"), (3600, "hour"), (60, "minute"), (1, "second"))
_KEYS: Final = {
    Keeping.PERMANENT: "store.bucket",
    Keeping.RAW: "store.raw_bucket",
    Keeping.RECENT: "store.recent_bucket",
}
_ORG: Final = "store.org"
_TOKEN: Final = "store.token_file"  # noqa: S105 - the name of a key
_INIT: Final = "run `platzfrei-hub store init` with a token that may do so"


class Unfit(StoreUnavailable):
    """InfluxDB answers, but as it is the store can't be in it: the operator's to mend."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(f"{fault.key}: {fault.expected}")
        self.fault = fault


def wanted_buckets(access: Access, raw_days: int) -> dict[Keeping, FoundBucket]:
    """Return the buckets as they should be, the permanent one first."""
    keep_s = (raw_days + 1) * _DAY_S
    return {
        Keeping.PERMANENT: FoundBucket(access.bucket, 0, _WEEK_S),
        Keeping.RAW: FoundBucket(access.raw_bucket, keep_s, _DAY_S),
        Keeping.RECENT: FoundBucket(access.recent_bucket, keep_s, _DAY_S),
    }


def prepare(writing: Writing, reading: Reading, access: Access, raw_days: int) -> Iterator[str]:
    """Make or correct each bucket, and say what was done; then try what the hub will do.

    Raises Unfit, which names the key and the permission that the token lacks, or StoreUnavailable.
    """
    for keeping, wanted in wanted_buckets(access, raw_days).items():
        yield _bring_about(writing, access, keeping, wanted)
    for keeping in Keeping:
        _prove(writing, reading, access, keeping)
        yield f"bucket {access.bucket_of(keeping)}: the token may write and read it"


def faults(access: Access, raw_days: int) -> Iterator[Fault]:
    """Look whether a hub could use the store, with its own token; changes nothing in the buckets.

    Every fault is found, but for those behind one that hides them. Raises StoreUnavailable if
    InfluxDB is out of reach.
    """
    writing, reading = Writing(access), Reading(access)
    try:
        for keeping, wanted in wanted_buckets(access, raw_days).items():
            try:
                found = _find(writing, access, keeping)
                _prove(writing, reading, access, keeping)
            except Unfit as error:
                yield error.fault
            else:
                yield from _too_short(keeping, found, wanted)
    finally:
        reading.close()
        writing.close()


def short_buckets(access: Access, raw_days: int) -> Iterator[Fault]:
    """Look whether each bucket that the token sees keeps long enough. Raises StoreUnavailable."""
    writing = Writing(access)
    try:
        for keeping, wanted in wanted_buckets(access, raw_days).items():
            found = writing.find_bucket(wanted.name)
            if found is not None:
                yield from _too_short(keeping, found, wanted)
    finally:
        writing.close()


def _too_short(keeping: Keeping, found: FoundBucket, wanted: FoundBucket) -> Iterator[Fault]:
    if found.keep_s == 0 or 0 < wanted.keep_s <= found.keep_s:
        return
    needed = f"raw_days asks for {how_long(wanted)}" if wanted.keep_s else "it has to keep for ever"
    said = f"bucket {found.name} keeps {how_long(found)}, but {needed}; {_INIT}"
    yield Fault(_KEYS[keeping], said)


def _bring_about(writing: Writing, access: Access, keeping: Keeping, wanted: FoundBucket) -> str:
    found = _asking("read buckets", keeping, writing.find_bucket, wanted.name)
    if found is None:
        _make(writing, access, keeping, wanted)
        return f"bucket {wanted.name}: made, keeps {how_long(wanted)}"
    if found.keep_s != wanted.keep_s:
        _asking(f"write bucket {wanted.name}", keeping, writing.change_bucket, wanted)
        return f"bucket {wanted.name}: kept {how_long(found)}, keeps {how_long(wanted)} now"
    return f"bucket {wanted.name}: as it should be, keeps {how_long(wanted)}"


def _make(writing: Writing, access: Access, keeping: Keeping, wanted: FoundBucket) -> None:
    try:
        _asking("read organisations and write buckets", keeping, writing.make_bucket, wanted)
    except AlreadyThere:
        raise Unfit(Fault(_TOKEN, _unseen_bucket(access, keeping))) from None


def _find(writing: Writing, access: Access, keeping: Keeping) -> FoundBucket:
    name = access.bucket_of(keeping)
    found = _asking("read buckets", keeping, writing.find_bucket, name)
    if found is None:
        raise Unfit(Fault(_KEYS[keeping], f"there is no bucket {name} that the token may read"))
    return found


def _unseen_bucket(access: Access, keeping: Keeping) -> str:
    name = access.bucket_of(keeping)
    return f"the token needs the permission to read bucket {name}: it is there, and not seen"


def _prove(writing: Writing, reading: Reading, access: Access, keeping: Keeping) -> None:
    """Write a point of now, which every bucket keeps; read it, and take it away."""
    name = access.bucket_of(keeping)
    _asking(f"read bucket {name}", keeping, reading.firsts, keeping, [select(series.PROOF, _ANY)])
    now_ns = Marks(reading, writing).now_us() * NS_PER_US
    proof = Point(series.PROOF, {}, {"taken": True}, now_ns)
    _asking(f"write to bucket {name}", keeping, writing.write_all, keeping, [proof])
    query = select(series.PROOF, _ANY) + where({}, from_ns=now_ns, to_ns=now_ns + 1)
    if reading.firsts(keeping, [query]) == [None]:
        raise Unfit(Fault(_KEYS[keeping], f"bucket {name} doesn't return what was written to it"))
    writing.delete_before(series.PROOF, now_ns + 1, keeping)


_ANY: Final = ("taken",)


def _asking(
    permission: str, keeping: Keeping, ask: Callable[P, T], *given: P.args, **named: P.kwargs
) -> T:
    try:
        return ask(*given, **named)
    except Denied as error:
        said = f"the token needs the permission to {permission}: {error}"
        if error.is_unknown:
            said = f"InfluxDB doesn't know this token: {error}"
        raise Unfit(Fault(_TOKEN, said)) from None
    except Unseen as error:
        said = f"{error}: there is none, or it needs the permission to read organisations"
        raise Unfit(Fault(_ORG, said)) from None
    except Missing as error:
        said = f"{error}; or the token needs the permission to {permission}"
        raise Unfit(Fault(_KEYS[keeping], said)) from None


def how_long(bucket: FoundBucket) -> str:
    """Say how long a bucket keeps, in the largest unit that leaves no rest."""
    if not bucket.keep_s:
        return "for ever"
    size, unit = next(pair for pair in _UNITS if bucket.keep_s % pair[0] == 0)
    count = bucket.keep_s // size
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"
