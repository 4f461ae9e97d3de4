"""`GET /api/v1/reports.{format}`: a report as a file, for those with the token.

Made in a worker thread, a few at a time; who comes while all places are taken comes again. The
entity tag stands for what the report says, so that 304 spares writing the file.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import BeforeValidator
from starlette.concurrency import run_in_threadpool

from hub.api.openapi import REPORTS_RESPONSES
from hub.errors import ReportRefused, StoreUnavailable
from hub.http.auth import TokenAuth
from hub.http.caching import etag_of, is_known, respond
from hub.http.problems import FieldProblem, Refused, invalid, named
from hub.http.routing import read
from hub.reports.formats.registry import Extension, Format, Rendering, file_name, render
from hub.reports.model import Report
from hub.reports.model import Request as ReportRequest
from hub.reports.payload.payload import report_json
from hub.reports.request import read_request
from hub.reports.service import Workshop, WorkshopFull
from hub.reports.text.language import Language

_UNAVAILABLE: Final = named(503, "history-unavailable", "History can't be read now")
_BUSY: Final = named(503, "reports-busy", "Other reports are being made")


class CsvVariant(StrEnum):
    """For whom CSV is written."""

    PLAIN = "plain"
    EXCEL = "excel"


def _flag(text: object) -> object:
    """Take a bare `&public` for yes."""
    return True if text == "" else text


@dataclass(frozen=True)
class Asked:
    """What a request for a report says."""

    extension: Annotated[Extension, Path(alias="format", description="how it is written")]
    from_: Annotated[
        str, Query(alias="from", description="the first local date", examples=["2026-01-01"])
    ]
    to: Annotated[str, Query(description="the last local date; it counts", examples=["2026-03-31"])]
    space: Annotated[
        list[str] | None,
        Query(description="ids, one parameter each; none: all", examples=[["bahnhof-wiesenburg"]]),
    ] = None
    lang: Annotated[Language, Query(description="of the words in it; JSON has none")] = (
        Language.GERMAN
    )
    public: Annotated[
        bool,
        BeforeValidator(_flag),
        Query(description="protect single persons; then of whole months only"),
    ] = False
    csv: Annotated[CsvVariant, Query(description="plain, or as German Excel opens it")] = (
        CsvVariant.PLAIN
    )

    @property
    def rendering(self) -> Rendering:
        """How it is to be written."""
        is_for_excel = self.extension is Extension.CSV and self.csv is CsvVariant.EXCEL
        written_as = Format.CSV_EXCEL if is_for_excel else Format(self.extension.value)
        return Rendering(written_as, self.lang)

    def request(self, known: Collection[str]) -> ReportRequest:
        """Return what is asked of the spaces of this hub. Raises ReportRefused."""
        return read_request(self.space or (), self.from_, self.to, known, is_public=self.public)


@contextmanager
def _as_problems() -> Iterator[None]:
    """Turn what a workshop raises into problem documents."""
    try:
        yield
    except ReportRefused as refused:
        problem = FieldProblem(field=f"query.{refused.field}", expected=refused.message)
        raise Refused(invalid(problem)) from None
    except WorkshopFull:
        raise Refused(_BUSY, [("Retry-After", "10")]) from None
    except StoreUnavailable:
        raise Refused(_UNAVAILABLE, [("Retry-After", "30")]) from None


def reports_router(workshop: Workshop, auth: TokenAuth) -> APIRouter:
    """Build the route."""
    router = APIRouter()
    known = tuple(space.id for space in workshop.spaces)

    @read(
        router,
        "/api/v1/reports.{format}",
        responses=REPORTS_RESPONSES,
        tag="reports",
    )
    async def reports(
        request: Request,
        asked: Annotated[Asked, Depends()],
        _: Annotated[None, Depends(auth.require)],
    ) -> Response:
        """Return a report on whole local days that are over, at most 1,096, as a file.

        The same request gives the same bytes while nothing changes in the store. A public report
        may leave the office: it is of whole months, rounded, and leaves out what would point to
        single persons.
        """

        def make() -> Response:
            with _as_problems(), workshop.seat():
                return _answer(request, workshop.build(asked.request(known)), asked.rendering)

        return await run_in_threadpool(make)

    return router


def _answer(request: Request, report: Report, rendering: Rendering) -> Response:
    tag = etag_of(report_json(report), rendering.format.encode(), rendering.language.encode())
    is_there = is_known(request.headers.get("if-none-match"), tag)
    body = b"" if is_there else render(report, rendering)
    return respond(
        request,
        body,
        rendering.format.media_type,
        etag=tag,
        headers={
            "Cache-Control": "private, no-cache",
            "Vary": "Authorization",
            "Content-Disposition": f'attachment; filename="{file_name(report, rendering.format)}"',
        },
    )
