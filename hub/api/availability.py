"""`GET /api/v1/spaces` and `GET /api/v1/spaces/{space}/availability`."""

from collections.abc import Sequence
from functools import partial
from typing import Annotated, Final

from fastapi import APIRouter, Path, Request, Response
from pydantic import BaseModel, ConfigDict
from starlette.responses import JSONResponse

from contract.times import to_us
from hub.api.openapi import SPACE_RESPONSES, SPACES_RESPONSES
from hub.clock import Clock
from hub.domain.availability import Availability, Published
from hub.domain.keeping import Keeping, keeping_of
from hub.http.caching import etag_of
from hub.http.fast_reads import FastReads, Representation
from hub.http.problems import Refused, named
from hub.http.routing import PUBLIC, read
from hub.live.live import Live

UNKNOWN_SPACE: Final = named(
    404, "unknown-space", "Unknown space", "GET /api/v1/spaces lists every space."
)
_JSON: Final = "application/json"


class Spaces(BaseModel):
    """Every space of the region, in the order of hub.toml."""

    model_config = ConfigDict(frozen=True)

    spaces: tuple[Availability, ...]


SPACES_PATH: Final = "/api/v1/spaces"


def kept_s(live: Live, space_ids: Sequence[str], keeping: Keeping, clock: Clock) -> int:
    """Return for how long a cache in front may keep an answer on these spaces now."""
    renewed_at = live.renewed_at(space_ids)
    return keeping.kept_s(to_us(clock.wall()), None if renewed_at is None else to_us(renewed_at))


class AllSpaces:
    """All spaces as they can be read; what names the answer is worked out once per change."""

    def __init__(self, live: Live, space_ids: Sequence[str], clock: Clock) -> None:
        self._live = live
        self._space_ids = space_ids
        self._clock = clock
        self._published: tuple[Published, ...] = ()
        self._keeping = keeping_of(())
        self._known: tuple[int, Representation] | None = None

    def __call__(self, _accept_language: str = "") -> Representation:
        """Return what the answer looks like now."""
        revision = self._live.revision
        if self._known is None or self._known[0] != revision:
            found = map(self._live.availability, self._space_ids)
            self._published = tuple(each for each in found if each is not None)
            self._keeping = keeping_of(self._published)
            etag = etag_of(*(each.etag.encode() for each in self._published))
            page = Representation(self._write, etag, _JSON, kept_s=self._kept_s)
            self._known = revision, page
        return self._known[1]

    def _kept_s(self) -> int:
        return kept_s(self._live, self._space_ids, self._keeping, self._clock)

    def _write(self) -> bytes:
        now = self._clock.wall()
        return b'{"spaces":[%b]}' % b",".join([each.encoded(now) for each in self._published])


class OneSpace:
    """One space as it can be read."""

    def __init__(self, live: Live, space_id: str, clock: Clock) -> None:
        self._live = live
        self._space_id = space_id
        self._clock = clock
        self._known: tuple[Published, Representation] | None = None

    def __call__(self, _accept_language: str = "") -> Representation:
        """Return what the answer looks like now. Raises Refused, 404, if there is no such space."""
        published = self._live.availability(self._space_id)
        if published is None:
            raise Refused(UNKNOWN_SPACE)
        if self._known is None or self._known[0] is not published:
            write = partial(self._write, published)
            kept = partial(
                kept_s, self._live, (self._space_id,), keeping_of([published]), self._clock
            )
            self._known = published, Representation(write, published.etag, _JSON, kept_s=kept)
        return self._known[1]

    def _write(self, published: Published) -> bytes:
        return published.encoded(self._clock.wall())


def fast_spaces(reads: FastReads, live: Live, space_ids: Sequence[str], clock: Clock) -> None:
    """Have both reads answered without the framework."""
    reads.add(SPACES_PATH, AllSpaces(live, space_ids, clock))
    for space_id in space_ids:
        target = f"{SPACES_PATH}/{space_id}/availability"
        reads.add(target, OneSpace(live, space_id, clock))


def spaces_router(live: Live, space_ids: Sequence[str], clock: Clock) -> APIRouter:
    """Build the routes."""
    router = APIRouter()
    all_spaces = AllSpaces(live, space_ids, clock)

    @read(
        router,
        SPACES_PATH,
        answers=Spaces,
        answers_as=JSONResponse,
        responses=SPACES_RESPONSES,
        tag="availability",
        needs=PUBLIC,
    )
    async def spaces(request: Request) -> Response:
        """List all spaces with their present availability."""
        return all_spaces().answer(request)

    @read(
        router,
        "/api/v1/spaces/{space}/availability",
        answers=Availability,
        answers_as=JSONResponse,
        responses=SPACE_RESPONSES,
        tag="availability",
        needs=PUBLIC,
    )
    async def availability(
        request: Request,
        space: Annotated[str, Path(description="its id", examples=["bahnhof-wiesenburg"])],
    ) -> Response:
        """Say how many desks are free now, how sure that is, and how old."""
        return OneSpace(live, space, clock)().answer(request)

    return router
