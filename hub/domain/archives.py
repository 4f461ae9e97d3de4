"""Where the archive of each space answers, for replicas, which have none. Pure."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from hub.domain.parts import NumberedPart, Part, PartRefused, part_called


@dataclass(frozen=True, slots=True)
class Archives:
    """One for all spaces, one for each part, or none."""

    of_all: str | None = None
    by_space: Mapping[str, str] = field(default_factory=dict[str, str])

    def of(self, spaces: Collection[str]) -> str | None:
        """Return the one that keeps all of these spaces; None: there is none, or several do."""
        if self.of_all is not None or not self.by_space:
            return self.of_all
        found = {self.by_space.get(space) for space in spaces or self.by_space}
        return found.pop() if len(found) == 1 else None

    def each(self, spaces: Collection[str]) -> dict[str, str]:
        """Return where that of each of these spaces is, as far as hub.toml says."""
        return dict(self._each(spaces))

    def _each(self, spaces: Collection[str]) -> Iterator[tuple[str, str]]:
        for space in spaces:
            url = self.of((space,))
            if url is not None:
                yield space, url


def parts_called(
    names: Sequence[str], named: Sequence[tuple[str, Sequence[str]]]
) -> tuple[Part, ...]:
    """Return the parts that these names mean: all that there are. Raises PartRefused."""
    parts = tuple(part_called(name, named) for name in names)
    expected = _all_beside(parts[0], named)
    if {part.name for part in parts} != expected:
        missing = sorted(expected - {part.name for part in parts})
        said = f"none for {missing[0]}" if missing else "some of another number of parts"
        raise PartRefused(f"expected one for each part, but there is {said.replace('-of-', '/')}")
    return parts


def _all_beside(part: Part, named: Sequence[tuple[str, Sequence[str]]]) -> set[str]:
    if isinstance(part, NumberedPart):
        return {NumberedPart(n, part.count).name for n in range(1, part.count + 1)}
    return {name for name, _ in named}
