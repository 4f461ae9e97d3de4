"""`GET /api/v1/spaces/{space}/slots` and `…/desks`: what was counted, for those with the token.

What a client has already is told from the store's count of changes, without reading (304). Else it
reads a day at a time in a worker thread, with a reader of its own. Every row is true of one moment;
rows of different days may be of different moments while the roll-up works.
"""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from typing import Annotated, Final, Protocol
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse

from contract.times import from_us, to_wire
from hub.api.availability import UNKNOWN_SPACE
from hub.api.history_rows import DESKS, SLOTS, DeskHistory, SlotHistory, Table
from hub.api.openapi import DESKS_RESPONSES, SLOTS_RESPONSES
from hub.api.ranges import Range, read_range
from hub.api.tables import Format, csv_pieces, json_pieces, wanted
from hub.domain.roles import Permission
from hub.domain.space import SpaceConfig
from hub.errors import StoreUnavailable
from hub.http.access import Access
from hub.http.caching import etag_of, is_known
from hub.http.problems import Refused, named
from hub.http.routing import read
from hub.http.spool import Spool, respond_spooled, spool
from hub.stores.history_protocol import HistoryReader, KeptSlot

OpenHistory = Callable[[], HistoryReader]
"""Opens a reader for the thread that calls. Raises StoreUnavailable."""


class VersionOf(Protocol):
    """Names the version of a space's slots in [from_us, to_us); None: nobody knows.

    At once without desks; with them it may have to ask.
    """

    def __call__(self, space: str, from_us: int, to_us: int, /, *, with_desks: bool) -> str | None:
        """Name it."""
        ...


_PIECE_US: Final = 86_400 * 1_000_000
_AT_ONCE: Final = 2
"""So many answers are made at the same time; others wait."""
_UNAVAILABLE: Final = named(503, "history-unavailable", "History can't be read now")
_MEDIA_TYPES: Final = {
    Format.JSON: "application/json",
    Format.CSV: "text/csv; charset=utf-8; header=present",
}


@dataclass(frozen=True)
class HistoryRequest:
    """What a request for history says."""

    space: Annotated[str, Path(description="its id", examples=["bahnhof-wiesenburg"])]
    from_: Annotated[
        str,
        Query(
            alias="from",
            description="the first local date, or an RFC 3339 instant",
            examples=["2026-03-02", "2026-03-02T07:00:00Z"],
        ),
    ]
    to: Annotated[
        str,
        Query(
            description="the last local date (it counts), or an RFC 3339 instant (it doesn't)",
            examples=["2026-03-08", "2026-03-03T07:00:00Z"],
        ),
    ]
    format: Annotated[
        Format | None, Query(description="else `Accept: text/csv` chooses CSV; JSON is the default")
    ] = None


def no_history() -> HistoryReader:
    """Stand in where an application runs without a store: raises StoreUnavailable."""
    raise StoreUnavailable("no store")


def no_version(_space: str, _from_us: int, _to_us: int, *, with_desks: bool) -> None:
    """Stand in where an application runs without a store."""
    del with_desks


def history_router(
    spaces: Sequence[SpaceConfig],
    access: Access,
    open_history: OpenHistory,
    version_of: VersionOf = no_version,
    *,
    program: str = "",
) -> APIRouter:
    """Build the routes. `program` is the version of what writes the answers."""
    router = APIRouter()
    zones = {space.id: ZoneInfo(space.timezone) for space in spaces}
    answers_at_once = asyncio.Semaphore(_AT_ONCE)

    async def answer(request: Request, query: HistoryRequest, table: Table) -> Response:
        zone = zones.get(query.space)
        if zone is None:
            raise Refused(UNKNOWN_SPACE)
        window = read_range(query.from_, query.to, zone, table.longest_days)
        written_as = query.format or wanted(request.headers.get("accept", ""))
        make = _Making(open_history, table, query.space, window, written_as)
        held = request.headers.get("if-none-match")
        etag = await make.etag(version_of, program)
        if etag is not None and is_known(held, etag):
            return Response(status_code=304, headers={"ETag": etag, **make.headers})
        async with answers_at_once:
            spooled = await run_in_threadpool(make.spool)
        if etag is not None and not is_known(held, spooled.etag):
            is_the_same = etag == await make.etag(version_of, program)
            spooled = replace(spooled, etag=etag) if is_the_same else spooled
        return respond_spooled(request, spooled, _MEDIA_TYPES[written_as], make.headers)

    @read(
        router,
        "/api/v1/spaces/{space}/slots",
        answers=SlotHistory,
        answers_as=JSONResponse,
        responses=SLOTS_RESPONSES,
        tag="history",
        needs=access.needs(Permission.SEE_SLOTS),
    )
    async def slots(
        request: Request,
        query: Annotated[HistoryRequest, Depends()],
    ) -> Response:
        """Return the slots of 15 minutes that start in the range, of at most 366 days.

        `from` and `to` are two local dates of the space, both inclusive, or two instants,
        half-open. Slots are there a few seconds after they ended, and may change while events
        arrive late. CSV has the columns of the JSON rows.
        """
        return await answer(request, query, SLOTS)

    @read(
        router,
        "/api/v1/spaces/{space}/desks",
        answers=DeskHistory,
        answers_as=JSONResponse,
        responses=DESKS_RESPONSES,
        tag="history",
        needs=access.needs(Permission.SEE_DESKS),
    )
    async def desks(
        request: Request,
        query: Annotated[HistoryRequest, Depends()],
    ) -> Response:
        """Return each desk in service in each slot of the range, of at most 31 days.

        `from` and `to` as for slots. Desks' slots are kept only as long as single events are.
        """
        return await answer(request, query, DESKS)

    return router


@dataclass(frozen=True, slots=True)
class _Making:
    """Makes one answer."""

    open_history: OpenHistory
    table: Table
    space: str
    window: Range
    written_as: Format

    @property
    def headers(self) -> dict[str, str]:
        sent = {"Cache-Control": "private, no-cache", "Vary": "Accept, Authorization"}
        if self.written_as is Format.CSV:
            name = f"{self.space}-{self.table.name}.csv"
            sent["Content-Disposition"] = f'attachment; filename="{name}"'
        return sent

    async def etag(self, version_of: VersionOf, program: str) -> str | None:
        """Name the answer without making it; None: only making it tells."""
        window = self.window
        version = await self._version(version_of)
        if version is None:
            return None
        columns = ",".join(column.name for column in self.table.columns)
        said = (self.table.name, columns, self.written_as, self.space, program, version)
        return etag_of(*(f"{part}".encode() for part in (*said, window.from_us, window.to_us)))

    async def _version(self, version_of: VersionOf) -> str | None:
        asked = (self.space, self.window.from_us, self.window.to_us)
        if not self.table.has_desks:
            return version_of(*asked, with_desks=False)
        return await run_in_threadpool(partial(version_of, *asked, with_desks=True))

    def spool(self) -> Spool:
        """Write the answer down. Raises Refused, 503, if the store can't be read."""
        try:
            with closing(self.open_history()) as reader:
                return spool(self._pieces(reader))
        except (StoreUnavailable, OSError):
            raise Refused(_UNAVAILABLE, [("Retry-After", "30")]) from None

    def _pieces(self, reader: HistoryReader) -> Iterator[str]:
        columns = self.table.columns
        rows = (row for kept in self._kept(reader) for row in self.table.rows(kept))
        if self.written_as is Format.CSV:
            return csv_pieces(columns, rows)
        head = {
            "space": self.space,
            "from": to_wire(from_us(self.window.from_us)),
            "to": to_wire(from_us(self.window.to_us)),
        }
        return json_pieces(head, self.table.name, columns, rows)

    def _kept(self, reader: HistoryReader) -> Iterator[KeptSlot]:
        for start_us in range(self.window.from_us, self.window.to_us, _PIECE_US):
            end_us = min(start_us + _PIECE_US, self.window.to_us)
            yield from reader.slots(self.space, start_us, end_us, with_desks=self.table.has_desks)
