"""Names of sheets as Excel wants them: short, without the signs of a path, and each name once."""

import re
from collections.abc import Sequence
from typing import Final

LONGEST: Final = 31
_FORBIDDEN: Final = re.compile(r"[\[\]:*?/\\\x00-\x1f]+")
_RESERVED: Final = "history"
_EMPTY: Final = "–"


def sheet_names(captions: Sequence[str]) -> tuple[str, ...]:
    """Make a name of each caption; those that would be equal get a number."""
    taken = {_RESERVED}
    names = []
    for caption in captions:
        name = _free(_legal(caption), taken)
        taken.add(name.casefold())
        names.append(name)
    return tuple(names)


def _legal(caption: str) -> str:
    name = " ".join(_FORBIDDEN.sub(" ", caption).split())
    return _cut(name, LONGEST) or _EMPTY


def _cut(name: str, length: int) -> str:
    return name[:length].strip(" '")


def _free(name: str, taken: set[str]) -> str:
    number, free = 1, name
    while free.casefold() in taken:
        number += 1
        free = f"{_cut(name, LONGEST - len(f' {number}'))} {number}"
    return free
