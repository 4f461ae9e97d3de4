"""A file is there whole, or as it was."""

import os
from pathlib import Path

import pytest

from hub.errors import ReportRefused
from hub.reports.atomic_write import saving


def test_content_takes_the_place_at_once(tmp_path: Path) -> None:
    """Until it is kept the old file stands; then the new one does, and nothing else is left."""
    file = tmp_path / "a.pdf"
    file.write_bytes(b"old")
    with saving(file) as keep:
        assert file.read_bytes() == b"old"
        keep(b"new")
    assert [(each.name, each.read_bytes()) for each in tmp_path.iterdir()] == [("a.pdf", b"new")]


def test_a_failure_leaves_what_was_there(tmp_path: Path) -> None:
    """No half file, no draft."""
    with pytest.raises(ZeroDivisionError), saving(tmp_path / "a.pdf"):
        raise ZeroDivisionError
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["nowhere/a.pdf", ".", "file/a.pdf"])
def test_an_impossible_place_is_named_before_anything_is_done(tmp_path: Path, name: str) -> None:
    """A folder that isn't there, a folder, a file taken for one: the argument and the path."""
    (tmp_path / "file").touch()
    with pytest.raises(ReportRefused) as refused, saving(tmp_path / name):
        pytest.fail("it was begun")
    assert refused.value.field == "-o"
    assert str(tmp_path / name) in refused.value.message


def test_a_full_disk_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In words, and nothing is left."""

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("hub.reports.atomic_write.os.fsync", full)
    with pytest.raises(ReportRefused, match="No space left"), saving(tmp_path / "a.pdf") as keep:
        keep(b"new")
    assert list(tmp_path.iterdir()) == []


def test_a_report_is_for_its_owner_alone(tmp_path: Path) -> None:
    """Whatever the umask; but for a folder's group, and one that is replaced stays as open."""
    before = os.umask(0)
    try:
        (tmp_path / "office").mkdir()
        (tmp_path / "office").chmod(0o2750)
        for name in ("new", "shared", "office/new"):
            with saving(tmp_path / name) as save:
                save(b"first")
        (tmp_path / "shared").chmod(0o644)
        with saving(tmp_path / "shared") as save:
            save(b"second")
    finally:
        os.umask(before)
    modes = [(tmp_path / name).stat().st_mode & 0o777 for name in ("new", "shared", "office/new")]
    assert modes == [0o600, 0o644, 0o640]
