"""`platzfrei-dashboards provision` against a double of Grafana, and against a real one if there is.

`GRAFANA_URL` and `GRAFANA_TOKEN` name a real Grafana, which is changed.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dashboards import alerts
from dashboards.cli import main
from dashboards.committed import committed
from tests.parts.grafana import ADMIN, VIEWER, FakeGrafana, running

REGION = "platzfrei-region-de"
THINGS = 2 + 3 + 8 + 1


@pytest.fixture(params=["11.6.0", "12.4.0"])
def grafana(request: pytest.FixtureRequest) -> Iterator[FakeGrafana]:
    """Run an empty Grafana of either shape."""
    yield from running(request.param)


Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(grafana: FakeGrafana, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function that types the command and returns status, output and complaint."""
    (tmp_path / "admin").write_text(f"{ADMIN}\n")
    (tmp_path / "viewer").write_text(VIEWER)
    (tmp_path / "wrong").write_text("glsa_wrong")
    (tmp_path / "influx").write_text("read-only")

    def typed(*more: str, key: str = "admin", url: str = grafana.url) -> tuple[int, str, str]:
        base = ("provision", "--url", url, "--token-file", str(tmp_path / key))
        status = main([*base, *more])
        said = capsys.readouterr()
        return status, said.out, said.err

    return typed


@pytest.fixture
def sources(tmp_path: Path) -> tuple[str, ...]:
    """Return the options that describe the data sources."""
    return (
        *("--influx-url", "http://influxdb:8086", "--influx-token-file", str(tmp_path / "influx")),
        *("--bucket", "platzfrei", "--recent-bucket", "platzfrei-recent"),
    )


def test_an_empty_grafana_gets_everything(
    grafana: FakeGrafana, run: Run, sources: tuple[str, ...]
) -> None:
    """Two data sources, three folders, eight dashboards, one group of rules."""
    status, said, _ = run(*sources)
    assert status == 0
    assert f"{THINGS} changed" in said
    assert set(grafana.dashboards) == {one.uid for one in committed()}
    assert set(grafana.folders) == {"platzfrei-de", "platzfrei-en", alerts.FOLDER}
    (group,) = grafana.groups.values()
    assert [rule["uid"] for rule in group["rules"]] == [rule["uid"] for rule in alerts.rules()]
    recent = grafana.sources["platzfrei-recent"]
    assert recent["jsonData"]["dbName"] == "platzfrei-recent"
    assert recent["secureJsonFields"] == {"httpHeaderValue1": True}


def test_a_dashboard_lies_in_the_folder_of_its_language(
    grafana: FakeGrafana, run: Run, sources: tuple[str, ...]
) -> None:
    """As the decision says."""
    run(*sources)
    for drawn in committed():
        (saved,) = grafana.dashboards[drawn.uid]
        assert saved["folderUid"] == f"platzfrei-{drawn.language}"
        assert saved["dashboard"]["panels"] == drawn.content["panels"]


@pytest.mark.parametrize("again", [True, False], ids=["same options", "fewer options"])
def test_a_second_run_changes_nothing_and_says_so(
    grafana: FakeGrafana, run: Run, sources: tuple[str, ...], *, again: bool
) -> None:
    """Not one request but for reading."""
    run(*sources)
    grafana.changes.clear()
    status, said, _ = run(*(sources if again else ()))
    assert status == 0
    assert "nothing changed" in said
    assert grafana.changes == []


def test_what_was_edited_by_hand_is_left_alone_and_shown(
    grafana: FakeGrafana, run: Run, sources: tuple[str, ...]
) -> None:
    """With the difference, until somebody insists; then it is ours again, for good."""
    run(*sources)
    grafana.edit(REGION, title="Unsere Region")
    status, said, _ = run()
    assert status == 1
    assert "edited by hand, left alone" in said
    assert '- "title": "Unsere Region"' in said
    assert '+ "title": "Platzfrei: Region"' in said
    assert grafana.dashboards[REGION][-1]["dashboard"]["title"] == "Unsere Region"
    status, said, _ = run("--force")
    assert (status, "1 changed" in said) == (0, True)
    assert grafana.dashboards[REGION][-1]["dashboard"]["title"] == "Platzfrei: Region"
    assert run()[0] == 0


def test_an_earlier_version_of_ours_is_replaced(
    grafana: FakeGrafana, run: Run, sources: tuple[str, ...]
) -> None:
    """A new release of this package needs no force."""
    run(*sources)
    last = grafana.dashboards[REGION][-1]
    last["message"], last["dashboard"]["title"] = "platzfrei-dashboards 0123456789abcdef", "Alt"
    status, said, _ = run()
    assert (status, "1 changed" in said) == (0, True)
    assert grafana.dashboards[REGION][-1]["dashboard"]["title"] == "Platzfrei: Region"


def test_what_comes_from_files_is_left_to_them(
    grafana: FakeGrafana, run: Run, sources: tuple[str, ...]
) -> None:
    """Data sources, dashboards and rules that Grafana would not let us change anyway."""
    run(*sources)
    grafana.sources["platzfrei"]["readOnly"] = True
    grafana.dashboards[REGION][-1]["provisioned"] = True
    next(iter(grafana.groups.values()))["rules"][0]["provenance"] = "file"
    grafana.changes.clear()
    status, said, _ = run(*sources)
    assert status == 0
    assert said.count("comes from files, left alone") == 3
    assert grafana.changes == []


def test_changed_rules_sources_and_titles_are_put_right(
    grafana: FakeGrafana, run: Run, sources: tuple[str, ...]
) -> None:
    """Whatever moved them."""
    run(*sources)
    next(iter(grafana.groups.values()))["rules"][0]["for"] = "9h"
    grafana.sources["platzfrei"]["url"] = "http://elsewhere"
    grafana.folders["platzfrei-de"]["title"] = "Anders"
    grafana.dashboards[REGION][-1]["folderUid"] = "platzfrei-en"
    _, said, _ = run(*sources)
    assert "4 changed" in said
    assert "nothing changed" in run(*sources)[1]


def test_a_reading_account_is_made_once_with_its_token(
    grafana: FakeGrafana, run: Run, sources: tuple[str, ...], tmp_path: Path
) -> None:
    """It may only read, and only its owner may read its token."""
    token = tmp_path / "reader"
    asked = ("--service-account", "wall", "--service-account-token-file", str(token))
    assert "service account  wall" in run(*sources, *asked)[1]
    assert [(one["name"], one["role"], one["tokens"]) for one in grafana.accounts] == [
        ("wall", "Viewer", 1)
    ]
    assert token.read_text() == "glsa_made_1\n"
    assert token.stat().st_mode & 0o777 == 0o600
    assert "nothing changed" in run(*asked)[1]
    assert grafana.accounts[0]["tokens"] == 1


def test_an_account_that_may_do_more_is_not_taken_for_a_reader(
    grafana: FakeGrafana, run: Run, sources: tuple[str, ...], tmp_path: Path
) -> None:
    """Its token would be no read-only token."""
    grafana.accounts.append({"id": 1, "name": "wall", "role": "Editor", "tokens": 0})
    asked = ("--service-account", "wall", "--service-account-token-file", str(tmp_path / "reader"))
    status, _, complaint = run(*sources, *asked)
    assert status == 2
    assert "has the role Editor" in complaint
    assert not (tmp_path / "reader").exists()


def test_a_missing_data_source_is_named(grafana: FakeGrafana, run: Run) -> None:
    """Before anything is made, with what to do."""
    status, _, complaint = run()
    assert status == 2
    assert "no data source of uid platzfrei and platzfrei-recent" in complaint
    assert "--influx-url" in complaint
    assert grafana.changes == []


@pytest.mark.parametrize("version", ["10.4.1", "9.5.0-pre", ""])
def test_an_old_grafana_is_refused(
    grafana: FakeGrafana, run: Run, sources: tuple[str, ...], version: str
) -> None:
    """By its version, before anything is made."""
    grafana.version = version
    status, _, complaint = run(*sources)
    assert (status, "11.0 is needed" in complaint) == (2, True)
    assert grafana.changes == []


@pytest.mark.parametrize(
    ("token", "status", "words"),
    [
        ("wrong", 2, "does not know this token"),
        ("viewer", 2, "needs the role Admin"),
        ("none", 2, "No such file"),
    ],
)
def test_a_token_that_does_not_do_is_explained(
    run: Run, sources: tuple[str, ...], token: str, status: int, words: str
) -> None:
    """Without a traceback, and without the token."""
    found, said, complaint = run(*sources, key=token)
    assert (found, words in complaint) == (status, True)
    assert "glsa" not in said + complaint


@pytest.mark.parametrize(
    ("url", "status"), [("ftp://x", 2), ("http://127.0.0.1:9", 3)], ids=["scheme", "nobody there"]
)
def test_a_grafana_out_of_reach_is_explained(run: Run, url: str, status: int) -> None:
    """By its address."""
    found, _, complaint = run(url=url)
    assert found == status
    assert url in complaint


def test_a_failing_grafana_is_reported_with_what_was_done(
    grafana: FakeGrafana, run: Run, sources: tuple[str, ...]
) -> None:
    """Exit status 3, and its own words."""
    grafana.is_failing = True
    status, said, complaint = run(*sources)
    assert (status, "nothing changed" in said) == (3, True)
    assert "database is locked" in complaint


def test_half_a_description_of_the_data_sources_is_refused(run: Run) -> None:
    """All four options or none."""
    status, _, complaint = run("--bucket", "platzfrei")
    assert status == 2
    assert "belong together" in complaint


@pytest.mark.skipif("GRAFANA_URL" not in os.environ, reason="no GRAFANA_URL")
def test_a_real_grafana_takes_everything_and_a_second_run_changes_nothing(
    run: Run, sources: tuple[str, ...], tmp_path: Path
) -> None:
    """And a third one leaves a hand's edit alone."""
    (tmp_path / "real").write_text(os.environ["GRAFANA_TOKEN"])
    url = os.environ["GRAFANA_URL"]
    assert run(*sources, "--force", key="real", url=url)[0] == 0
    assert "nothing changed" in run(key="real", url=url)[1]
