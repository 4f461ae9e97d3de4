"""LibreOffice as a converter, without a window, in a profile of its own.

Each start takes seconds, so tests convert once and share what came out. Converted are files of the
same kind at a time; what comes out is flat XML, in which every cell tells its type.
"""

import os
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Final

TIMEOUT_S: Final = 300
"""Including the first start, which makes the profile, on a busy machine."""
GERMAN_CSV: Final = "CSV:59,34,76,1,,1031,false,true"
"""As a German spreadsheet reads CSV: semicolons, UTF-8, numbers and days recognised."""
PLAIN_CSV: Final = "CSV:44,34,76,1,,1033,false,true"
"""As an American one does."""


class LibreOffice:
    """Converts files; one at a time."""

    def __init__(self, program: Path, folder: Path) -> None:
        self._program = program
        self._profile = folder / "profile"
        self._out = folder / "converted"

    def convert(self, files: Sequence[Path], to: str, *, read_as: str | None = None) -> list[Path]:
        """Convert files to a format, named by its ending; `read_as` chooses the import filter.

        Raises FileNotFoundError if a file didn't come out.
        """
        options: list[str | Path] = [] if read_as is None else [f"--infilter={read_as}"]
        self._run([*options, "--convert-to", to, "--outdir", self._out, *files])
        made = [self._out / f"{file.stem}.{to}" for file in files]
        for path in made:
            if not path.exists():
                raise FileNotFoundError(path)
        return made

    def _run(self, arguments: Sequence[str | Path]) -> None:
        command = [self._program, f"-env:UserInstallation={self._profile.as_uri()}", "--headless"]
        process = subprocess.Popen(
            list(map(str, [*command, *arguments])),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            process.wait(TIMEOUT_S)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)  # the program is a script with children
                process.wait()
