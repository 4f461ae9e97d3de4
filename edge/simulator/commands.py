"""`platzfrei-edge simulate history|live`: the simulator's part of the command line."""

import argparse
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from contract.times import to_us
from contract.topics import Channel
from edge.simulator.event_batches import event_batches
from edge.simulator.habits_file import load_habits
from edge.simulator.hours import Span
from edge.simulator.live import SHORT_HOLDS_S, Ensemble
from edge.simulator.region_file import load_region
from edge.simulator.run import play_until_stopped
from edge.simulator.wiring import Site


def add_to(parser: argparse.ArgumentParser) -> None:
    """Add the simulator's commands below `simulate`."""
    commands = parser.add_subparsers(required=True, metavar="WHAT")
    past = commands.add_parser(
        "history",
        help="print what a region's agents would have sent",
        description=(
            "One line per batch of events: the instant from which on it is complete (microseconds),"
            " its topic and its payload, separated by tabs."
        ),
    )
    past.add_argument("--from", dest="start", type=_instant, required=True, metavar="INSTANT")
    past.add_argument("--to", dest="end", type=_instant, required=True, metavar="INSTANT")
    past.add_argument(
        "--part", type=_part, default=(1, 1), metavar="K/N", help="every N-th space, from the K-th"
    )
    past.set_defaults(command=_history, refuse=past.error)
    now = commands.add_parser(
        "live",
        help="run a region's agents on simulated pins",
        description=(
            "A demo day: as many people as at this hour of the history, but an hour of a visit"
            " lasts a minute."
        ),
    )
    now.add_argument("--broker", type=_address, default=("127.0.0.1", 1883), metavar="HOST:PORT")
    now.add_argument("--folder", type=Path, required=True, help="where the outboxes are kept")
    now.add_argument(
        "--until-stdin-closes", action="store_true", help="end as well when standard input does"
    )
    now.set_defaults(command=_live, refuse=now.error)
    for command in (past, now):
        command.add_argument("--region", type=Path, required=True, metavar="hub.toml")
        command.add_argument("--habits", type=Path, metavar="habits.toml")
        command.add_argument("--seed", type=int, default=1)


def _history(chosen: argparse.Namespace) -> int:
    if chosen.end <= chosen.start:
        chosen.refuse("argument --to: expected a later instant than --from")
    spaces, habits = load_region(chosen.region), load_habits(chosen.habits)
    part, of = chosen.part
    span = Span(chosen.start, chosen.end)
    with _as_a_filter():
        for batch in event_batches(spaces[part - 1 :: of], habits, span, chosen.seed):
            topic = batch.address.topic(Channel.EVENTS).encode()
            sys.stdout.buffer.write(b"%d\t%b\t%b\n" % (batch.from_us, topic, batch.payload))
        sys.stdout.flush()
    return 0


@contextmanager
def _as_a_filter() -> Iterator[None]:
    """End without a word at Ctrl-C or when nobody reads on; afterwards all is as before."""
    numbers = (signal.SIGPIPE, signal.SIGINT)
    before = [signal.signal(number, signal.SIG_DFL) for number in numbers]
    try:
        yield
    finally:
        for number, handler in zip(numbers, before, strict=True):
            signal.signal(number, handler)


def _live(chosen: argparse.Namespace) -> int:
    spaces, habits = load_region(chosen.region), load_habits(chosen.habits)
    host, port = chosen.broker
    try:
        chosen.folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        chosen.refuse(f"argument --folder: {chosen.folder} can't be made ({error.strerror})")
    site = Site(host, port, chosen.folder, SHORT_HOLDS_S)
    play_until_stopped(
        Ensemble(spaces, habits, site, chosen.seed), with_stdin=chosen.until_stdin_closes
    )
    return 0


def _address(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    if not host or not port.isdecimal() or not 1 <= int(port[:6]) <= 65_535:
        raise argparse.ArgumentTypeError(f"{text}: expected HOST:PORT")
    return host, int(port)


def _part(text: str) -> tuple[int, int]:
    part, _, of = text.partition("/")
    if not (part.isdecimal() and of.isdecimal() and 1 <= int(part) <= int(of)):
        raise argparse.ArgumentTypeError(f"{text}: expected such as 1/2")
    return int(part), int(of)


def _instant(text: str) -> int:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"{text}: expected an instant such as 2026-03-02T09:00+01:00"
        ) from None
    if at.tzinfo is None:
        raise argparse.ArgumentTypeError(f"{text}: expected an offset, such as +01:00 or Z")
    return to_us(at)
