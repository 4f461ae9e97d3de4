"""The ranking of spaces. Pure."""

from collections.abc import Sequence

from hub.reports.model import RANKED_BY, Part, Rank


def ranking_of(parts: Sequence[Part]) -> tuple[Rank, ...]:
    """Rank spaces, highest first; equals share a place, and keep the order given.

    Spaces whose figure may not be printed come last, without a place.
    """
    figures = [(part.space or "", part.figure(RANKED_BY)) for part in parts]
    valued = [(space, figure, figure.value) for space, figure in figures]
    ranked = sorted(
        ((space, figure, value) for space, figure, value in valued if value is not None),
        key=lambda one: -one[2],
    )
    values = [value for _, _, value in ranked]
    return (
        *(Rank(values.index(value) + 1, space, figure) for space, figure, value in ranked),
        *(Rank(None, space, figure) for space, figure, value in valued if value is None),
    )
