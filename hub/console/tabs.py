"""The pages of the console, as its navigation lists them, each for who may see it."""

from dataclasses import dataclass
from typing import Final

from hub.domain.roles import Permission, Principal, may_somewhere

HOME: Final = "/console"


@dataclass(frozen=True, slots=True)
class Tab:
    """One page."""

    path: str
    word: str
    """Which of ConsoleWords names it."""
    permission: Permission


TABS: Final = (
    Tab(HOME, "today", Permission.OWN_ACCOUNT),
    Tab("/console/calendar", "calendar", Permission.EDIT_CALENDAR),
    Tab("/console/technik", "devices_tab", Permission.SEE_DEVICES),
    Tab("/console/me", "me", Permission.OWN_ACCOUNT),
)


def tabs_for(who: Principal) -> tuple[Tab, ...]:
    """Return the pages that somebody may see, in their order."""
    return tuple(tab for tab in TABS if may_somewhere(who, tab.permission))
