"""Puts one agent together and runs it until a signal or its own judgement ends it."""

import logging
import math
import os
import random
import signal
import threading
import time
from importlib.metadata import version
from queue import Full
from typing import Any, Final

from edge.agent import Agent, Ending, Inbox, Item, Parts, Stop, new_inbox
from edge.clock import Clock, SystemClock
from edge.configuration.config import EdgeConfig
from edge.delivery.outbox_opening import open_or_wait
from edge.mqtt_session import MqttTransport
from edge.private_files import make_private
from edge.sensing.gpio import Pins
from edge.systemd import Supervisor

log = logging.getLogger(__name__)

_MIB: Final = 1024 * 1024
_OVER: Final = signal.SIGURG
"""By this the agent's thread says that it has ended; nobody else minds it."""
_WAKING_SIGNALS: Final = frozenset({signal.SIGTERM, signal.SIGINT, _OVER})
_LOOK_EVERY_S: Final = 5.0
"""How often systemd is told that the agent lives; each time wakes a core that rests."""
_UNTIL_READY_S: Final = 0.2
_TELL_EVERY_S: Final = 60.0


def build_agent(config: EdgeConfig, clock: Clock, factory: Any = None) -> tuple[Agent, Inbox]:
    """Open outbox and pins and put the agent together; `factory` is gpiozero's, None its default.

    Raises NoPins on a machine without pins and OutboxUnavailable for a file that can't be had.
    """
    inbox = new_inbox()
    enqueue = _NonBlockingPut(inbox)
    make_private(config.outbox)  # its WAL and the rest beside it are made like it
    outbox = open_or_wait(config.outbox, config.quota_mb * _MIB)
    try:
        pins = Pins(config.sensors, enqueue, clock.boot_us, factory)
    except BaseException:
        outbox.close()
        raise
    transport = MqttTransport(config.mqtt, config.address, enqueue)
    parts = Parts(clock, outbox, pins, transport, random.random)
    return Agent(config, inbox, parts, version("platzfrei")), inbox


def run_until_stopped(config: EdgeConfig) -> Ending:
    """Run one agent in a thread of its own; the first SIGTERM or SIGINT ends it cleanly.

    systemd is told that the agent lives as long as it takes its turns, of which one is due every
    second.
    """
    # Every thread inherits this: a signal interrupts nobody, and only sigtimedwait takes it.
    signal.pthread_sigmask(signal.SIG_BLOCK, _WAKING_SIGNALS)
    agent, inbox = build_agent(config, SystemClock(config.clock))
    endings: list[Ending] = []
    is_over = threading.Event()

    def watch() -> None:
        try:
            endings.append(agent.run())
        finally:
            is_over.set()
            os.kill(os.getpid(), _OVER)

    thread = threading.Thread(target=watch, name="agent")
    thread.start()
    supervisor, turn_count = Supervisor(os.environ), 0
    while thread.is_alive():
        wait_s = _LOOK_EVERY_S if turn_count else _UNTIL_READY_S
        if signal.sigtimedwait(_WAKING_SIGNALS, wait_s) is not None:
            supervisor.is_stopping()
            if not is_over.is_set():
                inbox.put(Stop.NOW)
            thread.join()
        elif agent.turn_count > turn_count:
            _tell_of_life(supervisor, is_first=turn_count == 0)
            turn_count = agent.turn_count
    if not endings:
        raise SystemExit(1)  # the thread has already printed why
    return endings[0]


def _tell_of_life(supervisor: Supervisor, *, is_first: bool) -> None:
    if is_first:
        supervisor.is_ready()
    supervisor.is_alive()


class _NonBlockingPut:
    """Enqueues without ever blocking: what is dropped is read, or sent, again."""

    def __init__(self, inbox: Inbox) -> None:
        self._inbox = inbox
        self._told_s = -math.inf

    def __call__(self, item: Item) -> None:
        try:
            self._inbox.put_nowait(item)
        except Full:
            if time.monotonic() - self._told_s > _TELL_EVERY_S:
                self._told_s = time.monotonic()
                log.warning("the inbox is full: readings are dropped, and read again in a second")
