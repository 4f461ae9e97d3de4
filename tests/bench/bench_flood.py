"""Fifty agents in order beside one that floods: what they suffer, in milliseconds and as a ratio.

    python -m tests.bench.bench_flood [SECONDS] [KIND ...]

A real Mosquitto with the limits of deploy/mosquitto; each agent changes a desk every second; the
flooder is a process of its own, as fast as the broker takes what it sends. Calm and flood take
turns, and after each flood it may be quiet until every receipt has come. All share the processors
of one machine, the flooder too.
"""

import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from contract.topics import AgentAddress
from hub.clock import SystemClock
from tests.bench.measuring import addresses, percentile, show
from tests.parts.catalogue import path_of
from tests.parts.mosquitto import BrokerConfig, Mosquitto
from tests.system.flooder import KINDS
from tests.system.light_agents import LightAgent, Timed, Viewer, light_agents, pace, settle
from tests.system.region import REPOSITORY, Hub, eventually, write_hub_toml

AGENTS: Final = 50
EVERY_S: Final = 1.0
SECONDS: Final = 20.0
PATIENCE_S: Final = 300.0
LIMITS: Final = (
    "max_queued_messages 2000",
    "max_queued_bytes 33554432",
    "max_inflight_messages 100",
    "memory_limit 268435456",
    "max_packet_size 131072",
)
FLOODER: Final = AgentAddress("enemy", "pi-0")


def main(seconds: float, kinds: Sequence[str]) -> None:
    """Measure the calm, then each kind of flood."""
    honest = addresses(AGENTS)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        config = BrokerConfig(extra_lines=LIMITS)
        broker = Mosquitto(path_of("mosquitto"), folder / "mosquitto", config)
        broker.start()
        hub = Hub(_without_a_past(write_hub_toml(folder, broker, (*honest, FLOODER))))
        hub.start()
        try:
            eventually(hub.is_ready, "the hub is ready")
            timed = Timed()
            viewer = Viewer(hub.address(), timed)
            viewer.start()
            with light_agents(broker, honest, timed) as agents:
                pace(agents, 5, EVERY_S)
                _measure(agents, timed, broker, seconds, kinds)
        finally:
            hub.stop()
            broker.stop()


def _without_a_past(config: Path) -> Path:
    """Let the spaces begin today, or the hub would make months of empty slots meanwhile."""
    text = config.read_text()
    config.write_text(re.sub(r"since = \S+", f"since = {SystemClock().wall():%Y-%m-%d}", text))
    return config


def _measure(
    agents: Sequence[LightAgent],
    timed: Timed,
    broker: Mosquitto,
    seconds: float,
    kinds: Sequence[str],
) -> None:
    for kind in kinds:
        calm = _round(agents, timed, seconds)
        command = ["-m", "tests.system.flooder", broker.host, str(broker.port), str(FLOODER), kind]
        enemy = subprocess.Popen(
            [sys.executable, *command, str(seconds + 1)],
            cwd=REPOSITORY,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert enemy.stdout is not None
        enemy.stdout.readline()
        flooded = _round(agents, timed, seconds)
        sent = enemy.communicate()[0].strip()
        print(f"{kind}: {int(sent) / seconds:.0f} messages/s sent by the flooder", flush=True)
        for what, before, after in zip(("store", "page"), calm, flooded, strict=True):
            show(f"pin to {what}, calm, p99", before, "ms", 1)
            show(f"pin to {what} beside {kind}, p99", after, "ms", 1)
            show(f"pin to {what} beside {kind}, ratio", after / before, "times", 2)
        time.sleep(1)


def _round(agents: Sequence[LightAgent], timed: Timed, seconds: float) -> tuple[float, float]:
    """Return the p99 to the store and to the page, in milliseconds."""
    for seen in (timed.said, timed.stored, timed.shown):
        seen.clear()
    pace(agents, seconds, EVERY_S)
    assert settle(agents, timed, PATIENCE_S), f"never stored: {timed.unsettled()[:5]}"
    page_s = timed.to_page_s()
    missing = len(timed.said) - len(page_s)
    if missing > AGENTS:
        print(f"{missing} changes were never shown", flush=True)
    return 1000 * percentile(timed.to_store_s(), 0.99), 1000 * percentile(page_s, 0.99)


if __name__ == "__main__":
    words = sys.argv[1:]
    main(float(words[0]) if words else SECONDS, words[1:] or list(KINDS))
