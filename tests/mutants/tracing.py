"""Which test runs which line: the tests run once under coverage, without any mutation.

A line that runs while a fixture of wider scope is set up belongs to every test that asks for that
fixture. A line that runs on import, such as a constant's, belongs to no test; `Trace` then names
the file's own tests, those that run any line of it, and those that run a line in which the constant
is mentioned.
"""

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from coverage import Coverage

from tests.mutants.rooms import ROOT, lines_of, mirror_of

_FIXTURE = "fixture "


@dataclass
class Trace:
    """What the tests did."""

    seconds: dict[str, float] = field(default_factory=dict)  # by test
    lines: dict[str, dict[int, list[str]]] = field(default_factory=dict)  # by file: tests
    on_import: dict[str, list[int]] = field(default_factory=dict)  # by file: lines
    modules: list[str] = field(default_factory=list)  # what they import that isn't ours

    def tests_of(self, path: str, span: range, name: str) -> tuple[list[str], list[str]]:
        """Return who runs one of these lines: the file's own tests, and all others.

        `name` is what the lines define at the top of their module. The quickest come first.
        """
        mirror = mirror_of(path)
        found = {test for line in span for test in self.lines.get(path, {}).get(line, ())}
        if not set(span).isdisjoint(self.on_import.get(path, ())):
            found |= self._tests_that_mention(name) if name else set()
            found |= {test for tests in self.lines.get(path, {}).values() for test in tests}
            found |= {test for test in self.seconds if test.startswith(mirror)}
        own = {test for test in found if test.startswith(mirror)}
        return self._quickest_first(own), self._quickest_first(found - own)

    def _tests_that_mention(self, name: str) -> set[str]:
        return {
            test
            for path, number in _places_of(name, tuple(self.lines))
            for test in self.lines[path].get(number, ())
        }

    def _quickest_first(self, tests: Iterable[str]) -> list[str]:
        return sorted(tests, key=lambda test: (self.seconds[test], test))


@cache
def _places_of(name: str, paths: Sequence[str]) -> list[tuple[str, int]]:
    word = re.compile(rf"\b{re.escape(name)}\b")
    return [
        (path, number)
        for path in paths
        for number, text in enumerate(lines_of(path), start=1)
        if word.search(text)
    ]


class Tracer:
    """A plugin of pytest that tells coverage which test is running, and for which fixture."""

    def __init__(self, coverage: Coverage) -> None:
        self._coverage = coverage
        self.seconds: dict[str, float] = {}
        self.fixtures: dict[str, list[str]] = {}  # by test

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """Take down what runs as this test's."""
        self.fixtures[item.nodeid] = list(getattr(item, "fixturenames", ()))
        self._coverage.switch_context(item.nodeid)
        try:
            return (yield)
        finally:
            self._coverage.switch_context("")

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(
        self, fixturedef: pytest.FixtureDef[Any], request: pytest.FixtureRequest
    ) -> Iterator[None]:
        """Take down what runs for a fixture that tests share as that fixture's."""
        if fixturedef.scope == "function":
            return (yield)
        self._coverage.switch_context(_FIXTURE + fixturedef.argname)
        try:
            return (yield)
        finally:
            self._coverage.switch_context(request._pyfuncitem.nodeid)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Add up how long each test takes."""
        self.seconds[report.nodeid] = self.seconds.get(report.nodeid, 0.0) + report.duration


def trace(options: Sequence[str], sources: Sequence[str]) -> tuple[int, Trace]:
    """Run pytest with these options; return its exit status, and who ran which line of sources."""
    coverage = Coverage(
        data_file=None, config_file=False, include=[str(ROOT / path) for path in sources]
    )
    tracer = Tracer(coverage)
    coverage.start()
    status = int(pytest.main([*options], plugins=[tracer]))
    coverage.stop()
    contexts = {path: coverage.get_data().contexts_by_lineno(str(ROOT / path)) for path in sources}
    lines = {
        path: {line: sorted(_tests(names, tracer)) for line, names in by_line.items()}
        for path, by_line in contexts.items()
    }
    on_import = {
        path: [line for line, names in by_line.items() if "" in names]
        for path, by_line in contexts.items()
    }
    return status, Trace(tracer.seconds, lines, on_import, _foreign_modules())


def _tests(contexts: Iterable[str], tracer: Tracer) -> set[str]:
    named = set(contexts)
    shared = {each.removeprefix(_FIXTURE) for each in named if each.startswith(_FIXTURE)}
    return (named & tracer.seconds.keys()) | {
        test for test, fixtures in tracer.fixtures.items() if shared.intersection(fixtures)
    }


def _foreign_modules() -> list[str]:
    ours = {"contract", "dashboards", "edge", "hub", "tests", "__main__"}
    return [
        name
        for name, module in sys.modules.items()
        if name.partition(".")[0] not in ours and _is_foreign(module)
    ]


def _is_foreign(module: object) -> bool:
    file = getattr(module, "__file__", None)
    return file is None or not _stands_here(Path(file))


def _stands_here(path: Path) -> bool:
    return path.is_relative_to(ROOT) and not path.is_relative_to(Path(sys.prefix))
