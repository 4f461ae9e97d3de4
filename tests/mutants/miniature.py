"""A house of one rule, with its tests and the tool itself, to run `make mutants` on for real."""

import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
_COMMAND = (sys.executable, "-m", "tests.mutants")

RULE = """\
ENOUGH = 4


class Seen:
    def __init__(self, count: int) -> None:
        self.count = count

    @property
    def is_enough(self) -> bool:
        return self.count >= ENOUGH
"""
HALF_TESTED = """\
from house.rule import Seen

def test_enough():
    assert Seen(4).is_enough
"""
TESTED = """\
from house.rule import Seen

def test_enough():
    assert Seen(4).is_enough
    assert not Seen(3).is_enough
"""


class Miniature:
    """The files in a folder, and a way to run the tool on them."""

    def __init__(self, folder: Path, tests: str = TESTED, rule: str = RULE) -> None:
        self.folder = folder
        self.write("house/rule.py", rule)
        self.write("tests/house/test_rule.py", tests)
        for path in [*HERE.glob("[!t]*.py"), *HERE.glob("t*ing.py")]:
            self.write(f"tests/mutants/{path.name}", path.read_text())
        self.write("tests/mutants/equivalent.toml", "")
        self.write("tests/mutants/rooms.toml", 'mutated = ["house"]\ntests = ["tests/house"]\n')

    def write(self, path: str, text: str) -> None:
        """Write one file of the house."""
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def started(self) -> subprocess.Popen[str]:
        """Run the tool, and don't wait for it."""
        return subprocess.Popen(_COMMAND, cwd=self.folder, text=True)

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run the tool to its end."""
        return subprocess.run(
            [*_COMMAND, *arguments],
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )

    def forget(self) -> None:
        """Remove the work folder."""
        shutil.rmtree(self.folder / ".mutants", ignore_errors=True)
