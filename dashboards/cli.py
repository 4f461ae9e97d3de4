"""`platzfrei-dashboards`: what a developer and an operator type.

Exit status 1: something is left to do by hand, 2: the operator's mistake, 3: Grafana's.
"""

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from importlib.metadata import version
from pathlib import Path

from contract.exit_codes import MISCONFIGURED
from contract.series import Keeping
from dashboards.committed import committed
from dashboards.contact import Contact
from dashboards.done import DONE, TO_DO, Done, Outcome
from dashboards.errors import DashboardsError, Misconfigured
from dashboards.grafana import Grafana
from dashboards.provision import Wanted, provision
from dashboards.reader_account import make_reader
from dashboards.sources import Bucket

LEFT_ALONE = 1
FAILED = 3


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    chosen = _parser().parse_args(arguments)
    try:
        return int(chosen.command(chosen))
    except Misconfigured as error:
        print(f"platzfrei-dashboards: {error}", file=sys.stderr)
        return MISCONFIGURED
    except DashboardsError as error:
        print(f"platzfrei-dashboards: {error}", file=sys.stderr)
        return FAILED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="platzfrei-dashboards", description="The Grafana dashboards of a region."
    )
    parser.add_argument("--version", action="version", version=version("platzfrei"))
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    build = commands.add_parser("build", help="write the JSON and the provisioning files anew")
    build.set_defaults(command=_build)
    build.add_argument("--check", action="store_true", help="only tell what differs")
    push = commands.add_parser(
        "provision",
        help="bring a running Grafana to what this package says",
        description="Exit status 1: something was edited by hand and left alone, see --force; or"
        " a data source does not answer.",
    )
    push.set_defaults(command=_provision)
    push.add_argument("--url", required=True, help="of Grafana, such as http://127.0.0.1:3000")
    push.add_argument(
        "--token-file", type=Path, required=True, help="token of a service account, role Admin"
    )
    push.add_argument(
        "--force", action="store_true", help="overwrite what was edited by hand, and secrets"
    )
    push.add_argument("--service-account", metavar="NAME", help="make one that may only read")
    push.add_argument(
        "--service-account-token-file", type=Path, help="where its token goes, if it is missing"
    )
    told = push.add_argument_group(
        "whom alerts tell, unless the notification policy of this Grafana says it"
    ).add_mutually_exclusive_group()
    told.add_argument("--alert-email", metavar="ADDRESS", help="several are parted by a comma")
    told.add_argument("--alert-webhook", metavar="URL", help="gets a POST of JSON")
    told.add_argument("--contact-point", metavar="NAME", help="one that this Grafana has")
    source = push.add_argument_group("data sources, unless they are there already")
    source.add_argument("--influx-url", help="as Grafana reaches it")
    source.add_argument("--influx-token-file", type=Path, help="token that reads both buckets")
    source.add_argument("--bucket", help="with what is permanent")
    source.add_argument("--recent-bucket", help="with what is deleted by age")
    return parser


def _build(chosen: argparse.Namespace) -> int:
    try:
        from dashboards import building  # noqa: PLC0415 - an operator has no build tools
    except ImportError as error:
        raise Misconfigured(f"{error.name} is missing: building needs `make check` first") from None
    if chosen.check:
        changed = building.differing(building.HERE)
        print("\n".join(f"differs: {path}" for path in changed) or "all as the code says")
        return LEFT_ALONE if changed else 0
    changed = building.write(building.HERE)
    print("\n".join(f"written: {path}" for path in changed) or "all as the code says")
    return 0


def _provision(chosen: argparse.Namespace) -> int:
    wanted = Wanted(
        committed(), _buckets(chosen), _influx_token(chosen), _contact(chosen), chosen.force
    )
    done: list[Done] = []
    with closing(Grafana(chosen.url, _secret(chosen.token_file))) as grafana:
        try:
            for step in _steps(grafana, wanted, chosen):
                done.append(step)  # noqa: PERF402 - what was done before an error is told, too
        finally:
            _say(_table(done))
    return LEFT_ALONE if any(step.outcome in TO_DO for step in done) else 0


def _say(text: str) -> None:
    """Print, even to a reader such as `head` that has gone: what was done is done."""
    try:
        print(text, flush=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or the end would fail, too


def _steps(grafana: Grafana, wanted: Wanted, chosen: argparse.Namespace) -> Iterator[Done]:
    yield from provision(grafana, wanted)
    if chosen.service_account:
        yield make_reader(grafana, chosen.service_account, chosen.service_account_token_file)


def _buckets(chosen: argparse.Namespace) -> list[Bucket]:
    named = (chosen.influx_url, chosen.influx_token_file, chosen.bucket, chosen.recent_bucket)
    if not any(named):
        return []
    if not all(named):
        raise Misconfigured(
            "--influx-url, --influx-token-file, --bucket and --recent-bucket belong together"
        )
    return [
        Bucket(Keeping.PERMANENT, chosen.influx_url, chosen.bucket),
        Bucket(Keeping.RECENT, chosen.influx_url, chosen.recent_bucket),
    ]


def _contact(chosen: argparse.Namespace) -> Contact | None:
    if chosen.alert_email:
        addresses = chosen.alert_email.split(",")
        if not all("@" in address.strip().strip("<>").strip("@") for address in addresses):
            raise Misconfigured(f"--alert-email {chosen.alert_email}: expected an e-mail address")
        return Contact(kind="email", address=chosen.alert_email)
    if chosen.alert_webhook:
        if not chosen.alert_webhook.startswith(("http://", "https://")):
            raise Misconfigured(f"--alert-webhook {chosen.alert_webhook}: expected http(s)://…")
        return Contact(kind="webhook", address=chosen.alert_webhook)
    return Contact(chosen.contact_point) if chosen.contact_point else None


def _influx_token(chosen: argparse.Namespace) -> str:
    return _secret(chosen.influx_token_file) if chosen.influx_token_file else ""


def _secret(path: Path) -> str:
    try:
        secret = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise Misconfigured(f"{path}: {error}") from None
    if not secret:
        raise Misconfigured(f"{path}: expected a token, the file is empty")
    return secret


def _table(done: Sequence[Done]) -> str:
    """Say what became of each thing, and below it what differs of what was edited by hand."""
    widths = [max((len(text) for text in column), default=0) for column in zip(*_cells(done))]  # noqa: B905 - all rows have three cells
    rows = ["  ".join(map(str.ljust, cells, widths)).rstrip() for cells in _cells(done)]
    changed = sum(step.outcome in DONE for step in done)
    told = f"{changed} changed" if changed else "nothing changed"
    differences = [f"\n{step.name}:\n{step.difference}" for step in done if step.difference]
    if any(step.outcome is Outcome.EDITED for step in done):
        differences.append("\n--force overwrites what was edited by hand.")
    return "\n".join([*rows, told, *differences])


def _cells(done: Sequence[Done]) -> list[tuple[str, str, str]]:
    return [
        (step.what, step.name, ": ".join(filter(None, (step.outcome, step.note)))) for step in done
    ]
