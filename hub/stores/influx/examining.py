"""Whether InfluxDB is as the hub needs it: reached, the token known, each bucket read and written.

What is written is one point a day of a measurement that proves nothing else. It makes no bucket.
"""

from collections.abc import Callable, Iterator
from typing import Final, ParamSpec, TypeVar

from contract import series
from contract.series import Keeping
from hub.clock import SystemClock
from hub.errors import StoreUnavailable
from hub.stores.influx.access import Access, Denied
from hub.stores.influx.points import Point
from hub.stores.influx.questions import select
from hub.stores.influx.reading import Reading
from hub.stores.influx.writing import Writing

P = ParamSpec("P")
T = TypeVar("T")

_DAY_S: Final = 86_400
_NS_PER_S: Final = 1_000_000_000


def examine(writing: Writing, reading: Reading, access: Access) -> Iterator[str]:
    """Say what works. Raises StoreUnavailable, which names the permission that the token lacks."""
    for keeping in Keeping:
        name = access.bucket_of(keeping)
        question = select(series.PROOF, ("taken",))
        _asking(f"read bucket {name}", reading.firsts, keeping, [question])
        _asking(f"write to bucket {name}", writing.write_all, keeping, [_proof()])
        yield f"{access.url}: the token may read and write bucket {name}"


def _proof() -> Point:
    today = int(SystemClock().wall().timestamp()) // _DAY_S * _DAY_S
    return Point(series.PROOF, {}, {"taken": True}, today * _NS_PER_S)


def _asking(permission: str, ask: Callable[P, T], *given: P.args, **named: P.kwargs) -> T:
    try:
        return ask(*given, **named)
    except Denied as error:
        raise StoreUnavailable(f"the token needs the permission to {permission}: {error}") from None
