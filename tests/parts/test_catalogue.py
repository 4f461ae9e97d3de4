"""Parts are found where they are, and what is missing of them is known by its package."""

import stat
from pathlib import Path

import pytest

from tests.parts import catalogue
from tests.parts.catalogue import Part


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """Make a program that can be run."""
    path = tmp_path / "part-of-a-test"
    path.write_text("#!/bin/sh\n")
    path.chmod(stat.S_IRWXU)
    return path


def test_a_part_is_found_on_the_path(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Under any of its names."""
    monkeypatch.setenv("PATH", str(program.parent))
    assert Part("x", ("another-name", program.name), ()).find() == program


def test_a_hidden_part_is_not_found(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever hides a part sees what the tests do without it."""
    monkeypatch.setenv("PATH", str(program.parent))
    monkeypatch.setenv("PLATZFREI_WITHOUT_PARTS", "y,x")
    assert Part("x", (program.name,), ()).find() is None


@pytest.mark.parametrize(("library", "is_there"), [("libc.so.6", True), ("libnone.so.9", False)])
def test_a_part_without_its_library_is_missing(
    program: Path, monkeypatch: pytest.MonkeyPatch, library: str, *, is_there: bool
) -> None:
    """A program that can't be started is no use to a test."""
    monkeypatch.setenv("PATH", str(program.parent))
    assert (Part("x", (program.name,), (), (library,)).find() is not None) is is_there


@pytest.mark.parametrize(("companion", "is_there"), [("sh", True), ("no-such-program", False)])
def test_a_part_without_its_companions_is_missing(
    program: Path, monkeypatch: pytest.MonkeyPatch, companion: str, *, is_there: bool
) -> None:
    """A spreadsheet without the text program can't open all our files."""
    monkeypatch.setenv("PATH", f"{program.parent}:/bin")
    part = Part("x", (program.name,), (), companions=(companion,))
    assert (part.find() is not None) is is_there


def test_missing_packages_are_those_of_missing_parts(
    program: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is there or hidden is not installed."""
    monkeypatch.setenv("PATH", str(program.parent))
    monkeypatch.setenv("PLATZFREI_WITHOUT_PARTS", "hidden")
    parts = (
        Part("here", (program.name,), ("a",)),
        Part("hidden", ("no-such-program",), ("b",)),
        Part("missing", ("no-such-program",), ("c", "d")),
    )
    monkeypatch.setattr(catalogue, "_ALL", parts)
    assert catalogue.missing_packages() == ["c", "d"]
