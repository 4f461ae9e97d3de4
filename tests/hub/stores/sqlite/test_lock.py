"""One hub writes a store, and everybody can tell."""

from pathlib import Path

import pytest

from hub.errors import StoreInUse, StoreUnavailable
from hub.stores.sqlite.lock import is_being_written, lock_to_write


def test_one_writes_at_a_time(tmp_path: Path) -> None:
    """Another one is refused as long as the first holds the lock."""
    path = tmp_path / "hub.db"
    assert not is_being_written(path)
    with lock_to_write(path):
        assert is_being_written(path)
        with pytest.raises(StoreInUse):
            lock_to_write(path)
    assert not is_being_written(path)
    lock_to_write(path).close()


def test_a_folder_that_isnt_there_is_told(tmp_path: Path) -> None:
    """With the path that was meant."""
    path = tmp_path / "nowhere" / "hub.db"
    with pytest.raises(StoreUnavailable, match=str(path)):
        lock_to_write(path)
    assert not is_being_written(path)
