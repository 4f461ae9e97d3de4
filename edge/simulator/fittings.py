"""Which sensors see which seat and which door of a space, over all its agents. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from edge.configuration.config import EdgeConfig
from edge.simulator.traces import DoorFittings, Fitting


@dataclass(frozen=True, slots=True)
class Fittings:
    """By the id of the seat, and of the door."""

    seats: dict[str, tuple[Fitting, ...]]
    doors: dict[str, DoorFittings]


def fittings_of(configs: Iterable[EdgeConfig]) -> Fittings:
    """Gather the sensors of all agents of one space."""
    seats: dict[str, tuple[Fitting, ...]] = {}
    contacts: dict[str, Fitting] = {}
    beams: dict[str, Fitting] = {}
    for config in configs:
        for sensor in config.sensors:
            plan = sensor.plan
            fitting = Fitting(config.address, plan.id, plan.kind, plan.hold_us)
            if plan.desk is not None:
                seats[plan.desk] = (*seats.get(plan.desk, ()), fitting)
            elif plan.door is not None:
                (beams if plan.kind.counts_passages else contacts)[plan.door] = fitting
    doors = {door: DoorFittings(contact, beams.get(door)) for door, contact in contacts.items()}
    return Fittings(seats, doors)
