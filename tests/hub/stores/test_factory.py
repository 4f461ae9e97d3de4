"""Opening the store that hub.toml names."""

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest

from contract.topics import AgentAddress
from hub.config import HubConfig, InfluxStoreConfig, SqliteStoreConfig, StoreConfig
from hub.domain.timeline import Stretch
from hub.errors import ConfigError, StoreUnavailable
from hub.stores.examining import examine_store
from hub.stores.factory import open_history, open_reader, open_store, prepare_store
from tests.hub.spaces import a_space
from tests.parts.influx import DAY_S, Influx, InfluxServer
from tests.parts.places import EVERY_PLACE


def configured(store: SqliteStoreConfig | InfluxStoreConfig) -> HubConfig:
    """Configure a hub with a store."""
    return HubConfig.model_validate({"store": store, "space": [a_space()]})


def influxdb(influx: Influx, folder: Path) -> InfluxStoreConfig:
    """Configure a store in buckets, with the token in a file."""
    (folder / "token").write_text(f"{influx.token}\n")
    return InfluxStoreConfig(
        kind="influxdb",
        url=influx.url,
        org=influx.org,
        token_file=folder / "token",
        bucket=influx.bucket,
        raw_bucket=influx.raw_bucket,
    )


def test_a_file_is_opened_to_write_and_to_read(tmp_path: Path) -> None:
    """Both ends are of the same file, the one that hub.toml names."""
    config = configured(SqliteStoreConfig(path=tmp_path / "x.db"))
    store = open_store(config, tmp_path / "hub.toml")
    reader = open_reader(config, tmp_path / "hub.toml")
    assert list(reader.epochs()) == []
    reader.close()
    store.close()


def test_influxdb_is_opened_to_write_and_to_read(influx: Influx, tmp_path: Path) -> None:
    """Both ends are of the same buckets; the store begins when it is first used."""
    config = configured(influxdb(influx, tmp_path))
    store = open_store(config, tmp_path / "hub.toml")
    with pytest.raises(StoreUnavailable, match="no store in bucket"):
        open_reader(config, tmp_path / "hub.toml")
    assert len(store.store_id) == 32
    reader = open_reader(config, tmp_path / "hub.toml")
    assert list(reader.epochs()) == []
    reader.close()
    store.close()


@pytest.mark.parametrize("opener", [open_store, open_reader, lambda *it: list(prepare_store(*it))])
@pytest.mark.parametrize("written", [None, b"", b"\xff", b"two\nlines"])
def test_an_unusable_token_file_is_named(
    opener: Callable[..., object], written: bytes | None, tmp_path: Path
) -> None:
    """Missing, empty, binary or of several lines: the file, the key and the path are named."""
    if written is not None:
        (tmp_path / "token").write_bytes(written)
    nowhere = Influx("http://127.0.0.1:9", "b", "r", token="")
    config = configured(
        influxdb(nowhere, tmp_path).model_copy(update={"token_file": tmp_path / "token"})
    )
    if written is None:
        (tmp_path / "token").unlink()
    else:
        (tmp_path / "token").write_bytes(written)
    with pytest.raises(ConfigError, match=r"hub.toml: store.token_file: expected .*token"):
        opener(config, tmp_path / "hub.toml")


def test_preparing_a_file_says_that_there_is_nothing_to_do(tmp_path: Path) -> None:
    """The embedded store makes itself."""
    config = configured(SqliteStoreConfig(path=tmp_path / "x.db"))
    assert list(prepare_store(config, tmp_path / "hub.toml")) == [
        f"{tmp_path}/x.db: nothing to prepare, the hub makes the file"
    ]
    assert not (tmp_path / "x.db").exists()


def test_what_is_wrong_with_buckets_is_the_operators_to_mend(
    own_influx: InfluxServer, tmp_path: Path
) -> None:
    """File and key are named, in one line."""
    config = configured(influxdb(Influx(own_influx.url, "b", "r", org="nowhere"), tmp_path))
    with pytest.raises(ConfigError, match=r'hub.toml: store.org: .*organisation.*"nowhere"'):
        list(prepare_store(config, tmp_path / "hub.toml"))


def test_a_bucket_that_keeps_too_little_is_refused_at_the_start(
    influx_servers: Callable[[Path], InfluxServer], influxd: Path, tmp_path: Path
) -> None:
    """Nothing is lost by it: the agents keep all, and one command mends it."""
    influx = influx_servers(influxd).new_buckets(keep_s=7 * DAY_S)
    config = configured(influxdb(influx, tmp_path))
    said = r"hub.toml: store.raw_bucket: .*keeps 7 days, but raw_days asks for 31 days; run"
    with pytest.raises(ConfigError, match=said):
        open_store(config, tmp_path / "hub.toml")
    found = list(examine_store(config, tmp_path / "hub.toml"))
    assert [each.key for each in found if isinstance(each, ConfigError)] == [
        "store.raw_bucket",
        "store.recent_bucket",
    ]
    list(prepare_store(config, tmp_path / "hub.toml"))
    open_store(config, tmp_path / "hub.toml").close()
    found = list(examine_store(config, tmp_path / "hub.toml"))
    assert [str(each).rsplit(" bucket ")[-1] for each in found] == [
        f"{name}, which keeps enough"
        for name in (influx.raw_bucket, influx.recent_bucket, influx.bucket)
    ]


def test_a_permanent_bucket_that_forgets_is_refused(
    influx_servers: Callable[[Path], InfluxServer], influxd: Path, tmp_path: Path
) -> None:
    """What is permanent has to be kept for ever."""
    influx = influx_servers(influxd).new_buckets(keep_s=40 * DAY_S)
    swapped = replace(influx, bucket=influx.raw_bucket, raw_bucket=influx.bucket)
    config = configured(influxdb(swapped, tmp_path))
    with pytest.raises(ConfigError, match=r"store.bucket: .*40 days, but it has to keep for ever"):
        open_store(config, tmp_path / "hub.toml")


def test_a_database_out_of_reach_is_no_reason_not_to_start(tmp_path: Path) -> None:
    """The hub serves what is live, and connects when it can."""
    config = configured(influxdb(Influx("http://127.0.0.1:9", "b", "r"), tmp_path))
    open_store(config, tmp_path / "hub.toml").close()


def test_history_is_read_beside_the_writer_of_a_file(tmp_path: Path) -> None:
    """No lock is taken: the writer goes on."""
    config = configured(SqliteStoreConfig(path=tmp_path / "x.db"))
    with closing(open_store(config, tmp_path / "hub.toml")) as store:
        history = open_history(config, tmp_path / "hub.toml")
        assert history.rolled("hof") is None
        store.renew()
        history.close()


def test_history_is_read_beside_the_writer_of_buckets(influx: Influx, tmp_path: Path) -> None:
    """No lease is taken, with a writer and before there ever was one; nothing is written."""
    config = configured(influxdb(influx, tmp_path))
    before = open_history(config, tmp_path / "hub.toml")
    assert before.deletions() == []
    before.close()
    with closing(open_store(config, tmp_path / "hub.toml")) as store:
        life = store.store_id
        history, reader = open_history(config, tmp_path / "hub.toml"), store.open_reader()
        assert list(history.slots("hof", 0, 2**60)) == []
        assert list(reader.epochs()) == []
        assert history.stretch(AgentAddress("hof", "pi"), 0, 1) == Stretch((), ())
        history.close()
        reader.close()
        assert store.store_id == life
        store.append([], 0)


def test_every_kind_of_store_is_put_to_the_contract() -> None:
    """A kind that hub.toml may name has a place in which all tests of stores find it."""
    tables = get_args(get_args(StoreConfig)[0])
    kinds = [get_args(table.model_fields["kind"].annotation) for table in tables]
    assert sorted((place.kind,) for place in EVERY_PLACE) == sorted(kinds)
