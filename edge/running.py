"""Puts one agent together and runs it until a signal or its own judgement ends it."""

import random
import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from importlib.metadata import version
from queue import Full
from types import FrameType
from typing import Any

from edge.agent import Agent, Ending, Inbox, Item, Parts, Stop, new_inbox
from edge.clock import Clock, SystemClock
from edge.config import EdgeConfig
from edge.gpio import Pins
from edge.mqtt import MqttLink
from edge.outbox import Outbox

_MIB = 1024 * 1024


def build_agent(config: EdgeConfig, clock: Clock, factory: Any = None) -> tuple[Agent, Inbox]:
    """Open outbox and pins and put the agent together; `factory` is gpiozero's, None its default.

    Raises ConfigError for a pin that can't be had and OutboxUnavailable for a disk that can't.
    """
    inbox = new_inbox()
    enqueue = _dropping(inbox)
    outbox = Outbox.open(config.outbox, config.quota_mb * _MIB)
    try:
        pins = Pins(config.sensors, enqueue, clock.boot_us, factory)
    except BaseException:
        outbox.close()
        raise
    link = MqttLink(config.mqtt, config.address, enqueue)
    parts = Parts(clock, outbox, pins, link, random.random)
    return Agent(config, inbox, parts, version("platzfrei")), inbox


def run_until_stopped(config: EdgeConfig) -> Ending:
    """Run one agent; SIGTERM and SIGINT end it in good order."""
    agent, inbox = build_agent(config, SystemClock(config.clock))
    endings: list[Ending] = []
    thread = threading.Thread(target=lambda: endings.append(agent.run()), name="agent")

    def stop(_: int, __: FrameType | None) -> None:
        inbox.put(Stop.NOW)

    # The handler runs in this thread, which never holds the inbox: it can't block itself.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    thread.start()
    while thread.is_alive():
        thread.join(0.5)
    if not endings:
        raise SystemExit(1)  # the thread has already printed why
    return endings[0]


def _dropping(inbox: Inbox) -> Callable[[Item], None]:
    """Enqueue without ever blocking: what is dropped is read, or sent, again."""

    def enqueue(item: Item) -> None:
        with suppress(Full):
            inbox.put_nowait(item)

    return enqueue
