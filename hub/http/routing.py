"""Registering reads: every GET also answers HEAD, is documented once, and reads all that is sent.

What OpenAPI lists takes no other keys in its query than OpenAPI names; pages let anything pass,
since links from elsewhere add keys of their own (query_keys.py).
"""

from collections.abc import Callable
from typing import Any, TypeVar

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel

from hub.http.query_keys import QueryGuard, QueryKeys

EndpointT = TypeVar("EndpointT", bound=Callable[..., Any])
Responses = dict[int | str, dict[str, Any]]
"""What OpenAPI says about each status, in FastAPI's form."""


def read(
    router: APIRouter,
    path: str,
    *,
    answers: type[BaseModel] | None = None,
    answers_as: type[Response] = Response,
    responses: Responses | None = None,
    tag: str = "",
    listed: bool = True,
    behind: Callable[..., None] | None = None,
    keys: QueryKeys | None = None,
) -> Callable[[EndpointT], EndpointT]:
    """Register an endpoint for GET, with its documentation, and for HEAD.

    `behind` is asked first, and may refuse. `keys` are those that the endpoint reads from the
    request by itself; else its parameters say it, and what isn't listed takes any.
    """
    guard = QueryGuard(keys) if listed or keys is not None else None
    asked_first = [Depends(each) for each in (behind, guard) if each is not None]

    def register(endpoint: EndpointT) -> EndpointT:
        router.add_api_route(
            path,
            endpoint,
            methods=["GET"],
            response_model=answers,
            response_class=answers_as,
            responses=responses,
            tags=[tag] if tag else None,
            dependencies=asked_first,
            include_in_schema=listed,
        )
        if guard is not None:
            guard.learn(router.routes[-1])
        router.add_api_route(
            path,
            endpoint,
            methods=["HEAD"],
            response_model=None,
            dependencies=asked_first,
            include_in_schema=False,
        )
        return endpoint

    return register
