"""People who may sign in, and links that let somebody in once. Pure.

A person has an id that is drawn at random and says nothing; the name is what they sign in with, and
is forgotten with them.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Final

from hub.domain.roles import LIMITED, Principal, Role

LINK_LASTS_US: Final = 7 * 86_400 * 1_000_000
"""Somebody who is invited has a week to join."""
SHORTEST_NAME: Final = 2
LONGEST_NAME: Final = 60
_IN: Final = "in"
OF_PEOPLE: Final = tuple(role for role in Role if role is not Role.INTEGRATOR)
"""Roles that a person can have."""


@dataclass(frozen=True, slots=True)
class Grant:
    """What somebody is to be: roles, and the spaces of an operator."""

    roles: frozenset[Role]
    spaces: frozenset[str] = frozenset()

    @property
    def in_words(self) -> str:
        """Say it in words of ours: roles first, then spaces, as in "operator in gutshof"."""
        spaces = [_IN, *sorted(self.spaces)] if self.spaces else []
        return " ".join([*sorted(self.roles), *spaces])

    @property
    def rows(self) -> tuple[tuple[Role, str], ...]:
        """Return each role with each of its spaces; '' where it isn't of single spaces."""
        return tuple(
            (role, space)
            for role in sorted(self.roles)
            for space in (sorted(self.spaces) if role in LIMITED else ("",))
        )


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may sign in."""

    id: str
    name: str
    since_us: int
    grant: Grant

    @property
    def principal(self) -> Principal:
        """Return who asks when this person does."""
        return Principal(self.id, self.grant.roles, self.grant.spaces)


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a one-time link is for."""

    person: str
    """Whose new way in it is; empty for somebody new."""
    grant: Grant
    made_by: str
    made_us: int
    until_us: int
    handle: str = field(default="", compare=False)
    """Names the link in lists; it opens nothing."""

    def is_open(self, now_us: int) -> bool:
        """Tell whether it may be used; one that was made in the future may not."""
        return self.made_us - 60_000_000 <= now_us < self.until_us


def readable_name(text: str) -> str | None:
    """Return a name as it is kept: composed, with single spaces; None if it can't be one."""
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if not SHORTEST_NAME <= len(name) <= LONGEST_NAME:
        return None
    return name if all(map(_is_readable, name)) else None


def _is_readable(letter: str) -> bool:
    return letter == " " or unicodedata.category(letter)[0] not in "CZ"


def name_key(name: str) -> str:
    """Return what two names have in common that nobody could tell apart when typing them."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def grant_said(words: str) -> Grant:
    """Return what `Grant.in_words` has said; what is no role of this version gives nothing.

    Logs of earlier versions leave out the "in": what isn't a role is a space there.
    """
    said = words.split()
    roles = list(takewhile(lambda word: word in tuple(Role), said))
    spaces = said[said.index(_IN) + 1 :] if _IN in said else said[len(roles) :]
    return Grant(frozenset(map(Role, roles)), frozenset(spaces))


def grant_of(rows: Iterable[tuple[str, str]]) -> Grant:
    """Put roles and spaces together; what is no role of this version gives nothing."""
    known = [(Role(role), space) for role, space in rows if role in tuple(Role)]
    return Grant(
        frozenset(role for role, _ in known), frozenset(space for _, space in known if space)
    )
