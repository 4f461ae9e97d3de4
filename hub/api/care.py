"""`GET /api/v1/care`: what needs somebody now, since when, and what to do; with the token.

It answers from memory, so that a book or store that fails never makes it wait.
"""

from collections.abc import Set as AbstractSet
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import JSONResponse

from contract.care import Severity
from contract.series import CareKind
from contract.times import UtcTime, from_us
from hub.api.openapi import CARE_RESPONSES
from hub.care_told import Answers, CareItem, is_stale, items_of
from hub.config import HubConfig
from hub.domain.care_answer import AnswerKind, CareAnswer, Standing
from hub.domain.roles import Permission
from hub.http.access import Access
from hub.http.caching import etag_of, respond
from hub.http.problems import FieldProblem, Refused, invalid
from hub.http.routing import read
from hub.reports.text.language import Language
from hub.workers.care_notes import CareSources

_NO_SPACE: Final = invalid(FieldProblem(field="query.space", expected="the id of a space"))
_HEADERS: Final = {"Cache-Control": "private, no-cache", "Vary": "Authorization"}


class CareAnswered(BaseModel):
    """What somebody said of it in the console."""

    model_config = ConfigDict(frozen=True)

    said: AnswerKind
    by: str = Field(description="the id of a person", examples=["p-7d3e"])
    at: UtcTime
    until: UtcTime | None = Field(
        description="when it asks again: of a reminder, and of what was said to be done but is"
        " found to be so still; null: not as long as it lasts"
    )


class CareNeeded(BaseModel):
    """One thing that needs somebody."""

    model_config = ConfigDict(frozen=True)

    id: str = Field(examples=["sensor_unproven:hof:pi-1:pir-2"])
    kind: CareKind = Field(examples=["sensor_unproven"])
    severity: Severity
    space: str | None = Field(description="null: it is of the whole hub", examples=["hof"])
    agent: str | None = Field(examples=["pi-1"])
    subject: str | None = Field(
        description="what it is about: a sensor, a run, a reason or a file", examples=["pir-2"]
    )
    since: UtcTime
    seen: UtcTime = Field(description="when it was last found to be so")
    sentence: str
    what_to_do: str
    runbook: str = Field(examples=["deploy/runbook/care.md#sensor_unproven"])
    standing: Standing = Field(
        description="how it stands with people: `seen`, `done` and `reminded` need nobody now;"
        " `open`, `worse`, `still_so` and `due` do"
    )
    answer: CareAnswered | None = Field(description="the newest, as of `judged_at`; null: none")


class Care(BaseModel):
    """All that needs somebody, the worst first."""

    model_config = ConfigDict(frozen=True)

    judged_at: UtcTime | None = Field(description="when it was judged last; null: not yet")
    is_stale: bool = Field(
        description="nobody has judged for three minutes, so that an empty list says nothing"
    )
    is_remembered: bool = Field(
        description="false: the book can't be used, and `since` is what this hub has seen"
    )
    care: tuple[CareNeeded, ...]


def care_router(config: HubConfig, access: Access, sources: CareSources) -> APIRouter:
    """Build the route."""
    router = APIRouter()
    known = frozenset(each.id for each in config.spaces)

    @read(
        router,
        "/api/v1/care",
        answers=Care,
        answers_as=JSONResponse,
        responses=CARE_RESPONSES,
        tag="operation",
        needs=access.needs(Permission.SEE_CARE),
    )
    async def care(
        request: Request,
        lang: Annotated[Language, Query(description="of the sentences")] = Language.GERMAN,
        space: Annotated[
            list[str], Query(description="only of these spaces; left out: of all, and of the hub")
        ] = [],  # noqa: B006 - FastAPI makes a new one
    ) -> Response:
        """Tell what needs somebody, the worst first: for visitors, then for facts and figures.

        It is judged once a minute, whatever the store. The entity tag leaves out when. A token of
        named spaces has to name them.
        """
        if not known.issuperset(space):
            raise Refused(_NO_SPACE)
        answer = care_of(config, sources, lang, frozenset(space))
        still = answer.model_copy(update={"judged_at": None})
        care = still.model_dump_json(exclude={"care": {"__all__": {"seen"}}})
        tag = etag_of(care.encode())
        body = answer.model_dump_json().encode()
        return respond(request, body, "application/json", etag=tag, headers=_HEADERS)

    return router


def care_of(
    config: HubConfig, sources: CareSources, language: Language, spaces: AbstractSet[str]
) -> Care:
    """Say what needs somebody now, in some spaces alone if any are named."""
    said = sources.said()
    answers = Answers(said.answers, sources.now_us())
    items = items_of(said.lasting, config.spaces, language, answers)
    return Care(
        judged_at=None if said.judged_us is None else from_us(said.judged_us),
        is_stale=is_stale(said.judged_us, sources.now_us()),
        is_remembered=not sources.book_trouble(),
        care=tuple(needed_of(item) for item in items if not spaces or item.space in spaces),
    )


def needed_of(item: CareItem) -> CareNeeded:
    """Write one item as the interface does."""
    return CareNeeded(
        id=item.id,
        kind=item.kind,
        severity=item.severity,
        space=item.space or None,
        agent=item.agent or None,
        subject=item.subject or None,
        since=item.since,
        seen=item.seen,
        sentence=item.sentence,
        what_to_do=item.what_to_do,
        runbook=item.runbook,
        standing=item.standing,
        answer=None if item.answer is None else _answered(item.answer),
    )


def _answered(answer: CareAnswer) -> CareAnswered:
    return CareAnswered(
        said=answer.kind,
        by=answer.by,
        at=from_us(answer.at_us),
        until=None if answer.until_us is None else from_us(answer.until_us),
    )
