"""From fates to a score: what counts, what is listed as equivalent, what is said in the end.

`equivalent.toml` lists mutants that no test can or should kill, by file, function and the change
itself, so that they are found again after their lines have moved. Each has its reason. The score is
the share of killed ones among those that are not listed.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.mutants.mutations import Mutant
from tests.mutants.trying import Fate

LIST: Final = Path(__file__).with_name("equivalent.toml")
ENOUGH_PERCENT: Final = 95
_KEYS: Final = {"path", "function", "before", "after", "reason"}


class UnreadableList(Exception):
    """The list of equivalent mutants is not as it should be."""


@dataclass(frozen=True)
class Listed:
    """A mutant that may survive, and why."""

    path: str
    function: str
    before: str
    after: str
    reason: str

    @property
    def key(self) -> str:
        """The key of the mutants that it stands for."""
        return f"{self.path}::{self.function}: {self.before} -> {self.after}"


@dataclass(frozen=True)
class Score:
    """What a run has shown of the files that it looked at."""

    fates: Sequence[tuple[Mutant, Fate]]
    listed: Sequence[Listed]

    @property
    def survivors(self) -> list[tuple[Mutant, Fate]]:
        """Those that no test killed, and that are not listed."""
        keys = {each.key for each in self.listed}
        return [
            (mutant, fate)
            for mutant, fate in self.fates
            if fate is not Fate.KILLED and mutant.key not in keys
        ]

    @property
    def counted(self) -> int:
        """How many the score is of."""
        return len(self.survivors) + sum(fate is Fate.KILLED for _, fate in self.fates)

    @property
    def is_enough(self) -> bool:
        """Whether enough were killed; of none, that is so."""
        killed = self.counted - len(self.survivors)
        return killed * 100 >= ENOUGH_PERCENT * self.counted

    def needless(self, paths: Iterable[str]) -> list[Listed]:
        """Return what is listed of these files, and was killed or doesn't exist."""
        surviving = {mutant.key for mutant, fate in self.fates if fate is not Fate.KILLED}
        looked_at = set(paths)
        return [
            each for each in self.listed if each.path in looked_at and each.key not in surviving
        ]


def read_list(text: str) -> list[Listed]:
    """Read the list. Raises UnreadableList, which names the entry and what is wrong with it."""
    try:
        entries = tomllib.loads(text).get("mutant", [])
    except tomllib.TOMLDecodeError as error:
        raise UnreadableList(f"{LIST.name}: {error}") from error
    return [_listed(number, entry) for number, entry in enumerate(entries, start=1)]


def _listed(number: int, entry: Mapping[str, str]) -> Listed:
    wrong = sorted(_KEYS ^ entry.keys())
    if wrong:
        raise UnreadableList(f"{LIST.name}, mutant {number}: missing or unknown: {wrong[0]}")
    if not entry["reason"].strip():
        raise UnreadableList(f"{LIST.name}, mutant {number}: reason: expected a sentence")
    return Listed(**entry)


def report(score: Score, paths: Sequence[str]) -> str:
    """Return the survivors with what they change, what is listed for nothing, and the score."""
    lines = [_shown(mutant, fate) for mutant, fate in score.survivors]
    lines += [
        f"listed, but no longer survives or exists: {each.key}" for each in score.needless(paths)
    ]
    return "\n".join([*lines, *_rooms(score), _total(score)])


def _shown(mutant: Mutant, fate: Fate) -> str:
    head = f"{mutant.path}:{mutant.line} {mutant.function or '(module)'}"
    note = "  no test runs it" if fate is Fate.UNTESTED else ""
    return f"{head}{note}\n  - {mutant.before}\n  + {mutant.after}"


def _rooms(score: Score) -> list[str]:
    rooms = sorted({_room(mutant) for mutant, _ in score.fates})
    parts = [
        Score([each for each in score.fates if _room(each[0]) == room], score.listed)
        for room in rooms
    ]
    return [f"{room}: {_share(part)}" for room, part in zip(rooms, parts, strict=True)]


def _room(mutant: Mutant) -> str:
    return mutant.path.rpartition("/")[0]


def _total(score: Score) -> str:
    verdict = "enough" if score.is_enough else "too few"
    return f"all: {_share(score)}: {verdict}, {ENOUGH_PERCENT} % are asked for"


def _share(score: Score) -> str:
    killed = score.counted - len(score.survivors)
    excused = len(score.fates) - score.counted
    percent = 100 * killed / score.counted if score.counted else 100.0
    return f"{killed} of {score.counted} killed, {percent:.1f} %; {excused} more are listed"
