"""What happens in two worlds that differ by few persons alone. It knows no page."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from hypothesis import strategies as st

SMALL_COUNT: Final = 3
DESKS: Final = 5


@dataclass(frozen=True)
class Deed:
    """After some seconds the agent of a space speaks: who sits there differs by world."""

    after_s: int
    space: str
    broken: frozenset[int]
    present: tuple[frozenset[int], frozenset[int]]

    def states(self, world: int) -> str:
        """Return what the agent says in a world, one letter a desk."""
        return "".join(
            "u" if desk in self.broken else "o" if desk in self.present[world] else "f"
            for desk in range(DESKS)
        )


def few() -> st.SearchStrategy[frozenset[int]]:
    """Draw fewer desks than small_count."""
    return st.frozensets(st.integers(0, DESKS - 1), max_size=SMALL_COUNT - 1)


def deeds_in(spaces: Sequence[str], *, most: int, longest_s: int) -> st.SearchStrategy[list[Deed]]:
    """Draw a few deeds, so many seconds apart."""
    deed = st.builds(
        Deed,
        after_s=st.integers(0, longest_s),
        space=st.sampled_from(spaces),
        broken=st.frozensets(st.integers(0, DESKS - 1), max_size=DESKS),
        present=st.tuples(few(), few()),
    )
    return st.lists(deed, max_size=most)
