"""What earlier runs found out, so that a stopped run goes on and a second one takes no time.

A mutant stays killed as long as the file that it changes is the same. One that survived is tried
again as soon as any test has changed. Owns the work folder, which git ignores; a line that was cut
off when a run was stopped is left out.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Final

from tests.mutants.mutations import Mutant
from tests.mutants.rooms import ROOT
from tests.mutants.tracing import Trace
from tests.mutants.trying import Fate

FOLDER: Final = ROOT / ".mutants"


def digest_of(paths: Iterable[str]) -> str:
    """Return one digest of these files' names and texts."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(f"{path}\0".encode() + (ROOT / path).read_bytes())
    return digest.hexdigest()[:16]


class Memory:
    """The fates of mutants in a file, a JSON line each."""

    def __init__(self, folder: Path, tests_digest: str) -> None:
        self._path = folder / "fates.jsonl"
        self._tests_digest = tests_digest
        folder.mkdir(parents=True, exist_ok=True)
        self._known = self._read()

    def fate_of(self, mutant: Mutant) -> Fate | None:
        """Return what is known and still holds."""
        known = self._known.get(_name(mutant))
        if known is None:
            return None
        fate, tests_digest = known
        return fate if fate is Fate.KILLED or tests_digest == self._tests_digest else None

    def keep(self, mutant: Mutant, fate: Fate) -> None:
        """Write down what became of a mutant."""
        line = json.dumps([_name(mutant), fate, self._tests_digest])
        with self._path.open("a") as file:
            file.write(f"\n{line}")  # what a stopped run cut off stays a line of its own
        self._known[_name(mutant)] = (fate, self._tests_digest)

    def _read(self) -> dict[str, tuple[Fate, str]]:
        if not self._path.exists():
            return {}
        known = {}
        for line in self._path.read_text().splitlines():
            try:
                name, fate, tests_digest = json.loads(line)
            except ValueError:
                continue
            known[name] = (Fate(fate), tests_digest)
        return known


def read_trace(folder: Path, digest: str) -> Trace | None:
    """Return what the tests did, if neither they nor what they test have changed since."""
    path = folder / "trace.json"
    if not path.exists():
        return None
    kept = json.loads(path.read_text())
    if kept.pop("digest") != digest:
        return None
    kept["lines"] = {
        file: {int(line): tests for line, tests in lines.items()}
        for file, lines in kept["lines"].items()
    }
    return Trace(**kept)


def write_trace(folder: Path, digest: str, trace: Trace) -> None:
    """Keep what the tests did."""
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / "trace.part"
    part.write_text(json.dumps(asdict(trace) | {"digest": digest}))
    part.replace(folder / "trace.json")


def _name(mutant: Mutant) -> str:
    return hashlib.sha256(f"{mutant.path}\0{mutant.text}".encode()).hexdigest()[:24]
