"""`/reports`: where the office picks spaces and period, sees what comes out, and downloads it.

One form by GET, without a script: an address is a report. Behind the token; a browser asks for it
by itself. The report is made in a worker thread, as one that is downloaded.
"""

from http import HTTPStatus
from typing import Final

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from hub.domain.roles import Permission
from hub.errors import BookUnavailable, ReportRefused, StoreUnavailable
from hub.http.access import Access
from hub.http.caching import respond
from hub.http.routing import read
from hub.pages.report_form import KEYS, Choices, Mistake, choices_of, form_view, mistake_of
from hub.pages.report_result import ResultView, result_view
from hub.pages.report_words import report_words_in
from hub.pages.site import Site, headers_for, language_of
from hub.reports.service import ReportService, ReportServiceBusy
from hub.reports.text.languages import words_in

_HTML: Final = "text/html; charset=utf-8"
_POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
_AGAIN_S: Final = {HTTPStatus.SERVICE_UNAVAILABLE: "10"}


class ReportPages:
    """Writes the page."""

    def __init__(self, site: Site, service: ReportService) -> None:
        self._site = site
        self._service = service

    def answer(self, request: Request) -> Response:
        """Write the form and, where something is asked, what comes out. It may take seconds."""
        language = language_of(request)
        choices = choices_of(request.query_params.multi_items(), language)
        if "from" not in request.query_params:
            return self._page(request, choices, HTTPStatus.OK)
        words = report_words_in(language)
        try:
            with self._service.permit():
                report = self._service.build(choices.request())
        except ReportRefused as refused:
            mistake = mistake_of(refused, words, words_in(language).typography)
            return self._page(request, choices, HTTPStatus.UNPROCESSABLE_ENTITY, mistake)
        except ReportServiceBusy:
            return self._page(
                request, choices, HTTPStatus.SERVICE_UNAVAILABLE, Mistake("", words.busy)
            )
        except (StoreUnavailable, BookUnavailable):
            mistake = Mistake("", words.unavailable)
            return self._page(request, choices, HTTPStatus.SERVICE_UNAVAILABLE, mistake)
        result = result_view(report, choices, words, language)
        return self._page(request, choices, HTTPStatus.OK, result=result)

    def _page(
        self,
        request: Request,
        choices: Choices,
        status: HTTPStatus,
        mistake: Mistake | None = None,
        result: ResultView | None = None,
    ) -> Response:
        language = language_of(request)
        said = report_words_in(language)
        form = form_view(choices, self._service.spaces, self._service.now(), said, mistake)
        keep = f"&{choices.query()}" if "from" in request.query_params else ""
        html = self._site.write(
            request, "reports.html", form=form, said=said, result=result, keep=keep
        )
        headers = headers_for(language) | {
            "Content-Security-Policy": _POLICY,
            "Cache-Control": "private, no-cache",
            "Vary": "Accept-Language, Authorization",
        }
        if status is HTTPStatus.OK:
            return respond(request, html, _HTML, headers=headers)
        if status in _AGAIN_S:
            headers["Retry-After"] = _AGAIN_S[status]
        return Response(html, status_code=status, media_type=_HTML, headers=headers)


def report_pages_router(pages: ReportPages, access: Access) -> APIRouter:
    """Build the route."""
    router = APIRouter()

    @read(router, "/reports", listed=False, needs=access.needs(Permission.MAKE_REPORTS), keys=KEYS)
    async def reports(request: Request) -> Response:
        """Show the form, and what comes out."""
        return await run_in_threadpool(pages.answer, request)

    return router
