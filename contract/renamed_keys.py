"""Keys of a configuration file that have a new name: the old one works for one more version.

It owns the words of the warning and of the refusal, and moves values to their new place. Pure; it
knows no program's keys: each program says which of its own were renamed.
"""

from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from contract.configuration import Fault


@dataclass(frozen=True, slots=True)
class Renamed:
    """One key's old and new place, as dotted paths of tables."""

    old: str
    new: str
    refused_from: str
    """The first version that doesn't read the old key any more, such as `0.3.0`."""

    @property
    def warning(self) -> str:
        """What to tell an operator whose file has the old key."""
        return (
            f"{self.old}: this key was renamed to {self.new};"
            f" the old name is refused from version {self.refused_from} on"
        )


def outdated(raw: Mapping[str, Any], renames: Iterable[Renamed]) -> list[Renamed]:
    """Return the renames whose old key stands in a file."""
    return [each for each in renames if _is_there(raw, each.old.split("."))]


def clashes(raw: Mapping[str, Any], renames: Iterable[Renamed]) -> list[Fault]:
    """Return a fault for each old key that stands beside what took its place."""
    return [
        Fault(each.old, f"this is the old name of {each.new}; expected only one of the two")
        for each in outdated(raw, renames)
        if _is_there(raw, _parting(each))
    ]


def renewed(raw: Mapping[str, Any], renames: Iterable[Renamed]) -> dict[str, Any]:
    """Return a file's content with every value under its new key; without clashes."""
    content = deepcopy(dict(raw))
    for each in outdated(raw, renames):
        *tables, name = each.old.split(".")
        value = _table(content, tables).pop(name)
        *tables, name = each.new.split(".")
        _table(content, tables)[name] = value
    return content


def _is_there(raw: object, path: Iterable[str]) -> bool:
    for name in path:
        if not isinstance(raw, Mapping) or name not in raw:
            return False
        raw = raw[name]
    return True


def _parting(renamed: Renamed) -> list[str]:
    """Return the new path up to where it leaves the old one: a key, or a table of several."""
    old, new = renamed.old.split("."), renamed.new.split(".")
    common = next(
        (index for index, pair in enumerate(zip(old, new, strict=False)) if pair[0] != pair[1]),
        len(new) - 1,
    )
    return new[: common + 1]


def _table(content: dict[str, Any], path: Iterable[str]) -> dict[str, Any]:
    for name in path:
        content = content.setdefault(name, {})
    return content
