"""Brings a Grafana to what this package says, and tells what it did. A second run changes nothing.

    data sources ─▶ folders ─▶ dashboards ─▶ alert rules ─▶ service account

Whether somebody has edited a dashboard is seen by the message of its newest version: ours names the
content that was saved. Comparing contents would not do, for Grafana rewrites what it is given.
"""

import difflib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from dashboards import alerts, folders
from dashboards.board import SOURCES
from dashboards.committed import Drawn
from dashboards.errors import MissingSource, TooOld
from dashboards.grafana import Grafana
from dashboards.sources import Bucket, secret, source
from dashboards.words import Language

Json = Mapping[str, Any]
OLDEST: Final = (11, 0)
_SIGNATURE: Final = "platzfrei-dashboards "
_DIFF_LINES: Final = 200


class Outcome(StrEnum):
    """What became of one thing."""

    MADE = "made"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    EDITED = "edited by hand, left alone"
    FROM_FILES = "comes from files, left alone"


@dataclass(frozen=True, slots=True)
class Done:
    """One line of the report."""

    what: str
    name: str
    outcome: Outcome
    difference: str = ""
    """Of what was edited by hand: from Grafana's to ours."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a Grafana shall have."""

    dashboards: Sequence[Drawn]
    buckets: Sequence[Bucket] = ()
    """Empty: the data sources have to be there."""
    influx_token: str = ""
    force: bool = False


def provision(grafana: Grafana, wanted: Wanted) -> Iterator[Done]:
    """Do what is missing, step by step. Raises DashboardsError; what was done until then stays."""
    _require_version(grafana)
    yield from _sources(grafana, wanted)
    for language in Language:
        yield _folder(grafana, folders.folder_uid(language), folders.TITLES[language])
    yield _folder(grafana, alerts.FOLDER, alerts.FOLDER_TITLE)
    for drawn in wanted.dashboards:
        yield _dashboard(grafana, drawn, force=wanted.force)
    yield _rules(grafana)


def _require_version(grafana: Grafana) -> None:
    said = grafana.version()
    numbers = tuple(int(part) for part in said.split("-")[0].split(".")[:2] if part.isdigit())
    if numbers < OLDEST:
        needed = ".".join(map(str, OLDEST))
        raise TooOld(f"this Grafana is {said or 'of an unknown version'}; {needed} is needed")


# Data sources


def _sources(grafana: Grafana, wanted: Wanted) -> Iterator[Done]:
    if not wanted.buckets:
        _require_sources(grafana)
    for bucket in wanted.buckets:
        yield _source(grafana, bucket, wanted)


def _require_sources(grafana: Grafana) -> None:
    missing = [uid for uid in SOURCES.values() if grafana.source(uid) is None]
    if missing:
        raise MissingSource(
            f"no data source of uid {' and '.join(missing)}: provision it by file, or name"
            " --influx-url, --influx-token-file, --bucket and --recent-bucket"
        )


def _source(grafana: Grafana, bucket: Bucket, wanted: Wanted) -> Done:
    described = source(bucket)
    full = {**described, "secureJsonData": secret(wanted.influx_token)}
    found = grafana.source(SOURCES[bucket.keeping])
    name = str(described["name"])
    if found is None:
        grafana.make_source(full)
        return Done("data source", name, Outcome.MADE)
    if found.get("readOnly"):
        return Done("data source", name, Outcome.FROM_FILES)
    if _has(found, described) and not wanted.force:  # its secret is never shown
        return Done("data source", name, Outcome.UNCHANGED)
    grafana.change_source(full)
    return Done("data source", name, Outcome.CHANGED)


# Folders and dashboards


def _folder(grafana: Grafana, uid: str, title: str) -> Done:
    found = grafana.folder(uid)
    if found is None:
        grafana.make_folder(uid, title)
        return Done("folder", title, Outcome.MADE)
    if found["title"] == title:
        return Done("folder", title, Outcome.UNCHANGED)
    grafana.rename_folder(uid, title)
    return Done("folder", title, Outcome.CHANGED)


def _dashboard(grafana: Grafana, drawn: Drawn, *, force: bool) -> Done:
    found = grafana.dashboard(drawn.uid)
    folder = folders.folder_uid(drawn.language)
    message = f"{_SIGNATURE}{drawn.digest}"
    name = f"{drawn.title} ({drawn.language})"
    if found is None:
        grafana.save_dashboard(drawn.content, folder, message)
        return Done("dashboard", name, Outcome.MADE)
    if found["meta"].get("provisioned"):
        return Done("dashboard", name, Outcome.FROM_FILES)
    newest = grafana.newest_message(drawn.uid)
    if newest == message and found["meta"].get("folderUid") == folder:
        return Done("dashboard", name, Outcome.UNCHANGED)
    difference = "" if newest.startswith(_SIGNATURE) else _difference(found["dashboard"], drawn)
    if difference and not force:
        return Done("dashboard", name, Outcome.EDITED, difference)
    grafana.save_dashboard(drawn.content, folder, message)
    return Done("dashboard", name, Outcome.CHANGED, difference)


def _difference(found: Json, drawn: Drawn) -> str:
    """Show what a Grafana's dashboard has, and what ours would make of it."""
    lines = difflib.unified_diff(
        _lines({**found, "id": None, "version": None}),
        _lines({**drawn.content, "id": None, "version": None}),
        "in Grafana",
        "in this package",
        n=2,
        lineterm="",
    )
    shown = list(lines)
    if len(shown) > _DIFF_LINES:
        shown = [*shown[:_DIFF_LINES], f"… {len(shown) - _DIFF_LINES} more lines"]
    return "\n".join(shown)


def _lines(content: Json) -> list[str]:
    return json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True).splitlines()


# Alert rules


def _rules(grafana: Grafana) -> Done:
    wanted = {
        "title": alerts.GROUP,
        "folderUid": alerts.FOLDER,
        "interval": alerts.INTERVAL_S,
        "rules": [
            {**rule, "orgID": 1, "folderUID": alerts.FOLDER, "ruleGroup": alerts.GROUP}
            for rule in alerts.rules()
        ],
    }
    found = grafana.rule_group(alerts.FOLDER, alerts.GROUP)
    if found is None or not found["rules"]:
        grafana.write_rule_group(alerts.FOLDER, alerts.GROUP, wanted)
        return Done("alert rules", alerts.GROUP, Outcome.MADE)
    if any(rule.get("provenance") == "file" for rule in found["rules"]):
        return Done("alert rules", alerts.GROUP, Outcome.FROM_FILES)
    if _has(found, wanted):
        return Done("alert rules", alerts.GROUP, Outcome.UNCHANGED)
    grafana.write_rule_group(alerts.FOLDER, alerts.GROUP, wanted)
    return Done("alert rules", alerts.GROUP, Outcome.CHANGED)


def _has(found: object, wanted: object) -> bool:
    """Tell whether all that is wanted is there; Grafana adds keys of its own."""
    if isinstance(wanted, Mapping):
        return isinstance(found, Mapping) and all(
            key in found and _has(found[key], value) for key, value in wanted.items()
        )
    if isinstance(wanted, list):
        return (
            isinstance(found, list) and len(found) == len(wanted) and all(map(_has, found, wanted))
        )
    return found == wanted
