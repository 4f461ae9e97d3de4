"""`make mutants`: puts small faults into the rules, one after the other; the tests must notice.

    file ─▶ mutations ─▶ trying, with the tests that tracing names ─▶ memory ─▶ scoring

ARGS names a file or folder; without it, everything that `rooms` names is tried. What was found out
is kept in `.mutants`: a run that was stopped goes on where it was, `make clean` forgets.
Property tests draw few examples here, always the same (the profile "mutants" in tests/conftest.py).
"""

import os
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from tests.mutants import memory, rooms, scoring, tracing, trying
from tests.mutants.mutations import Mutant, mutants_of
from tests.mutants.rooms import ROOT
from tests.mutants.tracing import Trace
from tests.mutants.trying import Fate, Trial

_PROCESSES: Final = 2
_LONGEST_S: Final = 6.0  # of tests per mutant and group, the quickest first


class RedTests(Exception):
    """The tests fail without any mutation."""


def main(arguments: Sequence[str]) -> int:
    """Run; the exit status is 0 if enough were killed, 1 if not, 2 for what can't be run."""
    os.chdir(ROOT)
    signal.signal(signal.SIGTERM, _end)  # so that no fork is left behind
    os.environ["PLATZFREI_TEST_PROFILE"] = "mutants"
    try:
        paths = rooms.files(*arguments)
        listed = scoring.read_list(scoring.LIST.read_text())
        score = scoring.Score(list(_fates(paths, memory.FOLDER)), listed)
    except (rooms.UnknownPath, scoring.UnreadableList, RedTests) as error:
        print(error, file=sys.stderr)
        return 2
    print(scoring.report(score, paths))
    return 0 if score.is_enough else 1


def _end(number: int, _frame: object) -> None:
    sys.exit(128 + number)


def _fates(paths: Sequence[str], folder: Path) -> Iterator[tuple[Mutant, Fate]]:
    tests_digest = memory.digest_of(rooms.test_files())
    remembered = memory.Memory(folder, tests_digest)
    trace = _trace(folder, tests_digest)
    trying.import_foreign(trace.modules)
    for path in paths:
        began_s = time.monotonic()
        mutants = mutants_of(path, (ROOT / path).read_text())
        known = {mutant: remembered.fate_of(mutant) for mutant in mutants}
        open_ = [_trial(mutant, trace) for mutant, fate in known.items() if fate is None]
        _try_unchanged(path, open_, folder)
        for mutant, fate in trying.attempts(open_, folder, _PROCESSES):
            remembered.keep(mutant, fate)
            known[mutant] = fate
        _say_progress(path, len(mutants), len(open_), time.monotonic() - began_s)
        yield from ((mutant, fate) for mutant, fate in known.items() if fate is not None)


def _try_unchanged(path: str, trials: Sequence[Trial], folder: Path) -> None:
    """See that the tests pass here as long as nothing is mutated. Raises RedTests."""
    if not trials:
        return
    trial = max(trials, key=lambda each: each.seconds)
    unchanged = replace(trial.mutant, text=(ROOT / path).read_text())
    ((_, fate),) = trying.attempts([replace(trial, mutant=unchanged)], folder / "unchanged", 1)
    if fate is Fate.KILLED:
        raise RedTests(f"the tests fail without any mutation: see {folder / 'unchanged'}")


def _trace(folder: Path, tests_digest: str) -> Trace:
    sources = rooms.files()
    digest = f"{memory.digest_of(sources)} {tests_digest}"
    known = memory.read_trace(folder, digest)
    if known is not None:
        return known
    print("running the tests once without any mutation ...", file=sys.stderr)
    pid = trying.forked(lambda: _run_trace(folder, digest, sources), folder / "trace")
    _, status = os.waitpid(pid, 0)
    found = memory.read_trace(folder, digest)
    if status != 0 or found is None:
        raise RedTests(f"the tests fail without any mutation: see {folder / 'trace' / 'output'}")
    return found


def _run_trace(folder: Path, digest: str, sources: Sequence[str]) -> int:
    status, trace = tracing.trace([*trying.OPTIONS, *rooms.TESTS], sources)
    if status == 0:
        memory.write_trace(folder, digest, trace)
    return status


def _trial(mutant: Mutant, trace: Trace) -> Trial:
    name = rooms.defined_at(mutant.path, mutant.line)
    own, others = trace.tests_of(mutant.path, mutant.lines, name)
    own, others = _within(own, trace), _within(others, trace)
    seconds = sum(trace.seconds[test] for test in (*own, *others))
    return Trial(mutant, tuple(tuple(group) for group in (own, others) if group), seconds)


def _within(tests: Sequence[str], trace: Trace) -> list[str]:
    """Return the first tests, as many as fit into the time."""
    kept: list[str] = []
    left_s = _LONGEST_S
    for test in tests:
        left_s -= trace.seconds[test]
        if left_s < 0 and kept:
            break
        kept.append(test)
    return kept


def _say_progress(path: str, count: int, tried: int, seconds: float) -> None:
    print(f"{path}: {count} mutants, {tried} tried in {seconds:.0f} s", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
