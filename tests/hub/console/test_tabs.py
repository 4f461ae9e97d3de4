"""The navigation of the console: what stands in it, and which of it a page belongs to."""

import pytest

from hub.console.tabs import TABS, tab_of
from hub.domain.roles import Permission

MOST_IN_SIGHT = 6
"""So many fit on two lines of a phone."""


@pytest.mark.parametrize(
    ("path", "tab"),
    [
        ("/console", "/console"),
        ("/console/care/agent_silent", "/console"),
        ("/console/week/gutshof", "/console/week"),
        ("/console/calendar/gutshof/changes/a1", "/console/calendar"),
        ("/console/devices/gutshof/pi/replace", "/console/technik"),
        ("/console/replaced/gutshof/a1", "/console/technik"),
        ("/console/alarms/new/mail", "/console/alarms"),
        ("/console/people/p-1/remove", "/console/people"),
        ("/console/second-factor/app", "/console/me"),
        ("/reports", "/reports"),
        ("/reports/targets", "/reports/targets"),
        ("/console/week-mail/end/x", ""),
        ("/console/login", ""),
    ],
)
def test_every_page_belongs_to_a_tab(path: str, tab: str) -> None:
    """The one whose pages begin so; pages for those who aren't signed in belong to none."""
    assert tab_of(path) == tab


def test_few_are_in_sight() -> None:
    """The rest stands behind one word; one's own account is among it, so there always is a rest."""
    assert len([tab for tab in TABS if not tab.is_rare]) <= MOST_IN_SIGHT
    assert {tab.permission for tab in TABS if tab.is_rare} >= {Permission.OWN_ACCOUNT}
