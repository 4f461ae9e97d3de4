"""What breaks, and when."""

from itertools import pairwise

from edge.simulator.hours import Span
from edge.simulator.mishaps import Mishap, Pause, faults, is_out, pauses
from tests.edge.simulator.places import PI, a_timetable, hours_us, instant

SPAN = Span(instant("2026-03-02T00:00+01:00"), instant("2026-03-30T00:00+02:00"))
WEDNESDAY = instant("2026-03-11T12:00+01:00")


def planned(*mishaps: Mishap) -> list[Pause]:
    """Return when the agent does not run."""
    return pauses(PI, a_timetable(), mishaps, SPAN, "1")


def test_every_monday_night_an_agent_is_restarted() -> None:
    """For its updates: briefly, mostly in good order, and the same for the same seed."""
    restarts = planned()
    assert [a_timetable().local(restart.from_us).strftime("%a %H") for restart in restarts] == [
        "Mon 03"
    ] * 4
    assert all(restart.until_us is not None for restart in restarts)
    assert all((restart.until_us or 0) - restart.from_us < 100_000_000 for restart in restarts)
    assert restarts == planned()


def test_some_restarts_are_power_cuts() -> None:
    """So that history has epochs without a `stopped`."""
    seeds = [pauses(PI, a_timetable(), (), SPAN, str(seed)) for seed in range(20)]
    orders = {pause.in_good_order for pauses_ in seeds for pause in pauses_}
    assert orders == {True, False}


def test_an_outage_replaces_the_restarts_within_it() -> None:
    """An agent that doesn't run can't be restarted."""
    outage = Mishap(PI, WEDNESDAY, WEDNESDAY + hours_us(7 * 24))
    found = planned(outage)
    assert Pause(outage.from_us, outage.until_us, in_good_order=False) in found
    assert len(found) == 4
    assert all(
        one.until_us is not None and one.until_us <= other.from_us for one, other in pairwise(found)
    )


def test_what_is_dead_is_never_restarted() -> None:
    """And stays so to this day."""
    dead = Mishap(PI, WEDNESDAY, None)
    assert planned(dead)[-1] == Pause(WEDNESDAY, None, in_good_order=False)
    assert is_out([dead], PI)
    assert not is_out([dead], PI, "motion-d1")
    assert not is_out([Mishap(PI, WEDNESDAY, WEDNESDAY + 1)], PI)


def test_faults_are_those_of_the_agent_s_sensors() -> None:
    """One that ends after the history is still there at its end."""
    fault = Mishap(PI, WEDNESDAY, SPAN.to_us + 1, "motion-d1")
    before = Mishap(PI, SPAN.from_us - 1, None, "motion-d2")
    found = list(faults(PI, [fault, before, Mishap(PI, WEDNESDAY, None)], SPAN))
    assert found == [("motion-d1", WEDNESDAY, None)]
    assert is_out([Mishap(PI, WEDNESDAY, None, "motion-d1")], PI, "motion-d1")
