"""Where the book lies, if hub.toml doesn't say."""

from pathlib import Path

import pytest

from hub.book.location import book_path
from hub.config import HubConfig
from tests.hub.spaces import a_space

TOML = Path("/etc/platzfrei/hub.toml")
INFLUX = {
    "kind": "influxdb",
    "url": "http://127.0.0.1:8086",
    "org": "o",
    "token_file": Path("token"),
    "bucket": "b",
    "raw_bucket": "r",
}


@pytest.mark.parametrize(
    ("keys", "environ", "expected"),
    [
        ({"store": {"path": Path("/data/hub.db")}}, {}, "/data/book.db"),
        ({"store": {"path": Path("/data/hub.db")}, "book": {"path": Path("/b.db")}}, {}, "/b.db"),
        ({"store": INFLUX}, {}, "/etc/platzfrei/book.db"),
        ({"store": INFLUX}, {"STATE_DIRECTORY": "/var/lib/a:/var/lib/b"}, "/var/lib/a/book.db"),
        ({"store": INFLUX, "book": {"path": Path("/b.db")}}, {"STATE_DIRECTORY": "/x"}, "/b.db"),
    ],
)
def test_where_the_book_lies(
    keys: dict[str, object], environ: dict[str, str], expected: str
) -> None:
    """What hub.toml names, else beside the store, in systemd's folder, or beside hub.toml."""
    config = HubConfig.model_validate({"space": (a_space(),), **keys})
    assert book_path(config, TOML, environ) == Path(expected)
