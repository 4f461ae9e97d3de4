"""The demo's past: what the simulator says was sent, kept by the same archive as what is sent.

The newest weeks are there before the page answers, the others come behind it.

simulator, part 1 ─▶ pipe ─┐
                           ├─▶ queue ─▶ take ─▶ store
simulator, part 2 ─▶ pipe ─┘
"""

import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from contract.times import to_us, to_wire
from hub.errors import HubError
from hub.mqtt import Incoming

_BATCHES_PER_COMMIT: Final = 64
_BATCHES_AHEAD: Final = 256
_MOST_PARTS: Final = 4
_LOOK_EVERY_S: Final = 0.05


class BackfillFailed(HubError):
    """The simulator ended before its history did."""


@dataclass(frozen=True, slots=True)
class Past:
    """Which history is wanted, of which region."""

    region: Path
    habits: Path
    start: datetime
    end: datetime
    seed: int

    def command(self, part: int, of: int) -> list[str]:
        """Return the command that prints one part of it."""
        return [
            *(sys.executable, "-P", "-m", "edge", "simulate", "history"),
            *("--region", str(self.region), "--habits", str(self.habits)),
            *("--from", to_wire(self.start), "--to", to_wire(self.end)),
            *("--seed", str(self.seed), "--part", f"{part}/{of}"),
        ]


@dataclass(frozen=True, slots=True)
class _Arrival:
    """A batch of one part, complete up to `at_us`; without a message the part has ended."""

    part: int
    at_us: int
    message: Incoming | None


_Arrivals = queue.Queue[_Arrival]


def keep_history(
    past: Past,
    take: Callable[[Sequence[Incoming], int], object],
    tell: Callable[[float], None],
    end_if_asked: Callable[[], None] = lambda: None,
) -> int:
    """Let `take` store the past and return how many batches it had; `tell` hears the share done.

    `end_if_asked` is called again and again, and may raise. Raises BackfillFailed and
    StoreUnavailable.
    """
    part_count = min(_MOST_PARTS, os.cpu_count() or 1)
    commands = [past.command(part + 1, part_count) for part in range(part_count)]
    start_us, end_us = to_us(past.start), to_us(past.end)
    reached_us, batch_count = [start_us] * part_count, 0
    with _listening(commands) as arrivals:
        while min(reached_us) < end_us:
            end_if_asked()
            taken = _take(arrivals)
            messages = [arrival.message for arrival in taken if arrival.message is not None]
            take(messages, end_us)
            batch_count += len(messages)
            for arrival in taken:
                reached_us[arrival.part] = arrival.at_us if arrival.message else end_us
            tell((sum(reached_us) / part_count - start_us) / (end_us - start_us))
    return batch_count


@contextmanager
def _listening(commands: Sequence[list[str]]) -> Iterator[_Arrivals]:
    """Run the commands and hand out what they print; end them whatever happens."""
    arrivals: _Arrivals = queue.Queue(_BATCHES_AHEAD)
    with ExitStack() as running:
        parts = [_start(part, command, arrivals, running) for part, command in enumerate(commands)]
        yield arrivals
        if any(part.wait() != 0 for part in parts):
            raise BackfillFailed("the simulator made no history")


def _start(
    number: int, command: list[str], arrivals: _Arrivals, running: ExitStack
) -> subprocess.Popen[bytes]:
    part = running.enter_context(
        subprocess.Popen(  # noqa: S603 - the commands are ours
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, start_new_session=True
        )
    )
    reader = threading.Thread(target=_read, args=(number, part, arrivals), daemon=True)
    reader.start()
    running.callback(_end, part, reader, arrivals)
    return part


def _end(part: subprocess.Popen[bytes], reader: threading.Thread, arrivals: _Arrivals) -> None:
    """End a part, done or not, and its reader, who may be waiting for room in the queue."""
    part.kill()
    while reader.is_alive():
        with suppress(queue.Empty):
            arrivals.get(timeout=_LOOK_EVERY_S)


def _read(number: int, part: subprocess.Popen[bytes], arrivals: _Arrivals) -> None:
    """Hand on what a part prints, in a thread of its own, and that it ended."""
    at_us = 0
    for line in part.stdout or ():
        at, topic, payload = line.rstrip(b"\n").split(b"\t", 2)
        at_us = int(at)
        arrivals.put(_Arrival(number, at_us, Incoming(topic.decode(), payload, retained=False)))
    arrivals.put(_Arrival(number, at_us, None))


def _take(arrivals: _Arrivals) -> list[_Arrival]:
    """Take what has arrived; nothing, if that takes long."""
    try:
        taken = [arrivals.get(timeout=_LOOK_EVERY_S)]
    except queue.Empty:
        return []
    while len(taken) < _BATCHES_PER_COMMIT and not arrivals.empty():
        taken.append(arrivals.get())
    return taken
