"""What is mutated, and which tests must notice, as `rooms.toml` says. Reads files, runs nothing."""

import ast
import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]

_ROOMS: Final = tomllib.loads(Path(__file__).with_name("rooms.toml").read_text())
MUTATED: Final[tuple[str, ...]] = tuple(_ROOMS["mutated"])
TESTS: Final[tuple[str, ...]] = tuple(_ROOMS["tests"])


class UnknownPath(Exception):
    """Somebody asked for what is not mutated."""


def files(*wanted: str) -> list[str]:
    """Return the files to mutate, or those below the files and folders wanted.

    Raises UnknownPath for one of which nothing is mutated.
    """
    known = [path for place in MUTATED for path in _python_files(place)]
    return [path for each in wanted for path in _below(each, known)] or known


def _below(wanted: str, known: Sequence[str]) -> list[str]:
    folder = wanted.removesuffix("/")
    found = [path for path in known if path == folder or path.startswith(f"{folder}/")]
    if not found:
        raise UnknownPath(f"{wanted}: nothing there is mutated; what is: {', '.join(MUTATED)}")
    return found


def test_files() -> list[str]:
    """Return every Python file below the tests of the rooms, and what they are set up by."""
    folders = {Path(place).parent if place.endswith(".py") else Path(place) for place in TESTS}
    beside = [path for folder in folders for path in _python_files(str(folder))]
    above = [f"{parent}/conftest.py" for folder in folders for parent in folder.parents]
    return sorted({*beside, *(path for path in above if (ROOT / path).is_file())})


def mirror_of(path: str) -> str:
    """Return how the paths of a file's own tests begin."""
    folder, _, name = path.rpartition("/")
    return f"tests/{folder}/test_{name.removesuffix('.py')}"


def _python_files(place: str) -> list[str]:
    found = ROOT / place
    paths = [found] if found.is_file() else sorted(found.rglob("*.py"))
    return [path.relative_to(ROOT).as_posix() for path in paths]


@cache
def lines_of(path: str) -> list[str]:
    """Return a file's lines, as they were when they were first asked for."""
    return (ROOT / path).read_text().splitlines()


def defined_at(path: str, line: int) -> str:
    """Return what the statement at the top of a module defines that stands at a line, or ""."""
    for lines, name in _definitions(path):
        if line in lines:
            return name
    return ""


@cache
def _definitions(path: str) -> list[tuple[range, str]]:
    body = ast.parse("\n".join(lines_of(path))).body
    return [(range(node.lineno, (node.end_lineno or 0) + 1), _defined(node)) for node in body]


def _defined(node: ast.stmt) -> str:
    match node:
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            return name
        case ast.AnnAssign(target=ast.Name(id=name)) | ast.Assign(targets=[ast.Name(id=name)]):
            return name
        case _:
            return ""
