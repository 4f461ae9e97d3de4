"""Which slots newly stored events change. Pure.

A store asks in three steps: `windows.reach_of` and `window_of` say where to look; it reads that
window as it was and as it is; `touched_slots` compares the two timelines and names the slots in
which they differ, no more and no fewer.
"""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from contract.events import DeskState, Direction
from hub.domain.slots import SLOT_US, WatchedPart, slot_of
from hub.domain.timeline import DeskTurn, DoorPassed, WatchTurn, changes

Course = dict[int, DeskState | bool]
"""What holds from each instant on: a desk's state, or whether the agent is watching."""


def touched_slots(old: WatchedPart, new: WatchedPart, from_us: int, to_us: int) -> tuple[int, ...]:
    """Return the starts, in order, of the slots in which two states of one agent differ.

    Both stretches must reach over [from_us, to_us); nothing outside of it is compared.
    """
    before, after = _Timeline(old), _Timeline(new)
    slots = {
        slot
        for was, became in before.beside(after)
        for start_us, end_us in _differing(was, became, to_us)
        if end_us > from_us
        for slot in range(slot_of(max(start_us, from_us)), end_us, SLOT_US)
    }
    passed, then_passed = (one.passed_in(from_us, to_us) for one in (before, after))
    slots.update(slot for slot, _ in (passed - then_passed) + (then_passed - passed))
    return tuple(sorted(slots))


class _Timeline:
    """All that a part's events prove, laid out to be compared."""

    def __init__(self, part: WatchedPart) -> None:
        self.watching: Course = {}
        self.desks: dict[str, Course] = {desk: {} for desk in part.desks}
        self.passages: list[DoorPassed] = []
        for change in changes(part.stretch, part.desks, part.doors):
            if isinstance(change, DeskTurn):
                self.desks[change.desk][change.at_us] = change.state
            elif isinstance(change, WatchTurn):
                self.watching[change.at_us] = change.watching
            else:
                self.passages.append(change)

    def passed_in(self, from_us: int, to_us: int) -> Counter[tuple[int, Direction]]:
        """Count the passages of [from_us, to_us) by slot and direction."""
        return Counter(
            (slot_of(one.at_us), one.direction)
            for one in self.passages
            if from_us <= one.at_us < to_us
        )

    def beside(self, other: "_Timeline") -> Iterator[tuple[Course, Course]]:
        """Pair the courses of the same desk, and those of the watching."""
        yield self.watching, other.watching
        for desk, course in self.desks.items():
            yield course, other.desks[desk]


def _differing(old: Course, new: Course, to_us: int) -> Iterator[tuple[int, int]]:
    """Yield the spans before to_us in which two courses differ; both begin with nothing known."""
    was: DeskState | bool | None = None
    became: DeskState | bool | None = None
    instants = [at_us for at_us in sorted(old.keys() | new.keys()) if at_us < to_us]
    for start_us, end_us in pairwise([*instants, to_us]):
        was, became = old.get(start_us, was), new.get(start_us, became)
        if _known(was) is not _known(became):
            yield start_us, end_us


def _known(value: DeskState | bool | None) -> DeskState | bool | None:
    return None if value is False or value is DeskState.UNKNOWN else value
