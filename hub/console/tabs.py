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
    Tab("/console/week", "my_space", Permission.SEE_WEEK),
    Tab("/console/calendar", "calendar", Permission.EDIT_CALENDAR),
    Tab("/console/technik", "devices_tab", Permission.SEE_DEVICES),
    Tab("/console/alarms", "alerts", Permission.OWN_ACCOUNT),
    Tab("/reports", "reports", Permission.MAKE_REPORTS),
    Tab("/reports/targets", "targets", Permission.SET_TARGETS),
    Tab("/console/people", "people", Permission.KEEP_PEOPLE),
    Tab("/console/log", "log", Permission.SEE_LOG),
    Tab("/console/me", "me", Permission.OWN_ACCOUNT),
)


def tabs_for(who: Principal) -> tuple[Tab, ...]:
    """Return the pages that somebody may see, in their order."""
    return tuple(tab for tab in TABS if may_somewhere(who, tab.permission))
