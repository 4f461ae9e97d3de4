"""The committed JSON and files are what the code says, and Grafana's shape."""

import copy
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any, cast

import pytest
import yaml
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.cog.plugins import register_default_plugins
from grafana_foundation_sdk.models.dashboard import Dashboard

from contract.series import CareKind
from dashboards import alerts
from dashboards.board import SOURCES
from dashboards.boards.every import EVERY
from dashboards.building import HERE, all_files, differing, write
from dashboards.cli import main
from dashboards.committed import Drawn, committed
from dashboards.drawing import draw
from dashboards.words import Language

Json = dict[str, Any]


def provisioned(name: str) -> dict[str, Any]:
    """Read one of the files as Grafana does."""
    text = (HERE / "provisioning" / name / "platzfrei.yaml").read_text(encoding="utf-8")
    read: dict[str, Any] = yaml.safe_load(text)
    assert read["apiVersion"] == 1
    return read


def test_what_is_committed_is_what_the_code_says(capsys: pytest.CaptureFixture[str]) -> None:
    """`platzfrei-dashboards build` would change nothing."""
    assert differing(HERE) == []
    assert main(["build", "--check"]) == main(["build"]) == 0
    assert capsys.readouterr().out == "all as the code says\n" * 2


def test_building_makes_what_is_missing_and_takes_away_what_is_too_much(tmp_path: Path) -> None:
    """And the second time nothing."""
    assert set(write(tmp_path)) == set(all_files())
    changed, stray = tmp_path / "json/de/hub.json", tmp_path / "json/de/old.json"
    changed.write_text("{}")
    stray.write_text("{}")
    assert [path.name for path in differing(tmp_path)] == ["hub.json", "old.json"]
    write(tmp_path)
    assert write(tmp_path) == []
    assert not stray.exists()


@pytest.mark.parametrize("board", EVERY, ids=lambda board: board.name)
def test_drawing_twice_makes_the_same(board: object) -> None:
    """No time, no chance and no order of a set gets into it."""
    again = next(one for one in EVERY if one is board)
    assert draw(again, Language.DE) == draw(again, Language.DE)


def holds(found: object, wanted: object) -> bool:
    """Tell whether all that is wanted is in what was found, which may have more keys."""
    if isinstance(wanted, dict) and isinstance(found, dict):
        return all(key in found and holds(found[key], value) for key, value in wanted.items())
    if isinstance(wanted, list) and isinstance(found, list):
        return len(found) == len(wanted) and all(map(holds, found, wanted))
    return found == wanted


def read_as_grafana(content: Json) -> Json:
    """Read by Grafana's own schema, which drops what it does not know, and write again."""
    register_default_plugins()
    # By the source of a panel it knows whose questions these are; a mixture has none of its own.
    mixed = '"type": "datasource", "uid": "-- Mixed --"'
    content = json.loads(json.dumps(content).replace(mixed, '"type": "influxdb", "uid": "mixed"'))
    read: Json = json.loads(json.dumps(Dashboard.from_json(content), cls=JSONEncoder))
    # Annotations ask as their data source does, which the schema leaves open.
    return read | {"annotations": content["annotations"]}


@pytest.mark.parametrize("drawn", committed(), ids=lambda drawn: drawn.uid)
def test_the_schema_of_grafana_knows_all_of_it(drawn: Drawn) -> None:
    """Every option of every panel is read, by the types that Grafana 11.6 publishes."""
    read = read_as_grafana(drawn.content)
    for panel in read["panels"]:
        if panel.get("datasource", {}).get("uid") == "mixed":
            panel["datasource"] = {"type": "datasource", "uid": "-- Mixed --"}
    assert holds(read, drawn.content)


@pytest.mark.parametrize(
    ("where", "name"),
    [("options", "xFields"), ("gridPos", "width"), ("fieldConfig", "override")],
)
def test_an_option_that_grafana_does_not_have_is_found(where: str, name: str) -> None:
    """A slip of the pen would be ignored without a word."""
    content = copy.deepcopy(committed()[2].content)
    next(panel for panel in content["panels"] if panel["type"] == "barchart")[where][name] = "x"
    assert not holds(read_as_grafana(content), content)


def test_the_file_of_data_sources_names_both_buckets_and_no_secret() -> None:
    """What differs from place to place comes from Grafana's environment."""
    found = provisioned("datasources")["datasources"]
    assert [one["uid"] for one in found] == list(SOURCES.values())
    text = (HERE / "provisioning/datasources/platzfrei.yaml").read_text()
    assert sorted(set(re.findall(r"\$\{(\w+)\}", text))) == [
        "PLATZFREI_INFLUX_BUCKET",
        "PLATZFREI_INFLUX_READ_TOKEN",
        "PLATZFREI_INFLUX_RECENT_BUCKET",
        "PLATZFREI_INFLUX_URL",
    ]


def test_the_file_of_folders_leads_to_the_dashboards_of_each_language() -> None:
    """By the folders below json/."""
    found = provisioned("dashboards")["providers"]
    paths = [one["options"]["path"] for one in found]
    assert [path.removeprefix("${PLATZFREI_DASHBOARDS}/") for path in paths] == list(Language)
    assert all((HERE / "json" / language).is_dir() for language in Language)


def test_a_data_source_for_single_events_is_taken_away() -> None:
    """An earlier version's; nobody who looks at dashboards may ask for them."""
    found = yaml.safe_load((HERE / "provisioning/datasources/platzfrei.yaml").read_text())
    assert [source["name"] for source in found["deleteDatasources"]] == ["Platzfrei raw"]
    assert "Platzfrei raw" not in {source["name"] for source in found["datasources"]}


def test_the_file_of_rules_has_the_rules() -> None:
    """The same as the API is given."""
    found = provisioned("alerting")["groups"]
    assert [group["rules"] for group in found] == [list(one.rules) for one in alerts.groups()]
    assert [group["interval"] for group in found] == ["60s", "30s"]


def test_there_is_a_rule_for_every_kind_of_care_and_one_for_the_hub() -> None:
    """With German and English text, and its dashboard."""
    rules = {rule["uid"]: rule for group in alerts.groups() for rule in group.rules}
    assert set(rules) == {alerts.uid_of(kind) for kind in CareKind} | {alerts.HUB_SILENT}
    assert len({rule["title"] for rule in rules.values()}) == len(rules)
    for rule in rules.values():
        annotations = rule["annotations"]
        assert isinstance(annotations, dict)
        assert all(" · " in annotations[name] for name in ("summary", "description"))
        assert annotations["__dashboardUid__"] in {"platzfrei-care-de", "platzfrei-hub-de"}


def test_an_alert_leads_to_the_panel_that_shows_what_it_judges() -> None:
    """What is needed on the dashboard Care, and whether the hub speaks on the dashboard Hub."""
    boards = {board.uid: board.content for board in committed()}
    for rule in (rule for group in alerts.groups() for rule in group.rules):
        said = cast("dict[str, str]", rule["annotations"])
        panels = boards[said["__dashboardUid__"]]["panels"]
        (shown,) = (panel for panel in panels if str(panel["id"]) == said["__panelId__"])
        is_hub = rule["uid"] == alerts.HUB_SILENT
        assert shown["title"] == ("Der Hub" if is_hub else "Was Aufmerksamkeit braucht")


def test_when_nothing_is_known_any_more_one_rule_fires_and_the_others_keep_their_state() -> None:
    """Or a dead hub would be an alert for each agent, at midnight, or none at all."""
    rules = [rule for group in alerts.groups() for rule in group.rules]
    silent = {(rule["noDataState"], rule["execErrState"]) for rule in rules[:-1]}
    assert silent == {("KeepLast", "KeepLast")}
    assert rules[-1]["uid"] == alerts.HUB_SILENT
    assert (rules[-1]["noDataState"], rules[-1]["execErrState"]) == ("Alerting", "Alerting")


def test_a_dead_hub_is_told_within_three_minutes_and_a_lost_record_is_not() -> None:
    """It writes once a minute: a gap of two leaves less silence than the rule waits for."""
    group = alerts.groups()[-1]
    (rule,) = group.rules
    (asked, *_) = cast("list[dict[str, dict[str, int]]]", rule["data"])
    back_s, lasting_s = asked["relativeTimeRange"]["from"], 60
    assert rule["for"] == "1m"
    assert 60 + group.interval_s <= back_s
    assert 2 * 60 - back_s < lasting_s
    assert back_s + lasting_s + group.interval_s <= 180


def test_provisioning_needs_no_build_tool() -> None:
    """An operator installs platzfrei[dashboards], which has neither SDK nor YAML."""
    code = (
        "import sys; sys.modules['grafana_foundation_sdk'] = sys.modules['yaml'] = None\n"
        "from dashboards.cli import main; sys.exit(main(['build']))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert ran.returncode == 2
    assert "is missing" in ran.stderr
