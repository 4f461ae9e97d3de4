"""What a reader sees in a report's file: one text after the other, each with its place. Pure."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

MOST_TEXTS: Final = 250_000
"""In a file that is packed; the largest report has a tenth of it."""
MOST_CHARACTERS: Final = 16_000_000
_DIGIT: Final = re.compile(r"\d")


class CannotCompare(Exception):
    """The file can't be read back as a report, so that nothing can be said of its figures."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A text, or a number as it is shown."""

    place: str
    """Where it stands: `page 4`, `sheet "Nutzung je Ort", C2`."""
    text: str
    about: str = ""
    """What its row and column are about, for whoever reads the difference."""
    may_be_lost: bool = False
    """Whether who saves a file anew may lose it, as LibreOffice does alternative texts."""
    cell_count: int = 1
    """How many cells are told as this one text."""

    @property
    def is_figure(self) -> bool:
        """Whether it says a number or a day."""
        return _DIGIT.search(self.text) is not None

    @property
    def at(self) -> str:
        """Its place, and what it is about."""
        return f"{self.place} ({self.about})" if self.about else self.place


@dataclass(frozen=True, slots=True)
class Reading:
    """A file, read back."""

    printed: tuple[Printed, ...]
    drawn: tuple[str, ...] = ()
    """A digest of how each page is drawn, where the format has pages; else of each picture."""
    drawn_by: str = ""
    """The program that drew them."""
    drawn_are: str = "page"
    """What one of these is called."""


def bounded(printed: Iterable[Printed]) -> Iterator[Printed]:
    """Let so many texts pass as a report may have. Raises CannotCompare of more."""
    characters = 0
    for number, each in enumerate(printed):
        characters += len(each.text) + len(each.about)
        if number >= MOST_TEXTS or characters > MOST_CHARACTERS:
            raise CannotCompare("it says more than any report")
        yield each
