"""A file in its place, and another one of the same name."""

from pathlib import Path

import pytest

from hub.stores.sqlite.place import Place


def test_a_file_that_is_written_stays_in_its_place(tmp_path: Path) -> None:
    """Whatever becomes of its content."""
    file = tmp_path / "file"
    file.write_text("one")
    place = Place.of(file)
    file.write_text("another one")
    assert place.is_kept()


def test_what_was_moved_deleted_or_replaced_is_told(tmp_path: Path) -> None:
    """And so is a file that comes back to its place."""
    file, elsewhere = tmp_path / "file", tmp_path / "elsewhere"
    file.write_text("one")
    place = Place.of(file)
    file.rename(elsewhere)
    assert not place.is_kept()
    file.write_text("one")
    assert not place.is_kept()
    elsewhere.replace(file)
    assert place.is_kept()
    file.unlink()
    assert not place.is_kept()


def test_a_file_that_isnt_there_has_no_place(tmp_path: Path) -> None:
    """Nor has one in a folder that is gone."""
    with pytest.raises(FileNotFoundError):
        Place.of(tmp_path / "nowhere" / "file")
