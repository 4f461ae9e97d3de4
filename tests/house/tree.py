"""The files of this checkout: what git knows or would take, so never what a build has left."""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
PROGRAMS: Final = ("contract", "edge", "hub", "dashboards")


def files() -> list[Path]:
    """Return every file of the product, relative to the root, tracked or about to be."""
    git = ["git", "-c", "safe.directory=*"]  # root may test what a user has cloned
    command = [*git, "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    paths = sorted({Path(name) for name in listed.stdout.split("\0") if name})
    return [path for path in paths if (ROOT / path).is_file()]


def modules() -> Iterator[tuple[Path, str]]:
    """Yield path and source of every Python file of the programs."""
    for path in files():
        if path.suffix == ".py" and path.parts[0] in PROGRAMS:
            yield path, (ROOT / path).read_text()
