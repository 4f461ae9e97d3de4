"""`/console/care/{kind}`: what a kind of care means, what to do, and when it comes and goes.

The runbook's chapter for people who have only this site, in their language.
"""

from http import HTTPStatus
from typing import Final

from fastapi import APIRouter, Request, Response

from contract.care import severity_of
from contract.series import CareKind
from hub.care_told import RUNBOOK, text_of
from hub.console.look import Look
from hub.console.tabs import HOME
from hub.console.today.kind_texts import kind_texts
from hub.console.today.words import words_of_today
from hub.domain.roles import Permission
from hub.http.access import Access
from hub.http.problems import Refused, of_status
from hub.http.routing import read
from hub.http.rules import Where

_ANYBODY: Final = "…"
"""Stands where a sentence names an agent or what it is about."""


class KindPage:
    """Writes the page."""

    def __init__(self, look: Look) -> None:
        self._look = look

    def page(self, request: Request, name: str) -> Response:
        """Write it. Raises Refused, 404, for a kind that there isn't."""
        kind = next((kind for kind in CareKind if kind == name), None)
        if kind is None:
            raise Refused(of_status(HTTPStatus.NOT_FOUND))
        language = self._look.language_of(request)
        text, said = text_of(kind, language), words_of_today(language)
        severity, meaning = said.severities[severity_of(kind)]
        return self._look.page(
            request,
            "care_kind.html",
            text=said,
            name=text.name,
            sentence=_of_anybody(text.sentence),
            to_do=text.to_do,
            severity=severity,
            meaning=meaning,
            told=kind_texts(language)[kind],
            runbook=f"{RUNBOOK}#{kind.value}",
            home=HOME,
        )


def _of_anybody(sentence: str) -> str:
    said = sentence.format(agent=_ANYBODY, subject=_ANYBODY)
    return said.replace(f"{_ANYBODY}.", _ANYBODY)


def kind_router(look: Look, access: Access) -> APIRouter:
    """Build the route."""
    router, page = APIRouter(), KindPage(look)
    needs = access.needs_person(Permission.SEE_CARE, Where.SOMEWHERE)

    @read(router, "/console/care/{kind}", listed=False, needs=needs)
    def care_kind(request: Request, kind: str) -> Response:
        """Tell about a kind of care."""
        return page.page(request, kind)

    return router
