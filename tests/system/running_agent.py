"""The real agent in this process, on mock pins that the test drives."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gpiozero.pins.mock import MockFactory

from edge.agent import Stop
from edge.clock import Clock, SystemClock
from edge.configuration.config import load
from edge.run import build_agent


@contextmanager
def running_agent(config_path: Path, clock: Clock | None = None) -> Iterator[MockFactory]:
    """Run the agent of an edge.toml in a thread; yields the pins. Levels are high: nobody sits."""
    config = load(config_path)
    factory = MockFactory()
    agent, inbox = build_agent(config, clock or SystemClock("rtc"), factory)
    thread = threading.Thread(target=agent.run, name="agent under test")
    thread.start()
    try:
        yield factory
    finally:
        inbox.put(Stop.NOW)
        thread.join(20)
        factory.reset()
    assert not thread.is_alive(), "the agent did not end"
