"""What visitors say is wrong, counted for a day: no name, no address, no words of theirs. Pure.

    "Stimmt nicht?" ─▶ VisitorDoubts (memory) ─▶ Judgement for the operators' care list

A hub that starts anew has forgotten it.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Final

from contract.series import CareKind
from hub.domain.care import Judgement

REMEMBERED_S: Final = 86_400.0
OFTEN: Final = 3
"""From so many on it is said to have been told several times."""
_MOST: Final = 200
"""So many of a space are counted; more wouldn't change what is said."""


class DoubtReason(StrEnum):
    """What is wrong, as visitors choose it."""

    SHOWN_FREE = "shown_free"
    SHOWN_TAKEN = "shown_taken"
    HOURS = "hours"
    OTHER = "other"


class VisitorDoubts:
    """Counts hints of the last day, by space and reason. One owner: the loop."""

    def __init__(self, space_ids: Iterable[str]) -> None:
        self._told: dict[str, deque[tuple[float, DoubtReason]]] = {
            space_id: deque(maxlen=_MOST) for space_id in space_ids
        }

    def note(self, space_id: str, reason: DoubtReason, now_s: float) -> None:
        """Count one hint at `now_s`, monotonic seconds. A space that isn't known has none."""
        if space_id in self._told:
            self._told[space_id].append((now_s, reason))

    def counts(self, now_s: float) -> dict[str, dict[DoubtReason, int]]:
        """Count the last day's hints by space; spaces without any are left out."""
        found: dict[str, dict[DoubtReason, int]] = {}
        for space_id, told in self._told.items():
            while told and now_s - told[0][0] > REMEMBERED_S:
                told.popleft()
            for _, reason in told:
                by_reason = found.setdefault(space_id, {})
                by_reason[reason] = by_reason.get(reason, 0) + 1
        return found


def judge_visitors(space_id: str, counts: Mapping[str, Mapping[DoubtReason, int]]) -> Judgement:
    """Judge a space by what its visitors say: what is told once is worth a look already."""
    subjects = tuple(_subjects(counts.get(space_id, {})))
    return Judgement(CareKind.VISITORS_DOUBT, bool(subjects), space_id, subjects=subjects)


def _subjects(counts: Mapping[DoubtReason, int]) -> Iterator[str]:
    for reason in sorted(counts):
        yield f"{reason}_often" if counts[reason] >= OFTEN else reason.value
