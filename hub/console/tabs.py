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
    is_rare: bool = False
    """It stands behind one word with the others that few need daily."""
    of: tuple[str, ...] = ()
    """Where pages begin that belong to it, and whose addresses don't begin as its own does."""


TABS: Final = (
    Tab(HOME, "today", Permission.OWN_ACCOUNT, of=("/console/care/",)),
    Tab("/console/week", "my_space", Permission.SEE_WEEK),
    Tab("/console/calendar", "calendar", Permission.EDIT_CALENDAR),
    Tab(
        "/console/technik",
        "devices_tab",
        Permission.SEE_DEVICES,
        of=("/console/devices/", "/console/replaced/"),
    ),
    Tab("/console/alarms", "alerts", Permission.OWN_ACCOUNT),
    Tab("/reports", "reports", Permission.MAKE_REPORTS),
    Tab("/reports/targets", "targets", Permission.SET_TARGETS, is_rare=True),
    Tab("/console/people", "people", Permission.KEEP_PEOPLE, is_rare=True),
    Tab("/console/log", "log", Permission.SEE_LOG, is_rare=True),
    Tab(
        "/console/me",
        "me",
        Permission.OWN_ACCOUNT,
        is_rare=True,
        of=("/console/second-factor",),
    ),
)


def tabs_for(who: Principal) -> tuple[Tab, ...]:
    """Return the pages that somebody may see, in their order."""
    return tuple(tab for tab in TABS if may_somewhere(who, tab.permission))


def tab_of(path: str) -> str:
    """Return the path of the tab that a page belongs to, or nothing."""
    return max((tab.path for tab in TABS if _is_of(tab, path)), key=len, default="")


def _is_of(tab: Tab, path: str) -> bool:
    begins = tab.of if tab.path == HOME else (f"{tab.path}/", *tab.of)
    return path == tab.path or path.startswith(begins)
