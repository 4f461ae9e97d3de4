"""Registering routes: each says who may call it, and what changes something has one door.

Every GET also answers HEAD, is documented once, and reads all that is sent. What OpenAPI lists
takes no other keys in its query than OpenAPI names; pages let anything pass, since links from
elsewhere add keys of their own (query_keys.py). What is sent to change something is a form, and
comes from this site's own pages (same_site.py).
"""

from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel

from hub.http.query_keys import QueryGuard, QueryKeys
from hub.http.rules import PUBLIC, Rule, mark
from hub.http.same_site import Door

__all__ = ["PUBLIC", "Door", "Responses", "Rule", "read", "write"]

EndpointT = TypeVar("EndpointT", bound=Callable[..., Any])
Responses = dict[int | str, dict[str, Any]]
"""What OpenAPI says about each status, in FastAPI's form."""


class Gate(Protocol):
    """What everything that changes something has to come through."""

    async def from_this_site(self, request: Request) -> None:
        """Raise Refused, 403, for what another site's page sent."""
        ...

    async def of_this_session(self, request: Request) -> None:
        """Raise Refused, 403, for a form that wasn't written for who sends it."""
        ...


def read(
    router: APIRouter,
    path: str,
    *,
    needs: Rule,
    answers: type[BaseModel] | None = None,
    answers_as: type[Response] = Response,
    responses: Responses | None = None,
    tag: str = "",
    listed: bool = True,
    keys: QueryKeys | None = None,
) -> Callable[[EndpointT], EndpointT]:
    """Register an endpoint for GET, with its documentation, and for HEAD.

    `needs` says who may; its judge is asked first, and may refuse. `keys` are those that the
    endpoint reads from the request by itself; else its parameters say it, and what isn't listed
    takes any.
    """
    guard = QueryGuard(keys) if listed or keys is not None else None
    asked_first = [Depends(each) for each in (needs.judge, guard) if each is not None]

    def register(endpoint: EndpointT) -> EndpointT:
        mark(endpoint, needs)
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


def write(
    router: APIRouter, path: str, *, needs: Rule, door: Gate
) -> Callable[[EndpointT], EndpointT]:
    """Register an endpoint for POST: what a form of this site sends, to change something.

    First it must come through the `door`, then `needs` is asked, then whether the form was written
    for who is signed in.
    """
    asked_first = (door.from_this_site, needs.judge, door.of_this_session)

    def register(endpoint: EndpointT) -> EndpointT:
        mark(endpoint, needs, has_door=True)
        router.add_api_route(
            path,
            endpoint,
            methods=["POST"],
            response_model=None,
            dependencies=[Depends(each) for each in asked_first if each is not None],
            include_in_schema=False,
        )
        return endpoint

    return register
