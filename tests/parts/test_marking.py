"""A missing real part is skipped where people work, and fails where CI would hide it."""

import os
import re
from pathlib import Path

import pytest

from tests.house.tree import ROOT, files
from tests.parts import catalogue
from tests.parts.catalogue import PARTS

NEEDS_BROKER = """
    import pytest

    @pytest.mark.real("mosquitto")
    def test_marked():
        pass

    @pytest.fixture
    def new_mosquitto():
        return None

    def test_by_fixture(new_mosquitto):
        pass

    def test_without_parts():
        pass
"""


@pytest.fixture
def inner(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """Prepare an inner pytest that uses the same hooks, away from CI."""
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.delenv("PLATZFREI_WITHOUT_PARTS", raising=False)
    pytester.makeini("[pytest]\n")  # or it would look for one above
    monkeypatch.setenv("PYTEST_ADDOPTS", "-p tests.parts.marking -rs")
    return pytester


@pytest.fixture
def broker_on_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put a program of the broker's name on the PATH, whatever is installed here."""
    program = tmp_path / "bin" / "mosquitto"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")


@pytest.mark.usefixtures("broker_on_path")
def test_tests_run_where_the_part_is(inner: pytest.Pytester) -> None:
    """With the part on the machine the marker changes nothing."""
    inner.makepyfile(NEEDS_BROKER)
    inner.runpytest().assert_outcomes(passed=3)


def test_a_missing_part_skips_and_is_counted(
    inner: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the part its tests are skipped, and the summary says which and how many."""
    monkeypatch.setenv("PLATZFREI_WITHOUT_PARTS", "chromium,mosquitto")
    inner.makepyfile(NEEDS_BROKER)
    result = inner.runpytest()
    result.assert_outcomes(passed=1, skipped=2)
    result.stdout.fnmatch_lines(
        [
            "not tested against mosquitto (apt-get install mosquitto): 2 tests",
            "SKIPPED*missing: mosquitto (apt-get install mosquitto)",
        ]
    )


def test_a_missing_part_fails_in_ci(
    inner: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In CI nobody reads a skip, so a missing part is a failure."""
    monkeypatch.setenv("PLATZFREI_WITHOUT_PARTS", "mosquitto")
    monkeypatch.setenv("CI", "true")
    inner.makepyfile(NEEDS_BROKER)
    result = inner.runpytest()
    result.assert_outcomes(passed=1, errors=2)
    result.stdout.fnmatch_lines(["not tested against mosquitto*: 2 tests"])


def test_the_count_holds_over_workers(
    inner: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What xdist's workers skipped is counted like everything else."""
    monkeypatch.setenv("PLATZFREI_WITHOUT_PARTS", "mosquitto")
    inner.makepyfile(NEEDS_BROKER)
    result = inner.runpytest("-n", "1")
    result.stdout.fnmatch_lines(["not tested against mosquitto*: 2 tests"])


def test_an_unknown_part_is_refused(inner: pytest.Pytester) -> None:
    """A misspelt part must not let a test run without its part."""
    inner.makepyfile('import pytest\n@pytest.mark.real("mosquito")\ndef test_it():\n    pass\n')
    result = inner.runpytest()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(
        ["*real parts are mosquitto, chromium,*openssl, java, nginx,*mounting,*; not mosquito*"]
    )


NEEDS_TO_MOUNT = """
    import pytest

    @pytest.mark.real("mounting")
    def test_on_a_small_disk():
        pass
"""


@pytest.mark.parametrize("ci", ["", "true"])
def test_a_missing_right_skips_everywhere(
    inner: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, ci: str
) -> None:
    """Nobody can install a right, so without it CI skips too; the summary says who has it."""
    monkeypatch.setenv("PLATZFREI_WITHOUT_PARTS", "mounting")
    monkeypatch.setenv("CI", ci)
    inner.makepyfile(NEEDS_TO_MOUNT)
    result = inner.runpytest()
    result.assert_outcomes(skipped=1)
    result.stdout.fnmatch_lines(["not tested what needs mounting (root, *): 1 tests"])


def test_a_part_is_found_off_the_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A broker in a system folder counts even where a user's PATH leaves that folder out."""
    program = tmp_path / "mosquitto"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", "/nonexistent")
    monkeypatch.setattr(catalogue, "_SYSTEM_FOLDERS", str(tmp_path))
    assert PARTS["mosquitto"].find() == program


SKIPS_BY_ITSELF = re.compile(r"shutil\.which\(|\.skipif\((?!\"GRAFANA_URL\")|geteuid\(\) != 0")


def test_no_test_looks_for_a_part_by_itself() -> None:
    """A program or right that a test finds missing on its own is a skip that nobody counts.

    A measurement is no test: it says in its table which peer is missing.
    """
    tests = [path for path in files() if path.suffix == ".py" and path.parts[0] == "tests"]
    found = [
        str(path)
        for path in tests
        if path.parts[1] not in {"parts", "bench"}
        and SKIPS_BY_ITSELF.search((ROOT / path).read_text())
    ]
    assert found == []
