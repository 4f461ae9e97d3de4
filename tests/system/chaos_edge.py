"""A process for a day of chaos: the real agent on mock pins that live through a scripted presence.

    python -m tests.system.chaos_edge EDGE_TOML SEED AGENT LENGTH_S START_S

START_S is an instant of CLOCK_MONOTONIC, which all processes of a machine share: whoever is killed
and comes again finds people where they are by now. Beside its outbox it leaves two files: what was
committed to the card (`.witness`), and what a plain publisher, which hears of the same changes, has
taken (`.plain`). The wall clock is wrong by what the file `.step` says.
"""

import json
import os
import signal
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import ClassVar, Final
from unittest.mock import patch

from edge import run
from edge.agent import Stop
from edge.clock import SystemClock
from edge.configuration.config import EdgeConfig, load
from edge.delivery import outbox_opening
from edge.delivery.outbox import Declare, Outbox
from edge.delivery.outbox_rows import Entry
from edge.simulator.pins import Board
from tests.system.chaos_presence import Change, What, presence
from tests.system.plain_qos1 import PlainPublisher
from tests.system.region import BEAM_PINS, REED_PIN, SEAT_PINS

STEP_DIGITS: Final = 20
PINS: Final = {
    **{f"d{number}": pin for number, pin in enumerate(SEAT_PINS, start=1)},
    "main": REED_PIN,
}
SECOND_PINS: Final = {"d3": 24, "d4": 25}
"""Desks with a second sensor, which contradicts the first again and again."""
SENSORS: Final = {**{f"d{n}": f"seat-{n}" for n in range(1, len(SEAT_PINS) + 1)}, "main": "reed"}


def second_of(desk: str) -> str:
    """Return the id of a desk's second sensor."""
    return f"second-{desk}"


class WitnessedOutbox(Outbox):
    """An outbox that notes in another file what it has committed, after it has."""

    witness: ClassVar[int]

    def begin(self, epoch: str, boot: str, first: Entry) -> None:
        """Open an epoch."""
        super().begin(epoch, boot, first)
        self._note(epoch, [first])

    def append(self, epoch: str, entries: Sequence[Entry], declare: Declare) -> bool:
        """Keep events."""
        overflowed = super().append(epoch, entries, declare)
        self._note(epoch, entries)
        return overflowed

    def _note(self, epoch: str, entries: Sequence[Entry]) -> None:
        lines = [json.dumps([epoch, entry.seq, entry.body]) for entry in entries]
        with suppress(OSError):  # a disk that takes nothing since the commit: the card has it
            os.write(self.witness, "".join(f"{line}\n" for line in lines).encode())


class SteppedClock(SystemClock):
    """The machine's clock, which steps when somebody writes into a file."""

    def __init__(self, step: Path) -> None:
        super().__init__("rtc")
        self._step = os.open(step, os.O_RDONLY)

    def wall_us(self) -> int:
        """Return microseconds since 1970, wrong by so many seconds as the file says."""
        return super().wall_us() + int(os.pread(self._step, STEP_DIGITS, 0)) * 1_000_000


class Player:
    """Plays the presence to the pins, from wherever it is by now."""

    def __init__(self, config: EdgeConfig, changes: Sequence[Change], start_s: float) -> None:
        self.board = Board(config.sensors)
        self._changes = changes
        self._start_s = start_s
        self._active = dict.fromkeys(PINS, False)
        self._next = 0

    def stand(self) -> None:
        """Put everybody where they are by now; the pins were pulled when they were opened."""
        for place in PINS:
            self._drive(place)
        for desk in SECOND_PINS:
            self.board.put(second_of(desk), 0, active=False)
        for line in range(len(BEAM_PINS)):
            self.board.put("beams", line, active=False)
        now_s = time.monotonic() - self._start_s
        for change in self._changes:
            if change.at_s > now_s:
                return
            self._happen(change)
            self._next += 1

    def play(self, plain: PlainPublisher, over: threading.Event) -> None:
        """Play all that is still to come."""
        for change in self._changes[self._next :]:
            if over.wait(max(0.0, self._start_s + change.at_s - time.monotonic())):
                return
            self._happen(change)
            plain.say(f"{change.place} {change.what.name}")

    def _happen(self, change: Change) -> None:
        match change.what:
            case What.MUTE:
                self.board.silence(SENSORS[change.place])
            case What.ANSWERS:
                self.board.factory.pin(PINS[change.place]).is_silent = False
            case What.ACTIVE | What.IDLE:
                self._active[change.place] = change.what is What.ACTIVE
            case What.CLAIMED | What.DISCLAIMED:
                is_claimed = change.what is What.CLAIMED
                self.board.put(second_of(change.place), 0, active=is_claimed)
                return
        self._drive(change.place)

    def _drive(self, place: str) -> None:
        self.board.put(SENSORS[place], 0, active=self._active[place])


def main(config_path: str, seed: str, agent: str, length_s: str, start_s: str) -> None:
    """Run until a signal."""
    config = load(Path(config_path))
    changes = presence(int(seed), int(agent), float(length_s))
    WitnessedOutbox.witness = os.open(
        config.outbox.with_suffix(".witness"), os.O_CREAT | os.O_WRONLY | os.O_APPEND
    )
    player = Player(config, changes, float(start_s))
    clock = SteppedClock(config.outbox.with_suffix(".step"))
    with patch.object(outbox_opening, "Outbox", WitnessedOutbox):
        made, inbox = run.build_agent(config, clock, player.board.factory)
    player.stand()
    plain = PlainPublisher(
        config.mqtt.host, config.mqtt.port, config.agent, config.outbox.with_suffix(".plain")
    )
    over = threading.Event()
    threading.Thread(target=player.play, args=(plain, over), daemon=True).start()
    signal.signal(signal.SIGTERM, lambda *_: inbox.put(Stop.NOW))
    runner = threading.Thread(target=made.run)
    runner.start()
    while runner.is_alive():
        runner.join(0.5)
    over.set()


if __name__ == "__main__":
    main(*sys.argv[1:])
