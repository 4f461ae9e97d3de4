"""Errors as RFC 9457 problem documents, or as a page for a person who followed a link.

Owns the shape of a problem and the mapping from exceptions to it. What a client sent never comes
back in an answer, and neither does a traceback.
"""

from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Final

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

MEDIA_TYPE: Final = "application/problem+json"

HeaderLines = Sequence[tuple[str, str]]
"""Header lines to add; a name may come twice."""


class FieldProblem(BaseModel):
    """One parameter that can't be used."""

    model_config = ConfigDict(frozen=True)

    field: str = Field(examples=["query.space"])
    expected: str


class Problem(BaseModel):
    """A problem document, RFC 9457."""

    model_config = ConfigDict(
        frozen=True,
        json_schema_extra={
            "examples": [
                {
                    "type": "urn:platzfrei:problem:token-needed",
                    "title": "Token needed",
                    "status": 401,
                    "detail": "Send the token as Bearer, or as the password of Basic.",
                }
            ]
        },
    )

    type: str = Field(
        default="about:blank", description="names the kind of problem; stays the same for ever"
    )
    title: str
    status: int = Field(ge=400, le=599)
    detail: str | None = None
    errors: tuple[FieldProblem, ...] | None = Field(
        default=None, description="the parameters that can't be used, where there are any"
    )
    checks: dict[str, bool] | None = Field(
        default=None, description="only where the hub isn't ready: what is connected and what isn't"
    )


class Refused(Exception):
    """Ends a request with a problem document."""

    def __init__(self, problem: Problem, headers: HeaderLines = ()) -> None:
        super().__init__(problem.title)
        self.problem = problem
        self.headers = headers


def named(status: int, kind: str, title: str, detail: str | None = None) -> Problem:
    """Describe a problem of our own: `kind` becomes its permanent type."""
    return Problem(type=f"urn:platzfrei:problem:{kind}", title=title, status=status, detail=detail)


def of_status(status: int, detail: str | None = None) -> Problem:
    """Describe a problem that its HTTP status explains."""
    return Problem(title=HTTPStatus(status).phrase, status=status, detail=detail)


def invalid(*errors: FieldProblem) -> Problem:
    """Describe a request whose parameters can't be used."""
    problem = named(422, "invalid-request", "The request can't be used")
    return problem.model_copy(update={"errors": errors})


def encode(problem: Problem) -> bytes:
    """Write the document; members without a value are left out."""
    return problem.model_dump_json(exclude_none=True).encode()


def problem_response(problem: Problem, headers: HeaderLines = ()) -> Response:
    """Answer with the document itself."""
    response = Response(encode(problem), status_code=problem.status, media_type=MEDIA_TYPE)
    return _with(response, headers)


def _with(response: Response, headers: HeaderLines) -> Response:
    response.headers["Cache-Control"] = "no-store"
    for name, value in headers:
        response.headers.append(name, value)
    return response


ErrorPage = Callable[[Request, Problem], Response]


def install(app: FastAPI, error_page: ErrorPage, machine_paths: Sequence[str]) -> None:
    """Answer every error of `app` with a problem document, and people with `error_page`.

    What begins with one of `machine_paths` never gets a page, whatever it accepts.
    """
    only_for_machines = tuple(machine_paths)

    def answer(request: Request, problem: Problem, headers: HeaderLines = ()) -> Response:
        path: str = request.scope["path"]  # request.url fails on odd bytes
        if path.startswith(only_for_machines) or not _wants_page(request):
            return problem_response(problem, headers)
        return _with(error_page(request, problem), headers)

    async def refused(request: Request, error: Exception) -> Response:
        match error:
            case Refused(problem=problem, headers=headers):
                return answer(request, problem, headers)
            case RequestValidationError():
                return answer(request, _of_validation(error))
            case HTTPException(status_code=405):
                return answer(request, of_status(405), [("Allow", _allowed(error))])
            case HTTPException(status_code=status):
                return answer(request, of_status(status), tuple((error.headers or {}).items()))
            case _:
                raise error

    for kind in (Refused, RequestValidationError, HTTPException):
        app.add_exception_handler(kind, refused)


def _wants_page(request: Request) -> bool:
    return "text/html" in request.headers.get("accept", "")


def _allowed(error: HTTPException) -> str:
    methods = set((error.headers or {}).get("Allow", "").replace(" ", "").split(","))
    return ", ".join(sorted(methods | {"HEAD"} if "GET" in methods else methods))


def _of_validation(error: RequestValidationError) -> Problem:
    return invalid(
        *(
            FieldProblem(field=".".join(map(str, each["loc"])), expected=str(each["msg"]))
            for each in error.errors()
        )
    )
