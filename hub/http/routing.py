"""Registering reads: every GET also answers HEAD, and is documented once."""

from collections.abc import Callable
from typing import Any, TypeVar

from fastapi import APIRouter, Response
from pydantic import BaseModel

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
) -> Callable[[EndpointT], EndpointT]:
    """Register an endpoint for GET, with its documentation, and for HEAD."""

    def register(endpoint: EndpointT) -> EndpointT:
        router.add_api_route(
            path,
            endpoint,
            methods=["GET"],
            response_model=answers,
            response_class=answers_as,
            responses=responses,
            tags=[tag] if tag else None,
            include_in_schema=listed,
        )
        router.add_api_route(
            path, endpoint, methods=["HEAD"], response_model=None, include_in_schema=False
        )
        return endpoint

    return register
