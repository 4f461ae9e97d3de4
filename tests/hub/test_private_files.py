"""Files for their owner alone."""

import os
import stat
from pathlib import Path

from hub.private_files import for_the_owner_alone, make_private


def mode_of(path: Path) -> int:
    """Return who may read and write."""
    return stat.S_IMODE(path.stat().st_mode)


def test_all_that_is_made_meanwhile(tmp_path: Path) -> None:
    """Files and folders are closed to others, and afterwards everything is as before."""
    before = os.umask(0)
    try:
        with for_the_owner_alone():
            (tmp_path / "a").mkdir()
            (tmp_path / "a" / "b").write_text("x")
        (tmp_path / "c").write_text("x")
    finally:
        os.umask(before)
    modes = [mode_of(tmp_path / name) for name in ("a", "a/b", "c")]
    assert modes == [0o700, 0o600, 0o666]


def test_a_file_is_made_or_closed(tmp_path: Path) -> None:
    """A new file is empty; one that is there keeps its content, and its looser mode ends."""
    old = tmp_path / "old"
    old.write_text("x")
    old.chmod(0o664)
    for path in (old, tmp_path / "new"):
        make_private(path)
        assert mode_of(path) == 0o600
    assert (old.read_text(), (tmp_path / "new").read_text()) == ("x", "")


def test_what_cannot_be_made_is_for_others_to_say(tmp_path: Path) -> None:
    """A folder that isn't there, or a folder in its place, raises nothing here."""
    make_private(tmp_path / "no" / "file")
    make_private(tmp_path)
