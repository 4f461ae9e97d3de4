"""All three programs from outside: what is missing is one sentence, and nobody sees a traceback."""

import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.house.tree import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
PROGRAMS = ("dashboards", "edge", "hub")
# Runs a program where some modules can't be found, as where they aren't installed.
WITHOUT = """
import sys
hidden = set(sys.argv.pop(1).split(","))
class Hider:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in hidden:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
sys.meta_path.insert(0, Hider())
program = sys.argv.pop(1)
sys.argv[0] = f"platzfrei-{program}"
sys.path.insert(0, "")
module = __import__(f"{program}.__main__", fromlist=["main"])
sys.exit(module.main())
"""


def modules_of(extra: str) -> set[str]:
    """Return the modules that an extra names."""
    declared: list[str] = PROJECT["optional-dependencies"][extra]
    wanted = {canonicalize_name(Requirement(one).name) for one in declared}
    return {
        module
        for module, names in packages_distributions().items()
        if wanted & {canonicalize_name(name) for name in names}
    }


def run_without(
    hidden: set[str], program: str, *arguments: str
) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", WITHOUT, ",".join(sorted(hidden)), program, *arguments]
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.parametrize("installed", ["", *PROGRAMS])
@pytest.mark.parametrize("program", PROGRAMS)
def test_a_missing_extra_is_one_sentence(program: str, installed: str) -> None:
    """In an environment of another program, or of none: status 2, and the command that helps."""
    if program == installed:
        return
    hidden = modules_of(program) - (modules_of(installed) if installed else set())
    ran = run_without(hidden, program)
    assert ran.returncode == 2, ran.stderr
    (line,) = ran.stderr.splitlines()
    assert re.fullmatch(
        rf"platzfrei-{program}: \w+ is missing, which comes with the extra {program}; type in"
        rf" Platzfrei's folder: \S+ -m pip install \"\.\[{program}\]\"",
        line,
    )


def test_a_missing_file_of_ours_is_not_taken_for_an_extra() -> None:
    """That is a broken installation, and a traceback tells which file."""
    ran = run_without({"contract"}, "hub")
    assert ran.returncode == 1
    assert "pip install" not in ran.stderr


@pytest.mark.parametrize("program", ["edge", "hub"])
def test_nobody_who_reads_on_is_no_fault(program: str) -> None:
    """As with `| head -1`: no traceback."""
    command = f"{sys.executable} -m {program} config example | head -c 1; echo ${{PIPESTATUS[0]}}"
    ran = subprocess.run(
        ["bash", "-c", command], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert ran.stderr == ""
    assert ran.stdout[1:].strip() in {"0", "141"}


@pytest.mark.parametrize("program", ["edge", "hub"])
def test_a_closed_pipe_is_the_end(program: str) -> None:
    """However early it closes."""
    process = subprocess.Popen(
        [sys.executable, "-m", program, "config", "example"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    said = process.stderr.read()
    process.stderr.close()
    assert process.wait(60) == 141
    assert said == b""


@pytest.mark.parametrize("program", ["edge", "hub"])
def test_a_full_disk_is_one_sentence(program: str) -> None:
    """As with `> example.toml` where no byte fits: no traceback."""
    with open("/dev/full", "wb") as full:  # noqa: PTH123 - a device, not a file of ours
        ran = subprocess.run(
            [sys.executable, "-m", program, "config", "example"],
            cwd=ROOT,
            stdout=full,
            stderr=subprocess.PIPE,
            timeout=60,
            check=False,
        )
    assert ran.returncode == 74
    assert ran.stderr == f"platzfrei-{program}: No space left on device\n".encode()


@pytest.mark.parametrize("program", ["edge", "hub"])
def test_the_example_is_printed_as_it_is(program: str) -> None:
    """The very file that deploy/examples has."""
    ran = subprocess.run(
        [sys.executable, "-m", program, "config", "example"],
        cwd=ROOT,
        capture_output=True,
        timeout=60,
        check=True,
    )
    assert ran.stdout == (ROOT / "deploy" / "examples" / f"{program}.toml").read_bytes()
    assert Path(ROOT / program / "example.toml").is_symlink()
