"""`GET /api/v1/reports.{format}`: a report as a file, for those with the token.

Made in a worker thread, a few at a time; who comes while others are made comes again. The
entity tag stands for what the report says, so that 304 spares writing the file; a file that was
made is kept for who asks again, behind the same token.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import Annotated, Final, assert_never

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import BeforeValidator
from starlette.concurrency import run_in_threadpool

from hub.api.openapi import REPORTS_RESPONSES
from hub.domain.roles import Permission
from hub.errors import BookUnavailable, ReportRefused, StoreUnavailable
from hub.http.access import Access
from hub.http.caching import is_known, respond
from hub.http.problems import FieldProblem, Refused, invalid, named
from hub.http.routing import read
from hub.reports.downloads import Downloads
from hub.reports.formats.registry import Extension, Format
from hub.reports.rendering import Rendering
from hub.reports.request import LONGEST_DAYS, ReportRequest, read_request
from hub.reports.service import ReportServiceBusy
from hub.reports.text.language import Language

_UNAVAILABLE: Final = named(503, "history-unavailable", "History can't be read now")
_BUSY: Final = named(503, "reports-busy", "Other reports are being made")


class CsvVariant(StrEnum):
    """For whom CSV is written."""

    PLAIN = "plain"
    EXCEL = "excel"
    LONG = "long"

    @property
    def written_as(self) -> Format:
        """The format that it stands for."""
        match self:
            case CsvVariant.PLAIN:
                return Format.CSV
            case CsvVariant.EXCEL:
                return Format.CSV_EXCEL
            case CsvVariant.LONG:
                return Format.CSV_LONG
            case _:
                assert_never(self)


def _flag(text: object) -> object:
    """Take a bare `&public` for yes."""
    return True if text == "" else text


@contextmanager
def _as_problems() -> Iterator[None]:
    """Turn what the report service raises into problem documents."""
    try:
        yield
    except ReportRefused as refused:
        expected = refused.message.removeprefix("expected ")
        problem = FieldProblem(field=f"query.{refused.field}", expected=expected)
        raise Refused(invalid(problem)) from None
    except ReportServiceBusy:
        raise Refused(_BUSY, [("Retry-After", "10")]) from None
    except (StoreUnavailable, BookUnavailable):
        raise Refused(_UNAVAILABLE, [("Retry-After", "30")]) from None


def request_of(
    from_: Annotated[
        str, Query(alias="from", description="the first local date", examples=["2026-01-01"])
    ],
    to: Annotated[
        str, Query(description="the last local date; it counts", examples=["2026-03-31"])
    ],
    space: Annotated[
        list[str] | None,
        Query(description="ids, one parameter each; none: all", examples=[["bahnhof-wiesenburg"]]),
    ] = None,
    *,
    public: Annotated[
        bool,
        BeforeValidator(_flag),
        Query(description="protect single persons; then of published months only"),
    ] = False,
) -> ReportRequest:
    """Read which report is wanted. Raises Refused."""
    with _as_problems():
        return read_request(space or (), from_, to, is_public=public, longest_days=LONGEST_DAYS)


def rendering_of(
    extension: Annotated[Extension, Path(alias="format", description="how it is written")],
    lang: Annotated[
        Language, Query(description="of the words in it; JSON has none")
    ] = Language.GERMAN,
    csv: Annotated[
        CsvVariant,
        Query(
            description="plain: a row per space and day, and per space and hour of the week; "
            "excel: the same as German Excel opens it; long: a line per figure of every table"
        ),
    ] = CsvVariant.PLAIN,
) -> Rendering:
    """Read how it is to be written."""
    return Rendering(
        csv.written_as if extension is Extension.CSV else Format(extension.value), lang
    )


def reports_router(downloads: Downloads, access: Access) -> APIRouter:
    """Build the route."""
    router = APIRouter()

    @read(
        router,
        "/api/v1/reports.{format}",
        responses=REPORTS_RESPONSES,
        tag="reports",
        needs=access.needs(Permission.MAKE_REPORTS),
    )
    async def reports(
        request: Request,
        rendering: Annotated[Rendering, Depends(rendering_of)],
        wanted: Annotated[ReportRequest, Depends(request_of)],
    ) -> Response:
        """Return a report on whole local days that are over, at most 1,096, as a file.

        The same request gives the same bytes while nothing changes in the store. A public report
        may leave the office: it is of whole months that are published, a week after their end, and
        never change; it is rounded, and leaves out what would point to single persons.
        """

        def make() -> Response:
            with _as_problems():
                return _answer(request, downloads, wanted, rendering)

        return await run_in_threadpool(make)

    return router


def _answer(
    request: Request, downloads: Downloads, wanted: ReportRequest, rendering: Rendering
) -> Response:
    held = request.headers.get("if-none-match")
    file = downloads.get(wanted, rendering, lambda tag: is_known(held, f'"{tag}"'))
    return respond(
        request,
        file.content or b"",
        rendering.format.media_type,
        etag=f'"{file.tag}"',
        headers={
            "Cache-Control": "private, no-cache",
            "Vary": "Authorization",
            "Content-Disposition": f'attachment; filename="{file.name}"',
        },
    )
