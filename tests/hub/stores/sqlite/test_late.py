"""A store that can't be opened at the start is opened when it can be; nothing ends meanwhile."""

import shutil
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest

from hub.config import HubConfig
from hub.errors import StoreInUse, StoreUnavailable
from hub.stores.factory import examinable, open_store
from hub.stores.sqlite.late import LateStore
from hub.stores.sqlite.store import SqliteStore
from tests.hub.stores.sqlite.earlier_stores import SPACE
from tests.hub.stores.stepping import batch, desk


class _Disk(NamedTuple):
    total: int
    used: int
    free: int


@pytest.fixture
def config(tmp_path: Path) -> HubConfig:
    """A configuration whose store is damaged from end to end."""
    (tmp_path / "hub.db").write_bytes(b"SQLite format 3\0" + b"\xff" * 9000)
    store = {"path": tmp_path / "hub.db"}
    return HubConfig.model_validate({"space": (SPACE,), "store": store})


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """A disk without room for another file."""
    monkeypatch.setattr(shutil, "disk_usage", lambda _: _Disk(1, 1, 0))
    return monkeypatch


def test_it_is_opened_as_soon_as_it_can_be(config: HubConfig, full: pytest.MonkeyPatch) -> None:
    """Who needs it before is told, and keeps what he has."""
    with closing(open_store(config, Path("hub.toml"), may_be_late=True)) as store:
        assert isinstance(store, LateStore)
        assert examinable(config, store) is store
        doubted = [store.is_doubted]
        with pytest.raises(StoreUnavailable, match="no room to begin another"):
            store.append([batch(desk(1))], 0)
        full.undo()
        assert store.append([batch(desk(1))], 0)[0].stored_count == 1
        assert store.examine().said == ()
        assert [*doubted, store.is_doubted] == [True, False]
        with closing(store.open_reader()) as reader:
            assert len(reader.damages()) == 1


@pytest.mark.usefixtures("full")
def test_who_cant_wait_is_told_at_once(config: HubConfig) -> None:
    """A command of one moment, as `store restored`."""
    with pytest.raises(StoreUnavailable, match="no room to begin another"):
        open_store(config, Path("hub.toml"))


def test_a_second_hub_never_waits_for_the_first(config: HubConfig) -> None:
    """It would take over without being asked to."""
    config.store.path.unlink()  # type: ignore[union-attr] # a store in a file
    with closing(SqliteStore.open(config.store.path)), pytest.raises(StoreInUse):  # type: ignore[union-attr] # likewise
        open_store(config, Path("hub.toml"), may_be_late=True)


def moved(path: Path) -> Path:
    """Move a store away, as somebody does who takes it for a backup."""
    return path.rename(path.with_name("elsewhere.db"))


def test_nothing_goes_into_a_file_that_was_moved_away(tmp_path: Path) -> None:
    """It would be gone with the process: who hands over keeps it, and who reads is told."""
    path = tmp_path / "hub.db"
    with closing(SqliteStore.open(path)) as store, closing(store.open_history()) as history:
        store.append([batch(desk(1))], 0)
        elsewhere = moved(path)
        with pytest.raises(StoreUnavailable, match="moved, deleted or replaced"):
            store.append([batch(desk(2))], 0)
        with pytest.raises(StoreUnavailable, match="moved, deleted or replaced"):
            history.deleted_until_us()
        elsewhere.rename(path)
        assert store.append([batch(desk(2))], 0)[0].stored_count == 1


@pytest.mark.parametrize("has_another", [False, True])
def test_a_hub_goes_on_with_what_stands_in_the_place(tmp_path: Path, *, has_another: bool) -> None:
    """A new store, or one that was put there; its other id makes the edges send again."""
    (tmp_path / "hub.db").write_bytes(b"")
    store_config = {"path": tmp_path / "hub.db"}
    config = HubConfig.model_validate({"space": (SPACE,), "store": store_config})
    with closing(open_store(config, Path("hub.toml"), may_be_late=True)) as store:
        store.append([batch(desk(1), desk(2))], 0)
        before = store.store_id
        moved(tmp_path / "hub.db")
        if has_another:
            with closing(SqliteStore.open(tmp_path / "other.db")) as other:
                other.append([batch(desk(1))], 0)
            (tmp_path / "other.db").rename(tmp_path / "hub.db")
        assert store.store_id == before  # what is on its way was kept in the one before
        (outcome,) = store.append([batch(desk(1), desk(2))], 0)
        assert outcome.stored_count == (1 if has_another else 2)
        assert store.store_id != before


def test_a_folder_that_is_gone_is_waited_for(tmp_path: Path) -> None:
    """A disk that was pulled out, and put in again."""
    folder = tmp_path / "disk"
    folder.mkdir()
    config = HubConfig.model_validate({"space": (SPACE,), "store": {"path": folder / "hub.db"}})
    with closing(open_store(config, Path("hub.toml"), may_be_late=True)) as store:
        store.append([batch(desk(1))], 0)
        folder.rename(tmp_path / "pulled")
        for _ in range(2):
            with pytest.raises(StoreUnavailable):
                store.append([batch(desk(2))], 0)
        (tmp_path / "pulled").rename(folder)
        (outcome,) = store.append([batch(desk(1), desk(2))], 0)
        assert (outcome.stored_count, outcome.repeated_count) == (1, 1)
