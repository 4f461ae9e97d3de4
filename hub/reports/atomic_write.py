"""A file that is there whole, or not at all: written beside its place first, then renamed.

It says at once where nothing can be written, before anybody has waited for a report. A new file is
for its owner alone, in a folder that hands its files to a group (set-group-id) for that, too; one
that is replaced stays open to whom it was.
"""

import os
import secrets
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import BinaryIO

from hub.errors import ReportRefused


@contextmanager
def saving(path: Path) -> Iterator[Callable[[bytes], None]]:
    """Take a place for a file; the function that it gives puts the content there.

    Until then whatever is there stays. Raises ReportRefused, field `-o`.
    """
    if path.is_dir():
        raise ReportRefused("-o", f"{path} is a folder; expected the name of a file")
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        file = os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
    except OSError as error:
        raise _unwritable(path, error) from None
    try:
        with file:
            yield partial(_keep, file, draft, path)
    finally:
        draft.unlink(missing_ok=True)


def _keep(file: BinaryIO, draft: Path, path: Path, content: bytes) -> None:
    try:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
        os.fchmod(file.fileno(), _mode_for(path))
        draft.replace(path)
    except OSError as error:
        raise _unwritable(path, error) from None


def _mode_for(path: Path) -> int:
    if path.exists():
        return stat.S_IMODE(path.stat().st_mode)
    is_of_a_group = path.parent.stat().st_mode & stat.S_ISGID
    return 0o640 if is_of_a_group else 0o600


def _unwritable(path: Path, error: OSError) -> ReportRefused:
    return ReportRefused("-o", f"{path} can't be written: {error.strerror or error}")
