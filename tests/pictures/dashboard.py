"""The dashboard of the region in a real Grafana: the demo's region, kept by a hub in InfluxDB 2.

    simulator ─▶ eight weeks ─▶ store ┐
    simulated Pis ─▶ broker ─▶ hub ───┴─▶ InfluxDB 2 ─▶ Grafana ─▶ picture

Eight weeks are the four that the dashboard shows, and the four that it compares them with.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from playwright.sync_api import Browser

from contract.times import to_us
from dashboards.cli import main as dashboards
from hub.config import HubConfig, load
from hub.demo import broker
from hub.demo.backfill import Past, keep_history
from hub.demo.children import Child
from hub.demo.folder import DemoFolder, claim
from hub.metrics import HubMetrics
from hub.serving import owners_of
from hub.stores.factory import open_store
from hub.workers.archive import Archivist
from hub.workers.rollup import Rollup
from tests.parts.catalogue import RIGHTS
from tests.parts.influx import Influx, InfluxServer
from tests.parts.real_grafana import RealGrafana
from tests.pictures.album import keep

_NEEDED: Final = ("InfluxDB 2", "Grafana")
_BOARD: Final = "/d/platzfrei-region-de?kiosk&theme=light"
_WIDTH, _HEIGHT = 1400, 1000
_WEEKS: Final = 8
_ZONE: Final = ZoneInfo("Europe/Berlin")
_MINUTES_MS: Final = 150_000
"""So long until the hub has written of itself each minute, and care is judged."""
_DRAWN_MS: Final = 20_000
_ENDS_WITHIN_S: Final = 10.0
_STORE: Final = """\
kind = "influxdb"
url = "{url}"
org = "{org}"
token_file = "influxdb.token"
bucket = "{bucket}"
raw_bucket = "{raw_bucket}"
"""


def missing_parts() -> str:
    """Name what this machine lacks for the picture; empty if nothing."""
    return ", ".join(name for name in _NEEDED if not RIGHTS[name].find())


def take_dashboard(browser: Browser, folder: Path) -> None:
    """Run all of it, and take the picture."""
    with ExitStack() as parts:
        server = InfluxServer(Path(os.environ["PLATZFREI_INFLUXD2"]), folder / "influx")
        parts.callback(server.stop)
        server.start()
        influx = server.new_buckets()
        demo = parts.enter_context(claim(folder / "dashboard"))
        config = _configured(demo, influx)
        _keep_weeks(demo, config)
        parts.enter_context(_living(demo, config.mqtt.port))
        grafana = RealGrafana(folder / "grafana")
        parts.callback(grafana.stop)
        grafana.start({"GF_AUTH_ANONYMOUS_ENABLED": "true"})
        _provision(grafana, influx, folder)
        _shoot(browser, grafana.url)


def _configured(demo: DemoFolder, influx: Influx) -> HubConfig:
    """Write the demo's configuration, with the store in InfluxDB."""
    now = datetime.now(_ZONE)
    demo.configure(broker.free_port(), broker.free_port(), _first(now).date(), now.date())
    demo.issue_token()
    (demo.path / "influxdb.token").write_text(influx.token, encoding="ascii")
    (demo.path / "influxdb.token").chmod(0o600)
    before, _, after = demo.hub_toml.read_text(encoding="utf-8").partition('kind = "sqlite"\n')
    after = after.partition("\n\n")[2]  # the rest of [store]
    store = _STORE.format(
        url=influx.url, org=influx.org, bucket=influx.bucket, raw_bucket=influx.raw_bucket
    )
    demo.hub_toml.write_text(f"{before}{store}\n{after}", encoding="utf-8")
    return load(demo.hub_toml)


def _first(now: datetime) -> datetime:
    midnight = datetime.combine(now.date(), datetime.min.time(), _ZONE)
    return midnight - timedelta(weeks=_WEEKS)


def _keep_weeks(demo: DemoFolder, config: HubConfig) -> None:
    """Let the region live for eight weeks, and make slots and days of them."""
    now = datetime.now(UTC)
    start = _first(now.astimezone(_ZONE)).astimezone(UTC)
    past = Past(demo.hub_toml, demo.habits_toml, start, now, seed=1)
    with closing(open_store(config, demo.hub_toml)) as store:
        archivist = Archivist(owners_of(config.spaces), store, HubMetrics())
        keep_history(past, archivist.take, lambda _: None)
        with closing(store.open_history()) as kept:
            Rollup(config.spaces, kept, store.write_history).run(to_us(now))


@contextmanager
def _living(demo: DemoFolder, mqtt_port: int) -> Iterator[None]:
    """Run the broker, the simulated Pis and the hub."""
    commands = {
        "broker": broker.command(broker.installed_engine(), mqtt_port, demo.make("broker")),
        "pis": [
            *(sys.executable, "-P", "-m", "edge", "simulate", "live"),
            *("--region", str(demo.hub_toml), "--habits", str(demo.habits_toml)),
            *("--broker", f"{broker.HOST}:{mqtt_port}", "--folder", str(demo.make("pis"))),
            *("--seed", "2", "--until-stdin-closes"),
        ],
        "hub": [sys.executable, "-P", "-m", "hub", "serve", "--config", str(demo.hub_toml)],
    }
    with ExitStack() as parts:
        for name, command in commands.items():
            child = Child(name, command, demo.path / f"{name}.log")
            parts.callback(child.end, _ENDS_WITHIN_S)
        yield


def _provision(grafana: RealGrafana, influx: Influx, folder: Path) -> None:
    (folder / "grafana.token").write_text(grafana.token("Admin"), encoding="ascii")
    (folder / "influx.token").write_text(influx.token, encoding="ascii")
    status = dashboards((
        *("provision", "--url", grafana.url, "--token-file", str(folder / "grafana.token")),
        *("--influx-url", influx.url, "--influx-token-file", str(folder / "influx.token")),
        *("--bucket", influx.bucket, "--recent-bucket", influx.recent_bucket),
    ))  # fmt: skip
    assert status in (0, 1), status  # 1: alerts reach nobody


def _shoot(browser: Browser, url: str) -> None:
    with browser.new_context(
        viewport={"width": _WIDTH, "height": _HEIGHT}, locale="de-DE", timezone_id=_ZONE.key
    ) as context:
        page = context.new_page()
        page.wait_for_timeout(_MINUTES_MS)
        page.goto(url + _BOARD)
        page.wait_for_timeout(_DRAWN_MS)
        keep(page.screenshot(), "dashboard.png")
