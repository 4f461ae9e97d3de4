"""For how long something has needed care."""

from contract.series import CareKind
from hub.domain.care import Judgement
from hub.domain.lasting import begun_after, lasting

NEEDED = Judgement(CareKind.AGENT_SILENT, True, "hof", "pi")
WELL = Judgement(CareKind.AGENT_SILENT, False, "hof", "pi")


def test_a_need_lasts_from_when_it_was_first_seen_until_it_is_over() -> None:
    """And the next one begins anew."""
    told = []
    begun: dict[tuple[CareKind, str, str], float] = {}
    for now_s, judged in ((0.0, NEEDED), (60.0, NEEDED), (120.0, WELL), (180.0, NEEDED)):
        begun = begun_after(begun, [judged], now_s)
        told += [one.lasting_s for one in lasting([judged], begun, now_s)]
    assert told == [0.0, 60.0, 0.0, 0.0]


def test_places_are_told_apart() -> None:
    """By kind, space and agent."""
    other = Judgement(CareKind.AGENT_SILENT, True, "hof", "pi-2")
    begun = begun_after(begun_after({}, [NEEDED], 0.0), [NEEDED, other], 60.0)
    assert [one.lasting_s for one in lasting([NEEDED, other], begun, 90.0)] == [90.0, 30.0]


def test_a_clock_that_goes_back_makes_nothing_last_less_than_no_time() -> None:
    """What began later than now has lasted for nothing."""
    begun = begun_after({}, [NEEDED], 100.0)
    assert [one.lasting_s for one in lasting([NEEDED], begun, 50.0)] == [0.0]
