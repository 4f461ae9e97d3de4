"""Runs tests against a mutant, in a process forked for it. Nothing on disk changes.

    this process: pytest and foreign modules imported, none of ours
        └─ fork ─▶ the mutated file's text is given to the import system ─▶ pytest --exitfirst

A mutant is killed when a test fails, when nothing can be imported any more, and when it takes far
more of the processor's time than the tests did without it; how busy the machine is doesn't matter.
"""

import gc
import importlib
import os
import resource
import signal
import sys
import time
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from types import CodeType
from typing import Final, NoReturn

import pytest

from tests.mutants.mutations import Mutant
from tests.mutants.rooms import ROOT

OPTIONS: Final = ("--quiet", "-p", "no:cacheprovider")
_PRELOADED: Final = ("-W", "ignore::pytest.PytestAssertRewriteWarning")
_IMPORTS_S: Final = 10
_SLOWER: Final = 3
_PAUSE_S: Final = 0.005


class Fate(StrEnum):
    """What became of a mutant."""

    KILLED = "killed"
    SURVIVED = "survived"
    UNTESTED = "untested"  # survived, as no test runs it


@dataclass(frozen=True)
class Trial:
    """A mutant, and the tests that must notice it: one group after the other."""

    mutant: Mutant
    groups: tuple[tuple[str, ...], ...]
    seconds: float  # that the tests take without it


class _MutatedLoader(SourceFileLoader):
    def __init__(self, name: str, mutant: Mutant) -> None:
        super().__init__(name, str(ROOT / mutant.path))
        self._text = mutant.text

    def get_code(self, fullname: str) -> CodeType:
        return compile(self._text, self.path, "exec")


class MutatedFinder:
    """Finds one module as mutated, and leaves all others to the finders after it."""

    def __init__(self, mutant: Mutant) -> None:
        self._mutant = mutant
        self._name = mutant.path.removesuffix(".py").replace("/", ".").removesuffix(".__init__")

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        """Answer the import system."""
        if name != self._name:
            return None
        loader = _MutatedLoader(name, self._mutant)
        return spec_from_file_location(name, ROOT / self._mutant.path, loader=loader)


class _Chosen:
    """A plugin of pytest that keeps the chosen tests only, in the order given."""

    def __init__(self, tests: Sequence[str]) -> None:
        self._rank = {test: rank for rank, test in enumerate(tests)}

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Drop the others."""
        kept = [item for item in items if item.nodeid in self._rank]
        items[:] = sorted(kept, key=lambda item: self._rank[item.nodeid])


def import_foreign(modules: Iterable[str]) -> None:
    """Import what the tests will need and can't be mutated, once for all forks.

    Private ones come with their owners: `_asyncio` before `asyncio` would leave both broken. Of
    hypothesis only the front: it warns of what is used before its plugin is loaded.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name in modules:
            if name.startswith(("_", "hypothesis.")):
                continue
            try:
                importlib.import_module(name)
            except Exception:  # noqa: BLE001, S112  a fork finds out by itself
                continue
    gc.collect()
    gc.freeze()


def forked(act: Callable[[], int], folder: Path) -> int:
    """Start a process that does this silently and exits with what it returns; return its pid."""
    sys.stdout.flush()
    sys.stderr.flush()
    pid = os.fork()
    if pid == 0:
        _act(act, folder)
    return pid


def _act(act: Callable[[], int], folder: Path) -> NoReturn:
    status = int(pytest.ExitCode.INTERNAL_ERROR)
    try:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        os.setsid()
        folder.mkdir(parents=True, exist_ok=True)
        output = os.open(folder / "output", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(output, 1)
        os.dup2(output, 2)
        status = act()
        sys.stdout.flush()
    finally:
        os._exit(status)


def attempt(trial: Trial, folder: Path) -> int:
    """Run the groups of tests until one fails; return pytest's exit status."""
    limit_s = _IMPORTS_S + _SLOWER * int(trial.seconds)
    resource.setrlimit(resource.RLIMIT_CPU, (limit_s, limit_s))
    gc.disable()  # it would copy this process's memory; none lives long
    sys.meta_path.insert(0, MutatedFinder(trial.mutant))
    sys.dont_write_bytecode = True
    status = int(pytest.ExitCode.NO_TESTS_COLLECTED)
    for group in trial.groups:
        files = sorted({test.partition("::")[0] for test in group})
        options = [*OPTIONS, *_PRELOADED, "--exitfirst", f"--basetemp={folder / 'files'}", *files]
        status = int(pytest.main(options, plugins=[_Chosen(group)]))
        if status != 0:
            break
    return status


def attempts(
    trials: Iterable[Trial], folder: Path, processes: int
) -> Iterator[tuple[Mutant, Fate]]:
    """Try mutants, so many at once, and yield what became of each as soon as it is known."""
    waiting = deque(trials)
    free = list(range(processes))
    running: dict[int, tuple[Mutant, int]] = {}
    try:
        while waiting or running:
            while waiting and free:
                trial = waiting.popleft()
                if not any(trial.groups):
                    yield trial.mutant, Fate.UNTESTED
                    continue
                place = free.pop()
                running[_start(trial, folder / str(place))] = (trial.mutant, place)
            for pid, fate in _ended(running):
                mutant, place = running.pop(pid)
                free.append(place)
                yield mutant, fate
            time.sleep(_PAUSE_S)
    finally:
        for pid in running:
            _end(pid)


def _start(trial: Trial, folder: Path) -> int:
    return forked(lambda: attempt(trial, folder), folder)


def _ended(pids: Iterable[int]) -> list[tuple[int, Fate]]:
    statuses = [os.waitpid(pid, os.WNOHANG) for pid in pids]
    return [(pid, Fate.KILLED if status else Fate.SURVIVED) for pid, status in statuses if pid != 0]


def _end(pid: int) -> None:
    try:
        os.killpg(pid, signal.SIGKILL)
    except ProcessLookupError:  # it had no group of its own yet
        os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
