"""What a dashboard's JSON must not have: found here, not by an empty panel. Pure.

It reads the JSON as Grafana does, knowing nothing of how it was made.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any, Final

from contract.series import AGENT_HEALTH, CARE, EVENT, HUB, LIVE, SET_ASIDE
from dashboards.board import GRID_WIDTH, SOURCES

Json = Mapping[str, Any]

PANEL_TYPES: Final = frozenset({"barchart", "stat", "table", "text", "timeseries"})
"""Those we use, all present in Grafana 11 to 12. Deprecated: graph, singlestat, table-old, …"""
_CHARTS: Final = frozenset({"barchart", "timeseries"})
_TRANSFORMATIONS: Final = frozenset(
    {"groupingToMatrix", "joinByField", "merge", "organize", "sortBy"}
)
_MATCHERS: Final = frozenset({"byName", "byRegexp", "byType"})
_OLDEST_SCHEMA: Final = 39
_LONGEST_UID: Final = 40
_ITSELF: Final = "-- Dashboard --"
_BUILT_IN: Final = frozenset({"__from", "__to", "__url_time_range", "__value", "timeFilter"})
_VARIABLE: Final = re.compile(r"\$(?:\{(\w+)[^}]*\}|(\w+))")
_READ: Final = re.compile(r'FROM "(\w+)"( WHERE [^()]*(?:\([^()]*\)[^()]*)*)?')
_TIMED: Final = re.compile(r"\$timeFilter|time >= \$\{__from\}ms -")
_IN_A_DAY: Final = re.compile(r"time >= \$\{__to\}ms - (?:1d|\d+m)\b")
_ONE_SPACE: Final = re.compile(r"\"space\" (?:=~|=|!=|!~) (?!'\$space'|/\^\$space\$/|'-')")
_MINUTELY: Final = frozenset(
    one.measurement for one in (AGENT_HEALTH, CARE, EVENT, HUB, LIVE, SET_ASIDE)
)


def lint(board: Json, known: Sequence[str]) -> list[str]:
    """Return what is wrong with a dashboard; `known` are the uids of all of them."""
    found = [*_frame(board), *_grid(board), *_variables(board), *_links(board, known)]
    for panel in board["panels"]:
        problems = (*_panel(panel), *_fields(panel), *_targets(panel), *_tables(panel, board))
        found += [f"panel {panel.get('id')}: {problem}" for problem in problems]
    return found


def _frame(board: Json) -> Iterator[str]:
    if not 0 < len(board.get("uid") or "") <= _LONGEST_UID:
        yield "no stable uid"
    if board.get("schemaVersion", 0) < _OLDEST_SCHEMA:
        yield "schema older than Grafana 11"
    if not board.get("title") or not board.get("description"):
        yield "no title or no description"
    if not board.get("timezone") or board["timezone"] == "browser":
        yield "times depend on who looks"
    if board.get("id") is not None:
        yield "has an id, which belongs to one Grafana"
    ids = Counter(panel.get("id") for panel in board["panels"])
    yield from (f"panel id {one} occurs {count} times" for one, count in ids.items() if count > 1)


def _grid(board: Json) -> Iterator[str]:
    for panel in board["panels"]:
        place = panel["gridPos"]
        if min(place["x"], place["y"]) < 0 or place["x"] + place["w"] > GRID_WIDTH:
            yield f"panel {panel['id']} is outside the grid"
        if min(place["w"], place["h"]) < 1:
            yield f"panel {panel['id']} has no size"
    for one, other in combinations(board["panels"], 2):
        if _overlap(one["gridPos"], other["gridPos"]):
            yield f"panels {one['id']} and {other['id']} overlap"


def _overlap(one: Json, other: Json) -> bool:
    return bool(
        one["x"] < other["x"] + other["w"]
        and other["x"] < one["x"] + one["w"]
        and one["y"] < other["y"] + other["h"]
        and other["y"] < one["y"] + one["h"]
    )


# Variables and links


def _variables(board: Json) -> Iterator[str]:
    variables = board["templating"]["list"]
    defined = {variable["name"] for variable in variables}
    asked = [target.get("query", "") for panel in board["panels"] for target in panel["targets"]]
    asked += [variable["query"] for variable in variables if variable["type"] == "query"]
    written = json.dumps(board["panels"])
    used = _names("\n".join([*asked, written]))
    yield from (f"variable {name} is never used" for name in sorted(defined - used))
    yield from (
        f"variable {name} is not defined" for name in sorted(_names("\n".join(asked)) - defined)
    )
    for variable in variables:
        if not variable.get("label") or not variable.get("description"):
            yield f"variable {variable['name']} has no label or no description"


def _names(text: str) -> set[str]:
    return {found[1] or found[2] for found in _VARIABLE.finditer(text)} - _BUILT_IN


def _links(board: Json, known: Sequence[str]) -> Iterator[str]:
    for uid in re.findall(r'"/d/([^"?/]+)', json.dumps(board)):
        if uid not in known:
            yield f"links to {uid}, which there is not"
    if not board.get("links"):
        yield "links to no other dashboard"


# Panels


def _panel(panel: Json) -> Iterator[str]:
    if panel["type"] not in PANEL_TYPES:
        yield f"type {panel['type']} is not one that Grafana 11 and later have"
    if not panel.get("title") or not panel.get("description"):
        yield "no title or no description"
    if not panel.get("targets"):
        yield "asks nothing"
    for one in panel.get("transformations") or ():
        if one["id"] not in _TRANSFORMATIONS:
            yield f"unknown transformation {one['id']}"


def _fields(panel: Json) -> Iterator[str]:
    config = panel["fieldConfig"]
    if not config["defaults"].get("unit"):
        yield "no unit"
    yield from _scale(config["defaults"].get("thresholds"))
    for override in config["overrides"]:
        if override["matcher"]["id"] not in _MATCHERS:
            yield f"unknown matcher {override['matcher']['id']}"
        for one in override["properties"]:
            if one["id"] == "thresholds":
                yield from _scale(one["value"])


def _scale(thresholds: Json | None) -> Iterator[str]:
    values = [step["value"] for step in (thresholds or {}).get("steps", ())]
    if not values or values[0] is not None or values[1:] != sorted(values[1:]):
        yield "thresholds are missing or out of order"


def _tables(panel: Json, board: Json) -> Iterator[str]:
    """Look for the table beside a chart, for who can't see it."""
    if panel["type"] not in _CHARTS:
        return
    beside = [
        other
        for other in board["panels"]
        if other["type"] == "table"
        and other["gridPos"]["y"] == panel["gridPos"]["y"]
        and any(target.get("panelId") == panel["id"] for target in other["targets"])
    ]
    if not beside:
        yield "no table beside the chart"


# Questions


def _targets(panel: Json) -> Iterator[str]:
    names = [target.get("refId") for target in panel["targets"]]
    if len(names) != len(set(names)) or None in names:
        yield "questions are not told apart"
    for target in panel["targets"]:
        if target["datasource"]["uid"] != _ITSELF:
            yield from _question(target)


def _question(target: Json) -> Iterator[str]:
    if target["datasource"].get("uid") not in SOURCES.values():
        yield f"unknown data source {target['datasource'].get('uid')}"
    if not target.get("rawQuery") or target.get("resultFormat") not in {"table", "time_series"}:
        yield "is no raw InfluxQL with a format"
    text = target["query"]
    reads = list(_READ.finditer(text))
    if not reads:
        yield "reads no series"
    for found in reads:
        measurement, condition = found[1], found[2] or ""
        if not _TIMED.search(condition):
            yield f"reads {measurement} without a time filter"
        if measurement in _MINUTELY and not _IN_A_DAY.search(condition):
            yield f"reads {measurement} of more than a day"
    if _ONE_SPACE.search(text):
        yield "names a space"
