"""Who may do what, and where: the one table of roles and permissions. Pure.

    who (Principal) × what (Permission) × where (a space, or the whole region) ─▶ may, or may not

What the table doesn't allow is denied. Operators may only what is of the spaces that are named for
them, and so may an integrator's token that names any; the office and admins reach every space. How
somebody is recognised is for hub/http/access.py, and which route asks for what says each route.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Role(StrEnum):
    """What somebody is for this region; the value stands in the book and on the command line."""

    OPERATOR = "operator"
    """Runs one or more named spaces."""
    OFFICE = "office"
    """Reads the region, makes reports, sets targets."""
    INTEGRATOR = "integrator"
    """A program with a token, and no person."""
    ADMIN = "admin"
    """Looks after the hub, and after who may do what."""


class Permission(StrEnum):
    """One thing that may be done; each route asks for one."""

    SEE_PUBLIC = "see_public"
    """What anybody may see, without being anybody."""
    OWN_ACCOUNT = "own_account"
    """The console's first page, and one's own sessions, password and alarms."""
    SEE_CARE = "see_care"
    ANSWER_CARE = "answer_care"
    """Seen, done, remind me."""
    SEE_WEEK = "see_week"
    """A space's week in bands, and how good its figures are."""
    SEE_SLOTS = "see_slots"
    """Counts by quarter of an hour, without a desk."""
    SEE_DESKS = "see_desks"
    """The history of single desks: who may see this could watch somebody."""
    MAKE_REPORTS = "make_reports"
    EDIT_CALENDAR = "edit_calendar"
    SEE_DEVICES = "see_devices"
    REPLACE_DEVICE = "replace_device"
    SET_TARGETS = "set_targets"
    SEE_METRICS = "see_metrics"
    FOLLOW_REGION = "follow_region"
    """What people have set, for another hub of the region."""
    KEEP_PEOPLE = "keep_people"
    """Invite, remove, give and take roles and tokens."""
    SEE_LOG = "see_log"


OF_ONESELF: Final = frozenset({Permission.SEE_PUBLIC, Permission.OWN_ACCOUNT})
"""These need no space and no region."""
OF_THE_HUB: Final = frozenset(
    {
        Permission.SEE_METRICS,
        Permission.FOLLOW_REGION,
        Permission.KEEP_PEOPLE,
        Permission.SEE_LOG,
    }
)
"""These are of everything at once, so that nobody has them for one space alone."""
OF_A_SPACE: Final = frozenset(Permission) - OF_ONESELF - OF_THE_HUB

_OF_OPERATORS: Final = frozenset(
    {
        Permission.OWN_ACCOUNT,
        Permission.SEE_CARE,
        Permission.ANSWER_CARE,
        Permission.SEE_WEEK,
        Permission.SEE_SLOTS,
        Permission.MAKE_REPORTS,
        Permission.EDIT_CALENDAR,
        Permission.SEE_DEVICES,
        Permission.REPLACE_DEVICE,
    }
)
_OF_THE_OFFICE: Final = frozenset(
    {
        Permission.OWN_ACCOUNT,
        Permission.SEE_CARE,
        Permission.SEE_WEEK,
        Permission.SEE_SLOTS,
        Permission.MAKE_REPORTS,
        Permission.SET_TARGETS,
    }
)
_OF_INTEGRATORS: Final = frozenset(
    {
        Permission.SEE_CARE,
        Permission.SEE_SLOTS,
        Permission.SEE_DESKS,
        Permission.MAKE_REPORTS,
        Permission.SEE_METRICS,
        Permission.FOLLOW_REGION,
    }
)
ALLOWED: Final[Mapping[Role, frozenset[Permission]]] = {
    Role.OPERATOR: _OF_OPERATORS,
    Role.OFFICE: _OF_THE_OFFICE,
    Role.INTEGRATOR: _OF_INTEGRATORS,
    Role.ADMIN: frozenset(Permission) - {Permission.SEE_PUBLIC},
}
"""What each role may, beside what anybody may."""
LIMITED: Final = frozenset({Role.OPERATOR, Role.INTEGRATOR})
"""These reach no further than the spaces that are named for them."""


@dataclass(frozen=True, slots=True)
class Principal:
    """Somebody who asks: a person or a program, by an id that says nothing of them."""

    id: str = ""
    """Empty for nobody in particular."""
    roles: frozenset[Role] = frozenset()
    spaces: frozenset[str] | None = frozenset()
    """What limited roles reach; None: every space."""

    @property
    def is_known(self) -> bool:
        """Tell whether it is anybody in particular."""
        return bool(self.id)


ANYBODY: Final = Principal()
"""Who hasn't said who they are."""


def may(who: Principal, permission: Permission, space: str | None = None) -> bool:
    """Tell whether somebody may do something in a space; None: in every space of the region."""
    if permission is Permission.SEE_PUBLIC:
        return True
    return any(
        permission in ALLOWED[role] and _reaches(role, who, permission, space) for role in who.roles
    )


def _reaches(role: Role, who: Principal, permission: Permission, space: str | None) -> bool:
    if permission in OF_ONESELF or role not in LIMITED or who.spaces is None:
        return True
    return permission in OF_A_SPACE and space is not None and space in who.spaces


def may_somewhere(who: Principal, permission: Permission) -> bool:
    """Tell whether somebody may do something in at least one space."""
    if may(who, permission):
        return True
    return any(may(who, permission, space) for space in who.spaces or ())
