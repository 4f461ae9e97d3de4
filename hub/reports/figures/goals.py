"""Baseline, target, actual: whether what was agreed has been reached. Pure."""

from collections.abc import Iterable, Iterator

from hub.domain.indicators import Figure, Standing
from hub.reports.model import Goal, Part, Target, Wanted


def goals_of(
    targets: Iterable[Target], together: Part, spaces: Iterable[Part], *, is_exact: bool = True
) -> Iterator[Goal]:
    """Yield the targets that this report can say something about.

    A target for all spaces together is none for some of them: the caller leaves it out. Rounded
    figures (`is_exact` false) don't decide what is reached.
    """
    parts = {None: together} | {part.space: part for part in spaces}
    for target in targets:
        if target.space in parts:
            actual = parts[target.space].figure(target.indicator)
            yield Goal(target, actual, _is_reached(target, actual) if is_exact else None)


def _is_reached(target: Target, actual: Figure) -> bool | None:
    """Decide; a lower bound can prove that something is enough or too much, never the contrary."""
    if actual.value is None:
        return None
    is_bound = actual.standing is Standing.AT_LEAST
    if target.wanted is Wanted.AT_LEAST:
        is_enough = actual.value >= target.target
        return None if is_bound and not is_enough else is_enough
    is_too_much = actual.value > target.target
    return None if is_bound and not is_too_much else not is_too_much
