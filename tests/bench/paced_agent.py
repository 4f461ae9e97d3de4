"""A process for bench_latency: the real agent on mock pins, which are driven at an even pace.

    python -m tests.bench.paced_agent EDGE_TOML CHANGES_PER_S SECONDS PHASE

It watches until it is fed a line, then drives its four seats in turn, low and high, and prints for
each change: desk, state and the instant just before the pin moved, in seconds of CLOCK_MONOTONIC,
which all processes of a machine share. PHASE, from 0 to 1, shifts its beat against its neighbours'.
"""

import sys
import threading
import time
from pathlib import Path

from gpiozero.pins.mock import MockFactory

from edge.agent import Stop
from edge.clock import SystemClock
from edge.configuration.config import load
from edge.run import build_agent
from tests.system.region import SEAT_PINS


def drive(factory: MockFactory, changes_per_s: float, seconds: float, phase: float) -> None:
    """Drive one seat after the other, and print what was done when."""
    began = time.monotonic() + phase / changes_per_s
    done: list[str] = []
    for number in range(int(changes_per_s * seconds)):
        time.sleep(max(0.0, began + number / changes_per_s - time.monotonic()))
        seat = number % len(SEAT_PINS)
        pin = factory.pin(SEAT_PINS[seat])
        at = time.monotonic()
        state = "occupied" if pin.state else "free"
        pin.drive_low() if pin.state else pin.drive_high()
        done.append(f"d{seat + 1} {state} {at!r}")
    print("\n".join(done), flush=True)


def main(config_path: str, changes_per_s: str, seconds: str, phase: str) -> None:
    """Drive once for each line of standard input, until it ends."""
    factory = MockFactory()
    agent, inbox = build_agent(load(Path(config_path)), SystemClock("rtc"), factory)
    runner = threading.Thread(target=agent.run)
    runner.start()
    for _ in sys.stdin:
        drive(factory, float(changes_per_s), float(seconds), float(phase))
        print("over", flush=True)
    inbox.put(Stop.NOW)
    runner.join()


if __name__ == "__main__":
    main(*sys.argv[1:])
