"""Two parts in the buckets of one InfluxDB; each part, and the database, is killed under load.

Each holds the lease of its part alone, stores the events of its own spaces, and counts on where it
stopped. Nothing is lost, stored by the wrong part or made up.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from contract.topics import AgentAddress
from hub.config import InfluxPartConfig
from hub.parts import load_part
from hub.stores.influx.access import Access
from hub.stores.influx.reader import InfluxReader
from tests.parts.influx import Influx, InfluxServer
from tests.parts.mosquitto import Mosquitto
from tests.system.light_agents import Timed, light_agents, pace, settle
from tests.system.region import Hub, eventually, write_hub_toml

pytestmark = [pytest.mark.slow, pytest.mark.real("mosquitto")]

PARTS = ("1/2", "2/2")
AGENTS = [AgentAddress(name, "pi") for name in ("alte-post", "bahnhof", "hofladen", "kodorf")]
EVERY_S = 0.1
FOREVER = (0, 2**62)


@pytest.fixture
def hub_toml(own_influx: InfluxServer, mosquitto: Mosquitto, tmp_path: Path) -> Path:
    """Write a region of four spaces that is stored in InfluxDB, and make its buckets."""
    buckets = Influx(own_influx.url, "platzfrei", "platzfrei-raw")
    (tmp_path / "token").write_text(buckets.token)
    store = (
        f'kind = "influxdb"\nurl = "{buckets.url}"\norg = "{buckets.org}"\n'
        f'token_file = "token"\nbucket = "{buckets.bucket}"\nraw_bucket = "{buckets.raw_bucket}"\n'
    )
    path = write_hub_toml(tmp_path, mosquitto, AGENTS, store)
    status, said = Hub(path).command("store", "init")
    assert status == 0, said
    return path


@pytest.fixture
def parts(hub_toml: Path) -> Iterator[list[Hub]]:
    """Run both parts."""
    made = [Hub(hub_toml, "--part", part, name=f"part-{part[0]}") for part in PARTS]
    try:
        for hub in made:
            hub.start()
        for hub in made:
            eventually(hub.is_ready, "the part is ready", 240)
        yield made
    finally:
        for hub in made:
            hub.kill()


def stored(hub_toml: Path, part: str) -> Counter[tuple[str, int]]:
    """Count what is stored of the agents that a part has taken in, by space and event number."""
    config = load_part(hub_toml, part).store
    assert isinstance(config, InfluxPartConfig)
    with closing(InfluxReader.open(Access.of(config, hub_toml))) as reader:
        return Counter(
            (address.space, kept.event.seq)
            for address in {record.address for record in reader.epochs()}
            for kept in reader.events(address, *FOREVER)
        )


@pytest.mark.timeout(600)
@pytest.mark.faults
def test_any_part_and_the_database_may_be_killed(
    own_influx: InfluxServer, mosquitto: Mosquitto, hub_toml: Path, parts: list[Hub]
) -> None:
    """Each goes on by itself, and in the end everything that was said is stored by its part."""
    timed = Timed()
    with light_agents(mosquitto, AGENTS, timed) as agents:
        for part in parts:
            pace(agents, 1, EVERY_S)
            part.kill()
            pace(agents, 1, EVERY_S)
            part.start()
            eventually(part.is_ready, "the part is ready again", 240)
        own_influx.engine.kill()
        pace(agents, 1, EVERY_S)
        own_influx.engine.start()
        assert settle(agents, timed, within_s=240), timed.unsettled()
    shares = [stored(hub_toml, part) for part in PARTS]
    assert all(shares)
    assert not shares[0].keys() & shares[1].keys()
    assert shares[0] + shares[1] == Counter(timed.said.keys())
