"""`/reports`: where the office picks spaces and period, sees what comes out, and downloads it.

    GET, the form's choices ─▶ preview ─▶ result, or how far it is
    POST, with an assessment ─▶ the file, or what is wrong with it beside its field

An address is a report: choices go by GET, without a script. Only what the office says itself is
too long for an address. Behind the token; a browser asks for it by itself.
"""

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from hub.domain.roles import Permission
from hub.errors import BookUnavailable, ReportRefused, StoreUnavailable
from hub.http.access import Access
from hub.http.form_guard import TOKEN_FIELD, FormGuard
from hub.http.routing import read, write
from hub.pages.office_page import fields_in, office_answer, office_headers
from hub.pages.preview_words import PreviewWords, preview_words_in
from hub.pages.report_form import KEYS, Choices, Mistake, choices_of, form_view, mistake_of
from hub.pages.report_previews import Making, Previews
from hub.pages.report_result import Download, ResultView, downloads_of, result_view
from hub.pages.report_words import report_words_in
from hub.pages.site import Site, language_of
from hub.reports.assessment import AssessmentRefused, checked
from hub.reports.formats.registry import Format
from hub.reports.rendering import Rendering, file_name, render
from hub.reports.service import ReportService, ReportServiceBusy
from hub.reports.text.language import Language
from hub.reports.text.languages import words_in

PATH: Final = "/reports"
MAX_FORM_BYTES: Final = 1024 * 1024
"""So much may be sent: a book as an assessment is refused beside its field, not thrown away."""
ASSESSMENT: Final = "assessment"
_AS: Final = "as"


@dataclass(frozen=True, slots=True)
class OwnWordsView:
    """The form of the office's own words."""

    text: str
    token: str
    mistake: str = ""


class ReportPages:
    """Writes the page."""

    def __init__(self, site: Site, service: ReportService, guard: FormGuard) -> None:
        self._site = site
        self._service = service
        self._guard = guard
        self._previews: Previews[ResultView] = Previews(service, result_view)

    def answer(self, request: Request) -> Response:
        """Write the form and, where something is asked, what comes out or how far that is."""
        language = language_of(request)
        choices = choices_of(request.query_params.multi_items(), language)
        if "from" not in request.query_params:
            return self._page(request, choices)
        return self._or_mistake(request, choices, lambda: self._preview(request, choices))

    def _preview(self, request: Request, choices: Choices) -> Response:
        result = self._previews.get(choices.request(), language_of(request))
        if isinstance(result, Making):
            return self._making(request, choices, result)
        return self._page(request, choices, result=result)

    def take(self, request: Request, body: bytes) -> Response:
        """Send a file with what the office says itself, or say what is wrong with that."""
        language = language_of(request)
        choices = choices_of(request.query_params.multi_items(), language)
        sent, words = fields_in(body), preview_words_in(language)
        text = sent.get(ASSESSMENT, "").replace("\r\n", "\n")
        token = self._guard.token(request, PATH)
        if not self._guard.knows(request, PATH, sent.get(TOKEN_FIELD, "")):
            own = OwnWordsView(text, token, words.again)
            return self._page(request, choices, HTTPStatus.CONFLICT, own=own)
        try:
            assessment = checked(text) if text.strip() else ""
        except AssessmentRefused as refused:
            own = OwnWordsView(text, token, _said(refused, words))
            return self._page(request, choices, HTTPStatus.UNPROCESSABLE_ENTITY, own=own)
        own, written_as = OwnWordsView(text, token), _format_in(sent.get(_AS, ""))
        return self._or_mistake(
            request, choices, lambda: self._file(choices, assessment, written_as), own
        )

    def _file(self, choices: Choices, assessment: str, written_as: Format) -> Response:
        """Make the file. It may take seconds."""
        rendering = Rendering(written_as, choices.language)
        with self._service.permit():
            report = self._service.build(choices.request(), assessment=assessment)
            content = render(report, rendering)
        name = file_name(report, rendering)
        headers = office_headers(choices.language) | {
            "Cache-Control": "no-store",
            "Content-Disposition": f'attachment; filename="{name}"',
        }
        return Response(content, media_type=written_as.media_type, headers=headers)

    def _or_mistake(
        self,
        request: Request,
        choices: Choices,
        made: Callable[[], Response],
        own: OwnWordsView | None = None,
    ) -> Response:
        """Return what is made, or the page that says why it isn't."""
        language = language_of(request)
        words = report_words_in(language)
        try:
            return made()
        except ReportRefused as refused:
            status = HTTPStatus.UNPROCESSABLE_ENTITY
            mistake = mistake_of(refused, words, words_in(language).typography)
        except ReportServiceBusy:
            status, mistake = HTTPStatus.SERVICE_UNAVAILABLE, Mistake("", words.busy)
        except (StoreUnavailable, BookUnavailable):
            status, mistake = HTTPStatus.SERVICE_UNAVAILABLE, Mistake("", words.unavailable)
        return self._page(request, choices, status, mistake=mistake, own=own)

    def _making(self, request: Request, choices: Choices, making: Making) -> Response:
        """Say how far a preview is; the page asks again by itself."""
        language = language_of(request)
        html = self._site.write(
            request,
            "report_making.html",
            percent=making.percent,
            said=report_words_in(language),
            more=preview_words_in(language),
            keep=f"&{choices.query()}",
        )
        return office_answer(request, html, language, is_passing=True)

    def _page(
        self,
        request: Request,
        choices: Choices,
        status: HTTPStatus = HTTPStatus.OK,
        *,
        mistake: Mistake | None = None,
        result: ResultView | None = None,
        own: OwnWordsView | None = None,
    ) -> Response:
        language = language_of(request)
        said, service = report_words_in(language), self._service
        form = form_view(
            choices, service.spaces, service.now(), said, mistake, office=service.office
        )
        asked = f"&{choices.query()}" if "from" in request.query_params else ""
        files: tuple[Download, ...] = ()
        if result or own:
            own = own or OwnWordsView("", self._guard.token(request, PATH))
            files = _downloads(choices, language)
        html = self._site.write(
            request,
            "reports.html",
            form=form,
            said=said,
            more=preview_words_in(language),
            result=result,
            files=files,
            own=own,
            keep=asked,
        )
        return office_answer(request, html, language, status)


def _downloads(choices: Choices, language: Language) -> tuple[Download, ...]:
    """Return the files that there are; none of what can't be made."""
    try:
        return downloads_of(choices, report_words_in(language))
    except ReportRefused:
        return ()


def _format_in(text: str) -> Format:
    return Format(text) if text in tuple(Format) else Format.PDF


def _said(refused: AssessmentRefused, words: PreviewWords) -> str:
    """Say what is wrong with an assessment, and where."""
    said = words.faults[refused.fault].format(t=refused.sign)
    return words.in_line.format(n=refused.line, t=said) if refused.line else said


def report_pages_router(pages: ReportPages, access: Access, guard: FormGuard) -> APIRouter:
    """Build the routes."""
    router, making = APIRouter(), access.needs(Permission.MAKE_REPORTS)

    @read(router, PATH, listed=False, needs=making, keys=KEYS)
    async def reports(request: Request) -> Response:
        """Show the form, and what comes out."""
        return await run_in_threadpool(pages.answer, request)

    @write(router, PATH, needs=making, door=guard)
    async def with_own_words(request: Request) -> Response:
        """Send a file with the office's own assessment."""
        return await run_in_threadpool(pages.take, request, await request.body())

    return router
