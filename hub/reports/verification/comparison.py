"""Two readings side by side: what stands in one and not in the other. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Final

from hub.reports.verification.readers.printed import Printed

MOST_ALIGNED: Final = 4_000
"""Texts beyond which those of different numbers are compared in their order alone: aligning takes
as long as their product."""
_NUMBER: Final = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Difference:
    """One text that isn't the same."""

    place: str
    before: str | None
    """In the file; None if it isn't there."""
    now: str | None
    """As the store gives it; None if the store gives no such text."""

    @property
    def is_of_figures(self) -> bool:
        """Whether a number differs, not only a word."""
        return _numbers(self.before) != _numbers(self.now)


def differences(before: Sequence[Printed], now: Sequence[Printed]) -> Iterator[Difference]:
    """Yield what differs, in the order of the file."""
    if len(before) == len(now):
        yield from _pairwise(before, now)
        return
    start, end = _common_ends(before, now)
    was, is_ = before[start : len(before) - end], now[start : len(now) - end]
    if max(len(was), len(is_)) > MOST_ALIGNED:
        yield from _pairwise(was, is_)
        return
    matcher = SequenceMatcher(None, _texts(was), _texts(is_))
    for kind, was_from, was_to, is_from, is_to in matcher.get_opcodes():
        if kind != "equal":
            yield from _pairwise(was[was_from:was_to], is_[is_from:is_to])


def _pairwise(before: Sequence[Printed], now: Sequence[Printed]) -> Iterator[Difference]:
    for was, is_ in zip_longest(before, now):
        if was is None:
            yield Difference(is_.at, None, is_.text)
        elif is_ is None:
            yield Difference(was.at, was.text, None)
        elif was.text != is_.text:
            yield Difference(is_.at, was.text, is_.text)
        elif was.place != is_.place:
            yield Difference(is_.at, f"{was.text} at {was.place}", is_.text)


def _common_ends(before: Sequence[Printed], now: Sequence[Printed]) -> tuple[int, int]:
    """Return how many texts are the same from the start on, and then from the end."""
    shorter = min(len(before), len(now))
    start = _common(before, now, shorter)
    return start, _common(before[::-1], now[::-1], shorter - start)


def _common(before: Sequence[Printed], now: Sequence[Printed], most: int) -> int:
    for index in range(most):
        if before[index].text != now[index].text:
            return index
    return most


def _texts(printed: Sequence[Printed]) -> list[str]:
    return [each.text for each in printed]


def _numbers(text: str | None) -> list[str]:
    return _NUMBER.findall(text or "")
