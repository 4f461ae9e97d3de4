"""What each route asks of whoever calls it: one permission, declared where the route is registered.

    read(…, needs=PUBLIC) ─┐
    write(…, needs=rule) ──┴─▶ mark ─▶ endpoint ─▶ rules_of(app): every route, or the start fails

A rule that isn't PUBLIC is asked before the endpoint is. It knows no route, and nobody who calls.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, Final

from fastapi import Request
from starlette.routing import BaseRoute

from hub.domain.roles import Permission

SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_RULE: Final = "__rule__"
_DOOR: Final = "__door__"


class Where(Enum):
    """Of which spaces a rule speaks."""

    NAMED = auto()
    """Of those that path or query name as `space`; of the whole region where none is named."""
    OWN = auto()
    """Of those that path or query name as `space`; where none is named, of at least one, and the
    endpoint then takes own ones alone (hub/http/access.py: `own_spaces`)."""
    SOMEWHERE = auto()
    """Of at least one; the endpoint shows no more than it should."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One permission, where it is needed, and who judges."""

    permission: Permission
    where: Where = Where.NAMED
    judge: Callable[[Request], None] | None = None
    """Asked with each request, in a worker thread; it raises what refuses."""


PUBLIC: Final = Rule(Permission.SEE_PUBLIC)
"""Anybody may."""


class UnruledRoute(Exception):
    """Ours: a route says not who may call it, or changes something past the one door."""


def mark(endpoint: Callable[..., Any], rule: Rule, *, has_door: bool = False) -> None:
    """Remember the rule of an endpoint, and whether requests come to it through the one door."""
    setattr(endpoint, _RULE, rule)
    setattr(endpoint, _DOOR, has_door)


@dataclass(frozen=True, slots=True)
class RuledRoute:
    """A path with its methods, and its rule."""

    path: str
    methods: frozenset[str]
    rule: Rule


def rules_of(routes: Iterable[BaseRoute]) -> tuple[RuledRoute, ...]:
    """Return every route with its rule. Raises UnruledRoute, which names the first without one."""
    return tuple(_ruled(path, route) for path, route in _every(routes, ""))


def _every(routes: Iterable[BaseRoute], before: str) -> Iterator[tuple[str, BaseRoute]]:
    for route in routes:
        inner = getattr(route, "original_router", None)
        if inner is not None:
            yield from _every(inner.routes, before)
        else:
            yield f"{before}{getattr(route, 'path', '?')}", route


def _ruled(path: str, route: BaseRoute) -> RuledRoute:
    endpoint = getattr(route, "endpoint", None)
    rule = getattr(endpoint, _RULE, None)
    methods = frozenset(getattr(route, "methods", None) or ())
    if not isinstance(rule, Rule):
        raise UnruledRoute(f"{path}: registered without a rule; see hub/http/routing.py")
    if not methods or (methods - SAFE and not getattr(endpoint, _DOOR, False)):
        raise UnruledRoute(f"{path}: changes something, and wasn't registered by `write`")
    return RuledRoute(path, methods, rule)
