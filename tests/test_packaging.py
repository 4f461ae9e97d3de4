"""What is installed is what was built and tested: the wheel, its extras, and the locks."""

import ast
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from email.message import Message
from email.parser import Parser
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path
from zipfile import ZipFile

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house.tree import ROOT, files, modules

PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
PROJECT = PYPROJECT["project"]
INSTALLED = tuple(PYPROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"])
# What a program's import may rest on, besides what every program gets.
EXTRA_OF = {
    "contract": (),
    "edge": ("edge",),
    "hub": ("hub", "demo"),
    "dashboards": ("dashboards",),
}
# What draws the dashboards and writes their files: in the group `dev`, and no operator has it.
BUILD_TOOLS = {
    "dashboards/column_drawing.py": ("grafana-foundation-sdk",),
    "dashboards/drawing.py": ("grafana-foundation-sdk",),
    "dashboards/files.py": ("pyyaml",),
    "dashboards/panel_drawing.py": ("grafana-foundation-sdk",),
}
PARTS_OF_ANOTHER = {"pydantic-core": "pydantic"}  # released together, pinned to each other
LOCKS = ("demo", "dev", "edge", "hub", "lock")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel from this checkout, without a network."""
    folder = tmp_path_factory.mktemp("wheel")
    pip("wheel", "--no-build-isolation", "--no-deps", "--wheel-dir", folder, ROOT)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def metadata(wheel: Path) -> Message:
    """Return what the wheel says of itself."""
    with ZipFile(wheel) as archive:
        name = next(each for each in archive.namelist() if each.endswith("/METADATA"))
        return Parser().parsestr(archive.read(name).decode())


def pip(*arguments: str | Path) -> None:
    """Run pip, which may ask no index."""
    command = [sys.executable, "-m", "pip", *arguments, "--no-index", "--quiet"]
    subprocess.run(command, check=True, timeout=100)


def pins(lock: str) -> dict[str, Requirement]:
    """Return the requirements of a lock, by canonical name."""
    text = (ROOT / "requirements" / f"{lock}.txt").read_text().replace("\\\n", " ")
    found = [Requirement(line.partition(" --hash")[0]) for line in text.splitlines()]
    return {canonicalize_name(each.name): each for each in found}


def declared(*extras: str) -> dict[str, Requirement]:
    """Return what every program needs, and what these extras add."""
    wanted = list(PROJECT["dependencies"])
    for extra in extras:
        wanted += PROJECT["optional-dependencies"][extra]
    found = [Requirement(each) for each in wanted]
    return {canonicalize_name(each.name): each for each in found}


def test_the_wheel_holds_every_file_of_the_programs(wheel: Path) -> None:
    """Modules, templates, pictures and styles: all that git knows in the programs' folders."""
    with ZipFile(wheel) as archive:
        inside = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert inside == {str(path) for path in files() if path.parts[0] in INSTALLED}


def test_an_installed_wheel_runs_by_itself(wheel: Path, tmp_path: Path) -> None:
    """Away from the checkout the package finds its own modules."""
    pip("install", "--no-deps", "--target", tmp_path, wheel)
    code = "import contract, edge, hub; print(contract.__file__, edge.__file__, hub.__file__)"
    ran = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert all(Path(each).is_relative_to(tmp_path) for each in ran.stdout.split())


def test_the_wheel_names_licence_and_python(metadata: Message) -> None:
    """By SPDX identifier, as publiccode.yml does."""
    assert metadata["Name"] == "platzfrei"
    assert metadata["License-Expression"] == "EUPL-1.2"
    assert metadata["Requires-Python"] == ">=3.11"


def test_the_extras_are_those_of_the_programs(metadata: Message) -> None:
    """A Pi installs `platzfrei[edge]`, a server `platzfrei[hub]`."""
    assert {"edge", "hub"} <= set(metadata.get_all("Provides-Extra", []))


def test_the_programs_are_on_the_path(wheel: Path) -> None:
    """All commands are installed with the package."""
    with ZipFile(wheel) as archive:
        name = next(each for each in archive.namelist() if each.endswith("/entry_points.txt"))
        text = archive.read(name).decode()
    assert "platzfrei-dashboards = dashboards.__main__:main" in text
    assert "platzfrei-edge = edge.__main__:main" in text
    assert "platzfrei-hub = hub.__main__:main" in text


def test_the_edge_needs_nothing_of_the_hub() -> None:
    """A web framework on a Pi would be megabytes and holes for nothing."""
    edge, hub = declared("edge").keys() - declared().keys(), declared("hub").keys()
    assert edge.isdisjoint(hub)


def test_every_import_is_declared() -> None:
    """A program imports only what its own extra installs, not what happens to be there."""
    undeclared = [
        f"{path}: {name}"
        for path, source in modules()
        for name in foreign_imports(source)
        if name not in declared(*EXTRA_OF[path.parts[0]])
        and name not in BUILD_TOOLS.get(str(path), ())
    ]
    assert undeclared == []


def test_an_undeclared_import_is_found() -> None:
    """The rule above can fail: the edge's extra has no web framework."""
    assert set(foreign_imports("from fastapi import FastAPI")) - declared("edge").keys()


@cache
def distributions() -> Mapping[str, list[str]]:
    """Read once what is installed, and what can be imported of it."""
    return packages_distributions()


def foreign_imports(source: str) -> Iterator[str]:
    """Yield the distributions that a module imports from."""
    for node in ast.walk(ast.parse(source)):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        for top in {name.partition(".")[0] for name in names} - set(INSTALLED):
            if top not in sys.stdlib_module_names:
                name = canonicalize_name(distributions().get(top, [top])[0])
                yield PARTS_OF_ANOTHER.get(name, name)


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_pins_everything_with_hashes(lock: str) -> None:
    """Exactly one version of each package, with its hashes, and no other line."""
    text = (ROOT / "requirements" / f"{lock}.txt").read_text()
    for entry in text.replace("\\\n", " ").splitlines():
        requirement, *hashes = entry.split(" --hash=")
        specifiers = list(Requirement(requirement).specifier)
        assert [each.operator for each in specifiers] == ["=="], entry
        assert hashes, entry
        assert all(each.strip().startswith("sha256:") for each in hashes), entry


@pytest.mark.parametrize("lock", ["demo", "edge", "hub"])
def test_a_program_installs_the_versions_that_were_tested(lock: str) -> None:
    """Each lock is a part of the developers' lock."""
    own, dev = pins(lock), pins("dev")
    assert {name: str(each) for name, each in own.items()} == {name: str(dev[name]) for name in own}


@pytest.mark.parametrize(("lock", "elsewhere"), [("edge", {"lgpio"}), ("hub", set[str]())])
def test_the_lock_of_a_program_holds_all_that_it_declares(lock: str, elsewhere: set[str]) -> None:
    """And what builds it; lgpio comes from Debian. `make lock` writes them anew."""
    build = {canonicalize_name(each) for each in ("hatchling",)}
    assert (declared(lock).keys() | build) - pins(lock).keys() == elsewhere


@pytest.mark.parametrize("lock", ["demo", "dev"])
def test_the_locks_follow_the_declared_dependencies(lock: str) -> None:
    """Whoever changes pyproject.toml runs `make lock`."""
    locked = pins(lock)
    groups = PYPROJECT["dependency-groups"]
    wanted = declared("edge", "hub", "demo") | {
        Requirement(each).name: Requirement(each)
        for each in [*groups["build"], *(groups["dev"] if lock == "dev" else [])]
        if isinstance(each, str)
    }
    wanted.pop("platzfrei")
    for name, requirement in wanted.items():
        pinned = next(iter(locked[name].specifier)).version
        assert requirement.specifier.contains(pinned, prereleases=True), name


def test_the_version_is_in_the_changelog() -> None:
    """Users find what they have installed."""
    assert PROJECT["version"] in (ROOT / "CHANGELOG.md").read_text()
