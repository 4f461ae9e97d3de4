"""Which part of a region a space falls to, where several hubs share the archive.

    numbered: 2/4     by the space's id alone, so that nobody keeps a list; one part more takes
                      from each of the others what it needs, and moves nothing else
    named:    north   as hub.toml lists them

A space falls to exactly one part. Pure: it knows no configuration and no store.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final, Protocol

MOST_PARTS: Final = 1_000
_NUMBERED: Final = re.compile(r"(\d{1,4})/(\d{1,4})")


class PartRefused(ValueError):
    """A part that there is not; the text says what was expected."""


class Part(Protocol):
    """One part of a region."""

    @property
    def name(self) -> str:
        """What it is called in names of files and marks: a-z, 0-9 and -."""
        ...

    def holds(self, space_id: str) -> bool:
        """Tell whether a space falls to it, also one that hub.toml doesn't name."""
        ...


@dataclass(frozen=True, slots=True)
class NumberedPart:
    """One of so many parts, numbered from 1."""

    number: int
    count: int

    @property
    def name(self) -> str:
        """Its number and how many there are."""
        return f"{self.number}-of-{self.count}"

    def holds(self, space_id: str) -> bool:
        """Tell whether this part's number weighs most for the space (rendezvous hashing)."""
        return self.number == max(range(1, self.count + 1), key=lambda n: _weight(n, space_id))


@dataclass(frozen=True, slots=True)
class NamedPart:
    """A part whose spaces hub.toml lists."""

    name: str
    spaces: frozenset[str]
    takes_unlisted: bool
    """Of what hub.toml doesn't name exactly one part takes note: the first."""
    others: frozenset[str] = frozenset()
    """The spaces of all other parts."""

    def holds(self, space_id: str) -> bool:
        """Tell whether the space is listed here, or nowhere."""
        return space_id in self.spaces or (self.takes_unlisted and space_id not in self.others)


def part_called(text: str, named: Sequence[tuple[str, Sequence[str]]]) -> Part:
    """Return the part that `text` asks for; `named` are the parts of hub.toml with their spaces.

    Raises PartRefused.
    """
    if named:
        return _named(text, named)
    found = _NUMBERED.fullmatch(text) if text.isascii() else None
    if found is None:
        raise PartRefused(
            f"expected a part such as 2/4, not {text!r}: hub.toml gives its parts no names"
        )
    number, count = int(found[1]), int(found[2])
    if not 1 <= count <= MOST_PARTS:
        raise PartRefused(f"expected 1 to {MOST_PARTS} parts, not {count}")
    if not 1 <= number <= count:
        raise PartRefused(f"expected a part from 1/{count} to {count}/{count}, not {text}")
    return NumberedPart(number, count)


def _named(text: str, named: Sequence[tuple[str, Sequence[str]]]) -> NamedPart:
    listed = {name: frozenset(spaces) for name, spaces in named}
    if text not in listed:
        known = ", ".join(listed)
        raise PartRefused(f"expected one of the parts that hub.toml names, {known}, not {text!r}")
    others = frozenset[str]().union(*(ids for name, ids in listed.items() if name != text))
    return NamedPart(text, listed[text], text == named[0][0], others)


def _weight(number: int, space_id: str) -> bytes:
    return sha256(f"{number}/{space_id}".encode()).digest()
