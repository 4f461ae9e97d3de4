"""For how long something has needed care, as far as the hub has seen since its start. Pure.

A hub that starts again begins to count anew, so what it says is a lower bound.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from contract.series import CareKind
from hub.domain.care import Judgement

Place = tuple[CareKind, str, str]
"""Kind, space and agent."""


def begun_after(
    begun: Mapping[Place, float], judgements: Iterable[Judgement], now_s: float
) -> dict[Place, float]:
    """Return since when each need lasts, in seconds on our monotonic clock; what is over is not."""
    needed = (_place(judgement) for judgement in judgements if judgement.needs_care)
    return {place: begun.get(place, now_s) for place in needed}


def lasting(
    judgements: Iterable[Judgement], begun: Mapping[Place, float], now_s: float
) -> list[Judgement]:
    """Say of each judgement for how long it has stood."""
    return [
        replace(judgement, lasting_s=max(0.0, now_s - begun.get(_place(judgement), now_s)))
        for judgement in judgements
    ]


def _place(judgement: Judgement) -> Place:
    return judgement.kind, judgement.space, judgement.agent
