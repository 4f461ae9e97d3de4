"""A region that lives now: one real agent per Pi, under it mock pins, and people who drive them.

    lives ─▶ scene (real time) ─▶ boards (mock pins) ─▶ agents as on a Pi ─▶ outbox ─▶ broker

Everything above the pins is the edge as it is: decisions, journal, outbox on disk, MQTT.
"""

import logging
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from queue import Full
from typing import Final

from contract.topics import AgentAddress
from edge.agent import Stop
from edge.clock import Clock, SystemClock
from edge.configuration.config import EdgeConfig
from edge.run import build_agent
from edge.simulator.crowds import DEMO_DAY
from edge.simulator.fittings import Fittings, fittings_of
from edge.simulator.habits_file import HabitsFile
from edge.simulator.life import Life
from edge.simulator.mishaps import Mishap, is_out
from edge.simulator.pins import Board
from edge.simulator.region import Space
from edge.simulator.scene import open_scene, play
from edge.simulator.traces import Change, LineName
from edge.simulator.wiring import Site, configure

log = logging.getLogger(__name__)

SHORT_HOLDS_S: Final = {"motion": 8.0, "digital": 5.0, "switch": 3.0, "distance": 3.0}
"""Visits of a demo day last minutes: a hold of ten would be longer than they are."""
_STOP_WITHIN_S: Final = 5.0


class Ensemble:
    """All agents of a region that are not out of order, with the boards under them.

    Opens every outbox; raises EdgeError for one that can't be had.
    """

    def __init__(self, spaces: Sequence[Space], habits: HabitsFile, site: Site, seed: int) -> None:
        self._clock = SystemClock("rtc")
        self._habits = habits
        self._seed = f"{seed}/live"
        self._fittings = list[tuple[Space, Fittings]]()
        self._rigs = dict[AgentAddress, _Rig]()
        mishaps = habits.mishaps(self._clock.wall_us())
        for space in spaces:
            configs = [configure(space, agent, site) for agent in space.agents]
            self._fittings.append((space, fittings_of(configs)))
            for config in configs:
                if not is_out(mishaps, config.address):
                    self._rigs[config.address] = _Rig(config, self._clock, mishaps)

    def run(self, ending: threading.Event) -> None:
        """Play until `ending` is set, then let every agent end cleanly."""
        try:
            while not ending.is_set():
                self._play_scene(ending)
        finally:
            self._stop()

    def _play_scene(self, ending: threading.Event) -> None:
        now_us = self._clock.wall_us()
        lives = [
            Life(space, fittings, self._habits.custom_of(space.id), self._seed, DEMO_DAY)
            for space, fittings in self._fittings
        ]
        levels, later = open_scene(lives, now_us)
        for rig in self._rigs.values():
            rig.stand(levels)
            rig.start()
        play(later, self._put, self._clock.wall_us, ending)

    def _put(self, change: Change) -> None:
        rig = self._rigs.get(change.address)
        if rig is not None:
            rig.board.put(change.sensor, change.line, active=change.active)

    def _stop(self) -> None:
        for rig in self._rigs.values():
            rig.ask_to_stop()
        deadline_s = time.monotonic() + _STOP_WITHIN_S
        for address, rig in self._rigs.items():
            if not rig.has_stopped(deadline_s - time.monotonic()):
                log.warning("%s did not stop in time", address)


class _Rig:
    """One Pi: an agent and the board under it."""

    def __init__(self, config: EdgeConfig, clock: Clock, mishaps: Sequence[Mishap]) -> None:
        config.outbox.parent.mkdir(parents=True, exist_ok=True)
        self.board = Board(config.sensors)
        agent, self._inbox = build_agent(config, clock, self.board.factory)
        self._thread = threading.Thread(target=agent.run, name=str(config.address), daemon=True)
        self._lines: list[LineName] = [
            (config.address, sensor.id, line)
            for sensor in config.sensors
            for line in range(max(1, len(sensor.lines)))
        ]
        for sensor in config.sensors:
            if is_out(mishaps, config.address, sensor.id):
                self.board.silence(sensor.id)

    def stand(self, levels: Mapping[LineName, bool]) -> None:
        """Put every line as it stands; what is not named is idle."""
        for name in self._lines:
            _, sensor, line = name
            self.board.put(sensor, line, active=levels.get(name, False))

    def start(self) -> None:
        """Let the agent run, if it does not yet."""
        if self._thread.ident is None:
            self._thread.start()

    def ask_to_stop(self) -> None:
        """Let the agent end cleanly."""
        with suppress(Full):
            self._inbox.put(Stop.NOW, timeout=1.0)

    def has_stopped(self, within_s: float) -> bool:
        """Wait for the agent's end."""
        if self._thread.ident is not None:
            self._thread.join(max(0.0, within_s))
        return not self._thread.is_alive()
