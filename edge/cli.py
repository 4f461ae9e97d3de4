"""`platzfrei-edge`: what a person types on a Pi. Exit status 2 is the operator's mistake."""

import argparse
import sys
from collections.abc import Sequence
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Final

from contract.exit_codes import MISCONFIGURED
from contract.printable import printable
from edge.agent import Ending
from edge.configuration.config import load
from edge.configuration.files import require_files
from edge.errors import ConfigError, EdgeError, ForeignOutbox
from edge.log_lines import begin_log
from edge.run import run_until_stopped

_STATUS: Final = {Ending.ASKED: 0, Ending.DAMAGED: 1, Ending.STANDSTILL: 3}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    words = sys.argv[1:] if arguments is None else arguments
    chosen = _parser(words).parse_args(words)
    begin_log()
    try:
        return int(chosen.command(chosen))
    except ConfigError as error:
        for line in str(error).splitlines():
            print(f"platzfrei-edge: {printable(line)}", file=sys.stderr)
        return MISCONFIGURED
    except EdgeError as error:
        print(f"platzfrei-edge: {printable(str(error))}", file=sys.stderr)
        return 1


def _parser(words: Sequence[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="platzfrei-edge", description="The agent on one Pi.")
    parser.add_argument("--version", action="version", version=version("platzfrei"))
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    run = commands.add_parser("run", help="watch the sensors and send what they see")
    run.set_defaults(command=_run)
    look = commands.add_parser(
        "check",
        help="try everything that `run` needs, and read every sensor once",
        description=(
            "One line each, `ok` or `wrong`, and the sensors' table. Exit status 0: all is well; 1:"
            " something outside can't be reached or read; 2: the configuration is wrong. Type it"
            " as the user that runs the agent, while the agent is stopped."
        ),
    )
    look.set_defaults(command=_check)
    simulate = commands.add_parser("simulate", help="people and pins that are not there")
    if "simulate" in words:
        from edge.simulator.commands import add_to  # noqa: PLC0415 - an agent has no room for it

        add_to(simulate)
    example = commands.add_parser("config", help="print an example of edge.toml to begin with")
    shown = example.add_subparsers(required=True, metavar="WHAT")
    shown.add_parser("example", help="every key, with comments").set_defaults(command=_example)
    for command in (run, look):
        command.add_argument("--config", type=Path, required=True, metavar="edge.toml")
    return parser


def _run(chosen: argparse.Namespace) -> int:
    config = load(chosen.config)
    require_files(config, chosen.config)
    try:
        ending = run_until_stopped(config)
    except ForeignOutbox as error:
        raise ConfigError(chosen.config, "outbox", str(error)) from None
    if ending is not Ending.ASKED:
        print(f"platzfrei-edge: ending: {ending.value}", file=sys.stderr)
    return _STATUS[ending]


def _check(chosen: argparse.Namespace) -> int:
    from edge.check import check  # noqa: PLC0415 - an agent has no room for it

    return check(load(chosen.config), chosen.config, sys.stdout)


def _example(_: argparse.Namespace) -> int:
    print(files("edge").joinpath("example.toml").read_text(encoding="utf-8"), end="")
    return 0
