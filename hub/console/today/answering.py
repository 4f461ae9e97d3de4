"""`/console/care/answer`: what the buttons of the page send: seen, done, remind me, or back again.

    form ─▶ whose is it to say? ─▶ does it last? ─▶ book ─▶ 303 ─▶ page

What is over meanwhile can't be answered, and the page says so.
"""

from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from contract.care import severity_of
from contract.series import CareKind
from hub.book.care_answers import CareAnswerMemory, CaseOver
from hub.console.look import Look
from hub.console.sources import ConsoleSources
from hub.console.tabs import HOME
from hub.console.today.cases import zone_of
from hub.domain.care_answer import CareAnswer, Case, Remind, done, remind, remind_us, seen
from hub.domain.roles import Permission
from hub.http.access import Access, SignInNeeded, require, signed_in_at
from hub.http.forms import Form, form_of
from hub.http.routing import Door, write
from hub.http.rules import Where

ANSWER: Final = "/console/care/answer"
_OVER: Final = "over"
_LONGEST_NUMBER: Final = 18


class Choice(StrEnum):
    """The buttons."""

    SEEN = "seen"
    DONE = "done"
    HOUR = "hour"
    TOMORROW = "tomorrow"
    WEEK = "week"
    AGAIN = "again"


_SAID: Final = {
    Choice.HOUR: "remind",
    Choice.TOMORROW: "remind",
    Choice.WEEK: "remind",
}
"""What the page says after a button, where that isn't its own value."""


class Answering:
    """Takes answers. Every call may raise BookUnavailable, and Refused for what isn't one's own."""

    def __init__(self, look: Look, sources: ConsoleSources) -> None:
        self._look = look
        self._sources = sources
        self._answers = CareAnswerMemory(sources.book)

    def take(self, request: Request, form: Form) -> Response:
        """Keep what somebody says, and lead back to the page."""
        signed_in = signed_in_at(request)
        if signed_in is None:
            raise SignInNeeded
        choice = next((each for each in Choice if each == form.one("answer")), None)
        if choice is None:
            return self._look.see_other(request, HOME)
        case = case_in(form)
        require(signed_in.principal, Permission.ANSWER_CARE, case.space)
        try:
            self._keep(case, choice, signed_in.principal.id)
        except CaseOver:
            return self._back(request, _OVER)
        return self._back(request, _SAID.get(choice, choice))

    def _keep(self, case: Case, choice: Choice, person: str) -> None:
        now_us = self._sources.now_us()
        if choice is Choice.AGAIN:
            self._answers.take_back(case, person, now_us)
        else:
            self._answers.answer(self._answer(case, choice, person, now_us))

    def _answer(self, case: Case, choice: Choice, person: str, now_us: int) -> CareAnswer:
        kind = next((kind for kind in CareKind if kind == case.kind), None)
        if kind is None:
            raise CaseOver(case.kind)
        about = (case, person, now_us, severity_of(kind))
        if choice is Choice.SEEN:
            return seen(*about)
        if choice is Choice.DONE:
            return done(*about)
        return remind(*about, remind_us(Remind(choice), now_us, self._zone(case.space)))

    def _zone(self, space: str) -> ZoneInfo:
        spaces = self._sources.config.spaces
        return zone_of({each.id: ZoneInfo(each.timezone) for each in spaces}, space)

    def _back(self, request: Request, said: str) -> Response:
        response = self._look.see_other(request, HOME)
        joint = "&" if "?" in response.headers["location"] else "?"
        response.headers["location"] += f"{joint}done={said}"
        return response


def case_in(form: Form) -> Case:
    """Read which case a form is about; what is no number was never one's begin."""
    since = form.one("since")
    is_number = since.isascii() and since.isdigit() and len(since) <= _LONGEST_NUMBER
    names = (form.one("kind"), form.one("space"), form.one("subject"))
    return Case(*names, int(since) if is_number else -1)


def answering_router(look: Look, access: Access, sources: ConsoleSources, door: Door) -> APIRouter:
    """Build the route."""
    router, answering = APIRouter(), Answering(look, sources)
    needs = access.needs_person(Permission.ANSWER_CARE, Where.SOMEWHERE)

    @write(router, ANSWER, needs=needs, door=door)
    async def answer(request: Request) -> Response:
        """Keep an answer."""
        return await run_in_threadpool(answering.take, request, await form_of(request))

    return router
