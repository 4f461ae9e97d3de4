"""A process for tests to kill: the real agent, and somebody who plays its mock pins.

    python -m tests.system.driven_edge EDGE_TOML SEED CHANGES_PER_S

The pins live through a day of people sitting down and getting up, faster than any day. The
outbox that it leaves behind is the truth: what is committed there must be in the store.
"""

import random
import signal
import sys
import threading
from pathlib import Path

from gpiozero.pins.mock import MockFactory

from edge.agent import Stop
from edge.clock import SystemClock
from edge.configuration.config import load
from edge.run import build_agent
from tests.system.region import REED_PIN, SEAT_PINS


def play(factory: MockFactory, seed: int, changes_per_s: float, over: threading.Event) -> None:
    """Drive random pins up and down."""
    dice = random.Random(seed)
    while not over.wait(dice.expovariate(changes_per_s)):
        pin = factory.pin(dice.choice((*SEAT_PINS, REED_PIN)))
        pin.drive_low() if pin.state else pin.drive_high()


def main(config_path: str, seed: str, changes_per_s: str) -> None:
    """Run until a signal."""
    factory = MockFactory()
    agent, inbox = build_agent(load(Path(config_path)), SystemClock("rtc"), factory)
    over = threading.Event()
    player = threading.Thread(
        target=play, args=(factory, int(seed), float(changes_per_s), over), daemon=True
    )
    runner = threading.Thread(target=agent.run)
    signal.signal(signal.SIGTERM, lambda *_: over.set())
    runner.start()
    player.start()
    over.wait()
    player.join()
    inbox.put(Stop.NOW)
    runner.join()


if __name__ == "__main__":
    main(*sys.argv[1:])
