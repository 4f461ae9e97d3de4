"""Confirmation of motion: so many pulses within a time say that somebody came, one alone does not.

A single false pulse, of a heater or of the sun, occupies no desk. One that lasts for the whole time
is no flicker, and counts as well. Whoever is known to be there is believed by every single pulse:
only coming must be confirmed, staying need not.
"""

from edge.decisions.deadlines import NEVER_US
from edge.decisions.plan import SensorPlan

Pulses = tuple[int, ...]
"""When the newest pulses began, in microseconds since boot, oldest first."""


def add(pulses: Pulses, plan: SensorPlan, began_us: int) -> Pulses:
    """Take one more pulse; no more are kept than count."""
    return (*pulses, began_us)[-plan.confirm_count :]


def is_confirmed(pulses: Pulses, plan: SensorPlan, now_us: int) -> bool:
    """Tell whether a sensor that is active at present says that somebody is there."""
    if not pulses or now_us >= pulses[-1] + plan.confirm_within_us:
        return True
    is_enough = len(pulses) >= plan.confirm_count
    return is_enough and pulses[-1] - pulses[0] <= plan.confirm_within_us


def lasts_us(pulses: Pulses, plan: SensorPlan) -> int:
    """Return when the pulse that is under way will have lasted for long enough."""
    return pulses[-1] + plan.confirm_within_us if pulses else NEVER_US
