"""What an operator types beside `serve`: each command of the hub, and what it prints.

A hub that serves doesn't import this, nor what only these commands need. Exit statuses are those
of hub/cli.py.
"""

import argparse
import os
import sys
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Final, TypeAlias

from contract.printable import printable
from contract.times import from_us, to_us
from contract.verdicts import exit_status, warning
from hub.audit import audit_epoch, is_clean, render, unfrozen, verdict
from hub.calendar_command import add_calendar
from hub.care_command import add_book, add_care
from hub.check import check
from hub.clock import SystemClock
from hub.config import load
from hub.demo.broker import Engine, installed_engine
from hub.demo.port import DEFAULT_PORT, PORT_VARIABLE, chosen_port
from hub.demo.running import AT_ONCE_WEEKS, DEFAULT_WEEKS, DemoOptions, run_demo
from hub.domain.trusted_time import FUTURE_US
from hub.mail_command import add_mail
from hub.parts import add_part, load_part
from hub.people_command import add_people
from hub.publish_command import add_publish
from hub.reports.command import add_arguments
from hub.reports.export.command import add_export
from hub.schedule_command import add_schedule
from hub.stores.factory import (
    back_up,
    confirm_clock,
    deletions_after,
    open_reader,
    prepare_store,
    renew_store,
    take_back,
)
from hub.token_file import keep, lines_to_copy, new_token

UNCLEAN: Final = 1
MOST_WEEKS: Final = 104

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def add_others(commands: Commands) -> None:
    """Describe every command but `serve`."""
    account = commands.add_parser(
        "audit",
        help="account for every event of every agent",
        description="Exit status 0: nothing is missing, lost, quarantined, too late, damaged or"
        " alarming; 1: it is.",
    )
    account.set_defaults(command=_audit)
    show = commands.add_parser(
        "demo",
        help="run a simulated region with months of history on this machine",
        description=f"The page is on port {DEFAULT_PORT}, or on {PORT_VARIABLE}; 0 is a free one.",
    )
    show.set_defaults(command=_demo)
    show.add_argument("--folder", type=Path, default=Path(".demo"), help="made anew at every start")
    show.add_argument("--weeks", type=_weeks, default=DEFAULT_WEEKS, metavar=f"1-{MOST_WEEKS}")
    show.add_argument(
        "--at-once",
        type=_weeks,
        default=AT_ONCE_WEEKS,
        metavar="WEEKS",
        help=f"of them, so many before the page answers ({AT_ONCE_WEEKS})",
    )
    show.add_argument("--seed", type=int, default=1)
    show.add_argument(
        "--broker", type=_engine, default=installed_engine(), metavar="|".join(Engine)
    )
    store = commands.add_parser("store", help="look after the store")
    tasks = store.add_subparsers(required=True, metavar="TASK")
    restored = tasks.add_parser(
        "restored",
        help="after putting back an old copy: let every edge send again what it holds",
        description="Run it once, with the hub stopped, after putting back an old copy.",
    )
    restored.set_defaults(command=_restored)
    backup = _add_backup(tasks)
    clock_tasks = _add_clock_tasks(tasks)
    init = _add_init(tasks)
    report = _add_report(commands)
    look = commands.add_parser(
        "check",
        help="try everything that `serve` needs, while a hub serves or not",
        description=(
            "One line each, `ok`, `warn` or `wrong`. Exit status 0: all is well; 1: something can't"
            " be reached; 2: the configuration is wrong. Type it as the user that serves."
        ),
    )
    look.set_defaults(command=_check)
    _add_token(commands)
    _add_care(commands)
    example = commands.add_parser("config", help="print an example of hub.toml to begin with")
    shown = example.add_subparsers(required=True, metavar="WHAT")
    shown.add_parser("example", help="every key, with comments").set_defaults(command=_example)
    of_reports = (report, add_export(commands), *add_publish(commands), *add_schedule(commands))
    of_all = (*of_reports, *add_mail(commands), *add_people(commands), *add_calendar(commands))
    for command in (account, restored, backup, *clock_tasks, init, *of_all, look):
        command.add_argument("--config", type=Path, required=True, metavar="hub.toml")
        add_part(command)


def _add_report(
    commands: Commands,
) -> argparse.ArgumentParser:
    report = commands.add_parser(
        "report",
        help="make a report for the office, or verify one",
        description=(
            "With --verify exit status 0: the store gives all that the file says; 1: something"
            " differs, and is named; 2: the file is no report; 3: it can't be compared."
        ),
    )
    add_arguments(report)
    return report


def _add_backup(
    tasks: Commands,
) -> argparse.ArgumentParser:
    backup = tasks.add_parser(
        "backup",
        help="copy a store in a file, while the hub serves or not",
        description="The copy is as of one moment, and only its owner may read it.",
    )
    backup.set_defaults(command=_backup)
    backup.add_argument("--to", type=Path, required=True, metavar="FILE", help="a new file")
    return backup


def _add_init(
    tasks: Commands,
) -> argparse.ArgumentParser:
    init = tasks.add_parser(
        "init",
        help="make what the store needs in InfluxDB: buckets and how long they keep",
        description="A second run changes nothing. It says which permission the token lacks.",
    )
    init.set_defaults(command=_init)
    return init


def _add_clock_tasks(
    tasks: Commands,
) -> list[argparse.ArgumentParser]:
    unfreeze = tasks.add_parser(
        "unfreeze",
        help="take back deletions that a wrong clock has dated",
        description="Without --yes it only shows what would be taken back. It never deletes.",
    )
    unfreeze.set_defaults(command=_unfreeze)
    unfreeze.add_argument(
        "--after",
        type=_instant,
        metavar="TIME",
        help="deletions dated after this time, such as 2026-11-28T12:00Z; else those of the future",
    )
    unfreeze.add_argument("--yes", action="store_true", help="do it, with the hub stopped")
    clock = tasks.add_parser(
        "clock",
        help="say that the machine's time of day is right, where no NTP and no two agents do",
        description="Run it once, with the hub stopped, after a look at a watch.",
    )
    clock.set_defaults(command=_confirm_clock)
    clock.add_argument("--is-right", action="store_true", required=True, help="a person says so")
    return [unfreeze, clock]


def _add_care(commands: Commands) -> None:
    for command in (add_care(commands), *add_book(commands)):
        command.add_argument("--config", type=Path, required=True, metavar="hub.toml")
        add_part(command)


def _add_token(commands: Commands) -> None:
    token = commands.add_parser("token", help="the token for what isn't public")
    new = token.add_subparsers(required=True, metavar="TASK").add_parser(
        "new",
        help="make a token, keep its SHA-256, and print the token once",
        description="Without --config nothing is written: token and SHA-256 are printed.",
    )
    new.set_defaults(command=_token)
    new.add_argument("--config", type=Path, metavar="hub.toml")
    new.add_argument("--replace", action="store_true", help="end the token that there is")


def _weeks(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or not 1 <= int(text[:3]) <= MOST_WEEKS:
        raise argparse.ArgumentTypeError(f"expected a number from 1 to {MOST_WEEKS}, not {text!r}")
    return int(text)


def _instant(text: str) -> int:
    try:
        at = datetime.fromisoformat(text)
        return to_us(at if at.tzinfo else at.replace(tzinfo=UTC))
    except (ValueError, OverflowError):
        raise argparse.ArgumentTypeError(
            f"expected a time such as 2026-11-28T12:00Z, not {text!r}"
        ) from None


def _engine(text: str) -> Engine:
    if text not in tuple(Engine):
        raise argparse.ArgumentTypeError(f"expected {' or '.join(Engine)}, not {text!r}")
    return Engine(text)


def _check(chosen: argparse.Namespace) -> int:
    def warn(text: str) -> None:
        print(warning(text).line, flush=True)

    config = load_part(chosen.config, chosen.part, warn)
    findings = []
    for finding in check(config, chosen.config):
        print(printable(finding.line), flush=True)  # trying takes its time
        findings.append(finding)
    return exit_status(findings)


def _token(chosen: argparse.Namespace) -> int:
    token = new_token()
    if chosen.config is None:
        lines = lines_to_copy(token)
    else:
        lines = keep(token, load(chosen.config), chosen.config, replace=chosen.replace)
    for line in lines:
        print(line)
    return 0


def _example(_: argparse.Namespace) -> int:
    print(files("hub").joinpath("example.toml").read_text(encoding="utf-8"), end="")
    return 0


def _demo(chosen: argparse.Namespace) -> int:
    port = chosen_port(os.environ)
    at_once = min(chosen.at_once, chosen.weeks)
    options = DemoOptions(chosen.folder, chosen.weeks, at_once, chosen.seed, port, chosen.broker)
    run_demo(options, sys.stdout)
    return 0


def _init(chosen: argparse.Namespace) -> int:
    for line in prepare_store(load_part(chosen.config, chosen.part), chosen.config):
        print(line)
    return 0


def _backup(chosen: argparse.Namespace) -> int:
    back_up(load_part(chosen.config, chosen.part), chosen.config, chosen.to)
    print(f"{chosen.to}: {chosen.to.stat().st_size:,} bytes; it holds single events, keep it safe")
    return 0


def _restored(chosen: argparse.Namespace) -> int:
    before, now = renew_store(load_part(chosen.config, chosen.part), chosen.config)
    print(f"store {before[:8]} is store {now[:8]} from now on")
    print("start the hub; every edge sends again what it holds, and `audit` says what is missing")
    return 0


def _unfreeze(chosen: argparse.Namespace) -> int:
    config, now_us = load_part(chosen.config, chosen.part), to_us(SystemClock().wall())
    after_us = now_us + FUTURE_US if chosen.after is None else chosen.after
    if chosen.yes:
        found = take_back(config, chosen.config, after_us, now_us)
    else:
        found = deletions_after(config, chosen.config, after_us)
    for line in unfrozen(found, after_us, is_done=chosen.yes):
        print(line)
    return 0


def _confirm_clock(chosen: argparse.Namespace) -> int:
    now_us = confirm_clock(load_part(chosen.config, chosen.part), chosen.config, SystemClock())
    print(f"{from_us(now_us):%Y-%m-%d %H:%M:%S} UTC is taken for right; start the hub")
    return 0


def _audit(chosen: argparse.Namespace) -> int:
    config = load_part(chosen.config, chosen.part)
    reader = open_reader(config, chosen.config)
    try:
        audits = [audit_epoch(record) for record in reader.epochs()]
        ignored, unreadable = reader.ignored_agents(), reader.unreadable_count()
        damages = reader.damages()
    finally:
        reader.close()
    lines = render(audits, ignored, unreadable, damages)
    for line in (*lines, verdict(audits, unreadable, damages)):
        print(printable(line))
    return 0 if is_clean(audits) and not unreadable and not damages else UNCLEAN
