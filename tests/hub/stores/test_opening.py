"""Opening the store that hub.toml names."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from secrets import token_hex

import pytest

from contract.topics import AgentAddress
from hub.config import HubConfig, InfluxStoreConfig, SqliteStoreConfig
from hub.domain.timeline import Stretch
from hub.errors import ConfigError, StoreUnavailable
from hub.stores.opening import open_history, open_reader, open_store, prepare_store
from tests.hub.spaces import a_space
from tests.parts.influx import Influx, InfluxServer


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


def test_buckets_are_made_once_and_mended(own_influx: InfluxServer, tmp_path: Path) -> None:
    """The first run makes all, the second changes nothing, another retention corrects two."""
    config = influxdb(Influx(own_influx.url, "rest", "raw"), tmp_path)

    def lines(raw_days: int) -> list[str]:
        asked = configured(config.model_copy(update={"raw_days": raw_days}))
        return list(prepare_store(asked, tmp_path / "hub.toml"))[:3]

    assert lines(30) == [
        "bucket rest: made, keeps for ever",
        "bucket raw: made, keeps 31 days",
        "bucket rest-recent: made, keeps 31 days",
    ]
    assert lines(30) == [
        "bucket rest: as it should be, keeps for ever",
        "bucket raw: as it should be, keeps 31 days",
        "bucket rest-recent: as it should be, keeps 31 days",
    ]
    assert lines(7)[1:] == [
        "bucket raw: kept 31 days, keeps 8 days now",
        "bucket rest-recent: kept 31 days, keeps 8 days now",
    ]


@pytest.mark.parametrize(
    ("denied", "said"),
    [
        ({"buckets"}, "read buckets and organisations"),
        ({"write"}, "write to bucket raw"),
        ({"read"}, "read bucket raw"),
        (None, "read buckets and organisations"),
    ],
)
def test_a_missing_permission_is_named(
    own_influx: InfluxServer, tmp_path: Path, denied: set[str] | None, said: str
) -> None:
    """Whatever a token may not do is said in words; a token that nobody knows may do nothing."""
    if own_influx.rim is None:
        pytest.skip("permissions of 2.x are its own: the rim is told to deny")
    list(
        prepare_store(
            configured(influxdb(Influx(own_influx.url, "rest", "raw"), tmp_path)), tmp_path
        )
    )
    poor = Influx(own_influx.url, "rest", "raw", token=token_hex(8))
    if denied is not None:
        own_influx.rim.denied[poor.token] = denied
    with pytest.raises(StoreUnavailable, match=f"the token needs the permission to {said}"):
        list(prepare_store(configured(influxdb(poor, tmp_path)), tmp_path / "hub.toml"))


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
