"""The dashboards keep their rules, and each rule can be broken."""

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from dashboards.committed import Drawn, committed
from dashboards.words import Language
from tests.dashboards.lint import lint

KNOWN = [one.uid for one in committed()]
Json = dict[str, Any]


@pytest.mark.parametrize("drawn", committed(), ids=lambda drawn: drawn.uid)
def test_a_dashboard_keeps_the_rules(drawn: Drawn) -> None:
    """Of grid, ids, variables, units, descriptions, time filters, types and links."""
    assert lint(drawn.content, KNOWN) == []


def test_there_are_four_in_each_language() -> None:
    """Region, space, care and hub, and no uid twice."""
    names = ("care", "hub", "region", "space")
    assert [f"platzfrei-{name}-{language}" for language in Language for name in names] == KNOWN


def test_the_languages_differ_in_words_alone() -> None:
    """Same panels in the same places, and no text is left in the other language."""
    german, english = committed()[:4], committed()[4:]
    for one, other in zip(german, english, strict=True):
        places = [
            [(p["id"], p["gridPos"]) for p in each.content["panels"]] for each in (one, other)
        ]
        assert places[0] == places[1]
        texts = [
            {p.get("description", p["title"]) for p in each.content["panels"]}
            for each in (one, other)
        ]
        assert texts[0].isdisjoint(texts[1])


def panel(board: Json, panel_id: int) -> Json:
    """Find a panel."""
    found: Json = next(one for one in board["panels"] if one["id"] == panel_id)
    return found


def asks(board: Json, panel_id: int, old: str, new: str) -> None:
    """Change the words of a panel's first question."""
    target = panel(board, panel_id)["targets"][0]
    assert old in target["query"]
    target["query"] = target["query"].replace(old, new)


def _override(board: Json, panel_id: int, name: str) -> Json:
    found: Json = next(
        override
        for override in panel(board, panel_id)["fieldConfig"]["overrides"]
        if override["matcher"]["options"] == name
    )
    return found


def _prop(board: Json, panel_id: int, name: str, prop: str) -> Json:
    found: Json = next(
        one for one in _override(board, panel_id, name)["properties"] if one["id"] == prop
    )
    return found


def _defaults(board: Json, panel_id: int) -> Json:
    found: Json = panel(board, panel_id)["fieldConfig"]["defaults"]
    return found


def _matcher(board: Json, panel_id: int) -> Json:
    found: Json = panel(board, panel_id)["fieldConfig"]["overrides"][0]["matcher"]
    return found


def _target(board: Json, panel_id: int) -> Json:
    found: Json = panel(board, panel_id)["targets"][0]
    return found


def _in_a_stat(board: Json, query: str) -> None:
    _target(board, 203)["query"] = query


def _without_headings(board: Json) -> None:
    board["panels"] = [one for one in board["panels"] if one["type"] != "row"]


def _matrix(board: Json) -> None:
    panel(board, 6)["transformations"].append({"id": "groupingToMatrix", "options": {}})


def _without(board: Json, panel_id: int, transformation: str) -> None:
    steps = panel(board, panel_id)["transformations"]
    steps[:] = [step for step in steps if step["id"] != transformation]


_FILTERED = (
    'SELECT count("online") FROM (SELECT last("online") AS "online" FROM "agent_health"'
    ' WHERE time >= now() - 90s GROUP BY "agent") WHERE "online" = true'
)
Break = Callable[[Json], object]
BREAKS: list[tuple[str, str, Break]] = [
    ("region", "overlap", lambda b: panel(b, 2)["gridPos"].update(x=4)),
    ("region", "outside the grid", lambda b: panel(b, 6)["gridPos"].update(x=1)),
    ("region", "has no size", lambda b: panel(b, 1)["gridPos"].update(w=0)),
    ("region", "occurs 2 times", lambda b: panel(b, 2).update(id=1)),
    ("region", "no stable uid", lambda b: b.update(uid="x" * 41)),
    ("region", "schema older", lambda b: b.update(schemaVersion=36)),
    ("region", "no title", lambda b: b.update(description="")),
    ("region", "depend on who looks", lambda b: b.update(timezone="browser")),
    ("region", "belongs to one Grafana", lambda b: b.update(id=3)),
    ("region", "are not asked for", lambda b: b["annotations"]["list"][0].pop("target")),
    ("region", "alive for too long", lambda b: b.update(refresh="1m")),
    ("region", "whether the hub speaks", lambda b: panel(b, 201).update(id=299)),
    ("region", "no headings", _without_headings),
    ("space", "weekday may take the wrong", lambda b: b["templating"]["list"][2].pop("regex")),
    ("region", "desk is not defined", lambda b: asks(b, 1, "$space", "$desk")),
    ("region", "never used", lambda b: b["templating"]["list"][0].update(name="unused")),
    ("region", "no label", lambda b: b["templating"]["list"][0].update(label="")),
    ("region", "which there is not", lambda b: b["links"][0].update(url="/d/elsewhere")),
    ("region", "links to no other", lambda b: b.update(links=[])),
    ("region", "drops time or space", lambda b: b["links"][0].update(keepTime=False)),
    ("region", "drops time or space", lambda b: b["links"][0].update(includeVars=False)),
    ("region", "type graph", lambda b: panel(b, 11).update(type="graph")),
    ("region", "panel 3: no title", lambda b: panel(b, 3).update(description="")),
    ("region", "asks nothing", lambda b: panel(b, 3).update(targets=[])),
    ("region", "transformation x", lambda b: panel(b, 7).update(transformations=[{"id": "x"}])),
    ("region", "groupingToMatrix", _matrix),
    ("care", "of names alone", lambda b: _without(b, 12, "filterByValue")),
    ("region", "of names alone", lambda b: _without(b, 7, "filterByValue")),
    ("region", "columns in any order", lambda b: panel(b, 6)["transformations"].pop()),
    ("region", "no unit", lambda b: _defaults(b, 3).pop("unit")),
    ("region", "unit h may rescale", lambda b: _defaults(b, 3).update(unit="h")),
    ("region", "unit short", lambda b: _prop(b, 6, "visits", "unit").update(value="short")),
    ("region", "does not begin at 0", lambda b: _defaults(b, 7).pop("min")),
    ("region", "thresholds", lambda b: _defaults(b, 2).pop("thresholds")),
    ("region", "unknown matcher", lambda b: _matcher(b, 3).update(id="byLuck")),
    ("region", "where there is no value", lambda b: _defaults(b, 204).pop("mappings")),
    (
        "region",
        "unknown is green",
        lambda b: _defaults(b, 204)["mappings"][0]["options"]["result"].update(color="green"),
    ),
    (
        "space",
        "unknown is green",
        lambda b: _prop(b, 1, "unknown", "thresholds")["value"]["steps"][0].update(color="green"),
    ),
    ("region", "no row where it counts none", lambda b: _in_a_stat(b, _FILTERED)),
    ("care", "last through a gap", lambda b: asks(b, 6, "fill(null)", "fill(none)")),
    ("care", "last through a gap", lambda b: asks(b, 12, "fill(null)", "")),
    ("space", "a time of its own", lambda b: panel(b, 4).pop("timeFrom")),
    ("space", "a time of its own", lambda b: panel(b, 6).update(title="Today and a usual day")),
    ("region", "no table beside", lambda b: panel(b, 8).update(targets=[])),
    ("region", "not told apart", lambda b: panel(b, 6)["targets"][1].update(refId="A")),
    ("care", "of one data source", lambda b: panel(b, 6)["datasource"].update(uid="platzfrei")),
    ("care", "takes a colour", lambda b: _prop(b, 5, "age_min", "mappings").update(value=[])),
    ("region", "unknown data source", lambda b: _target(b, 1)["datasource"].update(uid="x")),
    ("region", "no raw InfluxQL", lambda b: _target(b, 1).update(rawQuery=False)),
    ("region", "reads no series", lambda b: _in_a_stat(b, "SHOW DATABASES $timeFilter $space")),
    ("region", "without a time filter", lambda b: asks(b, 1, "time >= ${__from}ms - 6h AND ", "")),
    ("space", "is an error where", lambda b: asks(b, 6, "${today:singlequote}", "'$today'")),
    ("region", "live where it is not", lambda b: asks(b, 1, '"space_day"', '"live"')),
    ("region", "event where it is not", lambda b: asks(b, 1, '"space_day"', '"event"')),
    ("region", "reads all of live", lambda b: asks(b, 203, "now() - 90s", "0")),
    (
        "region",
        "cuts space_day within a day",
        lambda b: asks(b, 1, "${__from}ms - 6h", "${__from}ms"),
    ),
    (
        "region",
        "names a space",
        lambda b: asks(b, 1, "/^$space$/", "/^$space$/ OR \"space\" = 'scheune'"),
    ),
]


@pytest.mark.parametrize(("board", "problem", "spoil"), BREAKS)
def test_a_broken_rule_is_found(board: str, problem: str, spoil: Break) -> None:
    """Each in a dashboard that keeps them all."""
    (whole,) = (one for one in committed() if one.uid == f"platzfrei-{board}-en")
    broken = copy.deepcopy(whole.content)
    spoil(broken)
    assert any(problem in found for found in lint(broken, KNOWN)), json.dumps(lint(broken, KNOWN))
