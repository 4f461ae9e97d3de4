"""InfluxQL over HTTP: the only file of the hub that asks InfluxDB.

influxdb-client has no call for InfluxQL, which 2.7 and later answer on the 1.x-compatible endpoint
`/query` for a database of the bucket's name.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Any, Final, Self

import httpx

from contract.series import Keeping
from contract.times import to_us
from hub.errors import StoreUnavailable
from hub.stores.influx.access import Access, Missing, refusal
from hub.stores.influx.queries import Cells

_ROWS_AT_ONCE: Final = 10_000
_CONNECT_S: Final = 3.0
_NO_DATABASE: Final = "database not found"
"""What 2.7 says where a bucket is not there, and where the token may not read it."""

_Answer = tuple[int, Mapping[str, str], Cells]
"""A row: the number of the query that it answers, the tags of its group, and its cells."""


class Reading:
    """A connection for queries. Any number of them may be open; each belongs to one thread."""

    def __init__(self, access: Access) -> None:
        self._access = access
        self.own = access.own
        """The tag of this hub's own bookkeeping, if it is one of several."""
        self.holds = access.holds
        self.tags_of = access.tags_of
        self.clock_us: int | None = None
        """What time it was for InfluxDB at its last answer, to the second: its retention goes by
        this clock, whatever the hub's says."""
        self._http = httpx.Client(
            base_url=access.url,
            headers={
                "Authorization": f"Token {access.token}",
                "Accept": "application/json",
            },
            timeout=httpx.Timeout(access.timeout_s, connect=min(_CONNECT_S, access.timeout_s)),
            trust_env=False,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def rows(self, keeping: Keeping, query: str) -> Iterator[Cells]:
        """Yield the rows that one SELECT finds. Raises StoreUnavailable."""
        for _, _, cells in self._answers(keeping, query):
            yield cells

    def groups(self, keeping: Keeping, query: str) -> Iterator[tuple[Mapping[str, str], Cells]]:
        """Yield the rows of a SELECT that groups by tags, each with its tags.

        Raises StoreUnavailable.
        """
        for _, tags, cells in self._answers(keeping, query):
            yield tags, cells

    def firsts(self, keeping: Keeping, queries: Sequence[str]) -> list[Cells | None]:
        """Ask several SELECTs at once and return the first row of each, or None."""
        found: dict[int, Cells] = {}
        for number, _, cells in self._answers(keeping, "; ".join(queries)):
            found.setdefault(number, cells)
        return [found.get(number) for number in range(len(queries))]

    def close(self) -> None:
        """Let go of the connection."""
        self._http.close()

    def _answers(self, keeping: Keeping, queries: str) -> Iterator[_Answer]:
        asked = {
            "db": self._access.bucket_of(keeping),
            "q": queries,
            "epoch": "ns",
            "chunked": "true",
            "chunk_size": str(_ROWS_AT_ONCE),
        }
        try:
            with self._http.stream("POST", "/query", data=asked) as answer:
                self._read_clock(answer.headers.get("Date", ""))
                if answer.status_code != httpx.codes.OK:
                    raise refusal(answer.status_code, answer.read().decode())
                for line in answer.iter_lines():
                    yield from _rows_of(line)
        except httpx.HTTPError as error:
            raise StoreUnavailable(
                f"{self._access.url}: {error or type(error).__name__}"
            ) from error

    def _read_clock(self, said: str) -> None:
        with suppress(ValueError):
            self.clock_us = to_us(parsedate_to_datetime(said))


def _fault(said: str) -> StoreUnavailable:
    if said.startswith(_NO_DATABASE):
        name = said.removeprefix(_NO_DATABASE).strip(": ")
        return Missing(f"bucket {name} is missing, or hidden from this token")
    return StoreUnavailable(f"InfluxDB: {said}")


def _rows_of(line: str) -> Iterator[_Answer]:
    try:
        read: Mapping[str, Any] = json.loads(line)
    except ValueError:
        raise StoreUnavailable("InfluxDB's answer is cut off") from None
    for statement in [read, *read.get("results", ())]:
        if "error" in statement:
            raise _fault(str(statement["error"]))
        for of_tags in statement.get("series", ()):
            for cells in of_tags["values"]:
                yield statement["statement_id"], of_tags.get("tags", {}), cells
