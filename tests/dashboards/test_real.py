"""`platzfrei-dashboards provision` against a real Grafana, as an operator comes to it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from contract.series import CareKind
from dashboards import alerts
from dashboards.building import HERE
from dashboards.cli import main
from tests.parts.real_grafana import RealGrafana

pytestmark = [
    pytest.mark.real("Grafana"),
    pytest.mark.timeout(900),
]
NOBODY = "http://127.0.0.1:9"
REGION = "platzfrei-region-de"
SILENT = alerts.uid_of(CareKind.AGENT_SILENT)
RULES = {str(rule["uid"]) for group in alerts.groups() for rule in group.rules}
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def grafana(tmp_path: Path) -> Iterator[RealGrafana]:
    """Run an empty one."""
    real = RealGrafana(tmp_path / "grafana")
    real.start()
    yield real
    real.stop()


@pytest.fixture
def run(grafana: RealGrafana, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function that types the command and returns status, output and complaint."""
    keys = {role: tmp_path / role for role in ("Admin", "Editor", "Viewer", "wrong")}
    for role, path in keys.items():
        path.write_text("glsa_wrong" if role == "wrong" else grafana.token(role))
    (tmp_path / "influx").write_text("read-only")
    base = ("provision", "--url", grafana.url)
    sources = (
        *("--influx-url", NOBODY, "--influx-token-file", str(tmp_path / "influx")),
        *("--bucket", "platzfrei", "--recent-bucket", "platzfrei-recent"),
    )

    def typed(*more: str, key: str = "Admin", described: bool = False) -> tuple[int, str, str]:
        said = (*base, "--token-file", str(keys[key]), *more, *(sources if described else ()))
        status = main(said)
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return typed


def _message(grafana: RealGrafana, uid: str) -> str:
    return str(grafana.ask(f"/dashboards/uid/{uid}/versions/1")["message"])


def test_an_empty_grafana_is_filled_once_and_hands_are_respected(
    grafana: RealGrafana, run: Run
) -> None:
    """What is made, made again, edited, insisted on, made by an earlier version."""
    status, said, _ = run(described=True)
    assert (status, said.count("does not answer")) == (1, 2)  # nobody is at that address
    assert "reaches nobody" in said
    assert _message(grafana, REGION).startswith("platzfrei-dashboards ")
    for described in (True, False):
        status, said, _ = run(described=described)
        assert (status, "nothing changed" in said) == (1, True)
        assert "edited" not in said
    _edit_by_hand(grafana)
    status, said, _ = run(described=True)
    assert (status, said.count("edited by hand")) == (1, 3 + 1)
    assert "nothing changed" in said
    status, said, _ = run("--force", described=True)
    assert "edited by hand" not in said
    assert "nothing changed" in run()[1]
    _make_old(grafana)
    assert "3 changed" in run()[1]
    assert "nothing changed" in run()[1]


def _edit_by_hand(grafana: RealGrafana) -> None:
    """Edit a dashboard, a data source and a rule, as the interface does it."""
    board = grafana.ask(f"/dashboards/uid/{REGION}")
    edited = {**board["dashboard"], "title": "Unsere Region"}
    lies = board["meta"]["folderUid"]
    grafana.ask("/dashboards/db", {"dashboard": edited, "folderUid": lies, "message": ""})
    source = grafana.ask("/datasources/uid/platzfrei")
    grafana.ask("/datasources/uid/platzfrei", {**source, "url": "http://127.0.0.1:7"}, "PUT")
    rule = grafana.ask(f"/v1/provisioning/alert-rules/{SILENT}")
    grafana.ask(f"/v1/provisioning/alert-rules/{SILENT}", {**rule, "for": "9h"}, "PUT")


def _make_old(grafana: RealGrafana) -> None:
    """Leave a dashboard, a rule and the data source of single events as an earlier version did."""
    board = grafana.ask(f"/dashboards/uid/{REGION}")
    old = {**board["dashboard"], "title": "Alt"}
    message = "platzfrei-dashboards 0123456789abcdef"
    lies = board["meta"]["folderUid"]
    grafana.ask("/dashboards/db", {"dashboard": old, "folderUid": lies, "message": message})
    rule = grafana.ask(f"/v1/provisioning/alert-rules/{SILENT}")
    notes = {key: one for key, one in rule["annotations"].items() if "platzfrei" not in key}
    old_rule = {**rule, "annotations": notes, "noDataState": "Alerting"}
    grafana.ask(f"/v1/provisioning/alert-rules/{SILENT}", old_rule, "PUT")
    raw = {"uid": "platzfrei-raw", "name": "Platzfrei raw", "type": "influxdb", "access": "proxy"}
    grafana.ask("/datasources", {**raw, "url": NOBODY})


def test_alerts_reach_whom_they_shall(grafana: RealGrafana, run: Run) -> None:
    """By our rules alone; the policy stays as it was."""
    run(described=True)
    policy = grafana.ask("/v1/provisioning/policies")
    status, said, _ = run("--alert-email", "bauhof@example.org")
    assert "alerts go to Platzfrei unchanged" in " ".join(said.split())
    assert grafana.ask("/v1/provisioning/policies")["receiver"] == policy["receiver"]
    assert "nothing changed" in run("--alert-email", "bauhof@example.org")[1]
    assert "nothing changed" in run()[1]
    status, _, complaint = run("--contact-point", "Niemand")
    assert (status, "Grafana has: Platzfrei, email receiver" in complaint) == (2, True)


@pytest.mark.parametrize(
    ("key", "words"), [("Viewer", "role Admin"), ("Editor", "role Admin"), ("wrong", "not know")]
)
def test_a_token_that_does_not_do_is_one_sentence(run: Run, key: str, words: str) -> None:
    """Not one thing is made."""
    status, said, complaint = run(key=key, described=True)
    assert (status, words in complaint, complaint.count("\n")) == (2, True, 1)
    assert "nothing changed" in said


def test_a_grafana_that_reads_our_files_gets_nothing_twice(
    grafana: RealGrafana, run: Run, tmp_path: Path
) -> None:
    """No second folder, no refusal; each thing is named as theirs."""
    grafana.stop()
    (tmp_path / "grafana" / "provisioning").rmdir()
    (tmp_path / "grafana" / "provisioning").symlink_to(HERE / "provisioning")
    grafana.start(
        {
            "PLATZFREI_DASHBOARDS": str(HERE / "json"),
            "PLATZFREI_INFLUX_URL": NOBODY,
            "PLATZFREI_INFLUX_BUCKET": "platzfrei",
            "PLATZFREI_INFLUX_RECENT_BUCKET": "platzfrei-recent",
            "PLATZFREI_INFLUX_READ_TOKEN": f"$__file{{{tmp_path / 'influx'}}}",
        }
    )
    before = _everything(grafana)
    status, said, complaint = run(described=True)
    assert (status, complaint) == (1, "")  # nobody is at that address
    assert said.count("comes from files, left alone") == 2 + 8 + 1
    assert "nothing changed" in said
    assert _everything(grafana) == before


def _everything(grafana: RealGrafana) -> dict[str, Any]:
    rules = grafana.ask("/v1/provisioning/alert-rules")
    assert {rule["uid"] for rule in rules} == RULES
    return {
        "folders": sorted((one["uid"], one["title"]) for one in grafana.ask("/folders")),
        "rules": sorted((rule["uid"], rule["folderUID"]) for rule in rules),
        "dashboards": sorted(one["uid"] for one in grafana.ask("/search?type=dash-db")),
    }
