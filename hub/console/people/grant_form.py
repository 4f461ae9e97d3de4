"""Roles and spaces as a form has them: what was ticked, and what is wrong with that. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from hub.console.people.words import PeopleWords
from hub.domain.people import OF_PEOPLE, Grant
from hub.domain.roles import Role
from hub.http.forms import Form


@dataclass(frozen=True, slots=True)
class GrantTyped:
    """What was ticked, and what is wrong with it, in words by field."""

    roles: frozenset[str] = frozenset()
    spaces: frozenset[str] = frozenset()
    wrong: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def grant(self) -> Grant:
        """Return what it says, if nothing is wrong."""
        return Grant(frozenset(map(Role, self.roles)), self.spaces)


def grant_shown(grant: Grant) -> GrantTyped:
    """Show what somebody is, to be changed."""
    return GrantTyped(frozenset(role.value for role in grant.roles), grant.spaces)


def grant_typed(form: Form, spaces: Collection[str], words: PeopleWords) -> GrantTyped:
    """Read what was ticked, of spaces that there are."""
    roles, named = frozenset(form.all("role")), frozenset(form.all("space"))
    wrong: dict[str, str] = {}
    if not roles:
        wrong["role"] = words.no_role_chosen
    elif not roles <= frozenset(OF_PEOPLE):
        wrong["role"] = words.unknown_choice
    if not named <= frozenset(spaces):
        wrong["space"] = words.unknown_choice
    elif Role.OPERATOR in roles and not named:
        wrong["space"] = words.no_space_chosen
    elif named and Role.OPERATOR not in roles:
        wrong["space"] = words.space_without_role
    return GrantTyped(roles, named, wrong)
