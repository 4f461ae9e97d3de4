"""Which keys a query may have: what a route doesn't read is refused, and never passed over.

`public` that is misspelt would else give a report that isn't public. Owns the refusal, and knows no
route: a route says what it reads by its parameters, or in so many words. What a client sent never
comes back.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, get_args, get_origin

from fastapi import Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

from hub.http.problems import FieldProblem, Refused, invalid


@dataclass(frozen=True, slots=True)
class QueryKeys:
    """The keys that a route reads."""

    once: tuple[str, ...] = ()
    repeatable: tuple[str, ...] = ()

    def mistakes_in(self, sent: Iterable[str]) -> Iterator[FieldProblem]:
        """Yield what is wrong with the keys of a query."""
        counts = Counter(sent)
        known = (*self.once, *self.repeatable)
        if not counts.keys() <= set(known):
            yield FieldProblem(field="query", expected=_named(known))
        for key in self.once:
            if counts[key] > 1:
                yield FieldProblem(field=f"query.{key}", expected="once")


class QueryGuard:
    """Refuses what a route doesn't read; to be asked before its parameters are."""

    def __init__(self, keys: QueryKeys | None) -> None:
        """None: they are learned from the route."""
        self._keys = keys or QueryKeys()
        self._learns = keys is None

    async def __call__(self, request: Request) -> None:
        """Let a request pass. Raises Refused, 422, naming the keys that there are."""
        sent = (key for key, _ in request.query_params.multi_items())
        if mistakes := tuple(self._keys.mistakes_in(sent)):
            raise Refused(invalid(*mistakes))

    def learn(self, route: BaseRoute) -> None:
        """Take over what a route reads."""
        if self._learns and isinstance(route, APIRoute):
            self._keys = keys_of(route)


def keys_of(route: APIRoute) -> QueryKeys:
    """Return the keys that the parameters of a route name."""
    read = dict(_parameters(route.dependant))
    once = tuple(key for key, is_list in read.items() if not is_list)
    return QueryKeys(once, tuple(key for key, is_list in read.items() if is_list))


def _parameters(dependant: Dependant) -> Iterator[tuple[str, bool]]:
    """Yield each key, and whether it may come more than once."""
    for each in dependant.query_params:
        yield each.alias, _is_list(each.field_info.annotation)
    for inner in dependant.dependencies:
        yield from _parameters(inner)


def _is_list(annotation: Any) -> bool:
    return any(get_origin(each) is list for each in (annotation, *get_args(annotation)))


def _named(known: Iterable[str]) -> str:
    names = ", ".join(known)
    return f"only these keys: {names}" if names else "no query: nothing can be chosen here"
