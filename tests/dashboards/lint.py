"""What a dashboard's JSON must not have: found here, not by an empty panel. Pure.

It reads the JSON as Grafana does, knowing nothing of how it was made.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any, Final

from contract.series import ALL_SERIES, SPACE_NAME, Keeping
from dashboards.board import GRID_WIDTH, SOURCES

Json = Mapping[str, Any]

PANEL_TYPES: Final = frozenset({"barchart", "stat", "state-timeline", "table", "timeseries"})
"""Those we use, all present in Grafana 11 to 12. Deprecated: graph, singlestat, table-old, …"""
_CHARTS: Final = frozenset({"barchart", "state-timeline", "timeseries"})
_WITH_FLOOR: Final = frozenset({"barchart", "timeseries"})
_TRANSFORMATIONS: Final = frozenset(
    {
        "filterByValue",
        "formatTime",
        "joinByField",
        "merge",
        "organize",
        "partitionByValues",
        "sortBy",
    }
)
"""Not among them: groupingToMatrix, which gives all its columns the name of one field."""
_MATCHERS: Final = frozenset({"byName", "byRegexp", "byType"})
_OLDEST_SCHEMA: Final = 39
_LONGEST_UID: Final = 40
_MIXTURE: Final = "-- Mixed --"
_ITSELF: Final = "-- Dashboard --"
_BUILT_IN: Final = frozenset(
    {"__data", "__field", "__from", "__to", "__url_time_range", "__value", "timeFilter"}
)
_VARIABLE: Final = re.compile(r"\$(?:\{(\w+)[^}]*\}|(\w+))")
_READ: Final = re.compile(r'FROM "(\w+)"( WHERE [^()]*(?:\([^()]*\)[^()]*)*)?')
_TIMED: Final = re.compile(
    r"\$timeFilter|time >= (?:\$\{__from\}ms|now\(\) - |0\b|\$\{today:singlequote\} - )"
)
_EMPTY_TIME: Final = re.compile(r"time (?:>=|<) '\$")
_EVER: Final = re.compile(r"time >= 0\b")
_WHOLE_DAYS: Final = re.compile(
    r"time >= \$\{__from\}ms (?:AND|-(?! 6h| \(\$\{__to\}ms - \$\{__from\}ms\) - 18h))"
)
_ONE_SPACE: Final = re.compile(r"\"space\" (?:=~|=|!=|!~) (?!'\$space'|/\^\$space\$/|/\.\*/|'-')")
_KEPT: Final = {series.measurement: series.keeping for series in ALL_SERIES}
_NAMES: Final = re.compile(rf'FROM "{SPACE_NAME.measurement}"')
_DAYS: Final = frozenset({"space_day", "desk_day"})
_COUNT_OF_SOME: Final = re.compile(r"SELECT count\(.* FROM \(.*\) WHERE ")
_SEVERAL_COLUMNS: Final = re.compile(r"SELECT [^()]*,")
_OWN_TIME: Final = re.compile(
    r"24 Stunden|24 hours|vier Wochen|four weeks|\bheute\b|(?<!\$)\btoday\b", re.IGNORECASE
)
_FIXED_UNITS: Final = frozenset({"locale", "none"})
"""Units that write all of a number; a date may follow after `time:`."""
_ALARM_PANEL: Final = 201
_LONGEST_REFRESH_S: Final = 30


def lint(board: Json, known: Sequence[str]) -> list[str]:
    """Return what is wrong with a dashboard; `known` are the uids of all of them."""
    found = [
        *_frame(board),
        *_marks(board),
        *_grid(board),
        *_variables(board),
        *_links(board, known),
    ]
    for panel in panels_of(board):
        checks = (_panel, _times, _fields, _mappings, _names_alone, _targets, _order)
        problems = [problem for check in checks for problem in check(panel)]
        problems += _tables(panel, board)
        found += [f"panel {panel.get('id')}: {problem}" for problem in problems]
    return found


def panels_of(board: Json) -> list[Json]:
    """Return the panels that show something: headings aside."""
    return [panel for panel in board["panels"] if panel["type"] != "row"]


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
    refresh = board.get("refresh") or "never"
    if not refresh.endswith("s") or int(refresh.removesuffix("s")) > _LONGEST_REFRESH_S:
        yield "a dead hub looks alive for too long"
    if _ALARM_PANEL not in {panel.get("id") for panel in board["panels"]}:
        yield "does not say whether the hub speaks"
    if not any(panel["type"] == "row" for panel in board["panels"]):
        yield "has no headings"
    ids = Counter(panel.get("id") for panel in board["panels"])
    yield from (f"panel id {one} occurs {count} times" for one, count in ids.items() if count > 1)


def _marks(board: Json) -> Iterator[str]:
    for mark in board["annotations"]["list"]:
        if not mark.get("target", {}).get("fromAnnotations"):
            yield f"marks of {mark['name']} are not asked for"


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
    asked = [target.get("query", "") for panel in panels_of(board) for target in panel["targets"]]
    asked += [mark.get("target", {}).get("query", "") for mark in board["annotations"]["list"]]
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
        if _SEVERAL_COLUMNS.search(variable["query"]) and not variable.get("regex"):
            yield f"variable {variable['name']} may take the wrong one of several columns"


def _names(text: str) -> set[str]:
    return {found[1] or found[2] for found in _VARIABLE.finditer(text)} - _BUILT_IN


def _links(board: Json, known: Sequence[str]) -> Iterator[str]:
    for uid in re.findall(r'"/d/([^"?/]+)', json.dumps(board)):
        if uid not in known:
            yield f"links to {uid}, which there is not"
    if not board.get("links"):
        yield "links to no other dashboard"
    for link in board.get("links", ()):
        if not link.get("keepTime") or not link.get("includeVars"):
            yield f"the link {link['title']} drops time or space"


# Panels


def _panel(panel: Json) -> Iterator[str]:
    if panel["type"] not in PANEL_TYPES:
        yield f"type {panel['type']} is not one that Grafana 11 and later have"
    if not panel.get("title") or not panel.get("description"):
        yield "no title or no description"
    if not panel.get("targets"):
        yield "asks nothing"
    for step in panel.get("transformations") or ():
        if step["id"] not in _TRANSFORMATIONS:
            yield f"unknown transformation {step['id']}"


def _times(panel: Json) -> Iterator[str]:
    """Look for words that promise another time than the one that is chosen."""
    said = f"{panel.get('title')} {panel.get('description')}"
    if _OWN_TIME.search(said) and not panel.get("timeFrom"):
        yield "speaks of a time of its own that it does not have"


def _fields(panel: Json) -> Iterator[str]:
    config = panel["fieldConfig"]
    units = [config["defaults"].get("unit")] + [
        setting["value"]
        for override in config["overrides"]
        for setting in override["properties"]
        if setting["id"] == "unit"
    ]
    for unit in units:
        if not unit:
            yield "no unit"
        elif unit not in _FIXED_UNITS and not unit.startswith("time:"):
            yield f"unit {unit} may rescale"
    may_be_negative = any(" - " in _selected(one) for one in panel.get("targets", ()))
    if panel["type"] in _WITH_FLOOR and config["defaults"].get("min") != 0 and not may_be_negative:
        yield "does not begin at 0"
    yield from _scale(config["defaults"].get("thresholds"))
    for override in config["overrides"]:
        if override["matcher"]["id"] not in _MATCHERS:
            yield f"unknown matcher {override['matcher']['id']}"
        for setting in override["properties"]:
            if setting["id"] == "thresholds":
                yield from _scale(setting["value"])


def _scale(thresholds: Json | None) -> Iterator[str]:
    values = [step["value"] for step in (thresholds or {}).get("steps", ())]
    if not values or values[0] is not None or values[1:] != sorted(values[1:]):
        yield "thresholds are missing or out of order"


def _selected(target: Json) -> str:
    return str(target.get("query", "")).partition(" FROM ")[0]


def _mappings(panel: Json) -> Iterator[str]:
    """Look at what is said where nothing is known, and in which colour."""
    config = panel["fieldConfig"]
    if panel["type"] == "stat" and not list(_colours_of_nothing(config["defaults"])):
        yield "says nothing where there is no value"
    if "green" in _colours_of_nothing(config["defaults"]):
        yield "what is unknown is green"
    for override in config["overrides"]:
        written = {setting["id"]: setting["value"] for setting in override["properties"]}
        steps = written.get("thresholds", {}).get("steps", ())
        if override["matcher"].get("options") == "unknown" and "green" in {
            step["color"] for step in steps
        }:
            yield "what is unknown is green"
        colours = list(_colours_of_nothing(written))
        if "green" in colours:
            yield "what is unknown is green"
        if panel["type"] == "table" and "custom.cellOptions" in written and not colours:
            yield "a cell without a value takes a colour"


def _names_alone(panel: Json) -> Iterator[str]:
    """Look for charts that would be drawn of names alone, where no figure came."""
    asks_for_names = any(_NAMES.search(target.get("query", "")) for target in panel["targets"])
    done = {step["id"] for step in panel.get("transformations") or ()}
    if panel["type"] in _CHARTS and asks_for_names and "filterByValue" not in done:
        yield "of names alone it says that a field is missing"


def _colours_of_nothing(config: Json) -> Iterator[str]:
    for mapping in config.get("mappings", ()):
        if mapping["type"] == "special" and mapping["options"]["match"] in {"null", "null+nan"}:
            yield mapping["options"]["result"]["color"]


def _order(panel: Json) -> Iterator[str]:
    """Look for the order of a table's columns, which come in any."""
    ordered = [step for step in panel.get("transformations") or () if step["id"] == "organize"]
    if panel["type"] == "table" and not any(one["options"]["indexByName"] for one in ordered):
        yield "columns in any order"


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
    sources = {target["datasource"]["uid"] for target in panel["targets"]}
    wanted = sources.pop() if len(sources) == 1 else _MIXTURE
    if panel["datasource"]["uid"] != wanted:
        yield "asks all of its questions of one data source"
    for target in panel["targets"]:
        if target["datasource"]["uid"] != _ITSELF:
            yield from _question(target)
            yield from _answer(panel, target["query"])


def _answer(panel: Json, text: str) -> Iterator[str]:
    """Look for an answer that would say something else than it seems."""
    if panel["type"] == "stat" and _COUNT_OF_SOME.search(text):
        yield "has no row where it counts none"
    is_state = panel["type"] == "state-timeline" and not text.startswith('SELECT "called"')
    if is_state and "fill(null)" not in text:
        yield "a state would last through a gap"


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
        yield from _reading(found[1], found[2] or "", target["datasource"].get("uid"))
    if _EMPTY_TIME.search(text):
        yield "is an error where the variable is empty"
    if _ONE_SPACE.search(text):
        yield "names a space"


def _reading(measurement: str, condition: str, uid: str | None) -> Iterator[str]:
    keeping = _KEPT.get(measurement)
    if keeping is None or SOURCES.get(keeping) != uid:
        yield f"reads {measurement} where it is not"
    if not _TIMED.search(condition):
        yield f"reads {measurement} without a time filter"
    if keeping is Keeping.RECENT and _EVER.search(condition):
        yield f"reads all of {measurement}"
    if measurement in _DAYS and _WHOLE_DAYS.search(condition):
        yield f"cuts {measurement} within a day"
