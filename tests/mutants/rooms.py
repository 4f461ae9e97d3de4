"""What is mutated, and which tests must notice. Knows paths only.

The tests are those that stand near the rules, without a browser, an office or an InfluxDB: a
threshold that only a distant test holds is not pinned.
"""

from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]

MUTATED: Final = (
    "hub/domain",
    "hub/reports/figures",
    "edge/decisions",
    "hub/live/live.py",  # from here on: where small counts are protected outside those rooms
    "hub/live/snapshots.py",
    "hub/pages/silence.py",
    "hub/workers/typical_days.py",
)
TESTS: Final = (
    "tests/edge/decisions",
    "tests/edge/sensing",
    "tests/edge/configuration",
    "tests/hub/domain",
    "tests/hub/live",
    "tests/hub/pages/test_silence.py",
    "tests/hub/pages/test_typical_day.py",
    "tests/hub/reports/figures",
    "tests/hub/reports/test_brute_force.py",
    "tests/hub/reports/test_reference.py",
    "tests/hub/reports/test_thresholds.py",
    "tests/hub/test_config.py",
    "tests/hub/workers/test_care.py",
    "tests/hub/workers/test_typical_days.py",
)


class UnknownPath(Exception):
    """Somebody asked for what is not mutated."""


def files(wanted: str = "") -> list[str]:
    """Return the files to mutate, below `wanted` if it names a file or folder.

    Raises UnknownPath if nothing of it is mutated.
    """
    known = [path for place in MUTATED for path in _python_files(place)]
    below = wanted.strip().removesuffix("/")
    found = [path for path in known if not below or path == below or path.startswith(f"{below}/")]
    if not found:
        raise UnknownPath(f"{wanted}: nothing there is mutated; what is: {', '.join(MUTATED)}")
    return found


def test_files() -> list[str]:
    """Return every Python file below the tests of the rooms, and what they are set up by."""
    folders = {Path(place).parent if place.endswith(".py") else Path(place) for place in TESTS}
    beside = [path for folder in folders for path in _python_files(str(folder))]
    return sorted({*beside, "tests/conftest.py", "tests/hub/conftest.py"})


def mirror_of(path: str) -> str:
    """Return how the paths of a file's own tests begin."""
    folder, _, name = path.rpartition("/")
    return f"tests/{folder}/test_{name.removesuffix('.py')}"


def _python_files(place: str) -> list[str]:
    found = ROOT / place
    paths = [found] if found.is_file() else sorted(found.rglob("*.py"))
    return [path.relative_to(ROOT).as_posix() for path in paths]
