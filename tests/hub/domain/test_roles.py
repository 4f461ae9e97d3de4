"""Who may do what, and where: the table as docs/people.md shows it, and no more than it."""

import re
from pathlib import Path

import pytest

from hub.domain.roles import (
    ALLOWED,
    ANYBODY,
    LIMITED,
    OF_A_SPACE,
    OF_ONESELF,
    OF_THE_HUB,
    Permission,
    Principal,
    Role,
    may,
    may_somewhere,
)

PAGE = Path(__file__).parents[3] / "docs/people.md"
HERE, THERE = "hof", "scheune"
SOMEWHERE = frozenset({HERE})


def somebody(*roles: Role, spaces: frozenset[str] | None = SOMEWHERE) -> Principal:
    """Make a principal with these roles, for the space here."""
    return Principal("p-1", frozenset(roles), spaces)


def table() -> dict[str, dict[str, str]]:
    """Read the table of the page: by permission, what it says of each role."""
    text = PAGE.read_text()
    lines = text[text.index("| what |") :].splitlines()
    rows = [
        [cell.strip().strip("`") for cell in line.strip("|").split("|")]
        for line in lines
        if re.match(r"\| (what|`[a-z_]+`) ", line)
    ]
    roles = rows[0][2:]
    return {row[0]: dict(zip(roles, row[2:], strict=True)) for row in rows[1:]}


@pytest.mark.parametrize("role", Role)
def test_the_page_shows_the_table(role: Role) -> None:
    """Each permission of each role, everywhere or in named spaces, or not at all."""
    said = table()
    assert said.keys() == {each.value for each in Permission} - {"see_public"}
    for permission in set(Permission) - {Permission.SEE_PUBLIC}:
        limited = role in LIMITED and permission not in OF_ONESELF
        shown = ("own" if limited else "yes") if permission in ALLOWED[role] else ""
        assert said[permission][role] == shown, permission


@pytest.mark.parametrize("permission", [p for p in Permission if p != Permission.SEE_PUBLIC])
def test_nobody_in_particular_may_nothing_but_what_is_public(permission: Permission) -> None:
    """Neither in a space nor in the region."""
    assert may(ANYBODY, Permission.SEE_PUBLIC)
    assert not may(ANYBODY, permission)
    assert not may(ANYBODY, permission, HERE)
    assert not may_somewhere(ANYBODY, permission)


@pytest.mark.parametrize("permission", sorted(OF_A_SPACE))
def test_a_limited_role_reaches_its_spaces_alone(permission: Permission) -> None:
    """Not another one, and not the region as a whole."""
    for role in LIMITED:
        who = somebody(role)
        is_allowed = permission in ALLOWED[role]
        assert may(who, permission, HERE) is is_allowed
        assert may_somewhere(who, permission) is is_allowed
        assert not may(who, permission, THERE)
        assert not may(who, permission)
        assert may(somebody(role, spaces=None), permission) is is_allowed


@pytest.mark.parametrize("role", [Role.OFFICE, Role.ADMIN])
def test_the_office_and_admins_reach_every_space(role: Role) -> None:
    """Whichever are named for them as operators."""
    for permission in OF_A_SPACE & ALLOWED[role]:
        assert may(somebody(role, spaces=frozenset()), permission, THERE)
        assert may(somebody(role, spaces=frozenset()), permission)


def test_what_is_of_the_whole_hub_is_nothing_for_a_limited_token() -> None:
    """Metrics tell of every space at once."""
    assert may(somebody(Role.INTEGRATOR, spaces=None), Permission.SEE_METRICS)
    assert not may(somebody(Role.INTEGRATOR), Permission.SEE_METRICS)
    assert not may(somebody(Role.INTEGRATOR), Permission.SEE_METRICS, HERE)


def test_roles_add_up_and_dont_widen_each_other() -> None:
    """An operator who is also of the office reads elsewhere, and changes nothing there."""
    both = somebody(Role.OPERATOR, Role.OFFICE)
    assert may(both, Permission.EDIT_CALENDAR, HERE)
    assert not may(both, Permission.EDIT_CALENDAR, THERE)
    assert may(both, Permission.SEE_WEEK, THERE)


def test_only_programs_and_admins_see_single_desks() -> None:
    """Who runs a space of four desks doesn't see who sat where."""
    seers = {role for role in Role if Permission.SEE_DESKS in ALLOWED[role]}
    assert seers == {Role.INTEGRATOR, Role.ADMIN}


def test_every_permission_is_of_one_kind_and_of_somebody() -> None:
    """None is forgotten where it is sorted, and none can't be had at all."""
    assert set(Permission) == OF_ONESELF | OF_THE_HUB | OF_A_SPACE
    assert not OF_ONESELF & OF_THE_HUB
    had = frozenset.union(*ALLOWED.values())
    assert had == set(Permission) - {Permission.SEE_PUBLIC}
