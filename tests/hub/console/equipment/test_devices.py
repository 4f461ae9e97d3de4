"""What is told of a device, where its own clock or its term is what matters."""

from datetime import timedelta

import pytest

from contract.messages import StateClock
from contract.times import to_us
from contract.topics import AgentAddress
from hub.console.equipment.devices import Devices
from hub.console.equipment.english import ENGLISH
from hub.domain.agents import AgentView
from hub.domain.live import Doubt
from hub.reports.text.language import Language
from tests.hub.spaces import a_space, utc

NOW = utc(2026, 3, 2, 9, 41)
MARK = utc(2026, 3, 2, 10, 30).replace(tzinfo=None)  # by the local clock
SPACE = a_space(
    desk=[
        {"id": "d1", "agent": "pi-2", "earlier": [{"agent": "pi-1", "until": MARK}]},
        {"id": "d2", "agent": "pi-2"},
    ]
)


def a_view(agent: str = "pi-2", **more: object) -> AgentView:
    """Make a view of an agent that was heard four seconds ago."""
    known = {
        "online": True, "proof_age_s": 4.0, "clock": StateClock.SYNCED, "version": "0.9.0",
        "health": None, "conflict": False,
    }  # fmt: skip
    return AgentView(AgentAddress("hof", agent), **{**known, **more})  # type: ignore[arg-type]


def devices(*views: AgentView) -> Devices:
    """Tell in English as of now."""
    assert views
    return Devices(ENGLISH, Language.ENGLISH, to_us(NOW))


@pytest.mark.parametrize(
    ("off_s", "said"),
    [
        (None, "set"),
        (0.4, "set, agrees with the hub’s"),
        (-2.4, "set, agrees with the hub’s"),
        (3.0, "set, 3 s ahead of the hub"),
        (-7200.0, "set, 7200 s behind the hub"),
    ],
)
def test_a_clock_is_told_by_how_far_it_is_off(off_s: float | None, said: str) -> None:
    """By what it said within its last states; else it is only said to be set."""
    own = None if off_s is None else NOW + timedelta(seconds=off_s)
    view = a_view(own_time=own)
    (device,) = devices(view).of(SPACE, [view], [])
    assert device.clock == said


def test_who_isnt_believed_is_not_well() -> None:
    """Though it reports."""
    view = a_view(doubt=Doubt.CONFLICT)
    (device,) = devices(view).of(SPACE, [view], [])
    assert (device.state, device.is_online, device.is_well) == ("two under one name", True, False)


def test_who_was_replaced_is_told_as_long_as_it_speaks() -> None:
    """An old Pi that still runs is worth a look; one that is silent is gone."""
    speaking, silent = a_view("pi-1"), a_view("pi-1", online=False)
    found = devices(speaking).of(SPACE, [speaking, a_view()], [])
    assert [(each.agent, each.watches) for each in found] == [
        ("pi-1", "replaced"),
        ("pi-2", "watches d1, d2"),
    ]
    assert [each.agent for each in devices(silent).of(SPACE, [silent, a_view()], [])] == ["pi-2"]
