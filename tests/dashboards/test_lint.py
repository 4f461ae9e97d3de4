"""The dashboards keep their rules, and each rule can be broken."""

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from dashboards.committed import Drawn, committed
from dashboards.lint import lint
from dashboards.words import Language

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
        texts = [{p["description"] for p in each.content["panels"]} for each in (one, other)]
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


def _without_zone(board: Json) -> None:
    asks(board, 11, "$zone", "UTC")
    del panel(board, 11)["targets"][1]


def _matcher(board: Json, panel_id: int) -> Json:
    found: Json = panel(board, panel_id)["fieldConfig"]["overrides"][0]["matcher"]
    return found


def _target(board: Json, panel_id: int) -> Json:
    found: Json = panel(board, panel_id)["targets"][0]
    return found


Break = Callable[[Json], object]
BREAKS: list[tuple[str, Break]] = [
    ("overlap", lambda b: panel(b, 2)["gridPos"].update(x=4)),
    ("outside the grid", lambda b: panel(b, 6)["gridPos"].update(x=1)),
    ("has no size", lambda b: panel(b, 1)["gridPos"].update(w=0)),
    ("occurs 2 times", lambda b: panel(b, 2).update(id=1)),
    ("no stable uid", lambda b: b.update(uid="x" * 41)),
    ("schema older", lambda b: b.update(schemaVersion=36)),
    ("no title", lambda b: b.update(description="")),
    ("depend on who looks", lambda b: b.update(timezone="browser")),
    ("belongs to one Grafana", lambda b: b.update(id=3)),
    ("zone is never used", _without_zone),
    ("desk is not defined", lambda b: asks(b, 1, "$space", "$desk")),
    ("no label", lambda b: b["templating"]["list"][0].update(label="")),
    ("which there is not", lambda b: b["links"][0].update(url="/d/elsewhere")),
    ("links to no other", lambda b: b.update(links=[])),
    ("type graph", lambda b: panel(b, 11).update(type="graph")),
    ("panel 3: no title", lambda b: panel(b, 3).update(description="")),
    ("asks nothing", lambda b: panel(b, 3).update(targets=[])),
    ("unknown transformation", lambda b: panel(b, 7).update(transformations=[{"id": "x"}])),
    ("no unit", lambda b: panel(b, 3)["fieldConfig"]["defaults"].pop("unit")),
    ("thresholds", lambda b: panel(b, 2)["fieldConfig"]["defaults"].pop("thresholds")),
    ("unknown matcher", lambda b: _matcher(b, 3).update(id="byLuck")),
    ("no table beside", lambda b: panel(b, 8).update(targets=[])),
    ("not told apart", lambda b: panel(b, 6)["targets"][1].update(refId="A")),
    ("unknown data source", lambda b: _target(b, 1)["datasource"].update(uid="x")),
    ("no raw InfluxQL", lambda b: _target(b, 1).update(rawQuery=False)),
    ("reads no series", lambda b: _target(b, 1).update(query="SHOW DATABASES $timeFilter $space")),
    ("without a time filter", lambda b: asks(b, 1, "$timeFilter AND ", "")),
    ("of more than a day", lambda b: asks(b, 1, '"space_day"', '"live"')),
    ("names a space", lambda b: asks(b, 1, "/^$space$/", "/^$space$/ OR \"space\" = 'scheune'")),
]


@pytest.mark.parametrize(("problem", "spoil"), BREAKS, ids=[problem for problem, _ in BREAKS])
def test_a_broken_rule_is_found(problem: str, spoil: Break) -> None:
    """Each in the dashboard of the region, which keeps them all."""
    (region,) = (one for one in committed() if one.uid == "platzfrei-region-en")
    broken = copy.deepcopy(region.content)
    spoil(broken)
    assert any(problem in found for found in lint(broken, KNOWN)), json.dumps(lint(broken, KNOWN))
