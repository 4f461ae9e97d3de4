"""The sensors of simulated Pis."""

from pathlib import Path

import pytest

from contract.topics import AgentAddress
from edge.decisions.plan import Kind
from edge.simulator.fittings import fittings_of
from edge.simulator.region import Space
from edge.simulator.wiring import Site, TooManySensors, configure
from tests.edge.simulator.places import PI, a_space, configs_of


def test_every_seat_and_door_of_an_agent_is_watched() -> None:
    """And nothing of another agent's."""
    other = AgentAddress("hof", "pi-2")
    space = a_space(10)
    moved = tuple(
        seat if seat.id != "d3" else type(seat)(seat.id, other, seat.kind) for seat in space.seats
    )
    space = Space(space.id, space.hours, moved, space.doors)
    mine, others = (configure(space, agent, Site()) for agent in (PI, other))
    assert {sensor.desk for sensor in others.sensors} == {"d3"}
    watched = {sensor.desk for sensor in mine.sensors} - {None}
    assert watched == {seat.id for seat in space.seats} - {"d3"}
    assert {sensor.door for sensor in mine.sensors} - {None} == {"tor"}


def test_all_kinds_of_sensors_are_there() -> None:
    """A region of eight desks shows what the edge can do."""
    (config,) = configs_of(a_space(8))
    assert {sensor.plan.kind for sensor in config.sensors} == set(Kind)
    fittings = fittings_of([config])
    assert any(len(seat) > 1 for seat in fittings.seats.values())
    assert fittings.doors["tor"].beams is not None


def test_holds_are_the_usual_ones_unless_given() -> None:
    """History has those of a real Pi, a live demo shorter ones."""
    space = a_space(1)
    usual = configure(space, PI, Site()).sensors[-1].plan
    short = configure(space, PI, Site(folder=Path("/x"), hold_s={"motion": 5.0}))
    assert usual.hold_us == 600_000_000
    assert short.sensors[-1].plan.hold_us == 5_000_000
    assert short.outbox == Path("/x/hof/pi-1/outbox.db")


def test_a_pi_has_so_many_pins() -> None:
    """More sensors than pins are a mistake in the region."""
    with pytest.raises(TooManySensors, match="no pins"):
        configs_of(a_space(40))
